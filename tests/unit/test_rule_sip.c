// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_sip - the verdict on an answer
 */
#include "scene.h"

#include "judge/rules/rule_route.h"
#include "judge/rules/rule_sip.h"
#include "judge/tables/diag_table.h"

#define FROM_EDGE ";source=\"" EDGE "\""
#define FROM_OUTER ";source=\"sip.contoso.com\""
#define FROM_PARTNER ";source=\"" PARTNER "\""
#define HOP2 "reason=\"Failed to complete TLS negotiation with a federated peer server\""

static const struct rule rules[] = { RULES_ROUTE, RULES_SIP, { 0 } };

static const struct case_answer {
	const char *name;
	int status;
	const char *first, *second; /* ms-diagnostics, as on the wire */
	struct expected expected;
} cases[] = {
	{ "healthy", 200, NULL, NULL, { STATE_OK, 0, "sip.answer", NULL, "push.lync.com|200|" EDGE "|0.21 s", NULL } },
	{ "another 2xx", 202, NULL, NULL, { STATE_OK, 0, "sip.answer", NULL, "202", NULL } },

	{ "1047 as risual saw it", 504,
	  "1047;" HOP2 ";WinsockFailureCode=\"10054(WSAECONNRESET)\";WinsockFailureDescription=\"The peer forced closure of the connection\"" FROM_EDGE,
	  NULL, { STATE_CRITICAL, 2, "sip.answer", "partner-tls", PARTNER "|504|1047", "WSAECONNRESET|AccessEdgeExternal" } },
	{ "0 of a server behind the one asked", 504, "0;reason=\"x\";source=\"edge7.elsewhere.example\"", NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "undetermined", "edge7.elsewhere.example|" PARTNER "|504", NULL } },
	{ "4 of the push service itself", 504, "4;reason=\"x\";source=\"push.lync.com\"", NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "undetermined", "push.lync.com|504", NULL } },
	{ "1008", 504, "1008;reason=\"Unable to resolve DNS SRV record\";domain=\"push.lync.com\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "edge-dns-srv", "push.lync.com|504|1008", "_sipfederationtls._tcp.push.lync.com" } },
	{ "1009 as Expressway saw it", 504,
	  "1009; reason=\"No match for domain in DNS SRV results\"; domain=\"push.lync.com\"; fqdn1=\"sipfed.online.lync.com:5061\"" FROM_EDGE,
	  NULL, { STATE_CRITICAL, 2, "sip.answer", "domain-not-allowed", PARTNER "|push.lync.com|504|1009", "New-CsAllowedDomain|push.lync.com|ProxyFqdn|" PARTNER } },
	{ "1010, wrong name", 504,
	  "1010; reason=\"Certificate trust with another server could not be established\";ErrorType=\"The peer certificate does not contain a "
	  "matching FQDN\"; tls-target=\"" PARTNER "\"; PeerServer=\"" PARTNER "\";HRESULT=\"0x80090322(SEC_E_WRONG_PRINCIPAL)\"" FROM_EDGE,
	  NULL, { STATE_CRITICAL, 2, "sip.answer", "next-hop-cert-name", PARTNER "|504|1010", "SEC_E_WRONG_PRINCIPAL" } },
	{ "1010, no number", 504, "1010;reason=\"Certificate trust with another server could not be established\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "next-hop-certificate", PARTNER, NULL } },
	{ "1010, untrusted root", 504, "1010;reason=\"x\";HRESULT=\"0x80090325(SEC_E_UNTRUSTED_ROOT)\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "next-hop-cert-issuer", NULL, NULL } },
	{ "1010, expired", 504, "1010;reason=\"x\";HRESULT=\"0x80090328(SEC_E_CERT_EXPIRED)\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "next-hop-cert-expired", NULL, NULL } },
	{ "1010, revoked", 504, "1010;reason=\"x\";HRESULT=\"0x80092010(CRYPT_E_REVOKED)\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "next-hop-cert-revoked", NULL, NULL } },
	{ "1010, no revocation server", 504, "1010;reason=\"x\";HRESULT=\"0x80092013(CRYPT_E_REVOCATION_OFFLINE)\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "next-hop-cert-revocation", NULL, NULL } },
	{ "1010, no cipher in common", 504, "1010;reason=\"x\";HRESULT=\"0x80090331(SEC_E_ALGORITHM_MISMATCH)\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "next-hop-tls-version", NULL, NULL } },
	{ "1038, the wire says it in words", 504, "1038;reason=\"Failed to connect to a peer server\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "next-hop-unreachable", EDGE, NULL } },
	{ "1039, the wire says it in words", 504, "1039;reason=\"Failed to complete TLS negotiation with a peer server\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "next-hop-tls", EDGE, NULL } },
	{ "4001", 500, "4001;reason=\"XML parse failure\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 1, "sip.answer", "user-services", NULL, NULL } },
	{ "4", 488, "4;reason=\"Insufficient bandwidth to establish session. Do not attempt re-route.\"" FROM_EDGE, NULL,
	  { STATE_WARNING, 1, "sip.answer", "bandwidth", NULL, NULL } },
	{ "1013", 403, "1013;reason=\"Significant time skew detected during authentication\"" FROM_EDGE, NULL,
	  { STATE_UNKNOWN, 1, "sip.answer", "clock", EDGE, "NTP" } },
	{ "1014", 504, "1014;reason=\"Unable to resolve DNS A record\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "edge-dns-a", PARTNER, NULL } },
	{ "1005", 504, "1005;reason=\"Cannot route to destination domain\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "no-route", EDGE "|push.lync.com", "New-CsHostingProvider" } },
	{ "1007", 503, "1007;reason=\"Temporarily cannot route\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "next-hop-down", PARTNER "|503|1007", NULL } },
	{ "1027", 504, "1027;reason=\"Cannot route this type of SIP request to or from federated partners\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 1, "sip.answer", "domain-not-allowed", EDGE "|push.lync.com", NULL } },
	{ "1046, the wire says it in words", 504,
	  "1046;reason=\"Failed to connect to a federated peer server\";WinsockFailureCode=\"10061\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "partner-unreachable", EDGE "|504|1046", "WSAECONNREFUSED" } },
	{ "1046, other words: recalled is not known", 504, "1046;reason=\"Something else\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "undetermined", EDGE "|\"Something else\"|504|1046", NULL } },
	{ "1046 without words", 504, "1046" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "undetermined", EDGE "|reported as|504|1046", NULL } },
	{ "an unknown code", 504, "1999;reason=\"The moon is full\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "undetermined", EDGE "|\"The moon is full\"|504|1999", NULL } },
	{ "a code out of every family", 504, "23000;reason=\"x\"" FROM_EDGE, NULL, { STATE_CRITICAL, 2, "sip.answer", "undetermined", "\"x\"", NULL } },
	{ "a reason without end", 504,
	  "1999;reason=\"0123456789012345678901234567890123456789012345678901234567890123456789\";source=\"e.org\"", NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "undetermined", "e.org|01234567890123456789|504", NULL } },
	{ "a server application", 500, "5003;reason=\"Internal processing failure.\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 1, "sip.answer", "server-application", EDGE "|\"Internal processing failure.\"|500|5003", NULL } },
	{ "a service stopped", 503, "5000;reason=\"One or more critical applications are not running.\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 1, "sip.answer", "server-application", EDGE, "Get-CsWindowsService" } },
	{ "the two of one answer: the telling one", 504, "1011;reason=\"ms-diagnostics header not provided by previous hop.\"" FROM_EDGE,
	  "1047;" HOP2 FROM_EDGE, { STATE_CRITICAL, 2, "sip.answer", "partner-tls", NULL, NULL } },
	{ "a placeholder leaves it to the status", 504, "2;reason=\"See response code and reason phrase.\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "undetermined", PARTNER "|504|2", NULL } },
	{ "1034 and 404: the peer does not know him", 404,
	  "1034;reason=\"Previous hop federated peer did not report diagnostic information\";PeerServer=\"" PARTNER "\"" FROM_EDGE, NULL,
	  { STATE_WARNING, 3, "sip.answer", "address-unknown", PARTNER "|push.lync.com|404|1034", "--expect=404" } },
	{ "1034 and 504: it cannot go on", 504,
	  "1034;reason=\"Previous hop federated peer did not report diagnostic information\";PeerServer=\"" PARTNER "\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "undetermined", PARTNER, NULL } },
	{ "1034 and 503: it is not well", 503,
	  "1034;reason=\"Previous hop federated peer did not report diagnostic information\";PeerServer=\"" PARTNER "\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "partner-failed", PARTNER, NULL } },
	{ "1034 and 408: a server there was silent", 408,
	  "1034;reason=\"Previous hop federated peer did not report diagnostic information\";PeerServer=\"" PARTNER "\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "undetermined", PARTNER, NULL } },
	{ "1034 and 403: it does not want us", 403,
	  "1034;reason=\"Previous hop federated peer did not report diagnostic information\";PeerServer=\"" PARTNER "\"" FROM_EDGE, NULL,
	  { STATE_WARNING, 3, "sip.answer", "request-refused", PARTNER, NULL } },
	{ "IM filter", 488, "16001;reason=\"URL blocked\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 1, "sip.answer", "im-filter", EDGE, "Get-CsImFilterConfiguration" } },
	{ "client version filter", 403, "17002;reason=\"Invalid protocol client version.\"" FROM_EDGE, NULL,
	  { STATE_UNKNOWN, 1, "sip.answer", "user-agent", EDGE, "--user-agent" } },
	{ "1002 with a From that was given", 403, "1002;reason=\"x\"" FROM_EDGE, NULL,
	  { STATE_WARNING, 1, "sip.answer", "from-not-authorized", EDGE, "Set-CsExternalAccessPolicy" } },
	{ "1017", 403, "1017;reason=\"x\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 1, "sip.answer", "from-domain", EDGE "|push.lync.com", "Get-CsSipDomain" } },
	{ "4004: a client to them", 403, "4004;reason=\"x\"" FROM_EDGE, NULL,
	  { STATE_UNKNOWN, 1, "sip.answer", "taken-for-client", NULL, "TreatAsAuthenticated" } },

	{ "1010, expired, below zero as a number", 504, "1010;reason=\"x\";HRESULT=\"-2146893016\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "next-hop-cert-expired", PARTNER "|504|1010", "SEC_E_CERT_EXPIRED" } },
	{ "1010, the chain has expired", 504, "1010;reason=\"x\";HRESULT=\"0x800B0101(CERT_E_EXPIRED)\"" FROM_OUTER, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "next-hop-cert-expired", PARTNER, "renew" } },
	{ "1010, revocation failed", 504, "1010;reason=\"x\";HRESULT=\"0x800B010E(CERT_E_REVOCATION_FAILURE)\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "next-hop-cert-revocation", PARTNER, "TCP 80|certutil" } },
	{ "1011: the hop before answered", 504, "1011;reason=\"ms-diagnostics header not provided by previous hop.\"" FROM_EDGE, NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "undetermined", PARTNER "|504|1011", "_sipfederationtls" } },
	{ "1011 and 404", 404, "1011" FROM_OUTER, NULL, { STATE_WARNING, 3, "sip.answer", "address-unknown", PARTNER "|404", "-u" } },
	{ "1034 and 401: our Edge trusts us", 401, "1034;PeerServer=\"" PARTNER "\"" FROM_OUTER, NULL,
	  { STATE_WARNING, 3, "sip.answer", "request-refused", PARTNER "|401|1034", "login" } },
	{ "1034 and 407", 407, "1034;PeerServer=\"" PARTNER "\"" FROM_OUTER, NULL,
	  { STATE_WARNING, 3, "sip.answer", "request-refused", PARTNER "|407", NULL } },
	{ "1034 and 480: no refusal", 480, "1034;PeerServer=\"" PARTNER "\"" FROM_OUTER, NULL,
	  { STATE_WARNING, 3, "sip.answer", "service-refused", PARTNER " answered 480", NULL } },
	{ "1047 in a 401", 401, "1047;" HOP2 FROM_OUTER, NULL, { STATE_CRITICAL, 2, "sip.answer", "partner-tls", PARTNER, NULL } },
	{ "1027 from the outer name", 404, "1027;reason=\"Cannot route this type of SIP request to or from federated partners\"" FROM_OUTER, NULL,
	  { STATE_CRITICAL, 1, "sip.answer", "domain-not-allowed", EDGE, "_sipfederationtls|Get-CsAllowedDomain" } },
	{ "1029, recalled", 504, "1029;reason=\"x\"" FROM_OUTER, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "undetermined", EDGE "|\"x\"|504|1029", "New-CsAllowedDomain push.lync.com" } },

	{ "the partner: no SRV record of ours", 504,
	  "public:1008;reason=\"Unable to resolve DNS SRV record\";domain=\"contoso.com\"" FROM_PARTNER, NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "srv-missing", PARTNER "|contoso.com|504|1008", "_sipfederationtls._tcp.contoso.com" } },
	{ "the partner: no SRV record of another", 504, "public:1008;domain=\"fabrikam.com\"" FROM_PARTNER, NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "partner-failed", PARTNER, NULL } },
	{ "the partner: our SRV host", 504,
	  "public:1009;reason=\"No match for domain in DNS SRV results\";domain=\"contoso.com\";fqdn1=\"sip.contoso.com:5061\"" FROM_PARTNER, NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "srv-refused", PARTNER "|contoso.com|504|1009", "sip.contoso.com" } },
	{ "the partner: our certificate", 504,
	  "public:1010;reason=\"x\";tls-target=\"sip.contoso.com\";HRESULT=\"0x80090325(SEC_E_UNTRUSTED_ROOT)\"" FROM_PARTNER, NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "partner-tls", PARTNER, "AccessEdgeExternal|SEC_E_UNTRUSTED_ROOT" } },
	{ "the partner: its next hop's certificate", 504, "public:1010;reason=\"x\";tls-target=\"app.lync.com\"" FROM_PARTNER, NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "partner-failed", PARTNER, NULL } },
	{ "the partner: cannot connect to us", 504, "public:1046;reason=\"x\";fqdn=\"sip.contoso.com:5061\"" FROM_PARTNER, NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "edge-inbound", PARTNER "|504|1046", "5061" } },
	{ "the partner: TLS with us fails", 504, "public:1039;reason=\"x\";fqdn=\"sip.contoso.com:5061\"" FROM_PARTNER, NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "partner-tls", PARTNER "|504|1039", "AccessEdgeExternal" } },
	{ "the partner: TLS with us fails, as federated peers", 504, "public:1047;reason=\"x\";fqdn=\"sip.contoso.com:5061\"" FROM_PARTNER, NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "partner-tls", PARTNER "|504|1047", "AccessEdgeExternal" } },
	{ "the partner: cannot connect to another", 504, "public:1046;reason=\"x\";fqdn=\"app.lync.com:5061\"" FROM_PARTNER, NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "partner-failed", PARTNER "|504|1046", NULL } },
	{ "the partner: 1002", 403, "public:1002;reason=\"x\"" FROM_PARTNER, NULL,
	  { STATE_WARNING, 3, "sip.answer", "request-refused", PARTNER "|403|1002", "-f" } },
	{ "the partner: 1027", 504, "public:1027;reason=\"x\"" FROM_PARTNER, NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "request-refused", PARTNER, "_sipfederationtls" } },
	{ "the partner: 4005", 404, "public:4005;reason=\"x\"" FROM_PARTNER, NULL,
	  { STATE_WARNING, 3, "sip.answer", "address-unknown", PARTNER "|404|4005", "-u" } },
	{ "the partner: 0", 500, "public:0;reason=\"Server internal error.\"" FROM_PARTNER, NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "partner-failed", PARTNER "|500|0", "Server internal error." } },
	{ "the partner: 1", 503, "public:1;reason=\"Service unavailable.\"" FROM_PARTNER, NULL,
	  { STATE_CRITICAL, 3, "sip.answer", "partner-failed", PARTNER "|503", NULL } },
	{ "the partner: a code that no one explains", 403, "4268;reason=\"x\";source=\"BN2.infra.lync.com\"", NULL,
	  { STATE_WARNING, 3, "sip.answer", "request-refused", "BN2.infra.lync.com|refused|403|4268", NULL } },
	{ "the partner: the same without a reason", 403, "public:4268" FROM_PARTNER, NULL,
	  { STATE_WARNING, 3, "sip.answer", "request-refused", PARTNER "|refused|403|4268", NULL } },
	{ "the partner: a 401", 401, "public:4004;reason=\"x\"" FROM_PARTNER, NULL,
	  { STATE_WARNING, 3, "sip.answer", "request-refused", PARTNER "|401", NULL } },
	{ "the partner: 1034 of its own", 404, "public:1034;reason=\"x\";PeerServer=\"app.lync.com\"" FROM_PARTNER, NULL,
	  { STATE_WARNING, 3, "sip.answer", "address-unknown", PARTNER "|404", NULL } },

	{ "a bare 504", 504, NULL, NULL,
	  { STATE_CRITICAL, 2, "sip.answer", "undetermined", EDGE "|" PARTNER "|504", "SIPStack" } },
	{ "a bare 503 with Retry-After", 503, NULL, NULL, { STATE_CRITICAL, 2, "sip.answer", "undetermined", "503|120 s", NULL } },
	{ "500", 500, NULL, NULL, { STATE_CRITICAL, 2, "sip.answer", "undetermined", "500", NULL } },
	{ "502", 502, NULL, NULL, { STATE_CRITICAL, 2, "sip.answer", "undetermined", "502", NULL } },
	{ "599 is 5xx", 599, NULL, NULL, { STATE_CRITICAL, 2, "sip.answer", "undetermined", "599", NULL } },
	{ "408", 408, NULL, NULL, { STATE_CRITICAL, 2, "sip.answer", "undetermined", NULL, NULL } },
	{ "482", 482, NULL, NULL, { STATE_CRITICAL, 2, "sip.answer", "loop", NULL, NULL } },
	{ "483", 483, NULL, NULL, { STATE_CRITICAL, 2, "sip.answer", "too-many-hops", NULL, "--max-forwards" } },
	{ "401", 401, NULL, NULL, { STATE_UNKNOWN, 1, "sip.answer", "taken-for-client", EDGE "|401", "New-CsTrustedApplicationPool" } },
	{ "407", 407, NULL, NULL, { STATE_UNKNOWN, 1, "sip.answer", "taken-for-client", NULL, NULL } },
	{ "400", 400, NULL, NULL, { STATE_UNKNOWN, 2, "sip.answer", "request-malformed", "400", NULL } },
	{ "403", 403, NULL, NULL, { STATE_WARNING, 2, "sip.answer", "undetermined", NULL, "Get-CsSipDomain" } },
	{ "404", 404, NULL, NULL, { STATE_WARNING, 2, "sip.answer", "address-unknown", "push.lync.com|404", "-u|--expect=404" } },
	{ "405", 405, NULL, NULL, { STATE_WARNING, 3, "sip.answer", "service-refused", NULL, NULL } },
	{ "480", 480, NULL, NULL, { STATE_WARNING, 3, "sip.answer", "service-refused", NULL, NULL } },
	{ "488", 488, NULL, NULL, { STATE_WARNING, 3, "sip.answer", "service-refused", NULL, "--expect=488|Get-CsImFilterConfiguration" } },
	{ "499 is 4xx", 499, NULL, NULL, { STATE_WARNING, 3, "sip.answer", "service-refused", "499", NULL } },
	{ "501", 501, NULL, NULL, { STATE_WARNING, 3, "sip.answer", "service-refused", NULL, NULL } },
	{ "603", 603, NULL, NULL, { STATE_WARNING, 3, "sip.answer", "service-refused", NULL, NULL } },
	{ "606", 606, NULL, NULL, { STATE_WARNING, 3, "sip.answer", "service-refused", NULL, NULL } },
	{ "699 is 6xx", 699, NULL, NULL, { STATE_WARNING, 3, "sip.answer", "service-refused", "699", NULL } },
	{ "302 is never followed", 302, NULL, NULL, { STATE_WARNING, 2, "sip.answer", "redirected", NULL, NULL } },
};

static void answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct case_answer *c = &cases[i];
		struct scene s;

		scene_init(&s);
		scene_answer(&s, c->status, c->first, c->second);
		if (c->status == 503 && !c->first)
			s.samples[0].answer.retry_after_s = 120;
		scene_judge(&s, rules);
		scene_check(c->name, scene_first(&s), &c->expected);
		if (scene_count(&s) != 1)
			fail_msg("%s: said %zu times", c->name, scene_count(&s));
		scene_free(&s);
	}
}

/* ---- options ---- */

static void plain(struct scene *s) { (void)s; }
static void strict(struct scene *s) { s->plan.sip.strict = true; }
static void guessed(struct scene *s) { s->plan.sip.from = NULL; }
static void guessed_strict(struct scene *s) { s->plan.sip.from = NULL; s->plan.sip.strict = true; }
static void captured(struct scene *s) { s->plan.sip.from = NULL; s->plan.sip.request_template = "capture.log"; }
static void small_hops(struct scene *s) { s->plan.sip.max_forwards = 2; }
static void no_hops(struct scene *s) { s->plan.sip.max_forwards = 0; }
static void with_proxy(struct scene *s) { s->plan.proxy.name = PARTNER; }
static void with_proxy_r2(struct scene *s) { with_proxy(s); s->samples[0].answer.server = "RTC/3.5"; }
static void only_r2(struct scene *s) { s->samples[0].answer.server = "RTC/3.5"; }
static void three_edges(struct scene *s) { s->facts.target_count = 3; }

static void expect(struct scene *s, int first, int last, enum state state)
{
	s->expect = (struct expect){ first, last, state };
	s->plan.sip.expect = (struct expects){ &s->expect, 1 };
}

static void expect_404(struct scene *s) { guessed_strict(s); expect(s, 404, 404, STATE_OK); }
static void expect_403_critical(struct scene *s) { guessed(s); expect(s, 403, 403, STATE_CRITICAL); }
static void expect_range(struct scene *s) { expect(s, 480, 489, STATE_OK); }
static void expect_503_warning(struct scene *s) { expect(s, 503, 503, STATE_WARNING); }
static void expect_twice(struct scene *s)
{
	static const struct expect both[] = { { 400, 499, STATE_CRITICAL }, { 404, 404, STATE_OK } };

	s->plan.sip.expect = (struct expects){ (struct expect *)(uintptr_t)both, 2 };
}
static void expect_no_200(struct scene *s) { expect(s, 200, 200, STATE_WARNING); }

static void no_hops_strict(struct scene *s) { no_hops(s); s->plan.sip.strict = true; }
static void challenged(struct scene *s, const char *by) { s->samples[0].answer.challenger = by; s->samples[0].answer.schemes = "NTLM"; }
static void challenged_behind(struct scene *s) { challenged(s, "fe01.contoso.com"); }
static void challenged_partner(struct scene *s) { challenged(s, "sipfed1e.online.lync.com"); }

/* --trace: two servers refused to pass it on; then the third answer. */
static void traced(struct scene *s, int first, int second, int third)
{
	for (size_t i = 0; i < 3; i++)
		sample_init(&s->samples[1 + i]);
	s->samples[1].answer.status = first;
	s->samples[2].answer.status = second;
	s->samples[3].answer.status = third;
	s->targets[0].trace = &s->samples[1];
	s->targets[0].trace_count = third ? 3 : 2;
}

static void traced_partner(struct scene *s) { traced(s, 483, 404, 0); }
static void traced_partner_403(struct scene *s) { traced(s, 483, 403, 0); }
static void traced_far_504(struct scene *s) { traced(s, 483, 483, 504); }
static void traced_far(struct scene *s) { traced(s, 483, 483, 408); }

static const struct case_option {
	const char *name;
	void (*change)(struct scene *);
	int status;
	const char *first;
	struct expected expected;
} option_cases[] = {
	{ "strict: 404", strict, 404, NULL, { STATE_CRITICAL, 2, "sip.answer", "address-unknown", "404", NULL } },
	{ "strict: 401", strict, 401, NULL, { STATE_CRITICAL, 1, "sip.answer", "taken-for-client", NULL, NULL } },
	{ "strict: 2xx", strict, 200, NULL, { STATE_OK, 0, "sip.answer", NULL, "200", NULL } },
	{ "expect beats strict and guess", expect_404, 404, NULL, { STATE_OK, 0, "sip.answer", NULL, EDGE "|404|0.21 s", NULL } },
	{ "expect with a state", expect_403_critical, 403, NULL, { STATE_CRITICAL, 2, "sip.answer", "undetermined", NULL, NULL } },
	{ "expect, in its range", expect_range, 489, NULL, { STATE_OK, 0, "sip.answer", NULL, NULL, NULL } },
	{ "expect, out of its range", expect_range, 490, NULL, { STATE_WARNING, 3, "sip.answer", "service-refused", "490", NULL } },
	{ "expect beats diagnostics", expect_503_warning, 503, "1007;reason=\"x\"" FROM_EDGE, { STATE_WARNING, 2, "sip.answer", "next-hop-down", NULL, NULL } },
	{ "expect may dislike a success", expect_no_200, 200, NULL, { STATE_WARNING, 0, "sip.answer", NULL, "push.lync.com|200|" EDGE "|--expect", NULL } },
	{ "expect twice: the last counts", expect_twice, 404, NULL, { STATE_OK, 0, "sip.answer", NULL, NULL, NULL } },
	{ "expect twice: the first, for the others", expect_twice, 410, NULL, { STATE_CRITICAL, 3, "sip.answer", "service-refused", "410", NULL } },
	{ "guessed From and 403", guessed, 403, NULL,
	  { STATE_UNKNOWN, 2, "sip.answer", "from-guessed", "contoso.com|-f|403", "Get-CsSipDomain" } },
	{ "guessed From and 404", guessed, 404, NULL, { STATE_UNKNOWN, 2, "sip.answer", "from-guessed", NULL, NULL } },
	{ "guessed From and 1001", guessed, 500, "1001;reason=\"x\"" FROM_EDGE, { STATE_UNKNOWN, 1, "sip.answer", "from-guessed", "1001", NULL } },
	{ "guessed From and 1002", guessed, 500, "1002;reason=\"x\"" FROM_EDGE, { STATE_UNKNOWN, 1, "sip.answer", "from-guessed", NULL, NULL } },
	{ "guessed From and 1012", guessed, 500, "1012;reason=\"x\"" FROM_EDGE, { STATE_UNKNOWN, 1, "sip.answer", "from-guessed", NULL, NULL } },
	{ "guessed From and 1015: recalled", guessed, 504, "1015;reason=\"x\"" FROM_EDGE, { STATE_CRITICAL, 2, "sip.answer", "undetermined", NULL, NULL } },
	{ "guessed From and 1017", guessed, 504, "1017;reason=\"x\"" FROM_EDGE, { STATE_UNKNOWN, 1, "sip.answer", "from-guessed", NULL, NULL } },
	{ "guessed From and 1047: not its fault", guessed, 504, "1047;" HOP2 FROM_EDGE, { STATE_CRITICAL, 2, "sip.answer", "partner-tls", NULL, NULL } },
	{ "guessed From, strict", guessed_strict, 403, NULL, { STATE_CRITICAL, 2, "sip.answer", "undetermined", NULL, NULL } },
	{ "a From from a capture is not guessed", captured, 404, NULL, { STATE_WARNING, 2, "sip.answer", "address-unknown", "404", NULL } },
	{ "few hops were allowed", small_hops, 483, NULL, { STATE_CRITICAL, 2, "sip.answer", "too-many-hops", "--max-forwards=2", "--max-forwards|70" } },
	{ "no hop was allowed: the first server", no_hops, 483, NULL, { STATE_OK, 0, "sip.answer", NULL, EDGE "|483|--max-forwards=0", NULL } },
	{ "the same, strict", no_hops_strict, 483, NULL, { STATE_CRITICAL, 1, "sip.answer", "too-many-hops", "--max-forwards=0", "70" } },
	{ "404, and the trace shows whose", traced_partner, 404, NULL, { STATE_WARNING, 2, "sip.answer", "address-unknown", PARTNER "|404", NULL } },
	{ "403, and the trace shows whose", traced_partner_403, 403, NULL, { STATE_WARNING, 2, "sip.answer", "undetermined", PARTNER "|403", NULL } },
	{ "504, and the trace shows how far", traced_far_504, 504, NULL, { STATE_CRITICAL, 3, "sip.answer", "undetermined", PARTNER "|push.lync.com|504", NULL } },
	{ "408, and the trace shows how far", traced_far, 408, NULL, { STATE_CRITICAL, 3, "sip.answer", "undetermined", "push.lync.com|408", NULL } },
	{ "401 of a server behind", challenged_behind, 401, NULL,
	  { STATE_UNKNOWN, 2, "sip.answer", "taken-for-client", "fe01.contoso.com|401", "New-CsTrustedApplicationPool" } },
	{ "407 of the partner", challenged_partner, 407, NULL,
	  { STATE_WARNING, 3, "sip.answer", "request-refused", "sipfed1e.online.lync.com|407", "partner" } },
	{ "440 of a proxy", plain, 440, NULL, { STATE_WARNING, 2, "sip.answer", "undetermined", "a server on the way|440", NULL } },
	{ "413 of a proxy", plain, 413, NULL, { STATE_WARNING, 2, "sip.answer", "undetermined", "a server on the way|413", NULL } },
	{ "414 of a proxy", plain, 414, NULL, { STATE_WARNING, 2, "sip.answer", "undetermined", "414", "-u" } },
	{ "430 of a proxy", plain, 430, NULL, { STATE_WARNING, 2, "sip.answer", "undetermined", "430", NULL } },
	{ "439 of a proxy", plain, 439, NULL, { STATE_WARNING, 2, "sip.answer", "undetermined", "439", NULL } },
	{ "494 of a proxy", plain, 494, NULL, { STATE_WARNING, 2, "sip.answer", "undetermined", "494", NULL } },
	{ "-P and an R2 Edge", with_proxy_r2, 504, NULL, { STATE_CRITICAL, 1, "sip.answer", "route-header", EDGE "|-P|504", "RTC/3.5" } },
	{ "-P and a bare 504", with_proxy, 504, NULL, { STATE_CRITICAL, 2, "sip.answer", "undetermined", NULL, "OCS 2007 R2|-P" } },
	{ "-P and diagnostics", with_proxy_r2, 504, "1047;" HOP2 FROM_EDGE, { STATE_CRITICAL, 2, "sip.answer", "partner-tls", NULL, NULL } },
	{ "an R2 Edge without -P", only_r2, 504, NULL, { STATE_CRITICAL, 2, "sip.answer", "undetermined", NULL, NULL } },
	{ "several Edges: which", three_edges, 504, "1008;reason=\"x\"" FROM_EDGE, { STATE_CRITICAL, 2, "sip.answer", "edge-dns-srv", EDGE "|push.lync.com", NULL } },
	{ "one Edge", plain, 504, "1008;reason=\"x\"" FROM_EDGE, { STATE_CRITICAL, 2, "sip.answer", "edge-dns-srv", NULL, NULL } },
};

static void options(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(option_cases); i++) {
		const struct case_option *c = &option_cases[i];
		struct scene s;

		scene_init(&s);
		scene_answer(&s, c->status, c->first, NULL);
		c->change(&s);
		scene_ask(&s, rules, "sip.answer");
		scene_check(c->name, scene_first(&s), &c->expected);
		scene_free(&s);
	}
}

/* A recalled code decides neither state nor hop, for any reporting server and any words: the bare status decides both. */
static void recalled(void **state)
{
	static const int statuses[] = { 400, 401, 403, 404, 408, 480, 488, 500, 503, 504, 603 };
	enum { WAYS = 3 }; /* without words, in other words, in the row's */
	size_t count = 0;

	(void)state;
	for (uint32_t code = 0; code < 65536; code++) {
		const struct diag_row *row = diag_table_find(code);

		if (!row || row->advice.sourced)
			continue;
		count++;
		for (size_t i = 0; i < COUNT(statuses) * WAYS; i++) {
			struct scene bare, said;
			char header[400];

			snprintf(header, sizeof header, "%u%s%s%s", code, i < COUNT(statuses) ? "" : ";reason=\"",
				 i < COUNT(statuses) ? "" : i < 2 * COUNT(statuses) ? "x\"" : row->reason, i < 2 * COUNT(statuses) ? FROM_EDGE : "\"" FROM_OUTER);
			scene_init(&bare);
			scene_init(&said);
			scene_answer(&bare, statuses[i % COUNT(statuses)], NULL, NULL);
			scene_answer(&said, statuses[i % COUNT(statuses)], header, NULL);
			scene_ask(&bare, rules, "sip.answer");
			scene_ask(&said, rules, "sip.answer");
			const struct finding *a = scene_first(&bare), *b = scene_first(&said);
			if (!a || !b || a->state != b->state || a->hop != b->hop || !strstr(b->sentence, "reported as"))
				fail_msg("%d %s: %s hop %d \"%s\"", statuses[i % COUNT(statuses)], header, b ? state_name(b->state) : "-",
					 b ? b->hop : -1, b ? b->sentence : "-");
			scene_free(&bare);
			scene_free(&said);
		}
	}
	assert_int_equal(count, 14);
}

/* Never a command that would harm: our own Edge as the proxy of a partner. */
static void never_our_edge_as_proxy(void **state)
{
	static const char *const headers[] = {
		("1009;domain=\"contoso.com\";fqdn1=\"sip.contoso.com:5061\""),
		("1009;domain=\"contoso.com\";fqdn1=\"sip.contoso.com:5061\"" FROM_PARTNER),
		("public:1009;domain=\"contoso.com\";fqdn1=\"sip.contoso.com:5061\"" FROM_PARTNER),
		("public:1009;domain=\"contoso.com\";fqdn1=\"sip.contoso.com:5061\""),
		("1009;domain=\"push.lync.com\";fqdn1=\"sip.contoso.com:5061\"" FROM_OUTER),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(headers); i++) {
		struct scene s;

		scene_init(&s);
		scene_answer(&s, 504, headers[i], NULL);
		scene_ask(&s, rules, "sip.answer");
		const struct finding *f = scene_first(&s);
		assert_non_null(f);
		if (strstr(f->remedy, "ProxyFqdn sip.contoso.com") || strstr(f->remedy, "ProxyFqdn " EDGE) || strstr(f->remedy, "New-CsAllowedDomain contoso"))
			fail_msg("%s: %s", headers[i], f->remedy);
		scene_free(&s);
	}
}

/* Options that not every plugin has are no way out. */
static void options_of_all(void **state)
{
	static const struct {
		int status;
		const char *first;
	} refusals[] = { { 400, NULL }, { 501, NULL }, { 488, NULL }, { 400, "1018;reason=\"Parsing failure\"" FROM_EDGE }, { 400, "1018" FROM_EDGE } };
	static const char *const others[] = { "--header", "--method", "--request-template", "--body-file" };

	(void)state;
	for (size_t i = 0; i < COUNT(refusals); i++) {
		struct scene s;

		scene_init(&s);
		scene_answer(&s, refusals[i].status, refusals[i].first, NULL);
		scene_ask(&s, rules, "sip.answer");
		const struct finding *f = scene_first(&s);
		assert_non_null(f);
		for (size_t o = 0; o < COUNT(others); o++)
			if (strstr(f->remedy, others[o]))
				fail_msg("%d: %s", refusals[i].status, f->remedy);
		scene_free(&s);
	}
}

/* The captured Route and User-Agent are sent, whatever the options say; From and URI are not. */
static const struct case_capture {
	const char *first;
	int status;
	bool there; /* it is said */
} capture_cases[] = {
	{ "1002;reason=\"x\"" FROM_EDGE, 403, false },
	{ NULL, 403, false },
	{ NULL, 404, false },
	{ "17002;reason=\"Invalid protocol client version.\"" FROM_EDGE, 403, true },
	{ "1004;reason=\"x\"" FROM_EDGE, 504, true },
	{ "1047;" HOP2 FROM_EDGE, 504, false },
	{ NULL, 504, false },
};

static void of_a_capture(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(capture_cases); i++) {
		const struct case_capture *c = &capture_cases[i];
		struct scene s;

		scene_init(&s);
		scene_answer(&s, c->status, c->first, NULL);
		captured(&s);
		scene_ask(&s, rules, "sip.answer");
		const struct finding *f = scene_first(&s);
		assert_non_null(f);
		if (!strstr(f->remedy, "--request-template") != !c->there)
			fail_msg("%d %s: %s", c->status, c->first ? c->first : "", f->remedy);
		scene_free(&s);
	}
}

