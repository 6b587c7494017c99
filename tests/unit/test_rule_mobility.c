// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_mobility - autodiscover and the services behind it: what was answered, and by what certificate
 */
#include "settings.h"

#include "judge/rule_mobility.h"

struct found {
	struct settings s;
	struct mobility m;
	struct mobility_place places[4];
	struct cert certs[4];
};

static const char *const hosts[] = { "lyncdiscoverinternal.contoso.com", "lyncdiscover.contoso.com", "web.contoso.com", "web.contoso.com" };
static const char *const urls[] = { "https://lyncdiscoverinternal.contoso.com/", "https://lyncdiscover.contoso.com/",
				    "https://web.contoso.com/Mcx/McxService.svc", "https://web.contoso.com/ucwa/v1/applications" };

/* A root on the first name, both services asking who one is. */
static void found_init(struct found *f)
{
	settings_init(&f->s);
	f->m = (struct mobility){ .domain = "contoso.com", .places = f->places, .count = 4, .root = urls[0], .mcx = 2, .ucwa = 3 };
	for (size_t i = 0; i < 4; i++) {
		f->certs[i] = scene_cert("CN=web.contoso.com", "CN=Contoso CA");
		f->places[i] = (struct mobility_place){ .url = urls[i], .host = hosts[i], .status = i < 2 ? 200 : 401,
			.tls = { .version = "TLSv1.2", .cipher = "", .wanted_name = hosts[i], .handshake_done = true, .name_matches = true,
				 .chain = { &f->certs[i], 1 } } };
	}
	f->s.pool.mobility = &f->m;
}

static void answered(struct found *f, size_t place, int status)
{
	f->places[place].status = status;
}

static void silent(struct found *f, size_t place, enum fault_kind kind, const char *text)
{
	f->places[place].status = 0;
	f->places[place].tls.chain.count = 0;
	fault(&f->places[place].fault, kind, 0, "%s", text);
}

static void no_root(struct found *f)
{
	f->m.root = NULL;
	f->m.mcx = f->m.ucwa = -1;
	f->m.count = 2;
}

typedef void change(struct found *);

static void nothing(struct found *f) { (void)f; }
static void root_404(struct found *f)
{
	no_root(f);
	answered(f, 0, 404);
	answered(f, 1, 302);
}
static void redirect_then_503(struct found *f)
{
	no_root(f);
	answered(f, 0, 302);
	answered(f, 1, 503);
}
static void no_such_names(struct found *f)
{
	no_root(f);
	silent(f, 0, FAULT_DNS, "no such name");
	silent(f, 1, FAULT_DNS, "no such name");
	f->places[0].fault.code = f->places[1].fault.code = DNS_NO_SUCH_NAME;
}
static void dns_fails(struct found *f)
{
	no_such_names(f);
	f->places[1].fault.code = DNS_NO_ANSWER;
}
static void refuses(struct found *f)
{
	no_such_names(f);
	silent(f, 1, FAULT_REFUSED, "cannot be connected to");
}
static void bad_certificate(struct found *f)
{
	no_root(f);
	silent(f, 0, FAULT_DNS, "no such name");
	silent(f, 1, FAULT_VERIFY, "the certificate does not verify");
}
static void late(struct found *f)
{
	no_root(f);
	silent(f, 0, FAULT_TIMEOUT, "lyncdiscoverinternal.contoso.com did not answer in time");
	silent(f, 1, FAULT_TIMEOUT, "late");
}
static void late_and_told(struct found *f)
{
	late(f);
	f->s.plan.timeout_state = STATE_WARNING;
}
static void stopped(struct found *f)
{
	no_root(f);
	silent(f, 0, FAULT_CANCELLED, "stopped");
	f->m.count = 1;
}
static void html(struct found *f)
{
	no_root(f);
	f->m.count = 1;
	fault(&f->places[0].fault, FAULT_PROTOCOL, 0, "the answer is no autodiscover root");
}
static void leads_to_a_file(struct found *f)
{
	html(f);
	answered(f, 0, 302);
	f->m.count = 2;
	fault(&f->places[0].fault, FAULT_PROTOCOL, 0, "the answer leads to \"file:///x\", which is no https address");
	silent(f, 1, FAULT_REFUSED, "cannot be connected to");
}
static void leads_to_nowhere(struct found *f)
{
	no_root(f);
	silent(f, 1, FAULT_PROTOCOL, "that is no web address");
}
static void sends_too_much(struct found *f)
{
	no_such_names(f);
	silent(f, 1, FAULT_LIMIT, "the answer is longer than 1 MiB");
}
static void no_memory_for_the_root(struct found *f)
{
	html(f);
	f->places[0].fault.kind = FAULT_MEMORY;
}
static void no_memory_for_the_first(struct found *f)
{
	no_root(f);
	silent(f, 0, FAULT_MEMORY, "out of memory while talking to lyncdiscoverinternal.contoso.com");
	answered(f, 1, 404);
}
static void none_asked(struct found *f)
{
	no_root(f);
	f->m.count = 0;
}
static void mcx_404(struct found *f) { answered(f, 2, 404); }
static void mcx_200(struct found *f) { answered(f, 2, 200); }
static void mcx_silent(struct found *f) { silent(f, 2, FAULT_REFUSED, "web.contoso.com:443 cannot be connected to"); }
static void mcx_late(struct found *f) { silent(f, 2, FAULT_TIMEOUT, "late"); }
static void mcx_nowhere(struct found *f) { f->m.mcx = 9; }
static void server_2019(struct found *f) { f->s.plan.server = SERVER_2019; }
static void server_2019_seen(struct found *f) { f->s.pool.version = "10.0.17763"; }
static void edge_alone(struct found *f)
{
	f->s.plan.edge = EDGE_OCS2007R2;
	unread(&f->s, POOL_MCX, POOL_NOT_ASKED, NULL);
	mcx_404(f);
}
static void ucwa_500(struct found *f) { answered(f, 3, 500); }
static void not_asked(struct found *f) { f->s.pool.mobility = NULL; }
static void expiring(struct found *f) { f->certs[2].not_after = SCENE_NOW + 5 * SCENE_DAY; }
static void wrong_name(struct found *f) { f->places[0].tls.name_matches = false; }

