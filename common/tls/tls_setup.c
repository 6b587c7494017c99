// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * tls_setup - roots, identity and policy, made once for all connections
 *
 * OpenSSL's configuration file stays in force (FIPS, crypto policies): the plan raises what it asks for, and lowers it only
 * below TLS 1.2, which has to be asked for by name. Cipher suites without a certificate or without encryption are left out
 * whatever that file offers.
 */
#include "tls/tls.h"

#include <stdlib.h>

#include "tls/openssl.h"

enum { PEER_CERTIFICATES_MOST = 102400 }; /* bytes of a peer's whole chain */

/* ---- policy ---- */

/* The suite wants a certificate of the server, not a shared key or password instead, and it encrypts. */
static bool is_suite_fit(const SSL_CIPHER *suite)
{
	static const int unfit[] = { NID_auth_null, NID_auth_psk, NID_auth_srp, NID_kx_psk, NID_kx_rsa_psk, NID_kx_dhe_psk,
				     NID_kx_ecdhe_psk, NID_kx_srp };

	for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++)
		if (SSL_CIPHER_get_auth_nid(suite) == unfit[i] || SSL_CIPHER_get_kx_nid(suite) == unfit[i])
			return false;
	return SSL_CIPHER_get_cipher_nid(suite) != NID_undef;
}

/*
 * OpenSSL asks for each suite and group that it is about to offer, and for those that the peer chose. Unlike a list, this holds for
 * any list that the host's configuration sets, and for TLS 1.3. Large Diffie-Hellman groups cost CPU before the peer has proved anything.
 */
static int on_security(const SSL *ssl, const SSL_CTX *context, int operation, int bits, int nid, void *what, void *of_setup)
{
	const struct tls_setup *setup = of_setup;

	if (((unsigned)operation & SSL_SECOP_OTHER_TYPE) == SSL_SECOP_OTHER_CIPHER && !is_suite_fit(what))
		return 0;
	if (operation == SSL_SECOP_TMP_DH && ssl && !tls_observer_takes_group(ssl, bits))
		return 0;
	if (nid == NID_ffdhe6144 || nid == NID_ffdhe8192)
		return 0;
	return setup->security(ssl, context, operation, bits, nid, what, NULL);
}

static void set_suites(SSL_CTX *context, const struct tls_setup *setup)
{
	SSL_CTX_set_security_callback(context, on_security);
	SSL_CTX_set0_security_ex_data(context, (void *)setup);
}

static bool set_versions(SSL_CTX *context, const struct plan *plan)
{
	bool old = plan->tls_min < TLS_1_2;
	int level = plan->security_level >= 0 ? plan->security_level : old ? 0 : -1;

	if (level >= 0)
		SSL_CTX_set_security_level(context, level);
	if (old)
		SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT);
	if (!old && SSL_CTX_get_min_proto_version(context) >= (int)plan->tls_min)
		return true;
	return SSL_CTX_set_min_proto_version(context, (int)plan->tls_min) == 1;
}

/* Bit n: TLS 1.n, which the plan would offer, is not offered: the host's configuration file keeps bounds and options of its own. */
static int denied_versions(const SSL_CTX *context, const struct plan *plan)
{
	static const uint64_t options[] = { SSL_OP_NO_TLSv1, SSL_OP_NO_TLSv1_1, SSL_OP_NO_TLSv1_2, SSL_OP_NO_TLSv1_3 };
	long least = SSL_CTX_get_min_proto_version((SSL_CTX *)context), most = SSL_CTX_get_max_proto_version((SSL_CTX *)context);
	int denied = 0;

	for (int n = (int)plan->tls_min - TLS1_VERSION; n < 4; n++)
		if (TLS1_VERSION + n < least || (most && TLS1_VERSION + n > most) || SSL_CTX_get_options(context) & options[n])
			denied |= 1 << n;
	return denied;
}

static bool any_version_left(const struct tls_setup *setup, struct fault *f)
{
	enum { ALL = 15 };
	int least = (int)setup->plan->tls_min - TLS1_VERSION;

	return (setup->denied >> least) != (ALL >> least) ||
	       fault(f, FAULT_TLS, TLS_NO_VERSION, "this host's OpenSSL policy allows no TLS version from 1.%d on, so none can be offered", least);
}

