// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_identity - our certificate and key, and the roots, out of files in every form
 */
#include "pki.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tls/openssl.h"
#include "tls/tls.h"

#define WORD "Geheim-\xc3\xbc"

static struct pki_cert root, issuer, twin, ours, other, expired, old_digest, rsa_root, new_digest, small, rsa, renewed, edwards, curve_384;

/* A certificate of its own for a key that pki.h does not make. */
static struct pki_cert made_for(EVP_PKEY *key, const char *name)
{
	struct pki_cert c = pki_make(&(struct pki_wish){ .name = name, .issuer = &root });

	assert_non_null(key);
	EVP_PKEY_free(c.key);
	c.key = key;
	assert_int_equal(X509_set_pubkey(c.x, key), 1);
	assert_true(X509_sign(c.x, root.key, EVP_sha256()) > 0);
	return c;
}

/*
 * To encrypt, OpenSSL needs a cipher's name, which a check does not have: it is there for as long as a file is written, and when OpenSSL
 * makes all its ciphers, for the first that is fetched.
 */
static void name_ciphers(bool named)
{
	const EVP_CIPHER *const used[] = { EVP_aes_128_cbc(), EVP_aes_256_cbc(), EVP_camellia_192_cbc(), EVP_aria_256_cbc(), EVP_des_ede3_cbc(), NULL };

	for (const EVP_CIPHER *const *cipher = used; *cipher; cipher++) {
		int nid = EVP_CIPHER_get_nid(*cipher);
		if (named) {
			assert_int_equal(EVP_add_cipher(*cipher), 1);
		} else {
			OBJ_NAME_remove(OBJ_nid2sn(nid), OBJ_NAME_TYPE_CIPHER_METH);
			OBJ_NAME_remove(OBJ_nid2ln(nid), OBJ_NAME_TYPE_CIPHER_METH);
		}
	}
}

/* OpenSSL is set up once in a process, by its first use: as for a check. */
static int make_pki([[maybe_unused]] void **state)
{
	tls_start(SUBJECT_ROUTE);
	name_ciphers(true);
	EVP_CIPHER_free(EVP_CIPHER_fetch(NULL, "AES-128-CBC", NULL));
	name_ciphers(false);
	root = pki_make(&(struct pki_wish){ .name = "Root", .ca = true });
	issuer = pki_make(&(struct pki_wish){ .name = "Issuer", .ca = true, .issuer = &root });
	twin = pki_make(&(struct pki_wish){ .name = "Issuer", .ca = true, .issuer = &root });
	ours = pki_make(&(struct pki_wish){ .name = "ours", .issuer = &issuer });
	other = pki_make(&(struct pki_wish){ .name = "other", .issuer = &root });
	expired = pki_make(&(struct pki_wish){ .name = "expired", .issuer = &root, .from_days = -20, .to_days = -10 });
	renewed = pki_make(&(struct pki_wish){ .name = "renewed", .issuer = &root });
	assert_int_equal(X509_set_pubkey(renewed.x, expired.key), 1);
	assert_true(X509_sign(renewed.x, root.key, EVP_sha256()) > 0);
	old_digest = pki_make(&(struct pki_wish){ .name = "old", .issuer = &root, .digest = EVP_sha1() });
	rsa_root = pki_make(&(struct pki_wish){ .name = "RSA root", .ca = true, .rsa_bits = 2048 });
	new_digest = pki_make(&(struct pki_wish){ .name = "sha3", .issuer = &rsa_root, .digest = EVP_sha3_384() });
	small = pki_make(&(struct pki_wish){ .name = "small", .issuer = &root, .rsa_bits = 1024 });
	rsa = pki_make(&(struct pki_wish){ .name = "rsa", .issuer = &root, .rsa_bits = 2048 });
	edwards = made_for(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), "edwards");
	curve_384 = made_for(EVP_EC_gen("P-384"), "P-384");
	return 0;
}

static int free_pki([[maybe_unused]] void **state)
{
	struct pki_cert *const all[] = { &root, &issuer, &twin, &ours, &other, &expired, &old_digest, &rsa_root, &new_digest, &small, &rsa,
					  &renewed, &edwards, &curve_384, NULL };

	for (size_t i = 0; all[i]; i++)
		pki_free(all[i]);
	return 0;
}

/* ---- what files hold ---- */

typedef void filler(struct buf *);

static void text(struct buf *b, const char *words)
{
	assert_true(buf_text(b, words));
}

static void der(struct buf *b, unsigned char *at, int len)
{
	assert_true(len > 0 && at);
	assert_true(buf_add(b, (struct span){ (char *)at, (size_t)len }));
	OPENSSL_free(at);
}

static void cert_pem(struct buf *b)
{
	pki_pem(b, ours.x);
}

static void key_pem(struct buf *b)
{
	pki_pem_key(b, ours.key, NULL);
}

static void both_pem(struct buf *b)
{
	cert_pem(b);
	key_pem(b);
}

static void key_first_pem(struct buf *b)
{
	text(b, "Bag Attributes\n    friendlyName: monitor\nKey Attributes: <No Attributes>\n");
	key_pem(b);
	text(b, "subject=CN = ours\n\n");
	cert_pem(b);
}

static void issuers_first_pem(struct buf *b)
{
	pki_pem(b, root.x);
	pki_pem(b, issuer.x);
	both_pem(b);
}

static void with_issuer_pem(struct buf *b)
{
	both_pem(b);
	pki_pem(b, issuer.x);
}

