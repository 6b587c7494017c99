// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_push - the push round trip: answers, loss, time
 */
#include "scene.h"

#include "judge/route.h"
#include "judge/rules/rule_push.h"
#include "judge/rules/rule_route.h"

#define FROM_EDGE ";reason=\"x\";source=\"" EDGE "\""

enum { LOST = 0, UNSENT = -1 };

static const struct rule rules[] = { RULES_ROUTE, RULES_PUSH, RULE_PUSH_WORTH, { 0 } };

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
	{ "healthy", 200, NULL, { STATE_OK, 0, "push.answer", NULL, "push.lync.com|200|" EDGE "|0.21 s", NULL } },
	{ "IM filter", 403, "16000" FROM_EDGE, { STATE_CRITICAL, 1, "push.answer", "im-filter", EDGE, "Set-CsImFilterConfiguration" } },
	{ "IM filter, the last code", 488, "16999" FROM_EDGE, { STATE_CRITICAL, 1, "push.answer", "im-filter", NULL, NULL } },
	{ "403 without it", 403, NULL, { STATE_WARNING, 2, "push.answer", "undetermined", NULL, NULL } },
	{ "488 without it", 488, NULL, { STATE_WARNING, 3, "push.answer", "service-refused", NULL, NULL } },
	{ "606 without it", 606, NULL, { STATE_WARNING, 3, "push.answer", "service-refused", NULL, NULL } },
	{ "404", 404, NULL, { STATE_WARNING, 2, "push.answer", "address-unknown", NULL, NULL } },
	{ "480", 480, NULL, { STATE_WARNING, 3, "push.answer", "service-refused", NULL, NULL } },
	{ "405", 405, NULL, { STATE_WARNING, 3, "push.answer", "service-refused", NULL, NULL } },
	{ "504", 504, NULL, { STATE_CRITICAL, 2, "push.answer", "undetermined", EDGE "|" PARTNER, NULL } },
	{ "a local code", 504, "1008" FROM_EDGE, { STATE_CRITICAL, 2, "push.answer", "edge-dns-srv", NULL, NULL } },
};

static void one(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(one_cases); i++) {
		struct scene s;

		scene_init(&s);
		scene_answer(&s, one_cases[i].status, one_cases[i].diag, NULL);
		scene_judge(&s, rules);
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
		scene_judge(&s, rules);
		const struct finding *f = scene_first(&s);
		bool suspected = f && f->because && strstr(f->because, "Get-CsImFilterConfiguration");
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
	{ "all answered", { 200, 200, 200 }, 3, -1, -1, { STATE_OK, 0, "push.answer", NULL, "push.lync.com|3|" EDGE "|0.20 s", NULL } },
	{ "one lost", { LOST, 200, 200 }, 3, -1, -1, { STATE_WARNING, 2, "push.loss", "loss", "push.lync.com|1|3|33.3 %", "--wait" } },
	{ "all but one lost", { LOST, LOST, 200 }, 3, -1, -1, { STATE_WARNING, 2, "push.loss", "loss", "2|3|66.7 %", NULL } },
	{ "loss allowed", { LOST, 200, 200, 200 }, 4, 30, 60, { STATE_OK, 0, "push.answer", NULL, "3|4", NULL } },
	{ "at the warning", { LOST, 200, 200, 200 }, 4, 25, 60, { STATE_WARNING, 2, "push.loss", "loss", "25 %", NULL } },
	{ "at the critical", { LOST, LOST, 200, 200 }, 4, 25, 50, { STATE_CRITICAL, 2, "push.loss", "loss", "50 %", NULL } },
	{ "critical alone", { LOST, LOST, 200, 200 }, 4, -1, 60, { STATE_OK, 0, "push.answer", NULL, "2|4", NULL } },
	{ "never sent is not lost", { 200, 200, UNSENT }, 3, -1, -1, { STATE_OK, 0, "push.answer", NULL, "2", NULL } },
	{ "one was refused", { 200, 404, 200 }, 3, -1, -1, { STATE_WARNING, 2, "push.answer", "address-unknown", "404", NULL } },
	{ "two were, differently", { 404, 503, 200 }, 3, -1, -1, { STATE_CRITICAL, 2, "push.answer", "undetermined", "503", NULL } },
};


static void many(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(many_cases); i++) {
		const struct case_many *c = &many_cases[i];
		struct scene s;

		scene_init(&s);
		samples(&s, c->statuses, c->count);
		s.plan.sip.loss_warning = c->warning;
		s.plan.sip.loss_critical = c->critical;
		scene_judge(&s, rules);
		scene_check(c->name, scene_headline(&s), &c->expected);
		scene_free(&s);
	}
}

