// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_sip_request - requests byte by byte, and texts that must never get into one
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "codec/sip_msg.h"
#include "codec/sip_request.h"
#include "said.h"

#define IDS                                                                                      \
	{ .branch = "z9hG4bKb", .call_id = "ca11", .from_tag = "7a6", .epid = "0123456789", .cseq = 1 }
#define BASE                                                                                     \
	.method = "OPTIONS", .uri = "sip:Options_User@push.lync.com", .from = "sip:monitor@contoso.com",    \
	.local_host = "10.1.1.5", .local_port = 40001, .user_agent = "check_push/1", .max_forwards = 70, .ids = IDS

static const char *accept_text[] = { "Accept: text/plain", "Subject: a\tb" };
static const char *subject[] = { "Subject: x" };

static const struct encode_case {
	const char *name;
	struct sip_request request;
	const char *bytes;
} encode_cases[] = {
	{ "as the cmdlet sends it, with a proxy",
	  { BASE, .proxy = { "sipfed.online.lync.com", 0 }, .contact_host = "monitor.contoso.com" },
	  "OPTIONS sip:Options_User@push.lync.com SIP/2.0\r\n"
	  "Via: SIP/2.0/TLS 10.1.1.5:40001;branch=z9hG4bKb\r\n"
	  "Max-Forwards: 70\r\n"
	  "Route: <sip:sipfed.online.lync.com;transport=tls;lr>;ms-edge-route\r\n"
	  "From: <sip:monitor@contoso.com>;tag=7a6;epid=0123456789\r\n"
	  "To: <sip:Options_User@push.lync.com>\r\n"
	  "Call-ID: ca11\r\n"
	  "CSeq: 1 OPTIONS\r\n"
	  "Contact: <sip:monitor.contoso.com;transport=tls>\r\n"
	  "User-Agent: check_push/1\r\n"
	  "Accept: application/sdp\r\n"
	  "Content-Length: 0\r\n\r\n" },
	{ "IPv6, no Route, no name of our own, Max-Forwards 0",
	  { .method = "OPTIONS", .uri = "sip:a@b", .from = "sip:c@d", .local_host = "2001:db8::5", .local_port = 5, .user_agent = "u",
	    .max_forwards = 0, .ids = IDS },
	  "OPTIONS sip:a@b SIP/2.0\r\n"
	  "Via: SIP/2.0/TLS [2001:db8::5]:5;branch=z9hG4bKb\r\n"
	  "Max-Forwards: 0\r\n"
	  "From: <sip:c@d>;tag=7a6;epid=0123456789\r\n"
	  "To: <sip:a@b>\r\n"
	  "Call-ID: ca11\r\n"
	  "CSeq: 1 OPTIONS\r\n"
	  "Contact: <sip:[2001:db8::5]:5;transport=tls>\r\n"
	  "User-Agent: u\r\n"
	  "Accept: application/sdp\r\n"
	  "Content-Length: 0\r\n\r\n" },
	{ "MESSAGE: a body, no Contact, no Accept; a To and a Route of its own",
	  { .method = "MESSAGE", .uri = "sip:push@push.lync.com", .to = "sip:other@push.lync.com", .from = "sip:c@d", .local_host = "10.1.1.5",
	    .local_port = 65535, .proxy = { "not.used", 1 }, .route = "<sip:a;lr>, <sip:b;lr>", .user_agent = "u", .max_forwards = 70,
	    .headers = { subject, 1 }, .content_type = "text/plain", .body = { "a\r\n\0b", 5 }, .ids = IDS },
	  "MESSAGE sip:push@push.lync.com SIP/2.0\r\n"
	  "Via: SIP/2.0/TLS 10.1.1.5:65535;branch=z9hG4bKb\r\n"
	  "Max-Forwards: 70\r\n"
	  "Route: <sip:a;lr>, <sip:b;lr>\r\n"
	  "From: <sip:c@d>;tag=7a6;epid=0123456789\r\n"
	  "To: <sip:other@push.lync.com>\r\n"
	  "Call-ID: ca11\r\n"
	  "CSeq: 1 MESSAGE\r\n"
	  "User-Agent: u\r\n"
	  "Subject: x\r\n"
	  "Content-Type: text/plain\r\n"
	  "Content-Length: 5\r\n\r\na\r\n" },
	{ "an Accept of the operator's, a proxy with a port",
	  { .method = "OPTIONS", .uri = "sip:a@b", .from = "sip:c@d", .local_host = "10.1.1.5", .local_port = 5, .contact_host = "::1",
	    .proxy = { "2001:db8::6", 5071 }, .user_agent = "u", .max_forwards = 70, .headers = { accept_text, 2 }, .ids = IDS },
	  "OPTIONS sip:a@b SIP/2.0\r\n"
	  "Via: SIP/2.0/TLS 10.1.1.5:5;branch=z9hG4bKb\r\n"
	  "Max-Forwards: 70\r\n"
	  "Route: <sip:[2001:db8::6]:5071;transport=tls;lr>;ms-edge-route\r\n"
	  "From: <sip:c@d>;tag=7a6;epid=0123456789\r\n"
	  "To: <sip:a@b>\r\n"
	  "Call-ID: ca11\r\n"
	  "CSeq: 1 OPTIONS\r\n"
	  "Contact: <sip:[::1];transport=tls>\r\n"
	  "User-Agent: u\r\n"
	  "Accept: text/plain\r\n"
	  "Subject: a\tb\r\n"
	  "Content-Length: 0\r\n\r\n" },
	{ "a replay: nothing is added that need not be",
	  { .method = "OPTIONS", .uri = "sip:a@b", .from = "sip:c@d", .local_host = "10.1.1.5", .local_port = 5, .max_forwards = 70,
	    .captured = true, .ids = IDS },
	  "OPTIONS sip:a@b SIP/2.0\r\n"
	  "Via: SIP/2.0/TLS 10.1.1.5:5;branch=z9hG4bKb\r\n"
	  "Max-Forwards: 70\r\n"
	  "From: <sip:c@d>;tag=7a6;epid=0123456789\r\n"
	  "To: <sip:a@b>\r\n"
	  "Call-ID: ca11\r\n"
	  "CSeq: 1 OPTIONS\r\n"
	  "Contact: <sip:10.1.1.5:5;transport=tls>\r\n"
	  "Content-Length: 0\r\n\r\n" },
	{ "From and To without what is about the way",
	  { .method = "OPTIONS", .uri = "sip:a@b:5061;transport=tls;user=phone;LR", .from = "sip:c@[::1]:5061;maddr=x;x=y",
	    .local_host = "10.1.1.5", .local_port = 5, .max_forwards = 70, .captured = true, .ids = IDS },
	  "OPTIONS sip:a@b:5061;transport=tls;user=phone;LR SIP/2.0\r\n"
	  "Via: SIP/2.0/TLS 10.1.1.5:5;branch=z9hG4bKb\r\n"
	  "Max-Forwards: 70\r\n"
	  "From: <sip:c@[::1];x=y>;tag=7a6;epid=0123456789\r\n"
	  "To: <sip:a@b;user=phone>\r\n"
	  "Call-ID: ca11\r\n"
	  "CSeq: 1 OPTIONS\r\n"
	  "Contact: <sip:10.1.1.5:5;transport=tls>\r\n"
	  "Content-Length: 0\r\n\r\n" },
	{ "SERVICE has a Contact and no Accept",
	  { .method = "SERVICE", .uri = "sip:a@b", .from = "sip:c@d", .local_host = "10.1.1.5", .local_port = 5, .user_agent = "u",
	    .max_forwards = 70, .ids = IDS },
	  "SERVICE sip:a@b SIP/2.0\r\n"
	  "Via: SIP/2.0/TLS 10.1.1.5:5;branch=z9hG4bKb\r\n"
	  "Max-Forwards: 70\r\n"
	  "From: <sip:c@d>;tag=7a6;epid=0123456789\r\n"
	  "To: <sip:a@b>\r\n"
	  "Call-ID: ca11\r\n"
	  "CSeq: 1 SERVICE\r\n"
	  "Contact: <sip:10.1.1.5:5;transport=tls>\r\n"
	  "User-Agent: u\r\n"
	  "Content-Length: 0\r\n\r\n" },
};

