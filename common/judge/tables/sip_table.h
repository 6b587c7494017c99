// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_table - what a SIP status means on the way to the push service, without ms-diagnostics
 *
 * Source: RFC 3261 21, and the graded verdict that README explains.
 */
#ifndef JUDGE_SIP_TABLE_H
#define JUDGE_SIP_TABLE_H

#include "judge/explanation.h"

struct sip_row {
	int first, last;      /* statuses, inclusive */
	const char *meaning;
	struct advice advice; /* state is never ADVICE_BY_STATUS */
};

/* Of an answer that the last of our own servers says to be of the partner's side (ms-diagnostics 1034). */
struct sip_beyond {
	int first, last;
	enum cause cause;
	const char *because, *remedy;
};

/* NULL: nothing but what sip_table_find() says. */
const struct sip_beyond *sip_table_beyond(int status);

/* Never NULL for 200..699; NULL for all else. */
const struct sip_row *sip_table_find(int status);

#endif
