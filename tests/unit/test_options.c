// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_options - command lines and ini files to plans, and the one line and the caret for each that is wrong
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/option_rows.h"
#include "parse_options.h"
#include "report/format.h"

static const struct option table[] = {
	OPTION_COMMON("5061", "30:critical", "the whole exchange"),
	OPTION_SIP("sip:Options_User@{domain}"),
	OPT(0, "own-domain", "DOMAIN", OPT_NAMES, sip.own_domains, NULL, "repeatable"),
	OPTION_PUSH,
	OPTION_GENERAL,
	{ 0 }
};

static const struct rule rules[] = { { .id = "sip.answer" }, { .id = "cert.expiry" }, { 0 } };

/* The words of a line, parted by single blanks; "_" in a word stands for a blank, "^" for an empty word. */
enum { WORDS_MAX = 40 };
struct line {
	char text[2000];
	char *words[WORDS_MAX];
	int count;
};

static void line_cut(struct line *l, const char *text)
{
	assert_true(snprintf(l->text, sizeof l->text, "check_x %s", text) < (int)sizeof l->text);
	l->count = 0;
	for (char *word = strtok(l->text, " "); word; word = strtok(NULL, " ")) {
		assert_true(l->count + 1 < WORDS_MAX);
		l->words[l->count++] = word;
		for (char *c = word; *c; c++)
			*c = *c == '_' ? ' ' : *c;
		if (strcmp(word, "^") == 0)
			*word = '\0';
	}
	l->words[l->count] = NULL;
}

static enum options_result parse(const char *text, struct options *o)
{
	struct line l;

	line_cut(&l, text);
	*o = (struct options){ .plugin = "check_x", .table = table, .rules = rules };
	return parse_options(o, l.count, l.words);
}

/* Parses what must be good. */
static const struct plan *plan_of(const char *text, struct options *o)
{
	if (parse(text, o) != OPTIONS_RUN)
		fail_msg("%s: %s", text, o->fault.text);
	return &o->plan;
}

/* ---- good lines ---- */

static void test_defaults(void **state)
{
	struct options o;
	const struct plan *p = plan_of("-H edge.contoso.com", &o);

	(void)state;
	assert_int_equal(p->hosts.count, 1);
	assert_string_equal(p->hosts.at[0].name, "edge.contoso.com");
	assert_int_equal(p->hosts.at[0].port, 5061);
	assert_null(p->address);
	assert_int_equal(p->family, AF_UNSPEC);
	assert_int_equal(p->timeout_us, 30000000);
	assert_int_equal(p->timeout_state, STATE_CRITICAL);
	assert_false(p->warning.set || p->critical.set);
	assert_true(p->life_warning.days == 30 && p->life_warning.percent == 33);
	assert_true(p->life_critical.days == 7 && p->life_critical.percent == 10);
	assert_null(p->client_cert);
	assert_false(p->insecure || p->sip.no_client_cert || p->sip.strict || p->all_addresses || p->first_address);
	assert_int_equal(p->tls_min, TLS_1_2);
	assert_int_equal(p->security_level, -1);
	assert_string_equal(p->domain, "push.lync.com");
	assert_null(p->proxy.name);
	assert_string_equal(p->sip.uri, "sip:Options_User@push.lync.com");
	assert_null(p->sip.from);
	assert_string_equal(p->sip.user_agent, "check_push/" VERSION);
	assert_false(p->sip.no_extra_request);
	assert_int_equal(p->sip.max_forwards, 70);
	assert_string_equal(p->sip.method, "OPTIONS");
	assert_int_equal(p->sip.count, 1);
	assert_int_equal(p->sip.interval_us, 1000000);
	assert_int_equal(p->sip.wait_us, 0);
	assert_true(p->sip.loss_warning == -1 && p->sip.loss_critical == -1);
	assert_int_equal(p->min_ok, 0);
	assert_int_equal(p->sip.expect.count, 0);
	assert_int_equal(p->ignore.count, 0);
	assert_int_equal(p->verbose, 0);
	options_free(&o);
}

static void test_every_form(void **state)
{
	static const char *const forms[] = {
		"-H edge -p 5062 -v -v -k", "-Hedge -p5062 -vvk",	    "-kvvp5062 -H edge",
		"--hostname=edge --port=5062 --insecure --verbose --verbose", "--host edge --po 5062 --insec -vv",
		"-v -H edge -k --port 5062 -v --",
	};

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct options o;
		const struct plan *p = plan_of(forms[i], &o);
		if (strcmp(p->hosts.at[0].name, "edge") != 0 || p->hosts.at[0].port != 5062 || p->verbose != 2 || !p->insecure)
			fail_msg("%s: another plan", forms[i]);
		options_free(&o);
	}
}

static void test_hosts(void **state)
{
	static const struct {
		const char *text, *name;
		uint16_t port;
	} hosts[] = {
		{ "edge", "edge", 5061 },
		{ "edge.contoso.com:443", "edge.contoso.com", 443 },
		{ "10.1.2.3", "10.1.2.3", 5061 },
		{ "10.1.2.3:65535", "10.1.2.3", 65535 },
		{ "2001:db8::1", "2001:db8::1", 5061 },
		{ "[2001:db8::1]", "2001:db8::1", 5061 },
		{ "[::1]:1", "::1", 1 },
		{ "edge-1.a1.x3", "edge-1.a1.x3", 5061 },
	};
	char text[400];

	(void)state;
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		struct options o;
		snprintf(text, sizeof text, "--verify-name=edge.contoso.com -H %s", hosts[i].text);
		const struct plan *p = plan_of(text, &o);
		assert_int_equal(p->hosts.count, 1);
		assert_string_equal(p->hosts.at[0].name, hosts[i].name);
		assert_int_equal(p->hosts.at[0].port, hosts[i].port);
		options_free(&o);
	}
}

static void test_longest_name(void **state)
{
	char text[300], label[64] = "";
	struct options o;

	(void)state;
	memset(label, 'a', 63);
	snprintf(text, sizeof text, "-H %s.%s.%s.%.61s", label, label, label, label);
	plan_of(text, &o);
	assert_int_equal(strlen(o.plan.hosts.at[0].name), 253);
	options_free(&o);
	snprintf(text, sizeof text, "-H %s.%s.%s.%.62s", label, label, label, label);
	assert_int_equal(parse(text, &o), OPTIONS_BAD);
	assert_non_null(strstr(o.fault.text, "has 254 characters, a host name at most 253"));
	options_free(&o);
}

static void test_lists_grow(void **state)
{
	struct options o;
	const struct plan *p = plan_of("-H a -H b:1 -H c --ignore sip.answer --ignore=cert.expiry,sip.answer -e 404,480-489 "
				       "-e 403:critical --expect 503-503:WARNING --header Subject:_one --header X-Two:_2 "
				       "--own-domain contoso.com. --own-domain=na.contoso.com", &o);

	(void)state;
	assert_int_equal(p->hosts.count, 3);
	assert_string_equal(p->hosts.at[2].name, "c");
	assert_int_equal(p->hosts.at[1].port, 1);
	assert_int_equal(p->ignore.count, 3);
	assert_string_equal(p->ignore.at[0], "sip.answer");
	assert_string_equal(p->ignore.at[1], "cert.expiry");
	assert_int_equal(p->sip.expect.count, 4);
	assert_true(p->sip.expect.at[0].first == 404 && p->sip.expect.at[0].last == 404 && p->sip.expect.at[0].state == STATE_OK);
	assert_true(p->sip.expect.at[1].first == 480 && p->sip.expect.at[1].last == 489 && p->sip.expect.at[1].state == STATE_OK);
	assert_true(p->sip.expect.at[2].first == 403 && p->sip.expect.at[2].state == STATE_CRITICAL);
	assert_true(p->sip.expect.at[3].first == 503 && p->sip.expect.at[3].last == 503 && p->sip.expect.at[3].state == STATE_WARNING);
	assert_int_equal(p->sip.headers.count, 2);
	assert_string_equal(p->sip.headers.at[1], "X-Two: 2");
	assert_int_equal(p->sip.own_domains.count, 2);
	assert_string_equal(p->sip.own_domains.at[0], "contoso.com");
	assert_string_equal(p->sip.own_domains.at[1], "na.contoso.com");
	options_free(&o);
}

