// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * json_write - a tree as JSON
 */
#include "codec/json_write.h"

#include <string.h>

#include "base/utf8.h"

/* The escape of a control character, a quote or a backslash. */
static bool put_escaped(struct buf *to, char c)
{
	static const char plain[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	const char *at = c ? strchr(plain, c) : NULL;

	return at ? buf_printf(to, "\\%c", letters[at - plain]) : buf_printf(to, "\\u%04X", (unsigned)(unsigned char)c);
}

/* False also for a text that is no UTF-8. */
static bool put_string(struct buf *to, const char *text)
{
	struct span rest = span_of(text);
	size_t plain = 0; /* bytes before rest.at[plain] that need no escape */
	uint32_t c;

	buf_text(to, "\"");
	while (plain < rest.len) {
		size_t len = utf8_decode(span_skip(rest, plain), &c);
		if (len == 0)
			return false;
		if (c >= ' ' && c != '"' && c != '\\') {
			plain += len;
			continue;
		}
		buf_add(to, (struct span){ rest.at, plain });
		put_escaped(to, (char)c);
		rest = span_skip(rest, plain + 1);
		plain = 0;
	}
	buf_add(to, rest);
	return buf_text(to, "\"");
}

static bool put_line_end(struct buf *to, int depth)
{
	return buf_printf(to, "\n%*s", depth, "");
}

static bool put(struct buf *to, const struct tree *node, int depth);

static bool put_children(struct buf *to, const struct tree *node, int depth)
{
	bool object = node->kind == TREE_OBJECT;

	buf_text(to, object ? "{" : "[");
	for (const struct tree *child = node->first; child; child = child->next) {
		put_line_end(to, depth + 1);
		if (object && !(put_string(to, child->name) && buf_text(to, ": ")))
			return false;
		if (!put(to, child, depth + 1))
			return false;
		buf_text(to, child->next ? "," : "");
	}
	if (node->first)
		put_line_end(to, depth);
	return buf_text(to, object ? "}" : "]");
}

static bool put(struct buf *to, const struct tree *node, int depth)
{
	switch (node->kind) {
	case TREE_NIL:
		return buf_text(to, "null");
	case TREE_TEXT:
		return put_string(to, node->text);
	case TREE_LITERAL:
		return buf_text(to, node->text);
	case TREE_LIST:
	case TREE_OBJECT:
		return put_children(to, node, depth);
	}
	return false;
}

bool json_write(const struct tree *node, struct buf *to)
{
	return put(to, node, 0) && buf_text(to, "\n");
}
