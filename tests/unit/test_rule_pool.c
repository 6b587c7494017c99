// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_pool - what stops us, how old and slow it was, what it all comes to, and the numbers of it
 */
#include "settings.h"

#include <math.h>

#include "judge/rules/measure.h"
#include "judge/rules/measure_pool.h"
#include "judge/rules/rule_config.h"
#include "judge/rules/rule_pool.h"
#include "judge/rules/rule_scope.h"

static const struct rule rules[] = { RULES_POOL_REACH, RULES_CONFIG, RULES_SCOPE, RULES_SCOPE_LESSER, RULES_POOL, { 0 } };

/* How many rules are about the settings themselves: counted, so that a rule more changes no test. */
enum { ABOUT_SETTINGS = COUNT(((struct rule[]){ RULES_CONFIG, RULES_SCOPE, RULES_SCOPE_LESSER })) };

/* ---- what stopped us ---- */

static const struct stop_case {
	enum phase phase;
	enum fault_kind kind;
	int64_t code;
	const char *text;
	const char *values, *cause, *advice; /* values NULL: the text itself */
} stops[] = {
	{ PHASE_DNS, FAULT_DNS, DNS_NO_SUCH_NAME, "pool has no address", NULL, "dns", "-I" },
	{ PHASE_DNS, FAULT_DNS, DNS_NO_SERVER, "pool cannot be looked up: this host has no name server", NULL, "dns-no-server", "--dns-server" },
	{ PHASE_CONNECT, FAULT_REFUSED, 111, "pool:443 refused", NULL, "tcp-refused", "IIS" },
	{ PHASE_CONNECT, FAULT_UNREACHABLE, 113, "no route", NULL, "tcp-unreachable", NULL },
	{ PHASE_CONNECT, FAULT_FORBIDDEN, 13, "may not connect", NULL, "connect-forbidden", "IPAddressDeny" },
	{ PHASE_CONNECT, FAULT_TIMEOUT, 0, "pool took no connection in time", NULL, "timeout", "firewall|-t 50|-t 100" },
	{ PHASE_OPEN, FAULT_TIMEOUT, 0, "pool did not answer in time", NULL, "timeout", "-t 50|-t 100" },
	{ PHASE_OPEN, FAULT_CANCELLED, 0, "stopped while waiting", NULL, "cancelled", NULL },
	{ PHASE_OPEN, FAULT_RESET, 104, "broke", NULL, "tcp-reset", NULL },
	{ PHASE_OPEN, FAULT_CLOSED, 0, "closed", NULL, "tcp-closed", NULL },
	{ PHASE_TLS, FAULT_ALERT, 48, "alert", "pool.contoso.com", "identity-issuer-unknown", NULL },
	{ PHASE_TLS, FAULT_TLS, 258, "tls", "pool.contoso.com", "tls-version", "--tls-min" },
	{ PHASE_TLS, FAULT_ALERT, 116, "alert", "pool.contoso.com", "identity-missing", "-J" },
	{ PHASE_TLS, FAULT_ALERT, 49, "alert", NULL, "identity-not-in-topology", NULL },
	{ PHASE_CONNECT, FAULT_TLS, TLS_NOT_SPOKEN, "pool:443 does not speak TLS", NULL, "tls-not-tls", "HTTPS" },
	{ PHASE_OPEN, FAULT_AUTH, 401, "pool refused the credentials (401); it offers Negotiate, NTLM", NULL, "login-refused", "NTLM|--password-file" },
	{ PHASE_OPEN, FAULT_AUTH, 0, "no Kerberos ticket", NULL, "no-ticket", "--keytab" },
	{ PHASE_OPEN, FAULT_HTTP, 403, "403", NULL, "http-forbidden", NULL },
	{ PHASE_OPEN, FAULT_HTTP, 404, "404", NULL, "http-no-path", "-H|OcsPowershell" },
	{ PHASE_OPEN, FAULT_HTTP, 503, "503", NULL, "http-stopped", NULL },
	{ PHASE_OPEN, FAULT_HTTP, 302, "redirects to https://other/", NULL, "http", "-H" },
	{ PHASE_OPEN, FAULT_REMOTE, 5, "Access is denied.", NULL, "access-denied", "CsViewOnlyAdministrator" },
	{ PHASE_OPEN, FAULT_REMOTE, 2150859173, "a very long text of Windows", "pool.contoso.com|2150859173", "quota", NULL },
	{ PHASE_OPEN, FAULT_REMOTE, 2150858752, "no such resource", NULL, "no-configuration", "--configuration" },
	{ PHASE_OPEN, FAULT_REMOTE, 0, "it broke", NULL, "service-fault", NULL },
	{ PHASE_OPEN, FAULT_REMOTE, REMOTE_ACCESS_DENIED, "denied by subcode", NULL, "access-denied", "CsViewOnlyAdministrator" },
	{ PHASE_OPEN, FAULT_REMOTE, REMOTE_QUOTA, "quota by subcode", NULL, "quota", NULL },
	{ PHASE_OPEN, FAULT_REMOTE, REMOTE_UNREACHABLE, "unreachable by subcode", NULL, "no-configuration", "--path" },
	{ PHASE_OPEN, FAULT_REMOTE, REMOTE_NO_SHELL, "no such shell", NULL, "service-fault", "WinRM" },
	{ PHASE_OPEN, FAULT_REMOTE, REMOTE_SCHEMA, "schema", NULL, "service-fault", "--path" },
	{ PHASE_OPEN, FAULT_REMOTE, REMOTE_NO_ACTION, "action", NULL, "service-fault", "--path" },
	{ PHASE_READ, FAULT_REMOTE, REMOTE_SESSION_ENDED, "the session ended at Get-CsX", NULL, "not-seen", "cmdlet" },
	{ PHASE_READ, FAULT_TIMEOUT, TIMEOUT_CMDLET, "Get-CsX has not answered for 12 s", NULL, "timeout", "Get-CsX|-t 50|-t 100" },
	{ PHASE_READ, FAULT_RESET, BROKE_MIDWAY, "the session broke: reset", NULL, "tcp-reset", "event log" },
	{ PHASE_READ, FAULT_CLOSED, BROKE_MIDWAY, "the session broke: closed", NULL, "tcp-closed", "event log" },
	{ PHASE_TLS, FAULT_TIMEOUT, TIMEOUT_TLS, "pool:443 did not answer TLS", NULL, "tls-silent", "HTTPS" },
	{ PHASE_OPEN, FAULT_AUTH, AUTH_NOT_OFFERED, "it offers Negotiate, Kerberos", NULL, "login-refused", "--keytab|basic" },
	{ PHASE_OPEN, FAULT_HTTP, HTTP_NO_BODY, "pool answered HTTP 500 without a body", NULL, "http", "--path" },
	{ PHASE_OPEN, FAULT_PROTOCOL, 0, "HTML", NULL, "protocol", "--path" },
	{ PHASE_READ, FAULT_LIMIT, 0, "too long", NULL, "limit", "--path|--file" },
	{ PHASE_READ, FAULT_MEMORY, 0, "no memory", NULL, "memory", NULL },
	{ PHASE_CONNECT, FAULT_SYSTEM, 24, "too many open files", NULL, "system", NULL },
	{ PHASE_READ, FAULT_USAGE, 0, "the options do not fit", NULL, "usage", NULL },
	{ PHASE_READ, FAULT_FILE, 0, "a file is gone", NULL, "file", NULL },
	{ PHASE_TLS, FAULT_IDENTITY, 0, "the key does not fit", NULL, "identity", NULL },
};

