// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_cert - the server's certificate: issuer, name, strength, dates, purpose
 *
 * Judged is the chain that OpenSSL verified. What the server sends along without need is a note, and so is the life of a root.
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

/* Missing and outdated revocation lists and stapled answers; cert.verify judges a revoked certificate. */
void rule_cert_revocation(const struct view *, struct findings *);

#define RULE_CERT_EXPIRY \
	{ "cert.expiry", rule_cert_expiry, RULE_CERTIFICATE, STATE_CRITICAL, "life left of the server's certificate and its issuers'", \
	  "RFC 5280 4.1.2.5" }
#define RULE_CERT_REVOCATION \
	{ "cert.revocation", rule_cert_revocation, RULE_CERTIFICATE, STATE_OK, \
	  "revocation lists and the stapled answer can be judged (--crl, --ocsp; a note)", "RFC 5280 6.3, RFC 6960" }
#define RULES_CERT \
	{ "cert.verify", rule_cert_verify, RULE_CERTIFICATE, STATE_CRITICAL, "the server's certificate: issuer, name, strength, dates", \
	  "RFC 5280 6, RFC 5922 7" }, \
	RULE_CERT_EXPIRY, \
	RULE_CERT_REVOCATION, \
	{ "cert.usage", rule_cert_usage, RULE_CERTIFICATE, STATE_OK, "the server's certificate is made for both directions (a note)", \
	  "RFC 5280 4.2.1.12" }
#endif
