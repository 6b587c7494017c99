// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_report - how the writers write numbers
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <locale.h>

#include <cmocka.h>

#include "report/report.h"

static const struct {
	double value;
	int decimals;
	const char *text; /* NULL: refused */
} number_cases[] = {
	{ 0, 6, "0" },		     { 1, 6, "1" },		{ -1, 0, "-1" },
	{ 0.000001, 6, "0.000001" }, { 0.0000001, 6, "0" },	{ -0.0000001, 6, "0" },
	{ 0.5, 6, "0.5" },	     { 1234.56789, 2, "1234.57" }, { 99.999, 2, "100" },
	{ 10, 0, "10" },	     { 100, 2, "100" },		{ 0.1234567, 6, "0.123457" },
	{ 999999999.0, 6, "999999999" }, { 1e9, 6, NULL }, { -1e300, 2, NULL },
	{ 2.5, 0, "3" },	     { 0.212, 3, "0.212" },
};

static void test_number_text(void **state)
{
	char text[REPORT_NUMBER_MAX];

	(void)state;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < sizeof number_cases / sizeof *number_cases; i++) {
			bool given = report_number_text(number_cases[i].value, number_cases[i].decimals, text);
			if (given != (number_cases[i].text != NULL) || (given && strcmp(text, number_cases[i].text) != 0))
				fail_msg("%g: \"%s\"", number_cases[i].value, given ? text : "refused");
		}
		assert_false(report_number_text(NAN, 6, text));
		assert_false(report_number_text(-INFINITY, 6, text));
		setlocale(LC_ALL, "de_DE.UTF-8"); /* the second time, where it is installed: the same */
	}
	setlocale(LC_ALL, "C");
}

static void test_duration_text(void **state)
{
	static const struct {
		int64_t us;
		const char *text;
	} durations[] = { { 0, "0 ms" }, { 430, "0.4 ms" }, { 999, "1 ms" }, { 1600, "2 ms" }, { 212345, "212 ms" },
			  { 999499, "999 ms" }, { 999500, "1 s" }, { 21345000, "21.3 s" } };
	char text[REPORT_NUMBER_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
		report_duration_text(durations[i].us, text);
		assert_string_equal(text, durations[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_number_text), cmocka_unit_test(test_duration_text) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
