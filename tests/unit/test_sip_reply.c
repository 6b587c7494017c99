// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_sip_reply - the answer to a request of the server
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "codec/sip_reply.h"

#define VIAS "Via: SIP/2.0/TLS a;branch=z9hG4bK1\r\nVia: SIP/2.0/TLS b;branch=z9hG4bK2\r\n"
#define REST "From: <sip:e@contoso.com>;tag=1\r\nTo: <sip:us@contoso.com>%s\r\nCall-ID: x\r\nCSeq: 7 %s\r\n"

static const struct {
	const char *method, *to_tag;
	const char *lacks; /* a header that is left out; NULL: none */
	const char *status, *wanted_tag, *accept; /* status NULL: no answer */
} cases[] = {
	{ "NEGOTIATE", "", NULL, "405 Method Not Allowed", ";tag=7a6", "" },
	{ "OPTIONS", "", NULL, "200 OK", ";tag=7a6", "Accept: application/sdp\r\n" },
	{ "BYE", ";tag=ours", NULL, "405 Method Not Allowed", ";tag=ours", "" },
	{ "options", "", NULL, "405 Method Not Allowed", ";tag=7a6", "" },
	{ "ACK", "", NULL, NULL, NULL, NULL },
	{ "OPTIONS", "", "Via", NULL, NULL, NULL },
	{ "OPTIONS", "", "Call-ID", NULL, NULL, NULL },
	{ "OPTIONS", "", "CSeq", NULL, NULL, NULL },
};

static void answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		static struct sip_msg msg;
		struct buf reply = BUF(4096);
		char bytes[2000], wanted[2000];
		char *lacking;

		snprintf(bytes, sizeof bytes, "%s sip:us@contoso.com SIP/2.0\r\n" VIAS REST "Content-Length: 0\r\n\r\n", cases[i].method,
			 cases[i].to_tag, cases[i].method);
		while (cases[i].lacks && (lacking = strstr(bytes, cases[i].lacks)))
			*lacking = 'X';
		assert_int_equal(sip_msg_decode(span_of(bytes), &msg).end, DECODE_DONE);
		assert_int_equal(sip_reply_encode(&msg, "7a6", &reply), cases[i].status != NULL);
		snprintf(wanted, sizeof wanted, "SIP/2.0 %s\r\n" VIAS REST "Allow: OPTIONS\r\n%sContent-Length: 0\r\n\r\n", cases[i].status,
			 cases[i].wanted_tag, cases[i].method, cases[i].accept);
		assert_true(span_equal(buf_span(&reply), cases[i].status ? span_of(wanted) : (struct span){ 0 }));
		buf_free(&reply);
	}
}

static void no_response(void **state)
{
	static struct sip_msg msg;
	struct buf reply = BUF(4096);

	(void)state;
	assert_int_equal(sip_msg_decode(SPAN("SIP/2.0 200 OK\r\n" VIAS "Content-Length: 0\r\n\r\n"), &msg).end, DECODE_DONE);
	assert_false(sip_reply_encode(&msg, "7a6", &reply));
	buf_free(&reply);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(answers), cmocka_unit_test(no_response) };

	return cmocka_run_group_tests_name("sip_reply", tests, NULL, NULL);
}
