// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * tls_start - as much of OpenSSL as a check needs
 *
 * OpenSSL's first use makes tables of every cipher by every name it ever had, and of every error's text: a tenth of a check. A check uses
 * few ciphers, and libssl names those itself; a text is needed where something fails. libcurl and the Kerberos libraries count on all of
 * it: a plugin that reads settings gets the whole.
 *
 * At exit the kernel takes all memory back at once: for OpenSSL to free its tables one by one costs 4 % of a check. Keys are
 * wiped when they are freed, long before.
 * Source: OpenSSL, OPENSSL_init_crypto(3), EVP_add_digest(3).
 */
#include "tls/openssl.h"

#include <pthread.h>
#include <stdatomic.h>

static atomic_bool lean; /* OpenSSL's own state is the process's, too */

#ifdef OPENSSL_NO_DEPRECATED_3_0
enum { NO_TEXTS = 0 }; /* they could not be had later */
#else
enum { NO_TEXTS = OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_NO_LOAD_SSL_STRINGS };
#endif

/*
 * Every digest with which a certificate, a revocation list or an OCSP answer may be signed. OpenSSL knows the strength of a signature by
 * these tables only, and a signature of unknown strength is refused.
 */
static void add_digests(void)
{
	static const EVP_MD *(*const digests[])(void) = {
		EVP_md5, EVP_md5_sha1, EVP_sha1, EVP_sha224, EVP_sha256, EVP_sha384, EVP_sha512, EVP_sha512_224, EVP_sha512_256,
		EVP_sha3_224, EVP_sha3_256, EVP_sha3_384, EVP_sha3_512,
#ifndef OPENSSL_NO_RMD160
		EVP_ripemd160,
#endif
#ifndef OPENSSL_NO_SM3
		EVP_sm3,
#endif
	};

	for (size_t i = 0; i < sizeof digests / sizeof *digests; i++)
		EVP_add_digest(digests[i]());
}

void tls_start(enum plan_subject subject)
{
	uint64_t wanted = OPENSSL_INIT_NO_ATEXIT;

	tls_memory_watch();
	if (subject != SUBJECT_ROUTE) {
		OPENSSL_init_crypto(wanted, NULL);
		return;
	}
	wanted |= OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS | NO_TEXTS;
	OPENSSL_init_crypto(wanted, NULL);
	if (!lean)
		add_digests();
	lean = true;
	OPENSSL_init_ssl(wanted, NULL); /* where the host's configuration cannot be read, SSL_CTX_new(3) fails and says so */
}

/* ---- ciphers by name ---- */

/* Those that any OpenSSL wrote into "DEK-Info:", also where this one no longer deciphers them: that is then what is said. */
void tls_start_ciphers(void)
{
	static const EVP_CIPHER *(*const ciphers[])(void) = {
		EVP_aes_128_cbc, EVP_aes_192_cbc, EVP_aes_256_cbc,
#ifndef OPENSSL_NO_DES
		EVP_des_cbc, EVP_des_ede_cbc, EVP_des_ede3_cbc,
#endif
#ifndef OPENSSL_NO_CAMELLIA
		EVP_camellia_128_cbc, EVP_camellia_192_cbc, EVP_camellia_256_cbc,
#endif
#ifndef OPENSSL_NO_ARIA
		EVP_aria_128_cbc, EVP_aria_192_cbc, EVP_aria_256_cbc,
#endif
#ifndef OPENSSL_NO_SEED
		EVP_seed_cbc,
#endif
#ifndef OPENSSL_NO_SM4
		EVP_sm4_cbc,
#endif
#ifndef OPENSSL_NO_IDEA
		EVP_idea_cbc,
#endif
#ifndef OPENSSL_NO_BF
		EVP_bf_cbc,
#endif
#ifndef OPENSSL_NO_CAST
		EVP_cast5_cbc,
#endif
#ifndef OPENSSL_NO_RC2
		EVP_rc2_cbc, EVP_rc2_64_cbc, EVP_rc2_40_cbc,
#endif
	};

	for (size_t i = 0; lean && i < sizeof ciphers / sizeof *ciphers; i++)
		EVP_add_cipher(ciphers[i]());
}

