// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * report - what the writers are given, and how they write numbers
 *
 * A writer prints the verdict and decides nothing. Texts in it are as they came; each writer cleans what it shows.
 * Source: monitoring-plugins guidelines; what Icinga's perfdata parser really takes.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "model/changes.h"
#include "model/plugin.h"

struct report {
	const struct plugin *plugin;
	const struct plan *plan;
	const struct facts *facts;
	const struct verdict *verdict;
	const struct changes *changes; /* --since; NULL: nothing is compared */
	const char *notice; /* why the recording that was asked for was not made; NULL: it was, or none was asked for */
};

/*
 * A number as C writes it, whatever the locale: no exponent, at most `decimals` (0 to 6) after the point, none that are 0 at the end.
 * False, and nothing written: not finite, or 10^9 and more.
 */
enum { REPORT_NUMBER_MAX = 24 };
bool report_number_text(double value, int decimals, char text[REPORT_NUMBER_MAX]);

/* "0.4 ms", "212 ms", "1.4 s" */
void report_duration_text(int64_t us, char text[REPORT_NUMBER_MAX]);

#endif
