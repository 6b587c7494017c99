// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * clock - the monotonic clock, and the one deadline of a check
 *
 * The deadline counts from the start of the check, so retries cannot stretch it. Every function that can wait gets it by value.
 * A phase may get a sooner one, never a later. No other file reads the monotonic clock.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hardened.h"

/* Microseconds since some moment in the past. */
int64_t clock_us(void);

struct deadline {
	int64_t at_us;	 /* on clock_us() */
	int cancel_fd;	 /* becomes readable when the run has to stop; -1: the run cannot be stopped. Poll it, never read it */
};

/* `after_us` from now; the same cancel_fd as `within`, and never later than it. */
struct deadline deadline_sooner(struct deadline within, int64_t after_us);

/* The same deadline with its last `reserve_us` kept back, for clean-up. */
struct deadline deadline_before(struct deadline, int64_t reserve_us);

/* Time left, at least 0: for poll(2), rounded up, so that a wait never ends just before the deadline. */
int deadline_left_ms(struct deadline);
int64_t deadline_left_us(struct deadline);

static inline bool deadline_passed(struct deadline d)
{
	return deadline_left_us(d) == 0;
}

#endif
