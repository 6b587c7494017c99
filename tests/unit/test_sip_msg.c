// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_sip_msg - messages as servers, RFC 4475, RFC 5118 and enemies send them
 *
 * The messages of RFC 4475 are requests for the most part; here the same trouble stands in a response, as a client meets it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "codec/sip_msg.h"
#include "page.h"

#define T(literal) { literal, sizeof(literal) - 1 }
#define CL0 "Content-Length: 0\r\n\r\n"
#define OK "SIP/2.0 200 OK\r\n"

static const struct decode_case {
	const char *name;
	struct span bytes;
	enum decode_end end;
	const char *what; /* DONE: the reason, or the method of a request; BAD: words of the rule */
	long status;	  /* DONE: 0 for a request */
	size_t headers, body;
	size_t behind; /* bytes that belong to the next message */
} decode_cases[] = {
	{ "an Edge's answer",
	  T("SIP/2.0 504 Server time-out\r\nVia: SIP/2.0/TLS 10.1.1.5:40001;branch=z9hG4bK1;ms-received-port=40001\r\n"
	    "From: <sip:monitor@contoso.com>;tag=1;epid=2\r\nTo: <sip:push@push.lync.com>;tag=3\r\nCall-ID: 4\r\nCSeq: 1 OPTIONS\r\n"
	    "ms-diagnostics: 1047;reason=\"x\";source=\"edge.contoso.com\"\r\nServer: RTC/5.0\r\nContent-Length: 4\r\n\r\nv=0\n"),
	  DECODE_DONE, "Server time-out", 504, 8, 4, 0 },
	{ "no body", T(OK CL0), DECODE_DONE, "OK", 200, 1, 0, 0 },
	{ "keep-alives before it", T("\r\n\r\n\r\n" OK CL0), DECODE_DONE, "OK", 200, 1, 0, 0 },
	{ "a pipe in the reason", T("SIP/2.0 200 OK | time=0s\r\n" CL0), DECODE_DONE, "OK | time=0s", 200, 1, 0, 0 },
	{ "a token of every kind", T("aZz.0189-!%*_+`'~ sip:x SIP/2.0\r\n" CL0), DECODE_DONE, "aZz.0189-!%*_+`'~", 0, 1, 0, 0 },
	{ "a request of the peer", T("NEGOTIATE sip:127.0.0.1:5061 SIP/2.0\r\n" CL0), DECODE_DONE, "NEGOTIATE", 0, 1, 0, 0 },
	{ "compact forms", T(OK "v: SIP/2.0/TLS h;branch=z9hG4bK1\r\nf: <sip:a@b>;tag=1\r\nt: <sip:c@d>\r\ni: 4\r\nl: 2\r\n\r\nab"),
	  DECODE_DONE, "OK", 200, 5, 2, 0 },
	{ "any case", T("sip/2.0 200 OK\r\nCONTENT-LENGTH: 1\r\n\r\nx"), DECODE_DONE, "OK", 200, 1, 1, 0 },
	{ "the same Content-Length twice", T(OK "Content-Length: 1\r\nl: 01\r\n\r\nx"), DECODE_DONE, "OK", 200, 2, 1, 0 },
	{ "status 100 and 699 are the ends", T("SIP/2.0 699 x\r\n" CL0), DECODE_DONE, "x", 699, 1, 0, 0 },
	{ "no blank behind the status", T("SIP/2.0 200\r\n" CL0), DECODE_DONE, "", 200, 1, 0, 0 },

	{ "4475 3.1.1.1 wsinv: folds, blanks", T("SIP/2.0 200 OK\r\nTO :\r\n sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n\r\n"
	  "from   : \"J Rosenberg \\\\\\\"\"       <sip:jdrosen@example.com>\r\n  ;\r\n  tag = 98asjd8\r\nCSeq: 0009\r\n  INVITE\r\n"
	  "Via  : SIP  /   2.0\r\n /TLS\r\n    192.0.2.2;branch=390skdjuw\r\ns :\r\nNewFangledHeader:   newfangled value\r\n"
	  " continued newfangled value\r\nUnknownHeaderWithUnusualValue: ;;,,;;,;\r\nContent-Length  :\r\n\t 3\r\n\r\nabc"),
	  DECODE_DONE, "OK", 200, 8, 3, 0 },
	{ "4475 3.1.1.6 lwsdisp", T(OK "From: caller<sip:caller@example.com>;tag=323\r\n" CL0), DECODE_DONE, "OK", 200, 2, 0, 0 },
	{ "4475 3.1.1.8 dblreq: two in one segment", T(OK "l: 1\r\n\r\nxSIP/2.0 100 Trying\r\n" CL0), DECODE_DONE, "OK", 200, 1, 1,
	  sizeof("SIP/2.0 100 Trying\r\n" CL0) - 1 },
	{ "4475 3.1.1.12 unreason: UTF-8", T("SIP/2.0 200 = 2**3 * 5**2 \xd0\xbd\xd0\xbe \xd1\x81\xd1\x82\xd0\xbe\r\n" CL0), DECODE_DONE,
	  "= 2**3 * 5**2 \xd0\xbd\xd0\xbe \xd1\x81\xd1\x82\xd0\xbe", 200, 1, 0, 0 },
	{ "4475 3.1.1.13 noreason", T("SIP/2.0 100 \r\n" CL0), DECODE_DONE, "", 100, 1, 0, 0 },
	{ "4475 3.1.2.2 clerr: longer than what came", T(OK "Content-Length: 9999\r\n\r\nv=0\r\n"), DECODE_MORE, "", 0, 0, 0, 0 },
	{ "4475 3.1.2.3 ncl: negative", T(OK "Content-Length: -999\r\n\r\nx"), DECODE_BAD, "Content-Length is not a number", 0, 0, 0, 0 },
	{ "4475 3.1.2.5 scalarlg: read, not matched", T("SIP/2.0 503 x\r\nCSeq: 9292394834772304023312 OPTIONS\r\n"
	  "Retry-After: 949302838503028349304023988\r\n" CL0), DECODE_DONE, "x", 503, 3, 0, 0 },
	{ "4475 3.1.2.6 quotbal", T(OK "To: \"Mr J. User <sip:j.user@example.com>\r\n" CL0), DECODE_DONE, "OK", 200, 2, 0, 0 },
	{ "4475 3.1.2.9 lwsstart", T("OPTIONS  sip:user@example.com  SIP/2.0\r\n" CL0), DECODE_BAD, "request line", 0, 0, 0, 0 },
	{ "4475 3.1.2.10 trws", T("OPTIONS sip:user@example.com SIP/2.0  \r\n" CL0), DECODE_BAD, "request line", 0, 0, 0, 0 },
	{ "4475 3.1.2.16 badvers, of an answer", T("SIP/7.0 200 OK\r\n" CL0), DECODE_BAD, "version", 0, 0, 0, 0 },
	{ "4475 3.1.2.16 badvers, of a request", T("OPTIONS sip:t@example.com SIP/7.0\r\n" CL0), DECODE_BAD, "request line", 0, 0, 0, 0 },
	{ "4475 3.1.2.19 bigcode", T("SIP/2.0 4294967301 better not break the receiver\r\n" CL0), DECODE_BAD, "100 to 699", 0, 0, 0, 0 },
	{ "4475 3.2.1 badbranch: read, not matched", T(OK "Via: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK\r\n" CL0), DECODE_DONE, "OK", 200, 2, 0, 0 },
	{ "4475 3.3.9 mcl01: two Content-Lengths", T(OK "Content-Length: 13\r\nContent-Length: 5\r\n\r\nThere's no way"), DECODE_BAD,
	  "two different", 0, 0, 0, 0 },
	{ "4475 3.3.10 bcast: two Vias, read", T(OK "Via: SIP/2.0/TLS 192.0.2.198;branch=z9hG4bK1\r\n"
	  "Via: SIP/2.0/TLS 255.255.255.255;branch=z9hG4bK2\r\n" CL0), DECODE_DONE, "OK", 200, 3, 0, 0 },
	{ "5118 4.5: received without brackets", T(OK "Via: SIP/2.0/TLS [2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKas3\r\n" CL0),
	  DECODE_DONE, "OK", 200, 2, 0, 0 },

	{ "nothing", T(""), DECODE_MORE, "", 0, 0, 0, 0 },
	{ "nothing but keep-alives", T("\r\n\r\n"), DECODE_MORE, "", 0, 0, 0, 0 },
	{ "half a version", T("SIP/2"), DECODE_MORE, "", 0, 0, 0, 0 },
	{ "a TLS alert", T("\x15\x03\x03\x00\x02\x02\x28"), DECODE_BAD, "no SIP", 0, 0, 0, 0 },
	{ "a blank first", T(" SIP/2.0 200 OK\r\n"), DECODE_BAD, "no SIP", 0, 0, 0, 0 },
	{ "an HTTP answer", T("HTTP/1.1 400 Bad Request\r\n"), DECODE_BAD, "HTTP", 0, 0, 0, 0 },
	{ "an SSH greeting", T("SSH-2.0-OpenSSH_9.2p1\r\n"), DECODE_BAD, "no SIP", 0, 0, 0, 0 },
	{ "half an SMTP greeting", T("220 mail.contoso.com"), DECODE_BAD, "no SIP", 0, 0, 0, 0 },
	{ "a byte of an FTP greeting", T("2"), DECODE_BAD, "no SIP", 0, 0, 0, 0 },
	{ "half an IMAP greeting", T("* OK [CAP"), DECODE_BAD, "no SIP", 0, 0, 0, 0 },
	{ "half a POP3 greeting", T("+OK"), DECODE_BAD, "no SIP", 0, 0, 0, 0 },
	{ "half a Redis error", T("-ERR unknown"), DECODE_BAD, "no SIP", 0, 0, 0, 0 },
	{ "the tag of an LDAP answer", T("0"), DECODE_BAD, "no SIP", 0, 0, 0, 0 },
	{ "XMPP", T("<?xml version='1.0'?>"), DECODE_BAD, "no SIP", 0, 0, 0, 0 },
	{ "half a sentence", T("Welcome to fabrikam"), DECODE_BAD, "no SIP", 0, 0, 0, 0 },
	{ "letters without end", T("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), DECODE_BAD, "no SIP", 0, 0, 0, 0 },
	{ "a word may be a method", T("Hello"), DECODE_MORE, "", 0, 0, 0, 0 },
	{ "two words may be a method and its URI", T("NOTIFY sip"), DECODE_MORE, "", 0, 0, 0, 0 },
	{ "4475 3.1.1.2 intmeth", T("!interesting-Method0123456789_*+`.%indeed'~ sip:x SIP/2.0\r\n" CL0), DECODE_DONE,
	  "!interesting-Method0123456789_*+`.%indeed'~", 0, 1, 0, 0 },
	{ "version 2.1", T("SIP/2.1"), DECODE_BAD, "version", 0, 0, 0, 0 },
	{ "version 2.00", T("SIP/2.00 200 OK\r\n" CL0), DECODE_BAD, "version", 0, 0, 0, 0 },
	{ "status 1000", T("SIP/2.0 1000 x\r\n" CL0), DECODE_BAD, "100 to 699", 0, 0, 0, 0 },
	{ "status 99", T("SIP/2.0 99 x\r\n" CL0), DECODE_BAD, "100 to 699", 0, 0, 0, 0 },
	{ "status 099", T("SIP/2.0 099 x\r\n" CL0), DECODE_BAD, "100 to 699", 0, 0, 0, 0 },
	{ "status 700", T("SIP/2.0 700 x\r\n" CL0), DECODE_BAD, "100 to 699", 0, 0, 0, 0 },
	{ "status abc", T("SIP/2.0 abc x\r\n" CL0), DECODE_BAD, "100 to 699", 0, 0, 0, 0 },
	{ "no status", T("SIP/2.0\r\n" CL0), DECODE_BAD, "100 to 699", 0, 0, 0, 0 },
	{ "a fold of the start line", T(OK " Via: x\r\n" CL0), DECODE_BAD, "not a token", 0, 0, 0, 0 },
	{ "a NUL in a header", T(OK "Server: a\0b\r\n" CL0), DECODE_BAD, "NUL", 0, 0, 0, 0 },
	{ "a NUL in the reason", T("SIP/2.0 200 O\0K\r\n" CL0), DECODE_BAD, "NUL", 0, 0, 0, 0 },
	{ "no colon", T(OK "Server RTC\r\n" CL0), DECODE_BAD, "without a colon", 0, 0, 0, 0 },
	{ "no name", T(OK ": RTC\r\n" CL0), DECODE_BAD, "not a token", 0, 0, 0, 0 },
	{ "a blank in a name", T(OK "Ser ver: RTC\r\n" CL0), DECODE_BAD, "not a token", 0, 0, 0, 0 },
	{ "a fold in a name", T(OK "Server\r\n : RTC\r\n" CL0), DECODE_BAD, "not a token", 0, 0, 0, 0 },
	{ "LF alone, everywhere", T("SIP/2.0 200 OK\nContent-Length: 0\n\n"), DECODE_BAD, "LF alone", 0, 0, 0, 0 },
	{ "LF alone, once", T(OK "Server: RTC\nContent-Length: 0\r\n\r\n"), DECODE_BAD, "LF alone", 0, 0, 0, 0 },
	{ "LF alone as the empty line", T(OK "Content-Length: 0\r\n\n"), DECODE_BAD, "LF alone", 0, 0, 0, 0 },
	{ "no Content-Length", T(OK "Server: RTC\r\n\r\n"), DECODE_BAD, "no Content-Length", 0, 0, 0, 0 },
	{ "no header at all", T(OK "\r\n"), DECODE_BAD, "no Content-Length", 0, 0, 0, 0 },
	{ "Content-Length 2^63", T(OK "Content-Length: 9223372036854775808\r\n\r\n"), DECODE_BAD, "262144", 0, 0, 0, 0 },
	{ "Content-Length 2^64", T(OK "Content-Length: 18446744073709551616\r\n\r\n"), DECODE_BAD, "262144", 0, 0, 0, 0 },
	{ "Content-Length over the ceiling by one", T(OK "Content-Length: 262145\r\n\r\n"), DECODE_BAD, "262144", 0, 0, 0, 0 },
	{ "Content-Length empty", T(OK "Content-Length:\r\n\r\n"), DECODE_BAD, "Content-Length", 0, 0, 0, 0 },
	{ "Content-Length +1", T(OK "Content-Length: +1\r\n\r\nx"), DECODE_BAD, "Content-Length", 0, 0, 0, 0 },
	{ "Content-Length 1, 1", T(OK "Content-Length: 1, 1\r\n\r\nx"), DECODE_BAD, "Content-Length", 0, 0, 0, 0 },
	{ "Content-Length 0x1", T(OK "Content-Length: 0x1\r\n\r\nx"), DECODE_BAD, "Content-Length", 0, 0, 0, 0 },
	{ "second Content-Length no number", T(OK "Content-Length: 1\r\nContent-Length: x\r\n\r\nx"), DECODE_BAD, "two different", 0, 0, 0, 0 },
};

/* Why it is never a message. */
static const struct fault_case {
	const char *bytes;
	enum decode_fault fault;
} fault_cases[] = {
	{ OK "\r\n", DECODE_MALFORMED },
	{ OK "Content-Length: -1\r\n\r\n", DECODE_MALFORMED },
	{ OK "Content-Length: 0x0\r\n\r\n", DECODE_MALFORMED },
	{ OK "Content-Length: 0\r\nl: 1\r\n\r\nx", DECODE_MALFORMED },
	{ OK "Server RTC\r\n" CL0, DECODE_MALFORMED },
	{ "SIP/2.0 200 OK\n", DECODE_MALFORMED },
	{ "SIP/2.0 700 x\r\n", DECODE_MALFORMED },
	{ "SIP/2.0 20 OK\r\n", DECODE_MALFORMED },
	{ "OPTIONS  sip:a@b  SIP/2.0\r\n", DECODE_MALFORMED },
	{ OK "Content-Length: 262145\r\n\r\n", DECODE_OVERSIZED },
	{ OK "Content-Length: 99999999999999999999\r\n\r\n", DECODE_OVERSIZED },
	{ "554 5.7.1 mail.contoso.com refuses you\r\n", DECODE_FOREIGN },
	{ "220 mail.contoso.com ESMTP\r\n", DECODE_FOREIGN },
	{ "* OK IMAP4 ready\r\n", DECODE_FOREIGN },
	{ "+OK POP3 ready\r\n", DECODE_FOREIGN },
	{ "HTTP/1.1 400 Bad Request\r\n", DECODE_FOREIGN },
	{ "SIP/7.0 200 OK\r\n", DECODE_FOREIGN },
	{ "GET / HTTP/1.1\r\n", DECODE_FOREIGN },
};

/* Made of `count` times `unit` between a start and an end. */
static const struct long_case {
	const char *name, *start, *unit, *finish;
	size_t count;
	enum decode_end end;
	const char *rule;
} long_cases[] = {
	{ "a header of 1 MB", OK "Server: ", "x", "\r\n" CL0, 1048576, DECODE_BAD, "65536" },
	{ "a header of 1 MB that never ends", OK "Server: ", "x", "", 1048576, DECODE_BAD, "65536" },
	{ "100,000 headers", OK, "A: b\r\n", CL0, 100000, DECODE_BAD, "65536" },
	{ "a first line of 1 MB", "SIP/2.0 200 ", "x", "", 1048576, DECODE_BAD, "65536" },
	{ "a method of 1 MB", "", "M", "", 1048576, DECODE_BAD, "no method" },
	{ "a URI of 1 MB", "NOTIFY sip:", "x", "", 1048576, DECODE_BAD, "65536" },
	{ "1 MB of keep-alives", "", "\r\n", "", 524288, DECODE_BAD, "65536" },
	{ "a head of just 64 KiB", OK "Server: ", "x", "\r\n" CL0, 65536 - 16 - 8 - 2 - 21, DECODE_DONE, NULL },
	{ "just 64 KiB of a head that may still end", OK "Server: ", "x", "", 65536 - 16 - 8 - 1, DECODE_MORE, NULL },
	{ "a head of 64 KiB and one", OK "Server: ", "x", "\r\n" CL0, 65536 - 16 - 8 - 2 - 21 + 1, DECODE_BAD, "65536" },
	{ "512 headers", OK, "A: b\r\n", CL0, 511, DECODE_DONE, NULL },
	{ "513 headers", OK, "A: b\r\n", CL0, 512, DECODE_BAD, "512" },
	{ "many folds", OK "A: b\r\n", " \r\n", CL0, 20000, DECODE_DONE, NULL },
	{ "a body of just 256 KiB", OK "l: 262144\r\n\r\n", "x", "", 262144, DECODE_DONE, NULL },
	{ "a body of 256 KiB short of one", OK "l: 262144\r\n\r\n", "x", "", 262143, DECODE_MORE, NULL },
};

static const struct param_case {
	const char *value, *name, *param; /* NULL: not there */
} param_cases[] = {
	{ "SIP/2.0/TLS 10.0.0.1:5061;branch=z9hG4bK1;received=10.0.0.2", "branch", "z9hG4bK1" },
	{ "SIP/2.0/TLS 10.0.0.1:5061;branch=z9hG4bK1;received=10.0.0.2", "received", "10.0.0.2" },
	{ "SIP/2.0/TLS [::1]:5061 ; Branch = z9hG4bK1 ; x", "branch", "z9hG4bK1" },
	{ "SIP/2.0/TLS [2001:db8::9:1];received=2001:db8::9:255;branch=b", "received", "2001:db8::9:255" },
	{ "x;branch=a;branch=b", "branch", "a" },
	{ "x;ms-edge-route", "ms-edge-route", "" },
	{ "x;branch=", "branch", "" },
	{ "x;branches=1", "branch", NULL },
	{ "x", "branch", NULL },
	{ "", "branch", NULL },
	{ ";", "branch", NULL },
	{ ";;;tag=1", "tag", "1" },
	{ "<sip:a@b;tag=1>;tag=2", "tag", "2" },
	{ "<sip:a@b;tag=1>", "tag", NULL },
	{ "\"A;tag=1\" <sip:a@b>;tag=2", "tag", "2" },
	{ "\"A\\\";tag=1\" <sip:a@b>;tag=2", "tag", "2" },
	{ "\"A <\" <sip:a@b;tag=1>;tag=2", "tag", "2" },
	{ "sip:a@b;tag=1", "tag", "1" },
	{ "<sip:a@b;tag=1", "tag", "1" },
	{ "<<<sip:a@b;tag=1", "tag", "1" },
	{ "\"A;tag=1", "tag", NULL },
	{ "1047;reason=\"a;b=c\";source=\"edge\"", "source", "\"edge\"" },
	{ "1047;reason=\"a;b=c\";source=\"edge\"", "b", NULL },
	{ "1047;reason=\"a\\", "reason", "\"a\\" },
	{ "1047;reason=a < b;source=c > d", "source", "c > d" },
	{ "1;reason=\"\";source=d", "source", "d" },
	{ "x;\r\n tag\r\n =\r\n 1", "tag", "1" },
};

static const struct unfold_case {
	const char *value, *line;
} unfold_cases[] = {
	{ "", "" },
	{ "a  b", "a  b" },
	{ " a\t", "a" },
	{ "a\r\n b", "a b" },
	{ "a \r\n\t \tb \r\n c", "a b c" },
	{ "a\n b", "a b" },
	{ "\r\n a", "a" },
	{ "a\r\n \r\n \r\n b\r\n ", "a b" },
	{ "\r\n \r\n ", "" },
};

#define VIA "Via: SIP/2.0/TLS 10.0.0.1:4001;branch=z9hG4bKf00d;received=10.0.0.2;ms-received-port=4001\r\n"
#define FROM "From: <sip:monitor@contoso.com>;epid=1;tag=abc\r\n"
#define CALL_ID "Call-ID: 0123456789abcdef\r\n"
#define CSEQ "CSeq: 7 OPTIONS\r\n"

static const struct sip_match our_request = { T("z9hG4bKf00d"), T("0123456789abcdef"), T("abc"), 7, T("OPTIONS") };

static const struct answer_case {
	const char *name, *message; /* without Content-Length */
	enum wire_discard differs;
} answer_cases[] = {
	{ "ours", OK VIA FROM CALL_ID CSEQ, WIRE_TAKEN },
	{ "a provisional one", "SIP/2.0 100 Trying\r\n" VIA FROM CALL_ID CSEQ, WIRE_TAKEN },
	{ "compact and folded", OK "v: SIP/2.0/TLS 10.0.0.1\r\n ;branch = z9hG4bKf00d\r\nf: sip:a@b;tag=abc\r\ni:\r\n 0123456789abcdef\r\nCSeq: 0007\r\n OPTIONS\r\n", WIRE_TAKEN },
	{ "a comma inside quotes", OK "Via: SIP/2.0/TLS h;x=\"a,b\";branch=z9hG4bKf00d\r\n" FROM CALL_ID CSEQ, WIRE_TAKEN },
	{ "a request", "OPTIONS sip:x SIP/2.0\r\n" VIA FROM CALL_ID CSEQ, WIRE_REQUEST },
	{ "another branch", OK "Via: SIP/2.0/TLS h;branch=z9hG4bKbeef\r\n" FROM CALL_ID CSEQ, WIRE_BRANCH },
	{ "a longer branch", OK "Via: SIP/2.0/TLS h;branch=z9hG4bKf00d0\r\n" FROM CALL_ID CSEQ, WIRE_BRANCH },
	{ "no branch", OK "Via: SIP/2.0/TLS h\r\n" FROM CALL_ID CSEQ, WIRE_BRANCH },
	{ "no Via", OK FROM CALL_ID CSEQ, WIRE_VIAS },
	{ "two Vias (4475 bcast)", OK VIA "Via: SIP/2.0/TLS 255.255.255.255;branch=z9hG4bK2\r\n" FROM CALL_ID CSEQ, WIRE_VIAS },
	{ "two Vias in one header", OK "Via: SIP/2.0/TLS h, SIP/2.0/TLS 10.0.0.1;branch=z9hG4bKf00d\r\n" FROM CALL_ID CSEQ, WIRE_VIAS },
	{ "another Call-ID", OK VIA FROM "Call-ID: 0123456789abcdee\r\n" CSEQ, WIRE_CALL_ID },
	{ "a Call-ID of other case", OK VIA FROM "Call-ID: 0123456789ABCDEF\r\n" CSEQ, WIRE_CALL_ID },
	{ "no Call-ID", OK VIA FROM CSEQ, WIRE_CALL_ID },
	{ "two Call-IDs", OK VIA FROM CALL_ID CALL_ID CSEQ, WIRE_CALL_ID },
	{ "another tag", OK VIA "From: <sip:monitor@contoso.com>;tag=abd\r\n" CALL_ID CSEQ, WIRE_TAG },
	{ "the tag inside the URI", OK VIA "From: <sip:monitor@contoso.com;tag=abc>\r\n" CALL_ID CSEQ, WIRE_TAG },
	{ "another number", OK VIA FROM CALL_ID "CSeq: 8 OPTIONS\r\n", WIRE_CSEQ },
	{ "another method (4475 mismatch)", OK VIA FROM CALL_ID "CSeq: 7 INVITE\r\n", WIRE_CSEQ },
	{ "a method of other case", OK VIA FROM CALL_ID "CSeq: 7 options\r\n", WIRE_CSEQ },
	{ "no method", OK VIA FROM CALL_ID "CSeq: 7\r\n", WIRE_CSEQ },
	{ "no number", OK VIA FROM CALL_ID "CSeq: OPTIONS\r\n", WIRE_CSEQ },
	{ "a number that wraps to ours", OK VIA FROM CALL_ID "CSeq: 4294967303 OPTIONS\r\n", WIRE_CSEQ },
	{ "a huge number (4475 scalarlg)", OK VIA FROM CALL_ID "CSeq: 9292394834772304023312 OPTIONS\r\n", WIRE_CSEQ },
};

static const char hostile_bytes[] = { '\0', '\n', '\r', ' ', ':', ';', '"', '<', ',', '\\', '\xff' };

static struct sip_msg msg;

static void check_decode(const struct decode_case *c, struct span bytes);
static bool inside(struct span outer, struct span inner);
static struct buf make_long(const struct long_case *c);

static void decodes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof decode_cases / sizeof *decode_cases; i++) {
		const struct decode_case *c = &decode_cases[i];
		struct page page = page_new(c->bytes.len);
		check_decode(c, page_flush(&page, c->bytes));
		page_free(&page);
	}
}

