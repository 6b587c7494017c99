// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_ntlm_text - what libcurl's NTLM gets, and whether Windows' hash comes of it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

#include "remote/ntlm_text.h"

static const struct {
	const char *utf8, *latin_1; /* NULL: it cannot be sent */
	const char *hash;	    /* NTOWFv1, as published for these passwords; NULL: none is */
} passwords[] = {
	{ "Password", "Password", "a4f49c406510bdcab6824ee7c30fd852" }, /* [MS-NLMP] 4.2.2.1.2 */
	{ "\xc3\xbc", "\xfc", "8bd6e4fb88e01009818749c5443ea712" },
	{ "\xc3\xbc\xc3\xbc", "\xfc\xfc", "cc1260adb6985ca749f150c7e0b22063" },
	{ "\xfc", "\xfc", "8bd6e4fb88e01009818749c5443ea712" }, /* Latin-1 already */
	{ "\xe2\x82\xac", NULL, NULL },
	{ "a\xc4\x80", NULL, NULL },
	{ "", "", NULL },
};

/* libcurl's first message offers OEM and no Unicode, so a server reads a name in its own code page. */
static const struct {
	const char *utf8;
	bool sent;
} logins[] = {
	{ "CONTOSO\\monitor", true },
	{ "monitor@contoso.com", true },
	{ "CONTOSO\\m\xc3\xbcller", false },
	{ "M\xc3\xbcnchen\\monitor", false },
	{ "m\xfcller@contoso.com", false },
	{ "\xc5\x82ukasz", false },
	{ "", true },
};

/* MD4 of what libcurl sends: each byte with a NUL behind it. Empty: OpenSSL has no MD4 here. */
static void hash_of(struct span latin_1, char hex[33])
{
	OSSL_LIB_CTX *context = OSSL_LIB_CTX_new();
	OSSL_PROVIDER *legacy = OSSL_PROVIDER_load(context, "legacy");
	EVP_MD *md4 = EVP_MD_fetch(context, "MD4", NULL);
	char wide[64];
	unsigned char digest[16];
	unsigned len = 0;

	for (size_t i = 0; i < latin_1.len; i++) {
		wide[2 * i] = latin_1.at[i];
		wide[2 * i + 1] = '\0';
	}
	hex[0] = '\0';
	if (md4 && EVP_Digest(wide, 2 * latin_1.len, digest, &len, md4, NULL) == 1)
		for (unsigned i = 0; i < len; i++)
			snprintf(hex + (size_t)2 * i, 3, "%02x", digest[i]);
	EVP_MD_free(md4);
	if (legacy)
		OSSL_PROVIDER_unload(legacy);
	OSSL_LIB_CTX_free(context);
}

static void check(const char *utf8, const char *wanted, bool made, const struct buf *b)
{
	if (made != (wanted != NULL) || (made && !span_equal(buf_span(b), span_of(wanted))))
		fail_msg("%s: %s", utf8, made ? b->at : "cannot be sent");
}

static void test_passwords(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof passwords / sizeof *passwords; i++) {
		struct buf b = BUF(100);
		char hash[33];

		check(passwords[i].utf8, passwords[i].latin_1, ntlm_text_password(span_of(passwords[i].utf8), &b), &b);
		if (passwords[i].hash) {
			hash_of(buf_span(&b), hash);
			assert_true(!hash[0] || strcmp(hash, passwords[i].hash) == 0);
		}
		buf_free(&b);
	}
}

static void test_logins(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof logins / sizeof *logins; i++)
		if (ntlm_text_is_login(span_of(logins[i].utf8)) != logins[i].sent)
			fail_msg("%s", logins[i].utf8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_passwords),
		cmocka_unit_test(test_logins),
	};

	return cmocka_run_group_tests_name("ntlm_text", tests, NULL, NULL);
}