static void test_many_hosts(void **state)
{
	static char words[OPTION_HOSTS_MAX + 1][16];
	static char *argv[OPTION_HOSTS_MAX + 2] = { "check_x" };
	struct options o = { .plugin = "check_x", .table = table, .rules = rules };

	(void)state;
	for (int i = 0; i <= OPTION_HOSTS_MAX; i++) {
		snprintf(words[i], sizeof words[i], "-Hedge%d", i);
		argv[i + 1] = words[i];
	}
	assert_int_equal(parse_options(&o, OPTION_HOSTS_MAX + 1, argv), OPTIONS_RUN);
	assert_int_equal(o.plan.hosts.count, OPTION_HOSTS_MAX);
	for (int i = 0; i < OPTION_HOSTS_MAX; i++)
		assert_string_equal(o.plan.hosts.at[i].name, words[i] + 2);
	options_free(&o);
	assert_int_equal(parse_options(&o, OPTION_HOSTS_MAX + 2, argv), OPTIONS_BAD);
	assert_string_equal(o.fault.text, "--hostname: edge1024 is one host too many: at most 1024");
	options_free(&o);
}

static void test_limits(void **state)
{
	struct options o;
	const struct plan *p = plan_of("-Ha -t 12.5:Unknown -w 0.5 -c @1:2 -C 14 --loss 5%,20.5 -n 3 -i 0.05 --wait=4", &o);

	(void)state;
	assert_int_equal(p->timeout_us, 12500000);
	assert_int_equal(p->timeout_state, STATE_UNKNOWN);
	assert_true(p->warning.set && p->warning.end == 0.5);
	assert_true(p->critical.inside && p->critical.start == 1 && p->critical.end == 2);
	assert_true(p->life_warning.days == 14 && p->life_warning.percent == -1);
	assert_true(p->life_critical.days == -1 && p->life_critical.percent == -1);
	assert_true(p->sip.loss_warning == 5 && p->sip.loss_critical == 20.5);
	assert_int_equal(p->sip.count, 3);
	assert_int_equal(p->sip.interval_us, 50000);
	assert_int_equal(p->sip.wait_us, 4000000);
	options_free(&o);
	p = plan_of("-Ha -t 7 -C 25%,3/5.5% -n 2", &o);
	assert_int_equal(p->timeout_us, 7000000);
	assert_int_equal(p->timeout_state, STATE_CRITICAL);
	assert_true(p->life_warning.days == -1 && p->life_warning.percent == 25);
	assert_true(p->life_critical.days == 3 && p->life_critical.percent == 5.5);
	assert_int_equal(p->sip.wait_us, 2000000);
	options_free(&o);
}

static void test_the_rest(void **state)
{
	struct options o;
	const struct plan *p = plan_of("-H edge -I 2001:db8::7 -6 --bind ::1 --dns-server [::1]:5353 -J c -K k "
				       "--key-password-file=w --ca-cert=r --verify-name *.contoso.com --tls-min=1.0 --user-agent=a_b "
				       "-d fabrikam.com -P sip.fabrikam.com:5062 -f sip:m@contoso.com --strict --all-addresses "
				       "--min-ok=1 --max-forwards 0 --no-extra-request --via-front-end -m MESSAGE --body-file b --content-type text/plain", &o);

	(void)state;
	assert_string_equal(p->address, "2001:db8::7");
	assert_int_equal(p->family, AF_INET6);
	assert_string_equal(p->bind, "::1");
	assert_string_equal(p->dns_server.name, "::1");
	assert_int_equal(p->dns_server.port, 5353);
	assert_string_equal(p->client_cert, "c");
	assert_string_equal(p->private_key, "k");
	assert_string_equal(p->key_password_file, "w");
	assert_string_equal(p->ca_cert, "r");
	assert_string_equal(p->verify_name, "*.contoso.com");
	assert_int_equal(p->tls_min, TLS_1_0);
	assert_int_equal(p->security_level, 0);
	assert_true(p->sip.via_front_end);
	assert_true(p->sip.no_extra_request);
	assert_string_equal(p->sip.user_agent, "a b");
	assert_string_equal(p->sip.uri, "sip:Options_User@fabrikam.com");
	assert_string_equal(p->proxy.name, "sip.fabrikam.com");
	assert_int_equal(p->proxy.port, 5062);
	assert_string_equal(p->sip.from, "sip:m@contoso.com");
	assert_true(p->sip.strict && p->all_addresses);
	assert_int_equal(p->min_ok, 1);
	assert_int_equal(p->sip.max_forwards, 0);
	assert_string_equal(p->sip.method, "MESSAGE");
	assert_string_equal(p->sip.body_file, "b");
	assert_string_equal(p->sip.content_type, "text/plain");
	options_free(&o);
	p = plan_of("-Ha --tls-min=1.1 --security-level 2", &o);
	assert_int_equal(p->security_level, 2);
	options_free(&o);
	p = plan_of("-Ha --bind 127.0.0.5", &o);
	assert_int_equal(p->family, AF_INET);
	options_free(&o);
}

/* A captured request brings its own method and URI; what the user gives still counts. */
static void test_template(void **state)
{
	struct options o;
	const struct plan *p = plan_of("-Ha --request-template t", &o);

	(void)state;
	assert_null(p->sip.method);
	assert_null(p->sip.uri);
	options_free(&o);
	p = plan_of("-Ha --request-template t -m SERVICE -u sip:a@b.c", &o);
	assert_string_equal(p->sip.method, "SERVICE");
	assert_string_equal(p->sip.uri, "sip:a@b.c");
	options_free(&o);
}

static void test_the_last_wins(void **state)
{
	struct options o;
	const struct plan *p = plan_of("-Ha -p 1 -p 2 -6 -d a.b -d c.d -u sip:x@y.z", &o);

	(void)state;
	assert_int_equal(p->port, 2);
	assert_int_equal(p->family, AF_INET6);
	assert_string_equal(p->domain, "c.d");
	assert_string_equal(p->sip.uri, "sip:x@y.z");
	options_free(&o);
}

static void test_other_results(void **state)
{
	static const struct {
		const char *line;
		enum options_result result;
	} cases[] = {
		{ "-h", OPTIONS_HELP },
		{ "--help", OPTIONS_HELP },
		{ "-p 70000 -h", OPTIONS_HELP },
		{ "-vh", OPTIONS_HELP },
		{ "-h --nonsense", OPTIONS_HELP },
		{ "-V", OPTIONS_VERSION },
		{ "-V -h", OPTIONS_VERSION },
		{ "--list-rules", OPTIONS_LIST_RULES },
		{ "-H -h", OPTIONS_BAD }, /* -h is the value, as everywhere */
		{ "-x -h", OPTIONS_BAD },
		{ "-- -h", OPTIONS_BAD },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct options o;
		if (parse(cases[i].line, &o) != cases[i].result)
			fail_msg("%s: %s", cases[i].line, o.fault.text);
		options_free(&o);
	}
}

