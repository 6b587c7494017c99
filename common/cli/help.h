// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * help - what a program says of itself: usage, help, version, and where a usage error is
 *
 * Everything comes from the option table, so it cannot disagree with what is parsed. Within 80 columns.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "base/buf.h"
#include "cli/options.h"

struct help {
	const char *program;	     /* "check_push_federation" */
	const char *purpose;	     /* one sentence: the question it answers */
	const struct option *table;
	const char *const *examples; /* pairs: what it is for, the options behind the program's name; ends with NULL */
};

/* Each returns !failed of the buffer. */

/* "Usage: ...", every option once, at most 22 lines. */
bool help_usage(const struct help *, struct buf *);

/* Version, purpose, usage, every option with its default under its heading, examples, exit codes, where to report. */
bool help_write(const struct help *, struct buf *);

/* "check_push_federation 0.2.0" */
bool help_version(const struct help *, struct buf *);

/*
 * For a terminal, two lines: the argument at which the options went wrong, behind the option whose value it is, and a caret under
 * the byte. `options->at` is not 0. What may hold a secret is not shown; what is not printable ASCII is shown as "?", long words in
 * part.
 */
bool help_caret(char *const *argv, const struct options *, struct buf *);

#endif
