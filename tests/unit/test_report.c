// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_report - state, sentence and numbers of a result, from findings and facts made by hand
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <locale.h>

#include <cmocka.h>

#include "front/report.h"

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

static const struct plugin plugin = { .service = "PUSH TEST", .peers = "Edges", .metrics = metrics };

struct run {
	struct plan plan;
	struct facts facts;
	struct target target[3];
	struct host_port host[3];
	struct view view;
	struct findings findings;
	struct report report;
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
	r->view = (struct view){ .plan = &r->plan, .facts = &r->facts };
}

static void finish(struct run *r)
{
	report_free(&r->report);
	findings_free(&r->findings);
}

static struct finding *find(struct run *r, int target, enum state state, const char *sentence)
{
	r->findings.target = target;
	return finding_add(&r->findings, state, "%s", sentence);
}

static void expect(struct run *r, enum state state, const char *lead, const char *sentence, const char *tail)
{
	report_make(&r->report, &plugin, &r->view, &r->findings);
	assert_string_equal(r->report.lead, lead);
	assert_string_equal(r->report.sentence, sentence);
	assert_string_equal(r->report.tail, tail);
	assert_int_equal(r->report.state, state);
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
	expect(&r, STATE_CRITICAL, "1 of 2 Edges: ", "broken", "");
	setup(&r, 2);
	find(&r, 0, STATE_CRITICAL, "broken");
	find(&r, 1, STATE_CRITICAL, "broken too");
	expect(&r, STATE_CRITICAL, "2 of 2 Edges: ", "broken", "");
	setup(&r, 2);
	find(&r, 0, STATE_OK, "fine");
	find(&r, NO_TARGET, STATE_WARNING, "our own");
	expect(&r, STATE_WARNING, "", "our own", "");
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
	r.facts.targets[0].arena.failed = true;
	report_make(&r.report, &plugin, &r.view, &r.findings);
	assert_int_equal(r.report.state, STATE_UNKNOWN);
	assert_non_null(strstr(r.report.sentence, "memory"));
	finish(&r);
	setup(&r, 1);
	find(&r, 0, STATE_WARNING, "warm");
	r.findings.arena.failed = true; /* a CRITICAL one may be gone */
	report_make(&r.report, &plugin, &r.view, &r.findings);
	assert_int_equal(r.report.state, STATE_UNKNOWN);
	finish(&r);
	setup(&r, 1);
	find(&r, 0, STATE_CRITICAL, "broken");
	r.facts.arena.failed = true;
	expect(&r, STATE_CRITICAL, "", "broken", "");
}

/* ---- numbers ---- */

static void expect_number(const struct report *r, size_t index, const char *label, double value)
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
	report_make(&r.report, &plugin, &r.view, &r.findings);
	assert_int_equal(r.report.number_count, 4);
	expect_number(&r.report, 0, "time", 0.75);
	expect_number(&r.report, 1, "cert_days", 100);
	expect_number(&r.report, 2, "targets", 3);
	expect_number(&r.report, 3, "a.example::time", 0.25); /* b did not happen, an address is no label */
	assert_true(fabs(r.report.numbers[0].warning - 2) < 1e-9);
	assert_true(isnan(r.report.numbers[0].critical)); /* no upper limit */
	assert_true(isnan(r.report.numbers[0].max));
	finish(&r);
}

static void test_one_host_has_no_labels(void **state)
{
	struct run r;

	(void)state;
	setup(&r, 1);
	report_make(&r.report, &plugin, &r.view, &r.findings);
	assert_int_equal(r.report.number_count, 3);
	finish(&r);
}

static const struct {
	double value;
	int decimals;
	const char *text; /* NULL: refused */
} number_cases[] = {
	{ 0, 6, "0" },		     { 1, 6, "1" },		{ -1, 0, "-1" },
	{ 0.000001, 6, "0.000001" }, { 0.0000001, 6, "0" },	{ -0.0000001, 6, "0" },
	{ 0.5, 6, "0.5" },	     { 1234.56789, 2, "1234.57" }, { 99.999, 2, "100" },
	{ 10, 0, "10" },	     { 100, 2, "100" },		{ 0.1234567, 6, "0.123457" },
	{ 999999999.0, 6, "999999999" }, { 1e9, 6, NULL }, { -1e300, 2, NULL },
	{ 2.5, 0, "3" },	     { 0.212, 3, "0.212" },
};

static void test_number_text(void **state)
{
	char text[REPORT_NUMBER_MAX];

	(void)state;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < sizeof number_cases / sizeof *number_cases; i++) {
			bool given = report_number_text(number_cases[i].value, number_cases[i].decimals, text);
			if (given != (number_cases[i].text != NULL) || (given && strcmp(text, number_cases[i].text) != 0))
				fail_msg("%g: \"%s\"", number_cases[i].value, given ? text : "refused");
		}
		assert_false(report_number_text(NAN, 6, text));
		assert_false(report_number_text(-INFINITY, 6, text));
		setlocale(LC_ALL, "de_DE.UTF-8"); /* the second time, where it is installed: the same */
	}
	setlocale(LC_ALL, "C");
}

static void test_duration_text(void **state)
{
	static const struct {
		int64_t us;
		const char *text;
	} durations[] = { { 0, "0 ms" }, { 430, "0.4 ms" }, { 999, "1 ms" }, { 1600, "2 ms" }, { 212345, "212 ms" },
			  { 999499, "999 ms" }, { 999500, "1 s" }, { 21345000, "21.3 s" } };
	char text[REPORT_NUMBER_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
		report_duration_text(durations[i].us, text);
		assert_string_equal(text, durations[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worst_is_quoted),
		cmocka_unit_test(test_several_targets),
		cmocka_unit_test(test_ignored),
		cmocka_unit_test(test_nothing_judged_is_unknown),
		cmocka_unit_test(test_lost_memory_is_unknown),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_one_host_has_no_labels),
		cmocka_unit_test(test_number_text),
		cmocka_unit_test(test_duration_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