/* Of the issuer's name, with another key: the peer judges that. */
static void with_twin_pem(struct buf *b)
{
	both_pem(b);
	pki_pem(b, twin.x);
}

static void windows_line_ends_pem(struct buf *b)
{
	struct buf unix_ends = BUF(1 << 16);

	both_pem(&unix_ends);
	for (size_t i = 0; i < unix_ends.len; i++)
		buf_add(b, unix_ends.at[i] == '\n' ? SPAN("\r\n") : (struct span){ unix_ends.at + i, 1 });
	buf_free(&unix_ends);
}

static void cert_der(struct buf *b)
{
	unsigned char *at = NULL;
	int len = i2d_X509(ours.x, &at);

	der(b, at, len);
}

static void key_der(struct buf *b)
{
	PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(ours.key);
	unsigned char *at = NULL;
	int len = i2d_PKCS8_PRIV_KEY_INFO(p8, &at);

	der(b, at, len);
	PKCS8_PRIV_KEY_INFO_free(p8);
}

static void old_key_der(struct buf *b)
{
	unsigned char *at = NULL;
	int len = i2d_PrivateKey(ours.key, &at);

	der(b, at, len);
}

/* The key's own form, as OpenSSL before 1.0 wrote it: "RSA PRIVATE KEY", "EC PRIVATE KEY". */
static void old_pem(struct buf *b, EVP_PKEY *key, const EVP_CIPHER *cipher)
{
	BIO *bio = pki_memory();

	assert_int_equal(PEM_write_bio_PrivateKey_traditional(bio, key, cipher, cipher ? (const unsigned char *)WORD : NULL,
							      cipher ? (int)strlen(WORD) : 0, NULL, NULL), 1);
	pki_take(b, bio);
}

static void rsa_pem(struct buf *b)
{
	pki_pem(b, rsa.x);
	old_pem(b, rsa.key, NULL);
}

static void rsa_cert_pem(struct buf *b) { pki_pem(b, rsa.x); }
static void rsa_key_pem(struct buf *b) { pki_pem_key(b, rsa.key, NULL); }
static void rsa_locked_pem(struct buf *b) { pki_pem_key(b, rsa.key, WORD); }
static void rsa_old_locked_pem(struct buf *b) { old_pem(b, rsa.key, EVP_aes_256_cbc()); }
static void ec_old_pem(struct buf *b) { old_pem(b, ours.key, NULL); }
static void ec_old_locked_aes_pem(struct buf *b) { old_pem(b, ours.key, EVP_aes_128_cbc()); }
static void ec_old_locked_camellia_pem(struct buf *b) { old_pem(b, ours.key, EVP_camellia_192_cbc()); }
static void ec_old_locked_aria_pem(struct buf *b) { old_pem(b, ours.key, EVP_aria_256_cbc()); }
static void edwards_cert_pem(struct buf *b) { pki_pem(b, edwards.x); }
static void edwards_key_pem(struct buf *b) { pki_pem_key(b, edwards.key, NULL); }
static void edwards_locked_pem(struct buf *b) { pki_pem_key(b, edwards.key, WORD); }
static void curve_384_pem(struct buf *b) { pki_pem(b, curve_384.x); }
static void curve_384_key_pem(struct buf *b) { pki_pem_key(b, curve_384.key, NULL); }
static void curve_384_old_pem(struct buf *b) { old_pem(b, curve_384.key, NULL); }

/* `openssl ecparam -genkey` writes the curve's name into a block of its own. */
static void parameters_first_pem(struct buf *b)
{
	text(b, "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n");
	ec_old_pem(b);
}

static void mislabelled(struct buf *b, const char *label, EVP_PKEY *key, bool plain)
{
	BIO *bio = pki_memory();
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
	unsigned char *at = NULL;
	int len = plain ? i2d_PKCS8_PRIV_KEY_INFO(info, &at) : i2d_PrivateKey(key, &at);

	assert_true(len > 0 && PEM_write_bio(bio, label, "", at, len) > 0);
	pki_take(b, bio);
	OPENSSL_free(at);
	PKCS8_PRIV_KEY_INFO_free(info);
}

static void ec_as_rsa_pem(struct buf *b) { mislabelled(b, "RSA PRIVATE KEY", ours.key, false); }
static void ec_as_pkcs8_pem(struct buf *b) { mislabelled(b, "PRIVATE KEY", ours.key, false); }
static void pkcs8_as_ec_pem(struct buf *b) { mislabelled(b, "EC PRIVATE KEY", ours.key, true); }
static void pkcs8_as_sealed_pem(struct buf *b) { mislabelled(b, "ENCRYPTED PRIVATE KEY", ours.key, true); }

static void two_keys_pem(struct buf *b)
{
	rsa_key_pem(b);
	key_pem(b);
}

/* Cut in the middle of its base64, and with an end line all the same. */
static void cut_rsa_pem(struct buf *b)
{
	struct buf whole = BUF(1 << 16);

	old_pem(&whole, rsa.key, NULL);
	buf_add(b, (struct span){ whole.at, 65 * 10 + 32 });
	text(b, "-----END RSA PRIVATE KEY-----\n");
	buf_free(&whole);
}

static void locked_key_pem(struct buf *b)
{
	pki_pem_key(b, ours.key, WORD);
}

static void locked_both_pem(struct buf *b)
{
	cert_pem(b);
	locked_key_pem(b);
}

static void old_locked_key_pem(struct buf *b)
{
	old_pem(b, ours.key, EVP_des_ede3_cbc());
}

