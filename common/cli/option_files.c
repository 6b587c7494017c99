// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_files - the options that ini files and recordings hold, as items; and those that a recording keeps
 */
#include "cli/option_files.h"

#include "base/file.h"
#include "cli/ini.h"
#include "cli/nagiosplug.h"
#include "cli/option_format.h"
#include "cli/option_name.h"
#include "cli/option_value.h"
#include "codec/credential.h"
#include "codec/record.h"

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
static bool add_switch(struct options *o, const struct option_item *item, struct span value, struct option_items *items)
{
	char name[HOST_SHOWN];
	int times = value.len ? times_meant(item->option, value) : 1;

	if (times < 0)
		return fault(&o->fault, FAULT_USAGE, 0, "%s: its value is neither yes nor no%s", option_name_text(item->option, name), item->origin);
	while (times-- > 0)
		if (!option_items_add(o, items, item))
			return false;
	return true;
}

/* One argument as the library gives it: "--name=value", "--name", "-x=value" */
static bool split_ini(struct options *o, const char *argument, struct option_item *item, struct option_items *items)
{
	size_t dashes = strncmp(argument, "--", 2) == 0 ? 2 : 1;
	struct span value;
	struct span name = span_trim(span_split(span_of(argument + dashes), '=', &value));
	char shown[HOST_SHOWN];

	item->option = name.len == 1 ? option_name_letter(o, name.at[0], item->origin) : option_name_find(o, name, item->origin);
	if (!item->option)
		return false;
	if (item->option->type <= OPT_SINCE)
		return fault(&o->fault, FAULT_USAGE, 0, "%s is for the command line only, it stands%s",
			     option_name_text(item->option, shown), item->origin);
	if (!option_value_wanted(item->option->type))
		return add_switch(o, item, value, items);
	if (!value.at && !option_value_optional(item->option->type))
		return fault(&o->fault, FAULT_USAGE, 0, "%s needs its value (%s)%s", option_name_text(item->option, shown),
			     item->option->argument, item->origin);
	item->value = value.at;
	return option_items_add(o, items, item);
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
		option_format_note(o, span_skip(name, 2), meant + name.len + 1);
	return meant;
}

/* Notes the file: its permissions are looked at later, with those of the other options' files. */
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

static bool split_section(struct options *o, const struct option_item *extra, struct option_items *items)
{
	struct ini_place place;
	struct texts arguments = { 0 };
	struct option_item item = { .place = extra->value ? extra->value : "" };
	struct fault f = { 0 };

	if (!ini_find(extra->value, o->plugin, &o->arena, &place, &f) ||
	    !nagiosplug_ini(place.path, place.section, &o->arena, &arguments, &f)) {
		fault(&o->fault, f.kind, f.code, "--extra-opts: %s", f.text);
		return option_items_refuse_value(o, extra, 0);
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

/* Of several recordings the last counts. */
static bool open_recording(struct options *o, const struct option_item *item)
{
	bool replayed = item->option->type == OPT_REPLAY;
	struct buf *to = replayed ? &o->replay : &o->since;
	struct fault f = { 0 };

	buf_free(to);
	if ((span_of(item->value).len == 0 && !fault(&f, FAULT_USAGE, 0, "the value is empty")) ||
	    !file_read(item->value, RECORD_SIZE_MAX, to, &f)) {
		fault(&o->fault, f.kind, f.code, "--%s: %s", item->option->name, f.text);
		return option_items_refuse_value(o, item, 0);
	}
	return !replayed || option_items_add(o, o->files, item);
}

bool option_files_split_recording(struct options *o)
{
	struct option_item *replay = NULL, item = { 0 };
	struct option_items items = { .end = &items.first };
	struct texts recorded = { 0 };
	struct fault f = { 0 };

	for (struct option_item *each = o->files->first; each; each = each->next)
		if (each->option->type == OPT_REPLAY)
			replay = each;
	if (!replay)
		return true;
	item.origin = arena_printf(&o->arena, " in %s", replay->value);
	if (!record_read_options(buf_span(&o->replay), &(struct record_reader){ o->plugin, NULL, o->began.at_us ? &o->effort : NULL }, &o->arena, &recorded, &f)) {
		fault(&o->fault, f.kind, f.code, "--replay: %s", f.text);
		return option_items_refuse_value(o, replay, 0);
	}
	for (size_t i = 0; i < recorded.count; i++)
		if (!split_ini(o, recorded.at[i], &item, &items))
			return false;
	*items.end = replay->next;
	replay->next = items.first;
	return true;
}

bool option_files_open(struct options *o)
{
	for (const struct option_item *item = o->line->first; item; item = item->next)
		if ((item->option->type == OPT_EXTRA_OPTS && !split_section(o, item, o->files)) ||
		    ((item->option->type == OPT_REPLAY || item->option->type == OPT_SINCE) && !open_recording(o, item)))
			return false;
	return true;
}

/* The value that a recording keeps of the option. */
static const char *value_kept(struct options *o, const struct option_item *item)
{
	struct buf kept = BUF(OPTION_MEMORY_MAX);

	if (item->option->type != OPT_HEADERS)
		return item->value;
	credential_mask(span_of(item->value), &kept);
	const char *text = arena_text(&o->arena, buf_span(&kept));
	buf_free(&kept);
	return text;
}

void option_files_keep(struct options *o, const struct option_items *items)
{
	char name[HOST_SHOWN];

	for (const struct option_item *item = items->first; item && o->given.at; item = item->next)
		if (item->option->type > OPT_SINCE && item->option->offset != offsetof(struct plan, record) &&
		    item->option->offset != offsetof(struct plan, record_on_problem))
			o->given.at[o->given.count++] = arena_printf(&o->arena, "%s%s%s", option_name_text(item->option, name),
								     item->value ? "=" : "", item->value ? value_kept(o, item) : "");
}
