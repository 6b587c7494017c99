// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * export - a file of settings, in any of its formats, to a tree
 *
 * Export-Clixml, ConvertTo-Json, winrm -format:xml, each in gzip too. The first bytes decide which it is, not the file's name.
 */
#ifndef CODEC_EXPORT_H
#define CODEC_EXPORT_H

#include "codec/source.h"
#include "codec/tree.h"

/*
 * The first piece of the source must hold the document's first tag. A file of blanks, CLIXML without objects and other XML without
 * items give a NIL tree, not an empty LIST; CLIXML of one object gives that object. False: FAULT_PROTOCOL for a beginning that no
 * format has; other faults are those of clixml_decode(), json_read() and wmi_items_decode().
 */
[[nodiscard]] bool export_decode(struct source *, const struct tree_wish *, struct tree **root, struct fault *);

#endif
