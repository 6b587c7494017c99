// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * errno_text - the system's words for an error number
 */
#ifndef BASE_ERRNO_TEXT_H
#define BASE_ERRNO_TEXT_H

/* "Connection refused"; for a number that the system does not know, words that say so. Never NULL; any thread may call it. */
const char *errno_text(int error);

#endif