/* Each text of a request in turn gets one of these; none may come out as a line of its own. */
static const char *const injections[] = { "x\r\nEvil: 1", "x\nEvil: 1", "x\rEvil: 1", "\r\n\r\n", "x\x01", "x\x1b[2J", "x\x7f" };

static const struct check_case {
	bool (*check)(const char *, struct fault *);
	const char *text;
	const char *why; /* NULL: it may stand */
} check_cases[] = {
	{ sip_request_check_method, "OPTIONS", NULL },
	{ sip_request_check_method, "x-Test.1", NULL },
	{ sip_request_check_method, "", "not a SIP method" },
	{ sip_request_check_method, "GET /", "not a SIP method" },
	{ sip_request_check_method, "OPTIONS\r\n", "not a SIP method" },
	{ sip_request_check_method, "M\xc3\xa9thode", "not a SIP method" },

	{ sip_request_check_uri, "sip:push@push.lync.com", NULL },
	{ sip_request_check_uri, "SIP:push@push.lync.com:5061;transport=tls", NULL },
	{ sip_request_check_uri, "sip:push.lync.com", NULL },
	{ sip_request_check_uri, "sip:a%20b@10.0.0.1", NULL },
	{ sip_request_check_uri, "sip:a;b?c@[2001:db8::1]:5061", NULL },
	{ sip_request_check_uri, "sip:a@[::ffff:192.0.2.1];lr", NULL },
	{ sip_request_check_uri, "sip:_sip.contoso.com", NULL },
	{ sip_request_check_uri, "sip:0-9.aZzA", NULL },
	{ sip_request_check_uri, "push@push.lync.com", "write it like sip:push@" },
	{ sip_request_check_uri, "sips:push@push.lync.com", "write it like sip:push@" },
	{ sip_request_check_uri, "", "write it like sip:push@" },
	{ sip_request_check_uri, "sip:", "no host" },
	{ sip_request_check_uri, "sip:push@", "no host" },
	{ sip_request_check_uri, "sip:push@;lr", "no host" },
	{ sip_request_check_uri, "sip:push@:5061", "no host" },
	{ sip_request_check_uri, "sip:push@a@b", "no host" },
	{ sip_request_check_uri, "sip:push@a;x@b", "behind its host" },
	{ sip_request_check_uri, "sip:push@a;x?y=z", "behind its host" },
	{ sip_request_check_uri, "sip:push@b?subject=x", "no host" },
	{ sip_request_check_uri, "sip:push@b:", "no host" },
	{ sip_request_check_uri, "sip:push@b:0", "no host" },
	{ sip_request_check_uri, "sip:push@b:65536", "no host" },
	{ sip_request_check_uri, "sip:push@b:5061x", "no host" },
	{ sip_request_check_uri, "sip:push@[::1", "no host" },
	{ sip_request_check_uri, "sip:push@::1]", "no host" },
	{ sip_request_check_uri, "sip:push@[]", "no host" },
	{ sip_request_check_uri, "sip:push@[fe80::1%25eth0]", "no host" },
	{ sip_request_check_uri, "sip:push@[::1]x", "no host" },
	{ sip_request_check_uri, "sip:push@2001:db8::1", "no host" },
	{ sip_request_check_uri, "sip:@push.lync.com", "nothing stands before the @" },
	{ sip_request_check_uri, "sip:a b@c", "%HH" },
	{ sip_request_check_uri, "sip:a:b&c@d;x-y=[1]/2;lr", NULL },
	{ sip_request_check_uri, "sip:a#b@d", "%HH" },
	{ sip_request_check_uri, "sip:a[b]@d", "%HH" },
	{ sip_request_check_uri, "sip:a%zz@d", "%HH" },
	{ sip_request_check_uri, "sip:a%2@d", "%HH" },
	{ sip_request_check_uri, "sip:a:b:c@d", "%3A" },
	{ sip_request_check_uri, "sip:a@d;;x=1", "empty" },
	{ sip_request_check_uri, "sip:a@d;", "empty" },
	{ sip_request_check_uri, "sip:a@d;x=", "empty" },
	{ sip_request_check_uri, "sip:a@d;x=,", "%HH" },
	{ sip_request_check_uri, "sip:a@d;x=1=2", "%HH" },
	{ sip_request_check_uri, "sip:a@..push", "no host" },
	{ sip_request_check_uri, "sip:a@push..com", "no host" },
	{ sip_request_check_product, "RTCC/5.0.0.0 McxService/4 (a (b) \\) \xc3\xa9)", NULL },
	{ sip_request_check_product, "check (push", "parentheses" },
	{ sip_request_check_product, "push)", "User-Agent" },
	{ sip_request_check_product, "M\xc3\xa9thode", "User-Agent" },
	{ sip_request_check_product, "a<b>", "User-Agent" },
	{ sip_request_check_uri, "sip:a@b>;x", "%HH" },
	{ sip_request_check_uri, "<sip:a@b>", "write it like sip:push@" },
	{ sip_request_check_uri, "sip:a@b\r\nEvil: 1", "%HH" },
	{ sip_request_check_uri, "sip:\"a\"@b", "%HH" },
	{ sip_request_check_uri, "sip:\xc3\xa9@b", "%HH" },
	{ sip_request_check_uri, "sip:a@b\x7f", "%HH" },

	{ sip_request_check_header, "Subject: test", NULL },
	{ sip_request_check_header, "Subject:", NULL },
	{ sip_request_check_header, "Accept: text/plain", NULL },
	{ sip_request_check_header, "X-A : \xc3\xa9\tb", NULL },
	{ sip_request_check_header, "Subject: a\r\nVia: b", "line break" },
	{ sip_request_check_header, "Subject: a\nVia: b", "line break" },
	{ sip_request_check_header, "Sub\rject: a", "line break" },
	{ sip_request_check_header, "Subject: \x1b[2J", "line break" },
	{ sip_request_check_header, "Subject", "not a header" },
	{ sip_request_check_header, ": x", "not a header" },
	{ sip_request_check_header, "", "not a header" },
	{ sip_request_check_header, "Sub ject: x", "not a header" },
	{ sip_request_check_header, "via: x", "Via cannot be given" },
	{ sip_request_check_header, "V: x", "Via cannot be given" },
	{ sip_request_check_header, "Route : <sip:x>", "--proxy" },
	{ sip_request_check_header, "f: x", "--from" },
	{ sip_request_check_header, "To: x", "--uri" },
	{ sip_request_check_header, "i: x", "Call-ID cannot be given" },
	{ sip_request_check_header, "CSEQ: 1 X", "CSeq cannot be given" },
	{ sip_request_check_header, "m: x", "Contact cannot be given" },
	{ sip_request_check_header, "User-Agent: x", "--user-agent" },
	{ sip_request_check_header, "Max-Forwards: 1", "--max-forwards" },
	{ sip_request_check_header, "c: x", "--content-type" },
	{ sip_request_check_header, "l: 0", "Content-Length cannot be given" },
};

