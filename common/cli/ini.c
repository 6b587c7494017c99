// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ini - which ini file and section --extra-opts means, and whether it is fit to be read
 */
#include "cli/ini.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

/* ---- where ---- */

static const char *const file_names[] = { "monitoring-plugins.ini", "plugins.ini", "nagios-plugins.ini" };

static const char *const usual_places[] = {
	INI_OWN_FILE,
	"/usr/local/etc/monitoring-plugins/monitoring-plugins.ini",
	"/usr/local/etc/monitoring-plugins.ini",
	"/etc/monitoring-plugins/monitoring-plugins.ini",
	"/etc/monitoring-plugins.ini",
	"/etc/nagios/plugins.ini",
	"/usr/local/nagios/etc/plugins.ini",
	"/usr/local/etc/nagios/plugins.ini",
	"/etc/opt/nagios/plugins.ini",
	"/etc/nagios-plugins.ini",
	"/usr/local/etc/nagios-plugins.ini",
	"/etc/opt/nagios-plugins.ini",
};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const char *find_in_path(const char *directories, struct arena *arena)
{
	struct span rest = span_of(directories);

	while (rest.at) {
		struct span directory = span_split(rest, ':', &rest);
		for (size_t i = 0; directory.len && i < COUNT(file_names); i++) {
			const char *path = arena_printf(arena, "%.*s/%s", (int)directory.len, directory.at, file_names[i]);
			if (access(path, F_OK) == 0)
				return path;
		}
	}
	return NULL;
}

static const char *find_file(struct arena *arena)
{
	const char *named = getenv("MP_CONFIG_FILE");
	const char *path = named && *named ? named : find_in_path(getenv("NAGIOS_CONFIG_PATH"), arena);

	for (size_t i = 0; !path && i < COUNT(usual_places); i++)
		if (access(usual_places[i], F_OK) == 0)
			path = usual_places[i];
	return path;
}

/* ---- what ---- */

struct reader {
	const struct ini_place *place;
	bool in_section;      /* in any */
	bool in_wanted;
	bool seen;	      /* the wanted section was found */
	size_t line, options; /* options: in the wanted section */
	size_t *lines;	      /* of these; NULL: they are only counted */
	size_t header;	      /* line of its header */
};

static bool wrong(const struct reader *r, const char *what, struct fault *f)
{
	return fault(f, FAULT_FILE, 0, "%.250s, line %zu: %s", r->place->path, r->line, what);
}

static bool read_header(struct reader *r, struct span line, struct fault *f)
{
	struct span after, name = span_split((struct span){ line.at + 1, line.len - 1 }, ']', &after);

	after = span_trim(after);
	if (!after.at || (after.len && after.at[0] != '#' && after.at[0] != ';'))
		return wrong(r, "a section's name stands alone between [ and ]", f);
	r->in_section = true;
	r->in_wanted = span_equal(span_trim(name), span_of(r->place->section));
	r->seen |= r->in_wanted;
	if (r->in_wanted)
		r->header = r->line;
	return true;
}

static bool read_line(struct reader *r, struct span line, struct fault *f)
{
	struct span value, name;

	r->line++;
	if (line.len && memchr(line.at, '\0', line.len))
		return wrong(r, "a NUL byte: not a text file", f);
	line = span_trim(line);
	if (line.len == 0 || line.at[0] == '#' || line.at[0] == ';')
		return true;
	if (line.at[0] == '[')
		return read_header(r, line, f);
	if (!r->in_section)
		return wrong(r, "an option before the first [SECTION]", f);
	if (!r->in_wanted)
		return true;
	name = span_trim(span_split(line, '=', &value));
	if (!value.at || name.len == 0 || (unsigned char)name.at[0] <= ' ') /* the library trims VT and FF too */
		return wrong(r, "an option is written NAME = VALUE, one without a value NAME =", f);
	if (r->lines)
		r->lines[r->options] = r->line;
	r->options++;
	return true;
}

/* Counts the options of the section first, then keeps their lines. */
static bool look(struct ini_place *place, struct span text, struct arena *arena, struct fault *f)
{
	struct reader r = { .place = place };

	for (struct span rest = text; rest.at;)
		if (!read_line(&r, span_split(rest, '\n', &rest), f))
			return false;
	if (!r.seen)
		return fault(f, FAULT_FILE, 0, "%.250s has no section [%.80s]", place->path, place->section);
	if (!r.options)
		return fault(f, FAULT_FILE, 0, "%.250s, line %zu: section [%.80s] has no option", place->path, r.header, place->section);
	r = (struct reader){ .place = place, .lines = arena_list(arena, r.options, sizeof *r.lines) };
	for (struct span rest = text; rest.at && r.lines;)
		if (!read_line(&r, span_split(rest, '\n', &rest), f))
			return false;
	place->lines = r.lines;
	place->line_count = r.options;
	return true;
}

struct span ini_value(struct span value)
{
	value = span_trim(value);
	if (value.len > 1 && strchr("\"'", value.at[0])) {
		const char *end = memchr(value.at + 1, value.at[0], value.len - 1);
		struct span behind = end ? span_trim((struct span){ end + 1, (size_t)(value.at + value.len - end - 1) }) : (struct span){ 0 };
		if (end && (!behind.len || strchr(";#", behind.at[0])))
			return (struct span){ value.at + 1, (size_t)(end - value.at - 1) };
	}
	for (size_t i = 0; i < value.len; i++)
		if (strchr(";#", value.at[i]) && value.at[i] && (i == 0 || strchr(" \t", value.at[i - 1])))
			return span_trim((struct span){ value.at, i });
	return value;
}

bool ini_find(const char *locator, const char *plugin, struct arena *arena, struct ini_place *place, struct fault *f)
{
	struct span path;
	struct span section = span_split(span_of(locator), '@', &path);
	struct ini_place found = { 0 };
	struct buf text;

	found.section = section.len ? arena_text(arena, section) : plugin;
	found.path = path.at ? arena_text(arena, path) : find_file(arena);
	if (!found.path || !*found.path)
		return fault(f, FAULT_FILE, 0, "there is no ini file in any of the usual places, e.g. %s; name one with @FILE", INI_OWN_FILE);
	if (strcmp(found.path, "-") == 0)
		return fault(f, FAULT_FILE, 0, "an ini file is not read from standard input: name it after the @");
	if (!file_read(found.path, INI_SIZE_MAX, &text, f))
		return false;
	const char *other = file_no_text(buf_span(&text));
	bool good = other ? fault(f, FAULT_FILE, 0, "%.250s %s", found.path, other) : look(&found, file_text(buf_span(&text)), arena, f);
	buf_wipe(&text);
	if (good)
		*place = found;
	return good;
}