static void says_what_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof fault_cases / sizeof *fault_cases; i++) {
		struct decode d = sip_msg_decode(span_of(fault_cases[i].bytes), &msg);

		if (d.end != DECODE_BAD || d.fault != fault_cases[i].fault)
			fail_msg("%s: end %d, fault %d, %s", fault_cases[i].bytes, d.end, d.fault, d.rule ? d.rule : "");
	}
}

static void every_prefix_wants_more(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof decode_cases / sizeof *decode_cases; i++) {
		const struct decode_case *c = &decode_cases[i];
		struct page page = page_new(c->bytes.len);
		size_t whole = c->end == DECODE_DONE ? c->bytes.len - c->behind : 0;
		for (size_t len = 0; len < whole; len++) {
			struct span prefix = page_flush(&page, (struct span){ c->bytes.at, len });
			if (sip_msg_decode(prefix, &msg).end != DECODE_MORE)
				fail_msg("%s: its first %zu bytes do not say MORE", c->name, len);
		}
		page_free(&page);
	}
}

static void what_follows_is_left_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof decode_cases / sizeof *decode_cases; i++) {
		const struct decode_case *c = &decode_cases[i];
		struct buf bytes = BUF(4096);
		if (c->end != DECODE_DONE)
			continue;
		assert_true(buf_add(&bytes, c->bytes) && buf_add(&bytes, (struct span){ "\0\n:x", 4 }));
		struct decode d = sip_msg_decode(buf_span(&bytes), &msg);
		buf_free(&bytes);
		if (d.end != DECODE_DONE || d.used != c->bytes.len - c->behind)
			fail_msg("%s: what follows it changes it", c->name);
	}
}

