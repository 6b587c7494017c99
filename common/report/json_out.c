// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * json_out - the result as one JSON object, for machines
 */
#include "report/json_out.h"

#include <math.h>

#include "base/clean.h"
#include "base/version.h"
#include "codec/json.h"
#include "codec/json_write.h"

struct maker {
	const struct report *report;
	struct arena arena;
};

/* ---- members ---- */

/* NULL is null. Without memory the arena says so. */
static void put_text(struct maker *m, struct tree *to, const char *name, const char *text)
{
	static const struct clean_style style = { .utf8 = true, .terminal = true };
	struct buf clean = BUF(JSON_OUT_MEMORY_MAX);

	if (text && !clean_add(&clean, span_of(text), style))
		m->arena.failed = true;
	tree_put_text(&m->arena, to, name, text ? arena_text(&m->arena, buf_span(&clean)) : NULL);
	buf_free(&clean);
}

/* A value that is not a number is null. */
static void put_decimal(struct maker *m, struct tree *to, const char *name, double value)
{
	char text[REPORT_NUMBER_MAX];
	bool given = report_number_text(value, 6, text);
	struct tree *member = tree_put(&m->arena, to, name, given ? TREE_LITERAL : TREE_NIL);

	if (member && given)
		member->text = arena_text(&m->arena, span_of(text));
}

/* Seconds; negative: it did not happen. */
static void put_seconds(struct maker *m, struct tree *to, const char *name, int64_t us)
{
	put_decimal(m, to, name, us < 0 ? NAN : (double)us / 1e6);
}

static void put_state(struct maker *m, struct tree *to, enum state state)
{
	tree_put_text(&m->arena, to, "state", state_name(state));
}

static struct tree *put_item(struct maker *m, struct tree *list)
{
	return list ? tree_add(&m->arena, list, TREE_OBJECT) : NULL;
}

static struct tree *put_list(struct maker *m, struct tree *to, const char *name)
{
	return tree_put(&m->arena, to, name, TREE_LIST);
}

/* ---- findings ---- */

static void put_advice(struct maker *m, struct tree *to, const struct finding *f)
{
	tree_put_number(&m->arena, to, "hop", f ? f->hop : 0);
	put_text(m, to, "cause", f ? cause_key(f->cause) : NULL);
	put_text(m, to, "because", f ? f->because : NULL);
	put_text(m, to, "remedy", f ? f->remedy : NULL);
}

static const char *source_of(const struct report *r, const struct finding *f)
{
	for (const struct rule *rule = r->plugin->rules; rule && rule->id; rule++)
		if (f->rule && strcmp(rule->id, f->rule) == 0)
			return rule->source;
	return NULL;
}

static void put_finding(struct maker *m, struct tree *to, const struct finding *f)
{
	put_text(m, to, "rule", f->rule);
	put_text(m, to, "source", source_of(m->report, f));
	put_state(m, to, f->state);
	tree_put_bool(&m->arena, to, "note", f->note);
	tree_put_bool(&m->arena, to, "ignored", f->ignored);
	tree_put_bool(&m->arena, to, "aside", f->aside);
	tree_put_bool(&m->arena, to, "spared", f->spared);
	if (f->target != NO_TARGET)
		tree_put_number(&m->arena, to, "target", f->target);
	put_text(m, to, "sentence", f->sentence);
	put_advice(m, to, f);
	if (f->fix)
		put_text(m, to, "fix", f->fix);
}

/* ---- certificates and TLS ---- */

static void put_names(struct maker *m, struct tree *to, const char *name, const struct text_list *names)
{
	struct tree *list = put_list(m, to, name);

	for (size_t i = 0; list && i < names->count; i++)
		put_text(m, list, "", names->at[i]);
}

