// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * range - a threshold range
 *
 * Alerts when the value is outside start..end, both ends inclusive; with `inside` when it is within them. It is read from
 * the operator's text by libnagiosplug (cli/nagiosplug.c); rules only ask.
 * Source: monitoring-plugins guidelines, "Threshold and ranges".
 */
#ifndef MODEL_RANGE_H
#define MODEL_RANGE_H

#include <stdbool.h>

struct range {
	bool set;	   /* a range was given; without one nothing alerts */
	bool start_open;   /* "~": no lower end */
	bool end_open;	   /* no upper end */
	bool inside;	   /* "@" */
	double start, end; /* where not open */
};

bool range_alerts(const struct range *, double value);

/* True when the range is "alert above end": what every consumer of perfdata understands as a plain number. */
bool range_is_upper_limit(const struct range *);

#endif
