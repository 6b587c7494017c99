// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * trace - which server gave an answer of a trace (--trace)
 *
 * Source: RFC 3261 16.3 (3): who gets Max-Forwards 0 answers in its own name. Pure.
 */
#ifndef JUDGE_TRACE_H
#define JUDGE_TRACE_H

#include "model/plan.h"
#include "model/verdict.h"

/*
 * Its name: at Max-Forwards 0 the server asked; then the one that the ms-diagnostics name, or that stands at that place of the route.
 * NULL: no answer, or nothing names the server. In the arena, the facts or the route.
 */
const char *trace_answerer(const struct plan *, const struct target *, const struct route *, size_t index, struct arena *);

#endif
