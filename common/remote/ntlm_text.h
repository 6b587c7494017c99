// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ntlm_text - user and password as libcurl's NTLM wants them
 *
 * libcurl makes UTF-16 of each byte by itself, which is right for Latin-1 and for nothing else; and of a user's name it makes a to z
 * upper-case alone, where Windows takes all letters for its hash. So texts go there in Latin-1, and a name with its other letters in upper
 * case, which Windows takes for the same name. GSSAPI's NTLM, Basic and Kerberos take UTF-8.
 * Source: [MS-NLMP] 3.3.1, 3.3.2 (NTOWF: MD4 of the password in UTF-16; upper-case name, domain as it is).
 */
#ifndef REMOTE_NTLM_TEXT_H
#define REMOTE_NTLM_TEXT_H

#include "base/buf.h"

/*
 * Appends the text. Bytes that are no UTF-8 are taken for Latin-1 already. False: a character has no place in Latin-1, or the buffer's
 * `failed` is set.
 */
[[nodiscard]] bool ntlm_text_password(struct span utf8, struct buf *to);

/* The same for "DOMAIN\user" and "user@domain". False also for a letter whose upper case has no place there. */
[[nodiscard]] bool ntlm_text_login(struct span utf8, struct buf *to);

#endif
