// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * changes - what differs between the facts of two runs
 *
 * Made by judge/compare for --since, printed by the writers. Times, and what differs between any two runs, are no changes.
 */
#ifndef MODEL_CHANGES_H
#define MODEL_CHANGES_H

#include "base/arena.h"

enum { CHANGES_MAX = 200 }; /* that are kept; more are counted */

/* Texts may hold bytes from outside. */
struct change {
	const char *what;     /* "VerificationLevel of LyncOnline", "certificate renewed, accessproxy.contoso.com" */
	const char *was, *now; /* "UseSourceVerification", "AlwaysVerifiable"; "none" where there is nothing */
};

struct changes {
	struct change *at;
	size_t count;
	size_t more;	/* behind those */
	int64_t since;	/* when the older run was: seconds since 1970 */
	struct arena arena;
};

void changes_free(struct changes *);

#endif
