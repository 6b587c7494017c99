// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * steps - what a plugin can have done, and the runner that does it
 */
#include "probe/steps.h"

#include <errno.h>

#include "base/errno_text.h"
#include "codec/sip_request.h"
#include "net/resolve.h"
#include "net/srv.h"
#include "probe/run_parallel.h"
#include "probe/session.h"
#include "probe/sip_talk.h"
#include "probe/sip_trace.h"

/* ---- once ---- */

bool step_identity(struct run *r)
{
	struct facts *facts = r->facts;
	struct fault *own = &facts->identity.fault, f = { 0 };

	if (facts->host_count == 0 && !r->job->plan->settings.mobility)
		return true; /* settings are read from files only: nobody is connected to */
	r->tls = tls_setup_new(r->job->plan, r->job->material, facts->taken_at, &facts->identity, &facts->arena, &f);
	if (!r->tls && f.kind == FAULT_NONE)
		fault(&f, FAULT_MEMORY, 0, "no memory for TLS");
	if (!r->tls)
		facts->run_fault = f;
	if (own->kind == FAULT_MEMORY) { /* says nothing of the files */
		facts->run_fault = *own;
		*own = (struct fault){ 0 };
	}
	return !facts_run_failed(facts);
}

bool step_capture(struct run *r)
{
	const struct blob *file = &r->job->material->request_template;
	const struct plan *plan = r->job->plan;
	struct capture *capture = &r->facts->capture;

	if (!file->path)
		return true;
	const struct sip_template_wish wish = {
		.file = buf_span(&file->bytes),
		.method = plan->sip.method,
		.uri = plan->sip.uri,
		.push_uri = plan->sip.uri ? plan->sip.uri : arena_printf(&r->facts->arena, "sip:push@%s", plan->domain),
	};
	if (!sip_template_read(&wish, &r->facts->arena, &r->captured, &capture->fault))
		return false;
	capture->line = r->captured.line;
	capture->requests = r->captured.requests;
	return true;
}

bool step_confine(struct run *r)
{
	const struct job *job = r->job;
	struct text_list directories = { 0 };

	tls_directories(job->plan, job->material, &r->facts->arena, &directories);
	if (job->confine)
		job->confine(job, &directories, &r->facts->sandbox);
	return true;
}

/* Half of the time that is left: the other half is for the peer. */
static struct deadline dns_share(struct deadline d)
{
	return deadline_sooner(d, deadline_left_us(d) / 2);
}

bool step_resolve(struct run *r)
{
	const struct plan *plan = r->job->plan;
	struct facts *facts = r->facts;
	struct resolve_wish wish = {
		.family = plan->family,
		.server = plan->dns_server,
		.whole = plan->all_addresses,
		.deadline = dns_share(r->job->deadline),
	};
	struct host instead = { .name = plan->address ? plan->address : plan->settings.http_proxy.name };

	if (!instead.name) {
		resolve_hosts(&wish, facts->hosts, facts->host_count, &facts->arena);
		return true;
	}
	resolve_hosts(&wish, &instead, 1, &facts->arena);
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
	bool wanted = plan->sip.own_domain || (plan->sip.direct && !plan->proxy.name);

	facts->srvs = arena_list(&facts->arena, 2, sizeof *facts->srvs);
	if (!facts->srvs)
		return false;
	if (wanted)
		facts->srvs[facts->srv_count++].domain = plan->domain;
	if (plan->sip.own_domain && !span_equal_nocase(span_of(plan->sip.own_domain), span_of(plan->domain)))
		facts->srvs[facts->srv_count++].domain = plan->sip.own_domain;
	return true;
}

