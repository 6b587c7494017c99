// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_span - borrowed bytes, at their edges
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "page.h"

static const struct compare_case {
	const char *a, *b;
	bool equal, nocase, starts, ends; /* a and b; does a start, end with b */
} compare_cases[] = {
	{ "", "", true, true, true, true },
	{ "a", "", false, false, true, true },
	{ "", "a", false, false, false, false },
	{ "Via", "via", false, true, true, true },
	{ "Via", "Via", true, true, true, true },
	{ "Via:", "via", false, false, true, false },
	{ "x.Contoso.com", ".contoso.COM", false, false, false, true },
	{ "@", "`", false, false, false, false }, /* neighbours of the letters are no letters */
	{ "[", "{", false, false, false, false },
	{ "\xc4", "\xe4", false, false, false, false },
};

static const struct find_case {
	const char *text, *word;
	size_t offset; /* of the word; the text's length: not there */
	bool starts;
} find_cases[] = {
	{ "", "a", 0, false },	 { "a", "a", 0, true },	 { "ab", "b", 1, false }, { "ab", "B", 2, false },
	{ "ab", "abc", 2, false }, { "aab", "ab", 1, false }, { "abab", "ab", 0, true },
};

static const struct graphic_case {
	const char *text, *but;
	size_t count;
} graphic_cases[] = {
	{ "", "", 0 },	    { "!~", "", 2 },	{ "a b", "", 1 },   { "a\x7f", "", 1 }, { "a\n", "", 1 },
	{ "a\xc3\xa4", "", 1 }, { "a<b", "<>", 1 }, { "a<b", ">", 3 }, { "|", "|", 0 },
};

static const struct trim_case {
	const char *text, *trimmed;
} trim_cases[] = {
	{ "", "" }, { "a", "a" }, { " \t\r\n", "" }, { " a b\r\n", "a b" }, { "\va\v", "\va\v" },
};

static const struct cut_case {
	const char *text, *before, *after; /* after NULL: the byte ':' is not there */
} cut_cases[] = {
	{ "", "", NULL }, { "a", "a", NULL }, { ":", "", "" }, { "a:", "a", "" }, { ":b", "", "b" }, { "a:b:c", "a", "b:c" },
};

static const struct number_case {
	const char *text;
	uint64_t limit;
	bool good;
	uint64_t value;
} number_cases[] = {
	{ "0", 0, true, 0 },
	{ "1", 0, false, 0 },
	{ "0005", 5, true, 5 },
	{ "65535", 65535, true, 65535 },
	{ "65536", 65535, false, 0 },
	{ "655350", 65535, false, 0 },
	{ "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
	{ "18446744073709551616", UINT64_MAX, false, 0 },
	{ "99999999999999999999999999", UINT64_MAX, false, 0 },
	{ "9", 5, false, 0 },
	{ "", 9, false, 0 },
	{ "-1", 9, false, 0 },
	{ "+1", 9, false, 0 },
	{ " 1", 9, false, 0 },
	{ "1 ", 9, false, 0 },
	{ "0x1", 9, false, 0 },
	{ "1e1", 99, false, 0 },
	{ "/", 9, false, 0 },
	{ ":", 9, false, 0 },
};

static const struct copy_case {
	const char *text;
	size_t size;
	const char *copy;
	bool whole;
} copy_cases[] = {
	{ "", 1, "", true }, { "a", 1, "", false }, { "ab", 3, "ab", true }, { "abc", 3, "ab", false },
};

static void compares(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof compare_cases / sizeof *compare_cases; i++) {
		const struct compare_case *c = &compare_cases[i];
		struct page pa = page_new(strlen(c->a)), pb = page_new(strlen(c->b));
		struct span a = page_flush(&pa, span_of(c->a)), b = page_flush(&pb, span_of(c->b));
		if (span_equal(a, b) != c->equal || span_equal_nocase(a, b) != c->nocase ||
		    span_starts_nocase(a, b) != c->starts || span_ends_nocase(a, b) != c->ends)
			fail_msg("\"%s\", \"%s\"", c->a, c->b);
		page_free(&pa);
		page_free(&pb);
	}
}

static void finds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof find_cases / sizeof *find_cases; i++) {
		const struct find_case *c = &find_cases[i];
		struct page page = page_new(strlen(c->text));
		struct span text = page_flush(&page, span_of(c->text));
		if (span_find(text, span_of(c->word)) != c->offset || span_starts(text, span_of(c->word)) != c->starts)
			fail_msg("\"%s\" in \"%s\"", c->word, c->text);
		assert_true(span_equal(span_skip(text, text.len), SPAN("")) && span_equal(span_skip(text, 0), text));
		page_free(&page);
	}
}

