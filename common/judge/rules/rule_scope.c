// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_scope - settings that stand in several scopes: push services, the push URI, session times, the IM filter, mobility
 */
#include "judge/rules/rule_scope.h"

#include "judge/rules/config.h"
#include "model/server.h"

/* ---- push services ---- */

static const struct service {
	const char *name, *member;
	size_t offset;		/* in struct pool_object */
	size_t required_offset; /* in struct plan */
} services[] = {
	{ "Apple", "EnableApplePushNotificationService", offsetof(struct pool_object, apple), offsetof(struct plan, settings.require_apple) },
	{ "Microsoft", "EnableMicrosoftPushNotificationService", offsetof(struct pool_object, microsoft),
	  offsetof(struct plan, settings.require_microsoft) },
};

enum { SERVICES = sizeof services / sizeof *services };

static enum known service_is(const struct service *service, const struct pool_object *scope)
{
	return *(const enum known *)((const char *)scope + service->offset);
}

/* The wanted state of each service, and the state of a miss. */
struct wanted {
	const char *option; /* the one that makes a miss CRITICAL: --require, --site; NULL: none */
	bool by_default[SERVICES];
	bool no_fault; /* a miss is a note */
	struct server server;
};

static bool is_required(const struct service *service, const struct plan *plan)
{
	return *(const bool *)((const char *)plan + service->required_offset);
}

/*
 * Lync 2010 Mobile on Apple devices needs Apple's service, Windows Phone Microsoft's. Microsoft's procedure for Lync Server switches on
 * both, that for Skype for Business Server 2015 the latter alone; later servers have no client that needs either.
 */
static struct wanted wanted_of(const struct view *v)
{
	bool required = v->plan->settings.require_apple || v->plan->settings.require_microsoft;
	struct wanted wanted = { .option = required ? "--require" : v->plan->settings.site ? "--site" : NULL,
				 .server = server_of(config_pool(v), v->plan) };

	for (size_t i = 0; i < SERVICES; i++)
		wanted.by_default[i] = required ? is_required(&services[i], v->plan)
						       : wanted.server.kind != SERVER_2015 || services[i].offset == offsetof(struct pool_object, microsoft);
	wanted.no_fault = !required && wanted.server.kind >= SERVER_2019;
	return wanted;
}

static const char *fix_of(const struct pool_object *scope, const struct wanted *wanted, struct findings *out)
{
	const char *line = "Set-CsPushNotificationConfiguration -Identity {}";

	for (size_t i = 0; i < SERVICES; i++)
		if (wanted->by_default[i] && service_is(&services[i], scope) == KNOWN_NO)
			line = findings_text(out, "%s -%s $True", line, services[i].member);
	return config_fix(out, line, scope->identity, NULL);
}

static bool is_off(const struct pool_object *scope)
{
	for (size_t i = 0; i < SERVICES; i++)
		if (service_is(&services[i], scope) != KNOWN_NO)
			return false;
	return true;
}

/* Why it is CRITICAL, or no more than WARNING. */
static const char *because_of(enum state state, const struct pool_object *scope, const struct wanted *wanted)
{
	if (state == STATE_CRITICAL && !wanted->option)
		return "both are off by default, and on in no scope: no phone gets a push";
	if (state == STATE_CRITICAL)
		return "it is off by default; phones that need it get no push";
	return is_off(scope) ? "both are off by default; phones of this scope get no push, those of other scopes do: so WARNING" :
			       "it is off by default; phones that need it get no push, and whether this site has such is not known: so WARNING";
}

static void add_miss(enum state state, const struct pool_object *scope, const struct wanted *wanted, const char *sentence,
		     struct findings *out)
{
	struct finding *finding = finding_add(out, state, "%s", sentence);

	finding->cause = CAUSE_PUSH_OFF;
	finding->because = because_of(state, scope, wanted);
	finding->remedy = wanted->server.kind == SERVER_NOT_TOLD ?
		"on the pool, switch it on; --require says which services are needed, --server which server it is: 2015 needs Microsoft's alone" :
		"on the pool, switch it on; or say with --require which services are needed";
	finding->fix = fix_of(scope, wanted, out);
}

