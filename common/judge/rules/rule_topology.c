// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_topology - do the servers hand pushes to an Edge, does the Edge have the settings, and do its services run?
 */
#include "judge/rules/rule_topology.h"

#include "base/plural.h"
#include "judge/pairs.h"
#include "judge/rules/cert_life.h"
#include "judge/message_format.h"
#include "judge/rules/config.h"

#define PORT_WORD "5061"

enum { HOUR = 3600, DAY = 24 * HOUR };

static const struct pool_section *section_of(const struct view *v, enum pool_section_id id)
{
	static const struct pool_section nothing = { .how = POOL_NOT_ASKED };
	const struct pool_section *section = &config_pool(v)->sections[id];

	return section->how == POOL_READ ? section : &nothing;
}

/* ---- services ---- */

/* "EdgeServer:accessproxy.contoso.com" -> "accessproxy.contoso.com"; what has no such prefix is its own. */
static const char *behind_role(const char *identity)
{
	const char *colon = strchr(identity, ':');

	return colon ? colon + 1 : identity;
}

static bool is_edge(const char *identity)
{
	return identity && span_starts_nocase(span_of(identity), SPAN("EdgeServer:"));
}

static const char *edge_name(const struct pool_object *edge)
{
	return edge->pool_fqdn && edge->pool_fqdn[0] ? edge->pool_fqdn : behind_role(edge->identity);
}

static bool is_federating(const struct pool_object *edge)
{
	return config_same_word(pool_detail(edge)->external_sip_port, PORT_WORD);
}

/* The Edge service of that name; NULL: none. */
static const struct pool_object *edge_named(const struct pool_section *services, const char *name)
{
	for (size_t i = 0; i < services->count; i++)
		if (is_edge(services->objects[i].identity) && config_same_name(edge_name(&services->objects[i]), name))
			return &services->objects[i];
	return NULL;
}

/* The one Edge that a route can lead to: the only one that is enabled for federation, else the only one. NULL: which is not known. */
static const struct pool_object *only_edge(const struct pool_section *services)
{
	const struct pool_object *edge = NULL, *federating = NULL;
	size_t edges = 0, enabled = 0;

	for (size_t i = 0; i < services->count; i++) {
		const struct pool_object *service = &services->objects[i];
		if (!is_edge(service->identity))
			continue;
		edges++;
		edge = service;
		if (is_federating(service)) {
			enabled++;
			federating = service;
		}
	}
	return enabled == 1 ? federating : edges == 1 ? edge : NULL;
}

/* ---- sites ---- */

/* A branch site has no route of its own: it uses that of its central site. */
static bool is_central(const struct pool_object *site)
{
	const char *type = pool_detail(site)->site_type;

	return !type || !type[0] || config_is_number(type) || config_same_word(type, "CentralSite");
}

static const char *route_of(const struct pool_object *site)
{
	const char *route = pool_detail(site)->federation_route;

	return route && route[0] ? route : NULL;
}

/* "Site:HQ" and "HQ" are the same site. */
static bool is_same_site(const char *a, const char *b)
{
	return a && b && config_same_word(behind_role(a), behind_role(b));
}

/* The site of all services that have users; NULL: there are none, or they are in several. */
static const char *site_with_users(const struct pool_section *services)
{
	const char *site = NULL;

	for (size_t i = 0; i < services->count; i++) {
		const char *identity = services->objects[i].identity, *here = pool_detail(&services->objects[i])->site;
		if (!here || !identity || !span_starts_nocase(span_of(identity), SPAN("UserServer:")))
			continue;
		if (site && !is_same_site(site, here))
			return NULL;
		site = here;
	}
	return site;
}

/*
 * Identity of the site that is judged: --site, else that of the pool's own services, else the only one with users, else the only central
 * one. NULL: not known.
 */
static const char *own_site(const struct view *v, const struct pool_section *sites)
{
	const struct pool_section *services = section_of(v, POOL_SERVICE);
	const char *only = NULL, *host = v->plan->hosts.count ? v->plan->hosts.at[0].name : NULL;
	size_t central = 0;

	if (v->plan->settings.site)
		return v->plan->settings.site;
	for (size_t i = 0; i < services->count; i++)
		if (config_same_name(services->objects[i].pool_fqdn, host))
			return pool_detail(&services->objects[i])->site;
	if (site_with_users(services))
		return site_with_users(services);
	for (size_t i = 0; i < sites->count; i++)
		if (is_central(&sites->objects[i])) {
			central++;
			only = sites->objects[i].identity;
		}
	return central == 1 ? only : NULL;
}

