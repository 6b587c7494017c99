// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_config - are the pool's settings such that push can work?
 */
#include "judge/rules/rule_config.h"

#include "judge/rules/config.h"

/* A switch that must be on: true when it is; a switch that was not told is said to be. */
static bool is_on(enum known value, enum pool_section_id id, const struct pool_object *object, const char *member,
		  struct findings *out)
{
	if (value == KNOWN_NOT)
		config_untold(out, id, object->identity, member);
	return value == KNOWN_YES;
}

/* ---- the hosting provider ---- */

enum { PROVIDERS_MOST = 16 };

struct providers {
	const struct pool_object *at[PROVIDERS_MOST]; /* with the wanted proxy; more are no help to anybody */
	size_t count;
};

/*
 * None when the section was not read: then provider.one says so. The first is the one to keep: which of several is in use cannot be
 * seen, but one that is enabled may be.
 */
static struct providers providers_of(const struct view *v)
{
	const struct pool_section *section = &config_pool(v)->sections[POOL_HOSTING_PROVIDER];
	struct providers found = { .count = 0 };

	for (size_t i = 0; section->how == POOL_READ && i < section->count; i++)
		if (config_same_name(section->objects[i].proxy_fqdn, v->plan->proxy.name) &&
		    found.count < PROVIDERS_MOST)
			found.at[found.count++] = &section->objects[i];
	for (size_t i = 0; i < found.count; i++)
		if (found.at[i]->enabled == KNOWN_YES) {
			const struct pool_object *enabled = found.at[i];
			found.at[i] = found.at[0];
			found.at[0] = enabled;
			break;
		}
	return found;
}

/* The others are to be removed: what is wrong with them is nothing to mend. NULL: there is none. */
static const struct pool_object *kept_provider(const struct view *v)
{
	struct providers found = providers_of(v);

	return found.count ? found.at[0] : NULL;
}

static void no_provider(const char *proxy, struct findings *out)
{
	struct finding *finding = finding_add(out, STATE_CRITICAL, "no hosting provider has the proxy %s", proxy);

	finding->cause = CAUSE_PROVIDER_MISSING;
	finding->because = "without it the Edge takes the push service for a stranger, and pushes have no way out";
	finding->remedy = "on the pool, create the hosting provider";
	finding->fix = config_fix(out, "New-CsHostingProvider -Identity 'LyncOnline' -Enabled $True -ProxyFqdn {} "
				       "-EnabledSharedAddressSpace $False -HostsOCSUsers $False "
				       "-VerificationLevel UseSourceVerification", proxy, NULL);
}

static void one_too_many(const struct providers *found, size_t i, const char *proxy, struct findings *out)
{
	const char *kept = config_name(found->at[0]->identity), *other = config_name(found->at[i]->identity);
	struct finding *finding =
		i == 1 ? finding_add(out, STATE_WARNING, "%zu hosting providers have the proxy %s: one is allowed", found->count, proxy)
		       : finding_add(out, STATE_WARNING, "hosting provider %s has the proxy %s too: one is allowed", other, proxy);

	finding->cause = CAUSE_PROVIDER_TWICE;
	finding->because = findings_text(out, "%s and %s; Microsoft allows one federation relationship with a hosting provider", kept, other);
	finding->remedy = "on the pool, keep the one that is in use and remove the others";
	finding->fix = config_fix(out, "Remove-CsHostingProvider -Identity {}", found->at[i]->identity, NULL);
}

void rule_config_provider(const struct view *v, struct findings *out)
{
	const char *proxy = v->plan->proxy.name;
	struct providers found = providers_of(v);

	if (!config_section(v, out, POOL_HOSTING_PROVIDER, CONFIG_NEEDED))
		return;
	if (found.count == 0) {
		no_provider(proxy, out);
		return;
	}
	if (found.count == 1) {
		finding_add(out, STATE_OK, "hosting provider %s has the proxy %s", config_name(found.at[0]->identity), proxy);
		return;
	}
	for (size_t i = 1; i < found.count; i++)
		one_too_many(&found, i, proxy, out);
}

void rule_config_provider_enabled(const struct view *v, struct findings *out)
{
	const struct pool_object *provider = kept_provider(v);

	if (!provider)
		return;
	if (is_on(provider->enabled, POOL_HOSTING_PROVIDER, provider, "Enabled", out)) {
		finding_add(out, STATE_OK, "hosting provider %s is enabled", config_name(provider->identity));
	} else if (provider->enabled == KNOWN_NO) {
		struct finding *finding = finding_add(out, STATE_CRITICAL, "hosting provider %s is disabled",
						      config_name(provider->identity));
		finding->cause = CAUSE_PROVIDER_DISABLED;
		finding->because = "the Edge then takes the push service for a stranger";
		finding->remedy = "on the pool, enable it";
		finding->fix = config_fix(out, "Set-CsHostingProvider -Identity {} -Enabled $True", provider->identity, NULL);
	}
}

