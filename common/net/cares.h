// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cares - a c-ares channel within a deadline, and what its statuses mean
 *
 * Private to cares.c, resolve.c and srv.c: no other file includes it, so no other file sees a type of c-ares. Only calls that
 * 1.18 and 1.34 share; of these 1.34 calls those deprecated that ask for SRV records, for which 1.18 has no others.
 */
#ifndef NET_CARES_H
#define NET_CARES_H

#define CARES_NO_DEPRECATED
#include <ares.h>
#include <poll.h>

#include "net/resolve.h"

enum { CARES_SOCKETS_MAX = 64 };

struct cares {
	const struct resolve_params *params;
	ares_channel channel;
	struct pollfd sockets[CARES_SOCKETS_MAX];
	nfds_t socket_count;
	bool server_spoke; /* bytes came, whatever they said */
	int forbidden;	   /* errno with which this host refused to ask a server; 0: it did not */
	bool cancelled;
};

/* In place: the channel points back at it. `no_files`: name servers only. False: c-ares cannot be set up. */
[[nodiscard]] bool cares_open(struct cares *, const struct resolve_params *, bool no_files);

/* Does the host look into its files before it asks a name server (nsswitch.conf(5))? */
bool cares_files_come_first(const struct cares *);

/* Answers what is still open, so what the callbacks write to must live until here. */
void cares_close(struct cares *);

/* Serves the sockets, once, until `until_us` (clock_us()) at the latest. */
void cares_wait(struct cares *, int64_t until_us);

/* Asked to stop, or the deadline has passed. */
bool cares_is_over(const struct cares *);

/* A question, and how far it got. */
struct cares_query {
	const char *name;
	const char *what; /* that it has not: "address", "IPv6 address", "SRV record" */
	bool open;	  /* no answer yet */
	int status;	  /* else: ARES_* */
	int64_t took_us;
};

enum dns_code cares_code(const struct cares *, const struct cares_query *);

/* FAULT_DNS with cares_code(); FAULT_FORBIDDEN where this host let none be asked; FAULT_CANCELLED where that is why it is still open. */
void cares_fault(const struct cares *, const struct cares_query *, struct fault *);

#endif
