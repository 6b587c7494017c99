// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * icinga2 - a plugin as a CheckCommand of Icinga 2
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"

static void icinga_string(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (strchr("\"\\", *text))
			putchar('\\');
		putchar(*text);
		if (*text == '$')
			putchar('$');
	}
	putchar('"');
}

/* "check_push_federation", "--min-ok" -> push_federation_min_ok */
static void icinga_name(const struct plugin *plugin, const struct option *row)
{
	printf("%s_", plugin->name + strlen("check_"));
	if (!row->name)
		printf("%s", row->letter == '4' ? "ipv4" : "ipv6");
	for (const char *c = row->name; c && *c; c++)
		putchar(*c == '-' ? '_' : *c);
}

/* What is for people at a terminal is no service's. */
static bool is_for_services(const struct option *row)
{
	switch (row->type) {
	case OPT_HEADING:
	case OPT_HELP:
	case OPT_VERSION:
	case OPT_LIST_RULES:
	case OPT_EXPLAIN:
	case OPT_REPLAY:
		return false;
	default:
		return !row->name || strcmp(row->name, "record") != 0;
	}
}

static bool is_list(const struct option *row)
{
	return row->type == OPT_HOSTS || row->type == OPT_HEADERS || row->type == OPT_EXPECTS || row->type == OPT_RULES;
}

static void icinga_argument(const struct plugin *plugin, const struct option *row)
{
	fputs("\t\t\"", stdout);
	if (row->name)
		printf("--%s", row->name);
	else
		printf("-%c", row->letter);
	printf("\" = {\n\t\t\t%s = \"$", row->argument ? "value" : "set_if");
	icinga_name(plugin, row);
	fputs("$\"\n", stdout);
	if (is_list(row))
		fputs("\t\t\trepeat_key = true\n", stdout);
	fputs("\t\t\tdescription = ", stdout);
	icinga_string(row->help);
	fputs("\n\t\t}\n", stdout);
}

static int64_t timeout_seconds(const struct plugin *plugin)
{
	long seconds = 30;

	EACH_OPTION(row, plugin)
		if (row->type == OPT_TIMEOUT && row->fallback)
			seconds = strtol(row->fallback, NULL, 10);
	return seconds;
}

void icinga2_write(const struct plugin *plugin)
{
	printf("/* %s: made from its option table */\n\nobject CheckCommand \"%s\" {\n\tcommand = [ PluginContribDir + \"/%s\" ]\n\n"
	       "\targuments = {\n",
	       plugin->name, plugin->name + strlen("check_"), plugin->name);
	EACH_OPTION(row, plugin)
		if (is_for_services(row))
			icinga_argument(plugin, row);
	printf("\t}\n\n\ttimeout = %llds /* ten more than --timeout: it tells more than Icinga's own */\n}\n",
	       (long long)timeout_seconds(plugin) + 10);
}
