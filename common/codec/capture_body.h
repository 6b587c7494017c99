// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * capture_body - where a captured request's body ends, in text that may have lost its carriage returns
 *
 * Logs and editors turn CR LF into LF, and Content-Length counts both. Knows nothing of headers.
 */
#ifndef CODEC_CAPTURE_BODY_H
#define CODEC_CAPTURE_BODY_H

#include <stdint.h>

#include "base/arena.h"

/*
 * Finds at the beginning of `text` the body of `length` bytes, as it was sent: lost carriage returns count, and are put back in the
 * copy. crlf: the head still has its own, so none were lost. Nothing but blanks may stand behind the body; where that cannot be, a
 * line has to end there. False: no such body is there, or no memory for the copy (the arena's failed is set).
 */
[[nodiscard]] bool capture_body_find(struct span text, uint64_t length, bool crlf, struct arena *, struct span *body);

#endif
