// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_range - threshold ranges as the monitoring-plugins guidelines define them
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/range.h"

/* What each range is asked about. */
static const double values[] = { -INFINITY, -0.5, 0, 5, 10, 10.5, 20, 20.5, INFINITY };

static const struct range_case {
	const char *text; /* as the operator writes it */
	struct range range;
	const char *alerts; /* a sign for each value, ! where it alerts */
	bool upper_limit;
} range_cases[] = {
	{ "",	    { 0 },								".........", false },
	{ "10",	    { .set = true, .start = 0, .end = 10 },				"!!...!!!!", true },
	{ "10:",    { .set = true, .start = 10, .end_open = true },			"!!!!.....", false },
	{ "~:10",   { .set = true, .start_open = true, .end = 10 },			".....!!!!", true },
	{ "10:20",  { .set = true, .start = 10, .end = 20 },				"!!!!...!!", false },
	{ "@10:20", { .set = true, .start = 10, .end = 20, .inside = true },		"....!!!..", false },
	{ "@10",    { .set = true, .start = 0, .end = 10, .inside = true },		"..!!!....", false },
	{ "~:",	    { .set = true, .start_open = true, .end_open = true },		".........", false },
	{ "@~:",    { .set = true, .start_open = true, .end_open = true, .inside = true }, "!!!!!!!!!", false },
	{ "0",	    { .set = true, .start = 0, .end = 0 },				"!!.!!!!!!", true },
	{ "-5:10",  { .set = true, .start = -5, .end = 10 },				"!....!!!!", true },
};

static void alerts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof range_cases / sizeof *range_cases; i++)
		for (size_t v = 0; v < sizeof values / sizeof *values; v++)
			if (range_alerts(&range_cases[i].range, values[v]) != (range_cases[i].alerts[v] == '!'))
				fail_msg("\"%s\" and %g", range_cases[i].text, values[v]);
}

static void knows_upper_limits(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof range_cases / sizeof *range_cases; i++)
		if (range_is_upper_limit(&range_cases[i].range) != range_cases[i].upper_limit)
			fail_msg("\"%s\"", range_cases[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alerts),
		cmocka_unit_test(knows_upper_limits),
	};
	return cmocka_run_group_tests_name("range", tests, NULL, NULL);
}