static const char **text_of(struct sip_request *r, size_t index);

static void encodes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof encode_cases / sizeof *encode_cases; i++) {
		const struct encode_case *c = &encode_cases[i];
		struct buf bytes = BUF(SIP_REQUEST_MAX);
		assert_true(sip_request_encode(&c->request, &bytes));
		if (strcmp(said(&bytes), c->bytes) != 0)
			fail_msg("%s:\n%s", c->name, bytes.at);
		buf_free(&bytes);
	}
}

static void what_we_send_can_be_read(void **state)
{
	static struct sip_msg msg;

	(void)state;
	for (size_t i = 0; i < sizeof encode_cases / sizeof *encode_cases; i++) {
		const struct sip_request *r = &encode_cases[i].request;
		struct buf bytes = BUF(SIP_REQUEST_MAX);
		assert_true(sip_request_encode(r, &bytes));
		struct decode d = sip_msg_decode(buf_span(&bytes), &msg);
		if (d.end != DECODE_DONE || d.used != bytes.len)
			fail_msg("%s: %s", encode_cases[i].name, d.rule ? d.rule : "not whole");
		assert_true(span_equal(msg.body, r->body) && span_equal(msg.method, span_of(r->method)));
		buf_free(&bytes);
	}
}

/* sip_request_encode() refuses every method that could change the state of a server. */
static void makes_no_other_request(void **state)
{
	static const char *const methods[] = { "INVITE", "REGISTER", "message", "" };

	(void)state;
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		struct sip_request r = { BASE };
		struct buf bytes = BUF(SIP_REQUEST_MAX);
		r.method = methods[i];
		if (sip_request_encode(&r, &bytes) || bytes.len != 0)
			fail_msg("%s", bytes.at);
		buf_free(&bytes);
	}
}

