// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_number - numbers, times, limits and choices among the options
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/nagiosplug.h"
#include "cli/option_reader.h"

#define MICRO UINT64_C(1000000)

enum { LIFE_DAYS_MAX = 36500 };

bool option_number_choice(const struct option_value *v, struct fault *f)
{
	struct span rest = span_of(v->option->argument);

	for (int place_in_list = 0; rest.at; place_in_list++)
		if (span_equal_nocase(span_split(rest, '|', &rest), span_of(v->text))) {
			*(int *)option_reader_field(v) = (int)v->option->low + place_in_list;
			return true;
		}
	if (strpbrk(v->text, ":%")) /* "--auth=user:password", as other programs take it */
		return fault(f, FAULT_USAGE, -1, "the value is not %s", v->option->argument);
	return option_reader_is_not(v, span_of(v->text), v->option->argument, f);
}

bool option_number_number(const struct option_value *v, struct fault *f)
{
	uint64_t number;
	char what[80];

	if (span_number(span_of(v->text), v->option->high, &number) && number >= v->option->low) {
		*(uint64_t *)option_reader_field(v) = number;
		return true;
	}
	snprintf(what, sizeof what, "a number from %" PRIu64 " to %" PRIu64, v->option->low, v->option->high);
	return option_reader_is_not(v, span_of(v->text), what, f);
}

bool option_number_port(const struct option_value *v, struct fault *f)
{
	uint64_t port;

	if (!strchr("0123456789+-", v->text[0])) /* -p is the password of other programs */
		return fault(f, FAULT_USAGE, -1, "the value is not a port (1 to 65535)");
	if (!span_number(span_of(v->text), UINT16_MAX, &port) || port == 0)
		return option_reader_is_not(v, span_of(v->text), "a port (1 to 65535)", f);
	*(uint16_t *)option_reader_field(v) = (uint16_t)port;
	return true;
}

/* A plain decimal number in millionths: "30", "0.05"; no sign, no exponent, at most six decimals. */
static bool millionths(struct span text, uint64_t *value)
{
	struct span decimals;
	struct span whole = span_split(text, '.', &decimals);
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

/* "500ms", "5m": seconds in millionths, with a unit behind the number or without one. */
static bool with_unit(struct span text, uint64_t *value)
{
	static const struct {
		struct span unit;
		uint64_t multiply, divide;
	} units[] = {
		{ SPAN("ms"), 1, 1000 }, { SPAN("s"), 1, 1 }, { SPAN("m"), 60, 1 }, { SPAN("h"), 3600, 1 }, { SPAN("d"), 86400, 1 },
	};

	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (text.len > units[i].unit.len && span_ends_nocase(text, units[i].unit)) {
			struct span number = span_trim((struct span){ text.at, text.len - units[i].unit.len });
			if (!millionths(number, value))
				return false;
			*value = *value / units[i].divide * units[i].multiply;
			return true;
		}
	return millionths(text, value);
}

/* A comma where the point of a number belongs: the fault shows the number that was meant. */
static bool has_comma(const struct option_value *v, struct span text, struct fault *f)
{
	struct span part, whole = span_split(text, ',', &part);
	uint64_t number;

	if (!part.at || !span_number(whole, UINT32_MAX, &number) || !with_unit(part, &number))
		return false;
	fault(f, FAULT_USAGE, option_reader_place(v, part) - 1, "%.*s has a comma: write %.*s.%.*s", (int)text.len, text.at, (int)whole.len,
	      whole.at, (int)part.len, part.at);
	return true;
}

static bool seconds(const struct option_value *v, struct span text, int64_t *us, struct fault *f)
{
	uint64_t value;
	char what[80];

	if (has_comma(v, text, f))
		return false;
	if (with_unit(text, &value) && value >= v->option->low && value <= v->option->high) {
		*us = (int64_t)value;
		return true;
	}
	snprintf(what, sizeof what, "a time from %g to %g seconds (30, 500ms, 5m)", (double)v->option->low / (double)MICRO,
		 (double)v->option->high / (double)MICRO);
	return option_reader_is_not(v, text, what, f);
}

bool option_number_seconds(const struct option_value *v, struct fault *f)
{
	return seconds(v, span_of(v->text), option_reader_field(v), f);
}

/* Without :STATE the state stays what it was, which is the default's unless an ini file said otherwise. */
bool option_number_timeout(const struct option_value *v, struct fault *f)
{
	struct span after;
	struct span number = span_split(span_of(v->text), ':', &after);
	enum state state = STATE_OK;
	int64_t us = 0;

	if (!seconds(v, number, &us, f))
		return false;
	if (after.at) {
		if (!option_reader_state(v, after, &state, f))
			return false;
		*(enum state *)option_reader_other(v) = state;
	}
	*(int64_t *)option_reader_field(v) = us;
	return true;
}

/* A plain upper limit may have a unit; the range is in seconds. */
bool option_number_range(const struct option_value *v, struct fault *f)
{
	struct span text = span_of(v->text);
	uint64_t limit;
	char plain[40];

	if (has_comma(v, text, f))
		return false;
	if (!with_unit(text, &limit) || millionths(text, &limit))
		return nagiosplug_range(v->text, option_reader_field(v), f);
	snprintf(plain, sizeof plain, "%" PRIu64 ".%06" PRIu64, limit / MICRO, limit % MICRO);
	return nagiosplug_range(plain, option_reader_field(v), f);
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
		part = span_split(text, '/', &rest);
		if (!rest.at) {
			rest = text;
			part = (struct span){ 0 };
		}
	}
	if (part.at) {
		if (!millionths(part, &days) || days > LIFE_DAYS_MAX * MICRO)
			return option_reader_is_not(v, part, "a life: days (at most 36500), N% or DAYS/N%, e.g. 30,7", f);
		limit->days = (double)days / (double)MICRO;
	}
	if (rest.at && !percent((struct span){ rest.at, rest.len - 1 }, &limit->percent))
		return option_reader_is_not(v, rest, "a part of the lifetime: more than 0%, at most 100%", f);
	return true;
}

