// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_tls - handshakes in memory with a server of OpenSSL's, and with peers that are none
 */
#include "lax_host.h"
#include "said.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tls/openssl.h"
#include "tls/tls.h"
#include "memory.h"

/* ---- the certificates ---- */

enum who {
	ROOT, OTHER_ROOT, ISSUER, OLD_ISSUER, EDGE, BY_OLD_ISSUER, WRONG_NAME, EXPIRED, FUTURE, SELF_SIGNED, OLD_DIGEST, SMALL, CLIENT_ONLY, STRANGER, WILDCARD, BY_ADDRESS,
	EXPIRED_WRONG, OURS, OURS_STRANGER, WHO_COUNT
};

#define NAME "edge.contoso.com"
#define DNS "DNS:" NAME

static struct pki_cert pki[WHO_COUNT];

/* The issuer stands before what it issues. */
static const struct {
	enum who who;
	int issuer; /* -1: self-signed */
	struct pki_wish params;
} makings[] = {
	{ ROOT, -1, { .name = "Root", .ca = true } },
	{ OTHER_ROOT, -1, { .name = "Other Root", .ca = true } },
	{ ISSUER, ROOT, { .name = "Issuer", .ca = true } },
	{ EDGE, ISSUER, { .name = NAME, .alternative = DNS, .usage = "serverAuth" } },
	{ OLD_ISSUER, ROOT, { .name = "Old Issuer", .ca = true, .from_days = -20, .to_days = -10 } },
	{ BY_OLD_ISSUER, OLD_ISSUER, { .name = NAME, .alternative = DNS } },
	{ WRONG_NAME, ROOT, { .name = NAME, .alternative = "DNS:other.contoso.com" } },
	{ EXPIRED, ROOT, { .name = NAME, .alternative = DNS, .from_days = -20, .to_days = -10 } },
	{ FUTURE, ROOT, { .name = NAME, .alternative = DNS, .from_days = 10, .to_days = 20 } },
	{ SELF_SIGNED, -1, { .name = NAME, .alternative = DNS } },
	{ OLD_DIGEST, ROOT, { .name = NAME, .alternative = DNS } },
	{ SMALL, ROOT, { .name = NAME, .alternative = DNS, .rsa_bits = 1024 } },
	{ CLIENT_ONLY, ROOT, { .name = NAME, .alternative = DNS, .usage = "clientAuth" } },
	{ STRANGER, OTHER_ROOT, { .name = NAME, .alternative = DNS } },
	{ WILDCARD, ROOT, { .name = "*.contoso.com", .alternative = "DNS:*.contoso.com" } },
	{ BY_ADDRESS, ROOT, { .name = NAME, .alternative = "DNS:other.contoso.com,IP:192.0.2.7" } },
	{ EXPIRED_WRONG, OTHER_ROOT, { .name = "x.example", .from_days = -20, .to_days = -10 } },
	{ OURS, ROOT, { .name = "monitor.contoso.com", .usage = "clientAuth" } },
	{ OURS_STRANGER, OTHER_ROOT, { .name = "monitor.contoso.com", .usage = "clientAuth" } },
};

/* OpenSSL is set up once in a process, by its first use: as for a check. */
static int make_pki([[maybe_unused]] void **state)
{
	tls_start(SUBJECT_ROUTE);
	for (size_t i = 0; i < sizeof makings / sizeof *makings; i++) {
		struct pki_wish params = makings[i].params;

		params.issuer = makings[i].issuer < 0 ? NULL : &pki[makings[i].issuer];
		params.digest = makings[i].who == OLD_DIGEST ? EVP_sha1() : NULL;
		pki[makings[i].who] = pki_make(&params);
	}
	return 0;
}

static int free_pki([[maybe_unused]] void **state)
{
	for (size_t i = 0; i < WHO_COUNT; i++)
		pki_free(&pki[i]);
	return 0;
}

/* ---- the server ---- */

/* How it ends what OpenSSL would go on with. */
enum manner {
	SERVES,
	MUTE,		/* never says a word */
	CLOSES,		/* at once, without a byte */
	RESETS,		/* at once */
	TALKS_HTTP, TALKS_SIP, /* not TLS */
	SAYS_GOODBYE,	/* close_notify, instead of a ServerHello */
	HALF_HELLO,	/* closes in the midst of its first record */
	FLOODS,		/* TLS records for ever, none of them of use */
	OLD_HELLO,	/* a ServerHello of TLS 1.0, as Windows 2008 R2 answers a client that offers more */
	NO_RFC5746,	/* a ServerHello of TLS 1.2 without secure renegotiation */
	CLOSES_LATER,	/* after its first flight */
	ALERT_THEN_RESET, /* while its first flight is being answered */
	RESETS_LATER,	/* likewise, without a word */
	RESET_ON_WRITE,	/* likewise, but only a write learns of it: a read then sees the end */
	RESETS_AFTER_ALERT, /* once it has refused */
	CLOSES_ON_DATA, /* after the handshake, on the first request */
	BEGINS_ANEW,	/* another handshake before it answers; under TLS 1.3 the demand for a certificate alone */
};

struct server {
	enum manner manner;
	int version;	     /* highest; 0: whatever OpenSSL can */
	bool only;	     /* and lowest */
	enum who certificate;
	bool anonymous;	     /* none at all, with `ciphers` that do without */
	bool lax_host;	     /* ours: its policy offers all that OpenSSL has */
	bool taken;	     /* and we leave nothing of it out */
	enum who anew;	     /* BEGINS_ANEW: the certificate then */
	bool demands_anew;   /* and then a certificate of ours */
	bool demands;	     /* a certificate of ours */
	bool warns;	     /* that it does not know the name it is called by */
	enum who trusts;     /* the root it knows; 0: ROOT */
	enum who trusted;    /* what we trust; 0: ROOT */
	const char *ciphers; /* TLS 1.2 */
	SSL_CTX *context;
	SSL *ssl;
	BIO *in, *out;
	bool asked_data, begun_anew;
	unsigned char finished[EVP_MAX_MD_SIZE]; /* BEGINS_ANEW: the client's, in the first handshake */
	char sni[64];
};

enum { MUST_SHOW = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT };

static int keep_sni(SSL *ssl, int *alert, void *of)
{
	struct server *s = of;
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

	snprintf(s->sni, sizeof s->sni, "%s", name ? name : "");
	*alert = SSL_AD_UNRECOGNIZED_NAME;
	return s->warns ? SSL_TLSEXT_ERR_ALERT_WARNING : SSL_TLSEXT_ERR_OK;
}

/* Demanded later: all is set up, and not asked for yet. */
static void server_demand(struct server *s, int mode)
{
	X509_STORE *store = SSL_CTX_get_cert_store(s->context);

	SSL_CTX_set_verify(s->context, mode, NULL);
	assert_int_equal(X509_STORE_add_cert(store, pki[s->trusts].x), 1);
	assert_int_equal(SSL_CTX_add_client_CA(s->context, pki[s->trusts].x), 1);
	X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(s->context), (time_t)PKI_NOW);
}

static void server_accept(struct server *);

