// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * route - from this host to the push service, hop by hop, as far as it is known
 *
 * Names come from the answer's ms-diagnostics (source=, PeerServer=, tls-target=, fqdn1=), else from the plan (-P, domain),
 * else, for push.lync.com, from Microsoft's documents, which name its access edge, else from the domain's SRV record. A source= of
 * ours is the server asked, unless speaker.h finds that they are two: then the route has one more hop. A name that is not known is put in words
 * ("the edge of fabrikam.com"), so a remedy must not have one inside a command. Pure: no clock, no I/O.
 */
#ifndef JUDGE_ROUTE_H
#define JUDGE_ROUTE_H

#include "judge/explanation.h"
#include "model/rule.h"

/*
 * Draws the route to view->target by view->answer, without states. Names that are in no fact are made in the arena; without
 * memory they are "", and the arena says so.
 */
void route_draw(const struct view *, struct arena *, struct route *);

/*
 * Gives the hops of that target their states: the findings about a hop decide; else the hop at which the route broke has the
 * target's worst state, and a hop that was reached is OK. What lies behind the break has none.
 */
void route_judge(const struct findings *, int target, struct target_verdict *);

/* Did a request to any target succeed? */
bool route_went_through(const struct verdict *);

#endif
