// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wrap - text into lines of so many columns
 */
#ifndef BASE_WRAP_H
#define BASE_WRAP_H

#include "base/buf.h"

enum { WRAP_NARROWEST = 20 }; /* columns of text, the least of a line, wherever it begins */

/* A blank at which no line ends; the caller replaces it afterwards, or leaves it (U+00A0). */
#define WRAP_NO_BREAK "\u00a0"

struct wrap {
	size_t columns; /* of a line */
	size_t begin;	/* column at which the text begins */
	size_t indent;	/* blanks before each further line */
};

/*
 * Appends text that is clean (base/clean): a line ends at the last blank that fits, and a word longer than a line is cut. No line end
 * behind the last one. Returns !to->failed.
 */
bool wrap_text(struct buf *to, struct span text, const struct wrap *);

#endif