/* ---- the federation route ---- */

static void add_no_route(const struct view *v, enum state state, const char *sentence, const char *site, struct findings *out)
{
	const struct pool_object *edge = only_edge(section_of(v, POOL_SERVICE));
	struct finding *finding = finding_add(out, state, "%s", sentence);

	finding->note = state == STATE_OK;
	finding->cause = CAUSE_ROUTE_MISSING;
	finding->because = "a Front End without a federation route hands no push to any Edge";
	finding->remedy = "on the pool, in Topology Builder, enable the site's federation route and name the Edge pool; publish the topology";
	if (site && edge)
		finding->fix = config_fix(out, "Set-CsSite -Identity {} -FederationRoute {}", behind_role(site),
					  findings_text(out, "EdgeServer:%s", edge_name(edge)));
}

/* --edge-host may name the Edge pool, or a computer of it. */
static bool is_edge_named(const struct view *v, const char *route)
{
	const struct pool_section *computers = section_of(v, POOL_COMPUTER);
	const char *name = v->plan->settings.route_edge;

	if (config_same_name(behind_role(route), name))
		return true;
	for (size_t i = 0; i < computers->count; i++)
		if (config_same_name(computers->objects[i].identity, name) && config_same_name(pool_detail(&computers->objects[i])->pool, behind_role(route)))
			return true;
	return false;
}

/* The other plugins ask another Edge than the one that the pool's pushes use. A Director may be between. */
static void note_other_edge(const struct view *v, const char *route, struct findings *out)
{
	if (!v->plan->settings.route_edge || is_edge_named(v, route))
		return;
	struct finding *finding = finding_add(out, STATE_OK, "the federation route names %.40s, not %.40s", behind_role(route),
					      v->plan->settings.route_edge);
	finding->note = true;
	finding->cause = CAUSE_ROUTE_EDGE;
	finding->because = is_edge(route) ? "the pool's pushes take another Edge than --edge-host names" :
					    "a Director may stand between the pool and the Edge, which is no fault";
	finding->remedy = "ask the Edge of the route with check_push_federation; branch sites use that of their central site";
}

/* A site's own finding, where some site has a route. */
static void judge_site(const struct view *v, const struct pool_object *site, bool own, struct findings *out)
{
	const char *name = behind_role(config_name(site->identity)), *route = route_of(site);

	if (route && own)
		note_other_edge(v, route, out);
	if (route && is_edge(route))
		finding_add(out, STATE_OK, "site %s sends federation to the Edge %s", name, behind_role(route));
	else if (route)
		finding_note_standing(finding_add(out, STATE_OK, "site %s sends federation to %s", name, route)); /* a Director may stand between */
	else if (!pool_detail(site)->federation_route)
		config_not_told(out, site->identity, "FederationRoute");
	else
		add_no_route(v, own ? STATE_WARNING : STATE_OK,
			     findings_text(out, "site %s has no federation route%s", name, own ? ", and the pool is there" : ""), site->identity, out);
}

void rule_topology_route(const struct view *v, struct findings *out)
{
	enum { SHOWN = 16 };
	const struct pool_section *sites = config_section(v, out, POOL_SITE);
	size_t central = 0, routes = 0, untold = 0, said = 0;

	if (!sites)
		return;
	for (size_t i = 0; i < sites->count; i++) {
		if (!is_central(&sites->objects[i]))
			continue;
		central++;
		routes += route_of(&sites->objects[i]) != NULL;
		untold += !pool_detail(&sites->objects[i])->federation_route;
	}
	const char *own = own_site(v, sites);
	if (!central) {
		finding_add(out, STATE_OK, "Get-CsSite gave no central site: its federation route is not judged")->note = true;
		return;
	}
	if (!routes && !untold) {
		if (!config_may_lack(v, out, POOL_SITE))
			add_no_route(v, STATE_CRITICAL, "no site has a federation route", own, out);
		return;
	}
	for (size_t i = 0; i < sites->count; i++) {
		const struct pool_object *site = &sites->objects[i];
		bool is_own = is_same_site(site->identity, own);
		if (is_central(site) && (is_own || said++ < SHOWN))
			judge_site(v, site, is_own, out);
	}
}

