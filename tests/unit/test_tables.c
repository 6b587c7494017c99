// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_tables - what is known of codes, alerts, statuses and numbers
 */
#include "scene.h"

#include <ctype.h>

#include <openssl/x509_vfy.h>

#include "judge/tables/alert_table.h"
#include "judge/tables/diag_table.h"
#include "judge/tables/openssl_table.h"
#include "judge/message_format.h"
#include "judge/tables/sip_table.h"
#include "judge/tables/winsock_table.h"

/* ---- rows are found ---- */

static const struct {
	const char *cause, *reason; /* NULL: nothing is known */
	uint32_t code;
	bool sourced;
} diag_cases[] = {
	{ "undetermined", "Server internal error.", 0, true },
	{ "undetermined", "Service unavailable.", 1, true },
	{ "undetermined", "See response code and reason phrase.", 2, true },
	{ "undetermined", "common to all servers", 3, true },
	{ "bandwidth", "Insufficient bandwidth to establish session. Do not attempt re-route.", 4, true },
	{ "taken-for-client", "Final handshake failed.", 1000, true },
	{ "from-not-authorized", "From URI not authorized to communicate with public IM providers.", 1001, true },
	{ "from-not-authorized", "From URI not authorized to communicate with federated partners.", 1002, true },
	{ "address-unknown", "User does not exist.", 1003, true },
	{ "route-header", "Route set is no longer valid.", 1004, true },
	{ "no-route", "Cannot route to destination domain.", 1005, true },
	{ "undetermined", "Error routing on client connection.", 1006, true },
	{ "next-hop-down", "Temporarily cannot route.", 1007, true },
	{ "edge-dns-srv", "Unable to resolve DNS SRV record.", 1008, true },
	{ "domain-not-allowed", "No match for domain in DNS SRV results", 1009, true },
	{ "next-hop-certificate", "Certificate trust with another server could not be established", 1010, true },
	{ "undetermined", "ms-diagnostics header not provided by previous hop.", 1011, true },
	{ "from-not-authorized", "From URI is not authorized to communicate with users outside the enterprise.", 1012, true },
	{ "clock", "Significant time skew detected during authentication.", 1013, true },
	{ "edge-dns-a", "Unable to resolve DNS A record.", 1014, true },
	{ "from-domain", "Cannot route from message source domain", 1015, false },
	{ "undetermined", "SIP stack", 1016, true },
	{ "from-domain", "Cannot route From and To domains in this combination", 1017, true },
	{ "request-malformed", "Parsing failure", 1018, false },
	{ "undetermined", "Referred-By header parameters are not valid", 1019, false },
	{ "undetermined", "Identity of the referrer could not be verified with the ms-identity parameter", 1020, false },
	{ "undetermined", "Integrity of the referrer information could not be verified with the ms-identity-cookie parameter", 1021, false },
	{ "route-header", "Cannot process routing destination", 1022, false },
	{ "domain-not-allowed", "Cannot route this type of SIP request to or from federated partners", 1027, true },
	{ "domain-not-allowed", "Domain is known by DNS SRV as one of a hosting service, but is not allowed", 1029, false },
	{ "undetermined", "Previous hop server component did not report diagnostic information", 1033, false },
	{ "partner-failed", "Previous hop federated peer did not report diagnostic information", 1034, true },
	{ "partner-failed", "Previous hop public IM provider did not report diagnostic information", 1035, false },
	{ "partner-failed", "Previous hop shared address space peer did not report diagnostic information", 1036, false },
	{ "partner-failed", "Previous hop client did not report diagnostic information", 1037, false },
	{ "next-hop-unreachable", "Failed to connect to a peer server", 1038, false },
	{ "next-hop-tls", "Failed to complete TLS negotiation with a peer server", 1039, false },
	{ "partner-unreachable", "Failed to connect to a federated peer server", 1046, false },
	{ "partner-tls", "Failed to complete TLS negotiation with a federated peer server", 1047, true },
	{ "undetermined", "presence", 2000, true },
	{ "undetermined", "Contact subscription is not allowed as the user's contact list has migrated to Exchange.", 2165, true },
	{ "undetermined", "conferencing", 3000, true },
	{ "user-services", "User services default.", 4000, true },
	{ "user-services", "XML parse failure.", 4001, true },
	{ "user-services", "Multiple users associated with the source phone number.", 4002, true },
	{ "from-not-authorized", "From URI not enabled for remote access.", 4003, true },
	{ "taken-for-client", "Credentials provided are not authorized to act as specified from URI.", 4004, true },
	{ "address-unknown", "Destination URI either not enabled for SIP or does not exist.", 4005, true },
	{ "user-services", "User not found in pool.", 4006, true },
	{ "user-services", "Resource is unknown in this deployment.", 4007, true },
	{ "user-services", "Input data too large - one of the parameters to the sproc exceeds limit.", 4008, true },
	{ "user-services", "Multiple users associated with the destination phone number.", 4009, true },
	{ "request-malformed", "Missing endpoint identifier.", 4010, true },
	{ "request-malformed", "Epid not present.", 4011, true },
	{ "request-malformed", "Epid too long.", 4012, true },
	{ "request-malformed", "Content-type does not match the expected content type.", 4013, true },
	{ "undetermined", "user services", 4014, true },
	{ "undetermined", "User disabled", 4141, true },
	{ "server-application", "One or more critical applications are not running.", 5000, true },
	{ "server-application", "Request Timed-out.", 5001, true },
	{ "server-application", "Request was cancelled.", 5002, true },
	{ "server-application", "Internal processing failure.", 5003, true },
	{ "server-application", "Failed parsing the incoming request.", 5004, true },
	{ "server-application", "The application specified an invalid request-uri.", 5005, true },
	{ "server-application", "Failed when constructing the outgoing request.", 5006, true },
	{ "server-application", "Failed processing a contact entry.", 5007, true },
	{ "server-application", "The application specified an invalid static forwarding URL.", 5008, true },
	{ "server-application", "Bye/Ack is being sent on receipt of 200 as the Invite transaction has been canceled.", 5009, true },
	{ "server-application", "Application is canceling a client transaction for which a 2XX was received, sending Bye/Ack instead.", 5010, true },
	{ "server-application", "ACK is being generated on receipt of a 487 canceled response for an INVITE forked by application.", 5011, true },
	{ "undetermined", "API applications", 5012, true },
	{ "undetermined", "IM, audio/video and telephony conferencing", 6000, true },
	{ "undetermined", "media relay authentication", 9000, true },
	{ "undetermined", "Mediation Server", 10000, true },
	{ "undetermined", "Proxy returned a SIP failure code", 10003, true },
	{ "undetermined", "Metrics Server", 11000, true },
	{ "undetermined", "enterprise voice", 12000, true },
	{ "undetermined", "User policy does not contain phone route usage", 12001, true },
	{ "undetermined", "Unable to read the user properties publication for the user or contact object.", 15000, true },
	{ "undetermined", "Exchange unified messaging", 15001, true },
	{ "undetermined", "Failed to route to Exchange Server", 15030, true },
	{ "undetermined", "Exchange unified messaging", 15999, true },
	{ "im-filter", "IM filter", 16000, true },
	{ "im-filter", "IM filter", 16999, true },
	{ "user-agent", "Server overloaded.", 17000, true },
	{ "user-agent", "Invalid request.", 17001, true },
	{ "user-agent", "Invalid protocol client version.", 17002, true },
	{ "user-agent", "Declined with URL.", 17003, true },
	{ "user-agent", "Allowed with URL.", 17004, true },
	{ "undetermined", "client version filter", 17005, true },
	{ "undetermined", "UCMA", 24000, true },
	{ "undetermined", "applications of others", 60000, true },
	{ "undetermined", "public IM", 90000, true },
	{ "undetermined", "public IM", 90999, true },
	{ NULL, NULL, 91000, false },
	{ NULL, NULL, 63000, false },
	{ NULL, NULL, UINT32_MAX, false },
};

