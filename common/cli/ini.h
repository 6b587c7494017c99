// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ini - which ini file and section --extra-opts means, and whether it is fit to be read
 *
 * The library that reads the file would read beyond a line that begins with a NUL, wait for a named pipe, and end the program
 * with a bare "Config file error": so the file is looked at here first, and what is wrong is named by line.
 * Source: monitoring-plugins, "Extra-Opts"; lib/parse_ini.c of 2.4.0.
 */
#ifndef CLI_INI_H
#define CLI_INI_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/span.h"

enum { INI_SIZE_MAX = 1024 * 1024 };

/* The first of the usual places, which the packages create. */
#define INI_OWN_FILE "/etc/check_push/check_push.ini"

struct ini_place {
	const char *path, *section;
	const size_t *lines; /* of each option of the section, from 1, in the order of the file */
	size_t line_count;
};

/*
 * The place that a locator "[SECTION][@FILE]" (NULL: neither) means: the section is the plugin's name unless given, the file
 * the first that exists of $MP_CONFIG_FILE, the directories of $NAGIOS_CONFIG_PATH and the usual places, INI_OWN_FILE first. Its texts live in
 * the arena. False: no such file or section, the section is empty, or a line is no option; FAULT_FILE, the file is named.
 */
[[nodiscard]] bool ini_find(const char *locator, const char *plugin, struct arena *, struct ini_place *, struct fault *);

/*
 * A value as it is meant: without quotes around it, or without a comment that stands behind a blank (" ; comment", " # comment").
 * Quotes keep what would begin a comment.
 */
struct span ini_value(struct span);

#endif
