// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * plural - the word that goes with a number
 */
#ifndef BASE_PLURAL_H
#define BASE_PLURAL_H

#include <stddef.h>

/* `one` for a count of 1, else `many`: printf("%zu %s", n, plural(n, "server", "servers")). Both are the caller's. */
static inline const char *plural(size_t count, const char *one, const char *many)
{
	return count == 1 ? one : many;
}

#endif
