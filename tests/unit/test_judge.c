// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_judge - the rules are asked, and the numbers taken
 */
#include "scene.h"

#include <math.h>

#include "judge/rules/measure.h"
#include "judge/rules/rule_cert.h"
#include "judge/rules/rule_identity.h"
#include "judge/rules/rule_push.h"
#include "judge/rules/rule_route.h"
#include "judge/rules/rule_sip.h"

/* What federation asks. */
static const struct rule rules[] = { RULES_ROUTE, RULES_SIP, RULES_CERT, RULES_OWN, RULES_ADDRESS, RULES_TARGETS, { 0 } };

/* ---- asking ---- */

static void say_once(const struct view *v, struct findings *f)
{
	assert_null(v->target);
	finding_add(f, STATE_WARNING, "once");
	finding_add(f, STATE_OK, "twice");
}

static void say_each(const struct view *v, struct findings *f)
{
	finding_add(f, STATE_CRITICAL, "%zu", (size_t)(v->target - v->facts->targets));
}

static void asking(void **state)
{
	static const struct rule two[] = { { .id = "a.each", .ask = say_each, .scope = RULE_PER_TARGET },
					   { .id = "b.once", .ask = say_once, .scope = RULE_ONCE }, { 0 } };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.facts.target_count = 2;
	s.ignored[0] = "a.each";
	s.ignored[1] = "b.onc";
	s.plan.ignore = (struct texts){ s.ignored, 2 };
	scene_judge(&s, two);
	const struct finding *f = scene_any(&s);
	assert_non_null(f);
	assert_true(f->ignored && f->target == 0 && strcmp(f->rule, "a.each") == 0);
	f = f->next;
	assert_true(f->ignored && f->target == 1);
	f = f->next;
	assert_true(!f->ignored && f->target == NO_TARGET && strcmp(f->rule, "b.once") == 0 && strcmp(f->sentence, "once") == 0);
	f = f->next;
	assert_true(!f->ignored && !f->next);
	assert_int_equal(scene_state(&s), STATE_WARNING);
	scene_free(&s);
}

/* ---- whole verdicts ---- */

static void make_target(struct scene *s, size_t index, int status)
{
	struct target *t = &s->targets[index];

	t->samples = &s->samples[index];
	t->sample_count = 1;
	s->samples[index].answer.status = status;
	s->samples[index].took_us = 200000;
	s->samples[index].sent_us = 6000;
	if (status != 0)
		return;
	t->sample_count = 0;
	t->stopped.phase = PHASE_CONNECT;
	fault(&t->stopped.fault, FAULT_REFUSED, 111, "refused");
}

/* Status of each target; 0: refused the connection. */
static const struct case_targets {
	const char *name;
	size_t count;
	int statuses[3];
	enum state state;
	uint64_t min_ok;
	size_t fine;
	struct expected headline; /* its own state may be worse */
} target_cases[] = {
#define ANSWERED { STATE_OK, 0, "sip.answer", NULL, "200", NULL }
#define DEAD { STATE_CRITICAL, 1, "route.connect", "tcp-refused", EDGE, NULL }
#define UNSEEN { STATE_UNKNOWN, 1, "sip.answer", "taken-for-client", "401", NULL }
#define TOO_FEW(values) { STATE_CRITICAL, 0, "targets", NULL, values, NULL }
	{ "one, fine", 1, { 200 }, STATE_OK, 1, 1, ANSWERED },
	{ "one, dead", 1, { 0 }, STATE_CRITICAL, 1, 0, DEAD },
	{ "one, unseen", 1, { 401 }, STATE_UNKNOWN, 1, 0, UNSEEN },
	{ "one, warned", 1, { 404 }, STATE_WARNING, 1, 1, { STATE_WARNING, 2, "sip.answer", "address-unknown", "404", NULL } },
	{ "one of two dead", 2, { 200, 0 }, STATE_WARNING, 1, 1, DEAD },
	{ "one of two unseen", 2, { 401, 200 }, STATE_WARNING, 1, 1, UNSEEN },
	{ "one of two dead, two needed", 2, { 200, 0 }, STATE_CRITICAL, 2, 1, DEAD },
	{ "one of two unseen, two needed", 2, { 200, 401 }, STATE_CRITICAL, 2, 1, TOO_FEW("1 of 2|2") },
	{ "two dead", 2, { 0, 0 }, STATE_CRITICAL, 1, 0, DEAD },
	{ "two unseen", 2, { 401, 401 }, STATE_UNKNOWN, 1, 0, UNSEEN },
	{ "two of three fine, two needed", 3, { 200, 504, 200 }, STATE_WARNING, 2, 2,
	  { STATE_CRITICAL, 2, "sip.answer", "undetermined", "504", NULL } },
	{ "three needed of one", 1, { 200 }, STATE_CRITICAL, 3, 1, TOO_FEW("1 of 1|3") },
};

