// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * speaker - which server an ms-diagnostics header comes from
 *
 * An Access Edge writes its outer name, or an address, into source= (Cisco document 212383; Microsoft UCMA, "Diagnostics and error
 * reporting"), while -H has its internal name: both are one server. ms-diagnostics and ms-client-diagnostics do not cross
 * federation, ms-diagnostics-public does (the same page). So source= is the server asked unless something shows that they are two.
 * Pure: no clock, no I/O, no memory.
 */
#ifndef JUDGE_SPEAKER_H
#define JUDGE_SPEAKER_H

#include "model/plan.h"
#include "model/verdict.h"

/* The push service's domain, and the access edge in front of it, as Microsoft's documents name both. */
extern const char speaker_push_domain[], speaker_push_partner[];

/* "sip:user@host:port;x=y" or "host:port": the host, up to the first byte that no host name or address has. */
struct span speaker_host(const char *text);

/* Is that a machine of Microsoft's service? */
bool speaker_is_push(struct span name);

/* Is that one of its machines behind the access edge, as AMS0S00MED02.infra.lync.com is? */
bool speaker_is_push_machine(struct span name);

/* Is that another name of the server asked: its own, its address, or a name of its certificate? */
bool speaker_is_queried(const struct target *, struct span name);

/* Is that name, or domain, in one of our SIP domains: From's, that of the server asked, --own-domain? */
bool speaker_owns(const struct plan *, const struct target *, struct span name);

/* The server that one of the answer's headers comes from. NULL for the header: the server asked. */
enum speaker speaker_of(const struct plan *, const struct target *, const struct answer *, const struct diag *);

/* The source= of a server of ours behind the one asked, which then is a Front End or Director; NULL: nothing shows that they are two. */
const char *speaker_behind(const struct plan *, const struct target *, const struct answer *);

#endif
