// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * credential - header lines that are shown nowhere and kept nowhere
 *
 * Source: RFC 3261 20.6, 20.7, 20.28; RFC 9110 11.6, 11.7; RFC 6265 4; no standard defines the others; their words identify them.
 */
#ifndef CODEC_CREDENTIAL_H
#define CODEC_CREDENTIAL_H

#include "base/buf.h"

/*
 * Does the name of a header say that its value is a credential? Authorization and Cookie do, X-Api-Key, and whatever else is made of
 * such words; what only asks for one, as WWW-Authenticate, does not.
 */
bool credential_is_name(struct span name);

/* Is the line a header with such a name? */
bool credential_is(struct span line);

/* Appends the text; of each credential in it, with the lines that fold on from it, only the name and "(not shown)". */
void credential_mask(struct span text, struct buf *);

#endif
