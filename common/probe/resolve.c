// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * resolve - from the names of hosts to their addresses
 *
 * A and AAAA are two queries of their own: one AF_UNSPEC query whose AAAA stays unanswered would wait it out. Only calls that
 * c-ares 1.18 and 1.34 share and that neither calls deprecated.
 */
#include "probe/resolve.h"

#include <ares.h>
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum { SOCKETS_MAX = 64, TRIES = 3, GRACE_US = 50000, FIRST_TRY_LEAST_MS = 250, FIRST_TRY_MOST_MS = 2000 };

enum { QUESTIONS = 2 };
static const int families[QUESTIONS] = { AF_INET6, AF_INET };

struct question {
	struct lookup *lookup;
	bool open; /* asked, no answer yet */
	int status;
	struct ares_addrinfo *list;
};

struct lookup {
	struct host *host;
	struct question questions[QUESTIONS];
	int64_t began_us;
	int64_t first_us; /* when the first family gave addresses; 0: none has */
	bool from_file;
	bool done;
};

struct resolver {
	const struct resolve_wish *wish;
	ares_channel channel;
	struct pollfd sockets[SOCKETS_MAX];
	nfds_t socket_count;
	struct lookup *lookups;
	size_t count;
	bool server_spoke; /* bytes came, whatever they said */
	bool cancelled;
};

/* ---- one host ---- */

static void answered(void *arg, int status, int timeouts, struct ares_addrinfo *list)
{
	struct question *q = arg;

	(void)timeouts;
	q->open = false;
	q->status = status;
	q->list = list;
	if (list && list->nodes && q->lookup->first_us == 0)
		q->lookup->first_us = clock_us();
}

static void ask(struct resolver *r, struct lookup *l)
{
	l->began_us = clock_us();
	for (int i = 0; i < QUESTIONS; i++) {
		struct ares_addrinfo_hints hints = { .ai_family = families[i], .ai_flags = ARES_AI_NOSORT };

		if (r->wish->family != AF_UNSPEC && r->wish->family != families[i])
			continue;
		l->questions[i] = (struct question){ .lookup = l, .open = true };
		ares_getaddrinfo(r->channel, l->host->name, NULL, &hints, answered, &l->questions[i]);
	}
	l->from_file = l->first_us != 0; /* only a file answers before we have waited */
}

static int64_t grace_end(const struct lookup *l)
{
	int64_t took = l->first_us - l->began_us;

	return l->first_us + (took > GRACE_US ? took : GRACE_US);
}

static bool is_done(const struct lookup *l, bool whole, int64_t now)
{
	if ((!l->questions[0].open && !l->questions[1].open) || l->from_file)
		return true;
	return l->first_us && !whole && now >= grace_end(l);
}

static void take(struct addresses *to, const struct ares_addrinfo_node *node)
{
	struct address *a = &to->at[to->count];
	const void *bytes = node->ai_family == AF_INET6 ?
				    (const void *)&((const struct sockaddr_in6 *)(const void *)node->ai_addr)->sin6_addr :
				    (const void *)&((const struct sockaddr_in *)(const void *)node->ai_addr)->sin_addr;

	a->family = node->ai_family;
	if (inet_ntop(a->family, bytes, a->text, sizeof a->text))
		to->count++;
}

/* In turns, so that a family that leads nowhere costs one attempt and not all of them (RFC 8305 4). */
static void take_in_turns(struct lookup *l, struct addresses *to)
{
	const struct ares_addrinfo_node *next[QUESTIONS];

	for (int i = 0; i < QUESTIONS; i++)
		next[i] = l->questions[i].list ? l->questions[i].list->nodes : NULL;
	while (next[0] || next[1])
		for (int i = 0; i < QUESTIONS; i++) {
			if (next[i] && to->count < RESOLVE_ADDRESSES_MAX)
				take(to, next[i]);
			next[i] = next[i] ? next[i]->ai_next : NULL;
		}
}

/* ---- why there is no address ---- */

/* c-ares 1.18 calls it "connection refused" when every server answered SERVFAIL or REFUSED. */
static int status_of(const struct resolver *r, const struct question *q)
{
	return q->status == ARES_ECONNREFUSED && r->server_spoke ? ARES_ESERVFAIL : q->status;
}

