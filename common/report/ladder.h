// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ladder - the route as a picture in text: one line for each hop, from us to the push service
 *
 *	[OK]       1  monitor -> accessproxy.contoso.com:5061
 *	              dns 2 ms, connect 1 ms (10.0.0.5), tls 6 ms (TLSv1.2, mutual)
 *	[CRITICAL] 2  accessproxy.contoso.com -> sipfed.online.lync.com
 *	              504 Server time-out after 212 ms
 *	[-]        3  sipfed.online.lync.com -> push.lync.com   not judged
 */
#ifndef REPORT_LADDER_H
#define REPORT_LADDER_H

#include "report/lines.h"
#include "report/report.h"

/* The route to facts->targets[target]. */
void ladder_route(struct lines *, const struct report *, size_t target);

/* A phase, if it happened or stopped, behind ", " where something stands before: "connect 1 ms (10.0.0.5)" */
void ladder_phase(const struct target *, enum phase, struct buf *);

/* The phases as bars on one time axis, for -vv. */
void ladder_phases(struct lines *, const struct target *);

#endif
