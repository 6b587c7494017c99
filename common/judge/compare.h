// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * compare - what changed between two runs of one check: --replay=NEW --since=OLD
 *
 * Pure. Compares what a person would call a change: results, addresses, certificates, TLS, the settings. What never stays the same
 * (times, tags, the order in which DNS gives addresses) is left out, and what follows from a run that ended earlier is named once.
 */
#ifndef JUDGE_COMPARE_H
#define JUDGE_COMPARE_H

#include "model/changes.h"
#include "model/facts.h"

struct comparison {
	const struct plan *plan; /* of the newer run */
	const struct facts *was, *now;
};

/* The caller frees the changes. Without memory their arena has failed. */
void compare(const struct comparison *, struct changes *);

#endif