static void diag_codes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(diag_cases); i++) {
		const struct diag_row *row = diag_table_find(diag_cases[i].code);

		if (!row || !diag_cases[i].cause) {
			assert_true(!row && !diag_cases[i].cause);
			continue;
		}
		if (strcmp(cause_key(row->advice.cause), diag_cases[i].cause) != 0 || strcmp(row->reason, diag_cases[i].reason) != 0 ||
		    row->advice.sourced != diag_cases[i].sourced)
			fail_msg("%u: %s, %s", diag_cases[i].code, cause_key(row->advice.cause), row->reason);
	}
}

/* A row that no code leads to says nothing: it stands behind a family, or behind one that fits all its codes. */
static void diag_rows_are_found(void **state)
{
	const struct diag_row *row;
	const struct diag_partner_row *partner;

	(void)state;
	for (size_t i = 0; (row = diag_table_row(i)); i++) {
		bool found = false;

		for (uint32_t code = row->code; code <= row->last; code++)
			found |= diag_table_find(code) == row;
		if (!found)
			fail_msg("%u to %u, \"%s\": shadowed by a row before it", row->code, row->last, row->reason);
	}
	for (size_t i = 0; (partner = diag_table_partner_row(i)); i++) {
		bool found = false;

		for (uint32_t code = partner->code; code <= partner->last; code++)
			found |= diag_table_partner(code, partner->of_us) == &partner->advice;
		if (!found)
			fail_msg("%u to %u, said by a partner, %s: shadowed by a row before it", partner->code, partner->last,
				 partner->of_us ? "of us" : "of others");
	}
}

