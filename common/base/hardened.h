// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * hardened - refuses a build whose buffer checks are weaker than _FORTIFY_SOURCE=3
 *
 * The flags of a packager may carry a lower level, and the compiler takes the last one without a word. gcc before 12 knows no
 * level 3; there it is 2. A build under sanitizers or for coverage defines UNFORTIFIED.
 */
#ifndef BASE_HARDENED_H
#define BASE_HARDENED_H

#if defined __clang__ || __GNUC__ >= 12
#define HARDENED_LEVEL 3
#else
#define HARDENED_LEVEL 2
#endif

#if !defined UNFORTIFIED && (!defined _FORTIFY_SOURCE || _FORTIFY_SOURCE < HARDENED_LEVEL)
#error "_FORTIFY_SOURCE is lower than the Makefile's: let CPPFLAGS and CFLAGS not set it, or define UNFORTIFIED for a build that is not for use"
#endif

#endif
