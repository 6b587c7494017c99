// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_trace - what Max-Forwards 0, 1, 2, ... showed of the way: a note, because the real answer is what is judged
 */
#ifndef JUDGE_RULE_TRACE_H
#define JUDGE_RULE_TRACE_H

#include "model/rule.h"

void rule_trace(const struct view *, struct findings *);

#define RULES_TRACE \
	{ "trace", rule_trace, RULE_PER_TARGET, STATE_OK, "which servers answer rising Max-Forwards (a note)", "RFC 3261 16.3" }

#endif
