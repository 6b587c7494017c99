// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * arena - memory that is freed once
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_SIZE = 4000, ALIGNMENT = _Alignof(max_align_t), STEP_BYTES = 64 };

struct arena_block {
	struct arena_block *older;
	size_t size, used;
	max_align_t bytes[];
};

static struct arena_block *block_add(struct arena *a, size_t size)
{
	size_t bytes = size > BLOCK_SIZE ? size : BLOCK_SIZE;
	struct arena_block *block = calloc(1, sizeof *block + bytes);

	if (!block) {
		a->out_of_memory = true;
		return NULL;
	}
	block->size = bytes;
	block->older = a->newest;
	a->newest = block;
	return block;
}

void *arena_alloc(struct arena *a, size_t size)
{
	size_t whole = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	struct arena_block *block = a->newest;

	if (whole < size || whole > a->ceiling - a->used || (a->effort && !effort_spend(a->effort, 1 + size / STEP_BYTES)))
		goto refused;
	if ((!block || block->size - block->used < whole) && !(block = block_add(a, whole)))
		goto refused;
	void *at = (char *)block->bytes + block->used;
	block->used += whole;
	a->used += whole;
	return at;
refused:
	a->failed = true;
	return NULL;
}

bool arena_is_late(const struct arena *a, struct fault *f)
{
	if (!a->effort || !effort_is_over(a->effort))
		return false;
	effort_fault(a->effort, f);
	return true;
}

void *arena_list(struct arena *a, size_t count, size_t item_size)
{
	size_t size;

	if (__builtin_mul_overflow(count, item_size, &size)) {
		a->failed = true;
		return NULL;
	}
	return arena_alloc(a, size);
}

const char *arena_bytes(struct arena *a, struct span bytes)
{
	char *copy = bytes.len < SIZE_MAX ? arena_alloc(a, bytes.len + 1) : NULL;

	if (!copy)
		return "";
	if (bytes.len)
		memcpy(copy, bytes.at, bytes.len);
	return copy;
}

const char *arena_text(struct arena *a, struct span text)
{
	static const char stand_in[] = "\xef\xbf\xbd";
	size_t nuls = 0;

	for (size_t i = 0; i < text.len && text.len < a->ceiling; i++) /* a longer text does not fit anyway */
		nuls += text.at[i] == '\0';
	if (nuls == 0)
		return arena_bytes(a, text);
	char *copy = arena_alloc(a, text.len + nuls * (sizeof stand_in - 2) + 1), *to = copy;
	for (size_t i = 0; copy && i < text.len; i++)
		if (text.at[i])
			*to++ = text.at[i];
		else
			to = mempcpy(to, stand_in, sizeof stand_in - 1);
	return copy ? copy : "";
}

const char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list args, again;

	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	char *text = len < 0 ? NULL : arena_alloc(a, (size_t)len + 1);
	if (text)
		vsnprintf(text, (size_t)len + 1, format, again);
	else
		a->failed = true;
	va_end(again);
	va_end(args);
	return text ? text : "";
}

void arena_free(struct arena *a)
{
	while (a->newest) {
		struct arena_block *block = a->newest;
		a->newest = block->older;
		free(block);
	}
	*a = (struct arena){ .ceiling = a->ceiling, .effort = a->effort };
}