/* ---- bad lines ---- */

static const struct {
	const char *line, *want;
	int at;
	size_t column;
} bad[] = {
	/* form */
	{ "", "--hostname is missing: name the server to ask, e.g. -H edge.example.com", 0, 0 },
	{ "edge", "edge does not belong to an option; a server is given as -H NAME", 1, 0 },
	{ "-H a - b", "- does not belong to an option; a server is given as -H NAME", 3, 0 },
	{ "-H a -- -v", "-v does not belong to an option; a server is given as -H NAME", 4, 0 },
	{ "-H a ^", "an empty argument does not belong to an option; a server is given as -H NAME", 3, 0 },
	{ "-x", "-x is not an option; --help shows all", 1, 1 },
	{ "-H a -vxk", "-x is not an option; --help shows all", 3, 2 },
	{ "--frob=1", "--frob is not an option; --help shows all", 1, 2 },
	{ "--frob:1", "--frob... is not an option; --help shows all", 1, 2 },
	{ "--frob_1", "--frob... is not an option; --help shows all", 1, 2 },
	{ "--a-name-of-50-characters-that-is-shown-as-it-stands=1",
	  "--a-name-of-50-characters-that-is-shown-as-it-stands is not an option; --help shows all", 1, 2 },
	{ "--a-name-of-50-characters-that-is-shown-as-it-standsx=1",
	  "--a-name-of-50-characters-that-is-shown-as-it-stands... is not an option; --help shows all", 1, 2 },
	/* a password, where only its file may be named */
	{ "--password=x", "--password: put the password in a file: --key-password-file", 1, 2 },
	{ "-H a --key-password x", "--key-password: put the password in a file: --key-password-file", 3, 2 },
	{ "-H a --key=x", "--key: put the password in a file: --key-password-file", 3, 2 },
	{ "-H a -v -passwd:x", "-passwd...: put the password in a file: --key-password-file", 4, 1 },
	{ "-H a password:x", "password...: put the password in a file: --key-password-file", 3, 0 },
	{ "-H a -J -----BEGIN_PRIVATE_KEY-----",
	  "--client-cert: the value is a key or a certificate itself: put it in a file, and give its name", 0, 0 },
	{ "-H a -u sip:a:x@b.c", "--uri: the value has a password in it, for all to see: leave it out", 0, 0 },
	{ "-H a -P sip:a:x@b.c", "--proxy: the value has a login in it, for all to see: leave it out", 0, 0 },
	{ "-H a -p x", "--port: the value is not a port (1 to 65535)", 0, 0 },
	{ "-H a --header Cookie_x", "--header: \"Cookie\" is not a header such as \"Subject: test\"", 0, 0 },
	{ "-H a --header Cookie:_x\n", "--header: \"Cookie\" goes on with a line break or another control character: give each header by itself",
	  0, 0 },
	{ "--=1", "-- is not an option; --help shows all", 1, 2 },
	{ "--max", "--max-forwards needs its value (N)", 1, 5 },
	{ "--c", "--c may be --critical or --certificate: write more of it", 1, 2 },
	{ "--insecure=yes", "--insecure takes no value", 1, 11 },
	{ "-H a,b", "--hostname: a,b is more than one host: repeat -H for each", 2, 1 },
	{ "-H a -4 -6", "-4 and -6 exclude each other: give one of them, or none for both families", 4, 1 },
	{ "-H a -w 3 -c 1", "--warning: 3 would warn after it is critical at 1: the lower limit is the warning's", 0, 0 },
	{ "-H a -w 1: -c 3:", "--warning: 1: would warn after it is critical at 3: the higher limit is the warning's", 0, 0 },
	{ "-H a -t 0,5", "--timeout: 0,5 has a comma: write 0.5", 4, 1 },
	{ "-H a -w 0,5", "--warning: 0,5 has a comma: write 0.5", 4, 1 },
	{ "-H a -t 2d", "--timeout: 2d is not a time from 0.1 to 3600 seconds (30, 500ms, 5m)", 4, 0 },
	{ "-H a -e 4xx", "--expect: 4xx is not a SIP status: write 400-499", 4, 0 },
	{ "-H", "--hostname needs its value (NAME[:PORT])", 1, 2 },
	{ "-vp", "--port needs its value (PORT)", 1, 3 },
	{ "--port", "--port needs its value (PORT)", 1, 6 },
	{ "--port=", "--port: the value is empty, it takes PORT", 1, 7 },
	{ "-w ^", "--warning: the value is empty, it takes RANGE", 2, 0 },
	{ "-H a --ca-cert=r --ca-cert s", "--ca-cert was given twice: put all roots into one file or directory", 5, 0 },
	/* ports and names */
	{ "-H a --port=70000", "--port: 70000 is not a port (1 to 65535)", 3, 7 },
	{ "-H a -p 0", "--port: 0 is not a port (1 to 65535)", 4, 0 },
	{ "-H a -p0x10", "--port: 0x10 is not a port (1 to 65535)", 3, 2 },
	{ "-H a -p -1", "--port: -1 is not a port (1 to 65535)", 4, 0 },
	{ "-H a -p 50_61", "--port: 50 61 is not a port (1 to 65535)", 4, 0 },
	{ "-H edge_one", "--hostname: edge one has a blank in it", 2, 4 },
	{ "-H edge_", "--hostname: edge  has a blank in it", 2, 4 },
	{ "-H edge/x", "--hostname: edge/x has a character that no host name may have", 2, 4 },
	{ "-H stra\xc3\x9f""e.de", "--hostname: stra\xc3\x9f""e.de has a letter beyond ASCII: write it in its xn-- form", 2, 4 },
	{ "-H a..b", "--hostname: a..b has an empty label: a dot too many", 2, 2 },
	{ "-H a.b..", "--hostname: a.b.. has an empty label: a dot too many", 2, 4 },
	{ "-H .", "--hostname: . has an empty label: a dot too many", 2, 0 },
	{ "-H x.-a.b", "--hostname: x.-a.b has a label that begins or ends with a hyphen", 2, 2 },
	{ "-H -v", "--hostname: -v has a label that begins or ends with a hyphen", 2, 0 },
	{ "-H 0123456789012345678901234567890123456789012345678901234567890123.de",
	  "--hostname: 012345678901234567890123456789012345678901234567890123456789... has a label of more than 63 characters", 2, 0 },
	{ "-H 300.1.1.1", "--hostname: 300.1.1.1 is neither a host name nor an address", 2, 8 },
	{ "-H 10.1", "--hostname: 10.1 is neither a host name nor an address", 2, 3 },
	{ "-H edge:", "--hostname: \"\" is not a port (1 to 65535)", 2, 5 },
	{ "-H edge:65536", "--hostname: 65536 is not a port (1 to 65535)", 2, 5 },
	{ "-Hedge:+1", "--hostname: +1 is not a port (1 to 65535)", 1, 7 },
	{ "-H :5061", "--hostname: a host name is missing", 2, 0 },
	{ "-H a:b:c", "--hostname: a:b:c is not an IPv6 address; with a port it is written [ADDR]:PORT", 2, 0 },
	{ "-H [::1", "--hostname: [::1 is not an IPv6 address in brackets", 2, 1 },
	{ "-H [10.0.0.1]", "--hostname: [10.0.0.1] is not an IPv6 address in brackets", 2, 1 },
	{ "-H [::1]x", "--hostname: [::1]x has something other than :PORT after its brackets", 2, 5 },
	{ "-H [::1]:", "--hostname: \"\" is not a port (1 to 65535)", 2, 6 },
	{ "-H fe80::1%eth0", "--hostname: fe80::1%eth0 is not an IPv6 address; with a port it is written [ADDR]:PORT", 2, 0 },
	{ "-H sip:edge.de", "--hostname: sip:edge.de is a URI: give the name alone, or NAME:PORT", 2, 0 },
	{ "-H https://edge.de:443/", "--hostname: https://edge.de:443/ is a URI: give the name alone, or NAME:PORT", 2, 0 },
	{ "-H a -P sips:b", "--proxy: sips:b is a URI: give the name alone, or NAME:PORT", 4, 0 },
	{ "-H a -I edge", "--IP-address: edge is not an IPv4 or IPv6 address", 4, 0 },
	{ "-H a --bind=1.2.3", "--bind: 1.2.3 is not an IPv4 or IPv6 address", 3, 7 },
	{ "-H a --dns-server=dns:53", "--dns-server: dns:53 is not an IPv4 or IPv6 address, with or without a port", 3, 13 },
	{ "-H a --verify-name=*", "--verify-name: * has a character that no host name may have", 3, 14 },
	{ "-H a --verify-name=*.*.de", "--verify-name: *.de has a character that no host name may have", 3, 16 },
	{ "-H a --verify-name=10.0.0.1", "--verify-name: 10.0.0.1 is not a name: it is an address", 3, 14 },
	{ "-H a -d push_lync", "--domain: push lync has a blank in it", 4, 4 },
	{ "-H a -P ::1", "--proxy: ::1 is not a name: it is an address", 4, 0 },
	/* limits */
	{ "-H a -t 0", "--timeout: 0 is not a time from 0.1 to 3600 seconds (30, 500ms, 5m)", 4, 0 },
	{ "-H a -t 3600.000001", "--timeout: 3600.000001 is not a time from 0.1 to 3600 seconds (30, 500ms, 5m)", 4, 0 },
	{ "-H a -t 5.", "--timeout: 5. is not a time from 0.1 to 3600 seconds (30, 500ms, 5m)", 4, 0 },
	{ "-H a -t 5.0000000", "--timeout: 5.0000000 is not a time from 0.1 to 3600 seconds (30, 500ms, 5m)", 4, 0 },
	{ "-H a -t 1e1", "--timeout: 1e1 is not a time from 0.1 to 3600 seconds (30, 500ms, 5m)", 4, 0 },
	{ "-H a -t 99999999999999999999", "--timeout: 99999999999999999999 is not a time from 0.1 to 3600 seconds (30, 500ms, 5m)", 4, 0 },
	{ "-H a -t 5:", "--timeout: \"\" is not ok, warning, critical or unknown", 4, 2 },
	{ "-H a -t 5:bad", "--timeout: bad is not ok, warning, critical or unknown", 4, 2 },
	{ "-H a -t :ok", "--timeout: \"\" is not a time from 0.1 to 3600 seconds (30, 500ms, 5m)", 4, 0 },
	{ "-H a -w 1:2:3", "--warning: 1:2:3 is not a range: [@][START:][END], e.g. 10, 500ms, 5:10, 5:, ~:10, @5:10", 4, 3 },
	{ "-H a --critical=20:10", "--critical: 20:10 is not a range: its end is below its start", 3, 14 },
	{ "-H a -c nan", "--critical: nan is not a range: [@][START:][END], e.g. 10, 500ms, 5:10, 5:, ~:10, @5:10", 4, 0 },
	{ "-H a -C 7,30", "--certificate: 7,30 would warn after it is critical: the longer life comes first", 4, 2 },
	{ "-H a -C 7/10%,3/20%", "--certificate: 7/10%,3/20% would warn after it is critical: the longer life comes first", 4, 6 },
	{ "-H a -C 30,", "--certificate: \"\" is not a life: days (at most 36500), N% or DAYS/N%, e.g. 30,7", 4, 3 },
	{ "-H a -C -1", "--certificate: -1 is not a life: days (at most 36500), N% or DAYS/N%, e.g. 30,7", 4, 0 },
	{ "-H a -C 36501", "--certificate: 36501 is not a life: days (at most 36500), N% or DAYS/N%, e.g. 30,7", 4, 0 },
	{ "-H a -C 101%", "--certificate: 101% is not a part of the lifetime: more than 0%, at most 100%", 4, 0 },
	{ "-H a -C 30/%", "--certificate: % is not a part of the lifetime: more than 0%, at most 100%", 4, 3 },
	{ "-H a -C /5%", "--certificate: \"\" is not a life: days (at most 36500), N% or DAYS/N%, e.g. 30,7", 4, 0 },
	{ "-H a -C 3/5", "--certificate: 3/5 is not a life: days (at most 36500), N% or DAYS/N%, e.g. 30,7", 4, 0 },
	{ "-H a --loss 20,5", "--loss: 20,5 would warn after it is critical: the smaller loss comes first", 4, 3 },
	{ "-H a --loss 0", "--loss: 0 is not a percentage: more than 0, at most 100", 4, 0 },
	{ "-H a --loss 5,x", "--loss: x is not a percentage: more than 0, at most 100", 4, 2 },
	/* line ends of Windows */
	{ "-H edge\r", "--hostname: the value ends in a carriage return: the file that this command stands in has line ends of Windows", 2, 4 },
	{ "-H a --timeout=5\r", "--timeout: the value ends in a carriage return: the file that this command stands in has line ends of Windows", 3, 11 },
	{ "-H a -v\r", "argument 3 ends in a carriage return: the file that this command stands in has line ends of Windows", 3, 2 },
	{ "-H a --strict\r", "argument 3 ends in a carriage return: the file that this command stands in has line ends of Windows", 3, 8 },
	{ "-H a \r", "argument 3 ends in a carriage return: the file that this command stands in has line ends of Windows", 3, 0 },
	/* words */
	{ "-H a --tls-min=1.4", "--tls-min: 1.4 is not 1.0|1.1|1.2|1.3", 3, 10 },
	{ "-H a --security-level=6", "--security-level: 6 is not 0|1|2|3|4|5", 3, 17 },
	{ "-H a --max-forwards=256", "--max-forwards: 256 is not a number from 0 to 255", 3, 15 },
	{ "-H a --min-ok=0", "--min-ok: 0 is not a number from 1 to 10000", 3, 9 },
	{ "-H a -n 1001", "--count: 1001 is not a number from 1 to 1000", 4, 0 },
	{ "-H a --user-agent=a\tb", "--user-agent: the value has a control character in it", 3, 14 },
	{ "-H a --user-agent=push_(x", "--user-agent: \"push (x\" is not a User-Agent: give words such as name/1.0, and comments in closed parentheses (RFC 3261 20.41)", 3, 18 },
	{ "-H a --user-agent=caf\xc3\xa9", "--user-agent: \"caf\xc3\xa9\" is not a User-Agent: give words such as name/1.0, and comments in closed parentheses (RFC 3261 20.41)", 3, 16 },
	{ "-H a -u sip:a#b@d", "--uri: \"sip:a#b@d\" is not a SIP URI: a byte of it must be written as %HH", 4, 5 },
	{ "-H a -f sip:a@..push", "--from: \"sip:a@..push\" is not a SIP URI: it has no host, or no host:port, as sip:push@push.lync.com:5061 has", 4, 6 },
	{ "-H a -u sip:a@d;x=1;;y", "--uri: \"sip:a@d;x=1;;y\" is not a SIP URI: a parameter of it is empty", 4, 12 },
	{ "-H a --ignore=sip.answer,foo", "--ignore: foo is not a rule of this plugin: --list-rules shows them", 3, 20 },
	{ "-H a --ignore=sip.answer,", "--ignore: \"\" is not a rule of this plugin: --list-rules shows them", 3, 20 },
	{ "-H a -e 199", "--expect: 199 is not a final SIP status (200 to 699), e.g. 404,480-489", 4, 0 },
	{ "-H a -e 404,700", "--expect: 700 is not a final SIP status (200 to 699), e.g. 404,480-489", 4, 4 },
	{ "-H a -e 404,,405", "--expect: \"\" is not a final SIP status (200 to 699), e.g. 404,480-489", 4, 4 },
	{ "-H a -e 489-480", "--expect: 489-480 is not a range: the lower status comes first", 4, 0 },
	{ "-H a -e 480-", "--expect: \"\" is not a final SIP status (200 to 699), e.g. 404,480-489", 4, 4 },
	{ "-H a -e 404:fine", "--expect: fine is not ok, warning, critical or unknown", 4, 4 },
	/* together */
	{ "-H 10.0.0.1", "--hostname: 10.0.0.1 is an address: add its name with --verify-name, or -H NAME -I 10.0.0.1",
	  0, 0 },
	{ "-H a -H b -I 10.0.0.1", "--IP-address: 10.0.0.1 is the address of one host, but 2 were given with -H", 0, 0 },
	{ "-H a -H A:5061", "--hostname: A, port 5061, was given twice", 0, 0 },
	{ "-H a -4 -I ::1", "--IP-address: ::1 is not of the family that -4 allows", 0, 0 },
	{ "-H a -6 --bind 127.0.0.1", "--bind: 127.0.0.1 is not of the family that -6 allows", 0, 0 },
	{ "-H a -I 127.0.0.1 --bind ::1", "--bind: from ::1 there is no way to 127.0.0.1: one is IPv4, the other IPv6", 0, 0 },
	{ "-H 127.0.0.1 --verify-name a -6", "--hostname: 127.0.0.1 is not of the family that -6 allows", 0, 0 },
	{ "-H 127.0.0.1 --verify-name a --bind ::1", "--hostname: 127.0.0.1 is not of the family that --bind allows", 0, 0 },
	{ "-H a --first-address --min-ok=2", "--min-ok: 2 is more than the 1 host given with -H: lower it, or leave out --first-address and -I", 0, 0 },
	{ "-H a --first-address --all-addresses", "--first-address uses one address of each host, --all-addresses asks them all: leave one out", 0, 0 },
	{ "-H a -K key", "--private-key is of no use without its certificate: give --client-cert", 0, 0 },
	{ "-H a --key-password-file p", "--key-password-file is of no use without a key: give --client-cert", 0, 0 },
	{ "-H a -J c --no-client-cert", "--no-client-cert says that we hold no identity, --client-cert gives one: leave one out", 0, 0 },
	{ "-H a -m REGISTER", "--method: REGISTER is not sent: use OPTIONS, MESSAGE or SERVICE, in capital letters", 0, 0 },
	{ "-H a -m options", "--method: options is not sent: use OPTIONS, MESSAGE or SERVICE, in capital letters", 0, 0 },
	{ "-H a -m INVITE -u sip:a@b --request-template t", "--method: INVITE is not sent: use OPTIONS, MESSAGE or SERVICE, in capital letters",
	  0, 0 },
	{ "-H a --body-file b", "--body-file needs --content-type, e.g. text/plain", 0, 0 },
	{ "-H a --content-type text/plain", "--content-type: text/plain is the type of what? give --body-file", 0, 0 },
	{ "-H a --request-template t --body-file b --content-type text/plain",
	  "--request-template brings its own body: leave out --body-file and --content-type", 0, 0 },
	{ "-H a -n 31", "--count: sample 31 is due after 30 s, but --timeout ends the check after 30 s", 0, 0 },
};

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct options o;
		if (parse(bad[i].line, &o) != OPTIONS_BAD)
			fail_msg("%s: was taken", bad[i].line);
		if (strcmp(o.fault.text, bad[i].want) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", bad[i].line, o.fault.text, bad[i].want);
		if (o.fault.kind != FAULT_USAGE || o.at != bad[i].at || o.column != bad[i].column)
			fail_msg("%s: word %d, byte %zu, not %d, %zu", bad[i].line, o.at, o.column, bad[i].at, bad[i].column);
		options_free(&o);
	}
}

