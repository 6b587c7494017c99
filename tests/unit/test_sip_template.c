// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_sip_template - captured requests in every layout that is read, and what is said of those that cannot be
 *
 * The SIPStack record is laid out as Microsoft's article "Test-CsFederatedPartner fails" prints one; names are ours.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <strings.h>

#include <cmocka.h>

#include "codec/capture_text.h"
#include "codec/sip_msg.h"
#include "codec/sip_template.h"
#include "page.h"
#include "said.h"

#define PUSH "sip:push@push.lync.com"

/* A request as it went over the wire. */
#define MESSAGE_HEAD                                                                              \
	"MESSAGE sip:push@push.lync.com;x=y SIP/2.0\r\n"                                          \
	"Via: SIP/2.0/TLS 10.0.0.7:50111;branch=z9hG4bKold\r\n"                                   \
	"Max-Forwards: 68\r\n"                                                                    \
	"Route: <sip:edge.contoso.com;transport=tls;lr>;ms-edge-route\r\n"                        \
	"Route: <sip:next.contoso.com;lr>\r\n"                                                    \
	"From: \"The; <Pool>\" <sip:pool.contoso.com@contoso.com;opaque=app>;tag=old;epid=01ab\r\n"  \
	"To: <sip:device@push.lync.com>\r\n"                                                      \
	"Call-ID: oldcall\r\n"                                                                    \
	"CSeq: 7 MESSAGE\r\n"                                                                     \
	"Contact: <sip:pool.contoso.com>\r\n"                                                     \
	"User-Agent: RTCC/5.0.0.0 McxService/5.0.0.0\r\n"                                         \
	"Supported: ms-safe-transfer,\r\n ms-x\r\n"                                               \
	"Proxy-Authorization: NTLM secret\r\n"                                                    \
	"Authentication-Info: NTLM qop=\"auth\",\r\n\trspauth=\"secret\"\r\n"                    \
	"proxy-authentication-info: secret\r\n"                                                  \
	"ms-test: 1\r\n"                                                                          \
	"Content-Type: text/xml; charset=utf-8\r\n"
#define MESSAGE_VALUES                                                                            \
	"MESSAGE sip:push@push.lync.com;x=y\n"                                                    \
	"from sip:pool.contoso.com@contoso.com;opaque=app\n"                                      \
	"to sip:device@push.lync.com\n"                                                           \
	"route <sip:edge.contoso.com;transport=tls;lr>;ms-edge-route, <sip:next.contoso.com;lr>\n" \
	"agent RTCC/5.0.0.0 McxService/5.0.0.0\n"                                                 \
	"type text/xml; charset=utf-8\n"                                                          \
	"Supported: ms-safe-transfer, ms-x\n"                                                     \
	"ms-test: 1\n"

/* The record of a SIPStack log; its own labels stand before the first line. */
#define RECORD(start, headers, body)                                                              \
	"TL_INFO(TF_PROTOCOL) [0]06E4.0EB4::01/18/2012-05:00:43.101 (SIPStack,SIPAdminLog)$$begin_record\r\n"  \
	"Instance-Id: 0000C23F\r\n"                                                               \
	"Direction: incoming;source=\"internal edge\";destination=\"external edge\"\r\n"          \
	"Peer: lync.contoso.com:61182\r\n"                                                        \
	"Message-Type: request\r\n"                                                               \
	"Start-Line: " start "\r\n" headers "Message-Body: " body "\r\n$$end_record\r\n\r\n"
#define OPTIONS_HEADERS                                                                           \
	"To: <sip:Options_User@fabrikam.com>\r\nCSeq: 1 OPTIONS\r\nCall-ID: 017b\r\nMAX-FORWARDS: 70\r\n"      \
	"VIA: SIP/2.0/TLS 10.10.10.10:61182;branch=z9hG4bK6de4\r\n"                                            \
	"ROUTE: <sip:accessedge.fabrikam.com;transport=tls;lr>;ms-edge-route\r\n"                              \
	"CONTACT: <sip:lync.contoso.com;transport=Tls>\r\nCONTENT-LENGTH: 0\r\nUSER-AGENT: RTCC/4.0.0.0\r\n"
#define OPTIONS_VALUES                                                                            \
	"OPTIONS sip:Options_User@fabrikam.com\nto sip:Options_User@fabrikam.com\n"               \
	"route <sip:accessedge.fabrikam.com;transport=tls;lr>;ms-edge-route\nagent RTCC/4.0.0.0\n"
#define OTHER "OPTIONS sip:other@fabrikam.com SIP/2.0\r\nFrom: <sip:a@b>;tag=1\r\nContent-Length: 0\r\n\r\n"
#define LF_HEAD "MESSAGE sip:push@push.lync.com SIP/2.0\nFrom: sip:a@b;tag=1\n"
#define LF_VALUES "MESSAGE sip:push@push.lync.com\nfrom sip:a@b\n"