static enum dns_code code_of(const struct resolver *r, const struct question *q)
{
	if (q->open)
		return DNS_NO_ANSWER;
	switch (status_of(r, q)) {
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

/* Of two questions the one that tells more: a name that is not there has neither address; silence may hide one. */
static const struct question *most_telling(const struct resolver *r, const struct lookup *l)
{
	static const int rank[] = {
		[DNS_NO_ADDRESS] = 1, [DNS_SERVER_FAILED] = 2, [DNS_NO_ANSWER] = 3, [DNS_NO_SUCH_NAME] = 4
	};
	const struct question *six = &l->questions[0], *four = &l->questions[1];

	if (r->wish->family != AF_UNSPEC)
		return r->wish->family == AF_INET6 ? six : four;
	return rank[code_of(r, six)] > rank[code_of(r, four)] ? six : four;
}

static void no_address(const struct resolver *r, struct lookup *l)
{
	const struct question *q = most_telling(r, l);
	const char *name = l->host->name, *own = r->wish->server.name;
	const char *family = r->wish->family == AF_INET6 ? "IPv6 " : r->wish->family == AF_INET ? "IPv4 " : "";
	struct fault *f = &l->host->fault;
	char server[64];

	snprintf(server, sizeof server, own ? "name server %s" : "%s", own ? own : "the name server");
	switch (code_of(r, q)) {
	case DNS_NO_SUCH_NAME:
		fault(f, FAULT_DNS, DNS_NO_SUCH_NAME, "%s has no address: %s says there is no such name (NXDOMAIN)", name,
		      server);
		break;
	case DNS_NO_ADDRESS:
		fault(f, FAULT_DNS, DNS_NO_ADDRESS, "%s has no %saddress: %s knows the name, but gives none", name, family,
		      server);
		break;
	case DNS_SERVER_FAILED:
		fault(f, FAULT_DNS, DNS_SERVER_FAILED, "%s cannot be looked up: %s failed (%s)", name, server,
		      status_of(r, q) == ARES_ESERVFAIL ? "SERVFAIL or REFUSED" : ares_strerror(q->status));
		break;
	case DNS_NO_ANSWER:
		if (!q->open && q->status == ARES_ECONNREFUSED)
			fault(f, FAULT_DNS, DNS_NO_ANSWER, "%s cannot be looked up: nothing listens at %s", name, server);
		else
			fault(f, FAULT_DNS, DNS_NO_ANSWER, "%s cannot be looked up: %s did not answer within %.1f s", name,
			      server, (double)l->host->dns_us / 1e6);
		break;
	}
}

static void conclude(const struct resolver *r, struct lookup *l, struct arena *arena)
{
	struct host *h = l->host;

	if (l->first_us) {
		h->addresses.at = arena_list(arena, RESOLVE_ADDRESSES_MAX, sizeof *h->addresses.at);
		if (h->addresses.at)
			take_in_turns(l, &h->addresses);
		else
			fault(&h->fault, FAULT_MEMORY, 0, "no memory for the addresses of %s", h->name);
	} else if (r->cancelled && !l->done) {
		fault(&h->fault, FAULT_CANCELLED, 0, "asked to stop while looking up %s", h->name);
	} else {
		no_address(r, l);
	}
}

/* ---- all hosts ---- */

static void socket_wanted(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct resolver *r = arg;
	nfds_t i = 0;

	while (i < r->socket_count && r->sockets[i].fd != fd)
		i++;
	if (!readable && !writable) {
		if (i < r->socket_count)
			r->sockets[i] = r->sockets[--r->socket_count];
		return;
	}
	if (i == SOCKETS_MAX)
		return;
	r->sockets[i] = (struct pollfd){ .fd = fd, .events = (short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0)) };
	if (i == r->socket_count)
		r->socket_count++;
}

/*
 * The first try's time so that all of them, each twice as long as the one before, fill the time there is. Never much
 * shorter than a name server may take: c-ares 1.34 does not take the late answer to an earlier try.
 */
static int first_try_ms(struct deadline d)
{
	int ms = deadline_left_ms(d) / ((1 << TRIES) - 1);

	return ms < FIRST_TRY_LEAST_MS ? FIRST_TRY_LEAST_MS : ms > FIRST_TRY_MOST_MS ? FIRST_TRY_MOST_MS : ms;
}

static bool resolver_open(struct resolver *r)
{
	const struct host_port *own = &r->wish->server;
	char network_only[] = "b", server[80];
	struct ares_options options = {
		.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES,
		.timeout = first_try_ms(r->wish->deadline),
		.tries = TRIES,
		.lookups = network_only,
		.sock_state_cb = socket_wanted,
		.sock_state_cb_data = r,
	};
	int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;

	if (own->name)
		mask |= ARES_OPT_FLAGS | ARES_OPT_LOOKUPS | ARES_OPT_DOMAINS; /* no domains: 1.18 overlooks the flag */
	if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS)
		return false;
	if (ares_init_options(&r->channel, &options, mask) != ARES_SUCCESS)
		goto library;
	if (!own->name)
		return true;
	snprintf(server, sizeof server, strchr(own->name, ':') ? "[%s]:%u" : "%s:%u", own->name, own->port ? own->port : 53u);
	if (ares_set_servers_ports_csv(r->channel, server) == ARES_SUCCESS)
		return true;
	ares_destroy(r->channel);
library:
	ares_library_cleanup();
	return false;
}

