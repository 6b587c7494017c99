// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * clean - any bytes, made fit to be shown
 *
 * The one sanitiser. Everything that is printed goes through it at the last moment, whole lines at a time, so that no byte of
 * a peer, a certificate or a file can end a line, start perfdata, steer a terminal or reach a web page as markup.
 * Source: RFC 3629 (UTF-8); Unicode TR 36, TR 9 (bidirectional controls).
 */
#ifndef BASE_CLEAN_H
#define BASE_CLEAN_H

#include "base/buf.h"

struct clean_style {
	bool utf8;     /* the reader takes UTF-8; otherwise what is not ASCII becomes '?' */
	bool terminal; /* no web page shows it: '<', '>' and '&' may stay */
};

/*
 * Appends the text: control characters, bidirectional and invisible ones and bytes that are no UTF-8 become '?'; a run of
 * blanks that holds a line end or tab becomes one space; '|' becomes '/'; and unless a terminal reads it '<' and '>' become
 * parentheses (but the head of "->") and '&' becomes '+', so that neither a tag nor an entity can begin. Never longer than the
 * text. False when the buffer could not take it.
 */
bool clean_add(struct buf *, struct span text, struct clean_style);

/* The bytes of the first `columns` characters of clean text: all of it when it is shorter. */
size_t clean_prefix(struct span text, size_t columns);

/* Characters of clean text. */
size_t clean_columns(struct span text);

#endif
