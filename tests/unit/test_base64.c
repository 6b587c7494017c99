// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_base64 - the vectors of RFC 4648, what XML may put between the letters, and what is none
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/base64.h"
#include "page.h"
#include "said.h"

#define S(literal) { literal, sizeof(literal) - 1 }

static const struct pair {
	struct span bytes, text;
} pairs[] = {
	{ S(""), S("") },
	{ S("f"), S("Zg==") },
	{ S("fo"), S("Zm8=") },
	{ S("foo"), S("Zm9v") },
	{ S("foob"), S("Zm9vYg==") },
	{ S("fooba"), S("Zm9vYmE=") },
	{ S("foobar"), S("Zm9vYmFy") },
	{ S("\0\0\0"), S("AAAA") },
	{ S("\xff\xef\xbe"), S("/+++") },
};

static void both_ways(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct buf text = BUF(100), bytes = BUF(100);
		assert_true(base64_encode(pairs[i].bytes, &text));
		assert_true(base64_decode(pairs[i].text, &bytes));
		if (!span_equal(buf_span(&text), pairs[i].text) || !span_equal(buf_span(&bytes), pairs[i].bytes))
			fail_msg("%s: %s", pairs[i].text.at, text.at);
		buf_free(&text);
		buf_free(&bytes);
	}
}

static const struct {
	struct span text;
	const char *bytes; /* NULL: it is none */
} texts[] = {
	{ S("Zm9v\r\n YmFy\t"), "foobar" },
	{ S(" Z g = = "), "f" },
	{ S("Zg"), NULL },
	{ S("Zg="), NULL },
	{ S("Zg==="), NULL },
	{ S("Z"), NULL },
	{ S("Zm9vY"), NULL },
	{ S("="), NULL },
	{ S("===="), NULL },
	{ S("Zg==Zg=="), NULL },
	{ S("Z=g="), NULL },
	{ S("Zm9-"), NULL },
	{ S("Zm9_"), NULL },
	{ S("Zm\0v"), NULL },
	{ S("Zm9\xff"), NULL },
	{ S("&amp;"), NULL },
};

static void blanks_and_rubbish(void **state)
{
	struct page page = page_new(100);

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct buf bytes = BUF(100);
		bool good = base64_decode(page_flush(&page, texts[i].text), &bytes);
		if (good != (texts[i].bytes != NULL) || (good && strcmp(said(&bytes), texts[i].bytes) != 0))
			fail_msg("%zu: %s", i, texts[i].text.at);
		assert_false(bytes.failed);
		buf_free(&bytes);
	}
	page_free(&page);
}

static void the_ceiling_holds(void **state)
{
	struct buf small = BUF(8);

	(void)state;
	assert_false(base64_encode((struct span){ "0123456", 7 }, &small));
	assert_true(small.failed);
	buf_free(&small);
	small = BUF(8);
	assert_false(base64_decode(span_of("AAAAAAAAAAAAAAAA"), &small));
	assert_true(small.failed);
	assert_int_equal(small.len, 0);
	buf_free(&small);
}

static void it_appends(void **state)
{
	struct buf b = BUF(100);

	(void)state;
	assert_true(base64_decode(span_of("Zm9v"), &b) && base64_decode(span_of("YmFy"), &b));
	assert_string_equal(said(&b), "foobar");
	assert_true(base64_encode(span_of("foo"), &b));
	assert_string_equal(said(&b), "foobarZm9v");
	buf_free(&b);
}

/* Every length there and back. */
static void any_bytes(void **state)
{
	unsigned char bytes[300];

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(i * 151 + 7);
	for (size_t len = 0; len <= sizeof bytes; len++) {
		struct buf text = BUF(1000), back = BUF(1000);
		assert_true(base64_encode((struct span){ (char *)bytes, len }, &text));
		assert_int_equal(text.len, (len + 2) / 3 * 4);
		assert_true(base64_decode(buf_span(&text), &back));
		assert_int_equal(back.len, len);
		assert_memory_equal(len ? back.at : "", bytes, len);
		buf_free(&text);
		buf_free(&back);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ways),
		cmocka_unit_test(blanks_and_rubbish),
		cmocka_unit_test(the_ceiling_holds),
		cmocka_unit_test(it_appends),
		cmocka_unit_test(any_bytes),
	};

	return cmocka_run_group_tests_name("base64", tests, NULL, NULL);
}
