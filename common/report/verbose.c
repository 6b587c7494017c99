// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * verbose - what stands below the first line, for a person
 */
#include "report/verbose.h"

#include <stdio.h>

#include "base/calendar.h"
#include "model/pool.h"
#include "report/cmdlet.h"
#include "report/ladder.h"
#include "report/off_route.h"
#include "report/remedy.h"
#include "report/tls_details.h"
#include "report/wire_log.h"

enum { ADVICE_LEAD_MAX = 32 };

/* Rules that need the same thing say the same of it: to a reader that is one line. */
static bool same_line(const struct finding *a, const struct finding *b)
{
	return a->state == b->state && a->target == b->target && a->note == b->note && a->ignored == b->ignored && a->rule && b->rule &&
	       strcmp(a->sentence, b->sentence) == 0;
}

/* Does a finding before it bring its line? */
static bool has_line(const struct report *r, const struct finding *f)
{
	for (const struct finding *g = r->verdict->findings.first; g != f; g = g->next)
		if (same_line(g, f))
			return true;
	return false;
}

/* "push.uri, edge.routing": the rules of a line, each once. */
static void add_rules(const struct finding *f, struct buf *names)
{
	const char *last = f->rule;

	buf_text(names, f->rule ? f->rule : "");
	for (const struct finding *g = f->next; f->rule && g; g = g->next)
		if (same_line(f, g) && strcmp(g->rule, last) != 0) {
			buf_printf(names, ", %s", g->rule);
			last = g->rule;
		}
}

/* The sentence, with the rules' ids behind it, as --ignore takes them. It bears the state that it counts as. */
static void add_finding(struct lines *l, const struct finding *f)
{
	enum state state = finding_counts(f) ? finding_counts_as(f) : f->state;
	struct buf names = BUF(LINES_TEXT_MAX);

	add_rules(f, &names);
	lines_tagged(l, state, f->rule ? "%s [%s]%s" : "%s%s%s", f->sentence, names.at ? names.at : "",
		     f->ignored ? " (ignored)" : state != f->state ? " (--min-ok can do without it)" : "");
	buf_free(&names);
}

/* A line that is to be copied is never wrapped. */
static void add_whole(struct lines *l, const char *lead, const char *text)
{
	struct lines whole = *l;

	whole.columns = LINES_TEXT_MAX;
	lines_add(&whole, lead, "%s", text);
}

/* "because it broke", "remedy  mend it", "fix     ...", each behind `indent`. */
static void add_advice(struct lines *l, const char *indent, const struct finding *f)
{
	char because[ADVICE_LEAD_MAX], remedy[ADVICE_LEAD_MAX], fix[ADVICE_LEAD_MAX];

	snprintf(because, sizeof because, "%sbecause ", indent);
	snprintf(remedy, sizeof remedy, "%sremedy  ", indent);
	snprintf(fix, sizeof fix, "%sfix     ", indent);
	if (f->because)
		lines_add(l, because, "%s", f->because);
	if (f->remedy)
		lines_add(l, remedy, "%s", f->remedy);
	if (f->fix)
		add_whole(l, fix, f->fix);
}

/* Is it about the monitoring host's certificate: by its rule, or because the server refused it? */
static bool is_own(const struct finding *f)
{
	return (f->rule && span_starts(span_of(f->rule), SPAN("own."))) || (f->cause && span_starts(span_of(cause_key(f->cause)), SPAN("identity-")));
}

/* Which certificate a finding is about; NULL: about none that was seen. The lowest that is outside its dates, else the leaf. */
static const struct cert *certificate_of(const struct facts *facts, const struct finding *f)
{
	const struct chain *chain = NULL;

	if (is_own(f))
		chain = &facts->identity.chain;
	else if (f->rule && span_starts(span_of(f->rule), SPAN("cert.")) && f->target != NO_TARGET)
		chain = &facts->targets[f->target].tls.chain;
	for (size_t i = 0; chain && i < chain->count; i++)
		if (chain->at[i].not_after < facts->taken_at || chain->at[i].not_before > facts->taken_at)
			return &chain->at[i];
	return chain && chain->count ? &chain->at[0] : NULL;
}

