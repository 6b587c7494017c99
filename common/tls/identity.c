// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * identity - our own certificate, its key, and the chain sent with it
 *
 * Whether it has expired or lacks a usage is for rules; here it only has to be usable.
 */
#include "tls/openssl.h"

/* ---- the chain ---- */

/* One attempt to complete it. */
struct building {
	const STACK_OF(X509) *file; /* what the operator's file holds */
	STACK_OF(X509) *chain;	    /* leaf first, as far as it goes; NULL: no memory */
	bool complete, rooted; /* no issuer is missing; it ends in one of the roots */
};

static int note_gap(int ok, X509_STORE_CTX *context)
{
	struct building *b = X509_STORE_CTX_get_app_data(context);
	int error = X509_STORE_CTX_get_error(context);

	if (ok)
		return 1;
	switch (error) {
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
		b->complete = false;
		[[fallthrough]];
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
		b->rooted = false;
		break;
	}
	return 1;
}

/*
 * In place of OpenSSL's check of signatures and dates, a twentieth of a check: issuers are found by name and key identifier, the peer verifies
 * what it is sent, and dates are for rules.
 */
static int verify_nothing([[maybe_unused]] X509_STORE_CTX *context)
{
	return 1;
}

static void build(struct building *b, X509_STORE *roots, X509 *leaf)
{
	X509_STORE_CTX *context = X509_STORE_CTX_new();

	sk_X509_pop_free(b->chain, X509_free);
	b->chain = NULL;
	b->complete = b->rooted = true;
	if (context && X509_STORE_CTX_init(context, roots, leaf, (STACK_OF(X509) *)b->file) &&
	    X509_STORE_CTX_set_app_data(context, b)) {
		X509_STORE_CTX_set_verify_cb(context, note_gap);
		X509_STORE_CTX_set_verify(context, verify_nothing);
		X509_verify_cert(context);
		b->chain = X509_STORE_CTX_get1_chain(context);
	}
	X509_STORE_CTX_free(context);
}

static bool in_file(const struct building *b, const X509 *x)
{
	for (int i = 0; i < sk_X509_num(b->file); i++)
		if (X509_cmp(sk_X509_value(b->file, i), x) == 0)
			return true;
	return false;
}

/* The peer has the root already: it is not sent, and shown only if our file has it. */
static void take_chain(struct building *b, struct own *own, struct identity *identity, struct arena *a)
{
	X509 *last = sk_X509_value(b->chain, sk_X509_num(b->chain) - 1);
	bool root = sk_X509_num(b->chain) > 1 && X509_self_signed(last, 0) == 1;

	if (root && !in_file(b, last))
		X509_free(sk_X509_pop(b->chain));
	cert_chain(b->chain, &identity->chain, a);
	if (root && in_file(b, last))
		X509_free(sk_X509_pop(b->chain));
	X509_free(sk_X509_shift(b->chain));
	own->chain = b->chain;
	identity->chain_complete = b->complete;
}

/* Our certificate may have another issuer than the server's: if --ca-cert does not complete our chain, the system's roots may. */
static bool complete(const struct cert_file *cert_file, X509_STORE *roots, struct own *own, struct identity *identity, struct arena *a)
{
	struct building b = { .file = cert_file->certs };
	X509_STORE *system = NULL;

	build(&b, roots, own->leaf);
	identity->of_our_roots = b.chain && b.rooted;
	if (!b.complete && (system = trust_system(&identity->fault)))
		build(&b, system, own->leaf);
	X509_STORE_free(system);
	if (!b.chain || identity->fault.kind != FAULT_NONE)
		return fault(&identity->fault, FAULT_MEMORY, 0, "no memory for the monitoring host's chain");
	take_chain(&b, own, identity, a);
	return true;
}

/* ---- the file ---- */

static const struct blob *key_file(const struct tls_files *m)
{
	return m->private_key.path ? &m->private_key : &m->client_cert;
}

/* PEM says what it holds. */
static bool is_key(const struct blob *file)
{
	return span_find(buf_span(&file->bytes), SPAN("PRIVATE KEY-----")) < file->bytes.len;
}

