// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * revocation - was a certificate of the verified chain withdrawn by its issuer?
 *
 * By the operator's lists and by the answer that the server staples, never by asking over the network. OpenSSL's own check of lists is not
 * used, because for it a list that is missing is an error, and to us one thing that is not known. What a list or an answer says counts
 * only with the signature of the certificate's issuer, and that a certificate was revoked also when it is out of date.
 */
#include "tls/openssl.h"

/* ---- the operator's lists ---- */

static bool add_lists(STACK_OF(X509_CRL) *to, const struct blob *from)
{
	BIO *bio = BIO_new_mem_buf(from->bytes.at ? from->bytes.at : "", (int)from->bytes.len);
	int before = sk_X509_CRL_num(to);
	X509_CRL *crl;

	while (bio && (crl = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL)))
		if (!sk_X509_CRL_push(to, crl))
			X509_CRL_free(crl);
	BIO_free(bio);
	ERR_clear_error();
	if (sk_X509_CRL_num(to) > before)
		return true;
	const unsigned char *at = (const unsigned char *)from->bytes.at;
	crl = at ? d2i_X509_CRL(NULL, &at, (long)from->bytes.len) : NULL;
	ERR_clear_error();
	if (crl && !sk_X509_CRL_push(to, crl))
		X509_CRL_free(crl);
	return sk_X509_CRL_num(to) > before;
}

bool revocation_read(const struct tls_files *m, const char *option_value, STACK_OF(X509_CRL) **lists, struct fault *f)
{
	if (!option_value)
		return true;
	*lists = sk_X509_CRL_new_null();
	if (!*lists)
		return fault(f, FAULT_MEMORY, 0, "no memory for revocation lists");
	for (size_t i = 0; i < m->crl_count; i++)
		(void)add_lists(*lists, &m->crls[i]); /* a directory may hold other files */
	return sk_X509_CRL_num(*lists) > 0 ||
	       fault(f, FAULT_FILE, 0, "no revocation list in %s: --crl wants PEM or DER", option_value);
}

/* ---- one certificate by the lists ---- */

static bool is_issuers(X509_CRL *crl, X509 *issuer)
{
	EVP_PKEY *key = X509_get0_pubkey(issuer);

	return X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(issuer)) == 0 && X509_get_key_usage(issuer) & KU_CRL_SIGN && key &&
	       X509_CRL_verify(crl, key) == 1;
}

/* A critical extension limits what the list is about: to some certificates of the issuer, or to what changed. */
static bool is_whole(const X509_CRL *crl)
{
	return X509_CRL_get_ext_by_critical(crl, 1, -1) < 0;
}

static bool is_current(const X509_CRL *crl, time_t now)
{
	const ASN1_TIME *next = X509_CRL_get0_nextUpdate(crl);

	return ASN1_TIME_cmp_time_t(X509_CRL_get0_lastUpdate(crl), now) <= 0 && (!next || ASN1_TIME_cmp_time_t(next, now) >= 0);
}

static enum revocation by_lists(const struct tls_observer *w, X509 *cert, X509 *issuer, const char **why)
{
	const STACK_OF(X509_CRL) *lists = w->setup->crls;
	const char *name = cert_subject(issuer, w->arena);
	enum revocation found = REVOCATION_UNKNOWN;
	X509_REVOKED *entry;

	*why = arena_printf(w->arena, "there is no list of %s", name);
	for (int i = 0; i < sk_X509_CRL_num(lists); i++) {
		X509_CRL *crl = sk_X509_CRL_value(lists, i);

		if (!is_issuers(crl, issuer))
			continue;
		if (X509_CRL_get0_by_cert(crl, &entry, cert) == 1)
			return REVOCATION_REVOKED;
		if (is_whole(crl) && is_current(crl, (time_t)w->setup->now))
			found = REVOCATION_GOOD;
		else
			*why = arena_printf(w->arena, is_whole(crl) ? "the list of %s is out of date" : "the list of %s is about a part", name);
	}
	return found;
}

int revocation_by_lists(struct tls_observer *w, X509_STORE_CTX *context)
{
	const STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(context);
	struct tls *seen = &w->seen;
	const char *why;

	if (!w->setup || !w->setup->crls)
		return -1;
	seen->crl = REVOCATION_GOOD;
	seen->crl_why = "";
	if (sk_X509_num(chain) < 2) {
		seen->crl = REVOCATION_UNKNOWN;
		seen->crl_why = "it is trusted by itself, without its issuer";
	}
	for (int i = 0; i + 1 < sk_X509_num(chain); i++) { /* the last is trusted as it is */
		enum revocation now = by_lists(w, sk_X509_value(chain, i), sk_X509_value(chain, i + 1), &why);

		if (now == REVOCATION_REVOKED) {
			seen->crl = now;
			seen->crl_why = "";
			ERR_clear_error();
			return i;
		}
		if (now == REVOCATION_UNKNOWN && seen->crl == REVOCATION_GOOD) {
			seen->crl = now;
			seen->crl_why = why;
		}
	}
	ERR_clear_error();
	return -1;
}