static const struct read_case {
	const char *name, *file;
	const char *values; /* what was read, a line each; behind "body " the body, CR as ^ and LF as _ */
	size_t line, requests;
} read_cases[] = {
	{ "bare, with a body", MESSAGE_HEAD "Content-Length: 15\r\n\r\n<a>&lt;b\r\n</a>\n", MESSAGE_VALUES "body <a>&lt;b^_</a>_\n", 1, 1 },
	{ "bare, no Content-Length: to the end", MESSAGE_HEAD "\r\nab\r\n", MESSAGE_VALUES "body ab^_\n", 1, 1 },
	{ "bare, cut off before the empty line", LF_HEAD, LF_VALUES, 1, 1 },
	{ "bare, nothing behind the empty line", LF_HEAD "\n \n\n", LF_VALUES, 1, 1 },
	{ "a body whose first line begins with a blank", LF_HEAD "Content-Length: 3\n\n ab", LF_VALUES "body  ab\n", 1, 1 },
	{ "what follows the body is not the body's", LF_HEAD "Content-Length: 2\n\nab\nmore\nof it\n", LF_VALUES "body ab\n", 1, 1 },
	{ "more than the body without a line end is cut at its length", LF_HEAD "l: 3\n\nab\nmore\n", LF_VALUES "body ab_\n", 1, 1 },
	{ "compact names", "OPTIONS sip:a@b SIP/2.0\nv: x\nf: <sip:c@d>\nt: <sip:e@f>\ni: 1\nm: <sip:x>\nc: text/plain\nl: 1\n\nz",
	  "OPTIONS sip:a@b\nfrom sip:c@d\nto sip:e@f\ntype text/plain\nbody z\n", 1, 1 },

	{ "a body that ends with the text", LF_HEAD "l: 2\n\nab", LF_VALUES "body ab\n", 1, 1 },
	{ "a body before a CR", LF_HEAD "l: 2\n\nab\r\n", LF_VALUES "body ab\n", 1, 1 },
	{ "a body whose last byte ends its line", LF_HEAD "l: 3\n\nab\ncd\n", LF_VALUES "body ab_\n", 1, 1 },
	{ "an empty body before other lines", LF_HEAD "l: 0\n\nab\n", LF_VALUES, 1, 1 },

	/* a trace that lost its CRs: the Content-Length shows whether the body had some */
	{ "CRs are put back", LF_HEAD "Content-Length: 8\n\nab\ncd\n", LF_VALUES "body ab^_cd^_\n", 1, 1 },
	{ "CRs are put back, more follows", LF_HEAD "Content-Length: 8\n\nab\ncd\n\nSIP/2.0 200 OK\n", LF_VALUES "body ab^_cd^_\n", 1, 1 },
	{ "there were none", LF_HEAD "Content-Length: 9\n\nab\ncd\nef\n", LF_VALUES "body ab_cd_ef_\n", 1, 1 },
	{ "long enough either way: as the head, it lost its CR", LF_HEAD "Content-Length: 6\n\nab\ncd\n", LF_VALUES "body ab^_cd\n", 1, 1 },
	{ "there were none, and short lines", LF_HEAD "Content-Length: 6\n\na\nb\nc\n", LF_VALUES "body a_b_c_\n", 1, 1 },
	{ "blank lines behind it do not stand in for CRs", LF_HEAD "Content-Length: 9\n\na\nb\nc\n\n\n\n", LF_VALUES "body a^_b^_c^_\n", 1, 1 },
	{ "uncounted, it is left as it is", LF_HEAD "\nab\ncd", LF_VALUES "body ab_cd\n", 1, 1 },
	{ "some are still there", LF_HEAD "Content-Length: 8\n\nab\r\ncd\n", LF_VALUES "body ab^_cd^_\n", 1, 1 },

	{ "a SIPStack record", RECORD("OPTIONS sip:Options_User@fabrikam.com SIP/2.0", OPTIONS_HEADERS, "-"), OPTIONS_VALUES, 6, 1 },
	{ "its body", RECORD("SERVICE sip:push@push.lync.com SIP/2.0", "From: <sip:c@d>;tag=1\r\nContent-Length: 6\r\n", "ab\r\ncd"),
	  "SERVICE sip:push@push.lync.com\nfrom sip:c@d\nbody ab^_cd\n", 6, 1 },
	{ "its body, uncounted", RECORD("SERVICE sip:push@push.lync.com SIP/2.0", "From: <sip:c@d>;tag=1\r\n", "ab\r\n cd"),
	  "SERVICE sip:push@push.lync.com\nfrom sip:c@d\nbody ab^_ cd\n", 6, 1 },
	{ "its body ends in a line end of its own", RECORD("SERVICE sip:push@push.lync.com SIP/2.0", "From: <sip:c@d>;tag=1\r\nContent-Length: 4\r\n", "ab\r\n"),
	  "SERVICE sip:push@push.lync.com\nfrom sip:c@d\nbody ab^_\n", 6, 1 },
	{ "what a diagnostic record speaks of is no request",
	  "Text: x\r\nSIP-Start-Line: INVITE sip:x@y SIP/2.0\r\n" RECORD("OPTIONS sip:Options_User@fabrikam.com SIP/2.0", OPTIONS_HEADERS, "-"),
	  OPTIONS_VALUES, 8, 1 },
	{ "Kamailio's log",
	  " 3(201) NOTICE: <script>: request from edge: MESSAGE sip:push@push.lync.com SIP/2.0\r\nFrom: <sip:a@b>;tag=1\r\nRecord-Route: <sip:x;lr>\r\n"
	  "Content-Length: 2\r\n\r\nab\n 3(201) NOTICE: more\n", LF_VALUES "body ab\n", 1, 1 },
	{ "sngrep's text", "2026/01/02 03:04:05.678 10.0.0.1:5061 -> 10.0.0.2:5061\nOPTIONS sip:a@b SIP/2.0\r\nFrom: <sip:c@d>\r\n\r\n\n",
	  "OPTIONS sip:a@b\nfrom sip:c@d\n", 2, 1 },

	{ "XML with escaped text", "<?xml version=\"1.0\"?>\n<Log>\n<Data>Start-Line: SERVICE sip:push@push.lync.com SIP/2.0\r\nFrom: &lt;sip:c@d&gt;;tag=1\r\n"
	  "Content-Length: 9\r\nMessage-Body: &lt;x&gt;&amp;amp;&#xA;</Data></Log>", "SERVICE sip:push@push.lync.com\nfrom sip:c@d\nbody <x>&amp;_\n", 3, 1 },
	{ "XML, an uncounted body", "<Data>Start-Line: SERVICE sip:push@push.lync.com SIP/2.0\nFrom: &lt;sip:c@d&gt;\nMessage-Body: xy</Data>",
	  "SERVICE sip:push@push.lync.com\nfrom sip:c@d\nbody xy\n", 1, 1 },
	{ "XML, line ends escaped", "<Log><Data>OPTIONS sip:a@b SIP/2.0&#xD;&#xA;From: &lt;sip:c@d&gt;&#xD;&#xA;&#xD;&#xA;</Data>\n<More/></Log>",
	  "OPTIONS sip:a@b\nfrom sip:c@d\n", 1, 1 },
	{ "XML with CDATA", "<Log>\n<![CDATA[OPTIONS sip:a@b SIP/2.0\nFrom: <sip:c@d>\nX: &lt;\n]]></Log>",
	  "OPTIONS sip:a@b\nfrom sip:c@d\nX: &lt;\n", 2, 1 },
	{ "XML with two, each in an element", "<L><D>" "OPTIONS sip:x@y SIP/2.0\nTo: sip:x@y\n</D>\n<D>MESSAGE sip:push@push.lync.com SIP/2.0\n"
	  "From: sip:a@b\n\nbody</D></L>", LF_VALUES "body body\n", 4, 2 },
	{ "escaped text alone", "OPTIONS sip:a@b SIP/2.0\nFrom: &lt;sip:c@d&gt;\n", "OPTIONS sip:a@b\nfrom sip:c@d\n", 1, 1 },

	{ "of several the one to the push service", OTHER MESSAGE_HEAD "Content-Length: 0\r\n\r\n" OTHER, MESSAGE_VALUES, 5, 3 },
	{ "of several to it the first", LF_HEAD "l: 1\n\na\n" LF_HEAD "l: 1\n\nb\n", LF_VALUES "body a\n", 1, 2 },
	{ "of several no INVITE to it", "INVITE sip:push@push.lync.com SIP/2.0\nTo: sip:a@b\n\nOPTIONS SIP:PUSH@push.lync.com SIP/2.0\nTo: sip:c@d\n\n",
	  "OPTIONS SIP:PUSH@push.lync.com\nto sip:c@d\n", 4, 2 },
	{ "one OPTIONS alone may go anywhere", "OPTIONS sip:a@b SIP/2.0\nTo: sip:c@d\n", "OPTIONS sip:a@b\nto sip:c@d\n", 1, 1 },
	{ "all indented", "  OPTIONS sip:a@b SIP/2.0\n  To: sip:c@d\n", "OPTIONS sip:a@b\nto sip:c@d\n", 1, 1 },
	{ "journald's indent", "Dec 12 19:32:55 sbc kamailio[1]: INFO: OPTIONS sip:a@b SIP/2.0\n      To: sip:c@d\n      X: y\n       z\nDec 12 19:32:56 sbc x\n",
	  "OPTIONS sip:a@b\nto sip:c@d\nX: y z\n", 1, 1 },
	{ "journald's indent, a body", "a: MESSAGE sip:push@push.lync.com SIP/2.0\n  From: <sip:a@b>;tag=1\n  Content-Length: 2\n  \n  ab\n", LF_VALUES "body ab\n", 1, 1 },
	{ "Expressway's bar", "2026-01-02 x: SIPMSG:\n |OPTIONS sip:a@b SIP/2.0\nTo: sip:c@d\nContent-Length: 0\n\n|\n2026 y\n",
	  "OPTIONS sip:a@b\nto sip:c@d\n", 2, 1 },
	{ "Expressway's bar, no empty line", "|OPTIONS sip:a@b SIP/2.0\nTo: sip:c@d\n|\n", "OPTIONS sip:a@b\nto sip:c@d\n", 1, 1 },
	{ "ngrep's dots", "T 10.0.0.1:5061 -> 10.0.0.2:5061 [AP]\nOPTIONS sip:a@b SIP/2.0.\nTo: sip:c@d.\nX: y..\nContent-Length: 0.\n.\n\nT x\n",
	  "OPTIONS sip:a@b\nto sip:c@d\nX: y.\n", 2, 1 },
	{ "rsyslog's line ends", "Jan 1 sbc x: OPTIONS sip:a@b SIP/2.0#015#012To: sip:c@d#015#012X: y#015#012#015#012\nJan 1 sbc more\n",
	  "OPTIONS sip:a@b\nto sip:c@d\nX: y\n", 1, 1 },
	{ "an answer before it", "SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n" OTHER, "OPTIONS sip:other@fabrikam.com\nfrom sip:a@b\n", 4, 1 },
};

