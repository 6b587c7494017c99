// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_sip_trace - what is tried, and when it ends, with a peer in memory that answers by Max-Forwards
 */
#include "probe/sip_trace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdio.h>

#include "still_clock.h"

enum { ANSWERS_MAX = SIP_TRACE_HOPS_MAX };

#define HOP(server) SAYS("483 Too Many Hops\r\nServer: " server)
#define SAYS(text) { text, 1, false }
#define LATE(text, ms) { text, ms, false }
#define NOTHING { NULL, 0, false }
#define CLOSES { NULL, 0, true }

/* To Max-Forwards 0, 1, ...; what is not in the list is not answered. */
struct saying {
	const char *text; /* status line's end and headers; NULL: nothing */
	int after_ms;
	bool ends; /* the connection */
};

struct expected {
	const char *name;
	struct answer real; /* status 0: none */
	int64_t real_ms;
	struct saying sayings[ANSWERS_MAX];
	const char *seen; /* status and server of each number, "-" without an answer, each followed by a blank */
	int64_t took_ms;
	int64_t time_ms; /* 0: 10000 */
};

#define REAL(s, from) { .status = (s), .server = (from), .contact = "" }

static const struct expected cases[] = {
	{ "each server, then the answer", REAL(200, "push"), 5, { HOP("edge"), HOP("fed"), SAYS("200 OK\r\nServer: push") },
	  "483/edge 483/fed 200/push ", 3, 0 },
	{ "a refusal ends it", REAL(404, "fed"), 5, { HOP("edge"), SAYS("404 Not Found\r\nServer: fed") }, "483/edge 404/fed ", 2, 0 },
	{ "another refusal than the real one ends it too", REAL(200, "push"), 5, { SAYS("403 Forbidden\r\nServer: edge") },
	  "403/edge ", 1, 0 },
	{ "servers that answer for themselves", REAL(200, "push"), 5,
	  { SAYS("200 OK\r\nServer: edge"), SAYS("200 OK\r\nServer: push\r\nContact: <sip:fed>"), SAYS("200 OK\r\nServer: push") },
	  "200/edge 200/push 200/push ", 3, 0 },
	{ "answered for itself where the real one failed", REAL(504, "edge"), 5,
	  { SAYS("200 OK\r\nServer: edge"), SAYS("504 Server time-out\r\nServer: edge") }, "200/edge 504/edge ", 2, 0 },
	{ "no real answer to compare with", REAL(0, ""), 0,
	  { HOP("edge"), SAYS("200 OK\r\nServer: fed"), SAYS("200 OK\r\nServer: push"), SAYS("200 OK\r\nServer: push"), HOP("none") },
	  "483/edge 200/fed 200/push 200/push ", 4, 0 },
	{ "no real answer, and the first answers", REAL(0, ""), 0, { SAYS("200 OK\r\nServer: a"), SAYS("200 OK\r\nServer: a") },
	  "200/a 200/a ", 2, 0 },
	{ "one that keeps silent", REAL(200, "push"), 5, { HOP("edge"), NOTHING, SAYS("200 OK\r\nServer: push") },
	  "483/edge - 200/push ", 1007, 0 },
	{ "lost behind the first", REAL(0, ""), 0, { HOP("edge") }, "483/edge - - ", 2001, 0 },
	{ "silence all the way", REAL(0, ""), 0, { NOTHING }, "- - ", 2000, 0 },
	{ "silent servers need not stand side by side", REAL(200, "push"), 5,
	  { NOTHING, HOP("fed"), NOTHING, SAYS("200 OK\r\nServer: push") }, "- 483/fed - 200/push ", 2012, 0 },
	{ "slow where the real answer was slow", REAL(200, "push"), 600, { HOP("edge"), LATE("200 OK\r\nServer: push", 1300) },
	  "483/edge 200/push ", 1301, 0 },
	{ "late is lost, and is not taken for the next", REAL(504, "edge"), 5,
	  { HOP("edge"), LATE("200 OK\r\nServer: late", 1200), LATE("404 Not Found\r\nServer: fed", 400) },
	  "483/edge - 404/fed ", 1401, 0 },
	{ "the connection ends", REAL(200, "push"), 5, { HOP("edge"), CLOSES }, "483/edge - ", 1, 0 },
	{ "a loop", REAL(482, "edge"), 5,
	  { HOP("a"), HOP("b"), HOP("a"), HOP("b"), HOP("a"), HOP("b"), HOP("a"), HOP("b"), HOP("a"), HOP("b") },
	  "483/a 483/b 483/a 483/b 483/a 483/b 483/a 483/b 483/a 483/b ", 10, 0 },
	{ "the time is up", REAL(0, ""), 0, { HOP("edge") }, "483/edge - ", 300, 300 },
};