/* With -vv every certificate stands further below. */
static void add_certificate(const struct report *r, struct lines *l, const struct finding *f)
{
	const struct cert *c = f->state == STATE_OK || r->plan->verbose > 1 ? NULL : certificate_of(r->facts, f);

	if (!c)
		return;
	tls_details_leaf(l, c);
	if (is_own(f) && r->plan->client_cert)
		lines_add(l, "  file        ", "%s", r->plan->client_cert);
}

/* Does a hop of the route bear its state? Then it needs no line of its own. */
static bool stands_at_hop(const struct finding *f)
{
	return f->hop > 0 && f->target != NO_TARGET;
}

/* The remedy of the first line, before all other findings. */
static void add_headline(const struct report *r, struct lines *l)
{
	const struct finding *f = r->verdict->headline;

	if (!f)
		return;
	add_advice(l, "", f);
	if (f->fix && !f->fix_is_record)
		lines_add(l, "then    ", "%s", REMEDY_THEN);
	add_certificate(r, l, f);
	if (f->rule && f->state != STATE_OK && stands_at_hop(f))
		lines_add(l, "rule    ", "%s", f->rule);
	else if (f->state != STATE_OK)
		add_finding(l, f);
}

/* Is the advice printed already, at the top or with an earlier finding of the same state? */
static bool same_advice(const struct finding *a, const struct finding *b)
{
	return a->because && b->because && strcmp(a->because, b->because) == 0 &&
	       (a->remedy == b->remedy || (a->remedy && b->remedy && strcmp(a->remedy, b->remedy) == 0)) && !b->fix;
}

static bool advised_before(const struct report *r, const struct finding *f)
{
	if (r->verdict->headline && same_advice(r->verdict->headline, f))
		return true;
	for (const struct finding *g = r->verdict->findings.first; g != f; g = g->next)
		if (g->state == f->state && g->target == f->target && !g->note && same_advice(g, f))
			return true;
	return false;
}

static void add_list_item(const struct report *r, struct lines *l, const struct finding *f)
{
	add_finding(l, f);
	add_certificate(r, l, f);
	if (f->state != STATE_OK && !advised_before(r, f))
		add_advice(l, "           ", f);
}

/* The findings about a target, or about none, the worst first. `quoted` has its own place. */
static void add_findings(const struct report *r, struct lines *l, int target, const struct finding *quoted)
{
	static const enum state worst_first[] = { STATE_CRITICAL, STATE_WARNING, STATE_UNKNOWN, STATE_OK };

	for (size_t i = 0; i < sizeof worst_first / sizeof *worst_first; i++)
		for (const struct finding *f = r->verdict->findings.first; f; f = f->next)
			if (f->target == target && f->state == worst_first[i] && f != quoted && !f->note && !has_line(r, f))
				add_list_item(r, l, f);
}

static const struct sample *first_sent(const struct target *t)
{
	for (size_t i = 0; i < t->sample_count; i++)
		if (t->samples[i].sent_us >= 0)
			return &t->samples[i];
	return NULL;
}

/* Each address that was tried in vain, with its own result. */
static void add_tried(struct lines *l, const struct target *t)
{
	for (size_t i = 0; i < t->failed_address_count; i++)
		lines_add(l, "tried   ", "%s", t->failed_addresses[i].fault.text);
}

/* The data that find the request in a server's log (Snooper, OCSLogger). */
static void add_request(const struct report *r, struct lines *l, size_t target)
{
	const struct target *t = &r->facts->targets[target];
	const struct target_verdict *judged = verdict_target(r->verdict, target);
	const struct sample *s = judged->sample ? judged->sample : first_sent(t);
	struct buf text = BUF(LINES_TEXT_MAX);
	char at[CALENDAR_TEXT_MAX];

	if (!s || s->sent_us < 0)
		return;
	calendar_text(r->facts->taken_at + s->sent_us / 1000000, CALENDAR_SECOND, at);
	if (*s->call_id)
		buf_printf(&text, "Call-ID %s, ", s->call_id);
	buf_printf(&text, "From %s, To %s, ", t->from, t->uri);
	if (*t->own_end)
		buf_printf(&text, strchr(t->address, ':') ? "%s -> [%s]:%u, " : "%s -> %s:%u, ", t->own_end, t->address, t->port);
	buf_printf(&text, "%s UTC", at);
	add_whole(l, "sent    ", text.at ? text.at : "");
	buf_free(&text);
}

