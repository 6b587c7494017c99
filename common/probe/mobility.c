// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * mobility - the step that looks for what a mobile client would find: autodiscover, then the services it leads to
 *
 * Without credentials no link to a service is told; but both are on the web server that users are sent to, and ask who one is before
 * anything else. Plain HTTP is asked only where HTTPS gave no root, as a client does, and only for a redirect to HTTPS.
 * Nothing of ours is given to any of them, no login and no certificate: it is answers that say who is asked next.
 * Source: [MS-OCDISCWS]; Microsoft's "Understanding Autodiscover" (Lync Server 2013).
 */
#include "codec/autodiscover.h"
#include "model/pool.h"
#include "net/own_address.h"
#include "net/resolve.h"
#include "probe/session.h"
#include "probe/steps.h"
#include "remote/http.h"

enum { HTTPS_PORT = 443, HOPS_MAX = 3, ROOT_MAX = 1024 * 1024, TREE_MAX = 4 * ROOT_MAX, SHARE = 3 /* of our time, the rest is for the settings */ };

struct search {
	const struct run *run;
	struct arena *arena;
	struct deadline deadline;
	struct mobility *found;
};

/* ---- one web server ---- */

struct web_address {
	bool plain;
	const char *host, *path;
	uint16_t port;
};

/* Letters, digits, hyphens and dots: what libcurl and the resolver read alike. It is no address, for a service has a name. */
static bool is_host_name(struct span host)
{
	enum { NAME_MAX_LEN = 253 };
	bool letter = false;

	for (size_t i = 0; i < host.len; i++) {
		char c = host.at[i];
		bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!alpha && !(c >= '0' && c <= '9') && c != '-' && c != '.' && c != '_')
			return false;
		letter |= alpha;
	}
	return host.len > 0 && host.len <= NAME_MAX_LEN && letter && host.at[0] != '.' && host.at[0] != '-';
}

/* "https://host:port/path"; no login, no address in brackets: autodiscover has neither. */
static bool address_of(const char *url, struct arena *arena, struct web_address *to)
{
	struct span text = span_of(url), port;
	uint64_t number;

	to->plain = span_starts_nocase(text, SPAN("http://"));
	if (!text.at || span_graphic(text, "") < text.len || (!to->plain && !span_starts_nocase(text, SPAN("https://"))))
		return false;
	text = span_skip(text, to->plain ? strlen("http://") : strlen("https://"));
	size_t len = strcspn(text.at, "/?#");
	struct span host = span_split((struct span){ text.at, len }, ':', &port);
	number = to->plain ? 80 : 443;
	if (!is_host_name(host) || (port.at && (!span_number(port, UINT16_MAX, &number) || number == 0)))
		return false;
	to->host = arena_text(arena, host);
	to->port = (uint16_t)number;
	to->path = text.at[len] == '/' ? arena_text(arena, (struct span){ text.at + len, strcspn(text.at + len, "#") }) : "/";
	return true;
}

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
static bool leads_here(const struct search *s, const struct host *host, struct fault *f)
{
	const struct job *job = s->run->job;
	const char *local = job->plan->settings.http_proxy.name ? NULL : own_address_of(&job->prepared->own_addresses, &host->addresses);

	if (!local || local_is_wanted(s->run))
		return false;
	fault(f, FAULT_PROTOCOL, 0, "%.250s has the address %s, which is this host's own and is not asked", host->name, local);
	return true;
}

/* Of the proxy, where there is one. */
static struct host resolved(const struct search *s, const char *name)
{
	const struct plan *plan = s->run->job->plan;
	const struct resolve_params params = { .family = plan->family, .server = plan->dns_server, .deadline = s->deadline };
	struct host host = { .name = plan->settings.http_proxy.name ? plan->settings.http_proxy.name : name };

	resolve_hosts(&params, &host, 1, s->arena);
	return host;
}