static const struct stop_case url_stops[] = {
	{ PHASE_CONNECT, FAULT_REFUSED, 111, "web:443 refused", NULL, "tcp-refused", "--url" },
	{ PHASE_DNS, FAULT_DNS, DNS_NO_SUCH_NAME, "web has no address", NULL, "dns", "-I" },
	{ PHASE_READ, FAULT_AUTH, 401, "web answered HTTP 401", NULL, "login-refused", "--login" },
	{ PHASE_READ, FAULT_HTTP, 404, "web answered HTTP 404", NULL, "http-no-path", "--url" },
	{ PHASE_READ, FAULT_HTTP, 403, "web answered HTTP 403", NULL, "http-forbidden", NULL },
	{ PHASE_READ, FAULT_HTTP, 302, "web redirects to https://login/", NULL, "http", "--url" },
	{ PHASE_READ, FAULT_HTTP, 503, "web answered HTTP 503", NULL, "http", NULL },
	{ PHASE_READ, FAULT_PROTOCOL, 0, "not JSON", NULL, "export-unreadable", "--url|Export-PushConfig.ps1" },
	{ PHASE_READ, FAULT_FILE, 0, "holds no setting", NULL, "export-unreadable", "--url" },
	{ PHASE_READ, FAULT_LIMIT, 0, "longer than 4 MiB", NULL, "limit", "--file" },
	{ PHASE_READ, FAULT_TIMEOUT, 0, "web did not answer in time", NULL, "timeout", "-t" },
};