/* Lync 2013 signs its answers otherwise than OCS 2007 R2. */
static void newer_edge_takes_a_route(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_answer(&s, 504, NULL, NULL);
	with_proxy(&s);
	s.samples[0].answer.server = "RTC/5.0";
	scene_ask(&s, rules, "sip.answer");
	const struct finding *f = scene_first(&s);
	assert_non_null(f);
	assert_null(strstr(f->because, "R2"));
	assert_null(strstr(f->remedy, "-P"));
	scene_free(&s);
}

/* ---- no answer ---- */

static const struct case_silence {
	const char *name;
	enum fault_kind kind;
	size_t provisional;
	struct expected expected;
} silence_cases[] = {
	{ "silence", FAULT_TIMEOUT, 0,
	  { STATE_WARNING, 2, "sip.answer", "undetermined", EDGE "|0.20 s", "-t 35" } },
	{ "silence after 100", FAULT_TIMEOUT, 1, { STATE_WARNING, 2, "sip.answer", "undetermined", NULL, NULL } },
	{ "asked to stop", FAULT_CANCELLED, 0, { STATE_UNKNOWN, 2, "sip.answer", NULL, NULL, NULL } },
	{ "no SIP", FAULT_PROTOCOL, 0, { STATE_CRITICAL, 1, "sip.answer", "tls-not-sip", NULL, "a text" } },
	{ "too much", FAULT_LIMIT, 0, { STATE_UNKNOWN, 1, "sip.answer", "limit", NULL, NULL } },
	{ "closed after 100", FAULT_CLOSED, 1, { STATE_CRITICAL, 1, "sip.answer", "undetermined", NULL, NULL } },
	{ "closed without a word", FAULT_CLOSED, 0, { STATE_CRITICAL, 1, "route.tls", "identity-not-in-topology", NULL, NULL } },
	{ "nothing at all", FAULT_NONE, 0, { STATE_UNKNOWN, 0, "sip.answer", NULL, NULL, NULL } },
};

