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

/* Of an answer that comes from the partner's side, as its ms-diagnostics prove. */
struct sip_beyond {
	int first, last;
	int state; /* enum state; ADVICE_BY_STATUS: that of the status */
	enum cause cause;
	const char *because, *remedy;
};

/* Is that a refusal, 4xx or 6xx? 408 and 480 are not: then no one looked at the request. */
bool sip_table_refuses(int status);

/* NULL: nothing but what sip_table_find() says. */
const struct sip_beyond *sip_table_beyond(int status);

/* Never NULL for 200..699; NULL for all else. */
const struct sip_row *sip_table_find(int status);

#endif
