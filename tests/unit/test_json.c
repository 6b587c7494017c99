// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_json - documents to trees and back, in UTF-8 and UTF-16, in whatever pieces they come
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/json.h"
#include "codec/json_write.h"
#include "pieces.h"
#include "said.h"
#include "tree_text.h"

#define S(literal) { literal, sizeof(literal) - 1 }

/* The tree as text, or what is wrong; the caller frees it. */
static struct buf read_pieces(struct span document, size_t size, struct fault *f)
{
	struct pieces pieces = pieces_of(document, size);
	struct arena a = ARENA(1 << 20);
	struct buf text = BUF(1 << 20);
	struct tree *root;

	*f = (struct fault){ 0 };
	if (json_read(&pieces.source, &(struct tree_wish){ &a, NULL }, &root, f))
		tree_write(root, &text);
	else
		buf_text(&text, f->text);
	arena_free(&a);
	page_free(&pieces.page);
	return text;
}

static const struct {
	struct span document;
	const char *tree;
} documents[] = {
	{ S("{}"), "{}" },
	{ S("[]"), "[]" },
	{ S(" null "), "~" },
	{ S("\"x\""), "'x'" },
	{ S("[1,-2,true,false,null,\"\"]"), "[1 -2 true false ~ '']" },
	{ S("[1.5]"), "[1.5]" },
	{ S("{\"b\":1,\"a\":{\"c\":[\"d\",{}]}}"), "{b=1 a={c=['d' {}]}}" },
	{ S("\xef\xbb\xbf{\"a\": \"\xc3\xa4\"}"), "{a='\xc3\xa4'}" },
	{ S("[\"\\u0026\\u0027\\u003c\\/Date(1)\\/\\u20ac\\ud83d\\ude00\"]"), "['&'</Date(1)/\xe2\x82\xac\xf0\x9f\x98\x80']" },
	{ S("[\"a\\u0000b\", \"\\u0000\", {\"v\": \"\\u0000a\"}]"), "['a\xef\xbf\xbd" "b'! '\xef\xbf\xbd'! {v='\xef\xbf\xbd" "a'!}]" },
	{ S("\xff\xfe[\0\"\0\xe4\0\xac\x20\x3d\xd8\x00\xde\"\0]\0"), "['\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80']" },
	{ S("\xfe\xff\0[\0\"\0\xe4\x20\xac\xd8\x3d\xde\x00\0\"\0]"), "['\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80']" },
	{ S("\xff\xfe{\0}\0\r\0\n\0"), "{}" },
	{ S("{\"value\":2,\"Value\":\"x\"}"), "{value=2 Value='x'}" }, /* keys have a case */
};

static void documents_in_any_pieces(void **state)
{
	struct fault f;

	(void)state;
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
		for (size_t size = 3; size <= documents[i].document.len + 1; size++) { /* the mark comes whole */
			struct buf text = read_pieces(documents[i].document, size, &f);
			if (f.kind != FAULT_NONE || strcmp(said(&text), documents[i].tree) != 0)
				fail_msg("%zu in pieces of %zu: %s", i, size, text.at);
			buf_free(&text);
		}
}

/* Of the objects of lists, wherever they stand; not of the outermost object, nor inside of what is kept. */
static bool wants_a(struct span name)
{
	return span_equal(name, SPAN("a"));
}

static void what_is_not_wanted_is_no_part_of_it(void **state)
{
	static const struct {
		const char *document, *tree;
	} rows[] = {
		{ "[{\"a\":1,\"b\":{\"c\":[1]}},{\"b\":2}]", "[{a=1} {}]" },
		{ "{\"b\":[{\"b\":1,\"a\":{\"b\":2}}],\"c\":{\"b\":[{\"b\":1,\"a\":2}]}}", "{b=[{a={b=2}}] c={b=[{a=2}]}}" },
		{ "{\"b\":1}", "{b=1}" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct source_memory source = source_memory(span_of(rows[i].document));
		struct arena a = ARENA(100000);
		struct buf text = BUF(1000);
		struct tree *root;
		struct fault f;

		assert_true(json_read(&source.source, &(struct tree_wish){ &a, wants_a }, &root, &f));
		tree_write(root, &text);
		assert_string_equal(said(&text), rows[i].tree);
		buf_free(&text);
		arena_free(&a);
	}
}

/* A long list takes what its tree takes: jansson holds one item at a time. */
static void a_list_is_read_item_by_item(void **state)
{
	enum { ITEMS = 4000, TREE_MAX = 2000000 };
	static const char item[] = "{\"a\":1,\"b\":\"0123456789\",\"c\":[1,2,3],\"d\":{\"e\":null},\"f\":1.5,\"g\":true},";
	static const char *const openings[] = { "[", "{\"x\":[", "{\"x\":{\"value\":[", "[[" }, *const closings[] = { "]", "]}", "]}}", "]]" };

	(void)state;
	for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
		struct buf document = BUF(1 << 20);
		struct arena a = ARENA(TREE_MAX);
		struct tree *root;
		struct fault f = { 0 };

		buf_text(&document, openings[i]);
		for (int n = 0; n < ITEMS; n++)
			buf_text(&document, item);
		buf_text(&document, "0");
		buf_text(&document, closings[i]);
		struct source_memory source = source_memory(buf_span(&document));
		if (!json_read(&source.source, &(struct tree_wish){ &a, wants_a }, &root, &f))
			fail_msg("%s: %s", openings[i], f.text);
		arena_free(&a);
		buf_free(&document);
	}
}

