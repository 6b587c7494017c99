// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * lines - lines of text towards a reader, cleaned, wrapped and indented
 */
#include "report/lines.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/wrap.h"

static void blanks(struct buf *to, size_t count)
{
	while (count-- > 0)
		buf_add(to, SPAN(" "));
}

/* Behind what already stands on the line, up to column `indent`. */
static void paragraph(struct lines *l, size_t indent, struct span text)
{
	struct buf clean = BUF(LINES_TEXT_MAX);

	if (clean_add(&clean, text, l->style)) {
		wrap_text(l->to, buf_span(&clean), &(struct wrap){ l->columns, indent, indent + l->hang });
		buf_text(l->to, "\n");
	} else {
		l->to->failed = true;
	}
	buf_free(&clean);
}

/* The formatted text, cut to the size. */
[[gnu::format(printf, 2, 0)]] static struct span formatted(char text[LINES_TEXT_MAX], const char *format, va_list args)
{
	int len = vsnprintf(text, LINES_TEXT_MAX, format, args);

	if (len < 0)
		return SPAN("");
	return (struct span){ text, len < LINES_TEXT_MAX ? (size_t)len : LINES_TEXT_MAX - 1 };
}

void lines_add(struct lines *l, const char *lead, const char *format, ...)
{
	char text[LINES_TEXT_MAX];
	va_list args;

	va_start(args, format);
	struct span formed = formatted(text, format, args);
	va_end(args);
	if (formed.len > 0)
		buf_text(l->to, lead);
	else
		buf_add(l->to, span_trim(span_of(lead)));
	paragraph(l, strlen(lead), formed);
}

/* No state: a hop of which nothing is known. */
static void tag(struct lines *l, const enum state *state)
{
	static const char *const colours[] = { "32", "33", "31", "35" }; /* green, yellow, red, magenta */
	const char *name = state ? state_name(*state) : "-";

	if (l->colour && state)
		buf_printf(l->to, "\033[1;%sm[%s]\033[0m", colours[*state], name);
	else
		buf_printf(l->to, "[%s]", name);
	blanks(l->to, LINES_TAG - strlen(name) - 2);
}

void lines_tagged(struct lines *l, enum state state, const char *format, ...)
{
	char text[LINES_TEXT_MAX];
	va_list args;

	va_start(args, format);
	struct span formed = formatted(text, format, args);
	va_end(args);
	tag(l, &state);
	paragraph(l, LINES_TAG, formed);
}

void lines_row(struct lines *l, const struct lines_row *row)
{
	size_t left = strlen(row->left), right = strlen(row->right);
	char both[LINES_TEXT_MAX];

	tag(l, row->judged ? &row->state : NULL);
	if (left + right + 3 + LINES_TAG <= l->columns && right > 0) {
		snprintf(both, sizeof both, "%s   %s", row->left, row->right);
		paragraph(l, LINES_TAG, span_of(both));
		return;
	}
	paragraph(l, LINES_TAG + row->indent, span_of(row->left));
	if (right > 0) {
		blanks(l->to, LINES_TAG + row->indent);
		paragraph(l, LINES_TAG + row->indent, span_of(row->right));
	}
}