/*
 * What stopped it, in the words of the one who saw it. A time that is up has none; of a refused connection, and where they are a
 * finding's sentence or the reason of `said`, they stand elsewhere.
 */
static void add_seen(const struct report *r, struct lines *l, const struct target *t, const struct finding *said)
{
	const struct fault *fault = &t->stopped.fault;

	if (fault->kind == FAULT_NONE || fault->kind == FAULT_TIMEOUT || fault->kind == FAULT_CANCELLED || fault->kind == FAULT_REFUSED)
		return;
	if (said && said->because && strcmp(said->because, fault->text) == 0)
		return;
	for (const struct finding *f = r->verdict->findings.first; f; f = f->next)
		if (strcmp(f->sentence, fault->text) == 0)
			return;
	lines_add(l, "seen    ", "%s", fault->text);
}

/* Is it a sentence of its own, not that of a finding? */
static bool is_own_note(const struct report *r, const struct finding *note)
{
	for (const struct finding *f = r->verdict->findings.first; f; f = f->next)
		if (f != note && !f->note && strcmp(f->sentence, note->sentence) == 0)
			return false;
	return !has_line(r, note);
}

static void add_notes(const struct report *r, struct lines *l, int target)
{
	for (const struct finding *f = r->verdict->findings.first; f; f = f->next)
		if (f->target == target && f->note && (!f->standing || r->plan->verbose > 1) && is_own_note(r, f))
			lines_add(l, "note    ", f->because ? "%s (%s)" : "%s%s", f->sentence, f->because ? f->because : "");
}

/* The findings without a target. */
static void add_own_details(const struct report *r, struct lines *l)
{
	const struct facts *facts = r->facts;

	if (r->plan->verbose < 2)
		return;
	for (size_t i = 0; i < facts->direct_count; i++)
		tls_details_chain(l, "certificate of the partner", &facts->direct[i].tls.chain);
	for (size_t i = 0; i < facts->external_count; i++)
		if (i == 0 || facts->externals[i].tls.chain.count == 0 || facts->externals[i - 1].tls.chain.count == 0 ||
		    strcmp(facts->externals[i].tls.chain.at[0].sha256, facts->externals[i - 1].tls.chain.at[0].sha256) != 0)
			tls_details_chain(l, "external certificate", &facts->externals[i].tls.chain);
	tls_details_chain(l, "the monitoring host's certificate", &facts->identity.chain);
	tls_details_sandbox(l, &facts->sandbox);
}

/* The warnings of the settings' cmdlets, and the session that is left on the server. */
static void add_settings_details(const struct report *r, struct lines *l, const struct target *t)
{
	const struct pool *pool = r->facts->pool;

	if (!pool || t->kind != TARGET_SETTINGS)
		return;
	for (size_t i = 0; i < pool->warnings.count; i++)
		lines_add(l, "warning ", "%s", pool->warnings.at[i]);
	if (pool->unclosed.kind)
		lines_add(l, "left    ", "the session was not deleted, and may stay until the server drops it: %s", pool->unclosed.text);
}

static void add_details(const struct report *r, struct lines *l, const struct target *t)
{
	const struct facts *facts = r->facts;

	if (r->plan->verbose < 2)
		return;
	buf_text(l->to, "\n");
	add_settings_details(r, l, t);
	ladder_phases(l, t);
	tls_details_tls(l, &t->tls);
	tls_details_chain(l, "certificate of the peer", &t->tls.chain);
	if (facts->target_count == 1)
		add_own_details(r, l);
	wire_log_write(l, &t->wire, r->plan->verbose > 2);
}