/* A new code gets its case there. */
static void diag_codes_have_cases(void **state)
{
	const struct diag_row *row;

	(void)state;
	for (size_t i = 0; (row = diag_table_row(i)); i++) {
		bool found = false;

		for (size_t k = 0; k < COUNT(diag_cases); k++)
			found |= diag_cases[k].code >= row->code && diag_cases[k].code <= row->last && diag_table_find(diag_cases[k].code) == row;
		if (!found)
			fail_msg("%u, \"%s\": no row of diag_cases has it", row->code, row->reason);
	}
}

/* Recalled, found in no public document: these and no others. */
static void recalled_codes(void **state)
{
	static const uint32_t recalled[] = { 1015, 1018, 1019, 1020, 1021, 1022, 1029, 1033, 1035, 1036, 1037, 1038, 1039, 1046 };
	size_t next = 0;

	(void)state;
	for (uint32_t code = 0; code < 65536; code++) {
		const struct diag_row *row = diag_table_find(code);

		if (!row || row->advice.sourced)
			continue;
		assert_true(next < COUNT(recalled));
		assert_int_equal(code, recalled[next++]);
	}
	assert_int_equal(next, COUNT(recalled));
}

static void diag_worded(void **state)
{
	const struct diag_row *recalled = diag_table_find(1046), *sourced = diag_table_find(1047);
	struct diag said = { .code = 1046, .reason = " failed to connect to a Federated peer server. " };
	struct diag other = { .code = 1046, .reason = "Failed" }, silent = { .code = 1046, .reason = "" };

	(void)state;
	assert_true(diag_table_worded(recalled, &said));
	assert_false(diag_table_worded(recalled, &other));
	assert_false(diag_table_worded(recalled, &silent));
	assert_false(diag_table_worded(sourced, &other));
}