/* How much of the argument a terminal shows, and whether the option before it is shown too. */
static void test_what_is_shown(void **state)
{
	static const struct {
		const char *line;
		size_t end;
		bool separate;
	} cases[] = {
		{ "--frob=x", 6, false },   { "--frob", 6, false },	  { "--password:x", 10, false }, { "--passwordx", 10, false },
		{ "--key-pass=x", 10, false }, { "-Xx", 2, false },	  { "-vXx", 3, false },		 { "-passwordx", 9, false },
		{ "user%x", 4, false },	    { "--insecure=x", 11, false }, { "--max", 0, false },	 { "-H a -p 0", 0, true },
		{ "-H a -p0", 0, false },   { "-H a --port=0", 0, false }, { "--extra-opts @/none", 0, true },
		{ "--replay /none", 0, true }, { "-H a -u sip: --frob", 6, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct options o;
		assert_int_equal(parse(cases[i].line, &o), OPTIONS_BAD);
		if (!o.at || o.end != cases[i].end || o.separate != cases[i].separate)
			fail_msg("%s: argument %d, %zu bytes, %d", cases[i].line, o.at, o.end, o.separate);
		options_free(&o);
	}
}

/* What goes into the request is judged by the codec, which knows what may stand there: one of each. */
static void test_bad_for_sip(void **state)
{
	static const char *const lines[] = {
		"-H a -u http://x", "-H a -u sip:a_b@c.d", "-H a -f sip:", "-H a -m A_B",
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct options o;
		if (parse(lines[i], &o) != OPTIONS_BAD || o.fault.kind != FAULT_USAGE)
			fail_msg("%s: was taken", lines[i]);
		assert_true(strncmp(o.fault.text, "--", 2) == 0);
		assert_int_equal(o.at, 4);
		options_free(&o);
	}
}

/* ---- before a file is opened ---- */

static const struct early {
	const char *line;
	int64_t timeout_us;
	enum output_format format;
} earlies[] = {
	{ "-H a", 30000000, OUTPUT_TEXT },
	{ "--extra-opts", 30000000, OUTPUT_TEXT },
	{ "--extra-opts=@/nonexistent -t 2", 2000000, OUTPUT_TEXT },
	{ "-t2 --extra-opts=@/nonexistent --output-format=json", 2000000, OUTPUT_JSON },
	{ "-vt500ms --extra-opts=@/nonexistent --output-f openmetrics", 500000, OUTPUT_OPENMETRICS },
	{ "--time=3:critical -J /nonexistent -t 4", 4000000, OUTPUT_TEXT },
	{ "-t 5 -t never -H a --output-format=xml", 5000000, OUTPUT_TEXT },
};

static void test_command_line_comes_first(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof earlies / sizeof *earlies; i++) {
		const struct early *e = &earlies[i];
		struct options o = { .plugin = "check_x", .table = table, .rules = rules, .began = { 7, 5 } };
		struct line l;
		line_cut(&l, e->line);
		if (options_split(&o, l.count, l.words) != OPTIONS_RUN || o.effort.deadline.at_us != 7 + e->timeout_us ||
		    o.effort.deadline.cancel_fd != 5 || o.format != e->format)
			fail_msg("%s: %s, within %lld us, format %d", e->line, o.fault.text, (long long)o.effort.deadline.at_us, (int)o.format);
		options_free(&o);
	}
}

