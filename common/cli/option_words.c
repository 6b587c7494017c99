// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_words - the command line, as items
 */
#include "cli/option_words.h"

#include "cli/option_name.h"
#include "cli/option_secret.h"
#include "cli/option_value.h"

static const char command_line[] = "";

struct words {
	int argc;
	char **argv;
	int at; /* the word being read */
	struct option_items *items;
};

/* The option's value is the next word, if it needs one; that of --extra-opts may be, as the library takes it; --explain takes any. */
static bool next_is_value(const struct words *w, enum option_type type)
{
	if (w->at + 1 >= w->argc)
		return false;
	return !option_value_optional(type) || type == OPT_EXPLAIN || (type == OPT_EXTRA_OPTS && w->argv[w->at + 1][0] != '-');
}

static bool take_next(struct options *o, struct words *w, struct option_item *item)
{
	char name[HOST_SHOWN];

	if (next_is_value(w, item->option->type)) {
		item->value = w->argv[++w->at];
		item->at = w->at;
		item->column = 0;
	} else if (!option_value_optional(item->option->type)) {
		fault(&o->fault, FAULT_USAGE, 0, "%s needs its value (%s)", option_name_text(item->option, name), item->option->argument);
		return option_items_refuse(o, item->at, strlen(w->argv[item->at]));
	}
	return option_items_add(o, w->items, item);
}

/* A word that ends in a carriage return, as "-v\r" does. Where it has a value, the reader of the value says so. */
static bool ends_in_return(struct options *o, const struct words *w)
{
	size_t len = strlen(w->argv[w->at]);

	if (!len || w->argv[w->at][len - 1] != '\r' || strchr(w->argv[w->at], '='))
		return false;
	fault(&o->fault, FAULT_USAGE, 0, "argument %d " OPTION_ITEMS_RETURN, w->at);
	option_items_refuse_name(o, w->at, len - 1, len);
	return true;
}

/* --name, --name=value, --name value */
static bool split_long(struct options *o, struct words *w)
{
	struct span value;
	struct span name = span_split(span_of(w->argv[w->at] + 2), '=', &value);
	struct option_item item = { .option = option_name_find(o, name, ""), .at = w->at, .column = 2, .origin = command_line, .place = command_line };
	char shown[HOST_SHOWN];

	if (!item.option)
		return !ends_in_return(o, w) && option_items_refuse_name(o, w->at, 2, 2 + option_secret_shown(name).len);
	if (value.at) {
		item.value = value.at;
		item.column = (size_t)(value.at - w->argv[w->at]);
	}
	if (!option_value_wanted(item.option->type) && value.at) {
		fault(&o->fault, FAULT_USAGE, 0, "%s takes no value%s", option_name_text(item.option, shown), item.origin);
		return option_items_refuse_name(o, item.at, item.column, item.column);
	}
	if (option_value_wanted(item.option->type) && !value.at)
		return take_next(o, w, &item);
	return option_items_add(o, w->items, &item);
}

/* "-timeout", "-hostname=a": a whole long name, of more than its first letter. */
static bool is_whole_name(const struct option *table, const char *word)
{
	struct span value, name = span_split(span_of(word), '=', &value);

	for (const struct option *row = table; row->help; row++)
		if (row->name && name.len > 1 && span_equal(name, span_of(row->name)))
			return true;
	return false;
}

/* -x, -xy, -xVALUE, -x VALUE */
static bool split_short(struct options *o, struct words *w)
{
	const char *word = w->argv[w->at];
	char shown[HOST_SHOWN];

	/* "-password=x": read as letters it would be an option with a value, and a sentence would show that value. */
	if (option_secret_begins(span_of(word + 1)) || is_whole_name(o->table, word + 1)) {
		if (!option_name_is_password(o, "-", span_of(word + 1), shown))
			fault(&o->fault, FAULT_USAGE, 0, "%s is not an option: a long one begins with two dashes", shown);
		return option_items_refuse_name(o, w->at, 1, 1 + option_secret_shown(span_of(word + 1)).len);
	}
	for (const char *letter = word + 1; *letter; letter++) {
		struct option_item item = { .option = option_name_letter(o, *letter, ""), .at = w->at,
				     .column = (size_t)(letter - word), .origin = command_line, .place = command_line };

		if (!item.option)
			return *letter == '\r' ? !ends_in_return(o, w) : option_items_refuse_name(o, w->at, item.column, item.column + 1);
		if (option_value_wanted(item.option->type)) {
			if (!letter[1])
				return take_next(o, w, &item);
			item.value = letter + 1;
			item.column++;
			return option_items_add(o, w->items, &item);
		}
		if (!option_items_add(o, w->items, &item))
			return false;
	}
	return true;
}

static bool stray(struct options *o, const struct words *w)
{
	struct span word = span_of(w->argv[w->at]);
	char shown[HOST_SHOWN];

	if (!option_name_is_password(o, "", word, shown))
		fault(&o->fault, FAULT_USAGE, 0, "%s does not belong to an option; a server is given as -H NAME",
		      word.len ? shown : "an empty argument");
	size_t len = option_secret_shown(word).len;
	return option_items_refuse_name(o, len || !word.len ? w->at : 0, 0, len);
}

bool option_words_split(struct options *o, int argc, char **argv, struct option_items *items)
{
	struct words w = { .argc = argc, .argv = argv, .items = items };
	bool options_ended = false;

	for (w.at = 1; w.at < argc; w.at++) {
		const char *word = argv[w.at];

		if (!options_ended && strcmp(word, "--") == 0)
			options_ended = true;
		else if (options_ended || word[0] != '-' || !word[1])
			return !ends_in_return(o, &w) && stray(o, &w);
		else if (!(word[1] == '-' ? split_long(o, &w) : split_short(o, &w)))
			return false;
	}
	return true;
}