/* The number behind the name is not documented: 2 is the third word of the enum as Microsoft's pages list it. */
static bool uses_source(const char *level)
{
	return config_same_word(level, "UseSourceVerification") || config_same_word(level, "2");
}

static void judge_level(const struct pool_object *provider, struct findings *out)
{
	const char *identity = config_name(provider->identity), *level = provider->verification_level;

	if (!level || !level[0]) {
		config_untold(out, POOL_HOSTING_PROVIDER, identity, "VerificationLevel");
	} else if (uses_source(level)) {
		finding_add(out, STATE_OK, "hosting provider %s: VerificationLevel %s%s", identity, level,
			    strcmp(level, "2") == 0 ? ", taken for UseSourceVerification" : "");
	} else {
		struct finding *finding = finding_add(out, STATE_WARNING, "hosting provider %s has VerificationLevel %s", identity, level);
		finding->cause = CAUSE_PROVIDER_VERIFICATION;
		finding->because = "Microsoft's procedure sets UseSourceVerification";
		finding->remedy = "on the pool, set it so";
		finding->fix = config_fix(out, "Set-CsHostingProvider -Identity {} -VerificationLevel UseSourceVerification",
					  provider->identity, NULL);
	}
}

void rule_config_verification(const struct view *v, struct findings *out)
{
	const struct pool_object *provider = kept_provider(v);

	if (provider)
		judge_level(provider, out);
}

void rule_config_provider_local(const struct view *v, struct findings *out)
{
	const struct pool_object *provider = kept_provider(v);

	if (!provider)
		return;
	if (provider->is_local == KNOWN_NOT) {
		config_untold(out, POOL_HOSTING_PROVIDER, provider->identity, "IsLocal");
		return;
	}
	if (provider->is_local == KNOWN_NO) {
		finding_add(out, STATE_OK, "hosting provider %s is outside the topology", config_name(provider->identity));
		return;
	}
	struct finding *finding = finding_add(out, STATE_WARNING, "hosting provider %s is marked IsLocal", config_name(provider->identity));
	finding->cause = CAUSE_PROVIDER_LOCAL;
	finding->because = "its proxy would be one of our own topology";
	finding->remedy = "on the pool, mark it as outside the topology";
	finding->fix = config_fix(out, "Set-CsHostingProvider -Identity {} -IsLocal $False", provider->identity, NULL);
}

/* ---- allowed and blocked domains ---- */

void rule_config_allowed(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_ALLOWED_DOMAIN, CONFIG_NEEDED);
	const char *domain = v->plan->domain;

	if (!section)
		return;
	if (config_domain(section, domain)) {
		finding_add(out, STATE_OK, "%s is an allowed domain", domain);
		return;
	}
	struct finding *finding = finding_add(out, STATE_CRITICAL, "%s is not an allowed domain (%zu are)", domain, section->count);
	finding->cause = CAUSE_DOMAIN_NOT_ALLOWED;
	finding->because = "the Edge sends nothing to a domain that is not allowed";
	finding->remedy = "on the pool, add it to the allowed domains";
	finding->fix = config_fix(out, "New-CsAllowedDomain -Identity {}", domain, NULL);
}

void rule_config_blocked(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_BLOCKED_DOMAIN, CONFIG_NEEDED);
	const char *domain = v->plan->domain;

	if (!section)
		return;
	if (!config_domain(section, domain)) {
		finding_add(out, STATE_OK, "%s is not blocked", domain);
		return;
	}
	struct finding *finding = finding_add(out, STATE_CRITICAL, "%s is a blocked domain", domain);
	finding->cause = CAUSE_DOMAIN_BLOCKED;
	finding->remedy = "on the pool, take it off the blocked domains";
	finding->fix = config_fix(out, "Remove-CsBlockedDomain -Identity {}", domain, NULL);
}

static bool is_provider_proxy(const struct view *v, const char *proxy)
{
	const struct pool_section *section = &config_pool(v)->sections[POOL_HOSTING_PROVIDER];

	for (size_t i = 0; i < section->count; i++)
		if (config_same_name(section->objects[i].proxy_fqdn, proxy))
			return true;
	return false;
}

