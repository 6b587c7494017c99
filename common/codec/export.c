// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * export - a file of settings, whatever wrote it, to a tree
 */
#include "codec/export.h"

#include "codec/clixml.h"
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

/* Without the line that powershell -OutputFormat XML writes before its CLIXML. */
static struct span behind_head(struct span start)
{
	struct span rest, line = span_cut(start, '\n', &rest);

	return rest.at && span_equal(span_trim(behind_mark(line)), SPAN("#< CLIXML")) ? rest : start;
}

/* What else is often given: the sentence for it; NULL: it may be an export. */
static const char *known_stranger(struct span start)
{
	static const struct {
		struct span begins;
		const char *what;
	} strangers[] = {
		{ { "PK\3\4", 4 }, "it is a zip; that of Export-CsConfiguration is not supported" },
		{ { "<!DOCTYPE html", 14 }, "it is a web page" },
		{ { "<html", 5 }, "it is a web page" },
	};

	start = span_trim(behind_mark(start));
	for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
		if (span_starts_nocase(start, strangers[i].begins))
			return strangers[i].what;
	signed char first = (signed char)first_letter(start); /* negative: of no ASCII, which has a sentence of its own */
	return first < 0 || strchr("{[\"<-0123456789tfn", first) ? NULL : "it is neither XML nor JSON";
}

/* Of PowerShell what came through the pipeline: nothing, one object, which may be a list, or several. */
static bool xml_decode(struct source *source, struct span start, struct arena *arena, struct tree **root, struct fault *f)
{
	char name[XML_ROOT_MAX];

	if (!xml_root(start, name, f))
		return false;
	bool piped = strcmp(name, CLIXML_ROOT) == 0, results = strcmp(name, WMI_RESULTS) == 0;
	if (!(piped ? clixml_decode(source, arena, root, f) : wmi_items_decode(source, arena, *root, f)))
		return false;
	struct tree *first = (*root)->first;
	if (!first && !results)
		(*root)->kind = TREE_NIL;
	if (piped && first && !first->next)
		*root = first;
	return true;
}

bool export_decode(struct source *source, struct arena *arena, struct tree **root, struct fault *f)
{
	struct tree *empty = tree_add(arena, NULL, TREE_LIST);
	struct span start;

	if (!empty)
		return fault(f, FAULT_MEMORY, 0, "out of memory");
	*root = empty;
	if (!source->next(source, &start, f))
		return false;
	start = behind_head(start);
	const char *stranger = known_stranger(start);
	if (stranger)
		return fault(f, FAULT_PROTOCOL, 0, "%s", stranger);
	struct source_again again = source_again(source, start);
	switch (first_letter(start)) {
	case '\0':
		empty->kind = TREE_NIL;
		return true;
	case '<':
		return xml_decode(&again.source, start, arena, root, f);
	default:
		return json_read(&again.source, arena, root, f);
	}
}
