// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cert_file - certificates and a key from a file; the content decides the format
 *
 * A library context of its own, with OpenSSL's legacy provider, opens encrypted files: PKCS#12 as old Windows exports it (RC2-40)
 * opens, and the TLS of the program stays without that provider. All objects are then made again in the default context.
 * Source: RFC 7468, RFC 5958, RFC 7292, RFC 2315.
 */
#include "tls/openssl.h"

#include <limits.h>

/* One blob being read. */
struct ctx {
	struct cert_file *cert_file;
	const struct blob *from, *password;
	unsigned want;
	bool queried; /* for the password */
	struct fault *fault;
};

static bool add_cert(struct ctx *r, X509 *x)
{
	if (!r->cert_file->certs)
		r->cert_file->certs = sk_X509_new_null();
	if (x && r->cert_file->certs && sk_X509_push(r->cert_file->certs, x))
		return true;
	X509_free(x);
	return fault(r->fault, FAULT_MEMORY, 0, "no memory for the certificates in %s", r->from->path);
}

static bool add_copies(struct ctx *r, const STACK_OF(X509) *certs)
{
	for (int i = 0; i < sk_X509_num(certs); i++) {
		unsigned char *der = NULL;
		int len = i2d_X509(sk_X509_value(certs, i), &der);
		const unsigned char *at = der;
		X509 *copy = len > 0 ? d2i_X509(NULL, &at, len) : NULL;

		OPENSSL_free(der);
		if (!add_cert(r, copy))
			return false;
	}
	return true;
}

/* Takes the key, which is the default context's; the first one stays. */
static bool add_key(struct ctx *r, EVP_PKEY *key)
{
	if (r->cert_file->key)
		EVP_PKEY_free(key);
	else
		r->cert_file->key = key;
	return true;
}

/* Takes the key of a context of its own, made anew in the default one. */
static bool add_key_anew(struct ctx *r, EVP_PKEY *key)
{
	PKCS8_PRIV_KEY_INFO *plain = EVP_PKEY2PKCS8(key);
	EVP_PKEY *copy = plain ? EVP_PKCS82PKEY(plain) : NULL;

	PKCS8_PRIV_KEY_INFO_free(plain);
	EVP_PKEY_free(key);
	if (copy)
		return add_key(r, copy);
	return fault(r->fault, FAULT_IDENTITY, ERR_GET_REASON(ERR_peek_error()),
		     "the key in %s cannot be used with this OpenSSL", r->from->path);
}

/* ---- what is encrypted ---- */

struct wide {
	OSSL_LIB_CTX *context;
	OSSL_PROVIDER *usual, *legacy;
};

/* Debian 13 packs the legacy provider by itself: without it most files still open. */
static bool wide_open(struct wide *w)
{
	w->context = OSSL_LIB_CTX_new();
	w->usual = w->context ? OSSL_PROVIDER_load(w->context, "default") : NULL;
	w->legacy = w->usual ? OSSL_PROVIDER_load(w->context, "legacy") : NULL;
	return w->usual;
}

static void wide_close(struct wide *w)
{
	if (w->legacy)
		OSSL_PROVIDER_unload(w->legacy);
	if (w->usual)
		OSSL_PROVIDER_unload(w->usual);
	OSSL_LIB_CTX_free(w->context);
}

/* `mac`: something else than the deciphering has shown that it does not. */
static bool locked(struct ctx *r, const struct wide *w, bool mac)
{
	const char *file = r->from->path;
	long reason = (long)ERR_GET_REASON(ERR_peek_last_error());

	if (!r->password->path)
		return fault(r->fault, FAULT_IDENTITY, reason, "the key in %s is encrypted: give --key-password-file", file);
	return fault(r->fault, FAULT_IDENTITY, reason, "the password in %s does not open the key in %s%s", r->password->path, file,
		     w->legacy || mac ? "" : " (or it needs OpenSSL's legacy provider, which is not installed)");
}

static const char *password(struct ctx *r)
{
	r->queried = true;
	return r->password->bytes.at ? r->password->bytes.at : "";
}

