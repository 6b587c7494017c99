// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * resolve - from the names of hosts to their addresses
 *
 * A and AAAA are two queries of their own: one AF_UNSPEC query whose AAAA stays unanswered would wait it out.
 */
#include "net/cares.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <strings.h>

#include "net/hosts_file.h"

enum { GRACE_US = 50000 };

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
	const struct resolve_params *params;
	struct cares cares;
	struct lookup *lookups;
	size_t count;
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

		if (r->params->family != AF_UNSPEC && r->params->family != families[i])
			continue;
		l->questions[i] = (struct question){ .lookup = l, .open = true };
		ares_getaddrinfo(r->cares.channel, l->host->name, NULL, &hints, answered, &l->questions[i]);
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

static struct cares_query query_of(const struct resolver *r, const struct lookup *l, const struct question *q)
{
	return (struct cares_query){
		.name = l->host->name,
		.what = r->params->family == AF_INET6 ? "IPv6 address" : r->params->family == AF_INET ? "IPv4 address" : "address",
		.open = q->open || (r->cares.cancelled && !l->done),
		.status = q->status,
		.took_us = l->host->dns_us,
	};
}

static enum dns_code code_of(const struct resolver *r, const struct lookup *l, const struct question *q)
{
	struct cares_query a = query_of(r, l, q);

	return cares_code(&r->cares, &a);
}

/* Which of two failed questions explains the failure: a missing name has no address of either family; silence may hide one. */
static const struct question *most_telling(const struct resolver *r, const struct lookup *l)
{
	static const int rank[] = {
		[DNS_NO_ADDRESS] = 1, [DNS_SERVER_FAILED] = 2, [DNS_NO_ANSWER] = 3, [DNS_NO_SERVER] = 3, [DNS_NO_SUCH_NAME] = 4
	};
	const struct question *six = &l->questions[0], *four = &l->questions[1];

	if (r->params->family != AF_UNSPEC)
		return r->params->family == AF_INET6 ? six : four;
	return rank[code_of(r, l, six)] > rank[code_of(r, l, four)] ? six : four;
}

/* Where the name is but another one's alias: that one, the last of them. */
static const char *alias_of(const struct lookup *l, struct arena *arena)
{
	const char *name = "";

	for (int i = 0; i < QUESTIONS; i++)
		for (const struct ares_addrinfo_cname *c = l->questions[i].list ? l->questions[i].list->cnames : NULL; c; c = c->next)
			name = c->name;
	return *name ? arena_text(arena, span_of(name)) : name;
}

static void conclude(const struct resolver *r, struct lookup *l, struct arena *arena)
{
	struct cares_query telling = query_of(r, l, most_telling(r, l));
	struct host *h = l->host;

	h->alias_of = alias_of(l, arena);
	if (!l->first_us) {
		cares_fault(&r->cares, &telling, &h->fault);
		return;
	}
	h->addresses.at = arena_list(arena, RESOLVE_ADDRESSES_MAX, sizeof *h->addresses.at);
	if (h->addresses.at)
		take_in_turns(l, &h->addresses);
	else
		fault(&h->fault, FAULT_MEMORY, 0, "no memory for the addresses of %s", h->name);
}

/* ---- all hosts ---- */

static void lists_free(struct resolver *r)
{
	for (size_t i = 0; i < r->count; i++)
		for (int q = 0; q < QUESTIONS; q++)
			if (r->lookups[i].questions[q].list)
				ares_freeaddrinfo(r->lookups[i].questions[q].list);
}

/* Marks lookups that are done; false once all are. Lowers *until to the end of a grace period that comes before it. */
static bool still_open(struct resolver *r, int64_t *until)
{
	int64_t now = clock_us();
	bool open = false;

	for (size_t i = 0; i < r->count; i++) {
		struct lookup *l = &r->lookups[i];

		if (l->done)
			continue;
		l->host->dns_us = now - l->began_us;
		l->done = is_done(l, r->params->whole, now);
		open |= !l->done;
		if (!l->done && l->first_us && !r->params->whole && grace_end(l) < *until)
			*until = grace_end(l);
	}
	return open;
}

