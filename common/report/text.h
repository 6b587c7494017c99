// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * text - the result as a monitoring system reads it, and below it as a person does
 *
 * First line: service, state, " - ", sentence, " | ", perfdata: at most TEXT_LINE_MAX bytes with its line end, and
 * FINDING_LINE_MAX characters before the bar. There is one bar in all of the output, or none. What follows is for -v.
 * Source: monitoring-plugins guidelines; NRPE's packet of 1 KiB.
 */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "base/buf.h"
#include "report/report.h"

enum { TEXT_LINE_MAX = 1024, TEXT_BODY_MAX = 4 * 1024 * 1024,
       TEXT_OUTPUT_MAX = TEXT_BODY_MAX + 16 * 1024 };

/* The reader of the text. */
struct text_reader {
	bool utf8;
	bool terminal;
	bool colour;
	size_t columns;
	size_t widest; /* of the screen; 0: none */
};

/* Appends the whole output for the verbosity of the plan. What is beyond TEXT_BODY_MAX is cut and said to be. */
void text_write(const struct report *, const struct text_reader *, struct buf *);

/* One line, UNKNOWN, without perfdata: why nothing was checked. At most FINDING_LINE_MAX characters, or as many as the screen is wide. */
void text_refuse(const struct plugin *, const char *why, const struct text_reader *, struct buf *);

#endif
