// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_template - a captured request, from a log or trace to values
 *
 * Reads text: the request itself as sngrep, tshark and Kamailio's logs show it; the record of a SIPStack log ("Start-Line:",
 * "Message-Body:", "$$end_record"); either of them inside an XML document, escaped or as CDATA (codec/capture_text). Nothing is
 * guessed: what does not fit together is refused by line.
 * Source: the SIPStack record in Microsoft's article "Test-CsFederatedPartner fails". Of the XML that -OutLoggerVariable gives
 * no public sample was found: any element may hold the request.
 */
#ifndef CODEC_SIP_TEMPLATE_H
#define CODEC_SIP_TEMPLATE_H

#include "base/arena.h"
#include "base/fault.h"
#include "codec/sip_request.h"

enum {
	SIP_TEMPLATE_HEAD_MAX = 32 * 1024,   /* the headers of one request, bytes */
	SIP_TEMPLATE_HEADERS_MAX = 64,
	SIP_TEMPLATE_BODY_MAX = 64 * 1024,   /* bytes */
};

/* The values to take from the file. */
struct sip_template_params {
	struct span file;
	const char *method, *uri; /* given by the operator, instead of the captured ones; NULL: not given */
	const char *push_uri;	  /* the address of push requests; `uri` where that is given */
};

/* The values of a captured request; NULL: it lacks this one. All in the arena. */
struct sip_template {
	const char *method, *uri; /* those that are sent: captured, or as the parameters say */
	const char *from, *to;	/* the URIs */
	const char *route;	/* all Route headers, in order */
	const char *user_agent;
	const char *content_type;
	struct texts headers;	/* all others, "Name: value", in order */
	struct span body;
	size_t line;		/* where the request begins in the file, from 1 */
	size_t requests;	/* so many requests are in the file */
};

/*
 * Takes the only request of the file, or of several the first that goes to push_uri and may be sent (sip_allow). Left out: Via,
 * Call-ID, CSeq, Contact, Max-Forwards and Content-Length, tags and epid (they are made anew), Record-Route (it belongs to the
 * route behind the sender), and Authorization, Authentication-Info and their Proxy- kin (they belong to the captured connection).
 * False: FAULT_FILE, "line 12: ...": the file cannot be read; FAULT_USAGE, "line 12: ...": its request must not be sent, and the
 * text says what it is; FAULT_MEMORY.
 */
[[nodiscard]] bool sip_template_read(const struct sip_template_params *, struct arena *, struct sip_template *, struct fault *);

/* Makes the request a replay of the captured one; its From and its Route stay as they are where the capture has none. */
void sip_template_fill(const struct sip_template *, struct sip_request *);

#endif
