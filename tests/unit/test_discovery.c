// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_discovery - where a mobile client goes, and where it does not
 *
 * The web is a table here: a place that no row names is not there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/discovery.h"
#include "said.h"

enum { ROWS_MAX = 6 };

#define USER(link) "{\"_links\":{\"user\":{\"href\":\"" link "\"}}}"
#define ONWARD(link) "{\"_links\":{\"redirect\":{\"href\":\"" link "\"}}}"
#define OUTSIDE "https://lyncdiscover.contoso.com/"
#define OUTSIDE_PLAIN "http://lyncdiscover.contoso.com/"
#define INSIDE "https://lyncdiscoverinternal.contoso.com/"

struct web_row {
	const char *url;
	int status;	      /* 0: 200 */
	const char *location; /* NULL: "" */
	const char *body;
};

static const struct {
	const char *name;
	struct web_row web[ROWS_MAX];
	const char *user;  /* NULL: none */
	const char *asked; /* "o": the outside, "O": plain; "i", "I": the inside; else the path */
	enum fault_kind kind; /* of the last place */
} rows[] = {
	{ "the outside has it", { { OUTSIDE, .body = USER("https://web.contoso.com/user") } }, "https://web.contoso.com/user", "o ", FAULT_NONE },
	{ "the inside has it", { { INSIDE, .body = USER("https://web.contoso.com/user") } }, "https://web.contoso.com/user", "o O i ", FAULT_NONE },
	{ "no server has it", { { 0 } }, NULL, "o O i I ", FAULT_UNREACHABLE },
	{ "plain HTTP redirects to HTTPS",
	  { { OUTSIDE_PLAIN, 302, "https://web.contoso.com/root", NULL }, { "https://web.contoso.com/root", .body = USER("https://web.contoso.com/user") } },
	  "https://web.contoso.com/user", "o O /root ", FAULT_NONE },
	{ "a root leads on, to another domain too",
	  { { OUTSIDE, .body = ONWARD("https://web.fabrikam.com/root") }, { "https://web.fabrikam.com/root", .body = USER("https://web.fabrikam.com/user") } },
	  "https://web.fabrikam.com/user", "o /root ", FAULT_NONE },
	/* what is not followed */
	{ "a redirect out of the domain", { { OUTSIDE, 302, "https://web.fabrikam.com/root", NULL } }, NULL, "o O i I ", FAULT_UNREACHABLE },
	{ "a redirect to plain HTTP", { { OUTSIDE, 302, "http://web.contoso.com/root", NULL } }, NULL, "o O i I ", FAULT_UNREACHABLE },
	{ "a link to plain HTTP", { { OUTSIDE, .body = USER("http://web.contoso.com/user") } }, NULL, "o O i I ", FAULT_UNREACHABLE },
	{ "a link to an address", { { OUTSIDE, .body = ONWARD("https://192.0.2.5/root") } }, NULL, "o O i I ", FAULT_UNREACHABLE },
	{ "a link to a port of no option", { { OUTSIDE, .body = ONWARD("https://web.contoso.com:22/root") } }, NULL, "o O i I ", FAULT_UNREACHABLE },
	{ "a root without TLS", { { OUTSIDE_PLAIN, .body = USER("https://web.contoso.com/user") } }, NULL, "o O i I ", FAULT_UNREACHABLE },
	{ "a loop",
	  { { OUTSIDE, .body = ONWARD("https://web.contoso.com/root") }, { "https://web.contoso.com/root", .body = ONWARD(OUTSIDE) } },
	  NULL, "o /root O i I ", FAULT_UNREACHABLE },
	{ "more hops than a client takes",
	  { { INSIDE, .body = ONWARD("https://web.contoso.com/1") }, { "https://web.contoso.com/1", .body = ONWARD("https://web.contoso.com/2") },
	    { "https://web.contoso.com/2", .body = ONWARD("https://web.contoso.com/3") }, { "https://web.contoso.com/3", .body = ONWARD("https://web.contoso.com/4") },
	    { "https://web.contoso.com/4", .body = USER("https://web.contoso.com/user") } },
	  NULL, "o O i /1 /2 /3 I ", FAULT_UNREACHABLE },
	/* ports that the pool or the operator names */
	{ "the port that the pool publishes", { { OUTSIDE, .body = USER("https://web.contoso.com:4443/user") } }, "https://web.contoso.com:4443/user", "o ", FAULT_NONE },
	{ "the operator's", { { OUTSIDE, .body = USER("https://web.contoso.com:8443/user") } }, "https://web.contoso.com:8443/user", "o ", FAULT_NONE },
};