static void targets(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(target_cases); i++) {
		const struct case_targets *c = &target_cases[i];
		struct scene s;

		scene_init(&s);
		s.facts.target_count = c->count;
		s.plan.min_ok = c->min_ok;
		for (size_t t = 0; t < c->count; t++)
			make_target(&s, t, c->statuses[t]);
		scene_judge(&s, rules);
		scene_expect(c->name, scene_headline(&s), &c->headline);
		if (scene_same(c->headline.rule, "targets"))
			wording_check(c->name, scene_headline(&s));
		if (scene_state(&s) != c->state || s.verdict.fine_count != c->fine)
			fail_msg("%s: %s, %zu fine", c->name, state_name(scene_state(&s)), s.verdict.fine_count);
		scene_free(&s);
	}
}

/* Without --min-ok: one host is enough, and it counts with each of its addresses. Letters are hosts, numbers statuses; 0 refuses. */
static const struct case_hosts {
	const char *name;
	size_t count;
	const char *hosts[3];
	int statuses[3];
	enum state state;
} host_cases[] = {
	{ "one of two addresses dead", 2, { "a", "a" }, { 200, 0 }, STATE_CRITICAL },
	{ "one of two hosts dead", 2, { "a", "b" }, { 200, 0 }, STATE_WARNING },
	{ "both hosts dead", 2, { "a", "b" }, { 0, 0 }, STATE_CRITICAL },
	{ "one host whole, one in part", 3, { "a", "b", "b" }, { 200, 200, 0 }, STATE_WARNING },
	{ "neither host whole", 3, { "a", "b", "b" }, { 0, 200, 0 }, STATE_CRITICAL },
	{ "one of two addresses unseen", 2, { "a", "a" }, { 401, 200 }, STATE_UNKNOWN },
};

static void hosts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(host_cases); i++) {
		const struct case_hosts *c = &host_cases[i];
		struct scene s;

		scene_init(&s);
		s.facts.target_count = c->count;
		s.plan.min_ok = 0;
		for (size_t t = 0; t < c->count; t++) {
			make_target(&s, t, c->statuses[t]);
			s.targets[t].host = c->hosts[t];
		}
		scene_judge(&s, rules);
		assert_non_null(scene_headline(&s));
		if (scene_state(&s) != c->state)
			fail_msg("%s: %s", c->name, state_name(scene_state(&s)));
		scene_free(&s);
	}
}

/* A certificate that ends soon is a WARNING, unless no target could be judged: then the check could not see. */
static const struct case_aside {
	const char *name;
	int status, other_status; /* of the target, and of a second one, if any */
	int peer_days, own_days;  /* that the certificates have left */
	enum state state;
} aside_cases[] = {
	{ "answered, the server's ends", 200, -1, 20, 400, STATE_WARNING },
	{ "answered, ours ends", 200, -1, 400, 5, STATE_WARNING },
	{ "unseen, the server's ends", 401, -1, 20, 400, STATE_UNKNOWN },
	{ "unseen, ours ends", 401, -1, 400, 5, STATE_UNKNOWN },
	{ "unseen, the server's has expired", 401, -1, -1, 400, STATE_CRITICAL },
	{ "dead, ours ends", 0, -1, 400, 5, STATE_CRITICAL },
	{ "one of two unseen, ours ends", 401, 200, 400, 5, STATE_WARNING },
	{ "both unseen, ours ends", 401, 401, 400, 5, STATE_UNKNOWN },
};