/* ---- ini files ---- */

static char ini[] = "/tmp/test-options.XXXXXX";

static const char *ini_line(const char *format)
{
	static char line[400];
	const char *mark = strstr(format, "INI");

	assert_non_null(mark);
	snprintf(line, sizeof line, "%.*s%s%s", (int)(mark - format), format, ini, mark + 3);
	return line;
}

static void write_ini(const char *text, size_t len)
{
	FILE *file = fopen(ini, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

static const char good_ini[] = "# ours\n"
			       "[check_x] ; the plugin's own\n"
			       "hostname = edge1.contoso.com:5062\n"
			       "t = 9:warning\n"
			       "insecure =\n"
			       "v =\n"
			       "verb =\n"
			       "user-agent = a (= b)\n"
			       "[two]\n"
			       "H  =  edge2\n"
			       "port=7\n"
			       "ca-cert=two.pem\n";

static void test_ini(void **state)
{
	struct options o;

	(void)state;
	write_ini(good_ini, strlen(good_ini));
	const struct plan *p = plan_of(ini_line("--extra-opts=@INI"), &o);
	assert_int_equal(p->hosts.count, 1);
	assert_string_equal(p->hosts.at[0].name, "edge1.contoso.com");
	assert_int_equal(p->hosts.at[0].port, 5062);
	assert_int_equal(p->timeout_us, 9000000);
	assert_int_equal(p->timeout_state, STATE_WARNING);
	assert_int_equal(p->verbose, 2);
	assert_string_equal(p->sip.user_agent, "a (= b)");
	assert_true(p->insecure);
	options_free(&o);
}

static void test_ini_comes_first(void **state)
{
	struct options o;
	char line[400];

	(void)state;
	snprintf(line, sizeof line, "-p 8 --ca-cert=one.pem --extra-opts two@%s --extra-opts=@%s", ini, ini);
	const struct plan *p = plan_of(line, &o);
	assert_int_equal(p->hosts.count, 2);
	assert_string_equal(p->hosts.at[0].name, "edge2");
	assert_string_equal(p->hosts.at[1].name, "edge1.contoso.com");
	assert_int_equal(p->port, 8);
	assert_int_equal(p->hosts.at[0].port, 8);
	assert_string_equal(p->ca_cert, "one.pem");
	options_free(&o);

	/* a file's server is for those who name none */
	snprintf(line, sizeof line, "-H edge3 -H edge4 --extra-opts two@%s", ini);
	p = plan_of(line, &o);
	assert_int_equal(p->hosts.count, 2);
	assert_string_equal(p->hosts.at[0].name, "edge3");
	assert_string_equal(p->hosts.at[1].name, "edge4");
	options_free(&o);
}

static void test_ini_places(void **state)
{
	struct options o;

	(void)state;
	assert_int_equal(setenv("MP_CONFIG_FILE", ini, 1), 0);
	assert_int_equal(plan_of("--extra-opts", &o)->verbose, 2);
	options_free(&o);
	assert_int_equal(plan_of("--extra-opts -v", &o)->verbose, 1); /* as with every option, the command line is the last word */
	options_free(&o);
	assert_int_equal(plan_of("--extra-opts two", &o)->port, 7);
	options_free(&o);
	unsetenv("MP_CONFIG_FILE");
}

/* What people type is taken as they mean it. */
static void test_forms(void **state)
{
	static const char text[] = "[a]\nhostname = \"a.example\" ; the Edge\nstrict = yes\ninsecure = no\nverbose = 2 # two\nw = '3'\n"
				   "user-agent = \"a (# b)\"\n4 = on\n";
	struct options o;
	const struct plan *p = plan_of("-H edge.example. -I [::1] -t 1500ms -w 500ms -c 2m -d push.example.", &o);

	(void)state;
	assert_string_equal(p->hosts.at[0].name, "edge.example");
	assert_string_equal(p->address, "::1");
	assert_string_equal(p->domain, "push.example");
	assert_int_equal(p->timeout_us, 1500000);
	assert_true(p->warning.end == 0.5 && range_is_upper_limit(&p->warning) && p->critical.end == 120);
	options_free(&o);
	assert_int_equal(plan_of("-Ha -t 1H", &o)->timeout_us, INT64_C(3600000000));
	options_free(&o);
	write_ini(text, strlen(text));
	p = plan_of(ini_line("--extra-opts=a@INI"), &o);
	assert_string_equal(p->hosts.at[0].name, "a.example");
	assert_true(p->sip.strict && !p->insecure && p->verbose == 2 && p->warning.end == 3 && p->family == AF_INET);
	assert_string_equal(p->sip.user_agent, "a (# b)");
	options_free(&o);
}

/* An error is written in the format that was asked for, wherever that stands. */
static void test_format_of_errors(void **state)
{
	static const struct {
		const char *line;
		enum output_format format;
	} cases[] = {
		{ "-t x --output-format=json", OUTPUT_JSON },
		{ "--output-format openmetrics -t x", OUTPUT_OPENMETRICS },
		{ "--frob --output=json", OUTPUT_JSON },
		{ "stray --output-format=JSON", OUTPUT_JSON },
		{ "--output-format=json --output-format=text -t x", OUTPUT_TEXT },
		{ "--output-format=xml", OUTPUT_TEXT },
		{ "--output-format=json --output-format=xml", OUTPUT_JSON },
		{ "--output-format", OUTPUT_TEXT },
		{ "--extra-opts=a@INI", OUTPUT_JSON },
		{ "--extra-opts=a@INI --output-format=openmetrics", OUTPUT_OPENMETRICS },
		{ "-- --output-format=json", OUTPUT_TEXT },
	};
	static const char text[] = "[a]\nfrob = 1\noutput-format = \"json\"\n";

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct options o;
		write_ini(text, strlen(text));
		if (parse(strstr(cases[i].line, "INI") ? ini_line(cases[i].line) : cases[i].line, &o) != OPTIONS_BAD || o.format != cases[i].format)
			fail_msg("%s: %d", cases[i].line, o.format);
		options_free(&o);
	}
}

/* Enumerator, word and writer: one of each for every format. */
static void test_formats(void **state)
{
	const struct option *row = table;
	int count = 0;

	(void)state;
	while (!row->name || strcmp(row->name, "output-format") != 0)
		row++;
	for (struct span rest = span_of(row->argument), word; rest.at; count++) {
		char line[80];
		struct options o;
		word = span_split(rest, '|', &rest);
		snprintf(line, sizeof line, "-t x --output-format=%.*s", (int)word.len, word.at);
		assert_int_equal(parse(line, &o), OPTIONS_BAD);
		if ((int)o.format != count)
			fail_msg("%.*s is enumerator %d, word %d", (int)word.len, word.at, (int)o.format, count);
		options_free(&o);
	}
	assert_int_equal(count, OUTPUT_COUNT);
	for (enum output_format f = 0; f < OUTPUT_COUNT; f++)
		if (!format_of(f)->write || !format_of(f)->refuse || !format_of(f)->ceiling)
			fail_msg("format %d has no writer", (int)f);
}

static void test_ini_in_path(void **state)
{
	char dir[] = "/tmp/test-options-d.XXXXXX", file[100], path[100];
	struct options o;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(file, sizeof file, "%s/nagios-plugins.ini", dir);
	assert_int_equal(symlink(ini, file), 0);
	snprintf(path, sizeof path, ":/nonexistent:%s", dir);
	assert_int_equal(setenv("NAGIOS_CONFIG_PATH", path, 1), 0);
	assert_int_equal(plan_of("--extra-opts=two", &o)->port, 7);
	options_free(&o);
	unsetenv("NAGIOS_CONFIG_PATH");
	unlink(file);
	rmdir(dir);
}

/* INI: the file's path */
static const struct {
	const char *text, *line, *want;
	int at;
	size_t column;
} bad_inis[] = {
	{ "[a]\nport=1\n", "--extra-opts=b@INI", "--extra-opts: INI has no section [b]", 1, 13 },
	{ "[a]\nport=1\n", "--extra-opts @INI", "--extra-opts: INI has no section [check_x]", 2, 0 },
	{ "[a]\n[b]\nport=1\n", "--extra-opts=a@INI", "--extra-opts: INI, line 1: section [a] has no option", 1, 13 },
	{ "port=1\n[a]\n", "--extra-opts=a@INI", "--extra-opts: INI, line 1: an option before the first [SECTION]", 1, 13 },
	{ "[a\nport=1\n", "--extra-opts=a@INI", "--extra-opts: INI, line 1: a section's name stands alone between [ and ]", 1, 13 },
	{ "[a] x\n", "--extra-opts=a@INI", "--extra-opts: INI, line 1: a section's name stands alone between [ and ]", 1, 13 },
	{ "[a]\n\nverbose\n", "--extra-opts=a@INI",
	  "--extra-opts: INI, line 3: an option is written NAME = VALUE, one without a value NAME =", 1, 13 },
	{ "[a]\n=x\n", "--extra-opts=a@INI",
	  "--extra-opts: INI, line 2: an option is written NAME = VALUE, one without a value NAME =", 1, 13 },
	{ "[a]\n\v=x\n", "--extra-opts=a@INI",
	  "--extra-opts: INI, line 2: an option is written NAME = VALUE, one without a value NAME =", 1, 13 },
	{ "", "--extra-opts=a@INI", "--extra-opts: INI is empty", 1, 13 },
	{ "", "--extra-opts=a@INI.none", "--extra-opts: INI.none does not exist", 1, 13 },
	{ "", "-v --extra-opts=a@INI/x", "--extra-opts: INI/x: INI is not a directory", 2, 13 },
	{ "[a]\nport=70000\n", "--extra-opts=a@INI", "--port: 70000 is not a port (1 to 65535) in INI, line 2", 0, 0 },
	{ "[a]\nfrob=1\n", "--extra-opts=a@INI", "--frob is not an option in INI, line 2; --help shows all", 0, 0 },
	{ "[a]\nc=1:x\n", "--extra-opts=a@INI",
	  "--critical: 1:x is not a range: [@][START:][END], e.g. 10, 500ms, 5:10, 5:, ~:10, @5:10 in INI, line 2", 0, 2 },
	{ "[a]\nx=1\n", "--extra-opts=a@INI", "-x is not an option in INI, line 2; --help shows all", 0, 0 },
	{ "[a]\nco=1\n", "--extra-opts=a@INI", "--co in INI, line 2 may be --content-type or --count: write more of it", 0, 0 },
	{ "[a]\n\ninsecure=perhaps\n", "--extra-opts=a@INI", "--insecure: its value is neither yes nor no in INI, line 3", 0, 0 },
	{ "[a]\nkey-password=x\n", "--extra-opts=a@INI",
	  "--key-password in INI, line 2: put the password in a file: --key-password-file", 0, 0 },
	{ "[a]\npassword x=\n", "--extra-opts=a@INI",
	  "--password... in INI, line 2: put the password in a file: --key-password-file", 0, 0 },
	{ "[a]\nport=\n", "--extra-opts=a@INI", "--port needs its value (PORT) in INI, line 2", 0, 0 },
	{ "[a]\nca-cert=r\nca-cert=s\n", "--extra-opts=a@INI",
	  "--ca-cert was given twice in INI, line 3: put all roots into one file or directory", 0, 0 },
	{ "[a]\nw=3 ; c\nc = '1'\n", "--extra-opts=a@INI", "--hostname is missing: name the server to ask, e.g. -H edge.example.com", 0, 0 },
	{ "[a]\nhelp=\n", "--extra-opts=a@INI", "--help is for the command line only, it stands in INI, line 2", 0, 0 },
	{ "[a]\nextra-opts=b\n", "--extra-opts=a@INI", "--extra-opts is for the command line only, it stands in INI, line 2", 0, 0 },
};

static void put_path(const char *text, char to[1000])
{
	size_t len = 0;

	for (; *text; text++)
		if (strncmp(text, "INI", 3) == 0)
			len += (size_t)snprintf(to + len, 1000 - len, "%s", ini), text += 2;
		else
			to[len++] = *text;
	to[len] = '\0';
}

static void test_bad_inis(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad_inis / sizeof *bad_inis; i++) {
		char want[1000], line[1000];
		struct options o;
		write_ini(bad_inis[i].text, strlen(bad_inis[i].text));
		put_path(bad_inis[i].want, want);
		put_path(bad_inis[i].line, line);
		if (parse(line, &o) != OPTIONS_BAD)
			fail_msg("%s: was taken", bad_inis[i].text);
		if (strcmp(o.fault.text, want) != 0)
			fail_msg("\"%s\", not \"%s\"", o.fault.text, want);
		if (o.at != bad_inis[i].at || (o.at && o.column != bad_inis[i].column))
			fail_msg("%s: word %d, byte %zu, not %d, %zu", want, o.at, o.column, bad_inis[i].at, bad_inis[i].column);
		options_free(&o);
	}
}

