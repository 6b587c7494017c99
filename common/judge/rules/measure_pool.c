// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * measure_pool - the numbers of reading settings, for perfdata
 */
#include "judge/rules/measure_pool.h"

#include "judge/rules/rule_export.h"

static bool seconds(int64_t us, struct measured *m)
{
	m->value = (double)us / 1e6;
	m->min = 0;
	return us >= 0;
}

bool measure_pool_run(const struct view *v, struct measured *m)
{
	m->warning = &v->plan->warning;
	m->critical = &v->plan->critical;
	return seconds(v->facts->took_us, m);
}

bool measure_pool_open(const struct view *v, struct measured *m)
{
	return seconds(v->target->phase_us[PHASE_OPEN], m);
}

bool measure_pool_requests(const struct view *v, struct measured *m)
{
	for (size_t i = 0; i < v->facts->target_count; i++)
		m->value += (double)v->facts->targets[i].requests;
	m->min = 0;
	return v->facts->target_count > 0;
}

bool measure_pool_bytes(const struct view *v, struct measured *m)
{
	for (size_t i = 0; i < v->facts->target_count; i++)
		m->value += (double)v->facts->targets[i].bytes;
	m->min = 0;
	return v->facts->target_count > 0;
}

static bool count(size_t rules, struct measured *m)
{
	m->value = (double)rules;
	m->min = 0;
	return true;
}

bool measure_pool_rules_ok(const struct view *v, struct measured *m)
{
	return count(v->verdict->rules_ok, m);
}

bool measure_pool_rules_failed(const struct view *v, struct measured *m)
{
	return count(v->verdict->rules_failed, m);
}

bool measure_pool_rules_unknown(const struct view *v, struct measured *m)
{
	return count(v->verdict->rules_unknown, m);
}

bool measure_pool_age(const struct view *v, struct measured *m)
{
	m->value = rule_export_age_s(v);
	m->min = 0;
	return m->value >= 0;
}
