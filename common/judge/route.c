// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * route - from this host to the push service, hop by hop, as far as it is known
 */
#include "judge/route.h"

#include "judge/answer.h"

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

bool route_went_through(const struct verdict *v)
{
	for (size_t i = 0; i < v->target_count; i++)
		if (v->targets[i].answer && v->targets[i].answer->status < 300)
			return true;
	return false;
}

/* "sip:user@host:port;x=y" or "host:port": the host, copied. */
static const char *host_of(const char *text, struct arena *arena)
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
	if (host.len > ROUTE_NAME_MAX)
		host.len = ROUTE_NAME_MAX;
	return arena_text(arena, host);
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

/* The peer that the header names, without its port; "" when it names none or the server itself. */
static const char *peer_of(const struct diag *d, const struct target *t, struct arena *arena)
{
	const char *peer = "";

	for (size_t i = 0; d && i < sizeof peer_params / sizeof *peer_params && !*peer; i++) {
		const char *value = diag_param(d, peer_params[i]);

		if (value)
			peer = host_of(value, arena);
	}
	return d && (same(peer, d->source) || is_asked(t, peer)) ? "" : peer;
}

/* The partner's access edge: the first of these that is known. */
static const char *partner_of(const struct view *v, const struct diag *d, const char *peer, const char *domain, struct arena *arena)
{
	const struct srv *srv = facts_srv(v->facts, domain);

	if (*peer && !is_inner(v->target, peer))
		return peer;
	if (v->plan->proxy.name)
		return v->plan->proxy.name;
	if (same(domain, route_push_domain))
		return route_push_partner;
	if (d && d->header == DIAG_PUBLIC && d->source[0] && !is_asked(v->target, d->source) && !is_inner(v->target, d->source))
		return d->source;
	if (srv && srv->target_count && *srv->targets[0].host.name)
		return srv->targets[0].host.name;
	return arena_printf(arena, "the edge of %s", domain);
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
static void lay_stations(const struct view *v, const struct diag *d, const char *peer, struct route *r, struct progress *p)
{
	bool another = d && d->source[0] && !is_asked(v->target, d->source);
	const char *source = another ? d->source : r->asked;
	bool partner_tells = same(source, r->partner) ||
			     (another && d->header == DIAG_PUBLIC && !is_inner(v->target, source));

	p->server = add(r, r->asked);
	if (!partner_tells)
		p->server = add(r, source);
	if (is_inner(v->target, peer))
		add(r, peer);
	p->partner = add(r, r->partner);
	if (partner_tells)
		p->server = p->partner;
	p->last = add(r, r->domain);
}

/* A row with a place of its own wins over the status. */
static enum place place_of(const struct plan *plan, const struct answer *a)
{
	struct reading r = answer_read(a);

	if (!r.diag && a->status == 504 && plan->proxy.name && answer_is_of_ocs2007r2(a))
		return PLACE_SERVER;
	if (!r.diag && a->status == 483 && plan->sip.max_forwards == 0)
		return PLACE_SERVER;
	return r.sure && r.row->advice.place != PLACE_UNTOLD ? r.row->advice.place : r.sip->advice.place;
}

static void follow_answer(const struct answer *a, enum place place, struct progress *p)
{
	p->reached = place == PLACE_BEYOND && p->partner > p->server ? p->partner : p->server;
	if (a->status < 300) {
		p->reached = p->last;
		return;
	}
	p->broke = place == PLACE_SERVER ? p->server : p->reached + 1;
}

static void follow_silence(const struct target *t, struct progress *p)
{
	enum fault_kind kind = t->stopped.fault.kind;

	p->reached = t->tls.peer_spoke ? 1 : 0;
	if (kind == FAULT_NONE || t->stopped.phase < PHASE_CONNECT)
		return;
	/* The server took the request and nothing came back: the silence is behind it. */
	p->broke = t->stopped.phase == PHASE_SIP && (kind == FAULT_TIMEOUT || kind == FAULT_CANCELLED) ? 2 : 1;
}

/* Settings are read from the server asked and nowhere else. */
static void draw_lone_hop(const struct target *t, struct route *r)
{
	bool stopped = t->stopped.fault.kind != FAULT_NONE && t->stopped.phase >= PHASE_CONNECT;

	r->server = r->edge = r->next = r->partner = r->domain = r->asked;
	add(r, r->asked);
	r->hops[0].reached = t->tls.peer_spoke;
	r->broke = stopped ? 1 : 0;
}

/* Was there not even an address to go to? */
static bool ended_at_start(const struct target *t)
{
	return t->stopped.fault.kind != FAULT_NONE && t->stopped.phase <= PHASE_DNS;
}

void route_draw(const struct view *v, struct arena *arena, struct route *r)
{
	const struct diag *d = v->diag;
	struct progress p = { 0 };

	*r = (struct route){ .asked = v->target->host };
	if (target_reads_settings(v->target->kind)) {
		draw_lone_hop(v->target, r);
		r->ended = r->broke ? r->broke : ended_at_start(v->target);
		return;
	}
	const char *peer = peer_of(d, v->target, arena);
	r->domain = host_of(v->target->uri, arena);
	if (!*r->domain)
		r->domain = v->plan->domain;
	r->partner = partner_of(v, d, peer, r->domain, arena);
	lay_stations(v, d, peer, r, &p);
	if (v->answer)
		follow_answer(v->answer, place_of(v->plan, v->answer), &p);
	else
		follow_silence(v->target, &p);
	for (size_t i = 0; i < p.reached; i++)
		r->hops[i].reached = true;
	r->broke = p.broke <= p.last ? p.broke : p.last;
	r->ended = r->broke ? r->broke : ended_at_start(v->target);
	r->server = r->hops[p.server - 1].to;
	r->next = p.server < r->count ? r->hops[p.server].to : r->server;
	r->edge = v->facts->target_count == 1 && p.server + 1 == p.partner ? "our Edge" : r->server;
}

/* ---- states of the hops ---- */

void route_judge(const struct findings *findings, int target, struct target_verdict *judged)
{
	struct route *r = &judged->route;

	for (size_t i = 0; i < r->count; i++) {
		struct hop *hop = &r->hops[i];
		bool by_finding = false;

		if (i + 1 == r->ended && judged->worst) {
			hop->judged = true;
			hop->state = judged->worst->state;
		} else if (hop->reached) {
			hop->judged = true;
			hop->state = STATE_OK;
		}
		/* Ignored findings count here: the route shows what was seen. */
		for (const struct finding *f = findings->first; f; f = f->next)
			if (!f->note && f->target == target && f->hop == (int)i + 1) {
				hop->state = by_finding ? state_worse(hop->state, f->state) : f->state;
				hop->judged = by_finding = true;
			}
	}
}
