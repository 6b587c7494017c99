// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_explain - what --explain says of a code, from whichever table knows it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "report/explain.h"
#include "said.h"

static const struct {
	const char *queried, *words; /* words NULL: refused */
} cases[] = {
	/* what the cmdlets print, and what -vv prints of their like */
	{ "ErrorCode=1008,Source=accessproxy.contoso.com,Reason=Unable to resolve DNS SRV record", "ms-diagnostics 1008 -" },
	{ "ErrorCode=1008,Source=accessproxy.contoso.com,Reason=Unable to resolve DNS SRV record", "Source = accessproxy.contoso.com\n" },
	{ "Diagnosis : ErrorCode=1047,Source=a.example,Reason=Failed, by a reset", "Reason = Failed, by a reset\n" },
	{ "Diagnosis : ErrorCode=1047,Source=a.example,Reason=Failed to\n            complete TLS\nLatency : 0", "Failed to complete TLS\n" },
	{ "DiagnosticHeader=ErrorCode=1034,Source=a.example,Reason=x,Domain=b.example", "Domain = b.example" },
	{ "ErrorCode=2,Source=fe01.contoso.com,Reason=See response code and reason phrase.", "ms-diagnostics 2 -" },
	{ "ErrorCode=21002,Reason=x", "ms-diagnostics 21002 - no document" },
	{ "Test-CsMcxPushNotification : A 504 (Server time-out) response was received from the network", "SIP status 504" },
	{ "Test-CsMcxPushNotification : Push Notification request was rejected.", "im-filter" },
	{ "Push Notification\r\n  request was rejected", "im-filter" },
	{ "SIP/2.0 504 Server time-out", "SIP status 504" },
	{ "504 Server time-out", "SIP status 504" },
	{ "Error      : 504, Server time-out", "SIP status 504" },
	{ "ResponseCode=480 ResponseText=Temporarily Unavailable", "SIP status 480" },
	{ "SIP/2.0 403 Forbidden\r\nms-diagnostics: 4268;reason=\"x\"\r\n", "ms-diagnostics 4268, of a family" },
	{ "SIP/2.0 403 Forbidden\r\nms-diagnostics: 4268;reason=\"x\"\r\n", "SIP status 403" },
	{ "No match for domain in DNS SRV results", "ms-diagnostics 1009" },
	/* typographic quotes, and what mails make of a text */
	{ "ms-diagnostics: 1047;reason=\xe2\x80\x9d" "Failed\xe2\x80\x9d;WinsockFailureCode=\xe2\x80\x9d" "10054(WSAECONNRESET)\xe2\x80\x9d",
	  "WinsockFailureCode = 10054(WSAECONNRESET): the peer reset the connection" },
	{ "ms-diagnostics: 1027;reason=\xe2\x80\x9d" "Cannot route to or\nfrom partners\xe2\x80\x9d;source=\xe2\x80\x9dsip.contoso.com\xe2\x80\x9d\\",
	  "source = sip.contoso.com\n" },
	{ "ms-diagnostics: 1047;reason=\x93" "Failed\x94;source=\x84" "a.example\x93", "source = a.example\n" },
	{ "ms-diagnostics: 1010;reason=\xe2\x80\x9c\xc3\x93k\xe2\x80\x9d", "reason = " },
	{ "ms-diagnostics: 1008;reason=3D=22Unable to =\nresolve=22;source=3D=22a.example=22", "reason = Unable to resolve\n" },
	{ "ms-diagnostics: 1008;reason=3D=E2=80=9DUnable=E2=80=9D", "reason = Unable\n" },
	{ "> ms-diagnostics: 1008;reason=\"Unable to\n> resolve\";source=\"a.example\"", "source = a.example\n" },
	{ "ms-diagnostics: 1008;reason=&quot;Unable&quot;;source=&quot;a.example&quot;", "source = a.example\n" },
	{ "\"ms-diagnostics: 1008;reason=\\\"Unable\\\";source=\\\"a.example\\\"\"", "source = a.example\n" },
	{ "ms\xe2\x80\x91" "diagnostics:\xc2\xa0" "1008;reason=\"x\"", "ms-diagnostics 1008" },
	/* a header with an unknown code, or of another kind */
	{ "ms-diagnostics-public: 21002;reason=\"Attendees\";component=\"ASMCU\"", "ms-diagnostics-public 21002 - no document speaks of it" },
	{ "ms-diagnostics-public: 21002;reason=\"Attendees\";component=\"ASMCU\"", "component = ASMCU" },
	{ "ms-client-diagnostics: 52063; reason=\"x\"; winsock-code=\"10060\"", "winsock-code = 10060: the peer did not answer" },
	{ "ms-diagnostics: 11001;reason=\"Server unavailable\"", "of a family - Metrics Server" },
	{ "ms-diagnostics: 90001", "of a family - public IM" },
	{ "11001", "WSAHOST_NOT_FOUND" },
	{ "11900", "of a family - Metrics Server" },
	{ "90500", "of a family - public IM" },
	{ "ms-diagnostics: 1046;reason=\"x\"", "our Edge could not connect" },
	{ "ms-diagnostics-public: 1046;reason=\"x\"", "an Edge, perhaps the partner's, could not connect" },
	/* what nothing says the table of */
	{ "Error code 1009", "ms-diagnostics 1009 -" },
	{ "error: 10060", "Winsock 10060" },
	{ "bad_certificate", "TLS alert 42" },
	{ "Bad certificate", "TLS alert 42" },
	{ "it ended with bad_certificate (42)", "TLS alert 42" },
	{ "2150859173", "winrm enumerate shell" },
	{ "2150858752", "--configuration" },
	{ "pool.contoso.com reports fault 2150858843: The WS-Management service cannot", "WS-Management fault 2150858843" },
	{ "0x803381A5", "WS-Management fault 2150859173" },
	{ "event 36877 of Schannel", "event 36877, Schannel" },
	/* results of Windows and of the SIP stack */
	{ "WSAECONNRESET", "Winsock 10054" },
	{ "wsaetimedout", "Winsock 10060" },
	{ "WinsockFailureCode=\"10061(WSAECONNREFUSED)\"", "Winsock 10061" },
	{ "0x80090322", "SEC_E_WRONG_PRINCIPAL" },
	{ "-2146893022", "SEC_E_WRONG_PRINCIPAL" },
	{ "2148074274", "SEC_E_WRONG_PRINCIPAL" },
	{ "0x80072746", "WSAECONNRESET" },
	{ "SEC_E_UNTRUSTED_ROOT", "0x80090325" },
	{ "Exit - route headers from untrusted source. Result 0xC3E93C5E(SIPPROXY_E_ROUTING)", "SIP stack 0xC3E93C5E, SIPPROXY_E_ROUTING" },
	{ "Result-Code: 0xc3e93d6f SIPPROXY_E_EPROUTING_MSG_ALLOWED_DOMAIN_NO_SRV_MATCH", "SIP stack 0xC3E93D6F" },
	/* events */
	{ "14517", "event 14517, LS Protocol Stack" },
	{ "event 14517", "domain-proxy" },
	{ "Event ID:      14428\nTask Category: (1001)", "event 14428" },
	{ "<EventID Qualifiers=\"50153\">14603</EventID>", "event 14603" },
	{ "events 14501, 14502", "event 14502" },
	{ "EventID 30006", "EnableUserReplicator" },
	{ "event 1309", "ASP.NET" },
	{ "1309", "ASP.NET" },
	{ "14492", "event 14492" },
	{ "14493", "event 14493" },
	{ "14495", "event 14495" },
	/* alerts as other programs write them */
	{ "tlsv1 alert unknown ca", "TLS alert 48" },
	{ "Alert (Level: Fatal, Description: Unknown CA)", "TLS alert 48" },
	{ "The following fatal alert was received: 46.", "TLS alert 46" },

	{ "1047", "ms-diagnostics 1047 - Failed to complete TLS negotiation" },
	{ " 1047 ", "partner-tls" },
	{ "1008", "-Type SRV _sipfederationtls._tcp.DOMAIN\n" },
	{ "504", "SIP status 504" },
	{ "10054", "WSAECONNRESET" },
	{ "alert 48", "TLS alert 48, unknown_ca" },
	{ "ALERT 40", "TLS alert 40" },
	{ "16005", "of a family" },
	{ "ms-diagnostics: 1047;reason=\"x\";WinsockFailureCode=\"10054(WSAECONNRESET)\"", "WSAECONNRESET" },
	{ "ms-diagnostics-public: 1009;source=\"sip.skype.lab\"", "source = sip.skype.lab" },
	{ "1010; reason=\"a\x1b[31mb\"", "reason = a" },
	{ "zebra", NULL },
	{ "21002", NULL },
	{ "event 99999", NULL },
	{ "ErrorCode=,Reason=x", NULL },
	{ "0x80099999", NULL },
	{ "alert 300", NULL },
	{ "alert", NULL },
	{ "-5", NULL },
	{ "99999999999", NULL },
	{ "ms-diagnostics:", NULL },
};

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out = BUF(65536);
		struct lines lines = { .to = &out, .style = { .terminal = true }, .columns = 200 };
		struct fault f = { 0 };
		bool known = explain_write(span_of(cases[i].queried), &lines, &f);

		assert_int_equal(known, cases[i].words != NULL);
		if (cases[i].words) {
			if (!strstr(said(&out), cases[i].words))
				fail_msg("%s: %s", cases[i].queried, out.at);
			assert_null(strchr(said(&out), '\x1b'));
		} else {
			assert_non_null(strstr(f.text, "nothing is known of"));
		}
		buf_free(&out);
	}
}

