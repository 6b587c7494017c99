// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * stop_row - one row of a table of what stopped a run of steps
 */
#ifndef JUDGE_STOP_ROW_H
#define JUDGE_STOP_ROW_H

#include "judge/explanation.h"
#include "model/rule.h"

struct stop_row {
	enum phase phase; /* PHASE_COUNT: any */
	enum fault_kind kind;
	int64_t code;			     /* the fault's, or what facts_remote_meaning() makes of it; 0: any */
	bool (*when)(const struct view *); /* NULL: always */
	struct advice advice;
};

/* The advice of the first row that fits target->stopped; NULL: none does. */
const struct advice *stop_row_find(const struct stop_row *rows, size_t count, const struct view *);

#endif
