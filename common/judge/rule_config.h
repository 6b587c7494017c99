// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_config - are the settings such that push can work?
 *
 * Each looks at one section of facts->pool. A section that could not be read makes the rules that need it UNKNOWN; where the
 * issue is a lesser one (IM filter, mobility policy, replica) it is a note. A cmdlet that ran and gave nothing is an answer.
 * Source: Microsoft's "Configuring for push notifications in Lync Server 2013", "Test push notifications to smart phones",
 * "Test-CsFederatedPartner"; the cmdlets' pages; "Lync 2013 CU3 and hosting providers" (event 14517) for domain.proxy.
 */
#ifndef JUDGE_RULE_CONFIG_H
#define JUDGE_RULE_CONFIG_H

#include "model/rule.h"

void rule_config_reach(const struct view *, struct findings *);
void rule_config_export(const struct view *, struct findings *);
void rule_config_provider(const struct view *, struct findings *);
void rule_config_provider_enabled(const struct view *, struct findings *);
void rule_config_verification(const struct view *, struct findings *);
void rule_config_provider_local(const struct view *, struct findings *);
void rule_config_allowed(const struct view *, struct findings *);
void rule_config_blocked(const struct view *, struct findings *);
void rule_config_domain_proxy(const struct view *, struct findings *);
void rule_config_federated_users(const struct view *, struct findings *);
void rule_config_routing(const struct view *, struct findings *);
void rule_config_push_services(const struct view *, struct findings *);
void rule_config_push_uri(const struct view *, struct findings *);
void rule_config_im_filter(const struct view *, struct findings *);
void rule_config_mobility(const struct view *, struct findings *);
void rule_config_replica(const struct view *, struct findings *);
void rule_config_partner(const struct view *, struct findings *);
void rule_config_edge_federation(const struct view *, struct findings *);
void rule_config_edge_route(const struct view *, struct findings *);
void rule_config_age(const struct view *, struct findings *);
void rule_config_clients(const struct view *, struct findings *);

#define DOC_PUSH "Configuring for push notifications in Lync Server 2013"
#define DOC_TEST "Test push notifications to smart phones (Lync Server 2013)"

#define RULES_CONFIG                                                                                                          \
	{ "pool.reach", rule_config_reach, RULE_PER_TARGET, STATE_UNKNOWN, "the settings could be read", "" },                   \
	{ "export.read", rule_config_export, RULE_ONCE, STATE_UNKNOWN, "the export could be read", "" },                          \
	{ "provider.one", rule_config_provider, RULE_ONCE, STATE_CRITICAL,                                                       \
	  "exactly one hosting provider has the wanted proxy", DOC_PUSH },                                                       \
	{ "provider.enabled", rule_config_provider_enabled, RULE_ONCE, STATE_CRITICAL, "it is enabled", DOC_PUSH },               \
	{ "provider.verification", rule_config_verification, RULE_ONCE, STATE_WARNING,                                           \
	  "its VerificationLevel is UseSourceVerification", DOC_PUSH },                                                          \
	{ "provider.local", rule_config_provider_local, RULE_ONCE, STATE_WARNING, "its proxy is outside the topology",           \
	  "New-CsHostingProvider" },                                                                                             \
	{ "domain.allowed", rule_config_allowed, RULE_ONCE, STATE_CRITICAL, "the push domain is an allowed domain", DOC_PUSH },   \
	{ "domain.blocked", rule_config_blocked, RULE_ONCE, STATE_CRITICAL, "the push domain is not blocked",                    \
	  "Get-CsBlockedDomain" },                                                                                               \
	{ "domain.proxy", rule_config_domain_proxy, RULE_ONCE, STATE_CRITICAL,                                                   \
	  "the allowed domain has no proxy that a hosting provider has too", "Lync 2013 CU3, event 14517" },                     \
	{ "edge.federation", rule_config_federated_users, RULE_ONCE, STATE_CRITICAL, "federated users are allowed", DOC_PUSH },   \
	{ "edge.routing", rule_config_routing, RULE_ONCE, STATE_CRITICAL, "the Edge routes by DNS SRV records",                  \
	  "New-CsHostingProvider" },                                                                                             \
	{ "push.services", rule_config_push_services, RULE_ONCE, STATE_CRITICAL, "the push services are on, scope by scope",     \
	  DOC_PUSH },                                                                                                            \
	{ "push.uri", rule_config_push_uri, RULE_ONCE, STATE_CRITICAL, "the mobility service sends to the push URI", DOC_TEST },  \
	{ "partner.direct", rule_config_partner, RULE_ONCE, STATE_CRITICAL,                                                      \
	  "OCS 2007 R2 Edge: the push domain is a direct partner behind the proxy", DOC_PUSH },                                  \
	{ "partner.federation", rule_config_edge_federation, RULE_ONCE, STATE_CRITICAL,                                          \
	  "OCS 2007 R2 Edge: federation is enabled", "MSFT_SIPFederationExternalEdgeSetting" },                                  \
	{ "partner.route", rule_config_edge_route, RULE_ONCE, STATE_WARNING, "OCS 2007 R2 Edge: no default route",               \
	  "MSFT_SIPFederationExternalEdgeSetting" },                                                                             \
	{ "im.filter", rule_config_im_filter, RULE_ONCE, STATE_WARNING, "the IM URL filter blocks neither http: nor https:",     \
	  DOC_TEST },                                                                                                            \
	{ "mobility.enabled", rule_config_mobility, RULE_ONCE, STATE_WARNING, "the Global mobility policy allows mobility",      \
	  "Set-CsMobilityPolicy" },                                                                                              \
	{ "edge.replica", rule_config_replica, RULE_ONCE, STATE_WARNING, "the replicas are up to date",                          \
	  "Get-CsManagementStoreReplicationStatus" },                                                                            \
	{ "export.age", rule_config_age, RULE_ONCE, STATE_CRITICAL, "the export is not too old", "--max-age" },                  \
	{ "clients", rule_config_clients, RULE_ONCE, STATE_OK, "which clients need push: told with -v", DOC_PUSH }

#endif
