// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * pieces - a source that gives its bytes in pieces of a size, each flush against memory that must not be read
 *
 * For unit tests only.
 */
#ifndef TESTS_PIECES_H
#define TESTS_PIECES_H

#include "codec/source.h"
#include "page.h"

struct pieces {
	struct source source;
	struct span left;
	size_t size;
	struct page page;
};

static inline bool pieces_next(struct source *source, struct span *piece, struct fault *f)
{
	struct pieces *p = (struct pieces *)source;
	size_t len = p->left.len < p->size ? p->left.len : p->size;

	(void)f;
	*piece = page_flush(&p->page, (struct span){ p->left.at, len });
	p->left = span_skip(p->left, len);
	return true;
}

/* page_free() the page. */
static inline struct pieces pieces_of(struct span text, size_t size)
{
	return (struct pieces){ { pieces_next }, text, size, page_new(size) };
}

#endif
