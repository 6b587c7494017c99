// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * http_state - one connection to a web server, as http and http_failure share it
 *
 * Included by these two alone: it shows libcurl's types.
 */
#ifndef REMOTE_HTTP_STATE_H
#define REMOTE_HTTP_STATE_H

#include <curl/curl.h>

#include "remote/http.h"

enum { SOCKETS_MAX = 4 };

struct http {
	CURL *easy;
	CURLM *multi;
	struct curl_slist *resolve, *headers;
	const struct http_server *server;
	const struct plan *plan;
	struct tls_setup *tls;
	struct tls_observer *observer;
	struct arena *arena;
	struct fault tls_fault;	    /* what tls_setup_apply() said */
	bool tls_begun;		    /* by this request: the connection is with the server, whatever stands in between */
	struct http_answer *answer; /* of the request under way */
	curl_socket_t sockets[SOCKETS_MAX]; /* that are open */
	size_t socket_count;
	int no_socket; /* errno of the last socket that could not be made: libcurl keeps it to itself; 0: none */
	struct buf schemes;
	bool offers_negotiate;	    /* an answer to this request does */
	bool wraps_ntlm;	    /* from the first 401 on that offers Negotiate, and no NTLM */
	bool is_challenged;	    /* an answer to this request offers the scheme that we use */
	bool has_seen;
	struct tls seen;	    /* of the connection before, whose peer spoke TLS */
	const struct http_request *request; /* under way */
	size_t head_bytes;
	bool too_long;
	struct http_cost cost;
};

/* A proxy is asked to connect us, and has not done so yet: all that was sent and received is with it. */
bool http_is_at_proxy(const struct http *);

/* Writes to *f what the server or the proxy left undone when the deadline passed. */
void http_failure_late(const struct http *, struct fault *f);

/* Writes to *f why a transfer ended with `result`, which is not CURLE_OK, and whose failure it is. Returns false. */
bool http_failure_explain(const struct http *, CURLcode result, struct fault *f);

#endif