static const struct bad_case {
	const char *name, *file, *why;
} bad_cases[] = {
	{ "empty", "", "it is empty" },
	{ "no request", "one\ntwo\n", "no request in it: no line of it is METHOD sip:... SIP/2.0" },
	{ "an answer alone", "SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n", "no request in it" },
	{ "HTTP", "GET / HTTP/1.1\r\n\r\n", "no request in it" },
	{ "a URI that cannot be", "\nOPTIONS sip:a@b@c SIP/2.0\nTo: sip:c@d\n", "line 2: \"sip:a@b@c\" is not a SIP URI" },
	{ "sips", "OPTIONS sips:a@b SIP/2.0\nTo: sip:c@d\n", "line 1: \"sips:a@b\" is not a SIP URI" },
	{ "From that cannot be", "OPTIONS sip:a@b SIP/2.0\nFrom: <tel:1>\n", "line 2: \"tel:1\" is not a SIP URI" },
	{ "From without >", "OPTIONS sip:a@b SIP/2.0\nFrom: <sip:c@d;tag=1\n", "line 2: an address whose angle bracket nothing closes" },
	{ "two Froms", "OPTIONS sip:a@b SIP/2.0\nFrom: sip:c@d\nf: sip:c@d\n", "line 3: the same header stands here for the second time" },
	{ "two Content-Lengths", "OPTIONS sip:a@b SIP/2.0\nContent-Length: 0\nl: 0\n", "line 3: the same header" },
	{ "two Content-Types", "OPTIONS sip:a@b SIP/2.0\nContent-Type: a/b\nc: a/b\n", "line 3: the same header" },
	{ "Content-Length no number", "OPTIONS sip:a@b SIP/2.0\nContent-Length: x\n", "line 2: the Content-Length is not a number up to 65536" },
	{ "Content-Length too large", "OPTIONS sip:a@b SIP/2.0\nContent-Length: 65537\n", "line 2: the Content-Length is not a number up to 65536" },
	{ "a line that is no header", "OPTIONS sip:a@b SIP/2.0\nTo: sip:c@d\nrubbish\n", "line 3: no header" },
	{ "a name that is no name", "OPTIONS sip:a@b SIP/2.0\nTo you: sip:c@d\n", "line 2: no header" },
	{ "Wireshark's details", "Session Initiation Protocol (OPTIONS)\n    Request-Line: OPTIONS sip:a@b SIP/2.0\n    Message Header\n        To: sip:c@d\n",
	  "line 2: these are Wireshark's details" },
	{ "an indent before no header", "OPTIONS sip:a@b SIP/2.0\n  To\n", "line 2: a header begins with a blank" },
	{ "a bad line behind an indent", "x\nOPTIONS sip:a@b SIP/2.0\n  To: sip:c@d\n  rubbish\n", "line 4: no header" },
	{ "a bad line within rsyslog's", "x\na: OPTIONS sip:a@b SIP/2.0#015#012To: sip:c@d#015#012rubbish#015#012\n", "line 2: no header" },
	{ "a control character", "OPTIONS sip:a@b SIP/2.0\nTo: sip:c@d\nX: \x1b[2J\n", "line 3: a control character" },
	{ "a lone CR", "OPTIONS sip:a@b SIP/2.0\nX: a\rVia: b\n", "line 2: a control character" },
	{ "no headers", "OPTIONS sip:a@b SIP/2.0\n\nbody", "line 1: no header follows" },
	{ "each header in an element of its own", "<a><s>OPTIONS sip:a@b SIP/2.0</s><h>To: x</h></a>", "line 1: no header follows" },
	{ "a body cut off", LF_HEAD "Content-Length: 6\n\nab\n", "line 3: the Content-Length is 6, but no body of that length" },
	{ "a body cut off, CRLF", "OPTIONS sip:a@b SIP/2.0\r\nl: 5\r\n\r\nab\n\n", "line 2: the Content-Length is 5, but no body" },
	{ "a body left out of the log", RECORD("SERVICE sip:push@push.lync.com SIP/2.0", "To: <sip:c@d>\r\nContent-Length: 512\r\n", "left out"),
	  "line 8: the Content-Length is 512, but no body of that length stands behind the headers (8 bytes are there)" },
	{ "a body that ends inside a line", LF_HEAD "Content-Length: 2\n\nabc", "line 3: the Content-Length is 2, but no body" },
	{ "a body that XML cuts", "<a>SERVICE sip:push@push.lync.com SIP/2.0\nTo: sip:c@d\nl: 3\n\na<b/>b</a>", "line 3: the Content-Length is 3" },
	{ "uncounted, and others follow", LF_HEAD "\nbody\n" OTHER, "line 1: this request has no Content-Length, and other messages follow" },
	{ "uncounted, and an answer follows", LF_HEAD "\nbody\nSIP/2.0 200 OK\n", "line 1: this request has no Content-Length" },
};

