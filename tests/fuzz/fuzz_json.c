// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_json - JSON documents, there and back
 */
#include "codec/json.h"
#include "codec/json_write.h"
#include "fuzz_tree.h"

FUZZ(bytes)
{
	struct arena arena = ARENA(FUZZ_MEMORY_MAX);
	struct buf text = BUF(FUZZ_MEMORY_MAX);
	struct fuzz_source source = fuzz_source(bytes);
	struct tree *root, *again;
	struct fault f;

	if (json_read(&source.source, &(struct tree_wish){ &arena, NULL }, &root, &f)) {
		size_t nodes = fuzz_tree_look(root, 0);

		if (json_write(root, &text)) /* what we write we read, as it was */
			fuzz_must(json_decode(buf_span(&text), &arena, &again, &f) && fuzz_tree_look(again, 0) == nodes);
		fuzz_reached(nodes > 4);
	}
	free(source.piece);
	buf_free(&text);
	arena_free(&arena);
}
