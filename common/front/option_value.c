// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_value - one option's text, checked whole and stored into the plan
 */
#include "front/option_value.h"

#include <inttypes.h>
#include <stdio.h>

#include "codec/sip_request.h"
#include "front/host_text.h"
#include "front/nagiosplug.h"

#define MICRO UINT64_C(1000000)

enum { STATUS_FIRST = 200, STATUS_LAST = 699, LIFE_DAYS_MAX = 36500 };

static const char states[] = "ok, warning, critical or unknown";

static void *field(const struct option_value *v)
{
	return (char *)v->plan + v->option->offset;
}

static void *other_field(const struct option_value *v)
{
	return (char *)v->plan + v->option->other;
}

/* Where in the value `part` begins. */
static long place(const struct option_value *v, struct span part)
{
	return part.at ? part.at - v->text : (long)strlen(v->text);
}

/* "PART is not WHAT", at the part's place. */
static bool is_not(const struct option_value *v, struct span part, const char *what, struct fault *f)
{
	char shown[HOST_SHOWN];

	return fault(f, FAULT_USAGE, place(v, part), "%s is not %s", part.len ? host_text_shown(shown, part) : "nothing", what);
}

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
	struct texts *list = field(v);
	const char **at = list_grow(v->arena, list->at, list->count, sizeof *at);

	if (!at)
		return;
	list->at = at;
	list->at[list->count++] = arena_text(v->arena, text);
}

/* ---- flags ---- */

static bool read_flag(const struct option_value *v, struct fault *f)
{
	(void)f;
	*(bool *)field(v) = true;
	return true;
}

static bool read_set(const struct option_value *v, struct fault *f)
{
	(void)f;
	*(int *)field(v) = (int)v->option->low;
	return true;
}

static bool read_count(const struct option_value *v, struct fault *f)
{
	(void)f;
	++*(uint64_t *)field(v);
	return true;
}

static bool read_choice(const struct option_value *v, struct fault *f)
{
	struct span rest = span_of(v->option->argument);

	for (int place_in_list = 0; rest.at; place_in_list++)
		if (span_equal_nocase(span_cut(rest, '|', &rest), span_of(v->text))) {
			*(int *)field(v) = (int)v->option->low + place_in_list;
			return true;
		}
	return is_not(v, span_of(v->text), v->option->argument, f);
}

/* ---- numbers ---- */

static bool read_number(const struct option_value *v, struct fault *f)
{
	uint64_t number;
	char what[80];

	if (span_number(span_of(v->text), v->option->high, &number) && number >= v->option->low) {
		*(uint64_t *)field(v) = number;
		return true;
	}
	snprintf(what, sizeof what, "a number from %" PRIu64 " to %" PRIu64, v->option->low, v->option->high);
	return is_not(v, span_of(v->text), what, f);
}

static bool read_port(const struct option_value *v, struct fault *f)
{
	uint64_t port;

	if (!span_number(span_of(v->text), UINT16_MAX, &port) || port == 0)
		return is_not(v, span_of(v->text), "a port (1 to 65535)", f);
	*(uint16_t *)field(v) = (uint16_t)port;
	return true;
}

/* A plain decimal number in millionths: "30", "0.05"; no sign, no exponent, at most six decimals. */
static bool millionths(struct span text, uint64_t *value)
{
	struct span decimals;
	struct span whole = span_cut(text, '.', &decimals);
	uint64_t units, part = 0;

	if (!span_number(whole, 999999999, &units))
		return false;
	if (decimals.at && (decimals.len > 6 || !span_number(decimals, 999999, &part)))
		return false;
	for (size_t i = decimals.at ? decimals.len : 6; i < 6; i++)
		part *= 10;
	*value = units * MICRO + part;
	return true;
}

