// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * headline - the sentence of the first line
 *
 * One target: its first and worst finding. Several: how many are OK, which is what --min-ok and targets_ok count, and what the others
 * lack, the worst first, as many as a line holds. Settings: how many checks could not be made, or that push itself was not judged. Pure.
 */
#ifndef JUDGE_HEADLINE_H
#define JUDGE_HEADLINE_H

#include "model/verdict.h"

/* Sets state, headline, lead, sentence and tail from findings and targets, which are judged. */
void headline_compose(const struct plan *, const struct facts *, struct verdict *);

#endif
