// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cmdlet - the result in the five labels of Microsoft's cmdlets
 *
 * Test-CsFederatedPartner and Test-CsMcxPushNotification print an object with these; whoever knows them can compare at a
 * glance. Result is theirs: a 2xx is Success, all else Failure, whatever our own verdict is.
 * Source: Microsoft's documentation of the cmdlets, examples of TaskOutput.
 */
#ifndef REPORT_CMDLET_H
#define REPORT_CMDLET_H

#include "model/verdict.h"
#include "report/lines.h"

/* `sentence`: what is said where no SIP answer came. */
void cmdlet_write(struct lines *, const struct target *, const struct target_verdict *, const char *sentence);

#endif
