// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_sip_talk - requests and answers, on a stream in memory whose peer follows a script
 */
#include "probe/sip_talk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "codec/sip_msg.h"
#include "still_clock.h"

/* What the peer does, some time after a request arrived. */
enum act { SAY, RAW, STRANGE_BRANCH, STRANGE_CALL, STRANGE_TAG, STRANGE_CSEQ, FLOOD, CLOSE, RESET, ALERT };

struct line {
	int after; /* the request it follows and answers, counted from 0 */
	int64_t ms;
	enum act act;
	const char *text; /* SAY: the status line's end and headers; RAW, FLOOD: the bytes */
	int times;	  /* 0: not a line */
};

#define SAYS(after, ms, text) { after, ms, SAY, text, 1 }
#define SENDS(after, ms, bytes) { after, ms, RAW, bytes, 1 }
#define DOES(after, ms, act) { after, ms, act, NULL, 1 }
#define COPIES(after, times) { after, 1, FLOOD, "200 OK", times }
#define FLOODS(after, ms, bytes, times) { after, ms, FLOOD, bytes, times }

struct expected {
	const char *name;
	size_t count; /* 0: one */
	int64_t interval_ms, wait_ms;
	int64_t time_ms; /* 0: 2000 */
	size_t chunk;	 /* bytes a read gives at most; 0: all */
	struct line script[8];
	long code;
	const char *statuses; /* of the samples, each followed by a blank */
	size_t provisional;   /* of sample 0 */
	size_t unmatched;
	size_t replied; /* answers of ours to the peer's requests */
	enum wire_discard why; /* of the first unmatched */
	const char *cut_off;   /* status line of an answer whose end did not come; NULL: none */
	enum fault_kind kind;
	bool deaf; /* every write fails with a reset */
};

static const char peer_request[] = "OPTIONS sip:us@contoso.com SIP/2.0\r\nVia: SIP/2.0/TLS edge;branch=z9hG4bKx\r\n"
				   "From: <sip:e@contoso.com>;tag=1\r\nTo: <sip:us@contoso.com>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\n"
				   "Content-Length: 0\r\n\r\n";