/* Windows' editors put a byte order mark in front, which is no option. */
static void test_marked_ini(void **state)
{
	static const char text[] = "\xef\xbb\xbf[a]\r\nhostname = edge\r\n";
	struct options o;

	(void)state;
	write_ini(text, strlen(text));
	assert_int_equal(parse(ini_line("--extra-opts=a@INI"), &o), OPTIONS_RUN);
	assert_int_equal(o.plan.hosts.count, 1);
	assert_string_equal(o.plan.hosts.at[0].name, "edge");
	options_free(&o);
}

/* Bytes that the library would stumble over, or wait for. */
static void test_hostile_inis(void **state)
{
	struct options o;

	(void)state;
	write_ini("[a]\n\0port=1\n", 12);
	assert_int_equal(parse(ini_line("--extra-opts=a@INI"), &o), OPTIONS_BAD);
	assert_non_null(strstr(o.fault.text, ", line 2: a NUL byte: not a text file"));
	options_free(&o);
	write_ini("\xff\xfe[\0a\0]\0", 8);
	assert_int_equal(parse(ini_line("--extra-opts=a@INI"), &o), OPTIONS_BAD);
	assert_non_null(strstr(o.fault.text, " is UTF-16: save it as UTF-8"));
	options_free(&o);
	assert_int_equal(parse("--extra-opts=@/dev/zero", &o), OPTIONS_BAD);
	assert_string_equal(o.fault.text, "--extra-opts: /dev/zero is not a file but a device");
	options_free(&o);
	assert_int_equal(parse("--extra-opts=@-", &o), OPTIONS_BAD);
	assert_string_equal(o.fault.text, "--extra-opts: an ini file is not read from standard input: name it after the @");
	options_free(&o);
}