static bool read_files(struct cert_file *cert_file, const struct tls_files *m, struct fault *f)
{
	const char *cert = m->client_cert.path, *key = m->private_key.path;

	bool read = cert_file_read(cert_file, &m->client_cert, key ? CERT_FILE_CERTS : CERT_FILE_CERTS | CERT_FILE_KEY, &m->key_password, f);
	const char *other = cert_file->certs ? NULL : cert_file_other(&m->client_cert);
	if (other)
		return fault(f, FAULT_IDENTITY, 0, "%s %s", cert, other);
	if (!read)
		return false;
	if (!sk_X509_num(cert_file->certs) || !cert_file->certs)
		return is_key(&m->client_cert) ? fault(f, FAULT_IDENTITY, 0, "%s is a private key, and no certificate: %s", cert,
						       key ? "exchange -J and -K" : "give it with -K, and the certificate with -J")
					       : fault(f, FAULT_IDENTITY, 0, "no certificate in %s: it must be PEM, DER or PKCS#12", cert);
	if (key && !cert_file_read(cert_file, &m->private_key, CERT_FILE_KEY, &m->key_password, f))
		return false;
	other = key && !cert_file->key ? file_no_text(buf_span(&m->private_key.bytes)) : NULL;
	if (other)
		return fault(f, FAULT_IDENTITY, 0, "%s %s", key, other);
	if (!cert_file->key)
		return fault(f, FAULT_IDENTITY, 0, "no private key in %s%s", key ? key : cert, key ? "" : ": give --private-key");
	return true;
}

static bool is_valid(const X509 *x, time_t now)
{
	return X509_cmp_time(X509_get0_notBefore(x), &now) < 0 && X509_cmp_time(X509_get0_notAfter(x), &now) > 0;
}

static bool is_longer(const X509 *x, const X509 *than)
{
	return ASN1_TIME_compare(X509_get0_notAfter(x), X509_get0_notAfter(than)) > 0;
}

/*
 * A renewed certificate may stand in the file beside the old one, for the same key: one that is valid comes first, of several the one that
 * is so for longer. The others are left aside.
 */
static X509 *leaf_of(const struct cert_file *cert_file, time_t now, STACK_OF(X509) *others)
{
	X509 *found = NULL;

	for (int i = 0; i < sk_X509_num(cert_file->certs); i++) {
		X509 *x = sk_X509_value(cert_file->certs, i), *left = x;
		if (X509_check_private_key(x, cert_file->key) != 1)
			continue;
		if (!found || (is_valid(x, now) != is_valid(found, now) ? is_valid(x, now) : is_longer(x, found))) {
			left = found;
			found = x;
		}
		if (left && X509_cmp(left, found) != 0)
			sk_X509_push(others, left);
	}
	ERR_clear_error();
	return found;
}

static bool take_pair(struct cert_file *cert_file, const struct tls_files *m, struct own *own, struct identity *identity, struct arena *a)
{
	STACK_OF(X509) *others = sk_X509_new_null();
	X509 *leaf = leaf_of(cert_file, own->now, others);

	cert_chain(others, &identity->others, a);
	sk_X509_free(others);
	if (!leaf)
		return fault(&identity->fault, FAULT_IDENTITY, X509_R_KEY_VALUES_MISMATCH, "the key in %s does not match the certificate in %s",
			     key_file(m)->path, m->client_cert.path);
	X509_up_ref(leaf);
	*own = (struct own){ .leaf = leaf, .key = cert_file->key, .now = own->now };
	cert_file->key = NULL;
	return true;
}

bool identity_read(const struct tls_files *m, X509_STORE *roots, struct own *own, struct identity *identity, struct arena *a)
{
	struct cert_file cert_file = { 0 };
	struct fault *f = &identity->fault;
	bool ok;

	*own = (struct own){ .now = own->now };
	identity->given = true;
	ok = read_files(&cert_file, m, f) && take_pair(&cert_file, m, own, identity, a) && complete(&cert_file, roots, own, identity, a);
	if (!ok) {
		cert_chain(cert_file.certs, &identity->chain, a);
		identity_free(own);
	}
	cert_file_free(&cert_file);
	ERR_clear_error();
	return ok;
}

void identity_free(struct own *own)
{
	X509_free(own->leaf);
	EVP_PKEY_free(own->key);
	sk_X509_pop_free(own->chain, X509_free);
	*own = (struct own){ 0 };
}
