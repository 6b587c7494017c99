// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ticket - a Kerberos ticket for a web server, fetched before it is needed
 *
 * GSSAPI waits for a KDC as long as it likes, and libcurl with it. So the ticket is fetched on a thread of its own, which is left
 * to itself once our time is over; afterwards it lies in the cache, where libcurl finds it without waiting. And NTLM, where it has to
 * come in the same wrapping. The one home of GSSAPI.
 * Source: RFC 4559 (the name is HTTP@host), RFC 2743.
 */
#ifndef REMOTE_TICKET_H
#define REMOTE_TICKET_H

#include "base/clock.h"
#include "base/fault.h"
#include "base/span.h"

/*
 * Copies the existing tickets from Kerberos' cache into memory, and makes that the cache: afterwards no cache file has to be opened
 * for reading, or written for fetched tickets. Also where only a client keytab is set up. ticket_fetch() reports failures of this
 * function. GSSAPI reads the cache's name from the environment only, so call this once, before the first thread.
 */
void ticket_to_memory(void);

/*
 * Kerberos without kinit: sets the keytab whose first principal is used, its ticket in memory. GSSAPI takes both from the environment
 * only, so this is called once, before the first thread and before http_new(). False: there is no memory for the names.
 */
[[nodiscard]] bool ticket_use_keytab(const char *path);

/*
 * NTLM inside Negotiate (SPNEGO, [MS-SPNG]), for servers that offer no NTLM by that name, as WinRM's own listener. libcurl leaves
 * Negotiate to GSSAPI, which takes the password of NTLM from a file that the environment names: here one in memory, of this process
 * alone. login is DOMAIN\\user or user@domain. False: GSSAPI has no NTLM here (gss-ntlmssp), or there is no memory for the file. Called
 * once, before the sandbox and the first thread. Tickets of the user are left aside from then on: it is this login that was asked for.
 */
[[nodiscard]] bool ticket_use_ntlm(const char *login, struct span password);

/*
 * False: FAULT_AUTH with code 0 (no ticket to be had: no kinit, a keytab whose key is no longer the KDC's, a server that the KDC does
 * not know, no KDC; the text has Kerberos' own words), FAULT_TIMEOUT, FAULT_CANCELLED, FAULT_SYSTEM, FAULT_MEMORY.
 */
[[nodiscard]] bool ticket_fetch(const char *host, struct deadline, struct fault *);

#endif
