// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * message_format - sentences from patterns
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
const char *message_format(struct findings *, const char *pattern, const struct word words[]);

/*
 * The words of a route: queried, server, speaks, edge, next, partner, domain, named, host, ask; nearer and farther, the two ends of the
 * hop where it broke.
 */
struct message_format_words {
	struct word list[13];
};
struct message_format_words message_format_route(const struct route *);

/* The advice as a finding: its sentence with `tail` behind it, cause, because and remedy. */
struct finding *message_format_add(struct findings *, enum state, const struct advice *, const struct word words[], const char *tail);

/* "0.21 s", "4 ms" below 0.01 s, "under 1 ms" */
const char *message_format_seconds(struct findings *, int64_t us);

/* "212 days", below two days "30 hours"; `seconds` at least 0 */
const char *message_format_days(struct findings *, int64_t seconds);

#endif