static void diag_telling(void **state)
{
	static const struct {
		size_t count;
		uint32_t codes[3];
		int telling; /* -1: none */
	} tell_cases[] = {
		{ 0, { 0 }, -1 },		     { 1, { 1047 }, 0 },	       { 2, { 1034, 1047 }, 1 },
		{ 3, { 1011, 1034, 1002 }, 2 },      { 2, { 1008, 1047 }, 0 },	       { 2, { 99999, 1 }, 1 },
		{ 3, { 10003, 1034, 1 }, 1 },	     { 2, { 1, 1046 }, 1 },	       { 2, { 1046, 1011 }, 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(tell_cases); i++) {
		struct diag diags[3] = { 0 };
		struct answer a = { .diags = diags, .diag_count = tell_cases[i].count };

		for (size_t d = 0; d < a.diag_count; d++)
			diags[d].code = tell_cases[i].codes[d];
		const struct diag *telling = diag_table_telling(&a);
		if (telling != (tell_cases[i].telling < 0 ? NULL : &diags[tell_cases[i].telling]))
			fail_msg("case %zu: %u", i, telling ? telling->code : 0);
	}
}

static void alerts(void **state)
{
	static const int named[] = { 40, 42, 43, 44, 45, 46, 48, 49, 70, 71, 80, 86, 112, 116, 120 };

	(void)state;
	for (size_t i = 0; i < COUNT(named); i++)
		for (enum alert_when when = ALERT_NOT_ASKED; when < ALERT_ANY; when++) {
			const struct alert_row *row = alert_table_find(named[i], when);
			if (!row || row->number != named[i] || !row->received.remedy || !row->received.whose)
				fail_msg("alert %d, %d", named[i], when);
		}
	assert_null(alert_table_find(0, ALERT_GIVEN)); /* close_notify is none */
	assert_null(alert_table_find(255, ALERT_GIVEN));
	assert_string_equal(cause_key(alert_table_find(40, ALERT_NOT_GIVEN)->received.cause), "identity-missing");
	assert_string_equal(cause_key(alert_table_find(40, ALERT_GIVEN)->received.cause), "identity-refused");
	assert_string_equal(cause_key(alert_table_find(40, ALERT_NOT_ASKED)->received.cause), "tls-parameters");
	assert_string_equal(alert_table_find(48, ALERT_GIVEN)->name, "unknown_ca");
}

static void winsock(void **state)
{
	static const struct {
		const char *text, *name; /* NULL: not known */
	} number_cases[] = {
		{ "10054(WSAECONNRESET)", "WSAECONNRESET" }, { "10060", "WSAETIMEDOUT" }, { "10061 (x)", "WSAECONNREFUSED" },
		{ "10051", "WSAENETUNREACH" },		     { "10065", "WSAEHOSTUNREACH" }, { "11001", "WSAHOST_NOT_FOUND" },
		{ "0x80090322(SEC_E_WRONG_PRINCIPAL)", "SEC_E_WRONG_PRINCIPAL" }, { "0X800B0109", "CERT_E_UNTRUSTEDROOT" },
		{ "80090322", "SEC_E_WRONG_PRINCIPAL" }, { "800b0101(CERT_E_EXPIRED)", "CERT_E_EXPIRED" },
		{ "2148074274", "SEC_E_WRONG_PRINCIPAL" }, { "-2146893022", "SEC_E_WRONG_PRINCIPAL" },
		{ "0x800B010E", "CERT_E_REVOCATION_FAILURE" }, { "0x800b010c", "CERT_E_REVOKED" },	     { "", NULL }, { "0x", NULL }, { "WSAECONNRESET", NULL },
		{ "99999999999999999999999999", NULL },	     { "-10054", NULL }, { "0", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(number_cases); i++) {
		const struct winsock_row *row = winsock_table_read(number_cases[i].text);

		if (!row != !number_cases[i].name || (row && strcmp(row->name, number_cases[i].name) != 0))
			fail_msg("%s: %s", number_cases[i].text, row ? row->name : "none");
	}
}

static void statuses(void **state)
{
	(void)state;
	for (int status = 200; status < 700; status++)
		if (!sip_table_find(status))
			fail_msg("%d", status);
	assert_null(sip_table_find(199));
	assert_null(sip_table_find(700));
	assert_int_equal(sip_table_find(204)->advice.state, STATE_OK);
	assert_int_equal(sip_table_find(404)->first, 404);
	assert_int_equal(sip_table_find(406)->last, 499);
	assert_int_equal(sip_table_find(504)->advice.state, STATE_CRITICAL);
	assert_int_equal(sip_table_find(501)->advice.state, STATE_WARNING);
	for (int status = 300; status < 700; status++)
		assert_int_equal(sip_table_refuses(status), status != 408 && status != 480 && (status / 100 == 4 || status / 100 == 6));
}

static void openssl_numbers(void **state)
{
	static const struct {
		long number;
		const char *cause;
	} verify[] = { { 1, "cert-invalid" }, { 9, "cert-not-yet-valid" }, { 10, "cert-expired" }, { 18, "cert-self-signed" }, { 19, "cert-issuer-unknown" },
		       { 20, "cert-issuer-unknown" }, { 21, "cert-issuer-unknown" }, { 62, "cert-name" }, { 66, "cert-weak" },
		       { 68, "cert-weak" } },
	  reasons[] = { { 258, "tls-version" }, { 193, "tls-parameters" }, { 338, "tls-renegotiation" }, { 339, "tls-renegotiation" }, { 398, "tls-weak" },
			{ 399, "tls-weak" }, { 267, "tls-broken" } };

	(void)state;
	for (size_t i = 0; i < COUNT(verify); i++)
		assert_string_equal(cause_key(openssl_table_verify(verify[i].number)->advice.cause), verify[i].cause);
	for (size_t i = 0; i < COUNT(reasons); i++)
		assert_string_equal(cause_key(openssl_table_reason(reasons[i].number)->advice.cause), reasons[i].cause);
	assert_null(openssl_table_verify(0));
	assert_null(openssl_table_reason(1));
}

/* ---- every code of OpenSSL ---- */

/* X509_V_ERR_* that no verification of ours can give. */
static const struct {
	int first, last;
	const char *why;
} never[] = {
	{ 3, 3, "CRLs are not asked for" },
	{ 5, 5, "of a CRL" },
	{ 8, 8, "of a CRL" },
	{ 11, 12, "of a CRL" },
	{ 15, 16, "of a CRL" },
	{ 17, 17, "no memory: tls/ reports that as its own fault" },
	{ 29, 31, "why a certificate is not the issuer: the next one is tried" },
	{ 33, 33, "of a CRL" },
	{ 35, 36, "of a CRL" },
	{ 38, 38, "proxy certificates are not allowed" },
	{ 43, 43, "policies are not asked for" },
	{ 44, 44, "of a CRL" },
	{ 54, 54, "of a CRL" },
	{ 55, 55, "of the path to a CRL's issuer" },
	{ 56, 61, "Suite B is not asked for" },
	{ 63, 63, "no mail address is wanted" },
	{ 65, 65, "DANE is not asked for" },
	{ 69, 69, "a wrong call" },
	{ 71, 71, "certificate transparency is not asked for" },
	{ 72, 72, "proxy certificates are not allowed" },
	{ 73, 75, "OCSP is not asked for" },
	{ 78, 78, "X509_STRICT alone" },
	{ 80, 94, "X509_STRICT alone" },
	{ 95, 95, "raw public keys are not offered (OpenSSL 3.2)" },
	{ 96, 110, "OCSP is not asked for (OpenSSL 3.6)" },
};

static bool never_comes(int code)
{
	for (size_t i = 0; i < COUNT(never); i++)
		if (code >= never[i].first && code <= never[i].last)
			return true;
	return false;
}

static void every_code(void **state)
{
	const char *unknown = X509_verify_cert_error_string(9999);
	int missed = 0;

	(void)state;
	for (int code = 1; code < 400; code++) {
		const struct openssl_row *row = openssl_table_verify(code);
		bool known = strcmp(X509_verify_cert_error_string(code), unknown) != 0;

		if (row ? known && !never_comes(code) : !known || never_comes(code))
			continue;
		print_error("X509_V_ERR_ %d, %s: %s\n", code, X509_verify_cert_error_string(code),
			    !known ? "unknown to this OpenSSL" : row ? "has a row and never comes" : "has no row");
		missed++;
	}
	assert_int_equal(missed, 0);
}

/* ---- every row can be shown ---- */

static const struct word words[] = {
	{ "speaks", "accessproxy-of-munich-11.contoso.com" },
	{ "ask", "ask the partner" },
	{ "queried", EDGE },     { "server", EDGE },   { "edge", "our Edge" },	      { "next", PARTNER }, { "nearer", EDGE }, { "farther", PARTNER }, { "partner", PARTNER },
	{ "domain", "push.lync.com" }, { "named", "contoso.com" }, { "host", "sip.contoso.com" }, { "issuer", "Contoso CA" }, { "shown", "sip.contoso.com" }, { "name", "sip.contoso.com" }, { "wanted", EDGE }, { "holder", EDGE },
	{ "ca", "Contoso CA" }, { "limiter", "Contoso Policy CA" }, { "until", "in 30 days" }, { "unfit", "it lacks the extended key usage serverAuth" },
	{ "key", "RSA 1024" }, { "sent", "no certificate that leads to one of them" }, { "option", "-H" }, { "renew", "renew it" }, { "since", "30 days" }, { "signature", "sha1WithRSAEncryption" }, { NULL, NULL },
};

static bool is_key(const char *cause)
{
	for (const char *c = cause; *c; c++)
		if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) && *c != '-')
			return false;
	return *cause;
}