static void judge_service(const struct service *service, const struct pool_object *scope, const struct wanted *wanted, struct findings *out)
{
	const char *identity = config_name(scope->identity);

	if (service_is(service, scope) == KNOWN_YES)
		finding_add(out, STATE_OK, "%s push is on in %s", service->name, identity);
	else if (service_is(service, scope) == KNOWN_NOT)
		config_untold(out, POOL_PUSH, identity, service->member);
	else if (wanted->option)
		add_miss(STATE_CRITICAL, scope, wanted,
			 findings_text(out, "%s push is off in %s, and %s wants it", service->name, identity, wanted->option), out);
	else
		add_miss(STATE_WARNING, scope, wanted, findings_text(out, "%s push is off in %s", service->name, identity), out);
}

/* Every scope that is judged has every service off: there is no push at all. */
static bool all_off(const struct pool_section *section, const struct config_scopes *scopes)
{
	for (size_t i = 0; i < section->count; i++)
		if (config_applies(scopes, &section->objects[i]) && !is_off(&section->objects[i]))
			return false;
	return true;
}

/* Judges each scope of the section that applies to the site of --site. */
static void judge_scopes(const struct view *v, const struct pool_section *section,
			 void (*judge_one)(const struct pool_object *scope, struct findings *), struct findings *out)
{
	const struct config_scopes scopes = config_scopes(v, section);

	for (size_t i = 0; i < section->count; i++)
		if (config_applies(&scopes, &section->objects[i]))
			judge_one(&section->objects[i], out);
}

/* The same for the mobility service. Where its settings were not read, the rule push.uri has said so. */
static void judge_mcx(const struct view *v, void (*judge_one)(const struct pool_object *scope, struct findings *), struct findings *out)
{
	const struct pool_section *section = &config_pool(v)->sections[POOL_MCX];
	const struct server server = server_of(config_pool(v), v->plan);

	if (section->how == POOL_READ && server_has_mcx(&server) != KNOWN_NO)
		judge_scopes(v, section, judge_one, out);
}

static void judge_scope(const struct pool_object *scope, const struct wanted *wanted, bool nowhere_on, struct findings *out)
{
	const char *identity = config_name(scope->identity);

	if (wanted->no_fault) {
		for (size_t i = 0; i < SERVICES; i++)
			finding_note_standing(finding_add(
				out, STATE_OK, "%s push is %s in %s: on %s that is no fault", services[i].name,
				service_is(&services[i], scope) == KNOWN_YES ? "on" : service_is(&services[i], scope) == KNOWN_NO ? "off" : "unknown",
				identity, server_name(wanted->server.kind)));
		return;
	}
	if (is_off(scope)) {
		if (nowhere_on)
			add_miss(STATE_CRITICAL, scope, wanted, findings_text(out, "no push service is on in %s", identity), out);
		else if (wanted->option)
			add_miss(STATE_CRITICAL, scope, wanted, findings_text(out, "push is off in %s, and %s wants it", identity, wanted->option), out);
		else
			add_miss(STATE_WARNING, scope, wanted, findings_text(out, "push is off in %s, and on elsewhere", identity), out);
		return;
	}
	for (size_t i = 0; i < SERVICES; i++)
		if (wanted->by_default[i])
			judge_service(&services[i], scope, wanted, out);
}

void rule_scope_services(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_PUSH);
	size_t judged = 0;

	if (!section)
		return;
	const struct config_scopes scopes = config_scopes(v, section);
	const struct wanted wanted = wanted_of(v);
	bool nowhere_on = all_off(section, &scopes);
	for (size_t i = 0; i < section->count; i++)
		if (config_applies(&scopes, &section->objects[i])) {
			judged++;
			judge_scope(&section->objects[i], &wanted, nowhere_on, out);
		}
	if (!judged)
		config_untold(out, POOL_PUSH, "Global", "the services");
	else
		config_site_told(v, &scopes, POOL_PUSH, out);
	(void)config_may_lack(v, out, POOL_PUSH); /* a scope in which they are off */
}