bool option_number_life(const struct option_value *v, struct fault *f)
{
	struct span second;
	struct span first = span_split(span_of(v->text), ',', &second);
	struct life_limit warning, critical = { -1, -1 };

	if (!life(v, first, &warning, f) || (second.at && !life(v, second, &critical, f)))
		return false;
	if ((warning.days >= 0 && warning.days < critical.days) ||
	    (warning.percent >= 0 && warning.percent < critical.percent))
		return fault(f, FAULT_USAGE, option_reader_place(v, second), "%.60s would warn after it is critical: the longer life comes first",
			     v->text);
	*(struct life_limit *)option_reader_field(v) = warning;
	*(struct life_limit *)option_reader_other(v) = critical;
	return true;
}

static struct span without_percent_sign(struct span text)
{
	return (struct span){ text.at, text.len - (span_ends_nocase(text, SPAN("%")) ? 1 : 0) };
}

bool option_number_percents(const struct option_value *v, struct fault *f)
{
	struct span second;
	struct span first = span_split(span_of(v->text), ',', &second);
	double warning, critical = -1;

	if (!percent(without_percent_sign(first), &warning))
		return option_reader_is_not(v, first, "a percentage: more than 0, at most 100", f);
	if (second.at && !percent(without_percent_sign(second), &critical))
		return option_reader_is_not(v, second, "a percentage: more than 0, at most 100", f);
	if (second.at && warning > critical)
		return fault(f, FAULT_USAGE, option_reader_place(v, second), "%.60s would warn after it is critical: the smaller loss comes first",
			     v->text);
	*(double *)option_reader_field(v) = warning;
	*(double *)option_reader_other(v) = critical;
	return true;
}

/* A year and a day is old enough for anybody. */
static bool hours(const struct option_value *v, struct span text, double *value, struct fault *f)
{
	enum { HOURS_MAX = 8784 };
	uint64_t number;

	if (!millionths(text, &number) || number == 0 || number > HOURS_MAX * MICRO)
		return option_reader_is_not(v, text, "a number of hours: more than 0, at most 8784, e.g. 26,74", f);
	*value = (double)number / (double)MICRO;
	return true;
}

bool option_number_hours(const struct option_value *v, struct fault *f)
{
	struct span second;
	struct span first = span_split(span_of(v->text), ',', &second);
	double warning = 0, critical = -1;

	if (!hours(v, first, &warning, f) || (second.at && !hours(v, second, &critical, f)))
		return false;
	if (second.at && warning > critical)
		return fault(f, FAULT_USAGE, option_reader_place(v, second), "%.60s would warn after it is critical: the lower age comes first",
			     v->text);
	*(double *)option_reader_field(v) = warning;
	*(double *)option_reader_other(v) = critical;
	return true;
}
