// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * diag_table - what is known of ms-diagnostics codes
 *
 * Source: [MS-OCER] and what each row names. Reasons are Microsoft's, the rest is in our own words. Rows with
 * advice.sourced false were recalled, not found: they decide neither state nor hop. Say "reported as", and show the wire's own text.
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

struct diag_partner_row {
	uint32_t code, last;
	bool of_us; /* the domain or the host in the header is our own */
	struct advice advice;
};

/* All rows, for pages and tests; NULL behind the last. */
const struct diag_row *diag_table_row(size_t number);

/* The code's own row, else its family's; NULL: nothing is known. */
const struct diag_row *diag_table_find(uint32_t code);

/* The first code whose reason stands in the text, in either case; NULL: none does. Never a family. */
const struct diag_row *diag_table_said(struct span text);

/* Does the wire say the same in words? */
bool diag_table_worded(const struct diag_row *, const struct diag *);

/*
 * The meaning of the code if the partner gives it; of_us: the domain or host in the header is our own. NULL: the status decides.
 * Patterns may have {named} and {host}, that domain and host.
 */
const struct advice *diag_table_partner(uint32_t code, bool of_us);

/* All of these; NULL behind the last. */
const struct diag_partner_row *diag_table_partner_row(size_t number);

/* The meaning of 1010 if its HRESULT has that cause (winsock_table.h); NULL: that of its own row. */
const struct advice *diag_table_trust(enum cause);

/* The header that says most about the place of the failure, the first among equals; NULL: the answer has none. */
const struct diag *diag_table_telling(const struct answer *);

#endif
