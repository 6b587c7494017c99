// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_cert - which names a certificate carries, and certificates as facts
 */
#include "pki.h"

#include "tls/cert.h"
#include "tls/openssl.h"

/* ---- names ---- */

static const struct name_case {
	const char *dns[3], *sip[2], *common_name;
	const char *wanted;
	bool carries;
} name_cases[] = {
	{ { "edge.contoso.com" }, { 0 }, "", "edge.contoso.com", true },
	{ { "edge.contoso.com" }, { 0 }, "", "EDGE.Contoso.COM", true },
	{ { "edge.contoso.com" }, { 0 }, "", "edge.contoso.com.", true },
	{ { "edge.contoso.com." }, { 0 }, "", "edge.contoso.com", true },
	{ { "a.example", "b.example", "edge.contoso.com" }, { 0 }, "", "edge.contoso.com", true },
	{ { "edge.contoso.com" }, { 0 }, "", "edge.contoso.co", false },
	{ { "edge.contoso.com" }, { 0 }, "", "contoso.com", false },
	{ { "contoso.com" }, { 0 }, "", "edge.contoso.com", false },
	{ { "edge.contoso.com" }, { 0 }, "", "", false },
	{ { "" }, { 0 }, "", "", false },
	{ { "*.contoso.com" }, { 0 }, "", "edge.contoso.com", false },
	{ { "*.contoso.com" }, { 0 }, "", "*.contoso.com", true },
	{ { "edge.contoso.com" }, { 0 }, "", "*.contoso.com", false },
	{ { "edge.contoso.com\\00.evil.example" }, { 0 }, "", "edge.contoso.com", false },
	/* RFC 5922 7.1: a SIP URI's host */
	{ { 0 }, { "edge.contoso.com" }, "", "edge.contoso.com", true },
	{ { "other.example" }, { "edge.contoso.com" }, "", "edge.contoso.com", true },
	{ { 0 }, { "user@edge.contoso.com" }, "", "edge.contoso.com", false },
	/* the common name only without any of these */
	{ { 0 }, { 0 }, "edge.contoso.com", "edge.contoso.com", true },
	{ { 0 }, { 0 }, "Edge.contoso.com", "edge.contoso.com", true },
	{ { "other.example" }, { 0 }, "edge.contoso.com", "edge.contoso.com", false },
	{ { 0 }, { "other.example" }, "edge.contoso.com", "edge.contoso.com", false },
};

static size_t count_of(const char *const *at, size_t most)
{
	size_t count = 0;

	while (count < most && at[count])
		count++;
	return count;
}

static void test_names([[maybe_unused]] void **state)
{
	for (size_t i = 0; i < sizeof name_cases / sizeof *name_cases; i++) {
		const struct name_case *n = &name_cases[i];
		struct cert c = {
			.common_name = n->common_name,
			.dns_names = { (const char **)n->dns, count_of(n->dns, 3) },
			.sip_names = { (const char **)n->sip, count_of(n->sip, 2) },
		};

		if (cert_carries(&c, n->wanted) != n->carries)
			fail_msg("row %zu: %s", i, n->wanted);
	}
}

/* ---- facts ---- */

static void test_facts([[maybe_unused]] void **state)
{
	struct pki_cert root = pki_make(&(struct pki_wish){ .name = "Wurzel \xc3\xbc, Zweig", .ca = true, .rsa_bits = 2048 });
	struct pki_cert leaf = pki_make(&(struct pki_wish){
		.name = "edge.contoso.com",
		.alternative = "DNS:edge.contoso.com,URI:sip:sip.contoso.com,DNS:b.example,URI:http://crl.example,IP:192.0.2.7",
		.usage = "serverAuth,clientAuth",
		.key_usage = "digitalSignature",
		.issuer = &root,
	});
	struct arena a = ARENA(100000);
	struct cert c;

	cert_read(leaf.x, &c, &a);
	assert_string_equal(c.subject, "CN=edge.contoso.com,O=Test");
	assert_string_equal(c.common_name, "edge.contoso.com");
	assert_string_equal(c.issuer, "CN=Wurzel \xc3\xbc\\, Zweig,O=Test");
	assert_int_equal(strlen(c.serial), 4);
	assert_int_equal(strlen(c.sha256), 64);
	assert_int_equal(c.not_before, PKI_NOW - 10 * PKI_DAY);
	assert_int_equal(c.not_after, PKI_NOW + 100 * PKI_DAY);
	assert_int_equal(c.dns_names.count, 2);
	assert_string_equal(c.dns_names.at[1], "b.example");
	assert_int_equal(c.sip_names.count, 1);
	assert_string_equal(c.sip_names.at[0], "sip.contoso.com");
	assert_false(c.self_signed || c.is_ca);
	assert_string_equal(c.key_type, "EC");
	assert_int_equal(c.key_bits, 256);
	assert_string_equal(c.signature, "sha256WithRSAEncryption");
	assert_int_equal(c.eku, CERT_EKU_PRESENT | CERT_EKU_SERVER | CERT_EKU_CLIENT);
	assert_true(c.key_usage_present && c.may_sign);

	cert_read(root.x, &c, &a);
	assert_true(c.self_signed && c.is_ca);
	assert_string_equal(c.key_type, "RSA");
	assert_int_equal(c.key_bits, 2048);
	assert_int_equal(c.eku, 0);
	assert_false(c.key_usage_present);
	assert_int_equal(c.dns_names.count + c.sip_names.count, 0);
	arena_free(&a);
	pki_free(&leaf);
	pki_free(&root);
}

