// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * http - requests to one web server, over one connection
 */
#include "remote/http_state.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/tcp.h"
#include "remote/http_memory.h"
#include "remote/http_redirect.h"
#include "remote/ntlm_text.h"

enum { ENTRY_MAX = 64 * 1024 };

/* ---- what comes in ---- */

/*
 * A server that writes head and body apart, with Nagle's algorithm on, waits for our ACK in between, which the kernel delays by 40 ms.
 * The kernel forgets the wish, so it is said again with whatever comes.
 */
static void acknowledge(const struct http *h)
{
	int on = 1;

	for (size_t i = 0; i < h->socket_count; i++)
		setsockopt(h->sockets[i], IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

/* libcurl names the socket of a transfer only once that is over; of several that it tries side by side all but one are soon closed. */
static int on_socket(void *user, curl_socket_t fd, [[maybe_unused]] curlsocktype purpose)
{
	struct http *h = user;

	if (h->socket_count < SOCKETS_MAX)
		h->sockets[h->socket_count++] = fd;
	return CURL_SOCKOPT_OK;
}

static curl_socket_t on_socket_wanted(void *user, [[maybe_unused]] curlsocktype purpose, struct curl_sockaddr *address)
{
	struct http *h = user;
	int fd = tcp_socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);

	if (fd < 0)
		h->no_socket = errno;
	return fd < 0 ? CURL_SOCKET_BAD : fd;
}

static int on_socket_end(void *user, curl_socket_t fd)
{
	struct http *h = user;

	for (size_t i = 0; i < h->socket_count; i++)
		if (h->sockets[i] == fd)
			h->sockets[i--] = h->sockets[--h->socket_count];
	return close(fd);
}

static size_t on_body(char *bytes, size_t one, size_t count, void *user)
{
	struct http *h = user;

	(void)one;
	acknowledge(h);
	h->cost.bytes += count;
	tls_observer_heard(h->observer);
	if (buf_add(&h->answer->body, (struct span){ bytes, count }))
		return count;
	h->too_long = true;
	return 0;
}

static bool header_is(struct span line, const char *name, struct span *value)
{
	struct span rest, found = span_split(line, ':', &rest);

	if (!rest.at || !span_equal_nocase(found, span_of(name)))
		return false;
	*value = span_trim(rest);
	return true;
}

/* One that takes Kerberos alone has no token for NTLM, or refuses: NegTokenResp with negState reject and nothing else (RFC 4178 4.2.2). */
static bool is_challenge(struct span token)
{
	return token.len && !span_equal(token, SPAN("oQcwBaADCgEC"));
}

/* The words by which servers offer what we use. */
static bool is_ours_to_use(const struct http *h, struct span scheme)
{
	static const struct {
		enum auth auth;
		const char *word;
	} words[] = { { AUTH_NTLM, "NTLM" }, { AUTH_NEGOTIATE, "Negotiate" }, { AUTH_NEGOTIATE, "Kerberos" }, { AUTH_BASIC, "Basic" } };

	enum auth auth = h->wraps_ntlm ? AUTH_NEGOTIATE : h->server->auth;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].auth == auth && span_equal_nocase(scheme, span_of(words[i].word)))
			return true;
	return false;
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
		struct span scheme = span_split(value, ' ', &rest);
		buf_text(&h->schemes, h->schemes.len ? ", " : "");
		buf_add(&h->schemes, scheme);
		h->is_challenged |= is_ours_to_use(h, scheme) && (!h->wraps_ntlm || is_challenge(span_trim(rest)));
		h->offers_negotiate |= span_equal_nocase(scheme, SPAN("Negotiate"));
	}
}

static size_t on_header(char *bytes, size_t one, size_t count, void *user)
{
	struct http *h = user;

	(void)one;
	acknowledge(h);
	h->head_bytes += count;
	tls_observer_heard(h->observer);
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

	struct tls before;

	(void)easy;
	h->tls_begun = h->cost.tls_begun = true;
	tls_observer_facts(h->observer, &before);
	if (before.peer_spoke) {
		h->seen = before;
		h->has_seen = true;
	}
	return tls_setup_apply(h->tls, h->server->give_identity, ssl_ctx, h->observer, &h->tls_fault) ? CURLE_OK : CURLE_SSL_CONNECT_ERROR;
}

