// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * source_utf8 - a source of UTF-8, whichever Unicode its bytes are written in
 *
 * Decides by the byte order mark, which it takes away; without one the bytes pass as they are. Whether they are UTF-8 is not
 * checked here.
 * Source: RFC 2781, RFC 3629.
 */
#ifndef CODEC_SOURCE_UTF8_H
#define CODEC_SOURCE_UTF8_H

#include "base/buf.h"
#include "codec/source.h"

enum source_encoding { SOURCE_UNKNOWN, SOURCE_UTF_8, SOURCE_UTF_16_LITTLE, SOURCE_UTF_16_BIG };

struct source_utf8 {
	struct source source;
	struct source *from;
	enum source_encoding encoding;
	struct buf utf16;  /* the end of earlier pieces, half a character at most, and the piece at hand */
	struct buf utf8;   /* the piece at hand, converted */
	size_t converted;  /* bytes of UTF-16 before `utf16` */
};

/* `from` stays the caller's. next() fails as `from` does, with FAULT_PROTOCOL (broken or cut off UTF-16) or FAULT_MEMORY. */
struct source_utf8 source_utf8(struct source *from);

void source_utf8_free(struct source_utf8 *);

#endif
