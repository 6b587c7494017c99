// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_talk - requests out, answers in, on one connection
 *
 * Sends the planned requests on schedule, whatever is still open, and gives every answer to the request it belongs to, by
 * branch, CSeq, Call-ID and From tag. Knows no sockets: only a stream.
 * Source: RFC 3261 8.1.3.3, 17.1.3, 18.1.2.
 */
#ifndef PROBE_SIP_TALK_H
#define PROBE_SIP_TALK_H

#include "codec/sip_msg.h"
#include "codec/sip_request.h"
#include "model/facts.h"
#include "net/stream.h"

enum {
	SIP_TALK_UNMATCHED_MAX = 64,	/* messages that are no answer to us */
	SIP_TALK_PROVISIONAL_MAX = 256, /* 1xx to one request */
	SIP_TALK_IDLE_MAX = 1024,	/* answers to a sample that is answered or lost, of all samples together */
	SIP_TALK_IN_MAX = SIP_MSG_HEAD_MAX + SIP_MSG_BODY_MAX + 64 * 1024, /* a whole message, and what came behind it */
};

struct sip_talk_params {
	const struct sip_request *request; /* all but its ids: they are made for every sample */
	size_t count;		/* of samples, at least 1 */
	struct sample *samples; /* where they go; NULL: target->samples, which are made */
	struct buf *in;		/* bytes that an earlier talk on the stream left unread, and this one leaves; NULL: there is one talk */
	int64_t interval_us;	/* from one request to the next */
	int64_t wait_us;	/* after which a sample is lost; 0: only the deadline */
	int64_t zero_us;	/* on clock_us(): the zero of the times in the facts */
	struct deadline deadline;
};

/*
 * Fills the samples, what is unmatched or cut off, and wire, also when it fails. True: at least one sample was answered, and
 * nothing but time kept the others from being. False: FAULT_TIMEOUT when none was answered; FAULT_CLOSED, FAULT_RESET, FAULT_ALERT
 * while samples were open; FAULT_PROTOCOL when what came is no SIP, or (PROTOCOL_MALFORMED) breaks its rules; FAULT_LIMIT, with
 * LIMIT_FLOOD for messages without end; FAULT_CANCELLED; FAULT_MEMORY.
 * A failed write is not the fact: what the peer said before (an alert) is read first.
 */
[[nodiscard]] bool sip_talk(struct stream *, const struct sip_talk_params *, struct target *, struct fault *f);

#endif
