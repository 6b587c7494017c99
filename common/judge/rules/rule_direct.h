// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_direct - the partner's access edge as this host sees it, without the Edge
 *
 * Both together tell whose side it is: there from here but not for the Edge is the Edge's way out; there for neither is the
 * partner or the network. What could not be seen from here is a note: most hosts that monitor may not go out. What only
 * explains is never worse than what it explains.
 */
#ifndef JUDGE_RULE_DIRECT_H
#define JUDGE_RULE_DIRECT_H

#include "model/rule.h"

void rule_direct_way(const struct view *, struct findings *);

/*
 * Its certificates: WARNING at most, because the partner has to mend them; that they do not verify here is a note once a request
 * went through: then the Edge has taken them.
 */
void rule_direct_cert(const struct view *, struct findings *);

/* Did the way through the server asked end, unexpectedly, where the partner should have taken over? */
bool rule_direct_ended(const struct plan *, const struct target *, const struct target_verdict *);

/* The state of findings that only explain the result: WARNING, or UNKNOWN if the target is not worse, so that they never are the result. */
enum state rule_direct_state(const struct findings *, int target);

#define RULES_DIRECT \
	{ "direct.way", rule_direct_way, RULE_PER_TARGET, STATE_WARNING, \
	  "the partner's access edge, straight from here and through the Edge (--direct)", "RFC 9293, RFC 8446" }, \
	{ "direct.cert", rule_direct_cert, RULE_PARTNER, STATE_WARNING, "the partner's certificate, as it is seen from here (--direct)", \
	  "RFC 5280 6, RFC 5922 7" }

#endif
