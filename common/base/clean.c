// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * clean - any bytes, made fit to be shown
 */
#include "base/clean.h"

#include "base/utf8.h"

/* Characters that are never shown: they hide or reorder their neighbours. */
static const struct {
	uint32_t first, last;
} unseen[] = {
	{ 0x00, 0x1f },	      /* C0 */
	{ 0x7f, 0x9f },	      /* delete, C1 */
	{ 0xad, 0xad },	      /* soft hyphen */
	{ 0x61c, 0x61c },     /* Arabic letter mark */
	{ 0x115f, 0x1160 },   /* Hangul fillers */
	{ 0x180b, 0x180f },   /* Mongolian selectors */
	{ 0x200b, 0x200f },   /* zero width, left-to-right and right-to-left marks */
	{ 0x2028, 0x202e },   /* line and paragraph separators, embeddings, overrides */
	{ 0x2060, 0x206f },   /* joiners, isolates */
	{ 0x2800, 0x2800 },   /* blank Braille pattern */
	{ 0x3164, 0x3164 },   /* Hangul filler */
	{ 0xfe00, 0xfe0f },   /* variation selectors */
	{ 0xfeff, 0xfeff },   /* byte order mark */
	{ 0xffa0, 0xffa0 },   /* halfwidth Hangul filler */
	{ 0xfff0, 0xffff },   /* specials */
	{ 0x1d173, 0x1d17a }, /* musical format characters */
	{ 0xe0000, 0x10ffff } /* tags, selectors, private use */
};

static bool is_unseen(uint32_t c)
{
	for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
		if (c >= unseen[i].first && c <= unseen[i].last)
			return true;
	return false;
}

static bool breaks(char c)
{
	return c == '\n' || c == '\r' || c == '\t' || c == '\v' || c == '\f';
}

/* The length of a run of blanks, and whether it holds a line end or a tab. */
static size_t run_of_blanks(struct span text, bool *broken)
{
	size_t len = 0;

	*broken = false;
	while (len < text.len && (text.at[len] == ' ' || breaks(text.at[len])))
		*broken |= breaks(text.at[len++]);
	return len;
}

/* The byte, or its replacement. Our own arrow keeps its head: it begins a word that no line end splits. */
static char inert(char c, bool is_head, struct clean_style style)
{
	switch (c) {
	case '|':
		return '/';
	case '<':
		return style.terminal ? c : '(';
	case '>':
		return style.terminal || is_head ? c : ')';
	case '&':
		return style.terminal ? c : '+';
	default:
		return c;
	}
}

bool clean_add(struct buf *to, struct span text, struct clean_style style)
{
	char before = ' ', dash = 0; /* the byte before; if that is a dash, the one before it */

	while (text.len > 0 && !to->failed) {
		uint32_t c = 0;
		bool broken;
		size_t blanks = run_of_blanks(text, &broken), len = utf8_decode(text, &c);

		if (blanks)
			buf_add(to, broken ? SPAN(" ") : (struct span){ text.at, blanks });
		else if (len == 0 || is_unseen(c) || (len > 1 && !style.utf8))
			buf_add(to, SPAN("?"));
		else if (len == 1)
			buf_add(to, (struct span){ (char[]){ inert(text.at[0], dash == ' ', style) }, 1 });
		else
			buf_add(to, (struct span){ text.at, len });
		size_t used = blanks ? blanks : len ? len : 1;
		dash = text.at[used - 1] == '-' ? before : 0;
		before = blanks ? ' ' : text.at[used - 1];
		text = (struct span){ text.at + used, text.len - used };
	}
	return !to->failed;
}

size_t clean_prefix(struct span text, size_t columns)
{
	size_t at = 0;

	for (; at < text.len; at++)
		if (((unsigned char)text.at[at] & 0xc0) != 0x80 && columns-- == 0)
			break;
	return at;
}

size_t clean_columns(struct span text)
{
	size_t columns = 0;

	for (size_t at = 0; at < text.len; at++)
		columns += ((unsigned char)text.at[at] & 0xc0) != 0x80;
	return columns;
}