/* What must not be said. */
static const struct {
	const char *queried, *words;
} wrong[] = {
	{ "14517", "enterprise voice" },
	{ "event 14517", "enterprise voice" },
	{ "ms-diagnostics-public: 1046;reason=\"x\"", "our Edge" },
	{ "event 1034", "ms-diagnostics" },
};

static void test_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct buf out = BUF(65536);
		struct lines lines = { .to = &out, .style = { .terminal = true }, .columns = 200 };
		struct fault f = { 0 };

		assert_true(explain_write(span_of(wrong[i].queried), &lines, &f));
		if (strstr(said(&out), wrong[i].words))
			fail_msg("%s: %s", wrong[i].queried, out.at);
		buf_free(&out);
	}
}

/* Words that must stand in it, "|" between, and words that must not: what administrators pasted. */
static void test_who_is_blamed(void **state)
{
	static const struct {
		const char *pasted, *words, *without;
	} blamed[] = {
		{ "ms-diagnostics:  1034;reason=\"Previous hop federated peer did not report diagnostic information\";Domain=\"fabrikam.com\";"
		  "PeerServer=\"sip.fabrikam.com\";source=\"sip.contoso.com\"",
		  "1034|fabrikam.com|504|_sipfederationtls|outer certificate", "federation works|refused" },
		{ "1034", "504|_sipfederationtls|outer certificate", "federation works|refused" },
		{ "ms-diagnostics-public: 1046;reason=\"Failed to connect to a federated peer server\";fqdn=\"sip.fabrikam.com:5061\";"
		  "winsock-code=\"10060\"", "1046|an Edge, perhaps the partner's|recalled", "our Edge" },
		{ "ms-diagnostics-public: 1047;source=\"sip.fabrikam.com\"", "perhaps the partner's|the organisation of that Edge", "our Edge" },
		{ "ms-diagnostics-public: 1008;domain=\"contoso.com\";source=\"sip.fabrikam.com\"", "_sipfederationtls._tcp.contoso.com", "our Edge" },
		{ "ms-diagnostics: 1047;source=\"sip.contoso.com\"", "our Edge", "perhaps the partner's" },
		{ "ms-diagnostics-public: 1008;domain=\"contoso.com\";source=\"sipfed.online.lync.com\"", "srv-missing|_sipfederationtls._tcp.contoso.com",
		  "push.lync.com" },
		{ "ms-diagnostics-public: 1009;domain=\"contoso.com\";fqdn1=\"sip.contoso.com:5061\";source=\"sipfed.online.lync.com\"", "srv-refused",
		  "ProxyFqdn|New-CsAllowedDomain" },
		{ "ms-diagnostics: 1008;domain=\"contoso.com; $(reboot)\"", "_sipfederationtls._tcp.contoso.com", "tcp.contoso.com;" },
		{ "ms-diagnostics: 1027;reason=\"Cannot route this type of SIP request to or from federated partners\";source=\"sip.contoso.com\"",
		  "DNS|_sipfederationtls|Get-CsAllowedDomain", "push.lync.com" },
		{ "ms-diagnostics: 1010;HRESULT=\"0x80090328(SEC_E_CERT_EXPIRED)\"", "next-hop-cert-expired|renew", "unknown issuer" },
		{ "ms-diagnostics: 1010;HRESULT=\"0x80092013\"", "next-hop-cert-revocation|TCP 80", "unknown issuer" },
		{ "ms-diagnostics: 1010;HRESULT=\"0x80090331\"", "next-hop-tls-version|cipher", "unknown issuer" },
		/* a whole answer: what its ms-diagnostics prove beats what its status means alone */
		{ "SIP/2.0 401 Unauthorized\r\nms-diagnostics: 1034;reason=\"x\";source=\"sip.contoso.com\"", "SIP status 401|the partner's side wants a login",
		  "takes us for a client|New-CsTrustedApplicationPool" },
		{ "SIP/2.0 504 Server time-out\r\nms-diagnostics: 1034;source=\"sip.contoso.com\"", "SIP status 504|its own next hop", "possible causes" },
		{ "SIP/2.0 504 Server time-out\r\nms-diagnostics: 1009;domain=\"fabrikam.com\"", "SIP status 504|New-CsAllowedDomain fabrikam.com", "possible causes" },
		{ "Error : 504, Server time-out\nDiagnosis : ErrorCode=1008,Source=sip.contoso.com,Reason=x", "edge-dns-srv", "possible causes" },
		{ "SIP/2.0 504 Server time-out\r\nms-diagnostics: 1046;reason=\"x\"", "possible causes|recalled", "say why" },
		{ "SIP/2.0 504 Server time-out\r\nms-diagnostics-public: 1008;domain=\"contoso.com\"", "possible causes", "say why" },
		{ "SIP/2.0 403 Forbidden\r\nms-diagnostics: 4268;reason=\"x\";source=\"sipfed.online.lync.com\"", "request-refused|the partner", "our servers|check -f" },
		{ "ms-diagnostics: 4268;reason=\"x\";source=\"sipfed.online.lync.com\"", "the partner's side", "our servers" },
		{ "ms-diagnostics: 4268;reason=\"x\";source=\"sip.contoso.com\"", "our servers", "the partner's side" },
		{ "1033", "the hop before|recalled", "federation works" },
		{ "1029", "New-CsAllowedDomain|recalled", "ProxyFqdn DOMAIN" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof blamed / sizeof *blamed; i++) {
		struct buf out = BUF(65536);
		struct lines lines = { .to = &out, .style = { .terminal = true }, .columns = 2000 };
		struct span rest, word;
		struct fault f = { 0 };
		char text[100];

		assert_true(explain_write(span_of(blamed[i].pasted), &lines, &f));
		for (rest = span_of(blamed[i].words); rest.len;) {
			word = span_split(rest, '|', &rest);
			span_copy(text, sizeof text, word);
			if (!strstr(said(&out), text))
				fail_msg("%s: \"%s\" is missing: %s", blamed[i].pasted, text, out.at);
		}
		for (rest = span_of(blamed[i].without); rest.len;) {
			word = span_split(rest, '|', &rest);
			span_copy(text, sizeof text, word);
			if (strstr(said(&out), text))
				fail_msg("%s: \"%s\" stands in it: %s", blamed[i].pasted, text, out.at);
		}
		buf_free(&out);
	}
}

static void test_nothing_asked(void **state)
{
	static const char *const empty[] = { "", " \t" };

	(void)state;
	for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
		struct lines lines = { 0 };
		struct fault f = { 0 };

		assert_false(explain_write(span_of(empty[i]), &lines, &f));
		assert_string_equal(f.text, "--explain: the value is empty: give \"event 14517\" or an ms-diagnostics header");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_cases), cmocka_unit_test(test_who_is_blamed), cmocka_unit_test(test_wrong), cmocka_unit_test(test_nothing_asked) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
