// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * winsock_table - numbers of Windows that servers put into ms-diagnostics
 *
 * Winsock codes (WinsockFailureCode="10054(WSAECONNRESET)"), results of Schannel (HRESULT="0x80090322(...)"), and those of the SIP
 * stack that a public document explains.
 * Source: Microsoft, Windows Sockets Error Codes; Winerror.h; Event 32263; Test-CsMcxPushNotification fails with an OCS 2007 R2 Edge.
 */
#ifndef JUDGE_WINSOCK_TABLE_H
#define JUDGE_WINSOCK_TABLE_H

#include <stdint.h>

#include "base/span.h"
#include "model/cause.h"

struct winsock_row {
	uint32_t number;
	const char *name;
	const char *meaning; /* "the peer refused the connection" */
	enum cause cause;    /* sharper than the diagnostic's own; CAUSE_NONE: none */
};

/* NULL: not in the table. A Winsock code is found in its HRESULT (0x80072746) too. */
const struct winsock_row *winsock_table_find(uint32_t number);

/* By its whole name, in either case; NULL: not in the table. */
const struct winsock_row *winsock_table_named(struct span name);

/* The number at the start of such a text, decimal or 0x: "10054(WSAECONNRESET)". NULL: none, or not in the table. */
const struct winsock_row *winsock_table_read(const char *text);

#endif