static bool fetch(struct search *s, const struct web_address *address, struct mobility_place *place, struct http_answer *answer)
{
	const struct host host = resolved(s, address->host);
	const struct http_server server = { .host = address->host, .name = address->host, .port = address->port, .plain = address->plain,
					    .addresses = &host.addresses, .auth = AUTH_NONE };
	const struct http_request request = { .path = address->path, .accept = "application/json", .max = ROOT_MAX,
					      .deadline = deadline_sooner(s->deadline, deadline_left_us(s->deadline) / 2) };
	struct http_cost cost;

	if (host.fault.kind != FAULT_NONE) {
		place->fault = host.fault;
		return false;
	}
	if (leads_here(s, &host, &place->fault))
		return false;
	struct http *http = http_new(&server, s->run->job->plan, s->run->job->prepared->tls, s->arena, &place->fault);
	if (!http)
		return false;
	bool got = http_ask(http, &request, answer, &place->fault);
	http_facts(http, &cost, &place->tls);
	http_free(http);
	return got;
}

/* The answer's body is the caller's when the place's status is 200. */
static void ask_place(struct search *s, const char *url, struct mobility_place *place, struct http_answer *answer)
{
	struct web_address address;

	*place = (struct mobility_place){ .url = arena_text(s->arena, span_of(url)), .host = "" };
	tls_init(&place->tls, "");
	*answer = (struct http_answer){ .location = "" };
	if (!address_of(url, s->arena, &address)) {
		fault(&place->fault, FAULT_PROTOCOL, 0, "that is no web address");
		return;
	}
	place->host = address.host;
	if (!fetch(s, &address, place, answer))
		return;
	place->status = answer->status;
	if (answer->status != 200)
		buf_free(&answer->body);
}

/* The same, at the next of the places. NULL: there were too many. */
static struct mobility_place *ask(struct search *s, const char *url, struct http_answer *answer)
{
	if (s->found->count == MOBILITY_PLACES_MAX)
		return NULL;
	ask_place(s, url, &s->found->places[s->found->count], answer);
	return &s->found->places[s->found->count++];
}

/* ---- the root ---- */

static bool is_redirect(const struct mobility_place *place)
{
	return place->status >= 300 && place->status < 400;
}

static const struct pool_section *services_of(const struct run *r)
{
	return &r->facts->pool->sections[POOL_SERVICE];
}

static uint16_t published_port(const struct pool_object *service)
{
	const char *text = pool_detail(service)->external_https_port;
	uint64_t port;

	return text && span_number(span_of(text), UINT16_MAX, &port) ? (uint16_t)port : HTTPS_PORT;
}

/* What a stranger's answer may have us connect to: where HTTPS is, or where the operator or the pool says that it is. */
static bool is_web_port(const struct run *r, uint16_t port)
{
	const struct pool_section *services = services_of(r);
	const struct host_port *given = &r->job->plan->settings.external_web;

	if (port == HTTPS_PORT || (given->name && port == given->port))
		return true;
	for (size_t i = 0; services->how == POOL_READ && i < services->count; i++)
		if (pool_detail(&services->objects[i])->external_https_port && published_port(&services->objects[i]) == port)
			return true;
	return false;
}

/* A client goes nowhere else: what leads elsewhere leads nowhere. */
static const char *https_only(const struct search *s, const char *link, struct mobility_place *place)
{
	struct web_address address;

	if (address_of(link, s->arena, &address) && !address.plain) {
		if (is_web_port(s->run, address.port))
			return arena_text(s->arena, span_of(link));
		fault(&place->fault, FAULT_PROTOCOL, 0, "the answer leads to port %u of %.200s; if that is right, --external-web=HOST:PORT", address.port,
		      address.host);
		return NULL;
	}
	fault(&place->fault, FAULT_PROTOCOL, 0, "the answer leads to \"%.300s\", which is no https address", link);
	return NULL;
}

static bool is_within(const char *host, const char *domain)
{
	struct span name = span_of(host), end = span_of(domain);

	return span_equal_nocase(name, end) || (name.len > end.len && span_ends_nocase(name, end) && name.at[name.len - end.len - 1] == '.');
}