/* ---- the mobility service ---- */

static void judge_uri(const struct view *v, const struct pool_object *scope, struct findings *out)
{
	const char *identity = config_name(scope->identity), *uri = scope->push_proxy_uri;

	if (!uri) {
		config_untold(out, POOL_MCX, identity, "PushNotificationProxyUri");
		return;
	}
	if (config_same_word(uri, v->plan->settings.push_uri)) {
		finding_add(out, STATE_OK, "the mobility service of %s sends pushes to %s", identity, uri);
		return;
	}
	struct finding *finding = finding_add(out, STATE_CRITICAL, uri[0] ? "the mobility service of %s sends pushes to %s" :
							       "the mobility service of %s sends no pushes: its URI is empty%s", identity, uri);
	finding->cause = CAUSE_PUSH_URI;
	finding->because = findings_text(out, "the push service is at %s", v->plan->settings.push_uri);
	finding->remedy = "on the pool, give the mobility service the push service's URI";
	finding->fix = config_fix(out, "Set-CsMcxConfiguration -Identity {} -PushNotificationProxyUri {}", scope->identity,
				  v->plan->settings.push_uri);
}

void rule_scope_uri(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_MCX);
	size_t judged = 0;

	if (!section)
		return;
	const struct config_scopes scopes = config_scopes(v, section);
	for (size_t i = 0; i < section->count; i++)
		if (config_applies(&scopes, &section->objects[i])) {
			judged++;
			judge_uri(v, &section->objects[i], out);
		}
	if (!judged)
		config_untold(out, POOL_MCX, "Global", "PushNotificationProxyUri");
	else
		config_site_told(v, &scopes, POOL_MCX, out);
	(void)config_may_lack(v, out, POOL_MCX); /* a scope with another URI */
}

/*
 * A phone that is not used is sent pushes until its session ends: the longer of the two times is that of iPhone and Windows Phone. A
 * shorter one that is not shorter is refused by the server.
 */
static void note_session(const struct pool_object *scope, struct findings *out)
{
	enum { HOUR = 3600, DAY = 24 * HOUR };
	const struct pool_detail *detail = pool_detail(scope);
	const char *identity = config_name(scope->identity);
	int64_t long_s = detail->session_s, short_s = detail->short_session_s;
	struct finding *finding = NULL;

	if (!long_s)
		return;
	if (short_s >= long_s) {
		finding = finding_add(out, STATE_OK, "sessions of %s: the short one, %lld s, is not shorter than %lld s", identity, (long long)short_s,
				      (long long)long_s);
		finding->because = "no server takes that: the export was written or changed by hand";
	} else if (long_s < DAY) {
		finding = finding_add(out, STATE_OK, "sessions of %s end after %.1f hours, and pushes with them", identity, (double)long_s / HOUR);
		finding->because = "SessionExpirationInterval is that of iPhone and Windows Phone; its default is 3 days";
		finding->remedy = "on the pool, lengthen it if phones that are not used have to get pushes for longer";
		finding->fix = config_fix(out, "Set-CsMcxConfiguration -Identity {} -SessionExpirationInterval 259200", scope->identity, NULL);
	} else {
		finding_add(out, STATE_OK, "sessions of %s last %.1f hours", identity, (double)long_s / HOUR);
		return;
	}
	finding->note = true;
	finding->cause = CAUSE_SESSION_SHORT;
}

void rule_scope_session(const struct view *v, struct findings *out)
{
	judge_mcx(v, note_session, out);
}

