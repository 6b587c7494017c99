// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * document - what a plugin's tables say, in the languages of others
 *
 * Linked with a plugin in the place of its conductor (the build names plugin_main document_main), so that manual pages, shell
 * completion and Icinga's command definition come from the same rows as parsing and --help.
 *
 *	document_check_push_federation man|rules|bash|zsh|icinga2
 */
#include <stdio.h>
#include <string.h>

#include "front/options.h"
#include "front/plugin.h"

int document_main(const struct plugin *, int argc, char **argv);

static bool takes_value(const struct option *row)
{
	return row->argument != NULL;
}

/* The rows that are options. */
#define EACH_OPTION(row, plugin)                                                \
	for (const struct option *row = (plugin)->options; row->help; row++)     \
		if (row->type != OPT_HEADING)

/* ---- mdoc ---- */

/* A leading dot or quote would be a request, a backslash an escape; a dash is one that can be copied. */
static void man_text(const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	for (; *text; text++) {
		if (*text == '\\')
			fputs("\\e", stdout);
		else if (*text == '-')
			fputs("\\-", stdout);
		else
			putchar(*text);
	}
}

static void man_flag(const struct option *row)
{
	fputs(".It", stdout);
	if (row->letter)
		printf(" Fl %c", row->letter);
	if (row->letter && row->name)
		fputs(" ,", stdout);
	if (row->name)
		printf(" Fl \\-%s", row->name);
	if (takes_value(row))
		printf("%s Ar \"%s\"", row->name ? " Ns = Ns" : "", row->argument);
	putchar('\n');
}

static void write_man(const struct plugin *plugin)
{
	bool open = false;

	for (const struct option *row = plugin->options; row->help; row++) {
		if (row->type == OPT_HEADING) {
			printf("%s.Ss %s\n.Bl -tag -width Ds\n", open ? ".El\n" : "", row->help);
			open = true;
			continue;
		}
		man_flag(row);
		man_text(row->help);
		if (row->fallback) {
			fputs(".\nDefault: ", stdout);
			man_text(row->fallback);
		}
		fputs(".\n", stdout);
	}
	fputs(".El\n", stdout);
}

static void write_man_rules(const struct plugin *plugin)
{
	fputs(".Bl -tag -width Ds\n", stdout);
	for (const struct rule *rule = plugin->rules; rule->id; rule++) {
		printf(".It Cm %s\n", rule->id);
		man_text(rule->checks);
		printf(".\nAt worst %s.", state_name(rule->worst));
		if (rule->source[0]) {
			fputs("\nSource: ", stdout);
			man_text(rule->source);
			putchar('.');
		}
		putchar('\n');
	}
	fputs(".El\n", stdout);
}

/* ---- shells ---- */

static bool is_file(const struct option *row)
{
	return takes_value(row) && strstr(row->argument, "FILE");
}

static void bash_names(const struct plugin *plugin, bool files_only)
{
	EACH_OPTION(row, plugin) {
		if (files_only && !is_file(row))
			continue;
		if (row->letter)
			printf(" -%c", row->letter);
		if (row->name)
			printf(" --%s", row->name);
	}
}

/* Words of a choice are offered; files are completed; all else is the user's. */
static void bash_choices(const struct plugin *plugin)
{
	EACH_OPTION(row, plugin) {
		if (row->type != OPT_CHOICE || !row->name)
			continue;
		printf("\t--%s%s%c)\n\t\tmapfile -t COMPREPLY < <(compgen -W '", row->name, row->letter ? "|-" : "",
		       row->letter ? row->letter : ' ');
		for (const char *c = row->argument; *c; c++)
			putchar(*c == '|' || *c == ',' ? ' ' : *c);
		fputs("' -- \"$word\")\n\t\treturn ;;\n", stdout);
	}
}

static void write_bash(const struct plugin *plugin)
{
	printf("# bash completion for %s, made from its option table\n_%s()\n{\n", plugin->name, plugin->name);
	fputs("\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n\n", stdout);
	fputs("\tif [[ $before == '=' ]]; then\n\t\tbefore=${COMP_WORDS[COMP_CWORD - 2]}\n"
	      "\telif [[ $word == '=' ]]; then\n\t\tword=''\n\tfi\n\tcase $before in\n", stdout);
	bash_choices(plugin);
	fputs("\tesac\n\tif [[ ' ", stdout);
	bash_names(plugin, true);
	fputs(" ' == *\" $before \"* ]]; then\n\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n\telse\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen -W '", stdout);
	bash_names(plugin, false);
	printf("' -- \"$word\")\n\tfi\n}\ncomplete -o filenames -F _%s %s\n", plugin->name, plugin->name);
}

/* In a spec of _arguments brackets and colons mean something, and the whole stands in single quotes. */
static void zsh_text(const char *text)
{
	for (; *text; text++) {
		if (strchr("[]:\\", *text))
			putchar('\\');
		if (*text == '\'')
			fputs("'\\'", stdout);
		putchar(*text);
	}
}

static void zsh_value(const struct option *row)
{
	if (!takes_value(row))
		return;
	putchar(':');
	zsh_text(row->argument);
	putchar(':');
	if (is_file(row))
		fputs("_files", stdout);
	if (row->type != OPT_CHOICE)
		return;
	putchar('(');
	for (const char *c = row->argument; *c; c++)
		putchar(*c == '|' || *c == ',' ? ' ' : *c);
	putchar(')');
}

static void write_zsh(const struct plugin *plugin)
{
	printf("#compdef %s\n# made from its option table\n_arguments -s", plugin->name);
	EACH_OPTION(row, plugin) {
		if (row->letter) {
			printf(" \\\n\t'*-%c[", row->letter);
			zsh_text(row->help);
			putchar(']');
			zsh_value(row);
			putchar('\'');
		}
		if (row->name) {
			printf(" \\\n\t'*--%s%s[", row->name, takes_value(row) ? "=" : "");
			zsh_text(row->help);
			putchar(']');
			zsh_value(row);
			putchar('\'');
		}
	}
	putchar('\n');
}

/* ---- Icinga 2 ---- */

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
	printf("\" = {\n\t\t\t%s = \"$", takes_value(row) ? "value" : "set_if");
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
			sscanf(row->fallback, "%ld", &seconds);
	return seconds;
}

static void write_icinga2(const struct plugin *plugin)
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

/* ---- which ---- */

int document_main(const struct plugin *plugin, int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*write)(const struct plugin *);
	} languages[] = {
		{ "man", write_man }, { "rules", write_man_rules }, { "bash", write_bash },
		{ "zsh", write_zsh }, { "icinga2", write_icinga2 },
	};

	for (size_t i = 0; argc == 2 && i < sizeof languages / sizeof *languages; i++)
		if (strcmp(argv[1], languages[i].name) == 0) {
			languages[i].write(plugin);
			return ferror(stdout) || fflush(stdout) != 0;
		}
	fprintf(stderr, "usage: %s man|rules|bash|zsh|icinga2\n", argv[0]);
	return 1;
}
