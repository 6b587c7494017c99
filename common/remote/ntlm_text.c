// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ntlm_text - user and password as libcurl's NTLM wants them
 */
#include "remote/ntlm_text.h"

#include "base/utf8.h"

enum { LATIN_1_LAST = 0xff, DIVISION_SIGN = 0xf7 };

static bool is_utf8(struct span text)
{
	uint32_t c;

	while (text.len) {
		size_t len = utf8_decode(text, &c);
		if (len == 0)
			return false;
		text = span_skip(text, len);
	}
	return true;
}

bool ntlm_text_password(struct span utf8, struct buf *to)
{
	uint32_t c;

	if (!is_utf8(utf8))
		return buf_add(to, utf8);
	for (; utf8.len; utf8 = span_skip(utf8, utf8_decode(utf8, &c)))
		if (!utf8_decode(utf8, &c) || c > LATIN_1_LAST || !buf_add(to, (struct span){ &(char){ (char)c }, 1 }))
			return false;
	return true;
}

/* Of Latin-1 only the last letter has its upper case elsewhere; sharp s and micro sign have none for Windows. */
bool ntlm_text_login(struct span utf8, struct buf *to)
{
	size_t start = to->len;

	if (!ntlm_text_password(utf8, to))
		return false;
	const char *backslash = to->len ? memchr(to->at + start, '\\', to->len - start) : NULL;
	for (size_t i = backslash ? (size_t)(backslash - to->at) : start; i < to->len; i++) {
		unsigned char c = (unsigned char)to->at[i];
		if (c == LATIN_1_LAST)
			return false;
		if (c >= 0xe0 && c != DIVISION_SIGN)
			to->at[i] = (char)(c - 0x20);
	}
	return true;
}