/* Both URLs of the mobility service carry the external name, which phones inside ask too. */
static void judge_exposed(const struct pool_object *scope, struct findings *out)
{
	const char *identity = config_name(scope->identity), *exposed = pool_detail(scope)->exposed_url;

	if (!exposed || config_is_number(exposed)) {
		config_not_told(out, identity, "ExposedWebURL");
		return;
	}
	if (!config_same_word(exposed, "Internal")) {
		finding_add(out, STATE_OK, "the mobility service of %s exposes its external address", identity);
		return;
	}
	struct finding *finding = finding_add(out, STATE_WARNING, "the mobility service of %s exposes its internal address", identity);
	finding->cause = CAUSE_EXPOSED_INTERNAL;
	finding->because = "ExposedWebURL is Internal: a phone outside is sent to a name that it cannot reach";
	finding->remedy = "on the pool, set it to External, which is the default";
	finding->fix = config_fix(out, "Set-CsMcxConfiguration -Identity {} -ExposedWebURL External", scope->identity, NULL);
}

void rule_scope_exposed(const struct view *v, struct findings *out)
{
	judge_mcx(v, judge_exposed, out);
}

/* ---- lesser ones ---- */

static const char *web_prefix(const struct text_list *prefixes)
{
	for (size_t i = 0; i < prefixes->count; i++)
		if (config_same_word(prefixes->at[i], "http:") || config_same_word(prefixes->at[i], "https:"))
			return prefixes->at[i];
	return NULL;
}

/* No page documents the numbers of Action. 0 is the default of any enumeration, and Allow that of this setting. */
static void judge_number(const char *identity, const char *action, struct findings *out)
{
	if (strcmp(action, "0") == 0) {
		finding_note_standing(finding_add(out, STATE_OK, "the IM URL filter of %s: Action 0 is a number, taken for Allow", identity));
		return;
	}
	struct finding *finding = finding_add(out, STATE_UNKNOWN, "the IM URL filter of %s: Action %s is a number", identity, action);
	finding->cause = CAUSE_NOT_SEEN;
	finding->because = "ConvertTo-Json wrote it; the numbers of this setting are not documented, and one of them blocks pushes";
	finding->remedy = "write it again with Export-PushConfig.ps1 or Export-Clixml; or with ConvertTo-Json -EnumsAsStrings (PowerShell 7)";
}

/* The values that Microsoft's page of Set-CsImFilterConfiguration names. */
static bool is_known_action(const char *action)
{
	return config_same_word(action, "Allow") || config_same_word(action, "Block") || config_same_word(action, "Warn");
}

/* Enabled, with http: among its prefixes, is how it comes: only with Action Block it stops pushes. */
static void judge_filter(const struct pool_object *filter, struct findings *out)
{
	const char *identity = config_name(filter->identity), *prefix = web_prefix(&filter->prefixes);

	if (filter->enabled == KNOWN_NOT || (filter->enabled == KNOWN_YES && prefix && !filter->action)) {
		config_not_told(out, identity, filter->enabled == KNOWN_NOT ? "Enabled of the IM URL filter" : "Action of the IM URL filter");
		return;
	}
	if (filter->enabled == KNOWN_YES && prefix && config_is_number(filter->action)) {
		judge_number(identity, filter->action, out);
		return;
	}
	if (filter->enabled == KNOWN_YES && prefix && !is_known_action(filter->action)) {
		struct finding *unknown = finding_add(out, STATE_UNKNOWN, "the IM URL filter of %s: Action %s is not known here", identity, filter->action);
		unknown->cause = CAUSE_NOT_SEEN;
		unknown->because = "Allow, Block and Warn are documented, and Block alone stops pushes";
		unknown->remedy = "look at Get-CsImFilterConfiguration on the pool";
		return;
	}
	if (filter->enabled != KNOWN_YES || !config_same_word(filter->action, "Block") || !prefix) {
		finding_add(out, STATE_OK, "the IM URL filter of %s blocks no web addresses", identity);
		return;
	}
	struct finding *finding = finding_add(out, STATE_WARNING, "the IM URL filter of %s blocks %s, which pushes hold", identity, prefix);
	finding->cause = CAUSE_IM_FILTER;
	finding->because = "Microsoft: \"Push Notification request was rejected\" typically comes from this";
	const char *change = config_fix(out, "Set-CsImFilterConfiguration -Identity {} -Prefixes @{remove='http:','https:'}", filter->identity, NULL);
	finding->remedy = findings_text(out, "the filter is a matter of security, so by hand, on the pool: %s; the way back: the same with add in the "
					     "place of remove", change ? change : "take http: and https: out of its prefixes");
}

