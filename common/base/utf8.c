// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * utf8 - one character as UTF-8
 */
#include "base/utf8.h"

size_t utf8_encode(uint32_t point, char to[4])
{
	static const unsigned char leads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t len = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

	for (size_t i = len - 1; i > 0; i--, point >>= 6)
		to[i] = (char)(0x80 | (point & 0x3f));
	to[0] = (char)(leads[len] | point);
	return len;
}
