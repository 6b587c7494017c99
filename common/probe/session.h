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
#include "model/job.h"
#include "net/stream.h"
#include "net/tcp.h"
#include "tls/tls.h"

struct pool; /* model/pool.h */

struct run {
	const struct job *job;
	struct facts *facts;
	struct tls_setup *tls; /* NULL before the identity was read */
	struct sip_template captured; /* --request-template; method NULL: none */
	struct host partner;	/* --direct: the partner's access edge; name NULL: not asked, "": not known, its fault says why */
};

struct session {
	const struct run *run;
	const struct host *host;
	bool direct;		/* the partner's access edge: TCP and TLS without our identity, no further */
	struct deadline deadline;
	struct addresses candidates; /* one with --all-addresses, else all of the host's */
	struct target *target;
	struct stream lower;	/* TCP */
	struct stream upper;	/* TLS over it */
	struct tcp_end own_end; /* of the connection */
	struct pool *pool;	/* its own part of the settings, in the target's arena, until steps->join; NULL: none was begun */
	struct fault fault;	/* the running step's */
	enum phase phase;	/* the running step's; one that finds what an earlier phase left undone sets it back */
	int64_t phase_began_us; /* on clock_us() */
};

/*
 * Runs job->steps->each until one stops (a direct one up to TLS), leaves its fault and every phase's time in the target, and
 * closes what was opened.
 */
void session_run(struct session *);

#endif
