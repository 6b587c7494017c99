// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_scope - settings that stand in several scopes: push services, the push URI, the IM filter, mobility; and the replicas
 */
#include "judge/rules/rule_scope.h"

#include "judge/rules/config.h"

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

/* Without --require both are wanted. */
static bool is_wanted(const struct service *service, const struct plan *plan)
{
	return *(const bool *)((const char *)plan + service->required_offset) || (!plan->settings.require_apple && !plan->settings.require_microsoft);
}

static void judge_service(const struct service *service, const struct pool_object *scope, enum state miss, struct findings *out)
{
	const char *identity = config_name(scope->identity);

	if (service_is(service, scope) == KNOWN_YES) {
		finding_add(out, STATE_OK, "%s push is on in %s", service->name, identity);
		return;
	}
	if (service_is(service, scope) == KNOWN_NOT) {
		config_untold(out, POOL_PUSH, identity, service->member);
		return;
	}
	struct finding *finding = finding_add(out, miss, "%s push is off in %s", service->name, identity);
	finding->cause = CAUSE_PUSH_OFF;
	finding->because = "it is off by default; clients of that kind get no push";
	finding->remedy = "on the pool, switch it on; or say with --require which services are needed";
	finding->fix = config_fix(out, findings_text(out, "Set-CsPushNotificationConfiguration -Identity {} -%s $True", service->member),
				  scope->identity, NULL);
}

/* A miss is CRITICAL where the operator said what must be, and where nothing is on at all; else some clients are served. */
static enum state miss_state(const struct view *v, const struct pool_section *section)
{
	if (v->plan->settings.require_apple || v->plan->settings.require_microsoft || v->plan->settings.site)
		return STATE_CRITICAL;
	for (size_t i = 0; i < section->count; i++)
		for (size_t s = 0; s < SERVICES; s++)
			if (service_is(&services[s], &section->objects[i]) == KNOWN_YES)
				return STATE_WARNING;
	return STATE_CRITICAL;
}

static void judge_scope(const struct view *v, const struct pool_object *scope, enum state miss, struct findings *out)
{
	for (size_t i = 0; i < SERVICES; i++)
		if (is_wanted(&services[i], v->plan))
			judge_service(&services[i], scope, miss, out);
}

void rule_scope_services(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_PUSH, CONFIG_NEEDED);
	size_t judged = 0;

	if (!section)
		return;
	const struct config_scopes scopes = config_scopes(v, section);
	enum state miss = miss_state(v, section);
	for (size_t i = 0; i < section->count; i++)
		if (config_applies(&scopes, &section->objects[i])) {
			judged++;
			judge_scope(v, &section->objects[i], miss, out);
		}
	if (!judged)
		config_untold(out, POOL_PUSH, "Global", "the services");
	else
		config_site_told(&scopes, POOL_PUSH, out);
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
	struct finding *finding = finding_add(out, STATE_CRITICAL, "the mobility service of %s sends pushes to %s", identity,
					      uri[0] ? uri : "nobody: its URI is empty");
	finding->cause = CAUSE_PUSH_URI;
	finding->because = findings_text(out, "the push service is at %s", v->plan->settings.push_uri);
	finding->remedy = "on the pool, give the mobility service the push service's URI";
	finding->fix = config_fix(out, "Set-CsMcxConfiguration -Identity {} -PushNotificationProxyUri {}", scope->identity,
				  v->plan->settings.push_uri);
}

/* A server without mobility service does not know the cmdlet either. */
static void say_2019(const struct view *v, struct findings *out)
{
	struct finding *unread = out->last;
	enum pool_how how = config_pool(v)->sections[POOL_MCX].how;

	if (unread && unread->remedy && (how == POOL_REFUSED || how == POOL_NO_SUCH || how == POOL_MISSING) &&
	    v->plan->settings.server == SERVER_NOT_TOLD)
		unread->remedy = findings_text(out, "%s; 2019 and later have none: then say --server=2019", unread->remedy);
}

