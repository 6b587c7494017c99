// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * alert_table - what TLS alerts mean between us and an Edge
 *
 * An alert that the peer sent says what it did not like of ours; one that we sent, what we did not like of it.
 * Source: RFC 8446 6, RFC 5246 7.2; what Windows servers do.
 */
#ifndef JUDGE_ALERT_TABLE_H
#define JUDGE_ALERT_TABLE_H

#include "judge/explanation.h"
#include "model/facts.h"

/* How far the handshake had come when the alert arrived. */
enum alert_when {
	ALERT_NOT_ASKED, /* the peer did not ask for our certificate */
	ALERT_NOT_GIVEN, /* it was, and none was given */
	ALERT_UNUSED,	 /* it was, and ours fits none of the algorithms that the peer takes */
	ALERT_GIVEN,	 /* ours was given */
	ALERT_UNLISTED,	 /* ours was given, and its issuer is not in the list of CAs that the peer sent */
	ALERT_ANY,	 /* in a row: whichever */
};

struct alert_row {
	int number;
	enum alert_when when; /* GIVEN holds for UNLISTED too, where that has no row */
	const char *name;	/* as in RFC 8446, or 5246 where that is older */
	struct advice received; /* the peer sent it: {queried} */
};

/* `given`: we have a certificate (-J). */
enum alert_when alert_when(const struct tls *, bool given);

/* NULL: not in the table. */
const struct alert_row *alert_table_find(int number, enum alert_when);

#endif