static int give_password(char *to, int size, [[maybe_unused]] int writing, void *ctx)
{
	struct ctx *r = ctx;
	struct span text = span_of(password(r));

	if (!r->password->path || text.len > (size_t)size)
		return -1;
	memcpy(to, text.at, text.len);
	return (int)text.len;
}

/* Its MAC has proved the password: what is missing is a way to decipher it. */
static bool is_undecipherable(struct ctx *r, PKCS12 *p12, const struct wide *w)
{
	if (!p12 || w->legacy || !PKCS12_mac_present(p12) || PKCS12_verify_mac(p12, password(r), -1) != 1)
		return false;
	fault(r->fault, FAULT_IDENTITY, 0, "%s is packed with RC2: install OpenSSL's legacy provider (Debian: openssl-provider-legacy), "
	      "or export it anew with AES", r->from->path);
	return true;
}

static bool read_pkcs12(struct ctx *r, const unsigned char *at, long len)
{
	struct wide w = { 0 };
	PKCS12 *p12 = NULL;
	EVP_PKEY *key = NULL;
	X509 *leaf = NULL;
	STACK_OF(X509) *others = NULL;
	bool ok = false;

	if (wide_open(&w))
		p12 = PKCS12_init_ex(NID_pkcs7_data, w.context, NULL);
	if (p12 && d2i_PKCS12(&p12, &at, len) && PKCS12_parse(p12, password(r), &key, &leaf, &others))
		ok = (!leaf || (X509_up_ref(leaf) && (others || (others = sk_X509_new_null())) && sk_X509_unshift(others, leaf))) &&
		     add_copies(r, others) && (!key || !(r->want & CERT_FILE_KEY) || add_key_anew(r, EVP_PKEY_up_ref(key) ? key : NULL));
	else if (!is_undecipherable(r, p12, &w))
		locked(r, &w, p12 && PKCS12_mac_present(p12));
	sk_X509_pop_free(others, X509_free);
	X509_free(leaf);
	EVP_PKEY_free(key);
	PKCS12_free(p12);
	wide_close(&w);
	return ok;
}

static bool read_encrypted_key(struct ctx *r, const X509_SIG *sealed)
{
	struct wide w = { 0 };
	const char *word = password(r);
	PKCS8_PRIV_KEY_INFO *plain = NULL;
	EVP_PKEY *key = NULL;

	if (wide_open(&w) && r->password->path)
		plain = PKCS8_decrypt_ex(sealed, word, (int)strlen(word), w.context, NULL);
	if (plain)
		key = EVP_PKCS82PKEY_ex(plain, w.context, NULL);
	bool ok = key ? add_key_anew(r, key) : locked(r, &w, false);
	PKCS8_PRIV_KEY_INFO_free(plain);
	wide_close(&w);
	return ok;
}

/* ---- DER ---- */

static bool read_pkcs7(struct ctx *r, const PKCS7 *p7)
{
	if (PKCS7_type_is_signed(p7) && p7->d.sign)
		return add_copies(r, p7->d.sign->cert);
	return true;
}

static bool read_der_key(struct ctx *r, const unsigned char *at, long len)
{
	const unsigned char *again = at;
	EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &again, len);
	X509_SIG *sealed;
	bool ok = true;

	if (key)
		return add_key(r, key);
	sealed = d2i_X509_SIG(NULL, &at, len);
	if (sealed)
		ok = read_encrypted_key(r, sealed);
	X509_SIG_free(sealed);
	return ok;
}

static bool read_der(struct ctx *r, const unsigned char *at, long len)
{
	const unsigned char *to = at;
	X509 *x = d2i_X509(NULL, &to, len);
	PKCS12 *p12;
	PKCS7 *p7;

	if (x)
		return add_cert(r, x);
	if (to = at, (p12 = d2i_PKCS12(NULL, &to, len))) {
		PKCS12_free(p12);
		return read_pkcs12(r, at, len);
	}
	if (to = at, (p7 = d2i_PKCS7(NULL, &to, len))) {
		bool ok = read_pkcs7(r, p7);

		PKCS7_free(p7);
		return ok;
	}
	return !(r->want & CERT_FILE_KEY) || read_der_key(r, at, len);
}

/* ---- PEM ---- */

