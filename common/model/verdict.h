// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * verdict - what the facts of a run amount to
 *
 * judge() forms it once. Rules read the routes and answers in it, writers print it, and every output format shows the same
 * content. Texts in it may hold bytes from outside: each writer cleans what it shows. A verdict points into the plan and the
 * facts, which must outlive it.
 */
#ifndef MODEL_VERDICT_H
#define MODEL_VERDICT_H

#include "model/facts.h"
#include "model/finding.h"

/* ---- the route to a target ---- */

enum { ROUTE_HOPS_MAX = 6, ROUTE_NAME_MAX = 288 /* bytes of a name from the wire, longer ones are cut */ };

/* The server that an answer's ms-diagnostics come from. */
enum speaker {
	SPEAKER_QUERIED, /* the server asked, under whatever name */
	SPEAKER_BEHIND,	 /* our next server, behind the one asked: the Edge behind a Front End */
	SPEAKER_PARTNER, /* the partner's side */
};

struct hop {
	const char *from, *to;
	bool reached;	  /* `to` was heard, by this host or by a server that says so */
	bool judged;	  /* false: a hop behind the break, or one of which nothing is known; it has no state */
	enum state state; /* where judged */
};

/* Hop by hop from this host to the domain, as far as it is known. */
struct route {
	struct hop hops[ROUTE_HOPS_MAX]; /* hop 1 is hops[0]: from "monitor" to the server asked */
	size_t count;			 /* at least 1 */
	size_t broke; /* hop at which the route broke, 1..count; 0: it did not, or before the first hop (DNS, own files) */
	size_t ended; /* the same, but 1 where not even an address of the server asked was found */

	enum speaker speaker; /* of the ms-diagnostics that the verdict rests on, or of the demand for a login */
	const char *speaks; /* for a sentence: the server that the trace shows to have answered, or "a server on the way to DOMAIN" */

	/* the same names by their part */
	const char *queried;   /* after -H */
	const char *server;  /* the server that reported the failure, else the server asked */
	const char *edge;    /* "our Edge" where that is the server, and the only one; else its name */
	const char *next;    /* the hop behind `server` */
	const char *partner; /* the partner's access edge */
	const char *domain;  /* the domain that the request was for */
	const char *named_domain; /* that the ms-diagnostics name (domain=), else `domain` */
	const char *named_host;	  /* the peer that they name (fqdn=, PeerServer=, ...); "": none */
	bool names_us;	     /* one of the two hosts in the ms-diagnostics is our own */
};

/* ---- one target ---- */

struct target_verdict {
	const struct sample *sample; /* the one that the verdict rests on; NULL: no final answer came */
	const struct answer *answer; /* its answer, or NULL */
	const struct diag *diag;     /* the most specific ms-diagnostics of that answer, or NULL */
	struct route route;
	const char **trace_from;     /* who gave each answer of the target's trace; NULL: nothing names the server */
	enum state state;	     /* the worst of its findings that count */
	bool fine;		     /* neither CRITICAL nor UNKNOWN */
	const struct finding *worst; /* the first of its worst findings that count; NULL: none counts */
};

/* ---- numbers ---- */

/* A row of perfdata. Limits that not every consumer understands are left out. */
struct number {
	const char *label; /* unique; without quotes */
	const char *unit;
	double value;
	double warning, critical, min, max; /* NAN: none */
	const char *means; /* NULL: a host's own share of a number that is there for all */
};

/* ---- all of it ---- */

struct verdict {
	enum state state;
	const struct finding *headline; /* the first of the worst findings; NULL: none counts */
	const char *lead;     /* "1 of 2 targets OK: ", or "" */
	const char *sentence; /* never empty: the headline's, or where several targets are in trouble what each lacks */
	const char *tail;     /* " (1 ignored)", or "" */
	const char *who;      /* has to act: "Lync administrator", "Microsoft", "no one" */
	const char *reach;    /* who is hurt: "push fails", "nothing fails now" */

	struct findings findings;
	struct target_verdict *targets; /* as many as the facts have, in their order; none where memory lacked for them */
	size_t target_count;
	size_t fine_count;     /* targets that are fine */
	enum state partner;    /* --direct: the partner's access edge, seen from here */
	size_t rules_ok, rules_failed, rules_unknown; /* rules that judged anything, by their worst finding that counts */
	struct number *numbers;
	size_t number_count;
	struct arena arena;
};

void verdict_init(struct verdict *);
void verdict_free(struct verdict *);

/* What is judged of a target, by its index among the facts. Never NULL: where memory lacked for the targets, UNKNOWN without anything else. */
const struct target_verdict *verdict_target(const struct verdict *, size_t index);

#endif
