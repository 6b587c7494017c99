// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * tcp - a connection to the first of several addresses that answers
 */
#include "net/tcp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errno_text.h"

union sockaddr_any {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

/* False: the text is no address of that family. */
static bool sockaddr_make(const char *text, int family, uint16_t port, union sockaddr_any *to, socklen_t *size)
{
	*to = (union sockaddr_any){ 0 };
	to->any.sa_family = (sa_family_t)family;
	if (family == AF_INET6) {
		to->six.sin6_port = htons(port);
		*size = sizeof to->six;
		return inet_pton(AF_INET6, text, &to->six.sin6_addr) == 1;
	}
	to->four.sin_port = htons(port);
	*size = sizeof to->four;
	return inet_pton(AF_INET, text, &to->four.sin_addr) == 1;
}

/* ---- the stream ---- */

struct tcp {
	int fd;
	short events; /* what the operation that said AGAIN waits for */
};

static enum stream_end failed(struct tcp *t, short events, struct fault *f)
{
	int error = errno;

	if (error == EAGAIN || error == EWOULDBLOCK) {
		t->events = events;
		return STREAM_AGAIN;
	}
	if (errno_fault(error) == FAULT_RESET)
		fault(f, FAULT_RESET, error, "the connection was reset");
	else
		fault(f, errno_fault(error), error, "the connection broke: %s", errno_text(error));
	return STREAM_FAILED;
}

/*
 * A server with Nagle's algorithm holds its next segment until ours acknowledges the one before, and Linux delays that by 40 ms:
 * two session tickets, and an answer is late by as much. Linux resets the option, so it is set before each wait for data; that also
 * acknowledges what was read before.
 */
static void acknowledge_at_once(int fd)
{
	int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

static enum stream_end tcp_read(void *self, char *to, size_t size, size_t *moved, struct fault *f)
{
	struct tcp *t = self;
	ssize_t n;

	do
		n = recv(t->fd, to, size, 0);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return failed(t, POLLIN, f);
	*moved = (size_t)n;
	return n ? STREAM_MOVED : STREAM_CLOSED;
}

static enum stream_end tcp_write(void *self, struct span from, size_t *moved, struct fault *f)
{
	struct tcp *t = self;
	ssize_t n;

	do
		n = send(t->fd, from.at, from.len, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return failed(t, POLLOUT, f);
	*moved = (size_t)n;
	return STREAM_MOVED;
}

static bool tcp_wait(void *self, struct deadline d, struct fault *f)
{
	struct tcp *t = self;
	struct pollfd fds[] = { { .fd = t->fd, .events = t->events }, { .fd = d.cancel_fd, .events = POLLIN } };

	if (t->events == POLLIN)
		acknowledge_at_once(t->fd);
	for (;;) {
		int n = poll(fds, 2, deadline_left_ms(d));

		if (n > 0 && fds[1].revents)
			return fault(f, FAULT_CANCELLED, 0, "asked to stop");
		if (n > 0)
			return true;
		if (n == 0)
			return fault(f, FAULT_TIMEOUT, 0, "the time is up");
		if (errno != EINTR)
			return fault(f, FAULT_SYSTEM, errno, "poll: %s", errno_text(errno));
	}
}

static void tcp_close(void *self)
{
	struct tcp *t = self;

	close(t->fd);
	t->fd = -1;
}

static const struct stream_ops ops = { .read = tcp_read, .write = tcp_write, .wait = tcp_wait, .close = tcp_close };

/* ---- one attempt ---- */

struct attempt {
	const struct address *to;
	int fd; /* -1: none, or no more */
	int64_t began_us, ended_us;
	int error;	  /* errno; 0 while it is open, and for the winner */
	bool own_network; /* it failed before anything was sent */
};

struct race {
	const struct tcp_params *params;
	struct attempt attempts[TCP_CANDIDATES_MAX];
	size_t begun;
	bool cancelled;
	bool bind_failed;
};

static void attempt_end(struct attempt *a, int error)
{
	a->error = error;
	a->ended_us = clock_us();
	if (a->fd >= 0)
		close(a->fd);
	a->fd = -1;
}

/* Sets errno on failure. */
static bool bind_own(struct race *r, int fd, int family)
{
	const char *own = r->params->bind;
	union sockaddr_any at;
	socklen_t size;

	if (!own)
		return true;
	if (!sockaddr_make(own, family, 0, &at, &size)) {
		errno = EAFNOSUPPORT;
		return false;
	}
	r->bind_failed = bind(fd, &at.any, size) != 0;
	return !r->bind_failed;
}

static void attempt_begin(struct race *r)
{
	struct attempt *a = &r->attempts[r->begun];
	union sockaddr_any to;
	socklen_t size;

	*a = (struct attempt){ .to = &r->params->candidates.at[r->begun], .began_us = clock_us() };
	r->begun++;
	a->fd = socket(a->to->family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (!sockaddr_make(a->to->text, a->to->family, r->params->port, &to, &size))
		errno = EAFNOSUPPORT;
	else if (a->fd >= 0 && bind_own(r, a->fd, a->to->family) &&
		 (connect(a->fd, &to.any, size) == 0 || errno == EINPROGRESS || errno == EINTR))
		return;
	int error = errno;
	/* Loopback refuses at once, too: that was the peer. */
	a->own_network = errno_fault(error) == FAULT_UNREACHABLE || errno_fault(error) == FAULT_FORBIDDEN;
	attempt_end(a, error);
}

/* The socket has something to say: true when it is the connection. */
static bool attempt_stands(struct attempt *a)
{
	int error = 0;
	socklen_t size = sizeof error;

	if (getsockopt(a->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
		error = errno;
	if (error)
		attempt_end(a, error);
	return error == 0;
}

/* ---- all of them ---- */

static size_t candidates(const struct race *r)
{
	return r->params->candidates.count < TCP_CANDIDATES_MAX ? r->params->candidates.count : TCP_CANDIDATES_MAX;
}

static int64_t next_due(const struct race *r)
{
	if (r->begun == candidates(r))
		return INT64_MAX;
	const struct attempt *newest = r->begun ? &r->attempts[r->begun - 1] : NULL;
	return newest && newest->error == 0 ? newest->began_us + TCP_STAGGER_US : 0;
}

/* Waits for one of the open ones, or until the next is due. NULL: none stands yet. */
static struct attempt *wait_for_one(struct race *r)
{
	struct pollfd fds[TCP_CANDIDATES_MAX + 1];
	struct deadline until = r->params->deadline;

	if (next_due(r) < until.at_us)
		until.at_us = next_due(r);
	for (size_t i = 0; i < r->begun; i++)
		fds[i] = (struct pollfd){ .fd = r->attempts[i].fd, .events = POLLOUT };
	fds[r->begun] = (struct pollfd){ .fd = until.cancel_fd, .events = POLLIN };
	if (poll(fds, r->begun + 1, deadline_left_ms(until)) <= 0)
		return NULL;
	r->cancelled = fds[r->begun].revents != 0;
	for (size_t i = 0; i < r->begun && !r->cancelled; i++)
		if (fds[i].fd >= 0 && fds[i].revents && attempt_stands(&r->attempts[i]))
			return &r->attempts[i];
	return NULL;
}

static bool any_open(const struct race *r)
{
	for (size_t i = 0; i < r->begun; i++)
		if (r->attempts[i].fd >= 0)
			return true;
	return false;
}

static struct attempt *race_run(struct race *r)
{
	struct attempt *winner = NULL;

	while (!winner && !r->cancelled && !deadline_passed(r->params->deadline)) {
		if (clock_us() >= next_due(r))
			attempt_begin(r);
		if (next_due(r) > clock_us() && !any_open(r))
			break;
		winner = wait_for_one(r);
	}
	return winner;
}

/* ---- the facts ---- */

static void where(const struct address *a, uint16_t port, char to[static 64])
{
	snprintf(to, 64, a->family == AF_INET6 ? "[%s]:%u" : "%s:%u", a->text, port);
}

static void explain(const struct race *r, const struct attempt *a, struct fault *f)
{
	enum fault_kind kind = errno_fault(a->error);
	char to[64];

	where(a->to, r->params->port, to);
	if (r->bind_failed && a->error == EADDRNOTAVAIL)
		fault(f, FAULT_SYSTEM, a->error, "this host has no address %s (--bind)", r->params->bind);
	else if (r->bind_failed)
		fault(f, FAULT_SYSTEM, a->error, "cannot connect from %s: %s", r->params->bind, errno_text(a->error));
	else if (r->params->bind && a->error == EAFNOSUPPORT)
		fault(f, FAULT_UNREACHABLE, a->error, "no way to %s from %s: one is IPv4, the other IPv6", to, r->params->bind);
	else if (kind == FAULT_TIMEOUT)
		fault(f, kind, 0, "no answer from %s within %.1f s", to, (double)(a->ended_us - a->began_us) / 1e6);
	else if (kind == FAULT_REFUSED)
		fault(f, kind, a->error, "%s refused the connection", to);
	else if (kind == FAULT_RESET)
		fault(f, kind, a->error, "%s reset the connection while it was made", to);
	else if (kind == FAULT_FORBIDDEN)
		fault(f, kind, a->error, "connecting to %s: %s", to, errno_text(a->error));
	else
		fault(f, kind, a->error, "no way to %s: %s", to, errno_text(a->error));
}

/* Gives a fault to attempts that are pending when the race is over; one that had no time yet has none (error stays 0). */
static void end_open_ones(struct race *r, const struct attempt *winner)
{
	int64_t now = clock_us();

	for (size_t i = 0; i < r->begun; i++) {
		struct attempt *a = &r->attempts[i];

		if (a != winner && a->fd >= 0)
			attempt_end(a, winner && now - a->began_us < TCP_STAGGER_US ? 0 : ETIMEDOUT);
	}
}

/* Orders the faults: those from other hosts come first, those of this host later, and last that it lacks a family of addresses. */
static int rank(const struct attempt *a)
{
	enum fault_kind kind = errno_fault(a->error);

	switch (kind) {
	case FAULT_REFUSED:
		return 0;
	case FAULT_RESET:
		return 1;
	case FAULT_TIMEOUT:
		return 2;
	case FAULT_UNREACHABLE:
		return a->own_network ? 5 : 3;
	case FAULT_FORBIDDEN:
		return a->error == EAFNOSUPPORT ? 6 : 4;
	default:
		return 4;
	}
}

static const struct attempt *most_telling(const struct race *r)
{
	const struct attempt *best = &r->attempts[0];

	for (size_t i = 1; i < r->begun; i++)
		if (rank(&r->attempts[i]) < rank(best))
			best = &r->attempts[i];
	return best;
}

/* Everybody but `chosen` that failed. */
static bool pass_over(const struct race *r, const struct attempt *chosen, struct target *t)
{
	struct failed_address *list = arena_list(&t->arena, r->begun, sizeof *list);

	for (size_t i = 0; list && i < r->begun; i++) {
		const struct attempt *a = &r->attempts[i];
		struct failed_address *p = &list[t->failed_address_count];

		if (a == chosen || a->error == 0)
			continue;
		p->address = *a->to;
		p->own_network = a->own_network;
		explain(r, a, &p->fault);
		t->failed_address_count++;
	}
	t->failed_addresses = list;
	return list;
}

static bool stream_make(struct attempt *winner, struct target *t, struct stream *s)
{
	struct tcp *tcp = arena_alloc(&t->arena, sizeof *tcp);
	int on = 1;

	if (!tcp)
		return false;
	setsockopt(winner->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	acknowledge_at_once(winner->fd);
	*tcp = (struct tcp){ .fd = winner->fd, .events = POLLIN };
	*s = (struct stream){ &ops, tcp };
	return true;
}

bool tcp_open(const struct tcp_params *params, struct target *t, struct stream *s, struct fault *f)
{
	struct race r = { .params = params };
	struct attempt *winner = race_run(&r);

	end_open_ones(&r, winner);
	if (!r.begun)
		return fault(f, FAULT_TIMEOUT, 0, "no time was left to connect to port %u", params->port);
	const struct attempt *chosen = winner ? winner : most_telling(&r);
	t->address = arena_text(&t->arena, span_of(chosen->to->text));
	if (!pass_over(&r, chosen, t) || (winner && !stream_make(winner, t, s))) {
		if (winner)
			attempt_end(winner, 0);
		return fault(f, FAULT_MEMORY, 0, "no memory for the connection to %s", t->address);
	}
	if (r.cancelled)
		return fault(f, FAULT_CANCELLED, 0, "asked to stop while connecting to %s port %u", t->address, params->port);
	if (!winner)
		explain(&r, chosen, f);
	return winner;
}

/* Connecting a datagram socket looks up the route and sends nothing. */
bool tcp_has_network(const struct address *a)
{
	union sockaddr_any to;
	socklen_t size;
	int fd = socket(a->family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool has = true;

	if (fd < 0)
		return errno != EAFNOSUPPORT;
	if (sockaddr_make(a->text, a->family, 5061, &to, &size) && connect(fd, &to.any, size) != 0)
		has = errno_fault(errno) != FAULT_UNREACHABLE;
	close(fd);
	return has;
}

int tcp_socket(int family, int type, int protocol)
{
	return socket(family, type, protocol);
}

bool tcp_own_end(const struct stream *s, struct tcp_end *end)
{
	const struct tcp *t = s->self;
	union sockaddr_any at = { 0 };
	socklen_t size = sizeof at;

	if (s->ops != &ops || getsockname(t->fd, &at.any, &size) != 0)
		return false;
	end->address.family = at.any.sa_family;
	end->port = ntohs(at.any.sa_family == AF_INET6 ? at.six.sin6_port : at.four.sin_port);
	const void *bytes = at.any.sa_family == AF_INET6 ? (const void *)&at.six.sin6_addr : (const void *)&at.four.sin_addr;
	return inet_ntop(at.any.sa_family, bytes, end->address.text, sizeof end->address.text);
}
