// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * gunzip - a source that unpacks another one
 */
#include "codec/gunzip.h"

#include <zlib.h>

enum { GZIP_ONLY = 16 + MAX_WBITS };

struct gunzip {
	struct source source;
	struct source *packed;
	z_stream stream;
	size_t made; /* in all, so far */
	bool in_member;
	char piece[SOURCE_PIECE];
};

/* zlib's memory is the arena's, which is freed as a whole. */
static void *take(void *arena, unsigned count, unsigned size)
{
	return arena_list(arena, count, size);
}

static void give_back(void *arena, void *memory)
{
	(void)arena;
	(void)memory;
}

/* More packed bytes for the stream. False with f->kind FAULT_NONE: there are no more. */
static bool refill(struct gunzip *g, struct fault *f)
{
	struct span more;

	if (!g->packed->next(g->packed, &more, f) || !more.len)
		return false;
	g->stream.next_in = (unsigned char *)more.at;
	g->stream.avail_in = (unsigned)more.len;
	return true;
}

/* Behind a member stands another one, or nothing but zeros that fill a block. */
static bool begin_member(struct gunzip *g)
{
	while (g->stream.avail_in && !*g->stream.next_in) {
		g->stream.next_in++;
		g->stream.avail_in--;
	}
	g->in_member = g->stream.avail_in > 0;
	return !g->in_member || inflateReset(&g->stream) == Z_OK;
}

static bool gunzip_next(struct source *source, struct span *piece, struct fault *f)
{
	struct gunzip *g = (struct gunzip *)source;
	int result = Z_OK;

	g->stream.next_out = (unsigned char *)g->piece;
	g->stream.avail_out = sizeof g->piece;
	while (g->stream.avail_out && result != Z_MEM_ERROR) {
		if (!g->stream.avail_in && !refill(g, f)) {
			if (f->kind != FAULT_NONE)
				return false;
			if (g->in_member)
				return fault(f, FAULT_PROTOCOL, 0, "it is gzip, but cut off");
			break;
		}
		if (!g->in_member && !begin_member(g))
			return fault(f, FAULT_PROTOCOL, 0, "it is gzip, but broken");
		result = g->in_member ? inflate(&g->stream, Z_NO_FLUSH) : Z_OK;
		if (result == Z_STREAM_END)
			g->in_member = false;
		else if (result != Z_OK && result != Z_BUF_ERROR && result != Z_MEM_ERROR)
			return fault(f, FAULT_PROTOCOL, 0, "it is gzip, but broken");
	}
	if (result == Z_MEM_ERROR)
		return fault(f, FAULT_MEMORY, 0, "no memory to unpack it");
	*piece = (struct span){ g->piece, sizeof g->piece - g->stream.avail_out };
	g->made += piece->len;
	return g->made <= GUNZIP_MAX || fault(f, FAULT_LIMIT, 0, "unpacked it has more than %d MiB", GUNZIP_MAX >> 20);
}

struct source *gunzip_source(struct source *packed, struct arena *arena)
{
	struct gunzip *g = arena_alloc(arena, sizeof *g);

	if (!g)
		return NULL;
	*g = (struct gunzip){ .source = { gunzip_next }, .packed = packed, .stream = { .zalloc = take, .zfree = give_back, .opaque = arena } };
	return inflateInit2(&g->stream, GZIP_ONLY) == Z_OK ? &g->source : NULL;
}
