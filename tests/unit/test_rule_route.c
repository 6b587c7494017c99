// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_route - DNS, TCP and TLS as rules see them
 */
#include "scene.h"

#include "judge/rule_route.h"

/* How far TLS had come. */
enum tls_seen { NOTHING, HELLO, ASKED, ASKED_TOO_SOON, GIVEN, DONE, DONE_UNASKED, DONE_NONE_GIVEN };

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
	  { STATE_CRITICAL, "the name " EDGE " does not exist in DNS", 0, "dns-no-such-name", "--dns-server" } },
	{ "no address", PHASE_DNS, FAULT_DNS, DNS_NO_ADDRESS, NOTHING,
	  { STATE_CRITICAL, EDGE "|no address", 0, "dns-no-address", "AAAA" } },
	{ "SERVFAIL", PHASE_DNS, FAULT_DNS, DNS_SERVER_FAILED, NOTHING, { STATE_CRITICAL, EDGE, 0, "dns-server-failed", "a text" } },
	{ "silent resolver", PHASE_DNS, FAULT_DNS, DNS_NO_ANSWER, NOTHING,
	  { STATE_CRITICAL, "no DNS server answered for " EDGE, 0, "dns-no-answer", "port 53" } },
	{ "DNS until the deadline", PHASE_DNS, FAULT_TIMEOUT, 0, NOTHING,
	  { STATE_WARNING, "no DNS answer|within 0.25 s", 0, "dns-no-answer", NULL } },

	{ "refused", PHASE_CONNECT, FAULT_REFUSED, 111, NOTHING,
	  { STATE_CRITICAL, EDGE ":5061 (192.0.2.10) refused the connection", 1, "tcp-refused", "RTCSRV" } },
	{ "unreachable", PHASE_CONNECT, FAULT_UNREACHABLE, 113, NOTHING,
	  { STATE_CRITICAL, "no network route to " EDGE, 1, "tcp-unreachable", "a text" } },
	{ "dropped", PHASE_CONNECT, FAULT_TIMEOUT, 0, NOTHING,
	  { STATE_WARNING, "no answer from " EDGE ":5061|within 0.25 s", 1, "tcp-timeout", "reached: dns 2 ms|firewall" } },
	{ "reset at once", PHASE_CONNECT, FAULT_RESET, 104, NOTHING, { STATE_CRITICAL, "reset", 1, "tcp-reset", NULL } },
	{ "our own system", PHASE_CONNECT, FAULT_SYSTEM, 99, NOTHING,
	  { STATE_UNKNOWN, "this host could not ask " EDGE ": a text", 1, "own-host", NULL } },
	{ "stopped from outside", PHASE_CONNECT, FAULT_CANCELLED, 0, NOTHING, { STATE_UNKNOWN, "stopped", 1, NULL, "reached: dns" } },

	{ "closed before the ServerHello", PHASE_TLS, FAULT_CLOSED, 0, NOTHING,
	  { STATE_CRITICAL, EDGE " closed the connection before TLS began", 1, "undetermined", "load balancer|just starting|--tls-min=1.0" } },
	{ "reset before the ServerHello", PHASE_TLS, FAULT_RESET, 104, NOTHING,
	  { STATE_CRITICAL, "before TLS began", 1, "undetermined", "load balancer" } },
	{ "closed amid TLS", PHASE_TLS, FAULT_CLOSED, 0, HELLO, { STATE_CRITICAL, "TLS with " EDGE " broke off in the middle", 1, "undetermined", "Schannel" } },
	{ "closed before ours was sent, 1.3", PHASE_TLS, FAULT_CLOSED, 0, ASKED_TOO_SOON,
	  { STATE_CRITICAL, "TLS with " EDGE " broke off in the middle", 1, "undetermined", "something between" } },
	{ "closed, no certificate given", PHASE_TLS, FAULT_RESET, 104, ASKED,
	  { STATE_CRITICAL, EDGE " demands a client certificate", 1, "identity-missing", "-J|--no-client-cert" } },
	{ "closed on our certificate", PHASE_TLS, FAULT_RESET, 104, GIVEN,
	  { STATE_CRITICAL, "broke off TLS once it had our certificate", 1, "identity-refused", "most often" } },
	{ "closed on our certificate, 1.3", PHASE_SIP, FAULT_CLOSED, 0, DONE,
	  { STATE_CRITICAL, "our certificate is probably not in its topology", 1, "identity-not-in-topology",
	    "New-CsTrustedApplicationPool" } },
	{ "reset on our certificate, 1.3", PHASE_SIP, FAULT_RESET, 104, DONE,
	  { STATE_CRITICAL, "not in its topology", 1, "identity-not-in-topology", "Enable-CsTopology" } },
	{ "closed and never asked for a certificate", PHASE_SIP, FAULT_CLOSED, 0, DONE_UNASKED,
	  { STATE_CRITICAL, "without answering", 1, "undetermined", "internal side" } },
	{ "closed, none given, 1.3", PHASE_SIP, FAULT_CLOSED, 0, DONE_NONE_GIVEN,
	  { STATE_CRITICAL, "demands a client certificate and we gave none", 1, "identity-missing", "-J" } },
	{ "silent port", PHASE_TLS, FAULT_TIMEOUT, 0, NOTHING,
	  { STATE_WARNING, EDGE " took the connection but no TLS answer came within 0.25 s", 1, "tls-silent",
	    "reached: dns 2 ms, connect 2 ms" } },
	{ "silent after its hello", PHASE_TLS, FAULT_TIMEOUT, 0, HELLO,
	  { STATE_WARNING, "was not done within 0.25 s", 1, "undetermined", "revocation|larger packets" } },
	{ "no TLS at all", PHASE_TLS, FAULT_PROTOCOL, 0, NOTHING, { STATE_CRITICAL, "does not speak TLS", 1, "tls-not-tls", "-p" } },
	{ "something strange", PHASE_TLS, FAULT_LIMIT, 0, HELLO,
	  { STATE_CRITICAL, EDGE " could not be asked: limit", 1, "undetermined", "a text" } },

	{ "40, nothing asked", PHASE_TLS, FAULT_ALERT, 40, HELLO,
	  { STATE_CRITICAL, "found no TLS settings in common with us (TLS alert 40)", 1, "tls-parameters", "--security-level=0" } },
	{ "40, none given", PHASE_TLS, FAULT_ALERT, 40, ASKED,
	  { STATE_CRITICAL, EDGE " demands a client certificate and we gave none (TLS alert 40)", 1, "identity-missing", "-J" } },
	{ "40, given", PHASE_TLS, FAULT_ALERT, 40, GIVEN,
	  { STATE_CRITICAL, "refused TLS once it had our certificate (TLS alert 40)", 1, "identity-refused", "Schannel" } },
	{ "116 is 40 of 1.3", PHASE_TLS, FAULT_ALERT, 116, DONE_NONE_GIVEN,
	  { STATE_CRITICAL, EDGE " demands a client certificate and we gave none (TLS alert 116)", 1, "identity-missing", "-J" } },
	{ "116, in the first read", PHASE_SIP, FAULT_ALERT, 116, DONE_NONE_GIVEN,
	  { STATE_CRITICAL, EDGE " demands a client certificate and we gave none (TLS alert 116)", 1, "identity-missing", "-J" } },
	{ "42", PHASE_TLS, FAULT_ALERT, 42, GIVEN, { STATE_CRITICAL, "our certificate bad", 1, "identity-refused", "chain" } },
	{ "43", PHASE_TLS, FAULT_ALERT, 43, GIVEN, { STATE_CRITICAL, "our kind", 1, "identity-kind", "clientAuth" } },
	{ "44", PHASE_TLS, FAULT_ALERT, 44, GIVEN, { STATE_CRITICAL, "revoked", 1, "identity-revoked", NULL } },
	{ "45", PHASE_TLS, FAULT_ALERT, 45, GIVEN, { STATE_CRITICAL, "out of date", 1, "identity-expired", "clocks" } },
	{ "46", PHASE_TLS, FAULT_ALERT, 46, GIVEN, { STATE_CRITICAL, "does not take our certificate", 1, "identity-refused", NULL } },
	{ "48, 1.2", PHASE_TLS, FAULT_ALERT, 48, GIVEN,
	  { STATE_CRITICAL, EDGE " does not know the CA of our certificate (TLS alert 48)", 1, "identity-issuer-unknown",
	    "trusted roots on " EDGE "|is not in the list of CAs that it asked for" } },
	{ "48, 1.3", PHASE_SIP, FAULT_ALERT, 48, DONE,
	  { STATE_CRITICAL, EDGE " does not know the CA of our certificate (TLS alert 48)", 1, "identity-issuer-unknown",
	    "trusted roots on " EDGE "|is not in the list of CAs that it asked for" } },
	{ "49", PHASE_TLS, FAULT_ALERT, 49, GIVEN, { STATE_CRITICAL, "denies us access", 1, "identity-not-in-topology", NULL } },
	{ "70", PHASE_TLS, FAULT_ALERT, 70, HELLO,
	  { STATE_CRITICAL, EDGE " speaks only TLS versions that we do not offer", 1, "tls-version", "2008 R2|--tls-min=1.0" } },
	{ "258 is 70 of Windows", PHASE_TLS, FAULT_TLS, 258, HELLO,
	  { STATE_CRITICAL, EDGE " speaks only TLS versions that we do not offer", 1, "tls-version", "2008 R2|--tls-min=1.0" } },
	{ "71", PHASE_TLS, FAULT_ALERT, 71, HELLO, { STATE_CRITICAL, "stronger", 1, "tls-parameters", "--security-level" } },
	{ "80", PHASE_TLS, FAULT_ALERT, 80, HELLO, { STATE_CRITICAL, "failure of its own", 1, "tls-internal-error", NULL } },
	{ "86", PHASE_TLS, FAULT_ALERT, 86, HELLO, { STATE_CRITICAL, "fall back", 1, "tls-version", NULL } },
	{ "112", PHASE_TLS, FAULT_ALERT, 112, HELLO, { STATE_CRITICAL, "no server of that name", 1, "tls-server-name", "-H" } },
	{ "120", PHASE_TLS, FAULT_ALERT, 120, HELLO, { STATE_CRITICAL, "another protocol", 1, "tls-not-sip", "-p" } },
	{ "20", PHASE_TLS, FAULT_ALERT, 20, GIVEN, { STATE_CRITICAL, "could not read what we sent (TLS alert 20)", 1, "tls-broken", "between" } },
	{ "an alert nobody knows", PHASE_TLS, FAULT_ALERT, 99, HELLO, { STATE_CRITICAL, "(TLS alert 99)", 1, "tls-refused", NULL } },

	{ "no cipher", PHASE_TLS, FAULT_TLS, 193, HELLO, { STATE_CRITICAL, "no TLS settings in common", 1, "tls-parameters", NULL } },
	{ "legacy renegotiation", PHASE_TLS, FAULT_TLS, 338, HELLO,
	  { STATE_CRITICAL, "secure renegotiation", 1, "tls-renegotiation", "--tls-min=1.1" } },
	{ "weak key exchange", PHASE_TLS, FAULT_TLS, 394, HELLO,
	  { STATE_CRITICAL, "too weak for our OpenSSL", 1, "tls-weak", "--security-level=0" } },
	{ "SHA-1 chain at the security level", PHASE_TLS, FAULT_TLS, 398, HELLO,
	  { STATE_CRITICAL, "a signature in its chain too weak", 1, "tls-weak", "--security-level=0" } },
	{ "plain text amid TLS", PHASE_TLS, FAULT_TLS, 267, NOTHING, { STATE_CRITICAL, "sent what is none", 1, "tls-broken", "firewall" } },
	{ "certificates beyond OpenSSL's limit", PHASE_TLS, FAULT_TLS, 152, NOTHING,
	  { STATE_CRITICAL, "more than a TLS handshake may hold", 1, "tls-excess", "100 KB" } },
	{ "a damaged record", PHASE_TLS, FAULT_TLS, 281, HELLO, { STATE_CRITICAL, "arrives damaged", 1, "tls-broken", "between" } },
	{ "another refusal of ours", PHASE_TLS, FAULT_TLS, 1, HELLO,
	  { STATE_CRITICAL, "failed on our side", 1, "undetermined", "a text" } },
};