static void silence(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(silence_cases); i++) {
		const struct case_silence *c = &silence_cases[i];
		struct scene s;

		scene_init(&s);
		s.plan.timeout_state = STATE_WARNING;
		if (c->kind != FAULT_NONE)
			scene_stop(&s, PHASE_SIP, c->kind, 0, "a text");
		s.samples[0].provisional = c->provisional;
		scene_judge(&s, rules);
		scene_check(c->name, scene_first(&s), &c->expected);
		if (scene_count(&s) != 1)
			fail_msg("%s: said %zu times", c->name, scene_count(&s));
		scene_free(&s);
	}
}

/* SIP came, and none of it answers us: it has accepted our certificate, whatever ended the talk. */
static const struct case_spoken {
	const char *name;
	enum fault_kind kind;
	int64_t code;
	const char *unmatched, *cut_off;
	enum wire_discard why;
	struct expected expected;
} spoken_cases[] = {
	{ "a request of its own, closed", FAULT_CLOSED, 0, "NEGOTIATE sip:us SIP/2.0", NULL, WIRE_REQUEST,
	  { STATE_CRITICAL, 1, "sip.answer", "answer-unmatched", EDGE "|1 message|NEGOTIATE", "-vvv" } },
	{ "a request of its own, reset", FAULT_RESET, 104, "OPTIONS sip:us SIP/2.0", NULL, WIRE_REQUEST,
	  { STATE_CRITICAL, 1, "sip.answer", "answer-unmatched", "OPTIONS", NULL } },
	{ "a request of its own, silence", FAULT_TIMEOUT, 0, "NEGOTIATE sip:us SIP/2.0", NULL, WIRE_REQUEST,
	  { STATE_WARNING, 2, "sip.answer", "answer-unmatched", "NEGOTIATE", NULL } },
	{ "a request of its own, an alert", FAULT_ALERT, 80, "NEGOTIATE sip:us SIP/2.0", NULL, WIRE_REQUEST,
	  { STATE_CRITICAL, 1, "sip.answer", "answer-unmatched", "NEGOTIATE", NULL } },
	{ "two Vias, closed", FAULT_CLOSED, 0, "SIP/2.0 200 OK", NULL, WIRE_VIAS,
	  { STATE_CRITICAL, 1, "sip.answer", "answer-unmatched", "200 OK", "Via" } },
	{ "another branch, silence", FAULT_TIMEOUT, 0, "SIP/2.0 200 OK", NULL, WIRE_BRANCH,
	  { STATE_WARNING, 1, "sip.answer", "answer-unmatched", "200 OK", "another branch" } },
	{ "messages without end", FAULT_LIMIT, LIMIT_FLOOD, "OPTIONS sip:us SIP/2.0", NULL, WIRE_REQUEST,
	  { STATE_CRITICAL, 1, "sip.answer", "answer-unmatched", "OPTIONS", NULL } },
	{ "half an answer, closed", FAULT_CLOSED, 0, NULL, "SIP/2.0 504 Server time-out", WIRE_TAKEN,
	  { STATE_CRITICAL, 1, "sip.answer", "answer-cut-off", EDGE "|214|504 Server time-out", "Content-Length" } },
	{ "half an answer, silence", FAULT_TIMEOUT, 0, NULL, "SIP/2.0 2", WIRE_TAKEN,
	  { STATE_WARNING, 1, "sip.answer", "answer-cut-off", "214", NULL } },
	{ "malformed", FAULT_PROTOCOL, PROTOCOL_MALFORMED, NULL, NULL, WIRE_TAKEN,
	  { STATE_CRITICAL, 1, "sip.answer", "answer-malformed", EDGE "|no Content-Length", "18.3|-vvv" } },
	{ "provisional answers without end", FAULT_LIMIT, LIMIT_FLOOD, NULL, NULL, WIRE_TAKEN,
	  { STATE_CRITICAL, 1, "sip.answer", "undetermined", EDGE, NULL } },
};

