// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * remedy - one PowerShell script that would mend what was found (--remedy)
 *
 * To be read, then pasted: it is never run here. Lines are the findings' fixes, in which judge/rules/config has quoted what came from
 * servers; comments are cleaned to one line of ASCII each, so that nothing can end them.
 */
#ifndef REPORT_REMEDY_H
#define REPORT_REMEDY_H

#include "base/buf.h"
#include "report/report.h"

/* The comment behind every line that changes a setting. */
#define REMEDY_THEN "wait some minutes for replication, and test: Test-CsMcxPushNotification -AccessEdgeFqdn with the Edge's name"

/*
 * Writes each line once, below a comment with its finding. Findings that are OK, notes or ignored need no line; one that no line can
 * mend becomes a comment.
 */
void remedy_write(const struct report *, struct buf *);

#endif
