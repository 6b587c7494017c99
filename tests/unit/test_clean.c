// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_clean - the sanitiser, by examples and by a property over random bytes
 */
#include <setjmp.h>
#include <stdarg.h>
#include <iconv.h>

#include <cmocka.h>

#include "base/clean.h"
#include "said.h"

static const struct clean_style page = { .utf8 = true }, ascii_page = { 0 }, terminal = { .utf8 = true, .terminal = true };

static const struct {
	const char *name;
	const struct clean_style *style;
	const char *text, *clean;
} cases[] = {
	{ "plain", &page, "504 Server time-out (ms-diagnostics 1047)", "504 Server time-out (ms-diagnostics 1047)" },
	{ "empty", &page, "", "" },
	{ "a bar begins no perfdata", &page, "OK | time=0s;;;0", "OK / time=0s;;;0" },
	{ "a bar on a terminal too", &terminal, "OK | time=0s;;;0", "OK / time=0s;;;0" },
	{ "a second line", &page, "x\nPUSH FEDERATION OK - fine", "x PUSH FEDERATION OK - fine" },
	{ "a folded header", &page, "one\r\n\t  two", "one two" },
	{ "blanks of ours stay", &page, "a   b", "a   b" },
	{ "a carriage return over the state", &page, "x\rPUSH OK", "x PUSH OK" },
	{ "colour and title of a terminal", &page, "\033[32mOK\033]0;t\007", "?[32mOK?]0;t?" },
	{ "delete and C1 in UTF-8", &page, "a\x7f\xc2\x9b" "b", "a??b" },
	{ "markup", &page, "<script>alert(1)</script>", "(script)alert(1)(/script)" },
	{ "an entity", &page, "&lt;script&gt;", "+lt;script+gt;" },
	{ "our arrow", &page, "monitor -> edge", "monitor -> edge" },
	{ "an arrow within a word, which a line end may part", &page, "a->b ->>c", "a-)b ->)c" },
	{ "the end of a comment", &page, "<!-- -->", "(!-- --)" },
	{ "markup on a terminal", &terminal, "<sip:a@b> & c", "<sip:a@b> & c" },
	{ "UTF-8", &page, "Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x94\x94", "Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x94\x94" },
	{ "UTF-8 for a reader of ASCII", &ascii_page, "Z\xc3\xbcrich \xe2\x82\xac", "Z?rich ?" },
	{ "right-to-left override", &page, "moc\xe2\x80\xae" "evil", "moc?evil" },
	{ "isolates", &page, "\xe2\x81\xa6" "a\xe2\x81\xa9", "?a?" },
	{ "zero width space, byte order mark", &page, "a\xe2\x80\x8b\xef\xbb\xbf" "b", "a??b" },
	{ "a blank of Braille, a filler of Hangul", &page, "a\xe2\xa0\x80\xef\xbe\xa0" "b", "a??b" },
	{ "line separator", &page, "a\xe2\x80\xa8" "b", "a?b" },
	{ "a lone follower, a lone lead", &page, "\x80 \xc3", "? ?" },
	{ "an overlong bar", &page, "\xc1\xbc \xe0\x81\xbc", "?? ???" },
	{ "a surrogate", &page, "\xed\xa0\x80", "???" },
	{ "beyond Unicode", &page, "\xf4\x90\x80\x80", "????" },
	{ "cut inside a character", &page, "\xe2\x82", "??" },
};

static void test_examples(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf b = BUF(1000);
		if (!clean_add(&b, span_of(cases[i].text), *cases[i].style))
			fail_msg("%s: did not fit", cases[i].name);
		if (strcmp(said(&b), cases[i].clean) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", cases[i].name, b.at, cases[i].clean);
		buf_free(&b);
	}
}

/* ---- the property ---- */

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	return *seed ^= *seed << 17;
}

/* Bytes that hit the interesting places often: pieces of what must not come through, between any bytes. */
static size_t make_text(char *to, size_t size, uint64_t *seed)
{
	static const char *const pieces[] = { "|", "\n", "<a", "&#60;", "\033[2J", "\xe2\x80\xae", "\xc2\x85", "\xef\xbb\xbf",
					      "OK - ", "\xe2\x80", "\xf0\x9f", "  ", "\r\n ", "\xd8\x9c", "\xe2\x81\xa6" };
	size_t len = 0, want = (size_t)next_random(seed) % (size - 8);

	while (len < want) {
		uint64_t r = next_random(seed);
		if (r & 1) {
			to[len++] = (char)(r >> 8);
			continue;
		}
		for (const char *piece = pieces[(r >> 8) % (sizeof pieces / sizeof *pieces)]; *piece; piece++)
			to[len++] = *piece;
	}
	return len;
}

/* The C library's own reader of UTF-8 says whether this is some; the characters come out as numbers. */
static size_t read_utf8(struct span text, uint32_t *to, size_t size)
{
	iconv_t cd = iconv_open(__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? "UCS-4BE" : "UCS-4LE", "UTF-8");
	char *from = (char *)(uintptr_t)text.at, *out = (char *)to;
	size_t left = text.len, room = size * sizeof *to;

	assert_true(cd != (iconv_t)-1);
	if (iconv(cd, &from, &left, &out, &room) == (size_t)-1 || left > 0)
		fail_msg("the clean text is no UTF-8 at byte %zu", text.len - left);
	iconv_close(cd);
	return size - room / sizeof *to;
}

static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) || c == 0xfeff || c > 0xe0000;
}

static void test_property(void **state)
{
	uint64_t seed = 88172645463325252u;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char text[300];
		uint32_t characters[2048];
		struct buf b = BUF(4000);
		struct clean_style style = { .utf8 = round & 1, .terminal = round & 2 };
		size_t len = make_text(text, sizeof text, &seed);
		assert_true(clean_add(&b, (struct span){ text, len }, style));
		size_t count = read_utf8(buf_span(&b), characters, 2048);
		for (size_t i = 0; i < count; i++) {
			uint32_t c = characters[i];
			if (is_control(c) || c == '|' || (!style.terminal && (c == '<' || c == '&')) ||
			    (!style.utf8 && c > 0x7f))
				fail_msg("round %d: U+%04X came through", round, c);
		}
		assert_int_equal(count, clean_columns(buf_span(&b)));
		buf_free(&b);
	}
}

static void test_ceiling(void **state)
{
	struct buf b = BUF(3);

	(void)state;
	assert_false(clean_add(&b, SPAN("abcd"), page));
	buf_free(&b);
}

static void test_columns(void **state)
{
	struct span text = SPAN("Z\xc3\xbcrich");

	(void)state;
	assert_int_equal(clean_columns(text), 6);
	assert_int_equal(clean_prefix(text, 0), 0);
	assert_int_equal(clean_prefix(text, 2), 3);
	assert_int_equal(clean_prefix(text, 6), 7);
	assert_int_equal(clean_prefix(text, 60), 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_property),
		cmocka_unit_test(test_ceiling),
		cmocka_unit_test(test_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
