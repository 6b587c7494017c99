// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_srv - what is said of SRV records: of the federated domain's, of our own, and of what the Edge does not find
 */
#include "scene.h"

#include "judge/rule_srv.h"

#define PUSH "push.lync.com"
#define OWN "contoso.com"

/* ---- cases ---- */

enum asked { ASK_PUSH, ASK_OWN, ASK_EDGE };

struct given {
	const char *target; /* NULL: no record, fault says why */
	uint16_t port;
	const char *address, *alias; /* NULL: none */
	int fault;		     /* enum dns_code of the record, or of its target's address */
	const char *second;	     /* another target; NULL: none */
};

#define SIP(name) .target = (name), .port = 5061, .address = "203.0.113.5"

static const struct srv_case { /* NOLINT(clang-analyzer-optin.performance.Padding): in the order in which a row is read */
	const char *name;
	enum asked asked;
	const char *domain; /* NULL: PUSH or OWN */
	struct given given;
	int status;	      /* of the answer; 0: none */
	const char *diag;
	bool without_own;     /* only --direct was given */
	struct expected want; /* words NULL: nothing is said; state OK: a note */
} cases[] = {
	{ "a healthy record", ASK_PUSH, "fabrikam.com", { SIP("sip.fabrikam.com") }, 504, NULL, false, { 0 } },
	{ "a healthy record of ours", ASK_OWN, NULL, { SIP("sip.contoso.com") }, 200, NULL, false, { 0 } },
	{ "capitals", ASK_OWN, "Contoso.COM", { SIP("SIP.contoso.com") }, 200, NULL, false, { 0 } },

	{ "missing", ASK_PUSH, NULL, { .fault = DNS_NO_SUCH_NAME }, 504, NULL, false,
	  { STATE_WARNING, PUSH " has no SRV record for federation", 0, "srv-missing", "--dns-server|New-CsHostingProvider" } },
	{ "missing, of another kind", ASK_PUSH, NULL, { .fault = DNS_NO_ADDRESS }, 504, NULL, false,
	  { STATE_WARNING, "has no SRV record", 0, "srv-missing", "_sipfederationtls._tcp." PUSH } },
	{ "missing, and yet a request went through", ASK_PUSH, NULL, { .fault = DNS_NO_SUCH_NAME }, 200, NULL, false,
	  { STATE_OK, "has no SRV record", 0, "srv-missing", NULL } },
	{ "missing, and the trouble is of another kind", ASK_PUSH, NULL, { .fault = DNS_NO_SUCH_NAME }, 401, NULL, false,
	  { STATE_OK, "has no SRV record", 0, "srv-missing", NULL } },
	{ "ours is missing", ASK_OWN, NULL, { .fault = DNS_NO_SUCH_NAME }, 200, NULL, false,
	  { STATE_WARNING, OWN " has no SRV record", 0, "srv-missing", "publish it|_sipfederationtls._tcp." OWN " SRV 0 0 5061" } },
	{ "not seen", ASK_PUSH, NULL, { .fault = DNS_SERVER_FAILED }, 504, NULL, false,
	  { STATE_UNKNOWN, "could not look up the SRV record of " PUSH, 0, "dns-failed", "the fault's text" } },
	{ "not seen, and only --direct wanted it", ASK_PUSH, NULL, { .fault = DNS_NO_ANSWER }, 504, NULL, true,
	  { STATE_OK, "could not look up the SRV record of " PUSH, 0, "dns-failed", NULL } },
	{ "ours is not seen", ASK_OWN, NULL, { .fault = DNS_NO_ANSWER }, 200, NULL, false,
	  { STATE_UNKNOWN, "could not look up the SRV record of " OWN, 0, "dns-failed", NULL } },
	{ "not offered", ASK_PUSH, NULL, { .target = "" }, 504, NULL, false,
	  { STATE_WARNING, PUSH " offers no federation", 0, "srv-not-offered", "ask the partner" } },
	{ "ours is not offered", ASK_OWN, NULL, { .target = "" }, 200, NULL, false,
	  { STATE_WARNING, OWN " offers no federation", 0, "srv-not-offered", "_sipfederationtls._tcp." OWN } },

	{ "the push service's lies outside for everybody", ASK_PUSH, NULL, { SIP(PARTNER) }, 504, NULL, false,
	  { STATE_OK, PUSH " leads to " PARTNER "|outside|allowed domain", 0, NULL, NULL } },
	{ "another one does not", ASK_PUSH, NULL, { SIP("fed.example.net") }, 504, NULL, false,
	  { STATE_WARNING, "leads out of the domain, to fed.example.net", 0, "srv-outside", "1009|New-CsAllowedDomain " PUSH } },
	{ "outside", ASK_PUSH, "fabrikam.com", { SIP("fed.example.net") }, 504, NULL, false,
	  { STATE_WARNING, "fabrikam.com leads out of the domain, to fed.example.net", 0, "srv-outside", "ProxyFqdn fed.example.net" } },
	{ "outside, and yet a request went through", ASK_PUSH, "fabrikam.com", { SIP("fed.example.net") }, 202, NULL, false,
	  { STATE_OK, "leads out of the domain", 0, "srv-outside", NULL } },
	{ "a domain below is outside", ASK_OWN, NULL, { SIP("sip.emea.contoso.com") }, 200, NULL, false,
	  { STATE_WARNING, "leads out of the domain, to sip.emea.contoso.com", 0, "srv-outside", "name a host in " OWN } },
	{ "the domain itself is no host in it", ASK_OWN, NULL, { SIP(OWN) }, 200, NULL, false,
	  { STATE_WARNING, "leads out of the domain", 0, "srv-outside", NULL } },
	{ "no more than alike", ASK_OWN, NULL, { SIP("sip.notcontoso.com") }, 200, NULL, false,
	  { STATE_WARNING, "leads out of the domain", 0, "srv-outside", NULL } },
	{ "ours leads to Microsoft", ASK_OWN, NULL, { SIP(PARTNER) }, 200, NULL, false,
	  { STATE_WARNING, "leads out of the domain, to " PARTNER, 0, "srv-outside", "meant to be served there" } },

	{ "alias", ASK_OWN, NULL, { SIP("sip.contoso.com"), .alias = "edge.contoso.com" }, 200, NULL, false,
	  { STATE_WARNING, "sip.contoso.com|is an alias of edge.contoso.com", 0, "srv-alias", "RFC 2782|address record of its own" } },
	{ "alias, the partner's", ASK_PUSH, "fabrikam.com", { SIP("sip.fabrikam.com"), .alias = "edge.fabrikam.com" }, 504, NULL, false,
	  { STATE_WARNING, "is an alias of", 0, "srv-alias", "ask the partner" } },
	{ "no address", ASK_OWN, NULL, { .target = "sip.contoso.com", .port = 5061, .fault = DNS_NO_SUCH_NAME }, 200, NULL, false,
	  { STATE_WARNING, "sip.contoso.com|has no address", 0, "srv-no-address", "give sip.contoso.com an address" } },
	{ "address not seen", ASK_OWN, NULL, { .target = "sip.contoso.com", .port = 5061, .fault = DNS_NO_ANSWER }, 200, NULL, false,
	  { STATE_UNKNOWN, "could not look up the address of sip.contoso.com", 0, "dns-failed", NULL } },
	{ "another port", ASK_OWN, NULL, { .target = "sip.contoso.com", .port = 443, .address = "203.0.113.5" }, 200, NULL, false,
	  { STATE_WARNING, "names port 443, not 5061", 0, "srv-port", "have it name port 5061" } },
	{ "another port, the partner's", ASK_PUSH, "fabrikam.com", { .target = "sip.fabrikam.com", .port = 5081, .address = "203.0.113.5" },
	  504, NULL, false, { STATE_WARNING, "names port 5081", 0, "srv-port", "let the Edge out to sip.fabrikam.com:5081" } },
	{ "a second that nobody takes", ASK_OWN, NULL, { SIP("sip.contoso.com"), .second = "sip2.contoso.com" }, 200, NULL, false,
	  { STATE_WARNING, "of 2 SRV targets of " OWN " an Access Edge takes one only: sip.contoso.com", 0, "srv-second",
	    "one name two addresses" } },
	{ "the partner's second", ASK_PUSH, "fabrikam.com", { SIP("sip.fabrikam.com"), .second = "sip2.fabrikam.com" }, 504, NULL, false,
	  { STATE_OK, "of 2 SRV targets of fabrikam.com", 0, "srv-second", NULL } },
	{ "DNS as it is inside", ASK_OWN, NULL, { .target = "sip.contoso.com", .port = 5061, .address = "192.0.2.10" }, 200, NULL, false,
	  { STATE_OK, "sip.contoso.com has the very address that was asked", 0, NULL, NULL } },
	{ "the partner's is that of the server asked", ASK_PUSH, "fabrikam.com",
	  { .target = "sip.fabrikam.com", .port = 5061, .address = "192.0.2.10" }, 504, NULL, false, { 0 } },

	{ "the Edge finds no record", ASK_EDGE, NULL, { SIP(PARTNER) }, 504, "1008;reason=\"x\"", false,
	  { STATE_WARNING, "has the SRV record of " PUSH " from here; our Edge finds none", 2, "edge-dns-srv",
	    "_sipfederationtls._tcp." PUSH } },
	{ "neither do we", ASK_EDGE, NULL, { .fault = DNS_NO_SUCH_NAME }, 504, "1008;reason=\"x\"", false, { 0 } },
	{ "the Edge finds no address", ASK_EDGE, NULL, { SIP(PARTNER) }, 504, "1014;reason=\"x\"", false,
	  { STATE_WARNING, "an address of " PARTNER " from here; our Edge finds none", 2, "edge-dns-a", "Resolve-DnsName " PARTNER } },
	{ "nor do we find one", ASK_EDGE, NULL, { .target = PARTNER, .port = 5061, .fault = DNS_NO_ADDRESS }, 504, "1014;reason=\"x\"",
	  false, { 0 } },
	{ "another trouble of the Edge's", ASK_EDGE, NULL, { SIP(PARTNER) }, 504, "1047;reason=\"x\"", false, { 0 } },
	{ "nothing is told", ASK_EDGE, NULL, { SIP(PARTNER) }, 504, NULL, false, { 0 } },
};

