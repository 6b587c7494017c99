// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * icinga2 - a plugin as a CheckCommand of Icinga 2
 *
 * Custom variables are push_OPTION, the same for all three plugins: what a site gives once, at a host or in a template (the
 * identity, trusted roots, the domain), then serves every service; what belongs to one check stands at that service.
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

void icinga_variable(const struct option *row, char *name)
{
	name += sprintf(name, "push_%s", row->name ? "" : "ipv");
	for (const char *c = row->name ? row->name : (char[]){ row->letter, '\0' }; *c; c++)
		*name++ = *c == '-' ? '_' : *c;
	*name = '\0';
}

static void variable(const struct option *row, const char *more)
{
	char name[ICINGA_NAME_MAX];

	icinga_variable(row, name);
	printf("$%s%s$", name, more);
}

void icinga_key(const struct option *row, char *key)
{
	snprintf(key, ICINGA_NAME_MAX, row->name ? "--%s" : "-%s", row->name ? row->name : (char[]){ row->letter, '\0' });
}

bool icinga_is_for_services(const struct option *row)
{
	static const char *const others[] = { "record", "no-sandbox", "output-format", "remedy" };

	switch (row->type) {
	case OPT_HEADING:
	case OPT_HELP:
	case OPT_VERSION:
	case OPT_LIST_RULES:
	case OPT_EXPLAIN:
	case OPT_REPLAY:
		return false;
	default:
		for (size_t i = 0; row->name && i < sizeof others / sizeof *others; i++)
			if (strcmp(row->name, others[i]) == 0)
				return false;
		return true;
	}
}

bool icinga_is_list(const struct option *row)
{
	return row->type == OPT_HOSTS || row->type == OPT_FILES || row->type == OPT_NAMES || row->type == OPT_HEADERS || row->type == OPT_EXPECTS ||
	       row->type == OPT_RULES;
}

/* Values stand behind "=": one may begin with a dash, and some options have one only now and then. */
static void argument_begin(const struct option *row, const char *key)
{
	printf("\t\t\"%s\" = {\n", key);
	if (row->argument)
		puts("\t\t\tseparator = \"=\"");
}

static void argument_end(const struct option *row)
{
	fputs("\t\t\tdescription = ", stdout);
	icinga_string(row->help);
	puts("\n\t\t}");
}

/* A variable may be null, to take back what a host or a template gave: by itself that would be an empty value. */
static void set_if_not_null(const struct option *row, const char *more)
{
	fputs("\t\t\tset_if = {{ macro(\"", stdout);
	variable(row, more);
	puts("\") != null }}");
}

/* "--mobility" by a switch, or with a domain */
static void argument_of_two_kinds(const struct option *row)
{
	printf("\t\t\"--%s\" = {\n\t\t\tset_if = \"", row->name);
	variable(row, "");
	puts("\"");
	argument_end(row);
	printf("\t\t\"--%s-domain\" = {\n\t\t\tkey = \"--%s\"\n\t\t\tseparator = \"=\"\n\t\t\tvalue = \"", row->name, row->name);
	variable(row, "_domain");
	puts("\"");
	set_if_not_null(row, "_domain");
	argument_end(row);
}

void icinga_when_level(const struct option *row, int level, char *expression)
{
	char name[ICINGA_NAME_MAX];

	icinga_variable(row, name);
	sprintf(expression, "number(macro(\"$%s$\") || 0) >= %d", name, level);
}

/* An option that counts stands once for each level: true is one, a number is so many. */
static void argument_that_counts(const struct option *row)
{
	char key[ICINGA_NAME_MAX], expression[ICINGA_EXPRESSION_MAX];

	icinga_key(row, key);
	for (int level = 1; level <= ICINGA_LEVELS; level++) {
		printf(level == 1 ? "\t\t\"%s\" = {\n" : "\t\t\"%s-%d\" = {\n", key, level);
		if (level > 1)
			printf("\t\t\tkey = \"%s\"\n", key);
		icinga_when_level(row, level, expression);
		printf("\t\t\tset_if = {{ %s }}\n", expression);
		argument_end(row);
	}
}

const char icinga_when_one_host[] =
	"\t\t\t\tvar names = macro(\"$push_hostname$\")\n"
	"\t\t\t\tvar one = typeof(names) == Array ? len(names) == 1 : names\n"
	"\t\t\t\treturn one && regex(\"^[0-9.]+$|:\", macro(\"$push_IP_address$\"))\n";

static void argument(const struct option *row)
{
	char key[ICINGA_NAME_MAX];

	icinga_key(row, key);
	argument_begin(row, key);
	printf("\t\t\t%s = \"", row->argument ? "value" : "set_if");
	variable(row, "");
	puts("\"");
	if (icinga_is_list(row))
		puts("\t\t\trepeat_key = true");
	if (row->letter == 'I')
		printf("\t\t\tset_if = {{\n%s\t\t\t}}\n", icinga_when_one_host);
	else if (row->argument)
		set_if_not_null(row, "");
	argument_end(row);
}

int64_t icinga_timeout(const struct plugin *plugin)
{
	long seconds = 30;

	EACH_OPTION(row, plugin)
		if (row->type == OPT_TIMEOUT && row->fallback)
			seconds = strtol(row->fallback, NULL, 10);
	return seconds + 10;
}

void icinga2_write(const struct plugin *plugin)
{
	const char *name = plugin->name + strlen("check_");

	printf("/* %s: made from its option table */\n\nobject CheckCommand \"%s\" {\n\timport \"ipv4-or-ipv6\"\n\n"
	       "\tcommand = [ PluginContribDir + \"/%s\" ]\n\n\targuments = {\n", plugin->name, name, plugin->name);
	EACH_OPTION(row, plugin) {
		if (!icinga_is_for_services(row))
			continue;
		if (row->type == OPT_MOBILITY)
			argument_of_two_kinds(row);
		else if (row->type == OPT_COUNT)
			argument_that_counts(row);
		else
			argument(row);
	}
	printf("\t}\n\n\tvars.push_IP_address = \"$check_address$\"\n\n"
	       "\t/* ten more than --timeout: the plugin's own result says more than Icinga's kill; with push_timeout, set the\n"
	       "\t   service's check_timeout too */\n"
	       "\ttimeout = %llds\n}\n\n", (long long)icinga_timeout(plugin));
}
