// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * changes - what differs between the facts of two runs
 */
#include "model/changes.h"

void changes_free(struct changes *c)
{
	arena_free(&c->arena);
	*c = (struct changes){ 0 };
}
