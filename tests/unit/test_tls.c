// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_tls - handshakes in memory with a server of OpenSSL's, and with peers that are none
 */
#include "pki.h"

#include <stdio.h>
#include <unistd.h>

#include "probe/memory.h"
#include "probe/tls.h"

/* ---- the certificates ---- */

enum who {
	ROOT, OTHER_ROOT, ISSUER, EDGE, WRONG_NAME, EXPIRED, FUTURE, SELF_SIGNED, OLD_DIGEST, SMALL, CLIENT_ONLY, STRANGER, WILDCARD, BY_ADDRESS,
	EXPIRED_WRONG, OURS, OURS_STRANGER, WHO_COUNT
};

#define NAME "edge.contoso.com"
#define DNS "DNS:" NAME

static struct pki_cert pki[WHO_COUNT];

/* The issuer stands before what it issues. */
static const struct {
	enum who who;
	int issuer; /* -1: self-signed */
	struct pki_wish wish;
} makings[] = {
	{ ROOT, -1, { .name = "Root", .ca = true } },
	{ OTHER_ROOT, -1, { .name = "Other Root", .ca = true } },
	{ ISSUER, ROOT, { .name = "Issuer", .ca = true } },
	{ EDGE, ISSUER, { .name = NAME, .alternative = DNS, .usage = "serverAuth" } },
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

static int make_pki([[maybe_unused]] void **state)
{
	for (size_t i = 0; i < sizeof makings / sizeof *makings; i++) {
		struct pki_wish wish = makings[i].wish;

		wish.issuer = makings[i].issuer < 0 ? NULL : &pki[makings[i].issuer];
		wish.digest = makings[i].who == OLD_DIGEST ? EVP_sha1() : NULL;
		pki[makings[i].who] = pki_make(&wish);
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
	HALF_HELLO,	/* closes in the midst of its first record */
	CLOSES_LATER,	/* after its first flight */
	FLOODS,		/* TLS records for ever, none of them of use */
	ALERT_THEN_RESET, /* with its first flight still being answered */
	CLOSES_ON_DATA, /* after the handshake, on the first request */
};

struct server {
	enum manner manner;
	int version;	     /* highest; 0: whatever OpenSSL can */
	bool only;	     /* and lowest */
	enum who certificate;
	bool demands;	     /* a certificate of ours */
	enum who trusts;     /* the root it knows; 0: ROOT */
	const char *ciphers; /* TLS 1.2 */
	SSL_CTX *context;
	SSL *ssl;
	BIO *in, *out;
	bool asked_data;
	char sni[64];
};

static int keep_sni(SSL *ssl, [[maybe_unused]] int *alert, void *of)
{
	struct server *s = of;
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

	snprintf(s->sni, sizeof s->sni, "%s", name ? name : "");
	return SSL_TLSEXT_ERR_OK;
}

static void server_demand(struct server *s)
{
	X509_STORE *store = SSL_CTX_get_cert_store(s->context);

	SSL_CTX_set_verify(s->context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	assert_int_equal(X509_STORE_add_cert(store, pki[s->trusts].x), 1);
	assert_int_equal(SSL_CTX_add_client_CA(s->context, pki[s->trusts].x), 1);
	X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(s->context), (time_t)PKI_NOW);
}

static void server_start(struct server *s)
{
	const struct pki_cert *c = &pki[s->certificate ? s->certificate : EDGE];

	s->context = SSL_CTX_new(TLS_server_method());
	assert_non_null(s->context);
	SSL_CTX_set_security_level(s->context, 0);
	SSL_CTX_set_min_proto_version(s->context, s->only ? s->version : TLS1_VERSION);
	SSL_CTX_set_max_proto_version(s->context, s->version);
	assert_int_equal(SSL_CTX_use_certificate(s->context, c->x), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(s->context, c->key), 1);
	if (c == &pki[EDGE])
		assert_int_equal(SSL_CTX_add1_chain_cert(s->context, pki[ISSUER].x), 1);
	SSL_CTX_set_mode(s->context, SSL_MODE_NO_AUTO_CHAIN);
	if (s->ciphers)
		assert_int_equal(SSL_CTX_set_cipher_list(s->context, s->ciphers), 1);
	if (s->demands)
		server_demand(s);
	SSL_CTX_set_tlsext_servername_callback(s->context, keep_sni);
	SSL_CTX_set_tlsext_servername_arg(s->context, s);
	s->ssl = SSL_new(s->context);
	s->in = BIO_new(BIO_s_mem());
	s->out = BIO_new(BIO_s_mem());
	SSL_set_bio(s->ssl, s->in, s->out);
	SSL_set_accept_state(s->ssl);
}

static void server_stop(struct server *s)
{
	SSL_free(s->ssl);
	SSL_CTX_free(s->context);
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
		if (result == 1)
			assert_int_equal(SSL_write(s->ssl, "answer", 6), 6);
	}
	int error = SSL_get_error(s->ssl, result);
	ERR_clear_error();
	return error == SSL_ERROR_NONE || error == SSL_ERROR_WANT_READ;
}

static bool say(struct memory *m, struct span text)
{
	return buf_add(&m->in, text);
}

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
	case HALF_HELLO:
		m->closed = true;
		return say(m, SPAN("\x16\x03\x03\x00\x7a\x02\x00"));
	case FLOODS:
		return say(m, (struct span){ empty_records, sizeof empty_records - 1 });
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

	if (s->manner >= MUTE && s->manner <= FLOODS && s->manner != CLOSES_LATER)
		return server_misbehave(m, s);
	if (m->out.len)
		assert_int_equal(BIO_write(s->in, m->out.at, (int)m->out.len), (int)m->out.len);
	moved = m->out.len;
	buf_drop(&m->out, m->out.len);
	there = server_work(s);
	while ((count = BIO_read(s->out, bytes, sizeof bytes)) > 0)
		moved = say(m, (struct span){ bytes, (size_t)count });
	if (s->manner == ALERT_THEN_RESET) {
		say(m, SPAN("\x15\x03\x03\x00\x02\x02\x28"));
		fault(&m->reset, FAULT_RESET, 104, "reset by peer");
	}
	if (!there || s->manner == CLOSES_LATER || (s->manner == CLOSES_ON_DATA && s->asked_data))
		m->closed = moved = true;
	return moved;
}

