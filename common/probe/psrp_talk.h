// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * psrp_talk - one remote PowerShell session: open it, run cmdlets by name, delete it
 *
 * Cmdlets are run without parameters and without script, so that a session in no-language mode takes them. At protocol 2.2 and
 * later all go as statements of one pipeline; one by one at 2.1, and where a server refuses that or stops early.
 * Source: [MS-PSRP] 3.1.4, 3.1.5; [MS-WSMV] 3.1.4.1.
 */
#ifndef PROBE_PSRP_TALK_H
#define PROBE_PSRP_TALK_H

#include "codec/psrp_msg.h"
#include "model/pool.h"
#include "probe/wsman.h"

struct psrp_talk {
	struct wsman *wsman;
	struct pool *pool;
	struct guid pool_id;
	uint64_t next_object;	 /* of ours */
	bool statements_at_once; /* protocol 2.2 or later */
	struct psrp_reader reader;
	struct buf streams;
};

/*
 * Creates the shell and waits until its runspace is open. The shell is there, and must be deleted, as soon as
 * wsman->shell_id is set, whatever the outcome. False: as wsman_ask(); FAULT_REMOTE also for a broken runspace pool.
 */
[[nodiscard]] bool psrp_talk_open(struct psrp_talk *, struct deadline, struct fault *);

/*
 * Runs the cmdlets of the sections asked for (how POOL_UNSEEN) and fills them: POOL_READ, POOL_REFUSED, POOL_NO_SUCH. What was
 * not reached stays POOL_UNSEEN. False: the talk itself broke, as wsman_ask(); what was read before stays.
 */
[[nodiscard]] bool psrp_talk_read(struct psrp_talk *, struct deadline, struct fault *);

/* Deletes the shell, if there is one, within the deadline, and frees. A server that does not answer deletes it by IdleTimeOut. */
void psrp_talk_close(struct psrp_talk *, struct deadline);

#endif
