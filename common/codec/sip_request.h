// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_request - SIP requests, from values to bytes
 *
 * The request is the one that Test-CsFederatedPartner sends (Microsoft's article "Test-CsFederatedPartner fails" prints it
 * as the Edge's internal side saw it), with a From, which that print lacks. No randomness here: the caller brings tags.
 * Source: RFC 3261 7, 8.1.1, 25.1; RFC 3428 (MESSAGE carries no Contact).
 */
#ifndef CODEC_SIP_REQUEST_H
#define CODEC_SIP_REQUEST_H

#include "base/buf.h"
#include "base/fault.h"
#include "model/plan.h"

enum {
	SIP_TAG_MAX = 32,
	SIP_REQUEST_TEXT_MAX = 4 * 1024,     /* each text that the operator gives, bytes */
	SIP_REQUEST_HEADERS_MAX = 32 * 1024, /* all his headers together */
	SIP_REQUEST_MAX = 192 * 1024,	     /* all of it, with what a captured request brings */
};

/* Identifiers that must be new for every request: hexadecimal texts. */
struct sip_request_ids {
	char branch[SIP_TAG_MAX + 8]; /* z9hG4bK + hex */
	char call_id[SIP_TAG_MAX + 1];
	char from_tag[SIP_TAG_MAX + 1];
	char epid[11];
	uint32_t cseq; /* 1.. */
};

struct sip_request {
	const char *method;
	const char *uri;	/* Request-URI */
	const char *to;		/* To, a URI without <>; NULL: the Request-URI */
	const char *from;	/* URI, without <> */
	const char *local_host; /* numeric; IPv6 without brackets */
	uint16_t local_port;
	const char *contact_host; /* FQDN or numeric address for Contact; NULL: local_host and local_port */
	struct host_port proxy; /* Route with ms-edge-route; name NULL: no Route */
	const char *route;	/* a whole Route value, instead of one made from proxy; NULL: none */
	const char *user_agent;	/* NULL: none */
	unsigned max_forwards;
	struct texts headers;	/* further ones, "Name: value"; an Accept among them replaces the default one */
	bool captured;		/* a replay: no default Accept is added */
	const char *content_type; /* NULL: none */
	struct span body;
	struct sip_request_ids ids;
};

/*
 * Appends the request. False: one of its texts holds a line end or another control character, or its method must not be sent
 * (sip_allow), and nothing was appended; or it does not fit the buffer (its `failed` is set), whose content then is of no use.
 */
[[nodiscard]] bool sip_request_encode(const struct sip_request *, struct buf *);

/* The ids, as hexadecimal of random bytes that the caller took from the kernel. */
enum { SIP_REQUEST_RANDOM = 40 };
void sip_request_ids_make(const unsigned char random[SIP_REQUEST_RANDOM], uint32_t cseq, struct sip_request_ids *);

/*
 * May this text stand in a request as it is? False: FAULT_USAGE, one sentence that names the text. A method is a token; a URI
 * is what sip_uri reads; a product, for User-Agent, is words and comments; a header is "Name: value" without a line end, and is none
 * of those that we make ourselves. None is longer than SIP_REQUEST_TEXT_MAX. The fault's code is the byte that is wrong.
 */
[[nodiscard]] bool sip_request_check_method(const char *method, struct fault *);
[[nodiscard]] bool sip_request_check_uri(const char *uri, struct fault *);
[[nodiscard]] bool sip_request_check_product(const char *product, struct fault *);
[[nodiscard]] bool sip_request_check_header(const char *header, struct fault *);
[[nodiscard]] bool sip_request_check_length(const char *text, struct fault *);

#endif
