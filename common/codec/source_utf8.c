// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * source_utf8 - a source of UTF-8, whichever Unicode its bytes are written in
 */
#include "codec/source_utf8.h"

#include "base/utf8.h"

enum {
	PART_OF_CHARACTER = 3,
	UTF16_MAX = SOURCE_PIECE + PART_OF_CHARACTER,
	UTF8_MAX = UTF16_MAX / 2 * 3, /* the most that so much UTF-16 becomes */
};

/* Finds the encoding by the byte order mark, and skips the mark. */
static struct span mark_take(struct source_utf8 *s, struct span piece)
{
	static const struct {
		struct span mark;
		enum source_encoding encoding;
	} marks[] = {
		{ { "\xff\xfe", 2 }, SOURCE_UTF_16_LITTLE },
		{ { "\xfe\xff", 2 }, SOURCE_UTF_16_BIG },
		{ { "\xef\xbb\xbf", 3 }, SOURCE_UTF_8 },
	};

	s->encoding = SOURCE_UTF_8;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (span_starts(piece, marks[i].mark)) {
			s->encoding = marks[i].encoding;
			s->converted = marks[i].mark.len;
			return span_skip(piece, marks[i].mark.len);
		}
	return piece;
}

/* The end of a piece may part a character in two. */
static bool convert(struct source_utf8 *s, struct span piece, struct span *to, struct fault *f)
{
	size_t whole = 0;

	s->utf8.len = 0;
	bool all = buf_add(&s->utf16, piece) &&
		   utf8_from_utf16(buf_span(&s->utf16), s->encoding == SOURCE_UTF_16_BIG, &s->utf8, &whole);
	if (s->utf16.failed || s->utf8.failed)
		return fault(f, FAULT_MEMORY, 0, "no memory to read UTF-16");
	if (!all && (piece.len == 0 || s->utf16.len - whole > PART_OF_CHARACTER))
		return fault(f, FAULT_PROTOCOL, 0, "broken or cut off UTF-16 at byte %zu", s->converted + whole);
	s->converted += whole;
	buf_drop(&s->utf16, whole);
	*to = buf_span(&s->utf8);
	return true;
}

static bool next(struct source *source, struct span *piece, struct fault *f)
{
	struct source_utf8 *s = (struct source_utf8 *)source;
	struct span raw;

	do {
		if (!s->from->next(s->from, &raw, f))
			return false;
		bool end = raw.len == 0;
		if (s->encoding == SOURCE_UNKNOWN)
			raw = mark_take(s, raw);
		*piece = raw;
		if (s->encoding != SOURCE_UTF_8 && !convert(s, raw, piece, f))
			return false;
		if (end)
			return true;
	} while (piece->len == 0);
	return true;
}

struct source_utf8 source_utf8(struct source *from)
{
	return (struct source_utf8){ .source = { next }, .from = from, .utf16 = BUF(UTF16_MAX), .utf8 = BUF(UTF8_MAX) };
}

void source_utf8_free(struct source_utf8 *s)
{
	buf_free(&s->utf16);
	buf_free(&s->utf8);
}
