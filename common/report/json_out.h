// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * json_out - the result as one JSON object, for machines
 *
 * The same result tree as the text, whole: state and exit code, sentence, the headline's hop, cause and remedy, every finding,
 * route, phases, answer and certificates of every target, perfdata. Texts are cleaned as in the text, but for '<', '>' and '&'.
 * Times are seconds, durations too. What does not fit into JSON_OUT_TREE_MAX is written without routes, certificates and figures, and
 * with the worst findings only.
 */
#ifndef REPORT_JSON_OUT_H
#define REPORT_JSON_OUT_H

#include "base/buf.h"
#include "report/report.h"

enum { JSON_OUT_MEMORY_MAX = 16 * 1024 * 1024, JSON_OUT_TREE_MAX = 8 * 1024 * 1024 };

/* False: no memory; nothing usable was appended. */
[[nodiscard]] bool json_out_write(const struct report *, struct buf *);

/* UNKNOWN, and why nothing was checked. */
[[nodiscard]] bool json_out_refuse(const struct plugin *, const char *why, struct buf *);

#endif