/* ---- the stapled answer ---- */

/* The id of the certificate by the digest that the responder chose. */
static bool is_about(const OCSP_SINGLERESP *single, X509 *cert, X509 *issuer)
{
	const OCSP_CERTID *given = OCSP_SINGLERESP_get0_id(single);
	ASN1_OBJECT *digest = NULL;
	OCSP_CERTID *own = NULL;

	if (OCSP_id_get0_info(NULL, &digest, NULL, NULL, (OCSP_CERTID *)given) == 1) /* only the argument is not const */
		own = OCSP_cert_to_id(EVP_get_digestbyobj(digest), cert, issuer);
	bool same = own && OCSP_id_cmp(own, given) == 0;
	OCSP_CERTID_free(own);
	return same;
}

static enum revocation by_answer(OCSP_BASICRESP *basic, X509 *cert, X509 *issuer, const char **why)
{
	enum { SKEW_S = 300 };
	ASN1_GENERALIZEDTIME *from = NULL, *until = NULL;

	*why = "the stapled answer is about another certificate";
	for (int i = 0; i < OCSP_resp_count(basic); i++) {
		OCSP_SINGLERESP *single = OCSP_resp_get0(basic, i);

		if (!is_about(single, cert, issuer))
			continue;
		int status = OCSP_single_get0_status(single, NULL, NULL, &from, &until);
		if (status == V_OCSP_CERTSTATUS_REVOKED)
			return REVOCATION_REVOKED;
		bool current = OCSP_check_validity(from, until, SKEW_S, -1) == 1;
		if (status == V_OCSP_CERTSTATUS_GOOD && current)
			return REVOCATION_GOOD;
		*why = status != V_OCSP_CERTSTATUS_GOOD ? "the responder does not know it" : "the stapled answer is out of date";
	}
	return REVOCATION_UNKNOWN;
}

/* Signed by the issuer or by a responder that it charged, with a chain to a trusted root. */
static bool is_signed(SSL *ssl, OCSP_BASICRESP *basic, STACK_OF(X509) *chain)
{
	X509_STORE *store = NULL;

	if (SSL_get0_verify_cert_store(ssl, &store) != 1 || !store)
		store = SSL_CTX_get_cert_store(SSL_get_SSL_CTX(ssl));
	return OCSP_basic_verify(basic, chain, store, 0) == 1;
}

static enum revocation judge_answer(SSL *ssl, OCSP_RESPONSE *response, STACK_OF(X509) *chain, const char **why)
{
	enum revocation found = REVOCATION_UNKNOWN;
	int status = response ? OCSP_response_status(response) : -1;
	OCSP_BASICRESP *basic = status == OCSP_RESPONSE_STATUS_SUCCESSFUL ? OCSP_response_get1_basic(response) : NULL;

	*why = !response ? "the stapled answer cannot be read" : "the responder gave no answer";
	if (basic && !is_signed(ssl, basic, chain))
		*why = "the stapled answer is not signed by the issuer";
	else if (basic)
		found = by_answer(basic, sk_X509_value(chain, 0), sk_X509_value(chain, 1), why);
	OCSP_BASICRESP_free(basic);
	return found;
}

/* OpenSSL calls it after the peer's chain and before we send our certificate. 0 ends the handshake. */
static int on_answer(SSL *ssl, void *of_context)
{
	struct tls_observer *w = tls_observer_of(ssl, of_context);
	STACK_OF(X509) *chain = SSL_get0_verified_chain(ssl);
	const unsigned char *at = NULL;
	long len = SSL_get_tlsext_status_ocsp_resp(ssl, &at);
	OCSP_RESPONSE *response = at && len > 0 ? d2i_OCSP_RESPONSE(NULL, &at, len) : NULL;

	w->seen.ocsp = REVOCATION_UNKNOWN;
	w->seen.ocsp_why = "its chain does not verify";
	if (len <= 0)
		w->seen.ocsp_why = "the server staples no answer";
	else if (w->seen.verified && sk_X509_num(chain) < 2)
		w->seen.ocsp_why = "it is trusted by itself, without its issuer";
	else if (w->seen.verified)
		w->seen.ocsp = judge_answer(ssl, response, chain, &w->seen.ocsp_why);
	if (w->seen.ocsp != REVOCATION_UNKNOWN)
		w->seen.ocsp_why = "";
	if (w->seen.ocsp == REVOCATION_REVOKED)
		tls_observer_note(w, sk_X509_value(chain, 0), X509_V_ERR_CERT_REVOKED, 0);
	OCSP_RESPONSE_free(response);
	ERR_clear_error();
	return w->seen.ocsp != REVOCATION_REVOKED || tls_observer_trusts(w);
}

void revocation_ask(SSL_CTX *context, struct tls_observer *w)
{
	SSL_CTX_set_tlsext_status_type(context, TLSEXT_STATUSTYPE_ocsp);
	SSL_CTX_set_tlsext_status_cb(context, on_answer);
	SSL_CTX_set_tlsext_status_arg(context, w);
}
