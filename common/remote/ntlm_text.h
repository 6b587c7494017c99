// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ntlm_text - what of user and password libcurl's NTLM can send
 *
 * Of a password only its hash is sent, which libcurl makes of each byte widened to UTF-16: right for Latin-1 and for nothing else. A name is sent
 * itself, and since libcurl's first message never offers Unicode, in the server's OEM code page, which is not known here: so it is ASCII, or it is
 * not sent. GSSAPI's NTLM, which offers Unicode, Basic and Kerberos take UTF-8.
 * Source: [MS-NLMP] 2.2.2.5 (NEGOTIATE_UNICODE, NEGOTIATE_OEM), 3.3.1, 3.3.2 (NTOWF: MD4 of the password in UTF-16); libcurl's vauth/ntlm.c.
 */
#ifndef REMOTE_NTLM_TEXT_H
#define REMOTE_NTLM_TEXT_H

#include "base/buf.h"

/*
 * Appends the text. Bytes that are no UTF-8 are taken for Latin-1 already. False: a character has no place in Latin-1, or the buffer's
 * `failed` is set.
 */
[[nodiscard]] bool ntlm_text_password(struct span utf8, struct buf *to);

/* Can it be sent: "DOMAIN\user" or "user@domain", all of it ASCII? */
bool ntlm_text_is_login(struct span utf8);

#endif
