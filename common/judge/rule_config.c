// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_config - are the settings such that push can work?
 */
#include "judge/rule_config.h"

#include "model/pool.h"

/* ---- what the rules share ---- */

static bool same_name(const char *a, const char *b)
{
	struct span x = span_of(a), y = span_of(b);

	x.len -= x.len && x.at[x.len - 1] == '.';
	y.len -= y.len && y.at[y.len - 1] == '.';
	return span_equal_nocase(x, y);
}

static bool same_word(const char *a, const char *b)
{
	return a && span_equal_nocase(span_of(a), span_of(b));
}

static const char *or_unnamed(const char *identity)
{
	return identity && identity[0] ? identity : "(unnamed)";
}

enum need { NEED_ALWAYS, NEED_IF_THERE };

/* Why a section was not read, in words that name what would bring it. */
static void say_unread(const struct pool_section *section, enum pool_section_id id, struct findings *out, enum need need)
{
	const char *source = pool_section_source(id);
	enum state state = need == NEED_ALWAYS ? STATE_UNKNOWN : STATE_OK;
	struct finding *finding = &out->spare;

	switch (section->how) {
	case POOL_READ:
		return;
	case POOL_NOT_ASKED:
		finding = finding_add(out, STATE_OK, "%s was not asked", source);
		break;
	case POOL_MISSING:
		finding = finding_add(out, state, "the export holds nothing of %s", source);
		finding->remedy = "export again with contrib/powershell/Export-PushConfig.ps1, which asks every cmdlet";
		break;
	case POOL_REFUSED:
		finding = finding_add(out, state, "%s was refused: %s", source, section->fault.text);
		finding->remedy = "give the login a role that holds the cmdlet, such as CsViewOnlyAdministrator";
		break;
	case POOL_NO_SUCH:
		finding = finding_add(out, state, "%s is unknown on this server, or to this role", source);
		finding->remedy = "give the login a role that holds the cmdlet, such as CsViewOnlyAdministrator";
		break;
	case POOL_UNSEEN:
		finding = finding_add(out, state, "%s could not be asked", source);
		break;
	}
	finding->cause = "not-seen";
	finding->note = need == NEED_IF_THERE || section->how == POOL_NOT_ASKED;
}

/* The section if it was read; else NULL, with a finding that says why. */
static const struct pool_section *section_of(const struct view *v, struct findings *out, enum pool_section_id id,
					     enum need need)
{
	const struct pool_section *section = &v->facts->pool->sections[id];

	if (section->how == POOL_READ)
		return section;
	say_unread(section, id, out, need);
	return NULL;
}

static void member_unknown(struct findings *out, enum pool_section_id id, const char *identity, const char *member)
{
	struct finding *finding = finding_add(out, STATE_UNKNOWN, "%s of %s (%s) was not told", member, or_unnamed(identity),
					      pool_section_source(id));

	finding->cause = "not-seen";
}

/* A switch that must have one position: says nothing where it has, and whether it has. */
struct wanted {
	enum pool_section_id section;
	const char *member;
	enum known must_be;
};

static bool switch_is(const struct wanted *wanted, const struct pool_object *object, enum known value,
		      struct findings *out)
{
	if (value == KNOWN_NOT)
		member_unknown(out, wanted->section, object->identity, wanted->member);
	return value == wanted->must_be;
}

/* ---- reached at all ---- */

void rule_config_reach(const struct view *v, struct findings *out)
{
	const struct stopped *stopped = &v->target->stopped;

	if (stopped->fault.kind == FAULT_NONE)
		return;
	struct finding *finding = finding_add(out, STATE_UNKNOWN, "%s", stopped->fault.text);
	finding->hop = 1;
	finding->cause = fault_word(stopped->fault.kind);
}

void rule_config_export(const struct view *v, struct findings *out)
{
	const struct fault *f = &v->facts->pool->fault;

	if (f->kind == FAULT_NONE)
		return;
	struct finding *finding = finding_add(out, STATE_UNKNOWN, "%s", f->text);
	finding->cause = "export-unreadable";
	finding->remedy = "export again with contrib/powershell/Export-PushConfig.ps1";
}

