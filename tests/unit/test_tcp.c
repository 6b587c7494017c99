// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_tcp - connecting to the first of several addresses, on loopback
 */
#include "net/tcp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "still_clock.h"

/*
 * The addresses, all with one port: .1 answers; .2 and .6 refuse (no listener); .3 and .5 are silent (a listener whose queue is
 * full drops what comes); our own host refuses to send to 255.255.255.255.
 */
enum { ANSWERS, SILENT, SILENT_TOO, LISTENERS };
static const char *const listener_at[] = { "127.0.0.1", "127.0.0.3", "127.0.0.5" };
#define REFUSES "127.0.0.2"
#define REFUSES_TOO "127.0.0.6"
#define NO_WAY "255.255.255.255"

struct expected {
	const char *candidates[5];
	const char *bind;
	const char *address; /* target.address afterwards */
	enum fault_kind kind;
	const char *says;
	const char *failed_addresses; /* "address kind" each, with "(own)" */
	int64_t took_ms;
};

static const struct expected cases[] = {
	{ { "127.0.0.1" }, NULL, "127.0.0.1", FAULT_NONE, "", "", 0 },
	{ { "127.0.0.1", REFUSES }, NULL, "127.0.0.1", FAULT_NONE, "", "", 0 },
	{ { REFUSES, "127.0.0.1" }, NULL, "127.0.0.1", FAULT_NONE, "", REFUSES " refused, ", 0 },
	{ { REFUSES, REFUSES_TOO, "127.0.0.1" }, NULL, "127.0.0.1", FAULT_NONE, "", REFUSES " refused, " REFUSES_TOO " refused, ", 0 },
	{ { "127.0.0.3", "127.0.0.1" }, NULL, "127.0.0.1", FAULT_NONE, "", "127.0.0.3 timeout, ", 250 },
	{ { "127.0.0.3", "127.0.0.5", "127.0.0.1" }, NULL, "127.0.0.1", FAULT_NONE, "", "127.0.0.3 timeout, 127.0.0.5 timeout, ", 500 },
	{ { "127.0.0.3", REFUSES, "127.0.0.1" }, NULL, "127.0.0.1", FAULT_NONE, "", "127.0.0.3 timeout, " REFUSES " refused, ", 250 },
	{ { NO_WAY, "127.0.0.1" }, NULL, "127.0.0.1", FAULT_NONE, "", NO_WAY " unreachable (own), ", 0 },
	{ { "::1", "127.0.0.1" }, "127.0.0.1", "127.0.0.1", FAULT_NONE, "", "::1 unreachable (own), ", 0 },
	{ { "127.0.0.1" }, "127.0.0.9", "127.0.0.1", FAULT_NONE, "", "", 0 },
	{ { REFUSES }, NULL, REFUSES, FAULT_REFUSED, REFUSES ":PORT refused the connection", "", 0 },
	{ { "127.0.0.3" }, NULL, "127.0.0.3", FAULT_TIMEOUT, "no answer from 127.0.0.3:PORT within 1.0 s", "", 1000 },
	{ { "127.0.0.3", REFUSES }, NULL, REFUSES, FAULT_REFUSED, "refused", "127.0.0.3 timeout, ", 1000 },
	{ { NO_WAY, "127.0.0.3" }, NULL, "127.0.0.3", FAULT_TIMEOUT, "no answer", NO_WAY " unreachable (own), ", 1000 },
	{ { NO_WAY }, NULL, NO_WAY, FAULT_UNREACHABLE, "no way to " NO_WAY ":PORT: ", "", 0 },
	{ { "::1" }, "127.0.0.1", "::1", FAULT_UNREACHABLE, "no way to [::1]:PORT from 127.0.0.1: one is IPv4", "", 0 },
	{ { "127.0.0.1" }, "192.0.2.1", "127.0.0.1", FAULT_SYSTEM, "this host has no address 192.0.2.1 (--bind)", "", 0 },
};

struct world {
	uint16_t port;
	int listeners[LISTENERS];
	int fillers[LISTENERS];
};

static int listen_at(const char *address, uint16_t *port, int backlog)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(*port) };
	socklen_t size = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	assert_int_equal(inet_pton(AF_INET, address, &at.sin_addr), 1);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, size), 0);
	assert_int_equal(listen(fd, backlog), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	*port = ntohs(at.sin_port);
	return fd;
}

static int fill(const char *address, uint16_t port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(inet_pton(AF_INET, address, &to.sin_addr), 1);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	return fd;
}

