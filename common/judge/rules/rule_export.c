// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_export - could the exports be read, and how old are they?
 */
#include "judge/rules/rule_export.h"

#include <inttypes.h>

#include "judge/message_format.h"
#include "judge/tables/settings_stop_table.h"

enum { HOUR = 3600, AHEAD_MAX_S = 300 };

void rule_export_read(const struct view *v, struct findings *out)
{
	const struct fault *f = &config_pool(v)->fault;

	if (f->kind == FAULT_NONE)
		return;
	struct finding *finding = finding_add(out, f->kind == FAULT_TIMEOUT ? v->plan->timeout_state : STATE_UNKNOWN, "%s", f->text);
	finding->cause = CAUSE_EXPORT_UNREADABLE;
	finding->remedy = SETTINGS_STOP_TABLE_WRITE_REMEDY;
}

double rule_export_age_s(const struct view *v)
{
	int64_t at = config_pool(v)->exported_at;

	return at < 0 ? -1 : (double)(at < v->facts->taken_at ? v->facts->taken_at - at : 0);
}

/* A limit that is not set is negative. */
static bool is_older(double age_s, double limit_h)
{
	return limit_h >= 0 && age_s > limit_h * HOUR;
}

/* Days, from two days on. */
static const char *age_text(double age_s, struct findings *f)
{
	bool days = age_s >= 48 * HOUR;

	return findings_text(f, "%.1f %s", days ? age_s / (24 * HOUR) : age_s / HOUR, days ? "days" : "hours");
}

/* How old it is can then not be known: it would seem new for years. */
static void doubt_time(const struct view *v, struct findings *out)
{
	const struct pool *pool = config_pool(v);
	int64_t ahead_s = pool->exported_last - v->facts->taken_at;
	const char *ahead_text = ahead_s < HOUR ? findings_text(out, "%" PRId64 " minutes", ahead_s / 60) : message_format_days(out, ahead_s);
	struct finding *finding = NULL;

	if (pool->exported_unread) {
		finding = finding_add(out, STATE_WARNING, "the export's time cannot be read: \"%.40s\"", pool->exported_unread);
		finding->because = "it is neither ISO 8601 nor what PowerShell writes, so the time of the file was taken";
		finding->remedy = SETTINGS_STOP_TABLE_WRITE_REMEDY;
	} else if (ahead_s > AHEAD_MAX_S) {
		finding = finding_add(out, STATE_WARNING, "the export is dated %s in the future", ahead_text);
		finding->because = "the clock of the server that wrote it is fast, or this host's is slow: how old it is cannot be known";
		finding->remedy = "compare the clocks, and write it again";
	}
	if (finding)
		finding->cause = CAUSE_EXPORT_TIME;
}

void rule_export_age(const struct view *v, struct findings *out)
{
	double age_s = rule_export_age_s(v), critical_h = v->plan->settings.max_age_critical_h;
	const char *name = config_export_name(v->plan);
	enum state state = is_older(age_s, critical_h)			? STATE_CRITICAL
			   : is_older(age_s, v->plan->settings.max_age_warning_h) ? STATE_WARNING
									 : STATE_OK;

	if (age_s < 0)
		return;
	doubt_time(v, out);
	if (state == STATE_OK) {
		finding_add(out, STATE_OK, "%.50s is %s old", name, age_text(age_s, out));
		return;
	}
	struct finding *finding = finding_add(out, state, "%.50s is %s old, %s above %g hours", name, age_text(age_s, out),
					      state == STATE_CRITICAL ? "critical" : "warning",
					      state == STATE_CRITICAL ? critical_h : v->plan->settings.max_age_warning_h);
	finding->cause = CAUSE_EXPORT_OLD;
	finding->remedy = "on the server that writes it, look at the scheduled task of Export-PushConfig.ps1";
}
