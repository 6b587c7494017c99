// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * tls_details - TLS and certificates as they were seen, and what confined us meanwhile, for -vv
 */
#ifndef REPORT_TLS_DETAILS_H
#define REPORT_TLS_DETAILS_H

#include "model/facts.h"
#include "report/lines.h"

void tls_details_tls(struct lines *, const struct tls *);

/* The facts that identify a certificate: subject, issuer, at most 50 names, dates, hash. */
void tls_details_leaf(struct lines *, const struct cert *);

/* `whose`: "certificate of the peer", "our certificate" */
void tls_details_chain(struct lines *, const char *whose, const struct chain *);

/* The parts of the sandbox that this kernel supports, and the missing ones. */
void tls_details_sandbox(struct lines *, const struct sandbox *);

#endif
