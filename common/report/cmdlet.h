// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cmdlet - the result in the five labels of Microsoft's cmdlets
 *
 * Test-CsFederatedPartner and Test-CsMcxPushNotification print an object with these, so their users can compare at a
 * glance. A 2xx is Success unless our own verdict on the target is CRITICAL or UNKNOWN. A label without a value is left out.
 * Source: Microsoft's documentation of the cmdlets, examples of TaskOutput.
 */
#ifndef REPORT_CMDLET_H
#define REPORT_CMDLET_H

#include "model/verdict.h"
#include "report/lines.h"

void cmdlet_write(struct lines *, const struct target *, const struct target_verdict *);

#endif
