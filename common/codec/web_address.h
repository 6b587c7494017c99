// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * web_address - where a link of autodiscover leads
 *
 * Takes less than RFC 3986 allows: no login, no address in brackets, no host that libcurl and a resolver may read differently.
 */
#ifndef CODEC_WEB_ADDRESS_H
#define CODEC_WEB_ADDRESS_H

#include "base/arena.h"

struct web_address {
	bool plain; /* http */
	const char *host, *path; /* the path with its query, "/" at least */
	uint16_t port;
};

/* "https://host:port/path"; the texts live in the arena. False: any other text. */
[[nodiscard]] bool web_address_read(const char *url, struct arena *, struct web_address *to);

/* Is the host the domain's, or one of its subdomains'? */
bool web_address_is_within(const char *host, const char *domain);

#endif
