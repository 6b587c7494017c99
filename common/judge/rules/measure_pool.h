// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * measure_pool - the numbers of reading settings, for perfdata
 */
#ifndef JUDGE_MEASURE_POOL_H
#define JUDGE_MEASURE_POOL_H

#include "model/rule.h"

bool measure_pool_run(const struct view *, struct measured *); /* the whole run, where no server was asked */
bool measure_pool_open(const struct view *, struct measured *);
bool measure_pool_requests(const struct view *, struct measured *); /* of all servers */
bool measure_pool_bytes(const struct view *, struct measured *);
bool measure_pool_rules_ok(const struct view *, struct measured *);
bool measure_pool_rules_failed(const struct view *, struct measured *);
bool measure_pool_rules_unknown(const struct view *, struct measured *);
bool measure_pool_age(const struct view *, struct measured *);

#define METRICS_POOL \
	{ "time", "s", METRIC_ONCE, measure_pool_run, "the whole exchange" }, \
	{ "time_open", "s", METRIC_HIGHEST, measure_pool_open, "until the remote shell was open" }, \
	{ "requests", "", METRIC_ONCE, measure_pool_requests, "HTTP requests sent" }, \
	{ "bytes", "B", METRIC_ONCE, measure_pool_bytes, "bytes received" }, \
	{ "rules_ok", "", METRIC_ONCE, measure_pool_rules_ok, "rules that found nothing wrong" }, \
	{ "rules_failed", "", METRIC_ONCE, measure_pool_rules_failed, "rules that found something wrong" }, \
	{ "rules_unknown", "", METRIC_ONCE, measure_pool_rules_unknown, "rules that could not see" }, \
	{ "export_age", "s", METRIC_ONCE, measure_pool_age, "age of the export" }

#endif
