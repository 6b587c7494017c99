// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_scope - settings that stand in several scopes: push services, the push URI, the IM filter, mobility; and the replicas
 *
 * A scope is Global, a site's, or a service's. With --site only those are judged that apply to it.
 * Source: Microsoft's pages of Get-CsPushNotificationConfiguration, Get-CsMcxConfiguration, Set-CsImFilterConfiguration,
 * Set-CsMobilityPolicy, Get-CsManagementStoreReplicationStatus; "Test push notifications to smart phones".
 */
#ifndef JUDGE_RULE_SCOPE_H
#define JUDGE_RULE_SCOPE_H

#include "judge/rules/config.h"

void rule_scope_services(const struct view *, struct findings *);
void rule_scope_uri(const struct view *, struct findings *);
void rule_scope_filter(const struct view *, struct findings *);
void rule_scope_mobility(const struct view *, struct findings *);
void rule_scope_replica(const struct view *, struct findings *);

#define RULES_SCOPE                                                                                                             \
	{ "push.services", rule_scope_services, RULE_ONCE, STATE_CRITICAL, "the push services are on, scope by scope", CONFIG_DOC_PUSH }, \
	{ "push.uri", rule_scope_uri, RULE_ONCE, STATE_CRITICAL, "the mobility service sends to the push URI", CONFIG_DOC_TEST }
/* What pushes can do without, most of the time. */
#define RULES_SCOPE_LESSER                                                                                                      \
	{ "im.filter", rule_scope_filter, RULE_ONCE, STATE_WARNING, "the IM URL filter blocks neither http: nor https:",          \
	  CONFIG_DOC_TEST },                                                                                                    \
	{ "mobility.policy", rule_scope_mobility, RULE_ONCE, STATE_WARNING, "the Global mobility policy allows mobility",         \
	  "Set-CsMobilityPolicy" },                                                                                             \
	{ "edge.replica", rule_scope_replica, RULE_ONCE, STATE_WARNING, "the replicas of the settings are up to date",            \
	  "Get-CsManagementStoreReplicationStatus" }

#endif
