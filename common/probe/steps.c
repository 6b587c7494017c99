// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * steps - what the plugins that speak SIP can have done
 */
#include "probe/steps.h"

#include <errno.h>

#include "base/errno_text.h"
#include "codec/sip_request.h"
#include "net/resolve.h"
#include "net/srv.h"
#include "net/tcp.h"
#include "probe/session.h"
#include "probe/sip_talk.h"
#include "probe/sip_trace.h"

/* ---- once ---- */

bool step_capture(struct run *r)
{
	const struct blob *file = &r->job->prepared->material.request_template;
	const struct plan *plan = r->job->plan;
	struct capture *capture = &r->facts->capture;

	if (!file->path)
		return true;
	const struct sip_template_params params = {
		.file = buf_span(&file->bytes),
		.method = plan->sip.method,
		.uri = plan->sip.uri,
		.push_uri = plan->sip.uri ? plan->sip.uri : arena_printf(&r->facts->arena, "sip:push@%s", plan->domain),
	};
	if (!sip_template_read(&params, &r->facts->arena, &r->captured, &capture->fault))
		return false;
	capture->line = r->captured.line;
	capture->requests = r->captured.requests;
	return true;
}

/* Half of the time that is left: the other half is for the peer. */
static struct deadline dns_share(struct deadline d)
{
	return deadline_sooner(d, deadline_left_us(d) / 2);
}

/* Puts those that this host has no network for first, in their order. */
static void look_at_networks(struct addresses *a)
{
	size_t passed = 0;

	for (size_t i = 0; i < a->count && a->count > 1; i++) {
		struct address one = a->at[i];

		one.no_network = !tcp_has_network(&one);
		if (one.no_network) {
			memmove(&a->at[passed + 1], &a->at[passed], (i - passed) * sizeof one);
			a->at[passed++] = one;
		}
	}
}

bool step_resolve(struct run *r)
{
	const struct plan *plan = r->job->plan;
	struct facts *facts = r->facts;
	struct resolve_params params = {
		.family = plan->family,
		.server = plan->dns_server,
		.whole = plan->all_addresses,
		.deadline = dns_share(r->job->deadline),
	};
	struct host instead = { .name = plan->address ? plan->address : plan->settings.http_proxy.name };

	if (!instead.name) {
		resolve_hosts(&params, facts->hosts, facts->host_count, &facts->arena);
		for (size_t i = 0; i < facts->host_count; i++)
			look_at_networks(&facts->hosts[i].addresses);
		return true;
	}
	resolve_hosts(&params, &instead, 1, &facts->arena);
	for (size_t i = 0; i < facts->host_count; i++) {
		facts->hosts[i].addresses = instead.addresses;
		facts->hosts[i].fault = instead.fault;
		facts->hosts[i].dns_us = instead.dns_us;
	}
	return true;
}

/* The federated domain's first. */
static bool srvs_make(const struct plan *plan, struct facts *facts)
{
	const struct texts *own = &plan->sip.own_domains;
	bool wanted = own->count || (plan->sip.direct && !plan->proxy.name);

	facts->srvs = arena_list(&facts->arena, own->count + 1, sizeof *facts->srvs);
	if (!facts->srvs)
		return false;
	if (wanted)
		facts->srvs[facts->srv_count++].domain = plan->domain;
	for (size_t i = 0; i < own->count; i++)
		if (!facts_srv(facts, own->at[i]))
			facts->srvs[facts->srv_count++].domain = own->at[i];
	return true;
}