static const struct rule rules[] = { RULES_MOBILITY, { 0 } };

static const struct {
	const char *rule;
	change *change;
	enum state state;
	const char *words, *advice; /* words "": nothing is said */
} cases[] = {
	{ "mobility.autodiscover", nothing, STATE_OK, "autodiscover of contoso.com: https://lyncdiscoverinternal.contoso.com/", NULL },
	{ "mobility.autodiscover", root_404, STATE_CRITICAL, "autodiscover of contoso.com answers 404",
	  "https://lyncdiscoverinternal.contoso.com/|publish lyncdiscover.contoso.com" },
	{ "mobility.autodiscover", redirect_then_503, STATE_CRITICAL, "autodiscover of contoso.com answers 503",
	  "https://lyncdiscover.contoso.com/" },
	{ "mobility.autodiscover", no_such_names, STATE_CRITICAL, "there is no autodiscover for contoso.com", "no such name" },
	{ "mobility.autodiscover", bad_certificate, STATE_CRITICAL, "autodiscover of contoso.com shows a certificate that does not verify",
	  "lyncdiscover.contoso.com/: the certificate does not verify|--ca-cert" },
	{ "mobility.autodiscover", dns_fails, STATE_UNKNOWN, "autodiscover of contoso.com was not reached", "--dns-server" },
	{ "mobility.autodiscover", refuses, STATE_CRITICAL, "autodiscover of contoso.com was not reached", "connected to|publish" },
	{ "mobility.autodiscover", late, STATE_UNKNOWN, "autodiscover of contoso.com was not reached", "did not answer in time" },
	{ "mobility.autodiscover", late_and_told, STATE_WARNING, "autodiscover of contoso.com was not reached", NULL },
	{ "mobility.autodiscover", stopped, STATE_UNKNOWN, "autodiscover of contoso.com was not reached", NULL },
	{ "mobility.autodiscover", html, STATE_CRITICAL, "autodiscover of contoso.com gives no root", "is no autodiscover root" },
	{ "mobility.autodiscover", leads_to_a_file, STATE_CRITICAL, "autodiscover of contoso.com gives no root",
	  "lyncdiscoverinternal.contoso.com/: the answer leads to \"file:///x\"" },
	{ "mobility.autodiscover", leads_to_nowhere, STATE_CRITICAL, "autodiscover of contoso.com gives no root", "that is no web address" },
	{ "mobility.autodiscover", sends_too_much, STATE_CRITICAL, "autodiscover of contoso.com gives no root", "longer than 1 MiB" },
	{ "mobility.autodiscover", no_memory_for_the_root, STATE_UNKNOWN, "autodiscover of contoso.com was not reached", NULL },
	{ "mobility.autodiscover", no_memory_for_the_first, STATE_UNKNOWN, "autodiscover of contoso.com was not reached", "out of memory" },
	{ "mobility.autodiscover", none_asked, STATE_UNKNOWN, "was not looked for: no time was left", NULL },
	{ "mobility.autodiscover", not_asked, STATE_OK, "", NULL },
	{ "mobility.mcx", nothing, STATE_OK, "the mobility service (Mcx) answers 401 at web.contoso.com", NULL },
	{ "mobility.mcx", mcx_200, STATE_OK, "answers 200", NULL },
	{ "mobility.mcx", mcx_404, STATE_CRITICAL, "the mobility service (Mcx) answers 404 at web.contoso.com",
	  "https://web.contoso.com/Mcx/McxService.svc|IIS" },
	{ "mobility.mcx", mcx_silent, STATE_CRITICAL, "the mobility service (Mcx) does not answer at web.contoso.com", "connected to" },
	{ "mobility.mcx", mcx_late, STATE_UNKNOWN, "does not answer at web.contoso.com", NULL },
	{ "mobility.mcx", mcx_nowhere, STATE_OK, "", NULL },
	{ "mobility.mcx", server_2019, STATE_OK, "", NULL },
	{ "mobility.mcx", server_2019_seen, STATE_OK, "", NULL },
	{ "mobility.mcx", edge_alone, STATE_CRITICAL, "the mobility service (Mcx) answers 404 at web.contoso.com", NULL },
	{ "mobility.mcx", no_root, STATE_OK, "", NULL },
	{ "mobility.mcx", not_asked, STATE_OK, "", NULL },
	{ "mobility.ucwa", nothing, STATE_OK, "the mobility service (UCWA) answers 401 at web.contoso.com", NULL },
	{ "mobility.ucwa", ucwa_500, STATE_CRITICAL, "the mobility service (UCWA) answers 500 at web.contoso.com", NULL },
	{ "mobility.ucwa", server_2019, STATE_OK, "answers 401", NULL },
	{ "mobility.ucwa", not_asked, STATE_OK, "", NULL },
	{ "mobility.certs", nothing, STATE_OK, "certificate of lyncdiscoverinternal.contoso.com: 200 days left", NULL },
	{ "mobility.certs", expiring, STATE_CRITICAL, "certificate of web.contoso.com: 5 days left, critical below", NULL },
	{ "mobility.certs", wrong_name, STATE_CRITICAL, "lyncdiscoverinternal.contoso.com", "have one issued with this name too" },
	{ "mobility.certs", not_asked, STATE_OK, "", NULL },
};

