// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * tls - one TLS connection over a stream
 */
#include "tls/tls.h"

#include <arpa/inet.h>
#include <limits.h>
#include <stdlib.h>

#include "tls/openssl.h"

struct link {
	SSL *ssl;
	struct tls_bio below;
	struct tls_observer observer;
	bool broken; /* a failure after which OpenSSL is not to be asked again */
	const struct plan *plan;
};

/* ---- faults ---- */

static const char *version_name(int version)
{
	static const char *const names[] = { "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3" };

	return version >= SSL3_VERSION && version <= TLS1_3_VERSION ? names[version - SSL3_VERSION] : "an unknown version of TLS";
}

static bool closed_fault(const struct link *l, struct fault *f)
{
	const struct tls *seen = &l->observer.seen;

	if (seen->handshake_done)
		return fault(f, FAULT_CLOSED, 0, "the peer closed the connection after the TLS handshake");
	return fault(f, FAULT_CLOSED, 0, "the peer closed the connection %s",
		     seen->peer_spoke ? "during the TLS handshake" : "before its first TLS message");
}

/* Our side, by OpenSSL's reason. */
static bool refused_fault(const struct link *l, int reason, struct fault *f)
{
	const char *text = tls_start_reason(ERR_peek_error());

	switch (reason) {
	case SSL_R_UNEXPECTED_EOF_WHILE_READING:
		return closed_fault(l, f);
	case SSL_R_UNSUPPORTED_PROTOCOL:
	case SSL_R_WRONG_SSL_VERSION:
	case SSL_R_VERSION_TOO_LOW:
		return fault(f, FAULT_TLS, reason, "the peer wants %s, we accept no less than %s: --tls-min lowers that",
			     version_name(l->observer.server_version), version_name((int)l->plan->tls_min));
	case SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED:
		return fault(f, FAULT_TLS, reason, "the peer lacks secure renegotiation (RFC 5746): --tls-min=1.0 accepts it");
	case SSL_R_DH_KEY_TOO_SMALL:
		return fault(f, FAULT_TLS, reason, "the peer's key exchange is too weak (%s): a lower --security-level accepts it",
			     text);
	case SSL_R_INVALID_STATUS_RESPONSE: /* revocation.c refused the stapled answer, and noted the error */
		return tls_observer_verify_fault(&l->observer, f);
	default:
		return fault(f, FAULT_TLS, reason, "our side refused TLS: %s", text ? text : "no reason given");
	}
}

/* Bytes that are not TLS can only come before the first TLS record. */
static bool no_tls(const struct link *l, int reason)
{
	if (l->observer.server_version || l->observer.seen.alert_received >= 0)
		return false;
	return reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST || reason == SSL_R_HTTPS_PROXY_REQUEST ||
	       reason == SSL_R_PACKET_LENGTH_TOO_LONG || reason == SSL_R_BAD_PACKET_LENGTH || !l->observer.seen.peer_spoke;
}

static bool ssl_fault(const struct link *l, struct fault *f)
{
	int reason = ERR_GET_REASON(ERR_peek_error());

	if (reason > SSL_AD_REASON_OFFSET && reason <= SSL_AD_REASON_OFFSET + UCHAR_MAX)
		return tls_observer_alert_fault(reason - SSL_AD_REASON_OFFSET, f);
	if (reason != SSL_R_UNEXPECTED_EOF_WHILE_READING && !l->observer.seen.handshake_done && no_tls(l, reason))
		return fault(f, FAULT_PROTOCOL, 0, "the peer does not speak TLS there: its first bytes are something else");
	return refused_fault(l, reason, f);
}

static bool memory_fault(struct fault *f)
{
	return fault(f, FAULT_MEMORY, 0, "no memory for TLS");
}

/* Why an operation of OpenSSL did not succeed. */
static enum stream_end end_of(struct link *l, int result, struct fault *f)
{
	int error = SSL_get_error(l->ssl, result);

	if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
		return STREAM_AGAIN;
	if (error == SSL_ERROR_ZERO_RETURN && !tls_observer_out_of_memory(&l->observer) && !l->observer.second_refused)
		return STREAM_CLOSED;
	l->broken = true;
	if (tls_observer_out_of_memory(&l->observer))
		memory_fault(f);
	else if (l->observer.second_refused)
		tls_observer_second_fault(f);
	else if (l->observer.exchange_refused)
		tls_observer_exchange_fault(f);
	else if (error == SSL_ERROR_WANT_X509_LOOKUP)
		tls_observer_verify_fault(&l->observer, f);
	else if (error == SSL_ERROR_SSL)
		ssl_fault(l, f);
	else if (l->below.fault.kind != FAULT_NONE)
		*f = l->below.fault;
	else
		closed_fault(l, f);
	return STREAM_FAILED;
}

/* ---- the stream that the caller gets ---- */

static enum stream_end tls_read(void *self, char *to, size_t size, size_t *moved, struct fault *f)
{
	struct link *l = self;

	ERR_clear_error();
	int result = SSL_read_ex(l->ssl, to, size, moved);
	if (result != 1)
		return end_of(l, result, f);
	l->below.without_data = 0;
	return STREAM_MOVED;
}

