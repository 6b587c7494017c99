// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * route - from this host to the push service, hop by hop, as far as it is known
 */
#include "judge/route.h"

#include "judge/answer.h"
#include "judge/own_answer.h"
#include "judge/speaker.h"

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

bool route_went_through(const struct verdict *v)
{
	for (size_t i = 0; i < v->target_count; i++)
		if (v->targets[i].answer && v->targets[i].answer->status < 300)
			return true;
	return false;
}

/* The host that such a text names, copied. */
static const char *host_of(const char *text, struct arena *arena)
{
	struct span host = speaker_host(text);

	if (host.len > ROUTE_NAME_MAX)
		host.len = ROUTE_NAME_MAX;
	return arena_text(arena, host);
}

/* The peer that the header names, without its port; "": none, or the server that wrote the header. */
static const char *peer_of(const struct diag *d, const struct target *t, struct arena *arena)
{
	const char *peer = "";

	for (size_t i = 0; d && i < sizeof peer_params / sizeof *peer_params && !*peer; i++) {
		const char *value = diag_param(d, peer_params[i]);

		if (value)
			peer = host_of(value, arena);
	}
	return d && (same(peer, d->source) || speaker_is_queried(t, span_of(peer))) ? "" : peer;
}

/* A machine of Microsoft's behind its access edge speaks. */
static bool is_push_machine(enum speaker speaker, const struct diag *d)
{
	return speaker == SPEAKER_PARTNER && d && speaker_is_push_machine(speaker_host(d->source));
}

