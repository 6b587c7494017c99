// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * document - what a plugin's tables say, in the languages of others
 *
 * Linked with a plugin in the place of its conductor (the build names plugin_main document_main), so that manual page, shell
 * completion and Icinga's command definition come from the same rows as parsing and --help. Everything is written to standard
 * output.
 */
#ifndef DOCUMENT_H
#define DOCUMENT_H

#include "front/options.h"
#include "front/plugin.h"

/* The rows that are options. */
#define EACH_OPTION(row, plugin)                                                 \
	for (const struct option *row = (plugin)->options; row->help; row++)     \
		if (row->type != OPT_HEADING)

/*
 * Copies standard input, a template in mdoc; in the place of a line that is @OPTIONS@, @RULES@ or @PERFDATA@ stands what the
 * tables say, and of @VERSION@ in a line our version.
 */
void man_write(const struct plugin *);

void bash_write(const struct plugin *);
void zsh_write(const struct plugin *);
void icinga2_write(const struct plugin *);

#endif