static bool words_are_known(const char *pattern)
{
	struct span rest = span_of(pattern), name;

	while (rest.len > 0) {
		span_split(rest, '{', &rest);
		if (!rest.at)
			break;
		name = span_split(rest, '}', &rest);
		size_t i = 0;
		while (words[i].name && !span_equal(name, span_of(words[i].name)))
			i++;
		if (!words[i].name && name.at[-2] != '@') /* PowerShell's @{...} is none */
			return false;
	}
	return true;
}

/* The sentence fits behind the longest beginning, every placeholder is known, and the row names who has to act. */
static void check_row(const char *name, long number, const struct advice *a, const char *tail)
{
	struct findings f;

	if (!a->cause || !is_key(cause_key(a->cause)) || !a->because || !a->source || !a->remedy || !a->whose)
		fail_msg("%s %ld: something is missing", name, number);
	if (span_ends_nocase(span_of(a->because), SPAN(".")) || span_ends_nocase(span_of(a->sentence), SPAN(".")))
		fail_msg("%s %ld: full stop", name, number);
	findings_init(&f);
	const char *sentence = a->sentence ? message_format(&f, a->sentence, words) : "";
	if (strlen(sentence) + strlen(tail) > FINDING_SENTENCE_MAX)
		fail_msg("%s %ld: %zu characters: %s%s", name, number, strlen(sentence) + strlen(tail), sentence, tail);
	findings_free(&f);
	if (!words_are_known(a->sentence) || !words_are_known(a->because) || !words_are_known(a->remedy))
		fail_msg("%s %ld: an unknown placeholder", name, number);
}

