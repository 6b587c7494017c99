// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * judge - asks the rules
 *
 * Pure: the same facts and plan always give the same findings.
 */
#ifndef JUDGE_JUDGE_H
#define JUDGE_JUDGE_H

#include "model/rule.h"

/*
 * Asks every row of the table, in its order, about every target or once. Sets each finding's rule and target, and marks
 * those of rules named by --ignore. The findings were initialised by the caller.
 */
void judge(const struct rule *rules, const struct plan *, const struct facts *, struct findings *);

/* The worst state of the findings that count about one target. */
enum state judge_target(const struct findings *, int target);

struct judge_count {
	size_t targets;
	size_t fine; /* neither CRITICAL nor UNKNOWN */
};

struct judge_count judge_count(const struct findings *, const struct facts *);

/* --min-ok: asked last, because it looks at the findings of the others. */
void judge_targets(const struct view *, struct findings *);

#define RULES_TARGETS \
	{ "targets", judge_targets, RULE_ONCE, STATE_CRITICAL, "enough targets are neither CRITICAL nor UNKNOWN", "--min-ok" }

#endif
