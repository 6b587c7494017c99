// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * own_address - whether an address leads to this host itself
 *
 * Sources: RFC 1122 3.2.1.3 and RFC 3927 2.1 (IPv4), RFC 4291 2.4 and 2.5 (IPv6).
 */
#include "net/own_address.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <string.h>

static struct in6_addr mapped(struct in_addr four)
{
	struct in6_addr six = { .s6_addr = { [10] = 0xff, [11] = 0xff } };

	memcpy(&six.s6_addr[sizeof six - sizeof four], &four, sizeof four);
	return six;
}

static bool is_internet(const struct sockaddr *at)
{
	return at && (at->sa_family == AF_INET || at->sa_family == AF_INET6);
}

void own_addresses_read(struct own_addresses *own, struct arena *arena)
{
	struct ifaddrs *first = NULL;
	size_t count = 0;

	*own = (struct own_addresses){ 0 };
	if (getifaddrs(&first) != 0)
		return;
	for (const struct ifaddrs *i = first; i; i = i->ifa_next)
		count += is_internet(i->ifa_addr);
	struct in6_addr *list = arena_list(arena, count, sizeof *list);
	for (const struct ifaddrs *i = first; list && i; i = i->ifa_next) {
		struct sockaddr_in6 six;
		struct sockaddr_in four;
		if (!is_internet(i->ifa_addr))
			continue;
		if (i->ifa_addr->sa_family == AF_INET6) {
			memcpy(&six, i->ifa_addr, sizeof six);
			list[own->count++] = six.sin6_addr;
		} else {
			memcpy(&four, i->ifa_addr, sizeof four);
			list[own->count++] = mapped(four.sin_addr);
		}
	}
	own->at = list;
	freeifaddrs(first);
}

static bool is_everywhere(const struct in6_addr *six)
{
	enum { LOOPBACK = 127, LINK_LOCAL = 169 << 8 | 254 };
	uint32_t four;

	if (!IN6_IS_ADDR_V4MAPPED(six))
		return IN6_IS_ADDR_LOOPBACK(six) || IN6_IS_ADDR_LINKLOCAL(six) || IN6_IS_ADDR_UNSPECIFIED(six);
	memcpy(&four, &six->s6_addr[sizeof *six - sizeof four], sizeof four);
	four = ntohl(four);
	return four >> 24 == LOOPBACK || four >> 24 == 0 || four >> 16 == LINK_LOCAL;
}

bool own_address(const struct own_addresses *own, const char *text)
{
	struct in6_addr six;
	struct in_addr four;

	if (inet_pton(AF_INET, text, &four) == 1)
		six = mapped(four);
	else if (inet_pton(AF_INET6, text, &six) != 1)
		return false;
	bool found = is_everywhere(&six);
	for (size_t i = 0; i < own->count; i++)
		found |= IN6_ARE_ADDR_EQUAL(&six, &own->at[i]);
	return found;
}

const char *own_address_of(const struct own_addresses *own, const struct addresses *addresses)
{
	for (size_t i = 0; i < addresses->count; i++)
		if (own_address(own, addresses->at[i].text))
			return addresses->at[i].text;
	return NULL;
}
