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

#define CARRIAGE_RETURN "ends in a carriage return: the file that this command stands in has line ends of Windows"

/* One option as it was given. */
struct item {
	struct item *next;
	const struct option *option;
	const char *value;     /* NULL: none */
	int at;		       /* argv index of the value, or of the option without one; 0: from an ini file */
	size_t column;	       /* where in it the value begins */
	const char *origin;    /* " in FILE, line N"; command_line: there */
	const char *place;     /* the same pointer for what one section, one recording or the command line gives */
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

/* Refuses an unknown word, of which at most `end` bytes may be shown. */
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

/* Writes the part of an unknown word that may be shown. True: the word announces a password, and the fault names the option for its file. */
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

/* The option's value is the next word, if it needs one; that of --extra-opts may be, as the library takes it; --explain takes any. */
static bool next_is_value(const struct words *w, enum option_type type)
{
	if (w->at + 1 >= w->argc)
		return false;
	return !option_value_optional(type) || type == OPT_EXPLAIN || (type == OPT_EXTRA_OPTS && w->argv[w->at + 1][0] != '-');
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

/* A word that ends in a carriage return, as "-v\r" does. Where it has a value, the reader of the value says so. */
static bool ends_in_return(struct options *o, const struct words *w)
{
	size_t len = strlen(w->argv[w->at]);

	if (!len || w->argv[w->at][len - 1] != '\r' || strchr(w->argv[w->at], '='))
		return false;
	fault(&o->fault, FAULT_USAGE, 0, "argument %d " CARRIAGE_RETURN, w->at);
	refuse_name(o, w->at, len - 1, len);
	return true;
}

/* --name, --name=value, --name value */
static bool split_long(struct options *o, struct words *w)
{
	struct span value;
	struct span name = span_split(span_of(w->argv[w->at] + 2), '=', &value);
	struct item item = { .option = find_name(o, name, ""), .at = w->at, .column = 2, .origin = command_line, .place = command_line };

	if (!item.option)
		return !ends_in_return(o, w) && refuse_name(o, w->at, 2, 2 + option_secret_shown(name).len);
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

	if (option_secret_begins(span_of(word + 1)) || is_whole_name(o->table, word + 1))
		return long_with_one_dash(o, w, span_of(word + 1));
	for (const char *letter = word + 1; *letter; letter++) {
		struct item item = { .option = find_letter(o, *letter, ""), .at = w->at,
				     .column = (size_t)(letter - word), .origin = command_line, .place = command_line };

		if (!item.option)
			return *letter == '\r' ? !ends_in_return(o, w) : refuse_name(o, w->at, item.column, item.column + 1);
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
			return !ends_in_return(o, w) && stray(o, w);
		else if (!(word[1] == '-' ? split_long(o, w) : split_short(o, w)))
			return false;
	}
	return true;
}

/* ---- the format of an error ---- */

/* An error is written in the format that was asked for, wherever that stands; a word that names none says nothing. */
static void note_format(struct options *o, struct span name, const char *value)
{
	const struct option *second, *row = name.len ? by_name(o->table, name, &second) : NULL;
	struct plan plan = { .output_format = OUTPUT_TEXT };
	struct option_value v = { row, value, &plan, &o->arena, o->rules };
	struct fault ignored = { 0 };

	if (row && !second && row->type == OPT_CHOICE && row->offset == offsetof(struct plan, output_format) && value &&
	    option_value_read(&v, &ignored))
		o->format = plan.output_format;
}

static void note_format_of_words(struct options *o, int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		struct span value, name = span_of(argv[i]);

		if (!span_starts(name, SPAN("--")))
			continue;
		name = span_split(span_skip(name, 2), '=', &value);
		note_format(o, name, value.at ? value.at : i + 1 < argc ? argv[i + 1] : NULL);
	}
}

/* ---- ini files, into items ---- */

/* "strict = yes", "-4 = no", "verbose = 2": how often an option without a value is meant; -1: the value is none of these. */
static int times_meant(const struct option *row, struct span value)
{
	static const char *const words[] = { "no", "yes", "false", "true", "off", "on", "0", "1" };
	uint64_t count;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (span_equal_nocase(value, span_of(words[i])))
			return i % 2;
	return row->type == OPT_COUNT && span_number(value, 9, &count) ? (int)count : -1;
}

/* The value of an option that has none, in an ini file. Another is not shown: it may be a secret behind an abbreviation ("k = ..."). */
static bool add_switch(struct options *o, const struct item *item, struct span value, struct items *items)
{
	char name[HOST_SHOWN];
	int times = value.len ? times_meant(item->option, value) : 1;

	if (times < 0)
		return fault(&o->fault, FAULT_USAGE, 0, "%s: its value is neither yes nor no%s", row_name(item->option, name), item->origin);
	while (times-- > 0)
		if (!items_add(o, items, item))
			return false;
	return true;
}

/* One argument as the library gives it: "--name=value", "--name", "-x=value" */
static bool split_ini(struct options *o, const char *argument, struct item *item, struct items *items)
{
	size_t dashes = strncmp(argument, "--", 2) == 0 ? 2 : 1;
	struct span value;
	struct span name = span_trim(span_split(span_of(argument + dashes), '=', &value));
	char shown[HOST_SHOWN];

	item->option = name.len == 1 ? find_letter(o, name.at[0], item->origin) : find_name(o, name, item->origin);
	if (!item->option)
		return false;
	if (item->option->type <= OPT_SINCE)
		return fault(&o->fault, FAULT_USAGE, 0, "%s is for the command line only, it stands%s",
			     row_name(item->option, shown), item->origin);
	if (!option_value_wanted(item->option->type))
		return add_switch(o, item, value, items);
	if (!value.at && !option_value_optional(item->option->type))
		return fault(&o->fault, FAULT_USAGE, 0, "%s needs its value (%s)%s", row_name(item->option, shown),
			     item->option->argument, item->origin);
	item->value = value.at;
	return items_add(o, items, item);
}

/* The argument with its value as ini_value() means it; the format of a result that it names is noted. */
static const char *as_meant(struct options *o, const char *argument)
{
	struct span value, name = span_split(span_of(argument), '=', &value);

	if (!value.at)
		return argument;
	value = ini_value(value);
	const char *meant = arena_printf(&o->arena, "%.*s%s%.*s", (int)name.len, name.at, value.len ? "=" : "", (int)value.len,
					 value.len ? value.at : "");
	if (span_starts(name, SPAN("--")) && value.len)
		note_format(o, span_skip(name, 2), meant + name.len + 1);
	return meant;
}

/* Who may change the file is looked at later, beside those of the other options. */
static void note_ini_file(struct options *o, const char *path)
{
	const char **at = arena_list(&o->arena, o->plan.ini_files.count + 1, sizeof *at);

	if (!at)
		return;
	if (o->plan.ini_files.count)
		memcpy(at, o->plan.ini_files.at, o->plan.ini_files.count * sizeof *at);
	at[o->plan.ini_files.count++] = path;
	o->plan.ini_files.at = at;
}

static bool split_section(struct options *o, const struct item *extra, struct items *items)
{
	struct ini_place place;
	struct texts arguments = { 0 };
	struct item item = { .place = extra->value ? extra->value : "" };
	struct fault f = { 0 };

	if (!ini_find(extra->value, o->plugin, &o->arena, &place, &f) ||
	    !nagiosplug_ini(place.path, place.section, &o->arena, &arguments, &f)) {
		fault(&o->fault, f.kind, f.code, "--extra-opts: %s", f.text);
		return refuse_value(o, extra, 0);
	}
	note_ini_file(o, place.path);
	for (size_t i = 0; i < arguments.count; i++)
		arguments.at[i] = as_meant(o, arguments.at[i]);
	for (size_t i = 0; i < arguments.count; i++) {
		item.origin = place.line_count == arguments.count
				      ? arena_printf(&o->arena, " in %s, line %zu", place.path, place.lines[i])
				      : arena_printf(&o->arena, " in [%s] of %s", place.section, place.path);
		if (!split_ini(o, arguments.at[i], &item, items))
			return false;
	}
	return true;
}

/* ---- recordings, into items and back ---- */

/*
 * What a recording is read within: --timeout of the command line, or its default; that of the recording was for the run. What is
 * wrong with it is said in its turn.
 */
static void know_deadline(struct options *o)
{
	struct item timeout = { .value = NULL };

	for (const struct option *row = o->table; row->help; row++)
		if (row->type == OPT_TIMEOUT)
			timeout = (struct item){ .option = row, .value = row->fallback };
	for (const struct item *item = o->line->first; item; item = item->next)
		if (item->option->type == OPT_TIMEOUT)
			timeout.value = item->value;
	struct plan plan = { .timeout_us = 0 };
	struct option_value v = { timeout.option, timeout.value, &plan, &o->arena, o->rules };
	struct fault ignored;
	if (timeout.value && option_value_read(&v, &ignored))
		o->effort = EFFORT(((struct deadline){ o->began.at_us + plan.timeout_us, o->began.cancel_fd }));
}

/* Of several recordings the last counts. */
static bool open_recording(struct options *o, const struct item *item)
{
	bool replayed = item->option->type == OPT_REPLAY;
	struct buf *to = replayed ? &o->replay : &o->since;
	struct fault f = { 0 };

	buf_free(to);
	if ((span_of(item->value).len == 0 && !fault(&f, FAULT_USAGE, 0, "the value is empty")) ||
	    !file_read(item->value, RECORD_SIZE_MAX, to, &f)) {
		fault(&o->fault, f.kind, f.code, "--%s: %s", item->option->name, f.text);
		return refuse_value(o, item, 0);
	}
	return !replayed || items_add(o, o->files, item);
}

/* Puts the recorded options behind the option that names the recording, so that the order of files stays. */
static bool split_recording(struct options *o)
{
	struct item *replay = NULL, item = { 0 };
	struct items items = { .end = &items.first };
	struct texts recorded = { 0 };
	struct fault f = { 0 };

	for (struct item *each = o->files->first; each; each = each->next)
		if (each->option->type == OPT_REPLAY)
			replay = each;
	if (!replay)
		return true;
	know_deadline(o);
	item.origin = arena_printf(&o->arena, " in %s", replay->value);
	if (!record_read_options(buf_span(&o->replay), &(struct record_reader){ o->plugin, NULL, o->began.at_us ? &o->effort : NULL }, &o->arena, &recorded, &f)) {
		fault(&o->fault, f.kind, f.code, "--replay: %s", f.text);
		return refuse_value(o, replay, 0);
	}
	for (size_t i = 0; i < recorded.count; i++)
		if (!split_ini(o, recorded.at[i], &item, &items))
			return false;
	*items.end = replay->next;
	replay->next = items.first;
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
		if (item->option->type > OPT_SINCE && item->option->offset != offsetof(struct plan, record) &&
		    item->option->offset != offsetof(struct plan, record_on_problem))
			o->given.at[o->given.count++] = arena_printf(&o->arena, "%s%s%s", row_name(item->option, name),
								     item->value ? "=" : "", item->value ? value_kept(o, item) : "");
}

/* ---- values ---- */

static bool read_value(struct options *o, const struct item *item)
{
	struct option_value v = { item->option, item->value, &o->plan, &o->arena, o->rules };
	struct fault f = { 0 };
	char name[HOST_SHOWN];
	size_t len = item->at && item->value ? strlen(item->value) : 0;

	if (len && item->value[len - 1] == '\r')
		fault(&f, FAULT_USAGE, (int64_t)len - 1, "the value " CARRIAGE_RETURN);
	else if (option_value_read(&v, &f))
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
	const char *place = NULL;

	for (const struct item *item = items->first; item && !o->replay.len; item = item->next) {
		if (item->option->type != OPT_FILE || item->option->offset != offsetof(struct plan, ca_cert))
			continue;
		if (place == item->place) {
			fault(&o->fault, FAULT_USAGE, 0, "--ca-cert was given twice%s: put all roots into one file or directory",
			      item->origin);
			return refuse_value(o, item, 0);
		}
		place = item->place;
	}
	return true;
}

/* -4 and -6 fill one field: together they are a contradiction, not a correction. */
static bool family_once(struct options *o, const struct items *items)
{
	const struct item *first = NULL;

	for (const struct item *item = items->first; item && !o->replay.len; item = item->next) {
		if (item->option->type != OPT_SET)
			continue;
		if (first && first->place == item->place && first->option->offset == item->option->offset &&
		    first->option != item->option) {
			fault(&o->fault, FAULT_USAGE, 0, "-%c and -%c exclude each other%s: give one of them, or none for both families",
			      first->option->letter, item->option->letter, item->origin);
			return refuse(o, item->at, item->column);
		}
		first = item;
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
			o->explain = item->value && strcmp(item->value, "-") == 0 ? NULL : item->value;
			return OPTIONS_EXPLAIN;
		}
	}
	return OPTIONS_RUN;
}

