// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_mobility - autodiscover and the services behind it: what was answered, and by what certificate
 */
#include "settings.h"

#include "judge/rules/rule_mobility.h"

struct found {
	struct settings s;
	struct mobility m;
	struct mobility_place places[4];
	struct cert certs[4];
	struct external_web web;
	struct mobility_place plain[1];
	const char *names[2];
};

static const char *const hosts[] = { "lyncdiscover.contoso.com", "lyncdiscoverinternal.contoso.com", "web.contoso.com", "web.contoso.com" };
static const char *const urls[] = { "https://lyncdiscover.contoso.com/", "https://lyncdiscoverinternal.contoso.com/",
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
				 .verified = true,
				 .chain = { &f->certs[i], 1 } } };
	}
	f->s.pool.mobility = &f->m;
	f->names[0] = "web.contoso.com";
	f->names[1] = "*.contoso.com";
	f->certs[2].dns_names = (struct text_list){ f->names, 2 };
	f->web = (struct external_web){ .host = "web.contoso.com", .port = 443, .root = f->places[2], .mcx = f->places[2], .ucwa = f->places[3],
					.user_host = "web.contoso.com", .plain = f->plain };
	f->web.root.status = 200;
	f->s.pool.external = &f->web;
	detail(&f->s, POOL_SERVICE)->external_fqdn = "web.contoso.com";
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
static void root_inside(struct found *f)
{
	silent(f, 0, FAULT_DNS, "no such name");
	f->places[0].fault.code = DNS_NO_SUCH_NAME;
	f->m.root = urls[1];
}
static void root_inside_404_outside(struct found *f)
{
	answered(f, 0, 404);
	f->m.root = urls[1];
}
static void root_inside_elsewhere_outside(struct found *f)
{
	answered(f, 0, 302);
	fault(&f->places[0].fault, FAULT_PROTOCOL, 0, "the answer redirects to web.fabrikam.com, outside contoso.com: a phone does not follow");
	f->m.root = urls[1];
}
static void link_with_a_nul(struct found *f)
{
	no_root(f);
	answered(f, 0, 200);
	fault(&f->places[0].fault, FAULT_PROTOCOL, PROTOCOL_NUL, "a link has a NUL");
}
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
	silent(f, 1, FAULT_REFUSED, "cannot connect");
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
	silent(f, 0, FAULT_TIMEOUT, "lyncdiscover.contoso.com did not answer in time");
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
	fault(&f->places[0].fault, FAULT_PROTOCOL, 0, "the answer is not an autodiscover root");
}
static void leads_to_a_file(struct found *f)
{
	html(f);
	answered(f, 0, 302);
	f->m.count = 2;
	fault(&f->places[0].fault, FAULT_PROTOCOL, 0, "the answer leads to \"file:///x\", which is no https address");
	silent(f, 1, FAULT_REFUSED, "cannot connect");
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
	silent(f, 0, FAULT_MEMORY, "out of memory while talking to lyncdiscover.contoso.com");
	answered(f, 1, 404);
}
static void none_asked(struct found *f)
{
	no_root(f);
	f->m.count = 0;
}
static void mcx_404(struct found *f) { answered(f, 2, 404); }
static void mcx_200(struct found *f) { answered(f, 2, 200); }
static void mcx_silent(struct found *f) { silent(f, 2, FAULT_REFUSED, "cannot connect to web.contoso.com:443"); }
static void mcx_late(struct found *f) { silent(f, 2, FAULT_TIMEOUT, "late"); }
static void mcx_nowhere(struct found *f) { f->m.mcx = 9; }
static void server_2019(struct found *f) { f->s.plan.settings.server = SERVER_2019; }
static void product(struct found *f, const char *version) { object(&f->s, POOL_REPLICATION)->product_version = version; }
static void server_2019_seen(struct found *f) { product(f, "7.0.2046.0"); }
static void windows_2019(struct found *f) { f->s.pool.version = "10.0.17763"; }
static void mcx_404_2015(struct found *f)
{
	answered(f, 2, 404);
	product(f, "6.0.9319.0");
}
static void ucwa_404(struct found *f) { answered(f, 3, 404); }
static void ucwa_404_2010(struct found *f)
{
	ucwa_404(f);
	product(f, "4.0.7577.0");
}
static void ucwa_404_2013(struct found *f)
{
	ucwa_404(f);
	product(f, "5.0.8308.0");
}
static void neither(struct found *f)
{
	answered(f, 2, 404);
	ucwa_404(f);
}
static void edge_alone(struct found *f)
{
	f->s.plan.settings.edge = EDGE_OCS2007R2;
	unread(&f->s, POOL_MCX, POOL_NOT_ASKED, NULL);
	mcx_404(f);
}
static void ucwa_500(struct found *f) { answered(f, 3, 500); }
static void not_asked(struct found *f)
{
	f->s.pool.mobility = NULL;
	f->s.pool.external = NULL;
}
static void web_unknown(struct found *f) { f->s.pool.external = NULL; }
static void web_mcx_404_2015(struct found *f)
{
	f->web.mcx.status = 404;
	product(f, "6.0.9319.0");
}
static void web_nowhere(struct found *f)
{
	f->web.root.status = 0;
	fault(&f->web.root.fault, FAULT_DNS, DNS_NO_SUCH_NAME, "no such name");
}
static void web_refuses(struct found *f)
{
	f->web.root.status = 0;
	fault(&f->web.root.fault, FAULT_REFUSED, 0, "refused");
}
static void web_leads_elsewhere(struct found *f) { f->web.user_host = "pool.contoso.com"; }
static void web_elsewhere(struct found *f) { detail(&f->s, POOL_SERVICE)->external_fqdn = f->web.host = "csweb.contoso.com"; }
static void web_of_another_pool(struct found *f)
{
	f->web.host = "csweb.contoso.com";
	f->s.plan.settings.external_web.name = "csweb.contoso.com";
}
static void names_missing(struct found *f) { f->certs[2].dns_names.count = 1; }
static void names_over_http(struct found *f)
{
	names_missing(f);
	f->plain[0] = (struct mobility_place){ .url = "http://lyncdiscover.contoso.com/", .host = hosts[0], .status = 302 };
	f->web.plain_count = 1;
}
static void names_nowhere(struct found *f)
{
	names_over_http(f);
	f->plain[0].status = 0;
}
static void expiring(struct found *f) { f->certs[2].not_after = SCENE_NOW + 5 * SCENE_DAY; }
static void wrong_name(struct found *f) { f->places[0].tls.name_matches = f->places[0].tls.verified = false; }
static void without_certificate(struct found *f) { f->places[2].tls.chain.count = f->places[2].tls.verified = 0; }
static void without_certificate_k(struct found *f) { without_certificate(f); f->s.plan.insecure = true; }
static void without_tls(struct found *f) { f->places[1].tls = (struct tls){ .version = "", .wanted_name = hosts[1] }; }