static int start(void **state)
{
	static struct world w;

	for (int i = 0; i < LISTENERS; i++)
		w.listeners[i] = listen_at(listener_at[i], &w.port, i == ANSWERS ? 16 : 0);
	for (int i = SILENT; i < LISTENERS; i++)
		w.fillers[i] = fill(listener_at[i], w.port);
	*state = &w;
	return 0;
}

static int stop(void **state)
{
	struct world *w = *state;

	for (int i = 0; i < LISTENERS; i++) {
		close(w->listeners[i]);
		if (i != ANSWERS)
			close(w->fillers[i]);
	}
	return 0;
}

struct setting {
	struct address list[5];
	struct target target;
	struct tcp_params params;
};

static void setting_make(struct setting *s, const struct expected *e, uint16_t port)
{
	*s = (struct setting){ .params = { .port = port, .bind = e->bind, .candidates.at = s->list } };
	s->params.deadline = (struct deadline){ .at_us = clock_us() + 1000000, .cancel_fd = -1 };
	target_init(&s->target, 1 << 20);
	for (size_t i = 0; i < 5 && e->candidates[i]; i++) {
		struct address *a = &s->list[s->params.candidates.count++];

		a->family = strchr(e->candidates[i], ':') ? AF_INET6 : AF_INET;
		snprintf(a->text, sizeof a->text, "%s", e->candidates[i]);
	}
}

static void check_says(const char *text, const char *says, uint16_t port)
{
	char wanted[128] = "";
	const char *at = strstr(says, "PORT");

	if (at)
		snprintf(wanted, sizeof wanted, "%.*s%u%s", (int)(at - says), says, port, at + 4);
	else
		snprintf(wanted, sizeof wanted, "%s", says);
	if (!strstr(text, wanted))
		fail_msg("'%s' does not say '%s'", text, wanted);
}

static void check_failed_addresses(const struct target *t, const char *wanted)
{
	char seen[256] = "";

	for (size_t i = 0; i < t->failed_address_count; i++) {
		const struct failed_address *p = &t->failed_addresses[i];

		snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%s %s%s, ", p->address.text, fault_word(p->fault.kind),
			 p->own_network ? " (own)" : "");
	}
	assert_string_equal(seen, wanted);
}

static void test_each(void **state)
{
	const struct world *w = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct expected *e = &cases[i];
		struct stream stream = { 0 };
		struct fault f = { 0 };
		struct setting s;
		setting_make(&s, e, w->port);
		int64_t began = clock_us();

		assert_int_equal(tcp_open(&s.params, &s.target, &stream, &f), e->kind == FAULT_NONE);
		int64_t took_us = clock_us() - began;
		if (e->kind == FAULT_NONE)
			close(accept(w->listeners[ANSWERS], NULL, NULL));
		assert_int_equal(f.kind, e->kind);
		check_says(f.text, e->says, w->port);
		assert_string_equal(s.target.address, e->address);
		check_failed_addresses(&s.target, e->failed_addresses);
		if (took_us != e->took_ms * 1000)
			fail_msg("case %zu took %lld us", i, (long long)took_us);
		assert_int_equal(stream.ops != NULL, e->kind == FAULT_NONE);
		stream_close(&stream);
		arena_free(&s.target.arena);
	}
}

/* The connected socket with that local port: the stream does not show its descriptor, and other sockets here have the same remote port. */
static int socket_of(uint16_t port)
{
	for (int fd = 0; fd < 1024; fd++) {
		struct sockaddr_in own = { 0 }, peer;
		socklen_t size = sizeof own, peer_size = sizeof peer;

		if (getsockname(fd, (struct sockaddr *)&own, &size) == 0 && own.sin_family == AF_INET && ntohs(own.sin_port) == port &&
		    getpeername(fd, (struct sockaddr *)&peer, &peer_size) == 0)
			return fd;
	}
	return -1;
}