#define TO_X "From: <sip:a@b>;tag=1\nTo: <sip:x@contoso.com>\nCSeq: 1 X\nContent-Length: 0\n\n"
#define ROUTED(route) "MESSAGE " PUSH " SIP/2.0\nRoute: " route "\nContent-Length: 0\n\n"
#define NAME_IT "give --uri to send it there"
#define ONLY ", not OPTIONS, MESSAGE or SERVICE"
#define LOOSE "a Route that is not made of <sip:...;lr> alone"

/* What a capture holds and the operator gives (-m, --uri; the push URI, by --domain); NULL: not given. */
static const struct harm_case {
	const char *name, *file, *method, *uri, *push_uri;
	const char *sent; /* method and Request-URI; NULL: nothing is */
	const char *why;
} harm_cases[] = {
	/* by method */
	{ "INVITE rings", "INVITE sip:x@10.0.0.7:5061;transport=tls SIP/2.0\n" TO_X, .why = "line 1 holds INVITE sip:x@10.0.0.7:5061;transport=tls" ONLY },
	{ "REGISTER logs off", "REGISTER sip:contoso.com SIP/2.0\nExpires: 0\n" TO_X, .why = "REGISTER sip:contoso.com" ONLY },
	{ "also to the push URI", "INVITE " PUSH " SIP/2.0\n" TO_X, .why = "INVITE " PUSH "" ONLY },
	{ "also where --uri names it", "BYE sip:x@contoso.com SIP/2.0\n" TO_X, .uri = "sip:x@contoso.com", .why = "BYE sip:x@contoso.com" ONLY },
	{ "a method has a case", "message " PUSH " SIP/2.0\n" TO_X, .why = "message " PUSH "" ONLY },
	{ "a method that begins so", "MESSAGES " PUSH " SIP/2.0\n" TO_X, .why = "MESSAGES " PUSH "" ONLY },
	{ "a method that an entity spells", "<a>&#73;NVITE sip:x@contoso.com SIP/2.0\n" TO_X "</a>", .why = "line 1 holds INVITE sip:x@contoso.com" },
	{ "an absolute URI", "INVITE tel:+4930123456 SIP/2.0\n" TO_X, .why = "INVITE tel:+4930123456" ONLY },
	{ "a version in lower case", "INVITE sip:x@contoso.com sip/2.0\n" TO_X, .why = "INVITE sip:x@contoso.com" ONLY },
	{ "behind a log's label", "Start-Line: REFER sip:x@contoso.com SIP/2.0\n" TO_X, .why = "line 1 holds REFER sip:x@contoso.com" ONLY },
	{ "-m makes another of it", "INVITE sip:x@contoso.com SIP/2.0\n" TO_X, .method = "OPTIONS", .sent = "OPTIONS sip:x@contoso.com" },
	{ "-m makes a MESSAGE of it", "OPTIONS sip:x@contoso.com SIP/2.0\n" TO_X, .method = "MESSAGE", .why = "MESSAGE sip:x@contoso.com: " NAME_IT },

	/* by target */
	{ "a MESSAGE to a client", "MESSAGE sip:x@10.0.0.7:5061;transport=tls SIP/2.0\n" TO_X, .why = "MESSAGE sip:x@10.0.0.7:5061;transport=tls: " NAME_IT },
	{ "a SERVICE to a user", "SERVICE sip:x@contoso.com SIP/2.0\n" TO_X, .why = "SERVICE sip:x@contoso.com: " NAME_IT },
	{ "another user of the host", "MESSAGE sip:x@push.lync.com SIP/2.0\n" TO_X, .why = NAME_IT },
	{ "another host", "MESSAGE sip:push@contoso.com SIP/2.0\n" TO_X, .why = NAME_IT },
	{ "a host that begins so", "MESSAGE sip:push@push.lync.com.contoso.com SIP/2.0\n" TO_X, .why = NAME_IT },
	{ "no user", "MESSAGE sip:push.lync.com SIP/2.0\n" TO_X, .why = NAME_IT },
	{ "a user with a password", "MESSAGE sip:push:x@push.lync.com SIP/2.0\n" TO_X, .why = NAME_IT },
	{ "a user with a parameter", "MESSAGE sip:push;x@push.lync.com SIP/2.0\n" TO_X, .why = NAME_IT },
	{ "the push URI as a user", "MESSAGE sip:push%40push.lync.com@contoso.com SIP/2.0\n" TO_X, .why = NAME_IT },
	{ "a second @ behind parameters", "MESSAGE sip:push@push.lync.com;x@contoso.com SIP/2.0\n" TO_X, .why = "not a SIP URI: an @" },
	{ "a NUL behind the user", "MESSAGE sip:push%00x@push.lync.com SIP/2.0\n" TO_X, .why = NAME_IT },
	{ "escaped twice", "MESSAGE sip:%2570ush@push.lync.com SIP/2.0\n" TO_X, .why = NAME_IT },
	{ "sips", "MESSAGE sips:push@push.lync.com SIP/2.0\n" TO_X, .why = "not a SIP URI" },
	{ "tel", "MESSAGE tel:+4930123456 SIP/2.0\n" TO_X, .why = "MESSAGE tel:+4930123456, not a SIP URI" },
	{ "im", "MESSAGE im:x@contoso.com SIP/2.0\n" TO_X, .why = "not a SIP URI" },
	{ "maddr leads elsewhere", "MESSAGE sip:push@push.lync.com;maddr=10.0.0.7 SIP/2.0\n" TO_X, .why = "whose maddr leads elsewhere" },
	{ "maddr, escaped and in capitals", "SERVICE sip:push@push.lync.com;x;%4dADDR=10.0.0.7 SIP/2.0\n" TO_X, .why = "maddr" },
	{ "a client's connection", "MESSAGE sip:push@push.lync.com;ms-received-cid=5C3600 SIP/2.0\n" TO_X, .why = "ms-received-cid" },

	/* the push URI, however it is written */
	{ "MESSAGE", "MESSAGE " PUSH " SIP/2.0\n" TO_X, .sent = "MESSAGE " PUSH },
	{ "SERVICE", "SERVICE " PUSH " SIP/2.0\n" TO_X, .sent = "SERVICE " PUSH },
	{ "escaped", "MESSAGE sip:%70us%68@push.lync.com SIP/2.0\n" TO_X, .sent = "MESSAGE sip:%70us%68@push.lync.com" },
	{ "in capitals", "MESSAGE SIP:PUSH@PUSH.LYNC.COM SIP/2.0\n" TO_X, .sent = "MESSAGE SIP:PUSH@PUSH.LYNC.COM" },
	{ "with a port and parameters", "MESSAGE sip:push@push.lync.com:5061;transport=tls SIP/2.0\n" TO_X,
	  .sent = "MESSAGE sip:push@push.lync.com:5061;transport=tls" },
	{ "as an entity spells it", "<a>MESSAGE sip:push&#64;push.lync.com SIP/2.0\nTo: sip:a@b\n\n</a>", .sent = "MESSAGE " PUSH },

	/* another that the operator names */
	{ "--uri", "MESSAGE sip:x@contoso.com SIP/2.0\n" TO_X, .uri = "sip:x@contoso.com", .sent = "MESSAGE sip:x@contoso.com" },
	{ "--uri takes the place of the captured one", "SERVICE tel:1 SIP/2.0\n" TO_X, .uri = "sip:y@contoso.com", .sent = "SERVICE sip:y@contoso.com" },
	{ "--domain", "MESSAGE sip:push@push.contoso.com SIP/2.0\n" TO_X, .push_uri = "sip:push@push.contoso.com",
	  .sent = "MESSAGE sip:push@push.contoso.com" },
	{ "--domain, another user there", "MESSAGE sip:x@contoso.com SIP/2.0\n" TO_X, .push_uri = "sip:push@contoso.com", .why = NAME_IT },
	{ "--domain names another than the captured", "MESSAGE " PUSH " SIP/2.0\n" TO_X, .push_uri = "sip:push@contoso.com", .why = NAME_IT },

	/* a Route without lr takes the place of the Request-URI */
	{ "loose Routes", ROUTED("<sip:edge.contoso.com;transport=tls;lr>;ms-edge-route, <sip:b@c;LR=on>\nRoute: <sip:d;%6cr;x=y>"), .sent = "MESSAGE " PUSH },
	{ "a strict Route", ROUTED("<sip:x@10.0.0.7:5061;transport=tls>"), .why = "line 1 holds MESSAGE " PUSH " with " LOOSE ": <sip:x@10.0.0.7:5061;transport=tls>" },
	{ "a strict Route behind a loose one", ROUTED("<sip:a;lr>\nRoute: <sip:x@10.0.0.7>"), .why = LOOSE },
	{ "lr behind the bracket", ROUTED("<sip:x@10.0.0.7>;lr"), .why = LOOSE },
	{ "lr in a user", ROUTED("<sip:x;lr@10.0.0.7>"), .why = LOOSE },
	{ "a display name", ROUTED("\"<sip:a;lr>, \" <sip:x@10.0.0.7>"), .why = LOOSE },
	{ "a strict Route hidden in a parameter", ROUTED("<sip:a;lr>;x=\",\" <sip:x@10.0.0.7>"), .why = LOOSE },
	{ "a folded Route", ROUTED("<sip:a;lr>,\n <sip:x@10.0.0.7>"), .why = LOOSE },
	{ "no URI", ROUTED("<tel:1;lr>"), .why = LOOSE },
	{ "no bracket", ROUTED("sip:a;lr"), .why = LOOSE },
	{ "an OPTIONS may take any", "OPTIONS sip:a@b SIP/2.0\nRoute: <sip:x@10.0.0.7>\n\n", .sent = "OPTIONS sip:a@b" },
	{ "with --uri, too", "MESSAGE sip:a@b SIP/2.0\nRoute: <sip:x@10.0.0.7>\n\n", .uri = "sip:a@b", .why = LOOSE },

	/* several */
	{ "several, none to the push service", OTHER OTHER,
	  .why = "line 1 holds OPTIONS sip:other@fabrikam.com, the first of 2 requests, none of which is an OPTIONS, MESSAGE or SERVICE to " PUSH },
	{ "an INVITE behind the push request", "MESSAGE " PUSH " SIP/2.0\n" TO_X "INVITE sip:x@contoso.com SIP/2.0\n" TO_X, .sent = "MESSAGE " PUSH },
	{ "an INVITE before it", "INVITE sip:x@contoso.com SIP/2.0\n" TO_X "SERVICE " PUSH " SIP/2.0\n" TO_X, .sent = "SERVICE " PUSH },
	{ "an INVITE to a number behind it, uncounted", "MESSAGE " PUSH " SIP/2.0\nFrom: sip:a@b\n\nINVITE tel:1 SIP/2.0\n" TO_X,
	  .why = "line 1: this request has no Content-Length, and other messages follow" },
	{ "two INVITEs", "INVITE sip:x@contoso.com SIP/2.0\n" TO_X "INVITE " PUSH " SIP/2.0\n" TO_X, .why = "INVITE sip:x@contoso.com, the first of 2" },
	{ "maddr, then without", "MESSAGE " PUSH ";maddr=10.0.0.7 SIP/2.0\n" TO_X "MESSAGE " PUSH " SIP/2.0\n" TO_X, .sent = "MESSAGE " PUSH },
	{ "--uri chooses", "MESSAGE " PUSH " SIP/2.0\n" TO_X "OPTIONS sip:x@contoso.com SIP/2.0\n" TO_X, .uri = "sip:x@contoso.com",
	  .sent = "OPTIONS sip:x@contoso.com" },

	/* folds */
	{ "a first line that goes on in a fold is none", "INVITE\n sip:x@contoso.com SIP/2.0\n" TO_X, .why = "no request in it" },
	{ "a fold that looks like a push request is one more request, and allowed",
	  "INVITE sip:x@contoso.com SIP/2.0\nSubject: a\n MESSAGE " PUSH " SIP/2.0\n" TO_X, .sent = "MESSAGE " PUSH },
	{ "a fold that looks like an INVITE is the header's", "MESSAGE " PUSH " SIP/2.0\nSubject: a\n INVITE sip:x@contoso.com SIP/2.0\n" TO_X,
	  .sent = "MESSAGE " PUSH },
};

