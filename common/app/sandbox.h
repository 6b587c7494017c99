// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sandbox - give up what the rest of a run does not need, before anybody from outside is listened to
 *
 * Root's privileges go, but that to read; new ones cannot be had. Landlock rules over files, signals and TCP ports, seccomp over
 * system calls: nothing is executed, traced, listened for, nor written that is not open already, and there are only sockets of
 * IPv4 and IPv6. What is refused is answered EPERM (by Landlock EACCES) and never kills: a library that tries something new after
 * an update must not end the check. What the kernel lacks, or does not take, is left out and named in the facts. The one home of libseccomp.
 *
 * Asking a pool with Negotiate needs more: the realm's configuration, the KDC's port, and the system's name services.
 */
#ifndef APP_SANDBOX_H
#define APP_SANDBOX_H

#include "model/facts.h"
#include "model/plan.h"

/* From now on the process leaves no core dump, and only root can trace it. Its failures do not matter, so it reports none. */
void sandbox_hide(void);

/*
 * For a thread that waits and then writes one text: it keeps no privilege, and of system calls ppoll(2), write(2) to standard output, and
 * what ends a thread or the process. It reports no failure: a kernel that refuses this filter refuses the one of sandbox_enter() too, and
 * that function reports it.
 */
void sandbox_enter_waiting(void);

/*
 * For this thread and those it begins, for good. Everything that the plan names has been read; `directories` hold roots that
 * are looked up when a certificate needs them. Sets *sandbox to the parts that are in force.
 */
void sandbox_enter(const struct plan *, const struct text_list *directories, struct sandbox *sandbox);

#endif
