// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_json_write - what is written is JSON, whatever the texts hold
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/json_write.h"
#include "said.h"

static const struct {
	const char *text, *written; /* NULL: it is no UTF-8 */
} rows[] = {
	{ "", "\"\"" },
	{ "a / b", "\"a / b\"" },
	{ "\"a\\b\"", "\"\\\"a\\\\b\\\"\"" },
	{ "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"" },
	{ "\x01z\x1f", "\"\\u0001z\\u001F\"" },
	{ "\x7f", "\"\x7f\"" },
	{ "m\xc3\xbcller \xe2\x82\xac \xf0\x9f\x93\xa8", "\"m\xc3\xbcller \xe2\x82\xac \xf0\x9f\x93\xa8\"" },
	{ "cut off \xe2\x82", NULL },
	{ "\xff", NULL },
	{ "overlong \xc0\xaf", NULL },
	{ "half a pair \xed\xa0\x80", NULL },
};

/* As a value, and as a member's name. */
static void texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct tree value = { .kind = TREE_TEXT, .name = "", .text = rows[i].text };
		struct tree member = { .kind = TREE_NIL, .name = rows[i].text }, object = { .kind = TREE_OBJECT, .name = "", .first = &member };
		struct buf b = BUF(1000), expected = BUF(1000);
		bool good = rows[i].written;

		if (json_write(&value, &b) != good)
			fail_msg("row %zu is %s", i, good ? "refused" : "written");
		buf_printf(&expected, "%s\n", good ? rows[i].written : "");
		if (good)
			assert_string_equal(said(&b), said(&expected));
		b.len = expected.len = 0;
		assert_int_equal(json_write(&object, &b), good);
		buf_printf(&expected, "{\n %s: null\n}\n", good ? rows[i].written : "");
		if (good)
			assert_string_equal(said(&b), said(&expected));
		buf_free(&b);
		buf_free(&expected);
	}
}

static void layout(void **state)
{
	struct arena arena = ARENA(10000);
	struct buf b = BUF(1000);
	struct tree *root = tree_add(&arena, NULL, TREE_OBJECT), *list;

	(void)state;
	tree_put_number(&arena, root, "one", -1);
	tree_put_bool(&arena, root, "two", true);
	list = tree_put(&arena, root, "list", TREE_LIST);
	(void)!tree_add(&arena, list, TREE_LIST);
	tree_put_text(&arena, tree_add(&arena, list, TREE_OBJECT), "a", "b");
	(void)!tree_put(&arena, root, "none", TREE_OBJECT);
	assert_false(arena.failed);
	assert_true(json_write(root, &b));
	assert_string_equal(said(&b), "{\n \"one\": -1,\n \"two\": true,\n \"list\": [\n  [],\n  {\n   \"a\": \"b\"\n  }\n ],\n \"none\": {}\n}\n");
	buf_free(&b);
	arena_free(&arena);
}

static void room_has_an_end(void **state)
{
	struct tree value = { .kind = TREE_TEXT, .name = "", .text = "0123456789" };
	struct buf b = BUF(12), less = BUF(11);

	(void)state;
	assert_false(json_write(&value, &less));
	assert_true(less.failed);
	assert_false(json_write(&value, &b)); /* the line end */
	buf_free(&b);
	buf_free(&less);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(texts), cmocka_unit_test(layout), cmocka_unit_test(room_has_an_end) };

	return cmocka_run_group_tests_name("json_write", tests, NULL, NULL);
}
