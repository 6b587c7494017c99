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
#include "net/resolve.h"
#include "probe/session.h"
#include "probe/steps.h"
#include "remote/http.h"

enum { HOPS_MAX = 3, ROOT_MAX = 1024 * 1024, TREE_MAX = 4 * ROOT_MAX, SHARE = 3 /* of our time, the rest is for the settings */ };

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

/* "https://host:port/path"; no login, no address in brackets: autodiscover has neither. */
static bool address_of(const char *url, struct arena *arena, struct web_address *to)
{
	struct span text = span_of(url), port;
	uint64_t number;

	to->plain = span_starts_nocase(text, SPAN("http://"));
	if (span_graphic(text, "") < text.len || (!to->plain && !span_starts_nocase(text, SPAN("https://"))))
		return false;
	text = span_skip(text, to->plain ? strlen("http://") : strlen("https://"));
	size_t len = strcspn(text.at, "/?#");
	struct span host = span_cut((struct span){ text.at, len }, ':', &port);
	number = to->plain ? 80 : 443;
	if (host.len == 0 || memchr(host.at, '@', host.len) || memchr(host.at, '[', host.len) ||
	    (port.at && (!span_number(port, UINT16_MAX, &number) || number == 0)))
		return false;
	to->host = arena_text(arena, host);
	to->port = (uint16_t)number;
	to->path = text.at[len] == '/' ? arena_text(arena, (struct span){ text.at + len, strcspn(text.at + len, "#") }) : "/";
	return true;
}

/* Of the proxy, where there is one. */
static struct host resolved(const struct search *s, const char *name)
{
	const struct plan *plan = s->run->job->plan;
	const struct resolve_wish wish = { .family = plan->family, .server = plan->dns_server, .deadline = s->deadline };
	struct host host = { .name = plan->settings.http_proxy.name ? plan->settings.http_proxy.name : name };

	resolve_hosts(&wish, &host, 1, s->arena);
	return host;
}

static bool fetch(struct search *s, const struct web_address *address, struct mobility_place *place, struct http_answer *answer)
{
	const struct host host = resolved(s, address->host);
	const struct http_server server = { .host = address->host, .name = address->host, .port = address->port, .plain = address->plain,
					    .addresses = &host.addresses, .auth = AUTH_NONE };
	const struct http_request request = { .path = address->path, .accept = "application/json", .most = ROOT_MAX,
					      .deadline = deadline_sooner(s->deadline, deadline_left_us(s->deadline) / 2) };
	struct http_cost cost;

	if (host.fault.kind != FAULT_NONE) {
		place->fault = host.fault;
		return false;
	}
	struct http *http = http_new(&server, s->run->job->plan, s->run->tls, s->arena, &place->fault);
	if (!http)
		return false;
	bool got = http_ask(http, &request, answer, &place->fault);
	http_facts(http, &cost, &place->tls);
	http_free(http);
	return got;
}

/* The answer's body is the caller's when its status is 200. NULL: there were too many, or no memory. */
static struct mobility_place *ask(struct search *s, const char *url, struct http_answer *answer)
{
	struct web_address address;

	if (s->found->count == MOBILITY_PLACES_MAX)
		return NULL;
	struct mobility_place *place = &s->found->places[s->found->count++];
	*place = (struct mobility_place){ .url = arena_text(s->arena, span_of(url)), .host = "" };
	tls_init(&place->tls, "");
	*answer = (struct http_answer){ .location = "" };
	if (!address_of(url, s->arena, &address)) {
		fault(&place->fault, FAULT_PROTOCOL, 0, "that is no web address");
		return place;
	}
	place->host = address.host;
	if (!fetch(s, &address, place, answer))
		return place;
	place->status = answer->status;
	if (answer->status != 200)
		buf_free(&answer->body);
	return place;
}

/* ---- the root ---- */

static bool is_redirect(const struct mobility_place *place)
{
	return place->status >= 300 && place->status < 400;
}

/* A client goes nowhere else: what leads elsewhere leads nowhere. */
static const char *https_only(const struct search *s, const char *link, struct mobility_place *place)
{
	struct web_address address;

	if (address_of(link, s->arena, &address) && !address.plain)
		return arena_text(s->arena, span_of(link));
	fault(&place->fault, FAULT_PROTOCOL, 0, "the answer leads to \"%.300s\", which is no https address", link);
	return NULL;
}

/* What a place leads to next, of its answer; NULL: nothing more. */
static const char *next_of(struct search *s, struct mobility_place *place, struct http_answer *answer, const char **user)
{
	struct arena scratch = ARENA(TREE_MAX);
	struct autodiscover root = { NULL, NULL };
	const char *next = NULL;

	if (is_redirect(place))
		return *answer->location ? https_only(s, answer->location, place) : NULL;
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
	const char *user = NULL;

	for (int hop = 0; url; hop++) {
		struct http_answer answer;
		struct mobility_place *place = ask(s, url, &answer);
		url = place ? next_of(s, place, &answer, &user) : NULL;
		if (user) {
			s->found->root = place->url;
			return user;
		}
		if (url && hop == HOPS_MAX) {
			fault(&place->fault, FAULT_PROTOCOL, 0, "the answer leads on to \"%.300s\", after %d others", url, HOPS_MAX);
			url = NULL;
		}
	}
	return NULL;
}

static const char *user_find(struct search *s)
{
	static const char *const starts[] = {
		"https://lyncdiscoverinternal", "https://lyncdiscover", "http://lyncdiscoverinternal", "http://lyncdiscover",
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
		s.found->ucwa = service_ask(&s, user, "/ucwa/v1/applications");
	}
	return true;
}