/* Every method that an RFC or Microsoft defines, and those of them that may be sent. */
static const char *const methods[] = { "INVITE", "ACK", "BYE", "CANCEL", "REGISTER", "OPTIONS", "PRACK", "SUBSCRIBE", "NOTIFY", "UPDATE",
				       "MESSAGE", "REFER", "PUBLISH", "INFO", "SERVICE", "NEGOTIATE", "BENOTIFY" };
static const char allowed_methods[] = " OPTIONS MESSAGE SERVICE ";

/* What of a request may differ from the capture; all else must be the same. */
static const char *const made_anew[] = { "Via", "Call-ID", "CSeq", "Contact", "Max-Forwards", "Content-Length" };

static const char *const replayed[] = {
	MESSAGE_HEAD "Content-Length: 8\r\n\r\nab\r\ncd\r\n",
	"OPTIONS sip:push@push.lync.com SIP/2.0\r\nVia: x\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;epid=1;tag=2\r\nTo: <sip:push@push.lync.com>\r\n"
	"Call-ID: 1\r\nCSeq: 1 OPTIONS\r\nContact: <sip:c>\r\nContent-Length: 0\r\n\r\n",
	"SERVICE sip:push@push.lync.com SIP/2.0\r\nVia: x\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=2\r\nTo: <sip:push@push.lync.com>\r\n"
	"Call-ID: 1\r\nCSeq: 1 SERVICE\r\nContact: <sip:c>\r\nAccept: a/b\r\nAccept: c/d\r\nContent-Type: a/b\r\nContent-Length: 1\r\n\r\nx",
};

