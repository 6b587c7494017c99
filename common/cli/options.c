// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * options - from the command line and ini files to a plan
 *
 * Three passes: arguments are split into options and their values; the sections of ini files named among them come in; then
 * values are read in the order defaults, ini files, command line.
 */
#include "cli/options.h"

#include <stdio.h>

#include "base/file.h"
#include "cli/host_text.h"
#include "cli/ini.h"
#include "cli/nagiosplug.h"
#include "cli/option_check.h"
#include "cli/option_secret.h"
#include "cli/option_value.h"
#include "codec/credential.h"
#include "codec/record.h"

/* One option as it was given. */
struct item {
	struct item *next;
	const struct option *option;
	const char *value;     /* NULL: none */
	int at;		       /* argv index of the value, or of the option without one; 0: from an ini file */
	size_t column;	       /* where in it the value begins */
	const char *origin;    /* " in [SECTION] of FILE"; command_line: there */
};

struct items {
	struct item *first, **end;
};

static const char command_line[] = "";

static bool refuse(struct options *o, int at, size_t column)
{
	o->at = at;
	o->column = column;
	return false;
}

/* The same for a word that is no option, of which no more than `end` bytes may be shown. */
static bool refuse_name(struct options *o, int at, size_t column, size_t end)
{
	o->end = end;
	return refuse(o, at, column);
}

/* The same for a value, which may stand in an argument of its own. */
static bool refuse_value(struct options *o, const struct item *item, size_t at)
{
	o->separate = item->at && item->column == 0;
	return refuse(o, item->at, item->column + at);
}

static bool items_add(struct options *o, struct items *items, const struct item *item)
{
	struct item *copy = arena_alloc(&o->arena, sizeof *copy);

	if (!copy)
		return false;
	*copy = *item;
	*items->end = copy;
	items->end = &copy->next;
	return true;
}

/* ---- names ---- */

static const struct option *by_letter(const struct option *table, char letter)
{
	for (const struct option *row = table; row->help; row++)
		if (letter && row->letter == letter)
			return row;
	return NULL;
}

/* The row with that name, or the only one whose name begins so; *second is another one that does. */
static const struct option *by_name(const struct option *table, struct span name, const struct option **second)
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

/* "--port", or "-4" for a row without a name */
static const char *row_name(const struct option *row, char to[HOST_SHOWN])
{
	if (row->name)
		snprintf(to, HOST_SHOWN, "--%s", row->name);
	else
		snprintf(to, HOST_SHOWN, "-%c", row->letter);
	return to;
}

/* A word that is no option, behind the dashes it was given with, as far as it may be shown. */
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

/* The word, which names no option, as a sentence may show it; true: it announces a password, and the fault says where that belongs. */
static bool is_password_word(struct options *o, const char *dashes, struct span word, char shown[HOST_SHOWN])
{
	const char *file = option_secret_file(o->table, NULL, word);

	word_shown(dashes, word, shown);
	if (file)
		password_unwanted(o, shown, "", file);
	return file;
}

