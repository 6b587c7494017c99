// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_allow - which SIP requests may be sent, and where to
 *
 * A check runs every minute: a request that rings, logs a user off or shows a text to a person must not be repeated. One table
 * holds the methods that may be sent; all others open or change something on a server or at a client. A MESSAGE shows its text to
 * the address it goes to, and a SERVICE can change what a server keeps of a user, so both go to one address only.
 * Header fields that change something at a recipient (Expires, Replaces, Refer-To, Event) do so with other methods only.
 * Source: RFC 3261 11 (OPTIONS), RFC 3428 (MESSAGE); SERVICE is Microsoft's ([MS-SIPREGE], [MS-PRES]).
 */
#ifndef CODEC_SIP_ALLOW_H
#define CODEC_SIP_ALLOW_H

#include "base/fault.h"
#include "base/span.h"

/* The methods of the table, as a sentence names them. */
#define SIP_ALLOW_METHODS "OPTIONS, MESSAGE or SERVICE"

/* May a request with this method be sent at all? Methods have a case (RFC 3261 7.1): "message" is not MESSAGE. */
bool sip_allow_method(struct span method);

/* A request, before anything is sent. */
struct sip_allow_request {
	struct span method;
	struct span uri;	/* Request-URI, already decoded from XML or UTF-16 */
	const char *route;	/* value of its Route header; NULL: none */
	const char *push_uri;	/* the only address for a MESSAGE or SERVICE; NULL: the operator named the Request-URI itself */
};

/*
 * May this request be sent? False: FAULT_USAGE; the text begins with method and URI, and says why not. A MESSAGE or SERVICE must go to the user and the
 * host of the push URI, without a URI parameter that sends it elsewhere (maddr, ms-received-cid), and each of its Routes must be
 * <sip:...;lr>: a Route without lr takes the place of the Request-URI (RFC 3261 16.4).
 */
[[nodiscard]] bool sip_allow(const struct sip_allow_request *, struct fault *);

#endif
