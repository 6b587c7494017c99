// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * openmetrics - the result for Prometheus and its kin, by a collector that takes a file of text
 */
#include "report/openmetrics.h"

#include <stdio.h>

#include "base/clean.h"

enum { LABEL_MAX = 64 * 1024 };

struct writer {
	const struct report *report;
	struct buf base; /* labels that every sample has */
	struct buf *to;
};

/* ---- labels and samples ---- */

/* Whatever came: cleaned, then escaped. */
static void add_value(struct buf *to, const char *value)
{
	static const struct clean_style style = { .utf8 = true, .terminal = true };
	struct buf clean = BUF(LABEL_MAX);

	to->failed |= !clean_add(&clean, span_of(value), style);
	for (size_t i = 0; i < clean.len; i++) {
		if (clean.at[i] == '"' || clean.at[i] == '\\')
			buf_text(to, "\\");
		buf_add(to, (struct span){ clean.at + i, 1 });
	}
	buf_free(&clean);
}

static void add_label(struct buf *to, const char *name, const char *value)
{
	buf_printf(to, ",%s=\"", name);
	add_value(to, value);
	buf_text(to, "\"");
}

static void add_number_label(struct buf *to, const char *name, size_t value)
{
	buf_printf(to, ",%s=\"%zu\"", name, value);
}

static void begin(struct writer *w, const char *name)
{
	buf_printf(w->to, "check_push_%s{%s", name, w->base.at ? w->base.at : "");
}

static void end(struct writer *w, double value)
{
	char text[REPORT_NUMBER_MAX];

	if (report_number_text(value, 6, text))
		buf_printf(w->to, "} %s\n", text);
	else
		buf_printf(w->to, "} %.0f\n", value); /* a time of day: no point, whatever the locale */
}

static void one(struct writer *w, const char *name, double value)
{
	begin(w, name);
	end(w, value);
}

/* ---- what every sample has ---- */

static void add_hosts(struct buf *to, const struct plan *plan)
{
	for (size_t i = 0; i < plan->hosts.count; i++) {
		const struct plan_host *host = &plan->hosts.at[i];
		buf_printf(to, strchr(host->name, ':') ? "%s[%s]:%u" : "%s%s:%u", i ? "," : "", host->name, host->port);
	}
}

/* The targets of the check: servers, the export's files, or its address, whose server is among the hosts as well. */
static void add_target(struct buf *to, const struct plan *plan)
{
	struct buf target = BUF(LABEL_MAX);

	if (plan->settings.url.text)
		buf_text(&target, plan->settings.url.text);
	else
		add_hosts(&target, plan);
	for (size_t i = 0; i < plan->settings.files.count; i++)
		buf_printf(&target, "%s%s", target.len ? "," : "", plan->settings.files.at[i]);
	to->failed |= target.failed;
	add_label(to, "target", target.at ? target.at : "");
	buf_free(&target);
}

static void add_base(struct buf *to, const struct plugin *plugin, const struct plan *plan)
{
	buf_text(to, "plugin=\"");
	add_value(to, plugin->name);
	buf_text(to, "\"");
	add_target(to, plan);
	add_label(to, "domain", plan->domain ? plan->domain : "");
}

/* ---- targets ---- */

static bool is_same_series(const struct writer *w, const struct target *a, const struct target *b)
{
	return strcmp(a->host, b->host) == 0 && a->port == b->port &&
	       (!plan_asks_each_address(w->report->plan) || strcmp(a->address, b->address) == 0);
}

/* A host that was given twice is one series. */
static bool is_repeated(const struct writer *w, size_t index)
{
	const struct target *targets = w->report->facts->targets;

	for (size_t i = 0; i < index; i++)
		if (is_same_series(w, &targets[i], &targets[index]))
			return true;
	return false;
}

/* A host with several addresses that are targets each. */
static bool is_one_of_several(const struct writer *w, const struct target *t)
{
	const struct facts *facts = w->report->facts;

	for (size_t i = 0; i < facts->target_count; i++) {
		const struct target *other = &facts->targets[i];

		if (other->port == t->port && strcmp(other->host, t->host) == 0 && !is_same_series(w, other, t))
			return true;
	}
	return false;
}

