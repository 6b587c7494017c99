// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_value - one option's text, checked whole and stored into the plan
 *
 * Pure: opens nothing, resolves nothing. The same reader takes what a user typed, a line of an ini file and a default.
 */
#ifndef CLI_OPTION_VALUE_H
#define CLI_OPTION_VALUE_H

#include "cli/options.h"

struct option_value {
	const struct option *option;
	const char *text;	  /* NULL for an option that takes no value */
	struct plan *plan;
	struct arena *arena;	  /* gets copies of texts, and lists */
	const struct rule *rules; /* what OPT_RULES may name */
};

/* Stores the "not given" of a type whose zero means something else: -1, as model/plan.h says. */
void option_value_unset(const struct option *, struct plan *);

/*
 * False leaves the plan as it was and a fault FAULT_USAGE whose text begins with the wrong part of the value and whose code
 * is the byte of the value at which it goes wrong; -1: the value may hold a secret, so neither the text nor a caret shows it.
 * Memory is not looked at here: see arena.failed.
 */
[[nodiscard]] bool option_value_read(const struct option_value *, struct fault *);

/* Does an option of this type take a value? */
bool option_value_wanted(enum option_type);

/* ... and may it be left out? */
bool option_value_optional(enum option_type);

#endif
