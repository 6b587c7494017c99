// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_list - the options that may be given several times, each adding to a list
 */
#include "cli/host_text.h"
#include "cli/option_reader.h"
#include "codec/sip_request.h"

enum { STATUS_FIRST = 200, STATUS_LAST = 699 };

/* Room for one more item at the end of a list that is `count` long, which may move; NULL without memory. */
static void *list_grow(struct arena *arena, void *list, size_t count, size_t item_size)
{
	if (count & (count - 1)) /* lists have room for the next power of two */
		return list;
	if (count == 1)
		return list; /* the first allocation is for two */
	void *more = arena_list(arena, count ? 2 * count : 2, item_size);
	if (more && count)
		memcpy(more, list, count * item_size);
	return more;
}

static void texts_add(const struct option_value *v, struct span text)
{
	struct texts *list = option_reader_field(v);
	const char **at = list_grow(v->arena, list->at, list->count, sizeof *at);

	if (!at)
		return;
	list->at = at;
	list->at[list->count++] = arena_text(v->arena, text);
}

bool option_list_hosts(const struct option_value *v, struct fault *f)
{
	struct hosts *list = option_reader_field(v);
	struct host_text host;

	if (strpbrk(v->text, ",;") && !host_text_has_login(span_of(v->text)))
		return fault(f, FAULT_USAGE, (int64_t)strcspn(v->text, ",;"), "%.60s is more than one host: repeat -H for each", v->text);
	if (!host_text_split(span_of(v->text), &host, f))
		return false;
	if (list->count == OPTION_HOSTS_MAX)
		return fault(f, FAULT_USAGE, 0, "%.60s is one host too many: at most %d", v->text, OPTION_HOSTS_MAX);
	struct plan_host *at = list_grow(v->arena, list->at, list->count, sizeof *at);
	if (!at)
		return true;
	list->at = at;
	list->at[list->count++] = (struct plan_host){ .name = arena_text(v->arena, host.host), .port = host.port };
	return true;
}

bool option_list_files(const struct option_value *v, struct fault *f)
{
	(void)f;
	texts_add(v, span_of(v->text));
	return true;
}

bool option_list_names(const struct option_value *v, struct fault *f)
{
	struct span name = span_of(v->text);

	if (host_text_family(name))
		return option_reader_is_not(v, name, "a name: it is an address", f);
	if (!host_text_check_name(name, f))
		return false;
	texts_add(v, host_text_without_dot(name));
	return true;
}

bool option_list_services(const struct option_value *v, struct fault *f)
{
	bool apple = false, microsoft = false;

	for (struct span rest = span_of(v->text); rest.at;) {
		struct span word = span_split(rest, ',', &rest);
		bool is_apple = span_equal_nocase(word, SPAN("apple"));
		if (!is_apple && !span_equal_nocase(word, SPAN("microsoft")))
			return option_reader_is_not(v, word, "apple or microsoft", f);
		apple |= is_apple;
		microsoft |= !is_apple;
	}
	*(bool *)option_reader_field(v) = apple;
	*(bool *)option_reader_other(v) = microsoft;
	return true;
}

bool option_list_headers(const struct option_value *v, struct fault *f)
{
	const struct texts *list = option_reader_field(v);
	size_t all = strlen(v->text);

	for (size_t i = 0; i < list->count; i++)
		all += strlen(list->at[i]);
	if (all > SIP_REQUEST_HEADERS_MAX)
		return fault(f, FAULT_USAGE, -1, "all of them have more than %d bytes, which is what fits a request", SIP_REQUEST_HEADERS_MAX);
	if (!sip_request_check_header(v->text, f)) {
		f->code = -1; /* whatever it is meant to be, it may be a credential */
		return false;
	}
	texts_add(v, span_of(v->text));
	return true;
}

/* N or N-M */
static bool status_range(const struct option_value *v, struct span text, struct expect *e, struct fault *f)
{
	struct span after;
	struct span before = span_split(text, '-', &after);
	uint64_t first, last;

	if (text.len == 3 && text.at[0] >= '2' && text.at[0] <= '6' && span_equal_nocase(span_skip(text, 1), SPAN("xx")))
		return fault(f, FAULT_USAGE, option_reader_place(v, text), "%.3s is not a SIP status: write %c00-%c99", text.at, text.at[0],
			     text.at[0]);
	if (!span_number(before, STATUS_LAST, &first) || first < STATUS_FIRST)
		return option_reader_is_not(v, before, "a final SIP status (200 to 699), e.g. 404,480-489", f);
	last = first;
	if (after.at && (!span_number(after, STATUS_LAST, &last) || last < STATUS_FIRST))
		return option_reader_is_not(v, after, "a final SIP status (200 to 699), e.g. 404,480-489", f);
	if (last < first)
		return option_reader_is_not(v, text, "a range: the lower status comes first", f);
	e->first = (int)first;
	e->last = (int)last;
	return true;
}

bool option_list_expects(const struct option_value *v, struct fault *f)
{
	struct expects *list = option_reader_field(v);
	struct expects longer = *list;
	struct expect e = { .state = STATE_OK };
	struct span state;
	struct span rest = span_split(span_of(v->text), ':', &state);

	if (state.at && !option_reader_state(v, state, &e.state, f))
		return false;
	while (rest.at) {
		if (!status_range(v, span_split(rest, ',', &rest), &e, f))
			return false;
		longer.at = list_grow(v->arena, longer.at, longer.count, sizeof e);
		if (!longer.at)
			return true;
		longer.at[longer.count++] = e;
	}
	*list = longer;
	return true;
}

static bool is_rule(const struct rule *rules, struct span id)
{
	for (const struct rule *r = rules; r->id; r++)
		if (span_equal(id, span_of(r->id)))
			return true;
	return false;
}

bool option_list_rules(const struct option_value *v, struct fault *f)
{
	struct texts *list = option_reader_field(v);
	struct texts before = *list;

	for (struct span rest = span_of(v->text); rest.at;) {
		struct span id = span_split(rest, ',', &rest);
		if (!is_rule(v->rules, id)) {
			*list = before;
			return option_reader_is_not(v, id, "a rule of this plugin: --list-rules shows them", f);
		}
		texts_add(v, id);
	}
	return true;
}