static const struct finding *telling(const struct findings *all)
{
	for (const struct finding *f = all->first; f; f = f->next)
		if (f->state != STATE_OK)
			return f;
	return all->first;
}

static void every_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct found found;
		const struct rule *rule = rules;
		char advice[2000] = "";
		found_init(&found);
		cases[i].change(&found);
		while (strcmp(rule->id, cases[i].rule) != 0)
			rule++;
		rule->ask(&found.s.view, &found.s.findings);
		const struct finding *f = telling(&found.s.findings);
		if (f)
			snprintf(advice, sizeof advice, "%s %s", f->because ? f->because : "", f->remedy ? f->remedy : "");
		if (!f != !cases[i].words[0] ||
		    (f && (f->state != cases[i].state || !scene_says(f->sentence, cases[i].words) ||
			   (cases[i].advice && !scene_says(advice, cases[i].advice)) || strlen(f->sentence) > SETTINGS_SENTENCE_MAX)))
			fail_msg("%zu %s: %s \"%s\" %s", i, cases[i].rule, f ? state_name(f->state) : "", f ? f->sentence : "nothing",
				 advice);
		settings_free(&found.s);
	}
}

/* One certificate each, however often its server was asked. */
static void each_server_once(void **state)
{
	struct found found;
	size_t count = 0;

	(void)state;
	found_init(&found);
	rule_mobility_certs(&found.s.view, &found.s.findings);
	for (const struct finding *f = found.s.findings.first; f; f = f->next)
		count++;
	assert_int_equal(count, 3);
	settings_free(&found.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_rule), cmocka_unit_test(each_server_once) };

	return cmocka_run_group_tests_name("rule_mobility", tests, NULL, NULL);
}