/* Ciphers of the legacy provider alone. */
static void weak_locked_key_pem(struct buf *b)
{
	text(b, "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-CBC,0123456789ABCDEF\n\n"
		"q7Zw9Ck0CQ0XyGqLHGXkaQ==\n-----END RSA PRIVATE KEY-----\n");
}

static void unknown_locked_key_pem(struct buf *b)
{
	text(b, "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: ROT-13,0123456789ABCDEF\n\n"
		"q7Zw9Ck0CQ0XyGqLHGXkaQ==\n-----END RSA PRIVATE KEY-----\n");
}

static void rsa_key_der(struct buf *b)
{
	PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(rsa.key);
	unsigned char *at = NULL;
	int len = i2d_PKCS8_PRIV_KEY_INFO(p8, &at);

	der(b, at, len);
	PKCS8_PRIV_KEY_INFO_free(p8);
}

static void rsa_old_key_der(struct buf *b)
{
	unsigned char *at = NULL;
	int len = i2d_PrivateKey(rsa.key, &at);

	der(b, at, len);
}

static void edwards_key_der(struct buf *b)
{
	unsigned char *at = NULL;
	int len = i2d_PrivateKey(edwards.key, &at);

	der(b, at, len);
}

static void new_digest_pem(struct buf *b)
{
	pki_pem(b, new_digest.x);
	pki_pem_key(b, new_digest.key, NULL);
}

static void locked_key_der(struct buf *b)
{
	BIO *bio = pki_memory();

	assert_int_equal(i2d_PKCS8PrivateKey_bio(bio, ours.key, EVP_aes_256_cbc(), WORD, (int)strlen(WORD), NULL, NULL), 1);
	pki_take(b, bio);
}

static void pkcs12(struct buf *b, const char *word, EVP_PKEY *key)
{
	STACK_OF(X509) *others = sk_X509_new_null();
	unsigned char *at = NULL;

	sk_X509_push(others, issuer.x);
	PKCS12 *p12 = PKCS12_create(word, "monitor", key, key ? ours.x : NULL, others, 0, 0, 2048, 1, 0);
	assert_non_null(p12);
	int len = i2d_PKCS12(p12, &at);
	der(b, at, len);
	PKCS12_free(p12);
	sk_X509_free(others);
}

static void locked_p12(struct buf *b)
{
	pkcs12(b, WORD, ours.key);
}

static void open_p12(struct buf *b)
{
	pkcs12(b, "", ours.key);
}

static void keyless_p12(struct buf *b)
{
	pkcs12(b, WORD, NULL);
}

static void windows_p12(struct buf *b)
{
	FILE *file = fopen("tests/data/identity/rc2-40.p12", "rb");
	char bytes[8192];

	assert_non_null(file);
	size_t len = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	assert_true(buf_add(b, (struct span){ bytes, len }));
}

static PKCS7 *pkcs7(X509 *one, X509 *two)
{
	PKCS7 *p7 = PKCS7_new();

	assert_non_null(p7);
	assert_int_equal(PKCS7_set_type(p7, NID_pkcs7_signed), 1);
	assert_int_equal(PKCS7_content_new(p7, NID_pkcs7_data), 1);
	assert_int_equal(PKCS7_add_certificate(p7, one), 1);
	assert_int_equal(PKCS7_add_certificate(p7, two), 1);
	return p7;
}

static void pkcs7_pem(struct buf *b)
{
	PKCS7 *p7 = pkcs7(ours.x, issuer.x);
	BIO *bio = pki_memory();

	assert_int_equal(PEM_write_bio_PKCS7(bio, p7), 1);
	pki_take(b, bio);
	PKCS7_free(p7);
}

static void other_key_pem(struct buf *b)
{
	pki_pem_key(b, other.key, NULL);
}

static void expired_pem(struct buf *b)
{
	pki_pem(b, expired.x);
	pki_pem_key(b, expired.key, NULL);
}

static void old_digest_pem(struct buf *b)
{
	pki_pem(b, old_digest.x);
	pki_pem_key(b, old_digest.key, NULL);
}

static void small_pem(struct buf *b)
{
	pki_pem(b, small.x);
	pki_pem_key(b, small.key, NULL);
}

static void renewed_pem(struct buf *b)
{
	pki_pem(b, expired.x);
	pki_pem(b, renewed.x);
	pki_pem_key(b, expired.key, NULL);
}

static void marked_pem(struct buf *b)
{
	text(b, "\xef\xbb\xbf");
	both_pem(b);
}

static void indented_pem(struct buf *b)
{
	struct buf whole = BUF(1 << 16);
	struct span line, rest;

	both_pem(&whole);
	for (rest = buf_span(&whole); rest.at;) {
		line = span_split(rest, '\n', &rest);
		text(b, "    ");
		buf_add(b, line);
		text(b, "\n");
	}
	buf_free(&whole);
}

static void wide_pem(struct buf *b)
{
	struct buf whole = BUF(1 << 16);

	both_pem(&whole);
	buf_add(b, (struct span){ "\xff\xfe", 2 });
	for (size_t i = 0; i < whole.len; i++)
		buf_add(b, (struct span){ (const char[]){ whole.at[i], '\0' }, 2 });
	buf_free(&whole);
}

static X509_REQ *request_of(EVP_PKEY *key)
{
	X509_REQ *request = X509_REQ_new();

	assert_non_null(request);
	assert_int_equal(X509_REQ_set_pubkey(request, key), 1);
	assert_true(X509_REQ_sign(request, key, EVP_sha256()) > 0);
	return request;
}