static void ceilings_hold(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof long_cases / sizeof *long_cases; i++) {
		const struct long_case *c = &long_cases[i];
		struct buf bytes = make_long(c);
		struct decode d = sip_msg_decode(buf_span(&bytes), &msg);
		if (d.end != c->end || (d.end == DECODE_DONE && d.used != bytes.len))
			fail_msg("%s: end %d, used %zu of %zu, %s", c->name, d.end, d.used, bytes.len, d.rule ? d.rule : "");
		if (c->rule && !strstr(d.rule, c->rule))
			fail_msg("%s: \"%s\" does not say %s", c->name, d.rule, c->rule);
		buf_free(&bytes);
	}
}

static void finds_parameters(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof param_cases / sizeof *param_cases; i++) {
		const struct param_case *c = &param_cases[i];
		struct page page = page_new(strlen(c->value));
		struct span value = page_flush(&page, span_of(c->value)), param = { 0 };
		bool found = sip_msg_param(value, c->name, &param);
		if (found != (c->param != NULL) || (found && !span_equal(param, span_of(c->param))))
			fail_msg("%s in \"%s\": \"%.*s\"", c->name, c->value, (int)param.len, param.at);
		page_free(&page);
	}
}

static void unfolds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof unfold_cases / sizeof *unfold_cases; i++) {
		const struct unfold_case *c = &unfold_cases[i];
		struct page page = page_new(strlen(c->value)), made = page_new(strlen(c->value) + 1);
		char *line = made.map + made.size - strlen(c->value) - 1;
		size_t len = sip_msg_unfold(page_flush(&page, span_of(c->value)), line);
		if (len != strlen(c->line) || strcmp(line, c->line) != 0)
			fail_msg("row %zu: \"%s\"", i, line);
		page_free(&page);
		page_free(&made);
	}
}

