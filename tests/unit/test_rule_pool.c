// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_pool - what stops us, how old and slow it was, what it all comes to, and the numbers of it
 */
#include "settings.h"

#include <math.h>

#include "judge/measure.h"
#include "judge/measure_pool.h"
#include "judge/rule_config.h"
#include "judge/rule_pool.h"
#include "judge/rule_scope.h"

/* ---- what stopped us ---- */

static const struct stop_case {
	enum phase phase;
	enum fault_kind kind;
	long code;
	const char *text;
	enum state state;
	const char *words, *cause, *advice; /* words NULL: the text itself */
} stops[] = {
	{ PHASE_DNS, FAULT_DNS, DNS_NO_SUCH_NAME, "pool has no address", STATE_UNKNOWN, NULL, "dns", "-I" },
	{ PHASE_CONNECT, FAULT_REFUSED, 111, "pool:443 refused", STATE_UNKNOWN, NULL, "tcp-refused", "IIS" },
	{ PHASE_CONNECT, FAULT_UNREACHABLE, 113, "no route", STATE_UNKNOWN, NULL, "tcp-unreachable", "routes" },
	{ PHASE_OPEN, FAULT_TIMEOUT, 0, "pool did not answer in time", STATE_UNKNOWN, NULL, "timeout", "tens of seconds|raise -t" },
	{ PHASE_OPEN, FAULT_CANCELLED, 0, "stopped while waiting", STATE_UNKNOWN, NULL, "cancelled", "asked to end" },
	{ PHASE_OPEN, FAULT_RESET, 104, "broke", STATE_UNKNOWN, NULL, "tcp-reset", "firewall" },
	{ PHASE_OPEN, FAULT_CLOSED, 0, "closed", STATE_UNKNOWN, NULL, "tcp-closed", "firewall" },
	{ PHASE_TLS, FAULT_ALERT, 48, "alert", STATE_UNKNOWN, "pool.contoso.com does not know the CA of our certificate",
	  "identity-issuer-unknown", "trusted roots" },
	{ PHASE_TLS, FAULT_TLS, 258, "tls", STATE_UNKNOWN, "pool.contoso.com", "tls-version", "--tls-min" },
	{ PHASE_TLS, FAULT_ALERT, 116, "alert", STATE_UNKNOWN, "pool.contoso.com", "identity-missing", "-J" },
	{ PHASE_TLS, FAULT_ALERT, 49, "alert", STATE_UNKNOWN, "denies us access", "identity-not-in-topology", "who may come" },
	{ PHASE_CONNECT, FAULT_TLS, TLS_NOT_SPOKEN, "pool:443 does not speak TLS", STATE_UNKNOWN, NULL, "tls-not-tls", "HTTPS" },
	{ PHASE_OPEN, FAULT_AUTH, 401, "pool refused the credentials (401); it offers Negotiate, NTLM", STATE_UNKNOWN, NULL, "login-refused",
	  "password|locked|NTLM is restricted|Extended Protection|--password-file" },
	{ PHASE_OPEN, FAULT_AUTH, 0, "no Kerberos ticket", STATE_UNKNOWN, NULL, "no-ticket", "kinit|--keytab" },
	{ PHASE_OPEN, FAULT_HTTP, 403, "403", STATE_UNKNOWN, NULL, "http-forbidden", "client certificate" },
	{ PHASE_OPEN, FAULT_HTTP, 404, "404", STATE_UNKNOWN, NULL, "http-no-path", "--path" },
	{ PHASE_OPEN, FAULT_HTTP, 503, "503", STATE_UNKNOWN, NULL, "http-stopped", "application pool" },
	{ PHASE_OPEN, FAULT_HTTP, 302, "redirects to https://other/", STATE_UNKNOWN, NULL, "http", "-H" },
	{ PHASE_OPEN, FAULT_REMOTE, 5, "Access is denied.", STATE_UNKNOWN, NULL, "access-denied", "CsViewOnlyAdministrator" },
	{ PHASE_OPEN, FAULT_REMOTE, 2150859173, "a very long text of Windows", STATE_UNKNOWN,
	  "pool.contoso.com lets this login open no more shells (fault 2150859173)", "quota", "within a minute" },
	{ PHASE_OPEN, FAULT_REMOTE, 2150858752, "no such resource", STATE_UNKNOWN, NULL, "no-configuration", "--configuration" },
	{ PHASE_OPEN, FAULT_REMOTE, 0, "it broke", STATE_UNKNOWN, NULL, "service-fault", "event log" },
	{ PHASE_OPEN, FAULT_PROTOCOL, 0, "HTML", STATE_UNKNOWN, NULL, "protocol", "--path" },
	{ PHASE_READ, FAULT_LIMIT, 0, "too long", STATE_UNKNOWN, NULL, "limit", "--path|with --file" },
	{ PHASE_READ, FAULT_MEMORY, 0, "no memory", STATE_UNKNOWN, NULL, "memory", NULL },
};