static void spoken(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(spoken_cases); i++) {
		const struct case_spoken *c = &spoken_cases[i];
		struct target *t;
		struct scene s;

		scene_init(&s);
		t = &s.targets[0];
		s.plan.timeout_state = STATE_WARNING;
		s.own[0].not_after = SCENE_NOW - SCENE_DAY; /* it was accepted all the same */
		scene_stop(&s, PHASE_SIP, c->kind, c->code, "no Content-Length (RFC 3261 18.3)");
		t->unmatched = c->unmatched != NULL;
		t->unmatched_start = c->unmatched ? c->unmatched : "";
		t->unmatched_why = c->why;
		t->cut_off = c->cut_off ? 214 : 0;
		t->cut_off_start = c->cut_off ? c->cut_off : "";
		scene_judge(&s, rules);
		scene_check(c->name, scene_first(&s), &c->expected);
		if (scene_count(&s) != 1)
			fail_msg("%s: said %zu times", c->name, scene_count(&s));
		scene_free(&s);
	}
}

/* A server that answers OPTIONS itself proves no route. */
static const struct case_own {
	const char *name;
	int status;
	const char *server, *contact; /* of the answer */
	int nearest;		      /* status at Max-Forwards 0; 0: none */
	const char *nearest_server, *nearest_contact;
	bool asks_nothing, expected_status;
	struct expected expected;
} own_cases[] = {
	{ "a user agent: the same Contact", 200, "baresip v1.1.0", "<sip:a@192.0.2.1>", 200, "baresip v1.1.0", "<sip:a@192.0.2.1>", false, false,
	  { STATE_WARNING, 1, "sip.answer", "answered-itself", EDGE "|200|Contact", "-H|--expect=200" } },
	{ "a border controller: the same Server", 200, "SBC/7", "", 200, "SBC/7", "", false, false,
	  { STATE_WARNING, 1, "sip.answer", "answered-itself", EDGE "|200|Server", NULL } },
	{ "no certificate asked for", 200, "RTC/6.0", "", 0, "", "", true, false,
	  { STATE_WARNING, 1, "sip.answer", "answered-itself", "certificate", NULL } },
	{ "a product of another maker", 200, "Asterisk PBX 20", "", 0, "", "", false, false,
	  { STATE_WARNING, 1, "sip.answer", "answered-itself", "Server", "Asterisk PBX 20" } },
	{ "405 of itself", 405, "SBC/7", "", 200, "SBC/7", "", false, false,
	  { STATE_WARNING, 1, "sip.answer", "answered-itself", "405", NULL } },
	{ "a proxy that refuses Max-Forwards 0", 200, "TANDBERG/4130", "", 483, "RTC/6.0", "", false, false,
	  { STATE_OK, 0, "sip.answer", NULL, "push.lync.com|200", NULL } },
	{ "an Edge in its own name", 200, "RTC/6.0", "<sip:push>", 200, "RTC/6.0", "", false, false,
	  { STATE_OK, 0, "sip.answer", NULL, "push.lync.com|200", NULL } },
	{ "a proxy in its own name", 200, "TANDBERG/4130", "", 200, "kamailio", "", false, false,
	  { STATE_OK, 0, "sip.answer", NULL, "push.lync.com|200", NULL } },
	{ "its own answer is expected", 200, "SBC/7", "", 200, "SBC/7", "", false, true,
	  { STATE_OK, 0, "sip.answer", NULL, "200", NULL } },
};