static bool seconds(const struct option_value *v, struct span text, int64_t *us, struct fault *f)
{
	uint64_t value;
	char what[80];

	if (millionths(text, &value) && value >= v->option->low && value <= v->option->high) {
		*us = (int64_t)value;
		return true;
	}
	snprintf(what, sizeof what, "a time from %g to %g seconds", (double)v->option->low / (double)MICRO,
		 (double)v->option->high / (double)MICRO);
	return is_not(v, text, what, f);
}

static bool read_seconds(const struct option_value *v, struct fault *f)
{
	return seconds(v, span_of(v->text), field(v), f);
}

static bool read_state(const struct option_value *v, struct span text, enum state *state, struct fault *f)
{
	char name[16];

	if (span_copy(name, sizeof name, text) && state_named(name, state))
		return true;
	return is_not(v, text, states, f);
}

/* Without :STATE the state stays what it was, which is the default's unless an ini file said otherwise. */
static bool read_timeout(const struct option_value *v, struct fault *f)
{
	struct span after;
	struct span number = span_cut(span_of(v->text), ':', &after);
	enum state state;
	int64_t us;

	if (!seconds(v, number, &us, f))
		return false;
	if (after.at) {
		if (!read_state(v, after, &state, f))
			return false;
		*(enum state *)other_field(v) = state;
	}
	*(int64_t *)field(v) = us;
	return true;
}

static bool read_range(const struct option_value *v, struct fault *f)
{
	return nagiosplug_range(v->text, field(v), f);
}

/* ---- pairs ---- */

static bool percent(struct span text, double *value)
{
	uint64_t number;

	if (!millionths(text, &number) || number == 0 || number > 100 * MICRO)
		return false;
	*value = (double)number / (double)MICRO;
	return true;
}

/* DAYS, N% or DAYS/N% */
static bool life(const struct option_value *v, struct span text, struct life_limit *limit, struct fault *f)
{
	struct span part = text, rest;
	uint64_t days;

	*limit = (struct life_limit){ -1, -1 };
	if (!span_ends_nocase(text, SPAN("%"))) {
		rest = (struct span){ 0 };
	} else {
		part = span_cut(text, '/', &rest);
		if (!rest.at) {
			rest = text;
			part = (struct span){ 0 };
		}
	}
	if (part.at) {
		if (!millionths(part, &days) || days > LIFE_DAYS_MAX * MICRO)
			return is_not(v, part, "a life: days (at most 36500), N% or DAYS/N%", f);
		limit->days = (double)days / (double)MICRO;
	}
	if (rest.at && !percent((struct span){ rest.at, rest.len - 1 }, &limit->percent))
		return is_not(v, rest, "a part of the lifetime: more than 0%, at most 100%", f);
	return true;
}

static bool read_life(const struct option_value *v, struct fault *f)
{
	struct span second;
	struct span first = span_cut(span_of(v->text), ',', &second);
	struct life_limit warning, critical = { -1, -1 };

	if (!life(v, first, &warning, f) || (second.at && !life(v, second, &critical, f)))
		return false;
	if ((warning.days >= 0 && warning.days < critical.days) ||
	    (warning.percent >= 0 && warning.percent < critical.percent))
		return fault(f, FAULT_USAGE, place(v, second), "%.60s would warn after it is critical: the longer life comes first",
			     v->text);
	*(struct life_limit *)field(v) = warning;
	*(struct life_limit *)other_field(v) = critical;
	return true;
}

static struct span without_percent_sign(struct span text)
{
	return (struct span){ text.at, text.len - (span_ends_nocase(text, SPAN("%")) ? 1 : 0) };
}

static bool read_percents(const struct option_value *v, struct fault *f)
{
	struct span second;
	struct span first = span_cut(span_of(v->text), ',', &second);
	double warning, critical = -1;

	if (!percent(without_percent_sign(first), &warning))
		return is_not(v, first, "a percentage: more than 0, at most 100", f);
	if (second.at && !percent(without_percent_sign(second), &critical))
		return is_not(v, second, "a percentage: more than 0, at most 100", f);
	if (second.at && warning > critical)
		return fault(f, FAULT_USAGE, place(v, second), "%.60s would warn after it is critical: the smaller loss comes first",
			     v->text);
	*(double *)field(v) = warning;
	*(double *)other_field(v) = critical;
	return true;
}

