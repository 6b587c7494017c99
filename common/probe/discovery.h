// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * discovery - the walk of a mobile client: from a SIP domain to the link for its users, and to the services behind it
 *
 * Decides which address is next and which links are not followed; sends nothing itself. Without credentials a server gives no link to
 * a service; but both services are on the web server of the link for users, and ask for credentials before anything else.
 * Source: [MS-OCDISCWS]; Microsoft's "Understanding Autodiscover" (Lync Server 2013).
 */
#ifndef PROBE_DISCOVERY_H
#define PROBE_DISCOVERY_H

#include "base/clock.h"
#include "codec/web_address.h"
#include "model/plan.h"
#include "model/pool.h"
#include "remote/http.h"

struct run;

enum { DISCOVERY_ROOT_MAX = 1024 * 1024 }; /* bytes of an answer's body that are of use */

struct discovery {
	/*
	 * Asks one web server. True: it answered, whatever the status; the body is the caller's. False: place->fault says why not. Either
	 * way place->tls is what was seen.
	 */
	bool (*fetch)(struct discovery *, const struct web_address *, struct mobility_place *, struct http_answer *);
	const struct run *run;		     /* for fetch() alone */
	const struct pool_section *services; /* of the pool: ports that it publishes may be led to */
	struct host_port external_web;	     /* and the one that the operator named; name NULL: none */
	struct arena *arena;
	struct deadline deadline;
	struct mobility *found; /* places and root are filled in */
};

/* Asks at a URL. The answer's body is the caller's when the place's status is 200, and freed otherwise. */
void discovery_ask(struct discovery *, const char *url, struct mobility_place *, struct http_answer *);

/*
 * Where a place's answer leads to next; NULL: nowhere, and its fault may say why. *user: the link for users, where the answer has it.
 * Frees the body.
 */
const char *discovery_next(struct discovery *, struct mobility_place *, struct http_answer *, const char **user);

/* The link for users of found->domain; NULL: none was found. */
const char *discovery_user(struct discovery *);

/* Asks for a service on the server that the link for users names. Its number among the places; -1: there is no room for it. */
int discovery_service(struct discovery *, const char *user, const char *path);

/* The port that a web service is published at. */
uint16_t discovery_published_port(const struct pool_object *service);

#endif
