// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_http - how long the answer to a request is awaited: to the deadline, to a signal, and in its grace beyond either
 */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "remote/http.h"
#include "still_clock.h"

enum { LONG_MS = 20000 };

/* A web server for one request, whose answer comes in two parts, half of the time before each. */
struct peer {
	int listener, fd; /* -1: no connection yet */
	uint16_t port;
	int cancel[2]; /* a pipe; something is written into it to play the signal */
	bool signals;
	int64_t half_us;
	size_t parts; /* said so far */
	int64_t due_us; /* of the next; 0: the request is not there yet */
};

static const char *const parts[] = { "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n", "\r\ndone" };
enum { PARTS = sizeof parts / sizeof *parts };

static int64_t peer_act(void *self)
{
	struct peer *p = self;
	char request[4096];

	if (p->fd < 0)
		p->fd = accept4(p->listener, NULL, NULL, SOCK_NONBLOCK);
	if (p->fd >= 0 && !p->due_us && read(p->fd, request, sizeof request) > 0) {
		p->due_us = clock_us() + p->half_us;
		if (p->signals)
			assert_int_equal(write(p->cancel[1], "!", 1), 1);
	}
	while (p->due_us && p->parts < PARTS && p->due_us <= clock_us()) {
		const char *part = parts[p->parts++];

		assert_int_equal(write(p->fd, part, strlen(part)), strlen(part));
		p->due_us += p->half_us;
	}
	return p->due_us && p->parts < PARTS ? p->due_us : INT64_MAX;
}

static void peer_begin(struct peer *p, bool signals, unsigned after_ms)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof at;

	*p = (struct peer){ .listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), .fd = -1, .signals = signals };
	p->half_us = after_ms * INT64_C(500);
	assert_int_equal(pipe(p->cancel), 0);
	assert_int_equal(bind(p->listener, (struct sockaddr *)&at, size), 0);
	assert_int_equal(listen(p->listener, 1), 0);
	assert_int_equal(getsockname(p->listener, (struct sockaddr *)&at, &size), 0);
	p->port = ntohs(at.sin_port);
	still_peer.act = peer_act;
	still_peer.self = p;
}

static void peer_end(struct peer *p)
{
	still_peer.act = NULL;
	close(p->listener);
	close(p->fd);
	close(p->cancel[0]);
	close(p->cancel[1]);
}

static const struct {
	bool signals; /* as soon as the request is there */
	unsigned answer_ms;
	int deadline_ms, grace_ms;
	enum fault_kind kind; /* FAULT_NONE: the answer is taken */
	int took_ms;
} waits[] = {
	{ false, 100, LONG_MS, 0, FAULT_NONE, 100 },
	{ false, 600, 200, 0, FAULT_TIMEOUT, 200 },
	{ false, 600, 200, LONG_MS, FAULT_NONE, 600 },
	{ false, LONG_MS, 100, 200, FAULT_TIMEOUT, 300 },
	{ true, 600, LONG_MS, 0, FAULT_CANCELLED, 0 },
	{ true, 600, LONG_MS, LONG_MS, FAULT_NONE, 600 },
	{ true, LONG_MS, LONG_MS, 200, FAULT_CANCELLED, 200 },
};

/* The fault, FAULT_NONE with the whole answer. */
static enum fault_kind ask(const struct peer *peer, int deadline_ms, int grace_ms)
{
	struct address loopback = { .text = "127.0.0.1", .family = AF_INET };
	const struct addresses addresses = { &loopback, 1 };
	const struct http_server server = { .host = "localhost", .name = "localhost", .port = peer->port, .plain = true,
					    .addresses = &addresses, .auth = AUTH_NONE };
	const struct http_request request = { .path = "/", .max = 100, .grace_us = grace_ms * 1000LL,
					      .deadline = { clock_us() + deadline_ms * 1000LL, peer->signals ? peer->cancel[0] : -1 } };
	const struct plan plan = { 0 };
	struct arena arena = ARENA(65536);
	struct fault f = { 0 };
	struct http_answer answer;
	struct http *http = http_new(&server, &plan, NULL, &arena, &f);

	assert_non_null(http);
	if (http_ask(http, &request, &answer, &f)) {
		assert_int_equal(answer.status, 200);
		assert_string_equal(answer.body.at, "done");
		buf_free(&answer.body);
	}
	http_free(http);
	arena_free(&arena);
	return f.kind;
}

static void waits_so_long(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
		struct peer peer;
		peer_begin(&peer, waits[i].signals, waits[i].answer_ms);
		int64_t began_us = clock_us();
		enum fault_kind kind = ask(&peer, waits[i].deadline_ms, waits[i].grace_ms);
		int64_t took_ms = (clock_us() - began_us) / 1000;
		peer_end(&peer);
		if (kind != waits[i].kind || took_ms != waits[i].took_ms)
			fail_msg("row %zu: %s after %lld ms", i, fault_word(kind), (long long)took_ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(waits_so_long) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