static const struct expected cases[] = {
	{ "one answer", .script = { SAYS(0, 0, "200 OK") }, .statuses = "200 " },
	{ "byte by byte", .chunk = 1, .script = { SAYS(0, 0, "200 OK") }, .statuses = "200 " },
	{ "keep-alives", .script = { SENDS(0, 0, "\r\n\r\n"), SAYS(0, 5, "200 OK") }, .statuses = "200 " },
	{ "provisional", .script = { SAYS(0, 0, "100 Trying"), SAYS(0, 10, "180 Ringing"), SAYS(0, 20, "200 OK") },
	  .statuses = "200 ", .provisional = 2 },
	{ "all in one read", .script = { SAYS(0, 5, "100 Trying"), SENDS(0, 5, peer_request), SAYS(0, 5, "404 Not Found") },
	  .statuses = "404 ", .provisional = 1, .unmatched = 1, .replied = 1, .why = WIRE_REQUEST },
	{ "reverse order", .count = 3, .interval_ms = 5,
	  .script = { SAYS(0, 60, "202 Accepted"), SAYS(1, 40, "481 No"), SAYS(2, 15, "200 OK") }, .statuses = "202 481 200 " },
	{ "one of three lost", .count = 3, .interval_ms = 20, .wait_ms = 80,
	  .script = { SAYS(0, 5, "200 OK"), SAYS(2, 5, "200 OK") }, .statuses = "200 0 200 " },
	{ "a late answer is lost, and counts for no other request", .count = 3, .interval_ms = 60, .wait_ms = 40,
	  .script = { SAYS(0, 70, "486 Busy Here"), SAYS(1, 5, "200 OK"), SAYS(2, 15, "200 OK") }, .statuses = "0 200 200 " },
	{ "none answered in the wait", .count = 2, .interval_ms = 10, .wait_ms = 50, .script = { SAYS(0, 5, "100 Trying") },
	  .kind = FAULT_TIMEOUT, .statuses = "0 0 ", .provisional = 1 },
	{ "none answered in the deadline", .time_ms = 100, .kind = FAULT_TIMEOUT, .statuses = "0 " },
	{ "some answered in the deadline", .count = 2, .interval_ms = 10, .time_ms = 100, .script = { SAYS(0, 5, "200 OK") },
	  .statuses = "200 0 " },
	{ "no time to send the last", .count = 2, .interval_ms = 200, .time_ms = 100, .script = { SAYS(0, 5, "200 OK") },
	  .statuses = "200 0 " },
	{ "closed", .script = { DOES(0, 5, CLOSE) }, .kind = FAULT_CLOSED, .statuses = "0 " },
	{ "reset", .script = { DOES(0, 5, RESET) }, .kind = FAULT_RESET, .code = ECONNRESET, .statuses = "0 " },
	{ "alert", .script = { DOES(0, 5, ALERT) }, .kind = FAULT_ALERT, .code = 48, .statuses = "0 " },
	{ "alert behind a failed write", .deaf = true, .script = { DOES(0, 5, ALERT) }, .kind = FAULT_ALERT, .code = 48, .statuses = "0 " },
	{ "end behind a failed write", .deaf = true, .script = { DOES(0, 5, CLOSE) }, .kind = FAULT_CLOSED, .statuses = "0 " },
	{ "nothing behind a failed write", .deaf = true, .time_ms = 5000, .kind = FAULT_RESET, .code = EPIPE, .statuses = "0 " },
	{ "closed between samples", .count = 2, .interval_ms = 20, .script = { SAYS(0, 5, "200 OK"), DOES(1, 5, CLOSE) },
	  .kind = FAULT_CLOSED, .statuses = "200 0 " },
	{ "closed when all was said", .script = { SAYS(0, 5, "200 OK"), DOES(0, 5, CLOSE) }, .statuses = "200 " },
	{ "strangers", .script = { DOES(0, 1, STRANGE_BRANCH), DOES(0, 1, STRANGE_CALL), DOES(0, 1, STRANGE_TAG),
				   DOES(0, 1, STRANGE_CSEQ), SENDS(0, 1, peer_request), SAYS(0, 5, "200 OK") },
	  .statuses = "200 ", .unmatched = 5, .replied = 1, .why = WIRE_BRANCH },
	{ "said twice", .count = 2, .interval_ms = 20,
	  .script = { SAYS(0, 1, "200 OK"), SAYS(0, 2, "404 Not Found"), SAYS(1, 1, "200 OK") },
	  .statuses = "200 200 " },
	{ "64 strangers", .script = { FLOODS(0, 1, peer_request, 64), SAYS(0, 5, "200 OK") }, .statuses = "200 ", .unmatched = 64, .replied = 64,
	  .why = WIRE_REQUEST },
	{ "65 strangers", .script = { FLOODS(0, 1, peer_request, 65), SAYS(0, 5, "200 OK") }, .kind = FAULT_LIMIT,
	  .code = LIMIT_FLOOD, .statuses = "0 ", .unmatched = 65, .replied = 64, .why = WIRE_REQUEST },
	{ "256 provisional", .script = { FLOODS(0, 1, NULL, 256), SAYS(0, 5, "200 OK") }, .statuses = "200 ", .provisional = 256 },
	{ "257 provisional", .script = { FLOODS(0, 1, NULL, 257) }, .kind = FAULT_LIMIT, .code = LIMIT_FLOOD,
	  .statuses = "0 ", .provisional = 257 },
	{ "20 copies of each of five answers", .count = 5, .interval_ms = 20,
	  .script = { COPIES(0, 20), COPIES(1, 20), COPIES(2, 20), COPIES(3, 20), COPIES(4, 20) }, .statuses = "200 200 200 200 200 " },
	{ "copies without end", .count = 2, .interval_ms = 20, .script = { COPIES(0, 1026) }, .kind = FAULT_LIMIT, .code = LIMIT_FLOOD,
	  .statuses = "200 0 " },
	{ "its own request, then the end", .script = { SENDS(0, 1, peer_request), DOES(0, 5, CLOSE) }, .kind = FAULT_CLOSED,
	  .statuses = "0 ", .unmatched = 1, .replied = 1, .why = WIRE_REQUEST },
	{ "half a request of its own, then the end", .script = { SENDS(0, 1, "NEGOTIATE sip:us SIP/2.0\r\nVia: "), DOES(0, 5, CLOSE) },
	  .kind = FAULT_CLOSED, .statuses = "0 ", .unmatched = 1, .why = WIRE_REQUEST },
	{ "another Call-ID, then silence", .time_ms = 100, .script = { DOES(0, 1, STRANGE_CALL) }, .kind = FAULT_TIMEOUT, .statuses = "0 ",
	  .unmatched = 1, .why = WIRE_CALL_ID },
	{ "half a head, then the end", .script = { SENDS(0, 1, "SIP/2.0 504 Server time-out\r\nVia: SIP/"), DOES(0, 5, CLOSE) },
	  .kind = FAULT_CLOSED, .statuses = "0 ", .cut_off = "SIP/2.0 504 Server time-out" },
	{ "half a status line, then silence", .time_ms = 100, .script = { SENDS(0, 1, "\r\n\r\nSIP/2.0 5") }, .kind = FAULT_TIMEOUT,
	  .statuses = "0 ", .cut_off = "SIP/2.0 5" },
	{ "less than its Content-Length, then the end", .script = { SENDS(0, 1, "SIP/2.0 200 OK\r\nContent-Length: 9\r\n\r\nv=0"),
	  DOES(0, 5, RESET) }, .kind = FAULT_RESET, .code = ECONNRESET, .statuses = "0 ", .cut_off = "SIP/2.0 200 OK" },
	{ "keep-alives, then the end", .script = { SENDS(0, 1, "\r\n\r\n"), DOES(0, 5, CLOSE) }, .kind = FAULT_CLOSED, .statuses = "0 " },
	{ "malformed", .script = { SENDS(0, 5, "SIP/2.0 200 OK\r\nContent-Length: -1\r\n\r\n") }, .kind = FAULT_PROTOCOL,
	  .code = PROTOCOL_MALFORMED, .statuses = "0 " },
	{ "a mail server", .script = { SENDS(0, 5, "220 mail.contoso.com ESMTP\r\n") }, .kind = FAULT_PROTOCOL, .statuses = "0 " },
	{ "half a greeting of a mail server, then silence", .script = { SENDS(0, 5, "220 mail") }, .kind = FAULT_PROTOCOL, .statuses = "0 " },
	{ "a word, then silence", .time_ms = 100, .script = { SENDS(0, 5, "Hello") }, .kind = FAULT_PROTOCOL, .statuses = "0 " },
	{ "a word, then the end", .script = { SENDS(0, 5, "Hello"), DOES(0, 5, CLOSE) }, .kind = FAULT_PROTOCOL, .statuses = "0 " },
	{ "a word, then an alert", .script = { SENDS(0, 5, "Hello"), DOES(0, 5, ALERT) }, .kind = FAULT_ALERT, .code = 48, .statuses = "0 " },
	{ "three bytes of an answer, then the end", .script = { SENDS(0, 5, "SIP"), DOES(0, 5, CLOSE) }, .kind = FAULT_CLOSED, .statuses = "0 ",
	  .cut_off = "SIP" },
	{ "half a request line of its own, then silence", .time_ms = 100, .script = { SENDS(0, 5, "NEGOTIATE sip:us") }, .kind = FAULT_TIMEOUT,
	  .statuses = "0 ", .unmatched = 1, .why = WIRE_REQUEST },
	{ "another protocol", .script = { SENDS(0, 5, "HTTP/1.1 400 Bad Request\r\n\r\n") }, .kind = FAULT_PROTOCOL, .statuses = "0 " },
	{ "a head without end", .time_ms = 5000, .script = { FLOODS(0, 5, "SIP/2.0 200 OK\r\nX: ", 5000) }, .kind = FAULT_LIMIT,
	  .statuses = "0 " },
	{ "a body without end", .script = { SENDS(0, 5, "SIP/2.0 200 OK\r\nContent-Length: 99999999\r\n\r\n") },
	  .kind = FAULT_LIMIT, .statuses = "0 " },
};

