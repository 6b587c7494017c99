// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_clixml - PowerShell's serialized objects
 */
#include "codec/clixml.h"
#include "fuzz_tree.h"

FUZZ(bytes)
{
	struct arena arena = ARENA(FUZZ_MEMORY_MAX);
	struct fuzz_source source = fuzz_source(bytes);
	struct tree *objects;
	struct fault f;

	if (clixml_decode(&source.source, &(struct tree_wish){ &arena, NULL }, &objects, &f))
		fuzz_reached(fuzz_tree_look(objects, 0) > 4);
	free(source.piece);
	arena_free(&arena);
}
