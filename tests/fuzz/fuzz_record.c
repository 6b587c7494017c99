// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_record - recordings, read back
 */
#include "codec/record.h"
#include "fuzz.h"

FUZZ(bytes)
{
	struct arena arena = ARENA(FUZZ_MEMORY_MAX);
	struct texts given = { 0 };
	const struct plan plan = { 0 };
	struct facts facts;
	struct fault f;

	facts_init(&facts);
	if (record_read_options(bytes, &(struct record_reader){ .plugin = "check_push_federation" }, &arena, &given, &f) &&
	    record_read_facts(bytes, &(struct record_reader){ .plugin = "check_push_federation", .plan = &plan }, &facts, &f))
		fuzz_reached(facts.target_count > 0);
	facts_free(&facts);
	arena_free(&arena);
}
