// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_reply - the answer to a request of the server
 *
 * A server that takes this host for one of its own sends requests of its own on the connection: NEGOTIATE, OPTIONS.
 * Source: RFC 3261 8.2.1 (405 with Allow), 8.2.6 (what an answer repeats), 11.2 (OPTIONS).
 */
#ifndef CODEC_SIP_REPLY_H
#define CODEC_SIP_REPLY_H

#include "base/buf.h"
#include "codec/sip_msg.h"

/*
 * Appends the answer: 200 to OPTIONS, 405 to all else. tag: hexadecimal, for its To. False, and nothing was appended: an ACK, which gets
 * none, a response, or a request that lacks what an answer must repeat; or there is no memory (the buffer's `failed` is set).
 */
[[nodiscard]] bool sip_reply_encode(const struct sip_msg *request, const char *tag, struct buf *);

#endif
