// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ntlm_text - what of user and password libcurl's NTLM can send
 */
#include "remote/ntlm_text.h"

#include "base/utf8.h"

enum { ASCII_LAST = 0x7f, LATIN_1_LAST = 0xff };

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

bool ntlm_text_is_login(struct span utf8)
{
	for (size_t i = 0; i < utf8.len; i++)
		if ((unsigned char)utf8.at[i] > ASCII_LAST)
			return false;
	return true;
}