static void request_pem(struct buf *b)
{
	X509_REQ *request = request_of(ours.key);
	BIO *bio = pki_memory();

	assert_int_equal(PEM_write_bio_X509_REQ(bio, request), 1);
	pki_take(b, bio);
	X509_REQ_free(request);
}

static void request_der(struct buf *b)
{
	X509_REQ *request = request_of(ours.key);
	BIO *bio = pki_memory();

	assert_int_equal(i2d_X509_REQ_bio(bio, request), 1);
	pki_take(b, bio);
	X509_REQ_free(request);
}

static void packed(struct buf *b)
{
	text(b, "\x1f\x8b\x08 and so on");
}

static void nothing([[maybe_unused]] struct buf *b)
{
}

static void rubbish(struct buf *b)
{
	text(b, "\xff\xfe-\0-\0 this is neither");
}

static void html(struct buf *b)
{
	text(b, "<html><body>404 not found</body></html>");
}

static void cut_pem(struct buf *b)
{
	struct buf whole = BUF(1 << 16);

	cert_pem(&whole);
	buf_add(b, (struct span){ whole.at, whole.len / 2 });
	buf_free(&whole);
}

static void spoilt_pem(struct buf *b)
{
	text(b, "-----BEGIN CERTIFICATE-----\nMAwCAQECAQECAQEC\n-----END CERTIFICATE-----\n");
}

static void cut_key_pem(struct buf *b)
{
	cert_pem(b);
	text(b, "-----BEGIN PRIVATE KEY-----\nMAwCAQECAQECAQEC\n-----END PRIVATE KEY-----\n");
}

/* ---- identities ---- */

