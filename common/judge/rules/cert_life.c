// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cert_life - how long a certificate is still valid
 */
#include "judge/rules/cert_life.h"

#include "judge/message_format.h"

enum { HOUR = 60 * 60, DAY = 24 * HOUR };

bool cert_life_counts(const struct chain *chain, size_t index)
{
	return index == 0 || !chain->at[index].self_signed;
}

const char *cert_life_ago(const struct cert *c, int64_t now, struct findings *f)
{
	int64_t seconds = now - c->not_after;

	return seconds < HOUR ? "today" : findings_text(f, "%s ago", message_format_days(f, seconds));
}

const char *cert_life_until(const struct cert *c, int64_t now, struct findings *f)
{
	int64_t seconds = c->not_before - now;

	return seconds < HOUR ? "today" : findings_text(f, "in %s", message_format_days(f, seconds));
}

/* Seconds of life below which the limit alerts; negative: never. */
static double limit_of(const struct life_limit *limit, const struct cert *c)
{
	double days = limit->days * DAY, percent = limit->percent / 100 * (double)(c->not_after - c->not_before);

	if (limit->days < 0)
		return limit->percent < 0 ? -1 : percent;
	return limit->percent < 0 || days < percent ? days : percent;
}

static enum state life_state(const struct plan *plan, const struct cert *c, int64_t left, enum state most)
{
	if ((double)left < limit_of(&plan->life_critical, c))
		return most;
	return (double)left < limit_of(&plan->life_warning, c) ? STATE_WARNING : STATE_OK;
}

/* The sentence names the limit that was passed: of our own certificate, WARNING at most, that may be the critical limit alone. */
static struct finding *judge_left(const struct plan *plan, const struct cert *c, const struct cert_life *o, int64_t left,
				  struct findings *f)
{
	enum state state = life_state(plan, c, left, o->most);
	bool by_warning = state == STATE_WARNING && (double)left < limit_of(&plan->life_warning, c);
	const struct life_limit *limit = by_warning ? &plan->life_warning : &plan->life_critical;
	const char *days = message_format_days(f, left);
	struct finding *finding;

	if (state == STATE_OK)
		return o->leaf ? finding_add(f, state, "%s expires in %s", o->whose, days) : NULL;
	finding = finding_add(f, state, "%s: %s left, %s below %.4g days", o->whose, days,
			      state == STATE_CRITICAL ? "critical" : "warning", limit_of(limit, c) / DAY);
	finding->cause = o->expiring;
	finding->remedy = o->remedy;
	return finding;
}

struct finding *cert_life_judge(const struct view *v, const struct cert *c, const struct cert_life *o, struct findings *f)
{
	int64_t now = v->facts->taken_at, left = c->not_after - now;
	struct finding *finding;

	if (left < 0) {
		finding = finding_add(f, o->over, "%s expired %s", o->whose, cert_life_ago(c, now, f));
		finding->cause = o->expired;
		finding->remedy = o->remedy;
	} else if (c->not_before > now) {
		finding = finding_add(f, o->over, "%s becomes valid %s", o->whose, cert_life_until(c, now, f));
		finding->cause = o->not_yet;
		finding->remedy = o->early;
	} else {
		finding = judge_left(v->plan, c, o, left, f);
	}
	if (finding)
		finding->hop = o->hop;
	return finding;
}