/* libcurl calls this before each request, when the connection stands (a new one or one that it kept) and before it sends anything. */
static int on_ready(void *user, [[maybe_unused]] char *address, [[maybe_unused]] char *own, [[maybe_unused]] int port,
		    [[maybe_unused]] int own_port)
{
	const struct http *h = user;

	return h->server->plain || tls_observer_trusts(h->observer) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

/* ---- setting up ---- */

static bool put_place(struct buf *b, const char *host, unsigned port)
{
	return buf_printf(b, strchr(host, ':') ? "[%s]:%u" : "%s:%u", host, port);
}

/* "host:port:address,address" of the host to connect to, so that libcurl makes no DNS queries. */
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
	const char *given = h->plan->settings.login && auth != AUTH_NEGOTIATE ? h->plan->settings.login : "";
	struct buf login = BUF(4096), password = BUF(4096);

	if (h->server->plain || auth == AUTH_NONE || auth == AUTH_CERTIFICATE)
		return true;
	if (auth != AUTH_NTLM) {
		buf_text(&login, given);
		buf_add(&password, h->server->password);
	} else if (ntlm_text_is_login(span_of(given)) && ntlm_text_password(h->server->password, &password)) {
		buf_text(&login, given);
	} else {
		h->wraps_ntlm = true; /* GSSAPI has name and password in UTF-8 */
		password.len = 0;
	}
	long scheme = schemes[h->wraps_ntlm ? AUTH_NEGOTIATE : auth];
	bool set = !login.failed && !password.failed && curl_easy_setopt(h->easy, CURLOPT_HTTPAUTH, scheme) == CURLE_OK &&
		   curl_easy_setopt(h->easy, CURLOPT_USERNAME, login.len ? login.at : "") == CURLE_OK &&
		   curl_easy_setopt(h->easy, CURLOPT_PASSWORD, password.len ? password.at : "") == CURLE_OK;
	buf_free(&login);
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

/* Settings for the parts that we do in place of libcurl: signals, the certificate's check, redirects, addresses. */
static bool set_behaviour(struct http *h)
{
	const struct {
		CURLoption option;
		long value;
	} numbers[] = {
		{ CURLOPT_NOSIGNAL, 1 },
		{ CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1 },
		{ CURLOPT_SSL_VERIFYHOST, 0 }, /* tls/tls verifies, name and all */
		{ CURLOPT_SSL_VERIFYPEER, 0 },
		{ CURLOPT_SSL_SESSIONID_CACHE, 0 },
		{ CURLOPT_FOLLOWLOCATION, 0 },
		{ CURLOPT_DNS_CACHE_TIMEOUT, -1 },
	};

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (curl_easy_setopt(h->easy, numbers[i].option, numbers[i].value) != CURLE_OK)
			return false;
	return curl_easy_setopt(h->easy, CURLOPT_CAINFO, NULL) == CURLE_OK &&
	       curl_easy_setopt(h->easy, CURLOPT_CAPATH, NULL) == CURLE_OK &&
#if LIBCURL_VERSION_NUM < 0x075500 /* 7.85 brought CURLOPT_PROTOCOLS_STR */
	       curl_easy_setopt(h->easy, CURLOPT_PROTOCOLS, h->server->plain ? (long)CURLPROTO_HTTP : (long)CURLPROTO_HTTPS) == CURLE_OK;
#else
	       curl_easy_setopt(h->easy, CURLOPT_PROTOCOLS_STR, h->server->plain ? "http" : "https") == CURLE_OK;
#endif
}

/* The functions above, for each event. */
static bool set_callbacks(struct http *h)
{
	static const CURLoption with_data[] = { CURLOPT_SSL_CTX_DATA,	CURLOPT_PREREQDATA,	CURLOPT_OPENSOCKETDATA, CURLOPT_SOCKOPTDATA,
						CURLOPT_CLOSESOCKETDATA, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA };

	for (size_t i = 0; i < sizeof with_data / sizeof *with_data; i++)
		if (curl_easy_setopt(h->easy, with_data[i], h) != CURLE_OK)
			return false;
	return curl_easy_setopt(h->easy, CURLOPT_SSL_CTX_FUNCTION, on_tls) == CURLE_OK &&
	       curl_easy_setopt(h->easy, CURLOPT_PREREQFUNCTION, on_ready) == CURLE_OK &&
	       curl_easy_setopt(h->easy, CURLOPT_OPENSOCKETFUNCTION, on_socket_wanted) == CURLE_OK &&
	       curl_easy_setopt(h->easy, CURLOPT_SOCKOPTFUNCTION, on_socket) == CURLE_OK &&
	       curl_easy_setopt(h->easy, CURLOPT_CLOSESOCKETFUNCTION, on_socket_end) == CURLE_OK &&
	       curl_easy_setopt(h->easy, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK &&
	       curl_easy_setopt(h->easy, CURLOPT_HEADERFUNCTION, on_header) == CURLE_OK;
}

static bool set_up(struct http *h)
{
	return set_behaviour(h) && set_callbacks(h) && set_addresses(h) && set_proxy(h) && set_auth(h) && set_bind(h);
}

/* ---- the whole ---- */

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
	    (h->multi = curl_multi_init()) && (h->observer = tls_observer_new(server->name, arena)) && set_up(h))
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
	tls_observer_free(h->observer);
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
	return add_header(h, "Expect", "") && /* none, so that libcurl does not wait for "100 Continue" */
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

bool http_is_at_proxy(const struct http *h)
{
	long connections = 0; /* 0: the way is that of the request before */

	if (!h->plan->settings.http_proxy.name || h->server->plain || h->tls_begun)
		return false;
	curl_easy_getinfo(h->easy, CURLINFO_NUM_CONNECTS, &connections);
	return connections > 0;
}

/* Bytes that only a proxy got were not sent to the server. */
static bool was_sent(const struct http *h)
{
	long bytes = 0;

	curl_easy_getinfo(h->easy, CURLINFO_REQUEST_SIZE, &bytes);
	return bytes > 0 && !http_is_at_proxy(h);
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
		http_failure_late(h, f);
	return true;
}

/* Runs the transfer to its end. False: the deadline passed, or a signal asked the run to stop. */
static bool transfer(struct http *h, CURLcode *result, struct fault *f)
{
	struct patience patience = { h->request->deadline, h->request->grace_us, false };
	int running = 1, left;

	tls_observer_until(h->observer, patience.deadline);
	while (curl_multi_perform(h->multi, &running) == CURLM_OK && running) {
		int fd = patience.deadline.cancel_fd;
		struct curl_waitfd cancel = { .fd = fd, .events = CURL_WAIT_POLLIN };
		if (curl_multi_poll(h->multi, &cancel, fd >= 0, deadline_left_ms(patience.deadline), NULL) != CURLM_OK)
			break;
		patience.cancelled |= fd >= 0 && cancel.revents;
		if (is_over(h, &patience, f))
			return false;
		tls_observer_until(h->observer, patience.deadline);
	}
	const CURLMsg *message = curl_multi_info_read(h->multi, &left);
	*result = message && message->msg == CURLMSG_DONE ? message->data.result : CURLE_FAILED_INIT;
	return true;
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
					.last_modified = -1, .body = BUF(h->request->max) };
	h->head_bytes = 0;
	h->tls_begun = false;
	h->schemes.len = 0;
	h->is_challenged = h->offers_negotiate = false;
	if (!set_request(h, path))
		return fault(f, FAULT_SYSTEM, 0, "the HTTP library refuses the request for https://%s%s", h->server->host, path);
	if (curl_multi_add_handle(h->multi, h->easy) != CURLM_OK)
		return fault(f, FAULT_SYSTEM, 0, "the HTTP library takes no request for %s", h->server->host);
	bool over = transfer(h, &result, f);
	cost_keep(h);
	answer->sent = was_sent(h);
	curl_multi_remove_handle(h->multi, h->easy);
	if (!over || (result != CURLE_OK && !http_failure_explain(h, result, f))) {
		buf_free(&answer->body);
		return false;
	}
	curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status);
	answer->status = (int)status;
	answer->schemes = arena_text(h->arena, buf_span(&h->schemes));
	answer->scheme_offered = answer->status != 401 || h->is_challenged || !answer->schemes[0] || h->server->auth == AUTH_NONE ||
				 h->server->auth == AUTH_CERTIFICATE;
	return true;
}

