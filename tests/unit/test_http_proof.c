// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_http_proof - a login and our certificate go only to a web server that has proved its name, over TLS
 *
 * The server is a process of its own, and reports every request head that it could read.
 */
#include "lax_host.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "remote/http.h"

#define NAME "pool.contoso.com"

enum { HEARD_MAX = 16384, LINKS_MAX = 4 };

/* ---- certificates ---- */

enum who { NO_CERT, ROOT, OTHER_ROOT, POOL, STRANGER, OTHER_NAME, OURS, WHO_COUNT };

static struct pki_cert pki[WHO_COUNT];

static int make_pki([[maybe_unused]] void **state)
{
	pki[ROOT] = pki_make(&(struct pki_wish){ .name = "Root", .ca = true });
	pki[OTHER_ROOT] = pki_make(&(struct pki_wish){ .name = "Other Root", .ca = true });
	pki[POOL] = pki_make(&(struct pki_wish){ .name = NAME, .alternative = "DNS:" NAME, .issuer = &pki[ROOT] });
	pki[STRANGER] = pki_make(&(struct pki_wish){ .name = NAME, .alternative = "DNS:" NAME, .issuer = &pki[OTHER_ROOT] });
	pki[OTHER_NAME] = pki_make(&(struct pki_wish){ .name = "x", .alternative = "DNS:other.contoso.com", .issuer = &pki[ROOT] });
	pki[OURS] = pki_make(&(struct pki_wish){ .name = "monitor", .usage = "clientAuth", .issuer = &pki[ROOT] });
	return 0;
}

static int free_pki([[maybe_unused]] void **state)
{
	for (int i = ROOT; i < WHO_COUNT; i++)
		pki_free(&pki[i]);
	return 0;
}

/* ---- the server ---- */

enum manner {
	ANSWERS,
	PLAIN,	   /* without TLS */
	CLOSES,	   /* after each answer */
	REDIRECTS, /* to another name at the same place */
	ANEW,	   /* TLS, before it answers, with another certificate */
	PROXY,	   /* opens a way to a server that is itself */
	PROXY_ASKS,/* as a web server does, for a login */
};

struct server {
	enum manner manner;
	enum who certificate; /* NO_CERT: none, by an anonymous cipher suite */
	enum who anew;	      /* ANEW */
	bool demands_anew;    /* and a certificate of ours then */
	bool demands;	      /* a certificate of ours at once */
};

struct peer {
	pid_t child;
	uint16_t port;
	int heard; /* every head, and "[resumed]", "[ours]" */
};

/* One connection, in the child. */
struct link {
	const struct server *server;
	SSL_CTX *context;
	SSL *ssl; /* NULL: without TLS */
	int fd, report;
	uint16_t port;
};

static void report(const struct link *l, const char *text, size_t len)
{
	if (write(l->report, text, len) < 0)
		_exit(1);
}

static int link_read(const struct link *l, char *to, int size)
{
	return l->ssl ? SSL_read(l->ssl, to, size) : (int)read(l->fd, to, (size_t)size);
}

static void link_write(const struct link *l, const char *text)
{
	size_t len = strlen(text);

	if ((l->ssl ? SSL_write(l->ssl, text, (int)len) : (int)write(l->fd, text, len)) <= 0)
		_exit(1);
}

/* A request has no body here. False: the client has gone. */
static bool head_read(const struct link *l)
{
	char head[8192];
	int len = 0, more;

	while (len < 4 || memcmp(head + len - 4, "\r\n\r\n", 4) != 0) {
		more = link_read(l, head + len, (int)sizeof head - len);
		if (more <= 0)
			return false;
		len += more;
	}
	report(l, head, (size_t)len);
	return true;
}

static void use(SSL *ssl, enum who who)
{
	if (who != NO_CERT && (SSL_use_certificate(ssl, pki[who].x) != 1 || SSL_use_PrivateKey(ssl, pki[who].key) != 1))
		_exit(1);
}

