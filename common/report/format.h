// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * format - the formats that a result can be written in, a row each
 */
#ifndef REPORT_FORMAT_H
#define REPORT_FORMAT_H

#include "report/report.h"
#include "base/buf.h"
#include "report/text.h"

struct format {
	size_t ceiling; /* bytes: of the buffer that write() gets */

	/* Both append, and leave buf.failed set where memory or the ceiling was too small: then nothing in the buffer is usable. */
	void (*write)(const struct report *, const struct text_reader *, struct buf *);
	/* UNKNOWN, and why nothing was checked. */
	void (*refuse)(const struct plugin *, const struct plan *, const char *why, const struct text_reader *, struct buf *);
};

const struct format *format_of(enum output_format);

#endif
