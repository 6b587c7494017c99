// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_msg - SIP messages on a stream, from bytes to spans
 *
 * Knows no sockets, no clock and no memory: everything it returns points into the caller's buffer.
 * Source: RFC 3261 7, 18.3, 25; RFC 5626 4.4.1 (keep-alives); RFC 4475 (what must be survived).
 */
#ifndef CODEC_SIP_MSG_H
#define CODEC_SIP_MSG_H

#include "codec/decode.h"
#include "model/wire.h"

enum {
	SIP_MSG_HEAD_MAX = 64 * 1024,	/* start line and headers, bytes */
	SIP_MSG_BODY_MAX = 256 * 1024,	/* bytes */
	SIP_MSG_HEADERS_MAX = 512,
};

enum sip_header_id {
	SIP_OTHER,
	SIP_VIA, SIP_FROM, SIP_TO, SIP_CALL_ID, SIP_CSEQ, SIP_CONTACT, SIP_CONTENT_LENGTH, SIP_CONTENT_TYPE,
	SIP_SERVER, SIP_WARNING, SIP_REASON, SIP_RETRY_AFTER, SIP_ALLOW, SIP_WWW_AUTHENTICATE, SIP_PROXY_AUTHENTICATE,
	SIP_MS_DIAGNOSTICS, SIP_MS_CLIENT_DIAGNOSTICS, SIP_MS_DIAGNOSTICS_PUBLIC, SIP_ROUTE, SIP_MAX_FORWARDS,
};

struct sip_header {
	enum sip_header_id id;	/* compact forms too */
	struct span name, value; /* as on the wire; value trimmed, folds still in it */
};

struct sip_msg {
	bool is_response;
	int status;		/* response: 100-699 */
	struct span reason;	/* response: may be empty */
	struct span method, uri; /* request */
	struct sip_header headers[SIP_MSG_HEADERS_MAX]; /* in order */
	size_t header_count;
	struct span body;
};

/*
 * Reads one message from the start of `bytes`, which may hold more behind it. Line ends before the start line are skipped
 * (keep-alives); bytes that hold nothing else are MORE. The message is to be looked at after DONE only.
 * BAD, DECODE_FOREIGN: what came so far cannot be the beginning of a SIP message, or the first line is neither a status line nor
 * a request line of SIP/2.0. DECODE_MALFORMED: it is one, and the status is not three digits in 100-699, a line ends in LF alone, has no colon or
 * a name that is no token, there is a NUL in the head, no Content-Length, two different ones, or one that is no number.
 * DECODE_OVERSIZED: a Content-Length over SIP_MSG_BODY_MAX, a head over SIP_MSG_HEAD_MAX, more headers than SIP_MSG_HEADERS_MAX.
 */
[[nodiscard]] struct decode sip_msg_decode(struct span bytes, struct sip_msg *);

/* The index-th header of that kind, counted from 0; NULL when there are fewer. */
const struct sip_header *sip_msg_header(const struct sip_msg *, enum sip_header_id, size_t index);

/*
 * Cuts the next parameter (";name=value", outside of <> and quotes) off *rest, at first a header's value; false: no more.
 * Blanks are trimmed, quotes stay on the value; it is empty when there is none. An unclosed quote lasts to the end.
 */
[[nodiscard]] bool sip_msg_param_next(struct span *rest, struct span *name, struct span *value);

/* The first parameter of that name, without case; false: not there. An empty value is one. */
[[nodiscard]] bool sip_msg_param(struct span value, const char *name, struct span *param);

/*
 * Writes a value as one line, with a NUL, and returns its length: each fold, with the blanks around it, is one blank (RFC
 * 3261 7.3.1), and none are left at the ends. `to` has value.len + 1 bytes.
 */
size_t sip_msg_unfold(struct span value, char *to);

/* Is it a token (RFC 3261 25.1), as methods and header names are? */
bool sip_msg_is_token(struct span);

/* Which request a response must belong to. */
struct sip_match {
	struct span branch;   /* of our Via, with z9hG4bK */
	struct span call_id;
	struct span from_tag;
	uint32_t cseq;
	struct span method;
};

/*
 * WIRE_TAKEN when it is a response to that request: one Via with our branch, CSeq number and method, Call-ID, From tag (RFC 3261
 * 8.1.3.3, 17.1.3); else the first difference, in the order of the enum.
 */
enum wire_discard sip_msg_differs(const struct sip_msg *, const struct sip_match *);

/* Of what the bytes are the beginning, when no more come. A lone word, as a prompt or half a greeting, is of nothing. */
enum sip_beginning { SIP_BEGINS_NOTHING, SIP_BEGINS_ANSWER, SIP_BEGINS_REQUEST };

enum sip_beginning sip_msg_beginning(struct span bytes);

/* The start line of a message, or what is there of it: up to its line end. Line ends before it are skipped. */
struct span sip_msg_start(struct span bytes);

#endif
