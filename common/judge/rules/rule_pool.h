// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_pool - could the settings be read, how long did it take, and what do they come to?
 *
 * A pool that was not seen is UNKNOWN, whatever stopped us: it says nothing about its settings. That goes for its certificate too,
 * unless -k let us pass.
 * Source: [MS-WSMV] 2.2.9 (fault codes); RFC 9110 15 (HTTP status); RFC 5280.
 */
#ifndef JUDGE_RULE_POOL_H
#define JUDGE_RULE_POOL_H

#include "judge/rules/config.h"
#include "judge/rules/rule_cert.h"
#include "judge/rules/rule_export.h"

void rule_pool_reach(const struct view *, struct findings *);
void rule_pool_time(const struct view *, struct findings *);
void rule_pool_server(const struct view *, struct findings *);
void rule_pool_clients(const struct view *, struct findings *);

/* When every other finding is OK it says so in one sentence. */
void rule_pool_summary(const struct view *, struct findings *);

#define RULES_POOL_REACH                                                                                                        \
	{ "export.read", rule_export_read, RULE_ONCE, STATE_UNKNOWN, "the export can be read", "Export-Clixml, ConvertTo-Json" }, \
	{ "pool.reach", rule_pool_reach, RULE_PER_TARGET, STATE_UNKNOWN, "the server lets its settings be read",                 \
	  "[MS-WSMV] 2.2.9, RFC 9110 15" },                                                                                     \
	{ "cert.verify", rule_cert_verify, RULE_PER_TARGET, STATE_UNKNOWN,                                                        \
	  "the server's certificate: issuer, name, strength, dates; WARNING with -k", "RFC 5280 6" }
#define RULES_POOL                                                                                                              \
	{ "export.age", rule_export_age, RULE_ONCE, STATE_CRITICAL, "the export is not too old", "--max-age" },                     \
	{ "time", rule_pool_time, RULE_ONCE, STATE_CRITICAL, "reading takes no longer than allowed", "-w, -c" },                 \
	{ "server", rule_pool_server, RULE_ONCE, STATE_OK, "which server it was taken for, and why (a note)", "--server" },       \
	{ "clients", rule_pool_clients, RULE_ONCE, STATE_OK, "which clients need which push service (notes)", CONFIG_DOC_PUSH }, \
	{ "settings", rule_pool_summary, RULE_LAST, STATE_OK, "what all rules together come to", "" }

#endif
