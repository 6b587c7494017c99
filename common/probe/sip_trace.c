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

/* Did it come from the end of the way? */
static bool is_final(const struct answer *a, const struct answer *real)
{
	if (!is_success(a))
		return a->status != 0 && a->status != 483;
	return real->status == a->status && same(real->server, a->server) && same(real->contact, a->contact);
}

static int64_t patience_us(const struct sample *real)
{
	return SIP_TRACE_PATIENCE_US + (is_success(&real->answer) ? real->took_us : 0);
}

void sip_trace(struct stream *stream, const struct sip_talk_wish *wish, struct target *t)
{
	const struct sample *real = t->samples;
	struct sip_request request = *wish->request;
	struct sip_talk_wish one = *wish;
	struct fault f = { 0 };
	size_t silent = 0;

	t->trace = t->sample_count ? arena_list(&t->arena, SIP_TRACE_HOPS_MAX, sizeof *t->trace) : NULL;
	one.request = &request;
	one.count = 1;
	while (t->trace && t->trace_count < SIP_TRACE_HOPS_MAX && silent < SIP_TRACE_SILENT_MAX && !deadline_passed(wish->deadline)) {
		one.samples = &t->trace[t->trace_count];
		one.wait_us = patience_us(real);
		request.max_forwards = (unsigned)t->trace_count++;
		bool ok = sip_talk(stream, &one, t, &f);
		if ((!ok && f.kind != FAULT_TIMEOUT) || is_final(&one.samples->answer, &real->answer))
			return;
		silent = ok ? 0 : silent + 1;
	}
}
