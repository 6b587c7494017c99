// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_config - are the pool's settings such that push can work?
 *
 * The four settings of Microsoft's procedure that are global: hosting provider, allowed and blocked domains, access edge. Each rule
 * looks at one section of facts->pool; a cmdlet that ran and gave nothing is an answer.
 * Source: Microsoft's "Configuring for push notifications in Lync Server 2013", "Test-CsFederatedPartner"; the cmdlets' pages;
 * Lync Server 2013 CU3, event 14517, for domain.proxy.
 */
#ifndef JUDGE_RULE_CONFIG_H
#define JUDGE_RULE_CONFIG_H

#include "judge/rules/config.h"

void rule_config_provider(const struct view *, struct findings *);
void rule_config_provider_enabled(const struct view *, struct findings *);
void rule_config_verification(const struct view *, struct findings *);
void rule_config_provider_local(const struct view *, struct findings *);
void rule_config_shared(const struct view *, struct findings *);
void rule_config_allowed(const struct view *, struct findings *);
void rule_config_blocked(const struct view *, struct findings *);
void rule_config_domain_proxy(const struct view *, struct findings *);
void rule_config_federated_users(const struct view *, struct findings *);
void rule_config_routing(const struct view *, struct findings *);
void rule_config_replicator(const struct view *, struct findings *);

#define RULES_CONFIG                                                                                                            \
	{ "provider.one", rule_config_provider, RULE_ONCE, STATE_CRITICAL, "exactly one hosting provider has the wanted proxy",   \
	  CONFIG_DOC_PUSH },                                                                                                    \
	{ "provider.enabled", rule_config_provider_enabled, RULE_ONCE, STATE_CRITICAL, "it is enabled", CONFIG_DOC_PUSH },        \
	{ "provider.verification", rule_config_verification, RULE_ONCE, STATE_OK,                                               \
	  "its VerificationLevel, which concerns incoming messages (a note)", "Set-CsHostingProvider" },                                                  \
	{ "provider.local", rule_config_provider_local, RULE_ONCE, STATE_WARNING, "its proxy is outside the topology",            \
	  "New-CsHostingProvider" },                                                                                            \
	{ "domain.allowed", rule_config_allowed, RULE_ONCE, STATE_CRITICAL, "the push domain is an allowed domain",               \
	  CONFIG_DOC_PUSH },                                                                                                    \
	{ "domain.blocked", rule_config_blocked, RULE_ONCE, STATE_CRITICAL, "the push domain is not blocked",                     \
	  "Get-CsBlockedDomain" },                                                                                              \
	{ "domain.proxy", rule_config_domain_proxy, RULE_ONCE, STATE_CRITICAL,                                                  \
	  "no allowed domain has a proxy that a hosting provider has too", "Lync Server 2013 CU3, event 14517" },              \
	{ "edge.federation", rule_config_federated_users, RULE_ONCE, STATE_CRITICAL, "federated users are allowed",               \
	  CONFIG_DOC_PUSH },                                                                                                    \
	{ "edge.routing", rule_config_routing, RULE_ONCE, STATE_CRITICAL, "the Edge routes by DNS SRV records",                   \
	  "New-CsHostingProvider" }
/* Settings that matter for pushes only after a restart of the Edge. */
#define RULES_CONFIG_LESSER                                                                                                     \
	{ "provider.shared", rule_config_shared, RULE_ONCE, STATE_OK,                                                           \
	  "no public provider has name or proxy of a hosting provider; whether it is hybrid (notes)", "New-CsPublicProvider" }, \
	{ "edge.replicator", rule_config_replicator, RULE_ONCE, STATE_WARNING,                                                  \
	  "no Edge of Lync Server 2013 asks a domain controller for users", "Lync Server 2013 Access Edge service fails to start" }

#endif