static void see(struct scene *s, enum tls_seen seen)
{
	struct tls *tls = &s->targets[0].tls;

	tls->peer_spoke = seen != NOTHING;
	tls->certificate_asked = seen != NOTHING && seen != HELLO && seen != DONE_UNASKED;
	s->facts.identity.given = seen != ASKED && seen != DONE_NONE_GIVEN;
	tls->certificate_given = seen == GIVEN || seen == DONE;
	tls->handshake_done = seen >= DONE;
	tls->issuer_in_ca_names = KNOWN_NO;
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
		judge(rules, &s.plan, &s.facts, &s.findings);
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
	scene_answer(&s, 504, NULL, NULL); /* not theirs to judge */
	judge(rules, &s.plan, &s.facts, &s.findings);
	assert_null(s.findings.first);
	scene_free(&s);
}

/* What the peer's certificate lacks is said by another rule. */
static void certificate_is_not_theirs(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_stop(&s, PHASE_TLS, FAULT_VERIFY, 20, "x");
	judge(rules, &s.plan, &s.facts, &s.findings);
	assert_null(s.findings.first);
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
	{ "TLS 1.0 was allowed", 70, FAULT_ALERT, -1, TLS_1_0, { STATE_CRITICAL, "TLS versions", 1, "tls-version", "MinProtocol" } },
	{ "TLS 1.0 was allowed, our side", 258, FAULT_TLS, 0, TLS_1_0, { STATE_CRITICAL, "TLS versions", 1, "tls-version", "MinProtocol" } },
	{ "nothing helps", 40, FAULT_ALERT, -1, TLS_1_0,
	  { STATE_CRITICAL, EDGE " takes none of the ciphers that OpenSSL still has", 1, "tls-too-old", "Windows Server 2003|cannot be reached" } },
	{ "nothing helps, our side", 193, FAULT_TLS, 0, TLS_1_0, { STATE_CRITICAL, "none of the ciphers", 1, "tls-too-old", "Windows Server 2003" } },
	{ "a level might help", 193, FAULT_TLS, 2, TLS_1_0, { STATE_CRITICAL, "settings in common", 1, "tls-parameters", "--security-level=0" } },
	{ "TLS 1.3 only", 70, FAULT_ALERT, -1, TLS_1_3,
	  { STATE_CRITICAL, EDGE " does not speak TLS 1.3, which --tls-min=1.3 wants", 1, "tls-version", "Windows Server 2022|leave out --tls-min" } },
	{ "TLS 1.3 only, our side", 258, FAULT_TLS, -1, TLS_1_3, { STATE_CRITICAL, "does not speak TLS 1.3", 1, "tls-version", "leave out --tls-min" } },
	{ "a fallback was refused", 86, FAULT_ALERT, -1, TLS_1_3, { STATE_CRITICAL, "fall back", 1, "tls-version", "device between" } },
	{ "a fallback was refused to 1.0", 86, FAULT_ALERT, -1, TLS_1_0, { STATE_CRITICAL, "fall back", 1, "tls-version", "raise --tls-min if it is lower" } },
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
		judge(rules, &s.plan, &s.facts, &s.findings);
		scene_check(c->name, scene_first(&s), &c->expected);
		scene_free(&s);
	}
}