static void tls_begin(struct link *l)
{
	l->ssl = SSL_new(l->context);
	SSL_set_fd(l->ssl, l->fd);
	use(l->ssl, l->server->certificate);
	if (l->server->demands)
		SSL_set_verify(l->ssl, SSL_VERIFY_PEER, NULL);
	if (SSL_accept(l->ssl) != 1)
		return;
	if (SSL_session_reused(l->ssl))
		report(l, "[resumed]", 9);
	if (SSL_get0_peer_certificate(l->ssl))
		report(l, "[ours]", 6);
}

/* Until the client has answered, or gone; it says nothing else meanwhile. */
static bool tls_anew(const struct link *l)
{
	struct timeval patience = { .tv_usec = 300000 };

	use(l->ssl, l->server->anew);
	if (l->server->demands_anew)
		SSL_set_verify(l->ssl, SSL_VERIFY_PEER, NULL);
	setsockopt(l->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	if (SSL_renegotiate(l->ssl) != 1 || SSL_do_handshake(l->ssl) != 1 ||
	    SSL_get_error(l->ssl, SSL_read(l->ssl, (char[1]){ 0 }, 1)) != SSL_ERROR_WANT_READ)
		return false;
	if (SSL_get0_peer_certificate(l->ssl))
		report(l, "[ours]", 6);
	setsockopt(l->fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){ 0 }, sizeof patience);
	return true;
}

static void serve(struct link *l)
{
	static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n%s\r\ndone";
	static const char refusal[] = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n";
	enum manner manner = l->server->manner;
	char text[200];

	if (manner == PROXY || manner == PROXY_ASKS) {
		if (!head_read(l))
			return;
		link_write(l, manner == PROXY ? "HTTP/1.1 200 OK\r\n\r\n" : refusal);
	}
	if (manner != PLAIN && manner != PROXY_ASKS)
		tls_begin(l);
	while (head_read(l)) {
		if (manner == ANEW && !tls_anew(l))
			return;
		if (manner == REDIRECTS)
			snprintf(text, sizeof text, "HTTP/1.1 302 x\r\nLocation: https://other.contoso.com:%u/\r\nContent-Length: 0\r\n\r\n", l->port);
		else
			snprintf(text, sizeof text, answer, manner == CLOSES ? "Connection: close\r\n" : "");
		link_write(l, text);
		if (manner == CLOSES)
			return;
	}
}

static SSL_CTX *context_make(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	SSL_CTX_set_security_level(context, 0);
	SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_cipher_list(context, "ALL:COMPLEMENTOFALL:@SECLEVEL=0");
	SSL_CTX_set_options(context, SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION);
	SSL_CTX_set_session_id_context(context, (const unsigned char *)"x", 1);
	X509_STORE_add_cert(SSL_CTX_get_cert_store(context), pki[ROOT].x);
	X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(context), (time_t)PKI_NOW);
	return context;
}

static void *serve_link(void *of)
{
	struct link *l = of;

	serve(l);
	if (l->ssl)
		SSL_shutdown(l->ssl); /* or its session is forgotten */
	SSL_free(l->ssl);
	close(l->fd);
	free(l);
	return NULL;
}

static void serve_all(const struct link *first, int listener)
{
	pthread_t thread;

	for (;;) {
		struct link *l = malloc(sizeof *l);
		if (!l)
			_exit(1);
		*l = *first;
		l->fd = accept(listener, NULL, NULL);
		if (l->fd < 0 || pthread_create(&thread, NULL, serve_link, l) != 0 || pthread_detach(thread) != 0)
			_exit(1);
	}
}

static struct peer peer_begin(const struct server *server)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof at;
	int heard[2], listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(pipe(heard), 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&at, size), 0);
	assert_int_equal(listen(listener, LINKS_MAX), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &size), 0);
	fflush(NULL);
	pid_t test = getpid(), child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != test) /* a test that fails ends no process */
			_exit(1);
		signal(SIGPIPE, SIG_IGN);
		serve_all(&(struct link){ .server = server, .context = context_make(), .report = heard[1], .port = ntohs(at.sin_port) }, listener);
	}
	close(listener);
	close(heard[1]);
	return (struct peer){ child, ntohs(at.sin_port), heard[0] };
}

