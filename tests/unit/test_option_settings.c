// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_option_settings - the options of the plugin that reads settings: plans, and the one line for each that is wrong
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "cli/help.h"
#include "cli/option_rows.h"
#include "parse_options.h"
#include "said.h"

static const struct option table[] = { OPTION_COMMON("443", "50:unknown", "reading"), OPTION_POOL, OPTION_GENERAL, { 0 } };
static const struct rule rules[] = { { .id = "provider.one" }, { 0 } };

enum { WORDS_MAX = 40 };

static enum options_result parse(const char *text, struct options *o)
{
	static char line[2000];
	static char *words[WORDS_MAX];
	int count = 0;

	assert_true(snprintf(line, sizeof line, "check_x %s", text) < (int)sizeof line);
	for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
		words[count++] = word;
	words[count] = NULL;
	*o = (struct options){ .plugin = "check_x", .table = table, .rules = rules, .subject = SUBJECT_SETTINGS };
	return parse_options(o, count, words);
}

static const struct plan *plan_of(const char *text, struct options *o)
{
	if (parse(text, o) != OPTIONS_RUN)
		fail_msg("%s: %s", text, o->fault.text);
	return &o->plan;
}

/* ---- good lines ---- */

static void defaults(void **state)
{
	struct options o;
	const struct plan *p = plan_of("-H pool.contoso.com", &o);

	(void)state;
	assert_int_equal(p->hosts.count, 1);
	assert_int_equal(p->hosts.at[0].port, 443);
	assert_int_equal(p->timeout_us, 50000000);
	assert_int_equal(p->timeout_state, STATE_UNKNOWN);
	assert_int_equal(p->settings.auth, AUTH_NEGOTIATE);
	assert_int_equal(p->settings.server, SERVER_NOT_TOLD);
	assert_int_equal(p->settings.edge, EDGE_LYNC);
	assert_string_equal(p->settings.path, "/OcsPowershell");
	assert_string_equal(p->settings.configuration, "Microsoft.PowerShell");
	assert_string_equal(p->domain, "push.lync.com");
	assert_string_equal(p->proxy.name, "sipfed.online.lync.com");
	assert_string_equal(p->settings.push_uri, "sip:push@push.lync.com");
	assert_true(p->settings.max_age_warning_h == 26 && p->settings.max_age_critical_h == 74);
	assert_false(p->settings.require_apple || p->settings.require_microsoft || p->settings.remedy);
	assert_null(p->settings.site);
	assert_null(p->settings.url.text);
	assert_null(p->settings.http_proxy.name);
	options_free(&o);
}