/* ---- machinery ---- */

struct web {
	struct discovery discovery; /* first: fetch() gets it */
	const struct web_row *rows;
};

static bool fetch(struct discovery *d, const struct web_address *address, struct mobility_place *place, struct http_answer *answer)
{
	const struct web_row *row = ((const struct web *)d)->rows;

	while (row->url && strcmp(row->url, place->url) != 0)
		row++;
	if (!row->url)
		return fault(&place->fault, FAULT_UNREACHABLE, 0, "it is not there");
	place->tls.handshake_done = !address->plain;
	*answer = (struct http_answer){ .status = row->status ? row->status : 200, .path = address->path, .location = row->location ? row->location : "",
					.body = BUF(10000) };
	return buf_text(&answer->body, row->body ? row->body : "");
}

static void put_place(struct buf *to, const char *url)
{
	static const char *const starts[] = { OUTSIDE, OUTSIDE_PLAIN, INSIDE, "http://lyncdiscoverinternal.contoso.com/" };

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (strcmp(url, starts[i]) == 0) {
			buf_printf(to, "%c ", "oOiI"[i]);
			return;
		}
	buf_printf(to, "%s ", strrchr(url, '/'));
}

struct walk {
	struct web web;
	struct arena arena;
	struct mobility found;
	struct mobility_place places[MOBILITY_PLACES_MAX];
	struct pool_detail detail;
	struct pool_object service;
	struct pool_section services;
};

static void walk_init(struct walk *w, const struct web_row *web)
{
	*w = (struct walk){ .arena = ARENA(1 << 20), .detail = { .external_https_port = "4443" } };
	w->service.detail = &w->detail;
	w->services = (struct pool_section){ .how = POOL_READ, .objects = &w->service, .count = 1 };
	w->found = (struct mobility){ .domain = "contoso.com", .mcx = -1, .ucwa = -1, .places = w->places };
	w->web = (struct web){ .rows = web, .discovery = { .fetch = fetch, .services = &w->services, .external_web = { "web.contoso.com", 8443 },
							   .arena = &w->arena, .deadline = { INT64_MAX, -1 }, .found = &w->found } };
}

static void walks(void **state)
{
	static struct walk w;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct web_row web[ROWS_MAX + 1] = { { 0 } };
		struct buf asked = BUF(1000);

		for (size_t k = 0; k < ROWS_MAX; k++)
			web[k] = rows[i].web[k];
		walk_init(&w, web);
		const char *user = discovery_user(&w.web.discovery);
		for (size_t k = 0; k < w.found.count; k++)
			put_place(&asked, w.places[k].url);
		enum fault_kind kind = w.places[w.found.count - 1].fault.kind;
		if ((user != NULL) != (rows[i].user != NULL) || (user && strcmp(user, rows[i].user) != 0) || strcmp(said(&asked), rows[i].asked) != 0 ||
		    kind != rows[i].kind)
			fail_msg("%s: %s, asked %s, %s", rows[i].name, user ? user : "none", said(&asked), fault_word(kind));
		buf_free(&asked);
		arena_free(&w.arena);
	}
}

/* On the server of the link for users, at its port. */
static void services(void **state)
{
	static const struct web_row web[] = { { "https://web.contoso.com:4443/Mcx", 401, NULL, NULL }, { 0 } };
	static struct walk w;

	(void)state;
	walk_init(&w, web);
	assert_int_equal(discovery_service(&w.web.discovery, "https://web.contoso.com:4443/user?x", "/Mcx"), 0);
	assert_int_equal(w.places[0].status, 401);
	assert_int_equal(discovery_service(&w.web.discovery, "https://web.contoso.com", "/other"), 1);
	assert_string_equal(w.places[1].url, "https://web.contoso.com/other");
	w.found.count = MOBILITY_PLACES_MAX;
	assert_int_equal(discovery_service(&w.web.discovery, "https://web.contoso.com", "/other"), -1);
	arena_free(&w.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(walks), cmocka_unit_test(services) };

	return cmocka_run_group_tests_name("discovery", tests, NULL, NULL);
}
