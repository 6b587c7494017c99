// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * verdict - what the facts of a run amount to
 */
#include "model/verdict.h"

enum { VERDICT_CEILING = 4 * 1024 * 1024 };

void verdict_init(struct verdict *v)
{
	*v = (struct verdict){ .lead = "", .sentence = "", .tail = "", .who = "", .reach = "", .arena = ARENA(VERDICT_CEILING) };
	findings_init(&v->findings);
}

void verdict_free(struct verdict *v)
{
	findings_free(&v->findings);
	arena_free(&v->arena);
}

const struct target_verdict *verdict_target(const struct verdict *v, size_t index)
{
	static const struct target_verdict not_judged = { .state = STATE_UNKNOWN };

	return index < v->target_count ? &v->targets[index] : &not_judged;
}
