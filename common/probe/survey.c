// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * survey - what the world sees of the federation: SRV records, the partner's access edge, the external side of our Edge
 */
#include "probe/survey.h"

#include <stdlib.h>
#include <strings.h>

#include "net/resolve.h"
#include "net/srv.h"
#include "probe/session.h"
#include "probe/steps.h"

/* The federated domain's first. */
static bool srvs_make(const struct plan *plan, struct facts *facts)
{
	const struct texts *own = &plan->sip.own_domains;
	bool wanted = own->count || (plan->sip.direct && !plan->proxy.name);

	facts->srvs = arena_list(&facts->arena, own->count + 1, sizeof *facts->srvs);
	if (!facts->srvs)
		return false;
	if (wanted)
		facts->srvs[facts->srv_count++].domain = plan->domain;
	for (size_t i = 0; i < own->count; i++)
		if (!facts_srv(facts, own->at[i]))
			facts->srvs[facts->srv_count++].domain = own->at[i];
	return true;
}

/* The server of -P, else the one that an Access Edge would choose by the domain's records. */
static void partner_find(struct run *r, const struct resolve_params *params)
{
	const struct host_port *proxy = &r->job->plan->proxy;
	const struct srv *srv = r->facts->srvs;

	if (proxy->name) {
		r->partner = (struct host){ .name = proxy->name, .port = proxy->port ? proxy->port : 5061, .kind = TARGET_PARTNER };
		resolve_hosts(params, &r->partner, 1, &r->facts->arena);
		return;
	}
	if (srv->target_count) {
		r->partner = srv->targets[0].host;
		r->partner.kind = TARGET_PARTNER;
		if (*r->partner.name)
			return;
		fault(&r->partner.fault, FAULT_DNS, DNS_NO_ADDRESS, "%s names no server: federation is not offered", srv->name);
		return;
	}
	r->partner = (struct host){ .name = "", .kind = TARGET_PARTNER, .alias_of = "", .dns_us = srv->dns_us, .fault = srv->fault };
}

/* ---- the external side of our Edge ---- */

struct places {
	struct host_port *at; /* name NULL: it stood there before */
	size_t count;
};

static void place_add(struct places *p, const char *name, uint16_t port)
{
	if (*name)
		p->at[p->count++] = (struct host_port){ name, port };
}

/* A struct of one pointer: clang-tidy takes the size of a bare pointer for a slip. */
struct sorted_place {
	struct host_port *at;
};

static int by_place(const void *a, const void *b)
{
	const struct host_port *one = ((const struct sorted_place *)a)->at, *two = ((const struct sorted_place *)b)->at;
	int order = strcasecmp(one->name, two->name);

	return order ? order : one->port != two->port ? one->port - two->port : one < two ? -1 : one > two;
}

/* A name and port is asked once: the first stays. By order, for there may be thousands. */
static bool places_single(struct places *p, struct arena *arena)
{
	struct sorted_place *sorted = arena_list(arena, p->count, sizeof *sorted);

	for (size_t i = 0; sorted && i < p->count; i++)
		sorted[i].at = &p->at[i];
	if (!sorted)
		return false;
	qsort(sorted, p->count, sizeof *sorted, by_place);
	for (size_t i = p->count; i-- > 1;)
		if (sorted[i].at->port == sorted[i - 1].at->port && strcasecmp(sorted[i].at->name, sorted[i - 1].at->name) == 0)
			sorted[i].at->name = NULL;
	return true;
}

static bool places_find(const struct plan_sip *sip, struct facts *facts, struct places *p)
{
	struct arena *arena = &facts->arena;
	size_t most = sip->own_domains.count + 1;

	for (size_t d = 0; d < sip->own_domains.count; d++) { /* a domain may be given twice */
		const struct srv *srv = facts_srv(facts, sip->own_domains.at[d]);
		most += srv ? srv->target_count : 0;
	}
	p->at = arena_list(arena, 2 * most, sizeof *p->at);
	if (!p->at)
		return false;
	if (sip->external_host)
		place_add(p, sip->external_host, FEDERATION_PORT);
	for (size_t d = 0; !sip->external_host && d < sip->own_domains.count; d++) {
		const struct srv *srv = facts_srv(facts, sip->own_domains.at[d]);
		const char *name = arena_printf(arena, "sip.%s", sip->own_domains.at[d]);
		for (size_t i = 0; srv && i < srv->target_count; i++)
			place_add(p, srv->targets[i].host.name, srv->targets[i].host.port);
		place_add(p, name ? name : "", FEDERATION_PORT);
	}
	for (size_t i = 0, count = p->count; i < count; i++)
		place_add(p, p->at[i].name, 443);
	return places_single(p, arena);
}

bool survey_externals(const struct plan_sip *sip, struct facts *facts, struct host *list, size_t *count)
{
	struct places places = { 0 };

	*count = 0;
	if (!places_find(sip, facts, &places))
		return false;
	for (size_t i = 0; i < places.count; i++) {
		const struct host_port *at = &places.at[i];
		if (at->name && *count == FACTS_EXTERNALS_MAX)
			facts->externals_left_out++;
		else if (at->name)
			list[(*count)++] = (struct host){ .name = at->name, .port = at->port, .kind = TARGET_EXTERNAL, .alias_of = "" };
	}
	return true;
}

static bool externals_find(struct run *r, const struct resolve_params *params)
{
	r->externals = arena_list(&r->facts->arena, FACTS_EXTERNALS_MAX, sizeof *r->externals);
	if (!r->externals || !survey_externals(&r->job->plan->sip, r->facts, r->externals, &r->external_count))
		return false;
	resolve_hosts(params, r->externals, r->external_count, &r->facts->arena);
	return true;
}

bool step_survey(struct run *r)
{
	const struct plan *plan = r->job->plan;
	struct deadline d = r->job->deadline;
	struct resolve_params params = { .family = plan->family, .server = plan->dns_server };

	if (!plan->sip.own_domains.count && !plan_looks_outside(plan))
		return true;
	if (!srvs_make(plan, r->facts))
		return false;
	params.deadline = deadline_sooner(d, deadline_left_us(d) / 4);
	srv_look_up(&params, r->facts->srvs, r->facts->srv_count, &r->facts->arena);
	if (plan->sip.direct)
		partner_find(r, &params);
	params.deadline = deadline_sooner(d, deadline_left_us(d) / 4);
	return !plan->sip.external || externals_find(r, &params);
}
