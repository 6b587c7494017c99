// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * gunzip - a source that unpacks another one
 *
 * The only place that knows zlib. Source: RFC 1952; several members one after the other are one file.
 */
#ifndef CODEC_GUNZIP_H
#define CODEC_GUNZIP_H

#include "base/arena.h"
#include "codec/source.h"

enum { GUNZIP_MAX = 64 * 1024 * 1024 }; /* bytes, unpacked */

/* Do the bytes begin as gzip does? */
static inline bool gunzip_begins(struct span start)
{
	return span_starts(start, (struct span){ "\x1f\x8b", 2 });
}

/*
 * Unpacks `packed` piece by piece; all memory is the arena's, which lives as long. Its next() is false with FAULT_PROTOCOL for
 * what is broken or cut off, FAULT_LIMIT over GUNZIP_MAX, FAULT_MEMORY, and as next() of `packed` is. NULL: no memory.
 */
struct source *gunzip_source(struct source *packed, struct arena *);

#endif