/* A phone follows a redirect within the domain that it looks for, no further. */
static const char *redirect_of(const struct search *s, const char *link, struct mobility_place *place)
{
	const char *next = https_only(s, link, place);
	struct web_address address;

	if (!next || !address_of(next, s->arena, &address) || is_within(address.host, s->found->domain))
		return next;
	fault(&place->fault, FAULT_PROTOCOL, 0, "the answer redirects to %.200s, outside %.200s: a phone does not follow", address.host,
	      s->found->domain);
	return NULL;
}

/* What a place leads to next, of its answer; NULL: nothing more. */
static const char *next_of(struct search *s, struct mobility_place *place, struct http_answer *answer, const char **user)
{
	struct effort effort = EFFORT(s->deadline);
	struct arena scratch = { .ceiling = TREE_MAX, .effort = &effort };
	struct autodiscover root = { NULL, NULL };
	const char *next = NULL;

	if (answer->redirects_in_circle) {
		fault(&place->fault, FAULT_PROTOCOL, 0, "the answer redirects in a loop, back to %.300s", answer->location);
		return NULL;
	}
	if (is_redirect(place))
		return *answer->location ? redirect_of(s, answer->location, place) : NULL;
	if (place->status != 200)
		return NULL;
	if (!place->tls.handshake_done)
		fault(&place->fault, FAULT_PROTOCOL, 0, "the answer came without TLS");
	else if (autodiscover_decode(buf_span(&answer->body), &scratch, &root, &place->fault) && root.user)
		*user = https_only(s, root.user, place);
	else if (root.redirect)
		next = https_only(s, root.redirect, place);
	arena_free(&scratch);
	buf_free(&answer->body);
	return next;
}

/* The link for users, from the root that `url` leads to. */
static const char *root_find(struct search *s, const char *url)
{
	const size_t first = s->found->count;
	const char *user = NULL;

	for (int hop = 0; url; hop++) {
		struct http_answer answer;
		struct mobility_place *place = ask(s, url, &answer);
		url = place ? next_of(s, place, &answer, &user) : NULL;
		if (user) {
			s->found->root = place->url;
			return user;
		}
		for (size_t i = first; url && i < s->found->count; i++)
			if (strcmp(url, s->found->places[i].url) == 0) {
				fault(&place->fault, FAULT_PROTOCOL, 0, "the answer redirects in a loop, back to %.300s", url);
				url = NULL;
			}
		if (url && hop == HOPS_MAX) {
			fault(&place->fault, FAULT_PROTOCOL, 0, "the answer leads on to \"%.300s\", after %d others", url, HOPS_MAX);
			url = NULL;
		}
	}
	return NULL;
}

/*
 * The outside first: what it advertises are the external web services, which a phone asks even from inside. The inside is asked only to say
 * more where the outside gave nothing.
 */
static const char *user_find(struct search *s)
{
	static const char *const starts[] = {
		"https://lyncdiscover", "http://lyncdiscover", "https://lyncdiscoverinternal", "http://lyncdiscoverinternal",
	};
	const char *user = NULL;

	for (size_t i = 0; i < sizeof starts / sizeof *starts && !user && !deadline_passed(s->deadline); i++)
		user = root_find(s, arena_printf(s->arena, "%s.%s/", starts[i], s->found->domain));
	return user;
}

/* ---- the services ---- */