static const struct stop_case url_stops[] = {
	{ PHASE_CONNECT, FAULT_REFUSED, 111, "web:443 refused", STATE_UNKNOWN, NULL, "tcp-refused", "web server is stopped|--url" },
	{ PHASE_DNS, FAULT_DNS, DNS_NO_SUCH_NAME, "web has no address", STATE_UNKNOWN, NULL, "dns", "-I" },
	{ PHASE_READ, FAULT_AUTH, 401, "web answered HTTP 401", STATE_UNKNOWN, NULL, "login-refused", "not for everybody|--login" },
	{ PHASE_READ, FAULT_HTTP, 404, "web answered HTTP 404", STATE_UNKNOWN, NULL, "http-no-path", "check --url" },
	{ PHASE_READ, FAULT_HTTP, 403, "web answered HTTP 403", STATE_UNKNOWN, NULL, "http-forbidden", "who may read" },
	{ PHASE_READ, FAULT_HTTP, 302, "web redirects to https://login/", STATE_UNKNOWN, NULL, "http", "--url|another server" },
	{ PHASE_READ, FAULT_HTTP, 503, "web answered HTTP 503", STATE_UNKNOWN, NULL, "http", "log" },
	{ PHASE_READ, FAULT_PROTOCOL, 0, "not JSON", STATE_UNKNOWN, NULL, "export-unreadable", "--url|Export-PushConfig.ps1" },
	{ PHASE_READ, FAULT_FILE, 0, "holds no setting", STATE_UNKNOWN, NULL, "export-unreadable", "--url" },
	{ PHASE_READ, FAULT_LIMIT, 0, "longer than 4 MiB", STATE_UNKNOWN, NULL, "limit", "--file" },
	{ PHASE_READ, FAULT_TIMEOUT, 0, "web did not answer in time", STATE_UNKNOWN, NULL, "timeout", "-t" },
};

/* The pool's words fit no OCS 2007 R2 Edge, which has WinRM, and neither IIS nor roles. */
static const struct stop_case edge_stops[] = {
	{ PHASE_DNS, FAULT_DNS, DNS_NO_SUCH_NAME, "edge has no address", STATE_UNKNOWN, NULL, "dns", "resolver" },
	{ PHASE_CONNECT, FAULT_REFUSED, 111, "edge:5986 refused", STATE_UNKNOWN, NULL, "tcp-refused", "WinRM|--edge-host" },
	{ PHASE_READ, FAULT_AUTH, 401, "edge refused the credentials (401)", STATE_UNKNOWN, NULL, "login-refused", "--password-file" },
	{ PHASE_READ, FAULT_HTTP, 404, "404", STATE_UNKNOWN, NULL, "http", "--edge-host" },
	{ PHASE_READ, FAULT_HTTP, 503, "503", STATE_UNKNOWN, NULL, "http", "--edge-host" },
	{ PHASE_READ, FAULT_TIMEOUT, 0, "edge did not answer in time", STATE_UNKNOWN, NULL, "timeout", "raise -t" },
	{ PHASE_READ, FAULT_PROTOCOL, 0, "HTML", STATE_UNKNOWN, NULL, "protocol", "--edge-host" },
	{ PHASE_READ, FAULT_LIMIT, 0, "too long", STATE_UNKNOWN, NULL, "limit", "--edge-host|with --file" },
};

