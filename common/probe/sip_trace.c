// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_trace - who is on the way: the same request again, with Max-Forwards 0, 1, 2, ...
 */
#include "probe/sip_trace.h"

static bool is_success(const struct answer *a)
{
	return a->status >= 200 && a->status < 300;
}

static bool same(const char *a, const char *b)
{
	return span_equal(span_of(a), span_of(b));
}

static bool alike(const struct answer *a, const struct answer *b)
{
	return a->status == b->status && same(a->server, b->server) && same(a->contact, b->contact);
}

/* Did the last answer come from the end of the route? Without a real answer to compare with, two equal ones in a row show it. */
static bool has_ended(const struct target *t)
{
	const struct sample *last = &t->trace[t->trace_count - 1];
	const struct answer *real = &t->samples[0].answer;

	if (!is_success(&last->answer))
		return last->answer.status != 0 && last->answer.status != 483;
	if (real->status == 0)
		return t->trace_count > 1 && alike(&last[-1].answer, &last->answer);
	return alike(real, &last->answer);
}

static int64_t patience_us(const struct sample *real)
{
	return SIP_TRACE_PATIENCE_US + (is_success(&real->answer) ? real->took_us : 0);
}

void sip_trace(struct stream *stream, const struct sip_talk_params *params, struct target *t)
{
	const struct sample *real = t->samples;
	struct sip_request request = *params->request;
	struct sip_talk_params one = *params;
	struct fault f = { 0 };
	size_t silent = 0;

	t->trace = t->sample_count ? arena_list(&t->arena, SIP_TRACE_HOPS_MAX, sizeof *t->trace) : NULL;
	one.request = &request;
	one.count = 1;
	while (t->trace && t->trace_count < SIP_TRACE_HOPS_MAX && silent < SIP_TRACE_SILENT_MAX && !deadline_passed(params->deadline)) {
		one.samples = &t->trace[t->trace_count];
		one.wait_us = patience_us(real);
		request.max_forwards = (unsigned)t->trace_count++;
		bool ok = sip_talk(stream, &one, t, &f);
		if (!ok && f.kind != FAULT_TIMEOUT)
			t->trace_fault = f;
		if ((!ok && f.kind != FAULT_TIMEOUT) || has_ended(t))
			return;
		silent = ok ? 0 : silent + 1;
	}
}

void sip_trace_nearest(struct stream *stream, const struct sip_talk_params *params, int64_t took_us, struct target *t)
{
	struct sip_request request = *params->request;
	struct sip_talk_params one = *params;
	struct fault f = { 0 };

	request.method = "OPTIONS";
	request.max_forwards = 0;
	request.headers = (struct texts){ 0 };
	request.content_type = NULL;
	request.body = (struct span){ 0 };
	one.request = &request;
	one.samples = &t->nearest;
	one.count = 1;
	one.wait_us = took_us + SIP_TRACE_NEAREST_US;
	(void)sip_talk(stream, &one, t, &f);
}