static void server_start(struct server *s)
{
	const struct pki_cert *c = &pki[s->certificate ? s->certificate : EDGE];

	s->context = SSL_CTX_new(TLS_server_method());
	assert_non_null(s->context);
	SSL_CTX_set_security_level(s->context, 0);
	SSL_CTX_set_min_proto_version(s->context, s->only ? s->version : TLS1_VERSION);
	SSL_CTX_set_max_proto_version(s->context, s->version);
	if (!s->anonymous) {
		assert_int_equal(SSL_CTX_use_certificate(s->context, c->x), 1);
		assert_int_equal(SSL_CTX_use_PrivateKey(s->context, c->key), 1);
	}
	if (c == &pki[EDGE] && !s->anonymous)
		assert_int_equal(SSL_CTX_add1_chain_cert(s->context, pki[ISSUER].x), 1);
	if (c == &pki[BY_OLD_ISSUER]) { /* in the wrong order, and with one too many, as some servers send it */
		assert_int_equal(SSL_CTX_add1_chain_cert(s->context, pki[OTHER_ROOT].x), 1);
		assert_int_equal(SSL_CTX_add1_chain_cert(s->context, pki[ROOT].x), 1);
		assert_int_equal(SSL_CTX_add1_chain_cert(s->context, pki[OLD_ISSUER].x), 1);
	}
	SSL_CTX_set_mode(s->context, SSL_MODE_NO_AUTO_CHAIN);
	if (s->ciphers)
		assert_int_equal(SSL_CTX_set_cipher_list(s->context, s->ciphers), 1);
	if (s->demands)
		server_demand(s, MUST_SHOW);
	else if (s->demands_anew)
		server_demand(s, SSL_VERIFY_NONE);
	SSL_CTX_set_options(s->context, SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION);
	SSL_CTX_set_tlsext_servername_callback(s->context, keep_sni);
	SSL_CTX_set_tlsext_servername_arg(s->context, s);
	server_accept(s);
}

static void server_accept(struct server *s)
{
	s->ssl = SSL_new(s->context);
	s->in = BIO_new(BIO_s_mem());
	s->out = BIO_new(BIO_s_mem());
	assert_true(s->ssl && s->in && s->out);
	SSL_set_bio(s->ssl, s->in, s->out);
	SSL_set_accept_state(s->ssl);
}

/* The next connection to the same server. */
static void server_again(struct server *s)
{
	SSL_set_shutdown(s->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN); /* or the session is forgotten */
	SSL_free(s->ssl);
	server_accept(s);
}

static void server_stop(struct server *s)
{
	SSL_free(s->ssl);
	SSL_CTX_free(s->context);
}

static int begin_anew(struct server *s)
{
	s->begun_anew = true;
	if (SSL_version(s->ssl) == TLS1_3_VERSION) {
		SSL_set_verify(s->ssl, MUST_SHOW, NULL);
		return SSL_verify_client_post_handshake(s->ssl) == 1 ? SSL_do_handshake(s->ssl) : 0;
	}
	assert_int_equal(SSL_use_certificate(s->ssl, pki[s->anew].x), 1);
	assert_int_equal(SSL_use_PrivateKey(s->ssl, pki[s->anew].key), 1);
	if (s->demands_anew)
		SSL_set_verify(s->ssl, MUST_SHOW, NULL);
	SSL_get_peer_finished(s->ssl, s->finished, sizeof s->finished);
	return SSL_renegotiate(s->ssl) == 1 ? SSL_do_handshake(s->ssl) : 0;
}

static bool stands_anew(const struct server *s)
{
	unsigned char finished[EVP_MAX_MD_SIZE] = { 0 };

	if (SSL_version(s->ssl) == TLS1_3_VERSION)
		return SSL_get0_peer_certificate(s->ssl);
	SSL_get_peer_finished(s->ssl, finished, sizeof finished);
	return memcmp(finished, s->finished, sizeof finished) != 0;
}

/* False: it has gone. */
static bool server_work(struct server *s)
{
	char request[256];
	size_t count;
	int result = SSL_do_handshake(s->ssl);

	if (result == 1) {
		result = SSL_read_ex(s->ssl, request, sizeof request, &count);
		s->asked_data = result == 1;
		if (result == 1 && s->manner == BEGINS_ANEW)
			result = begin_anew(s);
		else if (s->begun_anew ? stands_anew(s) : result == 1 && s->manner != CLOSES_ON_DATA)
			result = SSL_write(s->ssl, "answer", 6);
	}
	int error = SSL_get_error(s->ssl, result);
	ERR_clear_error();
	return error == SSL_ERROR_NONE || error == SSL_ERROR_WANT_READ;
}

static bool say(struct memory *m, struct span text)
{
	return buf_add(&m->in, text);
}

#define RANDOM32 "0123456789abcdef0123456789abcdef"
#define SERVER_HELLO(version, cipher) \
	"\x16" version "\x00\x2a\x02\x00\x00\x26" version RANDOM32 "\x00" cipher "\x00"

static bool server_misbehave(struct memory *m, const struct server *s)
{
	static const char empty_records[] = "\x16\x03\x01\x00\x04\x00\x00\x00\x00";

	switch (s->manner) {
	case MUTE:
		return false;
	case CLOSES:
		return m->closed = true;
	case RESETS:
		fault(&m->reset, FAULT_RESET, 104, "reset by peer");
		return true;
	case TALKS_HTTP:
		return say(m, SPAN("HTTP/1.1 400 Bad Request\r\n\r\n"));
	case TALKS_SIP:
		return say(m, SPAN("SIP/2.0 400 Bad Request\r\n\r\n"));
	case SAYS_GOODBYE:
		m->closed = true;
		return say(m, SPAN("\x15\x03\x03\x00\x02\x01\x00"));
	case HALF_HELLO:
		m->closed = true;
		return say(m, SPAN("\x16\x03\x03\x00\x7a\x02\x00"));
	case FLOODS:
		return say(m, (struct span){ empty_records, sizeof empty_records - 1 });
	case OLD_HELLO:
		return say(m, SPAN(SERVER_HELLO("\x03\x01", "\x00\x2f")));
	case NO_RFC5746:
		return say(m, SPAN(SERVER_HELLO("\x03\x03", "\xc0\x2b")));
	default:
		return true;
	}
}

static bool server_turn(struct memory *m, void *of)
{
	struct server *s = of;
	char bytes[16384];
	int count;
	bool there, moved;

	if (s->manner >= MUTE && s->manner < CLOSES_LATER)
		return server_misbehave(m, s);
	if (m->out.len && BIO_write(s->in, m->out.at, (int)m->out.len) != (int)m->out.len)
		return m->closed = true; /* it has no memory */
	moved = m->out.len;
	buf_drop(&m->out, m->out.len);
	there = server_work(s);
	while ((count = BIO_read(s->out, bytes, sizeof bytes)) > 0)
		moved = say(m, (struct span){ bytes, (size_t)count });
	if (s->manner == ALERT_THEN_RESET) {
		say(m, SPAN("\x15\x03\x03\x00\x02\x02\x28"));
	}
	if (s->manner == ALERT_THEN_RESET || s->manner == RESETS_LATER || (s->manner == RESETS_AFTER_ALERT && !there))
		fault(&m->reset, FAULT_RESET, 104, "reset by peer");
	if (s->manner == RESET_ON_WRITE) {
		fault(&m->reset, FAULT_RESET, 104, "reset by peer");
		m->closed = true;
	}
	if (!there || s->manner == CLOSES_LATER || (s->manner == CLOSES_ON_DATA && s->asked_data))
		m->closed = moved = true;
	return moved;
}

/* ---- one run ---- */

struct run {
	struct plan plan;
	struct tls_files files;
	struct blob roots;
	struct identity identity;
	struct arena arena;
	struct tls_setup *setup;
	struct memory wire;
	struct server server;
	struct stream lower, upper;
	struct tls facts;
	struct fault fault;
};

