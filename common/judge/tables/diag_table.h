// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * diag_table - what is known of ms-diagnostics codes
 *
 * Source: [MS-OCER] and what each row names. Reasons are Microsoft's, the rest is in our own words. Rows with
 * advice.sourced false were recalled, not found: say "most often", and show the wire's own text.
 */
#ifndef JUDGE_DIAG_TABLE_H
#define JUDGE_DIAG_TABLE_H

#include "judge/explanation.h"
#include "model/facts.h"

struct diag_row {
	uint32_t code, last;  /* last > code: a family, for codes without a row of their own */
	const char *reason;   /* Microsoft's reason text; of a family: what it is about */
	struct advice advice;
};

/* The code's own row, else its family's; NULL: nothing is known. */
const struct diag_row *diag_table_find(uint32_t code);

/* May the row be stated as a fact: is it sourced, or does the wire say the same in words? */
bool diag_table_sure(const struct diag_row *, const struct diag *);

/* The header that tells most about where it broke: the first among equals; NULL: the answer has none. */
const struct diag *diag_table_telling(const struct answer *);

#endif
