// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * discovery - the walk of a mobile client: from a SIP domain to the link for its users, and to the services behind it
 */
#include "probe/discovery.h"

#include "base/effort.h"
#include "codec/autodiscover.h"

enum { HTTPS_PORT = 443, HOPS_MAX = 3, TREE_MAX = 4 * DISCOVERY_ROOT_MAX };

void discovery_ask(struct discovery *d, const char *url, struct mobility_place *place, struct http_answer *answer)
{
	struct web_address address;

	*place = (struct mobility_place){ .url = arena_text(d->arena, span_of(url)), .host = "" };
	tls_init(&place->tls, "");
	*answer = (struct http_answer){ .location = "" };
	if (!web_address_read(url, d->arena, &address)) {
		fault(&place->fault, FAULT_PROTOCOL, 0, "that is no web address");
		return;
	}
	place->host = address.host;
	if (!d->fetch(d, &address, place, answer))
		return;
	place->status = answer->status;
	if (answer->status != 200)
		buf_free(&answer->body);
}

/* Asks at the next of the places. NULL: there were too many. */
static struct mobility_place *ask(struct discovery *d, const char *url, struct http_answer *answer)
{
	if (d->found->count == MOBILITY_PLACES_MAX)
		return NULL;
	discovery_ask(d, url, &d->found->places[d->found->count], answer);
	return &d->found->places[d->found->count++];
}

/* ---- the root ---- */

static bool is_redirect(const struct mobility_place *place)
{
	return place->status >= 300 && place->status < 400;
}

uint16_t discovery_published_port(const struct pool_object *service)
{
	const char *text = pool_detail(service)->external_https_port;
	uint64_t port;

	return text && span_number(span_of(text), UINT16_MAX, &port) ? (uint16_t)port : HTTPS_PORT;
}

/* Ports that an answer of a peer may lead us to: that of HTTPS, and those that the operator or the pool names. */
static bool is_web_port(const struct discovery *d, uint16_t port)
{
	const struct pool_section *services = d->services;

	if (port == HTTPS_PORT || (d->external_web.name && port == d->external_web.port))
		return true;
	for (size_t i = 0; services->how == POOL_READ && i < services->count; i++)
		if (pool_detail(&services->objects[i])->external_https_port && discovery_published_port(&services->objects[i]) == port)
			return true;
	return false;
}

/* A client goes nowhere else: what leads elsewhere leads nowhere. */
static const char *https_only(const struct discovery *d, const char *link, struct mobility_place *place)
{
	struct web_address address;

	if (web_address_read(link, d->arena, &address) && !address.plain) {
		if (is_web_port(d, address.port))
			return arena_text(d->arena, span_of(link));
		fault(&place->fault, FAULT_PROTOCOL, 0, "the answer leads to port %u of %.200s; if that is right, --external-web=HOST:PORT", address.port,
		      address.host);
		return NULL;
	}
	fault(&place->fault, FAULT_PROTOCOL, 0, "the answer leads to \"%.300s\", which is no https address", link);
	return NULL;
}

/* A phone follows a redirect within the domain that it looks for, no further. */
static const char *redirect_of(const struct discovery *d, const char *link, struct mobility_place *place)
{
	const char *next = https_only(d, link, place);
	struct web_address address;

	if (!next || !web_address_read(next, d->arena, &address) || web_address_is_within(address.host, d->found->domain))
		return next;
	fault(&place->fault, FAULT_PROTOCOL, 0, "the answer redirects to %.200s, outside %.200s: a phone does not follow", address.host,
	      d->found->domain);
	return NULL;
}

const char *discovery_next(struct discovery *d, struct mobility_place *place, struct http_answer *answer, const char **user)
{
	struct effort effort = EFFORT(d->deadline);
	struct arena scratch = { .ceiling = TREE_MAX, .effort = &effort };
	struct autodiscover root = { NULL, NULL };
	const char *next = NULL;

	if (answer->redirects_in_circle) {
		fault(&place->fault, FAULT_PROTOCOL, 0, "the answer redirects in a loop, back to %.300s", answer->location);
		return NULL;
	}
	if (is_redirect(place))
		return *answer->location ? redirect_of(d, answer->location, place) : NULL;
	if (place->status != 200)
		return NULL;
	if (!place->tls.handshake_done)
		fault(&place->fault, FAULT_PROTOCOL, 0, "the answer came without TLS");
	else if (autodiscover_decode(buf_span(&answer->body), &scratch, &root, &place->fault) && root.user)
		*user = https_only(d, root.user, place);
	else if (root.redirect)
		next = https_only(d, root.redirect, place);
	arena_free(&scratch);
	buf_free(&answer->body);
	return next;
}

/* The link for users, from the root that `url` leads to. */
static const char *root_find(struct discovery *d, const char *url)
{
	const size_t first = d->found->count;
	const char *user = NULL;

	for (int hop = 0; url; hop++) {
		struct http_answer answer;
		struct mobility_place *place = ask(d, url, &answer);
		url = place ? discovery_next(d, place, &answer, &user) : NULL;
		if (user) {
			d->found->root = place->url;
			return user;
		}
		for (size_t i = first; url && i < d->found->count; i++)
			if (strcmp(url, d->found->places[i].url) == 0) {
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
const char *discovery_user(struct discovery *d)
{
	static const char *const starts[] = {
		"https://lyncdiscover", "http://lyncdiscover", "https://lyncdiscoverinternal", "http://lyncdiscoverinternal",
	};
	const char *user = NULL;

	for (size_t i = 0; i < sizeof starts / sizeof *starts && !user && !deadline_passed(d->deadline); i++)
		user = root_find(d, arena_printf(d->arena, "%s.%s/", starts[i], d->found->domain));
	return user;
}

int discovery_service(struct discovery *d, const char *user, const char *path)
{
	size_t server = strlen("https://") + strcspn(user + strlen("https://"), "/?#");
	struct http_answer answer;
	struct mobility_place *place = ask(d, arena_printf(d->arena, "%.*s%s", (int)server, user, path), &answer);

	if (place && place->status == 200)
		buf_free(&answer.body);
	return place ? (int)(place - d->found->places) : -1;
}
