// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_push - the push round trip: answers, loss, time
 *
 * Judges one answer as rule_sip does; of several, the most informative one. Loss and mean round trip are rules of their own.
 */
#ifndef JUDGE_RULE_PUSH_H
#define JUDGE_RULE_PUSH_H

#include "judge/rules/rule_sip.h"

/* The samples of one target in numbers. */
struct push_trip {
	size_t sent, answered;		       /* with a final answer */
	int64_t mean_us, least_us, most_us;    /* of the answered; 0 without any */
	double loss_percent;		       /* of the sent; 0 without any */
};

struct push_trip rule_push_trip(const struct target *);

/* --request-template: could it be read, and which request of it was taken. */
void rule_push_capture(const struct view *, struct findings *);

void rule_push_answer(const struct view *, struct findings *);
void rule_push_loss(const struct view *, struct findings *);

/* -w, -c: mean round trip. */
void rule_push_time(const struct view *, struct findings *);

/* The worth of a result for push.lync.com: a note that is the same at every run. */
void rule_push_worth(const struct view *, struct findings *);

#define RULE_PUSH_WORTH \
	{ "clients", rule_push_worth, RULE_ONCE, STATE_OK, "which clients still use the push of push.lync.com (a note)", \
	  "Microsoft's lifecycle pages" }

#define RULES_PUSH \
	{ "push.capture", rule_push_capture, RULE_ONCE, STATE_UNKNOWN, "the captured request can be sent again", \
	  "--request-template" }, \
	{ "push.answer", rule_push_answer, RULE_PER_TARGET, STATE_CRITICAL, "the push request is answered by the domain", \
	  "RFC 3261 21, [MS-OCER]" }, \
	{ "push.loss", rule_push_loss, RULE_PER_TARGET, STATE_CRITICAL, "no sample stays without an answer", "--loss" }, \
	{ "sip.headers", rule_sip_headers, RULE_PER_TARGET, STATE_OK, "what servers say about a failure (notes)", "[MS-OCER] 2.2" }, \
	{ "push.time", rule_push_time, RULE_PER_TARGET, STATE_CRITICAL, "the mean round trip is as short as wanted", "-w, -c" }

#endif
