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
#include "model/verdict.h"

struct answer_meaning {
	const struct answer *answer;
	const struct diag *diag;	/* the most specific one; NULL: the answer has none */
	const struct diag_row *row;	/* NULL: no diag, or nothing is known of it */
	const struct sip_row *sip;
	bool from_beyond; /* a server behind our own answered: the partner itself shows that, or one of our servers does */
	const struct sip_beyond *beyond; /* what the status means from there; NULL: the same */
	enum speaker speaker;
	bool sure; /* the row may decide: it has a source, and one of our servers gave the code */
};

/* A final answer: its status is 200 to 699. */
struct answer_meaning answer_read(const struct plan *, const struct target *, const struct answer *);

/* Does its ms-diagnostics say at which hop the request failed? */
bool answer_names_hop(const struct plan *, const struct target *, const struct answer *);

/* Did an OCS 2007 R2 Edge (Server: RTC/3.5) give it? Such an Edge takes no Route header from servers like this host. */
bool answer_is_of_ocs2007r2(const struct answer *);

/* The --expect that names its status: the last one, so that the command line beats a file. NULL: none does. */
const struct expect *answer_expected(const struct plan *, const struct answer *);

/* Did the push notification clearing house give it (Server: RTCC/5.0.0.0 PNCH), which is the end of the route? */
bool answer_is_of_push(const struct answer *);

/* 500 or 503 with ms-diagnostics that name their writer, of a code that names no other server: the writer itself failed. */
bool answer_failed_itself(const struct answer_meaning *);

/* --max-forwards=0 asks the first server to refuse to pass the request on: 483, without ms-diagnostics. */
bool answer_was_wanted(const struct plan *, const struct answer *);

/* Was it perhaps only the guessed From address that was refused? */
bool answer_refuses_guess(const struct plan *, const struct answer *);

/*
 * What a final answer counts as, by the first that applies: --expect; 2xx is OK; --strict; 483 where --max-forwards=0 asks for it is OK; a guessed From that was refused is
 * UNKNOWN; the ms-diagnostics code; the SIP status.
 */
enum state answer_state(const struct plan *, const struct target *, const struct answer *);

/* Was the sample answered by a final answer? */
bool answer_came(const struct sample *);

/*
 * The sample that the verdict on a target rests on: the answered one that counts worst, then the one whose ms-diagnostics name
 * the hop or whose status is no success, then the first. NULL: none was answered.
 */
const struct sample *answer_telling(const struct plan *, const struct target *);

/* Max-Forwards that a request usually has (RFC 3261 20.22): with fewer, one that runs out of hops may have been on its way. */
enum { ANSWER_HOPS_USUAL = 70 };

#endif