/* ---- one run ---- */

struct run {
	struct plan plan;
	struct material material;
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
	if (!r->plan.tls_min)
		r->plan.tls_min = TLS_1_2;
	r->plan.ca_cert = "roots.pem";
	r->roots = (struct blob){ "roots.pem", BUF(1 << 16) };
	pki_pem(&r->roots.bytes, pki[ROOT].x);
	r->material.roots = &r->roots;
	r->material.root_count = 1;
	if (ours) {
		r->plan.client_cert = "own.pem";
		r->material.client_cert = (struct blob){ "own.pem", BUF(1 << 16) };
		pki_pem(&r->material.client_cert.bytes, pki[ours].x);
		pki_pem_key(&r->material.client_cert.bytes, pki[ours].key, NULL);
	}
	r->setup = tls_setup_new(&r->plan, &r->material, PKI_NOW, &r->identity, &r->arena, &r->fault);
	assert_non_null(r->setup);
	assert_int_equal(r->identity.fault.kind, FAULT_NONE);
	server_start(&r->server);
	r->wire.peer = server_turn;
	r->wire.of = &r->server;
	r->lower = memory_stream(&r->wire);
}

static bool run_open(struct run *r, const char *name, const char *sni)
{
	struct tls_wish wish = { .name = name ? name : NAME, .server_name = sni, .give_identity = true, .deadline = soon() };

	return tls_open(r->setup, &wish, &r->lower, &r->upper, &r->facts, &r->arena, &r->fault);
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
	stream_close(&r->upper);
	stream_close(&r->lower);
	assert_false(r->wire.open);
	server_stop(&r->server);
	tls_setup_free(r->setup);
	memory_free(&r->wire);
	buf_free(&r->roots.bytes);
	buf_free(&r->material.client_cert.bytes);
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
	{ "1.2", { .version = TLS1_2_VERSION }, {}, 0, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 0 },
	{ "1.3", { .version = TLS1_3_VERSION }, {}, 0, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 0 },
	{ "1.2 mutual", { .version = TLS1_2_VERSION, .demands = true }, {}, OURS, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 1 },
	{ "1.3 mutual", { .version = TLS1_3_VERSION, .demands = true }, {}, OURS, NULL, ANSWERED, FAULT_NONE, 0, "", {}, 1 },
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
	};

	return cmocka_run_group_tests_name("tls", tests, make_pki, free_pki);
}
