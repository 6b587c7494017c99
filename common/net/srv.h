// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * srv - the SRV records by which federation partners find each other
 *
 * Source: RFC 2782; Microsoft, "DNS load balancing and federated traffic": an Access Edge takes the record with the lowest
 * priority and the highest weight, and leaves all others alone.
 */
#ifndef NET_SRV_H
#define NET_SRV_H

#include "net/resolve.h"

enum {
	SRV_TARGETS_MAX = 32, /* of one domain; more are left out */
	SRV_IN_FLIGHT_MAX = 16,
};

#define SRV_PREFIX "_sipfederationtls._tcp."

/*
 * Looks up the records of every domain, SRV_IN_FLIGHT_MAX side by side, and then the addresses of all their targets; fills name,
 * targets, dns_us and fault. The name is taken as it is: neither /etc/hosts nor search domains have SRV records. A half of the time at most is
 * for the records. Targets stand in the order of the header, those that are equal in the order of their names.
 * Faults: as resolve_hosts(); FAULT_DNS with DNS_NO_ADDRESS: the record does not exist. A target's host has its own.
 */
void srv_look_up(const struct resolve_params *, struct srv *, size_t count, struct arena *);

/* The records alone, in all of the time. FAULT_PROTOCOL: the domain's name is none that can be looked up. */
void srv_look_up_records(const struct resolve_params *, struct srv *, size_t count, struct arena *);

#endif
