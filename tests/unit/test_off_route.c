// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_off_route - what stands beside the route, and that nothing does where nothing was asked for
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "report/off_route.h"
#include "report/text.h"
#include "made_run.h"
#include "said.h"

static const struct clean_style ascii = { .terminal = true };

struct page {
	struct made_run run;
	struct buf out;
	struct lines lines;
};

static void page_make(struct page *p, bool beside)
{
	made_run(&p->run);
	if (beside)
		made_beside(&p->run);
	p->out = BUF(TEXT_OUTPUT_MAX);
	p->lines = (struct lines){ .to = &p->out, .style = ascii, .columns = 80 };
}

static void page_report(struct page *p)
{
	made_report(&p->run, &made_plugin);
}

static void page_expect(struct page *p, const char *text)
{
	if (strcmp(said(&p->out), text) != 0)
		fail_msg("%s\nnot\n%s", p->out.at, text);
	buf_free(&p->out);
}

static void page_free(struct page *p)
{
	buf_free(&p->out);
	made_free(&p->run);
}

/* ---- straight from here ---- */

static void as_it_is(struct target *d)
{
	(void)d;
}

static void does_not_verify(struct target *d)
{
	d->tls.verified = false;
}

static void goes_on_without_ours(struct target *d)
{
	d->tls.certificate_asked = false;
}

static void is_refused(struct target *d)
{
	d->tls.chain.count = 0;
	d->phase_us[PHASE_TLS] = -1;
	d->stopped.phase = PHASE_CONNECT;
	d->stopped.fault.kind = FAULT_REFUSED;
}

static void has_no_record(struct target *d)
{
	is_refused(d);
	d->host = "";
	d->phase_us[PHASE_CONNECT] = -1;
	d->stopped.phase = PHASE_DNS;
	d->stopped.fault.kind = FAULT_DNS;
}

static void breaks_tls(struct target *d)
{
	d->tls.chain.count = 0;
	d->tls.version = "";
	d->stopped.fault.kind = FAULT_RESET;
}

#define STRAIGHT "=  monitor -> sipfed.online.lync.com:5061, straight\n"
#define THERE "              dns 2 ms, connect 1 ms (192.0.2.5), "

static const struct {
	const char *name;
	void (*change)(struct target *);
	const char *text;
} directs[] = {
	{ "shown", as_it_is, "[OK]       " STRAIGHT THERE "tls 6 ms (TLSv1.2, wants ours)\n" },
	{ "not verified", does_not_verify,
	  "[OK]       " STRAIGHT THERE "tls 6 ms (TLSv1.2, certificate\n              does not verify, wants ours)\n" },
	{ "asks for none", goes_on_without_ours, "[OK]       " STRAIGHT THERE "tls 6 ms (TLSv1.2)\n" },
	{ "refused", is_refused, "[UNKNOWN]  " STRAIGHT "              dns 2 ms, connect failed after 1 ms (192.0.2.5): refused\n" },
	{ "no record", has_no_record, "[UNKNOWN]  =  monitor -> the edge of push.lync.com, straight\n"
				      "              dns failed after 2 ms\n" },
	{ "TLS breaks", breaks_tls, "[UNKNOWN]  " STRAIGHT THERE "tls failed after 6 ms: reset\n" },
};

static void test_direct(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof directs / sizeof *directs; i++) {
		struct page p;

		page_make(&p, true);
		directs[i].change(&p.run.direct);
		page_report(&p);
		off_route_direct(&p.lines, &p.run.report);
		page_expect(&p, directs[i].text);
		page_free(&p);
	}
}

/* The state is that of the findings about the partner; notes and findings about the route do not count. */
static void test_direct_state(void **state)
{
	struct page p;

	(void)state;
	page_make(&p, true);
	made_finding(&p.run, 0, STATE_WARNING, "about the route");
	p.run.findings.partner = true;
	made_finding(&p.run, NO_TARGET, STATE_CRITICAL, "a note")->note = true;
	page_report(&p);
	off_route_direct(&p.lines, &p.run.report);
	assert_non_null(strstr(said(&p.out), "[OK] "));
	buf_free(&p.out);
	made_finding(&p.run, NO_TARGET, STATE_WARNING, "five days left");
	page_report(&p);
	off_route_direct(&p.lines, &p.run.report);
	assert_non_null(strstr(said(&p.out), "[WARNING] "));
	page_free(&p);
}

/* ---- traces ---- */

