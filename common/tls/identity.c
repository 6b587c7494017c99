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
	bool complete;
};

static int note_gap(int ok, X509_STORE_CTX *context)
{
	struct building *b = X509_STORE_CTX_get_app_data(context);
	int error = X509_STORE_CTX_get_error(context);

	if (!ok && (error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT || error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY))
		b->complete = false;
	return 1;
}

static void build(struct building *b, X509_STORE *roots, X509 *leaf)
{
	X509_STORE_CTX *context = X509_STORE_CTX_new();

	sk_X509_pop_free(b->chain, X509_free);
	b->chain = NULL;
	b->complete = true;
	if (context && X509_STORE_CTX_init(context, roots, leaf, (STACK_OF(X509) *)b->file) &&
	    X509_STORE_CTX_set_app_data(context, b)) {
		X509_STORE_CTX_set_verify_cb(context, note_gap);
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

/* A root is no news to the peer: it is not sent, and shown only when our file has it. */
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

/* Ours may be of another issuer than theirs: what --ca-cert does not complete, the system's roots may. */
static bool complete(const struct bag *bag, X509_STORE *roots, struct own *own, struct identity *identity, struct arena *a)
{
	struct building b = { .file = bag->certs };
	X509_STORE *system = NULL;

	build(&b, roots, own->leaf);
	if (!b.complete && (system = trust_system(&identity->fault)))
		build(&b, system, own->leaf);
	X509_STORE_free(system);
	if (!b.chain || identity->fault.kind != FAULT_NONE)
		return fault(&identity->fault, FAULT_MEMORY, 0, "no memory for our certificate's chain");
	take_chain(&b, own, identity, a);
	return true;
}

/* ---- the file ---- */

static const struct blob *key_file(const struct material *m)
{
	return m->private_key.path ? &m->private_key : &m->client_cert;
}

static bool read_files(struct bag *bag, const struct material *m, struct fault *f)
{
	const char *cert = m->client_cert.path, *key = m->private_key.path;

	if (!bag_read(bag, &m->client_cert, key ? BAG_CERTS : BAG_CERTS | BAG_KEY, &m->key_password, f))
		return false;
	if (!sk_X509_num(bag->certs) || !bag->certs)
		return fault(f, FAULT_IDENTITY, 0, "no certificate in %s: it must be PEM, DER or PKCS#12", cert);
	if (key && !bag_read(bag, &m->private_key, BAG_KEY, &m->key_password, f))
		return false;
	if (!bag->key)
		return fault(f, FAULT_IDENTITY, 0, "no private key in %s%s", key ? key : cert, key ? "" : ": give --private-key");
	return true;
}

static X509 *leaf_of(const struct bag *bag)
{
	X509 *found = NULL;

	for (int i = 0; !found && i < sk_X509_num(bag->certs); i++)
		if (X509_check_private_key(sk_X509_value(bag->certs, i), bag->key) == 1)
			found = sk_X509_value(bag->certs, i);
	ERR_clear_error();
	return found;
}

static bool take_pair(struct bag *bag, const struct material *m, struct own *own, struct fault *f)
{
	X509 *leaf = leaf_of(bag);

	if (!leaf)
		return fault(f, FAULT_IDENTITY, X509_R_KEY_VALUES_MISMATCH, "the key in %s does not match the certificate in %s",
			     key_file(m)->path, m->client_cert.path);
	X509_up_ref(leaf);
	*own = (struct own){ .leaf = leaf, .key = bag->key };
	bag->key = NULL;
	return true;
}

bool identity_read(const struct material *m, X509_STORE *roots, struct own *own, struct identity *identity, struct arena *a)
{
	struct bag bag = { 0 };
	struct fault *f = &identity->fault;
	bool ok;

	*own = (struct own){ 0 };
	identity->given = true;
	ok = read_files(&bag, m, f) && take_pair(&bag, m, own, f) && complete(&bag, roots, own, identity, a);
	if (!ok) {
		cert_chain(bag.certs, &identity->chain, a);
		identity_free(own);
	}
	bag_free(&bag);
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
