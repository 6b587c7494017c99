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
	{ "undetermined", "common to all servers", 3, true },
	{ "from-not-authorized", "From URI not authorized to communicate with federated partners.", 1002, true },
	{ "edge-dns-srv", "Unable to resolve DNS SRV record.", 1008, true },
	{ "domain-not-allowed", "No match for domain in DNS SRV results", 1009, true },
	{ "next-hop-certificate", "Certificate trust with another server could not be established", 1010, true },
	{ "undetermined", "SIP stack", 1016, true },
	{ "partner-failed", "Previous hop federated peer did not report diagnostic information", 1034, true },
	{ "partner-unreachable", "Failed to connect to a federated peer server", 1046, false },
	{ "partner-tls", "Failed to complete TLS negotiation with a federated peer server", 1047, true },
	{ "address-unknown", "Destination URI either not enabled for SIP or does not exist.", 4005, true },
	{ "server-application", "ACK is being generated on receipt of a 487 canceled response for an INVITE forked by application.", 5011, true },
	{ "undetermined", "Exchange unified messaging", 15999, true },
	{ "im-filter", "IM filter", 16000, true },
	{ "im-filter", "IM filter", 16999, true },
	{ "user-agent", "Invalid request.", 17001, true },
	{ "undetermined", "client version filter", 17005, true },
	{ "undetermined", "Metrics Server", 11000, true },
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
		cmocka_unit_test(diag_codes), cmocka_unit_test(recalled_codes), cmocka_unit_test(diag_worded),	  cmocka_unit_test(diag_telling),
		cmocka_unit_test(alerts),     cmocka_unit_test(winsock),	cmocka_unit_test(statuses),	  cmocka_unit_test(openssl_numbers),
		cmocka_unit_test(every_code), cmocka_unit_test(every_row),  cmocka_unit_test(phrases),
	};

	return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