static void put_chain(struct maker *m, struct tree *to, const struct chain *chain)
{
	struct tree *list = put_list(m, to, "certificates");

	for (size_t i = 0; i < chain->count; i++) {
		const struct cert *c = &chain->at[i];
		struct tree *cert = put_item(m, list);
		put_text(m, cert, "subject", c->subject);
		put_text(m, cert, "issuer", c->issuer);
		put_text(m, cert, "serial", c->serial);
		put_text(m, cert, "sha256", c->sha256);
		tree_put_number(&m->arena, cert, "not_before", c->not_before);
		tree_put_number(&m->arena, cert, "not_after", c->not_after);
		put_names(m, cert, "dns_names", &c->dns_names);
		put_names(m, cert, "sip_names", &c->sip_names);
		put_text(m, cert, "key_type", c->key_type);
		tree_put_number(&m->arena, cert, "key_bits", c->key_bits);
		put_text(m, cert, "signature", c->signature);
	}
}

static void put_tls(struct maker *m, struct tree *target, const struct tls *t)
{
	struct tree *to = tree_put(&m->arena, target, "tls", TREE_OBJECT);

	put_text(m, to, "version", t->version);
	put_text(m, to, "cipher", t->cipher);
	tree_put_bool(&m->arena, to, "handshake_done", t->handshake_done);
	tree_put_bool(&m->arena, to, "verified", t->verified);
	tree_put_bool(&m->arena, to, "certificate_given", t->certificate_given);
	if (t->alert_received >= 0)
		tree_put_number(&m->arena, to, "alert_received", t->alert_received);
	if (t->alert_sent >= 0)
		tree_put_number(&m->arena, to, "alert_sent", t->alert_sent);
	put_chain(m, to, &t->chain);
}

/* ---- targets ---- */

/* A hop behind the break has no state: null. */
static void put_route(struct maker *m, struct tree *target, const struct route *route)
{
	struct tree *list = put_list(m, target, "route");

	for (size_t i = 0; i < route->count; i++) {
		struct tree *hop = put_item(m, list);
		tree_put_number(&m->arena, hop, "hop", (int64_t)i + 1);
		put_text(m, hop, "from", route->hops[i].from);
		put_text(m, hop, "to", route->hops[i].to);
		tree_put_bool(&m->arena, hop, "reached", route->hops[i].reached);
		put_text(m, hop, "state", route->hops[i].judged ? state_name(route->hops[i].state) : NULL);
	}
}

static void put_phases(struct maker *m, struct tree *target, const struct target *t)
{
	struct tree *phases = tree_put(&m->arena, target, "phases", TREE_OBJECT);

	for (enum phase phase = PHASE_DNS; phase < PHASE_COUNT; phase++)
		if (t->phase_us[phase] >= 0)
			put_seconds(m, phases, phase_name(phase), t->phase_us[phase]);
	if (t->stopped.fault.kind == FAULT_NONE)
		return;
	struct tree *stopped = tree_put(&m->arena, target, "stopped", TREE_OBJECT);
	put_text(m, stopped, "phase", phase_name(t->stopped.phase));
	put_text(m, stopped, "fault", fault_word(t->stopped.fault.kind));
	put_text(m, stopped, "text", t->stopped.fault.text);
}

static void put_diags(struct maker *m, struct tree *answer, const struct answer *a)
{
	static const char *const headers[] = { "ms-diagnostics", "ms-client-diagnostics", "ms-diagnostics-public" };
	struct tree *list = put_list(m, answer, "diagnostics");

	for (size_t i = 0; i < a->diag_count; i++) {
		struct tree *diag = put_item(m, list);
		put_text(m, diag, "header", headers[a->diags[i].header]);
		tree_put_number(&m->arena, diag, "code", a->diags[i].code);
		put_text(m, diag, "source", a->diags[i].source);
		put_text(m, diag, "reason", a->diags[i].reason);
	}
}