static const struct rule rules[] = { RULES_MOBILITY, { 0 } };

/* Each case is named after what it changes. */
static const struct {
	const char *rule;
	change *change;
	const char *name;
	struct expected expected; /* rule NULL: nothing is said */
} cases[] = {
#define CASE(rule, change, state, hop, cause, values, advice) { rule, change, #change, { state, hop, rule, cause, values, advice } }
#define SILENT(rule, change) { rule, change, #change, { STATE_OK, 0, NULL, NULL, NULL, NULL } }
	CASE("mobility.autodiscover", nothing, STATE_OK, 0, NULL, "contoso.com|https://lyncdiscover.contoso.com/", NULL),
	CASE("mobility.autodiscover", root_inside, STATE_UNKNOWN, 0, "autodiscover", "contoso.com|https://lyncdiscoverinternal.contoso.com/", "--dns-server"),
	CASE("mobility.autodiscover", root_inside_404_outside, STATE_CRITICAL, 0, "autodiscover", "contoso.com|404", "https://lyncdiscover.contoso.com/"),
	CASE("mobility.autodiscover", root_inside_elsewhere_outside, STATE_CRITICAL, 0, "autodiscover", "contoso.com", "web.fabrikam.com"),
	CASE("mobility.autodiscover", root_404, STATE_CRITICAL, 0, "autodiscover", "contoso.com|404", "https://lyncdiscover.contoso.com/|lyncdiscoverinternal.contoso.com"),
	CASE("mobility.autodiscover", redirect_then_503, STATE_CRITICAL, 0, "autodiscover", "contoso.com|503", "https://lyncdiscoverinternal.contoso.com/"),
	CASE("mobility.autodiscover", no_such_names, STATE_CRITICAL, 0, "autodiscover", "contoso.com", "no such name"),
	CASE("mobility.autodiscover", bad_certificate, STATE_CRITICAL, 0, "autodiscover", "contoso.com", "lyncdiscoverinternal.contoso.com/: the certificate does not verify|--ca-cert"),
	CASE("mobility.autodiscover", dns_fails, STATE_UNKNOWN, 0, "autodiscover", "contoso.com", "--dns-server"),
	CASE("mobility.autodiscover", refuses, STATE_CRITICAL, 0, "autodiscover", "contoso.com", "cannot connect"),
	CASE("mobility.autodiscover", late, STATE_UNKNOWN, 0, "autodiscover", "contoso.com", "did not answer in time"),
	CASE("mobility.autodiscover", late_and_told, STATE_WARNING, 0, "autodiscover", "contoso.com", NULL),
	CASE("mobility.autodiscover", stopped, STATE_UNKNOWN, 0, "autodiscover", "contoso.com", NULL),
	CASE("mobility.autodiscover", html, STATE_CRITICAL, 0, "autodiscover", "contoso.com", "the answer is not an autodiscover root"),
	CASE("mobility.autodiscover", link_with_a_nul, STATE_UNKNOWN, 0, "autodiscover", "contoso.com|NUL", "lyncdiscover.contoso.com/"),
	CASE("mobility.autodiscover", leads_to_a_file, STATE_CRITICAL, 0, "autodiscover", "contoso.com", "lyncdiscover.contoso.com/:|\"file:///x\""),
	CASE("mobility.autodiscover", leads_to_nowhere, STATE_CRITICAL, 0, "autodiscover", "contoso.com", "that is no web address"),
	CASE("mobility.autodiscover", sends_too_much, STATE_CRITICAL, 0, "autodiscover", "contoso.com", "1 MiB"),
	CASE("mobility.autodiscover", no_memory_for_the_root, STATE_UNKNOWN, 0, "autodiscover", "contoso.com", NULL),
	CASE("mobility.autodiscover", no_memory_for_the_first, STATE_UNKNOWN, 0, "autodiscover", "contoso.com", "out of memory"),
	CASE("mobility.autodiscover", none_asked, STATE_UNKNOWN, 0, "autodiscover", "contoso.com", NULL),
	SILENT("mobility.autodiscover", not_asked),
	CASE("mobility.mcx", nothing, STATE_OK, 0, NULL, "Mcx|401|web.contoso.com", NULL),
	CASE("mobility.mcx", mcx_200, STATE_OK, 0, NULL, "Mcx|200|web.contoso.com", NULL),
	CASE("mobility.mcx", mcx_404_2015, STATE_CRITICAL, 0, "service", "Mcx|404|web.contoso.com", "https://web.contoso.com/Mcx/McxService.svc|IIS"),
	CASE("mobility.mcx", mcx_404, STATE_UNKNOWN, 0, "not-seen", "Mcx|web.contoso.com|version", "https://web.contoso.com/Mcx/McxService.svc|404|--server"),
	CASE("mobility.mcx", neither, STATE_UNKNOWN, 0, "not-seen", "Mcx|web.contoso.com|version", "--server"),
	CASE("mobility.mcx", windows_2019, STATE_OK, 0, NULL, "Mcx|401|web.contoso.com", NULL),
	CASE("mobility.mcx", mcx_silent, STATE_CRITICAL, 0, "service", "Mcx|web.contoso.com", "cannot connect"),
	CASE("mobility.mcx", mcx_late, STATE_UNKNOWN, 0, "service", "Mcx|web.contoso.com", NULL),
	SILENT("mobility.mcx", mcx_nowhere),
	SILENT("mobility.mcx", server_2019),
	SILENT("mobility.mcx", server_2019_seen),
	CASE("mobility.mcx", edge_alone, STATE_UNKNOWN, 0, "not-seen", "web.contoso.com", NULL),
	SILENT("mobility.mcx", no_root),
	SILENT("mobility.mcx", not_asked),
	CASE("mobility.ucwa", nothing, STATE_OK, 0, NULL, "UCWA|401|web.contoso.com", NULL),
	CASE("mobility.ucwa", ucwa_500, STATE_OK, 0, NULL, "UCWA|web.contoso.com|--server", NULL),
	CASE("mobility.ucwa", ucwa_404, STATE_OK, 0, NULL, "UCWA|web.contoso.com|2010|--server", NULL),
	CASE("mobility.ucwa", ucwa_404_2013, STATE_CRITICAL, 0, "service", "UCWA|404|web.contoso.com", NULL),
	SILENT("mobility.ucwa", ucwa_404_2010),
	CASE("mobility.ucwa", neither, STATE_CRITICAL, 0, "service", "UCWA|404|web.contoso.com", NULL),
	CASE("mobility.ucwa", server_2019, STATE_OK, 0, NULL, "401", NULL),
	SILENT("mobility.ucwa", not_asked),
	CASE("mobility.external", nothing, STATE_OK, 0, NULL, "Mcx|401|web.contoso.com", NULL),
	CASE("mobility.external", web_unknown, STATE_OK, 0, NULL, "--external-web", NULL),
	CASE("mobility.external", web_mcx_404_2015, STATE_CRITICAL, 0, "service", "Mcx|404|web.contoso.com", NULL),
	CASE("mobility.external", web_nowhere, STATE_UNKNOWN, 0, "not-seen", "web.contoso.com", "--dns-server"),
	CASE("mobility.external", web_refuses, STATE_CRITICAL, 0, "service", "web.contoso.com", "refused"),
	CASE("mobility.external", web_leads_elsewhere, STATE_WARNING, 0, "external-web", "web.contoso.com|pool.contoso.com", NULL),
	CASE("mobility.external", web_elsewhere, STATE_WARNING, 0, "external-web", "csweb.contoso.com|web.contoso.com", NULL),
	CASE("mobility.external", web_of_another_pool, STATE_OK, 0, NULL, "Mcx|401", NULL),
	SILENT("mobility.external", not_asked),
	CASE("mobility.names", nothing, STATE_OK, 0, NULL, "web.contoso.com|1", NULL),
	CASE("mobility.names", names_missing, STATE_WARNING, 0, "external-name", "web.contoso.com|lyncdiscover.contoso.com", "80"),
	CASE("mobility.names", names_over_http, STATE_OK, 0, "external-name", "web.contoso.com|lyncdiscover.contoso.com", "80"),
	CASE("mobility.names", names_nowhere, STATE_WARNING, 0, "external-name", "lyncdiscover.contoso.com", NULL),
	SILENT("mobility.names", not_asked),
	CASE("mobility.certs", nothing, STATE_OK, 1, NULL, "lyncdiscover.contoso.com|200 days", NULL),
	CASE("mobility.certs", expiring, STATE_CRITICAL, 1, "cert-expiring", "web.contoso.com|5 days", NULL),
	CASE("mobility.certs", wrong_name, STATE_CRITICAL, 1, "cert-name", "lyncdiscover.contoso.com", NULL),
	CASE("mobility.certs", without_certificate, STATE_CRITICAL, 1, "cert-invalid", "web.contoso.com", NULL),
	CASE("mobility.certs", without_certificate_k, STATE_WARNING, 1, "cert-invalid", "web.contoso.com", NULL),
	CASE("mobility.certs", without_tls, STATE_OK, 1, NULL, "lyncdiscover.contoso.com|200 days", NULL),
	SILENT("mobility.certs", not_asked),
};

