// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * lines - lines of text towards a reader, cleaned, wrapped and indented
 *
 * What the text writers write on. Knows columns and colours, not what the lines are about.
 */
#ifndef REPORT_LINES_H
#define REPORT_LINES_H

#include "base/clean.h"
#include "model/state.h"

enum { LINES_COLUMNS = 80, LINES_COLUMNS_MIN = 40, LINES_TEXT_MAX = 4096 };

struct lines {
	struct buf *to;
	struct clean_style style;
	bool colour;	/* states in colours of ECMA-48, for a terminal */
	size_t columns; /* LINES_COLUMNS_MIN or more */
	size_t hang;	/* further lines of a paragraph stand so much deeper */
};

/*
 * One paragraph: `lead` (ours, printable), then the text, wrapped between words, further lines indented to where the text
 * began. A word longer than a line is cut. Texts beyond LINES_TEXT_MAX bytes are cut.
 */
[[gnu::format(printf, 3, 4)]] void lines_add(struct lines *, const char *lead, const char *format, ...);

/* The same with "[CRITICAL] " and the like as lead, always LINES_TAG columns wide. */
enum { LINES_TAG = 11 };
[[gnu::format(printf, 3, 4)]] void lines_tagged(struct lines *, enum state, const char *format, ...);

/*
 * A tagged line of two parts: `left`, and `right` beside it when the line has room, else below it, `indent` columns in from
 * the tag.
 */
struct lines_row {
	bool judged;	  /* false: it has no state, and its tag is "[-]" */
	enum state state; /* where judged */
	const char *left, *right;
	size_t indent;
};
void lines_row(struct lines *, const struct lines_row *);

#endif