/* A second try may say more than the first. */
static void telling(void **state)
{
	static const int statuses[] = { 504, 504, 504 };
	struct expected e = { STATE_CRITICAL, 2, "push.answer", "next-hop-down", PARTNER "|504|1007", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	samples(&s, statuses, 3);
	scene_diag(&s, "1007;reason=\"Temporarily cannot route\"" FROM_EDGE);
	s.samples[1].answer = s.samples[0].answer;
	s.samples[0].answer = s.samples[2].answer;
	scene_judge(&s, rules);
	scene_check("the second of three", scene_headline(&s), &e);
	assert_ptr_equal(s.verdict.targets[0].sample, &s.samples[1]);
	scene_free(&s);
}

/* --expect turns the order of badness round. */
static void expected_answers(void **state)
{
	static const int statuses[] = { 404, 503 };
	struct expected e = { STATE_WARNING, 2, "push.answer", "address-unknown", "404", NULL };
	struct expected mixed = { STATE_OK, 0, "push.answer", NULL, EDGE "|2|503|0.15 s", NULL };
	struct expected disliked = { STATE_WARNING, 0, "push.answer", NULL, "push.lync.com|2|200|--expect", NULL };
	struct expected fine = { STATE_OK, 0, "push.answer", NULL, EDGE "|2|404|0.15 s", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	samples(&s, statuses, 2);
	s.expect = (struct expect){ 503, 503, STATE_OK };
	s.plan.sip.expect = (struct expects){ &s.expect, 1 };
	scene_judge(&s, rules);
	scene_check("the 404 is the worse", scene_headline(&s), &e);
	s.expect = (struct expect){ 400, 599, STATE_OK };
	scene_judge(&s, rules);
	assert_int_equal(scene_state(&s), STATE_OK);
	scene_check("all are expected", scene_headline(&s), &fine); /* by the route, not by the service */

	s.samples[0].answer.status = 200; /* one of two got through */
	scene_judge(&s, rules);
	scene_check("one is expected", scene_headline(&s), &mixed);
	s.samples[1].answer.status = 200;
	s.expect = (struct expect){ 200, 200, STATE_WARNING };
	scene_judge(&s, rules);
	scene_check("a success that is not", scene_headline(&s), &disliked);
	scene_free(&s);
}

static const struct case_end {
	const char *name;
	enum fault_kind kind;
	int statuses[3];
	struct expected expected;
} end_cases[] = {
	{ "no answer at all", FAULT_TIMEOUT, { LOST, LOST, LOST }, { STATE_UNKNOWN, 2, "push.answer", "undetermined", EDGE, NULL } },
	{ "closed in the middle", FAULT_CLOSED, { 200, UNSENT, UNSENT },
	  { STATE_WARNING, 1, "push.loss", "connection-lost", EDGE "|1|3", "a text|0.20 s" } },
	{ "asked to stop in the middle", FAULT_CANCELLED, { 200, 200, UNSENT }, { STATE_UNKNOWN, 0, "push.loss", NULL, "2|3", NULL } },
	{ "our certificate refused", FAULT_ALERT, { LOST, UNSENT, UNSENT }, { STATE_CRITICAL, 1, "route.tls", "identity-issuer-unknown", "48", NULL } },
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
		scene_judge(&s, rules);
		scene_check(end_cases[i].name, scene_headline(&s), &end_cases[i].expected);
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
	  { STATE_CRITICAL, 2, "push.answer", "undetermined", EDGE "|2.00 s|--wait", "--wait" } },
	{ "all were taken, and waited for", 2000000, 10000000, { LOST, LOST, LOST }, 1,
	  { STATE_CRITICAL, 2, "push.answer", "undetermined", EDGE "|2.00 s|--wait", "--wait" } },
	{ "the time was up for the last", 2000000, 2001500, { LOST, LOST, LOST }, 0,
	  { STATE_OK, 2, "push.answer", "undetermined", EDGE "|2.00 s", "-t" } },
	{ "the last was never sent", 2000000, 10000000, { LOST, LOST, UNSENT }, 0,
	  { STATE_OK, 2, "push.answer", "undetermined", EDGE "|2.00 s", "-t" } },
	{ "no --wait", 0, 10000000, { LOST, LOST, LOST }, 0,
	  { STATE_OK, 2, "push.answer", "undetermined", EDGE "|2.00 s", "-t" } },
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
		s.plan.sip.wait_us = c->wait_us;
		scene_stop(&s, PHASE_SIP, FAULT_TIMEOUT, 0, "a text");
		samples(&s, c->statuses, 3);
		s.samples[0].provisional = c->provisional;
		s.targets[0].phase_us[PHASE_SIP] = 2002000;
		scene_judge(&s, rules);
		scene_check(c->name, scene_headline(&s), &c->expected);
		scene_free(&s);
	}
}