static void warnings_aside(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(aside_cases); i++) {
		const struct case_aside *c = &aside_cases[i];
		struct scene s;

		scene_init(&s);
		s.facts.target_count = c->other_status < 0 ? 1 : 2;
		make_target(&s, 0, c->status);
		if (c->other_status >= 0)
			make_target(&s, 1, c->other_status);
		s.peer[0].not_after = SCENE_NOW + c->peer_days * (int64_t)SCENE_DAY;
		s.own[0].not_after = SCENE_NOW + c->own_days * (int64_t)SCENE_DAY;
		scene_judge(&s, rules);
		assert_non_null(scene_headline(&s));
		if (scene_state(&s) != c->state)
			fail_msg("%s: %s: %s", c->name, state_name(scene_state(&s)), scene_headline(&s)->sentence);
		scene_free(&s);
	}
}

/* Nothing was asked: our own files are the only trouble, and stay UNKNOWN whatever --min-ok says. */
static void no_targets(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	s.facts.target_count = 0;
	s.plan.min_ok = 2;
	fault(&s.facts.identity.fault, FAULT_FILE, 13, "cannot read x");
	scene_judge(&s, rules);
	assert_int_equal(scene_state(&s), STATE_UNKNOWN);
	assert_string_equal(scene_headline(&s)->sentence, "cannot read x");
	scene_free(&s);
}

static void healthy(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	make_target(&s, 0, 200);
	scene_judge(&s, rules);
	assert_int_equal(scene_state(&s), STATE_OK);
	assert_non_null(scene_headline(&s));
	assert_true(scene_same(scene_headline(&s)->rule, "sip.answer") && !scene_headline(&s)->cause);
	assert_false(s.verdict.findings.arena.failed);
	scene_free(&s);
}

/* Every rule of the table has what --list-rules shows, and no id twice. */
static void rows(void **state)
{
	static const struct rule all[] = { RULES_ROUTE, RULES_SIP, RULES_CERT, RULES_OWN, RULES_ADDRESS, RULES_TARGETS, { 0 } },
				 push[] = { RULES_ROUTE, RULES_PUSH, RULES_CERT, RULES_OWN, RULES_ADDRESS, RULES_TARGETS, { 0 } };
	const struct rule *tables[] = { all, push, NULL };

	(void)state;
	for (size_t t = 0; tables[t]; t++)
		for (const struct rule *r = tables[t]; r->id; r++) {
			assert_true(r->ask && r->checks[0] && r->source[0]);
			for (const struct rule *other = r + 1; other->id; other++)
				assert_string_not_equal(r->id, other->id);
		}
}

/* ---- names as long as DNS allows ---- */

static void long_names(void **state)
{
	static const char name[] = "a23456789012345678901234567890123456789012345678901234567890123."
				   "b23456789012345678901234567890123456789012345678901234567890123."
				   "c23456789012345678901234567890123456789012345678901234567890123.contoso.com";
	struct scene s;

	(void)state;
	scene_init(&s);
	s.targets[0].host = name;
	s.targets[0].tls.chain.count = 0;
	scene_answer(&s, 504, NULL, NULL);
	scene_judge(&s, rules);
	assert_non_null(scene_headline(&s));
	const char *sentence = scene_headline(&s)->sentence;
	assert_non_null(strstr(sentence, name)); /* whole: only the report cuts */
	assert_non_null(strstr(sentence, "(504)"));
	scene_free(&s);
}

/* ---- numbers ---- */

static const struct range upper = { .set = true, .end = 2 }, lower = { .set = true, .start = 1, .end_open = true };

static void times(void **state)
{
	struct measured m = { .min = NAN, .max = NAN };
	struct scene s;

	(void)state;
	scene_init(&s);
	make_target(&s, 0, 200);
	s.plan.warning = upper;
	s.plan.critical = lower; /* which is not shown: that is the report's business */
	assert_true(measure_time(&s.view, &m) && m.value == 0.21 && m.min == 0 && isnan(m.max));
	assert_ptr_equal(m.warning, &s.plan.warning);
	assert_ptr_equal(m.critical, &s.plan.critical);
	m = (struct measured){ 0 };
	assert_true(measure_whole(&s.view, &m) && m.value == 0.21 && !m.warning);
	assert_true(measure_dns(&s.view, &m) && m.value == 0.002);
	assert_true(measure_connect(&s.view, &m) && measure_tls(&s.view, &m));
	assert_true(measure_sip(&s.view, &m) && m.value == 0.204);
	s.targets[0].phase_us[PHASE_SIP] = s.targets[0].phase_us[PHASE_DNS] = -1; /* did not happen */
	assert_false(measure_sip(&s.view, &m));
	assert_false(measure_dns(&s.view, &m));
	assert_true(measure_rta(&s.view, &m) && m.value == 0.2);
	assert_true(measure_rtmin(&s.view, &m) && m.value == 0.2);
	assert_true(measure_rtmax(&s.view, &m) && m.value == 0.2);
	assert_true(measure_loss(&s.view, &m) && m.value == 0);
	s.samples[0].took_us = -1;
	assert_true(measure_loss(&s.view, &m) && m.value == 100 && m.max == 100);
	assert_false(measure_rta(&s.view, &m));
	assert_false(measure_rtmin(&s.view, &m) || measure_rtmax(&s.view, &m));
	s.targets[0].sample_count = 0;
	assert_false(measure_loss(&s.view, &m));
	scene_free(&s);
}

