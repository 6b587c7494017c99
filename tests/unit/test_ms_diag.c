// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_ms_diag - ms-diagnostics in every shape that servers and documents show
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "codec/ms_diag.h"
#include "page.h"

enum { SOME_PARAMS = 8 };

/* `params` is name=value of each, as read, joined by " & ". */
static const struct diag_case {
	const char *value;
	bool good;
	uint32_t code;
	const char *reason, *source, *params;
} diag_cases[] = {
	/* as on the wire: Cisco's document on Expressway and CMS, Microsoft's on UCMA, OCS 2007 */
	{ "1009; reason=\"No match for domain in DNS SRV results\"; domain=\"cms.steven.lab\"; fqdn1=\"vcse.sub.cms.steven.lab:5061\";"
	  "source=\"sip.skype.lab\"", true, 1009, "No match for domain in DNS SRV results", "sip.skype.lab",
	  "reason=No match for domain in DNS SRV results & domain=cms.steven.lab & fqdn1=vcse.sub.cms.steven.lab:5061 & source=sip.skype.lab" },
	{ "1047;reason=\"Failed to complete TLS negotiation with a federated peer server\";WinsockFailureCode=\"10054(WSAECONNRESET)\";"
	  "WinsockFailureDescription=\"The peer forced closure of the connection\"", true, 1047,
	  "Failed to complete TLS negotiation with a federated peer server", "",
	  "reason=Failed to complete TLS negotiation with a federated peer server & WinsockFailureCode=10054(WSAECONNRESET) & "
	  "WinsockFailureDescription=The peer forced closure of the connection" },
	{ "1010; reason =\" Certificate trust \" ; HRESULT= \"0x80090322(SEC_E_WRONG_PRINCIPAL)\"", true, 1010, "Certificate trust", "",
	  "reason=Certificate trust & HRESULT=0x80090322(SEC_E_WRONG_PRINCIPAL)" },
	{ "24032;Component=RTCC; Reason=The user declined, thank you;Source= pool.contoso.com", true, 24032, "The user declined, thank you",
	  "pool.contoso.com", "Component=RTCC & Reason=The user declined, thank you & Source=pool.contoso.com" },
	{ "1008.7;source=\"edge\"", true, 1008, "", "edge", "source=edge" },
	{ "1034", true, 1034, "", "", "" },
	{ " 1034 ;", true, 1034, "", "", "" },
	{ "0;reason=\"\"", true, 0, "", "", "reason=" },
	{ "4294967295", true, 4294967295, "", "", "" },
	{ "1;REASON=a;reason=b", true, 1, "a", "", "REASON=a & reason=b" },
	{ "1;flag;=x;;source=\"s\"", true, 1, "", "s", "flag= & source=s" },
	{ "1;reason=\"a;b=c\";source=\"d\"", true, 1, "a;b=c", "d", "reason=a;b=c & source=d" },
	{ "1;reason=\"say \\\"hi\\\" \\\\\"", true, 1, "say \"hi\" \\", "", "reason=say \"hi\" \\" },
	{ "1;reason=\"a\"b;source=c", true, 1, "a", "c", "reason=a & source=c" },
	{ "1;reason=\"never closed;source=\"edge\"", true, 1, "never closed;source=", "", "reason=never closed;source=" },
	{ "1;reason=\"", true, 1, "", "", "reason=" },
	{ "1;reason=\"a\\b", true, 1, "ab", "", "reason=ab" },
	{ "1;reason=\"a\\", true, 1, "a\\", "", "reason=a\\" },
	{ "1;reason=\"one\r\n two\r\n\t three\";\r\n source=\r\n s", true, 1, "one two three", "s", "reason=one two three & source=s" },
	{ "1;reason=<a;b>;source=s", true, 1, "<a", "s", "reason=<a & b>= & source=s" },
	{ "1;reason=\"\xd0\xbd | x\x1b[0m\"", true, 1, "\xd0\xbd | x\x1b[0m", "", "reason=\xd0\xbd | x\x1b[0m" },

	{ "", false, 0, NULL, NULL, NULL },
	{ ";reason=\"x\"", false, 0, NULL, NULL, NULL },
	{ "reason=\"x\"", false, 0, NULL, NULL, NULL },
	{ "-1;reason=\"x\"", false, 0, NULL, NULL, NULL },
	{ "10x;reason=\"x\"", false, 0, NULL, NULL, NULL },
	{ "4294967296", false, 0, NULL, NULL, NULL },
	{ "ErrorCode=2,Source=edge", false, 0, NULL, NULL, NULL },
};

#define END "Content-Length: 0\r\n\r\n"

