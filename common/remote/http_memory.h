// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * http_memory - libcurl's memory
 *
 * libcurl copies passwords and frees the copies as they are: here they are wiped. A refused allocation it may take for the peer's
 * doing: here it is noted.
 */
#ifndef REMOTE_HTTP_MEMORY_H
#define REMOTE_HTTP_MEMORY_H

#include <stdbool.h>

/* Sets libcurl up with this memory; call curl_global_cleanup() as often. */
[[nodiscard]] bool http_memory_begin(void);

/* Since the program began. What went wrong after it says nothing of the peer. */
bool http_memory_was_refused(void);

#endif
