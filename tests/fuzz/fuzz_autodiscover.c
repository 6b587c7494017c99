// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_autodiscover - the document that leads mobile clients to their services, as JSON or XML
 */
#include "codec/autodiscover.h"
#include "fuzz.h"

FUZZ(bytes)
{
	struct arena arena = ARENA(FUZZ_MEMORY_MAX);
	struct autodiscover root = { NULL, NULL };
	struct fault f;

	if (autodiscover_decode(bytes, &arena, &root, &f)) {
		fuzz_must(root.user || root.redirect);
		fuzz_look_text(root.user);
		fuzz_look_text(root.redirect);
		fuzz_reached(root.user);
	}
	arena_free(&arena);
}