/* ---- the hosting provider ---- */

struct providers {
	const struct pool_object *at[16]; /* with the wanted proxy; more are counted */
	size_t count;
};

/* Providers with the wanted proxy; none when the section was not read, and then rule 1 has said so. */
static struct providers providers_of(const struct view *v)
{
	const struct pool_section *section = &v->facts->pool->sections[POOL_HOSTING_PROVIDER];
	struct providers found = { .count = 0 };

	for (size_t i = 0; i < section->count; i++) {
		const struct pool_object *provider = &section->objects[i];
		if (!provider->proxy_fqdn || !same_name(provider->proxy_fqdn, v->plan->proxy.name))
			continue;
		if (found.count < sizeof found.at / sizeof *found.at)
			found.at[found.count++] = provider;
	}
	return found;
}

void rule_config_provider(const struct view *v, struct findings *out)
{
	const char *proxy = v->plan->proxy.name;
	struct providers found = providers_of(v);
	struct finding *finding;

	if (!section_of(v, out, POOL_HOSTING_PROVIDER, NEED_ALWAYS))
		return;
	if (found.count == 1) {
		finding_add(out, STATE_OK, "hosting provider %s has the proxy %s", or_unnamed(found.at[0]->identity), proxy);
		return;
	}
	if (found.count == 0) {
		finding = finding_add(out, STATE_CRITICAL, "no hosting provider has the proxy %s: pushes have no way out", proxy);
		finding->cause = "provider-missing";
		finding->because = "the Edge takes the push service for a stranger without it";
		finding->remedy = "create the hosting provider on the pool";
		finding->fix = findings_text(out, "New-CsHostingProvider -Identity \"LyncOnline\" -Enabled $True -ProxyFqdn "
						  "\"%s\" -VerificationLevel UseSourceVerification", proxy);
		return;
	}
	finding = finding_add(out, STATE_WARNING, "%zu hosting providers have the proxy %s (%s, %s): only one may", found.count,
			      proxy, or_unnamed(found.at[0]->identity), or_unnamed(found.at[1]->identity));
	finding->cause = "provider-twice";
	finding->because = "Microsoft allows one federation relationship with a hosting provider, whatever its identity";
	finding->remedy = "keep the provider that is in use and remove the others";
	finding->fix = findings_text(out, "Remove-CsHostingProvider -Identity \"%s\"", or_unnamed(found.at[1]->identity));
}

void rule_config_provider_enabled(const struct view *v, struct findings *out)
{
	static const struct wanted wanted = { POOL_HOSTING_PROVIDER, "Enabled", KNOWN_YES };
	struct providers found = providers_of(v);

	for (size_t i = 0; i < found.count; i++) {
		const char *identity = or_unnamed(found.at[i]->identity);
		if (switch_is(&wanted, found.at[i], found.at[i]->enabled, out)) {
			finding_add(out, STATE_OK, "hosting provider %s is enabled", identity);
		} else if (found.at[i]->enabled == KNOWN_NO) {
			struct finding *finding = finding_add(out, STATE_CRITICAL, "hosting provider %s is disabled", identity);
			finding->cause = "provider-disabled";
			finding->remedy = "enable it on the pool";
			finding->fix = findings_text(out, "Set-CsHostingProvider -Identity \"%s\" -Enabled $True", identity);
		}
	}
}

/* The number behind the name is not documented: 2 is the third word of the enum as Microsoft's pages list it. */
void rule_config_verification(const struct view *v, struct findings *out)
{
	struct providers found = providers_of(v);

	for (size_t i = 0; i < found.count; i++) {
		const char *identity = or_unnamed(found.at[i]->identity), *level = found.at[i]->verification_level;
		if (!level) {
			member_unknown(out, POOL_HOSTING_PROVIDER, identity, "VerificationLevel");
		} else if (same_word(level, "UseSourceVerification")) {
			finding_add(out, STATE_OK, "hosting provider %s uses source verification", identity);
		} else if (same_word(level, "2")) {
			finding_add(out, STATE_OK, "hosting provider %s has VerificationLevel 2, taken for UseSourceVerification",
				    identity);
		} else {
			struct finding *finding = finding_add(out, STATE_WARNING,
				"hosting provider %s has VerificationLevel %s, not UseSourceVerification", identity, level);
			finding->cause = "provider-verification";
			finding->remedy = "set it as Microsoft's procedure does";
			finding->fix = findings_text(out, "Set-CsHostingProvider -Identity \"%s\" -VerificationLevel "
							  "UseSourceVerification", identity);
		}
	}
}

