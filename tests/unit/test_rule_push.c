// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_push - the push round trip: answers, loss, time
 */
#include "scene.h"

#include "judge/route.h"
#include "judge/rule_push.h"
#include "judge/rule_route.h"

#define FROM_EDGE ";reason=\"x\";source=\"" EDGE "\""

enum { LOST = 0, UNSENT = -1 };

static const struct rule rules[] = { RULES_ROUTE, RULES_PUSH, { 0 } };

/* Samples by status: LOST, UNSENT or a status, each answered after 100 ms, 200 ms, ... */
static void samples(struct scene *s, const int *statuses, size_t count)
{
	s->targets[0].samples = s->samples;
	s->targets[0].sample_count = count;
	for (size_t i = 0; i < count; i++) {
		s->samples[i].sent_us = statuses[i] == UNSENT ? -1 : 1000 * (int64_t)i;
		s->samples[i].took_us = statuses[i] > 0 ? 100000 * (int64_t)(i + 1) : -1;
		s->samples[i].answer.status = statuses[i] > 0 ? statuses[i] : 0;
	}
}

static const struct case_one {
	const char *name;
	int status;
	const char *diag;
	struct expected expected;
} one_cases[] = {
	{ "healthy", 200, NULL, { STATE_OK, "push.lync.com answered 200 via " EDGE " in 0.21 s", 0, NULL, NULL } },
	{ "IM filter", 403, "16000" FROM_EDGE, { STATE_CRITICAL, EDGE "'s IM URL filter blocks our request", 1, "im-filter", "Set-CsImFilterConfiguration" } },
	{ "IM filter, the last code", 488, "16999" FROM_EDGE, { STATE_CRITICAL, "filter", 1, "im-filter", NULL } },
	{ "403 without it", 403, NULL, { STATE_WARNING, "refuses our request", 2, "undetermined", NULL } },
	{ "488 without it", 488, NULL, { STATE_WARNING, "refuses what is in our request", 3, "service-refused", "one possible cause" } },
	{ "606 without it", 606, NULL, { STATE_WARNING, "refuses what is in our request", 3, "service-refused", "one possible cause" } },
	{ "404", 404, NULL, { STATE_WARNING, "does not know whom we ask for", 2, "address-unknown", NULL } },
	{ "480", 480, NULL, { STATE_WARNING, "route is alive", 3, "service-refused", NULL } },
	{ "405", 405, NULL, { STATE_WARNING, "route is alive", 3, "service-refused", NULL } },
	{ "504", 504, NULL, { STATE_CRITICAL, EDGE " got nothing from " PARTNER, 2, "undetermined", NULL } },
	{ "a local code", 504, "1008" FROM_EDGE, { STATE_CRITICAL, "our Edge finds no SRV record", 2, "edge-dns-srv", NULL } },
};

static void one(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(one_cases); i++) {
		struct scene s;

		scene_init(&s);
		scene_answer(&s, one_cases[i].status, one_cases[i].diag, NULL);
		judge(rules, &s.plan, &s.facts, &s.findings);
		scene_check(one_cases[i].name, scene_first(&s), &one_cases[i].expected);
		if (scene_count(&s) != 1)
			fail_msg("%s: said %zu times", one_cases[i].name, scene_count(&s));
		scene_free(&s);
	}
}

/* The filter looks at requests with text, and a server that says why it refuses needs no guess. */
static const struct case_filter {
	const char *method, *diag;
	int status;
	bool suspected;
} filter_cases[] = {
	{ "MESSAGE", NULL, 403, true },
	{ "MESSAGE", "1999;reason=\"x\"" FROM_EDGE, 403, true },
	{ "MESSAGE", "1002;reason=\"x\"" FROM_EDGE, 403, false },
	{ "MESSAGE", "1034;reason=\"Previous hop federated peer did not report diagnostic information\"" FROM_EDGE, 403, false },
	{ "MESSAGE", "16000" FROM_EDGE, 403, false },
	{ "MESSAGE", NULL, 404, false },
	{ "OPTIONS", NULL, 403, false },
};

