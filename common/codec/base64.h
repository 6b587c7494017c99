// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * base64 - bytes as text and back
 *
 * Source: RFC 4648 4. Line ends and blanks between the letters are skipped, as XML allows (XML Schema base64Binary).
 */
#ifndef CODEC_BASE64_H
#define CODEC_BASE64_H

#include "base/buf.h"

/* Appends. False: no room in the buffer. */
[[nodiscard]] bool base64_encode(struct span bytes, struct buf *);

/* Appends. False: a character that is none, wrong padding, or no room (then the buffer's failed is set). */
[[nodiscard]] bool base64_decode(struct span text, struct buf *);

#endif
