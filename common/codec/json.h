// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * json - JSON documents, from text to a tree
 *
 * The one home of jansson, with json_memory.
 * Source: RFC 8259; what ConvertTo-Json of Windows PowerShell 5.1 and PowerShell 7 writes (UTF-8 or UTF-16 by byte order mark).
 */
#ifndef CODEC_JSON_H
#define CODEC_JSON_H

#include "codec/source.h"
#include "codec/tree.h"

/*
 * Numbers and booleans become literals. While it is read, the document takes up to the arena's ceiling in memory besides. False:
 * FAULT_PROTOCOL with line and column (not JSON, a key twice, nested deeper than TREE_DEPTH_MAX, broken UTF-16), FAULT_LIMIT (more
 * than the ceiling), FAULT_MEMORY, FAULT_TIMEOUT or FAULT_CANCELLED (the arena's effort), or what the source says.
 */
[[nodiscard]] bool json_read(struct source *document, const struct tree_wish *, struct tree **root, struct fault *);

/* The same for a document that stands in memory, with all of its members. */
[[nodiscard]] bool json_decode(struct span document, struct arena *, struct tree **root, struct fault *);

#endif