/* ---- the stream in memory ---- */

enum { EVENTS_MAX = 64, REQUESTS_MAX = 32 };

struct event {
	int64_t due_us;
	enum act act;
	struct buf bytes;
	size_t given;
	bool over;
};

struct peer {
	const struct line *script;
	size_t chunk;
	bool deaf;
	int requests;
	size_t replies;
	struct event events[EVENTS_MAX];
	size_t event_count;
};

static const char *header_of(const struct sip_msg *m, enum sip_header_id id, char to[static 256])
{
	const struct sip_header *h = sip_msg_header(m, id, 0);

	assert_non_null(h);
	assert_true(span_copy(to, 256, h->value));
	return to;
}

static void say(struct buf *b, const struct sip_msg *to, enum act act, const char *text)
{
	char via[256], from[256], call_id[256], cseq[256], uri[256];

	header_of(to, SIP_VIA, via);
	header_of(to, SIP_FROM, from);
	header_of(to, SIP_CALL_ID, call_id);
	header_of(to, SIP_CSEQ, cseq);
	header_of(to, SIP_TO, uri);
	/* What makes it a stranger is one changed character. */
	if (act == STRANGE_BRANCH)
		strstr(via, "z9hG4bK")[7] ^= 1;
	if (act == STRANGE_CALL)
		call_id[0] ^= 1;
	if (act == STRANGE_TAG)
		strstr(from, "tag=")[4] ^= 1;
	if (act == STRANGE_CSEQ)
		cseq[0] = '9';
	buf_printf(b, "SIP/2.0 %s\r\nVia: %s\r\nFrom: %s\r\nTo: %s;tag=t\r\nCall-ID: %s\r\nCSeq: %s\r\n", text, via, from, uri,
		   call_id, cseq);
	buf_text(b, "Content-Length: 0\r\n\r\n");
}

