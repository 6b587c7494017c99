// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * utf8 - characters as UTF-8
 */
#include "base/utf8.h"

/* How many bytes follow this first byte of a character, and the lowest character that needs so many; -1: no first byte. */
static int followers(unsigned char byte, uint32_t *c, uint32_t *lowest)
{
	static const struct {
		unsigned char mask, is;
		uint32_t lowest;
	} forms[] = { { 0x80, 0x00, 0 }, { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 }, { 0xf8, 0xf0, 0x10000 } };

	for (int i = 0; i < 4; i++)
		if ((byte & forms[i].mask) == forms[i].is) {
			*c = byte & (unsigned char)~forms[i].mask;
			*lowest = forms[i].lowest;
			return i;
		}
	return -1;
}

size_t utf8_decode(struct span text, uint32_t *c)
{
	uint32_t lowest;
	int more = followers((unsigned char)text.at[0], c, &lowest);

	if (more < 0 || (size_t)more >= text.len)
		return 0;
	for (int i = 1; i <= more; i++) {
		unsigned char byte = (unsigned char)text.at[i];
		if ((byte & 0xc0) != 0x80)
			return 0;
		*c = *c << 6 | (byte & 0x3f);
	}
	return *c < lowest || (*c >= 0xd800 && *c <= 0xdfff) || *c > 0x10ffff ? 0 : (size_t)more + 1;
}

size_t utf8_encode(uint32_t point, char to[4])
{
	static const unsigned char leads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t len = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

	for (size_t i = len - 1; i > 0; i--, point >>= 6)
		to[i] = (char)(0x80 | (point & 0x3f));
	to[0] = (char)(leads[len] | point);
	return len;
}

static uint32_t unit_at(struct span text, size_t i, bool big_endian)
{
	uint32_t first = (unsigned char)text.at[i], second = (unsigned char)text.at[i + 1];

	return big_endian ? first << 8 | second : second << 8 | first;
}

/* Joins the pair that begins with `high` at i; 0: there is no pair. */
static uint32_t pair_at(struct span text, size_t i, bool big_endian, uint32_t high)
{
	uint32_t low = text.len - i >= 4 ? unit_at(text, i + 2, big_endian) : 0;

	if (high >= 0xdc00 || low < 0xdc00 || low >= 0xe000)
		return 0;
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

bool utf8_from_utf16(struct span text, bool big_endian, struct buf *to, size_t *broken)
{
	size_t i = 0;
	char utf8[4];

	while (text.len - i >= 2) {
		uint32_t point = unit_at(text, i, big_endian);
		bool paired = point >= 0xd800 && point < 0xe000;
		if (paired && (point = pair_at(text, i, big_endian, point)) == 0)
			break;
		size_t len = utf8_encode(point, utf8);
		if (!buf_add(to, (struct span){ utf8, len }))
			break;
		i += paired ? 4 : 2;
	}
	*broken = i;
	return i == text.len;
}
