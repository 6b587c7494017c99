// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * psrp_heard - what a PowerShell session says: from the bytes of its streams to settings, errors and states
 *
 * Knows nothing of connections and requests, and decides nothing: psrp_talk does.
 * Source: [MS-PSRP] 2.2.2, 2.2.3.
 */
#ifndef CODEC_PSRP_HEARD_H
#define CODEC_PSRP_HEARD_H

#include "codec/psrp_msg.h"
#include "model/pool.h"

struct psrp_heard {
	/* given by the caller, the rest empty */
	struct pool *pool;   /* gets objects, errors, warnings, the version */
	struct arena *arena; /* of their texts; when it fails the caller has to look */

	/* of the session */
	struct psrp_reader reader;
	bool statements_at_once; /* protocol 2.2 or later: a pipeline takes several statements */

	/* since psrp_heard_forget() */
	enum pool_section_id lone;	    /* section of the one cmdlet that runs; POOL_SECTION_COUNT: several do */
	int64_t pool_state, pipeline_state; /* enum psrp_pool_state, psrp_pipeline_state; -1: none came */
	char failure[FAULT_TEXT_MAX];	    /* why one of them is bad, or "" */
	char unclaimed[FAULT_TEXT_MAX];	    /* an error that names none of our cmdlets, output that is not an object, or "" */
	bool error_unclaimed;		    /* it is an error, of this kind: */
	char unclaimed_id[80];
	bool error;			    /* an error record came: PowerShell may have left out statements */
	bool untold;			    /* an object came whose cmdlet is not known */
	enum pool_section_id last;	    /* section of the last object that came, or POOL_SECTION_COUNT */
};

/* Starts again before a command; objects of an unknown type then belong to `lone`. */
void psrp_heard_forget(struct psrp_heard *, enum pool_section_id lone);

/*
 * Decodes whole fragments; a message whose end did not come waits for the next call. False: FAULT_TIMEOUT or FAULT_CANCELLED at the
 * deadline, or as psrp_reader_next() and clixml_decode() say.
 */
[[nodiscard]] bool psrp_heard_take(struct psrp_heard *, struct span fragments, struct deadline, struct fault *);

void psrp_heard_free(struct psrp_heard *);

#endif