/* ---- the table ---- */

static void test_names_are_unique(void **state)
{
	(void)state;
	for (const struct option *a = table; a->help; a++)
		for (const struct option *b = table; b < a; b++) {
			assert_false(a->letter && a->letter == b->letter);
			assert_false(a->name && b->name && strcmp(a->name, b->name) == 0);
		}
}

static void test_every_value_is_needed(void **state)
{
	(void)state;
	for (const struct option *row = table; row->help; row++) {
		struct options o;
		char line[100];
		if (!row->argument || row->type == OPT_EXTRA_OPTS || row->type == OPT_EXPLAIN) /* explained elsewhere */
			continue;
		snprintf(line, sizeof line, "-H a --%s=", row->name);
		if (parse(line, &o) != OPTIONS_BAD || !strstr(o.fault.text, "the value is empty"))
			fail_msg("%s was taken: %s", line, o.fault.text);
		options_free(&o);
	}
}

/* Any bytes as any value: a plan, or one fault that points into the word it is about. */
static void test_random_values(void **state)
{
	static const char alphabet[] = "0123456789.:,-%/@~[]abz*=_|\n\x80\xff";

	(void)state;
	srandom(20);
	for (int i = 0; i < 200000; i++) {
		const struct option *row = &table[(size_t)random() % (sizeof table / sizeof *table - 1)];
		char word[100];
		if (!row->argument || row->type == OPT_EXTRA_OPTS || row->type == OPT_EXPLAIN) /* explained elsewhere */
			continue;
		int len = snprintf(word, sizeof word, "--%s=", row->name);
		for (long more = random() % 9; more >= 0; more--)
			word[len++] = alphabet[(size_t)random() % (sizeof alphabet - 1)];
		word[len] = '\0';
		char *argv[] = { "check_x", word, "-Hedge", NULL };
		struct options o = { .plugin = "check_x", .table = table, .rules = rules };
		enum options_result result = parse_options(&o, 3, argv);
		bool outside = o.at > 1 || o.column > strlen(word) || o.end > strlen(word);
		if (result == OPTIONS_BAD && (!o.fault.text[0] || o.fault.kind == FAULT_NONE || outside))
			fail_msg("%s: word %d, byte %zu: \"%s\"", word, o.at, o.column, o.fault.text);
		if (result != OPTIONS_BAD && (result != OPTIONS_RUN || o.plan.hosts.count == 0))
			fail_msg("%s: result %d", word, result);
		options_free(&o);
	}
}

