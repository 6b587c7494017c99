// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * measure - the numbers of a run, for perfdata
 */
#include "judge/rules/measure.h"

#include <math.h>

#include "judge/judge.h"
#include "judge/rules/cert_life.h"
#include "judge/rules/rule_push.h"

enum { DAY = 24 * 60 * 60 };

static bool seconds(int64_t us, struct measured *m)
{
	m->value = (double)us / 1e6;
	m->min = 0;
	return us >= 0;
}

bool measure_whole(const struct view *v, struct measured *m)
{
	return seconds(target_took_us(v->target), m);
}

bool measure_time(const struct view *v, struct measured *m)
{
	m->warning = &v->plan->warning;
	m->critical = &v->plan->critical;
	return measure_whole(v, m);
}

bool measure_dns(const struct view *v, struct measured *m)
{
	return seconds(v->target->phase_us[PHASE_DNS], m);
}

bool measure_connect(const struct view *v, struct measured *m)
{
	return seconds(v->target->phase_us[PHASE_CONNECT], m);
}

bool measure_tls(const struct view *v, struct measured *m)
{
	return seconds(v->target->phase_us[PHASE_TLS], m);
}

bool measure_sip(const struct view *v, struct measured *m)
{
	return seconds(v->target->phase_us[PHASE_SIP], m);
}

/* ---- certificates ---- */

static double days_left(const struct cert *c, int64_t now)
{
	return (double)(c->not_after - now) / DAY;
}

static double percent_used(const struct cert *c, int64_t now)
{
	double life = (double)(c->not_after - c->not_before), gone = (double)(now - c->not_before);

	if (gone <= 0)
		return 0;
	return gone >= life ? 100 : gone / life * 100;
}

/* Of the judged chain: the least that `of` gives, or the most. */
static bool worst_of(const struct chain *chain, int64_t now, double (*of)(const struct cert *, int64_t), bool max, double *worst)
{
	bool found = false;

	for (size_t i = 0; i < chain->count; i++) {
		if (!cert_life_counts(chain, i))
			continue;
		double value = of(&chain->at[i], now);
		if (!found || (max ? value > *worst : value < *worst))
			*worst = value;
		found = true;
	}
	return found;
}

/*
 * As the sentence counts them, and negative from the moment it has expired. No floor(3) or ceil(3), which would bring a library of
 * their own into every run.
 */
static double whole_days(double days)
{
	double whole = (double)(int64_t)days;

	return days < 0 && whole > -1 ? -1 : whole;
}

static bool cert_days(const struct chain *chain, const struct view *v, struct measured *m)
{
	if (!worst_of(chain, v->facts->taken_at, days_left, false, &m->value))
		return false;
	m->value = whole_days(m->value);
	return true;
}

static bool cert_used(const struct chain *chain, const struct view *v, struct measured *m)
{
	if (!worst_of(chain, v->facts->taken_at, percent_used, true, &m->value))
		return false;
	m->value = (double)(int64_t)m->value;
	m->min = 0;
	m->max = 100;
	return true;
}

bool measure_cert_days(const struct view *v, struct measured *m)
{
	return cert_days(&v->target->tls.chain, v, m);
}

bool measure_cert_used(const struct view *v, struct measured *m)
{
	return cert_used(&v->target->tls.chain, v, m);
}

bool measure_own_cert_days(const struct view *v, struct measured *m)
{
	return cert_days(&v->facts->identity.chain, v, m);
}

bool measure_own_cert_used(const struct view *v, struct measured *m)
{
	return cert_used(&v->facts->identity.chain, v, m);
}

/* ---- targets ---- */

bool measure_targets_ok(const struct view *v, struct measured *m)
{
	m->value = (double)v->verdict->fine_count;
	m->min = 0;
	m->max = (double)v->verdict->target_count;
	return v->verdict->target_count > 0;
}

bool measure_targets(const struct view *v, struct measured *m)
{
	m->value = (double)v->facts->target_count;
	m->min = 0;
	return v->facts->target_count > 0;
}

/* ---- the round trip ---- */

bool measure_rta(const struct view *v, struct measured *m)
{
	struct push_trip trip = rule_push_trip(v->target);

	m->warning = &v->plan->warning;
	m->critical = &v->plan->critical;
	return trip.answered > 0 && seconds(trip.mean_us, m);
}

bool measure_rtmin(const struct view *v, struct measured *m)
{
	struct push_trip trip = rule_push_trip(v->target);

	return trip.answered > 0 && seconds(trip.least_us, m);
}

bool measure_rtmax(const struct view *v, struct measured *m)
{
	struct push_trip trip = rule_push_trip(v->target);

	return trip.answered > 0 && seconds(trip.most_us, m);
}

bool measure_loss(const struct view *v, struct measured *m)
{
	struct push_trip trip = rule_push_trip(v->target);

	m->value = trip.loss_percent;
	m->min = 0;
	m->max = 100;
	return trip.sent > 0;
}
