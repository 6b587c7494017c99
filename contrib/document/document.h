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

#include "cli/options.h"
#include "model/plugin.h"

/* The rows that are options. */
#define EACH_OPTION(row, plugin)                                                 \
	for (const struct option *row = (plugin)->options; row->help; row++)     \
		if (row->type != OPT_HEADING)

/*
 * Copies standard input, a template in mdoc; in the place of a line that is @OPTIONS@, @RULES@ or @PERFDATA@ stands what the
 * tables say, and of @VERSION@ or @REPORT_TO@ in a line the version and where bugs are reported.
 */
void man_write(const struct plugin *);

void bash_write(const struct plugin *);
void zsh_write(const struct plugin *);
void icinga2_write(const struct plugin *);
void director_write(const struct plugin *); /* a basket of Icinga Director */

/* ---- what Icinga and its Director say in the same words ---- */

enum {
	ICINGA_NAME_MAX = 64,
	ICINGA_EXPRESSION_MAX = ICINGA_NAME_MAX + 40,
	ICINGA_LEVELS = 3, /* of an option that counts: -vvv */
};

/* "--min-ok" -> push_min_ok, "-4" -> push_ipv4: the custom variable, of at most ICINGA_NAME_MAX with its end */
void icinga_variable(const struct option *, char *name);

/* "--min-ok", "-4" */
void icinga_key(const struct option *, char *key);

/* False: for people at a terminal, or it writes files. */
bool icinga_is_for_services(const struct option *);
bool icinga_is_list(const struct option *);

/* When the host's address is given: it may be a name, or missing; and it is no help where several hosts are asked, or none. */
extern const char icinga_when_one_host[];

/* Writes the expression that is true when the variable of an option that counts is at least level; room: ICINGA_EXPRESSION_MAX */
void icinga_when_level(const struct option *, int level, char *expression);

/* After how many seconds Icinga kills it: ten more than --timeout */
int64_t icinga_timeout(const struct plugin *);

#endif