/* The pool's words fit no OCS 2007 R2 Edge, which has WinRM, and neither IIS nor roles. */
static const struct stop_case edge_stops[] = {
	{ PHASE_DNS, FAULT_DNS, DNS_NO_SUCH_NAME, "edge has no address", NULL, "dns", NULL },
	{ PHASE_CONNECT, FAULT_REFUSED, 111, "edge:5986 refused", NULL, "tcp-refused", "WinRM|--edge-host" },
	{ PHASE_READ, FAULT_AUTH, 401, "edge refused the credentials (401)", NULL, "login-refused", "--password-file" },
	{ PHASE_READ, FAULT_HTTP, 404, "404", NULL, "http", "--edge-host" },
	{ PHASE_READ, FAULT_HTTP, 503, "503", NULL, "http", "--edge-host" },
	{ PHASE_READ, FAULT_TIMEOUT, 0, "edge did not answer in time", NULL, "timeout", "-t" },
	{ PHASE_READ, FAULT_PROTOCOL, 0, "HTML", NULL, "protocol", "--edge-host" },
	{ PHASE_READ, FAULT_LIMIT, 0, "too long", NULL, "limit", "--edge-host|--file" },
};

static const struct stop_case path_stops[] = {
	{ PHASE_OPEN, FAULT_HTTP, 404, "404", NULL, "http-no-path", "--path|/OcsPowershell|443" },
};

/* It is the proxy that is connected to; -I is not taken beside it. */
static const struct stop_case proxy_stops[] = {
	{ PHASE_DNS, FAULT_DNS, DNS_NO_SUCH_NAME, "proxy has no address", NULL, "dns", "--http-proxy" },
	{ PHASE_CONNECT, FAULT_REFUSED, 111, "proxy:3128 refused", NULL, "tcp-refused", "--http-proxy" },
	{ PHASE_CONNECT, FAULT_UNREACHABLE, 403, "proxy refuses all clients", NULL, "tcp-unreachable", NULL },
	{ PHASE_CONNECT, FAULT_UNREACHABLE, 113, "no route", NULL, "tcp-unreachable", "--http-proxy" },
	{ PHASE_CONNECT, FAULT_TIMEOUT, TIMEOUT_PROXY, "proxy did not answer in time", NULL, "timeout", "--http-proxy" },
	{ PHASE_OPEN, FAULT_HTTP, 404, "404", NULL, "http-no-path", "--path" },
};

/* Who is asked, and what is not to be spoken of: options that its plan would refuse, and what its server has not. */
struct asked_case {
	const char *name;
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
	s->plan.settings.url.text = "https://web/settings.xml";
}

static void ask_edge(struct settings *s)
{
	s->plan.hosts.count = 2; /* the pool's beside it */
	s->plan.settings.edge_host = (struct host_port){ s->target.host, s->target.port };
	s->target.kind = TARGET_OCS_EDGE;
}

static void ask_path(struct settings *s)
{
	s->plan.settings.path = "/Other";
}

static void ask_proxy(struct settings *s)
{
	s->plan.settings.http_proxy = (struct host_port){ "proxy", 3128 };
}

static const struct asked_case queried[] = {
	{ "pool", ask_pool, "--url|--no-client-cert", stops, COUNT(stops) },
	{ "--url", ask_url, "-H|IIS|--path", url_stops, COUNT(url_stops) },
	{ "Edge", ask_edge, "-H|IIS|--path|-I|role", edge_stops, COUNT(edge_stops) },
	{ "another path", ask_path, "IIS", path_stops, COUNT(path_stops) },
	{ "proxy", ask_proxy, "-I|IIS", proxy_stops, COUNT(proxy_stops) },
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
	const struct expected e = { STATE_UNKNOWN, 1, "pool.reach", c->cause, c->values ? c->values : c->text, c->advice };
	struct settings s;
	char name[100];

	settings_init(&s);
	by->change(&s);
	s.target.stopped.phase = c->phase;
	for (enum phase phase = c->phase; phase <= PHASE_TLS; phase++)
		s.target.phase_us[phase] = -1;
	fault(&s.target.stopped.fault, c->kind, c->code, "%s", c->text);
	snprintf(name, sizeof name, "%s: %s %lld", by->name, c->text, (long long)c->code);
	scene_ask(&s, rules, "pool.reach");
	assert_int_equal(scene_total(&s), 1);
	settings_check(name, scene_any(&s), &e);
	check_hides(by, scene_any(&s));
	if (c->phase > PHASE_TLS && c->kind == FAULT_TIMEOUT && strstr(scene_any(&s)->remedy, "firewall"))
		fail_msg("%s: TLS was good, and a firewall is accused", name);
	settings_free(&s);
}

