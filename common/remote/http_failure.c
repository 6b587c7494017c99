// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * http_failure - why a transfer failed: libcurl's codes and what we saw of the connection, as a fault
 *
 * Knows nothing of requests and how they are made. libcurl names a few symptoms; whether this host, a proxy, TLS or the server was
 * the cause is decided here.
 * Source: libcurl-errors(3).
 */
#include "remote/http_state.h"

#include <stdio.h>

#include "base/errno_text.h"
#include "remote/http_memory.h"

static bool is_tls_silent(const struct http *h)
{
	struct tls seen;

	tls_observer_facts(h->observer, &seen);
	return h->tls_begun && !seen.peer_spoke;
}

static bool is_out_of_memory(const struct http *h)
{
	return h->answer->body.out_of_memory || http_memory_was_refused() || tls_observer_out_of_memory(h->observer);
}

static bool memory_failed(const struct http *h, struct fault *f)
{
	return fault(f, FAULT_MEMORY, 0, "out of memory while talking to %s", h->server->host);
}

void http_failure_late(const struct http *h, struct fault *f)
{
	const struct host_port *proxy = &h->plan->settings.http_proxy;

	if (is_out_of_memory(h)) /* libcurl waits for a server whose answer OpenSSL had no room for */
		memory_failed(h, f);
	else if (http_is_at_proxy(h))
		fault(f, FAULT_TIMEOUT, TIMEOUT_PROXY, "proxy %.150s:%u did not answer in time", proxy->name, (unsigned)proxy->port);
	else if (is_tls_silent(h))
		fault(f, FAULT_TIMEOUT, TIMEOUT_TLS, "%.150s:%u took the connection, and did not answer TLS", h->server->host,
		      (unsigned)h->server->port);
	else
		fault(f, FAULT_TIMEOUT, 0, "%s did not answer in time", h->server->host);
}

/* A local failure: out of memory, descriptors or buffers, or one that libcurl gives no reason for. */
static bool is_local(CURLcode result, long os_error)
{
	return errno_is_shortage((int)os_error) || result == CURLE_FAILED_INIT || (result == CURLE_COULDNT_CONNECT && os_error == 0);
}

/* A proxy's answer to CONNECT is not an answer of the server. */
static bool proxy_failed(const struct http *h, CURLcode result, struct fault *f)
{
	const struct host_port *proxy = &h->plan->settings.http_proxy;
	bool broke = result == CURLE_GOT_NOTHING || result == CURLE_SEND_ERROR || result == CURLE_RECV_ERROR;
	char answer[40];
	long status = 0;

	curl_easy_getinfo(h->easy, CURLINFO_HTTP_CONNECTCODE, &status);
	snprintf(answer, sizeof answer, "HTTP %ld", status);
	return fault(f, FAULT_UNREACHABLE, status, "proxy %.150s:%u opens no way to %s:%u: %s", proxy->name, (unsigned)proxy->port,
		     h->server->host, (unsigned)h->server->port,
		     status >= 300 ? answer : broke ? "it broke the connection" : "it does not answer as a proxy does");
}

/* True: the failure is not TLS' own. False: *f has TLS' reason, which calls the server "the peer": here it gets its name. */
static bool is_tls_blameless(const struct http *h, struct fault *f)
{
	static const char peer[] = "the peer ";

	if (tls_observer_blameless(h->observer, f))
		return true;
	const struct fault unnamed = *f;
	if (strncmp(unnamed.text, peer, sizeof peer - 1) == 0)
		fault(f, unnamed.kind, unnamed.code, "%.150s %s", h->server->host, unnamed.text + sizeof peer - 1);
	return false;
}

/* libcurl keeps OpenSSL's reason to itself. */
static bool tls_failed(const struct http *h, const char *words, struct fault *f)
{
	const struct http_server *server = h->server;
	struct tls seen;

	tls_observer_facts(h->observer, &seen);
	if (!seen.peer_spoke)
		return fault(f, FAULT_TLS, TLS_NOT_SPOKEN, "%.150s:%u does not speak TLS: it closed the connection, or answered something else",
			     server->host, (unsigned)server->port);
	return fault(f, FAULT_TLS, 0, "TLS with %s:%u failed: %s", server->host, (unsigned)server->port, words);
}

/* False: the failure is this host's, whatever libcurl calls it, and *f says why. True: *f is unchanged. */
static bool is_host_blameless(const struct http *h, CURLcode result, long os_error, struct fault *f)
{
	const char *host = h->server->host;

	if (is_out_of_memory(h))
		return memory_failed(h, f);
	if (is_local(result, os_error))
		return fault(f, FAULT_SYSTEM, os_error, "this host cannot talk to %s: %s", host,
			     os_error ? errno_text((int)os_error) : curl_easy_strerror(result));
	if (h->too_long && !http_is_at_proxy(h))
		return fault(f, FAULT_LIMIT, 0, "the answer of %s is longer than %zu MiB, or its head than %d KiB", host,
			     h->request->max >> 20, HTTP_HEAD_MAX >> 10);
	if (h->tls_fault.kind != FAULT_NONE)
		*f = h->tls_fault;
	return h->tls_fault.kind == FAULT_NONE;
}

static bool connect_failed(const struct http *h, long os_error, struct fault *f)
{
	const struct host_port *proxy = &h->plan->settings.http_proxy;
	const struct host_port server = { h->server->host, h->server->port }, *next = proxy->name ? proxy : &server;

	enum fault_kind kind = errno_fault((int)os_error);
	if (kind == FAULT_FORBIDDEN)
		return fault(f, kind, os_error, "this host may not connect to %s:%u: %s", next->name, (unsigned)next->port,
			     errno_text((int)os_error));
	return fault(f, kind, os_error, "cannot connect to %s%s:%u: %s", next == proxy ? "proxy " : "", next->name,
		     (unsigned)next->port, errno_text((int)os_error));
}

bool http_failure_explain(const struct http *h, CURLcode result, struct fault *f)
{
	const char *host = h->server->host, *words = curl_easy_strerror(result);
	long os_error = 0;

	curl_easy_getinfo(h->easy, CURLINFO_OS_ERRNO, &os_error);
	if (result == CURLE_COULDNT_CONNECT && os_error == 0)
		os_error = h->no_socket;
	if (!is_host_blameless(h, result, os_error, f))
		return false;
	if (result != CURLE_COULDNT_CONNECT && http_is_at_proxy(h))
		return proxy_failed(h, result, f);
	switch (result) {
	case CURLE_COULDNT_CONNECT:
		return connect_failed(h, os_error, f);
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_ABORTED_BY_CALLBACK:
		return is_tls_blameless(h, f) && tls_failed(h, words, f);
	case CURLE_GOT_NOTHING:
		return is_tls_blameless(h, f) && fault(f, FAULT_CLOSED, 0, "%s closed the connection without an answer", host);
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
		return is_tls_blameless(h, f) && fault(f, FAULT_RESET, os_error, "the connection with %s broke: %s", host, words);
	case CURLE_PARTIAL_FILE:
		return fault(f, FAULT_CLOSED, 0, "%s closed the connection in the middle of its answer", host);
	case CURLE_AUTH_ERROR:
	case CURLE_LOGIN_DENIED:
		return fault(f, FAULT_AUTH, 0, "no credentials to give to %s: %s", host, words);
	case CURLE_OUT_OF_MEMORY:
		return memory_failed(h, f);
	default:
		return fault(f, FAULT_PROTOCOL, 0, "%s does not answer as a web server does: %s", host, words);
	}
}
