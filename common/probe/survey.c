// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * survey - what the world sees of the federation: SRV records, the partner's access edge, the external side of our Edge
 */
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

/* What -P names, else the server that an Access Edge would choose by the domain's records. */
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

/* A name and port is asked once. */
static void external_add(struct run *r, const char *name, uint16_t port)
{
	for (size_t i = 0; i < r->external_count; i++)
		if (r->externals[i].port == port && span_equal_nocase(span_of(r->externals[i].name), span_of(name)))
			return;
	if (r->external_count < FACTS_EXTERNALS_MAX && *name)
		r->externals[r->external_count++] = (struct host){ .name = name, .port = port, .kind = TARGET_EXTERNAL, .alias_of = "" };
}

/*
 * What partners connect to: the servers of our SRV record at its ports, else sip.DOMAIN, and port 443, where phones and partners behind
 * firewalls come in. --external=HOST names the server instead.
 */
static bool externals_find(struct run *r, const struct resolve_params *params)
{
	const struct plan_sip *sip = &r->job->plan->sip;

	r->externals = arena_list(&r->facts->arena, FACTS_EXTERNALS_MAX, sizeof *r->externals);
	if (!r->externals)
		return false;
	if (sip->external_host)
		external_add(r, sip->external_host, FEDERATION_PORT);
	for (size_t d = 0; !sip->external_host && d < sip->own_domains.count; d++) {
		const struct srv *srv = facts_srv(r->facts, sip->own_domains.at[d]);
		for (size_t i = 0; srv && i < srv->target_count; i++)
			external_add(r, srv->targets[i].host.name, srv->targets[i].host.port);
		external_add(r, arena_printf(&r->facts->arena, "sip.%s", sip->own_domains.at[d]), FEDERATION_PORT);
	}
	for (size_t i = 0, count = r->external_count; i < count; i++)
		external_add(r, r->externals[i].name, 443);
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
