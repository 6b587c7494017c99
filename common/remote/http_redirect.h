// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * http_redirect - where a redirect leads, and whether credentials may follow it
 *
 * Knows nothing of connections: http follows the path, or reports the answer.
 * Source: RFC 9110 10.2.2, 15.4.
 */
#ifndef REMOTE_HTTP_REDIRECT_H
#define REMOTE_HTTP_REDIRECT_H

#include "remote/http.h"

/* The path to ask for next, on the same server by the same scheme. NULL: the answer is no redirect, or one that leads elsewhere. */
const char *http_redirect_path(const struct http_server *, const struct http_answer *);

/* Of an answer that is still a redirect, the words between "redirects" and its Location: "to ", "in a loop, back to ". */
const char *http_redirect_words(const struct http_answer *);

#endif
