// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * challenge - who asks for a login, and by which schemes
 *
 * Source: [MS-SIPAE] 2.2.1 (targetname), RFC 3261 20.27, 20.44.
 */
#ifndef CODEC_CHALLENGE_H
#define CODEC_CHALLENGE_H

#include "base/arena.h"
#include "codec/sip_msg.h"
#include "model/facts.h"

/*
 * Sets challenger, realm and schemes from all WWW-Authenticate and Proxy-Authenticate headers: the first name and realm that one gives,
 * "" without one. Without memory the arena's `failed` is set.
 */
void challenge_read(const struct sip_msg *, struct arena *, struct answer *);

#endif
