// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_format - the format in which an error is written, wherever it was asked for
 */
#ifndef CLI_OPTION_FORMAT_H
#define CLI_OPTION_FORMAT_H

#include "cli/options.h"

/* Sets o->format if `name` is --output-format, or short for it, and `value` one of its formats; else it stays. */
void option_format_note(struct options *o, struct span name, const char *value);

/* The same for the words of a command line, which may be wrong elsewhere. */
void option_format_of_words(struct options *o, int argc, char **argv);

#endif
