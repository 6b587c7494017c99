// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wire - who said what and when, bounded
 *
 * What the last part of a run looked like on the wire, for -vv, -vvv and recordings. Only what is application data: no
 * passwords, no keys. When the ceiling is reached later bytes are counted, not kept.
 */
#ifndef MODEL_WIRE_H
#define MODEL_WIRE_H

#include "base/arena.h"

enum wire_way { WIRE_SENT, WIRE_RECEIVED };

struct wire_event {
	struct wire_event *next;
	enum wire_way way;
	int64_t at_us; /* since the run began */
	struct span bytes;
};

enum { WIRE_CEILING = 128 * 1024 };

struct wire {
	bool on; /* keep bytes at all */
	struct wire_event *first, *last;
	size_t kept;	/* bytes */
	size_t dropped; /* bytes beyond the ceiling */
};

/* Copies the bytes into the arena. */
void wire_add(struct wire *, struct arena *, enum wire_way, int64_t at_us, struct span bytes);

#endif
