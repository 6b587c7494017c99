// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_srv - what is said of SRV records: of the federated domain's, of our own, and of what the Edge does not find
 */
#include "scene.h"

#include "judge/rules/rule_srv.h"

#define PUSH "push.lync.com"
#define OWN "contoso.com"

/* ---- cases ---- */

enum looked_up { ASK_PUSH, ASK_OWN, ASK_EDGE };

struct given {
	const char *target; /* NULL: no record, fault says why */
	uint16_t port;
	const char *address, *alias; /* NULL: none */
	int fault;		     /* enum dns_code of the record, or of its target's address */
	const char *second;	     /* another target; NULL: none */
	bool inside;		     /* no --dns-server was given */
};

#define SIP(name) .target = (name), .port = 5061, .address = "203.0.113.5"

static const struct srv_case { /* NOLINT(clang-analyzer-optin.performance.Padding): in the order in which a row is read */
	const char *name;
	enum looked_up queried;
	const char *domain; /* NULL: PUSH or OWN */
	struct given given;
	int status;	      /* of the answer; 0: none */
	const char *diag;
	bool without_own;     /* only --direct was given */
	struct expected want; /* rule NULL: nothing is said; state OK: a note */
} cases[] = {
	{ "a healthy record", ASK_PUSH, "fabrikam.com", { SIP("sip.fabrikam.com") }, 504, NULL, false, { 0 } },
	{ "a healthy record of ours", ASK_OWN, NULL, { SIP("sip.contoso.com") }, 200, NULL, false, { 0 } },
	{ "capitals", ASK_OWN, "Contoso.COM", { SIP("SIP.contoso.com") }, 200, NULL, false, { 0 } },

	{ "missing", ASK_PUSH, NULL, { .fault = DNS_NO_SUCH_NAME }, 504, NULL, false,
	  { STATE_WARNING, 0, "dns.push", "srv-missing", PUSH, "--dns-server|New-CsHostingProvider" } },
	{ "missing, of another kind", ASK_PUSH, NULL, { .fault = DNS_NO_ADDRESS }, 504, NULL, false,
	  { STATE_WARNING, 0, "dns.push", "srv-missing", NULL, "_sipfederationtls._tcp." PUSH } },
	{ "missing, and yet a request went through", ASK_PUSH, NULL, { .fault = DNS_NO_SUCH_NAME }, 200, NULL, false,
	  { STATE_OK, 0, "dns.push", "srv-missing", NULL, NULL } },
	{ "missing, and the trouble is of another kind", ASK_PUSH, NULL, { .fault = DNS_NO_SUCH_NAME }, 401, NULL, false,
	  { STATE_OK, 0, "dns.push", "srv-missing", NULL, NULL } },
	{ "ours is missing", ASK_OWN, NULL, { .fault = DNS_NO_SUCH_NAME }, 200, NULL, false,
	  { STATE_WARNING, 0, "dns.own", "srv-missing", OWN, "_sipfederationtls._tcp." OWN "|0|5061" } },
	{ "ours is missing, as the inside has it", ASK_OWN, NULL, { .fault = DNS_NO_SUCH_NAME, .inside = true }, 200, NULL, false,
	  { STATE_OK, 0, "dns.own", "srv-missing", OWN, "--dns-server" } },
	{ "ours has no such record, as the inside has it", ASK_OWN, NULL, { .fault = DNS_NO_ADDRESS, .inside = true }, 200, NULL, false,
	  { STATE_OK, 0, "dns.own", "srv-missing", OWN, NULL } },
	{ "ours is not seen, inside", ASK_OWN, NULL, { .fault = DNS_SERVER_FAILED, .inside = true }, 200, NULL, false,
	  { STATE_UNKNOWN, 0, "dns.own", "dns-failed", OWN, NULL } },
	{ "not seen", ASK_PUSH, NULL, { .fault = DNS_SERVER_FAILED }, 504, NULL, false,
	  { STATE_UNKNOWN, 0, "dns.push", "dns-failed", PUSH, "the fault's text" } },
	{ "not seen, and only --direct wanted it", ASK_PUSH, NULL, { .fault = DNS_NO_ANSWER }, 504, NULL, true,
	  { STATE_OK, 0, "dns.push", "dns-failed", PUSH, NULL } },
	{ "ours is not seen", ASK_OWN, NULL, { .fault = DNS_NO_ANSWER }, 200, NULL, false,
	  { STATE_UNKNOWN, 0, "dns.own", "dns-failed", OWN, NULL } },
	{ "not offered", ASK_PUSH, NULL, { .target = "" }, 504, NULL, false,
	  { STATE_WARNING, 0, "dns.push", "srv-not-offered", PUSH, NULL } },
	{ "ours is not offered", ASK_OWN, NULL, { .target = "" }, 200, NULL, false,
	  { STATE_WARNING, 0, "dns.own", "srv-not-offered", OWN, "_sipfederationtls._tcp." OWN } },

	{ "the push service's lies outside for everybody", ASK_PUSH, NULL, { SIP(PARTNER) }, 504, NULL, false,
	  { STATE_OK, 0, "dns.push", NULL, PUSH "|" PARTNER, NULL } },
	{ "another one does not", ASK_PUSH, NULL, { SIP("fed.example.net") }, 504, NULL, false,
	  { STATE_WARNING, 0, "dns.push", "srv-outside", "fed.example.net", "1009|New-CsAllowedDomain " PUSH } },
	{ "outside", ASK_PUSH, "fabrikam.com", { SIP("fed.example.net") }, 504, NULL, false,
	  { STATE_WARNING, 0, "dns.push", "srv-outside", "fabrikam.com|fed.example.net", "ProxyFqdn|fed.example.net" } },
	{ "outside, and yet a request went through", ASK_PUSH, "fabrikam.com", { SIP("fed.example.net") }, 202, NULL, false,
	  { STATE_OK, 0, "dns.push", "srv-outside", NULL, NULL } },
	{ "a domain below is outside", ASK_OWN, NULL, { SIP("sip.emea.contoso.com") }, 200, NULL, false,
	  { STATE_WARNING, 0, "dns.own", "srv-outside", "sip.emea.contoso.com", OWN } },
	{ "the domain itself is no host in it", ASK_OWN, NULL, { SIP(OWN) }, 200, NULL, false,
	  { STATE_WARNING, 0, "dns.own", "srv-outside", NULL, NULL } },
	{ "no more than alike", ASK_OWN, NULL, { SIP("sip.notcontoso.com") }, 200, NULL, false,
	  { STATE_WARNING, 0, "dns.own", "srv-outside", NULL, NULL } },
	{ "ours leads to Microsoft", ASK_OWN, NULL, { SIP(PARTNER) }, 200, NULL, false,
	  { STATE_WARNING, 0, "dns.own", "srv-outside", PARTNER, NULL } },

	{ "alias", ASK_OWN, NULL, { SIP("sip.contoso.com"), .alias = "edge.contoso.com" }, 200, NULL, false,
	  { STATE_WARNING, 0, "dns.own", "srv-alias", "sip.contoso.com|edge.contoso.com", "RFC 2782" } },
	{ "alias, the partner's", ASK_PUSH, "fabrikam.com", { SIP("sip.fabrikam.com"), .alias = "edge.fabrikam.com" }, 504, NULL, false,
	  { STATE_WARNING, 0, "dns.push", "srv-alias", NULL, NULL } },
	{ "no address", ASK_OWN, NULL, { .target = "sip.contoso.com", .port = 5061, .fault = DNS_NO_SUCH_NAME }, 200, NULL, false,
	  { STATE_WARNING, 0, "dns.own", "srv-no-address", "sip.contoso.com", "sip.contoso.com" } },
	{ "address not seen", ASK_OWN, NULL, { .target = "sip.contoso.com", .port = 5061, .fault = DNS_NO_ANSWER }, 200, NULL, false,
	  { STATE_UNKNOWN, 0, "dns.own", "dns-failed", "sip.contoso.com", NULL } },
	{ "another port", ASK_OWN, NULL, { .target = "sip.contoso.com", .port = 443, .address = "203.0.113.5" }, 200, NULL, false,
	  { STATE_WARNING, 0, "dns.own", "srv-port", "443|5061", "5061" } },
	{ "another port, the partner's", ASK_PUSH, "fabrikam.com", { .target = "sip.fabrikam.com", .port = 5081, .address = "203.0.113.5" },
	  504, NULL, false, { STATE_WARNING, 0, "dns.push", "srv-port", "5081", "sip.fabrikam.com:5081" } },
	{ "a second target without use", ASK_OWN, NULL, { SIP("sip.contoso.com"), .second = "sip2.contoso.com" }, 200, NULL, false,
	  { STATE_WARNING, 0, "dns.own", "srv-second", "2|" OWN "|sip.contoso.com", NULL } },
	{ "the partner's second", ASK_PUSH, "fabrikam.com", { SIP("sip.fabrikam.com"), .second = "sip2.fabrikam.com" }, 504, NULL, false,
	  { STATE_OK, 0, "dns.push", "srv-second", "2|fabrikam.com", NULL } },
	{ "DNS as it is inside", ASK_OWN, NULL, { .target = "sip.contoso.com", .port = 5061, .address = "192.0.2.10" }, 200, NULL, false,
	  { STATE_OK, 0, "dns.own", NULL, "sip.contoso.com", NULL } },
	{ "the partner's is that of the server asked", ASK_PUSH, "fabrikam.com",
	  { .target = "sip.fabrikam.com", .port = 5061, .address = "192.0.2.10" }, 504, NULL, false, { 0 } },

	{ "the Edge finds no record", ASK_EDGE, NULL, { SIP(PARTNER) }, 504, "1008;reason=\"x\"", false,
	  { STATE_WARNING, 2, "dns.edge", "edge-dns-srv", PUSH, "_sipfederationtls._tcp." PUSH } },
	{ "neither do we", ASK_EDGE, NULL, { .fault = DNS_NO_SUCH_NAME }, 504, "1008;reason=\"x\"", false, { 0 } },
	{ "the Edge finds no address", ASK_EDGE, NULL, { SIP(PARTNER) }, 504, "1014;reason=\"x\"", false,
	  { STATE_WARNING, 2, "dns.edge", "edge-dns-a", PARTNER, "Resolve-DnsName " PARTNER } },
	{ "nor do we find one", ASK_EDGE, NULL, { .target = PARTNER, .port = 5061, .fault = DNS_NO_ADDRESS }, 504, "1014;reason=\"x\"",
	  false, { 0 } },
	{ "another trouble of the Edge's", ASK_EDGE, NULL, { SIP(PARTNER) }, 504, "1047;reason=\"x\"", false, { 0 } },
	{ "a bare answer", ASK_EDGE, NULL, { SIP(PARTNER) }, 504, NULL, false, { 0 } },
};

