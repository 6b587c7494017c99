// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_route - from us to the push service, hop by hop
 */
#include "scene.h"

#include "judge/route.h"

#define PUSH "monitor > " EDGE " > " PARTNER " > push.lync.com"

static const struct rule no_rules[] = { { 0 } };

static const struct route *route_in(const struct scene *s)
{
	return &s->verdict.targets[0].route;
}

static const struct case_route {
	const char *name;
	const char *asked, *proxy, *uri; /* NULL: the scene's */
	int status;
	const char *first, *second;
	const char *hops;
	size_t reached, broke;
	const char *server, *edge, *next;
} cases[] = {
	{ "a success reaches all", NULL, NULL, NULL, 200, NULL, NULL, PUSH, 3, 0, EDGE, "our Edge", PARTNER },
	{ "a bare 504: behind the Edge, nobody says where", NULL, NULL, NULL, 504, NULL, NULL, PUSH, 1, 2, EDGE, "our Edge", PARTNER },
	{ "TLS with the partner", NULL, NULL, NULL, 504,
	  "1047;reason=\"Failed to complete TLS negotiation with a federated peer server\";source=\"" EDGE "\"", NULL, PUSH, 1, 2, EDGE,
	  "our Edge", PARTNER },
	{ "source is the server under another of its names", "ACCESSPROXY.contoso.com", NULL, NULL, 504,
	  "1008;reason=\"x\";source=\"" EDGE "\"", NULL, "monitor > ACCESSPROXY.contoso.com > " PARTNER " > push.lync.com", 1, 2,
	  "ACCESSPROXY.contoso.com", "our Edge", PARTNER },
	{ "a Front End was asked: one hop more", "fe.contoso.com", NULL, NULL, 504, "1047;reason=\"x\";source=\"edge7.contoso.com\"",
	  NULL, "monitor > fe.contoso.com > edge7.contoso.com > " PARTNER " > push.lync.com", 2, 3, "edge7.contoso.com", "our Edge",
	  PARTNER },
	{ "a Front End cannot reach the Edge", "fe.contoso.com", NULL, NULL, 504,
	  "1010;reason=\"x\";tls-target=\"edge7.contoso.com\";source=\"fe.contoso.com\"", NULL,
	  "monitor > fe.contoso.com > edge7.contoso.com > " PARTNER " > push.lync.com", 1, 2, "fe.contoso.com", "fe.contoso.com",
	  "edge7.contoso.com" },
	{ "the wire names the partner, with a port", NULL, NULL, "sip:u@fabrikam.com", 504,
	  "1009;reason=\"No match for domain in DNS SRV results\";domain=\"fabrikam.com\";fqdn1=\"sip.fabrikam.net:5061\";source=\"" EDGE
	  "\"", NULL, "monitor > " EDGE " > sip.fabrikam.net > fabrikam.com", 1, 2, EDGE, "our Edge", "sip.fabrikam.net" },
	{ "-P names the partner", NULL, "edge.fabrikam.com", "sip:u@fabrikam.com", 200, NULL, NULL,
	  "monitor > " EDGE " > edge.fabrikam.com > fabrikam.com", 3, 0, EDGE, "our Edge", "edge.fabrikam.com" },
	{ "nobody names the partner", NULL, NULL, "sip:u@fabrikam.com", 504, NULL, NULL,
	  "monitor > " EDGE " > the edge of fabrikam.com > fabrikam.com", 1, 2, EDGE, "our Edge", "the edge of fabrikam.com" },
	{ "the peer answered, and says no more", NULL, NULL, NULL, 404,
	  "1034;reason=\"Previous hop federated peer did not report diagnostic information\";PeerServer=\"" PARTNER "\";source=\"" EDGE
	  "\"", NULL, PUSH, 2, 3, EDGE, "our Edge", PARTNER },
	{ "a bare 404 comes from anywhere", NULL, NULL, NULL, 404, NULL, NULL, PUSH, 1, 2, EDGE, "our Edge", PARTNER },
	{ "the Edge itself refuses", NULL, NULL, NULL, 403, "1002;reason=\"x\";source=\"" EDGE "\"", NULL, PUSH, 1, 1, EDGE, "our Edge",
	  PARTNER },
	{ "taken for a client", NULL, NULL, NULL, 401, NULL, NULL, PUSH, 1, 1, EDGE, "our Edge", PARTNER },
	{ "the partner's own words cross as -public", NULL, NULL, "sip:u@fabrikam.com", 504,
	  "public:1008;reason=\"x\";source=\"sip.fabrikam.com\"", NULL, "monitor > " EDGE " > sip.fabrikam.com > fabrikam.com", 2, 3,
	  "sip.fabrikam.com", "sip.fabrikam.com", "fabrikam.com" },
	{ "the most telling of two", NULL, NULL, NULL, 504, "1011;reason=\"x\";source=\"" EDGE "\"",
	  "1047;reason=\"y\";source=\"edge7.contoso.com\"",
	  "monitor > " EDGE " > edge7.contoso.com > " PARTNER " > push.lync.com", 2, 3, "edge7.contoso.com", "our Edge", PARTNER },
	{ "a code that nobody explains leaves it to the status", NULL, NULL, NULL, 504, "1046;reason=\"something else\";source=\"" EDGE
	  "\"", NULL, PUSH, 1, 2, EDGE, "our Edge", PARTNER },
	{ "the partner asked directly", PARTNER, NULL, NULL, 200, NULL, NULL, "monitor > " PARTNER " > push.lync.com", 2, 0, PARTNER,
	  PARTNER, "push.lync.com" },
	{ "a domain asked by itself", "fabrikam.com", "fabrikam.com", "sip:u@fabrikam.com", 504, NULL, NULL, "monitor > fabrikam.com", 1,
	  1, "fabrikam.com", "fabrikam.com", "fabrikam.com" },
	{ "Request-URI with port, parameters and IPv6", NULL, NULL, "sip:push@[2001:db8::1]:5061;transport=tls", 200, NULL, NULL,
	  "monitor > " EDGE " > the edge of 2001:db8::1 > 2001:db8::1", 3, 0, EDGE, "our Edge", "the edge of 2001:db8::1" },
};

