// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * input - an open file or pipe, read piece by piece within a deadline
 */
#ifndef NET_INPUT_H
#define NET_INPUT_H

#include "base/clock.h"
#include "codec/source.h"

/*
 * The source gives pieces of SOURCE_PIECE bytes, the last may be shorter. It fails with FAULT_TIMEOUT (a pipe whose writer neither
 * wrote nor closed it within the deadline), FAULT_CANCELLED, FAULT_FILE (cannot be read, or more than `max` bytes), FAULT_MEMORY.
 */
struct input {
	struct source source;
	int fd;		  /* not closed here */
	const char *name; /* in sentences */
	size_t max, taken;
	struct deadline deadline;
	char *room; /* free(3) it */
};

struct input input_open(int fd, const char *name, size_t max, struct deadline);

#endif