/* What -P names, else the server that an Access Edge would choose by the domain's records. */
static void partner_find(struct run *r, const struct resolve_params *params)
{
	const struct host_port *proxy = &r->job->plan->proxy;
	const struct srv *srv = r->facts->srvs;

	if (proxy->name) {
		r->partner = (struct host){ .name = proxy->name, .port = proxy->port ? proxy->port : 5061, .kind = TARGET_PARTNER };
		resolve_hosts(params, &r->partner, 1, &r->facts->arena);
		return;
	}
	if (srv->target_count) {
		r->partner = srv->targets[0].host;
		r->partner.kind = TARGET_PARTNER;
		if (*r->partner.name)
			return;
		fault(&r->partner.fault, FAULT_DNS, DNS_NO_ADDRESS, "%s names no server: federation is not offered", srv->name);
		return;
	}
	r->partner = (struct host){ .name = "", .kind = TARGET_PARTNER, .alias_of = "", .dns_us = srv->dns_us, .fault = srv->fault };
}

/* A name and port is asked once. */
static void external_add(struct run *r, const char *name, uint16_t port)
{
	for (size_t i = 0; i < r->external_count; i++)
		if (r->externals[i].port == port && span_equal_nocase(span_of(r->externals[i].name), span_of(name)))
			return;
	if (r->external_count < FACTS_EXTERNALS_MAX && *name)
		r->externals[r->external_count++] = (struct host){ .name = name, .port = port, .kind = TARGET_EXTERNAL, .alias_of = "" };
}

/*
 * What partners connect to: the servers of our SRV record at its ports, else sip.DOMAIN, and port 443, where phones and partners behind
 * firewalls come in. --external=HOST names the server instead.
 */
static bool externals_find(struct run *r, const struct resolve_params *params)
{
	const struct plan_sip *sip = &r->job->plan->sip;

	r->externals = arena_list(&r->facts->arena, FACTS_EXTERNALS_MAX, sizeof *r->externals);
	if (!r->externals)
		return false;
	if (sip->external_host)
		external_add(r, sip->external_host, FEDERATION_PORT);
	for (size_t d = 0; !sip->external_host && d < sip->own_domains.count; d++) {
		const struct srv *srv = facts_srv(r->facts, sip->own_domains.at[d]);
		for (size_t i = 0; srv && i < srv->target_count; i++)
			external_add(r, srv->targets[i].host.name, srv->targets[i].host.port);
		external_add(r, arena_printf(&r->facts->arena, "sip.%s", sip->own_domains.at[d]), FEDERATION_PORT);
	}
	for (size_t i = 0, count = r->external_count; i < count; i++)
		external_add(r, r->externals[i].name, 443);
	resolve_hosts(params, r->externals, r->external_count, &r->facts->arena);
	return true;
}

bool step_survey(struct run *r)
{
	const struct plan *plan = r->job->plan;
	struct deadline d = r->job->deadline;
	struct resolve_params params = { .family = plan->family, .server = plan->dns_server };

	if (!plan->sip.own_domains.count && !plan_looks_outside(plan))
		return true;
	if (!srvs_make(plan, r->facts))
		return false;
	params.deadline = deadline_sooner(d, deadline_left_us(d) / 4);
	srv_look_up(&params, r->facts->srvs, r->facts->srv_count, &r->facts->arena);
	if (plan->sip.direct)
		partner_find(r, &params);
	params.deadline = deadline_sooner(d, deadline_left_us(d) / 4);
	return !plan->sip.external || externals_find(r, &params);
}

/* ---- for every endpoint ---- */

bool step_connect(struct session *s)
{
	const struct tcp_params params = {
		.candidates = s->candidates,
		.port = s->target->port,
		.bind = s->run->job->plan->bind,
		.deadline = s->deadline,
	};

	if (!tcp_open(&params, s->target, &s->tcp, &s->fault))
		return false;
	return tcp_own_end(&s->tcp, &s->own_end) ||
	       fault(&s->fault, FAULT_SYSTEM, errno, "the system does not tell our end of the connection: %s", errno_text(errno));
}

/* An address serves as a server name to nobody. */
static bool is_numeric(const struct session *s)
{
	return s->candidates.count && strcmp(s->candidates.at[0].text, s->host->name) == 0;
}

