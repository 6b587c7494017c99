// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * capture_text - a file with captured messages, as one plain text with its lines
 */
#include "codec/capture_text.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "codec/sip_msg.h"

enum { TEXT_MAX = 2 * CAPTURE_TEXT_MAX }; /* UTF-16 grows by half at most, XML never */

/* ---- XML to text ---- */

struct unescaping {
	struct span rest;
	bool in_cdata;
};

/* "lt", "#10", "#xA" to its character; 0: no such entity, or none that a text can hold. */
static uint32_t entity(struct span name)
{
	static const struct {
		const char *name;
		char is;
	} named[] = { { "lt", '<' }, { "gt", '>' }, { "amp", '&' }, { "quot", '"' }, { "apos", '\'' } };
	char digits[9], *end;

	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		if (span_equal(name, span_of(named[i].name)))
			return (uint32_t)named[i].is;
	if (name.len < 2 || name.at[0] != '#' || !span_copy(digits, sizeof digits, span_skip(name, 1)))
		return 0;
	bool hex = digits[0] == 'x';
	unsigned long point = strtoul(digits + hex, &end, hex ? 16 : 10);
	return *end || point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? 0 : (uint32_t)point;
}

/* The name of the entity that stands at the start; empty: there is none. */
static struct span entity_name(struct span text)
{
	struct span window = { text.at + 1, text.len < 10 ? text.len - 1 : 9 };
	struct span rest, name = span_split(window, ';', &rest);

	return text.at[0] == '&' && rest.at ? name : (struct span){ 0 };
}

/* Takes the next piece of XML off and writes what it stands for: returns its length, at least 1. */
static size_t unescape_one(struct unescaping *u, char to[4])
{
	struct span rest = u->rest, name = entity_name(rest);
	uint32_t point = u->in_cdata ? 0 : entity(name);
	size_t taken = 1;

	to[0] = rest.at[0];
	if (point) {
		u->rest = span_skip(rest, name.len + 2);
		return utf8_encode(point, to);
	}
	if (u->in_cdata && span_starts(rest, SPAN("]]>"))) {
		u->in_cdata = false;
		to[0] = CAPTURE_TEXT_MARKUP;
		taken = 3;
	} else if (!u->in_cdata && rest.at[0] == '<') {
		u->in_cdata = span_starts(rest, SPAN("<![CDATA["));
		to[0] = CAPTURE_TEXT_MARKUP;
		taken = u->in_cdata ? 9 : span_find(rest, SPAN(">"));
		taken += taken < rest.len && !u->in_cdata;
	}
	u->rest = span_skip(rest, taken);
	return 1;
}

/* An element comes first ("<134>" of syslog is none), or a SIP URI's bracket that is escaped. */
static bool is_xml(struct span file)
{
	struct span text = span_trim(file);
	bool element = text.len > 1 && text.at[0] == '<' &&
		       (sip_msg_is_token((struct span){ text.at + 1, 1 }) || strchr("?", text.at[1])) &&
		       !(text.at[1] >= '0' && text.at[1] <= '9');

	return element || span_find(file, SPAN("&lt;sip:")) < span_find(file, SPAN("<sip:"));
}

/* ---- lines ---- */

/* Where a byte of the text was in the file. */
static size_t file_offset(const struct capture_text *c, size_t text_offset)
{
	struct unescaping u = { .rest = c->file };
	char ignored[4];

	if (!c->is_xml)
		return text_offset;
	for (size_t made = 0; made < text_offset;)
		made += unescape_one(&u, ignored);
	return c->file.len - u.rest.len;
}

size_t capture_text_line(const struct capture_text *c, const char *at)
{
	if (c->undone.lines.len) {
		size_t index = 0, count = c->undone.lines.len / sizeof(uint32_t);
		uint32_t number;

		for (const char *byte = c->text.at; byte < at; byte++)
			index += *byte == '\n';
		memcpy(&number, c->undone.lines.at + (index < count ? index : count - 1) * sizeof number, sizeof number);
		return number;
	}
	size_t end = file_offset(c, (size_t)(at - c->text.at)), line = 1;

	for (size_t i = 0; i < end; i++)
		line += c->file.at[i] == '\n';
	return line;
}

/* ---- the file to text ---- */

static bool decode_utf16(struct capture_text *c, struct span file, struct fault *f)
{
	bool big = file.at[0] == '\xfe';
	size_t broken;

	if (utf8_from_utf16(span_skip(file, 2), big, &c->utf8, &broken)) {
		c->file = buf_span(&c->utf8);
		return true;
	}
	if (c->utf8.failed)
		return fault(f, FAULT_MEMORY, 0, "out of memory while reading UTF-16");
	return fault(f, FAULT_FILE, 0, "broken or cut off UTF-16 at byte %zu", broken + 2);
}

static bool decode_file(struct capture_text *c, struct span file, struct fault *f)
{
	if (span_starts(file, SPAN("\xff\xfe")) || span_starts(file, SPAN("\xfe\xff"))) {
		if (!decode_utf16(c, file, f))
			return false;
	} else {
		c->file = span_starts(file, SPAN("\xef\xbb\xbf")) ? span_skip(file, 3) : file;
	}
	if (c->file.len == 0)
		return fault(f, FAULT_FILE, 0, "it is empty: save the captured request in it, as text");
	c->text = c->file;
	const char *nul = memchr(c->file.at, '\0', c->file.len);
	return !nul || fault(f, FAULT_FILE, 0, "line %zu: a NUL byte: this is not text; save the captured request as text",
			     capture_text_line(c, nul));
}

static bool drop_xml(struct capture_text *c, struct fault *f)
{
	struct unescaping u = { .rest = c->file };
	char piece[4];

	if (!is_xml(c->file)) {
		if (!capture_log_undo(c->text, &c->undone))
			return fault(f, FAULT_MEMORY, 0, "out of memory while reading a log");
		if (c->undone.text.len)
			c->text = buf_span(&c->undone.text);
		return true;
	}
	while (u.rest.len > 0 && !c->plain.failed) {
		size_t len = unescape_one(&u, piece);
		buf_add(&c->plain, (struct span){ piece, len });
	}
	c->is_xml = true;
	c->text = buf_span(&c->plain);
	return !c->plain.failed || fault(f, FAULT_MEMORY, 0, "out of memory while reading XML");
}

bool capture_text_open(struct span file, struct capture_text *c, struct fault *f)
{
	*c = (struct capture_text){ .utf8 = BUF(TEXT_MAX), .plain = BUF(TEXT_MAX),
				    .undone = { BUF(TEXT_MAX), BUF(sizeof(uint32_t) * TEXT_MAX) } };
	if (file.len > CAPTURE_TEXT_MAX)
		return fault(f, FAULT_FILE, 0, "it has %zu bytes, the limit is %d: cut the request out of it", file.len, CAPTURE_TEXT_MAX);
	return decode_file(c, file, f) && drop_xml(c, f);
}

void capture_text_close(struct capture_text *c)
{
	buf_free(&c->undone.text);
	buf_free(&c->undone.lines);
	buf_free(&c->plain);
	buf_free(&c->utf8);
}
