// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * judge - forms the verdict
 */
#include "judge/judge.h"

#include <math.h>

#include "judge/answer.h"
#include "judge/call.h"
#include "judge/headline.h"
#include "judge/route.h"
#include "judge/trace.h"

enum { NUMBERS_MAX = 64, HOSTS_LABELLED_MIN = 2, HOSTS_LABELLED_MAX = 8 };
#define NUMBER_LIMIT 1e9

/* ---- routes ---- */

static struct view view_of(const struct plan *plan, const struct facts *facts, const struct verdict *v, size_t target)
{
	return (struct view){
		.plan = plan,
		.facts = facts,
		.verdict = v,
		.target = &facts->targets[target],
		.route = &v->targets[target].route,
		.answer = v->targets[target].answer,
		.diag = v->targets[target].diag,
	};
}

/* False: no memory for them. */
static bool draw_routes(const struct plan *plan, const struct facts *facts, struct verdict *v)
{
	v->targets = arena_list(&v->arena, facts->target_count, sizeof *v->targets);
	if (!v->targets)
		return false;
	v->target_count = facts->target_count;
	for (size_t i = 0; i < v->target_count; i++) {
		struct target_verdict *t = &v->targets[i];

		t->sample = answer_telling(plan, &facts->targets[i]);
		t->answer = t->sample ? &t->sample->answer : NULL;
		t->diag = t->answer ? diag_table_telling(t->answer) : NULL;
		const struct view view = view_of(plan, facts, v, i);
		route_draw(&view, &v->arena, &t->route);
		t->trace_from = arena_list(&v->arena, facts->targets[i].trace_count, sizeof *t->trace_from);
		for (size_t n = 0; t->trace_from && n < facts->targets[i].trace_count; n++)
			t->trace_from[n] = trace_answerer(plan, &facts->targets[i], &t->route, n, &v->arena);
	}
	return true;
}

/* ---- rules ---- */

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
	f->partner = rule->scope == RULE_PARTNER;
	rule->ask(view, f);
	if (is_ignored(view->plan, rule->id))
		for (struct finding *new = findings_since(f, last); new; new = new->next)
			new->ignored = true;
}

/* The rules of that scope, or with `last` false of all others, in the order of the table. */
static void ask_rules(const struct rule *rules, bool last, const struct plan *plan, const struct facts *facts, struct verdict *v)
{
	for (const struct rule *rule = rules; rule->id; rule++) {
		struct view view = { .plan = plan, .facts = facts, .verdict = v };

		if ((rule->scope == RULE_LAST) != last)
			continue;
		switch (rule->scope) {
		case RULE_ONCE:
		case RULE_OWN:
		case RULE_LAST:
			ask(rule, &view, NO_TARGET, &v->findings);
			break;
		case RULE_PARTNER:
			view.target = facts->direct;
			if (facts->direct_count)
				ask(rule, &view, NO_TARGET, &v->findings);
			break;
		case RULE_EXTERNAL:
			for (size_t i = 0; i < facts->external_count; i++) {
				view.target = &facts->externals[i];
				ask(rule, &view, NO_TARGET, &v->findings);
			}
			break;
		case RULE_PER_TARGET:
		case RULE_CERTIFICATE:
			for (size_t i = 0; i < v->target_count; i++) {
				view = view_of(plan, facts, v, i);
				ask(rule, &view, (int)i, &v->findings);
			}
			break;
		}
	}
}

/* ---- what they come to ---- */

static void count_targets(struct verdict *v)
{
	for (size_t i = 0; i < v->target_count; i++)
		v->targets[i].fine = true;
	for (const struct finding *f = v->findings.first; f; f = f->next)
		if (f->target != NO_TARGET && finding_counts(f) && (f->state == STATE_CRITICAL || f->state == STATE_UNKNOWN))
			v->targets[f->target].fine = false;
	for (size_t i = 0; i < v->target_count; i++)
		v->fine_count += v->targets[i].fine;
}

static bool found_critical(const struct verdict *v)
{
	for (const struct finding *f = v->findings.first; f; f = f->next)
		if (finding_counts(f) && f->state == STATE_CRITICAL)
			return true;
	return false;
}

/* If no server could be judged, the check is UNKNOWN, also with findings about this host. */
static void set_warnings_aside(const struct rule *rules, const struct facts *facts, struct verdict *v)
{
	bool judged = v->target_count ? v->fine_count > 0 : !facts_run_failed(facts);

	if (judged || found_critical(v))
		return;
	for (const struct rule *rule = rules; rule->id; rule++)
		for (struct finding *f = v->findings.first; f; f = f->next)
			if ((rule->scope == RULE_CERTIFICATE || rule->scope == RULE_OWN) && f->rule == rule->id && f->state == STATE_WARNING)
				f->aside = true;
}