/* All that it has heard by then. */
static void peer_end(struct peer *peer, char heard[static HEARD_MAX])
{
	size_t len = 0;
	ssize_t more;

	kill(peer->child, SIGKILL);
	waitpid(peer->child, NULL, 0);
	while (len < HEARD_MAX - 1 && (more = read(peer->heard, heard + len, HEARD_MAX - 1 - len)) > 0)
		len += (size_t)more;
	heard[len] = '\0';
	close(peer->heard);
}

/* ---- the cases ---- */

enum policy { USUAL, LAX, LAX_AND_TAKEN }; /* LAX: this host's policy offers all; TAKEN: and we leave nothing of it out */

enum { INSECURE = 1, IDENTITY = 2 }; /* -k; we have a certificate to give */

#define BASIC "Authorization: Basic dXNlcjpzZWNyZXQ="

static const struct http_case {
	const char *name;
	struct server server;
	enum policy host;
	enum auth auth;
	unsigned with;	       /* INSECURE, IDENTITY */
	int requests;	       /* one after another */
	const char *also;      /* behind that, and while it is open, the same server by this name; NULL: no */
	enum fault_kind kind;  /* of the last request of all; FAULT_NONE: answered */
	long code;
	const char *heard;     /* words of what the server could read, "|" between; NULL: it could read no request at all */
	const char *not_heard;
} cases[] = {
	{ "fine", { .certificate = POOL }, USUAL, AUTH_BASIC, 0, 1, NULL, FAULT_NONE, 0, BASIC, NULL },
	{ "fine, on a lax host", { .certificate = POOL }, LAX, AUTH_BASIC, 0, 1, NULL, FAULT_NONE, 0, BASIC, NULL },
	{ "fine, with our certificate", { .certificate = POOL, .demands = true }, USUAL, AUTH_CERTIFICATE, IDENTITY, 1, NULL, FAULT_NONE, 0,
	  "[ours]|GET /", "Basic" },

	{ "a stranger", { .certificate = STRANGER }, USUAL, AUTH_BASIC, 0, 2, NULL, FAULT_VERIFY, 20, NULL, NULL },
	{ "a stranger -k", { .certificate = STRANGER }, USUAL, AUTH_BASIC, INSECURE, 1, NULL, FAULT_NONE, 0, BASIC, NULL },
	{ "a stranger who demands ours", { .certificate = STRANGER, .demands = true }, USUAL, AUTH_CERTIFICATE, IDENTITY, 1, NULL,
	  FAULT_VERIFY, 20, NULL, NULL },
	{ "another name", { .certificate = OTHER_NAME }, USUAL, AUTH_BASIC, 0, 1, NULL, FAULT_VERIFY, 62, NULL, NULL },

	{ "anonymous", { .certificate = NO_CERT }, LAX, AUTH_BASIC, 0, 2, NULL, FAULT_ALERT, 40, NULL, NULL },
	{ "anonymous -k", { .certificate = NO_CERT }, LAX, AUTH_BASIC, INSECURE, 1, NULL, FAULT_ALERT, 40, NULL, NULL },
	{ "anonymous, taken: Basic", { .certificate = NO_CERT }, LAX_AND_TAKEN, AUTH_BASIC, 0, 3, NULL, FAULT_VERIFY, 1, NULL, NULL },
	{ "anonymous, taken: NTLM", { .certificate = NO_CERT }, LAX_AND_TAKEN, AUTH_NTLM, 0, 3, NULL, FAULT_VERIFY, 1, NULL, NULL },
	{ "anonymous, taken: a certificate", { .certificate = NO_CERT }, LAX_AND_TAKEN, AUTH_CERTIFICATE, IDENTITY, 1, NULL, FAULT_VERIFY, 1,
	  NULL, NULL },
	{ "anonymous, taken: no login", { .certificate = NO_CERT }, LAX_AND_TAKEN, AUTH_NONE, 0, 1, NULL, FAULT_VERIFY, 1, NULL, NULL },
	{ "anonymous, taken -k", { .certificate = NO_CERT }, LAX_AND_TAKEN, AUTH_BASIC, INSECURE, 1, NULL, FAULT_NONE, 0, BASIC, NULL },

	{ "anew, a stranger", { .manner = ANEW, .certificate = POOL, .anew = STRANGER }, USUAL, AUTH_BASIC, 0, 1, NULL, FAULT_TLS, 339,
	  BASIC, NULL },
	{ "anew, the same", { .manner = ANEW, .certificate = POOL, .anew = POOL }, USUAL, AUTH_NTLM, IDENTITY, 1, NULL, FAULT_TLS, 339,
	  "Authorization: NTLM", "[ours]" },
	{ "anew, for our certificate", { .manner = ANEW, .certificate = POOL, .anew = POOL, .demands_anew = true }, USUAL, AUTH_NONE,
	  IDENTITY, 1, NULL, FAULT_TLS, 339, "GET /", "[ours]" },
	{ "anew, for a login by certificate", { .manner = ANEW, .certificate = POOL, .anew = POOL, .demands_anew = true }, USUAL,
	  AUTH_CERTIFICATE, IDENTITY, 1, NULL, FAULT_NONE, 0, "GET /|[ours]", NULL },
	{ "anew, by a stranger, for a login by certificate", { .manner = ANEW, .certificate = POOL, .anew = STRANGER, .demands_anew = true },
	  USUAL, AUTH_CERTIFICATE, IDENTITY, 1, NULL, FAULT_VERIFY, 20, "GET /", "[ours]" },
	{ "anew, by another name, for a login by certificate",
	  { .manner = ANEW, .certificate = POOL, .anew = OTHER_NAME, .demands_anew = true }, USUAL, AUTH_CERTIFICATE, IDENTITY, 1, NULL,
	  FAULT_VERIFY, 62, "GET /", "[ours]" },

	{ "the same place, by another name", { .certificate = POOL }, USUAL, AUTH_BASIC, 0, 1, "other.contoso.com", FAULT_VERIFY, 62,
	  BASIC, "Host: other" },
	{ "a connection for each request", { .manner = CLOSES, .certificate = POOL }, USUAL, AUTH_BASIC, 0, 3, NULL, FAULT_NONE, 0,
	  BASIC, "[resumed]" },
	{ "without TLS", { .manner = PLAIN }, USUAL, AUTH_BASIC, 0, 1, NULL, FAULT_NONE, 0, "GET /", "Authorization" },
	{ "without TLS, NTLM", { .manner = PLAIN }, USUAL, AUTH_NTLM, 0, 1, NULL, FAULT_NONE, 0, "GET /", "Authorization" },
	{ "sends us to another name", { .manner = REDIRECTS, .certificate = POOL }, USUAL, AUTH_BASIC, 0, 1, NULL, FAULT_NONE, 0, BASIC,
	  "Host: other" },
	{ "a proxy", { .manner = PROXY, .certificate = POOL }, USUAL, AUTH_BASIC, 0, 1, NULL, FAULT_NONE, 0, "CONNECT|" BASIC, NULL },
	{ "a proxy, and a stranger behind", { .manner = PROXY, .certificate = STRANGER }, USUAL, AUTH_BASIC, 0, 1, NULL, FAULT_VERIFY,
	  20, "CONNECT", "Authorization" },
	{ "a proxy, and an anonymous server behind", { .manner = PROXY, .certificate = NO_CERT }, LAX_AND_TAKEN, AUTH_BASIC, 0, 1, NULL,
	  FAULT_VERIFY, 1, "CONNECT", "Authorization" },
	{ "a proxy that asks as a server", { .manner = PROXY_ASKS }, USUAL, AUTH_BASIC, 0, 1, NULL, FAULT_UNREACHABLE, 401, "CONNECT",
	  "Authorization" },
};

