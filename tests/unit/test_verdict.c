// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_verdict - state, sentence and numbers of a verdict, from findings and facts made by hand
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>

#include <cmocka.h>

#include "made_findings.h"
#include "model/pool.h"

/* ---- a run made by hand ---- */

static bool whole_time(const struct view *v, struct measured *m)
{
	m->value = (double)v->target->phase_us[PHASE_SIP] / 1e6;
	m->min = 0;
	m->warning = &v->plan->warning;
	m->critical = &v->plan->critical;
	return v->target->phase_us[PHASE_SIP] >= 0;
}

static bool days(const struct view *v, struct measured *m)
{
	m->value = v->target->port;
	return true;
}

static bool targets(const struct view *v, struct measured *m)
{
	m->value = (double)v->facts->target_count;
	return true;
}

static bool nonsense(const struct view *v, struct measured *m)
{
	(void)v;
	m->value = NAN;
	return true;
}

static const struct metric metrics[] = {
	{ "time", "s", METRIC_HIGHEST, whole_time, "" },
	{ "cert_days", "", METRIC_LOWEST, days, "" },
	{ "targets", "", METRIC_ONCE, targets, "" },
	{ "nonsense", "", METRIC_HIGHEST, nonsense, "" },
	{ 0 },
};

static const struct plugin plugin = { .service = "PUSH TEST", .metrics = metrics };

struct run {
	struct plan plan;
	struct facts facts;
	struct target target[3];
	struct plan_host host[3];
	struct findings findings;
	struct verdict verdict;
};

static void setup(struct run *r, size_t count)
{
	static const char *const names[] = { "a.example", "b.example", "192.0.2.1" };

	*r = (struct run){ 0 };
	facts_init(&r->facts);
	findings_init(&r->findings);
	for (size_t i = 0; i < count; i++) {
		target_init(&r->target[i], 10000);
		r->target[i].host = r->host[i].name = names[i];
		r->target[i].port = (uint16_t)(100 + i);
		r->target[i].phase_us[PHASE_SIP] = 250000 * (int64_t)(i + 1);
	}
	r->facts.targets = r->target;
	r->facts.target_count = r->plan.hosts.count = count;
	r->plan.hosts.at = r->host;
	r->plan.min_ok = count;
}

static void finish(struct run *r)
{
	verdict_free(&r->verdict);
	findings_free(&r->findings);
}

static struct finding *find(struct run *r, int target, enum state state, const char *sentence)
{
	r->findings.target = target;
	return finding_add(&r->findings, state, "%s", sentence);
}

static void judge_run(struct run *r)
{
	made_judge(&plugin, &r->plan, &r->facts, &r->findings, &r->verdict);
}

static void expect(struct run *r, enum state state, const char *lead, const char *sentence, const char *tail)
{
	judge_run(r);
	assert_string_equal(r->verdict.lead, lead);
	assert_string_equal(r->verdict.sentence, sentence);
	assert_string_equal(r->verdict.tail, tail);
	assert_int_equal(r->verdict.state, state);
	finish(r);
}

/* ---- state and sentence ---- */

static void test_worst_is_quoted(void **state)
{
	struct run r;

	(void)state;
	setup(&r, 1);
	find(&r, 0, STATE_UNKNOWN, "cannot see");
	find(&r, 0, STATE_WARNING, "warm");
	find(&r, 0, STATE_WARNING, "warmer");
	find(&r, 0, STATE_OK, "fine");
	expect(&r, STATE_WARNING, "", "warm", "");
}

static void test_several_targets(void **state)
{
	struct run r;

	(void)state;
	setup(&r, 2);
	find(&r, 0, STATE_OK, "fine");
	find(&r, 1, STATE_CRITICAL, "broken");
	expect(&r, STATE_CRITICAL, "1 of 2 targets OK: ", "broken", "");
	setup(&r, 2);
	find(&r, 0, STATE_OK, "fine");
	find(&r, 1, STATE_OK, "fine too");
	expect(&r, STATE_OK, "2 of 2 targets OK: ", "fine", "");
	setup(&r, 2);
	find(&r, 0, STATE_OK, "fine");
	find(&r, NO_TARGET, STATE_WARNING, "our own");
	expect(&r, STATE_WARNING, "", "our own", "");
}

/* What --min-ok counts is counted: one that a certificate warns of is fine. */
static void test_several_warned_of(void **state)
{
	struct run r;

	(void)state;
	setup(&r, 2);
	find(&r, 0, STATE_OK, "fine");
	find(&r, 1, STATE_WARNING, "soon")->cause = CAUSE_CERT_EXPIRING;
	expect(&r, STATE_WARNING, "", "soon", "");
	setup(&r, 2);
	find(&r, 0, STATE_WARNING, "declined")->status = 480;
	find(&r, 1, STATE_WARNING, "soon")->cause = CAUSE_CERT_EXPIRING;
	expect(&r, STATE_WARNING, "", "a.example 480; b.example cert-expiring", "");
	setup(&r, 2);
	find(&r, 0, STATE_UNKNOWN, "cannot see")->cause = CAUSE_DNS_NO_ANSWER;
	find(&r, 1, STATE_WARNING, "soon")->cause = CAUSE_CERT_EXPIRING;
	expect(&r, STATE_WARNING, "", "b.example cert-expiring; a.example DNS silent", "");
	setup(&r, 3);
	find(&r, 0, STATE_CRITICAL, "refused");
	find(&r, 1, STATE_WARNING, "soon");
	find(&r, 2, STATE_OK, "fine");
	expect(&r, STATE_CRITICAL, "2 of 3 targets OK: ", "refused", "");
}

