// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * explain - what is known of a code, for --explain
 *
 * The tables that the rules use, shown: ms-diagnostics codes, SIP statuses, TLS alerts, Winsock codes.
 */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include "base/fault.h"
#include "report/lines.h"

/*
 * `asked`: a number ("1047", "504", "10054"), "alert 48", or a whole ms-diagnostics header as a log shows it. Every table that
 * knows the number gives its row. False: FAULT_USAGE, one sentence: not a code, or none that is known.
 */
[[nodiscard]] bool explain_write(const char *asked, struct lines *, struct fault *);

#endif
