// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_sip - what came back over the route: the answer, its diagnostics, its time
 *
 * What the wire says is a fact; what a table adds to it is said as such.
 */
#ifndef JUDGE_RULE_SIP_H
#define JUDGE_RULE_SIP_H

#include "model/rule.h"

/* The answer to the one request, or its absence. */
void rule_sip_answer(const struct view *, struct findings *);

/* Every ms-diagnostics, Warning and Reason header as it came: notes. */
void rule_sip_headers(const struct view *, struct findings *);

/* -w, -c: the time of the whole exchange. */
void rule_sip_time(const struct view *, struct findings *);

/* Adds and returns the finding about view->answer, a failure that --expect does not accept. */
struct finding *rule_sip_refused(const struct view *, struct findings *);

/* The finding about view->answer where it is a success, or is expected. */
void rule_sip_answered(const struct view *, struct findings *);

/* Adds the finding where the server asked may have answered itself. False: nothing points to that. */
bool rule_sip_own_answer(const struct view *, struct findings *);

/*
 * True: there is no answer to judge. Either no request was sent, or none was answered; then the finding about that is added, unless
 * a rule of the route has one.
 */
bool rule_sip_unanswered(const struct view *, struct findings *);

/* A number against -w and -c; `what` begins the sentence: "the exchange with push.lync.com took". NULL when neither alerts. */
struct finding *rule_sip_limits(const struct view *, int64_t us, const char *what, struct findings *);

#define RULES_SIP \
	{ "sip.answer", rule_sip_answer, RULE_PER_TARGET, STATE_CRITICAL, "the request is answered by the domain", \
	  "RFC 3261 21, [MS-OCER]" }, \
	{ "sip.headers", rule_sip_headers, RULE_PER_TARGET, STATE_OK, "what servers say about a failure (notes)", "[MS-OCER] 2.2" }, \
	{ "time", rule_sip_time, RULE_PER_TARGET, STATE_CRITICAL, "the exchange takes no longer than allowed", "-w, -c" }

#endif