/* -4, -6: the name may have an address of the other family. */
static const struct case_family {
	const char *name;
	int family;
	struct expected expected;
} family_cases[] = {
	{ "-4", AF_INET, { STATE_CRITICAL, "the name " EDGE " has no IPv4 address in DNS", 0, "dns-no-address", "leave out -4" } },
	{ "-6", AF_INET6, { STATE_CRITICAL, "the name " EDGE " has no IPv6 address in DNS", 0, "dns-no-address", "leave out -6" } },
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
		judge(rules, &s.plan, &s.facts, &s.findings);
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
	const char *advice, *never;
} way_cases[] = {
	{ "no name, one host", one_host, PHASE_DNS, FAULT_DNS, DNS_NO_SUCH_NAME, NOTHING, "by address: -I|the resolver that this host asks", NULL },
	{ "no name, several hosts", several_hosts, PHASE_DNS, FAULT_DNS, DNS_NO_SUCH_NAME, NOTHING, "--dns-server", "-I" },
	{ "no name, --dns-server", by_dns_server, PHASE_DNS, FAULT_DNS, DNS_NO_SUCH_NAME, NOTHING,
	  "name server 192.0.2.53 says|leave out --dns-server", "this host asks" },
	{ "SERVFAIL, --dns-server", by_dns_server, PHASE_DNS, FAULT_DNS, DNS_SERVER_FAILED, NOTHING,
	  "check name server 192.0.2.53|leave out --dns-server", "this host asks" },
	{ "silent, --dns-server", by_dns_server, PHASE_DNS, FAULT_DNS, DNS_NO_ANSWER, NOTHING,
	  "check name server 192.0.2.53 (port 53|leave out --dns-server", "this host asks" },
	{ "deadline, --dns-server", by_dns_server, PHASE_DNS, FAULT_TIMEOUT, 0, NOTHING, "name server 192.0.2.53 is silent|check it", "this host asks" },
	{ "no A, --bind", bound_to_ipv4, PHASE_DNS, FAULT_DNS, DNS_NO_ADDRESS, NOTHING, "--bind", NULL },
	{ "no AAAA, --bind", bound_to_ipv6, PHASE_DNS, FAULT_DNS, DNS_NO_ADDRESS, NOTHING, "--bind", NULL },
	{ "refused", one_host, PHASE_CONNECT, FAULT_REFUSED, 111, NOTHING, "check -H and -p", NULL },
	{ "refused, -I", by_address, PHASE_CONNECT, FAULT_REFUSED, 111, NOTHING, "check -I and -p", "-H" },
	{ "dropped", other_port, PHASE_CONNECT, FAULT_TIMEOUT, 0, NOTHING, "allow TCP from this host to " EDGE ":5099 (192.0.2.10)|-H and -p", "5061" },
	{ "dropped, -I", by_address, PHASE_CONNECT, FAULT_TIMEOUT, 0, NOTHING, "check -I and -p", NULL },
	{ "closed at once, TLS 1.0", tls_1_0, PHASE_TLS, FAULT_CLOSED, 0, NOTHING, "from another host", "--tls-min" },
	{ "closed amid TLS, TLS 1.0", tls_1_0, PHASE_TLS, FAULT_CLOSED, 0, HELLO, "Schannel", "--tls-min" },
	{ "closed amid TLS", one_host, PHASE_TLS, FAULT_CLOSED, 0, HELLO, "try --tls-min=1.0", NULL },
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
		judge(rules, &s.plan, &s.facts, &s.findings);
		const struct finding *f = scene_first(&s);
		const struct expected e = { STATE_CRITICAL, EDGE, f ? f->hop : 0, f ? cause_key(f->cause) : NULL, c->advice };
		scene_check(c->name, f, &e);
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
	{ "demanded, TLS 1.2 then fails", PHASE_TLS, FAULT_ALERT, ASKED, { STATE_OK, "demands a client certificate, as it should", 0, NULL, NULL } },
	{ "demanded, TLS 1.3 is done", PHASE_TLS, FAULT_NONE, DONE_NONE_GIVEN, { STATE_OK, "as it should|not judged", 0, NULL, NULL } },
	{ "demanded, then closed", PHASE_TLS, FAULT_CLOSED, ASKED, { STATE_OK, "as it should", 0, NULL, NULL } },
	{ "not demanded", PHASE_TLS, FAULT_NONE, DONE_UNASKED,
	  { STATE_WARNING, EDGE " did not ask for a client certificate", 1, "identity-not-asked", "-p" } },
	{ "never came to that", PHASE_TLS, FAULT_ALERT, HELLO, { STATE_CRITICAL, "no TLS settings", 1, "tls-parameters", NULL } },
	{ "not even connected", PHASE_CONNECT, FAULT_REFUSED, NOTHING, { STATE_CRITICAL, "refused", 1, "tcp-refused", NULL } },
};

