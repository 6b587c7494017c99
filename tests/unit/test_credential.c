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
	{ "Authorizations: none", false },
	{ "WWW-Authenticate: NTLM", false },
	{ "X-Authorization: yes", false },
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