static const struct {
	struct span document;
	const char *says;
} rubbish[] = {
	{ S(""), "not JSON: unexpected token near end of file at line 1, column 0" },
	{ S("{"), "the JSON is cut off: string or '}' expected near end of file at line 1" },
	{ S("[\"a"), "the JSON is cut off: premature end of input" },
	{ S("[1,]"), "not JSON: unexpected token near ']' at line 1, column 4" },
	{ S("{} {}"), "not JSON: end of file expected near '{' at line 1, column 4" },
	{ S("\n\n  x"), "not JSON: invalid token near 'x' at line 3, column 3" },
	{ S("<Objs/>"), "not JSON: invalid token near '<'" },
	{ S("[\"\xe4\"]"), "neither UTF-8 nor UTF-16, save it as one of them: unable to decode byte 0xe4 near '\"' at line 1" },
	{ S("[\"a\nb\"]"), "not JSON: unexpected newline" },
	{ S("{\"a\":1,\"b\":2,\"a\":3}"), "bad JSON: duplicate object key near '\"a\"' at line 1, column 16" },
	{ S("{\"a\":{\"b\":1,\"b\":2}}"), "bad JSON: duplicate object key near '\"b\"' at line 1, column 15" },
	{ S("[{\"b\":1,\"b\":2}]"), "bad JSON: duplicate object key near '\"b\"' at line 1, column 11" },
	{ S("[1,\n {\"b\":1,\n\"b\":2}]"), "bad JSON: duplicate object key near '\"b\"' at line 3, column 3" },
	{ S("[1 2]"), "not JSON: ',' or ']' expected near '2' at line 1, column 4" },
	{ S("{\"a\" 1}"), "not JSON: ':' expected near '1' at line 1, column 6" },
	{ S("{\"a\":1;}"), "not JSON: ',' or '}' expected near ';' at line 1, column 7" },
	{ S("{\"a\":;}"), "not JSON: invalid token near ';' at line 1, column 6" },
	{ S(","), "not JSON: unexpected token near ',' at line 1, column 1" },
	{ S("{\"a\":[1];}"), "not JSON: ',' or '}' expected near ';' at line 1, column 9" },
	{ S("{\"a\":1,}"), "not JSON: string or '}' expected near '}' at line 1, column 8" },
	{ S("{\"a\":"), "the JSON is cut off: unexpected token near end of file at line 1, column 5" },
	{ S("[nul]"), "not JSON: invalid token near 'nul' at line 1, column 4" },
	{ S("{\"Domain\\u0000x\": 1}"), "not JSON: NUL byte in object key not supported" },
	{ S("[\"a\0b\"]"), "not JSON: control character 0x0" },
	{ S("[\"a\"]\0x"), "not JSON: end of file expected near" },
	{ S("\xff\xfe[\0\"\0a\0\0\0b\0\"\0]\0"), "not JSON: control character 0x0" },
	{ S("[1e999]"), "not JSON: real number overflow" },
	{ S("[99999999999999999999]"), "not JSON: too big integer" },
	{ S("\xff\xfe[\0]"), "broken or cut off UTF-16 at byte 4" },
	{ S("\xff\xfe[\0\"\0\x3d\xd8"), "broken or cut off UTF-16 at byte 6" },
	{ S("\xff\xfe[\0\"\0\x00\xde\"\0]\0"), "broken or cut off UTF-16 at byte 6" },
	{ S("\xff\xfe[\0\"\0\x3d\xd8\"\0]\0"), "broken or cut off UTF-16 at byte 6" },
};

static void one_sentence_for_each(void **state)
{
	struct fault f;

	(void)state;
	for (size_t i = 0; i < sizeof rubbish / sizeof *rubbish; i++)
		for (size_t size = 3; size < 40; size += 5) {
			struct buf text = read_pieces(rubbish[i].document, size, &f);
			if (f.kind != FAULT_PROTOCOL || !strstr(said(&text), rubbish[i].says))
				fail_msg("%zu in pieces of %zu: %s", i, size, text.at);
			buf_free(&text);
		}
}

