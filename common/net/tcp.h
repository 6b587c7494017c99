// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * tcp - a connection to the first of several addresses that answers
 *
 * One dead address must not eat the time of a good one: the next is tried 250 ms after the one before, or at once when that
 * one failed, and the first connection that stands wins.
 * Source: RFC 8305 5.
 */
#ifndef NET_TCP_H
#define NET_TCP_H

#include "model/facts.h"
#include "net/stream.h"

enum { TCP_STAGGER_US = 250000, TCP_CANDIDATES_MAX = 32 };

struct tcp_params {
	struct addresses candidates; /* in the order in which they are to be tried; at least one */
	uint16_t port;
	const char *bind; /* numeric address to connect from; NULL: any */
	struct deadline deadline;
};

/* Our end of a connection. */
struct tcp_end {
	struct address address;
	uint16_t port;
};

/*
 * Connects and makes the stream, which lives as long as the target's arena. target->address is the one that answered, or the
 * one that *f is about; every other that was tried in vain is in target->failed_addresses, one that was merely still silent when
 * another won only if it had its 250 ms.
 * False: *f is the most telling of all: FAULT_REFUSED before FAULT_RESET, FAULT_TIMEOUT, FAULT_UNREACHABLE and
 * FAULT_FORBIDDEN; FAULT_SYSTEM when our own host cannot (no such --bind address); FAULT_CANCELLED; FAULT_MEMORY.
 */
[[nodiscard]] bool tcp_open(const struct tcp_params *, struct target *, struct stream *, struct fault *f);

/* Has this host a way there, by its own routes? Nothing is sent. True where that cannot be seen. */
[[nodiscard]] bool tcp_has_network(const struct address *);

/* A socket for a library that connects by itself. -1: errno says why. */
[[nodiscard]] int tcp_socket(int family, int type, int protocol);

/* False: errno says why. */
[[nodiscard]] bool tcp_own_end(const struct stream *, struct tcp_end *);

#endif
