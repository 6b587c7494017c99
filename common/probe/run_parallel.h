// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fan - many endpoints side by side
 *
 * Source of the shape: every endpoint waits most of its time, and OpenSSL and libc are safe in threads; so each endpoint is
 * straight code in a thread of its own, with facts of its own, and a single endpoint needs no thread at all.
 */
#ifndef PROBE_RUN_PARALLEL_H
#define PROBE_RUN_PARALLEL_H

#include "probe/session.h"

enum {
	FAN_THREADS_MAX = 256, /* endpoints at a time */
	FAN_DIRECT_US = 5000000, /* most hosts that monitor may not go out, and their packets are dropped */
};

/*
 * Makes the targets from the hosts and runs every one's steps: one target for each host, or, with --all-addresses, one for each
 * of its addresses. A host without an address gives one target, stopped in PHASE_DNS. With run->partner that one is asked too,
 * beside the others, for FAN_DIRECT_US at most, and is in facts->direct. When all have ended, job->steps->join gets them all. False: no memory for the targets.
 */
[[nodiscard]] bool fan_run(const struct run *);

#endif
