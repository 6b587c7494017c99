// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * event_table - events of an Access Edge and its neighbours, for --explain
 *
 * Nothing here is read from an event log: an administrator saw the number. Source: what each row names; "recalled" as in diag_table.h.
 */
#ifndef JUDGE_EVENT_TABLE_H
#define JUDGE_EVENT_TABLE_H

#include <stdint.h>

#include "judge/explanation.h"

struct event_row {
	uint32_t number;
	const char *log;     /* the event's source, as the log shows it */
	const char *meaning;
	struct advice advice;
};

/* NULL: not in the table. */
const struct event_row *event_table_find(uint32_t number);

#endif