/* ---- the stream in memory ---- */

struct event {
	int64_t due_us;
	struct buf bytes;
	bool ends;
};

struct peer {
	const struct expected *e;
	struct event events[ANSWERS_MAX];
	size_t event_count, given;
	struct sip_msg request; /* as long as it is being answered */
	bool is_options;	/* the last one was */
};

static void add_header(struct buf *b, const struct sip_msg *m, enum sip_header_id id)
{
	const struct sip_header *h = sip_msg_header(m, id, 0);

	assert_non_null(h);
	buf_add(b, h->name);
	buf_text(b, ": ");
	buf_add(b, h->value);
	buf_text(b, "\r\n");
}

static void answer(struct peer *p, const struct saying *s)
{
	static const enum sip_header_id copied[] = { SIP_VIA, SIP_FROM, SIP_TO, SIP_CALL_ID, SIP_CSEQ };
	struct event *e = &p->events[p->event_count++];

	*e = (struct event){ .due_us = clock_us() + s->after_ms * INT64_C(1000), .bytes = BUF(1 << 16), .ends = s->ends };
	if (e->ends)
		return;
	buf_printf(&e->bytes, "SIP/2.0 %s\r\n", s->text);
	for (size_t i = 0; i < sizeof copied / sizeof *copied; i++)
		add_header(&e->bytes, &p->request, copied[i]);
	buf_text(&e->bytes, "Content-Length: 0\r\n\r\n");
}

static enum stream_end peer_write(void *self, struct span from, size_t *moved, struct fault *f)
{
	struct peer *p = self;
	uint64_t number = 0;

	(void)f;
	assert_int_equal(sip_msg_decode(from, &p->request).end, DECODE_DONE);
	p->is_options = span_equal(p->request.method, SPAN("OPTIONS"));
	const struct sip_header *h = sip_msg_header(&p->request, SIP_MAX_FORWARDS, 0);
	assert_true(h && span_number(h->value, ANSWERS_MAX - 1, &number));
	const struct saying *s = &p->e->sayings[number];
	if (s->text || s->ends)
		answer(p, s);
	*moved = from.len;
	return STREAM_MOVED;
}

static struct event *next_event(struct peer *p)
{
	return p->given < p->event_count ? &p->events[p->given] : NULL;
}

static enum stream_end peer_read(void *self, char *to, size_t size, size_t *moved, struct fault *f)
{
	struct peer *p = self;
	struct event *e = next_event(p);

	(void)f;
	if (!e || e->due_us > clock_us())
		return STREAM_AGAIN;
	if (e->ends)
		return STREAM_CLOSED;
	assert_true(e->bytes.len <= size);
	memcpy(to, e->bytes.at, e->bytes.len);
	*moved = e->bytes.len;
	p->given++;
	return STREAM_MOVED;
}

static bool peer_wait(void *self, struct deadline d, struct fault *f)
{
	const struct event *e = next_event(self);
	bool comes = e && e->due_us < d.at_us;

	if (comes)
		d.at_us = e->due_us;
	poll(NULL, 0, deadline_left_ms(d));
	return comes || fault(f, FAULT_TIMEOUT, 0, "the time is up");
}

static const struct stream_ops peer_ops = { .read = peer_read, .write = peer_write, .wait = peer_wait };

/* ---- the loop ---- */

static void check(const struct target *t, const struct expected *e, int64_t took_ms)
{
	char seen[512] = "";

	for (size_t i = 0; i < t->trace_count; i++) {
		const struct sample *s = &t->trace[i];
		size_t at = strlen(seen);

		if (s->answer.status)
			snprintf(seen + at, sizeof seen - at, "%d/%s ", s->answer.status, s->answer.server);
		else
			snprintf(seen + at, sizeof seen - at, "- ");
		assert_int_equal(s->took_us >= 0, s->answer.status != 0);
		assert_true(s->sent_us >= 0);
	}
	if (strcmp(seen, e->seen) != 0)
		fail_msg("%s: saw %s", e->name, seen);
	if (took_ms != e->took_ms)
		fail_msg("%s: took %lld ms", e->name, (long long)took_ms);
	assert_int_equal(t->sample_count, 1);
	assert_int_equal(t->samples[0].answer.status, e->real.status);
}