/* The route that the pool's pushes take: that of its own site, else the only one. NULL: none, or which is not known. */
static const char *route_in_use(const struct view *v)
{
	const struct pool_section *sites = section_of(v, POOL_SITE);
	const char *own = own_site(v, sites), *found = NULL;

	for (size_t i = 0; i < sites->count; i++) {
		const char *route = route_of(&sites->objects[i]);
		if (route && is_same_site(sites->objects[i].identity, own))
			return route;
		if (route && found && !config_same_word(route, found))
			return NULL;
		found = route ? route : found;
	}
	return found;
}

/* ---- the Edge that the route names ---- */

static void add_edge_port(struct findings *out, const char *sentence, const char *because, const char *fix)
{
	struct finding *finding = finding_add(out, STATE_WARNING, "%s", sentence);

	finding->cause = CAUSE_EDGE_PORT;
	finding->because = because;
	finding->remedy = "on the pool, in Topology Builder, enable federation (port 5061) for the Edge pool of the route, and for no other; publish "
			  "the topology";
	finding->fix = fix;
}

static void judge_edge(const struct pool_object *edge, struct findings *out)
{
	const char *name = edge_name(edge), *port = pool_detail(edge)->external_sip_port;

	if (!port)
		config_not_told(out, edge->identity, "AccessEdgeExternalSipPort");
	else if (is_federating(edge))
		finding_add(out, STATE_OK, "the Edge %s is enabled for federation, port " PORT_WORD, name);
	else if (!port[0])
		add_edge_port(out, findings_text(out, "the Edge %s is not enabled for federation", name),
			      "its AccessEdgeExternalSipPort is empty: it takes no federation from outside",
			      config_fix(out, "Set-CsEdgeServer -Identity {} -AccessEdgeExternalSipPort 5061", edge->identity, NULL));
	else
		add_edge_port(out, findings_text(out, "the Edge %s takes federation at port %s, not " PORT_WORD, name, port),
			      "partners expect port " PORT_WORD,
			      config_fix(out, "Set-CsEdgeServer -Identity {} -AccessEdgeExternalSipPort 5061", edge->identity, NULL));
}

void rule_topology_edge(const struct view *v, struct findings *out)
{
	const struct pool_section *services = config_section(v, out, POOL_SERVICE);
	const char *route = route_in_use(v);
	const struct pool_object *named = NULL, *first = NULL;
	size_t federating = 0;

	if (!services)
		return;
	for (size_t i = 0; i < services->count; i++)
		if (is_edge(services->objects[i].identity) && is_federating(&services->objects[i]) && !federating++)
			first = &services->objects[i];
	if (route && is_edge(route))
		named = edge_named(services, behind_role(route));
	if (!named)
		named = only_edge(services);
	if (named)
		judge_edge(named, out);
	else
		finding_add(out, STATE_OK, "Get-CsService does not name the Edge that federation uses")->note = true;
	if (federating > 1)
		add_edge_port(out, findings_text(out, "%zu Edge pools are enabled for federation: %.60s is one", federating, edge_name(first)),
			      "one Edge pool federates; a second one is not used", NULL);
}

/* ---- Windows services ---- */

/* A Windows service, and the state if it does not run. */
static const struct windows_service {
	const char *name, *does;
	enum state state;
} windows_services[] = {
	{ "RTCSRV", "it is the Access Edge of an Edge, and takes SIP on a Front End", STATE_CRITICAL },
	{ "REPLICA", "it brings the settings to this server", STATE_WARNING },
};

static void judge_service(const struct windows_service *service, const struct pool_object *object, struct findings *out)
{
	const char *status = pool_detail(object)->status;

	if (!status || !status[0] || config_is_number(status)) {
		config_not_told(out, service->name, "Status");
		return;
	}
	if (config_same_word(status, "Running")) {
		finding_add(out, STATE_OK, "the service %s runs", service->name);
		return;
	}
	bool starts = config_same_word(status, "StartPending");
	struct finding *finding = finding_add(out, starts ? STATE_WARNING : service->state, "the service %s does not run: %s", service->name, status);
	finding->cause = CAUSE_SERVICE_STOPPED;
	finding->because = findings_text(out, "%s; seen when the export was written", service->does);
	finding->remedy = "on the server that wrote the export, start it; where it stops again, look at the Lync Server event log at that time";
	finding->fix = config_fix(out, "Start-CsWindowsService -Name {}", service->name, NULL);
}