static void add_blob(struct blob *to, const char *path, const struct pki_cert *c, bool with_key)
{
	*to = (struct blob){ .path = path, .bytes = BUF(65536) };
	pki_pem(&to->bytes, c->x);
	if (with_key)
		pki_pem_key(&to->bytes, c->key, NULL);
}

/* What every connection of a case has in common. */
struct client {
	const struct http_case *of;
	const struct plan *plan;
	struct tls_setup *tls;
	uint16_t port;
};

/* The last request's fault. */
static struct fault ask_as(const struct client *client, const char *name)
{
	const struct http_case *c = client->of;
	struct address loopback = { .text = "127.0.0.1", .family = AF_INET };
	const struct addresses addresses = { &loopback, 1 };
	const struct http_server server = { .host = name, .name = name, .port = client->port, .plain = c->server.manner == PLAIN,
		.addresses = &addresses, .auth = c->auth, .password = SPAN("secret"), .give_identity = c->with & IDENTITY };
	const struct http_request request = { .path = "/", .max = 100, .deadline = { clock_us() + 20 * INT64_C(1000000), -1 } };
	struct arena arena = ARENA(1 << 20);
	struct http_answer answer;
	struct fault f = { 0 };

	struct http *http = http_new(&server, client->plan, client->tls, &arena, &f);
	assert_non_null(http);
	for (int i = 0; i < c->requests; i++) {
		f = (struct fault){ 0 };
		if (http_ask(http, &request, &answer, &f))
			buf_free(&answer.body);
	}
	if (c->also && name != c->also)
		f = ask_as(client, c->also);
	http_free(http);
	arena_free(&arena);
	return f;
}

