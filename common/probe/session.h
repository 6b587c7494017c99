// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * session - the mutable state of a run, and of one endpoint in it
 *
 * What is seen goes into the facts; what stands here is gone when the run is over: connections, the TLS set-up, which step
 * is on. An endpoint's session touches nothing of another's, so that they can run side by side.
 */
#ifndef PROBE_SESSION_H
#define PROBE_SESSION_H

#include "codec/sip_template.h"
#include "net/stream.h"
#include "net/tcp.h"
#include "probe/prepared.h"
#include "probe/run.h"
#include "tls/tls.h"

struct pool; /* model/pool.h */

struct run {
	const struct job *job;
	struct facts *facts;
	struct sip_template captured; /* --request-template; method NULL: none */
	struct host partner;	/* --direct: the partner's access edge; name NULL: not asked, "": not known, its fault says why */
	struct host *externals;	/* --external: the Edge's external side, each name and port */
	size_t external_count;
};

struct session {
	const struct run *run;
	const struct host *host;
	bool direct;		/* the partner's access edge, or our own from outside: TCP and TLS without our identity, no further */
	struct deadline deadline;
	struct addresses candidates; /* one, before it those that this host has no network for; with --first-address all of the host's */
	struct target *target;
	struct stream tcp;	/* TCP */
	struct stream tls;	/* TLS over it */
	struct tcp_end own_end; /* of the connection */
	struct pool *pool;	/* its own part of the settings, in the target's arena, until steps->join; NULL: none was begun */
	struct fault fault;	/* the running step's */
	enum phase phase;	/* the running step's; one that finds what an earlier phase left undone sets it back */
	int64_t phase_began_us; /* on clock_us() */
	int64_t phase_ended_us; /* set by a step that cleans up behind its last answer: when that came; 0: it ends as it returns */
};

/*
 * How much of the time since the handshake still was TLS: under TLS 1.3 the first session ticket says that the peer has accepted our
 * certificate. Times on clock_us(), -1: it did not come. A ticket may come at any time after Finished (RFC 8446 4.6.1), and some
 * servers send it with their first data: one that came with the answer says nothing, and none moves more than a small bound.
 */
enum { SESSION_TICKET_MAX_US = 100000, SESSION_TICKET_WITH_US = 2000 };
int64_t session_ticket_us(int64_t handshake_us, int64_t ticket_us, int64_t answer_us);

/*
 * Runs job->steps->each until one stops (a direct one up to TLS), leaves its fault and every phase's time in the target, and
 * closes what was opened.
 */
void session_run(struct session *);

#endif