/* The partner's access edge: the first of these that is known. */
static const char *partner_of(const struct view *v, const struct route *r, const char *domain, struct arena *arena)
{
	const struct srv *srv = facts_srv(v->facts, domain);

	if (is_push_machine(r->speaker, v->diag))
		return speaker_push_partner;
	if (r->speaker == SPEAKER_PARTNER && v->diag && *v->diag->source)
		return host_of(v->diag->source, arena);
	if (r->speaker == SPEAKER_PARTNER && !v->diag)
		return host_of(v->answer->challenger, arena);
	if (r->speaker != SPEAKER_PARTNER && *r->named_host && !speaker_owns(v->plan, v->target, span_of(r->named_host)))
		return r->named_host;
	if (v->plan->proxy.name)
		return v->plan->proxy.name;
	if (same(domain, speaker_push_domain))
		return speaker_push_partner;
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
static void lay_stations(const struct view *v, struct route *r, struct progress *p, struct arena *arena)
{
	const char *behind = v->answer ? speaker_behind(v->plan, v->target, v->answer) : NULL;

	p->server = add(r, r->queried);
	if (behind) {
		size_t station = add(r, host_of(behind, arena));

		if (r->speaker == SPEAKER_BEHIND)
			p->server = station;
	}
	/* The server asked complains of another one of our servers, which is its next hop. */
	if (r->speaker != SPEAKER_PARTNER && speaker_owns(v->plan, v->target, span_of(r->named_host)))
		add(r, r->named_host);
	p->partner = add(r, r->partner);
	if (r->speaker == SPEAKER_PARTNER)
		p->server = v->diag && *v->diag->source ? add(r, host_of(v->diag->source, arena)) : p->partner;
	p->last = add(r, r->domain);
	if (v->answer && answer_is_of_push(v->answer))
		p->server = p->last;
}

/* A row with a place of its own wins over the status. */
static enum place place_of(const struct plan *plan, const struct target *t, const struct answer *a)
{
	struct answer_meaning r = answer_read(plan, t, a);

	if (!r.diag && a->status == 504 && plan->proxy.name && answer_is_of_ocs2007r2(a))
		return PLACE_SERVER;
	if (!r.diag && a->status == 483 && plan->sip.max_forwards == 0)
		return PLACE_SERVER;
	if (is_push_machine(r.speaker, r.diag) || answer_is_of_push(a) || answer_failed_itself(&r))
		return PLACE_SERVER;
	if (r.speaker == SPEAKER_PARTNER) /* the request got there */
		return PLACE_BEYOND;
	return r.sure && r.row->advice.place != PLACE_UNTOLD ? r.row->advice.place : r.sip->advice.place;
}

static void follow_answer(const struct plan *plan, const struct answer *a, enum place place, struct progress *p)
{
	p->reached = p->server;
	if (place == PLACE_BEYOND && p->partner > p->server)
		p->reached = p->partner;
	if (place == PLACE_ANSWERED && p->last > p->server)
		p->reached = p->server + 1;
	if (a->status < 300) {
		p->reached = p->last;
		return;
	}
	if (!answer_was_wanted(plan, a))
		p->broke = place == PLACE_SERVER ? p->server : p->reached + 1;
}

static void follow_silence(const struct target *t, struct progress *p)
{
	enum fault_kind kind = t->stopped.fault.kind;

	p->reached = t->tls.peer_spoke ? 1 : 0;
	if (kind == FAULT_NONE || t->stopped.phase < PHASE_CONNECT)
		return;
	bool silent = t->stopped.phase == PHASE_SIP && (kind == FAULT_TIMEOUT || kind == FAULT_CANCELLED);
	bool own_words = t->cut_off || (t->unmatched && t->unmatched_why != WIRE_REQUEST);
	/* The server took the request and nothing came back: the silence is behind it. An answer that is none is its own. */
	p->broke = silent && !own_words ? 2 : 1;
}

/* How many servers, one behind the other, refused to pass a request on: --trace. */
static size_t traced_hops(const struct target *t)
{
	size_t hops = 0;

	while (hops < t->trace_count && t->trace[hops].answer.status == 483)
		hops++;
	return hops;
}

/* Does the server behind the last of them give the answer that the real request got? One that waited in vain did not: it had a next hop. */
static bool traced_answer(const struct target *t, size_t hops, const struct answer *a)
{
	return hops < t->trace_count && t->trace[hops].answer.status == a->status && a->status != 408 && a->status != 504;
}

/* If neither status nor ms-diagnostics show the hop, the results of --trace decide. */
static void follow_trace(const struct view *v, struct route *r, struct progress *p)
{
	const struct target *t = v->target;
	size_t hops = traced_hops(t), known = hops < p->last ? hops : p->last - 1;

	if (v->answer && traced_answer(t, hops, v->answer)) {
		p->server = p->reached = p->broke = hops < p->last ? hops + 1 : p->last;
		r->speaks = r->hops[p->server - 1].to;
	} else if (known > p->reached) {
		p->reached = known;
		p->broke = known + 1;
	}
}

/* Settings are read from the server asked and nowhere else. */
static void draw_lone_hop(const struct target *t, struct route *r)
{
	bool stopped = t->stopped.fault.kind != FAULT_NONE && t->stopped.phase >= PHASE_CONNECT;

	r->server = r->edge = r->next = r->partner = r->domain = r->named_domain = r->queried;
	r->named_host = "";
	add(r, r->queried);
	r->hops[0].reached = t->tls.peer_spoke;
	r->broke = stopped ? 1 : 0;
}

/* The domain and the peer that the header is about. */
static void name_subjects(const struct view *v, struct route *r, struct arena *arena)
{
	const char *domain = v->diag ? diag_param(v->diag, "domain") : NULL;

	r->named_domain = domain ? host_of(domain, arena) : "";
	r->named_host = peer_of(v->diag, v->target, arena);
	r->names_us = speaker_owns(v->plan, v->target, span_of(r->named_domain)) ||
		      speaker_owns(v->plan, v->target, span_of(r->named_host));
	if (!*r->named_domain)
		r->named_domain = r->domain;
}

/* Was there not even an address to go to? */
static bool ended_at_start(const struct target *t)
{
	return t->stopped.fault.kind != FAULT_NONE && t->stopped.phase <= PHASE_DNS;
}

void route_draw(const struct view *v, struct arena *arena, struct route *r)
{
	struct progress p = { 0 };

	*r = (struct route){ .queried = v->target->host };
	if (target_reads_settings(v->target->kind)) {
		draw_lone_hop(v->target, r);
		r->ended = r->broke ? r->broke : ended_at_start(v->target);
		return;
	}
	r->speaker = speaker_of(v->plan, v->target, v->answer, v->diag);
	r->domain = host_of(v->target->uri, arena);
	if (!*r->domain)
		r->domain = v->plan->domain;
	name_subjects(v, r, arena);
	r->partner = partner_of(v, r, r->domain, arena);
	lay_stations(v, r, &p, arena);
	r->speaks = arena_printf(arena, "a server on the way to %s", r->domain);
	enum place place = v->answer ? place_of(v->plan, v->target, v->answer) : PLACE_UNTOLD;
	if (v->answer)
		follow_answer(v->plan, v->answer, place, &p);
	else
		follow_silence(v->target, &p);
	if (v->answer ? v->answer->status >= 300 && !v->diag && place == PLACE_UNTOLD : p.broke == 2)
		follow_trace(v, r, &p);
	if (p.last > 1 && own_answer_find(v) != OWN_ANSWER_NOT)
		p.reached = p.broke = 1;
	for (size_t i = 0; i < p.reached; i++)
		r->hops[i].reached = true;
	r->broke = p.broke <= p.last ? p.broke : p.last;
	r->ended = r->broke ? r->broke : ended_at_start(v->target);
	r->server = r->hops[p.server - 1].to;
	if (place == PLACE_SERVER)
		r->speaks = r->server;
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
