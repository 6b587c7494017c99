// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_external - the Edge's external side, as a federation partner sees it (--external)
 *
 * Its certificate is another than that of the internal side: when it expires, partners refuse the Edge, and all inside stays green.
 * What cannot be seen from here is UNKNOWN of these rules alone, for most hosts that monitor may not go out.
 * Source: RFC 5922 7; Microsoft's page on certificates for external user access: public CA, the name of the Access Edge, and sip.DOMAIN
 * for each SIP domain.
 */
#ifndef JUDGE_RULE_EXTERNAL_H
#define JUDGE_RULE_EXTERNAL_H

#include "model/rule.h"

void rule_external_reach(const struct view *, struct findings *);
void rule_external_cert(const struct view *, struct findings *);
void rule_external_expiry(const struct view *, struct findings *);
void rule_external_issuer(const struct view *, struct findings *);
void rule_external_names(const struct view *, struct findings *);
void rule_external_usage(const struct view *, struct findings *);

#define RULES_EXTERNAL \
	{ "external.reach", rule_external_reach, RULE_EXTERNAL, STATE_UNKNOWN, "the Edge's external side can be seen from here (--external)", \
	  "RFC 9293, RFC 8446" }, \
	{ "external.cert", rule_external_cert, RULE_EXTERNAL, STATE_CRITICAL, \
	  "the external certificate: issuer, name, strength, dates (--external)", "RFC 5280 6, RFC 5922 7" }, \
	{ "external.expiry", rule_external_expiry, RULE_EXTERNAL, STATE_CRITICAL, \
	  "life left of the external certificate and its issuers' (--external)", "RFC 5280 4.1.2.5" }, \
	{ "external.issuer", rule_external_issuer, RULE_EXTERNAL, STATE_CRITICAL, \
	  "the external certificate is of a public CA, not of the internal one (--external)", "RFC 5280 6.1.1" }, \
	{ "external.names", rule_external_names, RULE_EXTERNAL, STATE_WARNING, \
	  "the external certificate has sip.DOMAIN of our SIP domain (--external)", "RFC 5922 7" }, \
	{ "external.usage", rule_external_usage, RULE_EXTERNAL, STATE_OK, "the external certificate is made for both directions (a note)", \
	  "RFC 5280 4.2.1.12" }

#endif