/* Its number among the places; -1: there is no room for it. */
static int service_ask(struct search *s, const char *user, const char *path)
{
	size_t server = strlen("https://") + strcspn(user + strlen("https://"), "/?#");
	struct http_answer answer;
	struct mobility_place *place = ask(s, arena_printf(s->arena, "%.*s%s", (int)server, user, path), &answer);

	if (place && place->status == 200)
		buf_free(&answer.body);
	return place ? (int)(place - s->found->places) : -1;
}

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
	struct search s = { .run = r, .arena = arena };

	if (!plan->settings.mobility || !r->facts->pool)
		return true;
	s.deadline = deadline_sooner(r->job->deadline, deadline_left_us(r->job->deadline) / SHARE);
	s.found = arena_alloc(arena, sizeof *s.found);
	if (!s.found)
		return false;
	*s.found = (struct mobility){ .domain = domain_of(plan), .mcx = -1, .ucwa = -1,
				      .places = arena_list(arena, MOBILITY_PLACES_MAX, sizeof *s.found->places) };
	if (!s.found->places)
		return false;
	r->facts->pool->mobility = s.found;
	if (r->job->progress)
		r->job->progress(arena_printf(arena, "looking for the mobility service of %s", s.found->domain));
	const char *user = user_find(&s);
	if (user) {
		s.found->mcx = plan->settings.server < SERVER_2019 ? service_ask(&s, user, "/Mcx/McxService.svc") : -1;
		s.found->ucwa = plan->settings.server != SERVER_2010 ? service_ask(&s, user, "/ucwa/v1/applications") : -1;
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
		const struct host_port here = { pool_detail(service)->external_fqdn, published_port(service) };
		if (plan->hosts.count && service->pool_fqdn && span_equal_nocase(span_of(service->pool_fqdn), span_of(plan->hosts.at[0].name)))
			return here;
		count += !only.name || !span_equal_nocase(span_of(only.name), span_of(here.name));
		only = here;
	}
	return count == 1 ? only : (struct host_port){ .name = NULL };
}

/* Its host, of the link for users that the root gives; "": none. */
static const char *user_host_of(struct search *s, struct mobility_place *place, struct http_answer *answer)
{
	const char *user = NULL;
	struct web_address address;

	next_of(s, place, answer, &user);
	return user && address_of(user, s->arena, &address) ? address.host : "";
}

static void ask_service(struct search *s, const struct external_web *web, const char *path, struct mobility_place *place)
{
	struct http_answer answer;

	ask_place(s, arena_printf(s->arena, "https://%s:%u%s", web->host, web->port, path), place, &answer);
	if (place->status == 200)
		buf_free(&answer.body);
}

/* A site may publish autodiscover over HTTP on purpose: then the certificate needs no such name. */
static void ask_plain(struct search *s, struct external_web *web)
{
	const struct pool_section *domains = &s->run->facts->pool->sections[POOL_SIP_DOMAIN];
	const struct chain *chain = &web->root.tls.chain;

	web->plain = arena_list(s->arena, EXTERNAL_WEB_PLAIN_MAX, sizeof *web->plain);
	for (size_t i = 0; web->plain && chain->count && domains->how == POOL_READ && i < domains->count; i++) {
		const char *domain = domains->objects[i].identity, *name = domain ? arena_printf(s->arena, "lyncdiscover.%s", domain) : NULL;
		struct http_answer answer;
		if (!name || external_web_names(chain->at, name) || web->plain_count == EXTERNAL_WEB_PLAIN_MAX || deadline_passed(s->deadline))
			continue;
		struct mobility_place *place = &web->plain[web->plain_count++];
		ask_place(s, arena_printf(s->arena, "http://%s/", name), place, &answer);
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
	struct search s = { .run = r, .arena = arena, .found = &none };
	struct http_answer answer;

	if (!r->facts->pool || !(plan->settings.mobility || plan->settings.external_web.name))
		return true;
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
	s.deadline = deadline_sooner(r->job->deadline, deadline_left_us(r->job->deadline) / 2);
	ask_place(&s, arena_printf(arena, "https://%s:%u" ROOT_PATH, web->host, web->port), &web->root, &answer);
	if (!web->root.status)
		return true; /* nothing else is reached there */
	web->user_host = user_host_of(&s, &web->root, &answer);
	if (plan->settings.server < SERVER_2019)
		ask_service(&s, web, "/Mcx/McxService.svc", &web->mcx);
	if (plan->settings.server != SERVER_2010)
		ask_service(&s, web, "/ucwa/v1/applications", &web->ucwa);
	ask_plain(&s, web);
	return true;
}
