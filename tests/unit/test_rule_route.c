// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_route - DNS, TCP and TLS as rules see them
 */
#include "scene.h"

#include "judge/rules/rule_route.h"

#include <errno.h>

/* How far TLS had come. */
enum tls_seen {
	NOTHING, HELLO, ASKED, ASKED_TOO_SOON, UNUSED, GIVEN, UNLISTED, NO_LIST,
	DONE, DONE_13, DONE_UNLISTED, DONE_NO_LIST, DONE_UNASKED, DONE_NONE_GIVEN, DONE_UNUSED
};

static const struct rule rules[] = { RULES_ROUTE, { 0 } };

static const struct case_stop {
	const char *name;
	enum phase phase;
	enum fault_kind kind;
	long code;
	enum tls_seen seen;
	struct expected expected;
} cases[] = {
	{ "no such name", PHASE_DNS, FAULT_DNS, DNS_NO_SUCH_NAME, NOTHING,
	  { STATE_CRITICAL, 0, "route.dns", "dns-no-such-name", EDGE, "--dns-server" } },
	{ "no address", PHASE_DNS, FAULT_DNS, DNS_NO_ADDRESS, NOTHING,
	  { STATE_CRITICAL, 0, "route.dns", "dns-no-address", EDGE, "AAAA" } },
	{ "SERVFAIL", PHASE_DNS, FAULT_DNS, DNS_SERVER_FAILED, NOTHING, { STATE_CRITICAL, 0, "route.dns", "dns-server-failed", EDGE, "a text" } },
	{ "silent resolver", PHASE_DNS, FAULT_DNS, DNS_NO_ANSWER, NOTHING,
	  { STATE_CRITICAL, 0, "route.dns", "dns-no-answer", EDGE, "53" } },
	{ "no name server", PHASE_DNS, FAULT_DNS, DNS_NO_SERVER, NOTHING,
	  { STATE_UNKNOWN, 0, "route.dns", "dns-no-server", EDGE, "/etc/resolv.conf" } },
	{ "DNS until the deadline", PHASE_DNS, FAULT_TIMEOUT, 0, NOTHING,
	  { STATE_WARNING, 0, "route.dns", "dns-no-answer", "0.25 s", NULL } },

	{ "refused", PHASE_CONNECT, FAULT_REFUSED, 111, NOTHING,
	  { STATE_CRITICAL, 1, "route.connect", "tcp-refused", EDGE ":5061|192.0.2.10", "RTCSRV" } },
	{ "unreachable", PHASE_CONNECT, FAULT_UNREACHABLE, 113, NOTHING,
	  { STATE_CRITICAL, 1, "route.connect", "tcp-unreachable", EDGE, "a text" } },
	{ "forbidden", PHASE_CONNECT, FAULT_FORBIDDEN, 1, NOTHING,
	  { STATE_UNKNOWN, 1, "route.connect", "connect-forbidden", EDGE ":5061", "SELinux" } },
	{ "forbidden over IPv4, by EACCES", PHASE_CONNECT, FAULT_FORBIDDEN, EACCES, NOTHING,
	  { STATE_UNKNOWN, 1, "route.connect", "connect-forbidden", EDGE, NULL } },
	{ "name servers forbidden", PHASE_DNS, FAULT_FORBIDDEN, 13, NOTHING,
	  { STATE_UNKNOWN, 0, "route.dns", "connect-forbidden", EDGE, "SELinux" } },
	{ "dropped", PHASE_CONNECT, FAULT_TIMEOUT, 0, NOTHING,
	  { STATE_WARNING, 1, "route.connect", "tcp-timeout", EDGE ":5061|0.25 s", "192.0.2.10" } },
	{ "reset at once", PHASE_CONNECT, FAULT_RESET, 104, NOTHING, { STATE_CRITICAL, 1, "route.connect", "tcp-reset", NULL, NULL } },
	{ "our own system", PHASE_CONNECT, FAULT_SYSTEM, 99, NOTHING,
	  { STATE_UNKNOWN, 1, "route.connect", "own-host", EDGE "|a text", NULL } },
	{ "stopped from outside", PHASE_CONNECT, FAULT_CANCELLED, 0, NOTHING, { STATE_UNKNOWN, 1, "route.connect", NULL, NULL, NULL } },

	{ "closed before the ServerHello", PHASE_TLS, FAULT_CLOSED, 0, NOTHING,
	  { STATE_CRITICAL, 1, "route.tls", "undetermined", EDGE, "--tls-min=1.0" } },
	{ "reset before the ServerHello", PHASE_TLS, FAULT_RESET, 104, NOTHING,
	  { STATE_CRITICAL, 1, "route.tls", "undetermined", NULL, NULL } },
	{ "closed amid TLS", PHASE_TLS, FAULT_CLOSED, 0, HELLO, { STATE_CRITICAL, 1, "route.tls", "undetermined", EDGE, "Schannel" } },
	{ "closed before ours was sent, 1.3", PHASE_TLS, FAULT_CLOSED, 0, ASKED_TOO_SOON,
	  { STATE_CRITICAL, 1, "route.tls", "undetermined", EDGE, NULL } },
	{ "closed, no certificate given", PHASE_TLS, FAULT_RESET, 104, ASKED,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-missing", EDGE, "-J|--no-client-cert" } },
	{ "closed on our certificate", PHASE_TLS, FAULT_RESET, 104, GIVEN,
	  { STATE_CRITICAL, 1, "route.tls", "identity-refused", NULL, NULL } },
	{ "closed on our certificate, 1.2", PHASE_SIP, FAULT_CLOSED, 0, DONE,
	  { STATE_CRITICAL, 1, "route.tls", "identity-not-in-topology", NULL, "New-CsTrustedApplicationPool" } },
	{ "closed on our certificate, 1.3", PHASE_SIP, FAULT_CLOSED, 0, DONE_13,
	  { STATE_CRITICAL, 1, "route.tls", "identity-not-in-topology", NULL, "1.3|36877|36888|Get-CsTrustedApplicationPool" } },
	{ "reset on our certificate, 1.3", PHASE_SIP, FAULT_RESET, 104, DONE_13,
	  { STATE_CRITICAL, 1, "route.tls", "identity-not-in-topology", NULL, "36877|Enable-CsTopology" } },
	{ "closed and never asked for a certificate", PHASE_SIP, FAULT_CLOSED, 0, DONE_UNASKED,
	  { STATE_CRITICAL, 1, "route.tls", "undetermined", NULL, NULL } },
	{ "closed, none given, 1.3", PHASE_SIP, FAULT_CLOSED, 0, DONE_NONE_GIVEN,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-missing", NULL, "-J" } },
	{ "silent port", PHASE_TLS, FAULT_TIMEOUT, 0, NOTHING,
	  { STATE_WARNING, 1, "route.tls", "tls-silent", EDGE "|0.25 s", "Get-CsWindowsService" } },
	{ "silent after its hello", PHASE_TLS, FAULT_TIMEOUT, 0, HELLO,
	  { STATE_WARNING, 1, "route.tls", "undetermined", "0.25 s", NULL } },
	{ "no TLS at all", PHASE_TLS, FAULT_PROTOCOL, 0, NOTHING, { STATE_CRITICAL, 1, "route.tls", "tls-not-tls", NULL, "-p" } },
	{ "something strange", PHASE_TLS, FAULT_LIMIT, 0, HELLO,
	  { STATE_CRITICAL, 1, "route.tls", "undetermined", EDGE, "a text" } },

	{ "40, nothing asked", PHASE_TLS, FAULT_ALERT, 40, HELLO,
	  { STATE_CRITICAL, 1, "route.tls", "tls-parameters", "40", "--security-level=0" } },
	{ "40, none given", PHASE_TLS, FAULT_ALERT, 40, ASKED,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-missing", EDGE "|40", "-J" } },
	{ "40, given", PHASE_TLS, FAULT_ALERT, 40, GIVEN,
	  { STATE_CRITICAL, 1, "route.tls", "identity-refused", "40", "Schannel" } },
	{ "116 is 40 of 1.3", PHASE_TLS, FAULT_ALERT, 116, DONE_NONE_GIVEN,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-missing", EDGE "|116", "-J" } },
	{ "116, in the first read", PHASE_SIP, FAULT_ALERT, 116, DONE_NONE_GIVEN,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-missing", EDGE "|116", "-J" } },
	{ "42", PHASE_TLS, FAULT_ALERT, 42, GIVEN, { STATE_CRITICAL, 1, "route.tls", "identity-refused", NULL, NULL } },
	{ "43", PHASE_TLS, FAULT_ALERT, 43, GIVEN, { STATE_CRITICAL, 1, "route.tls", "identity-kind", NULL, "serverAuth" } },
	{ "44", PHASE_TLS, FAULT_ALERT, 44, GIVEN, { STATE_CRITICAL, 1, "route.tls", "identity-revoked", NULL, NULL } },
	{ "45", PHASE_TLS, FAULT_ALERT, 45, GIVEN, { STATE_CRITICAL, 1, "route.tls", "identity-expired", NULL, NULL } },
	{ "46", PHASE_TLS, FAULT_ALERT, 46, GIVEN, { STATE_CRITICAL, 1, "route.tls", "identity-refused", NULL, NULL } },
	{ "48, 1.2", PHASE_TLS, FAULT_ALERT, 48, GIVEN,
	  { STATE_CRITICAL, 1, "route.tls", "identity-issuer-unknown", EDGE "|48", EDGE } },
	{ "48, 1.3", PHASE_SIP, FAULT_ALERT, 48, DONE,
	  { STATE_CRITICAL, 1, "route.tls", "identity-issuer-unknown", EDGE "|48", EDGE } },
	{ "49", PHASE_TLS, FAULT_ALERT, 49, GIVEN, { STATE_CRITICAL, 1, "route.tls", "identity-not-in-topology", NULL, NULL } },
	{ "70", PHASE_TLS, FAULT_ALERT, 70, HELLO,
	  { STATE_CRITICAL, 1, "route.tls", "tls-version", EDGE, "2008 R2|--tls-min=1.0" } },
	{ "258 is 70 of Windows", PHASE_TLS, FAULT_TLS, 258, HELLO,
	  { STATE_CRITICAL, 1, "route.tls", "tls-version", EDGE, "2008 R2|--tls-min=1.0" } },
	{ "71", PHASE_TLS, FAULT_ALERT, 71, HELLO, { STATE_CRITICAL, 1, "route.tls", "tls-parameters", NULL, "--security-level" } },
	{ "80", PHASE_TLS, FAULT_ALERT, 80, HELLO, { STATE_CRITICAL, 1, "route.tls", "tls-internal-error", NULL, NULL } },
	{ "86", PHASE_TLS, FAULT_ALERT, 86, HELLO, { STATE_CRITICAL, 1, "route.tls", "tls-version", NULL, NULL } },
	{ "112", PHASE_TLS, FAULT_ALERT, 112, HELLO, { STATE_CRITICAL, 1, "route.tls", "tls-server-name", NULL, "-H" } },
	{ "120", PHASE_TLS, FAULT_ALERT, 120, HELLO, { STATE_CRITICAL, 1, "route.tls", "tls-not-sip", NULL, "-p" } },
	{ "20", PHASE_TLS, FAULT_ALERT, 20, GIVEN, { STATE_CRITICAL, 1, "route.tls", "tls-broken", "20", NULL } },
	{ "40, our issuer is not in the list", PHASE_TLS, FAULT_ALERT, 40, UNLISTED,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-refused", EDGE "|40|--client-cert", NULL } },
	{ "40, without a list", PHASE_TLS, FAULT_ALERT, 40, NO_LIST, { STATE_CRITICAL, 1, "route.tls", "identity-refused", NULL, NULL } },
	{ "42, our issuer is not in the list", PHASE_TLS, FAULT_ALERT, 42, UNLISTED,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-refused", EDGE "|42|--client-cert", NULL } },
	{ "42, without a list", PHASE_TLS, FAULT_ALERT, 42, NO_LIST, { STATE_CRITICAL, 1, "route.tls", "identity-refused", NULL, NULL } },
	{ "43, our issuer is not in the list", PHASE_TLS, FAULT_ALERT, 43, UNLISTED,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-kind", EDGE "|43|--client-cert", NULL } },
	{ "43, without a list", PHASE_TLS, FAULT_ALERT, 43, NO_LIST, { STATE_CRITICAL, 1, "route.tls", "identity-kind", NULL, NULL } },
	{ "44, our issuer is not in the list", PHASE_TLS, FAULT_ALERT, 44, UNLISTED,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-revoked", EDGE "|44|--client-cert", NULL } },
	{ "44, without a list", PHASE_TLS, FAULT_ALERT, 44, NO_LIST, { STATE_CRITICAL, 1, "route.tls", "identity-revoked", NULL, NULL } },
	{ "45, our issuer is not in the list", PHASE_TLS, FAULT_ALERT, 45, UNLISTED,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-expired", EDGE "|45|--client-cert", NULL } },
	{ "45, without a list", PHASE_TLS, FAULT_ALERT, 45, NO_LIST, { STATE_CRITICAL, 1, "route.tls", "identity-expired", NULL, NULL } },
	{ "46, our issuer is not in the list", PHASE_TLS, FAULT_ALERT, 46, UNLISTED,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-refused", EDGE "|46|--client-cert", NULL } },
	{ "46, without a list", PHASE_TLS, FAULT_ALERT, 46, NO_LIST, { STATE_CRITICAL, 1, "route.tls", "identity-refused", NULL, NULL } },
	{ "48, our issuer is not in the list", PHASE_TLS, FAULT_ALERT, 48, UNLISTED,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-issuer-unknown", EDGE "|48|--client-cert", NULL } },
	{ "48, without a list", PHASE_TLS, FAULT_ALERT, 48, NO_LIST, { STATE_CRITICAL, 1, "route.tls", "identity-issuer-unknown", NULL, NULL } },
	{ "49, our issuer is not in the list", PHASE_TLS, FAULT_ALERT, 49, UNLISTED,
	  { STATE_CRITICAL, 1, "route.tls", "identity-not-in-topology", NULL, NULL } },
	{ "40, ours is of no use", PHASE_TLS, FAULT_ALERT, 40, UNUSED,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-kind", EDGE "|--client-cert", "RSA" } },
	{ "116, ours is of no use", PHASE_SIP, FAULT_ALERT, 116, DONE_UNUSED,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-kind", EDGE "|--client-cert", "RSA" } },
	{ "closed, ours is of no use", PHASE_SIP, FAULT_CLOSED, 0, DONE_UNUSED,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-kind", EDGE "|--client-cert", "RSA" } },
	{ "closed amid TLS, our issuer is not in the list", PHASE_TLS, FAULT_RESET, 104, UNLISTED,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-issuer-unknown", EDGE "|--client-cert", "-J" } },
	{ "closed after TLS, our issuer is not in the list", PHASE_SIP, FAULT_CLOSED, 0, DONE_UNLISTED,
	  { STATE_UNKNOWN, 1, "route.tls", "identity-issuer-unknown", EDGE "|--client-cert", "-J" } },
	{ "closed after TLS, without a list", PHASE_SIP, FAULT_CLOSED, 0, DONE_NO_LIST,
	  { STATE_CRITICAL, 1, "route.tls", "identity-not-in-topology", EDGE, NULL } },
	{ "an unknown alert", PHASE_TLS, FAULT_ALERT, 99, HELLO, { STATE_CRITICAL, 1, "route.tls", "tls-refused", "99", NULL } },

	{ "no cipher", PHASE_TLS, FAULT_TLS, 193, HELLO, { STATE_CRITICAL, 1, "route.tls", "tls-parameters", NULL, NULL } },
	{ "legacy renegotiation", PHASE_TLS, FAULT_TLS, 338, HELLO,
	  { STATE_CRITICAL, 1, "route.tls", "tls-renegotiation", NULL, "--tls-min=1.1" } },
	{ "weak key exchange", PHASE_TLS, FAULT_TLS, 394, HELLO,
	  { STATE_CRITICAL, 1, "route.tls", "tls-weak", "OpenSSL", "--security-level=0" } },
	{ "SHA-1 chain at the security level", PHASE_TLS, FAULT_TLS, 398, HELLO,
	  { STATE_CRITICAL, 1, "route.tls", "tls-weak", NULL, "--security-level=0" } },
	{ "plain text amid TLS", PHASE_TLS, FAULT_TLS, 267, NOTHING, { STATE_CRITICAL, 1, "route.tls", "tls-broken", NULL, NULL } },
	{ "certificates beyond OpenSSL's limit", PHASE_TLS, FAULT_TLS, 152, NOTHING,
	  { STATE_CRITICAL, 1, "route.tls", "tls-excess", NULL, "100 KB" } },
	{ "a damaged record", PHASE_TLS, FAULT_TLS, 281, HELLO, { STATE_CRITICAL, 1, "route.tls", "tls-broken", NULL, NULL } },
	{ "another refusal of ours", PHASE_TLS, FAULT_TLS, 1, HELLO,
	  { STATE_CRITICAL, 1, "route.tls", "undetermined", NULL, "a text" } },
};

static void see(struct scene *s, enum tls_seen seen)
{
	struct tls *tls = &s->targets[0].tls;

	tls->peer_spoke = seen != NOTHING;
	tls->certificate_asked = seen != NOTHING && seen != HELLO && seen != DONE_UNASKED;
	s->facts.identity.given = seen != ASKED && seen != DONE_NONE_GIVEN;
	tls->version = seen == DONE_13 ? "TLSv1.3" : "TLSv1.2";
	tls->certificate_given = seen == GIVEN || seen == UNLISTED || seen == NO_LIST || (seen >= DONE && seen <= DONE_NO_LIST);
	tls->handshake_done = seen >= DONE;
	tls->issuer_in_ca_names = seen == UNLISTED || seen == DONE_UNLISTED ? KNOWN_NO : seen == GIVEN || seen == DONE || seen == DONE_13 ? KNOWN_YES : KNOWN_NOT;
}

static void stops(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct case_stop *c = &cases[i];
		struct scene s;

		scene_init(&s);
		s.plan.timeout_state = STATE_WARNING;
		scene_stop(&s, c->phase, c->kind, c->code, "a text");
		s.targets[0].phase_us[c->phase] = 250000;
		see(&s, c->seen);
		scene_judge(&s, rules);
		scene_check(c->name, scene_first(&s), &c->expected);
		if (scene_count(&s) != 1)
			fail_msg("%s: said %zu times", c->name, scene_count(&s));
		scene_free(&s);
	}
}

static void healthy(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_answer(&s, 504, NULL, NULL); /* these rules do not judge answers */
	scene_judge(&s, rules);
	assert_null(scene_any(&s));
	scene_free(&s);
}

/* What the peer's certificate lacks is said by another rule. */
static void certificate_is_not_theirs(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_stop(&s, PHASE_TLS, FAULT_VERIFY, 20, "x");
	scene_judge(&s, rules);
	assert_null(scene_any(&s));
	scene_free(&s);
}

/* The same fault with options that were to help already given. */
static const struct case_option {
	const char *name;
	long code;
	enum fault_kind kind;
	int security_level;
	enum tls_version tls_min;
	struct expected expected;
} option_cases[] = {
	{ "TLS 1.0 was allowed", 70, FAULT_ALERT, -1, TLS_1_0, { STATE_CRITICAL, 1, "route.tls", "tls-version", NULL, "SSL 3.0" } },
	{ "TLS 1.0 was allowed, our side", 258, FAULT_TLS, 0, TLS_1_0, { STATE_CRITICAL, 1, "route.tls", "tls-version", NULL, "SSL 3.0" } },
	{ "TLS 1.0 was allowed, a level forbids it", 70, FAULT_ALERT, 1, TLS_1_0,
	  { STATE_CRITICAL, 1, "route.tls", "tls-version", NULL, "--security-level" } },
	{ "nothing helps", 40, FAULT_ALERT, -1, TLS_1_0,
	  { STATE_CRITICAL, 1, "route.tls", "tls-too-old", EDGE "|OpenSSL", "Windows Server 2003" } },
	{ "nothing helps, our side", 193, FAULT_TLS, 0, TLS_1_0, { STATE_CRITICAL, 1, "route.tls", "tls-too-old", NULL, "Windows Server 2003" } },
	{ "a level might help", 193, FAULT_TLS, 2, TLS_1_0, { STATE_CRITICAL, 1, "route.tls", "tls-parameters", NULL, "--security-level=0" } },
	{ "TLS 1.3 only", 70, FAULT_ALERT, -1, TLS_1_3,
	  { STATE_CRITICAL, 1, "route.tls", "tls-version", EDGE "|TLS 1.3|--tls-min=1.3", "Windows Server 2022|--tls-min" } },
	{ "TLS 1.3 only, our side", 258, FAULT_TLS, -1, TLS_1_3, { STATE_CRITICAL, 1, "route.tls", "tls-version", "TLS 1.3", "--tls-min" } },
	{ "a fallback was refused", 86, FAULT_ALERT, -1, TLS_1_3, { STATE_CRITICAL, 1, "route.tls", "tls-version", NULL, NULL } },
	{ "a fallback was refused to 1.0", 86, FAULT_ALERT, -1, TLS_1_0, { STATE_CRITICAL, 1, "route.tls", "tls-version", NULL, "--tls-min" } },
};

static void options_given(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(option_cases); i++) {
		const struct case_option *c = &option_cases[i];
		struct scene s;

		scene_init(&s);
		s.plan.tls_min = c->tls_min;
		s.plan.security_level = c->security_level;
		scene_stop(&s, PHASE_TLS, c->kind, c->code, "a text");
		see(&s, HELLO);
		scene_judge(&s, rules);
		scene_check(c->name, scene_first(&s), &c->expected);
		scene_free(&s);
	}
}

/* openssl.cnf or a crypto policy of this host: neither the Edge's age nor an option of ours. */
static void host_policy(void **state)
{
	static const struct expected refused = { STATE_UNKNOWN, 1, "route.tls", "tls-policy", "TLS 1.3 only|" EDGE, "MinProtocol|openssl.cnf" };
	static const struct expected closed = { STATE_CRITICAL, 1, "route.tls", "undetermined", EDGE, "TLS 1.2 only" };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.facts.tls_denied = 1 << 2;
	scene_stop(&s, PHASE_TLS, FAULT_ALERT, 70, "a text");
	see(&s, HELLO);
	scene_judge(&s, rules);
	scene_check("host allows TLS 1.3 only", scene_first(&s), &refused);
	s.facts.tls_denied = 1 << 3;
	scene_stop(&s, PHASE_TLS, FAULT_CLOSED, 0, "a text");
	see(&s, NOTHING);
	scene_judge(&s, rules);
	scene_check("host allows TLS 1.2 only, closed", scene_first(&s), &closed);
	scene_free(&s);
}

/* -4, -6: the name may have an address of the other family. */
static const struct case_family {
	const char *name;
	int family;
	struct expected expected;
} family_cases[] = {
	{ "-4", AF_INET, { STATE_CRITICAL, 0, "route.dns", "dns-no-address", EDGE "|IPv4", "-4" } },
	{ "-6", AF_INET6, { STATE_CRITICAL, 0, "route.dns", "dns-no-address", EDGE "|IPv6", "-6" } },
};

static void families(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(family_cases); i++) {
		const struct case_family *c = &family_cases[i];
		struct scene s;

		scene_init(&s);
		s.plan.family = c->family;
		scene_stop(&s, PHASE_DNS, FAULT_DNS, DNS_NO_ADDRESS, "a text");
		scene_judge(&s, rules);
		scene_check(c->name, scene_first(&s), &c->expected);
		scene_free(&s);
	}
}

/* The way out is one that these options leave open. */
static void by_dns_server(struct scene *s)
{
	s->plan.dns_server = (struct host_port){ .name = "192.0.2.53", .port = 53 };
}
static void several_hosts(struct scene *s) { s->plan.hosts.count = 2; }
static void one_host(struct scene *s) { s->plan.hosts.count = 1; }
static void bound_to_ipv4(struct scene *s) { s->plan.bind = "192.0.2.1", s->plan.family = AF_INET; }
static void bound_to_ipv6(struct scene *s) { s->plan.bind = "2001:db8::1", s->plan.family = AF_INET6; }
static void by_address(struct scene *s) { s->plan.address = "192.0.2.10"; }
static void other_port(struct scene *s) { s->targets[0].port = 5099; }
static void tls_1_0(struct scene *s) { s->plan.tls_min = TLS_1_0; }

static const struct case_way {
	const char *name;
	void (*change)(struct scene *);
	enum phase phase;
	enum fault_kind kind;
	long code;
	enum tls_seen seen;
	struct expected expected;
	const char *never; /* advised; NULL: nothing in particular */
} way_cases[] = {
	{ "no name, one host", one_host, PHASE_DNS, FAULT_DNS, DNS_NO_SUCH_NAME, NOTHING,
	  { STATE_CRITICAL, 0, "route.dns", "dns-no-such-name", EDGE, "-I" }, NULL },
	{ "no name, several hosts", several_hosts, PHASE_DNS, FAULT_DNS, DNS_NO_SUCH_NAME, NOTHING,
	  { STATE_CRITICAL, 0, "route.dns", "dns-no-such-name", EDGE, "--dns-server" }, "-I" },
	{ "no name, --dns-server", by_dns_server, PHASE_DNS, FAULT_DNS, DNS_NO_SUCH_NAME, NOTHING,
	  { STATE_CRITICAL, 0, "route.dns", "dns-no-such-name", EDGE, "192.0.2.53|--dns-server" }, NULL },
	{ "SERVFAIL, --dns-server", by_dns_server, PHASE_DNS, FAULT_DNS, DNS_SERVER_FAILED, NOTHING,
	  { STATE_CRITICAL, 0, "route.dns", "dns-server-failed", EDGE, "192.0.2.53|--dns-server" }, NULL },
	{ "silent, --dns-server", by_dns_server, PHASE_DNS, FAULT_DNS, DNS_NO_ANSWER, NOTHING,
	  { STATE_CRITICAL, 0, "route.dns", "dns-no-answer", EDGE, "192.0.2.53|53|--dns-server" }, NULL },
	{ "deadline, --dns-server", by_dns_server, PHASE_DNS, FAULT_TIMEOUT, 0, NOTHING,
	  { STATE_CRITICAL, 0, "route.dns", "dns-no-answer", EDGE, "192.0.2.53" }, NULL },
	{ "no A, --bind", bound_to_ipv4, PHASE_DNS, FAULT_DNS, DNS_NO_ADDRESS, NOTHING,
	  { STATE_CRITICAL, 0, "route.dns", "dns-no-address", EDGE, "--bind (and -4)" }, NULL },
	{ "no AAAA, --bind", bound_to_ipv6, PHASE_DNS, FAULT_DNS, DNS_NO_ADDRESS, NOTHING,
	  { STATE_CRITICAL, 0, "route.dns", "dns-no-address", EDGE, "--bind (and -6)" }, NULL },
	{ "refused, -H", one_host, PHASE_CONNECT, FAULT_REFUSED, 111, NOTHING,
	  { STATE_CRITICAL, 1, "route.connect", "tcp-refused", EDGE, "-H|-p" }, NULL },
	{ "refused, -I", by_address, PHASE_CONNECT, FAULT_REFUSED, 111, NOTHING,
	  { STATE_CRITICAL, 1, "route.connect", "tcp-refused", EDGE, "-I|-p" }, "-H" },
	{ "dropped, another port", other_port, PHASE_CONNECT, FAULT_TIMEOUT, 0, NOTHING,
	  { STATE_CRITICAL, 1, "route.connect", "tcp-timeout", EDGE, EDGE ":5099|192.0.2.10|-H|-p" }, "5061" },
	{ "dropped, -I", by_address, PHASE_CONNECT, FAULT_TIMEOUT, 0, NOTHING,
	  { STATE_CRITICAL, 1, "route.connect", "tcp-timeout", EDGE, "-I|-p" }, NULL },
	{ "closed at once, TLS 1.0", tls_1_0, PHASE_TLS, FAULT_CLOSED, 0, NOTHING,
	  { STATE_CRITICAL, 1, "route.tls", "undetermined", EDGE, NULL }, "--tls-min" },
	{ "closed amid TLS, TLS 1.0", tls_1_0, PHASE_TLS, FAULT_CLOSED, 0, HELLO,
	  { STATE_CRITICAL, 1, "route.tls", "undetermined", EDGE, "Schannel" }, "--tls-min" },
	{ "closed amid TLS, TLS 1.2", one_host, PHASE_TLS, FAULT_CLOSED, 0, HELLO,
	  { STATE_CRITICAL, 1, "route.tls", "undetermined", EDGE, "--tls-min=1.0" }, NULL },
};

static void ways_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(way_cases); i++) {
		const struct case_way *c = &way_cases[i];
		struct scene s;

		scene_init(&s);
		c->change(&s);
		scene_stop(&s, c->phase, c->kind, c->code, "a text");
		see(&s, c->seen);
		scene_judge(&s, rules);
		const struct finding *f = scene_first(&s);
		scene_check(c->name, f, &c->expected);
		if (f && c->never && (strstr(f->because, c->never) || strstr(f->remedy, c->never)))
			fail_msg("%s: %s is no way out: %s, %s", c->name, c->never, f->because, f->remedy);
		scene_free(&s);
	}
}

/* --no-client-cert: the demand is what is judged. */
static const struct case_demand {
	const char *name;
	enum phase phase;
	enum fault_kind kind; /* NONE: nothing failed */
	enum tls_seen seen;
	struct expected expected;
} demand_cases[] = {
	{ "demanded, TLS 1.2 then fails", PHASE_TLS, FAULT_ALERT, ASKED, { STATE_OK, 0, "route.tls", NULL, NULL, NULL } },
	{ "demanded, TLS 1.3 is done", PHASE_TLS, FAULT_NONE, DONE_NONE_GIVEN, { STATE_OK, 0, "route.tls", NULL, NULL, NULL } },
	{ "demanded, then closed", PHASE_TLS, FAULT_CLOSED, ASKED, { STATE_OK, 0, "route.tls", NULL, NULL, NULL } },
	{ "not demanded", PHASE_TLS, FAULT_NONE, DONE_UNASKED,
	  { STATE_WARNING, 1, "route.tls", "identity-not-asked", EDGE, "-p" } },
	{ "never came to that", PHASE_TLS, FAULT_ALERT, HELLO, { STATE_CRITICAL, 1, "route.tls", "tls-parameters", NULL, NULL } },
	{ "not even connected", PHASE_CONNECT, FAULT_REFUSED, NOTHING, { STATE_CRITICAL, 1, "route.connect", "tcp-refused", NULL, NULL } },
};

static void demands(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(demand_cases); i++) {
		const struct case_demand *c = &demand_cases[i];
		struct scene s;

		scene_init(&s);
		s.plan.sip.no_client_cert = true;
		if (c->kind != FAULT_NONE)
			scene_stop(&s, c->phase, c->kind, 40, "a text");
		see(&s, c->seen);
		scene_judge(&s, rules);
		scene_check(c->name, scene_first(&s), &c->expected);
		if (scene_count(&s) != 1)
			fail_msg("%s: said %zu times", c->name, scene_count(&s));
		scene_free(&s);
	}
}

/* No server is to blame for refusing what has expired. */
static void own_certificate_expired(void **state)
{
	struct expected e = { STATE_UNKNOWN, 1, "route.tls", "identity-expired", "3 days|" EDGE, NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.own[0].not_after = SCENE_NOW - 3 * SCENE_DAY;
	scene_stop(&s, PHASE_TLS, FAULT_ALERT, 45, "x");
	see(&s, GIVEN);
	scene_judge(&s, rules);
	scene_check("expired", scene_first(&s), &e);
	scene_stop(&s, PHASE_TLS, FAULT_RESET, 104, "x"); /* its usual causes are none here */
	scene_judge(&s, rules);
	scene_check("expired, and reset", scene_first(&s), &e);
	scene_free(&s);
}

/* The same where it is our CA that has: it is named. */
static void own_ca_expired(void **state)
{
	struct expected e = { STATE_UNKNOWN, 1, "route.tls", "identity-expired", "3 days|" EDGE "|Contoso CA", "-J" };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.own[1] = scene_cert("CN=Contoso CA", "CN=Contoso Root");
	s.own[1].not_after = SCENE_NOW - 3 * SCENE_DAY;
	s.facts.identity.chain.count = 2;
	scene_stop(&s, PHASE_TLS, FAULT_ALERT, 45, "x");
	see(&s, GIVEN);
	scene_judge(&s, rules);
	scene_check("our CA expired", scene_first(&s), &e);
	scene_free(&s);
}

static void own_certificate_not_yet_valid(void **state)
{
	struct expected e = { STATE_UNKNOWN, 1, "route.tls", "identity-not-yet-valid", "5 days|" EDGE, NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.own[0].not_before = SCENE_NOW + 5 * SCENE_DAY;
	scene_stop(&s, PHASE_TLS, FAULT_ALERT, 42, "x");
	see(&s, GIVEN);
	scene_judge(&s, rules);
	scene_check("not yet valid", scene_first(&s), &e);
	scene_free(&s);
}

/* An unknown CA, and the file of -J lacks one that the Edge itself has. */
static void own_chain_incomplete(void **state)
{
	struct expected e = { STATE_UNKNOWN, 1, "route.tls", "identity-chain", EDGE "|48|--client-cert", "-J" };
	struct expected stranger = { STATE_CRITICAL, 1, "route.tls", "identity-issuer-unknown", EDGE, NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.facts.identity.chain_complete = false;
	scene_stop(&s, PHASE_TLS, FAULT_ALERT, 48, "x");
	see(&s, GIVEN);
	scene_judge(&s, rules);
	scene_check("incomplete", scene_first(&s), &e);
	s.own[0].issuer = "CN=Stranger CA"; /* sent or not, who would know it? */
	scene_judge(&s, rules);
	scene_check("of a stranger", scene_first(&s), &stranger);
	scene_free(&s);
}

/* A server closes at once on a name that it does not know. */
static void closed_late(void **state)
{
	struct expected e = { STATE_CRITICAL, 1, "route.tls", "undetermined", EDGE "|2.50 s", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_stop(&s, PHASE_SIP, FAULT_CLOSED, 0, "x");
	s.targets[0].phase_us[PHASE_SIP] = 2500000;
	see(&s, DONE);
	scene_judge(&s, rules);
	scene_check("late", scene_first(&s), &e);
	scene_free(&s);
}

static void phase_is_the_deadline(void **state)
{
	struct expected e = { STATE_UNKNOWN, 1, "route.connect", "tcp-timeout", "30.00 s", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.plan.timeout_state = STATE_UNKNOWN;
	scene_stop(&s, PHASE_CONNECT, FAULT_TIMEOUT, 0, "x");
	s.targets[0].phase_us[PHASE_CONNECT] = -1;
	s.targets[0].host = s.targets[0].address = "2001:db8::10"; /* no name to show */
	scene_judge(&s, rules);
	scene_check("deadline", scene_first(&s), &e);
	assert_null(strstr(scene_first(&s)->sentence, "("));
	scene_free(&s);
}

static void dead_addresses(void **state)
{
	static const struct rule rule[] = { RULES_ADDRESS, { 0 } };
	struct expected dead = { STATE_WARNING, 1, "route.address", "address-dead", "192.0.2.9|" EDGE "|192.0.2.10", NULL };
	struct failed_address over[2] = { { .address = { .text = "192.0.2.9", .family = AF_INET }, .fault = { .kind = FAULT_REFUSED } },
				       { .address = { .text = "2001:db8::9", .family = AF_INET6 }, .fault = { .kind = FAULT_UNREACHABLE }, .own_network = true } };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.targets[0].failed_addresses = over;
	s.targets[0].failed_address_count = 2;
	scene_judge(&s, rule);
	scene_check("dead", scene_first(&s), &dead);
	assert_int_equal(scene_count(&s), 1); /* no IPv6 here is a note */
	assert_true(scene_last(&s)->note && scene_last(&s)->state == STATE_OK);
	wording_check("no IPv6 here", scene_last(&s));
	over[1].fault = (struct fault){ .kind = FAULT_FORBIDDEN, .code = EACCES };
	scene_judge(&s, rule);
	assert_true(scene_last(&s)->note && scene_says(scene_last(&s)->because, "SELinux"));
	wording_check("one forbidden here", scene_last(&s));
	scene_stop(&s, PHASE_CONNECT, FAULT_TIMEOUT, 0, "x"); /* none answered: no dead one to be passed over */
	scene_judge(&s, rule);
	assert_null(scene_any(&s));
	scene_judge(&s, rules);
	assert_true(scene_says(scene_any(&s)->because, "2"));
	wording_check("none answered", scene_any(&s));
	scene_free(&s);
}

static void many_addresses(void **state)
{
	static const struct rule rule[] = { RULES_ADDRESS, { 0 } };
	static const struct {
		size_t usable;
		bool first;
		const char *says; /* NULL: nothing */
	} rows[] = { { 8, false, NULL }, { 9, false, "9" }, { 9, true, NULL } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct address at[12] = { { .no_network = true }, { .no_network = true } };
		struct host host = { .name = EDGE, .addresses = { at, rows[i].usable + 2 } };
		struct scene s;

		scene_init(&s);
		s.facts.hosts = &host;
		s.facts.host_count = 1;
		s.plan.first_address = rows[i].first;
		scene_judge(&s, rule);
		const struct finding *f = scene_last(&s);
		assert_int_equal(f != NULL, rows[i].says != NULL);
		assert_true(!f || (f->note && scene_says(f->sentence, rows[i].says)));
		if (f)
			wording_check("more addresses than are asked", f);
		scene_free(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stops),   cmocka_unit_test(healthy), cmocka_unit_test(certificate_is_not_theirs),
		cmocka_unit_test(options_given), cmocka_unit_test(host_policy), cmocka_unit_test(families), cmocka_unit_test(ways_out), cmocka_unit_test(demands),
		cmocka_unit_test(own_certificate_expired), cmocka_unit_test(own_ca_expired),
		cmocka_unit_test(own_certificate_not_yet_valid),
		cmocka_unit_test(own_chain_incomplete),
		cmocka_unit_test(closed_late), cmocka_unit_test(phase_is_the_deadline), cmocka_unit_test(dead_addresses), cmocka_unit_test(many_addresses), cmocka_unit_test(wording_all),
	};

	return cmocka_run_group_tests_name("rule_route", tests, NULL, NULL);
}
