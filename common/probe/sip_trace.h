// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_trace - who is on the way: the same request again, with Max-Forwards 0, 1, 2, ...
 *
 * The server that gets it with 0 must not pass it on: it refuses it (483), or answers an OPTIONS in its own name. So server
 * n + 1 answers n, and some number brings the answer that the real request got.
 * Source: RFC 3261 16.3 (3), 11, 20.22.
 */
#ifndef PROBE_SIP_TRACE_H
#define PROBE_SIP_TRACE_H

#include "probe/sip_talk.h"

enum {
	SIP_TRACE_HOPS_MAX = 10,
	SIP_TRACE_SILENT_MAX = 2,	   /* numbers in a row without an answer */
	SIP_TRACE_NEAREST_US = 100000,	   /* longer than the real answer took */
	SIP_TRACE_PATIENCE_US = 1000000, /* with each; after a success as long again as that took */
};

/*
 * On the connection on which the real request was made, with its parameters and its first sample in target->samples. Fills
 * target->trace, one for each number that was tried: until an answer that is none of a server on the way, which a success is
 * only when it looks like the real one, or, without a real one, like the one before; until too many stay silent; until the
 * connection or the deadline ends. Nothing that happens here is a fault.
 */
void sip_trace(struct stream *, const struct sip_talk_params *real, struct target *);

/*
 * Who answered? One OPTIONS with Max-Forwards 0, without body and further headers, on the same connection: the server asked refuses
 * it, or answers it itself. It waits as long as `took_us`, the real answer's time, and 100 ms. Fills target->nearest; what happens to
 * the connection is no fault.
 */
void sip_trace_nearest(struct stream *, const struct sip_talk_params *real, int64_t took_us, struct target *);

#endif
