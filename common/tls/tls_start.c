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

#include <stdatomic.h>

static atomic_bool lean; /* OpenSSL's own state is the process's, too */

/*
 * Every digest with which a certificate, a revocation list or an OCSP answer may be signed. OpenSSL knows the strength of a signature by
 * these tables only, and a signature of unknown strength is refused.
 */
static void add_digests(void)
{
	const EVP_MD *(*const digests[])(void) = {
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
	wanted |= OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS;
	OPENSSL_init_crypto(wanted, NULL);
	if (!lean)
		add_digests();
	lean = true;
}

/* ---- ciphers by name ---- */

/* Those that any OpenSSL wrote into "DEK-Info:", also where this one no longer deciphers them: that is then what is said. */
void tls_start_ciphers(void)
{
	const EVP_CIPHER *(*const ciphers[])(void) = {
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
