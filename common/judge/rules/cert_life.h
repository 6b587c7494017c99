// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cert_life - how long a certificate is still valid, against --cert-warning and its kin
 *
 * The same for the server's certificate, its issuers' and our own: struct cert_life has the differences.
 * Source: RFC 5280 4.1.2.5.
 */
#ifndef JUDGE_CERT_LIFE_H
#define JUDGE_CERT_LIFE_H

#include "model/rule.h"

/* The owner of the certificate, and the states of its findings. */
struct cert_life {
	const char *whose; /* "certificate of edge.contoso.com" */
	enum cause expiring, expired, not_yet;
	int hop;
	bool leaf;	   /* said even when all is well */
	enum state over;   /* what an expired one counts as, or one that is not yet valid */
	enum state most;   /* the most that a short life counts as */
	const char *remedy;
	const char *early; /* the remedy for one that is not yet valid */
};

/* Adds what is to be said. NULL: nothing. */
struct finding *cert_life_judge(const struct view *, const struct cert *, const struct cert_life *, struct findings *);

/* Is a certificate of the chain judged: not a self-signed root above another? */
bool cert_life_counts(const struct chain *, size_t index);

/* "30 days ago", "today"; "in 5 days", "today" */
const char *cert_life_ago(const struct cert *, int64_t now, struct findings *);
const char *cert_life_until(const struct cert *, int64_t now, struct findings *);

#endif
