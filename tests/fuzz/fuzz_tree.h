// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_tree - for targets whose decoder reads a source or makes a tree
 */
#ifndef TESTS_FUZZ_FUZZ_TREE_H
#define TESTS_FUZZ_FUZZ_TREE_H

#include "codec/source.h"
#include "codec/tree.h"
#include "fuzz.h"

/* Bytes in pieces, each in memory of its own that is gone with the next. The first is the longest: it must hold the first tag. */
struct fuzz_source {
	struct source source;
	struct span left;
	size_t max; /* bytes of a piece; 0: all in one */
	char *piece;
};

static inline bool fuzz_source_next(struct source *source, struct span *piece, struct fault *f)
{
	struct fuzz_source *s = (struct fuzz_source *)source;
	size_t max = s->piece || !s->max ? s->max : s->max + 64;
	size_t len = max && max < s->left.len ? max : s->left.len;

	(void)f;
	free(s->piece);
	s->piece = malloc(len + 1);
	fuzz_must(s->piece);
	if (len)
		memcpy(s->piece, s->left.at, len);
	*piece = (struct span){ s->piece, len };
	s->left = span_skip(s->left, len);
	return true;
}

/* The last byte says how long a piece is; 0: all in one. */
static inline struct fuzz_source fuzz_source(struct span bytes)
{
	struct fuzz_source s = { .source = { fuzz_source_next }, .left = bytes };

	if (bytes.len > 1 && (unsigned char)bytes.at[bytes.len - 1] < 32) {
		s.max = (unsigned char)bytes.at[bytes.len - 1];
		s.left.len--;
	}
	return s;
}

static inline size_t fuzz_tree_look(const struct tree *t, size_t depth)
{
	size_t nodes = 0;

	fuzz_must(depth <= TREE_DEPTH_MAX + 1);
	for (; t; t = t->next) {
		fuzz_look_text(t->name);
		fuzz_look_text(t->type);
		fuzz_look_text(t->text);
		nodes += 1 + fuzz_tree_look(t->first, depth + 1);
	}
	return nodes;
}

#endif