void rule_config_domain_proxy(const struct view *v, struct findings *out)
{
	const char *domain = v->plan->domain;
	const struct pool_section *sections = config_pool(v)->sections;
	const struct pool_object *allowed = config_domain(&sections[POOL_ALLOWED_DOMAIN], domain);
	struct finding *finding;

	if (!allowed)
		return; /* not read, or not allowed: domain.allowed has said so */
	if (!allowed->proxy_fqdn || !allowed->proxy_fqdn[0]) {
		finding_add(out, STATE_OK, "allowed domain %s has no proxy of its own", domain);
		return;
	}
	if (is_provider_proxy(v, allowed->proxy_fqdn)) {
		finding = finding_add(out, STATE_CRITICAL, "allowed domain %s has the proxy of a hosting provider", domain);
		finding->because = "from Lync 2013 CU3 on the Access Edge does not start then: event 14517";
	} else if (sections[POOL_HOSTING_PROVIDER].how != POOL_READ) {
		finding = finding_add(out, STATE_UNKNOWN, "allowed domain %s has the proxy %s: of a hosting provider?", domain,
				      allowed->proxy_fqdn);
		finding->because = "the hosting providers were not read; with the proxy of one the Access Edge may not start";
	} else {
		finding = finding_add(out, STATE_WARNING, "allowed domain %s has a proxy of its own: %s", domain, allowed->proxy_fqdn);
		finding->because = "Microsoft's procedure leaves it empty: the hosting provider is the way";
	}
	finding->cause = finding->state == STATE_UNKNOWN ? CAUSE_NOT_SEEN : CAUSE_DOMAIN_PROXY;
	finding->remedy = "on the pool, take the proxy off the allowed domain";
	finding->fix = config_fix(out, "Set-CsAllowedDomain -Identity {} -ProxyFqdn $null", domain, NULL);
}

/* ---- the access edge ---- */

void rule_config_federated_users(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_ACCESS_EDGE, CONFIG_NEEDED);

	if (section && section->count == 0)
		config_untold(out, POOL_ACCESS_EDGE, "Global", "AllowFederatedUsers");
	for (size_t i = 0; section && i < section->count; i++) {
		const struct pool_object *edge = &section->objects[i];
		if (is_on(edge->allow_federated_users, POOL_ACCESS_EDGE, edge, "AllowFederatedUsers", out)) {
			finding_add(out, STATE_OK, "federated users are allowed");
		} else if (edge->allow_federated_users == KNOWN_NO) {
			struct finding *finding = finding_add(out, STATE_CRITICAL, "federated users are not allowed: AllowFederatedUsers is False");
			finding->cause = CAUSE_FEDERATION_OFF;
			finding->because = "the push service is a federated partner";
			finding->remedy = "on the pool, allow federated users";
			finding->fix = "Set-CsAccessEdgeConfiguration -AllowFederatedUsers $True";
		}
	}
}

/* The number behind the name is not documented; but only an Edge that routes by DNS SRV has this switch at all. */
static bool routes_by_srv(const struct pool_object *edge)
{
	if (edge->routing_method && !config_is_number(edge->routing_method))
		return config_same_word(edge->routing_method, "UseDnsSrvRouting");
	return edge->enable_partner_discovery != KNOWN_NOT;
}

static void judge_routing(const struct pool_object *edge, struct findings *out)
{
	const char *route = edge->default_route_fqdn && edge->default_route_fqdn[0] ? edge->default_route_fqdn : NULL;

	if (!route && routes_by_srv(edge)) {
		finding_add(out, STATE_OK, "the Edge routes by DNS SRV records");
		return;
	}
	if (!route && (!edge->routing_method || config_is_number(edge->routing_method))) {
		config_untold(out, POOL_ACCESS_EDGE, edge->identity, "RoutingMethod");
		return;
	}
	struct finding *finding = finding_add(out, STATE_CRITICAL, "the Edge routes by %s%s, not by DNS SRV records",
					      route ? "the default route " : "", route ? route : edge->routing_method);
	finding->cause = CAUSE_DEFAULT_ROUTE;
	finding->because = "hosting providers do not work with default routing";
	finding->remedy = "on the pool, let the Edge route by DNS SRV records";
	finding->fix = "Set-CsAccessEdgeConfiguration -UseDnsSrvRouting";
}

void rule_config_routing(const struct view *v, struct findings *out)
{
	const struct pool_section *section;

	if (v->plan->settings.edge == EDGE_OCS2007R2)
		return; /* the setting is the Lync Edge's: partner.route asks the old one */
	section = config_section(v, out, POOL_ACCESS_EDGE, CONFIG_NEEDED);
	if (section && section->count == 0)
		config_untold(out, POOL_ACCESS_EDGE, "Global", "RoutingMethod");
	for (size_t i = 0; section && i < section->count; i++)
		judge_routing(&section->objects[i], out);
}
