// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_sip_torture - the messages of RFC 4475 and RFC 5118, should a peer send one to us
 *
 * Each is cut down to its trouble. Three verdicts: NEVER is no SIP for us and ends the talk; STRANGER is read, and is no answer
 * to us; WAITS is not whole. None may be taken for our answer, whatever it holds. Names are those of the RFCs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "codec/sip_msg.h"
#include "page.h"

enum verdict { NEVER, STRANGER, WAITS };

#define T(text) { (text), sizeof(text) - 1 }
/* Via, From, Call-ID and CSeq that would be our answer's, were the start line one. */
#define OURS "Via: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=2\r\nTo: <sip:c@d>;tag=3\r\nCall-ID: 4\r\nCSeq: 5 OPTIONS\r\n"
#define CL0 "Content-Length: 0\r\n\r\n"
#define INVITE "INVITE sip:vivekg@example.com SIP/2.0\r\n"

static const struct {
	const char *name;
	struct span bytes;
	enum verdict verdict;
	const char *method; /* of a STRANGER; "": it is a response */
} messages[] = {
	/* RFC 4475 3.1.1: valid */
	{ "wsinv", T("INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0\r\nTO :\r\n sip:v@e ;   tag    = 1\r\n" OURS "l : 0\r\n\r\n"),
	  STRANGER, "INVITE" },
	{ "intmeth", T("!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d"
		       "_too.(doesn't-it)@example.com SIP/2.0\r\n" OURS CL0), STRANGER, "!interesting-Method0123456789_*+`.%indeed'~" },
	{ "esc01", T("INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0\r\n" OURS CL0), STRANGER, "INVITE" },
	{ "escnull", T("REGISTER sip:example.com SIP/2.0\r\nContact: <sip:%00@host5.example.com>\r\n" OURS CL0), STRANGER, "REGISTER" },
	{ "esc02", T("RE%47IST%45R sip:registrar.example.com SIP/2.0\r\nTo: \"%Z%45\" <sip:resource@example.com>\r\n" OURS CL0), STRANGER,
	  "RE%47IST%45R" },
	{ "lwsdisp", T("OPTIONS sip:user@example.com SIP/2.0\r\nFrom: caller<sip:caller@example.com>;tag=323\r\n" OURS CL0), STRANGER, "OPTIONS" },
	{ "longreq", T(INVITE "To: \"I have a user name of extreme extreme extreme extreme extreme extreme extreme extreme extreme proportion\" <sip:u"
		       "ser@example.com:6000;unknownparam1=verylonglonglonglonglonglonglonglonglonglonglongvalue>\r\n" OURS CL0), STRANGER, "INVITE" },
	{ "dblreq", T("REGISTER sip:example.com SIP/2.0\r\n" OURS CL0 INVITE OURS CL0), STRANGER, "REGISTER" },
	{ "semiuri", T("OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0\r\n" OURS CL0), STRANGER, "OPTIONS" },
	{ "transports", T("OPTIONS sip:user@example.com SIP/2.0\r\nVia: SIP/2.0/UDP t1;branch=x\r\nVia: SIP/2.0/UNKNOWN t5;branch=y\r\n" OURS CL0),
	  STRANGER, "OPTIONS" },
	{ "mpart01", T("MESSAGE sip:kumiko@example.org SIP/2.0\r\n" OURS "Content-Length: 12\r\n\r\n--x\r\n\0\xff\x01\x80\r\n\n"), STRANGER, "MESSAGE" },
	{ "unreason", T("SIP/2.0 200 = 2**3 * 5**2 \xd0\xbd\xd0\xbe\r\nVia: SIP/2.0/TLS 192.0.2.198;branch=z9hG4bK1324923\r\n" CL0), STRANGER, "" },
	{ "noreason", T("SIP/2.0 100 \r\nVia: SIP/2.0/TLS 192.0.2.105;branch=z9hG4bK2398ndaoe\r\n" CL0), STRANGER, "" },

	/* RFC 4475 3.1.2: invalid */
	{ "badinv01", T(INVITE "To: sip:j.user@example.com\r\nContact: \"Joe\" <sip:joe@example.org>;;;;\r\nVia: SIP/2.0/TLS 192.0.2.15;;,;,,\r\n"
			CL0), STRANGER, "INVITE" },
	{ "clerr", T(INVITE OURS "Content-Length: 9999\r\n\r\nv=0\r\n"), WAITS, NULL },
	{ "ncl", T(INVITE OURS "Content-Length: -999\r\n\r\nv=0\r\n"), NEVER, NULL },
	{ "scalar02", T("REGISTER sip:example.com SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=x;ttl=256\r\nCSeq: 36893488147419103232 REGISTER\r\n"
			"Max-Forwards: 300\r\nExpires: 10000000000000000000000000000000\r\n" CL0), STRANGER, "REGISTER" },
	{ "scalarlg", T("SIP/2.0 503 Service Unavailable\r\nVia: SIP/2.0/TCP h;branch=x\r\nCSeq: 9292394834772304023312 OPTIONS\r\n"
			"Retry-After: 949302838503028349304023988\r\n" CL0), STRANGER, "" },
	{ "quotbal", T(INVITE "To: \"Mr. J. User <sip:j.user@example.com>\r\n" OURS CL0), STRANGER, "INVITE" },
	{ "ltgtruri", T("INVITE <sip:user@example.com> SIP/2.0\r\n" OURS CL0), STRANGER, "INVITE" },
	{ "lwsruri", T("INVITE sip:user@example.com; lr SIP/2.0\r\n" OURS CL0), NEVER, NULL },
	{ "lwsstart", T("INVITE  sip:user@example.com  SIP/2.0\r\n" OURS CL0), NEVER, NULL },
	{ "trws", T("OPTIONS sip:remote-target@example.com SIP/2.0  \r\n" OURS CL0), NEVER, NULL },
	{ "escruri", T("INVITE sip:user@example.com?Route=%3Csip:example.com%3E SIP/2.0\r\n" OURS CL0), STRANGER, "INVITE" },
	{ "baddate", T(INVITE "Date: Fri, 01 Jan 2010 16:00:00 EST\r\n" OURS CL0), STRANGER, "INVITE" },
	{ "regbadct", T("REGISTER sip:example.com SIP/2.0\r\nContact: sip:user@example.com?Route=%3Csip:sip.example.com%3E\r\n" OURS CL0),
	  STRANGER, "REGISTER" },
	{ "badaspec", T("OPTIONS sip:user@example.org SIP/2.0\r\nTo: \"Watson, Thomas\" < sip:t.watson@example.org >\r\n" OURS CL0), STRANGER,
	  "OPTIONS" },
	{ "baddn", T("OPTIONS sip:t.watson@example.org SIP/2.0\r\nFrom: Bell, Alexander <sip:a.g.bell@example.com>;tag=43\r\n" OURS CL0),
	  STRANGER, "OPTIONS" },
	{ "badvers", T("OPTIONS sip:t.watson@example.org SIP/7.0\r\n" OURS CL0), NEVER, NULL },
	{ "mismatch01", T("OPTIONS sip:user@example.com SIP/2.0\r\nCSeq: 8 INVITE\r\n" CL0), STRANGER, "OPTIONS" },
	{ "mismatch02", T("NEWMETHOD sip:user@example.com SIP/2.0\r\nCSeq: 8 INVITE\r\n" CL0), STRANGER, "NEWMETHOD" },
	{ "bigcode", T("SIP/2.0 4294967301 better not break the receiver\r\n" OURS CL0), NEVER, NULL },

	/* RFC 4475 3.2 to 3.4: what the transaction and application layers look at */
	{ "badbranch", T("OPTIONS sip:user@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK\r\n" CL0), STRANGER, "OPTIONS" },
	{ "insuf", T("INVITE sip:user@example.com SIP/2.0\r\nCSeq: 193942 INVITE\r\n" CL0), STRANGER, "INVITE" },
	{ "unkscm", T("OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0\r\n" OURS CL0), STRANGER, "OPTIONS" },
	{ "novelsc", T("OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0\r\n" OURS CL0), STRANGER, "OPTIONS" },
	{ "unksm2", T("REGISTER sip:example.com SIP/2.0\r\nTo: isbn:2983792873\r\n" OURS CL0), STRANGER, "REGISTER" },
	{ "bext01", T("OPTIONS sip:user@example.com SIP/2.0\r\nRequire: nothingSupportsThis, nothingSupportsThisEither\r\n" OURS CL0), STRANGER,
	  "OPTIONS" },
	{ "invut", T(INVITE OURS "Content-Type: application/unknownformat\r\nContent-Length: 7\r\n\r\n<audio>"), STRANGER, "INVITE" },
	{ "regaut01", T("REGISTER sip:example.com SIP/2.0\r\nAuthorization: NoOneKnowsThisScheme opaque-data=here\r\n" OURS CL0), STRANGER, "REGISTER" },
	{ "multi01", T("INVITE sip:user@company.com SIP/2.0\r\nCSeq: 5 OPTIONS\r\nCall-ID: 4\r\nCall-ID: 9\r\nFrom: <sip:x@y>\r\n" OURS CL0), STRANGER,
	  "INVITE" },
	{ "mcl01", T("OPTIONS sip:user@example.com SIP/2.0\r\n" OURS "Content-Length: 13\r\nContent-Length: 5\r\n\r\nThere's no way"), NEVER, NULL },
	{ "bcast", T("SIP/2.0 200 OK\r\nVia: SIP/2.0/TLS 192.0.2.198;branch=z9hG4bK1324923\r\nVia: SIP/2.0/TLS 255.255.255.255;branch=z9hG4bK1\r\n"
		     "CSeq: 5 OPTIONS\r\nCall-ID: 4\r\nFrom: <sip:a@b>;tag=2\r\n" CL0), STRANGER, "" },
	{ "zeromf", T("OPTIONS sip:user@example.com SIP/2.0\r\nMax-Forwards: 0\r\n" OURS CL0), STRANGER, "OPTIONS" },
	{ "cparam01", T("REGISTER sip:example.com SIP/2.0\r\nContact: sip:+19725552222@gw1.example.net;unknownparam\r\n" OURS CL0), STRANGER,
	  "REGISTER" },
	{ "cparam02", T("REGISTER sip:example.com SIP/2.0\r\nContact: <sip:+19725552222@gw1.example.net;unknownparam>\r\n" OURS CL0), STRANGER,
	  "REGISTER" },
	{ "regescrt", T("REGISTER sip:example.com SIP/2.0\r\nContact: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>\r\n" OURS CL0),
	  STRANGER, "REGISTER" },
	{ "sdp01", T(INVITE "Accept: text/nobodyKnowsThis\r\n" OURS "Content-Length: 5\r\n\r\nv=0\r\n"), STRANGER, "INVITE" },
	{ "inv2543", T("INVITE sip:UserB@example.com SIP/2.0\r\nVia: SIP/2.0/UDP iftgw.example.com\r\nFrom: <sip:+13035551111@ift.client.example.net>\r\n"
		       "CSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n"), NEVER, NULL }, /* no Content-Length, on a stream */

	/* RFC 5118 4 */
	{ "ipv6-good", T("REGISTER sip:[2001:db8::10] SIP/2.0\r\nVia: SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bK1\r\n" CL0), STRANGER, "REGISTER" },
	{ "ipv6-bad", T("REGISTER sip:2001:db8::10 SIP/2.0\r\nVia: SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bK1\r\n" CL0), STRANGER, "REGISTER" },
	{ "port-ambiguous", T("REGISTER sip:[2001:db8::10:5070] SIP/2.0\r\n" OURS CL0), STRANGER, "REGISTER" },
	{ "port-unambiguous", T("REGISTER sip:[2001:db8::10]:5070 SIP/2.0\r\n" OURS CL0), STRANGER, "REGISTER" },
	{ "via-received-param-with-delim", T("BYE sip:[2001:db8::10] SIP/2.0\r\nVia: SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];"
					     "branch=z9hG4bK1\r\n" CL0), STRANGER, "BYE" },
	{ "via-received-param-no-delim", T("OPTIONS sip:[2001:db8::10] SIP/2.0\r\nVia: SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;"
					   "branch=z9hG4bK1\r\n" CL0), STRANGER, "OPTIONS" },
	{ "ipv6-in-sdp", T("INVITE sip:user@[2001:db8::10] SIP/2.0\r\n" OURS "Content-Length: 28\r\n\r\nc=IN IP6 [2001:db8::9:1]\r\n\r\n"), STRANGER,
	  "INVITE" },
	{ "mult-ip-in-header", T("BYE sip:user@host.example.net SIP/2.0\r\nVia: SIP/2.0/UDP [2001:db8::9:1]:6050;branch=z9hG4bK1, SIP/2.0/UDP "
				 "192.0.2.1;branch=z9hG4bK2\r\n" CL0), STRANGER, "BYE" },
	{ "mult-ip-in-sdp", T("INVITE sip:user@[2001:db8::10] SIP/2.0\r\n" OURS "Content-Length: 22\r\n\r\nc=IN IP4 192.0.2.1\r\n\r\n"), STRANGER,
	  "INVITE" },
	{ "ipv4-mapped-ipv6", T("INVITE sip:user@example.com SIP/2.0\r\nContact: <sip:[::ffff:192.0.2.2]>\r\n" OURS CL0), STRANGER, "INVITE" },
	{ "ipv6-bug-abnf-3-colons", T("OPTIONS sip:user@[2001:db8:::192.0.2.1] SIP/2.0\r\n" OURS CL0), STRANGER, "OPTIONS" },
};

