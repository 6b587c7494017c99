// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * help - what a program says of itself: usage, help, version, and where a usage error is
 */
#include "cli/help.h"

#include <stdio.h>

#include "base/clean.h"
#include "base/version.h"
#include "base/wrap.h"
#include "cli/option_value.h"

enum { WIDTH = 79, TEXT_INDENT = 8, USAGE_INDENT = 7, CARET_BEFORE = 40, CARET_AFTER = 30 };
enum { HELP_USAGE_MAX = 16 * 1024, HELP_OPTION_MAX = 4 * 1024 };

static bool paragraph(struct buf *to, size_t indent, struct span text)
{
	return buf_printf(to, "%*s", (int)indent, "") && wrap_text(to, text, &(struct wrap){ WIDTH, indent, indent });
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

/* Appends a text, each of its blanks `from` as `blank`. */
static void add_blanks(struct span text, const char *from, const char *blank, struct buf *to)
{
	size_t len;

	while ((len = span_find(text, span_of(from))) < text.len) {
		buf_add(to, (struct span){ text.at, len });
		buf_text(to, blank);
		text = span_skip(text, len + strlen(from));
	}
	buf_add(to, text);
}

/* A blank in front, and the option with its argument, which a line does not part. */
static void usage_option(const struct option *row, bool required, struct buf *to)
{
	bool bracket = !row->letter && option_value_optional(row->type) && row->argument && row->argument[0] != '[';

	buf_text(to, required ? " " : " [");
	if (row->letter)
		buf_printf(to, "-%c%s", row->letter, row->argument ? WRAP_NO_BREAK : "");
	else
		buf_printf(to, "--%s%s", row->name, !row->argument ? "" : bracket ? "[=" : "=");
	add_blanks(span_of(row->argument ? row->argument : ""), " ", WRAP_NO_BREAK, to);
	buf_text(to, bracket ? "]" : "");
	buf_text(to, required ? "" : "]");
}

bool help_usage(const struct help *h, struct buf *to)
{
	struct buf words = BUF(HELP_USAGE_MAX), lines = BUF(HELP_USAGE_MAX);

	buf_text(&words, h->program);
	for (const struct option *row = h->table; row->help; row++)
		if (row->type != OPT_HEADING)
			usage_option(row, is_required(h->table, row), &words);
	wrap_text(&lines, buf_span(&words), &(struct wrap){ WIDTH, USAGE_INDENT, USAGE_INDENT });
	buf_text(to, "Usage: ");
	add_blanks(buf_span(&lines), WRAP_NO_BREAK, " ", to);
	to->failed |= words.failed || lines.failed;
	buf_free(&words);
	buf_free(&lines);
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
static void default_words(const char *fallback, struct buf *to)
{
	buf_text(to, " (default ");
	for (const char *c = fallback; *c; c++)
		if (*c == '{')
			buf_text(to, "DOMAIN"), c = strchr(c, '}');
		else
			buf_add(to, (struct span){ c, 1 });
	buf_text(to, ")");
}

static void option_help(const struct option *row, struct buf *to)
{
	struct buf words = BUF(HELP_OPTION_MAX);

	if (row->type == OPT_HEADING) {
		buf_printf(to, "\n%s\n", row->help);
		return;
	}
	option_names(row, to);
	buf_text(&words, row->help);
	if (row->fallback)
		default_words(row->fallback, &words);
	paragraph(to, TEXT_INDENT, buf_span(&words));
	to->failed |= words.failed;
	buf_free(&words);
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
		paragraph(to, 2, span_of(example[0]));
		buf_printf(to, ":\n    %s %s\n", h->program, example[1]);
	}
}

bool help_write(const struct help *h, struct buf *to)
{
	help_version(h, to);
	buf_text(to, "\n");
	paragraph(to, 0, span_of(h->purpose));
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
