// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_check - options that cannot go together, and what follows from those that do
 *
 * Asked once, after every option was read: each alone is good by then.
 */
#ifndef CLI_OPTION_CHECK_H
#define CLI_OPTION_CHECK_H

#include "base/arena.h"
#include "base/fault.h"
#include "model/plan.h"

/*
 * Completes the plan (ports of hosts that named none, the security level that --tls-min implies, the wait of several
 * samples) and refuses what contradicts itself: FAULT_USAGE.
 */
[[nodiscard]] bool option_check(struct plan *, struct arena *, struct fault *);

#endif
