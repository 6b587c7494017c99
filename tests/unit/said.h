// SPDX-License-Identifier: GPL-3.0-or-later
/* said - what a buffer holds, as a text: "" where nothing was added, or there was no memory */
#ifndef TESTS_SAID_H
#define TESTS_SAID_H

#include <string.h>

#include "base/buf.h"

static inline const char *said(const struct buf *b)
{
	return b->at ? b->at : "";
}

/* What stands below its first line. */
static inline const char *said_below(const struct buf *b)
{
	const char *end = strchr(said(b), '\n');

	return end ? end + 1 : "";
}

#endif
