// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * headline - the sentence of the first line
 */
#include "judge/headline.h"

#include <stdio.h>

#include "judge/rules/config.h"

enum { MORE_MAX = 24 /* "; and 4294967295 more" */ };

static const char *tail_of(struct verdict *v)
{
	size_t ignored = 0;

	for (const struct finding *f = v->findings.first; f; f = f->next)
		ignored += f->ignored && !f->note && f->state != STATE_OK;
	return ignored ? arena_printf(&v->arena, " (%zu ignored)", ignored) : "";
}

/* ---- several targets ---- */

/* The shortest name that no other target has: with a port, or an address, only if several targets have this host name. */
static const char *name_of(const struct facts *facts, size_t index, struct arena *arena)
{
	const struct target *t = &facts->targets[index];
	bool port = false, address = false;

	for (size_t i = 0; i < facts->target_count; i++) {
		const struct target *other = &facts->targets[i];
		bool same = i != index && strcmp(t->host, other->host) == 0;

		port |= same && t->port != other->port;
		address |= same && t->port == other->port;
	}
	if (address && *t->address)
		return arena_printf(arena, "%s (%s)", t->host, t->address);
	return port ? arena_printf(arena, strchr(t->host, ':') ? "[%s]:%u" : "%s:%u", t->host, t->port) : t->host;
}

/* The result of a target in a word or two: the status of its answer, else the cause. */
static const char *brief_of(const struct finding *f, struct arena *arena)
{
	static const struct {
		enum cause cause;
		const char *brief;
	} briefs[] = {
		{ CAUSE_DNS_NO_SUCH_NAME, "not in DNS" },
		{ CAUSE_DNS_NO_ADDRESS, "no address in DNS" },
		{ CAUSE_DNS_NO_ANSWER, "DNS silent" },
		{ CAUSE_DNS_NO_SERVER, "no name server" },
		{ CAUSE_DNS_SERVER_FAILED, "DNS failed" },
		{ CAUSE_TCP_REFUSED, "refused" },
		{ CAUSE_TCP_UNREACHABLE, "unreachable" },
		{ CAUSE_TCP_TIMEOUT, "does not answer" },
		{ CAUSE_TCP_RESET, "reset" },
		{ CAUSE_TCP_CLOSED, "closed" },
	};

	if (!f)
		return "not judged";
	if (f->status)
		return arena_printf(arena, "%d", f->status);
	for (size_t i = 0; i < sizeof briefs / sizeof *briefs; i++)
		if (f->cause == briefs[i].cause)
			return briefs[i].brief;
	return f->cause ? cause_key(f->cause) : f->rule;
}

/* Is it in trouble? With `fine` also where --min-ok would count it. */
static bool in_trouble(const struct target_verdict *t, bool fine)
{
	return fine ? t->state != STATE_OK : !t->fine;
}

static size_t count_troubled(const struct verdict *v, bool fine)
{
	size_t count = 0;

	for (size_t i = 0; i < v->target_count; i++)
		count += in_trouble(&v->targets[i], fine);
	return count;
}

/* "accessproxy.contoso.com refused; fe01 504; and 2 more": the first always, others while `room` has place. */
static const char *list_troubled(const struct facts *facts, struct verdict *v, bool fine, size_t room)
{
	static const enum state worst_first[] = { STATE_CRITICAL, STATE_WARNING, STATE_UNKNOWN };
	size_t left = count_troubled(v, fine);
	const char *list = "";

	for (size_t s = 0; s < sizeof worst_first / sizeof *worst_first; s++)
		for (size_t i = 0; i < v->target_count; i++) {
			const struct target_verdict *t = &v->targets[i];

			if (t->state != worst_first[s] || !in_trouble(t, fine))
				continue;
			const char *longer = arena_printf(&v->arena, "%s%s%s %s", list, *list ? "; " : "", name_of(facts, i, &v->arena),
							  brief_of(t->worst, &v->arena));
			if (*list && strlen(longer) + (left > 1 ? MORE_MAX : 0) > room)
				return arena_printf(&v->arena, "%s; and %zu more", list, left);
			list = longer;
			left--;
		}
	return list;
}

/* A count goes before what is said of targets that --min-ok misses, or of all that are OK: a WARNING alone would make it a riddle. */
static void compose_several(const struct facts *facts, struct verdict *v)
{
	bool fine = v->targets[v->headline->target].fine, count = !fine || v->state == STATE_OK;

	if (count)
		v->lead = arena_printf(&v->arena, "%zu of %zu targets OK: ", v->fine_count, v->target_count);
	if (count_troubled(v, fine) > 1)
		v->sentence = list_troubled(facts, v, fine, FINDING_SENTENCE_MAX - strlen(v->lead) - strlen(v->tail));
}

/* ---- settings ---- */

enum { SETTINGS_SENTENCE_MAX = FINDING_LINE_MAX - 22 }; /* behind "PUSH CONFIG UNKNOWN - " */

/* "" where the sentence would lose a part for it. */
static const char *fitting(const char *lead, const struct verdict *v)
{
	return strlen(lead) + strlen(v->sentence) + strlen(v->tail) <= SETTINGS_SENTENCE_MAX ? lead : "";
}

/*
 * The other rules that failed, and those that could not be judged: the numbers of rules_failed and rules_unknown. Where nothing was read
 * that push depends on, that goes before all else: the person on call has no fault of push to mend.
 */
static void compose_settings(const struct plan *plan, const struct facts *facts, struct verdict *v)
{
	size_t failed = v->rules_failed, unknown = v->rules_unknown, whole = v->rules_ok + failed + unknown;
	const char *longer = v->sentence;

	if (!config_judged_any(facts->pool, plan))
		v->lead = *fitting("push not judged: ", v) ? "push not judged: " : fitting("not judged: ", v);
	else if (v->headline->state == STATE_UNKNOWN && unknown)
		v->lead = fitting(arena_printf(&v->arena, "%zu of %zu checks unknown: ", unknown, whole), v);
	else if (failed > 1 && unknown)
		longer = arena_printf(&v->arena, "%s; and %zu more, %zu unknown", v->sentence, failed - 1, unknown);
	else if (failed > 1)
		longer = arena_printf(&v->arena, "%s; and %zu more", v->sentence, failed - 1);
	else if (failed && unknown)
		longer = arena_printf(&v->arena, "%s; and %zu unknown", v->sentence, unknown);
	if (strlen(longer) + strlen(v->tail) <= SETTINGS_SENTENCE_MAX)
		v->sentence = longer;
}

/* ---- the whole ---- */

void headline_compose(const struct plan *plan, const struct facts *facts, struct verdict *v)
{
	v->headline = findings_headline(&v->findings);
	v->state = findings_state(&v->findings);
	v->lead = "";
	v->tail = tail_of(v);
	if (v->headline) {
		v->sentence = v->headline->sentence;
		if (v->target_count > 1 && v->headline->target != NO_TARGET)
			compose_several(facts, v);
		else if (facts->pool && v->state != STATE_OK)
			compose_settings(plan, facts, v);
	} else if (*v->tail) {
		v->sentence = "nothing else was found";
	} else {
		v->state = STATE_UNKNOWN;
		v->sentence = "nothing could be judged";
	}
}
