// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_buf - bytes that grow, up to a ceiling
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "said.h"

/* What is added piece by piece, and what is in the buffer then. */
static const struct add_case {
	size_t ceiling;
	const char *pieces[4];
	const char *content;
	bool failed;
} add_cases[] = {
	{ 0, { NULL }, NULL, false },
	{ 0, { "" }, "", false },
	{ 0, { "a" }, NULL, true },
	{ 5, { "abc", "de" }, "abcde", false },
	{ 5, { "abc", "def" }, "abc", true },
	{ 5, { "abc", "def", "g" }, "abc", true }, /* once failed, nothing more fits: no holes in the middle */
};

static const size_t growth_sizes[] = { 0, 1, 254, 255, 256, 257, 511, 512, 4096, 100000 };

static void adds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof add_cases / sizeof *add_cases; i++) {
		const struct add_case *c = &add_cases[i];
		struct buf b = BUF(c->ceiling);
		bool good = true;
		for (size_t p = 0; p < 4 && c->pieces[p]; p++)
			good = buf_text(&b, c->pieces[p]);
		if (good == c->failed || b.failed != c->failed || (c->content ? strcmp(said(&b), c->content) != 0 : b.at != NULL))
			fail_msg("row %zu: \"%s\", failed %d", i, b.at ? b.at : "(nothing)", b.failed);
		assert_int_equal(b.len, c->content ? strlen(c->content) : 0);
		buf_free(&b);
	}
}

static void grows_and_ends_in_nul(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof growth_sizes / sizeof *growth_sizes; i++) {
		struct buf b = BUF(growth_sizes[i]);
		for (size_t n = 0; n < growth_sizes[i]; n++)
			assert_true(buf_add(&b, (struct span){ &"0123456789"[n % 10], 1 }));
		for (size_t n = 0; n < growth_sizes[i]; n++)
			assert_int_equal(b.at[n], '0' + (char)(n % 10));
		assert_true(growth_sizes[i] == 0 || b.at[b.len] == '\0');
		assert_false(buf_text(&b, "x"));
		assert_int_equal(b.len, growth_sizes[i]);
		buf_free(&b);
	}
}

static void prints(void **state)
{
	struct buf b = BUF(10);

	(void)state;
	assert_true(buf_printf(&b, "%s-%d", "ab", 12));
	assert_true(buf_printf(&b, "%s", ""));
	assert_string_equal(said(&b), "ab-12");
	assert_true(buf_printf(&b, "%05d", 7));
	assert_string_equal(said(&b), "ab-1200007");
	assert_false(buf_printf(&b, "%c", 'x'));
	assert_string_equal(said(&b), "ab-1200007");
	buf_free(&b);
}

static void gives_room(void **state)
{
	struct buf b = BUF(1000);
	char *room;

	(void)state;
	assert_true(buf_text(&b, "head "));
	assert_non_null(room = buf_room(&b, 995));
	assert_ptr_equal(room, b.at + 5);
	assert_int_equal(b.len, 5);
	memset(room, 'x', 995);
	b.len += 995;
	assert_int_equal(b.at[1000], '\0');
	assert_non_null(buf_room(&b, 0));
	assert_null(buf_room(&b, 1));
	assert_true(b.failed);
	buf_free(&b);
}

static void absurd_sizes_do_not_wrap(void **state)
{
	struct buf b = BUF(100);

	(void)state;
	assert_true(buf_text(&b, "ab"));
	assert_null(buf_room(&b, SIZE_MAX));
	assert_int_equal(b.len, 2);
	buf_free(&b);
}

static void drops_from_the_front(void **state)
{
	struct buf b = BUF(100);

	(void)state;
	buf_drop(&b, 0); /* an empty one */
	assert_true(buf_text(&b, "abcdef"));
	buf_drop(&b, 0);
	assert_string_equal(said(&b), "abcdef");
	buf_drop(&b, 2);
	assert_string_equal(said(&b), "cdef");
	assert_int_equal(b.len, 4);
	buf_drop(&b, 4);
	assert_string_equal(said(&b), "");
	assert_true(buf_text(&b, "new"));
	assert_string_equal(said(&b), "new");
	buf_free(&b);
}

static void keeps_any_byte(void **state)
{
	struct buf b = BUF(100);

	(void)state;
	assert_true(buf_add(&b, (struct span){ "a\0b", 3 }));
	assert_true(span_equal(buf_span(&b), (struct span){ "a\0b", 3 }));
	buf_free(&b);
}

static void free_and_wipe_make_it_as_new(void **state)
{
	struct buf b = BUF(3);

	(void)state;
	buf_free(&b);
	buf_wipe(&b);
	assert_false(buf_text(&b, "too long"));
	buf_free(&b);
	assert_true(b.at == NULL && b.len == 0 && b.size == 0 && !b.failed && b.ceiling == 3);
	assert_true(buf_text(&b, "abc"));
	buf_wipe(&b);
	assert_true(b.at == NULL && b.len == 0 && b.size == 0 && !b.failed && b.ceiling == 3);
	assert_true(buf_text(&b, "abc"));
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adds),
		cmocka_unit_test(grows_and_ends_in_nul),
		cmocka_unit_test(prints),
		cmocka_unit_test(gives_room),
		cmocka_unit_test(absurd_sizes_do_not_wrap),
		cmocka_unit_test(drops_from_the_front),
		cmocka_unit_test(keeps_any_byte),
		cmocka_unit_test(free_and_wipe_make_it_as_new),
	};
	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