/* ---- texts of errors ---- */

/* Of what OpenSSL's own provider says of keys, messages and operations: it has no way to load these alone. */
static const struct {
	int reason;
	const char *text;
} provider_texts[] = {
	{ PROV_R_BAD_DECRYPT, "bad decrypt" },
	{ PROV_R_BAD_ENCODING, "bad encoding" },
	{ PROV_R_BAD_LENGTH, "bad length" },
	{ PROV_R_CIPHER_OPERATION_FAILED, "cipher operation failed" },
	{ PROV_R_DIGEST_NOT_ALLOWED, "digest not allowed" },
	{ PROV_R_FAILED_DURING_DERIVATION, "failed during derivation" },
	{ PROV_R_FAILED_TO_DECRYPT, "failed to decrypt" },
	{ PROV_R_FAILED_TO_SIGN, "failed to sign" },
	{ PROV_R_INVALID_DATA, "invalid data" },
	{ PROV_R_INVALID_DIGEST, "invalid digest" },
	{ PROV_R_INVALID_DIGEST_SIZE, "invalid digest size" },
	{ PROV_R_INVALID_INPUT_LENGTH, "invalid input length" },
	{ PROV_R_INVALID_KEY, "invalid key" },
	{ PROV_R_INVALID_KEY_LENGTH, "invalid key length" },
	{ PROV_R_INVALID_PADDING_MODE, "invalid padding mode" },
	{ PROV_R_INVALID_SALT_LENGTH, "invalid salt length" },
	{ PROV_R_INVALID_SIGNATURE_SIZE, "invalid signature size" },
	{ PROV_R_INVALID_TAG, "invalid tag" },
	{ PROV_R_KEY_SIZE_TOO_SMALL, "key size too small" },
	{ PROV_R_MISSING_KEY, "missing key" },
	{ PROV_R_NOT_A_PRIVATE_KEY, "not a private key" },
	{ PROV_R_NOT_A_PUBLIC_KEY, "not a public key" },
	{ PROV_R_NOT_SUPPORTED, "not supported" },
	{ PROV_R_NO_KEY_SET, "no key set" },
	{ PROV_R_WRONG_FINAL_BLOCK_LENGTH, "wrong final block length" },
};

static void load_texts(void)
{
#ifndef OPENSSL_NO_DEPRECATED_3_0
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations" /* no other function loads them once OpenSSL has begun without */
	ERR_load_ERR_strings();
	ERR_load_SSL_strings();
	ERR_load_ASN1_strings();
	ERR_load_BIO_strings();
	ERR_load_BN_strings();
	ERR_load_CONF_strings();
	ERR_load_CRYPTO_strings();
#ifndef OPENSSL_NO_DH
	ERR_load_DH_strings();
#endif
#ifndef OPENSSL_NO_DSA
	ERR_load_DSA_strings();
#endif
#ifndef OPENSSL_NO_EC
	ERR_load_EC_strings();
#endif
	ERR_load_EVP_strings();
	ERR_load_OBJ_strings();
#ifndef OPENSSL_NO_OCSP
	ERR_load_OCSP_strings();
#endif
	ERR_load_PEM_strings();
	ERR_load_PKCS12_strings();
	ERR_load_PKCS7_strings();
	ERR_load_RAND_strings();
	ERR_load_RSA_strings();
	ERR_load_X509_strings();
	ERR_load_X509V3_strings();
#pragma GCC diagnostic pop
#endif
}

const char *tls_start_reason(unsigned long error)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load_texts);
	const char *text = ERR_reason_error_string(error);
	for (size_t i = 0; !text && ERR_GET_LIB(error) == ERR_LIB_PROV && i < sizeof provider_texts / sizeof *provider_texts; i++)
		if (ERR_GET_REASON(error) == provider_texts[i].reason)
			text = provider_texts[i].text;
	return text;
}