static void knows_its_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof answer_cases / sizeof *answer_cases; i++) {
		const struct answer_case *c = &answer_cases[i];
		char bytes[1024];
		int len = snprintf(bytes, sizeof bytes, "%s" CL0, c->message);
		assert_int_equal(sip_msg_decode((struct span){ bytes, (size_t)len }, &msg).end, DECODE_DONE);
		enum wire_discard differs = sip_msg_differs(&msg, &our_request);
		if (differs != c->differs)
			fail_msg("%s: \"%s\"", c->name, wire_discard_text(differs));
	}
}

/* Each byte of each message in turn becomes a hostile one: whatever comes of it stays inside the buffer. */
static void survives_any_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof decode_cases / sizeof *decode_cases; i++) {
		struct span bytes = decode_cases[i].bytes;
		struct page page = page_new(bytes.len);
		for (size_t at = 0; at < bytes.len * sizeof hostile_bytes; at++) {
			struct span copy = page_flush(&page, bytes);
			((char *)copy.at)[at / sizeof hostile_bytes] = hostile_bytes[at % sizeof hostile_bytes];
			struct decode d = sip_msg_decode(copy, &msg);
			if (d.end == DECODE_BAD)
				assert_non_null(d.rule);
			if (d.end != DECODE_DONE)
				continue;
			assert_true(inside(copy, msg.body) && d.used <= copy.len);
			for (size_t h = 0; h < msg.header_count; h++)
				assert_true(inside(copy, msg.headers[h].name) && inside(copy, msg.headers[h].value));
			assert_int_not_equal(sip_msg_differs(&msg, &our_request), WIRE_TAKEN);
		}
		page_free(&page);
	}
}

