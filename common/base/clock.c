// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * clock - the monotonic clock, and the one deadline of a check
 */
#include "base/clock.h"

#include <limits.h>
#include <time.h>

int64_t clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct deadline deadline_sooner(struct deadline within, int64_t after_us)
{
	int64_t at_us = clock_us() + after_us;

	if (at_us < within.at_us)
		within.at_us = at_us;
	return within;
}

struct deadline deadline_before(struct deadline d, int64_t reserve_us)
{
	d.at_us -= reserve_us;
	return d;
}

int64_t deadline_left_us(struct deadline d)
{
	int64_t left = d.at_us - clock_us();

	return left > 0 ? left : 0;
}

int deadline_left_ms(struct deadline d)
{
	int64_t ms = (deadline_left_us(d) + 999) / 1000;

	return ms < INT_MAX ? (int)ms : INT_MAX;
}