static void certificates(void **state)
{
	struct measured m = { 0 };
	struct scene s;

	(void)state;
	scene_init(&s);
	assert_true(measure_cert_days(&s.view, &m) && m.value == 200); /* rounded down */
	assert_true(measure_cert_used(&s.view, &m) && m.value == 45 && m.min == 0 && m.max == 100);
	s.peer[1].not_after = SCENE_NOW + 10 * SCENE_DAY; /* its CA ends sooner */
	assert_true(measure_cert_days(&s.view, &m) && m.value == 10);
	s.peer[1].self_signed = true;
	assert_true(measure_cert_days(&s.view, &m) && m.value == 200);
	s.peer[0].not_after = SCENE_NOW - 1;
	assert_true(measure_cert_days(&s.view, &m) && m.value == -1); /* not 0 */
	s.peer[0].not_after = SCENE_NOW - 3 * SCENE_DAY - 1; /* "expired 3 days ago" */
	assert_true(measure_cert_days(&s.view, &m) && m.value == -3);
	assert_true(measure_cert_used(&s.view, &m) && m.value == 100);
	s.peer[0].not_before = SCENE_NOW + 5;
	s.peer[0].not_after = SCENE_NOW + 10;
	assert_true(measure_cert_used(&s.view, &m) && m.value == 0);
	assert_true(measure_own_cert_days(&s.view, &m) && m.value == 200);
	assert_true(measure_own_cert_used(&s.view, &m) && m.value == 45);
	s.facts.identity.chain.count = 0;
	s.targets[0].tls.chain.count = 0;
	assert_false(measure_own_cert_days(&s.view, &m) || measure_own_cert_used(&s.view, &m));
	assert_false(measure_cert_days(&s.view, &m) || measure_cert_used(&s.view, &m));
	scene_free(&s);
}

static void counts(void **state)
{
	struct measured m = { 0 };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.facts.target_count = 2;
	make_target(&s, 0, 200);
	make_target(&s, 1, 0);
	scene_judge(&s, rules);
	assert_true(measure_targets_ok(&s.view, &m) && m.value == 1 && m.max == 2);
	assert_true(measure_targets(&s.view, &m) && m.value == 2);
	s.facts.target_count = 0;
	scene_judge(&s, rules);
	assert_false(measure_targets(&s.view, &m));
	assert_false(measure_targets_ok(&s.view, &m));
	scene_free(&s);
}

/* The verdicts of more targets than its memory holds: what is known is UNKNOWN, and every writer finds a target there. */
static void too_many_targets(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	s.facts.target_count = ((size_t)4 << 20) / sizeof(struct target_verdict) + 1;
	s.facts.targets = calloc(s.facts.target_count, sizeof *s.facts.targets);
	assert_non_null(s.facts.targets);
	scene_judge(&s, rules);
	assert_int_equal(s.verdict.state, STATE_UNKNOWN);
	assert_null(s.verdict.headline);
	assert_true(*s.verdict.sentence);
	assert_int_equal(verdict_target(&s.verdict, 1)->state, STATE_UNKNOWN);
	free(s.facts.targets);
	s.facts.targets = s.targets;
	s.facts.target_count = 1;
	scene_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asking),     cmocka_unit_test(targets), cmocka_unit_test(hosts), cmocka_unit_test(warnings_aside),
		cmocka_unit_test(no_targets), cmocka_unit_test(healthy),
		cmocka_unit_test(too_many_targets), cmocka_unit_test(rows),
		cmocka_unit_test(long_names), cmocka_unit_test(times),	 cmocka_unit_test(certificates),
		cmocka_unit_test(counts),     cmocka_unit_test(wording_all),
	};

	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
