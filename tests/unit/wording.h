// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wording - what a finding says, word for word: tests/wording.tsv pins it, case by case
 *
 * Tests of rules assert state, hop, rule, cause and values. They hand each finding with the name of its case to wording_check(),
 * which compares all of its texts with the row of that case, and end with wording_all(), which fails for a row without a case.
 * `make wording` runs them with WORDING=FILE: nothing is compared then, the rows are written to that file instead.
 */
#ifndef TESTS_WORDING_H
#define TESTS_WORDING_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/finding.h"

#define WORDING_FILE "tests/wording.tsv"

enum wording_column {
	WORDING_TEST, /* the program, without its test_ */
	WORDING_CASE, /* not twice with one rule */
	WORDING_RULE,
	WORDING_CAUSE,
	WORDING_SENTENCE,
	WORDING_BECAUSE,
	WORDING_REMEDY,
	WORDING_FIX,
	WORDING_COLUMNS,
};

enum { WORDING_ROWS = 400, WORDING_LINE = 4096 };

struct wording_row {
	char *at[WORDING_COLUMNS]; /* "-": none */
	bool seen;
};

struct wording {
	struct wording_row rows[WORDING_ROWS]; /* of this program */
	size_t count;
	bool read;
};

static inline const char *wording_program(void)
{
	const char *name = program_invocation_short_name;

	return strncmp(name, "test_", 5) == 0 ? name + 5 : name;
}

/* Splits the line, in place, and keeps the row if it is of this program. */
static inline void wording_keep(struct wording *w, const char *line)
{
	char *rest = strdup(line);

	if (!rest || w->count == WORDING_ROWS) {
		free(rest);
		fail_msg("no room for the row: %s", line);
		return;
	}
	struct wording_row *row = &w->rows[w->count];
	for (int column = 0; column < WORDING_COLUMNS; column++)
		if (!(row->at[column] = strsep(&rest, "\t")))
			fail_msg(WORDING_FILE ": %d columns, wanted: %d: %s", column, WORDING_COLUMNS, line);
	if (rest)
		fail_msg(WORDING_FILE ": more than %d columns: %s", WORDING_COLUMNS, line);
	if (strcmp(row->at[WORDING_TEST], wording_program()) == 0)
		w->count++;
	else
		free(row->at[0]);
}

/* This program's rows; none while they are written anew. */
static inline struct wording *wording(void)
{
	static struct wording w;
	char line[WORDING_LINE];

	if (w.read || getenv("WORDING"))
		return &w;
	w.read = true;
	FILE *file = fopen(WORDING_FILE, "r");
	if (!file) {
		fail_msg("cannot read " WORDING_FILE ": %s", strerror(errno));
		return &w;
	}
	while (fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] && line[0] != '#')
			wording_keep(&w, line);
	}
	fclose(file);
	return &w;
}

static inline struct wording_row *wording_find(struct wording *w, const char *name, const char *rule)
{
	for (size_t i = 0; i < w->count; i++)
		if (strcmp(w->rows[i].at[WORDING_CASE], name) == 0 && strcmp(w->rows[i].at[WORDING_RULE], rule) == 0)
			return &w->rows[i];
	return NULL;
}

static inline void wording_write(const char *const texts[WORDING_COLUMNS])
{
	FILE *file = fopen(getenv("WORDING"), "a");

	assert_non_null(file);
	for (int column = 0; column < WORDING_COLUMNS; column++) {
		if (strpbrk(texts[column], "\t\n"))
			fail_msg("a tab or a line break in: %s", texts[column]);
		fprintf(file, "%s%c", texts[column], column + 1 < WORDING_COLUMNS ? '\t' : '\n');
	}
	assert_int_equal(fclose(file), 0);
}

/* Fails unless the row of the case pins all that the finding says. */
static inline void wording_check(const char *name, const struct finding *f)
{
	static const char *const columns[] = { "test", "case", "rule", "cause", "sentence", "because", "remedy", "fix" };
	const char *const texts[WORDING_COLUMNS] = {
		wording_program(), name, f->rule ? f->rule : "-", f->cause ? cause_key(f->cause) : "-",
		f->sentence, f->because ? f->because : "-", f->remedy ? f->remedy : "-", f->fix ? f->fix : "-",
	};
	struct wording *w = wording();

	if (getenv("WORDING")) {
		wording_write(texts);
		return;
	}
	struct wording_row *row = wording_find(w, name, texts[WORDING_RULE]);
	if (!row) {
		fail_msg(WORDING_FILE " has no row \"%s\" of rule %s for: %s", name, texts[WORDING_RULE], f->sentence);
		return;
	}
	if (row->seen)
		fail_msg("two cases of rule %s are named \"%s\"", texts[WORDING_RULE], name);
	row->seen = true;
	for (int column = 0; column < WORDING_COLUMNS; column++)
		if (strcmp(row->at[column], texts[column]) != 0)
			fail_msg("%s: the %s is\n  %s\n" WORDING_FILE " has\n  %s", name, columns[column], texts[column], row->at[column]);
}

/* The last test of a program: fails for a row that no case has asked for. */
static inline void wording_all(void **state)
{
	struct wording *w = wording();
	size_t unseen = 0;

	(void)state;
	for (size_t i = 0; i < w->count; i++) {
		if (!w->rows[i].seen)
			print_error(WORDING_FILE ": no case is named \"%s\" of rule %s\n", w->rows[i].at[WORDING_CASE], w->rows[i].at[WORDING_RULE]);
		unseen += !w->rows[i].seen;
		free(w->rows[i].at[0]);
	}
	w->count = 0;
	assert_int_equal(unseen, 0);
}

#endif
