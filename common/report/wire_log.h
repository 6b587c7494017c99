// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wire_log - what was said on the wire, message by message
 */
#ifndef REPORT_WIRE_LOG_H
#define REPORT_WIRE_LOG_H

#include "model/wire.h"
#include "report/lines.h"

/*
 * Each message as an arrow with its time since the run began and its first line; with `whole` all of its bytes below it, in
 * printable form, the values of Authorization and Proxy-Authorization masked.
 */
void wire_log_write(struct lines *, const struct wire *, bool whole);

#endif
