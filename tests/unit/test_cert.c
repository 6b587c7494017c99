// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_cert - which names a certificate carries, and certificates as facts
 */
#include "pki.h"

#include "tls/openssl.h"

/* ---- names ---- */

/* Whose rules carry it: RFC 5922 for SIP, RFC 6125 for HTTPS. */
enum { NEITHER, SIP = 1, HTTPS = 2, BOTH = 3 };

static const struct name_case {
	const char *alternative, *common_name, *second; /* NULL: none */
	const char *wanted;
	unsigned carries;
} name_cases[] = {
	{ "DNS:edge.contoso.com", "x", NULL, "edge.contoso.com", BOTH },
	{ "DNS:edge.contoso.com", "x", NULL, "EDGE.Contoso.COM", BOTH },
	{ "DNS:edge.contoso.com", "x", NULL, "edge.contoso.com.", BOTH },
	{ "DNS:a.example,DNS:b.example,DNS:edge.contoso.com", "x", NULL, "edge.contoso.com", BOTH },
	{ "DNS:edge.contoso.com", "x", NULL, "edge.contoso.co", NEITHER },
	{ "DNS:edge.contoso.com", "x", NULL, "contoso.com", NEITHER },
	{ "DNS:edge.contoso.com", "x", NULL, ".contoso.com", NEITHER },
	{ "DNS:contoso.com", "x", NULL, "edge.contoso.com", NEITHER },
	{ "DNS:edge.contoso.com", "x", NULL, "", NEITHER },
	/* name constraints of a CA do not cover a name that ends in a dot */
	{ "DNS:edge.contoso.com.", "x", NULL, "edge.contoso.com", NEITHER },
	{ "DNS:edge.contoso.com.", "x", NULL, "edge.contoso.com.", NEITHER },
	{ NULL, "edge.contoso.com.", NULL, "edge.contoso.com", NEITHER },
	{ "URI:sip:edge.contoso.com.", "x", NULL, "edge.contoso.com", NEITHER },
	/* RFC 6125 6.4.3: "*" stands for one label, the leftmost, and for all of it; RFC 5922 7.2: for none */
	{ "DNS:*.contoso.com", "x", NULL, "edge.contoso.com", HTTPS },
	{ "DNS:*.contoso.com", "x", NULL, "EDGE.CONTOSO.COM", HTTPS },
	{ "DNS:*.contoso.com", "x", NULL, "a.edge.contoso.com", NEITHER },
	{ "DNS:*.contoso.com", "x", NULL, "contoso.com", NEITHER },
	{ "DNS:e*.contoso.com", "x", NULL, "edge.contoso.com", NEITHER },
	{ "DNS:edge.*.com", "x", NULL, "edge.contoso.com", NEITHER },
	{ "DNS:*.com", "x", NULL, "contoso.com", NEITHER },
	{ "DNS:*.contoso.com", "x", NULL, "*.contoso.com", BOTH },
	{ "DNS:edge.contoso.com", "x", NULL, "*.contoso.com", NEITHER },
	{ NULL, "*.contoso.com", NULL, "edge.contoso.com", HTTPS },
	{ "URI:sip:*.contoso.com", "x", NULL, "edge.contoso.com", NEITHER },
	/* RFC 5922 7.1: a SIP URI's host, without a user */
	{ "URI:sip:edge.contoso.com", "x", NULL, "edge.contoso.com", SIP },
	{ "URI:SIP:Edge.Contoso.com", "x", NULL, "edge.contoso.com", SIP },
	{ "URI:sip:edge.contoso.com:5061", "x", NULL, "edge.contoso.com", SIP },
	{ "URI:sip:edge.contoso.com;transport=tls", "x", NULL, "edge.contoso.com", SIP },
	{ "DNS:other.example,URI:sip:edge.contoso.com", "x", NULL, "edge.contoso.com", SIP },
	{ "URI:sip:a.example,URI:sip:edge.contoso.com", "x", NULL, "edge.contoso.com", SIP },
	{ "URI:sip:user@edge.contoso.com", "x", NULL, "edge.contoso.com", NEITHER },
	{ "URI:sip:edge.contoso.com;x@evil.example", "x", NULL, "edge.contoso.com", NEITHER },
	{ "URI:sip:edge.contoso.com.evil.example", "x", NULL, "edge.contoso.com", NEITHER },
	{ "URI:sips:edge.contoso.com", "x", NULL, "edge.contoso.com", NEITHER },
	{ "URI:https://edge.contoso.com", "x", NULL, "edge.contoso.com", NEITHER },
	/* each common name, and only where no name of the other kinds is */
	{ NULL, "edge.contoso.com", NULL, "edge.contoso.com", BOTH },
	{ NULL, "Edge.contoso.com", NULL, "edge.contoso.com", BOTH },
	{ NULL, "edge.contoso.com", "other.example", "edge.contoso.com", BOTH },
	{ NULL, "other.example", "edge.contoso.com", "edge.contoso.com", BOTH },
	{ NULL, "a.example", "b.example", "edge.contoso.com", NEITHER },
	{ "DNS:other.example", "edge.contoso.com", NULL, "edge.contoso.com", NEITHER },
	{ "URI:sip:other.example", "edge.contoso.com", NULL, "edge.contoso.com", HTTPS },
	/* an address is an iPAddress alone */
	{ "IP:192.0.2.7", "x", NULL, "192.0.2.7", BOTH },
	{ "IP:2001:db8::7", "x", NULL, "2001:DB8:0::7", BOTH },
	{ "IP:192.0.2.8", "x", NULL, "192.0.2.7", NEITHER },
	{ "DNS:192.0.2.7", "x", NULL, "192.0.2.7", NEITHER },
	{ NULL, "192.0.2.7", NULL, "192.0.2.7", NEITHER },
	{ "URI:sip:192.0.2.7", "x", NULL, "192.0.2.7", NEITHER },
};

