// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * http - requests to one web server, over one connection
 */
#include "remote/http.h"

#include "remote/http_memory.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { REDIRECTS_MAX = 3, ENTRY_MAX = 64 * 1024 };

struct http {
	CURL *easy;
	CURLM *multi;
	struct curl_slist *resolve, *headers;
	const struct http_server *server;
	const struct plan *plan;
	struct tls_setup *tls;
	struct tls_watch *watch;
	struct arena *arena;
	struct fault tls_fault;	    /* what tls_setup_apply() said */
	bool tls_begun;		    /* by this request: the connection is with the server, whatever stands in between */
	struct http_answer *answer; /* of the request under way */
	struct buf schemes;
	const struct http_request *request; /* under way */
	size_t head_bytes;
	bool too_long;
	struct http_cost cost;
};

/* ---- what comes in ---- */

static size_t on_body(char *bytes, size_t one, size_t count, void *user)
{
	struct http *h = user;

	(void)one;
	h->cost.bytes += count;
	if (buf_add(&h->answer->body, (struct span){ bytes, count }))
		return count;
	h->too_long = true;
	return 0;
}

static bool header_is(struct span line, const char *name, struct span *value)
{
	struct span rest, found = span_cut(line, ':', &rest);

	if (!rest.at || !span_equal_nocase(found, span_of(name)))
		return false;
	*value = span_trim(rest);
	return true;
}

/* Headers of interest, the last of a kind wins; a new status line begins a new answer. */
static void header_keep(struct http *h, struct span line)
{
	struct http_answer *answer = h->answer;
	struct span value, rest;
	char date[64];

	if (span_starts_nocase(line, SPAN("HTTP/"))) {
		h->schemes.len = 0;
		answer->content_type = answer->location = answer->server = "";
		answer->last_modified = -1;
	} else if (header_is(line, "Content-Type", &value)) {
		answer->content_type = arena_text(h->arena, value);
	} else if (header_is(line, "Location", &value)) {
		answer->location = arena_text(h->arena, value);
	} else if (header_is(line, "Server", &value)) {
		answer->server = arena_text(h->arena, value);
	} else if (header_is(line, "Last-Modified", &value) && span_copy(date, sizeof date, value)) {
		answer->last_modified = curl_getdate(date, NULL);
	} else if (header_is(line, "WWW-Authenticate", &value)) {
		buf_text(&h->schemes, h->schemes.len ? ", " : "");
		buf_add(&h->schemes, span_cut(value, ' ', &rest));
	}
}

static size_t on_header(char *bytes, size_t one, size_t count, void *user)
{
	struct http *h = user;

	(void)one;
	h->head_bytes += count;
	if (h->head_bytes > HTTP_HEAD_MAX) {
		h->too_long = true;
		return 0;
	}
	header_keep(h, span_trim((struct span){ bytes, count }));
	return count;
}

static CURLcode on_tls(CURL *easy, void *ssl_ctx, void *user)
{
	struct http *h = user;

	(void)easy;
	h->tls_begun = true;
	return tls_setup_apply(h->tls, h->server->give_identity, ssl_ctx, h->watch, &h->tls_fault) ? CURLE_OK : CURLE_SSL_CONNECT_ERROR;
}

