// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * http - requests to one web server, over one connection
 *
 * The one home of libcurl, with http_failure and http_memory. One handle for the whole conversation, because NTLM and Negotiate authenticate the
 * connection; one scheme of authentication, chosen, because libcurl does not fall back from Negotiate without a ticket. Credentials are tried
 * once and never leave for another host: a redirect to one is reported, not followed. TLS is what tls/tls makes it. The environment's
 * proxies are ignored: a shell and a daemon must agree. No HTTP/2, no compression, no cookies.
 * Source: RFC 9110, RFC 9112; RFC 4559 (Negotiate); [MS-NTHT] (NTLM).
 */
#ifndef REMOTE_HTTP_H
#define REMOTE_HTTP_H

#include "model/facts.h"
#include "model/plan.h"
#include "net/stream.h"
#include "tls/tls.h"

enum {
	HTTP_HEAD_MAX = 64 * 1024, /* bytes of one answer's headers */
	HTTP_REDIRECTS_MAX = 3,	   /* that are followed, of one request */
};

struct http;

struct http_server {
	const char *host;	  /* goes into the URL */
	const char *name;	  /* that its certificate must carry */
	uint16_t port;
	bool plain;		  /* http, without TLS: for servers that are to send us to https. Never with a login */
	const struct addresses *addresses; /* where to connect, of the proxy if there is one: nothing is resolved here */
	struct span password;	  /* of plan->settings.login; empty: none */
	enum auth auth;
	bool ntlm_in_negotiate;	  /* ticket_use_ntlm() was called: NTLM goes by Negotiate where a server offers only that */
	bool give_identity;	  /* present our certificate if asked: not to servers that an answer named */
};

struct http_request {
	const char *path;	  /* "/OcsPowershell" */
	const char *content_type; /* of the body, which is sent with POST; NULL: GET */
	const char *accept;	  /* NULL: anything */
	struct span body;
	size_t max;		  /* bytes of the answer's body */
	struct deadline deadline;
	int64_t grace_us;	  /* it makes something that must be deleted: its answer is awaited after the deadline, and, once sent, after a signal */
};

struct http_answer {
	bool sent;	  /* something of the last request left us: set even if no answer came */
	int status;
	const char *path; /* of the request that was answered: another one after a redirect */
	bool redirects_in_circle; /* to a path that was asked before */
	bool redirects_on;	  /* within the same server, once more than is followed */
	const char *content_type, *location, *schemes, *server; /* "" when absent; schemes: of all WWW-Authenticate, "NTLM, Basic" */
	bool scheme_offered; /* with 401: the scheme that we used is among them, or none is; true without 401 */
	int64_t last_modified;	  /* seconds since 1970; -1: not known */
	struct buf body;	  /* the caller's, to be freed with buf_free() */
};

/* The cost of a conversation. */
struct http_cost {
	bool tls_begun;		    /* TCP stood, and our side began TLS, in a connection */
	int64_t connect_us, tls_us; /* of the first connection, as libcurl measures them; -1: did not happen */
	const char *address;	    /* numeric, or "" */
	uint64_t requests, bytes;   /* sent; body bytes received */
};

/* Everything handed in outlives it. NULL: *f says why. */
[[nodiscard]] struct http *http_new(const struct http_server *, const struct plan *, struct tls_setup *, struct arena *,
				    struct fault *f);

/*
 * Sends the request and waits for the whole answer; redirects within the same server are followed, up to HTTP_REDIRECTS_MAX. True whatever the
 * status. False: FAULT_TIMEOUT, FAULT_CANCELLED, FAULT_REFUSED, FAULT_UNREACHABLE, FAULT_RESET, FAULT_CLOSED, FAULT_VERIFY,
 * FAULT_ALERT, FAULT_TLS, FAULT_LIMIT (`most`, HTTP_HEAD_MAX), FAULT_AUTH (no ticket to give), FAULT_PROTOCOL, FAULT_MEMORY.
 */
[[nodiscard]] bool http_ask(struct http *, const struct http_request *, struct http_answer *, struct fault *f);

/* The other end of a conversation: a web server, or a table in tests. */
struct http_asker {
	bool (*ask)(void *of, const struct http_request *, struct http_answer *, struct fault *f); /* as http_ask() */
	void *of;
};

static inline bool http_asker_ask(void *of, const struct http_request *request, struct http_answer *answer, struct fault *f)
{
	return http_ask(of, request, answer, f);
}

static inline struct http_asker http_asker(struct http *http)
{
	return (struct http_asker){ http_asker_ask, http };
}

/*
 * Also after a failure. The TLS facts are those of the last connection whose peer spoke TLS: a later one that came to nothing does not
 * hide what was seen.
 */
void http_facts(struct http *, struct http_cost *, struct tls *);

void http_free(struct http *);

#endif