void rule_config_provider_local(const struct view *v, struct findings *out)
{
	struct providers found = providers_of(v);

	for (size_t i = 0; i < found.count; i++) {
		const char *identity = or_unnamed(found.at[i]->identity);
		if (found.at[i]->is_local != KNOWN_YES) {
			finding_add(out, STATE_OK, "hosting provider %s is outside the topology", identity);
			continue;
		}
		struct finding *finding = finding_add(out, STATE_WARNING,
			"hosting provider %s is marked IsLocal: its proxy would be in our own topology", identity);
		finding->cause = "provider-local";
		finding->remedy = "mark it as outside the topology";
		finding->fix = findings_text(out, "Set-CsHostingProvider -Identity \"%s\" -IsLocal $False", identity);
	}
}

/* ---- allowed and blocked domains ---- */

static const struct pool_object *domain_find(const struct pool_section *section, const char *domain)
{
	for (size_t i = 0; i < section->count; i++) {
		const struct pool_object *object = &section->objects[i];
		const char *name = object->domain ? object->domain : object->identity;
		if (name && same_name(name, domain))
			return object;
	}
	return NULL;
}

void rule_config_allowed(const struct view *v, struct findings *out)
{
	const struct pool_section *section = section_of(v, out, POOL_ALLOWED_DOMAIN, NEED_ALWAYS);
	const char *domain = v->plan->domain;

	if (!section)
		return;
	if (domain_find(section, domain)) {
		finding_add(out, STATE_OK, "%s is an allowed domain", domain);
		return;
	}
	struct finding *finding = finding_add(out, STATE_CRITICAL, "%s is not among the %zu allowed domains", domain,
					      section->count);
	finding->cause = "domain-not-allowed";
	finding->because = "the Edge answers 504 to requests for a domain that is not allowed";
	finding->remedy = "add it to the allowed domains on the pool";
	finding->fix = findings_text(out, "New-CsAllowedDomain -Identity \"%s\"", domain);
}

void rule_config_blocked(const struct view *v, struct findings *out)
{
	const struct pool_section *section = section_of(v, out, POOL_BLOCKED_DOMAIN, NEED_ALWAYS);
	const char *domain = v->plan->domain;

	if (!section)
		return;
	if (!domain_find(section, domain)) {
		finding_add(out, STATE_OK, "%s is not blocked", domain);
		return;
	}
	struct finding *finding = finding_add(out, STATE_CRITICAL, "%s is a blocked domain", domain);
	finding->cause = "domain-blocked";
	finding->remedy = "remove it from the blocked domains on the pool";
	finding->fix = findings_text(out, "Remove-CsBlockedDomain -Identity \"%s\"", domain);
}

static bool is_provider_proxy(const struct view *v, const char *proxy)
{
	const struct pool_section *section = &v->facts->pool->sections[POOL_HOSTING_PROVIDER];

	for (size_t i = 0; i < section->count; i++)
		if (section->objects[i].proxy_fqdn && same_name(section->objects[i].proxy_fqdn, proxy))
			return true;
	return false;
}

