// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * pasted - a text from a mail, a log or a screen, as its author typed it
 */
#include "codec/pasted.h"

#include "base/utf8.h"

/* The ASCII text that a word processor or a web page turned into this character, entity or escape; "" removes it. */
static const struct {
	struct span from;
	const char *to;
} plain[] = {
	{ SPAN("\xe2\x80\x9c"), "\"" }, { SPAN("\xe2\x80\x9d"), "\"" }, { SPAN("\xe2\x80\x9e"), "\"" }, { SPAN("\xe2\x80\x9f"), "\"" },
	{ SPAN("\xe2\x80\xb3"), "\"" }, { SPAN("\xef\xbc\x82"), "\"" }, { SPAN("\xc2\xab"), "\"" },	{ SPAN("\xc2\xbb"), "\"" },
	{ SPAN("\xe2\x80\x98"), "'" },	{ SPAN("\xe2\x80\x99"), "'" },	{ SPAN("\xe2\x80\xb2"), "'" },
	{ SPAN("\xe2\x80\x90"), "-" },	{ SPAN("\xe2\x80\x91"), "-" },	{ SPAN("\xe2\x80\x92"), "-" },	{ SPAN("\xe2\x80\x93"), "-" },
	{ SPAN("\xe2\x80\x94"), "-" },	{ SPAN("\xc2\xa0"), " " },	{ SPAN("\xe2\x80\xaf"), " " },	{ SPAN("\xe2\x80\x87"), " " },
	{ SPAN("\xe2\x80\x8b"), "" },	{ SPAN("\xe2\x80\x8e"), "" },	{ SPAN("\xe2\x80\x8f"), "" },	{ SPAN("\xc2\xad"), "" },
	{ SPAN("\xef\xbb\xbf"), "" },	{ SPAN("\r"), "" },
	{ SPAN("&quot;"), "\"" },	{ SPAN("&#34;"), "\"" },	{ SPAN("&#39;"), "'" },		{ SPAN("&nbsp;"), " " },
	{ SPAN("&lt;"), "<" },		{ SPAN("&gt;"), ">" },		{ SPAN("&amp;"), "&" },
};

/* An upper case pair of hexadecimal digits, as quoted-printable writes a byte; -1: there is none. */
static int quoted_byte(struct span text)
{
	if (text.len < 2 || text.at[0] >= 'a' || text.at[1] >= 'a')
		return -1;
	int high = span_hex_digit(text.at[0]), low = span_hex_digit(text.at[1]);
	return high < 0 || low < 0 ? -1 : 16 * high + low;
}

static bool is_soft_break(struct span text)
{
	return span_starts(text, SPAN("\n")) || span_starts(text, SPAN("\r\n"));
}

/* Quoted-printable writes every "=" as "=3D": of "ErrorCode=1008" the two digits are no byte. */
static bool is_quoted_printable(struct span text)
{
	bool sure = false;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] != '=')
			continue;
		struct span behind = span_skip(text, i + 1);
		if (!is_soft_break(behind) && quoted_byte(behind) < 0)
			return false;
		sure |= is_soft_break(behind) || span_starts(behind, SPAN("3D")) || span_starts(behind, SPAN("E2=80"));
	}
	return sure;
}

static void add_unquoted(struct span text, struct buf *to)
{
	while (text.len) {
		struct span rest, before = span_split(text, '=', &rest);
		int byte = rest.at ? quoted_byte(rest) : -1;

		buf_add(to, before);
		if (byte >= 0) {
			char one = (char)byte;
			buf_add(to, (struct span){ &one, 1 });
			rest = span_skip(rest, 2);
		} else if (rest.at) {
			span_split(rest, '\n', &rest);
		}
		text = rest;
	}
}

/* The marks of a mail that answers another: "> > ". A line that begins with a tag has none. */
static struct span behind_marks(struct span line)
{
	for (;;) {
		struct span rest = line;
		while (rest.len && rest.at[0] == ' ')
			rest = span_skip(rest, 1);
		if (!rest.len || rest.at[0] != '>')
			return line;
		line = span_skip(rest, 1);
	}
}

/* Bytes of Windows-1252, which no UTF-8 begins with, stand for its quotes and its blank. */
static char windows_1252(char byte)
{
	return strchr("\x84\x93\x94\xab\xbb", byte) ? '"' : strchr("\x91\x92", byte) ? '\'' : byte == '\xa0' ? ' ' : byte;
}

/* Takes what stands for one character off, and adds that character. */
static struct span add_one(struct span text, bool escaped, struct buf *to)
{
	uint32_t point;

	if (escaped && span_starts(text, SPAN("\\\"")))
		text = span_skip(text, 1);
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (span_starts(text, plain[i].from)) {
			buf_text(to, plain[i].to);
			return span_skip(text, plain[i].from.len);
		}
	size_t len = utf8_decode(text, &point);
	char byte = len ? text.at[0] : windows_1252(text.at[0]);
	buf_add(to, len ? (struct span){ text.at, len } : (struct span){ &byte, 1 });
	return span_skip(text, len ? len : 1);
}

/* A string of JSON has a backslash before each quote; a header has none behind the "=" of a parameter. */
static void add_plain(struct span text, struct buf *to)
{
	bool escaped = span_find(text, SPAN("=\\\"")) < text.len;

	while (text.len && !to->failed) {
		if (!to->len || to->at[to->len - 1] == '\n')
			text = behind_marks(text);
		if (text.len)
			text = add_one(text, escaped, to);
	}
}

bool pasted_plain(struct span raw, struct buf *to)
{
	struct buf utf8 = BUF((size_t)2 * PASTED_MAX), unquoted = BUF(PASTED_MAX);
	size_t broken;

	if (span_starts(raw, SPAN("\xff\xfe")) || span_starts(raw, SPAN("\xfe\xff"))) {
		(void)utf8_from_utf16(span_skip(raw, 2), raw.at[0] == '\xfe', &utf8, &broken); /* what stands before a broken half is shown */
		raw = buf_span(&utf8);
	}
	if (is_quoted_printable(raw)) {
		add_unquoted(raw, &unquoted);
		raw = buf_span(&unquoted);
	}
	add_plain(raw, to);
	bool good = !utf8.failed && !unquoted.failed && !to->failed;
	buf_free(&utf8);
	buf_free(&unquoted);
	return good;
}