static const struct identity_case {
	const char *name;
	filler *cert, *key; /* key NULL: no -K */
	const char *word;   /* NULL: no password file */
	const char *says;   /* NULL: it can be used; else words of the fault */
	const char *subject; /* of the first certificate in the facts; NULL: there is none */
	size_t count, sent; /* certificates in the facts; sent behind the leaf */
	bool incomplete;
	int level;	    /* security level + 1; 0: OpenSSL's */
} identity_cases[] = {
	{ "PEM, one file", both_pem, NULL, NULL, NULL, "ours", 1, 0, true, 0 },
	{ "PEM, two files", cert_pem, key_pem, NULL, NULL, "ours", 1, 0, true, 0 },
	{ "PEM, key first, with attributes", key_first_pem, NULL, NULL, NULL, "ours", 1, 0, true, 0 },
	{ "PEM, CR LF", windows_line_ends_pem, NULL, NULL, NULL, "ours", 1, 0, true, 0 },
	{ "PEM, issuers first", issuers_first_pem, NULL, NULL, NULL, "ours", 3, 1, false, 0 },
	{ "PEM with its issuer", with_issuer_pem, NULL, NULL, NULL, "ours", 2, 1, false, 0 },
	{ "PEM with an issuer of another key", with_twin_pem, NULL, NULL, NULL, "ours", 2, 1, false, 0 },
	{ "PEM, RSA's own form", rsa_pem, NULL, NULL, NULL, "rsa", 1, 0, false, 0 },
	{ "PEM, RSA in PKCS#8", rsa_cert_pem, rsa_key_pem, NULL, NULL, "rsa", 1, 0, false, 0 },
	{ "PEM, EC's own form", cert_pem, ec_old_pem, NULL, NULL, "ours", 1, 0, true, 0 },
	{ "PEM, EC's own form behind its parameters", cert_pem, parameters_first_pem, NULL, NULL, "ours", 1, 0, true, 0 },
	{ "PEM, P-384", curve_384_pem, curve_384_key_pem, NULL, NULL, "P-384", 1, 0, false, 0 },
	{ "PEM, P-384's own form", curve_384_pem, curve_384_old_pem, NULL, NULL, "P-384", 1, 0, false, 0 },
	{ "PEM, Ed25519", edwards_cert_pem, edwards_key_pem, NULL, NULL, "edwards", 1, 0, false, 0 },
	{ "DER, Ed25519", edwards_cert_pem, edwards_key_der, NULL, NULL, "edwards", 1, 0, false, 0 },
	{ "DER, RSA in PKCS#8", rsa_cert_pem, rsa_key_der, NULL, NULL, "rsa", 1, 0, false, 0 },
	{ "DER, RSA's own form", rsa_cert_pem, rsa_old_key_der, NULL, NULL, "rsa", 1, 0, false, 0 },
	{ "two keys, the first counts", rsa_cert_pem, two_keys_pem, NULL, NULL, "rsa", 1, 0, false, 0 },
	{ "DER", cert_der, key_der, NULL, NULL, "ours", 1, 0, true, 0 },
	{ "DER, key's own form", cert_der, old_key_der, NULL, NULL, "ours", 1, 0, true, 0 },
	{ "mixed", cert_pem, key_der, NULL, NULL, "ours", 1, 0, true, 0 },
	{ "PKCS#7 and a key", pkcs7_pem, key_pem, NULL, NULL, "ours", 2, 1, false, 0 },
	{ "key out of the certificate's other file", cert_pem, with_issuer_pem, NULL, NULL, "ours", 1, 0, true, 0 },
	{ "encrypted", locked_both_pem, NULL, WORD, NULL, "ours", 1, 0, true, 0 },
	{ "encrypted, two files", cert_der, locked_key_pem, WORD, NULL, "ours", 1, 0, true, 0 },
	{ "encrypted the old way", cert_pem, old_locked_key_pem, WORD, NULL, "ours", 1, 0, true, 0 },
	{ "encrypted the old way, RSA", rsa_cert_pem, rsa_old_locked_pem, WORD, NULL, "rsa", 1, 0, false, 0 },
	{ "encrypted the old way, AES", cert_pem, ec_old_locked_aes_pem, WORD, NULL, "ours", 1, 0, true, 0 },
	{ "encrypted the old way, Camellia", cert_pem, ec_old_locked_camellia_pem, WORD, NULL, "ours", 1, 0, true, 0 },
	{ "encrypted the old way, ARIA", cert_pem, ec_old_locked_aria_pem, WORD, NULL, "ours", 1, 0, true, 0 },
	{ "encrypted, RSA", rsa_cert_pem, rsa_locked_pem, WORD, NULL, "rsa", 1, 0, false, 0 },
	{ "encrypted, Ed25519", edwards_cert_pem, edwards_locked_pem, WORD, NULL, "edwards", 1, 0, false, 0 },
	{ "encrypted DER", cert_pem, locked_key_der, WORD, NULL, "ours", 1, 0, true, 0 },
	{ "the other key in the file is locked, and not wanted", locked_both_pem, key_pem, NULL, NULL, "ours", 1, 0, true, 0 },
	{ "a password that is not needed", both_pem, NULL, WORD, NULL, "ours", 1, 0, true, 0 },
	{ "PKCS#12", locked_p12, NULL, WORD, NULL, "ours", 2, 1, false, 0 },
	{ "PKCS#12, empty password", open_p12, NULL, NULL, NULL, "ours", 2, 1, false, 0 },
	{ "PKCS#12 as old Windows exports it", windows_p12, NULL, "Geheim-9", NULL, "monitor.contoso.com", 1, 0, false, 0 },
	{ "expired is no fault", expired_pem, NULL, NULL, NULL, "expired", 1, 0, false, 0 },
	{ "renewed, with the old one before it", renewed_pem, NULL, NULL, NULL, "renewed", 1, 0, false, 0 },
	{ "PEM with a byte order mark", marked_pem, NULL, NULL, NULL, "ours", 1, 0, true, 0 },
	{ "SHA-1 at level 0", old_digest_pem, NULL, NULL, NULL, "old", 1, 0, false, 1 },
	{ "SHA-3", new_digest_pem, NULL, NULL, NULL, "sha3", 1, 0, true, 3 },
	{ "1024 bits at level 1", small_pem, NULL, NULL, NULL, "small", 1, 0, false, 2 },

	{ "a request", request_pem, NULL, NULL, "own.pem is a certificate request: give the certificate that the CA issued", NULL, 0, 0, true, 0 },
	{ "a request in DER", request_der, NULL, NULL, "own.pem is a certificate request", NULL, 0, 0, true, 0 },
	{ "UTF-16", wide_pem, NULL, NULL, "own.pem is UTF-16", NULL, 0, 0, true, 0 },
	{ "indented", indented_pem, NULL, NULL, "own.pem is PEM with blanks before its lines", NULL, 0, 0, true, 0 },
	{ "gzip", packed, NULL, NULL, "own.pem is packed with gzip", NULL, 0, 0, true, 0 },
	{ "key in UTF-16", cert_pem, wide_pem, NULL, "key.pem is UTF-16", "ours", 1, 0, true, 0 },
	{ "no password", locked_both_pem, NULL, NULL, "own.pem is encrypted: give --key-password-file", "ours", 1, 0, true, 0 },
	{ "no password, old way", cert_pem, old_locked_key_pem, NULL, "key.pem is encrypted: give --key", "ours", 1, 0, true, 0 },
	{ "no password, DER", cert_pem, locked_key_der, NULL, "key.pem is encrypted: give --key", "ours", 1, 0, true, 0 },
	{ "no password, PKCS#12", locked_p12, NULL, NULL, "own.pem is encrypted: give --key-password-file", NULL, 0, 0, true, 0 },
	{ "wrong password", locked_both_pem, NULL, "x", "the password in word.txt does not open the key in own.pem", "ours", 1, 0, true, 0 },
	{ "wrong password, old way", cert_pem, old_locked_key_pem, "x", "word.txt does not open the key in key.pem", "ours", 1, 0, true, 0 },
	{ "wrong password, DER", cert_pem, locked_key_der, "x", "word.txt does not open the key in key.pem", "ours", 1, 0, true, 0 },
	{ "wrong password, PKCS#12", locked_p12, NULL, "x", "word.txt does not open the key in own.pem", NULL, 0, 0, true, 0 },
	{ "wrong password, old Windows", windows_p12, NULL, "x", "word.txt does not open the key in own.pem", NULL, 0, 0, true, 0 },
	{ "empty password", locked_both_pem, NULL, "", "word.txt does not open the key in own.pem", "ours", 1, 0, true, 0 },
	{ "another key", cert_pem, other_key_pem, NULL, "key in key.pem does not match the certificate in own.pem", "ours", 1, 0, true, 0 },
	{ "another kind of key", cert_pem, rsa_key_pem, NULL, "key in key.pem does not match the certificate in own.pem", "ours", 1, 0, true, 0 },
	{ "another curve", curve_384_pem, key_pem, NULL, "key in key.pem does not match the certificate in own.pem", "P-384", 1, 0, true, 0 },
	{ "another kind, Ed25519", edwards_cert_pem, key_pem, NULL, "key in key.pem does not match the certificate in own.pem", "edwards", 1, 0, true, 0 },
	{ "two keys, the second would match", cert_pem, two_keys_pem, NULL, "key in key.pem does not match", "ours", 1, 0, true, 0 },
	{ "no key", cert_pem, NULL, NULL, "no private key in own.pem: give --private-key", "ours", 1, 0, true, 0 },
	{ "no key in the key's file", cert_pem, cert_pem, NULL, "no private key in key.pem", "ours", 1, 0, true, 0 },
	{ "no key in PKCS#12", keyless_p12, NULL, WORD, "no private key in own.pem", "Issuer", 1, 0, true, 0 },
	{ "no certificate", key_pem, NULL, NULL, "own.pem is a private key, and no certificate: give it with -K", NULL, 0, 0, true, 0 },
	{ "exchanged", key_pem, cert_pem, NULL, "own.pem is a private key, and no certificate: exchange -J and -K", NULL, 0, 0, true, 0 },
	{ "empty file", nothing, NULL, NULL, "no certificate in own.pem", NULL, 0, 0, true, 0 },
	{ "empty key file", cert_pem, nothing, NULL, "no private key in key.pem", "ours", 1, 0, true, 0 },
	{ "rubbish", rubbish, NULL, NULL, "own.pem is UTF-16", NULL, 0, 0, true, 0 },
	{ "HTML", html, NULL, NULL, "no certificate in own.pem: it must be PEM, DER or PKCS#12", NULL, 0, 0, true, 0 },
	{ "cut off", cut_pem, NULL, NULL, "own.pem is PEM, but broken", NULL, 0, 0, true, 0 },
	{ "spoilt", spoilt_pem, NULL, NULL, "own.pem holds a broken CERTIFICATE", NULL, 0, 0, true, 0 },
	{ "spoilt key", cut_key_pem, NULL, NULL, "the key in own.pem cannot be read", "ours", 1, 0, true, 0 },
	{ "RSA's own form, cut", rsa_cert_pem, cut_rsa_pem, NULL, "the key in key.pem cannot be read", "rsa", 1, 0, true, 0 },
	{ "an EC key said to be RSA", cert_pem, ec_as_rsa_pem, NULL, "the key in key.pem cannot be read", "ours", 1, 0, true, 0 },
	{ "EC's own form said to be PKCS#8", cert_pem, ec_as_pkcs8_pem, NULL, "the key in key.pem cannot be read", "ours", 1, 0, true, 0 },
	{ "PKCS#8 said to be EC's own form", cert_pem, pkcs8_as_ec_pem, NULL, NULL, "ours", 1, 0, true, 0 },
	{ "a plain key said to be encrypted", cert_pem, pkcs8_as_sealed_pem, WORD, NULL, "ours", 1, 0, true, 0 },
	{ "encrypted with DES", rsa_cert_pem, weak_locked_key_pem, WORD, "word.txt does not open the key in key.pem", "rsa", 1, 0, true, 0 },
	{ "encrypted with an unknown cipher", rsa_cert_pem, unknown_locked_key_pem, WORD, "the key in key.pem cannot be read", "rsa", 1, 0, true, 0 },
	{ "SHA-1", old_digest_pem, NULL, NULL, "too weak for OpenSSL's security level 2 (ca md too weak): renew it, or give a lower --security",
	  "old", 1, 0, false, 3 },
	{ "1024 bits", small_pem, NULL, NULL, "our key of 1024 bits in own.pem is too weak for OpenSSL: renew it, or give --security-level=1", "small", 1, 0, false, 3 },
};

