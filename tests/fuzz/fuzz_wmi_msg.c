// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_wmi_msg - instances of WMI classes
 */
#include "codec/wmi_msg.h"
#include "fuzz_tree.h"

FUZZ(bytes)
{
	struct arena arena = ARENA(FUZZ_MEMORY_MAX);
	struct fuzz_source source = fuzz_source(bytes);
	struct tree *list = tree_add(&arena, NULL, TREE_LIST);
	struct fault f;

	if (list && wmi_items_decode(&source.source, &arena, list, &f))
		fuzz_reached(fuzz_tree_look(list, 0) > 3);
	free(source.piece);
	arena_free(&arena);
}
