// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_pairs - settings of one name find each other, whatever their order
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "judge/pairs.h"
#include "said.h"

enum { MOST = 4 };

static const struct {
	const char *first[MOST], *second[MOST]; /* identities */
	const char *pairs;			/* "first=second", by their places in the lists; "-" is none */
} rows[] = {
	{ { 0 }, { 0 }, "" },
	{ { "a" }, { 0 }, "0=- " },
	{ { 0 }, { "a" }, "-=0 " },
	{ { "b", "a" }, { "a", "b" }, "1=0 0=1 " },
	{ { "a", "c" }, { "b", "d" }, "0=- -=0 1=- -=1 " },
	/* names of hosts and domains: no case, and no dot at the end */
	{ { "EDGE.contoso.com." }, { "edge.contoso.com" }, "0=0 " },
	{ { "ab" }, { "a" }, "-=0 0=- " },
	/* several of one name keep their order */
	{ { "a", "a" }, { "a" }, "0=0 1=- " },
	{ { "a" }, { "A", "a", "b" }, "0=0 -=1 -=2 " },
	/* and so do those without one */
	{ { "", "" }, { "x", "" }, "0=1 1=- -=0 " },
};

static struct pool_section section(const char *const names[MOST], struct pool_object objects[MOST])
{
	struct pool_section s = { .how = POOL_READ, .objects = objects };

	for (size_t i = 0; i < MOST && names[i]; i++)
		objects[s.count++] = (struct pool_object){ .identity = names[i] };
	return s;
}

static void put_place(struct buf *to, const struct pool_object *object, const struct pool_section *of)
{
	if (object)
		buf_printf(to, "%zu", (size_t)(object - of->objects));
	else
		buf_text(to, "-");
}

static void by_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pool_object objects[2][MOST];
		const struct pool_section first = section(rows[i].first, objects[0]), second = section(rows[i].second, objects[1]);
		struct arena arena = ARENA(10000);
		struct buf found = BUF(1000);
		struct pairs pairs = pairs_of(&first, &second, &arena);
		struct pair pair;

		while (pairs_next(&pairs, &pair)) {
			put_place(&found, pair.first, &first);
			buf_text(&found, "=");
			put_place(&found, pair.second, &second);
			buf_text(&found, " ");
		}
		if (strcmp(said(&found), rows[i].pairs) != 0)
			fail_msg("row %zu: %s", i, said(&found));
		buf_free(&found);
		arena_free(&arena);
	}
}

static void without_memory(void **state)
{
	struct pool_object objects[MOST];
	const struct pool_section section_a = section((const char *const[MOST]){ "a" }, objects);
	struct arena arena = ARENA(8);
	struct pairs pairs = pairs_of(&section_a, &section_a, &arena);
	struct pair pair;

	(void)state;
	assert_false(pairs_next(&pairs, &pair));
	assert_true(arena.failed);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(by_name), cmocka_unit_test(without_memory) };

	return cmocka_run_group_tests_name("pairs", tests, NULL, NULL);
}