static struct deadline soon(void)
{
	return (struct deadline){ clock_us() + 20 * INT64_C(1000000), -1 };
}

static void run_begin(struct run *r, const struct server *server, const struct plan *plan, enum who ours)
{
	*r = (struct run){ .plan = *plan, .server = *server, .arena = ARENA(1 << 20), .wire = MEMORY(1 << 20) };
	if (server->lax_host)
		lax_host_begin(server->taken);
	if (!r->plan.tls_min)
		r->plan.tls_min = TLS_1_2;
	r->plan.security_level--; /* the cases' 0 is OpenSSL's own level */
	r->plan.ca_cert = "roots.pem";
	r->roots = (struct blob){ .path = "roots.pem", .bytes = BUF(1 << 16) };
	pki_pem(&r->roots.bytes, pki[server->trusted].x);
	r->files.roots = &r->roots;
	r->files.root_count = 1;
	if (ours) {
		r->plan.client_cert = "own.pem";
		r->files.client_cert = (struct blob){ .path = "own.pem", .bytes = BUF(1 << 16) };
		pki_pem(&r->files.client_cert.bytes, pki[ours].x);
		pki_pem_key(&r->files.client_cert.bytes, pki[ours].key, NULL);
	}
	r->setup = tls_setup_new(&r->plan, &r->files, PKI_NOW, &r->identity, &r->arena, &r->fault);
	assert_non_null(r->setup);
	assert_int_equal(r->identity.fault.kind, FAULT_NONE);
	server_start(&r->server);
	r->wire.peer = server_turn;
	r->wire.of = &r->server;
	r->lower = memory_stream(&r->wire);
}

static bool run_open(struct run *r, const char *name, const char *sni)
{
	struct tls_params params = { .name = name ? name : NAME, .server_name = sni, .give_identity = true, .deadline = soon() };

	return tls_open(r->setup, &params, &r->lower, &r->upper, &r->facts, &r->arena, &r->fault);
}

/* Sends a request and reads its answer: where a refusal under TLS 1.3 shows. */
static bool run_ask(struct run *r, int64_t *ticket_us)
{
	struct buf answer = BUF(100);
	bool ok = stream_write(&r->upper, SPAN("request"), soon(), &r->fault) && stream_read(&r->upper, &answer, soon(), &r->fault);

	if (ok)
		assert_true(span_equal(buf_span(&answer), SPAN("answer")));
	buf_free(&answer);
	tls_facts_after(&r->upper, &r->facts, ticket_us);
	return ok;
}

static void run_end(struct run *r)
{
	if (r->server.lax_host)
		lax_host_end();
	stream_close(&r->upper);
	stream_close(&r->lower);
	assert_false(r->wire.open);
	server_stop(&r->server);
	tls_setup_free(r->setup);
	memory_free(&r->wire);
	buf_free(&r->roots.bytes);
	buf_free(&r->files.client_cert.bytes);
	arena_free(&r->arena);
}

/* ---- ends of handshakes ---- */

enum reached { NOT_OPEN, OPEN, ANSWERED };