#define TRACE "trace   0  483 Too Many Hops from accessproxy.contoso.com after 4 ms; Server:\n" \
	      "           RTC/5.0; Contact: <sip:edge>; ms-diagnostics: 1047 of\n           accessproxy.contoso.com\n" \
	      "        1  no answer\n" \
	      "        2  no answer\n" \
	      "        Via: SIP/2.0/TLS 192.0.2.7:4711;received=198.51.100.2\n"

#define TRACE_OF_SECOND "trace   0  483 Too Many Hops from second.contoso.com after 4 ms; Server:\n" \
			"           RTC/5.0; Contact: <sip:edge>; ms-diagnostics: 1047 of\n"        \
			"           accessproxy.contoso.com\n"                                      \
			"        1  no answer\n"                                                   \
			"        2  no answer\n"                                                   \
			"        Via: SIP/2.0/TLS 192.0.2.7:4711;received=198.51.100.2\n"

static void test_trace(void **state)
{
	struct page p;

	(void)state;
	page_make(&p, true);
	page_report(&p);
	off_route_trace(&p.lines, &p.run.report, 0);
	page_expect(&p, TRACE);
	p.run.trace[0].answer.status = 0;
	off_route_trace(&p.lines, &p.run.report, 0);
	page_expect(&p, "trace   0  no answer\n        1  no answer\n        2  no answer\n");
	page_free(&p);
}

#define DIRECT "[OK]       " STRAIGHT THERE "tls 6 ms (TLSv1.2, wants ours)\n"
#define DNS "dns     _sipfederationtls._tcp.push.lync.com after 3 ms\n"              \
	    "          priority 0, weight 10: sipfed.online.lync.com:5061, alias of\n" \
	    "          fed.example.net, 52.112.0.1, 2603:1037::b\n"                    \
	    "          priority 5, weight 0: .:0\n"                                   \
	    "dns     _sipfederationtls._tcp.contoso.com has no SRV record\n"

/* What was asked for is shown without -v too, below the one line; of several targets each trace under its name. */
static void test_asked_for_without_v(void **state)
{
	static const struct text_reader reader = { .terminal = true, .columns = 80 };
	struct page p;

	(void)state;
	page_make(&p, true);
	made_finding(&p.run, 0, STATE_CRITICAL, "broken");
	page_report(&p);
	text_write(&p.run.report, &reader, &p.out);
	assert_string_equal(said_below(&p.out), TRACE DIRECT DNS);
	buf_free(&p.out);
	p.run.targets[1] = p.run.targets[0];
	p.run.targets[1].host = "second.contoso.com";
	p.run.facts.target_count = 2;
	page_report(&p);
	text_write(&p.run.report, &reader, &p.out);
	assert_string_equal(said_below(&p.out),
			    "accessproxy.contoso.com:5061\n" TRACE "second.contoso.com:5061\n" TRACE_OF_SECOND DIRECT DNS);
	p.run.targets[1].arena = (struct arena){ 0 };
	page_free(&p);
}

/* ---- DNS ---- */

static void test_dns(void **state)
{
	struct page p;

	(void)state;
	page_make(&p, true);
	page_report(&p);
	off_route_dns(&p.lines, &p.run.report);
	page_expect(&p, DNS);
	p.run.facts.srv_count = 1;
	p.run.srvs[0].target_count = 1;
	p.run.srv_targets[0] = (struct srv_target){ 0, 0, { .name = "sip.contoso.com", .port = 5061, .alias_of = "" } };
	p.run.srv_targets[0].host.fault.kind = FAULT_DNS;
	off_route_dns(&p.lines, &p.run.report);
	page_expect(&p, "dns     _sipfederationtls._tcp.push.lync.com after 3 ms\n"
			"          priority 0, weight 0: sip.contoso.com:5061, no address\n");
	page_free(&p);
}

static void test_nothing_asked(void **state)
{
	static const struct text_reader reader = { .terminal = true, .columns = 80 };
	struct page p;

	(void)state;
	page_make(&p, false);
	made_finding(&p.run, 0, STATE_CRITICAL, "broken");
	page_report(&p);
	off_route_direct(&p.lines, &p.run.report);
	off_route_trace(&p.lines, &p.run.report, 0);
	off_route_dns(&p.lines, &p.run.report);
	assert_int_equal(p.out.len, 0);
	text_write(&p.run.report, &reader, &p.out);
	assert_null(strchr(said_below(&p.out), '\n'));
	page_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_direct),
		cmocka_unit_test(test_direct_state),
		cmocka_unit_test(test_trace),
		cmocka_unit_test(test_asked_for_without_v),
		cmocka_unit_test(test_dns),
		cmocka_unit_test(test_nothing_asked),
	};

	return cmocka_run_group_tests_name("off_route", tests, NULL, NULL);
}