static bool is_cert(const char *name)
{
	return strcmp(name, PEM_STRING_X509) == 0 || strcmp(name, PEM_STRING_X509_OLD) == 0 ||
	       strcmp(name, PEM_STRING_X509_TRUSTED) == 0;
}

static bool read_block(struct ctx *r, const char *name, const unsigned char *at, long len)
{
	const unsigned char *to = at;

	if (is_cert(name)) {
		X509 *x = strcmp(name, PEM_STRING_X509_TRUSTED) == 0 ? d2i_X509_AUX(NULL, &to, len) : d2i_X509(NULL, &to, len);
		if (x)
			return add_cert(r, x);
	} else if (strcmp(name, PEM_STRING_PKCS7) == 0 || strcmp(name, PEM_STRING_CMS) == 0) {
		PKCS7 *p7 = d2i_PKCS7(NULL, &to, len);
		bool ok = p7 && read_pkcs7(r, p7);

		PKCS7_free(p7);
		if (p7)
			return ok;
	} else {
		return true;
	}
	return fault(r->fault, FAULT_FILE, 0, "%s holds a broken %s block", r->from->path, name);
}

static bool read_blocks(struct ctx *r, BIO *bio)
{
	char *name, *header;
	unsigned char *at;
	long len;
	bool ok = true;

	while (ok && PEM_read_bio(bio, &name, &header, &at, &len)) {
		ok = read_block(r, name, at, len);
		OPENSSL_free(name);
		OPENSSL_free(header);
		OPENSSL_clear_free(at, (size_t)len);
	}
	if (ok && ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
		ok = fault(r->fault, FAULT_FILE, 0, "%s is PEM, but broken: %s", r->from->path,
			   tls_start_reason(ERR_peek_last_error()));
	return ok;
}

static bool contains(const struct ctx *r, const char *text)
{
	struct span all = buf_span(&r->from->bytes);

	return all.len && memmem(all.at, all.len, text, strlen(text));
}

/*
 * A key as most files hold it: not encrypted, and of a kind that its label or its PKCS#8 names. OpenSSL's own reader tries what every
 * provider can decode, in every form, which costs as much as half a handshake; this one asks for a form and a kind. NULL: it is another
 * key, or a broken one, for the reader that knows all.
 */
static EVP_PKEY *decode_plain_key(const char *form, const char *kind, const unsigned char *at, long len)
{
	EVP_PKEY *key = NULL;
	size_t left = (size_t)len;
	OSSL_DECODER_CTX *decoder = OSSL_DECODER_CTX_new_for_pkey(&key, "DER", form, kind, EVP_PKEY_KEYPAIR, NULL, NULL);

	if (decoder && OSSL_DECODER_from_data(decoder, &at, &left) != 1) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	OSSL_DECODER_CTX_free(decoder);
	return key;
}

static EVP_PKEY *read_plain_block(const char *label, const unsigned char *at, long len)
{
	const unsigned char *to = at;
	const ASN1_OBJECT *kind = NULL;
	char name[64];
	EVP_PKEY *key = NULL;

	if (strcmp(label, PEM_STRING_RSA) == 0)
		return decode_plain_key("type-specific", "RSA", at, len);
	if (strcmp(label, PEM_STRING_ECPRIVATEKEY) == 0)
		return decode_plain_key("type-specific", "EC", at, len);
	if (strcmp(label, PEM_STRING_PKCS8INF) != 0)
		return NULL;
	PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &to, len);
	if (info && PKCS8_pkey_get0(&kind, NULL, NULL, NULL, info) == 1 && OBJ_obj2txt(name, sizeof name, kind, 0) > 0)
		key = decode_plain_key("PrivateKeyInfo", name, at, len);
	PKCS8_PRIV_KEY_INFO_free(info);
	return key;
}

/* The first key of the file. */
static EVP_PKEY *read_plain_key(BIO *bio)
{
	char *label, *header;
	unsigned char *at;
	long len;
	EVP_PKEY *key = NULL;
	bool first = true;

	while (first && PEM_read_bio(bio, &label, &header, &at, &len)) {
		first = !strstr(label, "PRIVATE KEY");
		if (!first && !*header)
			key = read_plain_block(label, at, len);
		OPENSSL_free(label);
		OPENSSL_free(header);
		OPENSSL_clear_free(at, (size_t)len);
	}
	ERR_clear_error();
	(void)BIO_reset(bio);
	return key;
}

