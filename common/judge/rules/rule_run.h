// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_run - what failed on our side as a whole, before a packet left
 *
 * Trusted roots, OpenSSL's settings, memory. Our own certificate and key are rule_cert's (own.usable).
 * Source: RFC 5280 6.1.1 (without trust anchors no path is validated).
 */
#ifndef JUDGE_RULE_RUN_H
#define JUDGE_RULE_RUN_H

#include "model/rule.h"

void rule_run_setup(const struct view *, struct findings *);

#define RULES_RUN \
	{ "run.setup", rule_run_setup, RULE_ONCE, STATE_UNKNOWN, "this host has what a check needs: trusted roots, TLS, memory", \
	  "RFC 5280 6.1.1" }

#endif
