// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * prepare - all that comes before the sandbox: the operator's files are opened, and what is the operator's own is decoded
 *
 * Decoded here: certificate, key, their password, roots, the login's password, keytab and tickets. Opened here and decoded by run's
 * steps, in the sandbox: exports and captured requests, which a stranger may have written.
 */
#ifndef PROBE_PREPARE_H
#define PROBE_PREPARE_H

#include "base/fault.h"
#include "model/facts.h"
#include "model/plan.h"
#include "model/step.h"

/*
 * Opens every file that the plan names and runs steps->prepare. facts->taken_at is the time at which certificates are judged. Plan,
 * facts and steps outlive what is returned. NULL: *f says which option's file cannot be used and why (FAULT_FILE), or FAULT_MEMORY, or
 * FAULT_SYSTEM for a plugin whose table prepares nothing. Not NULL, but facts_run_failed(): what was read cannot be used
 * (facts->identity.fault, run_fault), and run_steps() will connect to nothing. Keys and their passwords are wiped in any case.
 */
[[nodiscard]] struct prepared *prepare(const struct steps *, const struct plan *, struct facts *, struct fault *f);

/* The system's directories in which run still looks up roots by hash, once a certificate needs one. */
const struct text_list *prepare_root_directories(const struct prepared *);

/* Closes, wipes and frees. NULL is fine. */
void prepare_free(struct prepared *);

#endif