void rule_config_domain_proxy(const struct view *v, struct findings *out)
{
	const struct pool_section *section = &v->facts->pool->sections[POOL_ALLOWED_DOMAIN];
	const struct pool_object *allowed = domain_find(section, v->plan->domain);
	const char *proxy = allowed && allowed->proxy_fqdn ? allowed->proxy_fqdn : "";
	struct finding *finding;

	if (!allowed)
		return; /* not read, or not allowed: domain.allowed has said so */
	if (!proxy[0]) {
		finding_add(out, STATE_OK, "allowed domain %s has no proxy of its own", v->plan->domain);
		return;
	}
	if (is_provider_proxy(v, proxy)) {
		finding = finding_add(out, STATE_CRITICAL, "%s is both the proxy of allowed domain %s and a hosting provider's", proxy,
				      v->plan->domain);
		finding->because = "since Lync 2013 CU3 the Access Edge refuses to start then (event 14517)";
	} else {
		finding = finding_add(out, STATE_WARNING, "allowed domain %s is sent to %s, not left to the hosting provider",
				      v->plan->domain, proxy);
		finding->because = "Microsoft's procedure leaves the proxy of the allowed domain empty";
	}
	finding->cause = "domain-proxy";
	finding->remedy = "take the proxy off the allowed domain on the pool";
	finding->fix = findings_text(out, "Set-CsAllowedDomain -Identity \"%s\" -ProxyFqdn $null", v->plan->domain);
}

/* ---- the access edge ---- */

void rule_config_federated_users(const struct view *v, struct findings *out)
{
	static const struct wanted wanted = { POOL_ACCESS_EDGE, "AllowFederatedUsers", KNOWN_YES };
	const struct pool_section *section = section_of(v, out, POOL_ACCESS_EDGE, NEED_ALWAYS);

	if (section && section->count == 0)
		member_unknown(out, POOL_ACCESS_EDGE, "Global", wanted.member);
	for (size_t i = 0; section && i < section->count; i++) {
		const struct pool_object *edge = &section->objects[i];
		if (switch_is(&wanted, edge, edge->allow_federated_users, out)) {
			finding_add(out, STATE_OK, "federated users are allowed");
		} else if (edge->allow_federated_users == KNOWN_NO) {
			struct finding *finding = finding_add(out, STATE_CRITICAL, "federated users are not allowed on the access edge");
			finding->cause = "federation-off";
			finding->because = "the push service is a federated partner";
			finding->remedy = "allow federated users on the pool";
			finding->fix = "Set-CsAccessEdgeConfiguration -AllowFederatedUsers $True";
		}
	}
}

void rule_config_routing(const struct view *v, struct findings *out)
{
	const struct pool_section *section;

	if (v->plan->edge_is_ocs)
		return; /* the setting is the Lync Edge's: partner.route asks the old one */
	section = section_of(v, out, POOL_ACCESS_EDGE, NEED_ALWAYS);
	for (size_t i = 0; section && i < section->count; i++) {
		const struct pool_object *edge = &section->objects[i];
		bool default_route = edge->default_route_fqdn && edge->default_route_fqdn[0];
		if (!edge->routing_method && !default_route) {
			member_unknown(out, POOL_ACCESS_EDGE, edge->identity, "RoutingMethod");
			continue;
		}
		if (!default_route && same_word(edge->routing_method, "UseDnsSrvRouting")) {
			finding_add(out, STATE_OK, "the access edge routes by DNS SRV records");
			continue;
		}
		struct finding *finding = finding_add(out, STATE_CRITICAL, "the access edge routes by default route%s%s, not by DNS SRV",
						      default_route ? " to " : "", default_route ? edge->default_route_fqdn : "");
		finding->cause = "default-route";
		finding->because = "hosting providers do not work with default routing";
		finding->remedy = "let the access edge route by DNS SRV records";
		finding->fix = "Set-CsAccessEdgeConfiguration -UseDnsSrvRouting";
	}
}

/* ---- scopes ---- */

static bool is_site(const char *identity, const char *site)
{
	struct span rest, kind = span_cut(span_of(identity), ':', &rest);

	return rest.at && span_equal_nocase(kind, SPAN("site")) && span_equal_nocase(rest, span_of(site));
}

/* With --site its own object takes Global's place; objects of single services stay. */
static bool applies(const struct view *v, const struct pool_section *section, const struct pool_object *object)
{
	const char *site = v->plan->site, *identity = object->identity ? object->identity : "";

	if (!site || is_site(identity, site) || span_starts_nocase(span_of(identity), SPAN("service:")))
		return true;
	if (!same_word(identity, "Global"))
		return false;
	for (size_t i = 0; i < section->count; i++)
		if (section->objects[i].identity && is_site(section->objects[i].identity, site))
			return false;
	return true;
}

/* ---- push services ---- */

