// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_mobility - would a mobile client find its way to the mobility service? (--mobility)
 *
 * A service that asks for credentials (401) exists, and so does one that answers (200). A service that was not looked for has no finding.
 * Source: [MS-OCDISCWS]; Microsoft's pages on autodiscover and mobility in Lync Server 2013.
 */
#ifndef JUDGE_RULE_MOBILITY_H
#define JUDGE_RULE_MOBILITY_H

#include "judge/rules/config.h"

void rule_mobility_autodiscover(const struct view *, struct findings *);
void rule_mobility_mcx(const struct view *, struct findings *);
void rule_mobility_ucwa(const struct view *, struct findings *);
void rule_mobility_external(const struct view *, struct findings *);
void rule_mobility_names(const struct view *, struct findings *);
void rule_mobility_certs(const struct view *, struct findings *);

#define RULES_MOBILITY                                                                                                          \
	{ "mobility.autodiscover", rule_mobility_autodiscover, RULE_ONCE, STATE_CRITICAL, "autodiscover gives a root over HTTPS",  \
	  "[MS-OCDISCWS]" },                                                                                                    \
	{ "mobility.mcx", rule_mobility_mcx, RULE_ONCE, STATE_CRITICAL, "the mobility service of Lync 2010 clients is published",  \
	  "Understanding Autodiscover (Lync Server 2013)" },                                                                    \
	{ "mobility.ucwa", rule_mobility_ucwa, RULE_ONCE, STATE_CRITICAL, "the service of Lync 2013 and later clients is published", \
	  "Understanding Autodiscover (Lync Server 2013)" },                                                                    \
	{ "mobility.external", rule_mobility_external, RULE_ONCE, STATE_CRITICAL,                                                \
	  "the external web services answer by their own name, and autodiscover leads to them (--external-web)",                \
	  "Get-CsService" },                                                                                                    \
	{ "mobility.names", rule_mobility_names, RULE_ONCE, STATE_WARNING,                                                       \
	  "their certificate names lyncdiscover of each SIP domain, unless that is published over HTTP",                        \
	  "\"Technical requirements for mobility\"" },                                                                          \
	{ "mobility.certs", rule_mobility_certs, RULE_ONCE, STATE_CRITICAL, "the certificates of these web servers", "RFC 5280" }

#endif
