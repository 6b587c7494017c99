// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ticket - a Kerberos ticket for a web server, fetched before it is needed
 *
 * GSSAPI waits for a KDC as long as it likes, and libcurl with it. So the ticket is fetched on a thread of its own, which is left
 * to itself once our time is over; afterwards it lies in the cache, where libcurl finds it without waiting. The one home of GSSAPI.
 * Source: RFC 4559 (the name is HTTP@host), RFC 2743.
 */
#ifndef PROBE_TICKET_H
#define PROBE_TICKET_H

#include "base/clock.h"
#include "base/fault.h"

/*
 * False: FAULT_AUTH with code 0 (no ticket to be had: no kinit, a keytab whose key is no longer the KDC's, a server that the KDC does
 * not know, no KDC; the text has Kerberos' own words), FAULT_TIMEOUT, FAULT_CANCELLED, FAULT_SYSTEM, FAULT_MEMORY.
 */
[[nodiscard]] bool ticket_fetch(const char *host, struct deadline, struct fault *);

#endif
