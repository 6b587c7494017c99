// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * route - from us to the push service, hop by hop, as far as it is known
 */
#include "judge/route.h"

#include <stdio.h>

#include "judge/diag_table.h"
#include "judge/sip_table.h"

const char route_push_domain[] = "push.lync.com";
const char route_push_partner[] = "sipfed.online.lync.com";

/* Parameters in which servers name the peer that they talked to. */
static const char *const peer_params[] = { "PeerServer", "tls-target", "fqdn1", "fqdn" };

/* How far the request got and where it broke, as numbers of stations: 0 is us, 1 the server asked. */
struct progress {
	size_t server, partner, last;
	size_t reached, broke;
};

static bool same(const char *a, const char *b)
{
	return span_equal_nocase(span_of(a), span_of(b));
}

/* Is that another name of the server asked: its own, or one that its certificate carries? */
static bool is_asked(const struct target *t, const char *name)
{
	const struct cert *leaf = t->tls.chain.count ? &t->tls.chain.at[0] : NULL;

	if (same(name, t->host) || same(name, t->tls.wanted_name) || (leaf && same(name, leaf->common_name)))
		return true;
	for (size_t i = 0; leaf && i < leaf->dns_names.count; i++)
		if (same(name, leaf->dns_names.at[i]))
			return true;
	return false;
}

bool route_takes_no_route(const struct answer *a)
{
	return span_starts_nocase(span_of(a->server), SPAN("RTC/3."));
}

/* How much an answer has to tell: 0 for none. */
static int weight(const struct answer *a)
{
	static const int weights[] = { [STATE_OK] = 1, [STATE_WARNING] = 2, [STATE_UNKNOWN] = 3, [STATE_CRITICAL] = 4 };
	const struct sip_row *row = sip_table_find(a->status);

	return row ? weights[row->advice.state] : 0;
}

bool route_tells(const struct answer *a)
{
	const struct diag *d = diag_table_telling(a);
	const struct diag_row *row = d ? diag_table_find(d->code) : NULL;

	return row && row->advice.place != PLACE_UNTOLD && diag_table_sure(row, d);
}

const struct answer *route_answer(const struct target *t)
{
	const struct answer *best = NULL;

	for (size_t i = 0; i < t->sample_count; i++) {
		const struct answer *a = &t->samples[i].answer;

		if (weight(a) > (best ? weight(best) : 0) || (best && weight(a) == weight(best) && route_tells(a) && !route_tells(best)))
			best = a;
	}
	return best;
}

bool route_went_through(const struct facts *facts)
{
	for (size_t i = 0; i < facts->target_count; i++) {
		const struct answer *a = route_answer(&facts->targets[i]);

		if (a && a->status < 300)
			return true;
	}
	return false;
}

/* "sip:user@host:port;x=y" or "host:port": the host, copied. */
static const char *host_of(const char *text, char *to, size_t size)
{
	struct span host = span_of(text), rest;

	if (span_starts_nocase(host, SPAN("sip:")))
		host = (struct span){ host.at + 4, host.len - 4 };
	host = span_cut(host, ';', &rest);
	host = span_cut(host, '?', &rest);
	span_cut(host, '@', &rest);
	if (rest.at)
		host = rest;
	if (span_starts_nocase(host, SPAN("[")))
		host = span_cut((struct span){ host.at + 1, host.len - 1 }, ']', &rest);
	else
		host = span_cut(host, ':', &rest);
	span_copy(to, size, host);
	return to;
}

/* Our own: in the domain that the asked server is in. "edge.contoso.com" and "fe.contoso.com" are. */
static bool is_inner(const struct target *t, const char *name)
{
	struct span domain;

	span_cut(span_of(t->host), '.', &domain);
	if (!domain.at || !memchr(domain.at, '.', domain.len))
		return false;
	return span_ends_nocase(span_of(name), (struct span){ domain.at - 1, domain.len + 1 });
}

/* The peer that the header names goes into peer_text, without its port; "" when none or when it is the server itself. */
static void name_peer(const struct diag *d, const struct target *t, struct route *r)
{
	for (size_t i = 0; d && i < sizeof peer_params / sizeof *peer_params && !r->peer_text[0]; i++) {
		const char *value = diag_param(d, peer_params[i]);

		if (value)
			host_of(value, r->peer_text, sizeof r->peer_text);
	}
	if (d && (same(r->peer_text, d->source) || is_asked(t, r->peer_text)))
		r->peer_text[0] = '\0';
}

static void name_domain(const struct view *v, struct route *r)
{
	r->domain = host_of(v->target->uri, r->domain_text, sizeof r->domain_text);
	if (!r->domain[0])
		r->domain = v->plan->domain;
}

