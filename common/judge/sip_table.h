// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_table - what a SIP status means on the way to the push service, without ms-diagnostics
 *
 * Source: RFC 3261 21, and the graded verdict that README explains.
 */
#ifndef JUDGE_SIP_TABLE_H
#define JUDGE_SIP_TABLE_H

#include "judge/advice.h"

struct sip_row {
	int first, last;      /* statuses, inclusive */
	const char *meaning;
	struct advice advice; /* state is never ADVICE_BY_STATUS */
};

/* Never NULL for 200..699; NULL for all else. */
const struct sip_row *sip_table_find(int status);

#endif