static const struct service {
	const char *name, *member;
	size_t offset;		/* in struct pool_object */
	size_t required_offset; /* in struct plan */
} services[] = {
	{ "Apple", "EnableApplePushNotificationService", offsetof(struct pool_object, apple),
	  offsetof(struct plan, require_apple) },
	{ "Microsoft", "EnableMicrosoftPushNotificationService", offsetof(struct pool_object, microsoft),
	  offsetof(struct plan, require_microsoft) },
};

enum { SERVICES = sizeof services / sizeof *services };

static enum known service_is(const struct service *service, const struct pool_object *object)
{
	return *(const enum known *)((const char *)object + service->offset);
}

/* Without --require both are wanted. */
static bool service_wanted(const struct service *service, const struct plan *plan)
{
	return *(const bool *)((const char *)plan + service->required_offset) ||
	       (!plan->require_apple && !plan->require_microsoft);
}

static void service_judge(const struct service *service, const struct pool_object *scope, enum state miss,
			  struct findings *out)
{
	const char *identity = or_unnamed(scope->identity);

	if (service_is(service, scope) == KNOWN_YES) {
		finding_add(out, STATE_OK, "%s push is on in %s", service->name, identity);
	} else if (service_is(service, scope) == KNOWN_NOT) {
		member_unknown(out, POOL_PUSH, identity, service->member);
	} else {
		struct finding *finding = finding_add(out, miss, "%s push is switched off in %s", service->name, identity);
		finding->cause = "push-off";
		finding->because = "the service is off by default; clients of that kind get no push";
		finding->remedy = "switch it on, or say with --require which services this site needs";
		finding->fix = findings_text(out, "Set-CsPushNotificationConfiguration -Identity \"%s\" -%s $True", identity,
					     service->member);
	}
}

/* A miss is CRITICAL where the operator said what must be, and where nothing is on at all; else some clients are served. */
static enum state miss_state(const struct view *v, const struct pool_section *section)
{
	if (v->plan->require_apple || v->plan->require_microsoft || v->plan->site)
		return STATE_CRITICAL;
	for (size_t i = 0; i < section->count; i++)
		for (size_t s = 0; s < SERVICES; s++)
			if (applies(v, section, &section->objects[i]) && service_is(&services[s], &section->objects[i]) == KNOWN_YES)
				return STATE_WARNING;
	return STATE_CRITICAL;
}

void rule_config_push_services(const struct view *v, struct findings *out)
{
	const struct pool_section *section = section_of(v, out, POOL_PUSH, NEED_ALWAYS);

	if (section && section->count == 0)
		member_unknown(out, POOL_PUSH, "Global", "the configuration");
	for (size_t i = 0; section && i < section->count; i++)
		for (size_t s = 0; s < SERVICES && applies(v, section, &section->objects[i]); s++)
			if (service_wanted(&services[s], v->plan))
				service_judge(&services[s], &section->objects[i], miss_state(v, section), out);
}

void rule_config_push_uri(const struct view *v, struct findings *out)
{
	const struct pool_section *section = section_of(v, out, POOL_MCX, NEED_ALWAYS);

	for (size_t i = 0; section && i < section->count; i++) {
		const struct pool_object *scope = &section->objects[i];
		const char *identity = or_unnamed(scope->identity);
		if (!applies(v, section, scope))
			continue;
		if (!scope->push_proxy_uri) {
			member_unknown(out, POOL_MCX, identity, "PushNotificationProxyUri");
		} else if (same_word(scope->push_proxy_uri, v->plan->push_uri)) {
			finding_add(out, STATE_OK, "%s sends pushes to %s", identity, v->plan->push_uri);
		} else {
			struct finding *finding = finding_add(out, STATE_CRITICAL, "%s sends pushes to \"%s\", not to %s", identity,
							      scope->push_proxy_uri, v->plan->push_uri);
			finding->cause = "push-uri";
			finding->remedy = "give the mobility service the push service's URI";
			finding->fix = findings_text(out, "Set-CsMcxConfiguration -Identity \"%s\" -PushNotificationProxyUri \"%s\"",
						     identity, v->plan->push_uri);
		}
	}
}

