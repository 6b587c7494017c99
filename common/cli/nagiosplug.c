// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * nagiosplug - the only place that knows libnagiosplug
 *
 * Its headers bring a config.h and type names of their own, so nothing else may include them. Its die() prints and ends the
 * program; the linker puts __wrap_die() in its place (-Wl,--wrap=die), which comes back here with a fault instead. It uses what
 * malloc() and calloc() gave without a look: their wrappers come back likewise; that of fopen() skips a byte order mark. That takes a jump and mutable state at file
 * scope. What the library had allocated or opened by then is lost, which is bearable because the program is about to end with a
 * usage error.
 */
#include <config.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <utils_base.h>
#include <parse_ini.h>

#include "base/span.h"
#include "cli/nagiosplug.h"

enum { NUMBER_MAX_LEN = 18 }; /* digits and a point: a double keeps them, and never becomes infinite */

/* ---- the library's way out ---- */

static struct {
	bool armed;
	jmp_buf back;
	char last_words[FAULT_TEXT_MAX];
} library;

[[gnu::noreturn, gnu::format(printf, 2, 3)]] void __wrap_die(int result, const char *format, ...);

void __wrap_die(int result, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(library.last_words, sizeof library.last_words, format, args);
	va_end(args);
	if (library.armed)
		longjmp(library.back, 1);
	fputs(library.last_words, stdout);
	exit(result);
}

/* at, when there was memory, or when it was not the library that asked. */
static void *given(void *at)
{
	if (!at && library.armed) {
		snprintf(library.last_words, sizeof library.last_words, "no memory");
		longjmp(library.back, 1);
	}
	return at;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);

void *__wrap_malloc(size_t size)
{
	return given(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
	return given(__real_calloc(count, size));
}

FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *__wrap_fopen64(const char *path, const char *mode);

/* The library takes a byte order mark for an option in front of the first section. */
FILE *__wrap_fopen(const char *path, const char *mode)
{
	FILE *file = __real_fopen(path, mode);
	char start[3];

	if (file && library.armed && (fread(start, 1, sizeof start, file) < sizeof start || memcmp(start, "\xef\xbb\xbf", sizeof start) != 0))
		rewind(file);
	return file;
}

/* So the library calls it where a long has 32 bits. */
FILE *__wrap_fopen64(const char *path, const char *mode)
{
	return __wrap_fopen(path, mode);
}

/* ---- ranges ---- */

/* Length of the number that text begins with; 0: it begins with none. [-]12, [-]12.5, [-].5 */
static size_t number_len(const char *text)
{
	static const char digits[] = "0123456789";
	size_t sign = text[0] == '-';
	size_t whole = strspn(text + sign, digits);
	size_t part = 0;

	if (text[sign + whole] == '.') {
		part = strspn(text + sign + whole + 1, digits);
		if (part == 0)
			return 0;
		part++;
	}
	return whole + part && whole + part <= NUMBER_MAX_LEN ? sign + whole + part : 0;
}

static bool range_fault(const char *text, const char *at, struct fault *f)
{
	return fault(f, FAULT_USAGE, at - text, "%.60s is not a range: [@][START:][END], e.g. 10, 500ms, 5:10, 5:, ~:10, @5:10", text);
}

/* START: where there is a colon; *end is what follows it. */
static bool check_start(const char *text, const char *at, const char **end, struct fault *f)
{
	size_t len = at[0] == '~' ? 1 : number_len(at);

	if (len == 0)
		return range_fault(text, at, f);
	if (at[len] != ':')
		return range_fault(text, at + len, f);
	*end = at + len + 1;
	return true;
}

static bool check_range_text(const char *text, struct fault *f)
{
	const char *start = text + (text[0] == '@');
	const char *end = start;

	if (start[number_len(start)] && !check_start(text, start, &end, f))
		return false;
	if (end == start && !*end)
		return range_fault(text, end, f);
	if (end[number_len(end)])
		return range_fault(text, end + number_len(end), f);
	if (*end && *start != '~' && strtod(end, NULL) < (end == start ? 0 : strtod(start, NULL)))
		return fault(f, FAULT_USAGE, end - text, "%s is not a range: its end is below its start%s", text,
			     end == start ? ", which is 0 when none is given" : "");
	return true;
}

static range *read_range(char *text)
{
	range *r = NULL;

	if (setjmp(library.back) == 0) {
		library.armed = true;
		r = parse_range_string(text);
	}
	library.armed = false;
	return r;
}

bool nagiosplug_range(const char *text, struct range *out, struct fault *f)
{
	char copy[64];

	if (!check_range_text(text, f))
		return false;
	span_copy(copy, sizeof copy, span_of(text)); /* fits: two numbers, and three characters */
	range *r = read_range(copy);
	if (!r)
		return fault(f, FAULT_MEMORY, 0, "no memory for the range %s", text);
	*out = (struct range){
		.set = true,
		.start_open = r->start_infinity,
		.end_open = r->end_infinity,
		.inside = r->alert_on == INSIDE,
		.start = r->start,
		.end = r->end,
	};
	free(r->text);
	free(r);
	return true;
}

/* ---- ini files ---- */

/* The result of the library's reader; NULL: the library called die(). */
static np_arg_list *read_section(const char *locator, const char *section, struct fault *f)
{
	np_arg_list *list = NULL;

	if (setjmp(library.back) == 0) {
		library.armed = true;
		list = np_get_defaults(locator, section);
	} else {
		library.last_words[strcspn(library.last_words, "\n")] = '\0';
		fault(f, FAULT_FILE, 0, "the section and ini file %.200s cannot be read: %.120s", locator, library.last_words);
	}
	library.armed = false;
	return list;
}

/* Copies the list into the arena and frees it. */
static void take(np_arg_list *list, struct arena *arena, struct texts *arguments)
{
	size_t len = 0;

	for (const np_arg_list *item = list; item; item = item->next)
		len++;
	*arguments = (struct texts){ .at = arena_list(arena, len, sizeof arguments->at[0]) };
	while (list) {
		np_arg_list *next = list->next;
		if (arguments->at)
			arguments->at[arguments->count++] = arena_text(arena, span_of(list->arg));
		free(list->arg);
		free(list);
		list = next;
	}
}

bool nagiosplug_ini(const char *path, const char *section, struct arena *arena, struct texts *arguments, struct fault *f)
{
	np_arg_list *list = read_section(arena_printf(arena, "%s@%s", section, path), section, f);

	if (!list)
		return false;
	take(list, arena, arguments);
	return true;
}
