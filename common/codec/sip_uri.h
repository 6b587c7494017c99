// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_uri - the parts of a SIP URI
 *
 * Knows the form of a URI and when two URIs name the same address. Does not know which addresses may get a request.
 * Source: RFC 3261 19.1, 25.1.
 */
#ifndef CODEC_SIP_URI_H
#define CODEC_SIP_URI_H

#include "base/span.h"

/* Spans of the text that was read, escapes (%HH) included. */
struct sip_uri {
	struct span user;	/* with its password; at NULL: none */
	struct span host;	/* name or IPv4 address; IPv6 with its brackets */
	struct span parameters; /* behind the first ";": "transport=tls;lr"; at NULL: none */
	size_t wrong;		/* the byte that breaks a rule, where one does */
};

/*
 * Takes a URI apart. Returns NULL, or the reason why the text is not a SIP URI, as the end of a sentence: it does not begin with
 * "sip:", has no host, an empty user or parameter, two passwords, an "@" or "?" behind the host, or a byte that must be written as
 * %HH. A host may have "_", which RFC 3261 does not allow and Windows does.
 */
[[nodiscard]] const char *sip_uri_read(struct span text, struct sip_uri *);

/* Same user and same host after escapes are decoded, without case. Ports, parameters and transports are not compared. */
bool sip_uri_same_address(const struct sip_uri *, const struct sip_uri *);

/* Does the URI have this parameter, with or without a value? Compared after escapes are decoded, without case. */
bool sip_uri_has_parameter(const struct sip_uri *, const char *name);

#endif
