// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * http - requests to one web server, over one connection
 *
 * The one home of libcurl. One handle for the whole conversation, because NTLM and Negotiate authenticate the connection; one
 * scheme of authentication, chosen, because libcurl does not fall back from Negotiate without a ticket. Credentials are tried
 * once and never leave for another host: redirects are told, not followed. TLS is what probe/tls makes it. The environment's
 * proxies are ignored: a shell and a daemon must agree. No HTTP/2, no compression, no cookies.
 * Source: RFC 9110, RFC 9112; RFC 4559 (Negotiate); [MS-NTHT] (NTLM).
 */
#ifndef PROBE_HTTP_H
#define PROBE_HTTP_H

#include "model/facts.h"
#include "model/plan.h"
#include "probe/stream.h"
#include "probe/tls.h"

enum {
	HTTP_BODY_MAX = 24 * 1024 * 1024, /* bytes of one answer */
	HTTP_HEAD_MAX = 64 * 1024,	  /* bytes of one answer's headers */
};

struct http;

struct http_server {
	const char *host;	  /* the name that TLS must find, and that goes into the URL */
	uint16_t port;
	const struct addresses *addresses; /* where to connect: nothing is resolved here */
	struct span password;	  /* of plan->login; empty: none */
	enum auth auth;		  /* AUTH_NOT_CHOSEN: no authentication at all */
};

struct http_answer {
	int status;
	const char *content_type, *location, *schemes, *server; /* "" when absent; schemes: of all WWW-Authenticate, "NTLM, Basic" */
	int64_t last_modified;	  /* seconds since 1970; -1: not told */
	struct buf body;	  /* the caller's, to be freed with buf_free() */
};

/* Phases of the first connection, as libcurl tells them; -1: did not happen. */
struct http_times {
	int64_t connect_us, tls_us;
	const char *address; /* numeric, or "" */
};

/* Everything handed in outlives it. NULL: *f says why. */
[[nodiscard]] struct http *http_new(const struct http_server *, const struct plan *, struct tls_setup *, struct arena *,
				    struct fault *f);

/*
 * Sends `body` (its type in content_type) with POST, or GET when content_type is NULL, to `path` ("/OcsPowershell") and waits for
 * the whole answer. True whatever the status. False: FAULT_TIMEOUT, FAULT_CANCELLED, FAULT_REFUSED, FAULT_UNREACHABLE,
 * FAULT_RESET, FAULT_CLOSED, FAULT_VERIFY, FAULT_ALERT, FAULT_TLS, FAULT_LIMIT (a ceiling above), FAULT_AUTH (no ticket to
 * give), FAULT_PROTOCOL, FAULT_MEMORY.
 */
[[nodiscard]] bool http_ask(struct http *, const char *path, const char *content_type, struct span body, struct deadline,
			    struct http_answer *, struct fault *f);

/* Of the connection, also after a failure. */
void http_facts(struct http *, struct http_times *, struct tls *);

void http_free(struct http *);

#endif
