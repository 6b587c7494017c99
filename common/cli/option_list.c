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

	if (!host_text_split(span_of(v->text), &host, f))
		return false;
	if (list->count == OPTION_HOSTS_MAX)
		return fault(f, FAULT_USAGE, 0, "%.60s is one host too many: at most %d", v->text, OPTION_HOSTS_MAX);
	struct asked *at = list_grow(v->arena, list->at, list->count, sizeof *at);
	if (!at)
		return true;
	list->at = at;
	list->at[list->count++] = (struct asked){ .name = arena_text(v->arena, host.host), .port = host.port };
	return true;
}

bool option_list_files(const struct option_value *v, struct fault *f)
{
	(void)f;
	texts_add(v, span_of(v->text));
	return true;
}

bool option_list_services(const struct option_value *v, struct fault *f)
{
	bool apple = false, microsoft = false;

	for (struct span rest = span_of(v->text); rest.at;) {
		struct span word = span_cut(rest, ',', &rest);
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
	struct span before = span_cut(text, '-', &after);
	uint64_t first, last;

	if (!span_number(before, STATUS_LAST, &first) || first < STATUS_FIRST)
		return option_reader_is_not(v, before, "a final SIP status (200 to 699)", f);
	last = first;
	if (after.at && (!span_number(after, STATUS_LAST, &last) || last < STATUS_FIRST))
		return option_reader_is_not(v, after, "a final SIP status (200 to 699)", f);
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
	struct span rest = span_cut(span_of(v->text), ':', &state);

	if (state.at && !option_reader_state(v, state, &e.state, f))
		return false;
	while (rest.at) {
		if (!status_range(v, span_cut(rest, ',', &rest), &e, f))
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
		struct span id = span_cut(rest, ',', &rest);
		if (!is_rule(v->rules, id)) {
			*list = before;
			return option_reader_is_not(v, id, "a rule of this plugin: --list-rules shows them", f);
		}
		texts_add(v, id);
	}
	return true;
}