/* What ends up in a request has limits, which are named before anything is sent. */
static void test_too_long(void **state)
{
	static const struct {
		const char *start, *says;
	} longer[] = {
		{ "--user-agent=a", "--user-agent: the value has 5000 bytes: at most 4096 fit a request" },
		{ "--uri=sip:a@b;", "--uri: the value has 5000 bytes: at most 4096 fit a request" },
		{ "--from=sip:a@b;", "--from: the value has 5000 bytes: at most 4096 fit a request" },
		{ "--method=a", "--method: the value has 5000 bytes: at most 4096 fit a request" },
		{ "--content-type=a", "--content-type: the value has 5000 bytes: at most 4096 fit a request" },
		{ "--header=X: a", "--header: the value has 5000 bytes: at most 4096 fit a request" },
	};
	char word[5100];

	(void)state;
	for (size_t i = 0; i < sizeof longer / sizeof *longer; i++) {
		struct options o = { .plugin = "check_x", .table = table, .rules = rules };
		char *argv[] = { "check_x", "-Hedge", word, NULL };
		size_t name = (size_t)(strchr(longer[i].start, '=') - longer[i].start) + 1;

		memset(word, 'a', name + 5000);
		memcpy(word, longer[i].start, strlen(longer[i].start));
		word[name + 5000] = '\0';
		assert_int_equal(parse_options(&o, 3, argv), OPTIONS_BAD);
		assert_string_equal(o.fault.text, longer[i].says);
		options_free(&o);
	}
}

static void test_too_many_headers(void **state)
{
	enum { WORDS = 12 };
	char word[4000] = "--header=X: ", *argv[WORDS + 1] = { "check_x", "-Hedge" };
	struct options o = { .plugin = "check_x", .table = table, .rules = rules };

	(void)state;
	memset(word + strlen(word), 'a', sizeof word - strlen(word) - 1);
	word[sizeof word - 1] = '\0';
	for (int i = 2; i < WORDS; i++)
		argv[i] = word;
	assert_int_equal(parse_options(&o, WORDS, argv), OPTIONS_BAD);
	assert_string_equal(o.fault.text, "--header: all of them have more than 32768 bytes, which is what fits a request");
	options_free(&o);
}

/* More than the options may take: one clear line, whatever was being read when memory ran out. */
static void test_memory_has_an_end(void **state)
{
	enum { WORDS = 2000 };
	static char *argv[WORDS + 1] = { "check_x", "-Hedge" };
	char word[1000] = "--user-agent=";
	struct options o = { .plugin = "check_x", .table = table, .rules = rules };

	(void)state;
	memset(word + strlen(word), 'a', sizeof word - strlen(word) - 1);
	word[sizeof word - 1] = '\0';
	for (int i = 2; i < WORDS; i++)
		argv[i] = word;
	assert_int_equal(parse_options(&o, WORDS, argv), OPTIONS_BAD);
	assert_int_equal(o.fault.kind, FAULT_MEMORY);
	assert_string_equal(o.fault.text, "the options need more than 1024 KiB of memory");
	options_free(&o);
}

static int make_file(void **state)
{
	int fd = mkstemp(ini);

	(void)state;
	unsetenv("MP_CONFIG_FILE");
	unsetenv("NAGIOS_CONFIG_PATH");
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(ini);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_every_form),
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_longest_name),
		cmocka_unit_test(test_lists_grow),
		cmocka_unit_test(test_many_hosts),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_the_rest),
		cmocka_unit_test(test_template),
		cmocka_unit_test(test_the_last_wins), cmocka_unit_test(test_forms), cmocka_unit_test(test_format_of_errors), cmocka_unit_test(test_formats),
		cmocka_unit_test(test_other_results),
		cmocka_unit_test(test_bad), cmocka_unit_test(test_too_long), cmocka_unit_test(test_too_many_headers),
		cmocka_unit_test(test_what_is_shown),
		cmocka_unit_test(test_bad_for_sip),
		cmocka_unit_test(test_ini),
		cmocka_unit_test(test_ini_comes_first),
		cmocka_unit_test(test_ini_places),
		cmocka_unit_test(test_ini_in_path),
		cmocka_unit_test(test_bad_inis),
		cmocka_unit_test(test_marked_ini), cmocka_unit_test(test_hostile_inis),
		cmocka_unit_test(test_command_line_comes_first), cmocka_unit_test(test_names_are_unique),
		cmocka_unit_test(test_every_value_is_needed),
		cmocka_unit_test(test_random_values),
		cmocka_unit_test(test_memory_has_an_end),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
