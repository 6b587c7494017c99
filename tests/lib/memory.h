// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * memory - a stream without a network
 *
 * The other end is a buffer, or a function that plays the peer. Time never passes: a wait that the
 * peer does not end is a time-out at once.
 */
#ifndef TESTS_MEMORY_H
#define TESTS_MEMORY_H

#include "net/stream.h"

struct memory {
	struct buf in;	/* what the peer has sent and we have not read yet */
	struct buf out; /* what we have written */
	size_t chunk;	/* most bytes that one read or write moves; 0: any number */
	bool closed;	/* nothing will come after `in`: a read says CLOSED */
	struct fault reset; /* kind not FAULT_NONE: what every write says, and a read once `in` is empty, unless closed */

	/* Takes from `out`, adds to `in`, or closes. False: it will never write again. NULL: no peer. */
	bool (*peer)(struct memory *, void *of);
	void *of;

	size_t waits; /* how often stream_wait() was called */
	bool open;    /* a stream of it has not been closed yet */
};

#define MEMORY(max) ((struct memory){ .in = BUF(max), .out = BUF(max) })

/* The memory stays the caller's. */
struct stream memory_stream(struct memory *);
void memory_free(struct memory *);

#endif
