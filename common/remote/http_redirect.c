// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * http_redirect - where a redirect leads, and whether credentials may follow it
 */
#include "remote/http_redirect.h"

#include <string.h>

#include "base/span.h"

const char *http_redirect_path(const struct http_server *server, const struct http_answer *answer)
{
	const char *to = answer->location;
	uint64_t number = 443;
	struct span port;

	if (answer->status != 301 && answer->status != 302 && answer->status != 307 && answer->status != 308)
		return NULL;
	if (to[0] == '/' && to[1] != '/')
		return to;
	if (server->plain || !span_starts_nocase(span_of(to), SPAN("https://")))
		return NULL;
	to += strlen("https://");
	size_t authority = strcspn(to, "/?#");
	struct span host = span_split((struct span){ to, authority }, ':', &port);
	if (!span_equal_nocase(host, span_of(server->host)) || (port.at && !span_number(port, UINT16_MAX, &number)) ||
	    number != server->port)
		return NULL;
	return to[authority] == '/' ? to + authority : "/";
}

const char *http_redirect_words(const struct http_answer *answer)
{
	return answer->redirects_in_circle ? "in a loop, back to " : answer->redirects_on ? "too often, last to " : "to ";
}
