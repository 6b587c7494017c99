// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cares - a c-ares channel within a deadline, and what its statuses mean
 */
#include "net/cares.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/errno_text.h"

enum { TRIES = 3, FIRST_TRY_LEAST_MS = 250, FIRST_TRY_MOST_MS = 2000 };

/* ---- the channel ---- */

static void socket_wanted(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct cares *c = arg;
	nfds_t i = 0;

	while (i < c->socket_count && c->sockets[i].fd != fd)
		i++;
	if (!readable && !writable) {
		if (i < c->socket_count)
			c->sockets[i] = c->sockets[--c->socket_count];
		return;
	}
	if (i == CARES_SOCKETS_MAX)
		return;
	c->sockets[i] = (struct pollfd){ .fd = fd, .events = (short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0)) };
	if (i == c->socket_count)
		c->socket_count++;
}

/*
 * c-ares tries the next server, whatever the system said: what it said is kept here. Sockets are made as c-ares makes them.
 */
static long noted(struct cares *c, long result)
{
	if (result < 0 && errno_is_policy(errno))
		c->forbidden = errno;
	return result;
}

static ares_socket_t own_socket(int family, int type, int protocol, void *user)
{
	int on = 1, fd = (int)noted(user, socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));

	if (fd >= 0 && type == SOCK_STREAM)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

static int own_close(ares_socket_t fd, [[maybe_unused]] void *user)
{
	return close(fd);
}

static int own_connect(ares_socket_t fd, const struct sockaddr *to, ares_socklen_t size, void *user)
{
	return (int)noted(user, connect(fd, to, size));
}

static ares_ssize_t own_receive(ares_socket_t fd, void *to, size_t size, int flags, struct sockaddr *from, ares_socklen_t *from_size,
				[[maybe_unused]] void *user)
{
	return recvfrom(fd, to, size, flags, from, from_size);
}

static ares_ssize_t own_send(ares_socket_t fd, const struct iovec *pieces, int count, void *user)
{
	return noted(user, writev(fd, pieces, count));
}

static const struct ares_socket_functions own_sockets = { own_socket, own_close, own_connect, own_receive, own_send };

/*
 * The first try's time so that all of them, each twice as long as the one before, fill the time there is. Never much
 * shorter than a name server may take: c-ares 1.34 does not take the late answer to an earlier try.
 */
static int first_try_ms(struct deadline d)
{
	int ms = deadline_left_ms(d) / ((1 << TRIES) - 1);

	return ms < FIRST_TRY_LEAST_MS ? FIRST_TRY_LEAST_MS : ms > FIRST_TRY_MOST_MS ? FIRST_TRY_MOST_MS : ms;
}

bool cares_open(struct cares *c, const struct resolve_params *params, bool no_files)
{
	const struct host_port *own = &params->server;
	char network_only[] = "b", server[80];
	struct ares_options options = {
		.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES,
		.timeout = first_try_ms(params->deadline),
		.tries = TRIES,
		.lookups = network_only,
		.sock_state_cb = socket_wanted,
		.sock_state_cb_data = c,
	};
	int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;

	*c = (struct cares){ .params = params };
	if (no_files)
		mask |= ARES_OPT_LOOKUPS;
	if (own->name)
		mask |= ARES_OPT_FLAGS | ARES_OPT_LOOKUPS | ARES_OPT_DOMAINS; /* no domains: 1.18 overlooks the flag */
	if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS)
		return false;
	if (ares_init_options(&c->channel, &options, mask) != ARES_SUCCESS)
		goto library;
	ares_set_socket_functions(c->channel, &own_sockets, c);
	if (!own->name)
		return true;
	snprintf(server, sizeof server, strchr(own->name, ':') ? "[%s]:%u" : "%s:%u", own->name, own->port ? own->port : 53u);
	if (ares_set_servers_ports_csv(c->channel, server) == ARES_SUCCESS)
		return true;
	ares_destroy(c->channel);
library:
	ares_library_cleanup();
	return false;
}

bool cares_files_come_first(const struct cares *c)
{
	struct ares_options options;
	int mask = 0;

	if (ares_save_options(c->channel, &options, &mask) != ARES_SUCCESS)
		return false;
	bool first = mask & ARES_OPT_LOOKUPS && options.lookups && options.lookups[0] == 'f';
	ares_destroy_options(&options);
	return first;
}

void cares_close(struct cares *c)
{
	ares_destroy(c->channel);
	ares_library_cleanup();
}

/* ---- the loop ---- */

static int wait_ms(struct cares *c, int64_t until_us)
{
	struct timeval tv;
	int ms = deadline_left_ms((struct deadline){ .at_us = until_us });

	if (ares_timeout(c->channel, NULL, &tv)) {
		int64_t ares_ms = (int64_t)tv.tv_sec * 1000 + (tv.tv_usec + 999) / 1000;
		ms = ares_ms < ms ? (int)ares_ms : ms;
	}
	return ms;
}