static struct blob file(const char *path, filler *fill)
{
	struct blob made = { .path = fill ? path : NULL, .bytes = BUF(1 << 16) };

	name_ciphers(true);
	if (fill)
		fill(&made.bytes);
	name_ciphers(false);
	return made;
}

struct set {
	struct plan plan;
	struct tls_files files;
	struct blob roots[3];
	struct identity identity;
	struct arena arena;
	struct tls_setup *setup;
	struct fault fault;
};

static void set_begin(struct set *s, filler *cert, filler *key, const char *word)
{
	*s = (struct set){ .plan = { .ca_cert = "roots.pem", .tls_min = TLS_1_2, .security_level = -1 }, .arena = ARENA(100000) };
	s->roots[0] = (struct blob){ .path = "roots.pem", .bytes = BUF(1 << 16) };
	pki_pem(&s->roots[0].bytes, root.x);
	s->files.roots = s->roots;
	s->files.root_count = 1;
	s->files.client_cert = file("own.pem", cert);
	s->files.private_key = file("key.pem", key);
	s->files.key_password = (struct blob){ .path = word ? "word.txt" : NULL, .bytes = BUF(100) };
	if (word)
		text(&s->files.key_password.bytes, word);
}

static void set_make(struct set *s)
{
	s->setup = tls_setup_new(&s->plan, &s->files, PKI_NOW, &s->identity, &s->arena, &s->fault);
}

static void set_end(struct set *s)
{
	tls_setup_free(s->setup);
	for (size_t i = 0; i < 3; i++)
		buf_free(&s->roots[i].bytes);
	buf_free(&s->files.client_cert.bytes);
	buf_free(&s->files.private_key.bytes);
	buf_free(&s->files.key_password.bytes);
	arena_free(&s->arena);
}