static void who_is_asked(void **state)
{
	static const struct {
		const char *line, *hosts; /* "name:port name:port" */
		enum auth auth;
	} lines[] = {
		{ "-H p", "p:443", AUTH_NEGOTIATE },
		{ "-H p:8443", "p:8443", AUTH_NEGOTIATE },
		{ "-H p -p 444", "p:444", AUTH_NEGOTIATE },
		{ "-H p -l u --password-file f", "p:443", AUTH_NTLM },
		{ "-H p -l u --password-f f", "p:443", AUTH_NTLM },
		{ "-H p -l D\\u@w --password-fi=f", "p:443", AUTH_NTLM },
		{ "-H p -a ntlm -l u --password-file f", "p:443", AUTH_NTLM },
		{ "-H p -a basic -l u --password-file f", "p:443", AUTH_BASIC },
		{ "-H p -a certificate -J c", "p:443", AUTH_CERTIFICATE },
		{ "-H p --keytab k", "p:443", AUTH_NEGOTIATE },
		{ "-H p -a Negotiate", "p:443", AUTH_NEGOTIATE },
		{ "-F f", "", AUTH_NONE },
		{ "-F f -F g -F -", "", AUTH_NONE },
		{ "-u https://w/x", "w:443", AUTH_NONE },
		{ "-u https://w:444", "w:444", AUTH_NONE },
		{ "-u HTTPS://[::1]:444/x?y --verify-name w", "::1:444", AUTH_NONE },
		{ "-u https://w/x -l u --password-file f", "w:443", AUTH_NTLM },
		{ "-u https://w/x -a negotiate", "w:443", AUTH_NEGOTIATE },
		{ "-H p --edge=ocs2007r2 --edge-host e", "p:443 e:5986", AUTH_NEGOTIATE },
		{ "-H p --edge=ocs2007r2 --edge-host e:443 -p 444", "p:444 e:443", AUTH_NEGOTIATE },
		{ "--edge=ocs2007r2 --edge-host e -F f", "e:5986", AUTH_NEGOTIATE },
		{ "--edge=ocs2007r2 --edge-host e", "e:5986", AUTH_NEGOTIATE },
		{ "-H p --edge-host e", "p:443", AUTH_NEGOTIATE }, /* a later Edge is compared, not asked */
		{ "--edge=ocs2007r2 -H p -F f", "p:443", AUTH_NEGOTIATE },
		{ "--edge=ocs2007r2 -H p", "p:443", AUTH_NEGOTIATE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct options o;
		const struct plan *p = plan_of(lines[i].line, &o);
		char hosts[200] = "";
		for (size_t h = 0; h < p->hosts.count; h++)
			snprintf(hosts + strlen(hosts), sizeof hosts - strlen(hosts), "%s%s:%u", h ? " " : "", p->hosts.at[h].name,
				 p->hosts.at[h].port);
		if (strcmp(hosts, lines[i].hosts) != 0 || p->settings.auth != lines[i].auth)
			fail_msg("%s: %s, auth %d", lines[i].line, hosts, (int)p->settings.auth);
		options_free(&o);
	}
}

static void urls(void **state)
{
	struct options o;
	const struct plan *p = plan_of("-u https://w.example:444/a%20b/c?d=e&f", &o);

	(void)state;
	assert_string_equal(p->settings.url.text, "https://w.example:444/a%20b/c?d=e&f");
	assert_string_equal(p->settings.url.path, "/a%20b/c?d=e&f");
	assert_string_equal(p->settings.url.host.name, "w.example");
	options_free(&o);
	p = plan_of("-u https://w/a@b", &o);
	assert_string_equal(p->settings.url.path, "/a@b");
	options_free(&o);
	p = plan_of("-u https://w", &o);
	assert_string_equal(p->settings.url.path, "/");
	options_free(&o);
	p = plan_of("-H p -x http://proxy.example:3128/", &o);
	assert_string_equal(p->settings.http_proxy.name, "proxy.example");
	assert_int_equal(p->settings.http_proxy.port, 3128);
	options_free(&o);
	p = plan_of("-H p -x http://[2001:db8::1]:8080 --path /x", &o);
	assert_string_equal(p->settings.http_proxy.name, "2001:db8::1");
	assert_string_equal(p->settings.path, "/x");
	options_free(&o);
}

static void what_must_be(void **state)
{
	struct options o;
	const struct plan *p = plan_of("-F f --require=Apple --site Redmond --server=SE --max-age 1.5 --remedy -d d.example -P p.example "
				       "--push-uri sip:a@d.example --configuration X.Y",
				       &o);

	(void)state;
	assert_true(p->settings.require_apple && !p->settings.require_microsoft && p->settings.remedy);
	assert_string_equal(p->settings.site, "Redmond");
	assert_int_equal(p->settings.server, SERVER_SE);
	assert_true(p->settings.max_age_warning_h == 1.5 && p->settings.max_age_critical_h == -1);
	assert_string_equal(p->proxy.name, "p.example");
	assert_string_equal(p->settings.push_uri, "sip:a@d.example");
	assert_string_equal(p->settings.configuration, "X.Y");
	options_free(&o);
	p = plan_of("-F f --require=microsoft,apple --server 2010 --max-age 1,8784", &o);
	assert_true(p->settings.require_apple && p->settings.require_microsoft);
	assert_int_equal(p->settings.server, SERVER_2010);
	assert_true(p->settings.max_age_critical_h == 8784);
	options_free(&o);
}

/* Only what stands behind its = is its value. */
static void mobility(void **state)
{
	static const struct {
		const char *line, *domain;
		bool on;
	} lines[] = {
		{ "-H p.example", NULL, false },
		{ "-H p.example --mobility", NULL, true },
		{ "--mobility -H p.example", NULL, true },
		{ "-H p.example --mobility=example.com", "example.com", true },
		{ "-F f --mobility=example.com", "example.com", true },
		{ "-H p.example --mobility=a.example --mobility", NULL, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct options o;
		const struct plan *p = plan_of(lines[i].line, &o);
		bool same = lines[i].domain ? p->settings.mobility_domain && strcmp(p->settings.mobility_domain, lines[i].domain) == 0 : !p->settings.mobility_domain;
		if (p->settings.mobility != lines[i].on || !same)
			fail_msg("%s: %s", lines[i].line, p->settings.mobility_domain ? p->settings.mobility_domain : "none");
		options_free(&o);
	}
}

/* ---- bad lines ---- */

static const struct {
	const char *line, *text;
} bad[] = {
	{ "", "--hostname is missing: name the pool, e.g. -H pool.example.com, or an export with --file or --url" },
	{ "-H a -H b", "--hostname: 2 pools were given; one is asked at a time" },
	{ "-H a -F f", "--file: settings come from an export or from the live pool, not from both: leave out --hostname" },
	{ "-H a -u https://w/", "--url: an export over HTTPS is the only source: leave out --hostname, --file and --edge-host" },
	{ "-F f -u https://w/", "--url: an export over HTTPS is the only source: leave out --hostname, --file and --edge-host" },
	{ "--edge=ocs2007r2 --edge-host e -u https://w/",
	  "--url: an export over HTTPS is the only source: leave out --hostname, --file and --edge-host" },
	{ "--edge=ocs2007r2 --edge-host e -H p -F f", "--file: pool and Edge are both asked live: leave it out, or --edge-host" },
	{ "-F - -F f -F -", "--file: standard input can be read once, but was given 2 times" },
	{ "-H p --edge=ocs2007r2 --edge-host p:443", "--edge-host: p, port 443, was given twice" },
	{ "-H p -l u", "--login: u needs its password: give --password-file" },
	{ "-H p --password-file secret", "--password-file is of no use without the name of a user: give --login" },
	{ "-H p --password=secret", "--password: put the password in a file: --password-file" },
	{ "-H p --password secret", "--password: put the password in a file: --password-file" },
	{ "-H p --pass=secret", "--pass: put the password in a file: --password-file" },
	{ "-H p --pas=secret", "--pas: put the password in a file: --password-file" },
	{ "-H p --pa=secret", "--pa may be --password-file or --path: write more of it" },
	{ "-H p --password-=secret", "--password-: put the password in a file: --password-file" },
	{ "-H p --passwordsecret", "--password...: put the password in a file: --password-file" },
	{ "-H p --PASSWD:secret", "--PASSWD...: put the password in a file: --password-file" },
	{ "-H p --login-password=secret", "--login-password: put the password in a file: --password-file" },
	{ "-H p --key-password=secret", "--key-password: put the password in a file: --key-password-file" },
	{ "-H p --key-p=secret", "--key-p: put the password in a file: --key-password-file" },
	{ "-H p --private-key-pass=secret", "--private-key-pass: put the password in a file: --key-password-file" },
	{ "-H p --key=secret", "--key may be --key-password-file or --keytab: write more of it" },
	{ "-H p -password=secret", "-password...: put the password in a file: --password-file" },
	{ "-H p -token=secret", "-token... is not an option: a long one begins with two dashes" },
	{ "-H p password=secret", "password...: put the password in a file: --password-file" },
	{ "-H p user%secret", "user... does not belong to an option; a server is given as -H NAME" },
	{ "-H p -l user%secret", "--login: put the password in a file: --password-file" },
	{ "-H p --log=user:secret", "--login: put the password in a file: --password-file" },
	{ "-H p -lC\\user%secret", "--login: put the password in a file: --password-file" },
	{ "-H p -p secret", "--port: the value is not a port (1 to 65535)" },
	{ "-H p -a user:secret", "--auth: the value is not ntlm|negotiate|basic|certificate" },
	{ "-H user:secret@p", "--hostname: the value has a login in it, for all to see: leave it out" },
	{ "-H p -d user:secret@p", "--domain: (not shown) has a character that no host name may have" },
	{ "-H p --push-uri sip:user:secret@p", "--push-uri: the value has a password in it, for all to see: leave it out" },
	{ "-H p -a ntlm", "--auth=ntlm needs --login and --password-file" },
	{ "-H p -a basic", "--auth=basic needs --login and --password-file" },
	{ "-H p -a negotiate -l u --password-file f", "--login: u is not used by --auth=negotiate: leave one of them out" },
	{ "-H p -a certificate -J c -l u --password-file f", "--login: u is not used by --auth=certificate: leave one of them out" },
	{ "-H p -a certificate", "--auth=certificate needs a certificate: give --client-cert" },
	{ "-H p -l u --password-file f --keytab k", "--keytab is for Kerberos: give --auth=negotiate and no --login" },
	{ "-F f --keytab k", "--keytab is for Kerberos: give --auth=negotiate and no --login" },
	{ "-H p -a kerberos", "--auth: kerberos is not ntlm|negotiate|basic|certificate" },
	{ "-H p -x proxy:3128", "--http-proxy: the value does not begin with http://" },
	{ "-H p -x http://proxy", "--http-proxy: http://proxy names no port: http://HOST:PORT" },
	{ "-H p -x http://proxy:3128/x", "--http-proxy: /x is not part of a proxy's address, which is http://HOST:PORT" },
	{ "-H p -x http://u:secret@proxy:3128", "--http-proxy: the value has a login in it, for all to see: leave it out" },
	{ "-H p -x u:secret@proxy:3128", "--http-proxy: the value has a login in it, for all to see: leave it out" },
	{ "-H p -x http://p:1 -I 192.0.2.1",
	  "--IP-address: 192.0.2.1 is not connected to through --http-proxy, which looks names up itself" },
	{ "-u http://w/", "--url: the value does not begin with https://" },
	{ "-u https://", "--url: a host name is missing" },
	{ "-u https://u@w/", "--url: the value has a login in it, for all to see: leave it out" },
	{ "-u http://u:secret@w/", "--url: the value has a login in it, for all to see: leave it out" },
	{ "-u https://u:se/secret@w/", "--url: the value has a login in it, for all to see: leave it out" },
	{ "-u https://u:1?secret@w/", "--url: the value has a login in it, for all to see: leave it out" },
	{ "-u https://w/a\"b", "--url: the value has a character that must not be in a URL: write it as %22" },
	{ "-u https://w/\xc3\xa4", "--url: the value has a character that must not be in a URL: write it as %C3" },
	{ "-u https://w#x", "--url: the value has a character that must not be in a URL: write it as %23" },
	{ "-u https://w?x", "--url: https://w?x needs a / before what follows the host" },
	{ "-u https://w:0/", "--url: 0 is not a port (1 to 65535)" },
	{ "-H p --path x", "--path: x is not a path: it begins with /" },
	{ "-H p --path /x|y", "--path: the value has a character that must not be in a URL: write it as %7C" },
	{ "-F f --require=apple,android", "--require: android is not apple or microsoft" },
	{ "-F f --require=apple,", "--require: \"\" is not apple or microsoft" },
	{ "-F f --max-age=0", "--max-age: 0 is not a number of hours: more than 0, at most 8784, e.g. 26,74" },
	{ "-F f --max-age=3,x", "--max-age: x is not a number of hours: more than 0, at most 8784, e.g. 26,74" },
	{ "-F f --max-age=80,26", "--max-age: 80,26 would warn after it is critical: the lower age comes first" },
	{ "-F f --server=2012", "--server: 2012 is not 2010|2013|2015|2019|se" },
	{ "-F f --edge=2010", "--edge: 2010 is not lync|ocs2007r2" },
	{ "-F f -P p:5061", "--proxy: p:5061 has a character that no host name may have" },
	{ "-F f --push-uri push.lync.com", "--push-uri: " },
	{ "-F", "--file needs its value (FILE)" },
	{ "-F f --mobility", "--mobility needs a domain where no pool is named, e.g. --mobility=example.com" },
	{ "-H p --mobility example.com", "example.com does not belong to an option" },
	{ "-H p --mobility=", "--mobility: the value is empty, it takes DOMAIN" },
	{ "-H p --mobility=192.0.2.1", "--mobility: 192.0.2.1 is not a domain: it is an address" },
	{ "-H 192.0.2.1 --verify-name p --mobility", "--mobility needs a domain" },
	{ "-H 192.0.2.1", "--hostname: 192.0.2.1 is an address" },
	{ "-F f -I 192.0.2.1", "--IP-address: 192.0.2.1 is the address of one host, but 0 were given with -H" },
};

static void one_line_for_each(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct options o;
		if (parse(bad[i].line, &o) != OPTIONS_BAD)
			fail_msg("%s is taken", bad[i].line);
		if (strncmp(o.fault.text, bad[i].text, strlen(bad[i].text)) != 0)
			fail_msg("%s: %s", bad[i].line, o.fault.text);
		if (strstr(o.fault.text, "secret"))
			fail_msg("%s: the secret is in \"%s\"", bad[i].line, o.fault.text);
		options_free(&o);
	}
}

/* Neither host nor file is more required than the other. */
static void usage_has_all_in_brackets(void **state)
{
	const struct help help = { "check_x", "Does it?", table, NULL };
	struct buf out = BUF(100000);

	(void)state;
	assert_true(help_usage(&help, &out));
	assert_non_null(strstr(said(&out), "[-H NAME[:PORT]]"));
	assert_non_null(strstr(said(&out), "[-F FILE]"));
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults),	cmocka_unit_test(who_is_asked),	     cmocka_unit_test(urls),
		cmocka_unit_test(what_must_be), cmocka_unit_test(mobility), cmocka_unit_test(one_line_for_each), cmocka_unit_test(usage_has_all_in_brackets),
	};

	return cmocka_run_group_tests_name("option_settings", tests, NULL, NULL);
}