static void resolver_close(struct resolver *r)
{
	ares_destroy(r->channel); /* answers what is still open, so the lookups must live until here */
	for (size_t i = 0; i < r->count; i++)
		for (int q = 0; q < QUESTIONS; q++)
			if (r->lookups[i].questions[q].list)
				ares_freeaddrinfo(r->lookups[i].questions[q].list);
	ares_library_cleanup();
}

/* Notes who is done; false once all are. *until: when somebody's grace ends, if that is before. */
static bool still_open(struct resolver *r, int64_t *until)
{
	int64_t now = clock_us();
	bool open = false;

	for (size_t i = 0; i < r->count; i++) {
		struct lookup *l = &r->lookups[i];

		if (l->done)
			continue;
		l->host->dns_us = now - l->began_us;
		l->done = is_done(l, r->wish->whole, now);
		open |= !l->done;
		if (!l->done && l->first_us && !r->wish->whole && grace_end(l) < *until)
			*until = grace_end(l);
	}
	return open;
}

static int wait_ms(struct resolver *r, int64_t until)
{
	struct timeval tv;
	struct deadline d = { .at_us = until };
	int ms = deadline_left_ms(d);

	if (ares_timeout(r->channel, NULL, &tv)) {
		int64_t ares_ms = (int64_t)tv.tv_sec * 1000 + (tv.tv_usec + 999) / 1000;
		ms = ares_ms < ms ? (int)ares_ms : ms;
	}
	return ms;
}

/* The table of sockets changes while they are served: a copy is walked. */
static void wait_and_serve(struct resolver *r, int64_t until)
{
	struct pollfd ready[SOCKETS_MAX + 1];
	nfds_t count = r->socket_count;

	memcpy(ready, r->sockets, count * sizeof *ready);
	ready[count] = (struct pollfd){ .fd = r->wish->deadline.cancel_fd, .events = POLLIN };
	if (poll(ready, count + 1, wait_ms(r, until)) > 0) {
		r->cancelled = ready[count].revents != 0;
		for (nfds_t i = 0; i < count; i++) {
			short seen = ready[i].revents;

			r->server_spoke |= (seen & (POLLIN | POLLERR)) == POLLIN;
			if (seen)
				ares_process_fd(r->channel, seen & POLLOUT ? ARES_SOCKET_BAD : ready[i].fd,
						seen & POLLOUT ? ready[i].fd : ARES_SOCKET_BAD);
		}
	}
	ares_process_fd(r->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

static void look_up(struct resolver *r, struct arena *arena)
{
	for (size_t i = 0; i < r->count; i++)
		ask(r, &r->lookups[i]);
	for (;;) {
		int64_t until = r->wish->deadline.at_us;

		if (!still_open(r, &until) || r->cancelled || deadline_passed(r->wish->deadline))
			break;
		wait_and_serve(r, until);
	}
	for (size_t i = 0; i < r->count; i++)
		conclude(r, &r->lookups[i], arena);
	resolver_close(r);
}

static bool is_address(const char *name, struct address *a)
{
	unsigned char bytes[16];

	a->family = strchr(name, ':') ? AF_INET6 : AF_INET;
	return inet_pton(a->family, name, bytes) == 1 && span_copy(a->text, sizeof a->text, span_of(name));
}

static bool taken_as_it_is(struct host *h, struct arena *arena)
{
	struct address a;

	if (!is_address(h->name, &a))
		return false;
	h->addresses.at = arena_list(arena, 1, sizeof *h->addresses.at);
	if (h->addresses.at)
		h->addresses.at[h->addresses.count++] = a;
	else
		fault(&h->fault, FAULT_MEMORY, 0, "no memory for the address %s", h->name);
	return true;
}

void resolve_hosts(const struct resolve_wish *wish, struct host *hosts, size_t count, struct arena *arena)
{
	struct resolver r = { .wish = wish, .lookups = calloc(count ? count : 1, sizeof *r.lookups) };

	for (size_t i = 0; i < count; i++) {
		hosts[i].dns_us = -1;
		if (!taken_as_it_is(&hosts[i], arena) && r.lookups)
			r.lookups[r.count++].host = &hosts[i];
		else if (!hosts[i].addresses.count)
			fault(&hosts[i].fault, FAULT_MEMORY, 0, "no memory to look up %s", hosts[i].name);
	}
	if (r.count && resolver_open(&r))
		look_up(&r, arena);
	else
		for (size_t i = 0; i < r.count; i++)
			fault(&r.lookups[i].host->fault, FAULT_SYSTEM, 0, "%s cannot be looked up: c-ares cannot be set up",
			      r.lookups[i].host->name);
	free(r.lookups);
}