void rule_scope_filter(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_IM_FILTER);

	if (section)
		judge_scopes(v, section, judge_filter, out);
}

/* Who has the policy of single users (Tag:) is not read: there may be 50,000. */
static bool is_users_policy(const char *identity)
{
	return span_starts_nocase(span_of(config_name(identity)), SPAN("tag:"));
}

static bool is_immobile(const struct pool_object *policy)
{
	return policy->enable_mobility == KNOWN_NO;
}

static bool is_denied(const struct pool_object *policy)
{
	return pool_detail(policy)->federation_access == KNOWN_NO;
}

/* A note for each of the policies of single users that is so; of many the first. */
static void note_users(const struct pool_section *section, bool (*is_so)(const struct pool_object *), const char *does, struct findings *out)
{
	enum { SHOWN = 8 };

	for (size_t i = 0, said = 0; i < section->count && said < SHOWN; i++) {
		if (!is_users_policy(section->objects[i].identity) || !is_so(&section->objects[i]))
			continue;
		struct finding *finding = finding_add(out, STATE_OK, "policy %s %s to its users", config_name(section->objects[i].identity), does);
		finding_note_standing(finding);
		finding->cause = is_so == is_immobile ? CAUSE_MOBILITY_OFF : CAUSE_FEDERATION_DENIED;
		said++;
	}
}

static void judge_policy(const struct pool_object *policy, struct findings *out)
{
	const char *identity = config_name(policy->identity);

	if (policy->enable_mobility == KNOWN_NOT) {
		config_not_told(out, identity, "EnableMobility");
		return;
	}
	if (policy->enable_mobility == KNOWN_YES) {
		finding_add(out, STATE_OK, "the mobility policy of %s allows mobility", identity);
		return;
	}
	struct finding *finding = finding_add(out, STATE_WARNING, "the mobility policy of %s forbids mobility", identity);
	finding->cause = CAUSE_MOBILITY_OFF;
	finding->because = "only users with a mobility policy of their own can get pushes";
	finding->remedy = "on the pool, enable mobility where users are to have it";
	finding->fix = config_fix(out, "Set-CsMobilityPolicy -Identity {} -EnableMobility $True", policy->identity, NULL);
}

void rule_scope_mobility(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_MOBILITY);

	if (!section)
		return;
	const struct config_scopes scopes = config_scopes(v, section);
	for (size_t i = 0; i < section->count; i++)
		if (!is_users_policy(section->objects[i].identity) && config_applies(&scopes, &section->objects[i]))
			judge_policy(&section->objects[i], out);
	note_users(section, is_immobile, "forbids mobility", out);
}

/* No page says that pushes need it: a note, whatever the scope. */
void rule_scope_external(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_EXTERNAL_ACCESS);

	if (!section)
		return;
	const struct config_scopes scopes = config_scopes(v, section);
	for (size_t i = 0; i < section->count; i++) {
		const struct pool_object *policy = &section->objects[i];
		enum known allowed = pool_detail(policy)->federation_access;
		if (is_users_policy(policy->identity) || !config_applies(&scopes, policy) || allowed == KNOWN_NOT)
			continue;
		struct finding *finding = finding_add(out, STATE_OK, "the external access policy of %s %s federation", config_name(policy->identity),
						      allowed == KNOWN_YES ? "allows" : "denies");
		finding->note = allowed == KNOWN_NO;
		finding->cause = allowed == KNOWN_NO ? CAUSE_FEDERATION_DENIED : CAUSE_NONE;
		finding->because = allowed == KNOWN_NO ? "its users reach no federated partner; whether that holds for their pushes is not documented" : NULL;
	}
	note_users(section, is_denied, "denies federation", out);
}
