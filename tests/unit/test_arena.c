// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_arena - memory that is freed once
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"

enum { ALIGNMENT = _Alignof(max_align_t) };

/* Sizes around the alignment and around the size of a block. */
static const size_t sizes[] = { 0, 1, 15, 16, 17, 3983, 3984, 3985, 3999, 4000, 4001, 100000, 1 };

static const struct list_case {
	size_t count, item;
	bool fits; /* into 1 MiB */
} list_cases[] = {
	{ 0, 8, true },
	{ 3, 0, true },
	{ 1024, 1024, true },
	{ 1024, 1025, false },
	{ SIZE_MAX, 2, false },
	{ SIZE_MAX / 8 + 2, 8, false }, /* would wrap to 8 */
	{ 1, SIZE_MAX, false },
};

static bool is_zero(const char *at, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (at[i])
			return false;
	return true;
}

static void memory_is_zero_aligned_and_apart(void **state)
{
	struct arena a = ARENA(1 << 20);
	char *at[sizeof sizes / sizeof *sizes];

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		assert_non_null(at[i] = arena_alloc(&a, sizes[i]));
		assert_int_equal((uintptr_t)at[i] % ALIGNMENT, 0);
		assert_true(is_zero(at[i], sizes[i]));
		memset(at[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (size_t n = 0; n < sizes[i]; n++)
			assert_int_equal(at[i][n], i + 1);
	assert_false(a.failed);
	arena_free(&a);
	assert_true(a.newest == NULL && a.used == 0 && a.ceiling == 1 << 20);
}

static void the_ceiling_holds(void **state)
{
	struct arena a = ARENA(64);

	(void)state;
	assert_non_null(arena_alloc(&a, 48));
	assert_null(arena_alloc(&a, 17));
	assert_true(a.failed);
	assert_int_equal(a.used, 48);
	assert_non_null(arena_alloc(&a, 16));
	assert_true(a.failed); /* and stays */
	assert_null(arena_alloc(&a, 1));
	assert_null(arena_alloc(&a, SIZE_MAX));
	arena_free(&a);
	assert_false(a.failed);
	assert_non_null(arena_alloc(&a, 64));
	arena_free(&a);
}

/* A NUL must not end a text before its time: what was read to there could be what another wants to see. */
static void a_nul_ends_no_text(void **state)
{
	static const struct {
		struct span text;
		const char *copy;
	} texts[] = {
		{ { "a\0b", 3 }, "a\xef\xbf\xbd" "b" },
		{ { "\0", 1 }, "\xef\xbf\xbd" },
		{ { "a\0\0", 3 }, "a\xef\xbf\xbd\xef\xbf\xbd" },
		{ { "ab", 2 }, "ab" },
		{ { NULL, 0 }, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct arena a = ARENA(1000);
		assert_string_equal(arena_text(&a, texts[i].text), texts[i].copy);
		const char *bytes = arena_bytes(&a, texts[i].text);
		assert_true(span_equal((struct span){ bytes, texts[i].text.len }, texts[i].text) && !bytes[texts[i].text.len]);
		arena_free(&a);
	}
	struct arena small = ARENA(16);
	assert_string_equal(arena_text(&small, (struct span){ "\0\0\0\0\0\0", 6 }), "");
	assert_true(small.failed);
	arena_free(&small);
}

static void lists(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof list_cases / sizeof *list_cases; i++) {
		struct arena a = ARENA(1 << 20);
		bool fits = arena_list(&a, list_cases[i].count, list_cases[i].item) != NULL;
		if (fits != list_cases[i].fits || a.failed == fits)
			fail_msg("%zu of %zu: fits is %d", list_cases[i].count, list_cases[i].item, fits);
		arena_free(&a);
	}
}

static void texts(void **state)
{
	struct arena a = ARENA(1 << 20);
	char text[] = "abc";
	const char *copy = arena_text(&a, span_of(text));

	(void)state;
	text[0] = 'x';
	assert_string_equal(copy, "abc");
	assert_string_equal(arena_text(&a, (struct span){ "abc", 2 }), "ab");
	assert_string_equal(arena_text(&a, (struct span){ 0 }), "");
	assert_memory_equal(arena_bytes(&a, (struct span){ "a\0b", 3 }), "a\0b", 4);
	assert_string_equal(arena_printf(&a, "%s %d", "abc", 7), "abc 7");
	assert_string_equal(arena_printf(&a, "%s", ""), "");
	assert_int_equal(strlen(arena_printf(&a, "%05000d", 1)), 5000);
	assert_false(a.failed);
	arena_free(&a);
}

static void without_memory_texts_are_empty(void **state)
{
	struct arena a = ARENA(0);

	(void)state;
	assert_string_equal(arena_text(&a, SPAN("abc")), "");
	assert_true(a.failed);
	a = ARENA(0);
	assert_string_equal(arena_printf(&a, "%s", "abc"), "");
	assert_true(a.failed);
	a = ARENA(1 << 20);
	assert_string_equal(arena_text(&a, (struct span){ "abc", SIZE_MAX }), "");
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zero_aligned_and_apart),
		cmocka_unit_test(the_ceiling_holds),
		cmocka_unit_test(a_nul_ends_no_text),
		cmocka_unit_test(lists),
		cmocka_unit_test(texts),
		cmocka_unit_test(without_memory_texts_are_empty),
	};
	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