static void every_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct found found;
		found_init(&found);
		cases[i].change(&found);
		scene_ask(&found.s, rules, cases[i].rule);
		const struct finding *f = settings_worst(&found.s);
		if (!f != !cases[i].expected.rule)
			fail_msg("%s, %s: %s", cases[i].rule, cases[i].name, f ? f->sentence : "nothing");
		else if (f)
			settings_check(cases[i].name, f, &cases[i].expected);
		settings_free(&found.s);
	}
}

/*
 * Neither service is where autodiscover leads, UCWA is not at the external web services either, and the certificate lacks a name: what counts is what the server has. As the option says it, and as a
 * replica's version does. A service that this server has not was not asked for by step_mobility() and step_external_web() where the
 * option says so; here it was, and counts for nothing. The letters are those of settings_letters().
 */
static void every_version(void **state)
{
	static const struct {
		const char *name;
		enum server_kind kind;
		const char *product; /* of a replica; NULL: of none */
		enum edge_kind edge;
		const char *letters;
	} versions[] = {
		{ "2010", SERVER_2010, NULL, EDGE_LYNC, "oc-owo" },
		{ "2013", SERVER_2013, NULL, EDGE_LYNC, "occcwo" },
		{ "2015", SERVER_2015, NULL, EDGE_LYNC, "occcwo" },
		{ "2019", SERVER_2019, NULL, EDGE_LYNC, "o-ccwo" },
		{ "SE", SERVER_SE, NULL, EDGE_LYNC, "o-ccwo" },
		{ "2010, seen", SERVER_NOT_TOLD, "4.0.7577.710", EDGE_LYNC, "oc-owo" },
		{ "2013, seen", SERVER_NOT_TOLD, "5.0.8308.0", EDGE_LYNC, "occcwo" },
		{ "2015, seen", SERVER_NOT_TOLD, "6.0.9319.0", EDGE_LYNC, "occcwo" },
		{ "2019, seen", SERVER_NOT_TOLD, "7.0.2046.0", EDGE_LYNC, "o-ccwo" },
		{ "not known", SERVER_NOT_TOLD, NULL, EDGE_LYNC, "oucowo" },
		{ "OCS 2007 R2's Edge before 2013", SERVER_2013, NULL, EDGE_OCS2007R2, "occcwo" },
	};
	bool failed = false;

	(void)state;
	for (size_t i = 0; i < COUNT(versions); i++) {
		struct found found;
		char letters[COUNT(rules)] = "";
		found_init(&found);
		neither(&found);
		names_missing(&found);
		found.web.ucwa.status = 404;
		found.web.ucwa.host = "csweb.contoso.com"; /* else it is the same failure */
		found.s.plan.settings.server = versions[i].kind;
		found.s.plan.settings.edge = versions[i].edge;
		if (versions[i].product)
			product(&found, versions[i].product);
		settings_letters(&found.s, rules, letters);
		if (strcmp(letters, versions[i].letters) != 0)
			print_error("%s: %s, not %s\n", versions[i].name, letters, versions[i].letters), failed = true;
		settings_free(&found.s);
	}
	assert_false(failed);
}

/* One certificate each, however often its server was asked. */
static void each_server_once(void **state)
{
	struct found found;

	(void)state;
	found_init(&found);
	scene_ask(&found.s, rules, "mobility.certs");
	assert_int_equal(scene_total(&found.s), 3);
	settings_free(&found.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_rule), cmocka_unit_test(every_version), cmocka_unit_test(each_server_once), cmocka_unit_test(wording_all) };

	return cmocka_run_group_tests_name("rule_mobility", tests, NULL, NULL);
}
