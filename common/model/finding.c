// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * finding - what a rule has to say
 */
#include "model/finding.h"

#include <stdarg.h>
#include <stdio.h>

enum { SENTENCE_MAX = 1024, FINDINGS_CEILING = 16 * 1024 * 1024 };

void findings_init(struct findings *f)
{
	*f = (struct findings){ .target = NO_TARGET, .arena = ARENA(FINDINGS_CEILING) };
}

void findings_free(struct findings *f)
{
	arena_free(&f->arena);
	findings_init(f);
}

[[gnu::format(printf, 2, 0)]] static const char *format_text(struct findings *f, const char *format, va_list args)
{
	char text[SENTENCE_MAX];

	if (vsnprintf(text, sizeof text, format, args) < 0)
		return "";
	return arena_text(&f->arena, span_of(text));
}

struct finding *finding_add(struct findings *f, enum state state, const char *format, ...)
{
	struct finding *finding = arena_alloc(&f->arena, sizeof *finding);
	va_list args;

	if (!finding)
		return &f->spare;
	finding->rule = f->rule;
	finding->state = state;
	finding->target = f->target;
	finding->partner = f->partner;
	va_start(args, format);
	finding->sentence = format_text(f, format, args);
	va_end(args);
	*(f->last ? &f->last->next : &f->first) = finding;
	f->last = finding;
	return finding;
}

const char *findings_text(struct findings *f, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	const char *text = format_text(f, format, args);
	va_end(args);
	return text;
}

struct finding *findings_since(const struct findings *f, const struct finding *last)
{
	return last ? last->next : f->first;
}

void finding_note_standing(struct finding *finding)
{
	finding->note = finding->standing = true;
}

bool finding_counts(const struct finding *finding)
{
	return !finding->note && !finding->ignored && !finding->aside;
}

enum state finding_counts_as(const struct finding *finding)
{
	if (!finding_counts(finding))
		return STATE_OK;
	return finding->spared && finding->state != STATE_OK ? STATE_WARNING : finding->state;
}

enum state findings_state(const struct findings *f)
{
	enum state worst = STATE_OK;

	for (const struct finding *finding = f->first; finding; finding = finding->next)
		worst = state_worse(worst, finding_counts_as(finding));
	return worst;
}

enum state findings_target_state(const struct findings *f, int target)
{
	enum state worst = STATE_OK;

	for (const struct finding *finding = f->first; finding; finding = finding->next)
		if (finding->target == target && finding_counts(finding))
			worst = state_worse(worst, finding->state);
	return worst;
}

const struct finding *findings_headline(const struct findings *f)
{
	enum state worst = findings_state(f);
	const struct finding *headline = NULL;

	for (const struct finding *finding = f->first; finding; finding = finding->next)
		if (finding_counts(finding) && finding_counts_as(finding) == worst && (!headline || (finding->summary && !headline->summary)))
			headline = finding;
	return headline;
}