void rule_topology_windows(const struct view *v, struct findings *out)
{
	const struct pool_section *section = section_of(v, POOL_WINDOWS_SERVICE);

	for (size_t i = 0; i < section->count; i++)
		for (size_t s = 0; s < sizeof windows_services / sizeof *windows_services; s++)
			if (config_same_word(pool_detail(&section->objects[i])->name, windows_services[s].name))
				judge_service(&windows_services[s], &section->objects[i], out);
}

/* ---- the Edge's certificates ---- */

static const char *const edge_uses[] = { "AccessEdgeExternal", "Internal" };

/* Partners and phones compare with sip.DOMAIN. The pool's export has the list of SIP domains, an Edge's has not. */
static void judge_names(const struct view *v, const struct pool_detail *certificate, struct findings *out)
{
	const struct pool_section *domains = section_of(v, POOL_SIP_DOMAIN);

	for (size_t d = 0; d < domains->count && certificate->alternative_names.count; d++) {
		const char *domain = domains->objects[d].identity, *wanted;
		bool found = false;

		if (!domain || !*domain)
			continue;
		wanted = findings_text(out, "sip.%s", domain);
		for (size_t i = 0; i < certificate->alternative_names.count; i++)
			found |= config_same_name(certificate->alternative_names.at[i], wanted);
		if (found)
			continue;
		struct finding *finding = finding_add(out, STATE_WARNING, "the Edge's external certificate lacks %s", wanted);
		finding->cause = CAUSE_CERT_NAME;
		finding->because = "Microsoft wants sip.DOMAIN of each SIP domain in it";
		finding->remedy = "have one issued with that name too, and assign it: Request-CsCertificate, Set-CsCertificate";
	}
}

static void judge_certificate(const struct view *v, const struct pool_detail *certificate, struct findings *out)
{
	const struct cert dates = { .not_before = certificate->not_before, .not_after = certificate->not_after };
	const struct cert_life life = {
		.whose = findings_text(out, "the Edge's certificate %s", certificate->use),
		.expiring = CAUSE_CERT_EXPIRING,
		.expired = CAUSE_CERT_EXPIRED,
		.not_yet = CAUSE_CERT_NOT_YET_VALID,
		.leaf = true,
		.over = STATE_CRITICAL,
		.most = STATE_CRITICAL,
		.remedy = findings_text(out, "on the Edge, renew it and assign it as %s: Request-CsCertificate, Set-CsCertificate", certificate->use),
		.early = "check the clocks of the Edge and of this host; else wait, or have one issued",
	};

	if (certificate->not_after)
		cert_life_judge(v, &dates, &life, out);
	else
		config_not_told(out, certificate->use, "NotAfter");
}

/* A Front End has other uses, which are not judged. */
void rule_topology_certificates(const struct view *v, struct findings *out)
{
	const struct pool_section *section = section_of(v, POOL_CERTIFICATE);

	for (size_t i = 0; i < section->count; i++)
		for (size_t u = 0; u < sizeof edge_uses / sizeof *edge_uses; u++) {
			const struct pool_detail *certificate = pool_detail(&section->objects[i]);

			if (!config_same_word(certificate->use, edge_uses[u]))
				continue;
			judge_certificate(v, certificate, out);
			if (u == 0)
				judge_names(v, certificate, out);
		}
}

/* ---- replicas ---- */

/* When the settings were read. */
static int64_t now_of(const struct view *v)
{
	int64_t exported_at = config_pool(v)->exported_at;

	return exported_at >= 0 ? exported_at : v->facts->taken_at;
}

/* A time without a zone may be up to 14 hours off. */
static int64_t limit_of(const struct pool_detail *times)
{
	return times->zone_untold ? DAY : HOUR;
}