static void filters(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(filter_cases); i++) {
		const struct case_filter *c = &filter_cases[i];
		struct scene s;

		scene_init(&s);
		s.targets[0].method = c->method;
		scene_answer(&s, c->status, c->diag, NULL);
		judge(rules, &s.plan, &s.facts, &s.findings);
		const struct finding *f = scene_first(&s);
		bool suspected = f && f->because && strstr(f->because, "the IM URL filter is one possible cause: Get-CsImFilterConfiguration");
		if (suspected != c->suspected)
			fail_msg("%s, %d %s: %s", c->method, c->status, c->diag ? c->diag : "", f ? f->because : "nothing");
		scene_free(&s);
	}
}

static const struct case_many {
	const char *name;
	int statuses[8];
	size_t count;
	double warning, critical; /* --loss */
	struct expected expected; /* the worst finding */
} many_cases[] = {
	{ "all answered", { 200, 200, 200 }, 3, -1, -1, { STATE_OK, "push.lync.com answered 3 of 3 requests via " EDGE ", mean 0.20 s", 0, NULL, NULL } },
	{ "one lost", { LOST, 200, 200 }, 3, -1, -1, { STATE_WARNING, "push.lync.com left 1 of 3 requests|without an answer (33.3 %)", 2, "loss", "--wait" } },
	{ "all but one lost", { LOST, LOST, 200 }, 3, -1, -1, { STATE_WARNING, "2 of 3|66.7 %", 2, "loss", NULL } },
	{ "loss allowed", { LOST, 200, 200, 200 }, 4, 30, 60, { STATE_OK, "answered 3 of 4", 0, NULL, NULL } },
	{ "at the warning", { LOST, 200, 200, 200 }, 4, 25, 60, { STATE_WARNING, "25 %", 2, "loss", NULL } },
	{ "at the critical", { LOST, LOST, 200, 200 }, 4, 25, 50, { STATE_CRITICAL, "50 %", 2, "loss", NULL } },
	{ "critical alone", { LOST, LOST, 200, 200 }, 4, -1, 60, { STATE_OK, "answered 2 of 4", 0, NULL, NULL } },
	{ "never sent is not lost", { 200, 200, UNSENT }, 3, -1, -1, { STATE_OK, "answered 2 of 2", 0, NULL, NULL } },
	{ "one was refused", { 200, 404, 200 }, 3, -1, -1, { STATE_WARNING, "(404)", 2, "address-unknown", NULL } },
	{ "two were, differently", { 404, 503, 200 }, 3, -1, -1, { STATE_CRITICAL, "(503)", 2, "undetermined", NULL } },
};

static const struct finding *worst(const struct scene *s)
{
	return findings_headline(&s->findings);
}

static void many(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(many_cases); i++) {
		const struct case_many *c = &many_cases[i];
		struct scene s;

		scene_init(&s);
		samples(&s, c->statuses, c->count);
		s.plan.loss_warning = c->warning;
		s.plan.loss_critical = c->critical;
		judge(rules, &s.plan, &s.facts, &s.findings);
		scene_check(c->name, worst(&s), &c->expected);
		scene_free(&s);
	}
}