static void demands(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(demand_cases); i++) {
		const struct case_demand *c = &demand_cases[i];
		struct scene s;

		scene_init(&s);
		s.plan.no_client_cert = true;
		if (c->kind != FAULT_NONE)
			scene_stop(&s, c->phase, c->kind, 40, "a text");
		see(&s, c->seen);
		judge(rules, &s.plan, &s.facts, &s.findings);
		scene_check(c->name, scene_first(&s), &c->expected);
		if (scene_count(&s) != 1)
			fail_msg("%s: said %zu times", c->name, scene_count(&s));
		scene_free(&s);
	}
}

/* No server is to blame for refusing what has expired. */
static void own_certificate_expired(void **state)
{
	struct expected e = { STATE_UNKNOWN, "our certificate expired 3 days ago|" EDGE, 1, "identity-expired", "renew" };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.own[0].not_after = SCENE_NOW - 3 * SCENE_DAY;
	scene_stop(&s, PHASE_TLS, FAULT_ALERT, 45, "x");
	see(&s, GIVEN);
	judge(rules, &s.plan, &s.facts, &s.findings);
	scene_check("expired", scene_first(&s), &e);
	findings_free(&s.findings);
	scene_stop(&s, PHASE_TLS, FAULT_RESET, 104, "x"); /* its usual causes are none here */
	judge(rules, &s.plan, &s.facts, &s.findings);
	scene_check("expired, and reset", scene_first(&s), &e);
	assert_null(strstr(scene_first(&s)->because, "most often it does not trust"));
	scene_free(&s);
}

