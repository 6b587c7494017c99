// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_challenge - who asks for a login, and by which schemes
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "codec/challenge.h"

static const struct {
	const char *headers;
	const char *challenger, *realm, *schemes;
} cases[] = {
	{ "", "", "", "" },
	{ "WWW-Authenticate: NTLM realm=\"SIP Communications Service\", targetname=\"fe01.contoso.com\", version=4\r\n"
	  "WWW-Authenticate: Kerberos realm=\"SIP Communications Service\", targetname=\"sip/fe01.contoso.com\", version=4\r\n"
	  "WWW-Authenticate: TLS-DSK realm=\"SIP Communications Service\", targetname=\"fe01.contoso.com\", version=4\r\n",
	  "fe01.contoso.com", "SIP Communications Service", "NTLM, Kerberos, TLS-DSK" },
	{ "Proxy-Authenticate: Kerberos targetname=\"SIP/dir.contoso.com\", realm=x\r\n", "dir.contoso.com", "x", "Kerberos" },
	{ "WWW-Authenticate: Digest realm=\"a, targetname=b\",nonce=\"q\\\",realm=x\"\r\nWWW-Authenticate: digest realm=c\r\n", "", "a, targetname=b", "Digest" },
	{ "WWW-Authenticate: NTLM\r\nProxy-Authenticate: Basic REALM = \"y\" , TargetName=z\r\n", "z", "y", "NTLM, Basic" },
	{ "WWW-Authenticate: =\r\nWWW-Authenticate: \r\n", "", "", "" },
	{ "WWW-Authenticate: A realm=\"\r\n", "", "\"", "A" },
};

static void reads(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		static struct sip_msg msg;
		struct arena arena = ARENA(65536);
		struct answer answer = { 0 };
		char bytes[1000];

		snprintf(bytes, sizeof bytes, "SIP/2.0 401 Unauthorized\r\n%sContent-Length: 0\r\n\r\n", cases[i].headers);
		assert_int_equal(sip_msg_decode(span_of(bytes), &msg).end, DECODE_DONE);
		challenge_read(&msg, &arena, &answer);
		assert_string_equal(answer.challenger, cases[i].challenger);
		assert_string_equal(answer.realm, cases[i].realm);
		assert_string_equal(answer.schemes, cases[i].schemes);
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(reads) };

	return cmocka_run_group_tests_name("challenge", tests, NULL, NULL);
}
