// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_pool - could the settings be read, how long did it take, and what do they come to?
 */
#include "judge/rules/rule_pool.h"

#include <inttypes.h>

#include "base/plural.h"
#include "judge/message_format.h"
#include "judge/rules/rule_cert.h"
#include "judge/rules/rule_push.h"
#include "judge/rules/rule_route.h"
#include "judge/rules/rule_sip.h"
#include "judge/tables/settings_stop_table.h"
#include "model/server.h"

/* ---- what stopped us ---- */

/* A deadline names the cmdlet that it cut short: it stands first in the fault's words. */
static const char *cmdlet_of(const struct fault *f, struct findings *out)
{
	struct span rest, name = span_split(span_of(f->text), ' ', &rest);

	return span_starts(name, SPAN("Get-")) ? findings_text(out, "%.*s", (int)name.len, name.at) : "it";
}

struct stop_words {
	struct word list[8];
};

static struct stop_words words_of(const struct view *v, struct findings *out)
{
	const struct chain *own = &v->facts->identity.chain;
	const char *login = v->plan->settings.login;
	int64_t limit_s = v->plan->timeout_us / 1000000;

	return (struct stop_words){ {
		{ "queried", v->target->host },
		{ "ours", own->count ? findings_text(out, "%.60s", own->at[0].subject) : "of this host" },
		{ "login", login ? findings_text(out, "%.60s", login) : "the login" },
		{ "limit", findings_text(out, "%" PRId64, limit_s) },
		{ "try", findings_text(out, "%" PRId64, limit_s * 2) },
		{ "cmdlet", cmdlet_of(&v->target->stopped.fault, out) },
		{ "text", v->target->stopped.fault.text },
		{ NULL, NULL },
	} };
}

void rule_pool_reach(const struct view *v, struct findings *out)
{
	static const struct advice general = { .state = STATE_UNKNOWN, .sentence = "{text}", .cause = CAUSE_UNDETERMINED };
	const struct fault *f = &v->target->stopped.fault;
	const struct advice *advice = settings_stop_table_find(v);

	if (f->kind == FAULT_NONE || f->kind == FAULT_VERIFY)
		return; /* cert.verify says more of it */
	if (!advice && (f->kind == FAULT_ALERT || f->kind == FAULT_TLS)) {
		rule_route_stop(v, out);
		return;
	}
	if (!advice)
		advice = &general;
	enum state state = advice->state == ADVICE_TIMEOUT ? v->plan->timeout_state : (enum state)advice->state;
	const struct stop_words words = words_of(v, out);
	message_format_add(out, state, advice, words.list, "")->hop = 1;
}

/* The slowest server's; from files the whole run's. */
static int64_t took_us(const struct facts *facts)
{
	int64_t max = facts->target_count ? 0 : facts->took_us;

	for (size_t i = 0; i < facts->target_count; i++)
		if (target_took_us(&facts->targets[i]) > max)
			max = target_took_us(&facts->targets[i]);
	return max;
}

void rule_pool_time(const struct view *v, struct findings *out)
{
	rule_sip_limits(v, took_us(v->facts), "reading the settings took", out);
}

/* ---- notes ---- */

void rule_pool_clients(const struct view *v, struct findings *out)
{
	static const char *const clients[] = {
		"Apple push: Lync 2010 Mobile on iPhone and iPad needs it, Lync 2013 Mobile there does not",
		"Microsoft push: Lync 2010 and 2013 Mobile on Windows Phone need it",
		"no push: clients on Android and Nokia run in the background instead",
	};

	rule_push_worth(v, out);
	for (size_t i = 0; i < sizeof clients / sizeof *clients; i++)
		finding_note_standing(finding_add(out, STATE_OK, "%s", clients[i]));
}

/* The version that the rules about versions assume. */
void rule_pool_server(const struct view *v, struct findings *out)
{
	const struct server server = server_of(config_pool(v), v->plan);
	struct finding *finding;

	if (!server.source)
		finding = finding_add(out, STATE_OK, "the server's version is not known; --server names it");
	else if (!server.version)
		finding = finding_add(out, STATE_OK, "the server is taken for %s: %s", server_name(server.kind), server.source);
	else
		finding = finding_add(out, STATE_OK, "%s: version %s of %s", server_name(server.kind), server.version, server.source);
	finding_note_standing(finding);
}

/* ---- all together ---- */

/* The owner of the settings: the first host, else the first file. */
static const char *whose(const struct view *v)
{
	if (v->facts->target_count)
		return v->facts->targets[0].host;
	const char *file = v->plan->settings.files.count ? v->plan->settings.files.at[0] : "the export", *slash = strrchr(file, '/');
	return slash && slash[1] ? slash + 1 : file;
}

/* With an OCS 2007 R2 Edge: the half that was not given; else NULL. */
static const char *half_not_asked(const struct view *v)
{
	size_t queried[2] = { 0, 0 };

	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (config_pool(v)->sections[id].how != POOL_NOT_ASKED)
			queried[pool_section_is_edge((enum pool_section_id)id)]++;
	if (v->plan->settings.edge != EDGE_OCS2007R2)
		return NULL;
	return !queried[0] ? "the pool" : !queried[1] ? "the Edge" : NULL;
}

void rule_pool_summary(const struct view *v, struct findings *out)
{
	const struct verdict *verdict = v->verdict;
	const char *half = half_not_asked(v);
	struct finding *finding;

	if (verdict->rules_ok == 0 || verdict->rules_failed || verdict->rules_unknown)
		return;
	if (half)
		finding = finding_add(out, STATE_OK, "all %zu check%s passed on %s; %s was not asked", verdict->rules_ok,
				      plural(verdict->rules_ok, "", "s"), whose(v), half);
	else
		finding = finding_add(out, STATE_OK, "all %zu check%s passed on %s", verdict->rules_ok, plural(verdict->rules_ok, "", "s"),
				      whose(v));
	finding->summary = true;
}