static bool is_host_fine(const struct facts *facts, const struct verdict *v, size_t target)
{
	for (size_t i = 0; i < v->target_count; i++)
		if (!v->targets[i].fine && target_same_server(&facts->targets[i], &facts->targets[target]))
			return false;
	return true;
}

/*
 * What clients use is a name, and one that leads to a broken server at times is not fine. So without --min-ok a whole host has to be.
 * Of settings none can be done without.
 */
static bool is_enough_fine(const struct plan *plan, const struct facts *facts, const struct verdict *v)
{
	if (plan->min_ok > 0 || plan->subject == SUBJECT_SETTINGS)
		return plan->min_ok > 0 && v->fine_count >= plan->min_ok;
	for (size_t i = 0; i < v->target_count; i++)
		if (is_host_fine(facts, v, i))
			return true;
	return false;
}

/* The targets that are not fine can be done without. */
static void spare_targets(const struct plan *plan, const struct facts *facts, struct verdict *v)
{
	if (v->target_count == 0 || !is_enough_fine(plan, facts, v))
		return;
	for (struct finding *f = v->findings.first; f; f = f->next)
		f->spared = f->target != NO_TARGET && !v->targets[f->target].fine;
}

/* Findings of one rule stand together, because rule after rule is asked. */
static void count_rules(struct verdict *v)
{
	for (const struct finding *f = v->findings.first, *next; f; f = next) {
		enum state worst = STATE_OK;
		bool any = false;

		for (next = f; next && next->rule == f->rule; next = next->next) {
			any |= finding_counts(next);
			worst = finding_counts(next) ? state_worse(worst, next->state) : worst;
		}
		v->rules_ok += any && worst == STATE_OK;
		v->rules_unknown += any && worst == STATE_UNKNOWN;
		v->rules_failed += any && (worst == STATE_WARNING || worst == STATE_CRITICAL);
	}
}

void judge_targets(const struct view *v, struct findings *f)
{
	const struct verdict *verdict = v->verdict;

	/* With --min-ok=1 the findings of the targets say it all, and UNKNOWN may stay UNKNOWN. */
	if (verdict->target_count > 0 && verdict->fine_count < v->plan->min_ok && v->plan->min_ok > 1)
		finding_add(f, STATE_CRITICAL, "%zu of %zu targets OK, %ju needed", verdict->fine_count, verdict->target_count,
			    (uintmax_t)v->plan->min_ok);
}

/* ---- states ---- */

static void judge_target(struct verdict *v, int index)
{
	struct target_verdict *t = &v->targets[index];

	for (const struct finding *f = v->findings.first; f; f = f->next)
		if (f->target == index && finding_counts(f) &&
		    (!t->worst || (state_worse(t->worst->state, f->state) == f->state && f->state != t->worst->state)))
			t->worst = f;
	t->state = t->worst ? t->worst->state : STATE_OK;
	route_judge(&v->findings, index, t);
}

/* It showed a certificate: all that can be seen without giving it one. */
static enum state partner_state(const struct facts *facts, const struct findings *findings)
{
	enum state state = STATE_OK;

	if (facts->direct_count == 0 || facts->direct->tls.chain.count == 0)
		return STATE_UNKNOWN;
	for (const struct finding *f = findings->first; f; f = f->next)
		if (f->partner && !f->note)
			state = state_worse(state, f->state);
	return state;
}

/* ---- numbers ---- */

static double limit_of(const struct range *r)
{
	return r && range_is_upper_limit(r) ? r->end : NAN;
}

static bool has_label(const struct verdict *v, const char *label)
{
	for (size_t i = 0; i < v->number_count; i++)
		if (strcmp(v->numbers[i].label, label) == 0)
			return true;
	return false;
}

static void add_number(struct verdict *v, const char *label, const struct metric *metric, const struct measured *m)
{
	if (v->number_count == NUMBERS_MAX || !isfinite(m->value) || fabs(m->value) >= NUMBER_LIMIT || has_label(v, label))
		return;
	v->numbers[v->number_count++] = (struct number){
		.label = label,
		.unit = metric->unit,
		.value = m->value,
		.warning = limit_of(m->warning),
		.critical = limit_of(m->critical),
		.min = m->min,
		.max = m->max,
		.means = label == metric->label ? metric->means : NULL,
	};
}

