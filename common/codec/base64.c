// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * base64 - bytes as text and back
 */
#include "codec/base64.h"

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool base64_encode(struct span bytes, struct buf *b)
{
	const unsigned char *from = (const unsigned char *)bytes.at;

	for (size_t i = 0; i < bytes.len; i += 3) {
		size_t left = bytes.len - i;
		uint32_t group = (uint32_t)from[i] << 16 | (left > 1 ? (uint32_t)from[i + 1] << 8 : 0) |
				 (left > 2 ? from[i + 2] : 0);
		char text[4] = { letters[group >> 18], letters[group >> 12 & 63],
				 left > 1 ? letters[group >> 6 & 63] : '=', left > 2 ? letters[group & 63] : '=' };
		if (!buf_add(b, (struct span){ text, sizeof text }))
			return false;
	}
	return true;
}

static int value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Between full groups nothing is kept back, so `bits` says how far into a group we are: 0, 6, 4 or 2 bits left over. */
bool base64_decode(struct span text, struct buf *b)
{
	uint32_t kept = 0;
	int bits = 0, padding = 0;
	char *to = buf_room(b, text.len / 4 * 3 + 3);

	if (!to)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (span_is_blank(text.at[i]))
			continue;
		if (text.at[i] == '=') {
			padding++;
			continue;
		}
		int value = value_of(text.at[i]);
		if (value < 0 || padding)
			return false;
		kept = kept << 6 | (uint32_t)value;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			*to++ = (char)(kept >> bits & 0xff);
		}
	}
	b->len = (size_t)(to - b->at);
	b->at[b->len] = '\0';
	return (bits == 0 && padding == 0) || (bits == 2 && padding == 1) || (bits == 4 && padding == 2);
}
