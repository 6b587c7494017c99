// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_name - an option by its name, an abbreviation or its letter
 */
#ifndef CLI_OPTION_NAME_H
#define CLI_OPTION_NAME_H

#include "cli/host_text.h"
#include "cli/options.h"

/* The row with that name, or the first whose name begins so; *second is another one that does, NULL: there is none. */
const struct option *option_name_row(const struct option *table, struct span name, const struct option **second);

/*
 * The row of a long name or an unambiguous abbreviation, and of a letter. NULL: o->fault says why, or where the password belongs
 * that the name announces. origin: " in FILE, line N", or "".
 */
const struct option *option_name_find(struct options *o, struct span name, const char *origin);
const struct option *option_name_letter(struct options *o, char letter, const char *origin);

/* Writes "--port", or "-4" for a row without a name. */
const char *option_name_text(const struct option *row, char to[HOST_SHOWN]);

/*
 * Writes the dashes and the part of an unknown word that may be shown. True: the word announces a password, and o->fault names the
 * option for its file.
 */
bool option_name_is_password(struct options *o, const char *dashes, struct span word, char shown[HOST_SHOWN]);

#endif