static void what_stopped_us(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(queried); i++)
		for (size_t j = 0; j < queried[i].count; j++)
			stopped_by(&queried[i].stops[j], &queried[i]);
}

/* A login by certificate has no password that could be wrong. */
static void a_certificate_is_refused(void **state)
{
	static const struct expected refused = { STATE_UNKNOWN, 1, "pool.reach", "certificate-not-mapped",
		"pool.contoso.com|CN=probe.contoso.com|401", "WSMan:\\localhost\\ClientCertificate|IIS" };
	struct cert ours = scene_cert("CN=probe.contoso.com", "CN=Contoso CA");

	(void)state;
	for (int known = 0; known < 2; known++) {
		struct settings s;
		settings_init(&s);
		s.plan.settings.auth = AUTH_CERTIFICATE;
		if (known)
			s.facts.identity.chain = (struct chain){ &ours, 1 };
		fault(&s.target.stopped.fault, FAULT_AUTH, 401, "cert.pool refused the credentials (401); it offers Negotiate");
		scene_ask(&s, rules, "pool.reach");
		if (known)
			settings_check("our certificate is refused", scene_any(&s), &refused);
		assert_null(strstr(scene_any(&s)->remedy, "--password-file"));
		settings_free(&s);
	}
}

/* Each way to log in can fail in its own ways, and has its own options. */
static void a_login_is_refused(void **state)
{
	static const struct {
		const char *name;
		enum auth auth;
		const char *url, *says, *hides; /* of names and options */
	} logins[] = {
		{ "NTLM", AUTH_NTLM, NULL, "NTLM|Extended Protection|--password-file", "Kerberos" },
		{ "Basic", AUTH_BASIC, NULL, "--password-file", "Kerberos" },
		{ "Negotiate", AUTH_NEGOTIATE, NULL, "Kerberos|setspn", "password" },
		{ "none, --url", AUTH_NONE, "https://web/x", "--login", "setspn" },
		{ "NTLM, --url", AUTH_NTLM, "https://web/x", "--login|--password-file", "setspn" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(logins); i++) {
		const struct expected e = { STATE_UNKNOWN, 1, "pool.reach", "login-refused", NULL, logins[i].says };
		struct settings s;
		settings_init(&s);
		s.plan.settings.auth = logins[i].auth;
		s.plan.settings.url.text = logins[i].url;
		fault(&s.target.stopped.fault, FAULT_AUTH, 401, "refused");
		scene_ask(&s, rules, "pool.reach");
		const struct finding *f = scene_any(&s);
		settings_check(logins[i].name, f, &e);
		if (strstr(f->because, logins[i].hides) || strstr(f->remedy, logins[i].hides))
			fail_msg("%s: %s %s", logins[i].name, f->because, f->remedy);
		settings_free(&s);
	}
}

static void nothing_stopped_us(void **state)
{
	struct settings s;

	(void)state;
	settings_init(&s);
	for (size_t i = 0; rules[i].ask != rule_config_provider; i++) {
		scene_ask(&s, rules, rules[i].id);
		assert_null(scene_any(&s));
	}
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
	scene_ask(&s, rules, "pool.reach");
	assert_int_equal(scene_any(&s)->state, STATE_CRITICAL);
	fault(&s.pool.fault, FAULT_TIMEOUT, 0, "standard input was not read to its end in time");
	scene_ask(&s, rules, "export.read");
	assert_int_equal(scene_any(&s)->state, STATE_CRITICAL);
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
		s.target.tls.errors[0] = (struct verify_error){ 20, 0, "unable to get local issuer certificate", "CN=pool.contoso.com", "", false };
		s.target.tls.error_count = 1;
		if (!insecure)
			fault(&s.target.stopped.fault, FAULT_VERIFY, 20, "the certificate does not verify");
		scene_ask(&s, rules, "pool.reach");
		assert_null(scene_any(&s));
		scene_ask(&s, rules, "cert.verify");
		assert_non_null(scene_any(&s));
		assert_int_equal(scene_any(&s)->state, insecure ? STATE_WARNING : STATE_UNKNOWN);
		assert_true(scene_says(scene_any(&s)->sentence, "Contoso CA"));
		wording_check(insecure ? "-k" : "a bad certificate", scene_any(&s));
		settings_free(&s);
	}
}