static void put_answer(struct maker *m, struct tree *target, const struct answer *a)
{
	struct tree *answer = tree_put(&m->arena, target, "answer", a ? TREE_OBJECT : TREE_NIL);

	if (!a)
		return;
	tree_put_number(&m->arena, answer, "status", a->status);
	put_text(m, answer, "reason", a->reason);
	put_text(m, answer, "server", a->server);
	if (*a->schemes) {
		struct tree *login = tree_put(&m->arena, answer, "login", TREE_OBJECT);
		put_text(m, login, "schemes", a->schemes);
		put_text(m, login, "realm", a->realm);
		put_text(m, login, "server", a->challenger);
	}
	put_diags(m, answer, a);
}

static void put_samples(struct maker *m, struct tree *target, const struct target *t)
{
	struct tree *list = put_list(m, target, "samples");

	for (size_t i = 0; i < t->sample_count; i++) {
		struct tree *sample = put_item(m, list);
		tree_put_number(&m->arena, sample, "status", t->samples[i].answer.status);
		put_seconds(m, sample, "took", t->samples[i].took_us);
	}
}

static void put_unmatched(struct maker *m, struct tree *target, const struct target *t)
{
	if (t->unmatched) {
		struct tree *to = tree_put(&m->arena, target, "unmatched", TREE_OBJECT);
		tree_put_number(&m->arena, to, "count", (int64_t)t->unmatched);
		put_text(m, to, "first", t->unmatched_start);
		put_text(m, to, "why", wire_discard_text(t->unmatched_why));
	}
	if (t->cut_off) {
		struct tree *to = tree_put(&m->arena, target, "cut_off", TREE_OBJECT);
		tree_put_number(&m->arena, to, "bytes", (int64_t)t->cut_off);
		put_text(m, to, "start", t->cut_off_start);
	}
}

static void put_trace(struct maker *m, struct tree *target, const struct target *t, const struct target_verdict *judged)
{
	struct tree *list = t->trace_count ? put_list(m, target, "trace") : NULL;

	for (size_t i = 0; i < t->trace_count; i++) {
		const struct answer *a = &t->trace[i].answer;
		struct tree *hop = put_item(m, list);
		tree_put_number(&m->arena, hop, "max_forwards", (int64_t)i);
		put_text(m, hop, "from", judged->trace_from ? judged->trace_from[i] : NULL);
		tree_put_number(&m->arena, hop, "status", a->status);
		put_seconds(m, hop, "took", t->trace[i].took_us);
		put_text(m, hop, "reason", a->reason);
		put_text(m, hop, "server", a->server);
		put_text(m, hop, "contact", a->contact);
		put_text(m, hop, "via", a->via);
		put_diags(m, hop, a);
	}
}

/* The result of the extra request with Max-Forwards 0. */
static void put_nearest(struct maker *m, struct tree *target, const struct sample *s)
{
	if (s->sent_us < 0)
		return;
	struct tree *nearest = tree_put(&m->arena, target, "nearest", TREE_OBJECT);
	tree_put_number(&m->arena, nearest, "status", s->answer.status);
	put_seconds(m, nearest, "took", s->took_us);
	put_text(m, nearest, "server", s->answer.server);
	put_text(m, nearest, "contact", s->answer.contact);
}

static void put_target(struct maker *m, struct tree *to, size_t index)
{
	const struct target *t = &m->report->facts->targets[index];
	const struct target_verdict *judged = verdict_target(m->report->verdict, index);

	put_text(m, to, "host", t->host);
	tree_put_number(&m->arena, to, "port", t->port);
	put_text(m, to, "address", t->address);
	put_state(m, to, judged->state);
	put_route(m, to, &judged->route);
	put_phases(m, to, t);
	put_tls(m, to, &t->tls);
	put_answer(m, to, judged->answer);
	put_samples(m, to, t);
	put_unmatched(m, to, t);
	put_trace(m, to, t, judged);
	put_nearest(m, to, &t->nearest);
}

/* ---- off the route ---- */

static void put_direct(struct maker *m, struct tree *root, const struct facts *facts)
{
	const struct target *d = facts->direct;

	if (facts->direct_count == 0)
		return;
	struct tree *to = tree_put(&m->arena, root, "direct", TREE_OBJECT);
	put_text(m, to, "host", d->host);
	tree_put_number(&m->arena, to, "port", d->port);
	put_text(m, to, "address", d->address);
	put_phases(m, to, d);
	put_tls(m, to, &d->tls);
}

