// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * host_text - host names, addresses and ports as people type them
 *
 * Knows no resolver: whether a name exists is not its question.
 * Source: RFC 1123 2.1 (with the underscore that Windows allows), RFC 1035 2.3.4, RFC 3986 3.2.2.
 *
 * Each function says what is wrong in one sentence that begins with the text; the fault's code is the byte of the text at
 * which it goes wrong.
 */
#ifndef CLI_HOST_TEXT_H
#define CLI_HOST_TEXT_H

#include "base/fault.h"
#include "base/span.h"

enum { HOST_NAME_MAX_LEN = 253, HOST_LABEL_MAX_LEN = 63, HOST_SHOWN = 64 };

/*
 * The text, cut where it is too long for a sentence; of one with a login in it nothing. Returns `to`. Not cleaned: base/clean does
 * that when it is printed.
 */
const char *host_text_shown(char to[HOST_SHOWN], struct span text);

/*
 * Is there a login in the address: "https://user@host", "user:password@host", "sip:user:password@host"? A password may hold any
 * character, so a colon and, somewhere behind it, an @ are enough. "sip:user@host" has none.
 */
bool host_text_has_login(struct span);

/* AF_INET, AF_INET6; 0 when the text is no numeric address (zones are none). */
int host_text_family(struct span);

/* A name may end in the dot of the DNS root. */
[[nodiscard]] bool host_text_check_name(struct span, struct fault *);
struct span host_text_without_dot(struct span name);

struct host_text {
	struct span host; /* without brackets, and without the dot at a name's end */
	int family;	  /* of an address; 0: a name */
	uint16_t port;	  /* 0: none */
};

/* NAME, NAME:PORT, ADDR, ADDR:PORT, [ADDR6] or [ADDR6]:PORT */
[[nodiscard]] bool host_text_split(struct span, struct host_text *, struct fault *);

#endif
