// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cert_name - what a certificate is called in a sentence
 *
 * A CA is called by its common name or organisation, never by a DNS name that it holds; one without a name by its fingerprint.
 */
#ifndef JUDGE_CERT_NAME_H
#define JUDGE_CERT_NAME_H

#include "model/facts.h"
#include "model/finding.h"

/* "CN=Contoso CA,DC=contoso,DC=com" (RFC 2253): Contoso CA; without CN its O, without either all of it; "": "an issuer without a name" */
const char *cert_name_issuer(const char *name, struct findings *);

const char *cert_name_ca(const struct cert *, struct findings *);

/* The name that a server's certificate is asked for: its first DNS name, else the host of its first SIP URI, else its CN. NULL: none. */
const char *cert_name_first(const struct cert *, struct findings *);

/* The same in a sentence: "sip.contoso.com and 2 more"; without any its subject. */
const char *cert_name_server(const struct cert *, struct findings *);

#endif