/* ---- the loop ---- */

static void say_unknown(const struct view *v, struct findings *f)
{
	(void)v;
	finding_add(f, STATE_UNKNOWN, "as --expect has it");
}

static const struct rule rules[] = { RULES_SRV, { 0 } };
static const struct rule unknown_then[] = { { .id = "unknown", .ask = say_unknown, .scope = RULE_PER_TARGET }, RULES_SRV, { 0 } };

struct made {
	struct srv srv;
	struct srv_target targets[2];
	struct address address;
	const char *own;
};

static void make(struct made *m, const struct srv_case *c, struct scene *s)
{
	const struct given *g = &c->given;
	struct host *host = &m->targets[0].host;
	struct fault *f = g->target ? &host->fault : &m->srv.fault;

	*m = (struct made){ .srv = { .domain = c->domain ? c->domain : c->queried == ASK_OWN ? OWN : PUSH, .targets = m->targets } };
	m->srv.name = arena_printf(&s->facts.arena, "_sipfederationtls._tcp.%s", m->srv.domain);
	m->srv.target_count = !g->target ? 0 : g->second ? 2 : 1;
	*host = (struct host){ .name = g->target, .port = g->port, .alias_of = g->alias ? g->alias : "" };
	m->targets[1] = (struct srv_target){ .priority = 10, .host = { .name = g->second, .port = 5061, .alias_of = "" } };
	if (g->address) {
		span_copy(m->address.text, sizeof m->address.text, span_of(g->address));
		host->addresses = (struct addresses){ &m->address, 1 };
	}
	if (g->fault)
		fault(f, FAULT_DNS, g->fault, "the fault's text");
	s->facts.srvs = &m->srv;
	s->facts.srv_count = 1;
	m->own = c->queried == ASK_OWN ? m->srv.domain : OWN;
	s->plan.sip.own_domains = (struct texts){ &m->own, !c->without_own };
	s->plan.dns_server.name = c->given.inside ? NULL : "192.0.2.53";
	s->plan.domain = c->queried == ASK_OWN ? PUSH : m->srv.domain;
}

