// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * json_write - a tree as JSON
 *
 * Source: RFC 8259.
 */
#ifndef CODEC_JSON_WRITE_H
#define CODEC_JSON_WRITE_H

#include "base/buf.h"
#include "codec/tree.h"

/*
 * Appends the tree, members in their order, one a line and indented by one blank for each level, and a line end. Literals are written
 * as they stand. False: a text or a name is no UTF-8, or there is no memory (the buffer's failed is set).
 */
[[nodiscard]] bool json_write(const struct tree *, struct buf *);

#endif