/* An address is a label only where targets differ in nothing else: with DNS it changes. */
static void add_host(struct writer *w, const struct target *t)
{
	struct buf host = BUF(LABEL_MAX);

	buf_printf(&host, strchr(t->host, ':') ? "[%s]:%u" : "%s:%u", t->host, t->port);
	w->to->failed |= host.failed;
	add_label(w->to, "host", host.at ? host.at : "");
	buf_free(&host);
	if (is_one_of_several(w, t))
		add_label(w->to, "address", t->address);
}

static void put_target_state(struct writer *w, const char *name, size_t index)
{
	const struct target *t = &w->report->facts->targets[index];

	begin(w, name);
	add_host(w, t);
	end(w, verdict_target(w->report->verdict, index)->state);
}

static void put_phases(struct writer *w, const char *name, size_t index)
{
	const struct target *t = &w->report->facts->targets[index];

	for (enum phase phase = PHASE_DNS; phase < PHASE_COUNT; phase++) {
		if (t->phase_us[phase] < 0)
			continue;
		begin(w, name);
		add_host(w, t);
		add_label(w->to, "phase", phase_name(phase));
		end(w, (double)t->phase_us[phase] / 1e6);
	}
}

static void put_status(struct writer *w, const char *name, size_t index)
{
	const struct target *t = &w->report->facts->targets[index];
	const struct answer *answer = verdict_target(w->report->verdict, index)->answer;

	if (!answer)
		return;
	begin(w, name);
	add_host(w, t);
	end(w, answer->status);
}

/* ---- certificates ---- */

static void add_cert(struct writer *w, const struct cert *cert, size_t depth)
{
	add_number_label(w->to, "depth", depth);
	add_label(w->to, "subject", cert->subject);
	end(w, (double)cert->not_after);
}

static void put_certs(struct writer *w, const char *name, size_t index)
{
	const struct target *t = &w->report->facts->targets[index];

	for (size_t i = 0; i < t->tls.chain.count; i++) {
		begin(w, name);
		add_host(w, t);
		add_cert(w, &t->tls.chain.at[i], i);
	}
}

static void put_own_certs(struct writer *w, const char *name)
{
	const struct chain *chain = &w->report->facts->identity.chain;

	for (size_t i = 0; i < chain->count; i++) {
		begin(w, name);
		add_cert(w, &chain->at[i], i);
	}
}

/* ---- findings ---- */

