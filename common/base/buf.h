// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * buf - bytes that grow, up to a ceiling
 *
 * Every buffer has a ceiling. Bytes that do not fit, or cannot be allocated, leave the content as it was and set
 * `failed`, so that a run of additions needs one look at the end. The content always ends in a NUL that len does not count.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/span.h"

struct buf {
	char *at; /* owned by the buffer; NULL while nothing was added */
	size_t len;
	size_t size;
	size_t ceiling; /* most bytes of content */
	bool failed;	/* something was not added: the ceiling, or no memory */
	bool out_of_memory;	/* it was no memory */
};

#define BUF(max) ((struct buf){ .ceiling = (max) })

/* Each returns !b->failed. */
bool buf_add(struct buf *, struct span);
bool buf_text(struct buf *, const char *text);
[[gnu::format(printf, 2, 3)]] bool buf_printf(struct buf *, const char *format, ...);

/* Room for `more` bytes at at + len, to be written by the caller, who then raises len; NULL when there is none. */
[[nodiscard]] char *buf_room(struct buf *, size_t more);

/* Takes the first `count` bytes away; count <= len. */
void buf_drop(struct buf *, size_t count);

static inline struct span buf_span(const struct buf *b)
{
	return (struct span){ b->at, b->len };
}

/* Frees; the ceiling stays, the rest is as new. */
void buf_free(struct buf *);

/* For secrets: overwrites, then frees. The memory of a buffer that grew before was overwritten too when it moved. */
void buf_wipe(struct buf *);

#endif
