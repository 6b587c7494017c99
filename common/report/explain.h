// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * explain - what is known of a code, for --explain
 *
 * The tables that the rules use, shown: ms-diagnostics codes, SIP statuses, TLS alerts, Winsock codes, HRESULTs; and events, which no
 * rule sees. Takes what administrators paste from mails, logs and screens.
 */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include "base/fault.h"
#include "base/span.h"
#include "report/lines.h"

/*
 * `pasted`: a number ("1047", "504", "10054"), "alert 48", "event 14517", a name ("WSAECONNRESET"), or a text with ms-diagnostics
 * headers, the cmdlets' ErrorCode=, a SIP status line or a sentence of a cmdlet in it. Every table that knows something gives its row;
 * a header's parameters are shown even where no document speaks of its code. False: FAULT_USAGE, one sentence: nothing is known of
 * it, or it is empty; FAULT_MEMORY.
 */
[[nodiscard]] bool explain_write(struct span pasted, struct lines *, struct fault *);

#endif
