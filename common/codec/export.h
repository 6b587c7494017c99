// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * export - a file of settings, whatever wrote it, to a tree
 *
 * Export-Clixml, ConvertTo-Json, winrm -format:xml, each in gzip too: told apart by how they begin, not by their name.
 */
#ifndef CODEC_EXPORT_H
#define CODEC_EXPORT_H

#include "codec/source.h"
#include "codec/tree.h"

/*
 * The first piece of the source must hold the document's first tag. Where nothing is, in a file of blanks, in CLIXML or in other XML
 * without what it should hold, the tree is NIL, not an empty LIST; CLIXML of one object is that object. False: FAULT_PROTOCOL, it
 * begins as no export does; else as clixml_decode(), json_read() and wmi_items_decode() say.
 */
[[nodiscard]] bool export_decode(struct source *, struct arena *, struct tree **root, struct fault *);

#endif