static void add_behind(const struct pool_object *replica, const char *because, struct findings *out)
{
	struct finding *finding = finding_add(out, STATE_WARNING, "settings changed, not yet in force on %s", config_name(replica->replica_fqdn));

	finding->cause = CAUSE_REPLICA_BEHIND;
	finding->because = because;
	finding->remedy = "see that the replica's service runs there, and that TCP 4443 to an Edge is open";
	finding->fix = config_fix(out, "Invoke-CsManagementStoreReplication -ReplicaFqdn {}", replica->replica_fqdn, NULL);
}

/* Is the replica up to date? Adds a finding if it is not. Without changes a report may be old. */
static bool judge_replica(const struct view *v, const struct pool_object *replica, struct findings *out)
{
	const struct pool_detail *times = pool_detail(replica);
	int64_t age_s = now_of(v) - times->reported_at, behind_s = times->updated_at - times->reported_at;

	if (replica->up_to_date == KNOWN_NOT)
		config_not_told(out, replica->replica_fqdn, "UpToDate");
	else if (replica->up_to_date == KNOWN_NO && times->reported_at && age_s <= limit_of(times))
		finding_add(out, STATE_OK, "settings are on their way to %s: it reported %lld minutes ago", config_name(replica->replica_fqdn),
			    (long long)(age_s > 0 ? age_s / 60 : 0))->note = true;
	else if (replica->up_to_date == KNOWN_NO && times->reported_at)
		add_behind(replica, findings_text(out, "its last report is %s old", message_format_days(out, age_s)), out);
	else if (replica->up_to_date == KNOWN_NO)
		add_behind(replica, "its replica of the settings is not up to date", out);
	else if (times->reported_at && behind_s > limit_of(times))
		add_behind(replica, findings_text(out, "its last report is %s older than the last change", message_format_days(out, behind_s)), out);
	else
		return true;
	return false;
}

static const char *name_of_replica(const struct pool_object *replica)
{
	return replica->replica_fqdn;
}

static const char *name_of_edge(const struct pool_object *service)
{
	return is_edge(service->identity) ? edge_name(service) : NULL;
}

/*
 * A computer of an Edge pool without a replica of its name gets no setting. The pool's own name may be that of no computer. How many such
 * computers there are.
 */
static size_t judge_edges(const struct view *v, const struct pool_section *replicas, struct findings *out)
{
	enum { SHOWN = 16 };
	const struct pool_section *computers = config_section(v, out, POOL_COMPUTER);
	const struct text_list names = config_names(replicas, name_of_replica, out),
			       edges = config_names(section_of(v, POOL_SERVICE), name_of_edge, out);
	size_t said = 0;

	for (size_t i = 0; computers && i < computers->count && said < SHOWN; i++) {
		const struct pool_object *computer = &computers->objects[i];
		const char *pool = pool_detail(computer)->pool;
		if (!pool || !computer->identity || !config_is_among(&edges, behind_role(pool)) || config_is_among(&names, computer->identity))
			continue;
		struct finding *finding = finding_add(out, STATE_UNKNOWN, "the Edge %s is not among the replicas of the settings", computer->identity);
		finding->cause = CAUSE_REPLICA_MISSING;
		finding->because = "Get-CsManagementStoreReplicationStatus gives a row for each computer that takes part";
		finding->remedy = "on the pool, run Enable-CsTopology, and see that the name in the topology is the one that the Edge has";
		said++;
	}
	return said;
}

void rule_topology_replica(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_REPLICATION);
	size_t up_to_date = 0, missing = 0;

	if (!section)
		return;
	for (size_t i = 0; i < section->count; i++)
		up_to_date += judge_replica(v, &section->objects[i], out);
	if (pool_section_is_whole(section))
		missing = judge_edges(v, section, out);
	if (up_to_date && up_to_date == section->count && !missing)
		finding_add(out, STATE_OK, "%zu %s of the settings: up to date", section->count, plural(section->count, "replica", "replicas"));
}

/* ---- what an Edge's own replica holds ---- */

/* The settings that an Edge goes by. */
static const enum pool_section_id of_edge[] = { POOL_HOSTING_PROVIDER, POOL_PUBLIC_PROVIDER, POOL_ALLOWED_DOMAIN, POOL_BLOCKED_DOMAIN,
						POOL_ACCESS_EDGE };

static bool same_text(const char *a, const char *b)
{
	return span_equal_nocase(span_of(a ? a : ""), span_of(b ? b : ""));
}

