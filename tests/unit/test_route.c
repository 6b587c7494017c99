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

static void via_front_end(struct scene *s) { s->plan.sip.via_front_end = true; }
static void own_domain(struct scene *s)
{
	static const char *own[] = { "contoso.org", "contoso.net" };

	s->plan.sip.own_domains = (struct texts){ own, COUNT(own) };
}
static void front_end_and_edge(struct scene *s) { via_front_end(s); scene_diag(s, "public:1008;source=\"" PARTNER "\""); }

/* --trace: who answered Max-Forwards 0 */
static void first_server(struct scene *s, const char *source)
{
	static struct diag diag;
	static struct sample trace;

	diag = (struct diag){ .reason = "", .source = source };
	sample_init(&trace);
	trace.answer.status = 483;
	trace.answer.diags = &diag;
	trace.answer.diag_count = 1;
	s->targets[0].trace = &trace;
	s->targets[0].trace_count = 1;
}
static void traced_front_end(struct scene *s) { first_server(s, "fe.contoso.com"); }
static void traced_edge(struct scene *s) { first_server(s, "sip.contoso.com"); }
static void traced_address(struct scene *s) { first_server(s, "192.0.2.77"); }
static void traced_nameless(struct scene *s) { first_server(s, ""); }

/* --trace: what each Max-Forwards brought, up to the first 0 */
static void traced(struct scene *s, const int *statuses)
{
	static struct sample trace[4];

	s->targets[0].trace = trace;
	for (size_t i = 0; statuses[i]; i++) {
		sample_init(&trace[i]);
		trace[i].answer.status = statuses[i];
		s->targets[0].trace_count = i + 1;
	}
}
static void traced_404_at_0(struct scene *s) { traced(s, (const int[]){ 404, 0 }); }
static void traced_404_at_1(struct scene *s) { traced(s, (const int[]){ 483, 404, 0 }); }
static void traced_404_at_2(struct scene *s) { traced(s, (const int[]){ 483, 483, 404, 0 }); }
static void traced_408_at_1(struct scene *s) { traced(s, (const int[]){ 483, 408, 0 }); }
static void traced_408_at_2(struct scene *s) { traced(s, (const int[]){ 483, 483, 408, 0 }); }
static void traced_far(struct scene *s) { traced(s, (const int[]){ 483, 483, 483, 408, 0 }); }

static void login_of_edge(struct scene *s) { s->samples[0].answer.challenger = EDGE; }
static void login_of_front_end(struct scene *s) { s->samples[0].answer.challenger = "fe01.contoso.com"; }
static void login_of_partner(struct scene *s) { s->samples[0].answer.challenger = "sipfed1e.online.lync.com"; }
static void login_of_address(struct scene *s) { s->samples[0].answer.challenger = "192.0.2.77"; }
static void no_forwarding(struct scene *s) { s->plan.sip.max_forwards = 0; }

