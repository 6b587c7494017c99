// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wsman_msg - WS-Management envelopes: writes our requests, reads the answers
 *
 * Namespace and local name identify envelope and fault, the local name alone every other element; prefixes do not count. Knows
 * neither HTTP nor the contents of the streams.
 * Source: DSP0226 (WS-Management 1.1); [MS-WSMV] 3.1.4; WS-Enumeration; SOAP 1.2.
 */
#ifndef CODEC_WSMAN_MSG_H
#define CODEC_WSMAN_MSG_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "codec/psrp_msg.h"

enum {
	WSMAN_ENVELOPE_MAX = 153600,	       /* bytes that we ask the server to keep to: every server's default allows it */
	WSMAN_STREAM_MAX = 1024 * 1024,	       /* decoded bytes of the streams in one answer */
	WSMAN_ANSWER_MAX = 2 * 1024 * 1024,    /* bytes of one answer: far more than we ask the server to keep to */
};

/* The common head of all envelopes. */
struct wsman_head {
	const char *url;
	const char *resource; /* resource URI */
	struct guid message;  /* new for each */
	const char *shell_id; /* as the server named it; NULL: none yet */
	unsigned timeout_s;   /* OperationTimeout */
};

/* Each appends one envelope. False: no room. */
[[nodiscard]] bool wsman_create(const struct wsman_head *, struct guid pool, struct span fragments, struct buf *);
[[nodiscard]] bool wsman_command(const struct wsman_head *, struct guid pipeline, struct span fragment, struct buf *);
/* command_id as the server named it; NULL: the pool's own stream. */
[[nodiscard]] bool wsman_receive(const struct wsman_head *, const char *command_id, struct buf *);
/* Ends the command, whose pipeline holds the shell's one runspace. */
[[nodiscard]] bool wsman_signal(const struct wsman_head *, const char *command_id, struct buf *);
[[nodiscard]] bool wsman_delete(const struct wsman_head *, struct buf *);
[[nodiscard]] bool wsman_enumerate(const struct wsman_head *, struct buf *);
[[nodiscard]] bool wsman_pull(const struct wsman_head *, const char *context, struct buf *);

struct wsman_answer {
	const char *relates_to; /* the MessageID it answers; "" when absent */
	const char *shell_id;	/* "" unless it is a Create's answer */
	const char *command_id; /* "" unless it is a Command's answer */
	bool command_done;	/* CommandState Done */
	const char *context;	/* EnumerationContext, "" when absent */
	bool end_of_sequence;
	bool is_fault;
	uint32_t fault_code;	/* WSManFault or MSFT_WmiError code; 0 when it bears none */
	const char *subcode;	/* local name of the SOAP subcode, "AccessDenied"; "" when absent */
	const char *fault_text; /* its message, else the reason's text; "" when absent */
};

/*
 * The kind of a fault: its number if facts_remote_meaning() knows it; else REMOTE_* by its subcode (DSP0226 14.6,
 * WS-Addressing); else its number, 0 for none.
 */
int64_t wsman_fault_code(const struct wsman_answer *);

/*
 * Reads an envelope; bytes of its streams are appended to *streams in order. False: not XML, not an envelope (an HTML page),
 * rubbish in a stream (FAULT_PROTOCOL), a ceiling (FAULT_LIMIT), no memory. A SOAP fault is an answer, not a failure.
 */
[[nodiscard]] bool wsman_answer_decode(struct span body, struct arena *, struct buf *streams, struct wsman_answer *,
				       struct fault *);

#endif
