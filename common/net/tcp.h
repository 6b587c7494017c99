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

struct tcp_wish {
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
 * one that *f is about; every other that was tried in vain is in target->passed_over, one that was merely still silent when
 * another won only if it had its 250 ms.
 * False: *f is the most telling of all: FAULT_REFUSED before FAULT_RESET, FAULT_TIMEOUT and FAULT_UNREACHABLE; FAULT_SYSTEM
 * when our own host cannot (no such --bind address); FAULT_CANCELLED; FAULT_MEMORY.
 */
[[nodiscard]] bool tcp_open(const struct tcp_wish *, struct target *, struct stream *, struct fault *f);

/* False: errno says why. */
[[nodiscard]] bool tcp_own_end(const struct stream *, struct tcp_end *);

#endif