static const struct answer_case {
	const char *name, *message;
	struct answer answer; /* without diags */
	const char *codes;    /* of the diags: header number, code */
} answer_cases[] = {
	{ "an Edge's 504", "SIP/2.0 504 Server time-out\r\nServer: RTC/5.0\r\nMS-Diagnostics: 1047;reason=\"x\"\r\n" END,
	  { .status = 504, .reason = "Server time-out", .server = "RTC/5.0", .contact = "", .warning = "", .reason_header = "", .allow = "",
	    .www_authenticate = "", .via = "", .retry_after_s = -1 }, "0:1047" },
	{ "several diagnostics, one of them rubbish", "SIP/2.0 403 Forbidden\r\nms-diagnostics-public: 1;a=b\r\nms-diagnostics: 2\r\n"
	  "ms-diagnostics: rubbish\r\nms-client-diagnostics: 3\r\nms-diagnostics: 4\r\n" END,
	  { .status = 403, .reason = "Forbidden", .server = "", .contact = "", .warning = "", .reason_header = "", .allow = "",
	    .www_authenticate = "", .via = "", .retry_after_s = -1 }, "2:1 0:2 1:3 0:4" },
	{ "every header", "SIP/2.0 503 \r\nServer: a\r\n b\r\nContact: <sip:x>\r\nContact: <sip:y>\r\nWarning: 399 h \"w\"\r\n"
	  "Reason: SIP;cause=200\r\nAllow: OPTIONS,\r\n MESSAGE\r\nWWW-Authenticate: NTLM\r\nProxy-Authenticate: Kerberos\r\n"
	  "v: SIP/2.0/TLS 192.0.2.7:4711;branch=z9hG4bKa;received=198.51.100.2\r\nRetry-After: 190 (at dinner);duration=60\r\n" END,
	  { .status = 503, .reason = "", .server = "a b", .contact = "<sip:x>", .warning = "399 h \"w\"", .reason_header = "SIP;cause=200",
	    .allow = "OPTIONS, MESSAGE", .www_authenticate = "NTLM",
	    .via = "SIP/2.0/TLS 192.0.2.7:4711;branch=z9hG4bKa;received=198.51.100.2", .retry_after_s = 190 }, "" },
	{ "a proxy's challenge, Retry-After alone", "SIP/2.0 407 x\r\nProxy-Authenticate: Kerberos\r\nRetry-After: 0\r\n" END,
	  { .status = 407, .reason = "x", .server = "", .contact = "", .warning = "", .reason_header = "", .allow = "",
	    .www_authenticate = "Kerberos", .via = "", .retry_after_s = 0 }, "" },
	{ "Retry-After too large (4475 scalarlg)", "SIP/2.0 503 x\r\nRetry-After: 949302838503028349304023988\r\n" END,
	  { .status = 503, .reason = "x", .server = "", .contact = "", .warning = "", .reason_header = "", .allow = "", .www_authenticate = "",
	    .via = "", .retry_after_s = -1 }, "" },
	{ "Retry-After negative", "SIP/2.0 503 x\r\nRetry-After: -5\r\n" END,
	  { .status = 503, .reason = "x", .server = "", .contact = "", .warning = "", .reason_header = "", .allow = "", .www_authenticate = "",
	    .via = "", .retry_after_s = -1 }, "" },
};

static struct sip_msg msg;

static void check_diag(const struct diag_case *c, const struct diag *diag);
static void check_answer(const struct answer_case *c, const struct answer *answer);
static void decode(const char *message);

static void decodes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof diag_cases / sizeof *diag_cases; i++) {
		const struct diag_case *c = &diag_cases[i];
		struct page page = page_new(strlen(c->value));
		struct arena arena = ARENA(1 << 20);
		struct diag diag = { .code = 77 };
		if (ms_diag_decode(DIAG_CLIENT, page_flush(&page, span_of(c->value)), &arena, &diag) != c->good || arena.failed)
			fail_msg("\"%s\": good is not %d", c->value, c->good);
		if (c->good)
			check_diag(c, &diag);
		else
			assert_int_equal(diag.code, 77);
		arena_free(&arena);
		page_free(&page);
	}
}

static void every_prefix_is_survived(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof diag_cases / sizeof *diag_cases; i++) {
		struct span value = span_of(diag_cases[i].value);
		struct page page = page_new(value.len);
		for (size_t len = 0; len <= value.len; len++) {
			struct arena arena = ARENA(1 << 20);
			struct diag diag;
			struct span prefix = page_flush(&page, (struct span){ value.at, len });
			if (ms_diag_decode(DIAG_INTERNAL, prefix, &arena, &diag))
				assert_true(strlen(diag.reason) <= len && strlen(diag.source) <= len && diag.param_count <= SOME_PARAMS);
			arena_free(&arena);
		}
		page_free(&page);
	}
}

static void answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof answer_cases / sizeof *answer_cases; i++) {
		struct arena arena = ARENA(1 << 20);
		struct answer answer;
		decode(answer_cases[i].message);
		assert_true(ms_diag_answer(&msg, &arena, &answer));
		check_answer(&answer_cases[i], &answer);
		arena_free(&arena);
	}
}

