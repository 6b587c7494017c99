// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * calendar - dates of the Gregorian calendar and seconds since 1970-01-01 00:00 UTC
 *
 * Years begin in March here, so that the leap day is the last of its year; the calendar repeats after an era of 400 years.
 */
#include "base/calendar.h"

#include <inttypes.h>
#include <stdio.h>

enum { DAY = 86400, YEARS_OF_ERA = 400, DAYS_OF_ERA = 146097, DAYS_UNTIL_1970 = 719468 /* from March 1st of year 0 */ };

/* The largest whole number not above the quotient; C's division goes towards zero. */
static int64_t divide_down(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

/* Days of an era's first `years` years; after all 400 comes the leap day of the whole era. */
static int64_t days_before(int64_t years)
{
	return years * 365 + years / 4 - years / 100 + years / 400;
}

int64_t calendar_seconds(const struct calendar *c)
{
	int64_t year = c->month <= 2 ? c->year - 1 : c->year, month = c->month <= 2 ? c->month + 9 : c->month - 3;
	int64_t era = divide_down(year, YEARS_OF_ERA);
	int64_t day_of_year = (153 * month + 2) / 5 + c->day - 1;
	int64_t days = era * DAYS_OF_ERA + days_before(year - era * YEARS_OF_ERA) + day_of_year - DAYS_UNTIL_1970;

	return days * DAY + c->hour * 3600 + c->minute * 60 + c->second;
}

struct calendar calendar_date(int64_t seconds)
{
	int64_t day = divide_down(seconds, DAY), of_day = seconds - day * DAY;
	int64_t since = day + DAYS_UNTIL_1970, era = divide_down(since, DAYS_OF_ERA), left = since - era * DAYS_OF_ERA;
	int64_t year = left / 365;

	while (days_before(year) > left)
		year--;
	int64_t day_of_year = left - days_before(year), month = (5 * day_of_year + 2) / 153;

	return (struct calendar){
		.year = era * YEARS_OF_ERA + year + (month >= 10),
		.month = month < 10 ? month + 3 : month - 9,
		.day = day_of_year - (153 * month + 2) / 5 + 1,
		.hour = of_day / 3600,
		.minute = of_day / 60 % 60,
		.second = of_day % 60,
	};
}

void calendar_text(int64_t seconds, enum calendar_until until, char text[CALENDAR_TEXT_MAX])
{
	static const int left_out[] = { [CALENDAR_DAY] = sizeof " hh:mm:ss" - 1, [CALENDAR_MINUTE] = sizeof ":ss" - 1, [CALENDAR_SECOND] = 0 };
	struct calendar at = calendar_date(seconds);
	int len = snprintf(text, CALENDAR_TEXT_MAX, "%04" PRId64 "-%02" PRId64 "-%02" PRId64 " %02" PRId64 ":%02" PRId64 ":%02" PRId64, at.year, at.month,
			   at.day, at.hour, at.minute, at.second);

	text[len - left_out[until]] = '\0';
}