/* ---- the loop ---- */

struct made {
	struct srv srv;
	struct srv_target targets[2];
	struct address address;
};

static void make(struct made *m, const struct srv_case *c, struct scene *s)
{
	const struct given *g = &c->given;
	struct host *host = &m->targets[0].host;
	struct fault *f = g->target ? &host->fault : &m->srv.fault;

	*m = (struct made){ .srv = { .domain = c->domain ? c->domain : c->asked == ASK_OWN ? OWN : PUSH, .targets = m->targets } };
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
	s->plan.own_domain = c->asked == ASK_OWN ? m->srv.domain : c->without_own ? NULL : OWN;
	s->plan.domain = c->asked == ASK_OWN ? PUSH : m->srv.domain;
}

static void run(const struct srv_case *c)
{
	static void (*const rules[])(const struct view *, struct findings *) = { rule_srv_push, rule_srv_own, rule_srv_edge };
	struct scene s;
	struct made m;

	scene_init(&s);
	make(&m, c, &s);
	if (c->status)
		scene_answer(&s, c->status, c->diag, NULL);
	rules[c->asked](&s.view, &s.findings);
	if (c->want.words && s.findings.first) {
		struct expected want = c->want;

		if (want.state == STATE_OK)
			want.state = s.findings.first->state;
		scene_check(c->name, s.findings.first, &want);
		assert_int_equal(s.findings.first->note, c->want.state == STATE_OK);
		if (s.findings.first->next)
			fail_msg("%s: also %s", c->name, s.findings.first->next->sentence);
	} else if (c->want.words || s.findings.first) {
		fail_msg("%s: %s", c->name, s.findings.first ? s.findings.first->sentence : "nothing");
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
	static const struct srv_case many = { .name = "many", .asked = ASK_OWN,
		.given = { .target = "sip.example.net", .port = 443, .address = "192.0.2.10", .alias = "x.example.net", .second = "y" } };
	static const char *const causes[] = { "srv-outside", "srv-alias", "srv-port", "srv-second", NULL };
	struct scene s;
	struct made m;
	size_t count = 0;

	(void)state;
	scene_init(&s);
	make(&m, &many, &s);
	rule_srv_own(&s.view, &s.findings);
	for (const struct finding *f = s.findings.first; f; f = f->next, count++) {
		assert_true(count < COUNT(causes));
		if (causes[count])
			assert_string_equal(cause_key(f->cause), causes[count]);
		else
			assert_null(cause_key(f->cause));
	}
	assert_int_equal(count, COUNT(causes));
	s.facts.srvs = NULL;
	scene_free(&s);
}

/* Where the verdict is UNKNOWN, what explains it does not make a WARNING of it; our own record is a matter of its own. */
static void test_no_worse(void **state)
{
	static const struct srv_case c = { .asked = ASK_PUSH, .given = { .fault = DNS_NO_SUCH_NAME } };
	struct scene s;
	struct made m;

	(void)state;
	scene_init(&s);
	make(&m, &c, &s);
	scene_answer(&s, 504, NULL, NULL);
	s.findings.target = 0;
	finding_add(&s.findings, STATE_UNKNOWN, "as --expect has it");
	rule_srv_push(&s.view, &s.findings);
	assert_string_equal(cause_key(s.findings.last->cause), "srv-missing");
	assert_int_equal(findings_state(&s.findings), STATE_UNKNOWN);
	m.srv.domain = OWN;
	rule_srv_own(&s.view, &s.findings);
	assert_int_equal(findings_state(&s.findings), STATE_WARNING);
	s.facts.srvs = NULL;
	scene_free(&s);
}

/* Nothing was looked up: nothing is said. */
static void test_not_asked(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	s.plan.own_domain = OWN;
	scene_answer(&s, 504, "1008;reason=\"x\"", NULL);
	rule_srv_push(&s.view, &s.findings);
	rule_srv_own(&s.view, &s.findings);
	rule_srv_edge(&s.view, &s.findings);
	assert_null(s.findings.first);
	scene_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_no_worse),
		cmocka_unit_test(test_not_asked),
	};

	return cmocka_run_group_tests_name("rule_srv", tests, NULL, NULL);
}
