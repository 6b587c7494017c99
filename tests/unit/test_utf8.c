// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_utf8 - characters as UTF-8, from code points and from UTF-16
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "page.h"
#include "said.h"

static const struct point_case {
	uint32_t point;
	const char *utf8;
} point_cases[] = {
	{ 0x1, "\x01" },	  { 'A', "A" },		      { 0x7f, "\x7f" },		  { 0x80, "\xc2\x80" },
	{ 0x7ff, "\xdf\xbf" },	  { 0x800, "\xe0\xa0\x80" },  { 0x20ac, "\xe2\x82\xac" }, { 0xffff, "\xef\xbf\xbf" },
	{ 0x10000, "\xf0\x90\x80\x80" }, { 0x10ffff, "\xf4\x8f\xbf\xbf" },
};

#define T(literal) { literal, sizeof(literal) - 1 }

static const struct utf16_case {
	struct span little_endian;
	const char *utf8; /* what was read before the end, or before the byte that is broken */
	size_t broken;	  /* the length: nothing is */
} utf16_cases[] = {
	{ T(""), "", 0 },
	{ T("O\0K\0\r\0\n\0"), "OK\r\n", 8 },
	{ T("\xac\x20"), "\xe2\x82\xac", 2 },
	{ T("a\0\x3d\xd8\x00\xde" "b\0"), "a\xf0\x9f\x98\x80" "b", 8 },
	{ T("a\0b"), "a", 2 },
	{ T("a\0\x3d\xd8"), "a", 2 },
	{ T("a\0\x3d\xd8\x00"), "a", 2 },
	{ T("a\0\x3d\xd8z\0"), "a", 2 },
	{ T("a\0\x00\xde\x3d\xd8"), "a", 2 },
	{ T("\x3d\xd8\x3d\xd8"), "", 0 },
};

static void check_utf16(const struct utf16_case *c, struct span text, bool big_endian);

static void encodes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof point_cases / sizeof *point_cases; i++) {
		char utf8[4];
		struct span made = { utf8, utf8_encode(point_cases[i].point, utf8) };
		if (!span_equal(made, span_of(point_cases[i].utf8)))
			fail_msg("U+%04X", point_cases[i].point);
	}
}

static void reads_utf16_either_way_round(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof utf16_cases / sizeof *utf16_cases; i++) {
		const struct utf16_case *c = &utf16_cases[i];
		char big[64];
		check_utf16(c, c->little_endian, false);
		for (size_t n = 0; n < c->little_endian.len; n++)
			big[n] = c->little_endian.at[(n ^ 1) < c->little_endian.len ? n ^ 1 : n];
		check_utf16(c, (struct span){ big, c->little_endian.len }, true);
	}
}

static void the_ceiling_holds(void **state)
{
	struct buf out = BUF(3);
	size_t broken;

	(void)state;
	assert_false(utf8_from_utf16((struct span) T("a\0b\0\xac\x20"), false, &out, &broken));
	assert_true(out.failed);
	assert_string_equal(said(&out), "ab");
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodes),
		cmocka_unit_test(reads_utf16_either_way_round),
		cmocka_unit_test(the_ceiling_holds),
	};
	return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}

static void check_utf16(const struct utf16_case *c, struct span text, bool big_endian)
{
	struct page page = page_new(text.len);
	struct buf out = BUF(100);
	size_t broken = 99;
	bool good = utf8_from_utf16(page_flush(&page, text), big_endian, &out, &broken);

	if (good != (c->broken == text.len) || broken != c->broken || !span_equal(buf_span(&out), span_of(c->utf8)))
		fail_msg("\"%s\": good %d, broken at %zu", c->utf8, good, broken);
	buf_free(&out);
	page_free(&page);
}