static bool read_pem_key(struct ctx *r, BIO *bio)
{
	struct wide w = { 0 };
	bool encrypted = contains(r, "ENCRYPTED");
	EVP_PKEY *key = NULL;

	if (!encrypted && (key = read_plain_key(bio)))
		return add_key(r, key);
	if (contains(r, "DEK-Info:"))
		tls_start_ciphers();
	if (!encrypted || wide_open(&w))
		key = PEM_read_bio_PrivateKey_ex(bio, NULL, give_password, r, w.context, NULL);
	bool ok = key ? (encrypted ? add_key_anew(r, key) : add_key(r, key))
		  : r->queried ? locked(r, &w, false)
			     : fault(r->fault, FAULT_IDENTITY, ERR_GET_REASON(ERR_peek_last_error()),
				     "the key in %s cannot be read: the file is broken or its kind of key unknown", r->from->path);
	wide_close(&w);
	return ok;
}

static bool read_pem(struct ctx *r)
{
	struct span text = file_text(buf_span(&r->from->bytes));
	BIO *bio = BIO_new_mem_buf(text.at, (int)text.len);
	bool ok = true;

	if (!bio)
		return fault(r->fault, FAULT_MEMORY, 0, "no memory to read %s", r->from->path);
	if (r->want & CERT_FILE_CERTS)
		ok = read_blocks(r, bio);
	if (ok && (r->want & CERT_FILE_KEY) && contains(r, "PRIVATE KEY-----")) {
		(void)BIO_reset(bio);
		ok = read_pem_key(r, bio);
	}
	BIO_free(bio);
	return ok;
}

/* ---- neither ---- */

/* Blocks that stand for something else, by the word before their dashes. */
static const struct {
	const char *word, *is;
} other_blocks[] = {
	{ "CERTIFICATE REQUEST-----", "is a certificate request: give the certificate that the CA issued for it" },
	{ "X509 CRL-----", "is a list of revoked certificates (CRL): give a certificate" },
	{ "PUBLIC KEY-----", "is a public key: give a certificate" },
	{ "OPENSSH PRIVATE KEY-----", "is a key of OpenSSH: TLS needs a certificate and its key" },
};

static bool is_request(const struct blob *from)
{
	const unsigned char *at = (const unsigned char *)from->bytes.at;
	X509_REQ *request = d2i_X509_REQ(NULL, &at, (long)from->bytes.len);

	X509_REQ_free(request);
	ERR_clear_error();
	return request;
}

const char *cert_file_other(const struct blob *from)
{
	const struct ctx r = { .from = from };
	const char *other = from->bytes.len ? file_no_text(buf_span(&from->bytes)) : NULL;

	for (size_t i = 0; !other && i < sizeof other_blocks / sizeof *other_blocks; i++)
		if (contains(&r, other_blocks[i].word))
			other = other_blocks[i].is;
	if (!other && (contains(&r, " -----BEGIN ") || contains(&r, "\t-----BEGIN ")))
		other = "is PEM with blanks before its lines: take them out";
	return !other && from->bytes.len && is_request(from) ? other_blocks[0].is : other;
}

/* ---- either ---- */

bool cert_file_read(struct cert_file *cert_file, const struct blob *from, unsigned want, const struct blob *password_blob, struct fault *f)
{
	struct ctx r = { .cert_file = cert_file, .from = from, .password = password_blob, .want = want, .fault = f };
	bool ok;

	if (from->bytes.len > INT_MAX)
		return fault(f, FAULT_FILE, 0, "%s is too large", from->path);
	if (!from->bytes.len)
		return true;
	ERR_clear_error();
	ok = contains(&r, "-----BEGIN ") ? read_pem(&r)
					 : read_der(&r, (const unsigned char *)from->bytes.at, (long)from->bytes.len);
	ERR_clear_error();
	return ok;
}

void cert_file_free(struct cert_file *cert_file)
{
	sk_X509_pop_free(cert_file->certs, X509_free);
	EVP_PKEY_free(cert_file->key);
	*cert_file = (struct cert_file){ 0 };
}
