// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * verbose - what stands below the first line, for a person
 *
 * -v: for each target the route hop by hop, every finding, what was seen, cause and remedy, notes, and the cmdlets' labels.
 * -vv: also the phases on their axis, TLS, certificates, and each message as an arrow. -vvv: also the messages whole.
 */
#ifndef REPORT_VERBOSE_H
#define REPORT_VERBOSE_H

#include "report/lines.h"
#include "report/report.h"

/* For the verbosity of the plan, which is 1 or more. */
void verbose_write(const struct report *, struct lines *);

#endif
