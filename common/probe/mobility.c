// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * mobility - the step that looks for what a mobile client would find: autodiscover, then the services it leads to
 *
 * Without credentials a server gives no link to a service; but both services are on the web server of the link for users, and ask for
 * credentials before anything else. Plain HTTP is asked only where HTTPS gave no root, as a client does, and only for a redirect to HTTPS.
 * None of them gets our login or certificate, because answers of servers decide which server is next.
 * Source: [MS-OCDISCWS]; Microsoft's "Understanding Autodiscover" (Lync Server 2013).
 */
#include "model/pool.h"
#include "net/own_address.h"
#include "net/resolve.h"
#include "probe/discovery.h"
#include "probe/session.h"
#include "probe/steps.h"
#include "remote/http.h"

enum { SHARE = 3 }; /* of our time; the rest is for the settings */

/* ---- one web server ---- */

/* The operator has named a server here, by address or by a name that has one: the check is to stay on this host. */
static bool local_is_wanted(const struct run *r)
{
	const struct own_addresses *own = &r->job->prepared->own_addresses;
	const char *dns_server = r->job->plan->dns_server.name;
	bool wanted = dns_server && own_address(own, dns_server);

	for (size_t i = 0; i < r->facts->host_count; i++)
		wanted |= own_address_of(own, &r->facts->hosts[i].addresses) != NULL;
	return wanted;
}

/* A proxy is the operator's own, wherever it is; what it connects to is reached from there. */
static bool leads_here(const struct discovery *d, const struct host *host, struct fault *f)
{
	const struct job *job = d->run->job;
	const char *local = job->plan->settings.http_proxy.name ? NULL : own_address_of(&job->prepared->own_addresses, &host->addresses);

	if (!local || local_is_wanted(d->run))
		return false;
	fault(f, FAULT_PROTOCOL, 0, "%.250s has the address %s, which is this host's own and is not asked", host->name, local);
	return true;
}

/* Of the proxy, where there is one. */
static struct host resolved(const struct discovery *d, const char *name)
{
	const struct plan *plan = d->run->job->plan;
	const struct resolve_params params = { .family = plan->family, .server = plan->dns_server, .deadline = d->deadline };
	struct host host = { .name = plan->settings.http_proxy.name ? plan->settings.http_proxy.name : name };

	resolve_hosts(&params, &host, 1, d->arena);
	return host;
}

static bool fetch(struct discovery *d, const struct web_address *address, struct mobility_place *place, struct http_answer *answer)
{
	const struct host host = resolved(d, address->host);
	const struct http_server server = { .host = address->host, .name = address->host, .port = address->port, .plain = address->plain,
					    .addresses = &host.addresses, .auth = AUTH_NONE };
	const struct http_request request = { .path = address->path, .accept = "application/json", .max = DISCOVERY_ROOT_MAX,
					      .deadline = deadline_sooner(d->deadline, deadline_left_us(d->deadline) / 2) };
	struct http_cost cost;

	if (host.fault.kind != FAULT_NONE) {
		place->fault = host.fault;
		return false;
	}
	if (leads_here(d, &host, &place->fault))
		return false;
	struct http *http = http_new(&server, d->run->job->plan, d->run->job->prepared->tls, d->arena, &place->fault);
	if (!http)
		return false;
	bool got = http_ask(http, &request, answer, &place->fault);
	http_facts(http, &cost, &place->tls);
	http_free(http);
	return got;
}

static const struct pool_section *services_of(const struct run *r)
{
	return &r->facts->pool->sections[POOL_SERVICE];
}

/* Without a deadline and a place to write to. */
static struct discovery discovery_of(const struct run *r)
{
	return (struct discovery){ .fetch = fetch, .run = r, .services = services_of(r), .external_web = r->job->plan->settings.external_web,
				   .arena = &r->facts->arena };
}

/* ---- the services ---- */

/* The domain of the host asked, as it is named without its first label. */
static const char *domain_of(const struct plan *plan)
{
	const char *name = plan->hosts.count ? plan->hosts.at[0].name : "", *dot = strchr(name, '.');

	if (plan->settings.mobility_domain)
		return plan->settings.mobility_domain;
	return dot && dot[1] ? dot + 1 : name;
}

bool step_own_addresses(struct prepared *p)
{
	if (p->plan->settings.mobility || p->plan->settings.external_web.name)
		own_addresses_read(&p->own_addresses, &p->facts->arena);
	return true;
}

bool step_mobility(struct run *r)
{
	const struct plan *plan = r->job->plan;
	struct arena *arena = &r->facts->arena;

	if (!plan->settings.mobility || !r->facts->pool)
		return true;
	struct discovery d = discovery_of(r);
	d.deadline = deadline_sooner(r->job->deadline, deadline_left_us(r->job->deadline) / SHARE);
	d.found = arena_alloc(arena, sizeof *d.found);
	if (!d.found)
		return false;
	*d.found = (struct mobility){ .domain = domain_of(plan), .mcx = -1, .ucwa = -1,
				      .places = arena_list(arena, MOBILITY_PLACES_MAX, sizeof *d.found->places) };
	if (!d.found->places)
		return false;
	r->facts->pool->mobility = d.found;
	if (r->job->progress)
		r->job->progress(arena_printf(arena, "looking for the mobility service of %s", d.found->domain));
	const char *user = discovery_user(&d);
	if (user) {
		d.found->mcx = plan->settings.server < SERVER_2019 ? discovery_service(&d, user, "/Mcx/McxService.svc") : -1;
		d.found->ucwa = plan->settings.server != SERVER_2010 ? discovery_service(&d, user, "/ucwa/v1/applications") : -1;
	}
	return true;
}

