// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_words - the command line, as items
 */
#ifndef CLI_OPTION_WORDS_H
#define CLI_OPTION_WORDS_H

#include "cli/option_items.h"

/* Appends the options of argv[1..]. False: o->fault says why, and o->at which argument it is. */
[[nodiscard]] bool option_words_split(struct options *o, int argc, char **argv, struct option_items *);

#endif