/* libcurl calls this before each request, when the connection stands (a new one or one that it kept) and before it sends anything. */
static int on_ready(void *user, [[maybe_unused]] char *address, [[maybe_unused]] char *own, [[maybe_unused]] int port,
		    [[maybe_unused]] int own_port)
{
	const struct http *h = user;

	return h->server->plain || tls_watch_trusts(h->watch) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

/* ---- setting up ---- */

static bool put_place(struct buf *b, const char *host, unsigned port)
{
	return buf_printf(b, strchr(host, ':') ? "[%s]:%u" : "%s:%u", host, port);
}

/* "host:port:address,address" of whom we connect to: libcurl looks nothing up. */
static bool set_addresses(struct http *h)
{
	const struct host_port *proxy = &h->plan->settings.http_proxy;
	struct buf entry = BUF(ENTRY_MAX);

	put_place(&entry, proxy->name ? proxy->name : h->server->host, proxy->name ? proxy->port : h->server->port);
	buf_text(&entry, ":");
	for (size_t i = 0; i < h->server->addresses->count; i++) {
		const struct address *a = &h->server->addresses->at[i];
		buf_printf(&entry, strchr(a->text, ':') ? "%s[%s]" : "%s%s", i ? "," : "", a->text);
	}
	h->resolve = entry.failed ? NULL : curl_slist_append(NULL, entry.at);
	buf_free(&entry);
	return h->resolve && curl_easy_setopt(h->easy, CURLOPT_RESOLVE, h->resolve) == CURLE_OK;
}

static bool set_auth(struct http *h)
{
	static const long schemes[] = {
		[AUTH_NTLM] = CURLAUTH_NTLM,
		[AUTH_NEGOTIATE] = CURLAUTH_NEGOTIATE,
		[AUTH_BASIC] = CURLAUTH_BASIC,
	};
	enum auth auth = h->server->auth;
	const char *login = h->plan->settings.login && auth != AUTH_NEGOTIATE ? h->plan->settings.login : "";
	struct buf password = BUF(4096);

	if (h->server->plain || auth == AUTH_NONE || auth == AUTH_CERTIFICATE)
		return true;
	buf_add(&password, h->server->password);
	bool set = !password.failed && curl_easy_setopt(h->easy, CURLOPT_HTTPAUTH, schemes[auth]) == CURLE_OK &&
		   curl_easy_setopt(h->easy, CURLOPT_USERNAME, login) == CURLE_OK &&
		   curl_easy_setopt(h->easy, CURLOPT_PASSWORD, password.at ? password.at : "") == CURLE_OK;
	buf_wipe(&password);
	return set;
}

static bool set_bind(struct http *h)
{
	char local[80];

	if (!h->plan->bind)
		return true;
	if (snprintf(local, sizeof local, "host!%s", h->plan->bind) >= (int)sizeof local)
		return false;
	return curl_easy_setopt(h->easy, CURLOPT_INTERFACE, local) == CURLE_OK;
}

/* Without one the environment's are ignored all the same. */
static bool set_proxy(struct http *h)
{
	const struct host_port *proxy = &h->plan->settings.http_proxy;
	struct buf url = BUF(1024);

	bool set = !proxy->name || (buf_text(&url, "http://") && put_place(&url, proxy->name, proxy->port));
	set = set && curl_easy_setopt(h->easy, CURLOPT_PROXY, url.at ? url.at : "") == CURLE_OK &&
	      curl_easy_setopt(h->easy, CURLOPT_NOPROXY, "") == CURLE_OK;
	buf_free(&url);
	return set;
}

static bool set_up(struct http *h)
{
	const struct {
		CURLoption option;
		long value;
	} numbers[] = {
		{ CURLOPT_NOSIGNAL, 1 },	 { CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1 },
		{ CURLOPT_SSL_VERIFYHOST, 0 },	 { CURLOPT_SSL_VERIFYPEER, 0 }, /* tls/tls verifies, name and all */
		{ CURLOPT_SSL_SESSIONID_CACHE, 0 }, { CURLOPT_FOLLOWLOCATION, 0 },
		{ CURLOPT_DNS_CACHE_TIMEOUT, -1 },
#if LIBCURL_VERSION_NUM < 0x075500 /* 7.85 brought CURLOPT_PROTOCOLS_STR */
		{ CURLOPT_PROTOCOLS, h->server->plain ? CURLPROTO_HTTP : CURLPROTO_HTTPS },
#endif
	};
	const struct {
		CURLoption option;
		void *value;
	} pointers[] = {
#if LIBCURL_VERSION_NUM >= 0x075500
		{ CURLOPT_PROTOCOLS_STR, (void *)(h->server->plain ? "http" : "https") },
#endif
		{ CURLOPT_CAINFO, NULL },
		{ CURLOPT_CAPATH, NULL },
		{ CURLOPT_SSL_CTX_DATA, h },
		{ CURLOPT_PREREQDATA, h },
		{ CURLOPT_WRITEDATA, h },
		{ CURLOPT_HEADERDATA, h },
	};

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (curl_easy_setopt(h->easy, numbers[i].option, numbers[i].value) != CURLE_OK)
			return false;
	for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++)
		if (curl_easy_setopt(h->easy, pointers[i].option, pointers[i].value) != CURLE_OK)
			return false;
	return curl_easy_setopt(h->easy, CURLOPT_SSL_CTX_FUNCTION, on_tls) == CURLE_OK &&
	       curl_easy_setopt(h->easy, CURLOPT_PREREQFUNCTION, on_ready) == CURLE_OK &&
	       curl_easy_setopt(h->easy, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK &&
	       curl_easy_setopt(h->easy, CURLOPT_HEADERFUNCTION, on_header) == CURLE_OK && set_addresses(h) &&
	       set_proxy(h) && set_auth(h) && set_bind(h);
}

/* ---- the whole ---- */

bool http_use_keytab(const char *path)
{
	char name[4096];

	return snprintf(name, sizeof name, "FILE:%s", path) < (int)sizeof name && setenv("KRB5_CLIENT_KTNAME", name, 1) == 0 &&
	       setenv("KRB5CCNAME", "MEMORY:check_push", 1) == 0;
}

struct http *http_new(const struct http_server *server, const struct plan *plan, struct tls_setup *tls, struct arena *arena,
		      struct fault *f)
{
	struct http *h = calloc(1, sizeof *h);

	if (!h) {
		fault(f, FAULT_MEMORY, 0, "out of memory before the first request");
		return NULL;
	}
	*h = (struct http){ .server = server, .plan = plan, .tls = tls, .arena = arena, .schemes = BUF(1024),
			    .cost = { .connect_us = -1, .tls_us = -1, .address = "" } };
	if (http_memory_begin() && (h->easy = curl_easy_init()) &&
	    (h->multi = curl_multi_init()) && (h->watch = tls_watch_new(server->name, arena)) && set_up(h))
		return h;
	fault(f, FAULT_SYSTEM, 0, "the HTTP library cannot be set up for %s", server->host);
	http_free(h);
	return NULL;
}

void http_free(struct http *h)
{
	if (!h)
		return;
	if (h->multi && h->easy)
		curl_multi_remove_handle(h->multi, h->easy);
	curl_easy_cleanup(h->easy);
	curl_multi_cleanup(h->multi);
	curl_slist_free_all(h->resolve);
	curl_slist_free_all(h->headers);
	tls_watch_free(h->watch);
	buf_free(&h->schemes);
	free(h);
	curl_global_cleanup();
}

/* ---- one request ---- */

/* value NULL: not this time */
static bool add_header(struct http *h, const char *name, const char *value)
{
	char line[128];

	if (!value)
		return true;
	if (snprintf(line, sizeof line, "%s: %s", name, value) >= (int)sizeof line)
		return false;
	struct curl_slist *longer = curl_slist_append(h->headers, line);
	h->headers = longer ? longer : h->headers;
	return longer;
}

static bool set_headers(struct http *h)
{
	static const char mutual[] = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual";
	const struct http_request *request = h->request;
	bool by_certificate = h->server->auth == AUTH_CERTIFICATE && request->content_type;

	curl_slist_free_all(h->headers);
	h->headers = NULL;
	return add_header(h, "Expect", "") && /* none: nobody waits for "100 Continue" */
	       add_header(h, "Authorization", by_certificate ? mutual : NULL) && /* else WinRM does not look at the certificate */
	       add_header(h, "Content-Type", request->content_type) && add_header(h, "Accept", request->accept) &&
	       curl_easy_setopt(h->easy, CURLOPT_HTTPHEADER, h->headers) == CURLE_OK;
}

static bool set_url(struct http *h, const char *path)
{
	struct buf url = BUF(2048);

	bool set = buf_text(&url, h->server->plain ? "http://" : "https://") && put_place(&url, h->server->host, h->server->port) && buf_text(&url, path) &&
		   curl_easy_setopt(h->easy, CURLOPT_URL, url.at) == CURLE_OK;
	buf_free(&url);
	return set;
}

static bool set_request(struct http *h, const char *path)
{
	const struct http_request *request = h->request;

	if (!set_headers(h) || !set_url(h, path))
		return false;
	if (!request->content_type)
		return curl_easy_setopt(h->easy, CURLOPT_HTTPGET, 1L) == CURLE_OK;
	return curl_easy_setopt(h->easy, CURLOPT_POST, 1L) == CURLE_OK &&
	       curl_easy_setopt(h->easy, CURLOPT_POSTFIELDS, request->body.at) == CURLE_OK &&
	       curl_easy_setopt(h->easy, CURLOPT_POSTFIELDSIZE, (long)request->body.len) == CURLE_OK;
}

/*
 * When to give up, and why. A request with a grace gets it once; after a signal only if it has left us. During its grace no signal is
 * listened to: the one that came would end it.
 */
struct patience {
	struct deadline deadline;
	int64_t grace_us;
	bool cancelled;
};

/* Until a proxy has opened a way, nobody else is spoken with. */
static bool is_at_proxy(const struct http *h)
{
	long connections = 0; /* 0: the way is that of the request before */

	if (!h->plan->settings.http_proxy.name || h->server->plain || h->tls_begun)
		return false;
	curl_easy_getinfo(h->easy, CURLINFO_NUM_CONNECTS, &connections);
	return connections > 0;
}

/* What was said to a proxy only did not leave for the server. */
static bool was_sent(const struct http *h)
{
	long bytes = 0;

	curl_easy_getinfo(h->easy, CURLINFO_REQUEST_SIZE, &bytes);
	return bytes > 0 && !is_at_proxy(h);
}

static void tell_late(const struct http *h, struct fault *f)
{
	const struct host_port *proxy = &h->plan->settings.http_proxy;

	if (is_at_proxy(h))
		fault(f, FAULT_TIMEOUT, TIMEOUT_PROXY, "proxy %.150s:%u did not answer in time", proxy->name, (unsigned)proxy->port);
	else
		fault(f, FAULT_TIMEOUT, 0, "%s did not answer in time", h->server->host);
}

static bool is_over(const struct http *h, struct patience *p, struct fault *f)
{
	bool stopped = p->cancelled && p->deadline.cancel_fd >= 0;

	if (!stopped && !deadline_passed(p->deadline))
		return false;
	if (p->grace_us > 0 && (!p->cancelled || was_sent(h))) {
		p->deadline = (struct deadline){ .at_us = clock_us() + p->grace_us, .cancel_fd = -1 };
		p->grace_us = 0;
		return false;
	}
	if (p->cancelled)
		fault(f, FAULT_CANCELLED, 0, "stopped while waiting for %s", h->server->host);
	else
		tell_late(h, f);
	return true;
}

/* Until the transfer is over. False: our deadline, or somebody asked us to stop. */
static bool transfer(struct http *h, CURLcode *result, struct fault *f)
{
	struct patience patience = { h->request->deadline, h->request->grace_us, false };
	int running = 1, left;

	while (curl_multi_perform(h->multi, &running) == CURLM_OK && running) {
		int fd = patience.deadline.cancel_fd;
		struct curl_waitfd cancel = { .fd = fd, .events = CURL_WAIT_POLLIN };
		if (curl_multi_poll(h->multi, &cancel, fd >= 0, deadline_left_ms(patience.deadline), NULL) != CURLM_OK)
			break;
		patience.cancelled |= fd >= 0 && cancel.revents;
		if (is_over(h, &patience, f))
			return false;
	}
	const CURLMsg *message = curl_multi_info_read(h->multi, &left);
	*result = message && message->msg == CURLMSG_DONE ? message->data.result : CURLE_FAILED_INIT;
	return true;
}

/* Neither the peer's doing nor the network's: a call of ours got no memory, no descriptor, no buffer, or libcurl does not say what. */
static bool is_ours(CURLcode result, long os_error)
{
	return os_error == ENOMEM || os_error == ENOBUFS || os_error == EMFILE || os_error == ENFILE || result == CURLE_FAILED_INIT ||
	       (result == CURLE_COULDNT_CONNECT && os_error == 0);
}

static enum fault_kind connect_kind(long os_error)
{
	if (os_error == ECONNREFUSED)
		return FAULT_REFUSED;
	return os_error == ETIMEDOUT ? FAULT_TIMEOUT : FAULT_UNREACHABLE;
}

/* Whom we connect to. */
static const struct host_port *next_of(const struct http *h, struct host_port *server)
{
	*server = (struct host_port){ h->server->host, h->server->port };
	return h->plan->settings.http_proxy.name ? &h->plan->settings.http_proxy : server;
}

/* What a proxy says to CONNECT is no answer of the server. */
static bool no_way(const struct http *h, CURLcode result, struct fault *f)
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

/* TLS does not know whom it talks to: "the peer" gets its name. */
static bool whose(const char *host, struct fault *f)
{
	static const char peer[] = "the peer ";
	struct fault unnamed = *f;

	if (strncmp(unnamed.text, peer, sizeof peer - 1) != 0)
		return false;
	return fault(f, unnamed.kind, unnamed.code, "%.150s %s", host, unnamed.text + sizeof peer - 1);
}

/* libcurl keeps OpenSSL's reason to itself. */
static bool tls_failed(struct http *h, const char *words, struct fault *f)
{
	const struct http_server *server = h->server;
	struct tls seen;

	tls_watch_facts(h->watch, &seen);
	if (!seen.peer_spoke)
		return fault(f, FAULT_TLS, TLS_NOT_SPOKEN, "%.150s:%u does not speak TLS: it closed the connection, or answered something else",
			     server->host, (unsigned)server->port);
	return fault(f, FAULT_TLS, 0, "TLS with %s:%u failed: %s", server->host, (unsigned)server->port, words);
}

/* False: it ended on this side, whatever libcurl calls it, and *f says why. True: *f is left alone. */
static bool we_are_blameless(const struct http *h, CURLcode result, long os_error, struct fault *f)
{
	const char *host = h->server->host;

	if (h->answer->body.starved || http_memory_was_refused() || tls_watch_is_starved(h->watch))
		return fault(f, FAULT_MEMORY, 0, "out of memory while talking to %s", host);
	if (is_ours(result, os_error))
		return fault(f, FAULT_SYSTEM, os_error, "this host cannot talk to %s: %s", host,
			     os_error ? strerror((int)os_error) : curl_easy_strerror(result));
	if (h->too_long && !is_at_proxy(h))
		return fault(f, FAULT_LIMIT, 0, "the answer of %s is longer than %zu MiB, or its head than %d KiB", host,
			     h->request->most >> 20, HTTP_HEAD_MAX >> 10);
	if (h->tls_fault.kind != FAULT_NONE)
		*f = h->tls_fault;
	return h->tls_fault.kind == FAULT_NONE;
}

static bool explain(struct http *h, CURLcode result, struct fault *f)
{
	const char *host = h->server->host, *words = curl_easy_strerror(result);
	long os_error = 0;
	struct host_port server;
	const struct host_port *next = next_of(h, &server);

	curl_easy_getinfo(h->easy, CURLINFO_OS_ERRNO, &os_error);
	if (!we_are_blameless(h, result, os_error, f))
		return false;
	if (result != CURLE_COULDNT_CONNECT && is_at_proxy(h))
		return no_way(h, result, f);
	switch (result) {
	case CURLE_COULDNT_CONNECT:
		return fault(f, connect_kind(os_error), os_error, "%s%s:%u cannot be connected to: %s", next == &server ? "" : "proxy ",
			     next->name, (unsigned)next->port, strerror((int)os_error));
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_ABORTED_BY_CALLBACK:
		return tls_watch_blameless(h->watch, f) ? tls_failed(h, words, f) : whose(host, f);
	case CURLE_GOT_NOTHING:
		return tls_watch_blameless(h->watch, f) ?
			       fault(f, FAULT_CLOSED, 0, "%s closed the connection without an answer", host) : whose(host, f);
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
		return tls_watch_blameless(h->watch, f) ?
			       fault(f, FAULT_RESET, os_error, "the connection with %s broke: %s", host, words) : whose(host, f);
	case CURLE_PARTIAL_FILE:
		return fault(f, FAULT_CLOSED, 0, "%s closed the connection in the middle of its answer", host);
	case CURLE_AUTH_ERROR:
	case CURLE_LOGIN_DENIED:
		return fault(f, FAULT_AUTH, 0, "no credentials to give to %s: %s", host, words);
	case CURLE_OUT_OF_MEMORY:
		return fault(f, FAULT_MEMORY, 0, "out of memory while talking to %s", host);
	default:
		return fault(f, FAULT_PROTOCOL, 0, "%s does not answer as a web server does: %s", host, words);
	}
}

/*
 * libcurl's figures are those of the last transfer: of one that found a connection open they are zero. What was never sent is no
 * request.
 */
static void cost_keep(struct http *h)
{
	curl_off_t connect = 0, secured = 0;
	char *address = NULL;

	h->cost.requests += was_sent(h);
	if (h->cost.connect_us >= 0 || curl_easy_getinfo(h->easy, CURLINFO_CONNECT_TIME_T, &connect) != CURLE_OK || connect == 0)
		return;
	curl_easy_getinfo(h->easy, CURLINFO_APPCONNECT_TIME_T, &secured);
	curl_easy_getinfo(h->easy, CURLINFO_PRIMARY_IP, &address);
	h->cost.connect_us = connect;
	h->cost.tls_us = secured > connect ? secured - connect : -1;
	h->cost.address = address ? arena_text(h->arena, span_of(address)) : "";
}

static bool ask_once(struct http *h, const char *path, struct fault *f)
{
	struct http_answer *answer = h->answer;
	CURLcode result = CURLE_FAILED_INIT;
	long status = 0;

	*answer = (struct http_answer){ .path = path, .content_type = "", .location = "", .schemes = "", .server = "",
					.last_modified = -1, .body = BUF(h->request->most) };
	h->head_bytes = 0;
	h->tls_begun = false;
	h->schemes.len = 0;
	if (!set_request(h, path))
		return fault(f, FAULT_SYSTEM, 0, "the HTTP library refuses the request for https://%s%s", h->server->host, path);
	if (curl_multi_add_handle(h->multi, h->easy) != CURLM_OK)
		return fault(f, FAULT_SYSTEM, 0, "the HTTP library takes no request for %s", h->server->host);
	bool over = transfer(h, &result, f);
	cost_keep(h);
	answer->sent = was_sent(h);
	curl_multi_remove_handle(h->multi, h->easy);
	if (!over || (result != CURLE_OK && !explain(h, result, f))) {
		buf_free(&answer->body);
		return false;
	}
	curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status);
	answer->status = (int)status;
	answer->schemes = arena_text(h->arena, buf_span(&h->schemes));
	return true;
}

