// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * credential - header lines that are shown nowhere and kept nowhere
 *
 * Source: RFC 3261 20.7, 20.28; RFC 9110 11.6.2, 11.7.2.
 */
#ifndef CODEC_CREDENTIAL_H
#define CODEC_CREDENTIAL_H

#include "base/buf.h"

/* Is the line an Authorization or Proxy-Authorization header? */
bool credential_is(struct span line);

/* Appends the text; of each credential in it, with the lines that fold on from it, only the name and "(not shown)". */
void credential_mask(struct span text, struct buf *);

#endif
