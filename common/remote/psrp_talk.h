// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * psrp_talk - one remote PowerShell session: open it, run cmdlets by name, delete it
 *
 * Cmdlets are run without parameters and without script, so that a session in no-language mode takes them. At protocol 2.2 and
 * later all go as statements of one pipeline; one by one at 2.1, and where a server refuses that, stops early, or gives an error or
 * an object without the name of its cmdlet.
 * Source: [MS-PSRP] 3.1.4, 3.1.5; [MS-WSMV] 3.1.4.1.
 */
#ifndef REMOTE_PSRP_TALK_H
#define REMOTE_PSRP_TALK_H

#include "codec/psrp_heard.h"
#include "model/pool.h"
#include "remote/wsman.h"

struct psrp_talk {
	/* given by the caller; deadlines are the wsman's, and facts go into its arena */
	struct wsman *wsman;
	struct pool *pool;
	int64_t grace_us; /* for the answer to a Create, after a signal or after the deadline */
	void (*progress)(const char *line); /* or NULL */

	struct guid pool_id;
	bool created;		 /* a Create was sent: there may be a shell */
	uint64_t next_object;	 /* number of our next object */
	const char *command_id;	 /* of the last command, as the server named it */
	bool awaiting_output;	 /* a Receive is under way, or failed: the pipeline may hold the runspace */
	bool session_ended;	 /* the server said so: there is nothing to delete */
	struct psrp_heard heard; /* since the last command */
	int64_t heard_at_us;	 /* when the last of it came, or the command was sent */
};

/*
 * Creates the shell and waits until its runspace is open. Whatever the outcome, psrp_talk_close() has to follow. False: as
 * wsman_ask(); FAULT_REMOTE also for a broken runspace pool; FAULT_RESET or FAULT_CLOSED with BROKE_MIDWAY once there was a shell.
 */
[[nodiscard]] bool psrp_talk_open(struct psrp_talk *, struct fault *);

/*
 * Runs the cmdlets of the sections asked for (how POOL_UNSEEN) and fills them: POOL_READ, POOL_REFUSED, POOL_NO_SUCH, POOL_ASKS. What
 * was not reached stays POOL_UNSEEN. False: the talk itself broke, as wsman_ask(), and what was read before stays: FAULT_TIMEOUT with
 * TIMEOUT_CMDLET, FAULT_RESET or FAULT_CLOSED with BROKE_MIDWAY, and FAULT_REMOTE with REMOTE_SESSION_ENDED name the cmdlet that was
 * awaited: of several that run as one pipeline, the one after the last that spoke.
 */
[[nodiscard]] bool psrp_talk_read(struct psrp_talk *, struct fault *);

/*
 * Deletes the shell, if there may be one, within the deadline, and frees. A server that does not answer deletes it by IdleTimeOut;
 * pool->unclosed says then why it may be left.
 */
void psrp_talk_close(struct psrp_talk *, struct deadline);

#endif
