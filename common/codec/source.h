// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * source - bytes that come in pieces
 *
 * The seam between a decoder of large documents and whatever holds them, so that a file need not stand in memory whole.
 */
#ifndef CODEC_SOURCE_H
#define CODEC_SOURCE_H

#include "base/fault.h"
#include "base/span.h"

enum { SOURCE_PIECE = 64 * 1024 }; /* bytes, the most of one piece */

struct source {
	/* The next piece, valid until the next call; an empty one is the end. False: *f says why no more can be had. */
	bool (*next)(struct source *, struct span *piece, struct fault *f);
};

/* Bytes in memory. */
struct source_memory {
	struct source source;
	struct span left;
};

struct source_memory source_memory(struct span);

/* A source of which the first piece has been looked at: gives it again. */
struct source_again {
	struct source source;
	struct source *rest;
	struct span first; /* empty once it was given */
};

struct source_again source_again(struct source *rest, struct span first);

#endif