static const struct case_route {
	const char *name;
	const char *queried, *proxy, *uri; /* NULL: the scene's */
	int status;
	const char *first, *second;
	const char *hops;
	size_t reached, broke;
	const char *server, *edge, *next;
	void (*change)(struct scene *); /* NULL: nothing */
} cases[] = {
	{ "a success reaches all", NULL, NULL, NULL, 200, NULL, NULL, PUSH, 3, 0, EDGE, "our Edge", PARTNER, NULL },
	{ "a bare 504: somewhere behind the Edge", NULL, NULL, NULL, 504, NULL, NULL, PUSH, 1, 2, EDGE, "our Edge", PARTNER, NULL },
	{ "TLS with the partner", NULL, NULL, NULL, 504,
	  "1047;reason=\"Failed to complete TLS negotiation with a federated peer server\";source=\"" EDGE "\"", NULL, PUSH, 1, 2, EDGE,
	  "our Edge", PARTNER, NULL },
	{ "source is the server under another of its names", "ACCESSPROXY.contoso.com", NULL, NULL, 504,
	  "1008;reason=\"x\";source=\"" EDGE "\"", NULL, "monitor > ACCESSPROXY.contoso.com > " PARTNER " > push.lync.com", 1, 2,
	  "ACCESSPROXY.contoso.com", "our Edge", PARTNER, NULL },
	{ "the outer name of the Edge", NULL, NULL, NULL, 504, "1047;reason=\"x\";source=\"sip.contoso.com\"",
	  NULL, PUSH, 1, 2, EDGE, "our Edge", PARTNER, NULL },
	{ "an address of the Edge that was not connected to", NULL, NULL, NULL, 504, "1047;reason=\"x\";source=\"203.0.113.9\"",
	  NULL, PUSH, 1, 2, EDGE, "our Edge", PARTNER, NULL },
	{ "the address that was connected to", NULL, NULL, NULL, 504, "5003;reason=\"x\";source=\"192.0.2.10:5061\"",
	  NULL, PUSH, 1, 1, EDGE, "our Edge", PARTNER, NULL },
	{ "a name in --own-domain", NULL, NULL, NULL, 504, "5003;reason=\"x\";source=\"sip.contoso.net\"",
	  NULL, PUSH, 1, 1, EDGE, "our Edge", PARTNER, own_domain },
	{ "another name, and a code of Access Edges alone", NULL, NULL, NULL, 404, "1034;reason=\"x\";source=\"sip.tailspin.example\"",
	  NULL, PUSH, 2, 3, EDGE, "our Edge", PARTNER, NULL },
	{ "another name, and a code of any server", NULL, NULL, NULL, 500, "5003;reason=\"x\";source=\"sip.tailspin.example\"",
	  NULL, "monitor > " EDGE " > sip.tailspin.example > " PARTNER " > push.lync.com", 2, 2, "sip.tailspin.example", "our Edge", PARTNER, NULL },
	{ "a Front End was asked, and nothing says so", "fe.contoso.com", NULL, NULL, 504, "1047;reason=\"x\";source=\"sip.contoso.com\"",
	  NULL, "monitor > fe.contoso.com > " PARTNER " > push.lync.com", 1, 2, "fe.contoso.com", "our Edge", PARTNER, NULL },
	{ "a Front End was asked: --via-front-end", "fe.contoso.com", NULL, NULL, 504, "1047;reason=\"x\";source=\"sip.contoso.com\"",
	  NULL, "monitor > fe.contoso.com > sip.contoso.com > " PARTNER " > push.lync.com", 2, 3, "sip.contoso.com", "our Edge", PARTNER, via_front_end },
	{ "--via-front-end, and the Front End itself speaks", "fe.contoso.com", NULL, NULL, 500, "5003;reason=\"x\";source=\"fe.contoso.com\"",
	  NULL, "monitor > fe.contoso.com > " PARTNER " > push.lync.com", 1, 1, "fe.contoso.com", "our Edge", PARTNER, via_front_end },
	{ "--via-front-end, and the peer refused", "fe.contoso.com", NULL, NULL, 404, "1034;reason=\"x\";source=\"sip.contoso.com\"",
	  NULL, "monitor > fe.contoso.com > sip.contoso.com > " PARTNER " > push.lync.com", 3, 4, "sip.contoso.com", "our Edge", PARTNER, via_front_end },
	{ "--via-front-end, and the partner speaks", "fe.contoso.com", NULL, NULL, 504, "1034;reason=\"x\";source=\"sip.contoso.com\"",
	  NULL, "monitor > fe.contoso.com > sip.contoso.com > " PARTNER " > push.lync.com", 3, 4, PARTNER, PARTNER, "push.lync.com", front_end_and_edge },
	{ "the trace shows the Front End", "fe.contoso.com", NULL, NULL, 504, "1047;reason=\"x\";source=\"sip.contoso.com\"",
	  NULL, "monitor > fe.contoso.com > sip.contoso.com > " PARTNER " > push.lync.com", 2, 3, "sip.contoso.com", "our Edge", PARTNER, traced_front_end },
	{ "the trace shows the Edge", NULL, NULL, NULL, 504, "1047;reason=\"x\";source=\"sip.contoso.com\"",
	  NULL, PUSH, 1, 2, EDGE, "our Edge", PARTNER, traced_edge },
	{ "the trace shows an address, which is no other name", NULL, NULL, NULL, 504, "1047;reason=\"x\";source=\"sip.contoso.com\"",
	  NULL, PUSH, 1, 2, EDGE, "our Edge", PARTNER, traced_address },
	{ "the trace shows no name", NULL, NULL, NULL, 504, "1047;reason=\"x\";source=\"sip.contoso.com\"",
	  NULL, PUSH, 1, 2, EDGE, "our Edge", PARTNER, traced_nameless },
	{ "the hop before the Edge answered", NULL, NULL, NULL, 504, "1011;reason=\"x\";source=\"sip.contoso.com\"",
	  NULL, PUSH, 2, 3, EDGE, "our Edge", PARTNER, NULL },
	{ "the hop before the Front End answered: the Edge", "fe.contoso.com", NULL, NULL, 504, "1011;reason=\"x\";source=\"fe.contoso.com\"",
	  "2;source=\"sip.contoso.com\"", "monitor > fe.contoso.com > sip.contoso.com > " PARTNER " > push.lync.com", 2, 3, "fe.contoso.com", "fe.contoso.com", "sip.contoso.com", via_front_end },
	{ "the partner speaks, of us", NULL, NULL, NULL, 504, "public:1009;domain=\"contoso.com\";fqdn1=\"sip.contoso.com:5061\";source=\"" PARTNER "\"",
	  NULL, PUSH, 2, 3, PARTNER, PARTNER, "push.lync.com", NULL },
	{ "a machine of the partner speaks", NULL, NULL, NULL, 403, "4268;reason=\"x\";source=\"AMS0S00.infra.lync.com\"",
	  NULL, "monitor > " EDGE " > " PARTNER " > AMS0S00.infra.lync.com > push.lync.com", 3, 3, "AMS0S00.infra.lync.com", "AMS0S00.infra.lync.com", "push.lync.com", NULL },
	{ "who judges our SRV host is the partner, named or not", NULL, NULL, NULL, 504, "1009;domain=\"contoso.com\";fqdn1=\"sip.contoso.com:5061\"",
	  NULL, PUSH, 2, 3, PARTNER, PARTNER, "push.lync.com", NULL },
	{ "a name with rubbish behind it", NULL, NULL, NULL, 504, "1009;fqdn1=\"sip.fabrikam.com;$(reboot)\";domain=\"push.lync.com\";source=\"sip.contoso.com\"",
	  NULL, "monitor > " EDGE " > sip.fabrikam.com > push.lync.com", 1, 2, EDGE, "our Edge", "sip.fabrikam.com", NULL },
	{ "a Front End cannot reach the Edge", "fe.contoso.com", NULL, NULL, 504,
	  "1010;reason=\"x\";tls-target=\"edge7.contoso.com\";source=\"fe.contoso.com\"", NULL,
	  "monitor > fe.contoso.com > edge7.contoso.com > " PARTNER " > push.lync.com", 1, 2, "fe.contoso.com", "fe.contoso.com",
	  "edge7.contoso.com", NULL },
	{ "the wire names the partner, with a port", NULL, NULL, "sip:u@fabrikam.com", 504,
	  "1009;reason=\"No match for domain in DNS SRV results\";domain=\"fabrikam.com\";fqdn1=\"sip.fabrikam.net:5061\";source=\"" EDGE
	  "\"", NULL, "monitor > " EDGE " > sip.fabrikam.net > fabrikam.com", 1, 2, EDGE, "our Edge", "sip.fabrikam.net", NULL },
	{ "-P names the partner", NULL, "edge.fabrikam.com", "sip:u@fabrikam.com", 200, NULL, NULL,
	  "monitor > " EDGE " > edge.fabrikam.com > fabrikam.com", 3, 0, EDGE, "our Edge", "edge.fabrikam.com", NULL },
	{ "the partner has no name", NULL, NULL, "sip:u@fabrikam.com", 504, NULL, NULL,
	  "monitor > " EDGE " > the edge of fabrikam.com > fabrikam.com", 1, 2, EDGE, "our Edge", "the edge of fabrikam.com", NULL },
	{ "the peer answered, and says no more", NULL, NULL, NULL, 404,
	  "1034;reason=\"Previous hop federated peer did not report diagnostic information\";PeerServer=\"" PARTNER "\";source=\"" EDGE
	  "\"", NULL, PUSH, 2, 3, EDGE, "our Edge", PARTNER, NULL },
	{ "a bare 404 comes from anywhere", NULL, NULL, NULL, 404, NULL, NULL, PUSH, 1, 2, EDGE, "our Edge", PARTNER, NULL },
	{ "the Edge itself refuses", NULL, NULL, NULL, 403, "1002;reason=\"x\";source=\"" EDGE "\"", NULL, PUSH, 1, 1, EDGE, "our Edge",
	  PARTNER, NULL },
	{ "taken for a client", NULL, NULL, NULL, 401, NULL, NULL, PUSH, 1, 1, EDGE, "our Edge", PARTNER, NULL },
	{ "the partner's own words cross as -public", NULL, NULL, "sip:u@fabrikam.com", 504,
	  "public:1008;reason=\"x\";source=\"sip.fabrikam.com\"", NULL, "monitor > " EDGE " > sip.fabrikam.com > fabrikam.com", 2, 3,
	  "sip.fabrikam.com", "sip.fabrikam.com", "fabrikam.com", NULL },
	{ "two names of ours in one answer: two servers", NULL, NULL, NULL, 504, "1011;reason=\"x\";source=\"" EDGE "\"",
	  "1047;reason=\"y\";source=\"edge7.contoso.com\"",
	  "monitor > " EDGE " > edge7.contoso.com > " PARTNER " > push.lync.com", 2, 3, "edge7.contoso.com", "our Edge", PARTNER, NULL },
	{ "for a code without an explanation the status decides", NULL, NULL, NULL, 504, "1046;reason=\"something else\";source=\"" EDGE
	  "\"", NULL, PUSH, 1, 2, EDGE, "our Edge", PARTNER, NULL },
	{ "the trace: the Edge says 404", NULL, NULL, NULL, 404, NULL, NULL, PUSH, 1, 1, EDGE, "our Edge", PARTNER, traced_404_at_0 },
	{ "the trace: the partner says 404", NULL, NULL, NULL, 404, NULL, NULL, PUSH, 2, 2, PARTNER, PARTNER, "push.lync.com", traced_404_at_1 },
	{ "the trace: the service says 404", NULL, NULL, NULL, 404, NULL, NULL, PUSH, 3, 3, "push.lync.com", "push.lync.com", "push.lync.com", traced_404_at_2 },
	{ "the trace: nothing is heard of the partner", NULL, NULL, NULL, 408, NULL, NULL, PUSH, 1, 2, EDGE, "our Edge", PARTNER, traced_408_at_1 },
	{ "the trace: the partner was heard, nothing behind it", NULL, NULL, NULL, 408, NULL, NULL, PUSH, 2, 3, EDGE, "our Edge", PARTNER, traced_408_at_2 },
	{ "the trace: more servers than are known", NULL, NULL, NULL, 408, NULL, NULL, PUSH, 2, 3, EDGE, "our Edge", PARTNER, traced_far },
	{ "another status than the trace's", NULL, NULL, NULL, 403, NULL, NULL, PUSH, 1, 2, EDGE, "our Edge", PARTNER, traced_404_at_1 },
	{ "the Edge asks for a login", NULL, NULL, NULL, 401, NULL, NULL, PUSH, 1, 1, EDGE, "our Edge", PARTNER, login_of_edge },
	{ "a server behind it does", NULL, NULL, NULL, 407, NULL, NULL, "monitor > " EDGE " > fe01.contoso.com > " PARTNER " > push.lync.com", 2, 2,
	  "fe01.contoso.com", "our Edge", PARTNER, login_of_front_end },
	{ "the partner does", NULL, NULL, NULL, 401, NULL, NULL, "monitor > " EDGE " > sipfed1e.online.lync.com > push.lync.com", 2, 3,
	  "sipfed1e.online.lync.com", "sipfed1e.online.lync.com", "push.lync.com", login_of_partner },
	{ "an address does, which is no other name", NULL, NULL, NULL, 401, NULL, NULL, PUSH, 1, 1, EDGE, "our Edge", PARTNER, login_of_address },
	{ "483 was asked for", NULL, NULL, NULL, 483, NULL, NULL, PUSH, 1, 0, EDGE, "our Edge", PARTNER, no_forwarding },
	{ "the partner asked directly", PARTNER, NULL, NULL, 200, NULL, NULL, "monitor > " PARTNER " > push.lync.com", 2, 0, PARTNER,
	  PARTNER, "push.lync.com", NULL },
	{ "a domain asked by itself", "fabrikam.com", "fabrikam.com", "sip:u@fabrikam.com", 504, NULL, NULL, "monitor > fabrikam.com", 1,
	  1, "fabrikam.com", "fabrikam.com", "fabrikam.com", NULL },
	{ "Request-URI with port, parameters and IPv6", NULL, NULL, "sip:push@[2001:db8::1]:5061;transport=tls", 200, NULL, NULL,
	  "monitor > " EDGE " > the edge of 2001:db8::1 > 2001:db8::1", 3, 0, EDGE, "our Edge", "the edge of 2001:db8::1", NULL },
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
		if (c->queried)
			s.targets[0].host = c->queried;
		if (c->queried && strcmp(c->queried, "ACCESSPROXY.contoso.com") != 0)
			s.targets[0].tls.chain.count = 0; /* another server's names */
		s.targets[0].tls.wanted_name = s.targets[0].host;
		s.plan.proxy.name = c->proxy;
		if (c->uri)
			s.targets[0].uri = c->uri;
		scene_answer(&s, c->status, c->first, c->second);
		if (c->change)
			c->change(&s);
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

/* Silence behind servers that the trace heard. */
static void silent_behind_trace(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_stop(&s, PHASE_SIP, FAULT_TIMEOUT, 0, "x");
	traced_408_at_2(&s);
	s.targets[0].trace[2].answer.status = 0;
	scene_judge(&s, no_rules);
	assert_int_equal(route_in(&s)->broke, 3);
	assert_true(route_in(&s)->hops[1].reached);
	scene_free(&s);
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

/* Without a partner in answer and plan, the partner is the first server of its SRV record. */
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

/* ---- who answered a trace ---- */

static const struct case_trace {
	const char *name;
	struct {
		int status; /* 0: no answer */
		const char *source;
	} answers[4];
	size_t count;
	const char *from; /* "|" behind each; "-": nothing names it */
} traces[] = {
	{ "as many refusals as the route has stations", { { 483, NULL }, { 483, NULL }, { 200, NULL } }, 3, EDGE "|" PARTNER "|push.lync.com|" },
	{ "a station more", { { 483, NULL }, { 483, NULL }, { 483, NULL }, { 200, NULL } }, 4, EDGE "|-|-|push.lync.com|" },
	{ "lost", { { 483, NULL }, { 0, NULL } }, 2, EDGE "|-|" },
	{ "the headers say who", { { 483, "fe.contoso.com" }, { 483, EDGE }, { 483, "edge2.fabrikam.com:5061" }, { 480, "192.0.2.9" } }, 4,
	  EDGE "|" EDGE "|edge2.fabrikam.com|-|" },
};

static void who_answered_a_trace(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(traces); i++) {
		struct sample samples[4];
		struct diag diags[4];
		struct scene s;
		char from[200] = "";

		scene_init(&s);
		for (size_t n = 0; n < traces[i].count; n++) {
			diags[n] = (struct diag){ .reason = "", .source = traces[i].answers[n].source };
			sample_init(&samples[n]);
			samples[n].answer.status = traces[i].answers[n].status;
			samples[n].answer.diags = &diags[n];
			samples[n].answer.diag_count = diags[n].source != NULL;
		}
		s.targets[0].trace = samples;
		s.targets[0].trace_count = traces[i].count;
		scene_judge(&s, no_rules);
		for (size_t n = 0; n < traces[i].count; n++) {
			const char *one = s.verdict.targets[0].trace_from[n];
			snprintf(from + strlen(from), sizeof from - strlen(from), "%s|", one ? one : "-");
		}
		if (strcmp(from, traces[i].from) != 0)
			fail_msg("%s: %s", traces[i].name, from);
		scene_free(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(partner_by_record),
		cmocka_unit_test(routes),	 cmocka_unit_test(unanswered),
		cmocka_unit_test(silent_behind_trace),	   cmocka_unit_test(several_edges),
		cmocka_unit_test(hostile_names), cmocka_unit_test(telling_answer),
		cmocka_unit_test(who_answered_a_trace),
	};

	return cmocka_run_group_tests_name("route", tests, NULL, NULL);
}
