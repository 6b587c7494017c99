// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * decode - the three ways in which reading a message can end
 *
 * Partial is not malformed: a decoder that was given a part of a good message says MORE.
 */
#ifndef CODEC_DECODE_H
#define CODEC_DECODE_H

#include "base/span.h"

enum decode_end {
	DECODE_DONE, /* `used` bytes made a whole message */
	DECODE_MORE, /* so far so good; give the same bytes again with more behind them */
	DECODE_BAD,  /* never a message: `rule` says what it broke */
};

/* Why bytes are never a message. */
enum decode_fault {
	DECODE_MALFORMED, /* the right protocol, and a rule of it broken */
	DECODE_FOREIGN,	  /* another protocol */
	DECODE_OVERSIZED, /* it may be legal, and is larger than the decoder takes */
};

struct decode {
	enum decode_end end;
	size_t used;	  /* DONE: bytes of the message, leading line ends included */
	const char *rule; /* BAD: one line, static: "Content-Length is not a number (RFC 3261 20.14)" */
	enum decode_fault fault; /* BAD */
};

static inline struct decode decode_done(size_t used)
{
	return (struct decode){ .end = DECODE_DONE, .used = used };
}

static inline struct decode decode_more(void)
{
	return (struct decode){ .end = DECODE_MORE };
}

static inline struct decode decode_bad(const char *rule)
{
	return (struct decode){ .end = DECODE_BAD, .rule = rule };
}

static inline struct decode decode_bad_as(enum decode_fault fault, const char *rule)
{
	return (struct decode){ .end = DECODE_BAD, .rule = rule, .fault = fault };
}

#endif
