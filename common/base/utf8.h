// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * utf8 - characters as UTF-8
 *
 * Source: RFC 3629; RFC 2781 (UTF-16).
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/buf.h"

/* Writes the code point (below 0x110000, no surrogate) and returns its length in bytes. */
size_t utf8_encode(uint32_t point, char to[4]);

/* The character at the start of text, which is not empty; its length, or 0 when the bytes are no UTF-8. */
size_t utf8_decode(struct span text, uint32_t *c);

/*
 * Appends a text in UTF-16, without its byte order mark, as Out-File of Windows PowerShell writes it. False: half a character
 * or half a pair at byte *broken; or the buffer's failed is set.
 */
[[nodiscard]] bool utf8_from_utf16(struct span text, bool big_endian, struct buf *to, size_t *broken);

#endif
