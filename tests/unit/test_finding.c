// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_finding - what rules have to say, and which of it is quoted
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/finding.h"

enum { COUNTS, NOTE, IGNORED, SPARED };

static const struct verdict_case {
	const char *name;
	struct {
		enum state state;
		int how;
	} findings[4];
	size_t count;
	enum state state;
	int headline; /* -1: none */
} verdict_cases[] = {
	{ "none", { { 0 } }, 0, STATE_OK, -1 },
	{ "one OK", { { STATE_OK, COUNTS } }, 1, STATE_OK, 0 },
	{ "the worst", { { STATE_OK, COUNTS }, { STATE_UNKNOWN, COUNTS }, { STATE_CRITICAL, COUNTS }, { STATE_WARNING, COUNTS } }, 4,
	  STATE_CRITICAL, 2 },
	{ "the first of the worst", { { STATE_OK, COUNTS }, { STATE_WARNING, COUNTS }, { STATE_WARNING, COUNTS } }, 3, STATE_WARNING, 1 },
	{ "a note counts for nothing", { { STATE_CRITICAL, NOTE }, { STATE_OK, COUNTS } }, 2, STATE_OK, 1 },
	{ "what is ignored counts for nothing", { { STATE_CRITICAL, IGNORED }, { STATE_UNKNOWN, COUNTS } }, 2, STATE_UNKNOWN, 1 },
	{ "what --min-ok can do without is a warning", { { STATE_OK, COUNTS }, { STATE_CRITICAL, SPARED }, { STATE_WARNING, COUNTS } }, 3,
	  STATE_WARNING, 1 },
	{ "what cannot be seen of it, too", { { STATE_UNKNOWN, SPARED } }, 1, STATE_WARNING, 0 },
	{ "what is well with it stays well", { { STATE_OK, SPARED } }, 1, STATE_OK, 0 },
	{ "nothing left that counts", { { STATE_CRITICAL, IGNORED }, { STATE_WARNING, NOTE } }, 2, STATE_OK, -1 },
};

static void verdicts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof verdict_cases / sizeof *verdict_cases; i++) {
		const struct verdict_case *c = &verdict_cases[i];
		struct finding *added[4] = { 0 };
		struct findings f;
		findings_init(&f);
		for (size_t n = 0; n < c->count; n++) {
			added[n] = finding_add(&f, c->findings[n].state, "%zu", n);
			added[n]->note = c->findings[n].how == NOTE;
			added[n]->ignored = c->findings[n].how == IGNORED;
			added[n]->spared = c->findings[n].how == SPARED;
		}
		if (findings_state(&f) != c->state || findings_headline(&f) != (c->headline < 0 ? NULL : added[c->headline]))
			fail_msg("%s: %s", c->name, state_name(findings_state(&f)));
		findings_free(&f);
	}
}

static void a_finding_knows_its_rule_and_target(void **state)
{
	struct findings f;

	(void)state;
	findings_init(&f);
	assert_int_equal(f.target, NO_TARGET);
	f.rule = "cert.expiry";
	f.target = 2;
	const struct finding *first = finding_add(&f, STATE_WARNING, "%d days left", 9);
	f.rule = "sip.answer";
	f.target = NO_TARGET;
	const struct finding *second = finding_add(&f, STATE_OK, "answered");
	assert_false(f.arena.failed);
	assert_string_equal(first->rule, "cert.expiry");
	assert_int_equal(first->target, 2);
	assert_string_equal(first->sentence, "9 days left");
	assert_true(!first->note && !first->ignored && first->hop == 0 && !first->cause && !first->because && !first->remedy);
	assert_string_equal(second->rule, "sip.answer");
	assert_int_equal(second->target, NO_TARGET);
	assert_ptr_equal(f.first, first);
	assert_ptr_equal(first->next, second);
	assert_ptr_equal(f.last, second);
	assert_null(second->next);
	findings_free(&f);
	assert_true(f.first == NULL && f.last == NULL);
}

static void what_was_added_since(void **state)
{
	struct findings f;

	(void)state;
	findings_init(&f);
	assert_null(findings_since(&f, f.last));
	struct finding *a = finding_add(&f, STATE_OK, "a");
	assert_ptr_equal(findings_since(&f, NULL), a);
	assert_null(findings_since(&f, f.last));
	struct finding *b = finding_add(&f, STATE_OK, "b");
	assert_ptr_equal(findings_since(&f, a), b);
	findings_free(&f);
}

static void texts_live_as_long_as_the_findings(void **state)
{
	struct findings f;
	char word[] = "Edge";

	(void)state;
	findings_init(&f);
	const char *text = findings_text(&f, "on the %s", word);
	const struct finding *finding = finding_add(&f, STATE_OK, "%s", word);
	memset(word, 'x', sizeof word - 1);
	assert_string_equal(text, "on the Edge");
	assert_string_equal(finding->sentence, "Edge");
	findings_free(&f);
}

static void long_texts_are_cut(void **state)
{
	struct findings f;

	(void)state;
	findings_init(&f);
	const char *sentence = finding_add(&f, STATE_OK, "%05000d", 1)->sentence, *text = findings_text(&f, "%05000d", 1);
	assert_false(f.arena.failed);
	assert_int_equal(strlen(sentence), 1023);
	assert_int_equal(strlen(text), 1023);
	findings_free(&f);
}

static void without_memory_there_is_the_spare(void **state)
{
	struct findings f;

	(void)state;
	findings_init(&f);
	f.arena.ceiling = 0;
	struct finding *finding = finding_add(&f, STATE_CRITICAL, "lost");
	assert_ptr_equal(finding, &f.spare);
	finding->remedy = "may be filled";
	assert_string_equal(findings_text(&f, "lost"), "");
	assert_true(f.arena.failed);
	assert_null(f.first);
	findings_free(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts),
		cmocka_unit_test(a_finding_knows_its_rule_and_target),
		cmocka_unit_test(what_was_added_since),
		cmocka_unit_test(texts_live_as_long_as_the_findings),
		cmocka_unit_test(long_texts_are_cut),
		cmocka_unit_test(without_memory_there_is_the_spare),
	};
	return cmocka_run_group_tests_name("finding", tests, NULL, NULL);
}