/* Each that is not fine, the worst first, in words of its own. */
static void test_several_in_trouble(void **state)
{
	struct run r;

	(void)state;
	setup(&r, 3);
	find(&r, 0, STATE_UNKNOWN, "nowhere")->cause = CAUSE_DNS_NO_SUCH_NAME;
	find(&r, 1, STATE_CRITICAL, "refused")->cause = CAUSE_TCP_REFUSED;
	find(&r, 2, STATE_CRITICAL, "broken")->status = 504;
	expect(&r, STATE_CRITICAL, "0 of 3 targets OK: ", "b.example refused; 192.0.2.1 504; a.example not in DNS", "");
	setup(&r, 3);
	r.target[1].host = r.target[2].host = "a.example";
	r.target[2].port = 101;
	r.target[1].address = "192.0.2.7";
	r.target[2].address = "2001:db8::7";
	find(&r, 0, STATE_OK, "fine");
	find(&r, 1, STATE_CRITICAL, "old")->cause = CAUSE_CERT_EXPIRED;
	find(&r, 2, STATE_CRITICAL, "odd");
	r.findings.last->rule = "cert.odd";
	expect(&r, STATE_CRITICAL, "1 of 3 targets OK: ", "a.example (192.0.2.7) cert-expired; a.example (2001:db8::7) cert.odd", "");
	setup(&r, 2);
	r.target[1].host = "a.example";
	find(&r, 0, STATE_CRITICAL, "refused")->cause = CAUSE_TCP_REFUSED;
	find(&r, 1, STATE_CRITICAL, "silent")->cause = CAUSE_TCP_TIMEOUT;
	expect(&r, STATE_CRITICAL, "0 of 2 targets OK: ", "a.example:100 refused; a.example:101 does not answer", "");
}

/* As many as the line holds, then how many more. */
static void test_many_in_trouble(void **state)
{
	static const char *const names[] = { "accessproxy.contoso.example", "accessproxy.fabrikam.example", "accessproxy.tailspin.example" };
	struct run r;

	(void)state;
	setup(&r, 3);
	for (int i = 0; i < 3; i++) {
		r.target[i].host = names[i];
		find(&r, i, STATE_CRITICAL, "broken")->status = 504;
	}
	find(&r, 0, STATE_WARNING, "ignored")->ignored = true;
	expect(&r, STATE_CRITICAL, "0 of 3 targets OK: ", "accessproxy.contoso.example 504; and 2 more", " (1 ignored)");
}

/* What the checks of settings come to: how many failed, and how many could not be made, or that push itself was not judged. */
static void test_settings(void **state)
{
	static const struct {
		const char *name;
		enum pool_how how;	/* of a section that push depends on */
		enum state states[4];	/* of as many rules */
		const char *sentence;
		const char *lead, *line;
	} cases[] = {
		{ "all unread", POOL_UNSEEN, { STATE_UNKNOWN, STATE_UNKNOWN, STATE_OK, STATE_OK }, "refused", "push not judged: ", "refused" },
		{ "all unread, and the export is old", POOL_CUT, { STATE_CRITICAL, STATE_UNKNOWN, STATE_UNKNOWN, STATE_OK }, "old", "push not judged: ", "old" },
		{ "a part unread", POOL_READ, { STATE_UNKNOWN, STATE_OK, STATE_OK, STATE_OK }, "denied", "1 of 4 checks unknown: ", "denied" },
		{ "a part unread, and a fault", POOL_READ, { STATE_CRITICAL, STATE_UNKNOWN, STATE_OK, STATE_OK }, "off", "", "off; and 1 unknown" },
		{ "three faults", POOL_READ, { STATE_WARNING, STATE_WARNING, STATE_WARNING, STATE_OK }, "off", "", "off; and 2 more" },
		{ "two faults, and one unread", POOL_READ, { STATE_WARNING, STATE_WARNING, STATE_UNKNOWN, STATE_OK }, "off", "", "off; and 1 more, 1 unknown" },
		{ "no room", POOL_READ, { STATE_UNKNOWN, STATE_OK, STATE_OK, STATE_OK },
		  "a sentence of eighty-one characters, which leaves no room for what is counted, ok", "",
		  "a sentence of eighty-one characters, which leaves no room for what is counted, ok" },
	};
	static const char *const names[] = { "a.a", "b.b", "c.c", "d.d" };
	struct run r;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		static struct pool pool;
		setup(&r, 0);
		pool.sections[POOL_PUSH].how = cases[i].how;
		r.facts.pool = &pool;
		r.plan.subject = SUBJECT_SETTINGS;
		for (size_t n = 0; n < 4; n++)
			find(&r, NO_TARGET, cases[i].states[n], n ? "more" : cases[i].sentence)->rule = names[n];
		expect(&r, cases[i].states[0], cases[i].lead, cases[i].line, "");
	}
}