static void perform(struct peer *p, const struct line *l, const struct sip_msg *request)
{
	struct event *e = &p->events[p->event_count++];

	assert_true(p->event_count <= EVENTS_MAX);
	*e = (struct event){ .due_us = clock_us() + l->ms * 1000, .act = l->act, .bytes = BUF(1 << 20) };
	for (int i = 0; i < l->times && l->act < CLOSE; i++)
		if (l->text && l->act != SAY && !span_starts_nocase(span_of(l->text), SPAN("200 ")))
			buf_text(&e->bytes, l->text);
		else
			say(&e->bytes, request, l->act, l->text ? l->text : l->act == FLOOD ? "183 Again" : "200 OK");
}

static enum stream_end peer_write(void *self, struct span from, size_t *moved, struct fault *f)
{
	struct peer *p = self;
	struct sip_msg request;
	struct decode d = sip_msg_decode(from, &request);

	assert_int_equal(d.end, DECODE_DONE); /* whole requests, one a write */
	assert_int_equal(d.used, from.len);
	if (request.is_response) {
		assert_int_equal(request.status, 200);
		p->replies++;
		*moved = from.len;
		return STREAM_MOVED;
	}
	for (const struct line *l = p->script; l < p->script + 8; l++)
		if (l->times && l->after == p->requests)
			perform(p, l, &request);
	p->requests++;
	*moved = from.len;
	if (p->deaf)
		fault(f, FAULT_RESET, EPIPE, "the connection was reset");
	return p->deaf ? STREAM_FAILED : STREAM_MOVED;
}

static struct event *next_event(struct peer *p)
{
	struct event *next = NULL;

	for (struct event *e = p->events; e < p->events + p->event_count; e++)
		if (!e->over && (!next || e->due_us < next->due_us))
			next = e;
	return next;
}

static enum stream_end peer_read(void *self, char *to, size_t size, size_t *moved, struct fault *f)
{
	struct peer *p = self;
	struct event *e;

	for (*moved = 0; (e = next_event(p)) && e->due_us <= clock_us() && *moved < size && e->act < CLOSE;) {
		size_t left = e->bytes.len - e->given, room = p->chunk ? p->chunk : size - *moved;
		size_t n = left < room ? left : room;

		memcpy(to + *moved, e->bytes.at + e->given, n);
		*moved += n;
		e->given += n;
		e->over = e->given == e->bytes.len;
		if (p->chunk)
			break;
	}
	if (*moved)
		return STREAM_MOVED;
	if (!e || e->due_us > clock_us())
		return STREAM_AGAIN;
	if (e->act == CLOSE)
		return STREAM_CLOSED;
	if (e->act == ALERT)
		fault(f, FAULT_ALERT, 48, "unknown ca");
	else
		fault(f, FAULT_RESET, ECONNRESET, "the connection was reset");
	return STREAM_FAILED;
}

