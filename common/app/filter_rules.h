// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * filter_rules - which system calls are refused, as rules of libseccomp
 *
 * For filter.c, and for contrib/filter/filter_table.c, which makes the same filter when the program is built.
 */
#ifndef APP_FILTER_RULES_H
#define APP_FILTER_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* System calls that the filter should refuse and does not. */
struct filter_missing {
	int calls[160]; /* more than there are rules for */
	size_t count;
	int error;   /* why the last of them is missing, negative errno; 0: none is */
	int foreign; /* why calls of other architectures are not refused, negative errno; 0: they are */
};

/*
 * The rules, a scmp_filter_ctx for the caller to release. `name_services`: local sockets, those that tell of our network, and helper
 * processes are left, as Kerberos' libraries want them. `own`: the only process that may be sent a signal. NULL: no memory.
 */
[[nodiscard]] void *filter_rules_new(bool name_services, pid_t own, struct filter_missing *missing);

#endif