static void every_row(void **state)
{
	(void)state;
	for (uint32_t code = 0; code < 65536; code++) {
		const struct diag_row *row = diag_table_find(code);
		char tail[40];
		snprintf(tail, sizeof tail, " (504, ms-diagnostics %u)", code);
		if (row && (row->code == code || row->advice.sentence))
			check_row("ms-diagnostics", (long)code, &row->advice, tail);
		for (int of_us = 0; of_us <= 1; of_us++)
			if (diag_table_partner(code, of_us))
				check_row(of_us ? "partner, of us" : "partner", (long)code, diag_table_partner(code, of_us), tail);
	}
	for (enum cause cause = CAUSE_NONE; cause < CAUSE_COUNT; cause++)
		if (diag_table_trust(cause))
			check_row("trust", cause, diag_table_trust(cause), " (504, ms-diagnostics 1010)");
	for (int number = 0; number < 256; number++)
		for (enum alert_when when = ALERT_NOT_ASKED; when < ALERT_ANY; when++)
			if (alert_table_find(number, when))
				check_row("alert", number, &alert_table_find(number, when)->received, " (TLS alert 116)");
	for (int status = 300; status < 700; status++)
		check_row("SIP", status, &sip_table_find(status)->advice, " (504, retry after 120 s)");
	for (long number = 0; number < 1000; number++) {
		if (openssl_table_verify(number))
			check_row("verify", number, &openssl_table_verify(number)->advice, "");
		if (openssl_table_verify(number) && openssl_table_verify(number)->above.sentence)
			check_row("above", number, &openssl_table_verify(number)->above, "");
		if (openssl_table_reason(number))
			check_row("reason", number, &openssl_table_reason(number)->advice, "");
	}
}

/* ---- phrases ---- */

static void phrases(void **state)
{
	struct findings f;

	(void)state;
	findings_init(&f);
	assert_null(message_format(&f, NULL, words));
	assert_string_equal(message_format(&f, "", words), "");
	assert_string_equal(message_format(&f, "{next} broke off TLS with {edge}", words), PARTNER " broke off TLS with our Edge");
	assert_string_equal(message_format(&f, "no word", words), "no word");
	assert_string_equal(message_format(&f, "@{remove=\"http:\"} on {edge}", words), "@{remove=\"http:\"} on our Edge");
	assert_string_equal(message_format_seconds(&f, 210000), "0.21 s");
	assert_string_equal(message_format_seconds(&f, 9999), "10 ms");
	assert_string_equal(message_format_seconds(&f, 1886), "2 ms"); /* as the ladder has it, beside rta=0.001886s */
	assert_string_equal(message_format_seconds(&f, 1499), "1 ms");
	assert_string_equal(message_format_seconds(&f, 999), "under 1 ms");
	assert_string_equal(message_format_seconds(&f, 21000000), "21.00 s");
	assert_string_equal(message_format_days(&f, 0), "0 hours");
	assert_string_equal(message_format_days(&f, 3600), "1 hour");
	assert_string_equal(message_format_days(&f, 2 * SCENE_DAY - 1), "47 hours");
	assert_string_equal(message_format_days(&f, 213 * (int64_t)SCENE_DAY - 1), "212 days");
	findings_free(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(diag_codes), cmocka_unit_test(diag_rows_are_found), cmocka_unit_test(diag_codes_have_cases),
		cmocka_unit_test(recalled_codes), cmocka_unit_test(diag_worded),	  cmocka_unit_test(diag_telling),
		cmocka_unit_test(alerts),     cmocka_unit_test(winsock),	cmocka_unit_test(statuses),	  cmocka_unit_test(openssl_numbers),
		cmocka_unit_test(every_code), cmocka_unit_test(every_row),  cmocka_unit_test(phrases),
	};

	return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
