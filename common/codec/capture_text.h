// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * capture_text - a file with captured messages, as one plain text with its lines
 *
 * UTF-16, XML and what logs put around lines (capture_log) are undone: entities become characters, CDATA its content, and where markup was stands a NUL, which no text
 * has. Lines are counted in the file as the operator sees it. Knows nothing of what the text says.
 * Source: XML 1.0 2.4, 2.7, 4.1. This is no XML parser: any file that looks like XML is taken apart, well-formed or not.
 */
#ifndef CODEC_CAPTURE_TEXT_H
#define CODEC_CAPTURE_TEXT_H

#include "base/buf.h"
#include "base/fault.h"
#include "codec/capture_log.h"

enum { CAPTURE_TEXT_MAX = 1024 * 1024, CAPTURE_TEXT_MARKUP = '\0' };

struct capture_text {
	struct span text;
	struct span file; /* as UTF-8, without byte order mark */
	bool is_xml;
	struct buf utf8, plain;
	struct capture_log undone;
};

/*
 * The file must live as long as the capture, which is to be closed whatever the end. False: FAULT_FILE: empty, over CAPTURE_TEXT_MAX
 * bytes, broken UTF-16, binary (a NUL); FAULT_MEMORY.
 */
[[nodiscard]] bool capture_text_open(struct span file, struct capture_text *, struct fault *);
void capture_text_close(struct capture_text *);

/* The line of the file, from 1, that a byte of the text comes from; `at` is in the text or just behind it. */
size_t capture_text_line(const struct capture_text *, const char *at);

#endif
