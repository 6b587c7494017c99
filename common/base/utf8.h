// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * utf8 - one character as UTF-8
 *
 * Source: RFC 3629.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Writes the code point (below 0x110000, no surrogate) and returns its length in bytes. */
size_t utf8_encode(uint32_t point, char to[4]);

#endif
