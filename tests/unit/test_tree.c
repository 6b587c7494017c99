// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_tree - members, texts of every kind of value, names kept once
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tree_text.h"

static struct tree *put(struct arena *a, struct tree *object, const char *name, const char *text)
{
	struct tree *member = tree_add(a, object, text ? TREE_TEXT : TREE_NIL);

	member->name = name;
	member->text = text ? text : "";
	return member;
}

static void members_without_case(void **state)
{
	struct arena a = ARENA(10000);
	struct tree *object = tree_add(&a, NULL, TREE_OBJECT), *inner = tree_add(&a, object, TREE_OBJECT);

	(void)state;
	assert_true(object && inner);
	inner->name = "Inner";
	put(&a, inner, "Enabled", "false");
	put(&a, object, "ENABLED", "true");
	put(&a, object, "enabled", "second");
	assert_string_equal(tree_text(tree_member(object, "Enabled")), "true");
	assert_string_equal(tree_text(tree_member(tree_member(object, "inner"), "Enabled")), "false");
	assert_null(tree_member(object, "Enable"));
	assert_null(tree_member(tree_member(object, "enabled"), "x"));
	assert_null(tree_member(NULL, "x"));
	arena_free(&a);
}

/* An object's own text is its ToString; without one, its only value: a capital V before the other. */
static void texts(void **state)
{
	struct arena a = ARENA(10000);
	struct tree *list = tree_add(&a, NULL, TREE_LIST), *object = tree_add(&a, list, TREE_OBJECT);

	(void)state;
	assert_null(tree_text(NULL));
	assert_null(tree_text(list));
	assert_null(tree_text(object));
	put(&a, object, "value", "2");
	assert_string_equal(tree_text(object), "2");
	put(&a, object, "Value", "UseSourceVerification");
	assert_string_equal(tree_text(object), "UseSourceVerification");
	object->text = "its own";
	assert_string_equal(tree_text(object), "its own");
	assert_null(tree_text(put(&a, object, "nil", NULL)));
	assert_string_equal(tree_text(put(&a, object, "empty", "")), "");
	tree_put_number(&a, object, "n", -5);
	tree_put_bool(&a, object, "b", true);
	assert_string_equal(tree_text(tree_member(object, "n")), "-5");
	assert_string_equal(tree_text(tree_member(object, "b")), "true");
	arena_free(&a);
}

/* No value, but words for a person; an object's own value is found as ever. */
static void a_text_with_a_nul_is_no_value(void **state)
{
	struct arena a = ARENA(10000);
	struct tree *object = tree_add(&a, NULL, TREE_OBJECT), *value = put(&a, object, "Value", "");

	(void)state;
	tree_set_text(&a, value, (struct span){ "a\0b", 3 });
	assert_true(value->has_nul && tree_has_nul(value) && tree_has_nul(object));
	assert_null(tree_text(value));
	assert_null(tree_text(object));
	assert_string_equal(tree_words(value), "a\xef\xbf\xbd" "b");
	assert_string_equal(tree_words(object), "a\xef\xbf\xbd" "b");
	tree_set_text(&a, value, span_of("a"));
	assert_true(value->has_nul); /* one that had a NUL stays suspect */
	assert_false(tree_has_nul(NULL) || tree_has_nul(tree_add(&a, object, TREE_LIST)) || tree_words(NULL));
	arena_free(&a);
}

static void names_are_kept_once(void **state)
{
	struct arena a = ARENA(100000);
	struct tree_names names = { 0 };
	char name[16];

	(void)state;
	const char *first = tree_name(&names, &a, span_of("Identity"));
	assert_string_equal(first, "Identity");
	assert_ptr_equal(tree_name(&names, &a, (struct span){ "IdentityX", 8 }), first);
	assert_ptr_not_equal(tree_name(&names, &a, span_of("identity")), first);
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "n%d", i);
		assert_string_equal(tree_name(&names, &a, span_of(name)), name);
	}
	assert_ptr_equal(tree_name(&names, &a, span_of("Identity")), first);
	assert_int_equal(names.count, 128);
	arena_free(&a);
}

static size_t asked;

static bool wants_even(struct span name)
{
	asked++;
	return name.len && name.at[name.len - 1] % 2 == 0;
}

/* The answer is that of the wish, however many names there are; for those that are kept it is asked for once. */
static void a_wish_is_asked_once_for_a_name(void **state)
{
	struct arena a = ARENA(100000);
	const struct tree_wish wish = { &a, wants_even }, all = { &a, NULL };
	struct tree_names names = { 0 };
	char name[16];

	(void)state;
	for (int round = 0; round < 3; round++)
		for (int i = 0; i < 1000; i++) {
			snprintf(name, sizeof name, "n%d", i);
			assert_int_equal(tree_wants(&wish, &names, span_of(name)), i % 2 == 0);
			assert_true(tree_wants(&all, &names, span_of(name)));
		}
	assert_int_equal(names.count, 128);
	assert_int_equal(asked, 3000 - 2 * 128);
	assert_true(a.used <= 4096); /* others are not copied */
	assert_string_equal(tree_name(&names, &a, span_of("n7")), "n7");
	assert_false(tree_wants(&wish, &names, span_of("n7")));
	arena_free(&a);
}

static void memory_has_an_end(void **state)
{
	struct arena a = ARENA(1000);
	struct tree *list = tree_add(&a, NULL, TREE_LIST);
	size_t count = 0;

	(void)state;
	while (tree_add(&a, list, TREE_NIL))
		count++;
	assert_true(count > 5 && count < 40);
	assert_true(a.failed);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_without_case),
		cmocka_unit_test(texts),
		cmocka_unit_test(a_text_with_a_nul_is_no_value),
		cmocka_unit_test(names_are_kept_once),
		cmocka_unit_test(a_wish_is_asked_once_for_a_name),
		cmocka_unit_test(memory_has_an_end),
	};

	return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