static const char hostile_bytes[] = { '\n', '\r', ' ', ':', ';', '"', '<', '&', '\x01', '\xff' };

static struct sip_msg captured_msg, replayed_msg;

static const char *values_of(const struct sip_template *t, struct arena *arena);
static bool read_params(const struct sip_template_params *params, struct arena *arena, struct sip_template *t, struct fault *f);
static bool read_text(struct span file, struct arena *arena, struct sip_template *t, struct fault *f);
static void replay(const struct sip_template *t, struct buf *bytes);
static bool is_made_anew(struct span name);
static bool same_address(struct span a, struct span b);
static void all_of(const struct sip_msg *in, const struct sip_msg *must_be_in);

static void reads(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof read_cases / sizeof *read_cases; i++) {
		const struct read_case *c = &read_cases[i];
		struct arena arena = ARENA(1 << 20);
		struct sip_template t;
		struct fault f;
		if (!read_text(span_of(c->file), &arena, &t, &f))
			fail_msg("%s: %s", c->name, f.text);
		const char *values = values_of(&t, &arena);
		if (strcmp(values, c->values) != 0 || t.line != c->line || t.requests != c->requests)
			fail_msg("%s: line %zu of %zu requests\n%s", c->name, t.line, t.requests, values);
		arena_free(&arena);
	}
}

static void names_what_cannot_be_read_by_its_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad_cases / sizeof *bad_cases; i++) {
		const struct bad_case *c = &bad_cases[i];
		struct arena arena = ARENA(1 << 20);
		struct sip_template t = { .line = 77 };
		struct fault f;
		if (read_text(span_of(c->file), &arena, &t, &f))
			fail_msg("%s: was read", c->name);
		if (f.kind != FAULT_FILE || !strstr(f.text, c->why) || t.line != 77)
			fail_msg("%s: %s", c->name, f.text);
		for (const char *at = f.text; *at; at++)
			if ((unsigned char)*at < ' ')
				fail_msg("%s: the sentence is not one clean line", c->name);
		arena_free(&arena);
	}
}

