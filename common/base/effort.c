// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * effort - the steps of a piece of work, and whether it may go on
 */
#include "base/effort.h"

#include <poll.h>

enum { STEPS_BETWEEN = 4096 }; /* some tens of microseconds */

bool effort_spend(struct effort *e, size_t steps)
{
	struct pollfd signalled = { .fd = e->deadline.cancel_fd, .events = POLLIN };

	e->steps += steps;
	if (e->steps < e->look_at || effort_is_over(e))
		return !effort_is_over(e);
	e->look_at = e->steps + STEPS_BETWEEN;
	e->late = deadline_passed(e->deadline);
	e->cancelled = poll(&signalled, 1, 0) > 0;
	return !effort_is_over(e);
}

bool effort_fault(const struct effort *e, struct fault *f)
{
	return e->cancelled ? fault(f, FAULT_CANCELLED, 0, "stopped while reading it") : fault(f, FAULT_TIMEOUT, 0, "no time was left to read it");
}
