// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * stop_row - one row of a table of what stopped a run of steps
 */
#include "judge/tables/stop_row.h"

static bool is_code(const struct stop_row *row, const struct fault *f)
{
	return !row->code || row->code == f->code || (f->kind == FAULT_REMOTE && row->code == facts_remote_meaning(f->code));
}

const struct advice *stop_row_find(const struct stop_row *rows, size_t count, const struct view *v)
{
	const struct stopped *s = &v->target->stopped;

	for (const struct stop_row *row = rows; row < rows + count; row++)
		if (row->kind == s->fault.kind && (row->phase == PHASE_COUNT || row->phase == s->phase) && is_code(row, &s->fault) &&
		    (!row->when || row->when(v)))
			return &row->advice;
	return NULL;
}
