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
	bool open; /* asked, no answer yet */
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
	q->status = status == ARES_SUCCESS ? ares_parse_srv_reply(bytes, len, &q->list) : status;
	q->srv->dns_us = clock_us() - q->began_us;
}

static bool any_open(const struct srv_question *questions, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (questions[i].open)
			return true;
	return false;
}

static void ask(struct cares *c, struct srv_question *q)
{
	q->open = true;
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
	srv->targets = arena_list(arena, SRV_TARGETS_MAX, sizeof *srv->targets);
	if (!srv->targets) {
		fault(&srv->fault, FAULT_MEMORY, 0, "no memory for the records of %s", srv->domain);
		return;
	}
	for (; list && srv->target_count < SRV_TARGETS_MAX; list = list->next)
		srv->targets[srv->target_count++] = (struct srv_target){
			.priority = list->priority,
			.weight = list->weight,
			.host = { .name = arena_text(arena, span_of(list->host)), .port = list->port, .alias_of = "", .dns_us = -1 },
		};
	qsort(srv->targets, srv->target_count, sizeof *srv->targets, by_choice);
}

static void conclude(const struct cares *c, struct srv_question *q, struct arena *arena)
{
	if (q->open)
		q->srv->dns_us = clock_us() - q->began_us;
	struct cares_asked asked = { q->srv->name, "SRV record", q->open, q->status, q->srv->dns_us };

	if (q->list)
		take_targets(q->list, q->srv, arena);
	else
		cares_fault(c, &asked, &q->srv->fault);
}

static void look_up(struct cares *c, struct srv_question *questions, size_t count, struct arena *arena)
{
	for (size_t i = 0; i < count; i++)
		ask(c, &questions[i]);
	while (any_open(questions, count) && !cares_is_over(c))
		cares_wait(c, c->wish->deadline.at_us);
	for (size_t i = 0; i < count; i++)
		conclude(c, &questions[i], arena);
	cares_close(c);
	for (size_t i = 0; i < count; i++)
		if (questions[i].list)
			ares_free_data(questions[i].list);
}

static void look_up_records(const struct resolve_wish *wish, struct srv *srvs, size_t count, struct arena *arena)
{
	struct srv_question *questions = calloc(count ? count : 1, sizeof *questions);
	struct cares c;

	for (size_t i = 0; i < count; i++) {
		srvs[i].name = arena_printf(arena, SRV_PREFIX "%s", srvs[i].domain);
		srvs[i].dns_us = -1;
		if (questions)
			questions[i].srv = &srvs[i];
		else
			fault(&srvs[i].fault, FAULT_MEMORY, 0, "no memory to look up %s", srvs[i].name);
	}
	if (questions && cares_open(&c, wish))
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

/* All in one go, so they stand side by side for it. */
static void look_up_addresses(const struct resolve_wish *wish, struct srv *srvs, size_t count, struct arena *arena)
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
	resolve_hosts(wish, hosts, wanted, arena);
	for (size_t i = 0; i < wanted; i++)
		*host_at(srvs, count, i) = hosts[i];
}

void srv_look_up(const struct resolve_wish *wish, struct srv *srvs, size_t count, struct arena *arena)
{
	struct resolve_wish records = *wish;

	records.deadline = deadline_sooner(wish->deadline, deadline_left_us(wish->deadline) / 2);
	look_up_records(&records, srvs, count, arena);
	look_up_addresses(wish, srvs, count, arena);
}