static void look_up(struct resolver *r, struct arena *arena)
{
	for (size_t i = 0; i < r->count; i++)
		ask(r, &r->lookups[i]);
	for (;;) {
		int64_t until = r->params->deadline.at_us;

		if (!still_open(r, &until) || cares_is_over(&r->cares))
			break;
		cares_wait(&r->cares, until);
	}
	for (size_t i = 0; i < r->count; i++)
		conclude(r, &r->lookups[i], arena);
	cares_close(&r->cares);
	lists_free(r);
}

static bool is_address(const char *name, struct address *a)
{
	unsigned char bytes[16];

	a->family = strchr(name, ':') ? AF_INET6 : AF_INET;
	return inet_pton(a->family, name, bytes) == 1 && span_copy(a->text, sizeof a->text, span_of(name));
}

static bool taken_as_it_is(struct host *h, struct arena *arena)
{
	struct address a = { 0 };

	if (!is_address(h->name, &a))
		return false;
	h->addresses.at = arena_list(arena, 1, sizeof *h->addresses.at);
	if (h->addresses.at)
		h->addresses.at[h->addresses.count++] = a;
	else
		fault(&h->fault, FAULT_MEMORY, 0, "no memory for the address %s", h->name);
	return true;
}

/* c-ares has rules of its own for these: HOSTALIASES, search domains, RFC 6761. */
static bool is_plain(const char *name)
{
	const char *end = strrchr(name, '.');

	return end && end[1] && strcasecmp(end + 1, "localhost") != 0 && strcasecmp(end + 1, "onion") != 0;
}

static bool are_plain(const struct resolver *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (!is_plain(r->lookups[i].host->name))
			return false;
	return true;
}

/* Takes the hosts out that the hosts file has addresses for. The others are left to c-ares, which need not look there again. */
static void look_into_hosts_file(struct resolver *r, struct arena *arena)
{
	struct host **hosts = calloc(r->count, sizeof(struct host *));
	int64_t began_us = clock_us();
	size_t left = 0;

	if (!hosts)
		return;
	for (size_t i = 0; i < r->count; i++)
		hosts[i] = r->lookups[i].host;
	hosts_file_find("/etc/hosts", r->params->family, hosts, r->count, arena);
	free(hosts);
	for (size_t i = 0; i < r->count; i++)
		if (r->lookups[i].host->addresses.count)
			r->lookups[i].host->dns_us = clock_us() - began_us;
		else
			r->lookups[left++] = r->lookups[i];
	r->count = left;
}

/* A file of a thousand names is read once for all hosts. For one host c-ares' own look costs as much. */
static bool open_channel(struct resolver *r, struct arena *arena)
{
	if (!cares_open(&r->cares, r->params, false))
		return false;
	if (r->count < 2 || r->params->server.name || !are_plain(r) || !cares_files_come_first(&r->cares))
		return true;
	look_into_hosts_file(r, arena);
	cares_close(&r->cares);
	return r->count == 0 || cares_open(&r->cares, r->params, true);
}

void resolve_hosts(const struct resolve_params *params, struct host *hosts, size_t count, struct arena *arena)
{
	struct resolver r = { .params = params, .lookups = calloc(count ? count : 1, sizeof *r.lookups) };

	for (size_t i = 0; i < count; i++) {
		hosts[i].dns_us = -1;
		hosts[i].alias_of = "";
		if (!taken_as_it_is(&hosts[i], arena) && r.lookups)
			r.lookups[r.count++].host = &hosts[i];
		else if (!hosts[i].addresses.count)
			fault(&hosts[i].fault, FAULT_MEMORY, 0, "no memory to look up %s", hosts[i].name);
	}
	if (r.count && open_channel(&r, arena)) {
		if (r.count)
			look_up(&r, arena);
	} else {
		for (size_t i = 0; i < r.count; i++)
			fault(&r.lookups[i].host->fault, FAULT_SYSTEM, 0, "%s cannot be looked up: c-ares cannot be set up",
			      r.lookups[i].host->name);
	}
	free(r.lookups);
}