static void round_trip(void **state)
{
	static const int statuses[] = { 200, 200, 200, LOST };
	struct expected e = { STATE_CRITICAL, 2, "push.time", "slow", "push.lync.com|0.20 s|0.15 s", NULL };
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
	scene_ask(&s, rules, "push.time");
	assert_null(scene_any(&s));
	s.plan.critical = (struct range){ .set = true, .end = 0.15 };
	scene_ask(&s, rules, "push.time");
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
	scene_ask(&s, rules, "push.answer");
	assert_true(scene_last(&s)->note);
	wording_check("what OPTIONS proves", scene_last(&s));
	s.targets[0].method = "MESSAGE";
	scene_ask(&s, rules, "push.answer");
	assert_int_equal(scene_total(&s), 1);
	scene_free(&s);
}

static void captures(void **state)
{
	struct expected unreadable = { STATE_UNKNOWN, 0, "push.capture", "capture-unreadable", "/etc/push.txt|7", NULL };
	struct expected refused = { STATE_UNKNOWN, 0, "push.capture", "capture-refused", "7|INVITE|sip:x@y", "--uri" };
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_ask(&s, rules, "push.capture");
	assert_null(scene_any(&s));
	s.plan.sip.request_template = "/etc/push.txt";
	fault(&s.facts.capture.fault, FAULT_FILE, 0, "line 7: no value");
	scene_ask(&s, rules, "push.capture");
	scene_check("unreadable", scene_first(&s), &unreadable);
	fault(&s.facts.capture.fault, FAULT_USAGE, 0, "line 7 holds INVITE sip:x@y: only");
	scene_ask(&s, rules, "push.capture");
	scene_check("refused", scene_first(&s), &refused);
	s.facts.capture = (struct capture){ .line = 12, .requests = 3 };
	scene_ask(&s, rules, "push.capture");
	assert_non_null(scene_any(&s));
	assert_true(scene_any(&s)->note);
	assert_true(scene_says(scene_any(&s)->sentence, "12|3"));
	wording_check("readable", scene_any(&s));
	scene_free(&s);
}

/* --no-client-cert: nothing is sent, so there is nothing to say of answers, loss and time; TLS is all that is judged. */
static void without_a_certificate(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	s.plan.sip.no_client_cert = true;
	s.facts.identity = (struct identity){ 0 };
	s.targets[0].tls.certificate_given = false;
	scene_judge(&s, rules);
	assert_int_equal(scene_count(&s), 1);
	assert_string_equal(scene_first(&s)->rule, "route.tls");
	assert_int_equal(scene_state(&s), STATE_OK);
	scene_free(&s);
}

/* What a good result for the push service is worth, and of no other domain. */
static void worth(void **state)
{
	static const struct {
		const char *domain;
		bool said;
	} asked[] = { { "push.lync.com", true }, { "PUSH.lync.com", true }, { "fabrikam.com", false } };

	(void)state;
	for (size_t i = 0; i < COUNT(asked); i++) {
		struct scene s;
		scene_init(&s);
		s.plan.domain = asked[i].domain;
		scene_ask(&s, rules, "clients");
		assert_int_equal(scene_total(&s), asked[i].said);
		if (asked[i].said)
			assert_true(scene_any(&s)->note && scene_any(&s)->standing);
		if (i == 0)
			wording_check("worth", scene_any(&s));
		scene_free(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_certificate), cmocka_unit_test(one),	cmocka_unit_test(filters), cmocka_unit_test(many),	      cmocka_unit_test(telling), cmocka_unit_test(expected_answers),
		cmocka_unit_test(ends), cmocka_unit_test(waits), cmocka_unit_test(round_trip), cmocka_unit_test(limits_of_options),
		cmocka_unit_test(captures), cmocka_unit_test(worth), cmocka_unit_test(wording_all),
	};

	return cmocka_run_group_tests_name("rule_push", tests, NULL, NULL);
}