/* ---- lesser ones ---- */

static const char *web_prefix(const struct text_list *prefixes)
{
	for (size_t i = 0; i < prefixes->count; i++)
		if (same_word(prefixes->at[i], "http:") || same_word(prefixes->at[i], "https:"))
			return prefixes->at[i];
	return NULL;
}

void rule_config_im_filter(const struct view *v, struct findings *out)
{
	const struct pool_section *section = section_of(v, out, POOL_IM_FILTER, NEED_IF_THERE);

	for (size_t i = 0; section && i < section->count; i++) {
		const struct pool_object *filter = &section->objects[i];
		const char *identity = or_unnamed(filter->identity), *prefix = web_prefix(&filter->prefixes);
		if (!applies(v, section, filter))
			continue;
		if (filter->enabled != KNOWN_YES || !same_word(filter->action, "Block") || !prefix) {
			finding_add(out, STATE_OK, "the IM URL filter of %s lets web addresses pass", identity);
			continue;
		}
		struct finding *finding = finding_add(out, STATE_WARNING, "the IM URL filter of %s blocks %s: push requests hold one",
						      identity, prefix);
		finding->cause = "im-filter";
		finding->because = "Microsoft: \"Push Notification request was rejected\" typically comes from this";
		finding->remedy = "remove http: and https: from the filter's prefixes";
		finding->fix = findings_text(out, "Set-CsImFilterConfiguration -Identity \"%s\" -Prefixes "
						  "@{remove=\"http:\",\"https:\"}", identity);
	}
}

void rule_config_mobility(const struct view *v, struct findings *out)
{
	const struct pool_section *section = section_of(v, out, POOL_MOBILITY, NEED_IF_THERE);

	for (size_t i = 0; section && i < section->count; i++) {
		const struct pool_object *policy = &section->objects[i];
		if (!same_word(policy->identity, "Global") || policy->enable_mobility == KNOWN_NOT)
			continue;
		if (policy->enable_mobility == KNOWN_YES) {
			finding_add(out, STATE_OK, "the Global mobility policy allows mobility");
			continue;
		}
		struct finding *finding = finding_add(out, STATE_WARNING,
			"the Global mobility policy forbids mobility: only users with a policy of their own get push");
		finding->cause = "mobility-off";
		finding->remedy = "enable mobility where users are to have it";
		finding->fix = "Set-CsMobilityPolicy -Identity Global -EnableMobility $True";
	}
}

void rule_config_replica(const struct view *v, struct findings *out)
{
	const struct pool_section *section = section_of(v, out, POOL_REPLICATION, NEED_IF_THERE);
	size_t behind = 0;

	for (size_t i = 0; section && i < section->count; i++) {
		const struct pool_object *replica = &section->objects[i];
		if (replica->up_to_date != KNOWN_NO)
			continue;
		behind++;
		struct finding *finding = finding_add(out, STATE_WARNING, "the replica on %s is behind: changed, not yet in force there",
						      or_unnamed(replica->replica_fqdn));
		finding->cause = "replica-behind";
		finding->remedy = "see that the replica's service runs and port 4443 to it is open";
		finding->fix = findings_text(out, "Invoke-CsManagementStoreReplication -ReplicaFqdn \"%s\"",
					     or_unnamed(replica->replica_fqdn));
	}
	if (section && section->count && !behind)
		finding_add(out, STATE_OK, "all %zu replicas are up to date", section->count);
}

/* ---- OCS 2007 R2 Edge ---- */

/* Only where the operator said that there is such an Edge. */
static const struct pool_section *edge_section_of(const struct view *v, struct findings *out, enum pool_section_id id)
{
	return v->plan->edge_is_ocs ? section_of(v, out, id, NEED_ALWAYS) : NULL;
}