bool step_handshake(struct session *s)
{
	const struct plan *plan = s->run->job->plan;
	const struct tls_params params = {
		.name = plan->verify_name && !s->direct ? plan->verify_name : s->host->name,
		.server_name = is_numeric(s) ? NULL : s->host->name,
		.give_identity = !plan->sip.no_client_cert && !s->direct,
		.public_roots = s->direct,
		.deadline = s->deadline,
	};

	if (tls_open(s->run->job->prepared->tls, &params, &s->tcp, &s->tls, &s->target->tls, &s->target->arena, &s->fault))
		return true;
	if (s->fault.kind == FAULT_TIMEOUT)
		fault(&s->fault, FAULT_TIMEOUT, 0, "the TLS handshake did not end within %.1f s",
		      (double)(clock_us() - s->phase_began_us) / 1e6);
	return false;
}

/* ---- the request ---- */

static const char *from_guess(const char *name, struct arena *arena)
{
	const char *dot = strchr(name, '.');

	return arena_printf(arena, "sip:monitor@%s", dot && dot[1] ? dot + 1 : name);
}

static bool is_host_name(const char *text)
{
	return *text && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") == strlen(text);
}

/* What our certificate calls us; NULL: nothing that can stand in a Contact. */
static const char *own_name(const struct identity *own)
{
	const struct cert *leaf = own->chain.at;

	if (!own->chain.count)
		return NULL;
	for (size_t i = 0; i < leaf->dns_names.count; i++)
		if (is_host_name(leaf->dns_names.at[i]))
			return leaf->dns_names.at[i];
	return is_host_name(leaf->common_name) ? leaf->common_name : NULL;
}

/* The captured request's headers, then the operator's. */
static struct texts headers_join(const struct texts *captured, const struct texts *given, struct arena *arena)
{
	size_t count = captured->count + given->count;
	struct texts both = { .at = arena_list(arena, count, sizeof *both.at) };

	if (!both.at)
		return both;
	for (size_t i = 0; i < count; i++)
		both.at[both.count++] = i < captured->count ? captured->at[i] : given->at[i - captured->count];
	return both;
}

/* What the operator gave beside a captured request goes before what was captured. */
static void request_replay(const struct session *s, struct sip_request *request)
{
	const struct sip_template *captured = &s->run->captured;
	const struct plan *plan = s->run->job->plan;

	sip_template_fill(captured, request);
	request->headers = headers_join(&captured->headers, &plan->sip.headers, &s->target->arena);
	if (plan->sip.from)
		request->from = plan->sip.from;
}

static struct sip_request request_make(const struct session *s)
{
	const struct plan *plan = s->run->job->plan;
	struct target *t = s->target;
	const char *name = plan->verify_name ? plan->verify_name : s->host->name;
	struct sip_request request = {
		.method = plan->sip.method ? plan->sip.method : "OPTIONS",
		.uri = plan->sip.uri ? plan->sip.uri : arena_printf(&t->arena, "sip:Options_User@%s", plan->domain),
		.from = plan->sip.from ? plan->sip.from : from_guess(name, &t->arena),
		.local_host = s->own_end.address.text,
		.local_port = s->own_end.port,
		.contact_host = own_name(&s->run->facts->identity),
		.proxy = plan->proxy,
		.user_agent = plan->sip.user_agent,
		.max_forwards = (unsigned)plan->sip.max_forwards,
		.headers = plan->sip.headers,
		.content_type = plan->sip.content_type,
		.body = buf_span(&s->run->job->prepared->material.body.bytes),
	};

	if (s->run->captured.method)
		request_replay(s, &request);
	t->method = request.method;
	t->uri = request.uri;
	t->from = request.from;
	t->own_end = arena_printf(&t->arena, strchr(request.local_host, ':') ? "[%s]:%u" : "%s:%u", request.local_host, request.local_port);
	return request;
}

/* ---- the talk ---- */

