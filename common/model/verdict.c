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