static const struct tls_case {
	const char *case_name;
	struct server server;
	struct plan plan;
	enum who ours;
	const char *name; /* wanted; NULL: NAME */
	enum reached reached;
	enum fault_kind kind;
	long code;	  /* -1: any but 0 */
	const char *says; /* words of the fault */
	int errors[3];	  /* verify errors */
	int given;	  /* was a certificate of ours sent */
} cases[] = {
#define V12 .version = TLS1_2_VERSION
#define V13 .version = TLS1_3_VERSION
	{ "1.2", { V12 }, {}, 0, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 0 },
	{ "1.3", { V13 }, {}, 0, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 0 },
	{ "1.2 mutual", { V12, .demands = true }, {}, OURS, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 1 },
	{ "1.3 mutual", { V13, .demands = true }, {}, OURS, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 1 },
	{ "1.2, a warning", { V12, .warns = true }, {}, 0, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 0 },
	{ "1.0, allowed", { .version = TLS1_VERSION }, { .tls_min = TLS_1_0 }, 0, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 0 },
	{ "1.1, allowed", { .version = TLS1_1_VERSION }, { .tls_min = TLS_1_0 }, 0, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 0 },

	/* the peer's certificate: nothing of ours may go there */
#define BAD(who, name, code, ...)                                                                                                    \
	{ #who " 1.2", { V12, .certificate = who, .demands = true }, {}, OURS, name, NOT_OPEN, FAULT_VERIFY, code,                   \
	  "does not verify", { __VA_ARGS__ }, 0 },                                                                                   \
	{ #who " 1.3", { V13, .certificate = who, .demands = true }, {}, OURS, name, NOT_OPEN, FAULT_VERIFY, code,                   \
	  "does not verify", { __VA_ARGS__ }, 0 },                                                                                   \
	{ #who " 1.2, not asked for ours", { V12, .certificate = who }, {}, OURS, name, NOT_OPEN, FAULT_VERIFY, code,                \
	  "does not verify", { __VA_ARGS__ }, 0 },                                                                                   \
	{ #who " 1.3, not asked for ours", { V13, .certificate = who }, {}, OURS, name, NOT_OPEN, FAULT_VERIFY, code,                \
	  "does not verify", { __VA_ARGS__ }, 0 },                                                                                   \
	{ #who " 1.2 -k", { V12, .certificate = who, .demands = true }, { .insecure = true }, OURS, name, ANSWERED, FAULT_NONE, 0,   \
	  "", { __VA_ARGS__ }, 1 },                                                                                                  \
	{ #who " 1.3 -k", { V13, .certificate = who, .demands = true }, { .insecure = true }, OURS, name, ANSWERED, FAULT_NONE, 0,   \
	  "", { __VA_ARGS__ }, 1 }
	BAD(WRONG_NAME, NULL, 62, 62),
	BAD(EXPIRED, NULL, 10, 10),
	BAD(FUTURE, NULL, 9, 9),
	BAD(SELF_SIGNED, NULL, 18, 18),
	BAD(OLD_DIGEST, NULL, 68, 68),
	BAD(SMALL, NULL, 66, 66),
	BAD(CLIENT_ONLY, NULL, 26, 26),
	BAD(STRANGER, NULL, 20, 20),
	BAD(WILDCARD, NULL, 62, 62),
	BAD(BY_ADDRESS, NULL, 62, 62),
	BAD(BY_ADDRESS, "192.0.2.8", 62, 62),
	BAD(EXPIRED_WRONG, NULL, 20, 20, 10, 62),
	{ "the issuing CA given alone", { V12, .trusted = ISSUER, .demands = true }, {}, OURS, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 1 },
	{ "the very certificate given", { V13, .trusted = EDGE, .demands = true }, {}, OURS, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 1 },
	{ "the very certificate given, self-signed", { V13, .certificate = SELF_SIGNED, .trusted = SELF_SIGNED, .demands = true }, {}, OURS,
	  NULL, ANSWERED, FAULT_NONE, 0, "", {}, 1 },
	{ "level 0 takes SHA-1", { V12, .certificate = OLD_DIGEST }, { .security_level = 1 }, 0, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 0 },
	{ "level 1 takes 1024 bits", { V13, .certificate = SMALL }, { .security_level = 2 }, 0, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 0 },
	{ "the wildcard itself", { V13, .certificate = WILDCARD }, {}, 0, "*.contoso.com", ANSWERED, FAULT_NONE, 0, "", {}, 0 },
	{ "an address", { V13, .certificate = BY_ADDRESS }, {}, 0, "192.0.2.7", ANSWERED, FAULT_NONE, 0, "", {}, 0 },
	{ "case and final dot", { V13 }, {}, 0, "EDGE.Contoso.com.", ANSWERED, FAULT_NONE, 0, "", {}, 0 },

	/* the peer refuses ours: at the handshake under 1.2, at the first read under 1.3 */
	{ "1.2 none given", { V12, .demands = true }, {}, 0, NULL, NOT_OPEN, FAULT_ALERT, 40, "alert 40", {}, 0 },
	{ "1.3 none given", { V13, .demands = true }, {}, 0, NULL, OPEN, FAULT_ALERT, 116, "alert 116 (certificate required)", {}, 0 },
	{ "1.2 unknown CA", { V12, .demands = true, .trusts = OTHER_ROOT }, {}, OURS, NULL, NOT_OPEN, FAULT_ALERT, 48, "alert 48", {}, 1 },
	{ "1.3 unknown CA", { V13, .demands = true, .trusts = OTHER_ROOT }, {}, OURS, NULL, OPEN, FAULT_ALERT, 48, "alert 48", {}, 1 },
	{ "1.3 refuses, write fails", { V13, .demands = true, .trusts = OTHER_ROOT, .manner = RESETS_AFTER_ALERT }, {}, OURS, NULL, OPEN,
	  FAULT_ALERT, 48, "alert 48", {}, 1 },
	{ "alert before our flight is out", { V12, .demands = true, .manner = ALERT_THEN_RESET }, {}, OURS, NULL, NOT_OPEN, FAULT_ALERT,
	  40, "alert 40", {}, 1 },
	{ "reset before our flight is out", { V12, .demands = true, .manner = RESETS_LATER }, {}, OURS, NULL, NOT_OPEN, FAULT_RESET,
	  104, "reset by peer", {}, 1 },
	{ "reset, reported by the write alone", { V12, .demands = true, .manner = RESET_ON_WRITE }, {}, OURS, NULL, NOT_OPEN, FAULT_RESET,
	  104, "reset by peer", {}, 1 },

	/* nothing in common */
	{ "1.0 only, by alert", { .version = TLS1_VERSION }, {}, 0, NULL, NOT_OPEN, FAULT_ALERT, 70, "alert 70", {}, 0 },
	{ "1.0 only, by ServerHello", { .manner = OLD_HELLO }, {}, 0, NULL, NOT_OPEN, FAULT_TLS, 258,
	  "wants TLS 1.0, we accept no less than TLS 1.2: --tls-min", {}, 0 },
	{ "1.3 wanted of a 1.2 server", { V12 }, { .tls_min = TLS_1_3 }, 0, NULL, NOT_OPEN, FAULT_ALERT, 70, "", {}, 0 },
	{ "no common cipher", { V12, .ciphers = "AES128-SHA" }, {}, 0, NULL, NOT_OPEN, FAULT_ALERT, 40, "", {}, 0 },
	{ "no secure renegotiation", { .manner = NO_RFC5746 }, {}, 0, NULL, NOT_OPEN, FAULT_TLS, 338, "--tls-min=1.0", {}, 0 },
	{ "no secure renegotiation, allowed", { .manner = NO_RFC5746 }, { .tls_min = TLS_1_1 }, 0, NULL, NOT_OPEN, FAULT_TLS,
	  SSL_R_UNEXPECTED_MESSAGE, "our side refused TLS", {}, 0 }, /* the second ServerHello: the first was taken */

	/* what this host's policy would offer, and a check must not */
#define ANONYMOUS V12, .anonymous = true, .ciphers = "aNULL", .lax_host = true
	{ "an anonymous peer", { ANONYMOUS }, {}, OURS, NULL, NOT_OPEN, FAULT_ALERT, 40, "", {}, 0 },
	{ "an anonymous peer -k", { ANONYMOUS }, { .insecure = true }, OURS, NULL, NOT_OPEN, FAULT_ALERT, 40, "", {}, 0 },
	{ "no encryption", { V12, .ciphers = "eNULL", .lax_host = true }, {}, OURS, NULL, NOT_OPEN, FAULT_ALERT, 40, "", {}, 0 },
	{ "a lax host", { V12, .lax_host = true, .demands = true }, {}, OURS, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 1 },
	{ "a lax host, 1.3", { V13, .lax_host = true, .demands = true }, {}, OURS, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 1 },
	/* were it offered: no certificate, no proof */
	{ "an anonymous peer, taken", { ANONYMOUS, .taken = true }, {}, OURS, NULL, NOT_OPEN, FAULT_VERIFY, 1, "no certificate", { 1 }, 0 },
	{ "an anonymous peer, taken -k", { ANONYMOUS, .taken = true }, { .insecure = true }, OURS, NULL, ANSWERED, FAULT_NONE, 0, "", { 1 }, 0 },

	/* another handshake on a connection that stands, whichever certificate is shown then */
#define ANEW V12, .manner = BEGINS_ANEW
	{ "anew, a stranger", { ANEW, .anew = STRANGER }, {}, OURS, NULL, OPEN, FAULT_TLS, 339, "renegotiation", {}, 0 },
	{ "anew, a stranger -k", { ANEW, .anew = STRANGER }, { .insecure = true }, OURS, NULL, OPEN, FAULT_TLS, 339, "", {}, 0 },
	{ "anew, a stranger who demands ours", { ANEW, .anew = STRANGER, .demands_anew = true }, {}, OURS, NULL, OPEN, FAULT_TLS, 339, "",
	  {}, 0 },
	{ "anew, the same", { ANEW, .anew = EDGE }, {}, OURS, NULL, OPEN, FAULT_TLS, 339, "", {}, 0 },
	{ "anew, the same who demands ours", { ANEW, .anew = EDGE, .demands_anew = true }, {}, OURS, NULL, OPEN, FAULT_TLS, 339, "", {}, 0 },
	{ "a demand anew, 1.3", { V13, .manner = BEGINS_ANEW, .demands_anew = true }, {}, OURS, NULL, OPEN, FAULT_CLOSED, 0, "", {}, 0 },
	{ "anew, with --tls-min=1.0", { ANEW, .anew = STRANGER }, { .tls_min = TLS_1_0 }, OURS, NULL, OPEN, FAULT_TLS, 339, "", {}, 0 },

	/* peers that are none */
	{ "mute", { .manner = MUTE }, {}, 0, NULL, NOT_OPEN, FAULT_TIMEOUT, 0, "", {}, 0 },
	{ "closes at once", { .manner = CLOSES }, {}, 0, NULL, NOT_OPEN, FAULT_CLOSED, 0, "before its first TLS message", {}, 0 },
	{ "resets at once", { .manner = RESETS }, {}, 0, NULL, NOT_OPEN, FAULT_RESET, 104, "reset by peer", {}, 0 },
	{ "HTTP", { .manner = TALKS_HTTP }, {}, 0, NULL, NOT_OPEN, FAULT_PROTOCOL, 0, "does not speak TLS", {}, 0 },
	{ "SIP", { .manner = TALKS_SIP }, {}, 0, NULL, NOT_OPEN, FAULT_PROTOCOL, 0, "does not speak TLS", {}, 0 },
	{ "says goodbye", { .manner = SAYS_GOODBYE }, {}, 0, NULL, NOT_OPEN, FAULT_CLOSED, 0, "during the TLS handshake", {}, 0 },
	{ "half a hello", { .manner = HALF_HELLO }, {}, 0, NULL, NOT_OPEN, FAULT_CLOSED, 0, "during the TLS handshake", {}, 0 },
	{ "closes after its flight", { V12, .manner = CLOSES_LATER }, {}, 0, NULL, NOT_OPEN, FAULT_CLOSED, 0, "during the TLS", {}, 0 },
	{ "closes on data", { V13, .manner = CLOSES_ON_DATA }, {}, 0, NULL, OPEN, FAULT_CLOSED, 0, "closed the connection", {}, 0 },
	{ "floods", { .manner = FLOODS }, {}, 0, NULL, NOT_OPEN, FAULT_LIMIT, 0, "262144", {}, 0 },
};

