// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * answer - what is known of a SIP answer: its status, its ms-diagnostics, what the tables say of both
 *
 * Pure: no clock, no I/O, no memory.
 */
#ifndef JUDGE_ANSWER_H
#define JUDGE_ANSWER_H

#include "judge/tables/diag_table.h"
#include "judge/tables/sip_table.h"
#include "model/plan.h"

struct reading {
	const struct answer *answer;
	const struct diag *diag;	/* the one that tells most; NULL: none */
	const struct diag_row *row;	/* NULL: no diag, or nothing is known of it */
	const struct sip_row *sip;
	bool sure; /* the row is sourced, or the wire says the same in words */
};

/* A final answer: its status is 200 to 699. */
struct reading answer_read(const struct answer *);

/* Does its ms-diagnostics say at which hop the request failed? */
bool answer_names_hop(const struct answer *);

/* Did an OCS 2007 R2 Edge (Server: RTC/3.5) give it? Such an Edge takes no Route header from servers like this host. */
bool answer_is_of_ocs2007r2(const struct answer *);

/* The --expect that names its status: the last one, so that the command line beats a file. NULL: none does. */
const struct expect *answer_expected(const struct plan *, const struct answer *);

/* Was it perhaps only the guessed From address that was refused? */
bool answer_refuses_guess(const struct plan *, const struct answer *);

/*
 * What a final answer counts as, by the first that applies: --expect; 2xx is OK; --strict; a guessed From that was refused is
 * UNKNOWN; the ms-diagnostics code; the SIP status.
 */
enum state answer_state(const struct plan *, const struct answer *);

/* Was the sample answered by a final answer? */
bool answer_came(const struct sample *);

/*
 * The sample that the verdict on a target rests on: the answered one that counts worst, then the one whose ms-diagnostics name
 * the hop or whose status is no success, then the first. NULL: none was answered.
 */
const struct sample *answer_telling(const struct plan *, const struct target *);

#endif
