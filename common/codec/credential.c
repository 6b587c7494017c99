// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * credential - header lines that are shown nowhere and kept nowhere
 */
#include "codec/credential.h"

static bool folds(struct span line)
{
	return line.len > 0 && (line.at[0] == ' ' || line.at[0] == '\t');
}

bool credential_is(struct span line)
{
	struct span value, name = span_trim(span_cut(line, ':', &value));

	return value.at && !folds(line) &&
	       (span_equal_nocase(name, SPAN("Authorization")) || span_equal_nocase(name, SPAN("Proxy-Authorization")));
}

/* The next line with its end. */
static struct span take_line(struct span *text)
{
	const char *end = memchr(text->at, '\n', text->len);
	struct span line = { text->at, end ? (size_t)(end + 1 - text->at) : text->len };

	*text = (struct span){ text->at + line.len, text->len - line.len };
	return line;
}

void credential_mask(struct span text, struct buf *to)
{
	bool masked = false;

	while (text.len > 0) {
		struct span rest, line = take_line(&text);

		masked = credential_is(line) || (masked && folds(line));
		if (!masked) {
			buf_add(to, line);
		} else if (!folds(line)) {
			buf_add(to, span_cut(line, ':', &rest));
			buf_text(to, ": (not shown)");
			buf_text(to, line.at[line.len - 1] == '\n' ? "\r\n" : "");
		}
	}
}
