// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * shells - completion of a plugin's options, for bash and zsh
 *
 * The words of a choice and the ids of rules are offered, files are completed, all else is the user's.
 */
#include <stdio.h>
#include <string.h>

#include "cli/option_value.h"
#include "document.h"

/* [SECTION][@FILE]: a file behind the @ */
static bool is_section_and_file(const struct option *row)
{
	return row->type == OPT_EXTRA_OPTS;
}

static bool is_file(const struct option *row)
{
	return row->argument && strstr(row->argument, "FILE") && row->type != OPT_EXTRA_OPTS;
}

/* "1.0|1.1" or "ntlm,basic": its words, blanks between; the rules' ids where those are what it takes. False: no words. */
static bool put_words(const struct plugin *plugin, const struct option *row)
{
	if (row->type == OPT_RULES) {
		for (const struct rule *rule = plugin->rules; rule->id; rule++)
			printf("%s%s", rule == plugin->rules ? "" : " ", rule->id);
		return true;
	}
	if (row->type != OPT_CHOICE)
		return false;
	for (const char *c = row->argument; *c; c++)
		putchar(*c == '|' ? ' ' : *c);
	return true;
}

static bool has_words(const struct option *row)
{
	return row->type == OPT_CHOICE || row->type == OPT_RULES;
}

/* ---- bash ---- */

/* -J|--client-cert */
static void bash_pattern(const struct option *row)
{
	if (row->letter)
		printf("-%c%s", row->letter, row->name ? "|" : "");
	if (row->name)
		printf("--%s", row->name);
}

/* The words of a choice; behind a comma too: rules are listed. */
static void bash_words(const struct plugin *plugin)
{
	EACH_OPTION(row, plugin) {
		if (!has_words(row))
			continue;
		putchar('\t');
		bash_pattern(row);
		fputs(")\n\t\tmapfile -t COMPREPLY < <(compgen -P \"${word%\"${word##*,}\"}\" -W '", stdout);
		put_words(plugin, row);
		fputs("' -- \"${word##*,}\") ;;\n", stdout);
	}
}

/* The options of one kind, as one pattern of a case. */
static void bash_kind(const struct plugin *plugin, bool (*is)(const struct option *), const char *then)
{
	const char *before = "\t";

	EACH_OPTION(row, plugin) {
		if (!is(row))
			continue;
		fputs(before, stdout);
		bash_pattern(row);
		before = "|";
	}
	if (*before == '|')
		printf(")\n%s", then);
}

static bool is_plain(const struct option *row)
{
	return row->argument && !is_file(row) && !has_words(row) && !option_value_optional(row->type);
}

static void bash_names(const struct plugin *plugin)
{
	EACH_OPTION(row, plugin) {
		if (row->letter)
			printf(" -%c", row->letter);
		if (row->name)
			printf(" --%s", row->name);
	}
}

void bash_write(const struct plugin *plugin)
{
	printf("# bash completion for %s, made from its option table\n\n_%s()\n{\n", plugin->name, plugin->name);
	fputs("\tlocal line=${COMP_LINE:0:COMP_POINT} path\n", stdout);
	fputs("\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n\n"
	      "\tCOMPREPLY=()\n"
	      /* a shell may break words at @ or not: the file begins behind the last one */
	      "\tif [[ ${line##*[[:blank:]]} == --extra-opts=*@* ]]; then\n"
	      "\t\tpath=${line##*@}\n"
	      "\t\t[[ $word == *@ || $word == *@\"$path\" ]] || word=$path\n"
	      "\t\t[[ $COMP_WORDBREAKS == *@* ]] && word=$path\n"
	      "\t\tcompopt -o filenames\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen -P \"${word%\"$path\"}\" -f -- \"$path\")\n"
	      "\t\treturn\n\tfi\n"
	      "\tif [[ $before == '=' ]]; then\n\t\tbefore=${COMP_WORDS[COMP_CWORD - 2]}\n"
	      "\telif [[ $word == '=' ]]; then\n\t\tword=''\n\tfi\n\tcase $before in\n", stdout);
	bash_words(plugin);
	bash_kind(plugin, is_file, "\t\tcompopt -o filenames\n\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\") ;;\n");
	bash_kind(plugin, is_plain, "\t\t;;\n");
	fputs("\t*)\n\t\tmapfile -t COMPREPLY < <(compgen -W '", stdout);
	bash_names(plugin);
	printf("' -- \"$word\") ;;\n\tesac\n}\ncomplete -F _%s %s\n", plugin->name, plugin->name);
}

/* ---- zsh ---- */

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

static void zsh_value(const struct plugin *plugin, const struct option *row)
{
	if (!row->argument)
		return;
	fputs(option_value_optional(row->type) ? "::" : ":", stdout);
	zsh_text(row->argument);
	putchar(':');
	if (is_file(row))
		fputs("_files", stdout);
	if (is_section_and_file(row))
		fputs("{compset -P \"*@\" && _files}", stdout);
	if (!has_words(row))
		return;
	putchar('(');
	put_words(plugin, row);
	putchar(')');
}

/* -p+: the value behind it, or the next word. --port=: so too. --extra-opts=-: behind it or not at all. */
static void zsh_names(const struct option *row)
{
	const char *value = !row->argument ? "" : option_value_optional(row->type) ? "=-" : "=";

	if (row->letter && row->name)
		printf("'*'{-%c%s,--%s%s}'", row->letter, row->argument ? "+" : "", row->name, value);
	else if (row->letter)
		printf("'*-%c%s", row->letter, row->argument ? "+" : "");
	else
		printf("'*--%s%s", row->name, value);
}

void zsh_write(const struct plugin *plugin)
{
	printf("#compdef %s\n# made from its option table\n\n_arguments -s", plugin->name);
	EACH_OPTION(row, plugin) {
		fputs(" \\\n\t", stdout);
		zsh_names(row);
		putchar('[');
		zsh_text(row->help);
		putchar(']');
		zsh_value(plugin, row);
		putchar('\'');
	}
	putchar('\n');
}
