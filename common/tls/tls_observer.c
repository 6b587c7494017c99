// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * tls_observer - what a handshake shows, whatever its end
 *
 * Three callbacks of OpenSSL fill the facts: one per message, one for the peer's chain, one before ours is sent. They serve
 * our own connections, where each SSL carries its watch, and foreign ones (libcurl's), where the context has it.
 * Source: RFC 5246 7, RFC 8446 4 and 6.
 */
#include "tls/tls.h"

#include <stdlib.h>

#include "tls/openssl.h"

struct tls_observer *tls_observer_of(const SSL *ssl, void *of_context)
{
	return of_context ? of_context : SSL_get_app_data(ssl);
}

/* ---- the peer's chain ---- */

/* 21 and 27 only repeat that the chain ended too soon or in a stranger. */
static bool repeats(const struct tls *seen, int code, int depth)
{
	bool echo = code == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE || code == X509_V_ERR_CERT_UNTRUSTED;

	for (size_t i = 0; i < seen->error_count; i++)
		switch (seen->errors[i].code) {
		case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
		case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
		case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
			if (echo)
				return true;
			[[fallthrough]];
		default:
			if (seen->errors[i].code == code && seen->errors[i].depth == depth)
				return true;
		}
	return false;
}

static bool lacks_issuer(int code)
{
	return code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT || code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
	       code == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN || code == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT;
}

/* Is a certificate of that name trusted? As it was not taken for the issuer, it has another key. */
static bool has_namesake(X509_STORE_CTX *context, const X509_NAME *name)
{
	STACK_OF(X509) *found = X509_STORE_CTX_get1_certs(context, name);
	bool any = sk_X509_num(found) > 0;

	sk_X509_pop_free(found, X509_free);
	ERR_clear_error();
	return any;
}

/* NULL: it is known already, or there is no room. `whose` NULL: of no certificate. */
static struct verify_error *add_error(struct tls_observer *w, const X509 *whose, int code, int depth)
{
	struct tls *seen = &w->seen;

	if (seen->error_count == VERIFY_ERRORS_MAX || repeats(seen, code, depth))
		return NULL;
	struct verify_error *error = &seen->errors[seen->error_count++];
	*error = (struct verify_error){
		.code = code,
		.depth = depth,
		.text = X509_verify_cert_error_string(code),
		.subject = whose ? cert_subject(whose, w->arena) : "",
		.sha256 = whose ? cert_fingerprint(whose, w->arena) : "",
	};
	return error;
}

static void note(struct tls_observer *w, X509_STORE_CTX *context, int code, int depth)
{
	const X509 *whose = X509_STORE_CTX_get_current_cert(context);
	struct verify_error *error = add_error(w, whose, code, depth);

	if (error)
		error->namesake = whose && lacks_issuer(code) && has_namesake(context, X509_get_issuer_name(whose));
}

void tls_observer_note(struct tls_observer *w, const X509 *whose, int code, int depth)
{
	w->seen.verified = false;
	add_error(w, whose, code, depth);
}

static int on_error(int ok, X509_STORE_CTX *context)
{
	if (!ok)
		note(X509_STORE_CTX_get_app_data(context), context, X509_STORE_CTX_get_error(context),
		     X509_STORE_CTX_get_error_depth(context));
	return 1;
}

/* An anonymous cipher suite or a resumed session skips verification: it leaves no error, and proves nothing. */
static void note_no_proof(struct tls_observer *w)
{
	struct tls *seen = &w->seen;

	if (seen->verified || seen->error_count)
		return;
	seen->errors[seen->error_count++] = (struct verify_error){
		.code = X509_V_ERR_UNSPECIFIED,
		.text = "no certificate was presented for verification",
		.subject = "",
		.sha256 = "",
	};
}

/*
 * A peer that has proved nothing yet may send keys that take this host a second of CPU to check. Curves: those that OpenSSL
 * offers by default.
 */
static bool is_key_too_large(X509 *x)
{
	static const char *const curves[] = { SN_X9_62_prime256v1, SN_secp384r1, SN_secp521r1 };
	enum { KEY_BITS_MAX = 8192 };
	const EVP_PKEY *key = X509_get0_pubkey(x);
	char curve[64];

	if (!key || EVP_PKEY_get_base_id(key) != EVP_PKEY_EC)
		return key && EVP_PKEY_get_bits(key) > KEY_BITS_MAX;
	if (EVP_PKEY_get_group_name(key, curve, sizeof curve, NULL) == 1)
		for (size_t i = 0; i < sizeof curves / sizeof *curves; i++)
			if (strcmp(curve, curves[i]) == 0)
				return false;
	return true;
}

/* Notes what is too large, before anything is verified. */
static bool is_chain_too_large(struct tls_observer *w, X509_STORE_CTX *context)
{
	enum { CHAIN_MAX = 10 };
	const STACK_OF(X509) *sent = X509_STORE_CTX_get0_untrusted(context);
	size_t before = w->seen.error_count;

	for (int i = 0; i < sk_X509_num(sent) && i < CHAIN_MAX; i++)
		if (is_key_too_large(sk_X509_value(sent, i))) {
			X509_STORE_CTX_set_current_cert(context, sk_X509_value(sent, i));
			note(w, context, X509_V_ERR_APPLICATION_VERIFICATION, i);
		}
	if (sk_X509_num(sent) > CHAIN_MAX) {
		X509_STORE_CTX_set_current_cert(context, X509_STORE_CTX_get0_cert(context));
		note(w, context, X509_V_ERR_CERT_CHAIN_TOO_LONG, 0);
	}
	return w->seen.error_count > before;
}

/* The name is compared after OpenSSL's verification, which knows no SIP URIs. */
static void note_wrong_name(struct tls_observer *w, X509_STORE_CTX *context)
{
	X509_STORE_CTX_set_current_cert(context, X509_STORE_CTX_get0_cert(context));
	note(w, context, X509_V_ERR_HOSTNAME_MISMATCH, 0);
}

static bool holds(const STACK_OF(X509) *list, const X509 *x)
{
	for (int i = 0; i < sk_X509_num(list); i++)
		if (X509_cmp(sk_X509_value(list, i), x) == 0)
			return true;
	return false;
}

/* Sets the verified chain, and separately the certificates that the peer sent without need. */
static void note_chains(struct tls_observer *w, X509_STORE_CTX *context)
{
	const STACK_OF(X509) *sent = X509_STORE_CTX_get0_untrusted(context), *built = X509_STORE_CTX_get0_chain(context);
	STACK_OF(X509) *unused = sk_X509_new_null();

	for (int i = 0; built && i < sk_X509_num(sent); i++)
		if (!holds(built, sk_X509_value(sent, i)) && !holds(unused, sk_X509_value(sent, i)))
			sk_X509_push(unused, sk_X509_value(sent, i));
	cert_chain(built ? built : sent, &w->seen.chain, w->arena);
	cert_chain(unused, &w->seen.unused, w->arena);
	sk_X509_free(unused);
}

/* Every error is noted and none ends the verification, so that the facts are whole. */
static int on_chain(X509_STORE_CTX *context, void *of_context)
{
	const SSL *ssl = X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct tls_observer *w = tls_observer_of(ssl, of_context);
	struct tls *seen = &w->seen;

	X509_STORE_CTX_set_app_data(context, w);
	X509_STORE_CTX_set_verify_cb(context, on_error);
	bool too_large = is_chain_too_large(w, context);
	bool ran = !too_large && X509_verify_cert(context) == 1;
	note_chains(w, context);
	bool rooted = ran && X509_STORE_CTX_get_error(context) == X509_V_OK && sk_X509_num(X509_STORE_CTX_get0_chain(context)) > 0;
	if (!ran && !too_large)
		note(w, context, X509_STORE_CTX_get_error(context), X509_STORE_CTX_get_error_depth(context));
	int revoked = rooted ? revocation_by_lists(w, context) : -1;
	if (revoked >= 0)
		tls_observer_note(w, sk_X509_value(X509_STORE_CTX_get0_chain(context), revoked), X509_V_ERR_CERT_REVOKED, revoked);
	/* A second handshake can bring another certificate: the name is compared with the one that is verified here. */
	seen->name_matches = cert_carries(X509_STORE_CTX_get0_cert(context), seen->wanted_name, w->names,
					  X509_STORE_CTX_get0_chain(context));
	if (!seen->name_matches)
		note_wrong_name(w, context);
	seen->verified = rooted && seen->name_matches && !seen->error_count && !w->arena->failed;
	note_no_proof(w);
	X509_STORE_CTX_set_error(context, tls_observer_trusts(w) ? X509_V_OK : seen->errors[0].code);
	return !w->refuse_at_once || tls_observer_trusts(w);
}

bool tls_observer_trusts(const struct tls_observer *w)
{
	return w->seen.verified || w->insecure;
}

bool tls_observer_out_of_memory(const struct tls_observer *w)
{
	return tls_memory_was_refused() || w->arena->out_of_memory;
}

bool tls_observer_verify_fault(const struct tls_observer *w, struct fault *f)
{
	const struct verify_error *first = &w->seen.errors[0];

	return fault(f, FAULT_VERIFY, first->code, "the peer's certificate does not verify: %s%s%s", first->text,
		     *first->subject ? ": " : "", first->subject);
}

/* ---- the demand for our certificate ---- */

static bool issued_by_one(const X509 *x, const STACK_OF(X509_NAME) *names)
{
	for (int i = 0; i < sk_X509_NAME_num(names); i++)
		if (X509_NAME_cmp(X509_get_issuer_name(x), sk_X509_NAME_value(names, i)) == 0)
			return true;
	return false;
}

static enum known issuer_listed(const struct own *own, const STACK_OF(X509_NAME) *names)
{
	if (!own || !own->leaf || sk_X509_NAME_num(names) <= 0)
		return KNOWN_NOT;
	for (int i = 0; i < sk_X509_num(own->chain); i++)
		if (issued_by_one(sk_X509_value(own->chain, i), names))
			return KNOWN_YES;
	return issued_by_one(own->leaf, names) ? KNOWN_YES : KNOWN_NO;
}

/* OpenSSL calls it before it builds our certificate message. A negative answer suspends the handshake before our certificate is sent. */
static int on_demand(SSL *ssl, void *of_context)
{
	struct tls_observer *w = tls_observer_of(ssl, of_context);
	const STACK_OF(X509_NAME) *names = SSL_get0_peer_CA_list(ssl);
	int count = sk_X509_NAME_num(names);

	w->seen.certificate_asked = true;
	w->seen.ca_names = count > 0 ? (size_t)count : 0;
	w->seen.issuer_in_ca_names = issuer_listed(w->own, names);
	note_no_proof(w);
	return tls_observer_trusts(w) ? 1 : -1;
}

/* ---- messages ---- */

enum { EMPTY_CERTIFICATE_LEN = 8 }; /* TLS 1.3: header 4, context length 1, list length 3; one less in 1.2 */
enum { ALERT_FATAL = 2 };

/* An alert into a connection that the peer has closed does not count as sent. */
static void note_alert(struct tls_observer *w, bool ours, const unsigned char *at, const SSL *ssl)
{
	int *to = ours ? &w->seen.alert_sent : &w->seen.alert_received;

	if (ours && at[1] == SSL_AD_NO_RENEGOTIATION)
		w->second_refused = true;
	if (ours && BIO_eof(SSL_get_rbio(ssl)))
		return;
	if (at[0] == ALERT_FATAL && at[1] != SSL3_AD_CLOSE_NOTIFY && *to < 0)
		*to = at[1];
}

static void note_received(struct tls_observer *w, const unsigned char *at, size_t len)
{
	switch (at[0]) {
	case SSL3_MT_SERVER_HELLO:
		if (len >= 6)
			w->server_version = at[4] << 8 | at[5];
		w->seen.verified = false; /* each handshake has to prove the name again */
		break;
	case SSL3_MT_CERTIFICATE_REQUEST:
		w->seen.certificate_asked = true;
		break;
	case SSL3_MT_NEWSESSION_TICKET:
		if (w->ticket_us < 0) /* only under TLS 1.3: before, we do not ask for any */
			w->ticket_us = clock_us();
		break;
	case SSL3_MT_FINISHED:
		w->peer_finished = true;
		break;
	}
}

static void note_sent(struct tls_observer *w, const unsigned char *at, size_t len)
{
	if (at[0] == SSL3_MT_CERTIFICATE)
		w->seen.certificate_given = len > EMPTY_CERTIFICATE_LEN;
	if (at[0] == SSL3_MT_FINISHED)
		w->finished = true;
}

/* Version and cipher are valid from the message after the ServerHello on. */
static void note_handshake(struct tls_observer *w, bool ours, const unsigned char *at, size_t len, const SSL *ssl)
{
	if (w->server_version && at[0] != SSL3_MT_SERVER_HELLO)
		tls_observer_agreed(w, ssl);
	if (ours)
		note_sent(w, at, len);
	else
		note_received(w, at, len);
	w->seen.handshake_done = w->finished && w->peer_finished;
	if (w->seen.handshake_done && at[0] == SSL3_MT_FINISHED)
		note_no_proof(w);
}

static bool is_record(const unsigned char *at)
{
	return at[0] >= SSL3_RT_CHANGE_CIPHER_SPEC && at[0] <= SSL3_RT_APPLICATION_DATA && at[1] == SSL3_VERSION_MAJOR;
}

static void on_message(int ours, [[maybe_unused]] int version, int type, const void *at, size_t len, SSL *ssl, void *of_context)
{
	struct tls_observer *w = tls_observer_of(ssl, of_context);

	if (type == SSL3_RT_HEADER && !ours && len >= 2 && is_record(at))
		w->seen.peer_spoke = true;
	if (type == SSL3_RT_ALERT && len == 2)
		note_alert(w, ours, at, ssl);
	if (type == SSL3_RT_HANDSHAKE && len)
		note_handshake(w, ours, at, len, ssl);
}

/* OpenSSL calls those of TLS 1.3 unknown. */
static const char *alert_name(int alert)
{
	switch (alert) {
	case TLS13_AD_MISSING_EXTENSION:
		return "missing extension";
	case TLS13_AD_CERTIFICATE_REQUIRED:
		return "certificate required";
	case SSL_AD_NO_APPLICATION_PROTOCOL:
		return "no application protocol";
	default:
		return SSL_alert_desc_string_long(alert);
	}
}

bool tls_observer_alert_fault(int alert, struct fault *f)
{
	return fault(f, FAULT_ALERT, alert, "the peer refused TLS with alert %d (%s)", alert, alert_name(alert));
}

bool tls_observer_second_fault(struct fault *f)
{
	return fault(f, FAULT_TLS, SSL_R_NO_RENEGOTIATION, "the peer started a second TLS handshake (renegotiation), which is refused");
}

bool tls_observer_takes_group(const SSL *ssl, int security_bits)
{
	enum { OF_4096_BITS = 152 }; /* NIST SP 800-56B, as OpenSSL counts */
	struct tls_observer *w = tls_observer_of(ssl, SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));

	if (security_bits > OF_4096_BITS && w)
		w->exchange_refused = true;
	return security_bits <= OF_4096_BITS;
}