/* The row of a long name, with a sentence when there is none. */
static const struct option *find_name(struct options *o, struct span name, const char *origin)
{
	const struct option *second = NULL, *row = name.len ? by_name(o->table, name, &second) : NULL;
	const struct option *only = second ? NULL : row;
	const char *file = option_secret_file(o->table, only, name);
	char shown[HOST_SHOWN];

	if (row) /* the name is the beginning of one of ours */
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

static const struct option *find_letter(struct options *o, char letter, const char *origin)
{
	const struct option *row = by_letter(o->table, letter);
	char shown[HOST_SHOWN];

	if (!row)
		fault(&o->fault, FAULT_USAGE, 0, "-%s is not an option%s; --help shows all",
		      host_text_shown(shown, (struct span){ &letter, 1 }), origin);
	return row;
}

static bool value_unwanted(struct options *o, const struct item *item)
{
	char name[HOST_SHOWN];

	fault(&o->fault, FAULT_USAGE, 0, "%s takes no value%s", row_name(item->option, name), item->origin);
	return refuse_name(o, item->at, item->column, item->column);
}

/* ---- the command line, into items ---- */

struct words {
	int argc;
	char **argv;
	int at; /* the word being read */
	struct items *items;
};

/* The option's value is the next word, if it needs one; that of --extra-opts may be, as the library takes it. */
static bool next_is_value(const struct words *w, enum option_type type)
{
	if (w->at + 1 >= w->argc)
		return false;
	return !option_value_optional(type) || (type == OPT_EXTRA_OPTS && w->argv[w->at + 1][0] != '-');
}

static bool take_next(struct options *o, struct words *w, struct item *item)
{
	char name[HOST_SHOWN];

	if (next_is_value(w, item->option->type)) {
		item->value = w->argv[++w->at];
		item->at = w->at;
		item->column = 0;
	} else if (!option_value_optional(item->option->type)) {
		fault(&o->fault, FAULT_USAGE, 0, "%s needs its value (%s)", row_name(item->option, name), item->option->argument);
		return refuse(o, item->at, strlen(w->argv[item->at]));
	}
	return items_add(o, w->items, item);
}

/* --name, --name=value, --name value */
static bool split_long(struct options *o, struct words *w)
{
	struct span value;
	struct span name = span_cut(span_of(w->argv[w->at] + 2), '=', &value);
	struct item item = { .option = find_name(o, name, ""), .at = w->at, .column = 2, .origin = command_line };

	if (!item.option)
		return refuse_name(o, w->at, 2, 2 + option_secret_shown(name).len);
	if (value.at) {
		item.value = value.at;
		item.column = (size_t)(value.at - w->argv[w->at]);
	}
	if (!option_value_wanted(item.option->type) && value.at)
		return value_unwanted(o, &item);
	if (option_value_wanted(item.option->type) && !value.at)
		return take_next(o, w, &item);
	return items_add(o, w->items, &item);
}

/* "-password=x": the letters would make an option with a value of it, and a sentence with that value. */
static bool long_with_one_dash(struct options *o, const struct words *w, struct span word)
{
	char shown[HOST_SHOWN];

	if (!is_password_word(o, "-", word, shown))
		fault(&o->fault, FAULT_USAGE, 0, "%s is not an option: a long one begins with two dashes", shown);
	return refuse_name(o, w->at, 1, 1 + option_secret_shown(word).len);
}

/* -x, -xy, -xVALUE, -x VALUE */
static bool split_short(struct options *o, struct words *w)
{
	const char *word = w->argv[w->at];

	if (option_secret_begins(span_of(word + 1)))
		return long_with_one_dash(o, w, span_of(word + 1));
	for (const char *letter = word + 1; *letter; letter++) {
		struct item item = { .option = find_letter(o, *letter, ""), .at = w->at,
				     .column = (size_t)(letter - word), .origin = command_line };

		if (!item.option)
			return refuse_name(o, w->at, item.column, item.column + 1);
		if (option_value_wanted(item.option->type)) {
			if (!letter[1])
				return take_next(o, w, &item);
			item.value = letter + 1;
			item.column++;
			return items_add(o, w->items, &item);
		}
		if (!items_add(o, w->items, &item))
			return false;
	}
	return true;
}

static bool stray(struct options *o, const struct words *w)
{
	struct span word = span_of(w->argv[w->at]);
	char shown[HOST_SHOWN];

	if (!is_password_word(o, "", word, shown))
		fault(&o->fault, FAULT_USAGE, 0, "%s does not belong to an option; a server is given as -H NAME",
		      word.len ? shown : "an empty argument");
	size_t len = option_secret_shown(word).len;
	return refuse_name(o, len || !word.len ? w->at : 0, 0, len);
}

static bool split_words(struct options *o, struct words *w)
{
	bool options_ended = false;

	for (w->at = 1; w->at < w->argc; w->at++) {
		const char *word = w->argv[w->at];

		if (!options_ended && strcmp(word, "--") == 0)
			options_ended = true;
		else if (options_ended || word[0] != '-' || !word[1])
			return stray(o, w);
		else if (!(word[1] == '-' ? split_long(o, w) : split_short(o, w)))
			return false;
	}
	return true;
}

/* ---- ini files, into items ---- */

/* One argument as the library gives it: "--name=value", "--name", "-x=value" */
static bool split_ini(struct options *o, const char *argument, struct item *item, struct items *items)
{
	size_t dashes = strncmp(argument, "--", 2) == 0 ? 2 : 1;
	struct span value;
	struct span name = span_trim(span_cut(span_of(argument + dashes), '=', &value));
	char shown[HOST_SHOWN];

	item->option = name.len == 1 ? find_letter(o, name.at[0], item->origin) : find_name(o, name, item->origin);
	if (!item->option)
		return false;
	if (item->option->type <= OPT_REPLAY)
		return fault(&o->fault, FAULT_USAGE, 0, "%s is for the command line only, it stands%s",
			     row_name(item->option, shown), item->origin);
	if (value.at && !option_value_wanted(item->option->type))
		return value_unwanted(o, item);
	if (!value.at && option_value_wanted(item->option->type) && !option_value_optional(item->option->type))
		return fault(&o->fault, FAULT_USAGE, 0, "%s needs its value (%s)%s", row_name(item->option, shown),
			     item->option->argument, item->origin);
	item->value = value.at;
	return items_add(o, items, item);
}

static bool split_section(struct options *o, const struct item *extra, struct items *items)
{
	struct ini_place place;
	struct texts arguments = { 0 };
	struct item item = { 0 };
	struct fault f = { 0 };

	if (!ini_find(extra->value, o->plugin, &o->arena, &place, &f) ||
	    !nagiosplug_ini(place.path, place.section, &o->arena, &arguments, &f)) {
		fault(&o->fault, f.kind, f.code, "--extra-opts: %s", f.text);
		return refuse_value(o, extra, 0);
	}
	item.origin = arena_printf(&o->arena, " in [%s] of %s", place.section, place.path);
	for (size_t i = 0; i < arguments.count; i++)
		if (!split_ini(o, arguments.at[i], &item, items))
			return false;
	return true;
}

/* ---- recordings, into items and back ---- */

static bool split_recording(struct options *o, const struct item *replay, struct items *items)
{
	struct item item = { .origin = arena_printf(&o->arena, " in %s", replay->value) };
	struct texts recorded = { 0 };
	struct fault f = { 0 };

	if ((span_of(replay->value).len == 0 && !fault(&f, FAULT_USAGE, 0, "the value is empty")) ||
	    !file_read(replay->value, RECORD_SIZE_MAX, &o->replay, &f) ||
	    !record_read_options(buf_span(&o->replay), o->plugin, &o->arena, &recorded, &f)) {
		fault(&o->fault, f.kind, f.code, "--replay: %s", f.text);
		return refuse_value(o, replay, 0);
	}
	for (size_t i = 0; i < recorded.count; i++)
		if (!split_ini(o, recorded.at[i], &item, items))
			return false;
	return true;
}

static size_t count_items(const struct items *items)
{
	size_t count = 0;

	for (const struct item *item = items->first; item; item = item->next)
		count++;
	return count;
}

/* What a recording says of it. */
static const char *value_kept(struct options *o, const struct item *item)
{
	struct buf kept = BUF(OPTION_MEMORY_MAX);

	if (item->option->type != OPT_HEADERS)
		return item->value;
	credential_mask(span_of(item->value), &kept);
	const char *text = arena_text(&o->arena, buf_span(&kept));
	buf_free(&kept);
	return text;
}

/* Where options came from, and where a recording goes, is not part of what was asked. */
static void keep_given(struct options *o, const struct items *items)
{
	char name[HOST_SHOWN];

	for (const struct item *item = items->first; item && o->given.at; item = item->next)
		if (item->option->type > OPT_REPLAY && item->option->offset != offsetof(struct plan, record))
			o->given.at[o->given.count++] = arena_printf(&o->arena, "%s%s%s", row_name(item->option, name),
								     item->value ? "=" : "", item->value ? value_kept(o, item) : "");
}

/* ---- values ---- */

static bool read_value(struct options *o, const struct item *item)
{
	struct option_value v = { item->option, item->value, &o->plan, &o->arena, o->rules };
	struct fault f = { 0 };
	char name[HOST_SHOWN];

	if (option_value_read(&v, &f))
		return true;
	fault(&o->fault, FAULT_USAGE, 0, "%s: %s%s", row_name(item->option, name), f.text, item->origin);
	if (f.code < 0 || host_text_has_login(span_of(item->value)))
		return false;
	return refuse_value(o, item, (size_t)f.code);
}

/*
 * Who is asked, and how much is told, is said in one place: -H on the command line replaces the hosts of a file, and -v counts from
 * nothing. Other lists grow.
 */
static void forget_replaced(struct options *o, const struct items *line)
{
	for (const struct item *item = line->first; item; item = item->next)
		if (item->option->type == OPT_HOSTS || item->option->type == OPT_COUNT)
			option_value_unset(item->option, &o->plan);
}

static bool read_values(struct options *o, const struct items *items)
{
	for (const struct item *item = items->first; item; item = item->next)
		if (item->option->type != OPT_EXTRA_OPTS && !read_value(o, item))
			return false;
	return true;
}

/*
 * What a captured request brings itself, or what borrows from another option, gets its default after the user's values.
 */
static bool is_late(const struct option *row)
{
	return row->type == OPT_URI || row->type == OPT_METHOD;
}

static bool read_early_defaults(struct options *o)
{
	for (const struct option *row = o->table; row->help; row++) {
		struct item item = { .option = row, .value = row->fallback, .origin = "" };

		option_value_unset(row, &o->plan);
		if (row->fallback && !is_late(row) && !read_value(o, &item))
			return false;
	}
	return true;
}

static const char domain_mark[] = "{domain}";

static const char *late_default(struct options *o, const char *fallback)
{
	const char *mark = strstr(fallback, domain_mark);

	if (!mark)
		return fallback;
	return arena_printf(&o->arena, "%.*s%s%s", (int)(mark - fallback), fallback, o->plan.domain, mark + strlen(domain_mark));
}

static bool read_late_defaults(struct options *o)
{
	for (const struct option *row = o->table; row->help && !o->plan.sip.request_template; row++) {
		struct item item = { .option = row, .origin = "" };

		if (!is_late(row) || !row->fallback || *(const char **)((char *)&o->plan + row->offset))
			continue;
		item.value = late_default(o, row->fallback);
		if (!read_value(o, &item))
			return false;
	}
	return true;
}

/*
 * Of most options the last counts, as everywhere. Of two roots given in one place both are meant, and the first would be missed only
 * where a chain ends in it. A recording holds what all places gave.
 */
static bool roots_once(struct options *o, const struct items *items)
{
	const char *origin = NULL;

	for (const struct item *item = items->first; item && !o->replay.len; item = item->next) {
		if (item->option->type != OPT_FILE || item->option->offset != offsetof(struct plan, ca_cert))
			continue;
		if (origin == item->origin) {
			fault(&o->fault, FAULT_USAGE, 0, "--ca-cert was given twice%s: put all roots into one file, or into a directory",
			      origin);
			return refuse_value(o, item, 0);
		}
		origin = item->origin;
	}
	return true;
}

/* ---- the whole ---- */

/* -h, -V, --list-rules and --explain need nothing else to be right. */
static enum options_result asked_for(struct options *o, const struct items *items)
{
	for (const struct item *item = items->first; item; item = item->next) {
		if (item->option->type == OPT_HELP)
			return OPTIONS_HELP;
		if (item->option->type == OPT_VERSION)
			return OPTIONS_VERSION;
		if (item->option->type == OPT_LIST_RULES)
			return OPTIONS_LIST_RULES;
		if (item->option->type == OPT_EXPLAIN) {
			o->explain = item->value;
			return OPTIONS_EXPLAIN;
		}
	}
	return OPTIONS_RUN;
}

/* Defaults, then recordings and ini files in the order in which they are named, then the command line. */
static bool make_plan(struct options *o, const struct items *line)
{
	struct items files = { .end = &files.first };

	for (const struct item *item = line->first; item; item = item->next)
		if ((item->option->type == OPT_EXTRA_OPTS && !split_section(o, item, &files)) ||
		    (item->option->type == OPT_REPLAY && !split_recording(o, item, &files)))
			return false;
	o->given = (struct texts){ .at = arena_list(&o->arena, count_items(&files) + count_items(line), sizeof *o->given.at) };
	keep_given(o, &files);
	keep_given(o, line);
	if (!roots_once(o, &files) || !roots_once(o, line) || !read_early_defaults(o) || !read_values(o, &files))
		return false;
	forget_replaced(o, line);
	return read_values(o, line) && read_late_defaults(o) && option_check(&o->plan, &o->arena, &o->fault);
}

enum options_result options_parse(struct options *o, int argc, char **argv)
{
	struct items items = { .end = &items.first };
	struct words words = { .argc = argc, .argv = argv, .items = &items };

	o->arena = ARENA(OPTION_MEMORY_MAX);
	o->plan.subject = o->subject;
	bool good = split_words(o, &words);
	enum options_result result = asked_for(o, &items);
	if (result != OPTIONS_RUN)
		return result;
	good = good && make_plan(o, &items);
	if (o->arena.failed)
		good = fault(&o->fault, FAULT_MEMORY, 0, "the options need more than %d KiB of memory", OPTION_MEMORY_MAX / 1024);
	return good ? OPTIONS_RUN : OPTIONS_BAD;
}

void options_free(struct options *o)
{
	buf_free(&o->replay);
	arena_free(&o->arena);
	o->plan = (struct plan){ 0 };
	o->given = (struct texts){ 0 };
}