static void put_externals(struct maker *m, struct tree *root, const struct facts *facts)
{
	struct tree *list = facts->external_count ? put_list(m, root, "external") : NULL;

	for (size_t i = 0; i < facts->external_count; i++) {
		const struct target *t = &facts->externals[i];
		struct tree *to = put_item(m, list);
		put_text(m, to, "host", t->host);
		tree_put_number(&m->arena, to, "port", t->port);
		put_text(m, to, "address", t->address);
		put_phases(m, to, t);
		put_tls(m, to, &t->tls);
	}
}

static void put_srv_target(struct maker *m, struct tree *to, const struct srv_target *t)
{
	tree_put_number(&m->arena, to, "priority", t->priority);
	tree_put_number(&m->arena, to, "weight", t->weight);
	put_text(m, to, "host", t->host.name);
	tree_put_number(&m->arena, to, "port", t->host.port);
	struct tree *list = put_list(m, to, "addresses");
	for (size_t i = 0; i < t->host.addresses.count; i++)
		put_text(m, list, "", t->host.addresses.at[i].text);
	if (*t->host.alias_of)
		put_text(m, to, "alias_of", t->host.alias_of);
	if (t->host.fault.kind != FAULT_NONE)
		put_text(m, to, "fault", t->host.fault.text);
}

static void put_srvs(struct maker *m, struct tree *root, const struct facts *facts)
{
	struct tree *list = facts->srv_count ? put_list(m, root, "dns") : NULL;

	for (size_t i = 0; i < facts->srv_count; i++) {
		const struct srv *srv = &facts->srvs[i];
		struct tree *record = put_item(m, list);
		put_text(m, record, "name", srv->name);
		put_text(m, record, "domain", srv->domain);
		put_seconds(m, record, "took", srv->dns_us);
		if (srv->fault.kind != FAULT_NONE)
			put_text(m, record, "fault", srv->fault.text);
		struct tree *targets = put_list(m, record, "targets");
		for (size_t t = 0; t < srv->target_count; t++)
			put_srv_target(m, put_item(m, targets), &srv->targets[t]);
	}
}

/* ---- what changed ---- */

static void put_changes(struct maker *m, struct tree *root)
{
	const struct changes *c = m->report->changes;
	struct tree *list = c ? put_list(m, root, "changes") : NULL;

	for (size_t i = 0; c && i < c->count; i++) {
		struct tree *change = put_item(m, list);
		put_text(m, change, "what", c->at[i].what);
		put_text(m, change, "was", c->at[i].was);
		put_text(m, change, "now", c->at[i].now);
	}
	if (c && c->more)
		tree_put_number(&m->arena, root, "changes_left_out", (int64_t)c->more);
}

/* ---- the whole ---- */

static void put_numbers(struct maker *m, struct tree *root)
{
	struct tree *list = put_list(m, root, "perfdata");

	for (size_t i = 0; i < m->report->verdict->number_count; i++) {
		const struct number *n = &m->report->verdict->numbers[i];
		struct tree *number = put_item(m, list);
		put_text(m, number, "label", n->label);
		put_decimal(m, number, "value", n->value);
		put_text(m, number, "unit", n->unit);
		put_decimal(m, number, "warning", n->warning);
		put_decimal(m, number, "critical", n->critical);
		put_decimal(m, number, "min", n->min);
		put_decimal(m, number, "max", n->max);
	}
}

static void put_head(struct maker *m, struct tree *root, const struct plugin *plugin, enum state state)
{
	put_text(m, root, "plugin", plugin->name);
	put_text(m, root, "version", VERSION);
	put_state(m, root, state);
	tree_put_number(&m->arena, root, "exit_code", state);
}

