// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_srv - the SRV records by which federation partners find each other, as DNS gives them here
 *
 * Of the federated domain and of our own: --own-domain, or a pool's SIP domains. That our own is missing counts only with --dns-server: the
 * inside often has another view of DNS than partners have. What is said of the federated domain's is a note unless a request ended where the
 * partner should have taken over: else the Edge has found its way, or trouble of another kind. This host cannot see whether our own record leads to our Edge,
 * because the external side has other names and addresses than the one asked: the rule judges whether a partner could use it.
 * Source: RFC 2782; [MS-OCER] 1009; Microsoft, "DNS load balancing and federated traffic"; Cisco document 212383.
 */
#ifndef JUDGE_RULE_SRV_H
#define JUDGE_RULE_SRV_H

#include "model/rule.h"

void rule_srv_push(const struct view *, struct findings *);
void rule_srv_own(const struct view *, struct findings *);

/* Records that this host finds in DNS and the Edge does not. */
void rule_srv_edge(const struct view *, struct findings *);

#define RULE_SRV_OWN \
	{ "dns.own", rule_srv_own, RULE_ONCE, STATE_CRITICAL, "SRV records of our own domains (--own-domain; Get-CsSipDomain)", \
	  "\"Summary of DNS requirements for mobility\"" }
#define RULES_SRV \
	{ "dns.edge", rule_srv_edge, RULE_PER_TARGET, STATE_WARNING, "the Edge finds in DNS what is found from here", "[MS-OCER] 1008" }, \
	{ "dns.push", rule_srv_push, RULE_ONCE, STATE_WARNING, "SRV record of the federated domain (--own-domain, --direct)", \
	  "RFC 2782" }, \
	RULE_SRV_OWN

#endif
