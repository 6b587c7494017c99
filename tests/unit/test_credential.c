// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_credential - header lines that are shown nowhere and kept nowhere
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "codec/credential.h"
#include "said.h"

static const struct {
	const char *line;
	bool credential;
} lines[] = {
	{ "Authorization: Basic c2VjcmV0", true },
	{ "PROXY-authorization \t: NTLM c2VjcmV0\r\n", true },
	{ "Authorization:", true },
	{ "Authorization", false },
	{ "WWW-Authenticate: NTLM", false },
	{ "Proxy-Authenticate: NTLM", false },
	{ "Authentication-Info: rspauth", true },
	{ "X-Authorization: s", true },
	{ "X-Auth: s", true },
	{ "Cookie: s", true },
	{ "set-cookie2: s", true },
	{ "X-Api-Key: s", true },
	{ "ApiKey: s", true },
	{ "x_access_token: s", true },
	{ "Tokens: s", true },
	{ "Client-Secret: s", true },
	{ "X-Passphrase: s", true },
	{ "X-Pwd: s", true },
	{ "X-PIN: s", true },
	{ "X-Session-Id: s", true },
	{ "SessionId: s", true },
	{ "connect.sid: s", true },
	{ "X-Api-Key", false },
	{ " X-Api-Key: it folds on", false },
	/* what SIP and its peers say of themselves */
	{ "Session-Expires: 1800", false },
	{ "Author: a", false },
	{ "Call-ID: 1", false },
	{ "CSeq: 1 OPTIONS", false },
	{ "Via: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bKpass", false },
	{ "From: <sip:token@contoso.com>", false },
	{ "Content-Type: application/key", false },
	{ "User-Agent: a", false },
	{ "Supported: ms-keep-alive", false },
	{ "Keep-Alive: 1", false },
	{ "ms-keep-alive: UAC;tcp=yes", false },
	{ "ms-diagnostics: 1034;reason=\"pass\"", false },
	{ "ms-user-logon-data: RemoteUser", false },
	{ "P-Asserted-Identity: <sip:a@b.c>", false },
	{ "OPTIONS sip:token@push.lync.com SIP/2.0", false },
	{ "SIP/2.0 200 OK", false },
	{ ": s", false },
	{ "", false },
};

static const struct {
	const char *text, *masked;
} texts[] = {
	{ "To: a\r\nAuthorization: secret\r\nFrom: b\r\n\r\nbody", "To: a\r\nAuthorization: (not shown)\r\nFrom: b\r\n\r\nbody" },
	{ "Authorization: secret\r\n\tsecret\r\n secret\r\nTo: a\r\n", "Authorization: (not shown)\r\nTo: a\r\n" },
	{ "Proxy-Authorization : secret", "Proxy-Authorization : (not shown)" },
	{ "Authorization: secret\nTo: a\n folded\n", "Authorization: (not shown)\r\nTo: a\n folded\n" },
	{ "To: a\r\n Authorization: it folds on\r\n", "To: a\r\n Authorization: it folds on\r\n" },
	{ "X-Api-Key: secret\r\n secret\r\nTo: a\r\n", "X-Api-Key: (not shown)\r\nTo: a\r\n" },
	{ "To: a", "To: a" },
	{ "\n\n", "\n\n" },
	{ "", "" },
};

static void test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (credential_is(span_of(lines[i].line)) != lines[i].credential)
			fail_msg("%s", lines[i].line);
}

static void test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct buf b = BUF(1000);
		credential_mask(span_of(texts[i].text), &b);
		assert_string_equal(said(&b), texts[i].masked);
		buf_free(&b);
	}
}

/* Bytes are bytes. */
static void test_nul(void **state)
{
	struct buf b = BUF(1000);

	(void)state;
	credential_mask(SPAN("a\0b\r\nAuthorization: s\0t\r\nc\0"), &b);
	assert_int_equal(b.len, sizeof "a\0b\r\nAuthorization: (not shown)\r\nc\0" - 1);
	assert_memory_equal(b.at, "a\0b\r\nAuthorization: (not shown)\r\nc\0", b.len);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