bool tls_observer_exchange_fault(struct fault *f)
{
	return fault(f, FAULT_TLS, SSL_R_BAD_DH_VALUE, "the peer's Diffie-Hellman group has more than 4096 bits, the most that is taken");
}

void tls_observer_agreed(struct tls_observer *w, const SSL *ssl)
{
	const SSL_CIPHER *cipher = SSL_get_current_cipher(ssl);

	if (!cipher)
		cipher = SSL_get_pending_cipher(ssl);
	w->seen.version = SSL_get_version(ssl);
	w->seen.cipher = cipher ? SSL_CIPHER_get_name(cipher) : "";
}

/* ---- setting it up ---- */

/* A handshake begins: from here on a peer decides how long it goes on. */
static void on_state(const SSL *ssl, int where, [[maybe_unused]] int outcome)
{
	struct tls_observer *w = where & SSL_CB_HANDSHAKE_START ? SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)) : NULL;

	if (w)
		tls_bio_measure((SSL *)ssl, w); /* only a callback's argument is const */
}

void tls_observer_begin(struct tls_observer *w, const char *name, struct arena *a)
{
	*w = (struct tls_observer){ .ticket_us = -1, .arena = a, .effort.deadline = { .at_us = INT64_MAX, .cancel_fd = -1 } };
	tls_init(&w->seen, name);
}

void tls_observer_install(SSL_CTX *context, struct tls_observer *w)
{
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_cert_verify_callback(context, on_chain, w);
	SSL_CTX_set_cert_cb(context, on_demand, w);
	SSL_CTX_set_msg_callback(context, on_message);
	SSL_CTX_set_msg_callback_arg(context, w);
}

void tls_observer_measure(SSL_CTX *context, struct tls_observer *w, BIO_METHOD *meter)
{
	w->meter = meter;
	SSL_CTX_set_app_data(context, w);
	SSL_CTX_set_info_callback(context, on_state);
}
