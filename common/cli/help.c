// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * help - what a program says of itself: usage, help, version, and where a usage error is
 */
#include "cli/help.h"

#include <stdio.h>

#include "base/clean.h"
#include "base/version.h"
#include "cli/option_value.h"

enum { WIDTH = 79, TEXT_INDENT = 8, USAGE_INDENT = 7, CARET_BEFORE = 40, CARET_AFTER = 30 };

/* ---- words into lines ---- */

/* Our own words, which need no cleaning, as report/lines does it to foreign ones. */
struct wrap {
	struct buf *to;
	size_t indent; /* of the lines after the first */
	size_t column; /* 0: at the beginning of a line */
};

static void add_word(struct wrap *l, struct span word)
{
	if (l->column > l->indent && l->column + 1 + word.len > WIDTH) {
		buf_text(l->to, "\n");
		l->column = 0;
	}
	if (l->column == 0) {
		buf_printf(l->to, "%*s", (int)l->indent, "");
		l->column = l->indent;
	} else if (l->column > l->indent) {
		buf_text(l->to, " ");
		l->column++;
	}
	buf_add(l->to, word);
	l->column += word.len;
}

static void add_words(struct wrap *l, const char *text)
{
	for (struct span rest = span_of(text); rest.at;) {
		struct span word = span_split(rest, ' ', &rest);
		if (word.len)
			add_word(l, word);
	}
}

/* ---- usage ---- */

/* Without one there is nothing to do, unless files take its place. */
static bool is_required(const struct option *table, const struct option *row)
{
	bool files = false;

	for (; table->help; table++)
		files |= table->type == OPT_FILES;
	return row->type == OPT_HOSTS && !files;
}

static void usage_option(struct wrap *l, const struct option *row, bool required)
{
	bool bracket = !row->letter && option_value_optional(row->type) && row->argument && row->argument[0] != '[';
	const char *argument = row->argument ? row->argument : "";
	char word[120], name[64];

	if (row->letter)
		snprintf(name, sizeof name, "-%c%s", row->letter, row->argument ? " " : "");
	else
		snprintf(name, sizeof name, "--%.50s%s", row->name, row->argument && !bracket ? "=" : "");
	snprintf(word, sizeof word, required ? "%s%.40s" : bracket ? "[%s[=%.40s]]" : "[%s%.40s]", name, argument);
	add_word(l, span_of(word));
}

bool help_usage(const struct help *h, struct buf *to)
{
	struct wrap l = { .to = to, .indent = USAGE_INDENT };

	buf_printf(to, "Usage: %s", h->program);
	l.column = USAGE_INDENT + strlen(h->program);
	for (const struct option *row = h->table; row->help; row++)
		if (row->type != OPT_HEADING)
			usage_option(&l, row, is_required(h->table, row));
	return buf_text(to, "\n");
}

/* ---- help ---- */

static void option_names(const struct option *row, struct buf *to)
{
	const char *argument = row->argument ? row->argument : "";
	bool optional = option_value_optional(row->type);
	const char *open = optional ? "[" : "", *close = optional ? "]" : "";

	if (row->letter && row->name)
		buf_printf(to, "  -%c, --%s", row->letter, row->name);
	else if (row->letter)
		buf_printf(to, "  -%c", row->letter);
	else
		buf_printf(to, "      --%s", row->name);
	buf_printf(to, "%s%s%s%s\n", open, *argument ? "=" : "", argument, close);
}

/* "{domain}" in a default reads as DOMAIN. */
static void default_words(const char *fallback, struct wrap *l)
{
	char text[160];
	size_t len = 0;

	for (const char *c = fallback; *c && len + 1 < sizeof text; c++)
		if (*c == '{')
			len += (size_t)snprintf(text + len, sizeof text - len, "DOMAIN"), c = strchr(c, '}');
		else
			text[len++] = *c;
	text[len] = '\0';
	add_words(l, "(default");
	add_words(l, text);
	buf_text(l->to, ")");
}

static void option_help(const struct option *row, struct buf *to)
{
	struct wrap l = { .to = to, .indent = TEXT_INDENT };

	if (row->type == OPT_HEADING) {
		buf_printf(to, "\n%s\n", row->help);
		return;
	}
	option_names(row, to);
	add_words(&l, row->help);
	if (row->fallback)
		default_words(row->fallback, &l);
	buf_text(to, "\n");
}

bool help_version(const struct help *h, struct buf *to)
{
	return buf_printf(to, "%s %s\n", h->program, VERSION);
}

static void examples(const struct help *h, struct buf *to)
{
	buf_text(to, "\nExamples\n");
	for (const char *const *example = h->examples; example && *example; example += 2) {
		struct wrap l = { .to = to, .indent = 2 };
		add_words(&l, example[0]);
		buf_printf(to, ":\n    %s %s\n", h->program, example[1]);
	}
}

bool help_write(const struct help *h, struct buf *to)
{
	struct wrap l = { .to = to };

	help_version(h, to);
	buf_text(to, "\n");
	add_words(&l, h->purpose);
	buf_text(to, "\n\n");
	help_usage(h, to);
	for (const struct option *row = h->table; row->help; row++)
		option_help(row, to);
	if (h->examples)
		examples(h, to);
	return buf_text(to, "\nExit codes\n  0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; this help and the version: 3\n"
			    "\nReport bugs\n  with the output of -vvv or a file of --record; both hold names of your site\n"
			    "  to " REPORT_TO "\n");
}

/* ---- the caret ---- */

static const struct clean_style terminal = { .utf8 = false, .terminal = true };

bool help_caret(char *const *argv, const struct options *o, struct buf *to)
{
	struct span word = { argv[o->at], o->end ? o->end : strlen(argv[o->at]) };
	size_t start = to->len, column = o->column;

	buf_text(to, "  ");
	if (o->separate && strlen(argv[o->at - 1]) < CARET_BEFORE) {
		clean_add(to, span_of(argv[o->at - 1]), terminal);
		buf_text(to, " ");
	}
	if (column > CARET_BEFORE) {
		word = span_skip(word, column - CARET_BEFORE);
		column = CARET_BEFORE;
	}
	clean_add(to, (struct span){ word.at, column }, terminal);
	size_t caret = to->len - start;
	size_t rest = word.len - column < CARET_AFTER ? word.len - column : CARET_AFTER;
	clean_add(to, (struct span){ word.at + column, rest }, terminal);
	return buf_printf(to, "\n%*s^\n", (int)caret, "");
}