static bool has_legacy(void)
{
	OSSL_LIB_CTX *context = OSSL_LIB_CTX_new();
	OSSL_PROVIDER *legacy = OSSL_PROVIDER_load(context, "legacy");

	if (legacy)
		OSSL_PROVIDER_unload(legacy);
	OSSL_LIB_CTX_free(context);
	ERR_clear_error();
	return legacy;
}

/* Debian 13 packs OpenSSL's legacy provider by itself: without it the sentence has to name it. */
static struct identity_case expected(struct identity_case c)
{
	if (c.cert == windows_p12 && !c.says && !has_legacy()) {
		c.says = "own.pem is packed with RC2: install OpenSSL's legacy provider";
		c.count = 0;
		c.subject = NULL;
		c.incomplete = true;
	}
	if (c.cert == old_digest_pem && OpenSSL_version_num() >= 0x30200000)
		c.says = NULL; /* under Debian 13's OpenSSL how ours was signed is for the server to judge */
	return c;
}

static void check_identity(const struct set *s, const struct identity_case *c)
{
	const struct identity *found = &s->identity;

	assert_true(found->given);
	if (!c->says != (found->fault.kind == FAULT_NONE) || (c->says && !strstr(found->fault.text, c->says)))
		fail_msg("%s: %s %" PRId64 ": %s", c->name, fault_word(found->fault.kind), found->fault.code, found->fault.text);
	if (found->chain.count != c->count || (c->subject && strcmp(found->chain.at[0].common_name, c->subject) != 0))
		fail_msg("%s: %zu certificates, first %s", c->name, found->chain.count,
			 found->chain.count ? found->chain.at[0].common_name : "none");
	if (found->others.count != (c->cert == renewed_pem))
		fail_msg("%s: %zu certificates that are not used", c->name, found->others.count);
	if (found->chain_complete == c->incomplete)
		fail_msg("%s: complete: %d", c->name, found->chain_complete);
	assert_int_equal(s->setup->own.leaf != NULL, !c->says);
	assert_int_equal(sk_X509_num(s->setup->own.chain) > 0 ? sk_X509_num(s->setup->own.chain) : 0, c->sent);
	assert_int_equal(ERR_peek_error(), 0);
}

static void test_identities([[maybe_unused]] void **state)
{
	for (size_t i = 0; i < sizeof identity_cases / sizeof *identity_cases; i++) {
		struct identity_case c = expected(identity_cases[i]);
		struct set s;

		set_begin(&s, c.cert, c.key, c.word);
		s.plan.security_level = c.level - 1;
		set_make(&s);
		assert_non_null(s.setup);
		check_identity(&s, &c);
		set_end(&s);
	}
}

static void test_no_identity([[maybe_unused]] void **state)
{
	struct set s;

	set_begin(&s, NULL, NULL, NULL);
	set_make(&s);
	assert_non_null(s.setup);
	assert_false(s.identity.given);
	assert_int_equal(s.identity.fault.kind, FAULT_NONE);
	set_end(&s);
}

/* The issuer between leaf and root may be known from --ca-cert alone. */
static void test_chain_by_known_issuer([[maybe_unused]] void **state)
{
	struct set s;

	set_begin(&s, both_pem, NULL, NULL);
	pki_pem(&s.roots[0].bytes, issuer.x);
	set_make(&s);
	assert_non_null(s.setup);
	assert_true(s.identity.chain_complete);
	assert_int_equal(sk_X509_num(s.setup->own.chain), 1);
	set_end(&s);
}

/* ---- roots ---- */

static void root_pem(struct buf *b)
{
	pki_pem(b, root.x);
}

static void bundle_pem(struct buf *b)
{
	text(b, "# our roots\n");
	pki_pem(b, other.x);
	text(b, "\n# and\n");
	pki_pem(b, root.x);
}

static void root_der(struct buf *b)
{
	unsigned char *at = NULL;
	int len = i2d_X509(root.x, &at);

	der(b, at, len);
}

static void root_pkcs7_der(struct buf *b)
{
	PKCS7 *p7 = pkcs7(other.x, root.x);
	unsigned char *at = NULL;
	int len = i2d_PKCS7(p7, &at);

	der(b, at, len);
	PKCS7_free(p7);
}

static void root_pkcs7_pem(struct buf *b)
{
	PKCS7 *p7 = pkcs7(root.x, other.x);
	BIO *bio = pki_memory();

	assert_int_equal(PEM_write_bio_PKCS7(bio, p7), 1);
	pki_take(b, bio);
	PKCS7_free(p7);
}

static void root_trusted_pem(struct buf *b)
{
	BIO *bio = pki_memory();

	assert_int_equal(PEM_write_bio_X509_AUX(bio, root.x), 1);
	pki_take(b, bio);
}

static const struct root_case {
	const char *name;
	filler *files[3];
	const char *says; /* NULL: the root is found */
} root_cases[] = {
	{ "PEM", { root_pem }, NULL },
	{ "bundle", { bundle_pem }, NULL },
	{ "DER", { root_der }, NULL },
	{ "PKCS#7 DER", { root_pkcs7_der }, NULL },
	{ "PKCS#7 PEM", { root_pkcs7_pem }, NULL },
	{ "trusted certificate", { root_trusted_pem }, NULL },
	{ "several files, one of them something else", { cert_pem, html, root_der }, NULL },
	{ "the same twice", { root_pem, root_der }, NULL },
	{ "none", { html, nothing }, "no certificate in roots.pem: --ca-cert wants PEM, DER or PKCS#7" },
	{ "a key", { key_pem }, "no certificate in roots.pem" },
	{ "cut off", { cut_pem }, "file0 is PEM, but broken" },
	{ "spoilt", { root_pem, spoilt_pem }, "file1 holds a broken CERTIFICATE" },
};