static struct fault ask(const struct http_case *c, uint16_t port)
{
	struct plan plan = { .settings.login = "user", .settings.auth = c->auth, .insecure = c->with & INSECURE, .ca_cert = "roots.pem", .tls_min = TLS_1_2,
			     .security_level = -1, .client_cert = c->with & IDENTITY ? "own.pem" : NULL };
	struct blob roots;
	struct tls_files files = { .roots = &roots, .root_count = 1 };
	struct arena arena = ARENA(1 << 20);
	struct identity identity;
	struct fault f = { 0 };

	if (c->server.manner == PROXY || c->server.manner == PROXY_ASKS)
		plan.settings.http_proxy = (struct host_port){ "127.0.0.1", port };
	add_blob(&roots, "roots.pem", &pki[ROOT], false);
	if (c->with & IDENTITY)
		add_blob(&files.client_cert, "own.pem", &pki[OURS], true);
	struct tls_setup *tls = tls_setup_new(&plan, &files, PKI_NOW, &identity, &arena, &f);
	assert_non_null(tls);
	assert_int_equal(identity.fault.kind, FAULT_NONE);
	f = ask_as(&(struct client){ c, &plan, tls, port }, NAME);
	tls_setup_free(tls);
	arena_free(&arena);
	buf_free(&roots.bytes);
	buf_free(&files.client_cert.bytes);
	return f;
}

static bool says(const char *text, const char *words)
{
	struct span rest = span_of(words);
	char word[200];

	while (rest.len > 0) {
		span_copy(word, sizeof word, span_split(rest, '|', &rest));
		if (!strstr(text, word))
			return false;
	}
	return true;
}

static void test_cases([[maybe_unused]] void **state)
{
	static char heard[HEARD_MAX];
	bool all_hold = true;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct http_case *c = &cases[i];
		struct peer peer = peer_begin(&c->server);

		if (c->host != USUAL)
			lax_host_begin(c->host == LAX_AND_TAKEN);
		struct fault f = ask(c, peer.port);
		lax_host_end();
		peer_end(&peer, heard);
		if (f.kind == c->kind && f.code == c->code && (c->heard ? says(heard, c->heard) : !heard[0]) &&
		    !(c->not_heard && strstr(heard, c->not_heard)))
			continue;
		print_error("%s: %s %lld: %s\nheard: %s\n", c->name, fault_word(f.kind), (long long)f.code, f.text, heard);
		all_hold = false;
	}
	assert_true(all_hold);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_cases) };

	return cmocka_run_group_tests_name("http_proof", tests, make_pki, free_pki);
}