static void an_export_that_cannot_be_read(void **state)
{
	static const struct expected e = { STATE_UNKNOWN, 0, "export.read", "export-unreadable", "x.json cannot be read: not JSON",
					   "Export-PushConfig.ps1" };
	struct settings s;

	(void)state;
	settings_init(&s);
	fault(&s.pool.fault, FAULT_PROTOCOL, 0, "x.json cannot be read: not JSON");
	scene_ask(&s, rules, "export.read");
	settings_check("not JSON", scene_any(&s), &e);
	s.facts.pool = NULL;
	scene_ask(&s, rules, "export.read");
	assert_null(scene_any(&s));
	settings_free(&s);
}

/* ---- age and time ---- */

static void age(void **state)
{
	static const struct {
		const char *name;
		int64_t hours_ago; /* INT64_MAX: live */
		double warning, critical;
		enum state state;
		const char *cause, *values; /* values NULL: nothing is said */
	} cases[] = {
		{ "live", INT64_MAX, 26, 74, STATE_OK, NULL, NULL },
		{ "new", 0, 26, 74, STATE_OK, NULL, "0.0 hours" },
		{ "from the future", -5, 26, 74, STATE_WARNING, "export-time", "5 hours" },
		{ "far in the future", -27072, 26, 74, STATE_WARNING, "export-time", "1128 days" },
		{ "at the limit", 26, 26, 74, STATE_OK, NULL, "26.0 hours" },
		{ "above warning", 27, 26, 74, STATE_WARNING, "export-old", "27.0 hours|26 hours" },
		{ "above both", 75, 26, 74, STATE_CRITICAL, "export-old", "3.1 days|74 hours" },
		{ "warning alone", 75, 26, -1, STATE_WARNING, "export-old", "26" },
		{ "critical alone", 75, -1, 74, STATE_CRITICAL, "export-old", "74" },
		{ "no limits", 1000, -1, -1, STATE_OK, NULL, "41.7 days" },
		{ "half an hour", 1, 0.5, -1, STATE_WARNING, "export-old", "0.5" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct settings s;
		settings_init(&s);
		s.plan.settings.max_age_warning_h = cases[i].warning;
		s.plan.settings.max_age_critical_h = cases[i].critical;
		s.pool.exported_at = cases[i].hours_ago == INT64_MAX ? -1 : SCENE_NOW - cases[i].hours_ago * 3600;
		s.pool.exported_last = s.pool.exported_at;
		scene_ask(&s, rules, "export.age");
		const struct expected e = { cases[i].state, 0, "export.age", cases[i].cause, cases[i].values, NULL };
		const struct finding *f = scene_any(&s);
		if (!f != !cases[i].values)
			fail_msg("%s: %s", cases[i].name, f ? f->sentence : "nothing");
		else if (f)
			settings_check(cases[i].name, f, &e);
		settings_free(&s);
	}
}

/* The time of the file stands in for it, and is no ground to be silent; minutes ahead are clocks. */
static void a_time_that_cannot_be(void **state)
{
	static const struct expected unread = { STATE_WARNING, 0, "export.age", "export-time", "30.11.2026 25:00", "Export-PushConfig.ps1" };
	static const struct expected ahead = { STATE_WARNING, 0, "export.age", "export-time", "6 minutes", "clock" };
	struct settings s;

	(void)state;
	settings_init(&s);
	s.pool.exported_at = s.pool.exported_last = SCENE_NOW;
	s.pool.exported_unread = "30.11.2026 25:00";
	scene_ask(&s, rules, "export.age");
	settings_check("unreadable time", scene_any(&s), &unread);
	s.pool.exported_unread = NULL;
	s.pool.exported_last = SCENE_NOW + 360; /* the newest of two */
	scene_ask(&s, rules, "export.age");
	settings_check("minutes ahead", scene_any(&s), &ahead);
	s.pool.exported_last = SCENE_NOW + 300;
	scene_ask(&s, rules, "export.age");
	assert_int_equal(scene_any(&s)->state, STATE_OK);
	settings_free(&s);
}

static void how_long_it_took(void **state)
{
	static const struct expected warning = { STATE_WARNING, 0, "time", "slow", "2.50 s|2 s", NULL };
	static const struct expected critical = { STATE_CRITICAL, 0, "time", "slow", "9.00 s|3 s", NULL };
	struct settings s;

	(void)state;
	settings_init(&s);
	for (int phase = 0; phase < PHASE_COUNT; phase++)
		s.target.phase_us[phase] = phase == PHASE_READ ? 2500000 : -1;
	s.facts.took_us = 9000000;
	scene_ask(&s, rules, "time");
	assert_null(scene_any(&s));
	s.plan.warning = (struct range){ .set = true, .start = 0, .end = 2 };
	scene_ask(&s, rules, "time");
	settings_check("live", scene_any(&s), &warning);
	s.facts.target_count = 0; /* from files: the whole run */
	s.plan.critical = (struct range){ .set = true, .start = 0, .end = 3 };
	scene_ask(&s, rules, "time");
	settings_check("from files", scene_any(&s), &critical);
	s.facts.target_count = 1;
	settings_free(&s);
}

/* ---- all together ---- */

static void say_fine(const struct view *v, struct findings *f)
{
	(void)v;
	finding_add(f, STATE_OK, "fine");
}

/* A half that was not given is reported, and there is no sentence about push as a whole. */
static void half_of_an_old_deployment(struct settings *s)
{
	s->plan.settings.edge = EDGE_OCS2007R2;
	unread(s, POOL_PARTNER, POOL_NOT_ASKED, NULL);
	unread(s, POOL_EDGE_SETTING, POOL_NOT_ASKED, NULL);
}

static void healthy(void **state)
{
	struct settings s;

	(void)state;
	settings_init(&s);
	scene_judge(&s, rules);
	const struct finding *f = scene_headline(&s);
	assert_true(f->summary && f->state == STATE_OK && scene_same(f->rule, "settings"));
	assert_int_equal(s.verdict.rules_ok, ABOUT_SETTINGS);
	assert_int_equal(s.verdict.rules_failed + s.verdict.rules_unknown, 0);
	settings_free(&s);
}

/* The summary counts: of rules made for this, so that it stays the same when a rule is added. */
static void in_one_sentence(void **state)
{
	static const struct rule two[] = { { .id = "a.rule", .ask = say_fine, .scope = RULE_ONCE },
					   { .id = "another.rule", .ask = say_fine, .scope = RULE_ONCE }, RULES_POOL, { 0 } };
	static const struct expected whole = { STATE_OK, 0, "settings", NULL, "2|pool.contoso.com", NULL };
	struct settings s;

	(void)state;
	settings_init(&s);
	scene_judge(&s, two);
	settings_check("all hold", scene_headline(&s), &whole);
	half_of_an_old_deployment(&s);
	scene_judge(&s, two);
	settings_check("without the Edge's half", scene_headline(&s), &whole);
	settings_free(&s);
}

/* One rule that failed, or could not see, is enough; and where none judged anything, there is nothing to sum up. */
static void no_summary(void **state)
{
	static const struct {
		size_t ok, failed, unknown;
		bool sums;
	} rows[] = { { 1, 0, 0, true }, { 0, 0, 0, false }, { 5, 1, 0, false }, { 5, 0, 1, false }, { 2, 0, 0, true } };
	static const struct rule pool[] = { RULES_POOL, { 0 } };
	const struct rule *summary = pool;

	(void)state;
	while (summary->id && summary->ask != rule_pool_summary)
		summary++;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct settings s;
		struct findings f;

		settings_init(&s);
		findings_init(&f);
		s.verdict.rules_ok = rows[i].ok;
		s.verdict.rules_failed = rows[i].failed;
		s.verdict.rules_unknown = rows[i].unknown;
		summary->ask(&s.view, &f);
		assert_int_equal(f.first != NULL, rows[i].sums);
		assert_true(!f.first || (f.first->summary && f.first->state == STATE_OK));
		findings_free(&f);
		settings_free(&s);
	}
}