/*
 * What the 401 offers decides. libcurl then leaves name and password to GSSAPI, and sends its token with the next request of the
 * conversation where the connection is a new one.
 */
static bool wrap_ntlm(struct http *h)
{
	if (h->answer->status != 401 || h->answer->scheme_offered || !h->offers_negotiate || !h->server->ntlm_in_negotiate || h->wraps_ntlm)
		return false;
	h->wraps_ntlm = curl_easy_setopt(h->easy, CURLOPT_HTTPAUTH, CURLAUTH_NEGOTIATE) == CURLE_OK &&
			curl_easy_setopt(h->easy, CURLOPT_USERNAME, "") == CURLE_OK && curl_easy_setopt(h->easy, CURLOPT_PASSWORD, "") == CURLE_OK;
	return h->wraps_ntlm;
}

bool http_ask(struct http *h, const struct http_request *request, struct http_answer *answer, struct fault *f)
{
	const char *asked[HTTP_REDIRECTS_MAX + 1] = { request->path };
	int redirects = 0;

	h->request = request;
	h->answer = answer;
	while (ask_once(h, asked[redirects], f)) {
		if (wrap_ntlm(h)) {
			buf_free(&answer->body);
			continue;
		}
		const char *path = http_redirect_path(h->server, answer);
		for (int i = 0; path && i <= redirects; i++)
			answer->redirects_in_circle |= strcmp(path, asked[i]) == 0;
		answer->redirects_on = path && redirects == HTTP_REDIRECTS_MAX;
		if (!path || answer->redirects_in_circle || answer->redirects_on)
			return true;
		buf_free(&answer->body);
		asked[++redirects] = path;
	}
	return false;
}

void http_facts(struct http *h, struct http_cost *cost, struct tls *tls)
{
	*cost = h->cost;
	tls_observer_facts(h->observer, tls);
	if (h->has_seen && !tls->peer_spoke)
		*tls = h->seen;
}