static void sends_nothing_that_does_harm(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof harm_cases / sizeof *harm_cases; i++) {
		const struct harm_case *c = &harm_cases[i];
		const char *push_uri = c->uri ? c->uri : c->push_uri ? c->push_uri : PUSH;
		struct sip_template_params params = { span_of(c->file), c->method, c->uri, push_uri };
		struct arena arena = ARENA(1 << 20);
		struct sip_template t = { .line = 77 };
		struct fault f = { 0 };
		const char *sent = read_params(&params, &arena, &t, &f) ? arena_printf(&arena, "%s %s", t.method, t.uri) : NULL;
		bool right = c->sent ? sent && strcmp(sent, c->sent) == 0 : !sent && strstr(f.text, c->why) && t.line == 77;
		if (!right)
			print_error("%s: %s\n", c->name, sent ? sent : f.text);
		wrong += !right;
		arena_free(&arena);
	}
	assert_int_equal(wrong, 0);
}

/* The kind of fault is that of a request that does harm, not that of a file that cannot be read: a rule has a cause for each. */
static void sends_three_methods_only(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		struct arena arena = ARENA(1 << 20);
		struct sip_template t;
		struct fault f = { 0 };
		const char *file = arena_printf(&arena, "%s " PUSH " SIP/2.0\n" TO_X, methods[i]);
		struct sip_template_params params = { span_of(file), NULL, NULL, PUSH };
		bool allowed = strstr(allowed_methods, arena_printf(&arena, " %s ", methods[i]));
		if (read_params(&params, &arena, &t, &f) != allowed || (!allowed && f.kind != FAULT_USAGE))
			fail_msg("%s: %s", methods[i], f.text);
		arena_free(&arena);
	}
}

static void a_replay_differs_in_what_is_made_anew_only(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof replayed / sizeof *replayed; i++) {
		struct arena arena = ARENA(1 << 20);
		struct buf bytes = BUF(SIP_REQUEST_MAX);
		struct sip_template t;
		struct fault f;
		if (!read_text(span_of(replayed[i]), &arena, &t, &f))
			fail_msg("%s", f.text);
		replay(&t, &bytes);
		assert_int_equal(sip_msg_decode(span_of(replayed[i]), &captured_msg).end, DECODE_DONE);
		assert_int_equal(sip_msg_decode(buf_span(&bytes), &replayed_msg).end, DECODE_DONE);
		assert_true(span_equal(captured_msg.method, replayed_msg.method) && span_equal(captured_msg.uri, replayed_msg.uri));
		assert_true(span_equal(captured_msg.body, replayed_msg.body));
		all_of(&captured_msg, &replayed_msg);
		all_of(&replayed_msg, &captured_msg);
		assert_null(strstr(said(&bytes), "old"));
		assert_null(strstr(said(&bytes), "secret"));
		buf_free(&bytes);
		arena_free(&arena);
	}
}

static void what_the_capture_lacks_stays_as_it_was(void **state)
{
	struct arena arena = ARENA(1 << 20);
	struct sip_request request = { .from = "sip:given@contoso.com", .route = "<sip:given>", .proxy = { "given", 1 }, .user_agent = "ours" };
	struct sip_template t;
	struct fault f;

	(void)state;
	assert_true(read_text(SPAN("OPTIONS sip:a@b SIP/2.0\nX: y\n"), &arena, &t, &f));
	sip_template_fill(&t, &request);
	assert_string_equal(request.from, "sip:given@contoso.com");
	assert_string_equal(request.route, "<sip:given>");
	assert_string_equal(request.proxy.name, "given");
	assert_true(request.captured && !request.user_agent && !request.to && !request.content_type && request.body.len == 0);
	assert_string_equal(request.headers.at[0], "X: y");
	arena_free(&arena);
}

static void limits_hold(void **state)
{
	struct buf file = BUF(CAPTURE_TEXT_MAX);
	struct arena arena = ARENA(1 << 20);
	struct sip_template t;
	struct fault f;

	(void)state;
	buf_text(&file, "OPTIONS sip:a@b SIP/2.0\n");
	for (int i = 0; i < SIP_TEMPLATE_HEADERS_MAX; i++)
		buf_printf(&file, "X-%d: y\n", i);
	assert_true(read_text(buf_span(&file), &arena, &t, &f));
	assert_int_equal(t.headers.count, SIP_TEMPLATE_HEADERS_MAX);
	buf_text(&file, "X: y\n");
	assert_false(read_text(buf_span(&file), &arena, &t, &f));
	assert_string_equal(f.text, "line 66: more than 64 headers");
	buf_free(&file);

	assert_true(buf_printf(&file, "OPTIONS sip:a@b SIP/2.0\nTo: sip:c@d\nX: %0*d\n", SIP_TEMPLATE_HEAD_MAX, 1));
	assert_false(read_text(buf_span(&file), &arena, &t, &f));
	assert_string_equal(f.text, "line 3: the headers before and in this line are over 32768 bytes");
	buf_free(&file);

	assert_true(buf_printf(&file, "OPTIONS sip:a@b SIP/2.0\nTo: sip:c@d\n\n%0*d", SIP_TEMPLATE_BODY_MAX, 1));
	assert_true(read_text(buf_span(&file), &arena, &t, &f));
	assert_int_equal(t.body.len, SIP_TEMPLATE_BODY_MAX);
	buf_text(&file, "x");
	assert_false(read_text(buf_span(&file), &arena, &t, &f));
	assert_string_equal(f.text, "line 4: the body has 65537 bytes, the limit is 65536");
	buf_free(&file);
	arena_free(&arena);
}

static void no_memory_is_said(void **state)
{
	bool enough = false;

	(void)state;
	for (size_t ceiling = 0; !enough; ceiling += 16) {
		struct arena arena = ARENA(ceiling);
		struct sip_template t = { .line = 77 };
		struct fault f;
		enough = read_text(span_of(replayed[0]), &arena, &t, &f);
		if (!enough && (f.kind != FAULT_MEMORY || t.line != 77))
			fail_msg("%zu bytes: %s", ceiling, f.text);
		arena_free(&arena);
	}
}

/* Each byte of each file in turn becomes a hostile one, and each file is cut off everywhere: it is read, or refused by line;
 * and what is read can be sent. */