static void test_names([[maybe_unused]] void **state)
{
	size_t missed = 0;

	for (size_t i = 0; i < sizeof name_cases / sizeof *name_cases; i++) {
		const struct name_case *n = &name_cases[i];
		struct pki_cert p = pki_make(&(struct pki_wish){ .name = n->common_name, .alternative = n->alternative, .second_name = n->second });
		unsigned carries = (cert_carries(p.x, n->wanted, CERT_NAMES_SIP, NULL) ? SIP : 0U) |
				   (cert_carries(p.x, n->wanted, CERT_NAMES_HTTPS, NULL) ? HTTPS : 0U);

		if (carries != n->carries) {
			print_error("%s, CN %s, wanted %s: %u\n", n->alternative ? n->alternative : "no SAN", n->common_name, n->wanted, carries);
			missed++;
		}
		pki_free(&p);
	}
	assert_int_equal(missed, 0);
}

/* Constraints on DNS names do not bind a URI. */
static void test_uri_below_constraints([[maybe_unused]] void **state)
{
	struct pki_cert leaf = pki_make(&(struct pki_wish){ .name = "x", .alternative = "DNS:a.example,URI:sip:edge.contoso.com" });
	struct pki_cert free_ca = pki_make(&(struct pki_wish){ .name = "Free", .ca = true });
	struct pki_cert bound_ca = pki_make(&(struct pki_wish){ .name = "Bound", .ca = true, .constraints = "permitted;DNS:a.example" });
	STACK_OF(X509) *chain = sk_X509_new_null();

	sk_X509_push(chain, leaf.x);
	sk_X509_push(chain, free_ca.x);
	assert_true(cert_carries(leaf.x, "edge.contoso.com", CERT_NAMES_SIP, chain));
	sk_X509_push(chain, bound_ca.x);
	assert_false(cert_carries(leaf.x, "edge.contoso.com", CERT_NAMES_SIP, chain));
	assert_true(cert_carries(leaf.x, "a.example", CERT_NAMES_SIP, chain));
	sk_X509_free(chain);
	pki_free(&leaf);
	pki_free(&free_ca);
	pki_free(&bound_ca);
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
	assert_true(c.key_usage_present && c.may_sign && c.may_serve);
	assert_false(c.may_issue || c.limits_names || c.unreadable);

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

/* OpenSSL uses no certificate with an extension that is there twice, or malformed. */
static void test_crl([[maybe_unused]] void **state)
{
	static const struct {
		const char *points;
		enum cert_crl crl;
	} rows[] = {
		{ NULL, CERT_CRL_NOWHERE },
		{ "URI:ldap:///CN=CA", CERT_CRL_ELSEWHERE },
		{ "URI:file://ca/ca.crl", CERT_CRL_ELSEWHERE },
		{ "DNS:http.example", CERT_CRL_ELSEWHERE },
		{ "URI:http://ca.example/ca.crl", CERT_CRL_HTTP },
		{ "URI:ldap:///CN=CA,URI:HTTP://ca.example/ca.crl", CERT_CRL_HTTP },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pki_cert p = pki_make(&(struct pki_wish){ .name = "x", .crl = rows[i].points });
		struct arena a = ARENA(100000);
		struct cert c;

		cert_read(p.x, &c, &a);
		if (c.crl != rows[i].crl)
			fail_msg("%s: %d", rows[i].points, (int)c.crl);
		arena_free(&a);
		pki_free(&p);
	}
}

static void test_unreadable([[maybe_unused]] void **state)
{
	for (int twice = 0; twice < 2; twice++) {
		struct pki_cert p = pki_make(&(struct pki_wish){ .name = "x", .usage = "serverAuth" });
		ASN1_OCTET_STRING *rubbish = ASN1_OCTET_STRING_new();
		X509_EXTENSION *extension = twice ? X509_EXTENSION_dup(X509_get_ext(p.x, X509_get_ext_by_NID(p.x, NID_ext_key_usage, -1))) : NULL;
		struct arena a = ARENA(100000);
		struct cert c;

		if (!extension) {
			ASN1_OCTET_STRING_set(rubbish, (const unsigned char *)"\x30\x05", 2);
			extension = X509_EXTENSION_create_by_NID(NULL, NID_name_constraints, 1, rubbish);
		}
		assert_int_equal(X509_add_ext(p.x, extension, -1), 1);
		assert_true(X509_sign(p.x, p.key, EVP_sha256()) > 0);
		cert_read(p.x, &c, &a);
		assert_true(c.unreadable);
		X509_EXTENSION_free(extension);
		ASN1_OCTET_STRING_free(rubbish);
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
	assert_false(cert_carries(p.x, "edge.contoso.com", CERT_NAMES_SIP, NULL));
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
		cmocka_unit_test(test_uri_below_constraints),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_usages),
		cmocka_unit_test(test_crl),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_nul_in_names),
		cmocka_unit_test(test_chain_and_its_memory),
	};

	return cmocka_run_group_tests_name("cert", tests, NULL, NULL);
}