static struct span nested(struct buf *b, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		buf_text(b, "[");
	for (size_t i = 0; i < depth; i++)
		buf_text(b, "]");
	return buf_span(b);
}

static void depth_has_an_end(void **state)
{
	static const struct {
		size_t depth;
		const char *says; /* NULL: it is fine */
	} depths[] = {
		{ TREE_DEPTH_MAX + 1, NULL },
		{ TREE_DEPTH_MAX + 2, "JSON nested deeper than 64" },
		{ 100000, "not JSON: maximum parsing depth reached" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof depths / sizeof *depths; i++) {
		struct buf deep = BUF(1 << 20);
		struct fault f;
		struct buf text = read_pieces(nested(&deep, depths[i].depth), 4096, &f);
		if (depths[i].says ? !strstr(said(&text), depths[i].says) : f.kind != FAULT_NONE)
			fail_msg("%zu: %s", depths[i].depth, text.at);
		buf_free(&deep);
		buf_free(&text);
	}
}

/* One long string, many small values: neither takes more than the arena may. */
static void memory_has_an_end(void **state)
{
	static const char *const patterns[] = { "\"0123456789abcdef", "[{\"a\":1},{\"a\":1},{\"a\":1}," };

	(void)state;
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		struct buf big = BUF(64 << 20);
		struct fault f;
		for (buf_text(&big, patterns[i]); !big.failed && big.len < 40 << 20;)
			buf_text(&big, patterns[i] + 1);
		struct buf text = read_pieces(buf_span(&big), 65536, &f);
		assert_int_equal(f.kind, FAULT_LIMIT);
		assert_string_equal(said(&text), "the JSON needs more than 1 MiB");
		buf_free(&text);
		buf_free(&big);
	}
}

/* Of the outermost values, which are read apart, and of those inside of them. */
static void values_have_an_end(void **state)
{
	static const char *const patterns[] = { "[[],", "[1,", "[[[],[]]," };

	(void)state;
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		struct buf many = BUF(16 << 20);
		struct arena a = ARENA(256 << 20);
		struct tree *root;
		struct fault f = { 0 };

		buf_text(&many, "[");
		for (int n = 0; n < TREE_NODES_MAX; n++)
			buf_text(&many, patterns[i] + 1);
		buf_text(&many, "0]");
		assert_false(many.failed || json_decode(buf_span(&many), &a, &root, &f));
		assert_int_equal(f.kind, FAULT_LIMIT);
		assert_non_null(strstr(f.text, "values"));
		arena_free(&a);
		buf_free(&many);
	}
}

static void the_arena_has_an_end(void **state)
{
	struct arena a = ARENA(500);
	struct tree *root;
	struct fault f = { 0 };

	(void)state;
	assert_false(json_decode(span_of("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]"), &a, &root, &f));
	assert_int_equal(f.kind, FAULT_LIMIT);
	arena_free(&a);
}

/* A value may be used up by the tree while others are still jansson's: reading again starts afresh. */
static void again_and_again(void **state)
{
	(void)state;
	for (int i = 0; i < 200; i++) {
		struct fault f;
		struct buf text = read_pieces(SPAN("[{\"a\":\"0123456789\"},[1,2,3]]"), 5, &f);
		assert_string_equal(said(&text), "[{a='0123456789'} [1 2 3]]");
		buf_free(&text);
	}
}

static void and_back(void **state)
{
	static const char *const texts[] = { "{\"a\":[1,true,null,\"\\u20ac\\n\\\"\"],\"b\":{}}", "[]", "\"x\"", "1.5" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct arena a = ARENA(100000);
		struct buf first = BUF(10000), second = BUF(10000);
		struct tree *root;
		struct fault f;
		assert_true(json_decode(span_of(texts[i]), &a, &root, &f) && json_write(root, &first));
		assert_true(json_decode(buf_span(&first), &a, &root, &f) && json_write(root, &second));
		assert_string_equal(said(&first), said(&second));
		buf_free(&first);
		buf_free(&second);
		arena_free(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_in_any_pieces), cmocka_unit_test(what_is_not_wanted_is_no_part_of_it), cmocka_unit_test(a_list_is_read_item_by_item),
		cmocka_unit_test(one_sentence_for_each), cmocka_unit_test(depth_has_an_end),
		cmocka_unit_test(memory_has_an_end),	   cmocka_unit_test(values_have_an_end), cmocka_unit_test(the_arena_has_an_end),  cmocka_unit_test(again_and_again),
		cmocka_unit_test(and_back),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