/* What -P names, else the server that an Access Edge would choose by the domain's records. */
static void partner_find(struct run *r, const struct resolve_wish *wish)
{
	const struct host_port *proxy = &r->job->plan->proxy;
	const struct srv *srv = r->facts->srvs;

	if (proxy->name) {
		r->partner = (struct host){ .name = proxy->name, .port = proxy->port ? proxy->port : 5061, .kind = TARGET_PARTNER };
		resolve_hosts(wish, &r->partner, 1, &r->facts->arena);
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

bool step_survey(struct run *r)
{
	const struct plan *plan = r->job->plan;
	struct deadline d = r->job->deadline;
	struct resolve_wish wish = { .family = plan->family, .server = plan->dns_server };

	if (!plan->sip.own_domain && !plan->sip.direct)
		return true;
	if (!srvs_make(plan, r->facts))
		return false;
	wish.deadline = deadline_sooner(d, deadline_left_us(d) / 4);
	srv_look_up(&wish, r->facts->srvs, r->facts->srv_count, &r->facts->arena);
	if (plan->sip.direct)
		partner_find(r, &wish);
	return true;
}

/* ---- for every endpoint ---- */

bool step_connect(struct session *s)
{
	const struct tcp_wish wish = {
		.candidates = s->candidates,
		.port = s->target->port,
		.bind = s->run->job->plan->bind,
		.deadline = s->deadline,
	};

	if (!tcp_open(&wish, s->target, &s->lower, &s->fault))
		return false;
	return tcp_own_end(&s->lower, &s->own_end) ||
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
	const struct tls_wish wish = {
		.name = plan->verify_name && !s->direct ? plan->verify_name : s->host->name,
		.server_name = is_numeric(s) ? NULL : s->host->name,
		.give_identity = !plan->sip.no_client_cert && !s->direct,
		.public_roots = s->direct,
		.deadline = s->deadline,
	};

	if (tls_open(s->run->tls, &wish, &s->lower, &s->upper, &s->target->tls, &s->target->arena, &s->fault))
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
		.body = buf_span(&s->run->job->material->body.bytes),
	};

	if (s->run->captured.method)
		request_replay(s, &request);
	t->method = request.method;
	t->uri = request.uri;
	t->from = request.from;
	return request;
}

/* ---- the talk ---- */

static bool heard_anything(const struct target *t)
{
	for (size_t i = 0; i < t->sample_count; i++)
		if (t->samples[i].answer.status || t->samples[i].provisional)
			return true;
	return t->strangers > 0;
}

static bool came_before_an_answer(const struct session *s, int64_t at_us)
{
	const struct target *t = s->target;

	for (size_t i = 0; i < t->sample_count; i++)
		if (t->samples[i].took_us >= 0 &&
		    s->run->job->began_us + t->samples[i].sent_us + t->samples[i].took_us < at_us)
			return false;
	return true;
}

/* Under TLS 1.3 the first session ticket says that the peer has accepted our certificate: until then it was TLS. */
static void end_tls_at_ticket(struct session *s, int64_t ticket_us)
{
	if (ticket_us <= s->phase_began_us || !came_before_an_answer(s, ticket_us))
		return;
	s->target->phase_us[PHASE_TLS] += ticket_us - s->phase_began_us;
	s->phase_began_us = ticket_us;
}

/* With --trace a fifth of the time is kept back for it. */
static struct deadline talk_deadline(const struct job *job)
{
	struct deadline d = job->deadline;

	return job->plan->sip.trace ? deadline_before(d, deadline_left_us(d) / 5) : d;
}

static bool talk(struct session *s, const struct sip_talk_wish *wish)
{
	int64_t ticket_us = -1;
	bool ok = sip_talk(&s->upper, wish, s->target, &s->fault);

	tls_facts_after(&s->upper, &s->target->tls, &ticket_us);
	if (!ok && s->fault.kind == FAULT_ALERT && !heard_anything(s->target))
		s->phase = PHASE_TLS; /* it was our certificate that it had to judge first */
	else
		end_tls_at_ticket(s, ticket_us);
	return ok;
}

/* Its time is none of the phase's. */
static void trace(struct session *s, struct sip_talk_wish wish)
{
	int64_t began_us = clock_us();

	wish.deadline = s->run->job->deadline;
	sip_trace(&s->upper, &wish, s->target);
	s->phase_began_us += clock_us() - began_us;
}

bool step_talk(struct session *s)
{
	const struct job *job = s->run->job;
	struct buf in = BUF(SIP_TALK_IN_MAX);
	const struct sip_request request = request_make(s);
	const struct sip_talk_wish wish = {
		.request = &request,
		.count = job->plan->sip.count ? (size_t)job->plan->sip.count : 1,
		.in = job->plan->sip.trace ? &in : NULL,
		.interval_us = job->plan->sip.interval_us,
		.wait_us = job->plan->sip.wait_us,
		.zero_us = job->began_us,
		.deadline = talk_deadline(job),
	};

	if (job->plan->sip.no_client_cert) {
		s->phase = PHASE_TLS; /* no further than this */
		return true;
	}
	bool ok = talk(s, &wish);
	if (job->plan->sip.trace && (ok || s->fault.kind == FAULT_TIMEOUT))
		trace(s, wish);
	buf_free(&in);
	return ok;
}

/* ---- the runner ---- */

static bool hosts_make(const struct plan *plan, struct facts *facts)
{
	facts->hosts = arena_list(&facts->arena, plan->hosts.count, sizeof *facts->hosts);
	if (!facts->hosts)
		return false;
	for (; facts->host_count < plan->hosts.count; facts->host_count++) {
		const struct asked *wanted = &plan->hosts.at[facts->host_count];

		facts->hosts[facts->host_count] = (struct host){ .name = wanted->name, .port = wanted->port, .kind = wanted->kind, .alias_of = "", .dns_us = -1 };
	}
	return true;
}

void steps_run(const struct job *job, struct facts *facts)
{
	struct run r = { .job = job, .facts = facts };
	bool ok = hosts_make(job->plan, facts);

	for (const struct run_step *row = job->steps->once; ok && row->step; row++)
		ok = row->step(&r);
	bool starved = ok ? job->steps->each && !fan_run(&r) : facts->arena.failed;
	if (starved && !facts_run_failed(facts))
		fault(&facts->run_fault, FAULT_MEMORY, 0, "no memory for the run");
	tls_setup_free(r.tls);
}