static int verdict(const struct set *s, X509 *x)
{
	X509_STORE_CTX *context = X509_STORE_CTX_new();

	assert_non_null(context);
	assert_int_equal(X509_STORE_CTX_init(context, s->setup->roots, x, NULL), 1);
	X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context), (time_t)PKI_NOW);
	X509_verify_cert(context);
	int error = X509_STORE_CTX_get_error(context);
	X509_STORE_CTX_free(context);
	ERR_clear_error();
	return error;
}

static void test_roots([[maybe_unused]] void **state)
{
	static const char *const paths[] = { "file0", "file1", "file2" };

	for (size_t i = 0; i < sizeof root_cases / sizeof *root_cases; i++) {
		const struct root_case *c = &root_cases[i];
		struct set s;

		set_begin(&s, NULL, NULL, NULL);
		buf_free(&s.roots[0].bytes);
		for (s.files.root_count = 0; s.files.root_count < 3 && c->files[s.files.root_count]; s.files.root_count++)
			s.roots[s.files.root_count] = file(paths[s.files.root_count], c->files[s.files.root_count]);
		set_make(&s);
		if (!s.setup != !!c->says || (c->says && !strstr(s.fault.text, c->says)))
			fail_msg("%s: %s", c->name, s.fault.text);
		if (c->says)
			assert_int_equal(s.fault.kind, FAULT_FILE);
		else
			assert_int_equal(verdict(&s, rsa.x), X509_V_OK);
		set_end(&s);
	}
}

/* An issuing CA given by itself was given to be trusted. */
static void test_issuer_as_root([[maybe_unused]] void **state)
{
	struct set s;

	set_begin(&s, NULL, NULL, NULL);
	buf_free(&s.roots[0].bytes);
	pki_pem(&s.roots[0].bytes, issuer.x);
	set_make(&s);
	assert_non_null(s.setup);
	assert_int_equal(verdict(&s, ours.x), X509_V_OK);
	assert_int_equal(verdict(&s, rsa.x), X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
	set_end(&s);
}

/* ---- directories, and the system's roots ---- */

struct place {
	char dir[64], file[96];
};

static void place_make(struct place *p, bool by_hash)
{
	struct buf b = BUF(1 << 16);

	snprintf(p->dir, sizeof p->dir, "/tmp/test_identity.XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	if (by_hash)
		snprintf(p->file, sizeof p->file, "%s/%08lx.0", p->dir, X509_subject_name_hash(root.x));
	else
		snprintf(p->file, sizeof p->file, "%s/roots.pem", p->dir);
	FILE *out = fopen(p->file, "wb");
	assert_non_null(out);
	pki_pem(&b, root.x);
	assert_int_equal(fwrite(b.at, 1, b.len, out), b.len);
	fclose(out);
	buf_free(&b);
}

static void place_remove(struct place *p)
{
	unlink(p->file);
	rmdir(p->dir);
}

static void check_system(const char *dir, const char *path, bool found)
{
	struct set s;

	setenv("SSL_CERT_DIR", dir, 1);
	setenv("SSL_CERT_FILE", path, 1);
	set_begin(&s, both_pem, NULL, NULL);
	s.plan.ca_cert = NULL;
	s.files.root_count = 0;
	set_make(&s);
	if (s.setup)
		assert_int_equal(verdict(&s, rsa.x) == X509_V_OK, found);
	else
		assert_true(!found && s.fault.kind == FAULT_FILE && strstr(s.fault.text, "--ca-cert"));
	set_end(&s);
	unsetenv("SSL_CERT_DIR");
	unsetenv("SSL_CERT_FILE");
}

static void test_system([[maybe_unused]] void **state)
{
	struct place hashed, plain;
	char both[200];

	place_make(&hashed, true);
	place_make(&plain, false);
	snprintf(both, sizeof both, "/nonexistent::%s:%s", plain.dir, hashed.dir);
	check_system(hashed.dir, "", true);
	check_system(both, "", true);
	check_system("/nonexistent", plain.file, true);
	check_system("/nonexistent", "/nonexistent/file", false);
	place_remove(&hashed);
	place_remove(&plain);
}

static void test_system_without_roots([[maybe_unused]] void **state)
{
	struct set s;

	setenv("SSL_CERT_DIR", "/nonexistent", 1);
	setenv("SSL_CERT_FILE", "/nonexistent/file", 1);
	set_begin(&s, NULL, NULL, NULL);
	s.plan.ca_cert = NULL;
	s.plan.insecure = true; /* then roots are not needed */
	s.files.root_count = 0;
	set_make(&s);
	assert_non_null(s.setup);
	set_end(&s);
	unsetenv("SSL_CERT_DIR");
	unsetenv("SSL_CERT_FILE");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identities),
		cmocka_unit_test(test_no_identity),
		cmocka_unit_test(test_chain_by_known_issuer),
		cmocka_unit_test(test_roots),
		cmocka_unit_test(test_issuer_as_root),
		cmocka_unit_test(test_system),
		cmocka_unit_test(test_system_without_roots),
	};

	return cmocka_run_group_tests_name("identity", tests, make_pki, free_pki);
}
