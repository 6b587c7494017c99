// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * options - from the command line and ini files to a plan
 *
 * Three passes: arguments are split into options and their values; the sections of ini files named among them come in; then
 * values are read in the order defaults, ini files, command line.
 */
#include "cli/options.h"

#include "cli/host_text.h"
#include "cli/option_check.h"
#include "cli/option_files.h"
#include "cli/option_format.h"
#include "cli/option_name.h"
#include "cli/option_value.h"
#include "cli/option_words.h"

/* ---- values ---- */

static bool read_value(struct options *o, const struct option_item *item)
{
	struct option_value v = { item->option, item->value, &o->plan, &o->arena, o->rules };
	struct fault f = { 0 };
	char name[HOST_SHOWN];
	size_t len = item->at && item->value ? strlen(item->value) : 0;

	if (len && item->value[len - 1] == '\r')
		fault(&f, FAULT_USAGE, (int64_t)len - 1, "the value " OPTION_ITEMS_RETURN);
	else if (option_value_read(&v, &f))
		return true;
	fault(&o->fault, FAULT_USAGE, 0, "%s: %s%s", option_name_text(item->option, name), f.text, item->origin);
	if (f.code < 0 || host_text_has_login(span_of(item->value)))
		return false;
	return option_items_refuse_value(o, item, (size_t)f.code);
}

static bool read_values(struct options *o, const struct option_items *items)
{
	for (const struct option_item *item = items->first; item; item = item->next)
		if (item->option->type != OPT_EXTRA_OPTS && !read_value(o, item))
			return false;
	return true;
}

/*
 * Options that a captured request may set, or whose default comes from another option, get their default after the user's values.
 */
static bool is_late(const struct option *row)
{
	return row->type == OPT_URI || row->type == OPT_METHOD;
}

static bool read_early_defaults(struct options *o)
{
	for (const struct option *row = o->table; row->help; row++) {
		struct option_item item = { .option = row, .value = row->fallback, .origin = "" };

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
		struct option_item item = { .option = row, .origin = "" };

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
static bool roots_once(struct options *o, const struct option_items *items)
{
	const char *place = NULL;

	for (const struct option_item *item = items->first; item && !o->replay.len; item = item->next) {
		if (item->option->type != OPT_FILE || item->option->offset != offsetof(struct plan, ca_cert))
			continue;
		if (place == item->place) {
			fault(&o->fault, FAULT_USAGE, 0, "--ca-cert was given twice%s: put all roots into one file or directory",
			      item->origin);
			return option_items_refuse_value(o, item, 0);
		}
		place = item->place;
	}
	return true;
}

/* -4 and -6 fill one field: together they are a contradiction, not a correction. */
static bool family_once(struct options *o, const struct option_items *items)
{
	const struct option_item *first = NULL;

	for (const struct option_item *item = items->first; item && !o->replay.len; item = item->next) {
		if (item->option->type != OPT_SET)
			continue;
		if (first && first->place == item->place && first->option->offset == item->option->offset &&
		    first->option != item->option) {
			fault(&o->fault, FAULT_USAGE, 0, "-%c and -%c exclude each other%s: give one of them, or none for both families",
			      first->option->letter, item->option->letter, item->origin);
			return option_items_refuse(o, item->at, item->column);
		}
		first = item;
	}
	return true;
}

/* ---- the whole ---- */

/* -h, -V, --list-rules and --explain need nothing else to be right. */
static enum options_result asked_for(struct options *o, const struct option_items *items)
{
	for (const struct option_item *item = items->first; item; item = item->next) {
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

/* Defaults, then recordings and ini files in the order in which they are named, then the command line. */
static bool make_plan(struct options *o)
{
	if (!option_files_split_recording(o))
		return false;
	o->given = (struct texts){ .at = arena_list(&o->arena, option_items_count(o->files) + option_items_count(o->line), sizeof *o->given.at) };
	option_files_keep(o, o->files);
	option_files_keep(o, o->line);
	if (!roots_once(o, o->files) || !roots_once(o, o->line) || !family_once(o, o->files) || !family_once(o, o->line) ||
	    !read_early_defaults(o) || !read_values(o, o->files))
		return false;
	/* -H on the command line replaces the hosts of a file, and -v counts from 0. Other lists grow. */
	for (const struct option_item *item = o->line->first; item; item = item->next)
		if (item->option->type == OPT_HOSTS || item->option->type == OPT_COUNT)
			option_value_unset(item->option, &o->plan);
	return read_values(o, o->line) && read_late_defaults(o) && option_check(&o->plan, &o->arena, &o->fault);
}

static enum options_result result_of(struct options *o, bool good)
{
	if (o->arena.failed)
		good = fault(&o->fault, FAULT_MEMORY, 0, "the options need more than %d KiB of memory", OPTION_MEMORY_MAX / 1024);
	return good ? OPTIONS_RUN : OPTIONS_BAD;
}

/*
 * How long what is done before there is a plan may take: --timeout of the command line, or its default; that of a recording was for the run,
 * and that of an ini file is not known yet. What is wrong with it is said in its turn.
 */
static void know_deadline(struct options *o)
{
	struct plan plan = { .timeout_us = 0 };
	struct option_value v = { .plan = &plan, .arena = &o->arena, .rules = o->rules };
	struct fault ignored;

	for (const struct option *row = o->table; row->help; row++)
		if (row->type == OPT_TIMEOUT)
			v.option = row;
	v.text = v.option ? v.option->fallback : NULL;
	if (v.text)
		(void)!option_value_read(&v, &ignored);
	for (const struct option_item *item = o->line->first; item; item = item->next)
		if (item->option->type == OPT_TIMEOUT && (v.text = item->value))
			(void)!option_value_read(&v, &ignored);
	if (plan.timeout_us)
		o->effort = EFFORT(((struct deadline){ o->began.at_us + plan.timeout_us, o->began.cancel_fd }));
}

enum options_result options_split(struct options *o, int argc, char **argv)
{
	o->arena = ARENA(OPTION_MEMORY_MAX);
	o->plan.subject = o->subject;
	o->argc = argc;
	o->argv = argv;
	o->line = option_items_new(o);
	o->files = option_items_new(o);
	if (!o->line || !o->files)
		return result_of(o, false);
	bool good = option_words_split(o, argc, argv, o->line);
	enum options_result result = asked_for(o, o->line);
	option_format_of_words(o, argc, argv);
	know_deadline(o);
	return result == OPTIONS_RUN ? result_of(o, good) : result;
}

enum options_result options_open(struct options *o)
{
	enum options_result result = result_of(o, option_files_open(o));

	option_format_of_words(o, o->argc, o->argv); /* behind the files, whose word counts less */
	return result;
}

static bool holds_no_sandbox(const struct option_items *items)
{
	for (const struct option_item *item = items ? items->first : NULL; item; item = item->next)
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
	bool made = make_plan(o);

	if (made)
		o->format = o->plan.output_format;
	return result_of(o, made);
}

void options_free(struct options *o)
{
	buf_free(&o->replay);
	buf_free(&o->since);
	arena_free(&o->arena);
	o->plan = (struct plan){ 0 };
	o->given = (struct texts){ 0 };
}
