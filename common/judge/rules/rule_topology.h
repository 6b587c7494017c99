// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_topology - do the servers hand pushes to an Edge, does the Edge have the settings, and do its services run?
 *
 * The federation route belongs to a site, "enabled for federation" to an Edge pool; a replica of the settings, and a Windows service,
 * to a computer. None of the cmdlets is one without which the check says nothing: what could not be read is a note.
 * Source: Microsoft's pages of Set-CsSite, Get-CsService, Get-CsManagementStoreReplicationStatus, Get-CsWindowsService; "Configure
 * federation routes and media traffic"; Microsoft's diagnostics for these servers, for "one Edge with port 5061" and "an hour".
 */
#ifndef JUDGE_RULE_TOPOLOGY_H
#define JUDGE_RULE_TOPOLOGY_H

#include "judge/rules/config.h"

void rule_topology_route(const struct view *, struct findings *);
void rule_topology_edge(const struct view *, struct findings *);
void rule_topology_windows(const struct view *, struct findings *);
void rule_topology_certificates(const struct view *, struct findings *);
void rule_topology_replica(const struct view *, struct findings *);
void rule_topology_store(const struct view *, struct findings *);

#define RULES_TOPOLOGY                                                                                                          \
	{ "site.route", rule_topology_route, RULE_ONCE, STATE_CRITICAL, "the pool's site has a federation route", "Set-CsSite" }, \
	{ "edge.service", rule_topology_windows, RULE_ONCE, STATE_CRITICAL,                                                     \
	  "the Windows services run (only of an export made on that server)", "Get-CsWindowsService" },                         \
	{ "edge.certificate", rule_topology_certificates, RULE_ONCE, STATE_CRITICAL,                                            \
	  "life and names of the Edge's certificates (only of an export made on the Edge)", "Get-CsCertificate" },              \
	{ "edge.port", rule_topology_edge, RULE_ONCE, STATE_WARNING,                                                            \
	  "the Edge of the route, and it alone, is enabled for federation: port 5061", "Get-CsService" }
/* Settings that matter for pushes only in some cases. */
#define RULES_TOPOLOGY_LESSER                                                                                                   \
	{ "edge.replica", rule_topology_replica, RULE_ONCE, STATE_WARNING, "the replicas of the settings are up to date",         \
	  "Get-CsManagementStoreReplicationStatus" },                                                                           \
	{ "edge.store", rule_topology_store, RULE_ONCE, STATE_WARNING,                                                           \
	  "the Edge's own replica holds what the pool does (of an export made with -LocalStore beside the pool's)",              \
	  "Invoke-CsManagementStoreReplication" }

#endif
