// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * tree_text - a tree as one line of text, for the tests of those who make trees
 *
 * nil: ~   text: 'a'   literal: a   list: [a b]   object: Type"ToString"{name=value name=value}   with a NUL: 'a'!, Type"ToString"!{}
 */
#ifndef TESTS_TREE_TEXT_H
#define TESTS_TREE_TEXT_H

#include "base/buf.h"
#include "codec/tree.h"

static inline void tree_write(const struct tree *t, struct buf *to)
{
	const char *blank = "";

	switch (t->kind) {
	case TREE_NIL:
		buf_text(to, "~");
		return;
	case TREE_TEXT:
		buf_printf(to, "'%s'%s", t->text, t->has_nul ? "!" : "");
		return;
	case TREE_LITERAL:
		buf_text(to, t->text);
		return;
	case TREE_LIST:
		buf_text(to, "[");
		for (const struct tree *item = t->first; item; item = item->next, blank = " ") {
			buf_text(to, blank);
			tree_write(item, to);
		}
		buf_text(to, "]");
		return;
	case TREE_OBJECT:
		buf_text(to, t->type);
		if (t->text[0])
			buf_printf(to, "\"%s\"", t->text);
		buf_text(to, t->has_nul ? "!{" : "{");
		for (const struct tree *member = t->first; member; member = member->next, blank = " ") {
			buf_printf(to, "%s%s=", blank, member->name);
			tree_write(member, to);
		}
		buf_text(to, "}");
		return;
	}
}

#endif