static void named_after_the_file(void **state)
{
	/* The file, the end of the sentence, and what would be too much. */
	static const char *const names[][3] = {
		{ "/srv/push/export.json", " export.json", "/export.json" }, { "export.json", " export.json", "/export.json" },
		{ "-", " -", " - -" }, { "/srv/", " /srv/", "//srv/" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct settings s;
		const char *file = names[i][0];
		settings_init(&s);
		s.facts.target_count = 0;
		s.plan.settings.files = (struct texts){ &file, 1 };
		scene_judge(&s, rules);
		const char *sentence = scene_headline(&s)->sentence;
		if (!span_ends_nocase(span_of(sentence), span_of(names[i][1])) || span_ends_nocase(span_of(sentence), span_of(names[i][2])))
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
	scene_judge(&s, rules);
	scene_each (f, &s)
		assert_false(f->summary);
	assert_int_equal(s.verdict.rules_ok, ABOUT_SETTINGS - 4); /* nor push.session and mobility.exposed, which need the same */
	assert_int_equal(s.verdict.rules_failed, 1);
	assert_int_equal(s.verdict.rules_unknown, 1);
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
	scene_judge(&s, rules);
	assert_int_equal(s.verdict.rules_ok, ABOUT_SETTINGS - 1);
	assert_int_equal(s.verdict.rules_failed, 0);
	assert_true(scene_headline(&s)->summary);
	settings_free(&s);
}


static void clients_are_notes(void **state)
{
	struct settings s;

	(void)state;
	settings_init(&s);
	scene_ask(&s, rules, "clients");
	assert_non_null(scene_any(&s));
	for (size_t i = 0; i < scene_total(&s); i++) {
		const struct finding *f = scene_nth(&s, i);
		char name[32];
		assert_true(f->note && f->state == STATE_OK);
		snprintf(name, sizeof name, "note %zu", i + 1);
		wording_check(name, f);
	}
	settings_free(&s);
}

/* Which server the rules about versions took it for, and why. */
static void server_is_a_note(void **state)
{
	static const struct {
		const char *name;
		enum server_kind given;
		const char *version; /* of the replica */
	} rows[] = {
		{ "server not known", SERVER_NOT_TOLD, NULL },
		{ "server given", SERVER_2013, NULL },
		{ "server seen", SERVER_NOT_TOLD, "6.0.9319.0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct settings s;

		settings_init(&s);
		s.plan.settings.server = rows[i].given;
		object(&s, POOL_REPLICATION)->product_version = rows[i].version;
		scene_ask(&s, rules, "server");
		const struct finding *f = scene_any(&s);
		assert_non_null(f);
		assert_true(f->note && f->state == STATE_OK);
		wording_check(rows[i].name, f);
		settings_free(&s);
	}
}

/* ---- numbers ---- */

static const struct metric metrics[] = { METRICS_POOL, { 0 } };

static double number(const struct settings *s, const char *label)
{
	struct measured m = { .min = NAN, .max = NAN };
	const struct metric *metric = metrics;

	while (strcmp(metric->label, label) != 0)
		metric++;
	return metric->measure(&s->view, &m) ? m.value : -1;
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
	scene_judge(&s, rules);
	assert_true(number(&s, "time") == 1.5);
	assert_true(number(&s, "time_open") == 0.25);
	assert_true(number(&s, "requests") == 6);
	assert_true(number(&s, "bytes") == 22605);
	assert_true(number(&s, "rules_ok") == (double)ABOUT_SETTINGS - 1 + 1); /* not push.uri, but export.age */
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
		cmocka_unit_test(a_time_that_cannot_be), cmocka_unit_test(how_long_it_took),	      cmocka_unit_test(healthy), cmocka_unit_test(in_one_sentence),
		cmocka_unit_test(no_summary), cmocka_unit_test(named_after_the_file),	      cmocka_unit_test(only_when_all_is_well),
		cmocka_unit_test(ignored_findings_do_not_count),
		cmocka_unit_test(clients_are_notes), cmocka_unit_test(server_is_a_note),	      cmocka_unit_test(numbers), cmocka_unit_test(wording_all),
	};

	return cmocka_run_group_tests_name("rule_pool", tests, NULL, NULL);
}