/* The path of a redirect that stays with the same server, by the same scheme; NULL: it does not, or there is none. */
static const char *path_of_redirect(const struct http *h)
{
	const struct http_answer *answer = h->answer;
	const char *to = answer->location;
	uint64_t number = 443;
	struct span port;

	if (answer->status != 301 && answer->status != 302 && answer->status != 307 && answer->status != 308)
		return NULL;
	if (to[0] == '/' && to[1] != '/')
		return to;
	if (h->server->plain || !span_starts_nocase(span_of(to), SPAN("https://")))
		return NULL;
	to += strlen("https://");
	size_t authority = strcspn(to, "/?#");
	struct span host = span_cut((struct span){ to, authority }, ':', &port);
	if (!span_equal_nocase(host, span_of(h->server->host)) || (port.at && !span_number(port, UINT16_MAX, &number)) ||
	    number != h->server->port)
		return NULL;
	return to[authority] == '/' ? to + authority : "/";
}

bool http_ask(struct http *h, const struct http_request *request, struct http_answer *answer, struct fault *f)
{
	const char *path = request->path;

	h->request = request;
	h->answer = answer;
	for (int redirects = 0; ask_once(h, path, f); redirects++) {
		path = path_of_redirect(h);
		if (!path || redirects == REDIRECTS_MAX)
			return true;
		buf_free(&answer->body);
	}
	return false;
}

void http_facts(struct http *h, struct http_cost *cost, struct tls *tls)
{
	*cost = h->cost;
	tls_watch_facts(h->watch, tls);
}