static void check_facts(const struct run *r, const struct tls_case *c)
{
	size_t count = 0;

	while (count < 3 && c->errors[count])
		count++;
	assert_int_equal(r->facts.error_count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(r->facts.errors[i].code, c->errors[i]);
	assert_int_equal(r->facts.certificate_given, c->given);
	if (r->facts.verified != (r->facts.chain.count > 0 && count == 0))
		fail_msg("%s: verified is %d", c->case_name, r->facts.verified);
}

static void test_cases([[maybe_unused]] void **state)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct tls_case *c = &cases[i];
		struct run r;
		enum reached reached = NOT_OPEN;
		int64_t ticket_us;

		run_begin(&r, &c->server, &c->plan, c->ours);
		if (run_open(&r, c->name, NULL))
			reached = run_ask(&r, &ticket_us) ? ANSWERED : OPEN;
		if (reached != c->reached || r.fault.kind != c->kind || !strstr(r.fault.text, c->says) ||
		    (c->code >= 0 && c->code != r.fault.code))
			fail_msg("%s: reached %d, %s %ld: %s", c->case_name, reached, fault_word(r.fault.kind), r.fault.code, r.fault.text);
		check_facts(&r, c);
		run_end(&r);
	}
}

/* ---- facts ---- */

static void test_facts_of_a_mutual_handshake([[maybe_unused]] void **state)
{
	static const struct {
		int version;
		const char *name;
		bool ticket;
	} rows[] = { { TLS1_2_VERSION, "TLSv1.2", false }, { TLS1_3_VERSION, "TLSv1.3", true } };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct run r;
		int64_t ticket_us, before = clock_us();

		run_begin(&r, &(struct server){ .version = rows[i].version, .demands = true }, &(struct plan){}, OURS);
		assert_true(run_open(&r, NULL, NULL));
		tls_facts_after(&r.upper, &r.facts, &ticket_us);
		assert_int_equal(ticket_us, -1);
		assert_true(run_ask(&r, &ticket_us));
		assert_int_equal(ticket_us >= before, rows[i].ticket);
		assert_string_equal(r.server.sni, NAME);
		assert_true(r.facts.peer_spoke && r.facts.handshake_done && r.facts.name_matches);
		assert_string_equal(r.facts.version, rows[i].name);
		assert_non_null(strstr(r.facts.cipher, "AES"));
		assert_true(r.facts.certificate_asked && r.facts.certificate_given);
		assert_int_equal(r.facts.ca_names, 1);
		assert_int_equal(r.facts.issuer_in_ca_names, KNOWN_YES);
		assert_int_equal(r.facts.alert_sent, -1);
		assert_int_equal(r.facts.alert_received, -1);
		assert_string_equal(r.facts.wanted_name, NAME);
		assert_int_equal(r.facts.chain.count, 3); /* as verified: with the root, which the server does not send */
		assert_string_equal(r.facts.chain.at[0].dns_names.at[0], NAME);
		assert_string_equal(r.facts.chain.at[1].common_name, "Issuer");
		assert_string_equal(r.facts.chain.at[2].common_name, "Root");
		assert_int_equal(r.facts.unused.count, 0);
		run_end(&r);
	}
}

/* Whether the server would know our issuer, before it says so. */
static void test_issuer_not_in_the_list([[maybe_unused]] void **state)
{
	struct run r;

	run_begin(&r, &(struct server){ V12, .demands = true, .trusts = OTHER_ROOT }, &(struct plan){}, OURS);
	assert_false(run_open(&r, NULL, NULL));
	assert_int_equal(r.facts.issuer_in_ca_names, KNOWN_NO);
	assert_int_equal(r.facts.alert_received, 48);
	assert_false(r.facts.handshake_done);
	run_end(&r);
}

static void test_facts_after_a_refusal_in_1_3([[maybe_unused]] void **state)
{
	struct run r;
	int64_t ticket_us = 0;

	run_begin(&r, &(struct server){ V13, .demands = true, .trusts = OTHER_ROOT }, &(struct plan){}, OURS);
	assert_true(run_open(&r, NULL, NULL));
	assert_int_equal(r.facts.alert_received, -1);
	assert_false(run_ask(&r, &ticket_us));
	assert_int_equal(r.facts.alert_received, 48);
	assert_int_equal(ticket_us, -1);
	run_end(&r);
}

/* The chain, the demand and the CA list are known although the handshake stopped before anything of ours went out. */
static void test_facts_of_a_bad_peer([[maybe_unused]] void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

	for (size_t i = 0; i < 2; i++) {
		struct run r;

		run_begin(&r, &(struct server){ .version = versions[i], .certificate = EXPIRED_WRONG, .demands = true },
			  &(struct plan){}, OURS);
		assert_false(run_open(&r, NULL, NULL));
		assert_int_equal(r.facts.chain.count, 1);
		assert_int_equal(r.facts.chain.at[0].not_after, PKI_NOW - 10 * PKI_DAY);
		assert_string_equal(r.facts.errors[0].subject, "CN=x.example,O=Test");
		assert_non_null(strstr(r.facts.errors[0].text, "issuer"));
		assert_int_equal(r.facts.errors[0].depth, 0);
		assert_true(r.facts.certificate_asked);
		assert_false(r.facts.certificate_given || r.facts.name_matches || r.facts.handshake_done);
		assert_int_equal(r.facts.issuer_in_ca_names, KNOWN_YES);
		assert_null(r.upper.ops);
		run_end(&r);
	}
}

/* The server's own record of the handshake: it never saw a certificate. */
static void test_nothing_of_ours_reaches_a_bad_peer([[maybe_unused]] void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

	for (size_t i = 0; i < 2; i++) {
		struct run r;

		run_begin(&r, &(struct server){ .version = versions[i], .certificate = STRANGER, .demands = true }, &(struct plan){},
			  OURS);
		assert_false(run_open(&r, NULL, NULL));
		server_turn(&r.wire, &r.server);
		assert_null(SSL_get0_peer_certificate(r.server.ssl));
		assert_int_equal(r.wire.out.len, 0);
		run_end(&r);
	}
}

/* An error names its own certificate, wherever in what was sent that one stood. */
static void test_errors_above_the_leaf([[maybe_unused]] void **state)
{
	struct run r;

	run_begin(&r, &(struct server){ V13, .certificate = BY_OLD_ISSUER }, &(struct plan){}, 0);
	assert_false(run_open(&r, NULL, NULL));
	assert_int_equal(r.facts.error_count, 1);
	assert_int_equal(r.facts.errors[0].code, X509_V_ERR_CERT_HAS_EXPIRED);
	assert_int_equal(r.facts.errors[0].depth, 1);
	assert_string_equal(r.facts.errors[0].subject, "CN=Old Issuer,O=Test");
	assert_int_equal(r.facts.chain.count, 3);
	assert_string_equal(r.facts.chain.at[1].common_name, "Old Issuer");
	assert_string_equal(r.facts.errors[0].sha256, r.facts.chain.at[1].sha256);
	assert_int_equal(r.facts.unused.count, 1);
	assert_string_equal(r.facts.unused.at[0].common_name, "Other Root");
	run_end(&r);
}