static bool peer_wait(void *self, struct deadline d, struct fault *f)
{
	struct event *e = next_event(self);
	struct pollfd cancel = { .fd = d.cancel_fd, .events = POLLIN };
	bool comes = e && e->due_us < d.at_us;

	if (comes)
		d.at_us = e->due_us;
	if (poll(&cancel, 1, deadline_left_ms(d)) > 0)
		return fault(f, FAULT_CANCELLED, 0, "asked to stop");
	return comes || fault(f, FAULT_TIMEOUT, 0, "the time is up");
}

static const struct stream_ops peer_ops = { .read = peer_read, .write = peer_write, .wait = peer_wait };

/* ---- one talk ---- */

struct setting {
	struct sip_request request;
	struct sip_talk_params params;
	struct peer peer;
	struct stream stream;
	struct target target;
	struct fault fault;
};

static void setting_make(struct setting *s, const struct expected *e)
{
	int64_t time_ms = e->time_ms ? e->time_ms : 2000;

	*s = (struct setting){
		.request = { .method = "OPTIONS",
			     .uri = "sip:push@push.lync.com",
			     .from = "sip:monitor@contoso.com",
			     .local_host = "192.0.2.7",
			     .local_port = 50000,
			     .contact_host = "monitor.contoso.com",
			     .user_agent = "test",
			     .max_forwards = 70 },
		.params = { .count = e->count ? e->count : 1,
			  .interval_us = e->interval_ms * 1000,
			  .wait_us = e->wait_ms * 1000,
			  .zero_us = clock_us() },
		.peer = { .script = e->script, .chunk = e->chunk, .deaf = e->deaf },
	};
	s->params.request = &s->request;
	s->params.deadline = (struct deadline){ .at_us = clock_us() + time_ms * 1000, .cancel_fd = -1 };
	s->stream = (struct stream){ &peer_ops, &s->peer };
	target_init(&s->target, 1 << 20);
	s->target.wire.on = true;
}

static void setting_free(struct setting *s)
{
	for (size_t i = 0; i < s->peer.event_count; i++)
		buf_free(&s->peer.events[i].bytes);
	arena_free(&s->target.arena);
}

static void check(const struct setting *s, const struct expected *e, bool ok)
{
	char statuses[128] = "";

	for (size_t i = 0; i < s->target.sample_count; i++) {
		const struct sample *sample = &s->target.samples[i];

		snprintf(statuses + strlen(statuses), sizeof statuses - strlen(statuses), "%d ", sample->answer.status);
		assert_int_equal(sample->took_us >= 0, sample->answer.status != 0);
	}
	if (s->fault.kind != e->kind || s->fault.code != e->code || strcmp(statuses, e->statuses) != 0 || ok != (e->kind == FAULT_NONE))
		fail_msg("%s: %s, %s %ld %s", e->name, statuses, fault_word(s->fault.kind), s->fault.code, s->fault.text);
	const char *cut_off = s->target.cut_off ? s->target.cut_off_start : "";
	if (strcmp(cut_off, e->cut_off ? e->cut_off : "") != 0 || s->target.unmatched_why != e->why)
		fail_msg("%s: cut off \"%s\", unmatched: \"%s\"", e->name, cut_off, wire_discard_text(s->target.unmatched_why));
	if (s->target.samples[0].provisional != e->provisional || s->target.unmatched != e->unmatched)
		fail_msg("%s: %zu provisional, %zu strangers", e->name, s->target.samples[0].provisional, s->target.unmatched);
	if (s->peer.replies != e->replied)
		fail_msg("%s: %zu requests of the peer were answered", e->name, s->peer.replies);
}

static void test_each(void **state)
{
	static struct setting s;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		setting_make(&s, &cases[i]);
		bool ok = sip_talk(&s.stream, &s.params, &s.target, &s.fault);
		check(&s, &cases[i], ok);
		setting_free(&s);
	}
}

