// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * run_parallel - many endpoints side by side
 *
 * Source of the shape: every endpoint waits most of its time, and OpenSSL and libc are safe in threads; so each endpoint is
 * straight code in a thread of its own, with facts of its own, and a single endpoint needs no thread at all.
 */
#ifndef PROBE_RUN_PARALLEL_H
#define PROBE_RUN_PARALLEL_H

#include "probe/session.h"

enum {
	RUN_PARALLEL_THREADS_MAX = 256, /* endpoints at a time */
	RUN_PARALLEL_DIRECT_US = 5000000, /* most hosts that monitor may not go out, and their packets are dropped */
};

/*
 * Makes the targets from the hosts and runs every one's steps: one target for each host, or, where plan_asks_each_address(), one
 * for each of its first PLAN_ADDRESSES_MAX addresses that this host has a network for. A host without an address gives one target, stopped in PHASE_DNS. With run->partner that one is asked too,
 * beside the others, for RUN_PARALLEL_DIRECT_US at most, and is in facts->direct. When all have ended, job->steps->join gets them all. False: no memory for the targets.
 */
[[nodiscard]] bool run_parallel(const struct run *);

#endif