/* A second try may say more than the first. */
static void telling(void **state)
{
	static const int statuses[] = { 504, 504, 504 };
	struct expected e = { STATE_CRITICAL, "our Edge cannot reach " PARTNER " for now (504, ms-diagnostics 1007)", 2, "next-hop-down", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	samples(&s, statuses, 3);
	scene_diag(&s, "1007;reason=\"Temporarily cannot route\"" FROM_EDGE);
	s.samples[1].answer = s.samples[0].answer;
	s.samples[0].answer = s.samples[2].answer;
	judge(rules, &s.plan, &s.facts, &s.findings);
	scene_check("the second of three", worst(&s), &e);
	assert_ptr_equal(route_answer(&s.targets[0]), &s.samples[1].answer);
	scene_free(&s);
}

/* --expect turns the order of badness round. */
static void expected_answers(void **state)
{
	static const int statuses[] = { 404, 503 };
	struct expected e = { STATE_WARNING, "(404)", 2, "address-unknown", NULL };
	struct expected mixed = { STATE_OK, EDGE " answered 2 of 2 requests, as expected (503), mean 0.15 s", 0, NULL, NULL };
	struct expected disliked = { STATE_WARNING, "push.lync.com answered 2 of 2 requests (200), which --expect takes for WARNING", 0, NULL, NULL };
	struct expected fine = { STATE_OK, EDGE " answered 2 of 2 requests, as expected (404), mean 0.15 s", 0, NULL, NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	samples(&s, statuses, 2);
	s.expect = (struct expect){ 503, 503, STATE_OK };
	s.plan.expect = (struct expects){ &s.expect, 1 };
	judge(rules, &s.plan, &s.facts, &s.findings);
	scene_check("the 404 is the worse", worst(&s), &e);
	findings_free(&s.findings);
	s.expect = (struct expect){ 400, 599, STATE_OK };
	judge(rules, &s.plan, &s.facts, &s.findings);
	assert_int_equal(findings_state(&s.findings), STATE_OK);
	scene_check("all are expected", worst(&s), &fine); /* by the route, not by the service */
	for (const struct finding *f = s.findings.first; f; f = f->next)
		assert_null(strstr(f->sentence, "the service answers"));
	findings_free(&s.findings);
	s.samples[0].answer.status = 200; /* one of two got through */
	judge(rules, &s.plan, &s.facts, &s.findings);
	scene_check("one is expected", worst(&s), &mixed);
	findings_free(&s.findings);
	s.samples[1].answer.status = 200;
	s.expect = (struct expect){ 200, 200, STATE_WARNING };
	judge(rules, &s.plan, &s.facts, &s.findings);
	scene_check("a success that is not", worst(&s), &disliked);
	scene_free(&s);
}

static const struct case_end {
	const char *name;
	enum fault_kind kind;
	int statuses[3];
	struct expected expected;
} end_cases[] = {
	{ "no answer at all", FAULT_TIMEOUT, { LOST, LOST, LOST }, { STATE_UNKNOWN, "no SIP answer from " EDGE, 2, "undetermined", NULL } },
	{ "closed in the middle", FAULT_CLOSED, { 200, UNSENT, UNSENT },
	  { STATE_WARNING, "the connection to " EDGE " ended after 1 of 3 answers", 1, "connection-lost", "a text|0.20 s after the first request|idle" } },
	{ "asked to stop in the middle", FAULT_CANCELLED, { 200, 200, UNSENT }, { STATE_UNKNOWN, "stopped from outside after 2 of 3 answers", 0, NULL, NULL } },
	{ "our certificate refused", FAULT_ALERT, { LOST, UNSENT, UNSENT }, { STATE_CRITICAL, "does not know the CA of our certificate (TLS alert 48)", 1, "identity-issuer-unknown", NULL } },
};

static void ends(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(end_cases); i++) {
		struct scene s;

		scene_init(&s);
		s.plan.timeout_state = STATE_UNKNOWN;
		scene_stop(&s, PHASE_SIP, end_cases[i].kind, 48, "a text");
		samples(&s, end_cases[i].statuses, 3);
		judge(rules, &s.plan, &s.facts, &s.findings);
		scene_check(end_cases[i].name, worst(&s), &end_cases[i].expected);
		scene_free(&s);
	}
}

/* What ended the waiting: --wait of every sample, or -t, whose state that is. */
static const struct case_wait {
	const char *name;
	int64_t wait_us, timeout_us;
	int statuses[3];
	unsigned provisional;
	struct expected expected;
} wait_cases[] = {
	{ "all were waited for", 2000000, 10000000, { LOST, LOST, LOST }, 0,
	  { STATE_CRITICAL, "no SIP answer from " EDGE " within 2.00 s (--wait)", 2, "undetermined", "a longer --wait" } },
	{ "all were taken, and waited for", 2000000, 10000000, { LOST, LOST, LOST }, 1,
	  { STATE_CRITICAL, EDGE " works on our request|2.00 s (--wait)", 2, "undetermined", "a longer --wait" } },
	{ "the time was up for the last", 2000000, 2001500, { LOST, LOST, LOST }, 0,
	  { STATE_OK, "no SIP answer from " EDGE " within 2.00 s, though", 2, "undetermined", "a longer -t" } },
	{ "the last was never sent", 2000000, 10000000, { LOST, LOST, UNSENT }, 0,
	  { STATE_OK, "no SIP answer from " EDGE " within 2.00 s, though", 2, "undetermined", "a longer -t" } },
	{ "no --wait", 0, 10000000, { LOST, LOST, LOST }, 0,
	  { STATE_OK, "no SIP answer from " EDGE " within 2.00 s, though", 2, "undetermined", "a longer -t" } },
};

static void waits(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(wait_cases); i++) {
		const struct case_wait *c = &wait_cases[i];
		struct scene s;

		scene_init(&s);
		s.plan.timeout_state = STATE_OK;
		s.plan.timeout_us = c->timeout_us;
		s.plan.wait_us = c->wait_us;
		scene_stop(&s, PHASE_SIP, FAULT_TIMEOUT, 0, "a text");
		samples(&s, c->statuses, 3);
		s.samples[0].provisional = c->provisional;
		s.targets[0].phase_us[PHASE_SIP] = 2002000;
		judge(rules, &s.plan, &s.facts, &s.findings);
		scene_check(c->name, worst(&s), &c->expected);
		scene_free(&s);
	}
}

