// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_pool_facts - exports of settings, whatever wrote them, to facts
 */
#include "codec/export.h"
#include "codec/pool_facts.h"
#include "fuzz_tree.h"

FUZZ(bytes)
{
	struct arena tree = ARENA(FUZZ_MEMORY_MAX), facts = ARENA(FUZZ_MEMORY_MAX);
	struct fuzz_source source = fuzz_source(bytes);
	struct pool pool = { .exported_at = -1 };
	struct pool_export content = { .named = POOL_SECTION_COUNT };
	struct tree *root;
	struct fault f;

	if (export_decode(&source.source, &(struct tree_wish){ &tree, pool_facts_wants }, &root, &f)) {
		content.root = root;
		if (pool_facts_add_export(&content, &facts, &pool))
			fuzz_reached(content.known > 1);
	}
	free(source.piece);
	arena_free(&tree);
	arena_free(&facts);
}
