// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * job - what a run of steps gets
 *
 * The face between the conductor (app/main) and the steps (probe/steps): neither includes the other.
 */
#ifndef MODEL_JOB_H
#define MODEL_JOB_H

#include "base/clock.h"
#include "model/facts.h"
#include "model/material.h"
#include "model/plan.h"

/* A step works on the run or on one endpoint of it; both are probe/'s own. False: it stopped, and left a fault in the facts. */
struct run;
struct session;

struct run_step {
	enum phase phase;
	bool (*step)(struct run *); /* NULL ends the table */
};

struct session_step {
	enum phase phase;
	bool (*step)(struct session *);
};

struct steps {
	const struct run_step *once;	  /* identity, dns: before any connection is made */
	const struct session_step *each; /* connect, tls, sip: for every endpoint, side by side */
	/* Once every endpoint is done, in one thread: brings into the facts what sessions kept to themselves. NULL: there is nothing. */
	void (*join)(const struct run *, const struct session *, size_t count);
};

struct job {
	const struct steps *steps;
	const struct plan *plan;
	struct material *material; /* steps read it; ->confine() wipes of it what they are done with */
	/*
	 * Gives up what the rest of the run does not need, in memory and in rights; `directories` hold roots that are looked up when
	 * a certificate needs them. Called once: the identity was read, nothing has come from outside. NULL: nothing is given up.
	 */
	void (*confine)(const struct job *, const struct text_list *directories, struct sandbox *);
	int64_t began_us; /* on clock_us(): the zero of every time in the facts */
	struct deadline deadline;
	void (*progress)(const char *line); /* tells somebody who waits what takes long; NULL: nobody does. From any thread */
};

/* Runs the steps of a job and fills the facts. */
typedef void job_runner(const struct job *, struct facts *);

#endif