/* A member that one export lacks says nothing. */
static bool same_known(enum known a, enum known b)
{
	return a == b || a == KNOWN_NOT || b == KNOWN_NOT;
}

/* The member in which both differ; NULL: in none that is judged. */
static const char *differing(const struct pool_object *a, const struct pool_object *b)
{
	const struct {
		const char *member;
		bool same;
	} rows[] = {
		{ "ProxyFqdn", same_text(a->proxy_fqdn, b->proxy_fqdn) },
		{ "VerificationLevel", same_text(a->verification_level, b->verification_level) },
		{ "Enabled", same_known(a->enabled, b->enabled) },
		{ "EnabledSharedAddressSpace", same_known(a->shared_address_space, b->shared_address_space) },
		{ "IsLocal", same_known(a->is_local, b->is_local) },
		{ "AllowFederatedUsers", same_known(a->allow_federated_users, b->allow_federated_users) },
		{ "RoutingMethod", same_text(a->routing_method, b->routing_method) },
		{ "DefaultRouteFqdn", same_text(a->default_route_fqdn, b->default_route_fqdn) },
		{ "EnablePartnerDiscovery", same_known(a->enable_partner_discovery, b->enable_partner_discovery) },
		{ "EnableUserReplicator", same_known(a->enable_user_replicator, b->enable_user_replicator) },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!rows[i].same)
			return rows[i].member;
	return NULL;
}

static void add_differs(const char *sentence, const char *computer, struct findings *out)
{
	struct finding *finding = finding_add(out, STATE_WARNING, "%s", sentence);

	finding->cause = CAUSE_STORE_DIFFERS;
	finding->because = "the Edge goes by its own replica; unless it was changed between the two exports, it never arrived";
	finding->remedy = "see that the replica's service runs on the Edge, and that TCP 4443 to it is open; write both exports again";
	if (computer[0])
		finding->fix = config_fix(out, "Invoke-CsManagementStoreReplication -ReplicaFqdn {}", computer, NULL);
}

/* How many settings differ. */
static size_t compare_sections(enum pool_section_id id, const struct pool *pool, const struct pool_store *store, struct findings *out)
{
	enum { SHOWN = 8 };
	const char *source = pool_section_source(id), *there = store->name[0] ? store->name : "the Edge";
	struct pairs pairs = pairs_of(&pool->sections[id], &store->sections[id], &out->arena);
	struct pair pair;
	size_t found = 0;

	while (pairs_next(&pairs, &pair)) {
		const char *member = pair.first && pair.second ? differing(pair.first, pair.second) : NULL;

		if (!pair.name[0] || (pair.first && pair.second && !member) || found++ >= SHOWN)
			continue;
		add_differs(!pair.second ? findings_text(out, "%.40s of %s never arrived at %.20s", pair.name, source, there) :
			    !pair.first	 ? findings_text(out, "%.20s still has %.40s of %s", there, pair.name, source) :
					   findings_text(out, "%s of %.30s is not the pool's on %.20s", member, pair.name, there),
			    store->name, out);
	}
	return found;
}

static void compare_store(const struct pool *pool, const struct pool_store *store, struct findings *out)
{
	const char *blank = store->name[0] ? " " : "";
	size_t compared = 0, found = 0;

	for (size_t i = 0; i < sizeof of_edge / sizeof *of_edge; i++) {
		const struct pool_section *central = &pool->sections[of_edge[i]], *own = &store->sections[of_edge[i]];
		if (!pool_section_is_whole(central) || !pool_section_is_whole(own))
			continue;
		compared++;
		found += compare_sections(of_edge[i], pool, store, out);
	}
	if (compared && !found)
		finding_add(out, STATE_OK, "the Edge%s%.40s has the pool's settings", blank, store->name);
	else if (!compared)
		finding_add(out, STATE_OK, "no setting in the replica of the Edge%s%.40s could be compared", blank, store->name)->note = true;
}

void rule_topology_store(const struct view *v, struct findings *out)
{
	const struct pool *pool = config_pool(v);

	for (size_t i = 0; i < pool->store_count; i++)
		compare_store(pool, &pool->stores[i], out);
	if (pool->stores_left_out)
		finding_add(out, STATE_OK, "%zu more exports of Edges' own replicas are not compared: the limit is %d", pool->stores_left_out,
			    POOL_STORES_MAX)->note = true;
}
