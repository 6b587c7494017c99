// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * report - the one result: state, sentence, numbers
 */
#include "front/report.h"

#include <math.h>
#include <stdio.h>

#include "judge/judge.h"

enum { REPORT_CEILING = 1024 * 1024, NUMBERS_MAX = 64, HOSTS_LABELLED_MIN = 2, HOSTS_LABELLED_MAX = 8 };

bool report_number_text(double value, int decimals, char text[REPORT_NUMBER_MAX])
{
	static const int64_t powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };

	if (!isfinite(value) || fabs(value) >= 1e9)
		return false;
	int64_t power = powers[decimals], whole = (int64_t)(fabs(value) * (double)power + 0.5);
	const char *sign = value < 0 && whole > 0 ? "-" : "";
	int len = snprintf(text, REPORT_NUMBER_MAX, "%s%lld.%0*lld", sign, (long long)(whole / power), decimals + 1,
			   (long long)(whole % power) * 10); /* one digit more: decimals 0 still prints one */
	while (text[len - 1] == '0')
		len--;
	text[text[len - 1] == '.' ? len - 1 : len] = '\0';
	return true;
}

void report_duration_text(int64_t us, char text[REPORT_NUMBER_MAX])
{
	char number[REPORT_NUMBER_MAX];
	bool seconds = us >= 999500;
	double value = (double)us / (seconds ? 1e6 : 1e3);

	if (!report_number_text(value, seconds || us < 1000 ? 1 : 0, number))
		number[0] = '\0';
	snprintf(text, REPORT_NUMBER_MAX, "%.*s %s", REPORT_NUMBER_MAX - 4, number, seconds ? "s" : "ms");
}

/* ---- numbers ---- */

static double limit_of(const struct range *r)
{
	return r && range_is_upper_limit(r) ? r->end : NAN;
}

static bool has_label(const struct report *r, const char *label)
{
	for (size_t i = 0; i < r->number_count; i++)
		if (strcmp(r->numbers[i].label, label) == 0)
			return true;
	return false;
}

static void number_add(struct report *r, const char *label, const struct metric *metric, const struct measured *m)
{
	char text[REPORT_NUMBER_MAX];

	if (r->number_count == NUMBERS_MAX || !report_number_text(m->value, 0, text) || has_label(r, label))
		return;
	r->numbers[r->number_count++] = (struct report_number){
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
static bool measure(const struct report *r, const struct metric *metric, const char *host, struct measured *worst)
{
	const struct facts *facts = r->view->facts;
	bool found = false;
	struct view view = { .plan = r->view->plan, .facts = facts, .findings = r->findings };

	if (metric->worst == METRIC_ONCE)
		return metric->measure(&view, worst);
	for (size_t i = 0; i < facts->target_count; i++) {
		struct measured m = { .min = NAN, .max = NAN };
		view.target = &facts->targets[i];
		if (host && strcmp(view.target->host, host) != 0)
			continue;
		if (!metric->measure(&view, &m))
			continue;
		if (!found || (metric->worst == METRIC_HIGHEST ? m.value > worst->value : m.value < worst->value))
			*worst = m;
		found = true;
	}
	return found;
}

/* An address, or what looks like one: never a label, because graphs would end with the next change of DNS. */
static bool is_address(const char *host)
{
	return strchr(host, ':') || strspn(host, "0123456789.") == strlen(host);
}

/* HOST::time for each of a few hosts: one that was given twice, with two ports, has one label. */
static void add_host_times(struct report *r, const struct metric *time)
{
	const struct hosts *hosts = &r->view->plan->hosts;

	if (hosts->count < HOSTS_LABELLED_MIN || hosts->count > HOSTS_LABELLED_MAX)
		return;
	for (size_t i = 0; i < hosts->count; i++) {
		struct measured m = { .min = NAN, .max = NAN };
		if (!is_address(hosts->at[i].name) && measure(r, time, hosts->at[i].name, &m))
			number_add(r, arena_printf(&r->arena, "%s::%s", hosts->at[i].name, time->label), time, &m);
	}
}

static void add_numbers(struct report *r)
{
	r->numbers = arena_list(&r->arena, NUMBERS_MAX, sizeof *r->numbers);
	if (!r->numbers)
		return;
	for (const struct metric *metric = r->plugin->metrics; metric->label; metric++) {
		struct measured m = { .min = NAN, .max = NAN };
		if (measure(r, metric, NULL, &m))
			number_add(r, metric->label, metric, &m);
	}
	for (const struct metric *metric = r->plugin->metrics; metric->label; metric++)
		if (strcmp(metric->label, "time") == 0)
			add_host_times(r, metric);
}

/* ---- the sentence ---- */

const struct finding *report_worst(const struct report *r, int target)
{
	const struct finding *worst = NULL;

	for (const struct finding *f = r->findings->first; f; f = f->next)
		if (f->target == target && !f->note && !f->ignored &&
		    (!worst || (state_worse(worst->state, f->state) == f->state && f->state != worst->state)))
			worst = f;
	return worst;
}

/* How many targets are in the same state as the one that the headline is about: "1 of 2 Edges: " */
static const char *lead_of(struct report *r)
{
	size_t targets = r->view->facts->target_count, same = 0;

	if (targets < 2 || !r->headline || r->headline->target == NO_TARGET)
		return "";
	for (size_t i = 0; i < targets; i++)
		same += judge_target(r->findings, (int)i) == r->headline->state;
	return arena_printf(&r->arena, "%zu of %zu %s: ", same, targets, r->plugin->peers);
}

static const char *tail_of(struct report *r)
{
	size_t ignored = 0;

	for (const struct finding *f = r->findings->first; f; f = f->next)
		ignored += f->ignored && !f->note && f->state != STATE_OK;
	return ignored ? arena_printf(&r->arena, " (%zu ignored)", ignored) : "";
}

static void set_sentence(struct report *r)
{
	r->headline = findings_headline(r->findings);
	r->state = findings_state(r->findings);
	r->lead = lead_of(r);
	r->tail = tail_of(r);
	if (r->headline)
		r->sentence = r->headline->sentence;
	else if (*r->tail)
		r->sentence = "nothing else was found";
	else {
		r->state = STATE_UNKNOWN;
		r->sentence = "nothing could be judged";
	}
}

/* Something was not kept for want of memory: what is known may be too good. */
static bool memory_failed(const struct report *r)
{
	bool failed = r->findings->arena.failed || r->view->facts->arena.failed || r->arena.failed;

	for (size_t i = 0; i < r->view->facts->target_count; i++)
		failed |= r->view->facts->targets[i].arena.failed;
	return failed;
}

void report_make(struct report *r, const struct plugin *plugin, const struct view *view, const struct findings *findings)
{
	*r = (struct report){ .plugin = plugin, .view = view, .findings = findings, .arena = ARENA(REPORT_CEILING) };
	set_sentence(r);
	add_numbers(r);
	if (memory_failed(r) && r->state != STATE_CRITICAL) {
		r->state = STATE_UNKNOWN;
		r->headline = NULL;
		r->lead = r->tail = "";
		r->sentence = "out of memory, or more came than one check may keep: the result cannot be trusted";
	}
}

void report_free(struct report *r)
{
	arena_free(&r->arena);
}
