// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * off_route - results off the route, for a person: straight from this host, by rising Max-Forwards, in DNS
 */
#include "report/off_route.h"

#include <stdio.h>

#include "base/calendar.h"
#include "report/ladder.h"

/* ---- straight from here ---- */

/* Did it show a certificate? A client without a certificate cannot get more. */
static bool was_shown(const struct target *d)
{
	return d->tls.chain.count > 0;
}

static void describe_tls(const struct target *d, struct buf *to)
{
	char took[REPORT_NUMBER_MAX];

	if (!was_shown(d)) {
		ladder_phase(d, PHASE_TLS, to);
		return;
	}
	report_duration_text(d->phase_us[PHASE_TLS], took);
	buf_printf(to, ", tls %s (%s%s%s)", took, d->tls.version, d->tls.verified ? "" : ", certificate does not verify",
		   d->tls.certificate_asked ? ", wants ours" : "");
}

void off_route_direct(struct lines *l, const struct report *r)
{
	const struct target *d = r->facts->direct;
	struct buf right = BUF(LINES_TEXT_MAX), left = BUF(LINES_TEXT_MAX);

	if (r->facts->direct_count == 0)
		return;
	if (*d->host)
		buf_printf(&left, "=  monitor -> %s:%u, straight", d->host, d->port);
	else
		buf_printf(&left, "=  monitor -> the edge of %s, straight", r->plan->domain);
	ladder_phase(d, PHASE_DNS, &right);
	ladder_phase(d, PHASE_CONNECT, &right);
	describe_tls(d, &right);
	lines_row(l, &(struct lines_row){ true, r->verdict->partner, left.at ? left.at : "", right.at ? right.at : "", 3 });
	buf_free(&right);
	buf_free(&left);
}

/* ---- rising Max-Forwards ---- */

static void add_header(struct buf *to, const char *name, const char *value)
{
	if (*value)
		buf_printf(to, "; %s: %s", name, value);
}

/* `from`: whose answer it is; NULL: nothing says so. `end`: what ended the connection before it came. */
static void describe_answer(const struct sample *s, const char *from, const struct fault *end, struct buf *to)
{
	const struct answer *a = &s->answer;
	char took[REPORT_NUMBER_MAX];

	if (!a->status) {
		buf_text(to, end->kind == FAULT_NONE ? "no answer" : end->text);
		return;
	}
	report_duration_text(s->took_us, took);
	buf_printf(to, "%d %s%s%s%s%safter %s", a->status, a->reason, *a->reason ? " " : "", from ? "from " : "", from ? from : "", from ? " " : "", took);
	add_header(to, "Server", a->server);
	add_header(to, "Contact", a->contact);
	for (size_t i = 0; i < a->diag_count; i++)
		buf_printf(to, "; ms-diagnostics: %u%s%s", a->diags[i].code, *a->diags[i].source ? " of " : "", a->diags[i].source);
}

/* Our Via, which every answer brings back: the first server added the address from which it got the request. */
static const char *via_of(const struct target *t)
{
	for (size_t i = 0; i < t->trace_count; i++)
		if (t->trace[i].answer.status && *t->trace[i].answer.via)
			return t->trace[i].answer.via;
	return NULL;
}

void off_route_trace(struct lines *l, const struct report *r, size_t target)
{
	const struct target *t = &r->facts->targets[target];
	const char *const *from = verdict_target(r->verdict, target)->trace_from;
	static const struct fault none = { 0 };

	for (size_t i = 0; i < t->trace_count; i++) {
		struct buf text = BUF(LINES_TEXT_MAX);
		char lead[32];
		snprintf(lead, sizeof lead, "%s%zu  ", i == 0 ? "trace   " : "        ", i);
		describe_answer(&t->trace[i], from ? from[i] : NULL, i + 1 == t->trace_count ? &t->trace_fault : &none, &text);
		lines_add(l, lead, "%s", text.at ? text.at : "");
		buf_free(&text);
	}
	if (via_of(t))
		lines_add(l, "        ", "Via: %s", via_of(t));
}

/* ---- DNS ---- */

static void add_target(struct lines *l, const struct srv_target *t)
{
	struct buf addresses = BUF(LINES_TEXT_MAX);

	if (*t->host.alias_of)
		buf_printf(&addresses, ", alias of %s", t->host.alias_of);
	for (size_t i = 0; i < t->host.addresses.count; i++)
		buf_printf(&addresses, ", %s", t->host.addresses.at[i].text);
	if (t->host.fault.kind != FAULT_NONE)
		buf_printf(&addresses, ", no address");
	lines_add(l, "          ", "priority %u, weight %u: %s:%u%s", t->priority, t->weight, *t->host.name ? t->host.name : ".",
		  t->host.port, addresses.at ? addresses.at : "");
	buf_free(&addresses);
}

void off_route_dns(struct lines *l, const struct report *r)
{
	const struct facts *facts = r->facts;

	if (r->plan->subject == SUBJECT_SETTINGS && r->plan->verbose < 2)
		return; /* the operator did not ask for them, and there may be many */
	for (size_t i = 0; i < facts->srv_count; i++) {
		const struct srv *srv = &facts->srvs[i];
		char took[REPORT_NUMBER_MAX];

		report_duration_text(srv->dns_us < 0 ? 0 : srv->dns_us, took);
		if (srv->fault.kind != FAULT_NONE)
			lines_add(l, "dns     ", "%s", srv->fault.text);
		else
			lines_add(l, "dns     ", "%s after %s", srv->name, took);
		for (size_t t = 0; t < srv->target_count; t++)
			add_target(l, &srv->targets[t]);
	}
}

/* ---- what changed ---- */

void off_route_changes(struct lines *l, const struct report *r)
{
	const struct changes *c = r->changes;
	char at[CALENDAR_TEXT_MAX];

	if (!c)
		return;
	calendar_text(c->since, CALENDAR_SECOND, at);
	lines_add(l, "since   ", "%s UTC: %s", at, c->count ? "this changed" : "nothing changed");
	for (size_t i = 0; i < c->count; i++)
		lines_add(l, "  ", l->style.utf8 ? "%s: %s \u2192 %s" : "%s: %s -> %s", c->at[i].what, c->at[i].was, c->at[i].now);
	if (c->more)
		lines_add(l, "  ", "and %zu more", c->more);
}