/* It is the proxy that is connected to; -I is not taken beside it. */
static const struct stop_case proxy_stops[] = {
	{ PHASE_DNS, FAULT_DNS, DNS_NO_SUCH_NAME, "proxy has no address", STATE_UNKNOWN, NULL, "dns", "--http-proxy" },
	{ PHASE_CONNECT, FAULT_REFUSED, 111, "proxy:3128 refused", STATE_UNKNOWN, NULL, "tcp-refused", "--http-proxy" },
	{ PHASE_CONNECT, FAULT_UNREACHABLE, 403, "proxy lets nobody through", STATE_UNKNOWN, NULL, "tcp-unreachable", "proxy's log" },
	{ PHASE_CONNECT, FAULT_UNREACHABLE, 113, "no route", STATE_UNKNOWN, NULL, "tcp-unreachable", "--http-proxy" },
	{ PHASE_CONNECT, FAULT_TIMEOUT, TIMEOUT_PROXY, "proxy did not answer in time", STATE_UNKNOWN, NULL, "timeout", "--http-proxy|proxy's log" },
	{ PHASE_OPEN, FAULT_HTTP, 404, "404", STATE_UNKNOWN, NULL, "http-no-path", "--path" },
};

static void check_stop(const struct stop_case *c, const struct finding *f)
{
	char advice[2000];

	if (!f) {
		fail_msg("%s: nothing", c->text);
		return;
	}
	snprintf(advice, sizeof advice, "%s %s", f->because ? f->because : "", f->remedy ? f->remedy : "");
	if (f->state != c->state || !scene_says(f->sentence, c->words ? c->words : c->text) || strcmp(cause_key(f->cause), c->cause) != 0 ||
	    (c->advice && !scene_says(advice, c->advice)) || f->hop != 1 || f->next || strchr(advice, '{'))
		fail_msg("%s: %s \"%s\" %s hop %d: %s", c->text, state_name(f->state), f->sentence, cause_key(f->cause), f->hop, advice);
}

/* Who is asked, and what is not to be spoken of: options that its plan would refuse, and what its server has not. */
struct asked_case {
	void (*change)(struct settings *);
	const char *hides;
	const struct stop_case *stops;
	size_t count;
};

static void ask_pool(struct settings *s)
{
	(void)s;
}

static void ask_url(struct settings *s)
{
	s->plan.url.text = "https://web/settings.xml";
}

static void ask_edge(struct settings *s)
{
	s->plan.hosts.count = 2; /* the pool's beside it */
	s->plan.edge_host = (struct host_port){ s->target.host, s->target.port };
}

static void ask_proxy(struct settings *s)
{
	s->plan.http_proxy = (struct host_port){ "proxy", 3128 };
}

static const struct asked_case asked[] = {
	{ ask_pool, "--url|--no-client-cert|application pool:", stops, COUNT(stops) },
	{ ask_url, "-H|IIS|--path", url_stops, COUNT(url_stops) },
	{ ask_edge, "-H|IIS|--path|-I|role|tens of seconds", edge_stops, COUNT(edge_stops) },
	{ ask_proxy, "-I|IIS", proxy_stops, COUNT(proxy_stops) },
};

/* None of the words, which are parted by |. */
static void check_hides(const struct asked_case *c, const struct finding *f)
{
	char words[100];

	snprintf(words, sizeof words, "%s", c->hides);
	for (char *rest = words, *word; (word = strsep(&rest, "|"));)
		if ((f->because && strstr(f->because, word)) || (f->remedy && strstr(f->remedy, word)))
			fail_msg("\"%s\" speaks of %s: %s %s", f->sentence, word, f->because ? f->because : "", f->remedy);
}

