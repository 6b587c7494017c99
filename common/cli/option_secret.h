// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_secret - secrets that are given where only the name of their file may stand
 *
 * Passwords and keys are read from files, because every user of the host sees a command line. A secret that is given all the same is
 * recognised here by the name it is given under, so that no message repeats it.
 */
#ifndef CLI_OPTION_SECRET_H
#define CLI_OPTION_SECRET_H

#include "base/span.h"
#include "cli/options.h"

/*
 * Does this name, as it was typed, say "password" rather than "file of the password"? "password", "pass" and "key-pass" do,
 * "password-f" does not. Returns the name of the option that takes the file, "password-file" or "key-password-file"; NULL: it does
 * not. `row`: the option whose name or abbreviation it is; NULL: none, or more than one.
 */
const char *option_secret_file(const struct option *table, const struct option *row, struct span name);

/* Does the text begin with a word for a secret: "password=x", "key-pass=x", "token"? */
bool option_secret_begins(struct span text);

/*
 * The part of an unknown word that may be shown. It ends before the first character that an option name cannot contain, and after a
 * word for a secret, because the secret itself may follow: "password:x", "password x", "passwordx".
 */
struct span option_secret_shown(struct span word);

#endif
