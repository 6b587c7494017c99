// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * filter - system calls that are refused from now on
 *
 * For libseccomp to put the filter together costs a tenth of a check. So that is done when the program is built, for the architecture it
 * is built for, and only our own process id is set; a test compares what comes of it with libseccomp's work of that moment. A program that
 * was built for another machine than it was built on has libseccomp do it in each run.
 */
#ifndef APP_FILTER_H
#define APP_FILTER_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "model/facts.h"

/* For this thread and those it begins, for good. Sets sandbox->calls, and ->filter where a part is missing. `name_services`: filter_rules.h. */
void filter_load(bool name_services, struct sandbox *sandbox);

/* The same by libseccomp in any case. */
void filter_load_by_library(bool name_services, struct sandbox *sandbox);

/* Of a thread that waits and writes a result: it may call nothing else. For this thread, for good. */
void filter_load_waiting(void);

/* The filter that was made when the program was built, for the process `own`. How many instructions it has; 0: none was made, or `room` is less. */
size_t filter_made(bool name_services, pid_t own, struct sock_filter *to, size_t room);

#endif