static void refuses_line_ends_in_any_text(void **state)
{
	(void)state;
	for (size_t text = 0; text_of(&(struct sip_request){ .headers = { subject, 1 } }, text); text++)
		for (size_t i = 0; i < sizeof injections / sizeof *injections; i++) {
			const char *headers[] = { "Subject: x" };
			struct sip_request r = { BASE, .headers = { headers, 1 }, .contact_host = "h", .route = "<sip:a>", .to = "sip:t" };
			struct buf bytes = BUF(SIP_REQUEST_MAX);
			*text_of(&r, text) = injections[i];
			if (sip_request_encode(&r, &bytes) || bytes.len != 0)
				fail_msg("text %zu: %s", text, bytes.at);
			buf_free(&bytes);
		}
}

static void a_full_buffer_is_no_request(void **state)
{
	struct buf whole = BUF(SIP_REQUEST_MAX);

	(void)state;
	assert_true(sip_request_encode(&encode_cases[0].request, &whole));
	for (size_t ceiling = 0; ceiling <= whole.len; ceiling++) {
		struct buf bytes = BUF(ceiling);
		assert_int_equal(sip_request_encode(&encode_cases[0].request, &bytes), ceiling == whole.len);
		assert_true(bytes.len <= ceiling);
		buf_free(&bytes);
	}
	buf_free(&whole);
}

