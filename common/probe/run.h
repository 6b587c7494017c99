// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * run - the runner: a plugin's steps, from what was prepared to facts
 */
#ifndef PROBE_RUN_H
#define PROBE_RUN_H

#include "base/clock.h"
#include "model/facts.h"
#include "model/plan.h"
#include "model/step.h"

struct job {
	const struct steps *steps;
	const struct plan *plan;
	const struct prepared *prepared; /* by prepare(), with the same steps, plan and facts */
	int64_t began_us;		 /* on clock_us(): the zero of every time in the facts */
	struct deadline deadline;
	void (*progress)(const char *line); /* for a person who waits: what takes long. NULL: none does. From any thread */
};

/*
 * Does steps->once, then ->each (if any) for every endpoint, side by side, and ->join. Everything that this process hears from outside
 * is heard here. Facts of a run that failed while it was prepared get their hosts and nothing else.
 */
void run_steps(const struct job *, struct facts *);

#endif
