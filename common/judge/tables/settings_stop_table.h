// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * settings_stop_table - why the settings of a server could not be read, as sentences
 *
 * One row for each kind of fault and what was asked: a pool, an OCS 2007 R2 Edge, a web server with an export, by which login,
 * through a proxy or not.
 * Source: [MS-WSMV] 2.2.9 (fault codes); RFC 9110 15 (HTTP status).
 */
#ifndef JUDGE_SETTINGS_STOP_TABLE_H
#define JUDGE_SETTINGS_STOP_TABLE_H

#include "judge/explanation.h"
#include "model/rule.h"

/* The whole command that writes a good export: it asks every cmdlet, deep enough. */
#define SETTINGS_STOP_TABLE_WRITE_REMEDY "on a Front End: .\\Export-PushConfig.ps1 C:\\push-config.xml"

/*
 * What to say of target->stopped; NULL: its kind has no row. Patterns hold {queried} (the host), {ours} (the subject of our certificate), {login},
 * {limit} (-t in seconds), {try} (twice that), {cmdlet} (the one that was cut short) and {text} (the fault's own words).
 */
const struct advice *settings_stop_table_find(const struct view *);

/*
 * What is known of a fault that WS-Management reported, by its number alone; NULL: nothing is, or the number is one of Windows at large.
 * Its sentence is {text}.
 */
const struct advice *settings_stop_table_fault(uint32_t number);

#endif
