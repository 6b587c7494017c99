// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * calendar - dates of the Gregorian calendar and seconds since 1970-01-01 00:00 UTC, as 64 bits whatever time_t is
 *
 * libc's timegm() and gmtime_r() end in 2038 where time_t has 32 bits (Debian 12 on armhf); certificates do not.
 */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdint.h>

/* UTC. month 1-12, day 1-31, hour 0-23, minute 0-59, second 0-60. */
struct calendar {
	int64_t year, month, day, hour, minute, second;
};

/* A day that the month does not have counts on into the next one. */
int64_t calendar_seconds(const struct calendar *);

/* Any number of seconds; the year before year 1 is 0. */
struct calendar calendar_date(int64_t seconds);

/* "2026-11-23 19:04:48", or up to the day or the minute; UTC. */
enum calendar_until { CALENDAR_DAY, CALENDAR_MINUTE, CALENDAR_SECOND };
enum { CALENDAR_TEXT_MAX = 40 };
void calendar_text(int64_t seconds, enum calendar_until, char text[CALENDAR_TEXT_MAX]);

#endif
