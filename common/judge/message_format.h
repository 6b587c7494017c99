// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * phrase - sentences from patterns
 *
 * "{next} broke off TLS with {edge}" and names become a sentence. Everything lives as long as the findings.
 */
#ifndef JUDGE_MESSAGE_FORMAT_H
#define JUDGE_MESSAGE_FORMAT_H

#include "judge/route.h"

/* A word of a pattern, without braces, and what stands for it. */
struct word {
	const char *name; /* NULL ends the list */
	const char *value;
};

/* The pattern with its words put in; braces around anything else stay. NULL stays NULL. */
const char *phrase(struct findings *, const char *pattern, const struct word words[]);

/* The words of a route: asked, server, edge, next, partner, domain. */
struct phrase_words {
	struct word list[7];
};
struct phrase_words phrase_route(const struct route *);

/* The advice as a finding: its sentence with `tail` behind it, cause, because and remedy. */
struct finding *phrase_add(struct findings *, enum state, const struct advice *, const struct word words[], const char *tail);

/* "0.21 s", "4 ms" below 0.01 s, "under 1 ms" */
const char *phrase_seconds(struct findings *, int64_t us);

/* "212 days", below two days "30 hours"; `seconds` at least 0 */
const char *phrase_days(struct findings *, int64_t seconds);

#endif