/* ---- texts ---- */

static void store_text(const struct option_value *v, struct span text)
{
	*(const char **)field(v) = arena_text(v->arena, text);
}

static bool read_text(const struct option_value *v, struct fault *f)
{
	for (const char *c = v->text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return fault(f, FAULT_USAGE, c - v->text, "the value has a control character in it");
	store_text(v, span_of(v->text));
	return true;
}

static bool read_file(const struct option_value *v, struct fault *f)
{
	(void)f;
	store_text(v, span_of(v->text));
	return true;
}

static bool read_name(const struct option_value *v, struct fault *f)
{
	struct span name = span_of(v->text);

	if (host_text_family(name))
		return is_not(v, name, "a name: it is an address", f);
	if (!host_text_check_name(name, f))
		return false;
	store_text(v, name);
	return true;
}

static bool read_cert_name(const struct option_value *v, struct fault *f)
{
	struct span name = span_of(v->text);
	bool wildcard = span_starts_nocase(name, SPAN("*."));
	struct span rest = { name.at + (wildcard ? 2 : 0), name.len - (wildcard ? 2 : 0) };

	if (host_text_family(name))
		return is_not(v, name, "a name: it is an address", f);
	if (!host_text_check_name(rest, f)) {
		f->code += wildcard ? 2 : 0;
		return false;
	}
	store_text(v, name);
	return true;
}

static bool read_address(const struct option_value *v, struct fault *f)
{
	struct span address = span_of(v->text);

	if (!host_text_family(address))
		return is_not(v, address, "an IPv4 or IPv6 address", f);
	store_text(v, address);
	return true;
}

/* Splits and copies; family 0: a name. */
static bool endpoint(const struct option_value *v, struct host_port *to, int *family, struct fault *f)
{
	struct host_text h;

	if (!host_text_split(span_of(v->text), &h, f))
		return false;
	*to = (struct host_port){ arena_text(v->arena, h.host), h.port };
	*family = h.family;
	return true;
}

static bool read_address_port(const struct option_value *v, struct fault *f)
{
	struct host_port server;
	int family;

	if (!endpoint(v, &server, &family, f))
		return false;
	if (!family)
		return is_not(v, span_of(v->text), "an IPv4 or IPv6 address, with or without a port", f);
	*(struct host_port *)field(v) = server;
	return true;
}

static bool read_name_port(const struct option_value *v, struct fault *f)
{
	struct host_port server;
	int family;

	if (!endpoint(v, &server, &family, f))
		return false;
	if (family)
		return is_not(v, span_of(v->text), "a name: it is an address", f);
	*(struct host_port *)field(v) = server;
	return true;
}

static bool read_hosts(const struct option_value *v, struct fault *f)
{
	struct hosts *list = field(v);
	struct host_port host;
	int family;

	if (!endpoint(v, &host, &family, f))
		return false;
	if (list->count == OPTION_HOSTS_MAX)
		return fault(f, FAULT_USAGE, 0, "%.60s is one host too many: at most %d", v->text, OPTION_HOSTS_MAX);
	struct host_port *at = list_grow(v->arena, list->at, list->count, sizeof *at);
	if (!at)
		return true;
	list->at = at;
	list->at[list->count++] = host;
	return true;
}

/* ---- SIP ---- */

static bool read_uri(const struct option_value *v, struct fault *f)
{
	return sip_request_check_uri(v->text, f) && read_file(v, f);
}

static bool read_method(const struct option_value *v, struct fault *f)
{
	return sip_request_check_method(v->text, f) && read_file(v, f);
}

static bool read_headers(const struct option_value *v, struct fault *f)
{
	if (!sip_request_check_header(v->text, f))
		return false;
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
		return is_not(v, before, "a final SIP status (200 to 699)", f);
	last = first;
	if (after.at && (!span_number(after, STATUS_LAST, &last) || last < STATUS_FIRST))
		return is_not(v, after, "a final SIP status (200 to 699)", f);
	if (last < first)
		return is_not(v, text, "a range: the lower status comes first", f);
	e->first = (int)first;
	e->last = (int)last;
	return true;
}

static bool read_expects(const struct option_value *v, struct fault *f)
{
	struct expects *list = field(v);
	struct expects longer = *list;
	struct expect e = { .state = STATE_OK };
	struct span state;
	struct span rest = span_cut(span_of(v->text), ':', &state);

	if (state.at && !read_state(v, state, &e.state, f))
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

static bool read_rules(const struct option_value *v, struct fault *f)
{
	struct texts *list = field(v);
	struct texts before = *list;

	for (struct span rest = span_of(v->text); rest.at;) {
		struct span id = span_cut(rest, ',', &rest);
		if (!is_rule(v->rules, id)) {
			*list = before;
			return is_not(v, id, "a rule of this plugin: --list-rules shows them", f);
		}
		texts_add(v, id);
	}
	return true;
}

/* ---- the types ---- */

static const struct {
	bool (*read)(const struct option_value *, struct fault *);
	bool no_value;
} types[] = {
	[OPT_FLAG] = { read_flag, true },
	[OPT_SET] = { read_set, true },
	[OPT_COUNT] = { read_count, true },
	[OPT_HELP] = { NULL, true },
	[OPT_VERSION] = { NULL, true },
	[OPT_LIST_RULES] = { NULL, true },
	[OPT_EXTRA_OPTS] = { NULL, false },
	[OPT_CHOICE] = { read_choice, false },
	[OPT_NUMBER] = { read_number, false },
	[OPT_PORT] = { read_port, false },
	[OPT_SECONDS] = { read_seconds, false },
	[OPT_TIMEOUT] = { read_timeout, false },
	[OPT_RANGE] = { read_range, false },
	[OPT_LIFE] = { read_life, false },
	[OPT_PERCENTS] = { read_percents, false },
	[OPT_TEXT] = { read_text, false },
	[OPT_FILE] = { read_file, false },
	[OPT_NAME] = { read_name, false },
	[OPT_CERT_NAME] = { read_cert_name, false },
	[OPT_ADDRESS] = { read_address, false },
	[OPT_ADDRESS_PORT] = { read_address_port, false },
	[OPT_NAME_PORT] = { read_name_port, false },
	[OPT_HOSTS] = { read_hosts, false },
	[OPT_URI] = { read_uri, false },
	[OPT_METHOD] = { read_method, false },
	[OPT_HEADERS] = { read_headers, false },
	[OPT_EXPECTS] = { read_expects, false },
	[OPT_RULES] = { read_rules, false },
};

bool option_value_wanted(enum option_type type)
{
	return !types[type].no_value;
}

void option_value_unset(const struct option *option, struct plan *plan)
{
	struct option_value v = { .option = option, .plan = plan };

	if (option->type == OPT_CHOICE)
		*(int *)field(&v) = -1;
	if (option->type == OPT_PERCENTS)
		*(double *)field(&v) = *(double *)other_field(&v) = -1;
	if (option->type == OPT_LIFE)
		*(struct life_limit *)field(&v) = *(struct life_limit *)other_field(&v) = (struct life_limit){ -1, -1 };
}

bool option_value_read(const struct option_value *v, struct fault *f)
{
	if (v->text && !*v->text)
		return fault(f, FAULT_USAGE, 0, "the value is empty, it takes %s", v->option->argument);
	return types[v->option->type].read(v, f);
}
