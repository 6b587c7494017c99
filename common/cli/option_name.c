// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_name - an option by its name, an abbreviation or its letter
 */
#include "cli/option_name.h"

#include <stdio.h>

#include "cli/option_secret.h"

static const struct option *by_letter(const struct option *table, char letter)
{
	for (const struct option *row = table; row->help; row++)
		if (letter && row->letter == letter)
			return row;
	return NULL;
}

const struct option *option_name_row(const struct option *table, struct span name, const struct option **second)
{
	const struct option *found = NULL;

	*second = NULL;
	for (const struct option *row = table; row->help; row++) {
		if (!row->name || strncmp(row->name, name.at, name.len) != 0)
			continue;
		if (!row->name[name.len]) {
			*second = NULL;
			return row;
		}
		if (!found)
			found = row;
		else if (!*second)
			*second = row;
	}
	return found;
}

const char *option_name_text(const struct option *row, char to[HOST_SHOWN])
{
	if (row->name)
		snprintf(to, HOST_SHOWN, "--%s", row->name);
	else
		snprintf(to, HOST_SHOWN, "-%c", row->letter);
	return to;
}

/* Writes the dashes and the part of an unknown word that a sentence may show; "..." replaces the rest. */
static void word_shown(const char *dashes, struct span word, char to[HOST_SHOWN])
{
	enum { MOST = 50 };
	size_t len = option_secret_shown(word).len;
	bool whole = len == word.len && len <= MOST;

	snprintf(to, HOST_SHOWN, "%s%.*s%s", dashes, (int)(len < MOST ? len : MOST), len ? word.at : "", whole ? "" : "...");
}

/* A password was given as an option of its own: says where it belongs. */
static bool password_unwanted(struct options *o, const char *word, const char *origin, const char *file)
{
	return fault(&o->fault, FAULT_USAGE, 0, "%s%s: put the password in a file: --%s", word, origin, file);
}

bool option_name_is_password(struct options *o, const char *dashes, struct span word, char shown[HOST_SHOWN])
{
	const char *file = option_secret_file(o->table, NULL, word);

	word_shown(dashes, word, shown);
	if (file)
		password_unwanted(o, shown, "", file);
	return file;
}

const struct option *option_name_find(struct options *o, struct span name, const char *origin)
{
	const struct option *second = NULL, *row = name.len ? option_name_row(o->table, name, &second) : NULL;
	const struct option *only = second ? NULL : row;
	const char *file = option_secret_file(o->table, only, name);
	char shown[HOST_SHOWN];

	if (row) /* the name abbreviates one of our options */
		snprintf(shown, sizeof shown, "--%.*s", (int)name.len, name.at);
	else
		word_shown("--", name, shown);
	if (file)
		password_unwanted(o, shown, origin, file);
	else if (!row)
		fault(&o->fault, FAULT_USAGE, 0, "%s is not an option%s; --help shows all", shown, origin);
	else if (second)
		fault(&o->fault, FAULT_USAGE, 0, "%s%s may be --%s or --%s: write more of it", shown, origin, row->name, second->name);
	return file ? NULL : only;
}

const struct option *option_name_letter(struct options *o, char letter, const char *origin)
{
	const struct option *row = by_letter(o->table, letter);
	char shown[HOST_SHOWN];

	if (!row)
		fault(&o->fault, FAULT_USAGE, 0, "-%s is not an option%s; --help shows all",
		      host_text_shown(shown, (struct span){ &letter, 1 }), origin);
	return row;
}
