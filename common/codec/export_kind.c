// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * export_kind - what else administrators hand over where an export belongs
 */
#include "codec/export_kind.h"

enum { HEAD_MAX = 4096 };

#define BETTER ": write it with Export-Clixml"
#define PACKED "it is packed, and of packed files only gzip is read: unpack it"
#define WEB_PAGE "it is a web page: save the file itself, not the page that shows it"

/* The start without NULs and byte order mark: UTF-16 as ASCII, other characters as some bytes. Returns its length. */
static size_t head_of(struct span start, char head[HEAD_MAX])
{
	size_t len = 0;

	for (size_t i = 0; i < start.len && len < HEAD_MAX; i++)
		if (start.at[i] && !(i < 3 && strchr("\xff\xfe\xef\xbb\xbf", start.at[i])))
			head[len++] = start.at[i];
	return len;
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The next line that is not blank; empty at the end. */
static struct span next_line(struct span *rest)
{
	struct span line = { 0 };

	while (rest->at && !line.len)
		line = span_trim(span_split(*rest, '\n', rest));
	return line;
}

/* "Identity      : LyncOnline" */
static bool is_list(struct span line)
{
	struct span value, name = span_split(line, ':', &value);
	size_t len = 0;

	while (len < name.len && is_name(name.at[len]))
		len++;
	bool blank = len < name.len && span_trim(span_skip(name, len)).len == 0;
	return value.at && len && blank && (!value.len || value.at[0] == ' ');
}

/* "--------  ---- ----" */
static bool is_rule(struct span line)
{
	size_t dashes = 0;

	for (size_t i = 0; i < line.len; i++) {
		if (line.at[i] != '-' && line.at[i] != ' ')
			return false;
		dashes += line.at[i] == '-';
	}
	return dashes > 2;
}

/* "Identity","Name", or names alone: with the separators of several countries. */
static bool is_csv(struct span line)
{
	size_t separators = 0, names = 0;
	bool quoted = line.len && line.at[0] == '"';

	if (quoted)
		return span_find(line, SPAN("\",\"")) < line.len || span_find(line, SPAN("\";\"")) < line.len ||
		       span_find(line, SPAN("\"\t\"")) < line.len;
	for (size_t i = 0; i < line.len; i++) {
		bool separator = strchr(",;\t", line.at[i]) && line.at[i];
		if (!separator && !is_name(line.at[i]))
			return false;
		separators += separator;
		names += !separator;
	}
	return separators > 1 && names > separators;
}

const char *export_kind_foreign(struct span start)
{
	static const struct {
		struct span begins;
		const char *what;
	} foreign[] = {
		{ SPAN("PK\3\4"), "it is a zip: unpack it; that of Export-CsConfiguration is not supported" },
		{ SPAN("7z\xbc\xaf"), PACKED },
		{ SPAN("Rar!"), PACKED },
		{ SPAN("BZh"), PACKED },
		{ SPAN("\xfd" "7zXZ"), PACKED },
		{ SPAN("MSCF"), PACKED },
		{ SPAN("<!DOCTYPE html"), WEB_PAGE },
		{ SPAN("<html"), WEB_PAGE },
		{ SPAN("%PDF"), "it is a PDF" BETTER },
		{ SPAN("{\\rtf"), "it is text of a word processor" BETTER },
		{ SPAN("#TYPE "), "it is CSV of Export-Csv" BETTER },
		{ SPAN("**********"), "it is a transcript of PowerShell" BETTER },
		{ SPAN("PS "), "it is a text from a screen" BETTER },
		{ SPAN("[PS]"), "it is a text from a screen" BETTER },
		{ SPAN("@{"), "it is PowerShell's text of an object" BETTER },
	};
	char head[HEAD_MAX];
	struct span text = span_trim((struct span){ head, head_of(start, head) }), rest = text;

	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		if (span_starts_nocase(text, foreign[i].begins))
			return foreign[i].what;
	struct span first = next_line(&rest), second = next_line(&rest);
	if (is_list(first))
		return "it is a list from a screen" BETTER;
	if (is_rule(second))
		return "it is a table from a screen" BETTER;
	if (is_csv(first))
		return "it is CSV of Export-Csv" BETTER;
	/* A first byte beyond ASCII has a sentence of its own. */
	return !text.len || (signed char)text.at[0] < 0 || strchr("{[\"<-0123456789tfn", text.at[0])
		       ? NULL
		       : "it is neither XML nor JSON: write it with Export-PushConfig.ps1";
}

const char *export_kind_foreign_root(const char *name)
{
	return strcmp(name, "Objects") == 0				     ? "it is XML of ConvertTo-Xml" BETTER
	       : span_equal_nocase(span_of(name), SPAN("html"))		     ? WEB_PAGE
	       : strcmp(name, "Workbook") == 0 || strcmp(name, "worksheet") == 0 ? "it is a spreadsheet" BETTER
									     : NULL;
}