/* Adds what has to be decoded in files to o->files. */
static bool open_files(struct options *o)
{
	for (const struct item *item = o->line->first; item; item = item->next)
		if ((item->option->type == OPT_EXTRA_OPTS && !split_section(o, item, o->files)) ||
		    ((item->option->type == OPT_REPLAY || item->option->type == OPT_SINCE) && !open_recording(o, item)))
			return false;
	return true;
}

/* Defaults, then recordings and ini files in the order in which they are named, then the command line. */
static bool make_plan(struct options *o)
{
	if (!split_recording(o))
		return false;
	o->given = (struct texts){ .at = arena_list(&o->arena, count_items(o->files) + count_items(o->line), sizeof *o->given.at) };
	keep_given(o, o->files);
	keep_given(o, o->line);
	if (!roots_once(o, o->files) || !roots_once(o, o->line) || !family_once(o, o->files) || !family_once(o, o->line) ||
	    !read_early_defaults(o) || !read_values(o, o->files))
		return false;
	forget_replaced(o, o->line);
	return read_values(o, o->line) && read_late_defaults(o) && option_check(&o->plan, &o->arena, &o->fault);
}

static enum options_result result_of(struct options *o, bool good)
{
	if (o->arena.failed)
		good = fault(&o->fault, FAULT_MEMORY, 0, "the options need more than %d KiB of memory", OPTION_MEMORY_MAX / 1024);
	return good ? OPTIONS_RUN : OPTIONS_BAD;
}