/* Who is behind our own servers: told by nobody when no name is left. */
static void name_partner(const struct view *v, const struct diag *d, struct route *r)
{
	const struct srv *srv = facts_srv(v->facts, r->domain);
	bool peer_told = r->peer_text[0] && !is_inner(v->target, r->peer_text);
	bool source_told = d && d->header == DIAG_PUBLIC && d->source[0] && !is_asked(v->target, d->source) &&
			   !is_inner(v->target, d->source);

	if (peer_told)
		r->partner = r->peer_text;
	else if (v->plan->proxy.name)
		r->partner = v->plan->proxy.name;
	else if (same(r->domain, route_push_domain))
		r->partner = route_push_partner;
	else if (source_told)
		r->partner = d->source;
	else if (srv && srv->target_count && *srv->targets[0].host.name)
		r->partner = srv->targets[0].host.name;
	else {
		snprintf(r->partner_text, sizeof r->partner_text, "the edge of %s", r->domain);
		r->partner = r->partner_text;
	}
}

/* Adds a station unless it is the one before it; returns its number. */
static size_t add(struct route *r, const char *name)
{
	const char *from = r->count ? r->hops[r->count - 1].to : "monitor";

	if (!same(from, name) && r->count < ROUTE_HOPS_MAX)
		r->hops[r->count++] = (struct hop){ .from = from, .to = name };
	return r->count;
}

/* The stations in their order. */
static void lay(const struct view *v, const struct diag *d, struct route *r, struct progress *p)
{
	bool another = d && d->source[0] && !is_asked(v->target, d->source);
	const char *source = another ? d->source : r->asked;
	bool partner_tells = same(source, r->partner) ||
			     (another && d->header == DIAG_PUBLIC && !is_inner(v->target, source));

	p->server = add(r, r->asked);
	if (!partner_tells)
		p->server = add(r, source);
	if (is_inner(v->target, r->peer_text))
		add(r, r->peer_text);
	p->partner = add(r, r->partner);
	if (partner_tells)
		p->server = p->partner;
	p->last = add(r, r->domain);
}

/* A row with a place of its own wins over the status. */
static enum place place_of(const struct plan *plan, const struct answer *a, const struct diag *d)
{
	const struct diag_row *row = d ? diag_table_find(d->code) : NULL;

	if (!d && a->status == 504 && plan->proxy.name && route_takes_no_route(a))
		return PLACE_SERVER;
	if (!d && a->status == 483 && plan->max_forwards == 0)
		return PLACE_SERVER;
	return row && row->advice.place != PLACE_UNTOLD && diag_table_sure(row, d) ? row->advice.place : sip_table_find(a->status)->advice.place;
}

static void judge_answer(const struct answer *a, enum place place, struct progress *p)
{

	p->reached = place == PLACE_BEYOND && p->partner > p->server ? p->partner : p->server;
	if (a->status < 300) {
		p->reached = p->last;
		return;
	}
	p->broke = place == PLACE_SERVER ? p->server : p->reached + 1;
}

static void judge_silence(const struct target *t, struct progress *p)
{
	enum fault_kind kind = t->stopped.fault.kind;

	p->reached = t->tls.peer_spoke ? 1 : 0;
	if (kind == FAULT_NONE || t->stopped.phase < PHASE_CONNECT)
		return;
	/* Our request was taken and nothing came back: silence is behind the server that took it. */
	p->broke = t->stopped.phase == PHASE_SIP && (kind == FAULT_TIMEOUT || kind == FAULT_CANCELLED) ? 2 : 1;
}

/* Settings are read from the server asked and nowhere else. */
static void lone_hop(const struct target *t, struct route *r)
{
	bool stopped = t->stopped.fault.kind != FAULT_NONE && t->stopped.phase >= PHASE_CONNECT;

	r->server = r->edge = r->next = r->partner = r->domain = r->asked;
	add(r, r->asked);
	r->hops[0].reached = t->tls.peer_spoke;
	r->broke = stopped ? 1 : 0;
}

void route_of(const struct view *v, struct route *r)
{
	const struct answer *a = route_answer(v->target);
	const struct diag *d = a ? diag_table_telling(a) : NULL;
	struct progress p = { 0 };

	*r = (struct route){ .asked = v->target->host };
	if (v->facts->pool) {
		lone_hop(v->target, r);
		return;
	}
	name_domain(v, r);
	name_peer(d, v->target, r);
	name_partner(v, d, r);
	lay(v, d, r, &p);
	if (a)
		judge_answer(a, place_of(v->plan, a, d), &p);
	else
		judge_silence(v->target, &p);
	for (size_t i = 0; i < p.reached; i++)
		r->hops[i].reached = true;
	r->broke = p.broke <= p.last ? p.broke : p.last;
	r->server = r->hops[p.server - 1].to;
	r->next = p.server < r->count ? r->hops[p.server].to : r->server;
	r->edge = v->facts->target_count == 1 && p.server + 1 == p.partner ? "our Edge" : r->server;
}
