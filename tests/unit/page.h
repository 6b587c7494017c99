// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * page - bytes flush against a page that cannot be read
 *
 * A decoder that looks one byte too far dies on the spot, with or without a sanitizer. For unit tests only.
 */
#ifndef TESTS_PAGE_H
#define TESTS_PAGE_H

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/span.h"

struct page {
	char *map;
	size_t size; /* bytes that can be read; the unreadable page lies behind them */
};

/* Room for up to `most` bytes. */
static inline struct page page_new(size_t max)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct page p = { .size = (max + page) / page * page };

	p.map = mmap(NULL, p.size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p.map == MAP_FAILED || mprotect(p.map + p.size, page, PROT_NONE) != 0)
		abort();
	return p;
}

/* A copy that ends at the unreadable page; valid until the next one. */
static inline struct span page_flush(struct page *p, struct span text)
{
	struct span copy = { p->map + p->size - text.len, text.len };

	if (text.len > 0)
		memcpy(p->map + p->size - text.len, text.at, text.len);
	return copy;
}

static inline void page_free(struct page *p)
{
	munmap(p->map, p->size + (size_t)sysconf(_SC_PAGESIZE));
}

#endif