/* The worst over the targets of `host` (NULL: of all); false: it happened at none. */
static bool measure(const struct metric *metric, const char *host, const struct view *whole, struct measured *worst)
{
	bool found = false;

	if (metric->worst == METRIC_ONCE)
		return metric->measure(whole, worst);
	for (size_t i = 0; i < whole->verdict->target_count; i++) {
		struct view view = view_of(whole->plan, whole->facts, whole->verdict, i);
		struct measured m = { .min = NAN, .max = NAN };

		if ((host && strcmp(view.target->host, host) != 0) || !metric->measure(&view, &m))
			continue;
		if (!found || (metric->worst == METRIC_HIGHEST ? m.value > worst->value : m.value < worst->value))
			*worst = m;
		found = true;
	}
	return found;
}

/*
 * HOST::time for each of a few hosts: one that was given twice, with two ports, has one label. An address is never a label, because graphs
 * would end with the next change of DNS.
 */
static void add_host_times(const struct metric *time, const struct view *whole, struct verdict *v)
{
	const struct hosts *hosts = &whole->plan->hosts;

	if (hosts->count < HOSTS_LABELLED_MIN || hosts->count > HOSTS_LABELLED_MAX)
		return;
	for (size_t i = 0; i < hosts->count; i++) {
		struct measured m = { .min = NAN, .max = NAN };
		if (!span_looks_like_address(span_of(hosts->at[i].name)) && measure(time, hosts->at[i].name, whole, &m))
			add_number(v, arena_printf(&v->arena, "%s::%s", hosts->at[i].name, time->label), time, &m);
	}
}

static void add_numbers(const struct metric *metrics, const struct view *whole, struct verdict *v)
{
	v->numbers = arena_list(&v->arena, NUMBERS_MAX, sizeof *v->numbers);
	if (!v->numbers)
		return;
	for (const struct metric *metric = metrics; metric->label; metric++) {
		struct measured m = { .min = NAN, .max = NAN };
		if (measure(metric, NULL, whole, &m))
			add_number(v, metric->label, metric, &m);
	}
	for (const struct metric *metric = metrics; metric->label; metric++)
		if (strcmp(metric->label, "time") == 0)
			add_host_times(metric, whole, v);
}

/* The headline says that a target sent more than is kept, and how much that is. */
static bool limit_is_told(const struct verdict *v, size_t target)
{
	return v->headline && v->headline->cause == CAUSE_LIMIT && v->headline->target == (int)target;
}

/* Something was not kept: what is known may be too good. NULL, or why. */
static const char *memory_text(const struct facts *facts, const struct verdict *v)
{
	bool failed = v->findings.arena.failed || v->arena.failed || facts->arena.failed;
	bool starved = v->findings.arena.out_of_memory || v->arena.out_of_memory || facts->arena.out_of_memory;

	for (size_t i = 0; i < facts->target_count; i++) {
		failed |= facts->targets[i].arena.failed && !limit_is_told(v, i);
		starved |= facts->targets[i].arena.out_of_memory;
	}
	for (size_t i = 0; i < facts->external_count; i++) {
		failed |= facts->externals[i].arena.failed;
		starved |= facts->externals[i].arena.out_of_memory;
	}
	if (starved)
		return "out of memory: the result cannot be trusted; see ulimit -v, or the memory of this host";
	return failed ? "more came than one check keeps: the result cannot be trusted; ask fewer hosts at once" : NULL;
}

static void form_opinion(const struct plugin *plugin, const struct plan *plan, const struct facts *facts, struct verdict *v)
{
	const struct view whole = { .plan = plan, .facts = facts, .verdict = v };

	ask_rules(plugin->rules, false, plan, facts, v);
	count_targets(v);
	set_warnings_aside(plugin->rules, facts, v);
	count_rules(v);
	spare_targets(plan, facts, v);
	ask_rules(plugin->rules, true, plan, facts, v);
	for (size_t i = 0; i < v->target_count; i++)
		judge_target(v, (int)i);
	v->partner = partner_state(facts, &v->findings);
	headline_compose(plan, facts, v);
	add_numbers(plugin->metrics, &whole, v);
}

void judge(const struct plugin *plugin, const struct plan *plan, const struct facts *facts, struct verdict *v)
{
	verdict_init(v);
	if (draw_routes(plan, facts, v))
		form_opinion(plugin, plan, facts, v);
	const char *memory = memory_text(facts, v);
	if (memory && v->state != STATE_CRITICAL) {
		v->state = STATE_UNKNOWN;
		v->headline = NULL;
		v->lead = v->tail = "";
		v->sentence = memory;
	}
	call_compose(plan, facts, v);
}
