// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * export_kind - what else administrators hand over where an export belongs
 *
 * The list or table that PowerShell shows on a screen, CSV, a transcript, a web page, an archive: named, with the way to a good file.
 */
#ifndef CODEC_EXPORT_KIND_H
#define CODEC_EXPORT_KIND_H

#include "base/span.h"

/* The sentence for a file that begins so, in UTF-8 or UTF-16; NULL: it may be XML or JSON. */
const char *export_kind_foreign(struct span start);

/* The same for XML with this root. */
const char *export_kind_foreign_root(const char *name);

#endif
