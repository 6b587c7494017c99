// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_capture_text - files with captured messages, as plain text with its lines
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "codec/capture_text.h"
#include "page.h"

#define T(literal) { literal, sizeof(literal) - 1 }

/* In `text` a | is a NUL, where markup was; `lines` is the line of the file for each of its bytes. */
static const struct text_case {
	const char *name;
	struct span file;
	const char *text, *lines;
} text_cases[] = {
	{ "plain", T("ab\nc\n"), "ab\nc\n", "11122" },
	{ "a byte order mark", T("\xef\xbb\xbf" "a"), "a", "1" },
	{ "UTF-16, as PowerShell writes it", T("\xff\xfe" "a\0\n\0\xac\x20"), "a\n\xe2\x82\xac", "11222" },
	{ "UTF-16, the other way", T("\xfe\xff\0a\0\n\0b"), "a\nb", "112" },
	{ "entities in plain text stay", T("&lt;a&gt;"), "&lt;a&gt;", "111111111" },
	{ "a syslog priority is no XML", T("<134>a &amp; b"), "<134>a &amp; b", "11111111111111" },
	{ "nor are others", T("<0>&lt;<9>&lt;"), "<0>&lt;<9>&lt;", "11111111111111" },
	{ "the last character", T("<a>&#x10FFFF;"), "|\xf4\x8f\xbf\xbf", "11111" },
	{ "elements", T("<a>\n<b c='d'>x</b></a>"), "|\n|x||", "112222" },
	{ "entities", T("<a>&lt;&gt;&amp;&quot;&apos;"), "|<>&\"'", "111111" },
	{ "line ends as entities", T("<a>x&#13;&#xA;y\nz"), "|x\r\ny\nz", "1111112" },
	{ "characters as entities", T("<a>&#x20AC;&#8364;"), "|\xe2\x82\xac\xe2\x82\xac", "1111111" },
	{ "no entities", T("<a>&;&x;&#;&#x;&#0;&#xD800;&#x110000;&#99999999999;&lt"),
	  "|&;&x;&#;&#x;&#0;&#xD800;&#x110000;&#99999999999;&lt", NULL },
	{ "CDATA", T("<a><![CDATA[<x>&lt;]]>y</a>"), "||<x>&lt;|y|", "111111111111" },
	{ "a declaration and a comment", T("<?xml version='1.0'?><!-- x -->y"), "||y", "111" },
	{ "an element that never ends", T("<a>x<b"), "|x|", "111" },
	{ "CDATA that never ends", T("<![CDATA[x"), "|x", "11" },
	{ "escaped, without any element", T("To: &lt;sip:a@b&gt;\nx"), "To: <sip:a@b>\nx", "111111111111112" },
	{ "a bracket before an escaped one", T("To: <sip:a@b>\n&lt;sip:c@d&gt;"), "To: <sip:a@b>\n&lt;sip:c@d&gt;", NULL },
};

static const struct bad_case {
	const char *name;
	struct span file;
	const char *why;
} bad_cases[] = {
	{ "empty", T(""), "it is empty" },
	{ "nothing but a byte order mark", T("\xef\xbb\xbf"), "it is empty" },
	{ "nothing but one of UTF-16", T("\xff\xfe"), "it is empty" },
	{ "binary", T("a\nb\0c"), "line 2: a NUL byte" },
	{ "binary with a byte order mark", T("\xef\xbb\xbf\0"), "line 1: a NUL byte" },
	{ "UTF-16 cut off", T("\xff\xfe" "a\0b"), "UTF-16 at byte 4" },
	{ "UTF-16 with half a pair", T("\xff\xfe" "a\0\x3d\xd8"), "UTF-16 at byte 4" },
	{ "UTF-16 with a NUL", T("\xff\xfe" "a\0\0\0"), "line 1: a NUL byte" },
};

static void check_text(const struct text_case *c, const struct capture_text *capture);

static void becomes_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof text_cases / sizeof *text_cases; i++) {
		struct page page = page_new(text_cases[i].file.len);
		struct capture_text capture;
		struct fault f;
		if (!capture_text_open(page_flush(&page, text_cases[i].file), &capture, &f))
			fail_msg("%s: %s", text_cases[i].name, f.text);
		check_text(&text_cases[i], &capture);
		capture_text_close(&capture);
		page_free(&page);
	}
}

static void says_what_is_no_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad_cases / sizeof *bad_cases; i++) {
		struct page page = page_new(bad_cases[i].file.len);
		struct capture_text capture;
		struct fault f;
		if (capture_text_open(page_flush(&page, bad_cases[i].file), &capture, &f) || f.kind != FAULT_FILE ||
		    !strstr(f.text, bad_cases[i].why))
			fail_msg("%s: %s", bad_cases[i].name, f.text);
		capture_text_close(&capture);
		page_free(&page);
	}
}

static void the_ceiling_holds(void **state)
{
	char *file = malloc(CAPTURE_TEXT_MAX + 1);
	struct capture_text capture;
	struct fault f;

	(void)state;
	assert_non_null(file);
	memset(file, 'a', CAPTURE_TEXT_MAX + 1);
	assert_true(capture_text_open((struct span){ file, CAPTURE_TEXT_MAX }, &capture, &f));
	capture_text_close(&capture);
	assert_false(capture_text_open((struct span){ file, CAPTURE_TEXT_MAX + 1 }, &capture, &f));
	assert_non_null(strstr(f.text, "1048577 bytes, the limit is 1048576"));
	capture_text_close(&capture);

	memset(file, '\x80', CAPTURE_TEXT_MAX); /* UTF-16 that grows as much as it can: three bytes for two */
	file[0] = '\xff';
	file[1] = '\xfe';
	assert_true(capture_text_open((struct span){ file, CAPTURE_TEXT_MAX }, &capture, &f));
	assert_int_equal(capture.text.len, (CAPTURE_TEXT_MAX - 2) / 2 * 3);
	capture_text_close(&capture);
	free(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(becomes_text),
		cmocka_unit_test(says_what_is_no_text),
		cmocka_unit_test(the_ceiling_holds),
	};
	return cmocka_run_group_tests_name("capture_text", tests, NULL, NULL);
}

static void check_text(const struct text_case *c, const struct capture_text *capture)
{
	char text[128] = "", lines[128] = "";

	assert_true(capture->text.len < sizeof text);
	for (size_t i = 0; i < capture->text.len; i++) {
		text[i] = capture->text.at[i] ? capture->text.at[i] : '|';
		lines[i] = (char)('0' + capture_text_line(capture, capture->text.at + i));
	}
	if (strcmp(text, c->text) != 0)
		fail_msg("%s: \"%s\"", c->name, text);
	if (c->lines && strcmp(lines, c->lines) != 0)
		fail_msg("%s: lines %s", c->name, lines);
}
