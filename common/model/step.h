// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * step - the tables of a plugin that say what is prepared and what is run
 *
 * The rows are probe/'s functions (probe/steps.h). A plugin names them, and nothing else calls them by name: so a plugin is linked only
 * with the libraries that its own rows need.
 */
#ifndef MODEL_STEP_H
#define MODEL_STEP_H

#include "model/facts.h"

/* What a step works on: what was prepared, the run, one endpoint of the run. All are probe/'s own. */
struct prepared;
struct run;
struct session;

/* Decodes what is the operator's own. False: the run cannot begin, and the facts say why. */
typedef bool prepare_step(struct prepared *);

struct run_step {
	enum phase phase;
	bool (*step)(struct run *); /* NULL ends the table. False: it stopped, and left a fault in the facts */
};

struct session_step {
	enum phase phase;
	bool (*step)(struct session *);
};

struct steps {
	prepare_step *const *prepare;	 /* before the sandbox; NULL ends it. A plugin without one does not run */
	const struct run_step *once;	 /* in the sandbox, before any connection is made: exports, dns */
	const struct session_step *each; /* connect, tls, sip: for every endpoint, side by side */
	/* Once every endpoint is done, in one thread: brings into the facts what sessions kept to themselves. NULL: there is nothing. */
	void (*join)(const struct run *, const struct session *, size_t count);
	const struct run_step *after; /* last, for what an endpoint's answers lead to. NULL: there is nothing */
	int64_t closing_us;	      /* what they may take after a signal, to leave nothing behind on a server */
};

#endif