static void own(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(own_cases); i++) {
		const struct case_own *c = &own_cases[i];
		bool doubted = c->expected.cause != NULL;
		struct scene s;

		scene_init(&s);
		scene_answer(&s, c->status, NULL, NULL);
		s.samples[0].answer.server = c->server;
		s.samples[0].answer.contact = c->contact;
		s.targets[0].tls.certificate_asked = !c->asks_nothing;
		s.targets[0].nearest.answer.status = c->nearest;
		s.targets[0].nearest.took_us = c->nearest ? 1000 : -1;
		s.targets[0].nearest.answer.server = c->nearest_server;
		s.targets[0].nearest.answer.contact = c->nearest_contact;
		s.expect = (struct expect){ 200, 200, STATE_OK };
		s.plan.sip.expect = (struct expects){ &s.expect, c->expected_status };
		scene_ask(&s, rules, "sip.answer");
		scene_check(c->name, scene_first(&s), &c->expected);
		if (s.verdict.targets[0].route.hops[1].reached == doubted || s.verdict.targets[0].route.hops[2].reached == doubted)
			fail_msg("%s: hops 2 and 3 are %sreached", c->name, doubted ? "" : "not ");
		scene_free(&s);
	}
}

/* Other rules have spoken, or there was nothing to be asked. */
static void not_its_turn(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_stop(&s, PHASE_CONNECT, FAULT_REFUSED, 0, "x");
	scene_ask(&s, rules, "sip.answer");
	assert_null(scene_any(&s));
	scene_stop(&s, PHASE_TLS, FAULT_VERIFY, 20, "x");
	scene_ask(&s, rules, "sip.answer");
	assert_null(scene_any(&s));
	s.plan.sip.no_client_cert = true;
	s.targets[0].stopped.fault.kind = FAULT_NONE;
	scene_ask(&s, rules, "sip.answer");
	assert_null(scene_any(&s));
	scene_free(&s);
}

