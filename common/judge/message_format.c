// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * message_format - sentences from patterns
 */
#include "judge/message_format.h"

#include "base/buf.h"
#include "base/plural.h"
#include "judge/speaker.h"

enum { MESSAGE_FORMAT_MAX = 4096, DAY = 24 * 60 * 60, HOUR = 60 * 60 };

static const char *value_of(struct span name, const struct word words[])
{
	for (const struct word *w = words; w->name; w++)
		if (span_equal(name, span_of(w->name)))
			return w->value;
	return NULL;
}

const char *message_format(struct findings *f, const char *pattern, const struct word words[])
{
	struct buf text = BUF(MESSAGE_FORMAT_MAX);
	struct span rest = span_of(pattern), name, after;

	if (!pattern)
		return NULL;
	while (rest.len > 0) {
		buf_add(&text, span_split(rest, '{', &after));
		if (!after.at)
			break;
		name = span_split(after, '}', &rest);
		const char *value = value_of(name, words);
		if (value)
			buf_text(&text, value);
		else /* PowerShell's own: @{remove="http:"} */
			buf_printf(&text, "{%.*s}", (int)name.len, name.at);
	}
	const char *kept = arena_text(&f->arena, buf_span(&text));
	f->arena.failed |= text.failed;
	buf_free(&text);
	return kept;
}

struct finding *message_format_add(struct findings *f, enum state state, const struct advice *a, const struct word words[],
			   const char *tail)
{
	struct finding *finding = finding_add(f, state, "%s%s", message_format(f, a->sentence, words), tail);

	finding->cause = a->cause;
	if (cause_actor(a->cause) == ACTOR_LYNC && a->whose && strcmp(a->whose, EXPLANATION_HOST) == 0)
		finding->actor = ACTOR_HOST; /* the usual one of the cause, and the remedy is at this host */
	finding->because = message_format(f, a->because, words);
	finding->remedy = message_format(f, a->remedy, words);
	return finding;
}

/* Microsoft has a support case in the place of a colleague's telephone, and wants to know that it is not our side. */
static const char *ask_text(const struct route *r)
{
	if (speaker_is_push(span_of(r->domain)))
		return "open a case at Microsoft with the Call-ID and the time, if other domains answer (-d), and ask";
	return "ask the partner";
}

struct message_format_words message_format_route(const struct route *r)
{
	const struct hop *broken = r->broke > 1 ? &r->hops[r->broke - 1] : NULL;

	return (struct message_format_words){ {
		{ "queried", r->queried },
		{ "server", r->server },
		{ "speaks", r->speaks },
		{ "edge", r->edge },
		{ "next", r->next },
		{ "nearer", broken ? broken->from : r->queried },
		{ "farther", broken ? broken->to : r->next },
		{ "partner", r->partner },
		{ "domain", r->domain },
		{ "named", r->named_domain },
		{ "host", *r->named_host ? r->named_host : "not named" },
		{ "ask", ask_text(r) },
		{ NULL, NULL },
	} };
}

const char *message_format_seconds(struct findings *f, int64_t us)
{
	if (us < 1000)
		return "under 1 ms";
	if (us < 10 * 1000LL)
		return findings_text(f, "%lld ms", (long long)((us + 500) / 1000));
	return findings_text(f, "%.2f s", (double)us / 1e6);
}

const char *message_format_days(struct findings *f, int64_t seconds)
{
	if (seconds < 2LL * DAY) {
		size_t hours = (size_t)(seconds > 0 ? seconds / HOUR : 0);
		return findings_text(f, "%zu %s", hours, plural(hours, "hour", "hours"));
	}
	return findings_text(f, "%lld days", (long long)(seconds / DAY));
}