static void test_usages([[maybe_unused]] void **state)
{
	static const struct {
		const char *usage, *key_usage;
		unsigned eku;
		bool may_sign;
	} rows[] = {
		{ "serverAuth", NULL, CERT_EKU_PRESENT | CERT_EKU_SERVER, true },
		{ "clientAuth", "keyEncipherment", CERT_EKU_PRESENT | CERT_EKU_CLIENT, false },
		{ "anyExtendedKeyUsage", NULL, CERT_EKU_PRESENT | CERT_EKU_ANY, true },
		{ "codeSigning", NULL, CERT_EKU_PRESENT, true },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pki_cert p = pki_make(&(struct pki_wish){ .name = "x", .usage = rows[i].usage, .key_usage = rows[i].key_usage });
		struct arena a = ARENA(100000);
		struct cert c;

		cert_read(p.x, &c, &a);
		assert_int_equal(c.eku, rows[i].eku);
		assert_int_equal(c.key_usage_present, rows[i].key_usage != NULL);
		assert_int_equal(c.may_sign, rows[i].may_sign);
		arena_free(&a);
		pki_free(&p);
	}
}

/* A NUL in a name must not make it shorter for us than for its issuer. */
static void test_nul_in_names([[maybe_unused]] void **state)
{
	static const unsigned char evil[] = "edge.contoso.com\0.evil.example";
	struct pki_cert p = pki_make(&(struct pki_wish){ .name = "x" });
	GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_IA5STRING *text = ASN1_IA5STRING_new();
	struct arena a = ARENA(100000);
	struct cert c;

	ASN1_STRING_set(text, evil, sizeof evil - 1);
	GENERAL_NAME_set0_value(name, GEN_DNS, text);
	sk_GENERAL_NAME_push(names, name);
	assert_int_equal(X509_add1_ext_i2d(p.x, NID_subject_alt_name, names, 0, 0), 1);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(p.x), "CN", MBSTRING_UTF8, evil, sizeof evil - 1, -1, 0);
	cert_read(p.x, &c, &a);
	assert_string_equal(c.dns_names.at[0], "edge.contoso.com\\00.evil.example");
	assert_string_equal(c.common_name, "edge.contoso.com\\00.evil.example");
	assert_false(cert_carries(&c, "edge.contoso.com"));
	sk_GENERAL_NAME_pop_free(names, GENERAL_NAME_free);
	arena_free(&a);
	pki_free(&p);
}

static void test_chain_and_its_memory([[maybe_unused]] void **state)
{
	struct pki_cert p = pki_make(&(struct pki_wish){ .name = "x", .alternative = "DNS:x.example" });
	STACK_OF(X509) *two = sk_X509_new_null();
	struct chain chain;

	sk_X509_push(two, p.x);
	sk_X509_push(two, p.x);
	for (size_t ceiling = 0; ceiling < 3000; ceiling += 16) { /* whatever is refused, nothing is left dangling */
		struct arena a = ARENA(ceiling);

		cert_chain(two, &chain, &a);
		assert_true(a.failed || chain.count == 2);
		for (size_t i = 0; i < chain.count; i++)
			assert_true(chain.at[i].subject && chain.at[i].serial && chain.at[i].dns_names.count <= 1);
		arena_free(&a);
	}
	struct arena a = ARENA(100000);
	cert_chain(NULL, &chain, &a);
	assert_int_equal(chain.count, 0);
	arena_free(&a);
	sk_X509_free(two);
	pki_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_usages),
		cmocka_unit_test(test_nul_in_names),
		cmocka_unit_test(test_chain_and_its_memory),
	};

	return cmocka_run_group_tests_name("cert", tests, NULL, NULL);
}
