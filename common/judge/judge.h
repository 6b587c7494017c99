// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * judge - forms the verdict
 *
 * Pure: the same facts and plan always give the same verdict.
 */
#ifndef JUDGE_JUDGE_H
#define JUDGE_JUDGE_H

#include "model/plugin.h"

/*
 * Draws the route to every target, asks every rule of the plugin in the order of its table, counts, and composes state,
 * sentence and numbers. The caller frees the verdict with verdict_free(); plan and facts must outlive it.
 *
 * Never fails: where memory was short, here or while the facts were made, the state is UNKNOWN and the sentence says so, unless
 * the state is CRITICAL, which nothing that was lost could make worse.
 */
void judge(const struct plugin *, const struct plan *, const struct facts *, struct verdict *);

/* --min-ok: were enough targets fine? */
void judge_targets(const struct view *, struct findings *);

#define RULES_TARGETS \
	{ "targets", judge_targets, RULE_LAST, STATE_CRITICAL, "enough targets are neither CRITICAL nor UNKNOWN", "--min-ok" }

#endif
