// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * clixml - PowerShell's serialized objects, from XML to a tree
 *
 * The same for a file of Export-Clixml (Objs, UTF-8 or UTF-16) and for one message of a remote session.
 * Source: [MS-PSRP] 2.2.5; PowerShell's about_* pages on Export-Clixml.
 */
#ifndef CODEC_CLIXML_H
#define CODEC_CLIXML_H

#include "codec/source.h"
#include "codec/tree.h"

/* The root of a file of Export-Clixml. */
#define CLIXML_ROOT "Objs"

/*
 * Makes a LIST of the document's objects. Props and MS become members; LST, QUE, STK and IE items; a DCT's entries members; an
 * enum's ToString is its text; a Ref repeats the object it names (one that is still open: NIL). False: as xml_read() says, or
 * FAULT_LIMIT (more than TREE_NODES_MAX values, or more than the arena takes), FAULT_MEMORY.
 */
[[nodiscard]] bool clixml_decode(struct source *document, const struct tree_wish *, struct tree **objects, struct fault *);

#endif