void rule_scope_uri(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_MCX, CONFIG_NEEDED);
	size_t judged = 0;

	if (!section) {
		say_2019(v, out);
		return;
	}
	const struct config_scopes scopes = config_scopes(v, section);
	for (size_t i = 0; i < section->count; i++)
		if (config_applies(&scopes, &section->objects[i])) {
			judged++;
			judge_uri(v, &section->objects[i], out);
		}
	if (!judged)
		config_untold(out, POOL_MCX, "Global", "PushNotificationProxyUri");
	else
		config_site_told(&scopes, POOL_MCX, out);
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
		finding_add(out, STATE_OK, "the IM URL filter of %s: Action 0 is a number, taken for Allow", identity)->note = true;
		return;
	}
	struct finding *finding = finding_add(out, STATE_UNKNOWN, "the IM URL filter of %s: Action %s is a number", identity, action);
	finding->cause = CAUSE_NOT_SEEN;
	finding->because = "ConvertTo-Json wrote it; the numbers of this setting are not documented, and one of them blocks pushes";
	finding->remedy = "write it again with Export-PushConfig.ps1 or Export-Clixml; or with ConvertTo-Json -EnumsAsStrings (PowerShell 7)";
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
	if (filter->enabled != KNOWN_YES || !config_same_word(filter->action, "Block") || !prefix) {
		finding_add(out, STATE_OK, "the IM URL filter of %s blocks no web addresses", identity);
		return;
	}
	struct finding *finding = finding_add(out, STATE_WARNING, "the IM URL filter of %s blocks %s, which pushes hold", identity, prefix);
	finding->cause = CAUSE_IM_FILTER;
	finding->because = "Microsoft: \"Push Notification request was rejected\" typically comes from this";
	finding->remedy = "on the pool, remove http: and https: from the filter's prefixes";
	finding->fix = config_fix(out, "Set-CsImFilterConfiguration -Identity {} -Prefixes @{remove='http:','https:'}", filter->identity,
				  NULL);
}

void rule_scope_filter(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_IM_FILTER, CONFIG_IF_THERE);

	if (!section)
		return;
	const struct config_scopes scopes = config_scopes(v, section);
	for (size_t i = 0; i < section->count; i++)
		if (config_applies(&scopes, &section->objects[i]))
			judge_filter(&section->objects[i], out);
}

void rule_scope_mobility(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_MOBILITY, CONFIG_IF_THERE);

	for (size_t i = 0; section && i < section->count; i++) {
		const struct pool_object *policy = &section->objects[i];
		if (!config_same_word(policy->identity, "Global"))
			continue;
		if (policy->enable_mobility == KNOWN_NOT) {
			config_not_told(out, "Global", "EnableMobility");
			continue;
		}
		if (policy->enable_mobility == KNOWN_YES) {
			finding_add(out, STATE_OK, "the Global mobility policy allows mobility");
			continue;
		}
		struct finding *finding = finding_add(out, STATE_WARNING, "the Global mobility policy forbids mobility");
		finding->cause = CAUSE_MOBILITY_OFF;
		finding->because = "only users with a mobility policy of their own can get pushes";
		finding->remedy = "on the pool, enable mobility where users are to have it";
		finding->fix = "Set-CsMobilityPolicy -Identity Global -EnableMobility $True";
	}
}

void rule_scope_replica(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_REPLICATION, CONFIG_IF_THERE);
	size_t up_to_date = 0;

	for (size_t i = 0; section && i < section->count; i++) {
		const struct pool_object *replica = &section->objects[i];
		up_to_date += replica->up_to_date == KNOWN_YES;
		if (replica->up_to_date == KNOWN_NOT)
			config_not_told(out, replica->replica_fqdn, "UpToDate");
		if (replica->up_to_date != KNOWN_NO)
			continue;
		struct finding *finding = finding_add(out, STATE_WARNING, "settings changed, not yet in force on %s",
						      config_name(replica->replica_fqdn));
		finding->cause = CAUSE_REPLICA_BEHIND;
		finding->because = "its replica of the settings is not up to date";
		finding->remedy = "see that the replica's service runs there, and that TCP 4443 to an Edge is open";
		finding->fix = config_fix(out, "Invoke-CsManagementStoreReplication -ReplicaFqdn {}", replica->replica_fqdn, NULL);
	}
	if (section && up_to_date && up_to_date == section->count)
		finding_add(out, STATE_OK, "%zu replica%s of the settings: up to date", section->count, section->count == 1 ? "" : "s");
}
