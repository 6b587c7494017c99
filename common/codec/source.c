// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * source - bytes that come in pieces
 */
#include "codec/source.h"

static bool memory_next(struct source *source, struct span *piece, struct fault *f)
{
	struct source_memory *memory = (struct source_memory *)source;

	(void)f;
	*piece = memory->left;
	if (piece->len > SOURCE_PIECE)
		piece->len = SOURCE_PIECE;
	memory->left = span_skip(memory->left, piece->len);
	return true;
}

struct source_memory source_memory(struct span bytes)
{
	return (struct source_memory){ { memory_next }, bytes };
}

static bool again_next(struct source *source, struct span *piece, struct fault *f)
{
	struct source_again *again = (struct source_again *)source;

	if (again->first.len == 0)
		return again->rest->next(again->rest, piece, f);
	*piece = again->first;
	again->first.len = 0;
	return true;
}

struct source_again source_again(struct source *rest, struct span first)
{
	return (struct source_again){ { again_next }, rest, first };
}
