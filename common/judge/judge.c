// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * judge - asks the rules
 */
#include "judge/judge.h"

static bool is_ignored(const struct plan *plan, const char *id)
{
	for (size_t i = 0; i < plan->ignore.count; i++)
		if (span_equal(span_of(plan->ignore.at[i]), span_of(id)))
			return true;
	return false;
}

static void ask(const struct rule *rule, const struct view *view, int target, struct findings *f)
{
	struct finding *last = f->last;

	f->rule = rule->id;
	f->target = target;
	rule->ask(view, f);
	if (!is_ignored(view->plan, rule->id))
		return;
	for (struct finding *new = findings_since(f, last); new; new = new->next)
		new->ignored = true;
}

void judge(const struct rule *rules, const struct plan *plan, const struct facts *facts, struct findings *f)
{
	for (const struct rule *rule = rules; rule->id; rule++) {
		struct view view = { .plan = plan, .facts = facts };

		if (rule->scope == RULE_ONCE) {
			ask(rule, &view, NO_TARGET, f);
			continue;
		}
		for (size_t i = 0; i < facts->target_count; i++) {
			view.target = &facts->targets[i];
			ask(rule, &view, (int)i, f);
		}
	}
}

enum state judge_target(const struct findings *f, int target)
{
	enum state worst = STATE_OK;

	for (const struct finding *finding = f->first; finding; finding = finding->next)
		if (finding->target == target && !finding->note && !finding->ignored)
			worst = state_worse(worst, finding->state);
	return worst;
}

/* Not by the worst state: WARNING beats UNKNOWN there. */
static bool is_fine(const struct findings *f, size_t target)
{
	for (const struct finding *finding = f->first; finding; finding = finding->next) {
		bool fails = finding->state == STATE_CRITICAL || finding->state == STATE_UNKNOWN;

		if (finding->target == (int)target && fails && !finding->note && !finding->ignored)
			return false;
	}
	return true;
}

struct judge_count judge_count(const struct findings *f, const struct facts *facts)
{
	struct judge_count count = { .targets = facts->target_count };

	for (size_t i = 0; i < facts->target_count; i++)
		count.fine += is_fine(f, i);
	return count;
}

void judge_targets(const struct view *v, struct findings *f)
{
	struct judge_count count = judge_count(f, v->facts);

	if (count.targets == 0)
		return;
	if (count.fine >= v->plan->min_ok) {
		for (struct finding *finding = f->first; finding; finding = finding->next)
			finding->spared = finding->target != NO_TARGET && !is_fine(f, (size_t)finding->target);
		return;
	}
	/* With --min-ok=1 the findings of the targets say it all, and UNKNOWN may stay UNKNOWN. */
	if (v->plan->min_ok > 1)
		finding_add(f, STATE_CRITICAL, "%zu of %zu targets fine, %ju needed", count.fine, count.targets,
			    (uintmax_t)v->plan->min_ok);
}