/* Nine requests on schedule, answers slower than the requests, one of them lost: no request waits for another's answer. */
static void test_schedule(void **state)
{
	static struct setting s;
	static const struct expected e = {
		"schedule", .count = 9, .interval_ms = 10, .wait_ms = 100,
		.script = { SAYS(0, 30, "200 OK"), SAYS(1, 30, "200 OK"), SAYS(2, 30, "200 OK"), SAYS(4, 30, "200 OK"),
			    SAYS(5, 30, "200 OK"), SAYS(6, 30, "200 OK"), SAYS(7, 30, "200 OK"), SAYS(8, 30, "200 OK") },
		.statuses = "200 200 200 0 200 200 200 200 200 ",
	};

	(void)state;
	setting_make(&s, &e);
	check(&s, &e, sip_talk(&s.stream, &s.params, &s.target, &s.fault));
	for (size_t i = 0; i < s.target.sample_count; i++) {
		const struct sample *sample = &s.target.samples[i];

		assert_int_equal(sample->sent_us, i * 10000);
		assert_int_equal(sample->took_us, sample->answer.status ? 30000 : -1);
	}
	setting_free(&s);
}

/* What was on the wire, and who said it. */
static void test_wire(void **state)
{
	static struct setting s;
	static const struct expected e = {
		"wire", .count = 2, .interval_ms = 20,
		.script = { SAYS(0, 0, "100 Trying"), SAYS(0, 5, "200 OK"), SAYS(1, 0, "200 OK") },
	};
	static const char *const starts[] = { "OPTIONS sip:push@", "SIP/2.0 100 ", "SIP/2.0 200 ", "OPTIONS sip:push@", "SIP/2.0 200 " };
	const struct wire_event *event;
	size_t i = 0;

	(void)state;
	setting_make(&s, &e);
	assert_true(sip_talk(&s.stream, &s.params, &s.target, &s.fault));
	for (event = s.target.wire.first; event; event = event->next, i++) {
		assert_true(i < 5);
		assert_true(span_starts_nocase(event->bytes, span_of(starts[i])));
		assert_int_equal(event->way, starts[i][0] == 'O' ? WIRE_SENT : WIRE_RECEIVED);
	}
	assert_int_equal(i, 5);
	setting_free(&s);
}

/* What made no message is kept too: it shows what the peer speaks. */
static void test_wire_of_another_protocol(void **state)
{
	static struct setting s;
	static const struct expected e = { "http", .script = { SENDS(0, 0, "HTTP/1.1 400 No\r\n\r\n") } };

	(void)state;
	setting_make(&s, &e);
	assert_false(sip_talk(&s.stream, &s.params, &s.target, &s.fault));
	assert_non_null(s.target.wire.last);
	assert_true(span_equal(s.target.wire.last->bytes, SPAN("HTTP/1.1 400 No\r\n\r\n")));
	assert_non_null(strstr(s.fault.text, "the answer is not SIP: "));
	setting_free(&s);
}

static void test_answer_is_read(void **state)
{
	static struct setting s;
	static const struct expected e = {
		"504", .script = { SAYS(0, 0, "504 Server time-out\r\nServer: RTC/5.0\r\nRetry-After: 30\r\n"
					     "ms-diagnostics: 1047;reason=\"x\";source=\"edge\"") },
	};

	(void)state;
	setting_make(&s, &e);
	assert_true(sip_talk(&s.stream, &s.params, &s.target, &s.fault));
	const struct answer *a = &s.target.samples[0].answer;
	assert_int_equal(a->status, 504);
	assert_string_equal(a->reason, "Server time-out");
	assert_string_equal(a->server, "RTC/5.0");
	assert_int_equal(a->retry_after_s, 30);
	assert_int_equal(a->diag_count, 1);
	assert_int_equal(a->diags[0].code, 1047);
	assert_string_equal(a->diags[0].source, "edge");
	setting_free(&s);
}

static void test_cancelled(void **state)
{
	static struct setting s;
	static const struct expected e = { "cancelled", .time_ms = 5000, .kind = FAULT_CANCELLED, .statuses = "0 " };
	int64_t began = clock_us();
	int ends[2];

	(void)state;
	setting_make(&s, &e);
	assert_int_equal(pipe(ends), 0);
	close(ends[1]);
	s.params.deadline.cancel_fd = ends[0];
	check(&s, &e, sip_talk(&s.stream, &s.params, &s.target, &s.fault));
	assert_int_equal(clock_us(), began);
	close(ends[0]);
	setting_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_schedule),
		cmocka_unit_test(test_wire),
		cmocka_unit_test(test_wire_of_another_protocol),
		cmocka_unit_test(test_answer_is_read),
		cmocka_unit_test(test_cancelled),
	};

	return cmocka_run_group_tests_name("sip_talk", tests, NULL, NULL);
}
