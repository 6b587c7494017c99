// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * openssl_table - the numbers of OpenSSL that stand in facts
 *
 * Why a certificate did not verify (X509_V_ERR_*, every code that a chain can give without CRLs, DANE and Suite B), and why our own
 * side refused a handshake (SSL_R_*). The numbers are part of OpenSSL's binary interface; its headers are not needed to read facts of
 * another machine.
 * Source: OpenSSL 3, x509_vfy.h, sslerr.h.
 */
#ifndef JUDGE_OPENSSL_TABLE_H
#define JUDGE_OPENSSL_TABLE_H

#include <stdint.h>

#include "judge/explanation.h"

struct openssl_row {
	int64_t number;
	const char *name; /* OpenSSL's */
	struct advice advice; /* patterns of {queried}; for verify errors, about the peer's own certificate, the words of rule_cert.c too */
	struct advice above;  /* of verify errors: about the certificate of {ca}, which stands above it; sentence NULL: as `advice` */
};

/* NULL: not in the table. */
const struct openssl_row *openssl_table_verify(int64_t code);
const struct openssl_row *openssl_table_reason(int64_t code);

#endif