static void put_report(struct maker *m, struct tree *root)
{
	const struct report *r = m->report;
	const struct verdict *v = r->verdict;
	const struct facts *facts = r->facts;
	struct tree *findings, *targets;

	put_head(m, root, r->plugin, v->state);
	put_text(m, root, "sentence", arena_printf(&m->arena, "%s%s%s", v->lead, v->sentence, v->tail));
	put_advice(m, root, v->headline);
	put_text(m, root, "who", v->who);
	put_text(m, root, "reach", v->reach);
	tree_put_number(&m->arena, root, "taken_at", facts->taken_at);
	put_seconds(m, root, "took", facts->took_us);
	findings = put_list(m, root, "findings");
	for (const struct finding *f = v->findings.first; f; f = f->next)
		put_finding(m, put_item(m, findings), f);
	targets = put_list(m, root, "targets");
	for (size_t i = 0; i < v->target_count; i++)
		put_target(m, put_item(m, targets), i);
	put_direct(m, root, facts);
	put_externals(m, root, facts);
	put_srvs(m, root, facts);
	put_changes(m, root);
	struct tree *own = tree_put(&m->arena, root, "identity", TREE_OBJECT);
	put_chain(m, own, &facts->identity.chain);
	put_numbers(m, root);
}

/*
 * What is left when the whole does not fit: state, sentence and advice, and the worst findings. The same members stand in it, so that
 * its reader finds empty lists.
 */
static void put_short(struct maker *m, struct tree *root)
{
	enum { FINDINGS_SHOWN = 100 };
	static const enum state worst_first[] = { STATE_CRITICAL, STATE_WARNING, STATE_UNKNOWN, STATE_OK };
	const struct verdict *v = m->report->verdict;
	size_t shown = 0, count = 0;

	put_head(m, root, m->report->plugin, v->state);
	put_text(m, root, "sentence", arena_printf(&m->arena, "%s%s%s", v->lead, v->sentence, v->tail));
	put_advice(m, root, v->headline);
	put_text(m, root, "who", v->who);
	put_text(m, root, "reach", v->reach);
	tree_put_number(&m->arena, root, "taken_at", m->report->facts->taken_at);
	put_seconds(m, root, "took", m->report->facts->took_us);
	struct tree *findings = put_list(m, root, "findings");
	for (size_t i = 0; i < sizeof worst_first / sizeof *worst_first; i++)
		for (const struct finding *f = v->findings.first; f; f = f->next) {
			count += f->state == worst_first[i];
			if (f->state == worst_first[i] && shown++ < FINDINGS_SHOWN)
				put_finding(m, put_item(m, findings), f);
		}
	tree_put_number(&m->arena, root, "findings_left_out", (int64_t)(count > FINDINGS_SHOWN ? count - FINDINGS_SHOWN : 0));
	put_list(m, root, "targets");
	put_chain(m, tree_put(&m->arena, root, "identity", TREE_OBJECT), &(struct chain){ .count = 0 });
	put_list(m, root, "perfdata");
}

static bool encode(struct maker *m, const struct tree *root, struct buf *to)
{
	bool encoded = !m->arena.failed && json_write(root, to);

	arena_free(&m->arena);
	return encoded;
}

bool json_out_write(const struct report *r, struct buf *to)
{
	struct maker m = { .report = r, .arena = ARENA(JSON_OUT_TREE_MAX) };
	struct tree root = { .kind = TREE_OBJECT };

	put_report(&m, &root);
	if (encode(&m, &root, to))
		return true;
	root = (struct tree){ .kind = TREE_OBJECT };
	*to = (buf_free(to), BUF(to->ceiling));
	put_short(&m, &root);
	return encode(&m, &root, to);
}

bool json_out_refuse(const struct plugin *plugin, const char *why, struct buf *to)
{
	struct maker m = { .arena = ARENA(JSON_OUT_MEMORY_MAX) };
	struct tree root = { .kind = TREE_OBJECT };

	put_head(&m, &root, plugin, STATE_UNKNOWN);
	put_text(&m, &root, "sentence", why);
	put_advice(&m, &root, NULL);
	return encode(&m, &root, to);
}
