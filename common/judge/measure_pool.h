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
	{ "time", "s", METRIC_ONCE, measure_pool_run }, \
	{ "time_open", "s", METRIC_HIGHEST, measure_pool_open }, \
	{ "requests", "", METRIC_ONCE, measure_pool_requests }, \
	{ "bytes", "B", METRIC_ONCE, measure_pool_bytes }, \
	{ "rules_ok", "", METRIC_ONCE, measure_pool_rules_ok }, \
	{ "rules_failed", "", METRIC_ONCE, measure_pool_rules_failed }, \
	{ "rules_unknown", "", METRIC_ONCE, measure_pool_rules_unknown }, \
	{ "export_age", "s", METRIC_ONCE, measure_pool_age }

#endif
