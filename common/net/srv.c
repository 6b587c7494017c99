// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * srv - the SRV records by which federation partners find each other
 */
#include "net/srv.h"

#include <arpa/nameser.h>
#include <stdlib.h>

#include "net/cares.h"

struct srv_question {
	struct srv *srv;
	size_t *in_flight; /* of all questions */
	bool queried, open; /* open: no answer yet */
	int status;
	struct ares_srv_reply *list;
	int64_t began_us;
};

/* ---- the records ---- */

static void answered(void *arg, int status, int timeouts, unsigned char *bytes, int len)
{
	struct srv_question *q = arg;

	(void)timeouts;
	q->open = false;
	--*q->in_flight;
	q->status = status == ARES_SUCCESS ? ares_parse_srv_reply(bytes, len, &q->list) : status;
	q->srv->dns_us = clock_us() - q->began_us;
}

static void ask(struct cares *c, struct srv_question *q)
{
	q->queried = q->open = true;
	++*q->in_flight;
	q->began_us = clock_us();
	ares_query(c->channel, q->srv->name, ns_c_in, ns_t_srv, answered, q);
}

/* First what an Access Edge takes first; the name only to have always the same order. */
static int by_choice(const void *left, const void *right)
{
	const struct srv_target *a = left, *b = right;

	if (a->priority != b->priority)
		return a->priority < b->priority ? -1 : 1;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return strcmp(a->host.name, b->host.name);
}

static void take_targets(const struct ares_srv_reply *list, struct srv *srv, struct arena *arena)
{
	size_t count = 0;

	for (const struct ares_srv_reply *record = list; record && count < SRV_TARGETS_MAX; record = record->next)
		count++;
	srv->targets = arena_list(arena, count, sizeof *srv->targets);
	if (!srv->targets) {
		fault(&srv->fault, FAULT_MEMORY, 0, "no memory for the records of %s", srv->domain);
		return;
	}
	for (; srv->target_count < count; list = list->next)
		srv->targets[srv->target_count++] = (struct srv_target){
			.priority = list->priority,
			.weight = list->weight,
			.host = { .name = arena_text(arena, span_of(list->host)), .port = list->port, .alias_of = "", .dns_us = -1 },
		};
	qsort(srv->targets, srv->target_count, sizeof *srv->targets, by_choice);
}

static void conclude(const struct cares *c, struct srv_question *q, struct arena *arena)
{
	if (q->srv->fault.kind != FAULT_NONE)
		return; /* its name is none */
	if (!q->queried) {
		fault(&q->srv->fault, c->cancelled ? FAULT_CANCELLED : FAULT_DNS, c->cancelled ? 0 : DNS_NO_ANSWER,
		      "%s was not looked up: no time was left", q->srv->name);
		return;
	}
	if (q->open)
		q->srv->dns_us = clock_us() - q->began_us;
	struct cares_query query = { q->srv->name, "SRV record", q->open, q->status, q->srv->dns_us };

	if (q->list)
		take_targets(q->list, q->srv, arena);
	else
		cares_fault(c, &query, &q->srv->fault);
}

static void look_up(struct cares *c, struct srv_question *questions, size_t count, struct arena *arena)
{
	size_t next = 0;

	while (!cares_is_over(c)) {
		for (; next < count && *questions->in_flight < SRV_IN_FLIGHT_MAX; next++)
			if (questions[next].srv->fault.kind == FAULT_NONE)
				ask(c, &questions[next]);
		if (!*questions->in_flight)
			break;
		cares_wait(c, c->params->deadline.at_us);
	}
	for (size_t i = 0; i < count; i++)
		conclude(c, &questions[i], arena);
	cares_close(c);
	for (size_t i = 0; i < count; i++)
		if (questions[i].list)
			ares_free_data(questions[i].list);
}

