// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_cause - the closed list of causes
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/cause.h"

enum { MEANING_MAX = 120 };

static void no_cause_has_no_key(void **state)
{
	(void)state;
	assert_null(cause_key(CAUSE_NONE));
	assert_string_equal(cause_meaning(CAUSE_NONE), "");
	assert_int_equal(cause_actor(CAUSE_NONE), ACTOR_NONE);
}

/* Machines match keys: lower case, digits and dashes, each once. */
static void keys_are_words_and_differ(void **state)
{
	(void)state;
	for (int i = CAUSE_NONE + 1; i < CAUSE_COUNT; i++) {
		const char *key = cause_key((enum cause)i);

		if (!*key || strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(key))
			fail_msg("\"%s\" is not a key", key);
		for (int j = i + 1; j < CAUSE_COUNT; j++)
			if (strcmp(key, cause_key((enum cause)j)) == 0)
				fail_msg("%s stands twice in the list", key);
	}
}

static void meanings_are_sentences(void **state)
{
	(void)state;
	for (int i = CAUSE_NONE + 1; i < CAUSE_COUNT; i++) {
		const char *meaning = cause_meaning((enum cause)i);
		size_t len = strlen(meaning);

		if (len == 0 || len > MEANING_MAX || meaning[len - 1] == '.' || !strchr(meaning, ' '))
			fail_msg("%s: \"%s\" is not one sentence of at most %d characters without a full stop",
				 cause_key((enum cause)i), meaning, MEANING_MAX);
		assert_true(*actor_text(cause_actor((enum cause)i)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_cause_has_no_key),
		cmocka_unit_test(keys_are_words_and_differ),
		cmocka_unit_test(meanings_are_sentences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
