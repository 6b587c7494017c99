// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * export - a file of settings, whatever wrote it, to a tree
 */
#include "codec/export.h"

#include "codec/clixml.h"
#include "codec/export_kind.h"
#include "codec/gunzip.h"
#include "codec/json.h"
#include "codec/wmi_msg.h"
#include "codec/xml.h"

static struct span behind_mark(struct span start)
{
	static const struct span marks[] = { { "\xff\xfe", 2 }, { "\xfe\xff", 2 }, { "\xef\xbb\xbf", 3 } };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (span_starts(start, marks[i]))
			start = span_skip(start, marks[i].len);
	return start;
}

/* The first byte behind byte order mark and blanks, in UTF-16 too; '\0': there is none. */
static char first_letter(struct span start)
{
	start = behind_mark(start);
	for (size_t i = 0; i < start.len; i++)
		if (start.at[i] && !strchr(" \t\r\n", start.at[i]))
			return start.at[i];
	return '\0';
}

/* Bytes of the line that powershell -OutputFormat XML writes before its CLIXML, in UTF-16 too; 0: there is none. */
static size_t head_len(struct span start)
{
	static const char head[] = "#< CLIXML";
	size_t mark = start.len - behind_mark(start).len, len = mark, matched = 0;

	for (; len < start.len && start.at[len] != '\n'; len++) {
		char c = start.at[len];
		if (!c || c == '\r' || (!matched && c == ' '))
			continue;
		if (matched == sizeof head - 1 || c != head[matched++])
			return 0;
	}
	bool ends = len < start.len && matched == sizeof head - 1;
	bool wide = ends && (len - mark) % 2 == 0 && len + 1 < start.len && !start.at[len + 1]; /* UTF-16 whose line feed has its NUL behind it */
	return ends ? len + 1 + wide : 0;
}

/* The byte order mark of UTF-16 that has none, and that of the head which is left out; empty: there is none to add. */
static struct span mark_for(struct span start, struct span rest)
{
	bool marked = span_starts(start, SPAN("\xff\xfe")) || span_starts(start, SPAN("\xfe\xff"));

	if (marked && rest.at != start.at)
		return (struct span){ start.at, 2 };
	if (marked || rest.len < 2 || !rest.at[0] == !rest.at[1])
		return (struct span){ 0 };
	return rest.at[0] ? SPAN("\xff\xfe") : SPAN("\xfe\xff");
}

/* Of PowerShell what came through the pipeline: nothing, one object, which may be a list, or several. */
static bool xml_decode(struct source *source, struct span start, const struct tree_wish *wish, struct tree **root, struct fault *f)
{
	char name[XML_ROOT_MAX];

	if (!xml_root(start, name, f))
		return false;
	const char *foreign = export_kind_foreign_root(name);
	if (foreign)
		return fault(f, FAULT_PROTOCOL, 0, "%s", foreign);
	bool piped = strcmp(name, CLIXML_ROOT) == 0, results = strcmp(name, WMI_RESULTS) == 0;
	if (!(piped ? clixml_decode(source, wish, root, f) : wmi_items_decode(source, wish->arena, *root, f)))
		return false;
	struct tree *first = (*root)->first;
	if (!first && !results)
		(*root)->kind = TREE_NIL;
	if (piped && first && !first->next)
		*root = first;
	return true;
}

bool export_decode(struct source *source, const struct tree_wish *wish, struct tree **root, struct fault *f)
{
	struct arena *arena = wish->arena;
	struct tree *empty = tree_add(arena, NULL, TREE_LIST);
	struct span start;

	if (!empty)
		return !arena_is_late(arena, f) && fault(f, FAULT_MEMORY, 0, "out of memory");
	*root = empty;
	if (!source->next(source, &start, f))
		return false;
	struct source_again packed = source_again(source, start);
	if (gunzip_begins(start)) {
		source = gunzip_source(&packed.source, arena);
		if (!source)
			return fault(f, FAULT_MEMORY, 0, "no memory to unpack it");
		if (!source->next(source, &start, f))
			return false;
	}
	struct span rest = span_skip(start, head_len(start)), mark = mark_for(start, rest);
	const char *foreign = export_kind_foreign(rest);
	if (foreign)
		return fault(f, FAULT_PROTOCOL, 0, "%s", foreign);
	struct source_again again = source_again(source, rest), marked = source_again(&again.source, mark);
	struct source *whole = mark.len ? &marked.source : &again.source;
	switch (first_letter(rest)) {
	case '\0':
		empty->kind = TREE_NIL;
		return true;
	case '<':
		return xml_decode(whole, rest, wish, root, f);
	default:
		return json_read(whole, wish, root, f);
	}
}