static void run(const struct srv_case *c)
{
	static const char *const ids[] = { [ASK_PUSH] = "dns.push", [ASK_OWN] = "dns.own", [ASK_EDGE] = "dns.edge" };
	struct scene s;
	struct made m;

	scene_init(&s);
	make(&m, c, &s);
	if (c->status)
		scene_answer(&s, c->status, c->diag, NULL);
	scene_ask(&s, rules, ids[c->queried]);
	if (c->want.rule && scene_any(&s)) {
		struct expected want = c->want;

		if (want.state == STATE_OK)
			want.state = scene_any(&s)->state;
		scene_check(c->name, scene_any(&s), &want);
		assert_int_equal(scene_any(&s)->note, c->want.state == STATE_OK);
		if (scene_nth(&s, 1))
			fail_msg("%s: also %s", c->name, scene_nth(&s, 1)->sentence);
	} else if (c->want.rule || scene_any(&s)) {
		fail_msg("%s: %s", c->name, scene_any(&s) ? scene_any(&s)->sentence : "nothing");
	}
	s.facts.srvs = NULL;
	scene_free(&s);
}

static void test_each(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		run(&cases[i]);
}

/* Several troubles of one record are several findings; one that ends the looking is one. */
static void test_many(void **state)
{
	static const struct srv_case many = { .name = "many", .queried = ASK_OWN,
		.given = { .target = "sip.example.net", .port = 443, .address = "192.0.2.10", .alias = "x.example.net", .second = "y" } };
	static const char *const causes[] = { "srv-outside", "srv-alias", "srv-port", "srv-second", NULL };
	struct scene s;
	struct made m;
	size_t count = 0;

	(void)state;
	scene_init(&s);
	make(&m, &many, &s);
	scene_ask(&s, rules, "dns.own");
	for (const struct finding *f = scene_any(&s); f; f = f->next, count++) {
		assert_true(count < COUNT(causes));
		if (causes[count])
			assert_string_equal(cause_key(f->cause), causes[count]);
		else
			assert_int_equal(f->cause, CAUSE_NONE);
	}
	assert_int_equal(count, COUNT(causes));
	s.facts.srvs = NULL;
	scene_free(&s);
}