static struct items *items_new(struct options *o)
{
	struct items *items = arena_alloc(&o->arena, sizeof *items);

	if (items)
		*items = (struct items){ .end = &items->first };
	return items;
}

enum options_result options_open(struct options *o, int argc, char **argv)
{
	o->arena = ARENA(OPTION_MEMORY_MAX);
	o->plan.subject = o->subject;
	o->line = items_new(o);
	o->files = items_new(o);
	if (!o->line || !o->files)
		return result_of(o, false);
	bool good = split_words(o, &(struct words){ .argc = argc, .argv = argv, .items = o->line });
	enum options_result result = asked_for(o, o->line);
	if (result == OPTIONS_RUN)
		result = result_of(o, good && open_files(o));
	note_format_of_words(o, argc, argv); /* behind the files, whose word counts less */
	return result;
}

static bool holds_no_sandbox(const struct items *items)
{
	for (const struct item *item = items ? items->first : NULL; item; item = item->next)
		if (item->option->type == OPT_FLAG && item->option->offset == offsetof(struct plan, no_sandbox))
			return true;
	return false;
}

bool options_no_sandbox(const struct options *o)
{
	return holds_no_sandbox(o->line) || holds_no_sandbox(o->files);
}

enum options_result options_plan(struct options *o)
{
	return result_of(o, make_plan(o));
}

void options_free(struct options *o)
{
	buf_free(&o->replay);
	buf_free(&o->since);
	arena_free(&o->arena);
	o->plan = (struct plan){ 0 };
	o->given = (struct texts){ 0 };
}