static void nothing_at_all_is_more(void **state)
{
	(void)state;
	assert_int_equal(sip_msg_decode((struct span){ 0 }, &msg).end, DECODE_MORE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes),
		cmocka_unit_test(says_what_it_is),
		cmocka_unit_test(every_prefix_wants_more),
		cmocka_unit_test(what_follows_is_left_alone),
		cmocka_unit_test(ceilings_hold),
		cmocka_unit_test(finds_parameters),
		cmocka_unit_test(unfolds),
		cmocka_unit_test(knows_its_answers),
		cmocka_unit_test(survives_any_byte),
		cmocka_unit_test(nothing_at_all_is_more),
	};
	return cmocka_run_group_tests_name("sip_msg", tests, NULL, NULL);
}

static void check_decode(const struct decode_case *c, struct span bytes)
{
	struct decode d = sip_msg_decode(bytes, &msg);

	if (d.end != c->end)
		fail_msg("%s: end %d, %s", c->name, d.end, d.rule ? d.rule : "");
	if (d.end == DECODE_BAD && !strstr(d.rule, c->what))
		fail_msg("%s: \"%s\" does not say %s", c->name, d.rule, c->what);
	if (d.end != DECODE_DONE)
		return;
	struct span what = msg.is_response ? msg.reason : msg.method;
	if (d.used != c->bytes.len - c->behind || msg.header_count != c->headers || msg.body.len != c->body)
		fail_msg("%s: used %zu, %zu headers, body of %zu", c->name, d.used, msg.header_count, msg.body.len);
	if (msg.is_response != (c->status != 0) || (c->status && msg.status != c->status) || !span_equal(what, span_of(c->what)))
		fail_msg("%s: status %d, \"%.*s\"", c->name, msg.status, (int)what.len, what.at);
}

static bool inside(struct span outer, struct span inner)
{
	return inner.at >= outer.at && inner.at + inner.len <= outer.at + outer.len;
}

static struct buf make_long(const struct long_case *c)
{
	struct buf bytes = BUF(2 << 20);

	buf_text(&bytes, c->start);
	for (size_t i = 0; i < c->count; i++)
		buf_text(&bytes, c->unit);
	buf_text(&bytes, c->finish);
	assert_false(bytes.failed);
	return bytes;
}
