// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * phrase - sentences from patterns
 */
#include "judge/message_format.h"

#include "base/buf.h"

enum { PHRASE_MAX = 4096, DAY = 24 * 60 * 60, HOUR = 60 * 60 };

static const char *value_of(struct span name, const struct word words[])
{
	for (const struct word *w = words; w->name; w++)
		if (span_equal(name, span_of(w->name)))
			return w->value;
	return NULL;
}

const char *phrase(struct findings *f, const char *pattern, const struct word words[])
{
	struct buf text = BUF(PHRASE_MAX);
	struct span rest = span_of(pattern), name, after;

	if (!pattern)
		return NULL;
	while (rest.len > 0) {
		buf_add(&text, span_cut(rest, '{', &after));
		if (!after.at)
			break;
		name = span_cut(after, '}', &rest);
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

struct finding *phrase_add(struct findings *f, enum state state, const struct advice *a, const struct word words[],
			   const char *tail)
{
	struct finding *finding = finding_add(f, state, "%s%s", phrase(f, a->sentence, words), tail);

	finding->cause = a->cause;
	finding->because = phrase(f, a->because, words);
	finding->remedy = phrase(f, a->remedy, words);
	return finding;
}

struct phrase_words phrase_route(const struct route *r)
{
	return (struct phrase_words){ {
		{ "asked", r->asked },
		{ "server", r->server },
		{ "edge", r->edge },
		{ "next", r->next },
		{ "partner", r->partner },
		{ "domain", r->domain },
		{ NULL, NULL },
	} };
}

const char *phrase_seconds(struct findings *f, int64_t us)
{
	if (us < 1000)
		return "under 1 ms";
	if (us < 10 * 1000LL)
		return findings_text(f, "%lld ms", (long long)((us + 500) / 1000));
	return findings_text(f, "%.2f s", (double)us / 1e6);
}

const char *phrase_days(struct findings *f, int64_t seconds)
{
	if (seconds < 2LL * DAY) {
		long long hours = seconds / HOUR;
		return findings_text(f, "%lld hour%s", hours, hours == 1 ? "" : "s");
	}
	return findings_text(f, "%lld days", (long long)(seconds / DAY));
}
