// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_steps - the steps that speak SIP: a captured request, the request to send, the conversation and its trace
 */
#include "codec/sip_compose.h"
#include "probe/session.h"
#include "probe/sip_talk.h"
#include "probe/sip_trace.h"
#include "probe/steps.h"

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

/* ---- the request ---- */

static struct sip_request request_make(const struct session *s)
{
	struct target *t = s->target;
	const struct sip_compose compose = {
		.plan = s->run->job->plan,
		.captured = &s->run->captured,
		.identity = &s->run->facts->identity,
		.body = buf_span(&s->run->job->prepared->material.body.bytes),
		.host = s->host->name,
		.local_host = s->own_end.address.text,
		.local_port = s->own_end.port,
	};
	struct sip_request request = sip_compose(&compose, &t->arena);

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
