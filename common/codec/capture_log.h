// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * capture_log - a captured request without what a log or a tool put around its lines
 *
 * Undone where it is unambiguous: the indent that journald gives further lines of an entry, the bar before an Expressway's message
 * and the one behind it, the final dots that ngrep shows for CR, rsyslog's #015#012 for line ends.
 * Source: Kamailio issue 3675; Cisco, Expressway diagnostic log; ngrep(8), -W byline; rsyslog, $EscapeControlCharactersOnReceive.
 */
#ifndef CODEC_CAPTURE_LOG_H
#define CODEC_CAPTURE_LOG_H

#include "base/buf.h"

/* Both empty where nothing was to be undone. */
struct capture_log {
	struct buf text;
	struct buf lines; /* a uint32_t for each line of the text: the line that it comes from, from 1 */
};

/* False: no memory, or over the ceiling that the caller gave the buffers. */
[[nodiscard]] bool capture_log_undo(struct span text, struct capture_log *);

#endif
