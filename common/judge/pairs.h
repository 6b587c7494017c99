// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * pairs - the objects of two sections, those of one name together
 *
 * For comparing settings: of two runs, or of the pool and an Edge's replica. Knows what an object is known by, not what it says.
 */
#ifndef JUDGE_PAIRS_H
#define JUDGE_PAIRS_H

#include "base/arena.h"
#include "model/pool.h"

struct pairs_entry {
	const char *name;
	const struct pool_object *object; /* NULL: behind the last */
};

struct pairs {
	const struct pairs_entry *first, *second; /* what is left of each, in the order of their names */
};

struct pair {
	const char *name; /* "" where nothing names it */
	const struct pool_object *first, *second; /* NULL: that section has none of this name */
};

/* Everything handed in outlives it. Without memory there are no pairs, and the arena's failed is set. */
struct pairs pairs_of(const struct pool_section *first, const struct pool_section *second, struct arena *);

/* The next pair, in the order of names; objects of one name in the order of their section. False: that was all. */
[[nodiscard]] bool pairs_next(struct pairs *, struct pair *);

/* The order of names: ASCII letters in either case, and a dot at the end is none. */
int pairs_name_order(const char *, const char *);

#endif
