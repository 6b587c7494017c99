// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fault - why something did not work, as a value
 *
 * The caller owns it; there is nothing to free. Kind and code are for rules, the text is one line for people.
 * The setter returns false, so that failing is one statement:
 *
 *	return fault(f, FAULT_TIMEOUT, 0, "no SIP answer within %d ms", ms);
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hardened.h"

/*	kind		word in output	   what its code is, and what it means. Recordings hold the number: a new kind comes last. */
#define FAULT_KINDS(X)                                                                                   \
	X(NONE, "none")		      /* 0: nothing failed */                                            \
	X(TIMEOUT, "timeout")	      /* 0: the deadline, or a phase's own limit, was reached */         \
	X(CANCELLED, "cancelled")     /* 0: we were asked to stop (SIGTERM, SIGINT) */                   \
	X(MEMORY, "memory")	      /* 0: an allocation failed */                                      \
	X(SYSTEM, "system")	      /* errno: a call to our own system failed */                       \
	X(USAGE, "usage")	      /* 0: the operator's options cannot be used */                     \
	X(FILE, "file")		      /* errno or 0: a file the operator named cannot be used */         \
	X(DNS, "dns")		      /* enum dns_code (model/facts.h): no address */                    \
	X(REFUSED, "refused")	      /* errno: TCP connection refused */                                \
	X(UNREACHABLE, "unreachable") /* errno: no way there, said by the network or by our own host */  \
	X(RESET, "reset")	      /* errno, or BROKE_MIDWAY (model/facts.h): the peer, or something between, reset the connection */  \
	X(CLOSED, "closed")	      /* 0 or BROKE_MIDWAY: the peer closed the connection */                      \
	X(ALERT, "alert")	      /* alert number: the peer refused TLS (RFC 8446 6) */              \
	X(VERIFY, "verify")	      /* X509_V_ERR_*: the peer's certificate did not verify */          \
	X(TLS, "tls")		      /* OpenSSL's reason: our own side refused the handshake */         \
	X(IDENTITY, "identity")	      /* OpenSSL's reason or 0: our own certificate or key is no good */ \
	X(PROTOCOL, "protocol")	      /* 0 or PROTOCOL_NUL (model/facts.h): the peer speaks something else */ \
	X(LIMIT, "limit")	      /* 0: the peer sent more than a named ceiling allows */            \
	X(AUTH, "auth")		      /* HTTP status or AUTH_NOT_OFFERED: credentials were refused */                  \
	X(HTTP, "http")		      /* HTTP status or HTTP_NO_BODY: the web server answered, not the service */  \
	X(REMOTE, "remote")	      /* fault code or REMOTE_* (model/facts.h): the service itself reported a fault */ \
	X(FORBIDDEN, "forbidden")     /* errno: this host, or something on the way, forbids us to send there */

enum fault_kind {
#define X(kind, word) FAULT_##kind,
	FAULT_KINDS(X)
#undef X
};

#define FAULT_TEXT_MAX 400

struct fault {
	enum fault_kind kind;
	int64_t code;
	char text[FAULT_TEXT_MAX];
};

/* Sets the fault, cutting the text to its size; always returns false. */
[[gnu::format(printf, 4, 5)]] bool fault(struct fault *, enum fault_kind, int64_t code, const char *format, ...);

/* This host or its operator is at fault, whatever peer was spoken with: no memory, a call, an option, a file, our certificate, a policy. */
bool fault_is_ours(enum fault_kind);

/* "timeout", "refused", ...: the word for a kind in machine-readable output. */
const char *fault_word(enum fault_kind);

#endif
