// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_items - options as they were given, before their values are read
 *
 * One list for the command line and one for files, in their order. Knows where each came from, so that a fault can name the place.
 */
#ifndef CLI_OPTION_ITEMS_H
#define CLI_OPTION_ITEMS_H

#include "cli/options.h"

/* Ends a sentence about a word or a value: "argument 3 ends in ...". */
#define OPTION_ITEMS_RETURN "ends in a carriage return: the file that this command stands in has line ends of Windows"

/* One option as it was given. */
struct option_item {
	struct option_item *next;
	const struct option *option;
	const char *value;     /* NULL: none */
	int at;		       /* argv index of the value, or of the option without one; 0: from an ini file */
	size_t column;	       /* where in it the value begins */
	const char *origin;    /* " in FILE, line N"; "": the command line */
	const char *place;     /* the same pointer for what one section, one recording or the command line gives */
};

struct option_items {
	struct option_item *first, **end;
};

/* NULL: no memory. */
struct option_items *option_items_new(struct options *);

/* Appends a copy. False: no memory. */
[[nodiscard]] bool option_items_add(struct options *, struct option_items *, const struct option_item *);

size_t option_items_count(const struct option_items *);

/* ---- the argument at fault, for the caller to point at; each returns false ---- */

bool option_items_refuse(struct options *, int at, size_t column);

/* An unknown word, of which at most `end` bytes may be shown. */
bool option_items_refuse_name(struct options *, int at, size_t column, size_t end);

/* Byte `at` of the item's value, which may stand in an argument of its own. */
bool option_items_refuse_value(struct options *, const struct option_item *, size_t at);

#endif