/* A name that every resolver reads alike: letters, digits, hyphens, and no empty label. */
static bool is_domain(const char *name)
{
	enum { DOMAIN_MAX = 253 - (int)sizeof SRV_PREFIX + 1, LABEL_MAX = 63 };
	struct span rest = span_of(name);

	if (rest.len == 0 || rest.len > DOMAIN_MAX)
		return false;
	while (rest.at) {
		struct span label = span_split(rest, '.', &rest);
		if (label.len == 0 || label.len > LABEL_MAX)
			return false;
		for (size_t i = 0; i < label.len; i++)
			if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", label.at[i]))
				return false;
	}
	return true;
}

void srv_look_up_records(const struct resolve_params *params, struct srv *srvs, size_t count, struct arena *arena)
{
	struct srv_question *questions = calloc(count ? count : 1, sizeof *questions);
	size_t in_flight = 0;
	struct cares c;

	for (size_t i = 0; i < count; i++) {
		srvs[i].name = arena_printf(arena, SRV_PREFIX "%s", srvs[i].domain);
		srvs[i].dns_us = -1;
		if (!is_domain(srvs[i].domain))
			fault(&srvs[i].fault, FAULT_PROTOCOL, 0, "\"%.200s\" is not a domain name", srvs[i].domain);
		if (questions)
			questions[i] = (struct srv_question){ .srv = &srvs[i], .in_flight = &in_flight };
		else
			fault(&srvs[i].fault, FAULT_MEMORY, 0, "no memory to look up %s", srvs[i].name);
	}
	if (questions && count && cares_open(&c, params, false))
		look_up(&c, questions, count, arena);
	else
		for (size_t i = 0; questions && i < count; i++)
			fault(&srvs[i].fault, FAULT_SYSTEM, 0, "%s cannot be looked up: c-ares cannot be set up", srvs[i].name);
	free(questions);
}

/* ---- the addresses of their targets ---- */

/* The index-th host that has a name, counted over all records; NULL: there are fewer. */
static struct host *host_at(struct srv *srvs, size_t count, size_t index)
{
	for (size_t i = 0; i < count; i++)
		for (size_t t = 0; t < srvs[i].target_count; t++)
			if (*srvs[i].targets[t].host.name && index-- == 0)
				return &srvs[i].targets[t].host;
	return NULL;
}

/* Both families of so many hosts are as many questions as may be in flight. A host that is silent takes no more than its turn. */
static void look_up_in_turns(const struct resolve_params *params, struct host *hosts, size_t count, struct arena *arena)
{
	enum { TURN = SRV_IN_FLIGHT_MAX / 2 };

	for (size_t i = 0; i < count; i += TURN) {
		struct resolve_params turn = *params;
		size_t left = count - i, turns = 1 + (left - 1) / TURN;
		turn.deadline = deadline_sooner(params->deadline, deadline_left_us(params->deadline) / (int64_t)turns);
		resolve_hosts(&turn, hosts + i, left < TURN ? left : TURN, arena);
	}
}

static void look_up_addresses(const struct resolve_params *params, struct srv *srvs, size_t count, struct arena *arena)
{
	struct host *hosts = arena_list(arena, count * SRV_TARGETS_MAX, sizeof *hosts), *own;
	size_t wanted = 0;

	for (; (own = host_at(srvs, count, wanted)); wanted++)
		if (hosts)
			hosts[wanted] = *own;
		else
			fault(&own->fault, FAULT_MEMORY, 0, "no memory to look up %s", own->name);
	if (!hosts || !wanted)
		return;
	look_up_in_turns(params, hosts, wanted, arena);
	for (size_t i = 0; i < wanted; i++)
		*host_at(srvs, count, i) = hosts[i];
}

void srv_look_up(const struct resolve_params *params, struct srv *srvs, size_t count, struct arena *arena)
{
	struct resolve_params records = *params;

	records.deadline = deadline_sooner(params->deadline, deadline_left_us(params->deadline) / 2);
	srv_look_up_records(&records, srvs, count, arena);
	look_up_addresses(params, srvs, count, arena);
}
