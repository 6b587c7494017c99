// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_http - how long the answer to a request is awaited: to the deadline, to a signal, and in its grace beyond either
 */
#include <arpa/inet.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "probe/http.h"

enum { LONG_MS = 20000, SLACK_MS = 1000 };

/* A web server in a process of its own, for one request, and the descriptor that becomes readable when it plays the signal. */
struct peer {
	pid_t child;
	uint16_t port;
	int cancel_fd;
};

static void say(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) < 0)
		_exit(1);
}

/* The answer comes in two parts, half of the time before each. */
static void answer(int listener, int cancel, unsigned after_ms)
{
	char request[4096];
	int fd = accept(listener, NULL, NULL);

	if (read(fd, request, sizeof request) <= 0)
		_exit(1);
	if (cancel >= 0)
		say(cancel, "!");
	usleep(after_ms * 500);
	say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n");
	usleep(after_ms * 500);
	say(fd, "\r\ndone");
	pause();
}

static struct peer peer_begin(bool signals, unsigned after_ms)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof at;
	int cancel[2], listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(pipe(cancel), 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&at, size), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &size), 0);
	fflush(NULL);
	pid_t test = getpid(), child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != test) /* a test that fails ends nobody */
			_exit(1);
		answer(listener, signals ? cancel[1] : -1, after_ms);
		_exit(0);
	}
	close(listener);
	close(cancel[1]);
	if (signals)
		return (struct peer){ child, ntohs(at.sin_port), cancel[0] };
	close(cancel[0]);
	return (struct peer){ child, ntohs(at.sin_port), -1 };
}

static void peer_end(struct peer *peer)
{
	kill(peer->child, SIGKILL);
	waitpid(peer->child, NULL, 0);
	if (peer->cancel_fd >= 0)
		close(peer->cancel_fd);
}

static const struct {
	bool signals; /* as soon as the request is there */
	unsigned answer_ms;
	int deadline_ms, grace_ms;
	enum fault_kind kind; /* FAULT_NONE: the answer is taken */
	int took_ms;	      /* at least, and not much more */
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
	const struct http_request request = { .path = "/", .most = 100, .grace_us = grace_ms * 1000LL,
					      .deadline = { clock_us() + deadline_ms * 1000LL, peer->cancel_fd } };
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
		struct peer peer = peer_begin(waits[i].signals, waits[i].answer_ms);
		int64_t began_us = clock_us();
		enum fault_kind kind = ask(&peer, waits[i].deadline_ms, waits[i].grace_ms);
		int64_t took_ms = (clock_us() - began_us) / 1000;
		peer_end(&peer);
		if (kind != waits[i].kind || took_ms < waits[i].took_ms || took_ms > waits[i].took_ms + SLACK_MS)
			fail_msg("row %zu: %s after %lld ms", i, fault_word(kind), (long long)took_ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(waits_so_long) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