/* ---- what the wire says ---- */

static void unmatched_is_noted(void **state)
{
	const struct expected e = { STATE_OK, 0, "sip.headers", NULL, "2|NEGOTIATE sip:us SIP/2.0", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_answer(&s, 200, NULL, NULL);
	s.targets[0].unmatched = 2;
	s.targets[0].unmatched_start = "NEGOTIATE sip:us SIP/2.0";
	s.targets[0].unmatched_why = WIRE_REQUEST;
	scene_ask(&s, rules, "sip.headers");
	assert_int_equal(scene_total(&s), 1);
	scene_check("messages that answer nothing", scene_any(&s), &e);
	scene_free(&s);
}

static void underscore_is_noted(void **state)
{
	const struct expected e = { STATE_OK, 0, "sip.headers", NULL, "push_lync.com", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.targets[0].uri = "sip:push@push_lync.com";
	scene_answer(&s, 200, NULL, NULL);
	scene_ask(&s, rules, "sip.headers");
	assert_int_equal(scene_total(&s), 1);
	scene_check("an underscore in the domain", scene_any(&s), &e);
	scene_free(&s);
}

static const struct {
	const char *name, *values;
} header_cases[] = {
	{ "ms-diagnostics", "1047|" HOP2 "|source=\"" EDGE "\"" },
	{ "ms-diagnostics-public", "1|reason=\"Service unavailable.\"" },
	{ "Login", "NTLM, Kerberos|fe01.contoso.com|SIP Communications Service" },
	{ "Server", "RTC/6.0" },
	{ "Warning", "399 lcs.microsoft.com \"x\"" },
};

static void headers(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_answer(&s, 504, "1047;" HOP2 FROM_EDGE, "public:1;reason=\"Service unavailable.\"");
	s.samples[0].answer.warning = "399 lcs.microsoft.com \"x\"";
	s.samples[0].answer.server = "RTC/6.0";
	s.samples[0].answer.schemes = "NTLM, Kerberos";
	s.samples[0].answer.challenger = "fe01.contoso.com";
	s.samples[0].answer.realm = "SIP Communications Service";
	scene_ask(&s, rules, "sip.headers");
	assert_int_equal(scene_total(&s), COUNT(header_cases));
	for (size_t i = 0; i < COUNT(header_cases); i++) {
		const struct finding *f = scene_nth(&s, i);
		assert_true(f->note && f->state == STATE_OK);
		if (!scene_says(f->sentence, header_cases[i].values))
			fail_msg("%s: %s", header_cases[i].name, f->sentence);
		wording_check(header_cases[i].name, f);
	}
	scene_free(&s);
}

/* ---- time ---- */

#define ABOVE(limit) { .set = true, .end = (limit) }
#define INSIDE(from, to) { .set = true, .inside = true, .start = (from), .end = (to) }

static const struct case_time {
	const char *name;
	int64_t sip_us;
	struct range warning, critical;
	enum state state; /* OK: nothing said */
	const char *values;
} time_cases[] = {
	{ "no limits", 9000000, { 0 }, { 0 }, STATE_OK, NULL },
	{ "within", 1900000, ABOVE(2), ABOVE(5), STATE_OK, NULL },
	{ "above warning", 3000000, ABOVE(2), ABOVE(5), STATE_WARNING, "push.lync.com|3.01 s|2 s" },
	{ "above both", 6000000, ABOVE(2), ABOVE(5), STATE_CRITICAL, "6.01 s|5 s" },
	{ "inside", 3000000, INSIDE(1, 9), { 0 }, STATE_WARNING, "1 s|9 s" },
	{ "inside, open above", 3000000, { .set = true, .inside = true, .start = 1, .end_open = true }, { 0 }, STATE_WARNING,
	  "1 s" },
	{ "inside, open below", 3000000, { .set = true, .inside = true, .start_open = true, .end = 9 }, { 0 }, STATE_WARNING,
	  "9 s" },
	{ "outside", 3000000, { .set = true, .start = 5, .end = 9 }, { 0 }, STATE_WARNING, "5 s|9 s" },
	{ "below", 3000000, { .set = true, .start = 5, .end_open = true }, { 0 }, STATE_WARNING, "5 s" },
	{ "the whole exchange counts", 1995000, ABOVE(2), { 0 }, STATE_WARNING, "2.00 s" },
};

/* Perfdata has the limits, whatever was asked: up to the demand for a certificate that is the whole exchange. */
static void time_of_a_demand(void **state)
{
	struct expected e = { STATE_WARNING, 1, "time", "slow", EDGE "|3.00 s|2 s", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_stop(&s, PHASE_TLS, FAULT_ALERT, 116, "certificate required");
	s.plan.sip.no_client_cert = true;
	s.plan.warning = (struct range)ABOVE(2);
	s.targets[0].phase_us[PHASE_TLS] = 3000000;
	scene_ask(&s, rules, "time");
	scene_check("demand", scene_first(&s), &e);
	s.targets[0].tls.certificate_asked = false; /* it never came so far */
	scene_ask(&s, rules, "time");
	assert_null(scene_any(&s));
	scene_free(&s);
}

static void times(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(time_cases); i++) {
		const struct case_time *c = &time_cases[i];
		const struct expected e = { c->state, 2, "time", "slow", c->values, "sip" };
		struct scene s;

		scene_init(&s);
		scene_answer(&s, 200, NULL, NULL);
		s.targets[0].phase_us[PHASE_SIP] = c->sip_us;
		s.plan.warning = c->warning;
		s.plan.critical = c->critical;
		scene_ask(&s, rules, "time");
		if (c->values)
			scene_check(c->name, scene_first(&s), &e);
		else if (scene_any(&s))
			fail_msg("%s: %s", c->name, scene_any(&s)->sentence);
		scene_free(&s);
	}
}

/* What took most of the time says where; an answer crosses the first hop, too, as TLS did. */
static const struct case_slow {
	const char *name;
	enum phase phase;
	int64_t tls_us;
	int hop;
	const char *advice;
} slow_cases[] = {
	{ "dns", PHASE_DNS, 10000, 0, "dns 3.00 s" },
	{ "connect", PHASE_CONNECT, 10000, 1, "connect 3.00 s" },
	{ "tls", PHASE_TLS, 3000000, 1, "tls 3.00 s" },
	{ "sip", PHASE_SIP, 10000, 2, "sip 3.00 s" },
	{ "sip, far", PHASE_SIP, 1400000, 2, "sip 3.00 s" },
	{ "sip, near", PHASE_SIP, 1600000, 1, "sip 3.00 s|tls 1.60 s" },
};

static void slow_phases(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(slow_cases); i++) {
		const struct case_slow *c = &slow_cases[i];
		const struct expected e = { STATE_WARNING, c->hop, "time", "slow", "2 s", c->advice };
		struct scene s;

		scene_init(&s);
		scene_answer(&s, 200, NULL, NULL);
		s.targets[0].phase_us[PHASE_TLS] = c->tls_us;
		s.targets[0].phase_us[c->phase] = 3000000;
		s.plan.warning = (struct range)ABOVE(2);
		scene_ask(&s, rules, "time");
		scene_check(c->name, scene_first(&s), &e);
		scene_free(&s);
	}
}

/* A Contact leads elsewhere in a redirect alone (RFC 3261 21.3). */
static void contact_of_a_redirect(void **state)
{
	static const struct {
		int status;
		bool noted;
	} rows[] = { { 299, false }, { 300, true }, { 399, true }, { 400, false } };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		bool noted = false;
		struct scene s;

		scene_init(&s);
		scene_answer(&s, rows[i].status, NULL, NULL);
		s.samples[0].answer.contact = "<sip:elsewhere.contoso.com>";
		scene_judge(&s, rules);
		for (const struct finding *f = s.verdict.findings.first; f; f = f->next)
			noted |= f->note && strstr(f->sentence, "elsewhere.contoso.com");
		if (noted != rows[i].noted)
			fail_msg("%d: its Contact is%s noted", rows[i].status, noted ? "" : " not");
		scene_free(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers),	cmocka_unit_test(options), cmocka_unit_test(recalled), cmocka_unit_test(never_our_edge_as_proxy), cmocka_unit_test(silence), cmocka_unit_test(spoken), cmocka_unit_test(own), cmocka_unit_test(options_of_all), cmocka_unit_test(of_a_capture), cmocka_unit_test(newer_edge_takes_a_route),
		cmocka_unit_test(not_its_turn), cmocka_unit_test(headers), cmocka_unit_test(contact_of_a_redirect), cmocka_unit_test(unmatched_is_noted),
		cmocka_unit_test(underscore_is_noted), cmocka_unit_test(time_of_a_demand), cmocka_unit_test(times), cmocka_unit_test(slow_phases), cmocka_unit_test(wording_all),
	};

	return cmocka_run_group_tests_name("rule_sip", tests, NULL, NULL);
}
