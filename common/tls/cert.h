// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cert - does a certificate carry a name
 *
 * On facts alone: knows no vendor's type. How certificates become facts is private to the files at home with OpenSSL.
 * Source: RFC 5280 4.2.1.6, RFC 5922 7, RFC 6125 6.
 */
#ifndef TLS_CERT_H
#define TLS_CERT_H

#include "model/facts.h"

/*
 * The whole name, without case and without a final dot, against the SAN's DNS names and SIP hosts; against the common name
 * only when there is none of either. Wildcards are plain characters: one in the certificate matches only the same one asked for.
 */
bool cert_carries(const struct cert *, const char *name);

#endif