void rule_config_partner(const struct view *v, struct findings *out)
{
	const struct pool_section *section = edge_section_of(v, out, POOL_PARTNER);
	const struct pool_object *partner = section ? domain_find(section, v->plan->domain) : NULL;
	const char *proxy = v->plan->proxy.name, *edge = partner && partner->edge_proxy_address ? partner->edge_proxy_address : "";
	struct finding *finding;

	if (!section)
		return;
	if (partner && same_name(edge, proxy)) {
		finding_add(out, STATE_OK, "%s is a direct partner of the Edge behind %s", v->plan->domain, proxy);
		return;
	}
	if (!partner)
		finding = finding_add(out, STATE_CRITICAL, "%s is no direct federated partner of the Edge", v->plan->domain);
	else
		finding = finding_add(out, STATE_CRITICAL, "partner %s is behind \"%s\" on the Edge, not behind %s", v->plan->domain,
				      edge, proxy);
	finding->cause = "partner-missing";
	finding->because = "an OCS 2007 R2 Edge knows no hosting providers";
	finding->remedy = findings_text(out, "on the Edge: Computer Management, Office Communications Server 2007 R2, Properties, Allow: "
					     "add %s with access edge %s", v->plan->domain, proxy);
}

void rule_config_edge_federation(const struct view *v, struct findings *out)
{
	static const struct wanted wanted = { POOL_EDGE_SETTING, "EnableFederation", KNOWN_YES };
	const struct pool_section *section = edge_section_of(v, out, POOL_EDGE_SETTING);

	if (section && section->count == 0)
		member_unknown(out, POOL_EDGE_SETTING, "the Edge", wanted.member);
	for (size_t i = 0; section && i < section->count; i++) {
		const struct pool_object *edge = &section->objects[i];
		if (switch_is(&wanted, edge, edge->enable_federation, out)) {
			finding_add(out, STATE_OK, "federation is enabled on the OCS 2007 R2 Edge");
		} else if (edge->enable_federation == KNOWN_NO) {
			struct finding *finding = finding_add(out, STATE_CRITICAL, "federation is disabled on the OCS 2007 R2 Edge");
			finding->cause = "federation-off";
			finding->remedy = "on the Edge: properties of the Access Edge interface, allow federation";
		}
	}
}

void rule_config_edge_route(const struct view *v, struct findings *out)
{
	const struct pool_section *section = edge_section_of(v, out, POOL_EDGE_SETTING);

	for (size_t i = 0; section && i < section->count; i++) {
		const char *route = section->objects[i].default_route;
		if (!route || !route[0]) {
			finding_add(out, STATE_OK, "the OCS 2007 R2 Edge has no default route");
			continue;
		}
		struct finding *finding = finding_add(out, STATE_WARNING, "the OCS 2007 R2 Edge sends all federation to %s", route);
		finding->cause = "default-route";
		finding->because = "a default route takes the place of direct partners";
		finding->remedy = "on the Edge: remove the default route, or see that it leads to the push service";
	}
}

/* ---- the export, and what is told ---- */

void rule_config_age(const struct view *v, struct findings *out)
{
	const struct pool *pool = v->facts->pool;
	double hours = (double)(v->facts->taken_at - pool->exported_at) / 3600;
	bool critical = v->plan->max_age_critical_h >= 0 && hours > v->plan->max_age_critical_h;
	bool warning = v->plan->max_age_warning_h >= 0 && hours > v->plan->max_age_warning_h;

	if (pool->exported_at < 0)
		return; /* live */
	if (!critical && !warning) {
		finding_add(out, STATE_OK, "the export is %.0f hours old", hours);
		return;
	}
	struct finding *finding = finding_add(out, critical ? STATE_CRITICAL : STATE_WARNING, "the export is %.0f hours old, limit %.0f",
					      hours, critical ? v->plan->max_age_critical_h : v->plan->max_age_warning_h);
	finding->cause = "export-old";
	finding->remedy = "look at the scheduled task that writes it";
}

void rule_config_clients(const struct view *v, struct findings *out)
{
	static const char *const clients[] = {
		"Lync 2010 Mobile on iPhone and iPad needs Apple push",
		"Lync 2010 and 2013 Mobile on Windows Phone need Microsoft push",
		"Lync 2013 Mobile on Apple devices and all clients on Android and Nokia need no push",
	};

	(void)v;
	for (size_t i = 0; i < sizeof clients / sizeof *clients; i++)
		finding_add(out, STATE_OK, "%s", clients[i])->note = true;
}