static void stopped_by(const struct stop_case *c, const struct asked_case *by)
{
	struct settings s;

	settings_init(&s);
	by->change(&s);
	s.target.stopped.phase = c->phase;
	fault(&s.target.stopped.fault, c->kind, c->code, "%s", c->text);
	rule_pool_reach(&s.view, &s.findings);
	check_stop(c, s.findings.first);
	check_hides(by, s.findings.first);
	settings_free(&s);
}

static void what_stopped_us(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(asked); i++)
		for (size_t j = 0; j < asked[i].count; j++)
			stopped_by(&asked[i].stops[j], &asked[i]);
}

/* A login by certificate has no password that could be wrong. */
static void a_certificate_is_refused(void **state)
{
	static const struct stop_case refused = { PHASE_OPEN, FAULT_AUTH, 401, "cert.pool refused the credentials (401); it offers Negotiate",
		STATE_UNKNOWN, "pool.contoso.com refused our certificate CN=probe.contoso.com (401)", "certificate-not-mapped",
		"mapped to no account|WSMan:\\localhost\\ClientCertificate|IIS" };
	struct cert ours = scene_cert("CN=probe.contoso.com", "CN=Contoso CA");

	(void)state;
	for (int known = 0; known < 2; known++) {
		struct settings s;
		settings_init(&s);
		s.plan.auth = AUTH_CERTIFICATE;
		if (known)
			s.facts.identity.chain = (struct chain){ &ours, 1 };
		fault(&s.target.stopped.fault, FAULT_AUTH, 401, "%s", refused.text);
		rule_pool_reach(&s.view, &s.findings);
		if (known)
			check_stop(&refused, s.findings.first);
		assert_null(strstr(s.findings.first->remedy, "--password-file"));
		settings_free(&s);
	}
}

