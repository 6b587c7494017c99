// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_scope - settings that stand in several scopes: push services, the push URI, session times, the IM filter, mobility
 *
 * A scope is Global, a site's, or a service's. With --site only those are judged that apply to it.
 * Source: Microsoft's pages of Get-CsPushNotificationConfiguration, Get-CsMcxConfiguration, Set-CsImFilterConfiguration,
 * Set-CsMobilityPolicy, Set-CsMcxConfiguration; "Test push notifications to smart phones".
 */
#ifndef JUDGE_RULE_SCOPE_H
#define JUDGE_RULE_SCOPE_H

#include "judge/rules/config.h"

void rule_scope_services(const struct view *, struct findings *);
void rule_scope_uri(const struct view *, struct findings *);
void rule_scope_filter(const struct view *, struct findings *);
void rule_scope_mobility(const struct view *, struct findings *);
void rule_scope_external(const struct view *, struct findings *);
void rule_scope_exposed(const struct view *, struct findings *);
void rule_scope_session(const struct view *, struct findings *);

#define RULES_SCOPE                                                                                                             \
	{ "push.services", rule_scope_services, RULE_ONCE, STATE_CRITICAL, "the push services are on, scope by scope", CONFIG_DOC_PUSH }, \
	{ "push.uri", rule_scope_uri, RULE_ONCE, STATE_CRITICAL, "the mobility service sends to the push URI", CONFIG_DOC_TEST }
/* Settings that matter for pushes only in some cases. */
#define RULES_SCOPE_LESSER                                                                                                      \
	{ "im.filter", rule_scope_filter, RULE_ONCE, STATE_WARNING, "the IM URL filter blocks neither http: nor https:",          \
	  CONFIG_DOC_TEST },                                                                                                    \
	{ "mobility.policy", rule_scope_mobility, RULE_ONCE, STATE_WARNING, "the mobility policies of Global and sites allow mobility", \
	  "Set-CsMobilityPolicy" },                                                                                             \
	{ "policy.external", rule_scope_external, RULE_ONCE, STATE_OK, "the external access policies allow federation (notes)",   \
	  "Set-CsExternalAccessPolicy" },                                                                                       \
	{ "mobility.exposed", rule_scope_exposed, RULE_ONCE, STATE_WARNING, "phones are sent to the external web services",       \
	  "Set-CsMcxConfiguration" },                                                                                           \
	{ "push.session", rule_scope_session, RULE_ONCE, STATE_OK, "how long a phone's session lasts, and so its pushes (a note)", \
	  "Set-CsMcxConfiguration" }

#endif
