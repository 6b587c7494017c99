// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_ladder - the route as a picture, the phases on their axis, the dialogue in arrows
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/wire_log.h"
#include "report/ladder.h"
#include "made_run.h"
#include "said.h"

static const struct clean_style ascii = { 0 };

/* What a run's ladder looks like at that width. */
static struct buf ladder_of(struct made_run *m, size_t columns)
{
	struct buf out = BUF(10000);
	struct lines lines = { .to = &out, .style = ascii, .columns = columns };

	const struct report *report = made_report(m, &made_plugin);
	ladder_route(&lines, report, 0);
	return out;
}

static void expect_ladder(struct made_run *m, const char *picture)
{
	struct buf out = ladder_of(m, 80);

	assert_string_equal(said(&out), picture);
	buf_free(&out);
	made_free(m);
}

/* ---- hops ---- */

static void test_broken_behind_the_edge(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	made_finding(&m, 0, STATE_CRITICAL, "broken")->hop = 2;
	expect_ladder(&m, "[OK]       1  monitor -> accessproxy.contoso.com:5061\n"
			  "              dns 2 ms, connect 1 ms (192.0.2.5), tls 6 ms (TLSv1.2, mutual)\n"
			  "[CRITICAL] 2  accessproxy.contoso.com -> sipfed.online.lync.com\n"
			  "              504 Server time-out after 212 ms\n"
			  "[-]        3  sipfed.online.lync.com -> push.lync.com   not judged\n");
}

static void test_healthy(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	m.sample.took_us += 30000; /* the server's TLS ended behind the request: that time is not the answer's */
	m.sample.answer.status = 200;
	m.sample.answer.reason = "OK";
	m.sample.answer.diag_count = 0;
	made_finding(&m, 0, STATE_OK, "fine");
	expect_ladder(&m, "[OK]       1  monitor -> accessproxy.contoso.com:5061\n"
			  "              dns 2 ms, connect 1 ms (192.0.2.5), tls 6 ms (TLSv1.2, mutual)\n"
			  "[OK]       2  accessproxy.contoso.com -> sipfed.online.lync.com   reached\n"
			  "[OK]       3  sipfed.online.lync.com -> push.lync.com   200 OK after 212 ms\n");
}

static void test_refused_connection(void **state)
{
	struct made_run m;
	struct target *t = &m.targets[0];

	(void)state;
	made_run(&m);
	t->sample_count = 0;
	t->phase_us[PHASE_TLS] = t->phase_us[PHASE_SIP] = -1;
	t->tls = (struct tls){ .version = "", .cipher = "", .wanted_name = "" };
	t->stopped.phase = PHASE_CONNECT;
	fault(&t->stopped.fault, FAULT_REFUSED, 111, "connection refused");
	made_finding(&m, 0, STATE_CRITICAL, "refused")->hop = 1;
	expect_ladder(&m, "[CRITICAL] 1  monitor -> accessproxy.contoso.com:5061\n"
			  "              dns 2 ms, connect failed after 1 ms (192.0.2.5): refused\n"
			  "[-]        2  accessproxy.contoso.com -> sipfed.online.lync.com   not judged\n"
			  "[-]        3  sipfed.online.lync.com -> push.lync.com   not judged\n");
}

static void test_no_address(void **state)
{
	struct made_run m;
	struct target *t = &m.targets[0];

	(void)state;
	made_run(&m);
	t->sample_count = 0;
	t->phase_us[PHASE_CONNECT] = t->phase_us[PHASE_TLS] = t->phase_us[PHASE_SIP] = -1;
	t->tls = (struct tls){ .version = "", .cipher = "", .wanted_name = "" };
	t->stopped.phase = PHASE_DNS;
	fault(&t->stopped.fault, FAULT_DNS, DNS_NO_SUCH_NAME, "no such name");
	made_finding(&m, 0, STATE_CRITICAL, "no such name");
	expect_ladder(&m, "[CRITICAL] 1  monitor -> accessproxy.contoso.com:5061   dns failed after 2 ms\n"
			  "[-]        2  accessproxy.contoso.com -> sipfed.online.lync.com   not judged\n"
			  "[-]        3  sipfed.online.lync.com -> push.lync.com   not judged\n");
}

static void test_ignored_finding_is_still_shown(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	struct finding *f = made_finding(&m, 0, STATE_CRITICAL, "broken");
	f->hop = 2;
	f->ignored = true;
	struct buf out = ladder_of(&m, 80);
	assert_non_null(strstr(said(&out), "[CRITICAL] 2"));
	buf_free(&out);
	made_free(&m);
}

static void test_narrow(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	struct buf out = ladder_of(&m, 44);
	for (struct span rest = buf_span(&out); rest.at;)
		assert_true(span_split(rest, '\n', &rest).len <= 44);
	buf_free(&out);
	made_free(&m);
}

/* ---- phases ---- */

static void test_phases(void **state)
{
	struct made_run m;
	struct buf out = BUF(1000);
	struct lines lines = { .to = &out, .style = ascii, .columns = 58 }; /* bars of 40 columns */

	(void)state;
	made_run(&m);
	m.targets[0].phase_us[PHASE_DNS] = 100000;
	m.targets[0].phase_us[PHASE_CONNECT] = 0;
	m.targets[0].phase_us[PHASE_TLS] = 100000;
	m.targets[0].phase_us[PHASE_SIP] = 200000;
	ladder_phases(&lines, &m.targets[0]);
	assert_string_equal(said(&out), "dns       100 ms  ##########\n"
				    "connect     0 ms            #\n"
				    "tls       100 ms            ##########\n"
				    "sip       200 ms                      ####################\n");
	buf_free(&out);
	made_free(&m);
}