/* ---- the external web services, by their own name ---- */

#define ROOT_PATH "/autodiscover/autodiscoverservice.svc/root"

static bool is_web_server(const struct pool_object *service)
{
	const char *name = pool_detail(service)->external_fqdn;

	return service->identity && span_starts_nocase(span_of(service->identity), SPAN("WebServer:")) && name && name[0];
}

/* As the operator names them; else those of the pool asked, else the only ones there are. name NULL: which is not known. */
static struct host_port external_of(const struct run *r)
{
	const struct plan *plan = r->job->plan;
	const struct pool_section *services = services_of(r);
	struct host_port only = { .name = NULL };
	size_t count = 0;

	if (plan->settings.external_web.name || services->how != POOL_READ)
		return plan->settings.external_web;
	for (size_t i = 0; i < services->count; i++) {
		const struct pool_object *service = &services->objects[i];
		if (!is_web_server(service))
			continue;
		const struct host_port here = { pool_detail(service)->external_fqdn, discovery_published_port(service) };
		if (plan->hosts.count && service->pool_fqdn && span_equal_nocase(span_of(service->pool_fqdn), span_of(plan->hosts.at[0].name)))
			return here;
		count += !only.name || !span_equal_nocase(span_of(only.name), span_of(here.name));
		only = here;
	}
	return count == 1 ? only : (struct host_port){ .name = NULL };
}

/* Its host, of the link for users that the root gives; "": none. */
static const char *user_host_of(struct discovery *d, struct mobility_place *place, struct http_answer *answer)
{
	const char *user = NULL;
	struct web_address address;

	(void)discovery_next(d, place, answer, &user);
	return user && web_address_read(user, d->arena, &address) ? address.host : "";
}

static void ask_service(struct discovery *d, const struct external_web *web, const char *path, struct mobility_place *place)
{
	struct http_answer answer;

	discovery_ask(d, arena_printf(d->arena, "https://%s:%u%s", web->host, web->port, path), place, &answer);
	if (place->status == 200)
		buf_free(&answer.body);
}

/* A site may publish autodiscover over HTTP on purpose: then the certificate needs no such name. */
static void ask_plain(struct discovery *d, struct external_web *web)
{
	const struct pool_section *domains = &d->run->facts->pool->sections[POOL_SIP_DOMAIN];
	const struct chain *chain = &web->root.tls.chain;

	web->plain = arena_list(d->arena, EXTERNAL_WEB_PLAIN_MAX, sizeof *web->plain);
	for (size_t i = 0; web->plain && chain->count && domains->how == POOL_READ && i < domains->count; i++) {
		const char *domain = domains->objects[i].identity, *name = domain ? arena_printf(d->arena, "lyncdiscover.%s", domain) : NULL;
		struct http_answer answer;
		if (!name || external_web_names(chain->at, name) || web->plain_count == EXTERNAL_WEB_PLAIN_MAX || deadline_passed(d->deadline))
			continue;
		struct mobility_place *place = &web->plain[web->plain_count++];
		discovery_ask(d, arena_printf(d->arena, "http://%s/", name), place, &answer);
		if (place->status == 200)
			buf_free(&answer.body);
	}
}

bool step_external_web(struct run *r)
{
	const struct plan *plan = r->job->plan;
	struct arena *arena = &r->facts->arena;
	static const struct mobility_place unasked = { .url = "", .host = "" };
	struct mobility none = { .domain = "" };
	struct http_answer answer;

	if (!r->facts->pool || !(plan->settings.mobility || plan->settings.external_web.name))
		return true;
	struct discovery d = discovery_of(r);
	d.found = &none;
	const struct host_port host = external_of(r);
	if (!host.name)
		return true;
	struct external_web *web = arena_alloc(arena, sizeof *web);
	if (!web)
		return false;
	*web = (struct external_web){ .host = host.name, .port = host.port, .root = unasked, .mcx = unasked, .ucwa = unasked, .user_host = "" };
	tls_init(&web->mcx.tls, "");
	tls_init(&web->ucwa.tls, "");
	r->facts->pool->external = web;
	d.deadline = deadline_sooner(r->job->deadline, deadline_left_us(r->job->deadline) / 2);
	discovery_ask(&d, arena_printf(arena, "https://%s:%u" ROOT_PATH, web->host, web->port), &web->root, &answer);
	if (!web->root.status)
		return true; /* nothing else is reached there */
	web->user_host = user_host_of(&d, &web->root, &answer);
	if (plan->settings.server < SERVER_2019)
		ask_service(&d, web, "/Mcx/McxService.svc", &web->mcx);
	if (plan->settings.server != SERVER_2010)
		ask_service(&d, web, "/ucwa/v1/applications", &web->ucwa);
	ask_plain(&d, web);
	return true;
}