/* One cause, one error: a chain that ends in nothing known is also one whose leaf cannot be verified. */
static void test_errors_are_folded([[maybe_unused]] void **state)
{
	struct run r;

	run_begin(&r, &(struct server){ V12 }, &(struct plan){ .insecure = true }, 0);
	tls_setup_free(r.setup);
	setenv("SSL_CERT_DIR", "/nonexistent", 1);
	setenv("SSL_CERT_FILE", "/nonexistent/file", 1);
	r.plan.ca_cert = NULL;
	r.files.root_count = 0;
	r.setup = tls_setup_new(&r.plan, &r.files, PKI_NOW, &r.identity, &r.arena, &r.fault);
	unsetenv("SSL_CERT_DIR");
	unsetenv("SSL_CERT_FILE");
	assert_non_null(r.setup);
	r.server.certificate = STRANGER;
	server_stop(&r.server);
	server_start(&r.server);
	assert_true(run_open(&r, NULL, NULL));
	assert_int_equal(r.facts.error_count, 1);
	assert_int_equal(r.facts.errors[0].code, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
	run_end(&r);
}

/* A warning at the handshake is no refusal. */
static void test_warnings([[maybe_unused]] void **state)
{
	struct run r;

	run_begin(&r, &(struct server){ V12, .warns = true }, &(struct plan){}, 0);
	assert_true(run_open(&r, NULL, NULL));
	assert_int_equal(r.facts.alert_received, -1);
	run_end(&r);
}

static void test_identity_can_be_withheld([[maybe_unused]] void **state)
{
	struct tls_params params = { .name = NAME, .deadline = soon() };
	struct run r;

	run_begin(&r, &(struct server){ V12, .demands = true }, &(struct plan){}, OURS);
	assert_false(tls_open(r.setup, &params, &r.lower, &r.upper, &r.facts, &r.arena, &r.fault));
	assert_int_equal(r.fault.kind, FAULT_ALERT);
	assert_true(r.facts.certificate_asked);
	assert_false(r.facts.certificate_given);
	assert_int_equal(r.facts.issuer_in_ca_names, KNOWN_NOT);
	run_end(&r);
}

static void system_roots(const char *path)
{
	struct buf pem = BUF(1 << 16);
	FILE *file = fopen(path, "w");

	pki_pem(&pem, pki[OTHER_ROOT].x);
	assert_non_null(file);
	assert_int_equal(fwrite(pem.at, 1, pem.len, file), pem.len);
	assert_int_equal(fclose(file), 0);
	buf_free(&pem);
	setenv("SSL_CERT_DIR", "/nonexistent", 1);
	setenv("SSL_CERT_FILE", path, 1);
}

/* Beside the route: the partner's certificate is public, while --ca-cert is our own CA's. */
static void test_public_roots([[maybe_unused]] void **state)
{
	static const struct {
		enum who certificate;
		bool public_roots, system, good;
	} rows[] = {
		{ STRANGER, true, true, true },	  { STRANGER, false, true, false }, { EDGE, true, true, true },
		{ EDGE, false, true, true },	  { EDGE, true, false, true },	    { STRANGER, true, false, false },
	};
	char path[] = "/tmp/test_tls.XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0 && close(fd) == 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct tls_params params = { .name = NAME, .public_roots = rows[i].public_roots, .deadline = soon() };
		struct run r;

		system_roots(path);
		if (!rows[i].system)
			setenv("SSL_CERT_FILE", "/nonexistent/file", 1);
		run_begin(&r, &(struct server){ V12, .certificate = rows[i].certificate }, &(struct plan){ .sip.direct = true }, 0);
		assert_int_equal(tls_open(r.setup, &params, &r.lower, &r.upper, &r.facts, &r.arena, &r.fault), rows[i].good);
		assert_int_equal(r.facts.error_count, !rows[i].good);
		run_end(&r);
	}
	unsetenv("SSL_CERT_DIR");
	unsetenv("SSL_CERT_FILE");
	unlink(path);
}

static void test_server_name([[maybe_unused]] void **state)
{
	static const struct {
		const char *name, *server_name, *sni;
		enum who certificate;
	} rows[] = {
		{ NAME, NULL, NAME, EDGE },
		{ NAME, "sip.contoso.com", "sip.contoso.com", EDGE },
		{ "192.0.2.7", NULL, "", BY_ADDRESS },
		{ "*.contoso.com", NULL, "", WILDCARD },
		{ "*.contoso.com", "sip.contoso.com", "sip.contoso.com", WILDCARD },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct run r;

		run_begin(&r, &(struct server){ V13, .certificate = rows[i].certificate }, &(struct plan){}, 0);
		assert_true(run_open(&r, rows[i].name, rows[i].server_name));
		assert_string_equal(r.server.sni, rows[i].sni);
		run_end(&r);
	}
}