static void own_certificate_not_yet_valid(void **state)
{
	struct expected e = { STATE_UNKNOWN, "our certificate is not valid for 5 days yet|" EDGE, 1, "identity-not-yet-valid",
			      "outside its dates|clock" };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.own[0].not_before = SCENE_NOW + 5 * SCENE_DAY;
	scene_stop(&s, PHASE_TLS, FAULT_ALERT, 42, "x");
	see(&s, GIVEN);
	judge(rules, &s.plan, &s.facts, &s.findings);
	scene_check("not yet valid", scene_first(&s), &e);
	scene_free(&s);
}

/* An unknown CA, and the file of -J lacks one that the Edge itself has. */
static void own_chain_incomplete(void **state)
{
	struct expected e = { STATE_CRITICAL, EDGE " does not know the CA of our certificate (TLS alert 48)", 1, "identity-chain",
			      "without its issuer|behind ours in the file of -J" };
	struct expected stranger = { STATE_CRITICAL, EDGE " does not know the CA", 1, "identity-issuer-unknown", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.facts.identity.chain_complete = false;
	scene_stop(&s, PHASE_TLS, FAULT_ALERT, 48, "x");
	see(&s, GIVEN);
	judge(rules, &s.plan, &s.facts, &s.findings);
	scene_check("incomplete", scene_first(&s), &e);
	findings_free(&s.findings);
	s.own[0].issuer = "CN=Stranger CA"; /* sent or not, who would know it? */
	judge(rules, &s.plan, &s.facts, &s.findings);
	scene_check("of a stranger", scene_first(&s), &stranger);
	scene_free(&s);
}

/* A server closes at once on a name that it does not know. */
static void closed_late(void **state)
{
	struct expected e = { STATE_CRITICAL, EDGE " closed 2.50 s after our request, without an answer", 1, "undetermined", "idle|restart" };
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_stop(&s, PHASE_SIP, FAULT_CLOSED, 0, "x");
	s.targets[0].phase_us[PHASE_SIP] = 2500000;
	see(&s, DONE);
	judge(rules, &s.plan, &s.facts, &s.findings);
	scene_check("late", scene_first(&s), &e);
	scene_free(&s);
}

static void phase_is_the_deadline(void **state)
{
	struct expected e = { STATE_UNKNOWN, "within 30.00 s", 1, "tcp-timeout", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.plan.timeout_state = STATE_UNKNOWN;
	scene_stop(&s, PHASE_CONNECT, FAULT_TIMEOUT, 0, "x");
	s.targets[0].phase_us[PHASE_CONNECT] = -1;
	s.targets[0].host = s.targets[0].address = "2001:db8::10"; /* no name to show */
	judge(rules, &s.plan, &s.facts, &s.findings);
	scene_check("deadline", scene_first(&s), &e);
	assert_null(strstr(scene_first(&s)->sentence, "("));
	scene_free(&s);
}

static void dead_addresses(void **state)
{
	static const struct rule rule[] = { RULES_ADDRESS, { 0 } };
	struct expected dead = { STATE_WARNING, "192.0.2.9 of " EDGE " refused the connection; 192.0.2.10 was used", 1, "address-dead", "DNS" };
	struct passed_over over[2] = { { .address = { "192.0.2.9", AF_INET }, .fault = { .kind = FAULT_REFUSED } },
				       { .address = { "2001:db8::9", AF_INET6 }, .fault = { .kind = FAULT_UNREACHABLE }, .own_network = true } };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.targets[0].passed_over = over;
	s.targets[0].passed_over_count = 2;
	judge(rule, &s.plan, &s.facts, &s.findings);
	scene_check("dead", scene_first(&s), &dead);
	assert_int_equal(scene_count(&s), 1); /* no IPv6 here is a note */
	assert_true(s.findings.last->note && s.findings.last->state == STATE_OK);
	findings_free(&s.findings);
	scene_stop(&s, PHASE_CONNECT, FAULT_TIMEOUT, 0, "x"); /* none answered: no dead one to be passed over */
	judge(rule, &s.plan, &s.facts, &s.findings);
	assert_null(s.findings.first);
	judge(rules, &s.plan, &s.facts, &s.findings);
	assert_non_null(strstr(s.findings.first->because, "2 other addresses failed before"));
	scene_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stops),   cmocka_unit_test(healthy), cmocka_unit_test(certificate_is_not_theirs),
		cmocka_unit_test(options_given), cmocka_unit_test(families), cmocka_unit_test(ways_out), cmocka_unit_test(demands),
		cmocka_unit_test(own_certificate_expired), cmocka_unit_test(own_certificate_not_yet_valid),
		cmocka_unit_test(own_chain_incomplete),
		cmocka_unit_test(closed_late), cmocka_unit_test(phase_is_the_deadline), cmocka_unit_test(dead_addresses),
	};

	return cmocka_run_group_tests_name("rule_route", tests, NULL, NULL);
}
