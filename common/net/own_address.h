// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * own_address - whether an address leads to this host itself
 *
 * A peer's answer must not lead us to an address of this host: a service there may be closed to all others and trust us.
 */
#ifndef NET_OWN_ADDRESS_H
#define NET_OWN_ADDRESS_H

#include "base/arena.h"
#include "model/facts.h"

struct own_addresses {
	const struct in6_addr *at; /* IPv4 as ::ffff:a.b.c.d */
	size_t count;
};

/*
 * The addresses of all interfaces, from the kernel by netlink, which the sandbox refuses: so it is called before. The list lives as
 * long as the arena. It is empty where the kernel or a policy of this host refuses it, and without memory.
 */
void own_addresses_read(struct own_addresses *, struct arena *);

/*
 * `text` is an address, without a zone: one of the list, or one that means this host or its link everywhere (loopback, link-local, unspecified,
 * IPv4 also in its IPv6 form). False for a text that is no address.
 */
bool own_address(const struct own_addresses *, const char *text);

/* The first one of them; NULL: none is. It lives as long as `addresses`. */
const char *own_address_of(const struct own_addresses *, const struct addresses *addresses);

#endif