static void survives_any_byte_and_any_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof read_cases / sizeof *read_cases; i++) {
		struct span file = span_of(read_cases[i].file);
		struct page page = page_new(file.len);
		for (size_t at = 0; at < file.len * (sizeof hostile_bytes + 1); at++) {
			size_t which = at % (sizeof hostile_bytes + 1), where = at / (sizeof hostile_bytes + 1);
			bool cut = which == sizeof hostile_bytes;
			struct span copy = page_flush(&page, (struct span){ file.at, cut ? where : file.len });
			struct arena arena = ARENA(1 << 20);
			struct buf bytes = BUF(SIP_REQUEST_MAX);
			struct sip_template t;
			struct fault f = { 0 };
			if (!cut)
				((char *)copy.at)[where] = hostile_bytes[which];
			if (sip_template_read(&(struct sip_template_params){ copy, NULL, NULL, PUSH }, &arena, &t, &f)) {
				replay(&t, &bytes);
				assert_int_equal(sip_msg_decode(buf_span(&bytes), &replayed_msg).end, DECODE_DONE);
				assert_true(strcmp(t.method, "OPTIONS") == 0 || strncasecmp(t.uri, PUSH, sizeof PUSH - 1) == 0);
			} else {
				assert_true(f.kind == FAULT_FILE || f.kind == FAULT_USAGE);
			}
			buf_free(&bytes);
			arena_free(&arena);
		}
		page_free(&page);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(names_what_cannot_be_read_by_its_line),
		cmocka_unit_test(sends_nothing_that_does_harm),
		cmocka_unit_test(sends_three_methods_only),
		cmocka_unit_test(a_replay_differs_in_what_is_made_anew_only),
		cmocka_unit_test(what_the_capture_lacks_stays_as_it_was),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(no_memory_is_said),
		cmocka_unit_test(survives_any_byte_and_any_end),
	};
	return cmocka_run_group_tests_name("sip_template", tests, NULL, NULL);
}

static void add_value(struct buf *to, const char *label, const char *value)
{
	if (value)
		buf_printf(to, "%s%s\n", label, value);
}

static const char *values_of(const struct sip_template *t, struct arena *arena)
{
	struct buf values = BUF(4096);

	buf_printf(&values, "%s %s\n", t->method, t->uri);
	add_value(&values, "from ", t->from);
	add_value(&values, "to ", t->to);
	add_value(&values, "route ", t->route);
	add_value(&values, "agent ", t->user_agent);
	add_value(&values, "type ", t->content_type);
	for (size_t i = 0; i < t->headers.count; i++)
		add_value(&values, "", t->headers.at[i]);
	if (t->body.len > 0)
		buf_text(&values, "body ");
	for (size_t i = 0; i < t->body.len; i++)
		buf_printf(&values, "%c", t->body.at[i] == '\r' ? '^' : t->body.at[i] == '\n' ? '_' : t->body.at[i]);
	if (t->body.len > 0)
		buf_text(&values, "\n");
	const char *text = arena_text(arena, buf_span(&values));
	buf_free(&values);
	return text;
}

/* From a buffer that is gone afterwards. */
static bool read_params(const struct sip_template_params *params, struct arena *arena, struct sip_template *t, struct fault *f)
{
	struct sip_template_params copy = *params;
	struct page page = page_new(params->file.len);

	copy.file = page_flush(&page, params->file);
	bool read = sip_template_read(&copy, arena, t, f);
	page_free(&page);
	return read;
}

static bool read_text(struct span file, struct arena *arena, struct sip_template *t, struct fault *f)
{
	return read_params(&(struct sip_template_params){ file, NULL, NULL, PUSH }, arena, t, f);
}

static void replay(const struct sip_template *t, struct buf *bytes)
{
	struct sip_request request = { .from = "sip:given@contoso.com", .local_host = "192.0.2.1", .local_port = 4001,
				       .proxy = { "given", 0 }, .user_agent = "ours", .max_forwards = 70 };
	unsigned char random[SIP_REQUEST_RANDOM] = { 0 };

	sip_template_fill(t, &request);
	if (!t->route)
		request.proxy.name = NULL;
	sip_request_ids_make(random, 1, &request.ids);
	assert_true(sip_request_encode(&request, bytes));
}

static bool is_made_anew(struct span name)
{
	for (size_t i = 0; i < sizeof made_anew / sizeof *made_anew; i++)
		if (span_equal_nocase(name, span_of(made_anew[i])))
			return true;
	return span_ends_nocase(name, SPAN("Authorization")) || span_ends_nocase(name, SPAN("Authentication-Info")); /* of the connection */
}

/* What stands in <> is the same; tags and epid are made anew, a display name is left out. */
static bool same_address(struct span a, struct span b)
{
	struct span rest, uri_a, uri_b;

	while (memchr(a.at, '<', a.len))
		span_split(a, '<', &a);
	while (memchr(b.at, '<', b.len))
		span_split(b, '<', &b);
	uri_a = span_split(a, '>', &rest);
	uri_b = span_split(b, '>', &rest);
	return uri_a.len > 0 && span_equal(uri_a, uri_b);
}

static bool same_header(const struct sip_header *a, const struct sip_header *b)
{
	char line_a[512], line_b[512];

	if (!span_equal_nocase(a->name, b->name))
		return false;
	if (a->id == SIP_FROM || a->id == SIP_TO)
		return same_address(a->value, b->value);
	sip_msg_unfold(a->value, line_a);
	sip_msg_unfold(b->value, line_b);
	/* several Routes in one header are the same as one by one (RFC 3261 7.3.1) */
	return strcmp(line_a, line_b) == 0 || (a->id == SIP_ROUTE && (strstr(line_a, line_b) || strstr(line_b, line_a)));
}

static void all_of(const struct sip_msg *in, const struct sip_msg *must_be_in)
{
	for (size_t i = 0; i < in->header_count; i++) {
		bool found = is_made_anew(in->headers[i].name);
		for (size_t n = 0; n < must_be_in->header_count && !found; n++)
			found = same_header(&in->headers[i], &must_be_in->headers[n]);
		if (!found)
			fail_msg("%.*s: %.*s stands in one only", (int)in->headers[i].name.len, in->headers[i].name.at,
				 (int)in->headers[i].value.len, in->headers[i].value.at);
	}
}