static void test_no_phase_no_chart(void **state)
{
	struct made_run m;
	struct buf out = BUF(1000);
	struct lines lines = { .to = &out, .style = ascii, .columns = 80 };

	(void)state;
	made_run(&m);
	target_init(&m.targets[0], 1000);
	ladder_phases(&lines, &m.targets[0]);
	assert_int_equal(out.len, 0);
	made_free(&m);
}

/* ---- dialogue ---- */

#define REQUEST "OPTIONS sip:a@b SIP/2.0\r\n"
#define ANSWER "SIP/2.0 100 Trying\r\nContent-Length: 0\r\n\r\nSIP/2.0 200 OK\r\n"

static const struct dialogue_case {
	const char *name;
	const char *sent, *received, *later;
	bool whole;
	const char *shown;
} dialogue_cases[] = {
	{ "an answer in two pieces", REQUEST "\r\n", ANSWER, "l: 0\r\n\r\n", false,
	  "      1.5 ms  us -> peer  OPTIONS sip:a@b SIP/2.0\n"
	  "      4.0 ms  peer -> us  SIP/2.0 100 Trying (+2.5 ms)\n"
	  "    221.0 ms  peer -> us  SIP/2.0 200 OK (+217.0 ms)\n" },
	{ "every line of it", REQUEST "\r\n", "SIP/2.0 200 OK\r\nl: 3\r\n\r\na\x01\xff", NULL, true,
	  "      1.5 ms  us -> peer  OPTIONS sip:a@b SIP/2.0\n\n"
	  "      4.0 ms  peer -> us  SIP/2.0 200 OK (+2.5 ms)\n      l: 3\n\n      a\\x01\\xFF\n" },
	{ "credentials", REQUEST "aUTHORIZATION : NTLM secret\r\n\tsecret\r\n secret\r\nTo: x\r\nProxy-Authorization: secret\r\n\r\n", NULL, NULL,
	  true,
	  "      1.5 ms  us -> peer  OPTIONS sip:a@b SIP/2.0\n      aUTHORIZATION : (not shown)\n      To: x\n"
	  "      Proxy-Authorization: (not shown)\n\n" },
	{ "another protocol", REQUEST, "HTTP/1.1 400 Bad\r\nServer: x\r\n\r\n", NULL, false,
	  "      1.5 ms  us -> peer  OPTIONS sip:a@b SIP/2.0\n      4.0 ms  peer -> us  (not SIP) HTTP/1.1 400 Bad (+2.5 ms)\n" },
	{ "malformed", REQUEST, "SIP/2.0 200 OK\n\n", NULL, false,
	  "      1.5 ms  us -> peer  OPTIONS sip:a@b SIP/2.0\n      4.0 ms  peer -> us  (malformed) SIP/2.0 200 OK (+2.5 ms)\n" },
	{ "cut off", REQUEST, "SIP/2.0 200 OK\r\nTo", NULL, false,
	  "      1.5 ms  us -> peer  OPTIONS sip:a@b SIP/2.0\n      4.0 ms  peer -> us  (a part) SIP/2.0 200 OK (+2.5 ms)\n" },
	{ "keep-alives say nothing", "\r\n\r\n", "\r\n", NULL, true, NULL },
};

static void test_dialogues(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof dialogue_cases / sizeof *dialogue_cases; i++) {
		const struct dialogue_case *c = &dialogue_cases[i];
		struct arena arena = ARENA(100000);
		struct wire wire = { .on = true };
		struct buf out = BUF(10000);
		struct lines lines = { .to = &out, .style = ascii, .columns = 80 };
		wire_add(&wire, &arena, WIRE_SENT, 1500, span_of(c->sent));
		wire_add(&wire, &arena, WIRE_RECEIVED, 4000, span_of(c->received));
		wire_add(&wire, &arena, WIRE_RECEIVED, 221000, span_of(c->later));
		wire_log_write(&lines, &wire, c->whole);
		if (strcmp(said(&out), c->shown ? c->shown : "") != 0)
			fail_msg("%s:\n%s\nnot:\n%s", c->name, out.at, c->shown);
		buf_free(&out);
		arena_free(&arena);
	}
}

static void test_discarded(void **state)
{
	struct arena arena = ARENA(100000);
	struct wire wire = { .on = true };
	struct buf out = BUF(10000);
	struct lines lines = { .to = &out, .style = ascii, .columns = 80 };

	(void)state;
	struct wire_event *event = wire_add(&wire, &arena, WIRE_RECEIVED, 4000, SPAN("SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n"));
	assert_non_null(event);
	event->discard = WIRE_VIAS;
	wire_log_write(&lines, &wire, false);
	assert_string_equal(said(&out), "      4.0 ms  peer -> us  (discarded: not one Via alone) SIP/2.0 200 OK\n");
	buf_free(&out);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_broken_behind_the_edge),
		cmocka_unit_test(test_healthy),
		cmocka_unit_test(test_refused_connection),
		cmocka_unit_test(test_no_address),
		cmocka_unit_test(test_ignored_finding_is_still_shown),
		cmocka_unit_test(test_narrow),
		cmocka_unit_test(test_phases),
		cmocka_unit_test(test_no_phase_no_chart),
		cmocka_unit_test(test_dialogues),
		cmocka_unit_test(test_discarded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
