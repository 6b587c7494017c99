// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_secret - secrets that are given where only the name of their file may stand
 */
#include "cli/option_secret.h"

/* Words that announce a secret. Of two that begin alike the longer comes first. */
static const struct word {
	struct span text;
	bool is_password;
} words[] = {
	{ SPAN("password"), true }, { SPAN("passwort"), true },	  { SPAN("passphrase"), true },	{ SPAN("passwd"), true },
	{ SPAN("passcode"), true }, { SPAN("pass"), true },	  { SPAN("pwd"), true },	{ SPAN("secret"), true },
	{ SPAN("token"), false },   { SPAN("credential"), false }, { SPAN("keytab"), false },	{ SPAN("key"), false },
	{ SPAN("login"), false },
};

enum { WORDS = sizeof words / sizeof *words };

/* The one that the text begins with; NULL: none. */
static const struct word *word_at(struct span text)
{
	for (const struct word *w = words; w < words + WORDS; w++)
		if (span_starts_nocase(text, w->text))
			return w;
	return NULL;
}

/* As much of it as can be a name. */
static struct span name_of(struct span text)
{
	static const char characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
	size_t len = 0;

	while (len < text.len && text.at[len] && strchr(characters, text.at[len]))
		len++;
	return (struct span){ text.at, len };
}

/* The first word for a password in a name, else the last for another secret; NULL: none. *end: where it ends. */
static const struct word *word_in(struct span name, size_t *end)
{
	const struct word *found = NULL;

	for (size_t i = 0; i < name.len && !(found && found->is_password); i++) {
		const struct word *w = word_at(span_skip(name, i));
		if (!w)
			continue;
		found = w;
		*end = i + w->text.len;
	}
	return found;
}

/* Every plugin takes the password of a key, one of a login where there is a login. */
static const char *file_option(const struct option *table, bool of_key)
{
	for (const struct option *row = table; row->help && !of_key; row++)
		if (row->name && strcmp(row->name, "password-file") == 0)
			return row->name;
	return "key-password-file";
}

const char *option_secret_file(const struct option *table, const struct option *row, struct span name)
{
	static const struct span of_password = SPAN("password-file"), file = SPAN("file");
	size_t end = 0;

	if (!row) {
		const struct word *word = word_in(name_of(name), &end);
		return word && word->is_password ? file_option(table, span_find(name, SPAN("key")) < end) : NULL;
	}
	bool is_short = name.len + file.len <= strlen(row->name);
	return is_short && span_ends_nocase(span_of(row->name), of_password) ? row->name : NULL;
}

bool option_secret_begins(struct span text)
{
	return word_at(text) && !span_starts_nocase(text, SPAN("login"));
}

struct span option_secret_shown(struct span word)
{
	struct span name = name_of(word);
	size_t end = 0;

	return (struct span){ word.at, word_in(name, &end) ? end : name.len };
}
