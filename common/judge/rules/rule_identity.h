// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_identity - our own certificate: can it be used, how long, for what
 *
 * WARNING at most until it has expired; then nothing can be seen, which is UNKNOWN.
 * Source: RFC 5280, RFC 8446 4.4.2.
 */
#ifndef JUDGE_RULE_IDENTITY_H
#define JUDGE_RULE_IDENTITY_H

#include "model/rule.h"

/* The remedy if a CA above our certificate has expired. */
#define RULE_IDENTITY_RENEW_CA \
	"put that CA's renewed certificate behind ours in the file of -J; if there is none, have ours issued anew by another CA"

void rule_identity_usable(const struct view *, struct findings *);
void rule_identity_expiry(const struct view *, struct findings *);
void rule_identity_usage(const struct view *, struct findings *);
void rule_identity_chain(const struct view *, struct findings *);
void rule_identity_crl(const struct view *, struct findings *);
void rule_identity_issuer(const struct view *, struct findings *);

#define RULE_OWN_USABLE \
	{ "own.usable", rule_identity_usable, RULE_OWN, STATE_UNKNOWN, "our certificate and key can be used", "RFC 8446 4.4.2" }
#define RULES_OWN_KIND \
	{ "own.expiry", rule_identity_expiry, RULE_OWN, STATE_WARNING, "life left of our certificate", "RFC 5280 4.1.2.5" }, \
	{ "own.usage", rule_identity_usage, RULE_OWN, STATE_WARNING, "our certificate is made for Lync's mutual TLS (serverAuth)", "RFC 5280 4.2.1.12" }, \
	{ "own.chain", rule_identity_chain, RULE_OWN, STATE_WARNING, "our certificate comes with its issuers", "RFC 8446 4.4.2" }, \
	{ "own.crl", rule_identity_crl, RULE_OWN, STATE_OK, "our certificate says where its CRL is, over HTTP (a note)", "RFC 5280 4.2.1.13" }, \
	{ "own.issuer", rule_identity_issuer, RULE_PER_TARGET, STATE_OK, "the server asked for certificates of our issuer (a note)", \
	  "RFC 8446 4.2.4" }
#define RULES_OWN RULE_OWN_USABLE, RULES_OWN_KIND

#endif
