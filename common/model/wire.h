// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wire - who said what and when, bounded
 *
 * The last part of a run as it was on the wire, for -vv, -vvv and recordings. Only what is application data: no
 * passwords, no keys. When the ceiling is reached later bytes are counted, not kept.
 */
#ifndef MODEL_WIRE_H
#define MODEL_WIRE_H

#include "base/arena.h"

enum wire_way { WIRE_SENT, WIRE_RECEIVED };

/* Why a message of the peer is not the answer to any of our requests; later ones are closer to being one. */
enum wire_discard {
	WIRE_TAKEN,   /* it is one, or it was not looked at */
	WIRE_REQUEST, /* the peer's own request */
	WIRE_CALL_ID, /* another Call-ID */
	WIRE_TAG,     /* another From tag */
	WIRE_CSEQ,    /* another CSeq */
	WIRE_VIAS,    /* no Via, or several: an answer comes back with ours alone */
	WIRE_BRANCH,  /* the branch is not that of our Via */
	WIRE_LATE,    /* the answer to a sample that was given up */
	WIRE_AGAIN,   /* a final answer to a sample that has one */
	WIRE_DISCARD_COUNT,
};

/* "a request of its own", "another branch"; "" for WIRE_TAKEN */
const char *wire_discard_text(enum wire_discard);

struct wire_event {
	struct wire_event *next;
	enum wire_way way;
	int64_t at_us; /* since the run began */
	struct span bytes;
	enum wire_discard discard;
};

enum { WIRE_CEILING = 128 * 1024 };

struct wire {
	bool on; /* keep bytes at all */
	struct wire_event *first, *last;
	size_t kept;	/* bytes */
	size_t dropped; /* bytes beyond the ceiling */
};

/* Copies the bytes into the arena. NULL: they are not kept. */
struct wire_event *wire_add(struct wire *, struct arena *, enum wire_way, int64_t at_us, struct span bytes);

#endif