static void test_ignored(void **state)
{
	struct run r;

	(void)state;
	setup(&r, 1);
	find(&r, 0, STATE_CRITICAL, "broken")->ignored = true;
	find(&r, 0, STATE_OK, "fine");
	expect(&r, STATE_OK, "", "fine", " (1 ignored)");
	setup(&r, 1);
	find(&r, 0, STATE_CRITICAL, "broken")->ignored = true;
	find(&r, 0, STATE_WARNING, "bent")->ignored = true;
	expect(&r, STATE_OK, "", "nothing else was found", " (2 ignored)");
}

static void test_nothing_judged_is_unknown(void **state)
{
	struct run r;

	(void)state;
	setup(&r, 1);
	find(&r, 0, STATE_CRITICAL, "a note")->note = true;
	expect(&r, STATE_UNKNOWN, "", "nothing could be judged", "");
}

static void test_lost_memory_is_unknown(void **state)
{
	struct run r;

	(void)state;
	setup(&r, 1);
	find(&r, 0, STATE_OK, "fine");
	r.facts.targets[0].arena.failed = r.facts.targets[0].arena.out_of_memory = true;
	judge_run(&r);
	assert_int_equal(r.verdict.state, STATE_UNKNOWN);
	assert_non_null(strstr(r.verdict.sentence, "memory"));
	finish(&r);
	setup(&r, 1);
	find(&r, 0, STATE_OK, "fine");
	r.facts.targets[0].arena.failed = true; /* a ceiling, and nothing says which */
	judge_run(&r);
	assert_int_equal(r.verdict.state, STATE_UNKNOWN);
	assert_null(strstr(r.verdict.sentence, "memory"));
	finish(&r);
	setup(&r, 1);
	find(&r, 0, STATE_UNKNOWN, "more than 8 MiB")->cause = CAUSE_LIMIT;
	r.facts.targets[0].arena.failed = true;
	expect(&r, STATE_UNKNOWN, "", "more than 8 MiB", "");
	setup(&r, 1);
	find(&r, 0, STATE_WARNING, "warm");
	r.findings.arena.failed = true; /* a CRITICAL one may be gone */
	judge_run(&r);
	assert_int_equal(r.verdict.state, STATE_UNKNOWN);
	finish(&r);
	setup(&r, 1);
	find(&r, 0, STATE_CRITICAL, "broken");
	r.facts.arena.failed = true;
	expect(&r, STATE_CRITICAL, "", "broken", "");
}

/* ---- numbers ---- */

static void expect_number(const struct verdict *r, size_t index, const char *label, double value)
{
	if (index >= r->number_count)
		fail_msg("%s is missing", label);
	assert_string_equal(r->numbers[index].label, label);
	assert_true(fabs(r->numbers[index].value - value) < 1e-9);
}

static void test_numbers(void **state)
{
	struct run r;

	(void)state;
	setup(&r, 3);
	r.target[1].phase_us[PHASE_SIP] = -1;
	r.plan.warning = (struct range){ .set = true, .end = 2 };
	r.plan.critical = (struct range){ .set = true, .start = 1, .end = 5 };
	judge_run(&r);
	assert_int_equal(r.verdict.number_count, 4);
	expect_number(&r.verdict, 0, "time", 0.75);
	expect_number(&r.verdict, 1, "cert_days", 100);
	expect_number(&r.verdict, 2, "targets", 3);
	expect_number(&r.verdict, 3, "a.example::time", 0.25); /* b did not happen, an address is no label */
	assert_true(fabs(r.verdict.numbers[0].warning - 2) < 1e-9);
	assert_true(isnan(r.verdict.numbers[0].critical)); /* no upper limit */
	assert_true(isnan(r.verdict.numbers[0].max));
	finish(&r);
}

static void test_one_host_has_no_labels(void **state)
{
	struct run r;

	(void)state;
	setup(&r, 1);
	judge_run(&r);
	assert_int_equal(r.verdict.number_count, 3);
	finish(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worst_is_quoted),
		cmocka_unit_test(test_several_targets),
		cmocka_unit_test(test_several_warned_of),
		cmocka_unit_test(test_several_in_trouble),
		cmocka_unit_test(test_many_in_trouble),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_ignored),
		cmocka_unit_test(test_nothing_judged_is_unknown),
		cmocka_unit_test(test_lost_memory_is_unknown),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_one_host_has_no_labels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