/* Where the verdict is UNKNOWN, what explains it does not make a WARNING of it; our own record is a matter of its own. */
static void test_no_worse(void **state)
{
	static const struct srv_case c = { .queried = ASK_PUSH, .given = { .fault = DNS_NO_SUCH_NAME } };
	struct scene s;
	struct made m;

	(void)state;
	scene_init(&s);
	make(&m, &c, &s);
	scene_answer(&s, 504, NULL, NULL);
	s.plan.sip.own_domains.count = 0;
	scene_judge(&s, unknown_then);
	assert_string_equal(cause_key(scene_last(&s)->cause), "srv-missing");
	assert_int_equal(scene_state(&s), STATE_UNKNOWN);
	m.srv.domain = m.own = OWN;
	s.plan.sip.own_domains.count = 1;
	scene_judge(&s, unknown_then);
	assert_int_equal(scene_state(&s), STATE_WARNING);
	s.facts.srvs = NULL;
	scene_free(&s);
}

/* Several domains of ours: a single one that is missing is a WARNING, all of them are CRITICAL, said once before each is. */
static void test_several(void **state)
{
	static const char *own[] = { "contoso.com", "na.contoso.com", "contoso.net" };
	struct srv srvs[COUNT(own)] = { 0 };
	struct srv_target target = { .host = { .name = "sip.contoso.com", .port = 5061, .alias_of = "" } };
	struct scene s;

	(void)state;
	for (size_t missing = 1; missing <= COUNT(own); missing++) {
		scene_init(&s);
		s.plan.sip.own_domains = (struct texts){ own, COUNT(own) };
		s.plan.dns_server.name = "192.0.2.53";
		for (size_t i = 0; i < COUNT(own); i++) {
			srvs[i] = (struct srv){ .domain = own[i], .name = own[i], .targets = &target, .target_count = i == 0 };
			if (i || missing == COUNT(own))
				fault(&srvs[i].fault, FAULT_DNS, i < missing ? DNS_NO_SUCH_NAME : DNS_NO_ADDRESS, "x");
		}
		s.facts.srvs = srvs;
		s.facts.srv_count = missing == 1 ? 2 : COUNT(own);
		scene_answer(&s, 200, NULL, NULL);
		scene_judge(&s, rules);
		assert_int_equal(scene_state(&s), missing == COUNT(own) ? STATE_CRITICAL : STATE_WARNING);
		assert_int_equal(scene_any(&s)->summary, missing == COUNT(own));
		s.facts.srvs = NULL;
		scene_free(&s);
	}
}

/* Nothing was looked up: nothing is said. */
static void test_not_asked(void **state)
{
	const char *own = OWN;
	struct scene s;

	(void)state;
	scene_init(&s);
	s.plan.sip.own_domains = (struct texts){ &own, 1 };
	scene_answer(&s, 504, "1008;reason=\"x\"", NULL);
	scene_judge(&s, rules);
	assert_null(scene_any(&s));
	scene_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_no_worse),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_not_asked),
		cmocka_unit_test(wording_all),
	};

	return cmocka_run_group_tests_name("rule_srv", tests, NULL, NULL);
}
