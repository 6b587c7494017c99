// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * pasted - a text from a mail, a log or a screen, as its author typed it
 *
 * Mail programs, editors and consoles turn quotes into typographic ones, encode bytes as =3D, quote with ">", and write UTF-16.
 * Knows nothing of what the text says. Source: RFC 2045 6.7; Unicode, General Punctuation.
 */
#ifndef CODEC_PASTED_H
#define CODEC_PASTED_H

#include "base/buf.h"

enum { PASTED_MAX = 1024 * 1024 };

/*
 * Appends the text with plain quotes, hyphens and blanks, with LF at its line ends. Other bytes stay as they are, those of broken UTF-8
 * too. False: no memory, or more than the buffer's ceiling.
 */
[[nodiscard]] bool pasted_plain(struct span raw, struct buf *to);

#endif
