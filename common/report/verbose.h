// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * verbose - what stands below the first line, for a person
 *
 * -v: who acts and who is hurt, then what was seen, why and what to do; for each target the route hop by hop, every finding, the worst
 * first, and notes. -vv: also the phases on their axis, TLS, certificates, each message as an arrow, and the cmdlets' labels. -vvv: also
 * the messages whole.
 */
#ifndef REPORT_VERBOSE_H
#define REPORT_VERBOSE_H

#include "report/lines.h"
#include "report/report.h"

/* For the verbosity of the plan, which is 1 or more. `whole`: the first line holds all of the verdict's sentence. */
void verbose_write(const struct report *, bool whole, struct lines *);

#endif
