// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * trace - which server gave an answer of a trace (--trace)
 */
#include "judge/trace.h"

#include "judge/answer.h"
#include "judge/speaker.h"

/* Each server on the way refuses once: where there are as many as the route has stations before its end, the places are known. */
static bool fits_route(const struct target *t, const struct route *route)
{
	size_t refusals = 0;

	for (size_t i = 0; i < t->trace_count; i++)
		refusals += t->trace[i].answer.status == 483;
	return refusals + 1 == route->count;
}

const char *trace_answerer(const struct plan *plan, const struct target *t, const struct route *route, size_t index, struct arena *arena)
{
	const struct answer *a = &t->trace[index].answer;

	if (!a->status)
		return NULL;
	if (index == 0)
		return t->host;
	const struct answer_meaning meaning = answer_read(plan, t, a);
	struct span source = meaning.diag && (!meaning.from_beyond || meaning.speaker == SPEAKER_PARTNER) ?
				     speaker_host(meaning.diag->source) : (struct span){ 0 };
	if (source.len > 0 && !span_looks_like_address(source))
		return meaning.speaker == SPEAKER_QUERIED ? t->host : arena_text(arena, source);
	if (a->status < 300)
		return route->domain;
	return a->status == 483 && fits_route(t, route) ? route->hops[index].to : NULL;
}