static void trace(const struct expected *e, struct target *t)
{
	static struct peer peer;
	struct stream stream = { &peer_ops, &peer };
	struct buf in = BUF(SIP_TALK_IN_MAX);
	const struct sip_request request = { .method = "OPTIONS", .uri = "sip:push@push.lync.com", .from = "sip:monitor@contoso.com",
					     .local_host = "192.0.2.7", .local_port = 50000, .max_forwards = 70 };
	const struct sip_talk_params params = { .request = &request, .count = 1, .in = &in, .zero_us = clock_us(),
		.deadline = { .at_us = clock_us() + (e->time_ms ? e->time_ms : 10000) * 1000, .cancel_fd = -1 } };
	int64_t began = clock_us();

	peer = (struct peer){ .e = e };
	sip_trace(&stream, &params, t);
	check(t, e, (clock_us() - began) / 1000);
	for (size_t i = 0; i < peer.event_count; i++)
		buf_free(&peer.events[i].bytes);
	buf_free(&in);
}

static void test_each(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sample real;
		struct target t;

		target_init(&t, 1 << 20);
		sample_init(&real);
		if (cases[i].real.status) {
			real.answer = cases[i].real;
			real.took_us = cases[i].real_ms * 1000;
		}
		t.samples = &real;
		t.sample_count = 1;
		trace(&cases[i], &t);
		arena_free(&t.arena);
	}
}

/* One OPTIONS with Max-Forwards 0, whatever the real request was; silence and an end of the connection are nothing. */
static void test_nearest(void **state)
{
	static const struct {
		struct saying saying;
		int status;
		int64_t took_ms;
	} nearest_cases[] = {
		{ HOP("edge"), 483, 1 }, { SAYS("200 OK\r\nServer: sbc"), 200, 1 }, { NOTHING, 0, 600 }, { CLOSES, 0, 0 },
		{ LATE("200 OK", 700), 0, 600 },
	};
	static struct peer peer;

	(void)state;
	for (size_t i = 0; i < sizeof nearest_cases / sizeof *nearest_cases; i++) {
		const struct expected e = { .name = "nearest", .sayings = { nearest_cases[i].saying } };
		struct stream stream = { &peer_ops, &peer };
		struct buf in = BUF(SIP_TALK_IN_MAX);
		const struct sip_request request = { .method = "SERVICE", .uri = "sip:push@push.lync.com", .from = "sip:monitor@contoso.com",
						     .local_host = "192.0.2.7", .local_port = 50000, .max_forwards = 70, .body = SPAN("x"),
						     .content_type = "text/plain" };
		const struct sip_talk_params params = { .request = &request, .count = 1, .in = &in, .zero_us = clock_us(),
			.deadline = { .at_us = clock_us() + 10000000, .cancel_fd = -1 } };
		int64_t began = clock_us();
		struct target t;

		target_init(&t, 1 << 20);
		peer = (struct peer){ .e = &e };
		sip_trace_nearest(&stream, &params, 500000, &t);
		assert_int_equal(t.nearest.answer.status, nearest_cases[i].status);
		assert_int_equal((clock_us() - began) / 1000, nearest_cases[i].took_ms);
		assert_true(peer.is_options);
		assert_int_equal(t.sample_count + t.unmatched + t.trace_count, 0);
		for (size_t n = 0; n < peer.event_count; n++)
			buf_free(&peer.events[n].bytes);
		buf_free(&in);
		arena_free(&t.arena);
	}
}

/* Without a real request there is nothing to trace; without memory neither. */
static void test_nothing_to_do(void **state)
{
	static const struct expected e = { .name = "nothing", .sayings = { HOP("edge") } };
	struct sip_talk_params params = { .request = &(struct sip_request){ .method = "OPTIONS" } };
	struct peer peer = { .e = &e };
	struct stream stream = { &peer_ops, &peer };
	struct sample real;
	struct target t;

	(void)state;
	target_init(&t, 16);
	sip_trace(&stream, &params, &t);
	assert_int_equal(t.trace_count, 0);
	sample_init(&real);
	t.samples = &real;
	t.sample_count = 1;
	sip_trace(&stream, &params, &t);
	assert_int_equal(t.trace_count, 0);
	arena_free(&t.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_nothing_to_do),
	};

	return cmocka_run_group_tests_name("sip_trace", tests, NULL, NULL);
}
