// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * stop_table - why the way to a server ended early, as sentences
 *
 * One row per phase, kind of fault and what had been seen before it. Alerts and refusals of our own OpenSSL have tables of
 * their own; this one sends there.
 */
#ifndef JUDGE_STOP_TABLE_H
#define JUDGE_STOP_TABLE_H

#include "judge/explanation.h"
#include "model/rule.h"

/* Software that may forbid this host to send, and the command that shows its rules. */
#define STOP_TABLE_FORBIDDEN_REMEDY \
	"on this host, look at ausearch -m avc, at nft list ruleset, and at IPAddressDeny and RestrictAddressFamilies of the unit that " \
	"starts the check"

/*
 * What to say of target->stopped: never NULL, a fault without a row of its own gets a general one. Patterns hold {queried}, {at}
 * (HOST:PORT and address), {after} and {wait} (times), {reached} (phases that were done), {text} (the fault's own) and {kind}.
 * What the options leave open as a way out: {resolver}, {another} (resolver), {by_address}, {only} (one family), {older} (TLS), {allowed} (versions of TLS), {given}
 * (what names the server: -H, -I).
 */
const struct advice *stop_table_find(const struct view *);

#endif
