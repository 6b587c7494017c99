// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * resolve - from the names of hosts to their addresses
 *
 * Every host of a run is looked up at once. The system's way is honoured (/etc/hosts, search
 * domains, nsswitch's order of the two), except with a name server of one's own: then that server only, and the name as it is.
 * Source: RFC 1035, RFC 8305 3 and 4 (IPv6 and IPv4 are asked for and used side by side).
 */
#ifndef NET_RESOLVE_H
#define NET_RESOLVE_H

#include "base/clock.h"
#include "model/facts.h"
#include "model/plan.h"

enum { RESOLVE_ADDRESSES_MAX = 32 }; /* of one host; more are left out */

struct resolve_params {
	int family;		 /* AF_UNSPEC, AF_INET, AF_INET6 */
	struct host_port server; /* an address; name NULL: the system's */
	bool whole;		 /* wait for the answers of both families, however long */
	struct deadline deadline;
};

/*
 * Fills addresses, alias_of, dns_us and fault of every host. A name that is an address itself is taken as it is, without a lookup.
 * A host is done when both families are answered, or when one gave addresses and the other stays silent for as long again
 * (50 ms at least), or at once when it stands in /etc/hosts. Addresses are in the order in which they are to be tried: IPv6
 * and IPv4 in turns, within a family as the server gave them.
 * Faults: FAULT_DNS with enum dns_code, FAULT_FORBIDDEN, FAULT_CANCELLED, FAULT_MEMORY, FAULT_SYSTEM (no name server can be used at all).
 */
void resolve_hosts(const struct resolve_params *, struct host *hosts, size_t count, struct arena *);

#endif
