// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ticket - a Kerberos ticket for a web server, fetched before it is needed
 *
 * GSSAPI waits for a KDC as long as it likes, and libcurl with it. So the ticket is fetched on a thread of its own, which is left
 * to itself once our time is over; afterwards it lies in the cache, where libcurl finds it without waiting. The one home of GSSAPI.
 * Source: RFC 4559 (the name is HTTP@host), RFC 2743.
 */
#ifndef REMOTE_TICKET_H
#define REMOTE_TICKET_H

#include "base/clock.h"
#include "base/fault.h"

/*
 * Copies the tickets that there are, wherever Kerberos keeps them, into memory, and makes that the cache: afterwards none has to be
 * opened for reading, nor one written for what is fetched. Also where only a client keytab is set up. What fails here is told by
 * ticket_fetch(). GSSAPI learns it from the environment only, so this is called once, before the first thread.
 */
void ticket_to_memory(void);

/*
 * False: FAULT_AUTH with code 0 (no ticket to be had: no kinit, a keytab whose key is no longer the KDC's, a server that the KDC does
 * not know, no KDC; the text has Kerberos' own words), FAULT_TIMEOUT, FAULT_CANCELLED, FAULT_SYSTEM, FAULT_MEMORY.
 */
[[nodiscard]] bool ticket_fetch(const char *host, struct deadline, struct fault *);

#endif
