// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * report - the one result: state, sentence, numbers
 *
 * The only place that composes a result. The writers (text, JSON) show it and decide nothing. Texts in it are as they came;
 * each writer cleans what it shows.
 * Source: monitoring-plugins guidelines; what Icinga's perfdata parser really takes.
 */
#ifndef FRONT_REPORT_H
#define FRONT_REPORT_H

#include "front/plugin.h"

/* A row of perfdata. Limits that not every consumer understands are left out. */
struct report_number {
	const char *label; /* unique; without quotes */
	const char *unit;
	double value;
	double warning, critical, min, max; /* NAN: none */
	const char *means; /* NULL: a host's own share of a number that is there for all */
};

struct report {
	const struct plugin *plugin;
	const struct view *view; /* plan and facts */
	const struct findings *findings;

	enum state state;
	const struct finding *headline; /* the finding that the sentence quotes; NULL: none counts */
	const char *lead;     /* "1 of 2 Edges: ", or "" */
	const char *sentence; /* never empty */
	const char *tail;     /* " (1 ignored)", or "" */
	struct report_number *numbers;
	size_t number_count;
	struct arena arena;
};

/*
 * Everything given must outlive the report. Never fails: without memory, here or while facts or findings were made, the state is
 * UNKNOWN and the sentence says so, unless it is CRITICAL: nothing that was lost can be worse.
 */
void report_make(struct report *, const struct plugin *, const struct view *, const struct findings *);
void report_free(struct report *);

/* The findings about one target (or NO_TARGET) that count, ignored ones or not: the worst; NULL: there is none. */
const struct finding *report_worst(const struct report *, int target);

/*
 * A number as C writes it, whatever the locale: no exponent, at most `decimals` (0 to 6) after the point, none that are 0 at the end.
 * False, and nothing written: not finite, or 10^9 and more.
 */
enum { REPORT_NUMBER_MAX = 24 };
bool report_number_text(double value, int decimals, char text[REPORT_NUMBER_MAX]);

/* "0.4 ms", "212 ms", "1.4 s" */
void report_duration_text(int64_t us, char text[REPORT_NUMBER_MAX]);

#endif
