// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_state - the four states of a monitoring plugin
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/state.h"

static const enum state by_badness[] = { STATE_OK, STATE_UNKNOWN, STATE_WARNING, STATE_CRITICAL };

static const struct name_case {
	const char *text;
	bool good;
	enum state state;
} name_cases[] = {
	{ "OK", true, STATE_OK },		{ "ok", true, STATE_OK },	  { "WARNING", true, STATE_WARNING },
	{ "Warning", true, STATE_WARNING },	{ "critical", true, STATE_CRITICAL }, { "unknown", true, STATE_UNKNOWN },
	{ "", false, STATE_OK },		{ "warn", false, STATE_OK },	  { "criticals", false, STATE_OK },
	{ "0", false, STATE_OK },		{ " ok", false, STATE_OK },
};

static void the_numbers_are_exit_codes(void **state)
{
	(void)state;
	assert_int_equal(STATE_OK, 0);
	assert_int_equal(STATE_WARNING, 1);
	assert_int_equal(STATE_CRITICAL, 2);
	assert_int_equal(STATE_UNKNOWN, 3);
}

static void the_worse_wins(void **state)
{
	(void)state;
	for (size_t a = 0; a < 4; a++)
		for (size_t b = 0; b < 4; b++)
			assert_int_equal(state_worse(by_badness[a], by_badness[b]), by_badness[a > b ? a : b]);
}

static void names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof name_cases / sizeof *name_cases; i++) {
		enum state named = (enum state)77;
		if (state_named(name_cases[i].text, &named) != name_cases[i].good ||
		    named != (name_cases[i].good ? name_cases[i].state : (enum state)77))
			fail_msg("\"%s\": %d", name_cases[i].text, (int)named);
	}
	assert_string_equal(state_name(STATE_OK), "OK");
	assert_string_equal(state_name(STATE_WARNING), "WARNING");
	assert_string_equal(state_name(STATE_CRITICAL), "CRITICAL");
	assert_string_equal(state_name(STATE_UNKNOWN), "UNKNOWN");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_numbers_are_exit_codes),
		cmocka_unit_test(the_worse_wins),
		cmocka_unit_test(names),
	};
	return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
