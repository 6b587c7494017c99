// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * off_route - results off the route, for a person: straight from this host, by rising Max-Forwards, in DNS
 *
 *	[OK]       =  monitor -> sipfed.online.lync.com:5061, straight
 *	              dns 2 ms, connect 9 ms (52.112.0.1), tls 21 ms (TLSv1.2, wants ours)
 *	trace   0  483 Too Many Hops from accessproxy.contoso.com after 4 ms; Server: RTC/5.0
 *	        1  no answer
 *	dns     _sipfederationtls._tcp.push.lync.com after 3 ms
 *	          priority 0, weight 0: sipfed.online.lync.com:5061, 52.112.0.1
 */
#ifndef REPORT_OFF_ROUTE_H
#define REPORT_OFF_ROUTE_H

#include "report/lines.h"
#include "report/report.h"

/* --direct. Nothing, like the others, where it was not asked for. */
void off_route_direct(struct lines *, const struct report *);

/* --trace */
void off_route_trace(struct lines *, const struct report *, size_t target);

/* The SRV records, of --own-domain and --direct; those of a pool's SIP domains with -vv only. */
void off_route_dns(struct lines *, const struct report *);

/* --since: what changed between two runs. */
void off_route_changes(struct lines *, const struct report *);

#endif
