// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_cert - the server's certificate, and ours
 *
 * The server's: issuer, name, strength, dates, purpose. Ours: can it be used, how long, for what. Self-signed roots in a chain
 * are not judged: nobody trusts them for being sent. Our own is WARNING at most until it has expired; then nothing can be
 * seen, which is UNKNOWN.
 * Source: RFC 5280, RFC 5922 7 (names).
 */
#ifndef JUDGE_RULE_CERT_H
#define JUDGE_RULE_CERT_H

#include "model/rule.h"

void rule_cert_verify(const struct view *, struct findings *);
void rule_cert_expiry(const struct view *, struct findings *);
void rule_cert_usage(const struct view *, struct findings *);

/* A server whose certificate is judged, whatever it was asked for. */
struct cert_peer {
	enum target_kind kind;
	const char *host;
	const struct tls *tls;
	const struct fault *fault; /* what stopped the exchange; FAULT_NONE: nothing did */
};

/* The rules above, for a server that is not view->target. */
void rule_cert_peer_verify(const struct view *, const struct cert_peer *, struct findings *);
void rule_cert_peer_expiry(const struct view *, const struct cert_peer *, struct findings *);

void rule_cert_own(const struct view *, struct findings *);
void rule_cert_own_expiry(const struct view *, struct findings *);
void rule_cert_own_usage(const struct view *, struct findings *);
void rule_cert_own_chain(const struct view *, struct findings *);
void rule_cert_own_issuer(const struct view *, struct findings *);

/* Is that certificate judged: not a self-signed root above another? */
bool rule_cert_is_judged(const struct chain *, size_t index);

#define RULE_CERT_EXPIRY \
	{ "cert.expiry", rule_cert_expiry, RULE_PER_TARGET, STATE_CRITICAL, "life left of the server's certificate and its issuers'", \
	  "RFC 5280 4.1.2.5" }
#define RULES_CERT \
	{ "cert.verify", rule_cert_verify, RULE_PER_TARGET, STATE_CRITICAL, "the server's certificate: issuer, name, strength, dates", \
	  "RFC 5280 6, RFC 5922 7" }, \
	RULE_CERT_EXPIRY, \
	{ "cert.usage", rule_cert_usage, RULE_PER_TARGET, STATE_OK, "the server's certificate is made for both directions (a note)", \
	  "RFC 5280 4.2.1.12" }
#define RULE_OWN_USABLE \
	{ "own.usable", rule_cert_own, RULE_ONCE, STATE_UNKNOWN, "our certificate and key can be used", "RFC 8446 4.4.2" }
#define RULES_OWN_KIND \
	{ "own.expiry", rule_cert_own_expiry, RULE_ONCE, STATE_WARNING, "life left of our certificate", "RFC 5280 4.1.2.5" }, \
	{ "own.usage", rule_cert_own_usage, RULE_ONCE, STATE_WARNING, "our certificate is made for clients", "RFC 5280 4.2.1.12" }, \
	{ "own.chain", rule_cert_own_chain, RULE_ONCE, STATE_WARNING, "our certificate comes with its issuers", "RFC 8446 4.4.2" }, \
	{ "own.issuer", rule_cert_own_issuer, RULE_PER_TARGET, STATE_OK, "the server asked for certificates of our issuer (a note)", \
	  "RFC 8446 4.2.4" }
#define RULES_OWN RULE_OWN_USABLE, RULES_OWN_KIND

#endif
