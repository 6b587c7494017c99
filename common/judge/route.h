// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * route - from us to the push service, hop by hop, as far as it is known
 *
 * Names come from the answer's ms-diagnostics (source=, PeerServer=, tls-target=, fqdn1=), else from the plan (-P, domain),
 * else, for push.lync.com, from Microsoft's documents, which name its access edge, else from the domain's SRV record. A source= that is not the server asked
 * is one hop more: a Front End or Director was asked. A name that nobody told is put in words ("the edge of
 * fabrikam.com"), so a remedy must not have one inside a command. Pure: no clock, no I/O, no memory.
 */
#ifndef JUDGE_ROUTE_H
#define JUDGE_ROUTE_H

#include "judge/advice.h"
#include "model/rule.h"

enum { ROUTE_HOPS_MAX = 6, ROUTE_NAME_MAX = 288 };

struct hop {
	const char *from, *to; /* bytes from outside, not cleaned */
	bool reached;	       /* `to` was heard, by us or by a server that says so */
};

/* Do not copy: names point into the texts at its end, the rest into plan and facts. */
struct route {
	struct hop hops[ROUTE_HOPS_MAX]; /* hop 1 is hops[0]: from "monitor" to the server asked */
	size_t count;			 /* at least 1 */
	size_t broke; /* hop at which it broke, 1..count; 0: it did not, or before the first hop (DNS, our files) */

	/* the same names by their part */
	const char *asked;   /* after -H */
	const char *server;  /* who told of the failure, else the server asked */
	const char *edge;    /* "our Edge" where that is the server, and the only one; else its name */
	const char *next;    /* the one behind `server` */
	const char *partner; /* the partner's access edge */
	const char *domain;  /* whom the request was for */

	char peer_text[ROUTE_NAME_MAX], partner_text[ROUTE_NAME_MAX], domain_text[ROUTE_NAME_MAX];
};

/* The route to view->target. */
void route_of(const struct view *, struct route *);

/* Do its ms-diagnostics say where it broke? */
bool route_tells(const struct answer *);

/*
 * The answer that tells most of several: the worst status, then ms-diagnostics that say where, then the first; NULL: no final
 * answer came.
 */
const struct answer *route_answer(const struct target *);

/* Did an OCS 2007 R2 Edge (Server: RTC/3.5) give that answer? It takes no Route header from servers like us. */
bool route_takes_no_route(const struct answer *);

/* Was a request to any target answered with a success? */
bool route_went_through(const struct facts *);

/* The push service's domain, and the access edge in front of it, as Microsoft's documents name both. */
extern const char route_push_domain[], route_push_partner[];

#endif