static void trims(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof trim_cases / sizeof *trim_cases; i++) {
		struct page page = page_new(strlen(trim_cases[i].text));
		struct span trimmed = span_trim(page_flush(&page, span_of(trim_cases[i].text)));
		if (!span_equal(trimmed, span_of(trim_cases[i].trimmed)))
			fail_msg("row %zu: \"%.*s\"", i, (int)trimmed.len, trimmed.at);
		page_free(&page);
	}
}

static void graphic(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof graphic_cases / sizeof *graphic_cases; i++) {
		const struct graphic_case *c = &graphic_cases[i];
		struct page page = page_new(strlen(c->text));
		size_t count = span_graphic(page_flush(&page, span_of(c->text)), c->but);
		if (count != c->count)
			fail_msg("\"%s\" without \"%s\": %zu", c->text, c->but, count);
		page_free(&page);
	}
	assert_int_equal(span_graphic((struct span){ "a\0b", 3 }, ""), 1);
	assert_int_equal(span_graphic((struct span){ 0 }, ""), 0);
}

static void cuts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cut_cases / sizeof *cut_cases; i++) {
		const struct cut_case *c = &cut_cases[i];
		struct page page = page_new(strlen(c->text));
		struct span rest, before = span_split(page_flush(&page, span_of(c->text)), ':', &rest);
		if (!span_equal(before, span_of(c->before)) || (rest.at != NULL) != (c->after != NULL) ||
		    !span_equal(rest, span_of(c->after)))
			fail_msg("\"%s\": \"%.*s\", \"%.*s\"", c->text, (int)before.len, before.at, (int)rest.len, rest.at);
		page_free(&page);
	}
}

static void reads_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof number_cases / sizeof *number_cases; i++) {
		const struct number_case *c = &number_cases[i];
		struct page page = page_new(strlen(c->text));
		uint64_t value = 77;
		bool good = span_number(page_flush(&page, span_of(c->text)), c->limit, &value);
		if (good != c->good || value != (c->good ? c->value : 77))
			fail_msg("\"%s\" up to %llu: %d, %llu", c->text, (unsigned long long)c->limit, good, (unsigned long long)value);
		page_free(&page);
	}
}

static void every_hex_digit(void **state)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	int found = 0;

	(void)state;
	for (int i = 0; i < 32; i++)
		assert_int_equal(span_hex_digit(digits[i]), i % 16);
	for (int byte = 0; byte < 256; byte++)
		found += span_hex_digit((char)byte) >= 0;
	assert_int_equal(found, 22);
}

static void copies(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof copy_cases / sizeof *copy_cases; i++) {
		const struct copy_case *c = &copy_cases[i];
		struct page page = page_new(c->size);
		char *to = page.map + page.size - c->size;
		if (span_copy(to, c->size, span_of(c->text)) != c->whole || strcmp(to, c->copy) != 0)
			fail_msg("\"%s\" into %zu bytes: \"%s\"", c->text, c->size, to);
		page_free(&page);
	}
}

static void an_absent_text_is_empty(void **state)
{
	struct span none = span_of(NULL), rest;
	uint64_t value;
	char copy[1] = { 'x' };

	(void)state;
	assert_true(none.at == NULL && none.len == 0);
	assert_true(span_equal(none, SPAN("")) && span_equal_nocase(SPAN(""), none));
	assert_true(span_starts(none, SPAN("")) && !span_starts(none, SPAN("a")) && span_find(none, SPAN("a")) == 0);
	assert_true(span_skip(none, 0).at == NULL);
	assert_int_equal(span_trim(none).len, 0);
	assert_int_equal(span_split(none, ':', &rest).len, 0);
	assert_null(rest.at);
	assert_false(span_number(none, 9, &value));
	assert_true(span_copy(copy, 1, none));
	assert_string_equal(copy, "");
}

static void any_byte_is_a_byte(void **state)
{
	struct span rest;
	struct span before = span_split((struct span){ "a\0b\0c", 5 }, 'b', &rest);

	(void)state;
	assert_true(span_equal(before, (struct span){ "a\0", 2 }) && span_equal(rest, (struct span){ "\0c", 2 }));
	assert_false(span_equal((struct span){ "a\0b", 3 }, (struct span){ "a\0c", 3 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compares),
		cmocka_unit_test(finds),
		cmocka_unit_test(trims),
		cmocka_unit_test(graphic),
		cmocka_unit_test(cuts),
		cmocka_unit_test(reads_numbers),
		cmocka_unit_test(every_hex_digit),
		cmocka_unit_test(copies),
		cmocka_unit_test(an_absent_text_is_empty),
		cmocka_unit_test(any_byte_is_a_byte),
	};
	return cmocka_run_group_tests_name("span", tests, NULL, NULL);
}
