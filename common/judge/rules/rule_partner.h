// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_partner - the settings of an OCS 2007 R2 Edge of a Lync pool
 *
 * It knows no hosting providers: the push domain is a direct partner, by its access edge.
 * Source: "Configuring for push notifications in Lync Server 2013"; the OCS 2007 R2 WMI reference.
 */
#ifndef JUDGE_RULE_PARTNER_H
#define JUDGE_RULE_PARTNER_H

#include "judge/rules/config.h"

void rule_partner_direct(const struct view *, struct findings *);
void rule_partner_federation(const struct view *, struct findings *);
void rule_partner_route(const struct view *, struct findings *);

#define RULES_PARTNER                                                                                                           \
	{ "partner.direct", rule_partner_direct, RULE_ONCE, STATE_CRITICAL,                                                     \
	  "OCS 2007 R2 Edge: the push domain is a direct partner behind the proxy", CONFIG_DOC_PUSH },                          \
	{ "partner.federation", rule_partner_federation, RULE_ONCE, STATE_CRITICAL, "OCS 2007 R2 Edge: federation is enabled",    \
	  "MSFT_SIPFederationExternalEdgeSetting" },                                                                            \
	{ "partner.route", rule_partner_route, RULE_ONCE, STATE_WARNING, "OCS 2007 R2 Edge: there is no default route",           \
	  "MSFT_SIPFederationExternalEdgeSetting" }

#endif
