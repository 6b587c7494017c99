// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * effort - the steps of a piece of work, and whether it may go on
 *
 * For work that waits for nothing: decoding, say. It counts its steps here; every so many of them the clock and the signal are looked at.
 */
#ifndef BASE_EFFORT_H
#define BASE_EFFORT_H

#include <stddef.h>

#include "base/clock.h"
#include "base/fault.h"

struct effort {
	struct deadline deadline;
	uint64_t steps;	  /* spent so far */
	uint64_t look_at; /* the number of steps at which to look again */
	bool late, cancelled; /* and that stays so */
};

#define EFFORT(until) ((struct effort){ .deadline = (until) })

/* Adds so many steps. False: the deadline has passed, or a signal came: the work ends. */
bool effort_spend(struct effort *, size_t steps);

static inline bool effort_is_over(const struct effort *e)
{
	return e->late || e->cancelled;
}

/* FAULT_TIMEOUT or FAULT_CANCELLED, of an effort that is over. Returns false. */
bool effort_fault(const struct effort *, struct fault *);

#endif
