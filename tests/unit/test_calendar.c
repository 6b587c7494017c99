// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_calendar - dates beyond 2038, and each day of ten thousand years against a calendar that only counts
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/calendar.h"

static const struct {
	struct calendar date;
	int64_t seconds;
} known[] = {
	{ { 1970, 1, 1, 0, 0, 0 }, 0 },
	{ { 1969, 12, 31, 23, 59, 59 }, -1 },
	{ { 2000, 2, 29, 12, 0, 0 }, 951825600 },
	{ { 2038, 1, 19, 3, 14, 7 }, INT64_C(2147483647) },
	{ { 2038, 1, 19, 3, 14, 8 }, INT64_C(2147483648) },
	{ { 2049, 12, 31, 23, 59, 59 }, INT64_C(2524607999) }, /* the last of UTCTime (RFC 5280) */
	{ { 9999, 12, 31, 23, 59, 59 }, INT64_C(253402300799) }, /* "never" (RFC 5280) */
};

static void expect_same(const struct calendar *a, const struct calendar *b)
{
	assert_int_equal(a->year, b->year);
	assert_int_equal(a->month, b->month);
	assert_int_equal(a->day, b->day);
	assert_int_equal(a->hour, b->hour);
	assert_int_equal(a->minute, b->minute);
	assert_int_equal(a->second, b->second);
}

static void known_dates(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct calendar back = calendar_date(known[i].seconds);

		assert_int_equal(calendar_seconds(&known[i].date), known[i].seconds);
		expect_same(&back, &known[i].date);
	}
}

static int64_t days_in(int64_t year, int64_t month)
{
	static const int64_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

static void every_day(void **state)
{
	struct calendar date = { 0, 1, 1, 23, 59, 59 };
	int64_t seconds = calendar_seconds(&date);

	(void)state;
	for (; date.year < 10000; seconds += 86400) {
		struct calendar back = calendar_date(seconds);

		expect_same(&back, &date);
		assert_int_equal(calendar_seconds(&date), seconds);
		if (++date.day > days_in(date.year, date.month)) {
			date.day = 1;
			date.month = date.month % 12 + 1;
			date.year += date.month == 1;
		}
	}
	assert_int_equal(seconds, known[sizeof known / sizeof *known - 1].seconds + 86400);
}

static void as_text(void **state)
{
	static const struct {
		int64_t seconds;
		enum calendar_until until;
		const char *text;
	} texts[] = {
		{ 0, CALENDAR_SECOND, "1970-01-01 00:00:00" },
		{ 1795460688, CALENDAR_SECOND, "2026-11-23 19:04:48" },
		{ 1795460688, CALENDAR_MINUTE, "2026-11-23 19:04" },
		{ 1795460688, CALENDAR_DAY, "2026-11-23" },
		{ 253402300800, CALENDAR_DAY, "10000-01-01" },
		{ INT64_MAX, CALENDAR_MINUTE, "292277026596-12-04 15:30" },
	};
	char text[CALENDAR_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		calendar_text(texts[i].seconds, texts[i].until, text);
		assert_string_equal(text, texts[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(known_dates), cmocka_unit_test(every_day), cmocka_unit_test(as_text) };

	return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
