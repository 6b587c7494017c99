// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_route - the way to the server asked: DNS, TCP, TLS
 *
 * Rules are asked per target. Each speaks of its phase only, so that one trouble is one finding.
 */
#ifndef JUDGE_RULE_ROUTE_H
#define JUDGE_RULE_ROUTE_H

#include "model/rule.h"

void rule_route_dns(const struct view *, struct findings *);
void rule_route_connect(const struct view *, struct findings *);

/*
 * Both sides must accept TLS. A refusal of our certificate counts here whenever it comes: under TLS 1.3 it is the first thing
 * read after our side was done. With --no-client-cert the demand for a certificate is what is judged.
 */
void rule_route_tls(const struct view *, struct findings *);

/* Addresses that were tried in vain before the one that answered. */
void rule_route_address(const struct view *, struct findings *);

/* The finding about target->stopped, whatever phase. Its fault is not FAULT_NONE. */
struct finding *rule_route_stop(const struct view *, struct findings *);

/* Did our certificate decide: was the connection ended by the peer before any SIP answer? */
bool rule_route_ended(const struct view *);

#define RULES_ROUTE \
	{ "route.dns", rule_route_dns, RULE_PER_TARGET, STATE_CRITICAL, "the server's name has an address", "RFC 1035" }, \
	{ "route.connect", rule_route_connect, RULE_PER_TARGET, STATE_CRITICAL, "the server takes a TCP connection", "RFC 9293" }, \
	{ "route.tls", rule_route_tls, RULE_PER_TARGET, STATE_CRITICAL, "both sides accept the other's TLS", "RFC 8446, RFC 5246" }
/* How many addresses a host has that were not asked: those behind the first PLAN_ADDRESSES_MAX. */
void rule_route_addresses(const struct view *, struct findings *);

#define RULES_ADDRESS \
	{ "route.addresses", rule_route_addresses, RULE_ONCE, STATE_OK, "no name has more addresses than are asked", "RFC 1035" }, \
	{ "route.address", rule_route_address, RULE_PER_TARGET, STATE_WARNING, "no address before the one in use is dead", \
	  "RFC 8305" }

#endif