static void limits_hold(void **state)
{
	struct buf text = BUF(1 << 16);
	struct arena arena = ARENA(1 << 20);
	struct diag diag;
	struct answer answer;

	(void)state;
	buf_text(&text, "1");
	for (int i = 0; i < MS_DIAG_PARAMS_MAX + 5; i++)
		buf_printf(&text, ";p%d=v%d", i, i);
	assert_true(ms_diag_decode(DIAG_INTERNAL, buf_span(&text), &arena, &diag));
	assert_int_equal(diag.param_count, MS_DIAG_PARAMS_MAX);
	assert_string_equal(diag_param(&diag, "P31"), "v31");
	assert_null(diag_param(&diag, "p32"));
	buf_free(&text);

	buf_text(&text, "SIP/2.0 504 x\r\n");
	for (int i = 0; i < MS_DIAG_HEADERS_MAX + 5; i++)
		buf_printf(&text, "ms-diagnostics: %d\r\n", i);
	buf_text(&text, END);
	decode(text.at);
	assert_true(ms_diag_answer(&msg, &arena, &answer));
	assert_int_equal(answer.diag_count, MS_DIAG_HEADERS_MAX);
	assert_int_equal(answer.diags[MS_DIAG_HEADERS_MAX - 1].code, MS_DIAG_HEADERS_MAX - 1);
	buf_free(&text);
	arena_free(&arena);
}

/* With an arena that gives out after any number of bytes the answer is whole, or there is none. */
static void no_memory_is_no_answer(void **state)
{
	bool enough = false;

	(void)state;
	decode(answer_cases[1].message);
	for (size_t ceiling = 0; !enough; ceiling += 8) {
		struct arena arena = ARENA(ceiling);
		struct answer answer = { .status = -7 };
		enough = ms_diag_answer(&msg, &arena, &answer);
		if (enough)
			check_answer(&answer_cases[1], &answer);
		else
			assert_true(arena.failed && answer.status == -7);
		arena_free(&arena);
	}
}

static void no_memory_is_no_diag(void **state)
{
	bool enough = false;

	(void)state;
	for (size_t ceiling = 0; !enough; ceiling += 8) {
		struct arena arena = ARENA(ceiling);
		struct diag diag = { .code = 77 };
		enough = ms_diag_decode(DIAG_CLIENT, span_of(diag_cases[0].value), &arena, &diag);
		if (enough)
			check_diag(&diag_cases[0], &diag);
		else
			assert_true(arena.failed && diag.code == 77);
		arena_free(&arena);
	}
}

static void the_facts_own_their_bytes(void **state)
{
	char bytes[] = "SIP/2.0 504 Server time-out\r\nServer: RTC/5.0\r\nMS-Diagnostics: 1047;reason=\"x\"\r\n" END;
	struct arena arena = ARENA(1 << 20);
	struct answer answer;

	(void)state;
	assert_int_equal(sip_msg_decode((struct span){ bytes, sizeof bytes - 1 }, &msg).end, DECODE_DONE);
	assert_true(ms_diag_answer(&msg, &arena, &answer));
	memset(bytes, '!', sizeof bytes);
	check_answer(&answer_cases[0], &answer);
	assert_string_equal(answer.diags[0].reason, "x");
	assert_string_equal(answer.diags[0].params[0].name, "reason");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes),
		cmocka_unit_test(every_prefix_is_survived),
		cmocka_unit_test(answers),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(no_memory_is_no_answer),
		cmocka_unit_test(no_memory_is_no_diag),
		cmocka_unit_test(the_facts_own_their_bytes),
	};
	return cmocka_run_group_tests_name("ms_diag", tests, NULL, NULL);
}

static void check_diag(const struct diag_case *c, const struct diag *diag)
{
	char params[512] = "";
	size_t used = 0;

	for (size_t i = 0; i < diag->param_count; i++)
		used += (size_t)snprintf(params + used, sizeof params - used, "%s%s=%s", i ? " & " : "", diag->params[i].name,
					 diag->params[i].value);
	if (diag->header != DIAG_CLIENT || diag->code != c->code)
		fail_msg("\"%s\": header %d, code %u", c->value, diag->header, diag->code);
	if (strcmp(diag->reason, c->reason) != 0 || strcmp(diag->source, c->source) != 0 || strcmp(params, c->params) != 0)
		fail_msg("\"%s\": reason \"%s\", source \"%s\", %s", c->value, diag->reason, diag->source, params);
}

static void check_answer(const struct answer_case *c, const struct answer *answer)
{
	const struct answer *w = &c->answer;
	const char *const wanted[] = { w->reason, w->server, w->contact, w->warning, w->reason_header, w->allow, w->www_authenticate, w->via,
				       c->codes };
	char codes[128] = "";
	size_t used = 0;

	for (size_t i = 0; i < answer->diag_count; i++)
		used += (size_t)snprintf(codes + used, sizeof codes - used, "%s%d:%u", i ? " " : "", answer->diags[i].header,
					 answer->diags[i].code);
	const char *const seen[] = { answer->reason, answer->server, answer->contact, answer->warning, answer->reason_header,
				     answer->allow,  answer->www_authenticate, answer->via, codes };
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (strcmp(wanted[i], seen[i]) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", c->name, seen[i], wanted[i]);
	if (answer->status != w->status || answer->retry_after_s != w->retry_after_s)
		fail_msg("%s: status %d, Retry-After %lld", c->name, answer->status, (long long)answer->retry_after_s);
}

static void decode(const char *message)
{
	assert_int_equal(sip_msg_decode(span_of(message), &msg).end, DECODE_DONE);
}
