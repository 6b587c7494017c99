// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * made_findings - a verdict over findings that a test has made by hand
 *
 * judge() takes findings from rules only, so the one rule here repeats those that were made.
 */
#ifndef TESTS_MADE_FINDINGS_H
#define TESTS_MADE_FINDINGS_H

#include "judge/judge.h"

static const struct findings *made_prepared;

static inline void made_repeat(const struct view *v, struct findings *f)
{
	(void)v;
	for (const struct finding *prepared = made_prepared->first; prepared; prepared = prepared->next) {
		struct finding *copy = finding_add(f, prepared->state, "%s", prepared->sentence);

		*copy = *prepared;
		copy->next = NULL;
	}
	f->arena.failed |= made_prepared->arena.failed;
}

/* The verdict over `findings`, which must outlive it; the plugin gives the metrics. */
static inline void made_judge(const struct plugin *plugin, const struct plan *plan, const struct facts *facts,
			      const struct findings *findings, struct verdict *verdict)
{
	static const struct rule rules[] = { { .id = "made", .ask = made_repeat, .scope = RULE_ONCE }, { 0 } };
	struct plugin with_rule = *plugin;

	with_rule.rules = rules;
	made_prepared = findings;
	judge(&with_rule, plan, facts, verdict);
}

#endif