static const char *hops_text(const struct route *r, char *to, size_t size)
{
	size_t used = (size_t)snprintf(to, size, "%s", r->hops[0].from);

	for (size_t i = 0; i < r->count; i++) {
		if (i > 0)
			assert_string_equal(r->hops[i].from, r->hops[i - 1].to);
		used += (size_t)snprintf(to + used, size - used, " > %s", r->hops[i].to);
	}
	return to;
}

static void check(const struct case_route *c, const struct route *r)
{
	char hops[1024];
	size_t reached = 0;

	while (reached < r->count && r->hops[reached].reached)
		reached++;
	if (strcmp(hops_text(r, hops, sizeof hops), c->hops) != 0 || reached != c->reached || r->broke != c->broke)
		fail_msg("%s: %s, %zu reached, broke at %zu", c->name, hops, reached, r->broke);
	if (strcmp(r->server, c->server) != 0 || strcmp(r->edge, c->edge) != 0 || strcmp(r->next, c->next) != 0)
		fail_msg("%s: server %s, edge %s, next %s", c->name, r->server, r->edge, r->next);
}

static void routes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct case_route *c = &cases[i];
		struct scene s;

		scene_init(&s);
		if (c->asked)
			s.targets[0].host = c->asked;
		if (c->asked && strcmp(c->asked, "ACCESSPROXY.contoso.com") != 0)
			s.targets[0].tls.chain.count = 0; /* another server's names */
		s.targets[0].tls.wanted_name = s.targets[0].host;
		s.plan.proxy.name = c->proxy;
		if (c->uri)
			s.targets[0].uri = c->uri;
		scene_answer(&s, c->status, c->first, c->second);
		scene_judge(&s, no_rules);
		check(c, route_in(&s));
		scene_free(&s);
	}
}