/* Linux ends quick acknowledging once data goes both ways: a stream that waits for more sets it again. */
static void test_acknowledges_at_once(void **state)
{
	const struct world *w = *state;
	struct stream stream;
	struct fault f = { 0 };
	struct setting s;
	struct buf in = BUF(4096);
	struct tcp_end end;
	char got[8];

	setting_make(&s, &(struct expected){ .candidates = { "127.0.0.1" } }, w->port);
	assert_true(tcp_open(&s.params, &s.target, &stream, &f));
	assert_true(tcp_own_end(&stream, &end));
	int peer = accept(w->listeners[ANSWERS], NULL, NULL);
	for (int i = 0; i < 20; i++) {
		int at_once = 0;
		socklen_t size = sizeof at_once;
		struct deadline soon = { .at_us = clock_us() + 1000, .cancel_fd = -1 };

		assert_true(stream_write(&stream, SPAN("ping"), s.params.deadline, &f));
		assert_int_equal(read(peer, got, sizeof got), 4);
		assert_int_equal(write(peer, "pong", 4), 4);
		assert_true(stream_read(&stream, &in, s.params.deadline, &f));
		assert_false(stream_read(&stream, &in, soon, &f));
		assert_int_equal(getsockopt(socket_of(end.port), IPPROTO_TCP, TCP_QUICKACK, &at_once, &size), 0);
		assert_int_equal(at_once, 1);
	}
	close(peer);
	stream_close(&stream);
	buf_free(&in);
	arena_free(&s.target.arena);
}

/* The stream on top, and who we are on it. */
static void test_stream(void **state)
{
	const struct world *w = *state;
	const struct linger at_once = { .l_onoff = 1 };
	struct stream stream;
	struct fault f = { 0 };
	struct tcp_end end;
	struct setting s;
	struct buf in = BUF(64);
	char got[8] = "";

	setting_make(&s, &(struct expected){ .candidates = { "127.0.0.1" }, .bind = "127.0.0.9" }, w->port);
	assert_true(tcp_open(&s.params, &s.target, &stream, &f));
	int peer = accept(w->listeners[ANSWERS], NULL, NULL);
	assert_true(tcp_own_end(&stream, &end));
	assert_string_equal(end.address.text, "127.0.0.9");
	assert_true(end.port > 0);
	assert_true(stream_write(&stream, SPAN("ping"), s.params.deadline, &f));
	assert_int_equal(read(peer, got, sizeof got), 4);
	assert_int_equal(write(peer, "pong", 4), 4);
	assert_true(stream_read(&stream, &in, s.params.deadline, &f));
	assert_true(span_equal(buf_span(&in), SPAN("pong")));
	assert_false(stream_read(&stream, &in, deadline_sooner(s.params.deadline, 50000), &f));
	assert_int_equal(f.kind, FAULT_TIMEOUT);
	assert_int_equal(setsockopt(peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), 0);
	close(peer);
	assert_false(stream_read(&stream, &in, s.params.deadline, &f));
	assert_int_equal(f.kind, FAULT_RESET);
	assert_false(stream_write(&stream, SPAN("ping"), s.params.deadline, &f)); /* no SIGPIPE */
	assert_int_equal(f.kind, FAULT_RESET);
	stream_close(&stream);
	buf_free(&in);
	arena_free(&s.target.arena);
}

/* Where there is an IPv6 loopback. */
static void test_ipv6(void **state)
{
	struct sockaddr_in6 at = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	socklen_t size = sizeof at;
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	struct stream stream = { 0 };
	struct fault f = { 0 };
	struct tcp_end end;
	struct setting s;

	(void)state;
	if (fd >= 0 && bind(fd, (struct sockaddr *)&at, size) == 0 && listen(fd, 1) == 0) {
		assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
		setting_make(&s, &(struct expected){ .candidates = { "::1" } }, ntohs(at.sin6_port));
		assert_true(tcp_open(&s.params, &s.target, &stream, &f));
		assert_true(tcp_own_end(&stream, &end));
		assert_string_equal(end.address.text, "::1");
		stream_close(&stream);
		close(fd);
		assert_false(tcp_open(&s.params, &s.target, &stream, &f));
		check_says(f.text, "[::1]:PORT refused the connection", ntohs(at.sin6_port));
		arena_free(&s.target.arena);
	} else {
		close(fd);
	}
}

static void test_cancelled(void **state)
{
	const struct world *w = *state;
	struct stream stream = { 0 };
	struct fault f = { 0 };
	struct setting s;
	int ends[2];
	int64_t began = clock_us();

	assert_int_equal(pipe(ends), 0);
	close(ends[1]);
	setting_make(&s, &(struct expected){ .candidates = { "127.0.0.3" } }, w->port);
	s.params.deadline.cancel_fd = ends[0];
	assert_false(tcp_open(&s.params, &s.target, &stream, &f));
	assert_int_equal(f.kind, FAULT_CANCELLED);
	assert_int_equal(clock_us(), began);
	close(ends[0]);
	arena_free(&s.target.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_stream),
		cmocka_unit_test(test_acknowledges_at_once),
		cmocka_unit_test(test_ipv6),
		cmocka_unit_test(test_cancelled),
	};

	return cmocka_run_group_tests_name("tcp", tests, start, stop);
}