/* The comparable cmdlets send SIP: a run that sends nothing has no result to compare. */
static void add_cmdlet(const struct report *r, struct lines *l, size_t target)
{
	const struct target *t = &r->facts->targets[target];

	if (r->plan->verbose < 2 || target_reads_settings(t->kind) || r->plan->sip.no_client_cert)
		return;
	buf_text(l->to, "\n");
	cmdlet_write(l, t, verdict_target(r->verdict, target));
}

/* The answers that a person on call needs first; before them the sentence, if the first line was cut and no finding repeats it. */
static void add_call(const struct report *r, bool whole, struct lines *l)
{
	const struct verdict *v = r->verdict;

	if (!whole && (!v->headline || v->sentence != v->headline->sentence || stands_at_hop(v->headline)))
		lines_tagged(l, v->state, "%s", v->sentence);
	lines_add(l, "who     ", "%s", v->who);
	lines_add(l, "reach   ", "%s", v->reach);
	if (r->facts->pool)
		lines_add(l, "checks  ", "%zu passed, %zu failed, %zu unknown", v->rules_ok, v->rules_failed, v->rules_unknown);
}

/* A lone target, with what is about no target: our own files, the whole run. The first line quotes one of both. */
static void add_lone_target(const struct report *r, bool whole, struct lines *l)
{
	const struct target *t = &r->facts->targets[0];

	add_call(r, whole, l);
	add_seen(r, l, t, r->verdict->headline);
	add_headline(r, l);
	ladder_route(l, r, 0);
	add_tried(l, t);
	add_request(r, l, 0);
	off_route_direct(l, r);
	off_route_trace(l, r, 0);
	add_findings(r, l, 0, r->verdict->headline);
	add_findings(r, l, NO_TARGET, r->verdict->headline);
	off_route_dns(l, r);
	add_notes(r, l, 0);
	add_notes(r, l, NO_TARGET);
	add_details(r, l, t);
	add_cmdlet(r, l, 0);
}

/* One of several, under its own sentence. */
static void add_target(const struct report *r, struct lines *l, size_t index)
{
	const struct target *t = &r->facts->targets[index];
	const struct finding *worst = verdict_target(r->verdict, index)->worst;

	lines_add(l, "==== ", strchr(t->host, ':') ? "[%s]:%u%s%s%s" : "%s:%u%s%s%s", t->host, t->port, *t->address ? " (" : "", t->address,
		  *t->address ? ")" : "");
	if (worst)
		add_finding(l, worst);
	else
		lines_tagged(l, STATE_UNKNOWN, "nothing could be judged");
	add_seen(r, l, t, worst);
	if (worst) {
		add_advice(l, "", worst);
		add_certificate(r, l, worst);
	}
	ladder_route(l, r, index);
	add_tried(l, t);
	add_request(r, l, index);
	off_route_trace(l, r, index);
	add_findings(r, l, (int)index, worst);
	add_notes(r, l, (int)index);
	add_details(r, l, t);
	add_cmdlet(r, l, index);
	buf_text(l->to, "\n");
}

/* Those in trouble first; behind them what is about the run. */
static void add_targets(const struct report *r, bool whole, struct lines *l)
{
	size_t count = r->facts->target_count;

	add_call(r, whole, l);
	if (r->verdict->headline && r->verdict->headline->target == NO_TARGET)
		add_headline(r, l);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < count; i++)
			if ((verdict_target(r->verdict, i)->state == STATE_OK) == (pass == 1))
				add_target(r, l, i);
	off_route_direct(l, r);
	add_findings(r, l, NO_TARGET, r->verdict->headline);
	off_route_dns(l, r);
	add_notes(r, l, NO_TARGET);
	add_own_details(r, l);
}

void verbose_write(const struct report *r, bool whole, struct lines *l)
{
	if (r->facts->target_count == 1)
		add_lone_target(r, whole, l);
	else
		add_targets(r, whole, l);
	off_route_changes(l, r);
	if (r->notice)
		lines_add(l, "note    ", "%s", r->notice);
}