static void test_silence_and_speech([[maybe_unused]] void **state)
{
	static const struct {
		enum manner manner;
		bool spoke;
		int sent;
	} rows[] = {
		{ MUTE, false, -1 }, { CLOSES, false, -1 }, { RESETS, false, -1 }, { TALKS_HTTP, false, -1 },
		{ HALF_HELLO, true, -1 }, { OLD_HELLO, true, 70 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct run r;

		run_begin(&r, &(struct server){ .manner = rows[i].manner }, &(struct plan){}, 0);
		assert_false(run_open(&r, NULL, NULL));
		assert_int_equal(r.facts.peer_spoke, rows[i].spoke);
		assert_int_equal(r.facts.alert_sent, rows[i].sent);
		assert_string_equal(r.facts.version, "");
		run_end(&r);
	}
}

/* Whatever the sizes in which bytes come and go. */
static void test_byte_by_byte([[maybe_unused]] void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

	for (size_t i = 0; i < 2; i++) {
		struct run r;
		int64_t ticket_us;

		run_begin(&r, &(struct server){ .version = versions[i], .demands = true }, &(struct plan){}, OURS);
		r.wire.chunk = 1;
		assert_true(run_open(&r, NULL, NULL));
		assert_true(run_ask(&r, &ticket_us));
		run_end(&r);
	}
}

/* The ceiling is for TLS without data, not for data. */
static void test_much_data([[maybe_unused]] void **state)
{
	static const char zeros[16000];
	struct run r;
	struct buf got = BUF(1 << 20);

	run_begin(&r, &(struct server){ V13 }, &(struct plan){}, 0);
	assert_true(run_open(&r, NULL, NULL));
	server_turn(&r.wire, &r.server);
	for (int i = 0; i < 40; i++) {
		assert_int_equal(SSL_write(r.server.ssl, zeros, sizeof zeros), sizeof zeros);
		while (got.len < sizeof zeros * (size_t)(i + 1))
			if (!stream_read(&r.upper, &got, soon(), &r.fault))
				fail_msg("at %zu: %s", got.len, r.fault.text);
	}
	buf_free(&got);
	run_end(&r);
}

static void test_close_says_goodbye([[maybe_unused]] void **state)
{
	struct run r;

	run_begin(&r, &(struct server){ V12 }, &(struct plan){}, 0);
	assert_true(run_open(&r, NULL, NULL));
	stream_close(&r.upper);
	server_turn(&r.wire, &r.server);
	assert_true(SSL_get_shutdown(r.server.ssl) & SSL_RECEIVED_SHUTDOWN);
	assert_true(r.wire.open); /* the lower stream is not ours to close */
	run_end(&r);
}

static void test_small_arena([[maybe_unused]] void **state)
{
	struct run r;

	run_begin(&r, &(struct server){ V12 }, &(struct plan){}, 0);
	arena_free(&r.arena);
	r.arena = ARENA(64);
	assert_false(run_open(&r, NULL, NULL));
	assert_int_equal(r.fault.kind, FAULT_LIMIT);
	run_end(&r);
}

/* ---- a context that is not ours ---- */

/* Shakes hands as libcurl would: an SSL of its own, on a context that tls_setup_apply() was given. */
static int foreign_handshake(SSL_CTX *context, struct server *s)
{
	SSL *ssl = SSL_new(context);
	BIO *client_end, *server_end;
	int result = -1;

	assert_non_null(ssl);
	assert_int_equal(BIO_new_bio_pair(&client_end, 0, &server_end, 0), 1);
	SSL_set_bio(ssl, client_end, client_end);
	SSL_set_bio(s->ssl, server_end, server_end);
	for (int i = 0; i < 20 && result != 1; i++) {
		result = SSL_connect(ssl);
		SSL_do_handshake(s->ssl);
		if (i == 10)
			SSL_read(ssl, &(char){ 0 }, 1);
	}
	SSL_read(ssl, &(char){ 0 }, 1);
	SSL_free(ssl);
	ERR_clear_error();
	return result;
}

static void test_foreign_context([[maybe_unused]] void **state)
{
	static const struct {
		struct server server;
		bool insecure, withheld /* our certificate is not for that server */, done;
		enum fault_kind kind;
		long code;
		int error;
	} rows[] = {
		{ { V12, .demands = true }, false, true, false, FAULT_ALERT, 40, 0 },
		{ { V13, .demands = true }, false, true, true, FAULT_ALERT, 116, 0 },
		{ { V12 }, false, true, true, FAULT_NONE, 0, 0 },
		{ { V12, .demands = true }, false, false, true, FAULT_NONE, 0, 0 },
		{ { V13, .demands = true }, false, false, true, FAULT_NONE, 0, 0 },
		{ { V12, .certificate = WRONG_NAME, .demands = true }, false, false, false, FAULT_VERIFY, 62, 62 },
		{ { V13, .certificate = WRONG_NAME }, false, false, false, FAULT_VERIFY, 62, 62 },
		{ { V12, .certificate = STRANGER }, false, false, false, FAULT_VERIFY, 20, 20 },
		{ { V13, .certificate = EXPIRED, .demands = true }, true, false, true, FAULT_NONE, 0, 10 },
		{ { V12, .demands = true, .trusts = OTHER_ROOT }, false, false, false, FAULT_ALERT, 48, 0 },
		{ { V13, .demands = true, .trusts = OTHER_ROOT }, false, false, true, FAULT_ALERT, 48, 0 },
		{ { .version = TLS1_VERSION }, false, false, false, FAULT_ALERT, 70, 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct run r;
		SSL_CTX *context = SSL_CTX_new(TLS_client_method());

		assert_non_null(context);
		run_begin(&r, &rows[i].server, &(struct plan){ .insecure = rows[i].insecure }, OURS);
		struct tls_observer *observer = tls_observer_new(NAME, &r.arena);
		assert_true(tls_setup_apply(r.setup, !rows[i].withheld, context, observer, &r.fault));
		assert_int_equal(foreign_handshake(context, &r.server) == 1, rows[i].done);
		tls_observer_facts(observer, &r.facts);
		assert_int_equal(tls_observer_blameless(observer, &r.fault), rows[i].kind == FAULT_NONE);
		assert_int_equal(r.fault.kind, rows[i].kind);
		assert_int_equal(r.fault.code, rows[i].code);
		assert_int_equal(r.facts.error_count ? r.facts.errors[0].code : 0, rows[i].error);
		assert_int_equal(r.facts.handshake_done, rows[i].done);
		assert_int_equal(r.facts.chain.count > 0, rows[i].server.version != TLS1_VERSION);
		assert_string_equal(r.facts.version, rows[i].server.version == TLS1_2_VERSION   ? "TLSv1.2"
						     : rows[i].server.version == TLS1_3_VERSION ? "TLSv1.3"
												: "");
		tls_observer_free(observer);
		SSL_CTX_free(context);
		run_end(&r);
	}
}

struct foreign {
	SSL_CTX *context;
	struct tls_observer *observer;
	SSL_SESSION *session; /* of the connection before, which the next one takes up; NULL: there was none */
	bool queried;
};

/* As libcurl: shakes hands, asks whether the peer may be asked, sends a request, and reads. True: there was an answer. */
static bool foreign_ask(struct foreign *f, struct server *s)
{
	SSL *ssl = SSL_new(f->context);
	BIO *client_end, *server_end;
	char answer[16];
	size_t count = 0;

	assert_non_null(ssl);
	if (f->session)
		SSL_set_session(ssl, f->session);
	SSL_set_post_handshake_auth(ssl, 1);
	assert_int_equal(BIO_new_bio_pair(&client_end, 0, &server_end, 0), 1);
	SSL_set_bio(ssl, client_end, client_end);
	SSL_set_bio(s->ssl, server_end, server_end);
	for (int i = 0; i < 20 && SSL_connect(ssl) != 1; i++)
		server_work(s);
	f->queried = SSL_is_init_finished(ssl) && tls_observer_trusts(f->observer);
	if (f->queried)
		SSL_write(ssl, "request", 7);
	for (int i = 0; f->queried && i < 20 && SSL_read_ex(ssl, answer, sizeof answer, &count) != 1; i++)
		server_work(s);
	SSL_SESSION_free(f->session);
	f->session = SSL_get1_session(ssl);
	SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	SSL_free(ssl);
	ERR_clear_error();
	return count > 0;
}

static struct foreign foreign_begin(struct run *r)
{
	struct foreign f = { SSL_CTX_new(TLS_client_method()), tls_observer_new(NAME, &r->arena), NULL, false };

	assert_true(f.context && f.observer && tls_setup_apply(r->setup, true, f.context, f.observer, &r->fault));
	return f;
}

static void foreign_end(struct foreign *f)
{
	SSL_SESSION_free(f->session);
	tls_observer_free(f->observer);
	SSL_CTX_free(f->context);
}

static void test_foreign_proof([[maybe_unused]] void **state)
{
	static const struct {
		const char *name;
		struct server server;
		struct plan plan;
		bool queried, answered, verified, given;
		enum fault_kind kind;
		long code;
	} rows[] = {
#define LOGIN .settings.auth = AUTH_CERTIFICATE
		{ "fine", { V12 }, {}, true, true, true, false, FAULT_NONE, 0 },
		{ "fine, 1.3", { V13, .demands = true }, {}, true, true, true, true, FAULT_NONE, 0 },
		{ "anonymous", { ANONYMOUS }, {}, false, false, false, false, FAULT_ALERT, 40 },
		{ "no encryption", { V12, .ciphers = "eNULL", .lax_host = true }, {}, false, false, false, false, FAULT_ALERT, 40 },
		{ "anonymous, taken", { ANONYMOUS, .taken = true }, {}, false, false, false, false, FAULT_VERIFY, 1 },
		{ "anonymous, taken -k", { ANONYMOUS, .taken = true }, { .insecure = true }, true, true, false, false, FAULT_NONE, 0 },
		{ "anew", { ANEW, .anew = EDGE }, {}, true, false, true, false, FAULT_TLS, 339 },
		{ "anew, a stranger", { ANEW, .anew = STRANGER }, {}, true, false, true, false, FAULT_TLS, 339 },
		{ "anew, demands ours", { ANEW, .anew = EDGE, .demands_anew = true }, {}, true, false, true, false, FAULT_TLS, 339 },
		/* where our certificate is the login, as Windows asks for it under TLS 1.2 */
		{ "login", { ANEW, .anew = EDGE, .demands_anew = true }, { LOGIN }, true, true, true, true, FAULT_NONE, 0 },
		{ "login, a stranger", { ANEW, .anew = STRANGER, .demands_anew = true }, { LOGIN }, true, false, false, false, FAULT_VERIFY, 20 },
		{ "login, a stranger, none asked", { ANEW, .anew = STRANGER }, { LOGIN }, true, false, false, false, FAULT_VERIFY, 20 },
		{ "login, another name", { ANEW, .anew = WRONG_NAME, .demands_anew = true }, { LOGIN }, true, false, false, false, FAULT_VERIFY, 62 },
		{ "login, a stranger -k", { ANEW, .anew = STRANGER, .demands_anew = true }, { LOGIN, .insecure = true }, true, true, false, true,
		  FAULT_NONE, 0 },
		/* and under TLS 1.3 */
		{ "demand anew, 1.3", { V13, .manner = BEGINS_ANEW, .demands_anew = true }, { LOGIN }, true, true, true, true, FAULT_NONE, 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct run r;

		run_begin(&r, &rows[i].server, &rows[i].plan, OURS);
		struct foreign f = foreign_begin(&r);
		bool answered = foreign_ask(&f, &r.server);
		tls_observer_facts(f.observer, &r.facts);
		(void)tls_observer_blameless(f.observer, &r.fault);
		if (f.queried != rows[i].queried || answered != rows[i].answered || r.facts.verified != rows[i].verified ||
		    r.facts.certificate_given != rows[i].given || r.fault.kind != rows[i].kind || r.fault.code != rows[i].code)
			fail_msg("%s: asked %d, answered %d, verified %d, given %d, %s %ld: %s", rows[i].name, f.queried, answered, r.facts.verified,
				 r.facts.certificate_given, fault_word(r.fault.kind), r.fault.code, r.fault.text);
		foreign_end(&f);
		run_end(&r);
	}
}

/* A session that is taken up again shows no certificate; ours are never taken up, nor is anything said before the handshake. */
static void test_resumption([[maybe_unused]] void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

	for (size_t i = 0; i < 2; i++) {
		struct run r;

		run_begin(&r, &(struct server){ .version = versions[i] }, &(struct plan){}, OURS);
		SSL_CTX_set_max_early_data(r.server.context, 1000);
		for (int again = 0; again < 2; again++) {
			assert_true(run_open(&r, NULL, NULL));
			assert_true(run_ask(&r, &(int64_t){ 0 }));
			assert_true(r.facts.verified && !SSL_session_reused(r.server.ssl));
			assert_int_equal(SSL_get_early_data_status(r.server.ssl), SSL_EARLY_DATA_NOT_SENT);
			stream_close(&r.upper);
			r.wire.out.len = r.wire.in.len = 0;
			server_again(&r.server);
		}
		struct foreign f = foreign_begin(&r);
		assert_true(foreign_ask(&f, &r.server));
		assert_non_null(f.session);
		server_again(&r.server);
		assert_false(foreign_ask(&f, &r.server));
		assert_true(SSL_session_reused(r.server.ssl) && !f.queried);
		tls_observer_facts(f.observer, &r.facts);
		assert_false(r.facts.verified || tls_observer_blameless(f.observer, &r.fault));
		assert_int_equal(r.fault.kind, FAULT_VERIFY);
		foreign_end(&f);
		run_end(&r);
	}
}

/* ---- many at once on one set-up ---- */

enum { THREADS = 8, ROUNDS = 20 };

/* cmocka's assertions belong to the thread that runs the test: what a worker needs is made before, and judged after. */
struct worker {
	pthread_t thread;
	struct run runs[ROUNDS];
	size_t answered;
};

static void *work(void *of)
{
	struct worker *w = of;

	for (int i = 0; i < ROUNDS; i++) {
		struct run *r = &w->runs[i];
		int64_t ticket_us;

		w->answered += run_open(r, NULL, NULL) && run_ask(r, &ticket_us) && r->facts.chain.count == 3;
	}
	return NULL;
}

static void worker_make(struct worker *w, const struct run *shared)
{
	for (int i = 0; i < ROUNDS; i++) {
		struct run *r = &w->runs[i];

		*r = (struct run){ .setup = shared->setup, .arena = ARENA(1 << 20), .wire = MEMORY(1 << 20) };
		r->server = (struct server){ .version = i % 2 ? TLS1_2_VERSION : TLS1_3_VERSION, .demands = true };
		server_start(&r->server);
		r->wire.peer = server_turn;
		r->wire.of = &r->server;
		r->lower = memory_stream(&r->wire);
	}
}

static void worker_end(struct worker *w)
{
	assert_int_equal(w->answered, ROUNDS);
	for (int i = 0; i < ROUNDS; i++) {
		w->runs[i].setup = NULL;
		run_end(&w->runs[i]);
	}
}

static void test_threads([[maybe_unused]] void **state)
{
	static struct worker workers[THREADS];
	struct run shared;
	int begun = 0;

	run_begin(&shared, &(struct server){ 0 }, &(struct plan){}, OURS);
	for (size_t i = 0; i < THREADS; i++)
		worker_make(&workers[i], &shared);
	while (begun < THREADS && pthread_create(&workers[begun].thread, NULL, work, &workers[begun]) == 0)
		begun++;
	for (int i = 0; i < begun; i++)
		assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
	for (size_t i = 0; i < THREADS; i++)
		worker_end(&workers[i]);
	run_end(&shared);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_facts_of_a_mutual_handshake),
		cmocka_unit_test(test_issuer_not_in_the_list),
		cmocka_unit_test(test_facts_after_a_refusal_in_1_3),
		cmocka_unit_test(test_facts_of_a_bad_peer),
		cmocka_unit_test(test_nothing_of_ours_reaches_a_bad_peer),
		cmocka_unit_test(test_errors_above_the_leaf),
		cmocka_unit_test(test_errors_are_folded),
		cmocka_unit_test(test_warnings),
		cmocka_unit_test(test_much_data),
		cmocka_unit_test(test_identity_can_be_withheld),
		cmocka_unit_test(test_public_roots),
		cmocka_unit_test(test_server_name),
		cmocka_unit_test(test_silence_and_speech),
		cmocka_unit_test(test_byte_by_byte),
		cmocka_unit_test(test_close_says_goodbye),
		cmocka_unit_test(test_small_arena),
		cmocka_unit_test(test_foreign_context),
		cmocka_unit_test(test_foreign_proof),
		cmocka_unit_test(test_resumption),
		cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests_name("tls", tests, make_pki, free_pki);
}
