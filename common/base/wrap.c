// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wrap - text into lines of so many columns
 */
#include "base/wrap.h"

#include "base/clean.h"

/* How many bytes to put on a line of so many columns: up to the last blank that fits, else all that fits. */
static size_t line_length(struct span text, size_t columns)
{
	size_t fits = clean_prefix(text, columns);

	if (fits == text.len)
		return fits;
	for (size_t at = fits; at > 0; at--)
		if (text.at[at] == ' ')
			return at;
	return fits;
}

static size_t room_behind(const struct wrap *w, size_t column)
{
	return column + WRAP_NARROWEST < w->columns ? w->columns - column : WRAP_NARROWEST;
}

bool wrap_text(struct buf *to, struct span text, const struct wrap *w)
{
	size_t len = line_length(text, room_behind(w, w->begin));

	for (;;) {
		buf_add(to, (struct span){ text.at, len });
		text = span_skip(text, len);
		while (text.len > 0 && text.at[0] == ' ')
			text = span_skip(text, 1);
		if (text.len == 0)
			return !to->failed;
		buf_printf(to, "\n%*s", (int)w->indent, "");
		len = line_length(text, room_behind(w, w->indent));
	}
}