static void each_has_its_verdict(void **state)
{
	static const enum verdict of[] = { [DECODE_DONE] = STRANGER, [DECODE_MORE] = WAITS, [DECODE_BAD] = NEVER };
	static struct sip_msg m;
	struct page page = page_new(4096);
	const struct sip_match ours = { SPAN("z9hG4bK1"), SPAN("4"), SPAN("2"), 5, SPAN("OPTIONS") };

	(void)state;
	for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
		struct decode d = sip_msg_decode(page_flush(&page, messages[i].bytes), &m);

		if (of[d.end] != messages[i].verdict)
			fail_msg("%s: %s", messages[i].name, d.end == DECODE_BAD ? d.rule : d.end == DECODE_DONE ? "read" : "not whole");
		if (d.end != DECODE_DONE)
			continue;
		if (m.is_response != (*messages[i].method == '\0') || (!m.is_response && !span_equal(m.method, span_of(messages[i].method))))
			fail_msg("%s: another start line", messages[i].name);
		if (sip_msg_differs(&m, &ours) == WIRE_TAKEN)
			fail_msg("%s: taken for our answer", messages[i].name);
	}
	page_free(&page);
}

/* Cut off anywhere, none becomes another verdict than that of the whole: it waits, or is refused as the whole is. */
static void a_part_is_never_more(void **state)
{
	static struct sip_msg m;
	struct page page = page_new(4096);

	(void)state;
	for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
		for (size_t len = 0; len < messages[i].bytes.len; len++) {
			struct decode d = sip_msg_decode(page_flush(&page, (struct span){ messages[i].bytes.at, len }), &m);

			if (d.end == DECODE_BAD && messages[i].verdict != NEVER)
				fail_msg("%s, %zu bytes: %s", messages[i].name, len, d.rule);
		}
	page_free(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_has_its_verdict), cmocka_unit_test(a_part_is_never_more) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