/* Each way to log in can fail in its own ways, and has its own options. */
static void a_login_is_refused(void **state)
{
	static const struct {
		enum auth auth;
		const char *url, *says, *hides;
	} logins[] = {
		{ AUTH_NTLM, NULL, "NTLM is restricted|Extended Protection|--password-file", "Kerberos" },
		{ AUTH_BASIC, NULL, "password is wrong|--password-file", "NTLM is" },
		{ AUTH_NEGOTIATE, NULL, "Kerberos ticket|clocks|setspn", "password" },
		{ AUTH_NONE, "https://web/x", "not for everybody|give --login", "locked" },
		{ AUTH_NTLM, "https://web/x", "--password-file|lock", "give --login" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(logins); i++) {
		struct settings s;
		char advice[2000];
		settings_init(&s);
		s.plan.auth = logins[i].auth;
		s.plan.url.text = logins[i].url;
		fault(&s.target.stopped.fault, FAULT_AUTH, 401, "refused");
		rule_pool_reach(&s.view, &s.findings);
		const struct finding *f = s.findings.first;
		assert_non_null(f);
		snprintf(advice, sizeof advice, "%s %s", f->because, f->remedy);
		if (!scene_says(advice, logins[i].says) || strstr(advice, logins[i].hides) || strcmp(cause_key(f->cause), "login-refused") != 0)
			fail_msg("%zu: %s", i, advice);
		settings_free(&s);
	}
}

static void nothing_stopped_us(void **state)
{
	struct settings s;

	(void)state;
	settings_init(&s);
	rule_pool_reach(&s.view, &s.findings);
	rule_pool_export(&s.view, &s.findings);
	rule_pool_cert(&s.view, &s.findings);
	assert_null(s.findings.first);
	settings_free(&s);
}

/* -t N:STATE is the operator's word. */
static void a_time_out_counts_as_told(void **state)
{
	struct settings s;

	(void)state;
	settings_init(&s);
	s.plan.timeout_state = STATE_CRITICAL;
	fault(&s.target.stopped.fault, FAULT_TIMEOUT, 0, "late");
	rule_pool_reach(&s.view, &s.findings);
	fault(&s.pool.fault, FAULT_TIMEOUT, 0, "standard input was not read to its end in time");
	rule_pool_export(&s.view, &s.findings);
	assert_int_equal(s.findings.first->state, STATE_CRITICAL);
	assert_int_equal(s.findings.last->state, STATE_CRITICAL);
	settings_free(&s);
}

/* Behind a bad certificate nothing was seen; with -k it is a WARNING, as everywhere. */
static void a_bad_certificate(void **state)
{
	(void)state;
	for (int insecure = 0; insecure < 2; insecure++) {
		struct settings s;
		settings_init(&s);
		s.plan.insecure = insecure;
		s.target.tls.errors[0] = (struct verify_error){ 20, 0, "unable to get local issuer certificate", "CN=pool.contoso.com" };
		s.target.tls.error_count = 1;
		if (!insecure)
			fault(&s.target.stopped.fault, FAULT_VERIFY, 20, "the certificate does not verify");
		rule_pool_reach(&s.view, &s.findings);
		assert_null(s.findings.first);
		rule_pool_cert(&s.view, &s.findings);
		assert_non_null(s.findings.first);
		assert_int_equal(s.findings.first->state, insecure ? STATE_WARNING : STATE_UNKNOWN);
		assert_true(scene_says(s.findings.first->sentence, "Contoso CA"));
		settings_free(&s);
	}
}

static void an_export_that_cannot_be_read(void **state)
{
	struct settings s;

	(void)state;
	settings_init(&s);
	fault(&s.pool.fault, FAULT_PROTOCOL, 0, "x.json cannot be read: not JSON");
	rule_pool_export(&s.view, &s.findings);
	assert_non_null(s.findings.first);
	assert_int_equal(s.findings.first->state, STATE_UNKNOWN);
	assert_string_equal(s.findings.first->sentence, "x.json cannot be read: not JSON");
	assert_string_equal(cause_key(s.findings.first->cause), "export-unreadable");
	assert_non_null(strstr(s.findings.first->remedy, "Export-PushConfig.ps1"));
	s.facts.pool = NULL;
	rule_pool_export(&s.view, &s.findings);
	assert_ptr_equal(s.findings.first, s.findings.last);
	settings_free(&s);
}

/* ---- age and time ---- */

static void age(void **state)
{
	static const struct {
		int64_t hours_ago; /* INT64_MAX: live */
		double warning, critical;
		enum state state;
		const char *words; /* NULL: nothing is said */
	} cases[] = {
		{ INT64_MAX, 26, 74, STATE_OK, NULL },
		{ 0, 26, 74, STATE_OK, "the export is 0.0 hours old" },
		{ -5, 26, 74, STATE_OK, "the export is 0.0 hours old" },
		{ 26, 26, 74, STATE_OK, "26.0 hours" },
		{ 27, 26, 74, STATE_WARNING, "the export is 27.0 hours old, warning above 26" },
		{ 75, 26, 74, STATE_CRITICAL, "the export is 75.0 hours old, critical above 74" },
		{ 75, 26, -1, STATE_WARNING, "warning above 26" },
		{ 75, -1, 74, STATE_CRITICAL, "critical above 74" },
		{ 1000, -1, -1, STATE_OK, "1000.0 hours" },
		{ 1, 0.5, -1, STATE_WARNING, "warning above 0.5" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct settings s;
		settings_init(&s);
		s.plan.max_age_warning_h = cases[i].warning;
		s.plan.max_age_critical_h = cases[i].critical;
		s.pool.exported_at = cases[i].hours_ago == INT64_MAX ? -1 : SCENE_NOW - cases[i].hours_ago * 3600;
		rule_pool_age(&s.view, &s.findings);
		const struct finding *f = s.findings.first;
		if (!f != !cases[i].words || (f && (f->state != cases[i].state || !scene_says(f->sentence, cases[i].words))))
			fail_msg("%zu: %s", i, f ? f->sentence : "nothing");
		settings_free(&s);
	}
}

static void how_long_it_took(void **state)
{
	struct settings s;

	(void)state;
	settings_init(&s);
	for (int phase = 0; phase < PHASE_COUNT; phase++)
		s.target.phase_us[phase] = phase == PHASE_READ ? 2500000 : -1;
	s.facts.took_us = 9000000;
	rule_pool_time(&s.view, &s.findings);
	assert_null(s.findings.first);
	s.plan.warning = (struct range){ .set = true, .start = 0, .end = 2 };
	rule_pool_time(&s.view, &s.findings);
	assert_string_equal(s.findings.first->sentence, "reading the settings took 2.50 s, warning above 2 s");
	s.facts.target_count = 0; /* from files: the whole run */
	s.plan.critical = (struct range){ .set = true, .start = 0, .end = 3 };
	rule_pool_time(&s.view, &s.findings);
	assert_string_equal(s.findings.last->sentence, "reading the settings took 9.00 s, critical above 3 s");
	s.facts.target_count = 1;
	settings_free(&s);
}

/* ---- all together ---- */

static const struct rule rules[] = { RULES_POOL_REACH, RULES_CONFIG, RULES_SCOPE, RULES_SCOPE_LESSER, RULES_POOL, { 0 } };

static void healthy_in_one_sentence(void **state)
{
	struct settings s;

	(void)state;
	settings_init(&s);
	judge(rules, &s.plan, &s.facts, &s.findings);
	const struct finding *f = findings_headline(&s.findings);
	assert_int_equal(f->state, STATE_OK);
	assert_string_equal(f->sentence, "nothing stands in the way of push: 14 rules hold for pool.contoso.com");
	struct rule_pool_count count = rule_pool_count(&s.findings);
	assert_int_equal(count.ok, 14);
	assert_int_equal(count.failed + count.unknown, 0);
	settings_free(&s);
}

static void named_after_the_file(void **state)
{
	static const char *const names[][2] = {
		{ "/srv/push/export.json", "export.json" }, { "export.json", "export.json" }, { "-", "-" }, { "/srv/", "/srv/" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct settings s;
		const char *file = names[i][0];
		settings_init(&s);
		s.facts.target_count = 0;
		s.plan.files = (struct texts){ &file, 1 };
		judge(rules, &s.plan, &s.facts, &s.findings);
		const char *sentence = findings_headline(&s.findings)->sentence;
		if (!span_ends_nocase(span_of(sentence), span_of(names[i][1])) || !strstr(sentence, " for "))
			fail_msg("%s", sentence);
		s.facts.target_count = 1;
		settings_free(&s);
	}
}

static void only_when_all_is_well(void **state)
{
	struct settings s;

	(void)state;
	settings_init(&s);
	object(&s, POOL_IM_FILTER)->prefixes = (struct text_list){ (const char *[]){ "http:" }, 1 };
	unread(&s, POOL_MCX, POOL_REFUSED, "x");
	judge(rules, &s.plan, &s.facts, &s.findings);
	for (const struct finding *f = s.findings.first; f; f = f->next)
		assert_false(f->summary);
	struct rule_pool_count count = rule_pool_count(&s.findings);
	assert_int_equal(count.ok, 12);
	assert_int_equal(count.failed, 1);
	assert_int_equal(count.unknown, 1);
	settings_free(&s);
}

static void ignored_findings_do_not_count(void **state)
{
	static const char *ignored[] = { "push.uri" };
	struct settings s;

	(void)state;
	settings_init(&s);
	s.plan.ignore = (struct texts){ ignored, 1 };
	object(&s, POOL_MCX)->push_proxy_uri = "sip:x@y";
	judge(rules, &s.plan, &s.facts, &s.findings);
	struct rule_pool_count count = rule_pool_count(&s.findings);
	assert_int_equal(count.ok, 13);
	assert_int_equal(count.failed, 0);
	assert_true(findings_headline(&s.findings)->summary);
	settings_free(&s);
}

/* A half that nobody gave is told, and nothing is said of push as a whole. */
static void half_of_an_old_deployment(void **state)
{
	struct settings s;

	(void)state;
	settings_init(&s);
	s.plan.edge = EDGE_OCS2007R2;
	unread(&s, POOL_PARTNER, POOL_NOT_ASKED, NULL);
	unread(&s, POOL_EDGE_SETTING, POOL_NOT_ASKED, NULL);
	judge(rules, &s.plan, &s.facts, &s.findings);
	assert_non_null(strstr(findings_headline(&s.findings)->sentence, "rules hold for pool.contoso.com, the Edge was not asked"));
	settings_free(&s);
}

static void clients_are_notes(void **state)
{
	struct settings s;

	(void)state;
	settings_init(&s);
	rule_pool_clients(&s.view, &s.findings);
	assert_non_null(s.findings.first);
	for (const struct finding *f = s.findings.first; f; f = f->next)
		assert_true(f->note && f->state == STATE_OK);
	settings_free(&s);
}

/* ---- numbers ---- */

static const struct metric metrics[] = { METRICS_POOL, { 0 } };

static double number(const struct settings *s, const char *label)
{
	struct view view = s->view;
	struct measured m = { .min = NAN, .max = NAN };
	const struct metric *metric = metrics;

	while (strcmp(metric->label, label) != 0)
		metric++;
	view.findings = &s->findings;
	return metric->measure(&view, &m) ? m.value : -1;
}

static void numbers(void **state)
{
	struct settings s;

	(void)state;
	settings_init(&s);
	s.facts.took_us = 1500000;
	s.target.phase_us[PHASE_OPEN] = 250000;
	s.target.requests = 6;
	s.target.bytes = 22605;
	s.pool.exported_at = SCENE_NOW - 7200;
	object(&s, POOL_MCX)->push_proxy_uri = "sip:x@y";
	judge(rules, &s.plan, &s.facts, &s.findings);
	assert_true(number(&s, "time") == 1.5);
	assert_true(number(&s, "time_open") == 0.25);
	assert_true(number(&s, "requests") == 6);
	assert_true(number(&s, "bytes") == 22605);
	assert_true(number(&s, "rules_ok") == 14);
	assert_true(number(&s, "rules_failed") == 1);
	assert_true(number(&s, "rules_unknown") == 0);
	assert_true(number(&s, "export_age") == 7200);
	s.pool.exported_at = -1;
	s.target.phase_us[PHASE_OPEN] = -1;
	assert_true(number(&s, "export_age") == -1);
	assert_true(number(&s, "time_open") == -1);
	s.facts.target_count = 0;
	assert_true(number(&s, "requests") == -1);
	assert_true(number(&s, "bytes") == -1);
	s.facts.target_count = 1;
	settings_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stopped_us),
		cmocka_unit_test(a_certificate_is_refused), cmocka_unit_test(a_login_is_refused),	      cmocka_unit_test(nothing_stopped_us),
		cmocka_unit_test(a_time_out_counts_as_told),  cmocka_unit_test(a_bad_certificate),
		cmocka_unit_test(an_export_that_cannot_be_read), cmocka_unit_test(age),
		cmocka_unit_test(how_long_it_took),	      cmocka_unit_test(healthy_in_one_sentence),
		cmocka_unit_test(named_after_the_file),	      cmocka_unit_test(only_when_all_is_well),
		cmocka_unit_test(ignored_findings_do_not_count), cmocka_unit_test(half_of_an_old_deployment),
		cmocka_unit_test(clients_are_notes),	      cmocka_unit_test(numbers),
	};

	return cmocka_run_group_tests_name("rule_pool", tests, NULL, NULL);
}