static void makes_ids(void **state)
{
	unsigned char random[SIP_REQUEST_RANDOM];
	struct sip_request_ids ids = { 0 }, other = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof random; i++)
		random[i] = (unsigned char)(i + 0xf0);
	sip_request_ids_make(random, 4294967295, &ids);
	assert_string_equal(ids.branch, "z9hG4bKf0f1f2f3f4f5f6f7f8f9fafb");
	assert_string_equal(ids.call_id, "fcfdfeff000102030405060708090a0b");
	assert_string_equal(ids.from_tag, "0c0d0e0f101112");
	assert_string_equal(ids.epid, "1314151617");
	assert_int_equal(ids.cseq, 4294967295);
	for (size_t i = 0; i < sizeof random; i++) {
		random[i] ^= 1;
		sip_request_ids_make(random, 4294967295, &other);
		assert_memory_not_equal(&ids, &other, sizeof ids);
		random[i] ^= 1;
	}
}

static void checks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof check_cases / sizeof *check_cases; i++) {
		const struct check_case *c = &check_cases[i];
		struct fault f = { 0 };
		bool good = c->check(c->text, &f);
		if (good != (c->why == NULL) || (!good && (f.kind != FAULT_USAGE || !strstr(f.text, c->why))))
			fail_msg("\"%s\": %s", c->text, good ? "was let through" : f.text);
		for (const char *at = f.text; *at; at++)
			if ((unsigned char)*at < ' ')
				fail_msg("the sentence about row %zu is not one clean line", i);
	}
}

static void a_long_text_leaves_the_sentence_whole(void **state)
{
	char text[SIP_REQUEST_TEXT_MAX];
	struct fault f;

	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_false(sip_request_check_uri(text, &f));
	assert_non_null(strstr(f.text, "write it like sip:push@push.lync.com"));
	assert_false(sip_request_check_header(text, &f));
	assert_non_null(strstr(f.text, "not a header such as \"Subject: test\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodes),
		cmocka_unit_test(what_we_send_can_be_read),
		cmocka_unit_test(makes_no_other_request),
		cmocka_unit_test(refuses_line_ends_in_any_text),
		cmocka_unit_test(a_full_buffer_is_no_request),
		cmocka_unit_test(makes_ids),
		cmocka_unit_test(checks),
		cmocka_unit_test(a_long_text_leaves_the_sentence_whole),
	};
	return cmocka_run_group_tests_name("sip_request", tests, NULL, NULL);
}

/* The index-th text that goes into a request; NULL: there are no more. */
static const char **text_of(struct sip_request *r, size_t index)
{
	const char **const texts[] = { &r->method, &r->uri,	   &r->to,	   &r->from,	     &r->local_host, &r->contact_host,
				       &r->route,  &r->user_agent, &r->content_type, &r->headers.at[0], &r->proxy.name, NULL };

	return texts[index];
}
