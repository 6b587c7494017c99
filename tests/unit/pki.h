// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * pki - certificates made in the test that needs them
 *
 * Every maker fails the test at once when OpenSSL refuses. Times are relative to PKI_NOW, so no test ages.
 */
#ifndef TESTS_UNIT_PKI_H
#define TESTS_UNIT_PKI_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/buf.h"

#define PKI_NOW INT64_C(1750000000)
#define PKI_DAY INT64_C(86400)

struct pki_cert {
	X509 *x;
	EVP_PKEY *key;
};

struct pki_wish {
	const char *name;	 /* CN */
	const char *second_name; /* another CN; NULL: none */
	const char *constraints; /* nameConstraints; NULL: none */
	const char *alternative; /* subjectAltName as openssl x509 takes it; NULL: none */
	const char *usage;	 /* extendedKeyUsage; NULL: none */
	const char *key_usage;	 /* NULL: none */
	const char *crl;	 /* crlDistributionPoints; NULL: none */
	bool ca;
	int64_t from_days, to_days; /* from PKI_NOW; both 0: -10 and +100 */
	const EVP_MD *digest;	 /* NULL: SHA-256 */
	unsigned rsa_bits;	 /* 0: EC P-256 */
	const struct pki_cert *issuer; /* NULL: self-signed */
};

static inline void pki_extend(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;

	if (!value)
		return;
	X509V3_set_ctx(&context, issuer, x, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	assert_non_null(extension);
	assert_int_equal(X509_add_ext(x, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

static inline void pki_name(X509 *x, const char *name, const char *second)
{
	X509_NAME *subject = X509_get_subject_name(x);

	assert_int_equal(X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8, (const unsigned char *)"Test", -1, -1, 0), 1);
	assert_int_equal(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0), 1);
	if (second)
		assert_int_equal(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)second, -1, -1, 0), 1);
}

static inline void pki_life(X509 *x, const struct pki_wish *w)
{
	bool usual = !w->from_days && !w->to_days;

	assert_non_null(ASN1_TIME_set(X509_getm_notBefore(x), (time_t)(PKI_NOW + (usual ? -10 : w->from_days) * PKI_DAY)));
	assert_non_null(ASN1_TIME_set(X509_getm_notAfter(x), (time_t)(PKI_NOW + (usual ? 100 : w->to_days) * PKI_DAY)));
}

static inline struct pki_cert pki_make(const struct pki_wish *w)
{
	static long serial = 0x1000;
	struct pki_cert made = { X509_new(), w->rsa_bits ? EVP_RSA_gen(w->rsa_bits) : EVP_EC_gen("P-256") };
	X509 *issuer = w->issuer ? w->issuer->x : made.x;

	assert_non_null(made.x);
	assert_non_null(made.key);
	assert_int_equal(X509_set_version(made.x, X509_VERSION_3), 1);
	assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(made.x), ++serial), 1);
	pki_life(made.x, w);
	pki_name(made.x, w->name, w->second_name);
	assert_int_equal(X509_set_issuer_name(made.x, X509_get_subject_name(issuer)), 1);
	assert_int_equal(X509_set_pubkey(made.x, made.key), 1);
	pki_extend(made.x, issuer, NID_basic_constraints, w->ca ? "critical,CA:TRUE" : "CA:FALSE");
	pki_extend(made.x, issuer, NID_subject_alt_name, w->alternative);
	pki_extend(made.x, issuer, NID_ext_key_usage, w->usage);
	pki_extend(made.x, issuer, NID_key_usage, w->key_usage);
	pki_extend(made.x, issuer, NID_name_constraints, w->constraints);
	pki_extend(made.x, issuer, NID_crl_distribution_points, w->crl);
	assert_true(X509_sign(made.x, w->issuer ? w->issuer->key : made.key, w->digest ? w->digest : EVP_sha256()) > 0);
	return made;
}

static inline void pki_free(struct pki_cert *c)
{
	X509_free(c->x);
	EVP_PKEY_free(c->key);
	*c = (struct pki_cert){ 0 };
}

/* ---- files ---- */

static inline BIO *pki_memory(void)
{
	BIO *bio = BIO_new(BIO_s_mem());

	assert_non_null(bio);
	return bio;
}

/* Appends what a memory BIO holds, and frees it. */
static inline void pki_take(struct buf *to, BIO *bio)
{
	char *at;
	long len = BIO_get_mem_data(bio, &at);

	assert_true(len > 0);
	assert_true(buf_add(to, (struct span){ at, (size_t)len }));
	BIO_free(bio);
}

static inline void pki_pem(struct buf *to, X509 *x)
{
	BIO *bio = pki_memory();

	assert_int_equal(PEM_write_bio_X509(bio, x), 1);
	pki_take(to, bio);
}

/* `password` NULL: not encrypted. */
static inline void pki_pem_key(struct buf *to, EVP_PKEY *key, const char *password)
{
	BIO *bio = pki_memory();

	assert_int_equal(PEM_write_bio_PKCS8PrivateKey(bio, key, password ? EVP_aes_128_cbc() : NULL, password,
						       password ? (int)strlen(password) : 0, NULL, NULL), 1);
	pki_take(to, bio);
}

#endif
