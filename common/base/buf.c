// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * buf - bytes that grow, up to a ceiling
 *
 * Growing never uses realloc: the old block is overwritten before it is freed, so that no secret stays behind.
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_SIZE = 256 };

static void release(struct buf *b)
{
	if (b->at)
		explicit_bzero(b->at, b->size);
	free(b->at);
}

static bool grow(struct buf *b, size_t needed)
{
	size_t size = b->size ? b->size : FIRST_SIZE;

	while (size < needed)
		size *= 2;
	char *at = malloc(size);
	b->out_of_memory |= !at;
	if (!at)
		return false;
	if (b->len)
		memcpy(at, b->at, b->len);
	release(b);
	b->at = at;
	b->size = size;
	return true;
}

char *buf_room(struct buf *b, size_t more)
{
	if (b->failed || more > b->ceiling - b->len || (b->len + more + 1 > b->size && !grow(b, b->len + more + 1))) {
		b->failed = true;
		return NULL;
	}
	b->at[b->len + more] = '\0';
	return b->at + b->len;
}

bool buf_add(struct buf *b, struct span more)
{
	char *to = buf_room(b, more.len);

	if (!to)
		return false;
	if (more.len)
		memcpy(to, more.at, more.len);
	b->len += more.len;
	return true;
}

bool buf_text(struct buf *b, const char *text)
{
	return buf_add(b, span_of(text));
}

bool buf_printf(struct buf *b, const char *format, ...)
{
	va_list args, again;

	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	char *to = len < 0 ? NULL : buf_room(b, (size_t)len);
	if (to) {
		vsnprintf(to, (size_t)len + 1, format, again);
		b->len += (size_t)len;
	}
	b->failed |= len < 0;
	va_end(again);
	va_end(args);
	return !b->failed;
}

void buf_drop(struct buf *b, size_t count)
{
	if (count == 0)
		return;
	b->len -= count;
	memmove(b->at, b->at + count, b->len + 1);
}

void buf_free(struct buf *b)
{
	free(b->at);
	*b = BUF(b->ceiling);
}

void buf_wipe(struct buf *b)
{
	release(b);
	*b = BUF(b->ceiling);
}