static bool set_trust(SSL_CTX *context, const struct tls_setup *setup)
{
	SSL_CTX_set1_cert_store(context, setup->roots);
	X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(context), (time_t)setup->now);
	return true;
}

/* Every check shakes hands in full: a resumed session would show neither certificate nor verdict. */
static void set_habits(SSL_CTX *context)
{
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
#ifdef SSL_OP_NO_TX_CERTIFICATE_COMPRESSION /* Debian 13: no peer of ours needs it, and the watch knows certificates as they are */
	SSL_CTX_set_options(context, SSL_OP_NO_TX_CERTIFICATE_COMPRESSION | SSL_OP_NO_RX_CERTIFICATE_COMPRESSION);
#endif
	SSL_CTX_set_max_cert_list(context, PEER_CERTIFICATES_MOST);
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

static bool set_policy(SSL_CTX *context, const struct tls_setup *setup, struct fault *f)
{
	set_habits(context);
	set_suites(context, setup);
	return (set_versions(context, setup->plan) && set_trust(context, setup)) ||
	       fault(f, FAULT_TLS, ERR_GET_REASON(ERR_peek_error()), "OpenSSL does not take our TLS settings: %s",
		     tls_start_reason(ERR_peek_error()));
}

/* ---- identity ---- */

static bool too_weak(int reason)
{
	return reason == SSL_R_EE_KEY_TOO_SMALL || reason == SSL_R_CA_KEY_TOO_SMALL || reason == SSL_R_CA_MD_TOO_WEAK;
}

/* The highest security level that takes the key. Source: OpenSSL, SSL_CTX_get_security_level(3). */
static int level_of(const EVP_PKEY *key)
{
	static const int bits[] = { 80, 112, 128, 192, 256 };
	int level = 0;

	while (level < 5 && EVP_PKEY_get_security_bits(key) >= bits[level])
		level++;
	return level;
}

static bool use_own(SSL_CTX *context, const struct own *own, const char *file, struct fault *f)
{
	int level = SSL_CTX_get_security_level(context);

	if (!own->leaf || SSL_CTX_use_cert_and_key(context, own->leaf, own->key, own->chain, 1) == 1)
		return true;
	int reason = ERR_GET_REASON(ERR_peek_error());
	const char *text = tls_start_reason(ERR_peek_error());
	if (reason == SSL_R_EE_KEY_TOO_SMALL)
		return fault(f, FAULT_IDENTITY, reason,
			     "our key of %d bits in %s is too weak for OpenSSL: renew it, or give --security-level=%d",
			     EVP_PKEY_get_bits(own->key), file, level_of(own->key));
	if (too_weak(reason))
		return fault(f, FAULT_IDENTITY, reason,
			     "the monitoring host's certificate in %s is too weak for OpenSSL's security level %d (%s): renew it, or give a lower "
			     "--security-level",
			     file, level, text);
	return fault(f, FAULT_IDENTITY, reason, "the monitoring host's certificate in %s cannot be used: %s", file, text ? text : "OpenSSL refuses it");
}

/* ---- the whole ---- */

static bool make_roots(struct tls_setup *setup, const struct tls_files *m, struct fault *f)
{
	const struct plan *plan = setup->plan;

	setup->roots = trust_new(plan, m, f);
	if (setup->roots && plan_looks_outside(plan) && plan->ca_cert)
		setup->public_roots = trust_both(plan, m, f);
	return setup->roots && (setup->public_roots || !plan_looks_outside(plan) || !plan->ca_cert);
}

static bool make_context(struct tls_setup *setup, struct fault *f)
{
	setup->below = tls_bio_method();
	setup->meter = tls_bio_meter();
	setup->context = SSL_CTX_new(TLS_client_method());
	if (!setup->below || !setup->meter || !setup->context)
		return fault(f, FAULT_MEMORY, 0, "OpenSSL cannot be set up: %s", tls_start_reason(ERR_peek_error()));
	setup->security = SSL_CTX_get_security_callback(setup->context);
	tls_observer_install(setup->context, NULL);
	if (setup->plan->ocsp)
		revocation_ask(setup->context, NULL);
	if (!set_policy(setup->context, setup, f))
		return false;
	setup->denied = denied_versions(setup->context, setup->plan);
	return any_version_left(setup, f);
}

struct tls_setup *tls_setup_new(const struct plan *plan, const struct tls_files *m, int64_t now, struct identity *identity,
				struct arena *a, struct fault *f)
{
	struct tls_setup *setup = calloc(1, sizeof *setup);

	tls_start(plan->subject);
	if (!setup) {
		fault(f, FAULT_MEMORY, 0, "no memory for TLS");
		return NULL;
	}
	ERR_clear_error();
	*identity = (struct identity){ 0 };
	setup->plan = plan;
	setup->now = now;
	setup->own.now = (time_t)now;
	if (!revocation_read(m, plan->crl, &setup->crls, f) || !make_roots(setup, m, f) || !make_context(setup, f)) {
		tls_setup_free(setup);
		setup = NULL;
	} else if (m->client_cert.path && (!identity_read(m, setup->roots, &setup->own, identity, a) ||
					   !use_own(setup->context, &setup->own, m->client_cert.path, &identity->fault))) {
		identity_free(&setup->own);
	}
	if (setup && identity->fault.kind == FAULT_NONE && (tls_memory_was_refused() || a->out_of_memory))
		fault(&identity->fault, FAULT_MEMORY, 0, "no memory for TLS"); /* what was read without it may be half */
	ERR_clear_error();
	return setup;
}

int tls_setup_denied(const struct tls_setup *setup)
{
	return setup->denied;
}

void tls_setup_free(struct tls_setup *setup)
{
	if (!setup)
		return;
	SSL_CTX_free(setup->context);
	BIO_meth_free(setup->below);
	BIO_meth_free(setup->meter);
	X509_STORE_free(setup->roots);
	X509_STORE_free(setup->public_roots);
	sk_X509_CRL_pop_free(setup->crls, X509_CRL_free);
	identity_free(&setup->own);
	free(setup);
}

/* ---- for the context of a library ---- */

struct tls_observer *tls_observer_new(const char *name, struct arena *a)
{
	struct tls_observer *w = malloc(sizeof *w);

	if (w)
		tls_observer_begin(w, name, a);
	return w;
}

void tls_observer_free(struct tls_observer *w)
{
	free(w);
}

bool tls_setup_apply(struct tls_setup *setup, bool give_identity, void *ssl_ctx, struct tls_observer *w, struct fault *f)
{
	struct effort effort = w->effort;
	bool ok;

	tls_observer_begin(w, w->seen.wanted_name, w->arena);
	w->effort = effort;
	w->insecure = setup->plan->insecure;
	w->names = CERT_NAMES_HTTPS;
	w->refuse_at_once = true;
	w->own = give_identity ? &setup->own : NULL;
	w->setup = setup;
	ERR_clear_error();
	tls_observer_install(ssl_ctx, w);
	if (setup->plan->ocsp)
		revocation_ask(ssl_ctx, w);
	tls_observer_measure(ssl_ctx, w, setup->meter);
	ok = set_policy(ssl_ctx, setup, f);
	/*
	 * Under TLS 1.2 the web servers of Windows (IIS, WinRM) request a certificate for the login only after they have read the HTTP
	 * request, by a second handshake. It is verified as the first one is.
	 */
	if (give_identity && setup->plan->settings.auth == AUTH_CERTIFICATE)
		SSL_CTX_clear_options(ssl_ctx, SSL_OP_NO_RENEGOTIATION);
	ok = ok && (!give_identity || use_own(ssl_ctx, &setup->own, setup->plan->client_cert, f));
	ERR_clear_error();
	return ok;
}

void tls_observer_facts(const struct tls_observer *w, struct tls *facts)
{
	*facts = w->seen;
}

void tls_observer_until(struct tls_observer *w, struct deadline deadline)
{
	w->effort = EFFORT(deadline);
}

void tls_observer_heard(struct tls_observer *w)
{
	w->without_data = 0;
}

bool tls_observer_blameless(const struct tls_observer *w, struct fault *f)
{
	if (w->seen.error_count && !tls_observer_trusts(w))
		return tls_observer_verify_fault(w, f);
	if (w->second_refused)
		return tls_observer_second_fault(f);
	if (w->exchange_refused)
		return tls_observer_exchange_fault(f);
	if (!tls_bio_excess(w, f))
		return false;
	if (w->seen.alert_received >= 0)
		return tls_observer_alert_fault(w->seen.alert_received, f);
	return true;
}