static bool is_trouble(const struct finding *f)
{
	return finding_counts(f) && f->state != STATE_OK;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_same_kind(const struct finding *a, const struct finding *b)
{
	return a->target == b->target && a->state == b->state && a->hop == b->hop && same_text(a->rule, b->rule) &&
	       a->cause == b->cause;
}

/* How many of that kind there are; 0: an earlier one was of it. */
static size_t count_kind(const struct writer *w, const struct finding *first)
{
	size_t count = 0;

	for (const struct finding *f = w->report->verdict->findings.first; f; f = f->next) {
		if (!is_trouble(f) || !is_same_kind(f, first))
			continue;
		if (count++ == 0 && f != first)
			return 0;
	}
	return count;
}

static void put_findings(struct writer *w, const char *name)
{
	for (const struct finding *f = w->report->verdict->findings.first; f; f = f->next) {
		size_t count = is_trouble(f) ? count_kind(w, f) : 0;
		if (!count || (f->target != NO_TARGET && is_repeated(w, (size_t)f->target)))
			continue;
		begin(w, name);
		if (f->target != NO_TARGET)
			add_host(w, &w->report->facts->targets[f->target]);
		add_label(w->to, "rule", f->rule ? f->rule : "");
		add_label(w->to, "state", state_name(f->state));
		add_number_label(w->to, "hop", (size_t)f->hop);
		add_label(w->to, "cause", f->cause ? cause_key(f->cause) : "");
		end(w, (double)count);
	}
}

/* ---- the whole ---- */

static void put_state(struct writer *w, const char *name)
{
	one(w, name, w->report->verdict->state);
}

static void put_taken_at(struct writer *w, const char *name)
{
	one(w, name, (double)w->report->facts->taken_at);
}

static void put_took(struct writer *w, const char *name)
{
	one(w, name, (double)w->report->facts->took_us / 1e6);
}

static const struct family {
	const char *name;
	void (*once)(struct writer *, const char *name);
	void (*each)(struct writer *, const char *name, size_t target);
	const char *means;
} families[] = {
	{ "state", put_state, NULL, "result: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN" },
	{ "run_timestamp_seconds", put_taken_at, NULL, "when it was checked" },
	{ "run_seconds", put_took, NULL, "how long the whole check took" },
	{ "findings", put_findings, NULL, "findings of the result, by rule, state, hop of the route and cause" },
	{ "target_state", NULL, put_target_state, "state of one target: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN" },
	{ "phase_seconds", NULL, put_phases, "how long each phase took that happened" },
	{ "sip_status", NULL, put_status, "the SIP status that was answered" },
	{ "certificate_end_timestamp_seconds", NULL, put_certs, "end of the server's certificate (depth 0) and its issuers'" },
	{ "own_certificate_end_timestamp_seconds", put_own_certs, NULL, "end of our certificate (depth 0) and its issuers'" },
};

static void add_family(struct buf *to, const char *name, const char *means)
{
	buf_printf(to, "# HELP check_push_%s %s\n# TYPE check_push_%s gauge\n", name, means, name);
}

static void put_family(struct writer *w, const struct family *family)
{
	const struct facts *facts = w->report->facts;

	add_family(w->to, family->name, family->means);
	if (family->once)
		family->once(w, family->name);
	for (size_t i = 0; family->each && i < facts->target_count; i++)
		if (!is_repeated(w, i))
			family->each(w, family->name, i);
}

/* A number of perfdata, in base units, under a name that says so. */
static void put_number(struct writer *w, const struct number *n)
{
	size_t len = strlen(n->label), days = strlen("_days");
	bool is_days = len > days && strcmp(n->label + len - days, "_days") == 0;
	bool is_percent = strcmp(n->unit, "%") == 0, is_seconds = strcmp(n->unit, "s") == 0;
	const char *unit = is_days ? "_left_seconds" : is_percent ? "_ratio" : is_seconds ? "_seconds" : "";
	char name[80];

	snprintf(name, sizeof name, "%.*s%s", (int)(is_days ? len - days : len), n->label, unit);
	add_family(w->to, name, n->means);
	one(w, name, is_days ? n->value * 24 * 60 * 60 : is_percent ? n->value / 100 : n->value);
}

bool openmetrics_write(const struct report *r, struct buf *to)
{
	struct writer w = { .report = r, .base = BUF(LABEL_MAX), .to = to };

	add_base(&w.base, r->plugin, r->plan);
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		put_family(&w, &families[i]);
	for (size_t i = 0; i < r->verdict->number_count; i++)
		if (r->verdict->numbers[i].means)
			put_number(&w, &r->verdict->numbers[i]);
	bool written = buf_text(to, "# EOF\n") && !w.base.failed;
	buf_free(&w.base);
	return written;
}

bool openmetrics_refuse(const struct plugin *plugin, const struct plan *plan, const char *why, struct buf *to)
{
	struct writer w = { .base = BUF(LABEL_MAX), .to = to };

	add_base(&w.base, plugin, plan);
	add_family(to, families[0].name, families[0].means);
	one(&w, families[0].name, STATE_UNKNOWN);
	add_family(to, "refused", "nothing was checked, and why");
	begin(&w, "refused");
	add_label(to, "reason", why);
	end(&w, 1);
	bool written = buf_text(to, "# EOF\n") && !w.base.failed;
	buf_free(&w.base);
	return written;
}