static void round_trip(void **state)
{
	static const int statuses[] = { 200, 200, 200, LOST };
	struct expected e = { STATE_CRITICAL, "the mean round trip to push.lync.com was 0.20 s, critical above 0.15 s", 2, "slow", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	samples(&s, statuses, 4);
	struct push_trip trip = rule_push_trip(&s.targets[0]);
	assert_int_equal(trip.sent, 4);
	assert_int_equal(trip.answered, 3);
	assert_int_equal(trip.mean_us, 200000);
	assert_int_equal(trip.least_us, 100000);
	assert_int_equal(trip.most_us, 300000);
	assert_true(trip.loss_percent == 25.0);
	rule_push_time(&s.view, &s.findings);
	assert_null(s.findings.first);
	s.plan.critical = (struct range){ .set = true, .end = 0.15 };
	rule_push_time(&s.view, &s.findings);
	scene_check("mean", scene_first(&s), &e);
	scene_free(&s);
}

/* What it proves and what not, for OPTIONS only. */
static void limits_of_options(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_answer(&s, 200, NULL, NULL);
	rule_push_answer(&s.view, &s.findings);
	assert_true(s.findings.last->note);
	assert_non_null(strstr(s.findings.last->sentence, "not that a device rings"));
	findings_free(&s.findings);
	s.targets[0].method = "MESSAGE";
	rule_push_answer(&s.view, &s.findings);
	assert_ptr_equal(s.findings.first, s.findings.last);
	scene_free(&s);
}

static void captures(void **state)
{
	struct expected unreadable = { STATE_UNKNOWN, "/etc/push.txt: line 7: no value", 0, "capture-unreadable", "line" };
	struct scene s;

	(void)state;
	scene_init(&s);
	rule_push_capture(&s.view, &s.findings);
	assert_null(s.findings.first);
	s.plan.request_template = "/etc/push.txt";
	fault(&s.facts.capture.fault, FAULT_FILE, 0, "line 7: no value");
	rule_push_capture(&s.view, &s.findings);
	scene_check("unreadable", scene_first(&s), &unreadable);
	findings_free(&s.findings);
	s.facts.capture = (struct capture){ .line = 12, .requests = 3 };
	rule_push_capture(&s.view, &s.findings);
	assert_non_null(s.findings.first);
	assert_true(s.findings.first->note);
	assert_string_equal(s.findings.first->sentence, "sent again: the request at line 12 of the capture, of 3 in it");
	scene_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one),	cmocka_unit_test(filters), cmocka_unit_test(many),	      cmocka_unit_test(telling), cmocka_unit_test(expected_answers),
		cmocka_unit_test(ends), cmocka_unit_test(waits), cmocka_unit_test(round_trip), cmocka_unit_test(limits_of_options),
		cmocka_unit_test(captures),
	};

	return cmocka_run_group_tests_name("rule_push", tests, NULL, NULL);
}
