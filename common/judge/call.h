// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * call - what the person on call asks first: who has to act, and who is hurt
 *
 * Both are phrases of a few words, without a full stop. Pure.
 */
#ifndef JUDGE_CALL_H
#define JUDGE_CALL_H

#include "model/verdict.h"

/* Sets who and reach from state, headline and routes, which are judged. */
void call_compose(const struct plan *, const struct facts *, struct verdict *);

#endif
