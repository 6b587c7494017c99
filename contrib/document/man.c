// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * man - a plugin's manual page, from a template in mdoc and its tables
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/version.h"
#include "cli/option_value.h"
#include "document.h"
#include "judge/tables/diag_table.h"

/* ---- texts ---- */

/* A backslash is an escape, a dash is one that can be copied. */
static void put_text(const char *text)
{
	for (; *text; text++) {
		if (*text == '\\')
			fputs("\\e", stdout);
		else if (*text == '-')
			fputs("\\-", stdout);
		else
			putchar(*text);
	}
}

/* A plain word, not one that stands for itself ("apple, microsoft: ..."). */
static bool begins_plain(const char *text)
{
	size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyz");

	return letters > 0 && (text[letters] == ' ' || text[letters] == '\'' || !text[letters]);
}

/* A line of its own: a leading dot or quote would be a request. */
static void put_sentence(const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	if (begins_plain(text))
		putchar(toupper((unsigned char)*text++));
	put_text(text);
	fputs(".\n", stdout);
}

/* ---- options ---- */

static void put_names(const struct option *row)
{
	fputs(".It", stdout);
	if (row->letter)
		printf(" Fl %c", row->letter);
	if (row->letter && row->name)
		fputs(" ,", stdout);
	if (row->name) {
		fputs(" Fl \\-", stdout);
		put_text(row->name);
	}
	if (row->argument && option_value_optional(row->type))
		printf(" Ns Oo = Ns Ar \"%s\" Oc", row->argument);
	else if (row->argument)
		printf("%s Ar \"%s\"", row->name ? " Ns = Ns" : "", row->argument);
	putchar('\n');
}

/* "{domain}" reads as DOMAIN. */
static void put_default(const char *fallback)
{
	const char *brace = strchr(fallback, '{'), *end = brace ? strchr(brace, '}') : NULL;

	fputs("Default:\n.Ql ", stdout);
	if (end)
		printf("%.*sDOMAIN%s", (int)(brace - fallback), fallback, end + 1);
	else
		put_text(fallback);
	fputs(" .\n", stdout);
}

static void put_options(const struct plugin *plugin)
{
	const char *list_end = "";

	for (const struct option *row = plugin->options; row->help; row++) {
		if (row->type == OPT_HEADING) {
			printf("%s.Ss %s\n.Bl -tag -width Ds\n", list_end, row->help);
			list_end = ".El\n";
			continue;
		}
		put_names(row);
		put_sentence(row->help);
		if (row->fallback)
			put_default(row->fallback);
	}
	fputs(list_end, stdout);
}

/* ---- rules and numbers ---- */

static void put_rules(const struct plugin *plugin)
{
	fputs(".Bl -tag -width Ds\n", stdout);
	for (const struct rule *rule = plugin->rules; rule->id; rule++) {
		printf(".It Cm %s\n", rule->id);
		put_sentence(rule->checks);
		if (rule->worst == STATE_OK)
			fputs("Never part of the state.\n", stdout);
		else
			printf("At worst %s.\n", state_name(rule->worst));
		if (rule->source[0]) {
			fputs("Source: ", stdout);
			put_text(rule->source);
			fputs(".\n", stdout);
		}
	}
	fputs(".El\n", stdout);
}

/* Every key that a finding's cause can have, in any of the plugins. */
static void put_causes(const struct plugin *plugin)
{
	(void)plugin;
	fputs(".Bl -tag -width Ds\n", stdout);
	for (int cause = CAUSE_NONE + 1; cause < CAUSE_COUNT; cause++) {
		fputs(".It Cm ", stdout);
		put_text(cause_key((enum cause)cause));
		putchar('\n');
		put_sentence(cause_meaning((enum cause)cause));
		printf("Usually up to: %s.\n", actor_text(cause_actor((enum cause)cause)));
	}
	fputs(".El\n", stdout);
}

/* With a full stop at the end, and each sentence on a line of its own. */
static void put_reason(const char *text)
{
	const char *stop;

	for (; (stop = strstr(text, ". ")); text = stop + 2)
		printf("%.*s.\n", (int)(stop - text), text);
	put_text(text);
	puts(text[0] && text[strlen(text) - 1] == '.' ? "" : ".");
}

/* Every code of ms-diagnostics that has a row, and the families of the others. */
static void put_codes(const struct plugin *plugin)
{
	const struct diag_row *row;

	(void)plugin;
	fputs(".Bl -tag -width Ds\n", stdout);
	for (size_t i = 0; (row = diag_table_row(i)); i++) {
		if (row->last > row->code)
			printf(".It Cm %u No to Cm %u\n", row->code, row->last);
		else
			printf(".It Cm %u\n", row->code);
		put_reason(row->reason);
		fputs("Cause: ", stdout);
		put_text(cause_key(row->advice.cause));
		printf(".\n%s", row->advice.sourced ? "" : "Recalled, found in no public document.\n");
	}
	fputs(".El\n", stdout);
}

static const char *unit_word(const char *unit)
{
	return strcmp(unit, "s") == 0 ? " , No seconds" : strcmp(unit, "%") == 0 ? " , No percent" :
	       strcmp(unit, "B") == 0 ? " , No bytes" : "";
}

static bool is_listed_before(const struct metric *first, const struct metric *metric)
{
	for (; first < metric; first++)
		if (strcmp(first->label, metric->label) == 0)
			return true;
	return false;
}

static void put_perfdata(const struct plugin *plugin)
{
	fputs(".Bl -tag -width Ds -compact\n", stdout);
	for (const struct metric *metric = plugin->metrics; metric->label; metric++) {
		if (is_listed_before(plugin->metrics, metric))
			continue;
		printf(".It Va %s%s\n", metric->label, unit_word(metric->unit));
		put_sentence(metric->means);
	}
	fputs(".El\n", stdout);
}

/* ---- the template ---- */

static const struct {
	const char *line;
	void (*put)(const struct plugin *);
} tables[] = { { "@OPTIONS@\n", put_options }, { "@RULES@\n", put_rules }, { "@PERFDATA@\n", put_perfdata },
	     { "@CAUSES@\n", put_causes }, { "@CODES@\n", put_codes } };

static void put_line(const struct plugin *plugin, const char *line)
{
	static const struct {
		const char *word, *text;
	} words[] = { { "@VERSION@", VERSION }, { "@REPORT_TO@", REPORT_TO } };

	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		if (strcmp(line, tables[i].line) == 0) {
			tables[i].put(plugin);
			return;
		}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		const char *at = strstr(line, words[i].word);
		if (!at)
			continue;
		printf("%.*s%s%s", (int)(at - line), line, words[i].text, at + strlen(words[i].word));
		return;
	}
	fputs(line, stdout);
}

void man_write(const struct plugin *plugin)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, stdin) >= 0)
		put_line(plugin, line);
	free(line);
}