static enum stream_end tls_write(void *self, struct span from, size_t *moved, struct fault *f)
{
	struct link *l = self;

	ERR_clear_error();
	int result = SSL_write_ex(l->ssl, from.at, from.len, moved);
	return result == 1 ? STREAM_MOVED : end_of(l, result, f);
}

/* A waiting connection needs no buffers, and of many endpoints most wait. OpenSSL keeps a buffer that has data in it. */
static bool wait_without_buffers(struct link *l, struct deadline d, struct fault *f)
{
	SSL_free_buffers(l->ssl);
	return l->below.tcp.ops->wait(l->below.tcp.self, d, f);
}

static bool tls_wait(void *self, struct deadline d, struct fault *f)
{
	return wait_without_buffers(self, d, f);
}

static void link_free(struct link *l)
{
	if (!l)
		return;
	SSL_free(l->ssl);
	free(l);
}

/* Says goodbye without waiting for an answer. */
static void tls_close(void *self)
{
	struct link *l = self;

	if (!l->broken)
		SSL_shutdown(l->ssl);
	ERR_clear_error();
	link_free(l);
}

static const struct stream_ops stream_ops = { tls_read, tls_write, tls_wait, tls_close };

/* ---- the handshake ---- */

static bool is_plain_name(const char *name)
{
	unsigned char address[sizeof(struct in6_addr)];

	return *name && !strchr(name, '*') && inet_pton(AF_INET, name, address) != 1 && inet_pton(AF_INET6, name, address) != 1;
}

static bool prepare(struct link *l, const struct tls_setup *setup, const struct tls_params *params)
{
	const char *server = params->server_name ? params->server_name : params->name;
	BIO *bio = BIO_new(setup->below);

	l->ssl = SSL_new(setup->context);
	if (!bio || !l->ssl) {
		BIO_free(bio);
		return false;
	}
	BIO_set_data(bio, &l->below);
	BIO_set_init(bio, 1);
	SSL_set_bio(l->ssl, bio, bio);
	if (!params->give_identity)
		SSL_certs_clear(l->ssl);
	if (SSL_set_app_data(l->ssl, &l->observer) != 1)
		return false;
	if (params->public_roots && setup->public_roots && SSL_set1_verify_cert_store(l->ssl, setup->public_roots) != 1)
		return false;
	return !is_plain_name(server) || SSL_set_tlsext_host_name(l->ssl, server) == 1;
}

static struct link *link_new(const struct tls_setup *setup, const struct tls_params *params, const struct stream *tcp,
			     struct arena *a)
{
	struct link *l = calloc(1, sizeof *l);

	if (!l)
		return NULL;
	l->below.tcp = *tcp;
	l->plan = setup->plan;
	tls_observer_begin(&l->observer, params->name, a);
	l->observer.insecure = setup->plan->insecure;
	l->observer.own = params->give_identity ? &setup->own : NULL;
	l->observer.setup = setup;
	if (prepare(l, setup, params))
		return l;
	link_free(l);
	return NULL;
}

static bool connected(struct link *l, struct deadline d, struct fault *f)
{
	int result;

	while (ERR_clear_error(), (result = SSL_connect(l->ssl)) != 1)
		switch (end_of(l, result, f)) {
		case STREAM_MOVED:
		case STREAM_AGAIN:
			if (!wait_without_buffers(l, d, f))
				return false;
			break;
		case STREAM_CLOSED:
			return closed_fault(l, f);
		case STREAM_FAILED:
			return false;
		}
	tls_observer_agreed(&l->observer, l->ssl);
	return true;
}

/* A peer that asked for no certificate was not stopped on the way. */
static bool acceptable(struct link *l, struct fault *f)
{
	if (tls_observer_out_of_memory(&l->observer))
		return memory_fault(f);
	if (l->observer.arena->failed)
		return fault(f, FAULT_LIMIT, 0, "the peer's certificates are larger than we keep");
	if (tls_observer_trusts(&l->observer))
		return true;
	l->broken = true;
	return tls_observer_verify_fault(&l->observer, f);
}

bool tls_open(struct tls_setup *setup, const struct tls_params *params, struct stream *tcp, struct stream *stream, struct tls *facts,
	      struct arena *a, struct fault *f)
{
	struct link *l = link_new(setup, params, tcp, a);
	bool done, ok;

	*stream = (struct stream){ 0 };
	if (!l)
		return fault(f, FAULT_MEMORY, 0, "no memory for a TLS connection");
	done = connected(l, params->deadline, f);
	ok = done && acceptable(l, f);
	l->observer.seen.handshake_done = done;
	if (!ok && f->kind == FAULT_MEMORY)
		tls_observer_begin(&l->observer, params->name, a);
	*facts = l->observer.seen;
	if (ok)
		*stream = (struct stream){ &stream_ops, l };
	else
		link_free(l);
	ERR_clear_error();
	return ok;
}

void tls_facts_after(struct stream *stream, struct tls *facts, int64_t *ticket_us)
{
	const struct link *l = stream->self;

	if (stream->ops != &stream_ops)
		return;
	facts->alert_sent = l->observer.seen.alert_sent;
	facts->alert_received = l->observer.seen.alert_received;
	facts->verified = l->observer.seen.verified;
	*ticket_us = l->observer.ticket_us;
}
