// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule, metric - the rows of which a plugin's judgement is made
 *
 * A rule looks and adds findings; a metric looks and gives a number. Both are pure: no clock, no I/O, no state.
 */
#ifndef MODEL_RULE_H
#define MODEL_RULE_H

#include "model/facts.h"
#include "model/finding.h"
#include "model/plan.h"
#include "model/verdict.h"

/* The input of a rule or a metric. */
struct view {
	const struct plan *plan;
	const struct facts *facts;
	const struct verdict *verdict; /* as far as it is formed: the routes and answers of all targets, the findings so far */
	const struct target *target;   /* the one asked about; NULL for a rule that is asked once */
	const struct route *route;     /* to that target; NULL without one, and for the partner's access edge */
	const struct answer *answer;   /* the one that the verdict rests on; NULL: no final answer came */
	const struct diag *diag;       /* its most specific ms-diagnostics; NULL: it has none */
};

enum rule_scope {
	RULE_PER_TARGET,
	RULE_CERTIFICATE, /* per target, about the server's certificate; a WARNING counts only where a target was judged */
	RULE_ONCE,
	RULE_OWN,     /* once, about our own certificate and files; a WARNING counts only where a target was judged */
	RULE_PARTNER, /* once for the partner's access edge, where --direct looked at it */
	RULE_EXTERNAL, /* for each name and port of the Edge's external side, where --external looked at it */
	RULE_LAST,    /* once, when all others were asked and the targets and rules are counted */
};

/* Rows are asked in the order of the table, which is also the order of importance among findings of one state. */
struct rule {
	const char *id; /* "cert.expiry"; NULL ends the table */
	void (*ask)(const struct view *, struct findings *);
	enum rule_scope scope;
	enum state worst;    /* the worst state it can give, for --list-rules */
	const char *checks;  /* what it checks: one line */
	const char *source;  /* where the rule comes from: "RFC 5280 4.1.2.5" */
};

/* A number for perfdata. Of its limits those are shown that every consumer takes: upper limits, as plain numbers. */
struct measured {
	double value;
	const struct range *warning, *critical; /* or NULL */
	double min, max; /* NAN: none */
};

enum metric_worst { METRIC_HIGHEST, METRIC_LOWEST, METRIC_ONCE };

struct metric {
	const char *label; /* NULL ends the table */
	const char *unit;  /* "s", "%", "" */
	enum metric_worst worst; /* which of several targets is shown; ONCE: asked once, without a target */
	bool (*measure)(const struct view *, struct measured *); /* false: did not happen, leave it out */
	const char *means; /* one line, for the manual and for OpenMetrics; no full stop */
};

#endif