/* The table of sockets changes while they are served: a copy is walked. */
void cares_wait(struct cares *c, int64_t until_us)
{
	struct pollfd ready[CARES_SOCKETS_MAX + 1];
	nfds_t count = c->socket_count;

	memcpy(ready, c->sockets, count * sizeof *ready);
	ready[count] = (struct pollfd){ .fd = c->params->deadline.cancel_fd, .events = POLLIN };
	if (poll(ready, count + 1, wait_ms(c, until_us)) > 0) {
		c->cancelled = ready[count].revents != 0;
		for (nfds_t i = 0; i < count; i++) {
			short seen = ready[i].revents;

			c->server_spoke |= (seen & (POLLIN | POLLERR)) == POLLIN;
			if (seen)
				ares_process_fd(c->channel, seen & POLLOUT ? ARES_SOCKET_BAD : ready[i].fd,
						seen & POLLOUT ? ready[i].fd : ARES_SOCKET_BAD);
		}
	}
	ares_process_fd(c->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

bool cares_is_over(const struct cares *c)
{
	return c->cancelled || deadline_passed(c->params->deadline);
}

/* ---- what came of a question ---- */

/* c-ares 1.18 calls it "connection refused" when every server answered SERVFAIL or REFUSED. */
static int status_of(const struct cares *c, const struct cares_query *q)
{
	return q->status == ARES_ECONNREFUSED && c->server_spoke ? ARES_ESERVFAIL : q->status;
}

/* Where none is named c-ares asks 127.0.0.1, as the system's resolver does. A file that cannot be read may name one. */
static bool host_names_server(void)
{
	FILE *file = fopen("/etc/resolv.conf", "re");
	bool named = !file && errno != ENOENT;
	char line[512];

	while (file && !named && fgets(line, sizeof line, file))
		named = strncmp(line, "nameserver", strlen("nameserver")) == 0 && line[strcspn(line, " \t")];
	if (file)
		fclose(file);
	return named;
}

enum dns_code cares_code(const struct cares *c, const struct cares_query *q)
{
	if (q->open)
		return DNS_NO_ANSWER;
	switch (status_of(c, q)) {
	case ARES_ENOTFOUND:
	case ARES_EBADNAME:
		return DNS_NO_SUCH_NAME;
	case ARES_SUCCESS:
	case ARES_ENODATA:
		return DNS_NO_ADDRESS;
	case ARES_ETIMEOUT:
	case ARES_ECONNREFUSED:
		return DNS_NO_ANSWER;
	default:
		return DNS_SERVER_FAILED;
	}
}

void cares_fault(const struct cares *c, const struct cares_query *q, struct fault *f)
{
	const char *own = c->params->server.name;
	enum dns_code code = cares_code(c, q);
	char server[64];

	if (q->open && c->cancelled) {
		fault(f, FAULT_CANCELLED, 0, "asked to stop while looking up %s", q->name);
		return;
	}
	snprintf(server, sizeof server, own ? "name server %s" : "%s", own ? own : "the name server");
	if (code == DNS_NO_ANSWER && c->forbidden && !c->server_spoke) {
		fault(f, FAULT_FORBIDDEN, c->forbidden, "this host may not ask %s for %s: %s", server, q->name, errno_text(c->forbidden));
		return;
	}
	if (code == DNS_NO_ANSWER && !own && !c->server_spoke && !host_names_server()) {
		fault(f, FAULT_DNS, DNS_NO_SERVER, "%s cannot be looked up: this host has no name server", q->name);
		return;
	}
	switch (code) {
	case DNS_NO_SUCH_NAME:
		fault(f, FAULT_DNS, code, "%s has no %s: %s says there is no such name (NXDOMAIN)", q->name, q->what, server);
		break;
	case DNS_NO_ADDRESS:
		fault(f, FAULT_DNS, code, "%s has no %s: %s knows the name, but gives none", q->name, q->what, server);
		break;
	case DNS_SERVER_FAILED:
		fault(f, FAULT_DNS, code, "%s cannot be looked up: %s failed (%s)", q->name, server,
		      status_of(c, q) == ARES_ESERVFAIL ? "SERVFAIL or REFUSED" : ares_strerror(q->status));
		break;
	case DNS_NO_SERVER:
	case DNS_NO_ANSWER:
		if (!q->open && q->status == ARES_ECONNREFUSED)
			fault(f, FAULT_DNS, code, "%s cannot be looked up: nothing listens at %s", q->name, server);
		else
			fault(f, FAULT_DNS, code, "%s cannot be looked up: %s did not answer within %.1f s", q->name, server,
			      (double)q->took_us / 1e6);
		break;
	}
}