/* On clock_us(); -1: none came. */
static int64_t first_answer_us(const struct session *s)
{
	const struct target *t = s->target;
	int64_t first_us = -1;

	for (size_t i = 0; i < t->sample_count; i++) {
		int64_t at_us = s->run->job->began_us + t->samples[i].sent_us + t->samples[i].took_us;

		if (t->samples[i].took_us >= 0 && (first_us < 0 || at_us < first_us))
			first_us = at_us;
	}
	return first_us;
}

static void end_tls_at_ticket(struct session *s, int64_t ticket_us)
{
	int64_t moved_us = session_ticket_us(s->phase_began_us, ticket_us, first_answer_us(s));

	s->target->phase_us[PHASE_TLS] += moved_us;
	s->phase_began_us += moved_us;
}

/* With --trace a fifth of the time is kept back for it. */
static struct deadline talk_deadline(const struct job *job)
{
	struct deadline d = job->deadline;

	return job->plan->sip.trace ? deadline_before(d, deadline_left_us(d) / 5) : d;
}

static bool talk(struct session *s, const struct sip_talk_params *params)
{
	int64_t ticket_us = -1;
	bool ok = sip_talk(&s->tls, params, s->target, &s->fault);

	tls_facts_after(&s->tls, &s->target->tls, &ticket_us);
	if (!ok && s->fault.kind == FAULT_ALERT && !target_spoke_sip(s->target))
		s->phase = PHASE_TLS; /* it was our certificate that it had to judge first */
	else
		end_tls_at_ticket(s, ticket_us);
	return ok;
}

/* Its time is none of the phase's. */
static void trace(struct session *s, struct sip_talk_params params)
{
	int64_t began_us = clock_us();

	params.deadline = s->run->job->deadline;
	sip_trace(&s->tls, &params, s->target);
	s->phase_began_us += clock_us() - began_us;
}

/* The sample whose answer may be the server's own; NULL: none would prove a route, or --trace shows it. */
static const struct sample *doubtful(const struct session *s)
{
	const struct plan_sip *sip = &s->run->job->plan->sip;
	const struct target *t = s->target;

	if (sip->no_extra_request || (sip->trace && span_equal(span_of(t->method), SPAN("OPTIONS"))))
		return NULL;
	for (size_t i = 0; i < t->sample_count; i++) {
		int status = t->samples[i].answer.status;

		if ((status >= 200 && status < 300) || status == 405 || status == 501 || status == 603)
			return &t->samples[i];
	}
	return NULL;
}

/* Its time is none of the phase's. */
static void ask_nearest(struct session *s, struct sip_talk_params params)
{
	const struct sample *real = doubtful(s);
	int64_t began_us = clock_us();

	if (!real)
		return;
	params.deadline = s->run->job->deadline;
	sip_trace_nearest(&s->tls, &params, real->took_us, s->target);
	s->phase_began_us += clock_us() - began_us;
}

bool step_talk(struct session *s)
{
	const struct job *job = s->run->job;
	struct buf in = BUF(SIP_TALK_IN_MAX);
	const struct sip_request request = request_make(s);
	const struct sip_talk_params params = {
		.request = &request,
		.count = job->plan->sip.count ? (size_t)job->plan->sip.count : 1,
		.in = &in,
		.interval_us = job->plan->sip.interval_us,
		.wait_us = job->plan->sip.wait_us,
		.zero_us = job->began_us,
		.deadline = talk_deadline(job),
	};

	if (job->plan->sip.no_client_cert) {
		s->phase = PHASE_TLS; /* no further than this */
		return true;
	}
	bool ok = talk(s, &params);
	if (ok)
		ask_nearest(s, params);
	if (job->plan->sip.trace && (ok || s->fault.kind == FAULT_TIMEOUT))
		trace(s, params);
	wire_add(&s->target->wire, &s->target->arena, WIRE_RECEIVED, clock_us() - job->began_us, buf_span(&in)); /* what made no message */
	buf_free(&in);
	return ok;
}