static const struct case_stop {
	enum phase phase;
	enum fault_kind kind;
	bool spoke;
	size_t reached, broke;
} stops[] = {
	{ PHASE_DNS, FAULT_DNS, false, 0, 0 },	     { PHASE_CONNECT, FAULT_REFUSED, false, 0, 1 },
	{ PHASE_TLS, FAULT_CLOSED, false, 0, 1 },    { PHASE_TLS, FAULT_ALERT, true, 1, 1 },
	{ PHASE_SIP, FAULT_TIMEOUT, true, 1, 2 },    { PHASE_SIP, FAULT_ALERT, true, 1, 1 },
	{ PHASE_SIP, FAULT_CANCELLED, true, 1, 2 },  { PHASE_SIP, FAULT_PROTOCOL, true, 1, 1 },
};

static void unanswered(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(stops); i++) {
		struct scene s;

		scene_init(&s);
		scene_stop(&s, stops[i].phase, stops[i].kind, 1, "x");
		s.targets[0].tls.peer_spoke = stops[i].spoke;
		scene_judge(&s, no_rules);
		if (route_in(&s)->broke != stops[i].broke || route_in(&s)->hops[0].reached != (stops[i].reached > 0) || route_in(&s)->hops[1].reached || route_in(&s)->count != 3)
			fail_msg("%s %s: broke at %zu of %zu", phase_name(stops[i].phase), fault_word(stops[i].kind), route_in(&s)->broke, route_in(&s)->count);
		scene_free(&s);
	}
}

/* With several Edges "our Edge" would not say which. */
static void several_edges(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	s.facts.target_count = 2;
	scene_answer(&s, 504, NULL, NULL);
	scene_judge(&s, no_rules);
	assert_string_equal(route_in(&s)->edge, EDGE);
	scene_free(&s);
}

/* Names from the wire are as long as a peer likes, and as many as there is room for. */
static void hostile_names(void **state)
{
	struct scene s;
	char header[2000], name[1500];

	(void)state;
	memset(name, 'a', sizeof name);
	name[sizeof name - 1] = '\0';
	snprintf(header, sizeof header, "1010;reason=\"x\";source=\"s.example\";tls-target=\"%s\"", name);
	scene_init(&s);
	scene_answer(&s, 504, header, NULL);
	scene_judge(&s, no_rules);
	assert_int_equal(strlen(route_in(&s)->partner), ROUTE_NAME_MAX);
	assert_int_equal(route_in(&s)->count, 4);
	scene_free(&s);
}

static void telling_answer(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_answer(&s, 200, NULL, NULL);
	s.targets[0].sample_count = 4;
	for (size_t i = 0; i < 4; i++)
		s.samples[i].took_us = 1000;
	s.samples[1].answer.status = 404;
	s.samples[2].answer.status = 503;
	s.samples[3].answer.status = 504;
	scene_judge(&s, no_rules);
	assert_int_equal(s.verdict.targets[0].answer->status, 503);
	s.targets[0].sample_count = 1;
	s.samples[0].answer.status = 100; /* not final */
	scene_judge(&s, no_rules);
	assert_null(s.verdict.targets[0].answer);
	scene_free(&s);
}

/* Who the partner is, where neither answer nor plan tells: the server that its record names first. */
static void partner_by_record(void **state)
{
	struct srv_target target = { .host = { .name = "fed.fabrikam.com", .alias_of = "" } };
	struct srv srv = { .name = "", .domain = "Fabrikam.com", .targets = &target, .target_count = 1 };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.targets[0].uri = "sip:Options_User@fabrikam.com";
	s.facts.srvs = &srv;
	s.facts.srv_count = 1;
	scene_answer(&s, 504, NULL, NULL);
	scene_judge(&s, no_rules);
	assert_string_equal(route_in(&s)->partner, "fed.fabrikam.com");
	target.host.name = "";
	scene_judge(&s, no_rules);
	assert_string_equal(route_in(&s)->partner, "the edge of fabrikam.com");
	assert_false(route_went_through(&s.verdict));
	s.samples[0].answer.status = 202;
	scene_judge(&s, no_rules);
	assert_true(route_went_through(&s.verdict));
	s.facts.srv_count = 0;
	scene_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(partner_by_record),
		cmocka_unit_test(routes),	 cmocka_unit_test(unanswered),	   cmocka_unit_test(several_edges),
		cmocka_unit_test(hostile_names), cmocka_unit_test(telling_answer),
	};

	return cmocka_run_group_tests_name("route", tests, NULL, NULL);
}
