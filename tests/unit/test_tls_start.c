// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_tls_start - as much of OpenSSL as a check needs, beside the whole of it
 *
 * OpenSSL is set up once in a process, by its first use: each case is a process of its own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tls/openssl.h"

/* What can be asked of OpenSSL only by numbers that are no constants of ours: a library's first reason is 100, common ones are below. */
static const int libraries[] = { ERR_LIB_SSL, ERR_LIB_X509, ERR_LIB_X509V3, ERR_LIB_ASN1, ERR_LIB_PEM, ERR_LIB_EVP, ERR_LIB_RSA, ERR_LIB_EC,
				 ERR_LIB_DH, ERR_LIB_DSA, ERR_LIB_BN, ERR_LIB_BIO, ERR_LIB_CONF, ERR_LIB_CRYPTO, ERR_LIB_OBJ, ERR_LIB_OCSP,
				 ERR_LIB_PKCS7, ERR_LIB_PKCS12, ERR_LIB_RAND, ERR_LIB_PROV };
enum { LIBRARIES = sizeof libraries / sizeof *libraries, REASONS = 600, TEXT = 80 };
typedef char texts[LIBRARIES][REASONS][TEXT];

static unsigned long error_of(size_t library, int reason)
{
	return ERR_PACK(libraries[library], 0, reason);
}

static void read_texts(texts *to)
{
	OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
	for (size_t i = 0; i < LIBRARIES; i++)
		for (int reason = 1; reason < REASONS; reason++) {
			const char *text = ERR_reason_error_string(error_of(i, reason));
			snprintf((*to)[i][reason], TEXT, "%s", text ? text : "");
		}
}

/* Each line says what is wrong. */
static int compare_texts(const texts *whole)
{
	size_t wrong = 0, known = 0, of_provider = 0;

	for (size_t i = 0; i < LIBRARIES; i++)
		for (int reason = 1; reason < REASONS; reason++) {
			const char *want = (*whole)[i][reason], *got = tls_start_reason(error_of(i, reason));
			known += *want != '\0';
			if (libraries[i] == ERR_LIB_PROV && !got)
				continue; /* a selection */
			of_provider += libraries[i] == ERR_LIB_PROV && got;
			if (strncmp(got ? got : "", want, TEXT - 1) == 0)
				continue;
			wrong++;
			fprintf(stderr, "# %d, %d: \"%s\", wanted \"%s\"\n", libraries[i], reason, got ? got : "", want);
		}
	return wrong == 0 && known > 1000 && of_provider > 20 ? 0 : 1;
}

static void in_process(int (*run)(void *), void *with)
{
	int status;

	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(run(with));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static int whole_texts(void *to)
{
	read_texts(to);
	return 0;
}

static int lean_texts(void *whole)
{
	tls_start(SUBJECT_ROUTE);
#ifndef OPENSSL_NO_DEPRECATED_3_0
	if (ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, SSL_R_CERTIFICATE_VERIFY_FAILED)) ||
	    ERR_reason_error_string(ERR_PACK(ERR_LIB_PEM, 0, PEM_R_NO_START_LINE)))
		return 2; /* nothing was saved */
#endif
	return compare_texts(whole);
}

static void test_texts([[maybe_unused]] void **state)
{
	texts *whole = mmap(NULL, sizeof *whole, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_true(whole != MAP_FAILED);
	in_process(whole_texts, whole);
	in_process(lean_texts, whole);
	munmap(whole, sizeof *whole);
}

static int lean_names([[maybe_unused]] void *with)
{
	tls_start(SUBJECT_ROUTE);
	if (EVP_get_cipherbyname("DES-EDE3-CBC") || !EVP_get_digestbyname("SHA256") || !EVP_get_digestbyname("SHA3-512"))
		return 1;
	tls_start_ciphers();
	return EVP_get_cipherbyname("DES-EDE3-CBC") && EVP_get_cipherbyname("AES-256-CBC") ? 0 : 2;
}

/* libcurl's and Kerberos' plugin: nothing is left out, whatever of OpenSSL they use. */
static int whole_names([[maybe_unused]] void *with)
{
	tls_start(SUBJECT_SETTINGS);
	OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
	return EVP_get_cipherbyname("DES-EDE3-CBC") && EVP_get_cipherbyname("RC4") && EVP_get_digestbyname("MD4") &&
	       ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, SSL_R_CERTIFICATE_VERIFY_FAILED)) ? 0 : 1;
}

static void test_names([[maybe_unused]] void **state)
{
	in_process(lean_names, NULL);
	in_process(whole_names, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("tls_start", tests, NULL, NULL);
}
