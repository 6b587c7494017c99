// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_config - are the pool's settings such that push can work?
 */
#include "judge/rules/rule_config.h"

#include "base/plural.h"
#include <stdlib.h>

#include "judge/rules/config.h"
#include "model/server.h"

/* A switch that must be on: true when it is; one without a value gets a finding. */
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
	const struct pool_object *at[PROVIDERS_MOST]; /* with the wanted proxy; further ones add nothing to the sentence */
	size_t count;
};

/* A hybrid row has values that nothing else holds; one that is enabled may be in use. */
static int worth_keeping(const struct pool_object *provider)
{
	return 2 * (provider->shared_address_space == KNOWN_YES) + (provider->enabled == KNOWN_YES);
}

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
	for (size_t i = 1; i < found.count; i++)
		if (worth_keeping(found.at[i]) > worth_keeping(found.at[0])) {
			const struct pool_object *kept = found.at[i];
			found.at[i] = found.at[0];
			found.at[0] = kept;
		}
	return found;
}

/* The others are to be removed: what is wrong with them is nothing to mend. NULL: there is none. */
static const struct pool_object *kept_provider(const struct view *v)
{
	struct providers found = providers_of(v);

	return found.count ? found.at[0] : NULL;
}

static bool is_taken(const struct pool_section *providers, const char *identity)
{
	for (size_t i = 0; providers->how == POOL_READ && i < providers->count; i++)
		if (config_same_word(providers->objects[i].identity, identity))
			return true;
	return false;
}

/* An identity that no provider has yet: public ones share the names. */
static const char *free_identity(const struct view *v)
{
	static const char *const names[] = { "LyncOnline", "SkypeOnline", "SkypeforBusinessOnline", "PushLyncOnline" };
	size_t i = 0;

	while (i + 1 < sizeof names / sizeof *names && (is_taken(&config_pool(v)->sections[POOL_HOSTING_PROVIDER], names[i]) ||
							 is_taken(&config_pool(v)->sections[POOL_PUBLIC_PROVIDER], names[i])))
		i++;
	return names[i];
}

static void no_provider(const struct view *v, struct findings *out)
{
	const char *proxy = v->plan->proxy.name;
	struct finding *finding = finding_add(out, STATE_CRITICAL, "no hosting provider has the proxy %s", proxy);

	finding->cause = CAUSE_PROVIDER_MISSING;
	finding->because = "without it the Edge takes the push service for a stranger, and pushes have no way out";
	finding->remedy = "on the pool, create the hosting provider, under an identity that no hosting or public provider has";
	finding->fix = config_fix(out, "New-CsHostingProvider -Identity {} -Enabled $True -ProxyFqdn {} "
				       "-EnabledSharedAddressSpace $False -HostsOCSUsers $False "
				       "-VerificationLevel UseSourceVerification", free_identity(v), proxy);
}

/* Which of them is in use only a look can tell, so none is named for removal. */
#define LOOK_AT_PROVIDERS "Get-CsHostingProvider shows Enabled, EnabledSharedAddressSpace and HostsOCSUsers"

static void one_too_many(const struct providers *found, size_t i, const char *proxy, struct findings *out)
{
	const char *kept = config_name(found->at[0]->identity), *other = config_name(found->at[i]->identity);
	struct finding *finding =
		i == 1 ? finding_add(out, STATE_WARNING, "%zu hosting providers use proxy %s; only one may", found->count, proxy)
		       : finding_add(out, STATE_WARNING, "hosting provider %s uses proxy %s as well; only one may", other, proxy);

	finding->cause = CAUSE_PROVIDER_TWICE;
	finding->because = findings_text(out, "%s and %s; Microsoft allows one federation relationship with a hosting provider", kept, other);
	finding->remedy = found->at[i]->shared_address_space == KNOWN_YES ?
				  "on the pool, look first: " LOOK_AT_PROVIDERS "; both share their address space with a tenant (hybrid), so remove none "
				  "before it is known which one is in use" :
				  "on the pool, look first: " LOOK_AT_PROVIDERS "; then remove the one that is not in use";
}

void rule_config_provider(const struct view *v, struct findings *out)
{
	const char *proxy = v->plan->proxy.name;
	struct providers found = providers_of(v);

	if (!config_section(v, out, POOL_HOSTING_PROVIDER))
		return;
	if (found.count < 2 && config_may_lack(v, out, POOL_HOSTING_PROVIDER))
		return;
	if (found.count == 0) {
		no_provider(v, out);
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

/*
 * It says how far to trust what comes in from the provider, and decides nothing of what goes out: whatever it is, a note. Neither
 * page gives the numbers that ConvertTo-Json writes.
 */
static void judge_level(const struct pool_object *provider, struct findings *out)
{
	const char *identity = config_name(provider->identity), *level = provider->verification_level;

	if (!level || !level[0]) {
		config_not_told(out, identity, "VerificationLevel");
		return;
	}
	if (config_same_word(level, "UseSourceVerification")) {
		finding_add(out, STATE_OK, "hosting provider %s: VerificationLevel %s", identity, level);
		return;
	}
	struct finding *finding = finding_add(out, STATE_OK, "hosting provider %s has VerificationLevel %s", identity, level);
	finding_note_standing(finding);
	finding->cause = CAUSE_PROVIDER_VERIFICATION;
	finding->because = config_is_number(level) ? "a number, which no page explains; the setting concerns incoming messages"
			   : config_same_word(level, "AlwaysVerifiable") ? "the cmdlet's default; the setting concerns incoming messages"
			   : "Microsoft's procedure sets UseSourceVerification; the setting concerns incoming messages";
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

static const char *name_of_proxy(const struct pool_object *provider)
{
	return provider->proxy_fqdn;
}

static const char *name_of_provider(const struct pool_object *provider)
{
	return provider->identity;
}

/* Servers refuse this when it is created; an export that was made by hand can have it. */
void rule_config_shared(const struct view *v, struct findings *out)
{
	enum { SHOWN = 16 };
	const struct pool_section *hosting = &config_pool(v)->sections[POOL_HOSTING_PROVIDER];
	const struct pool_object *kept = kept_provider(v);
	size_t shared = 0;

	if (kept && kept->shared_address_space == KNOWN_YES) {
		struct finding *finding = finding_add(out, STATE_OK, "hosting provider %s shares its address space: hybrid", config_name(kept->identity));
		finding->because = "it serves users who are online, too: no remedy changes its values, and none removes it";
		finding_note_standing(finding);
	}
	if (hosting->how != POOL_READ)
		return; /* provider.one has said so */
	const struct pool_section *public = config_section(v, out, POOL_PUBLIC_PROVIDER);
	if (!public)
		return;
	const struct text_list proxies = config_names(hosting, name_of_proxy, out), names = config_names(hosting, name_of_provider, out);
	for (size_t i = 0; i < public->count && shared < SHOWN; i++) {
		const struct pool_object *provider = &public->objects[i];
		bool name = config_is_among(&names, provider->identity);
		if (!name && !config_is_among(&proxies, provider->proxy_fqdn))
			continue;
		struct finding *finding = finding_add(out, STATE_OK, "public provider %s has the %s of a hosting provider", config_name(provider->identity),
						      name ? "name" : "proxy");
		finding->note = true;
		finding->cause = CAUSE_PROVIDER_SHARED;
		finding->because = "no server takes that: the export was written or changed by hand";
		shared++;
	}
	if (!shared)
		finding_add(out, STATE_OK, "no public provider has name or proxy of a hosting provider");
}

/* ---- allowed and blocked domains ---- */

/* With partner discovery the Edge also talks to domains that are on no list. */
static bool discovers_partners(const struct view *v)
{
	const struct pool_section *edges = &config_pool(v)->sections[POOL_ACCESS_EDGE];

	for (size_t i = 0; edges->how == POOL_READ && i < edges->count; i++)
		if (edges->objects[i].enable_partner_discovery == KNOWN_YES)
			return true;
	return false;
}

void rule_config_allowed(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_ALLOWED_DOMAIN);
	const char *domain = v->plan->domain;

	if (!section)
		return;
	if (config_domain(section, domain)) {
		finding_add(out, STATE_OK, "%s is an allowed domain", domain);
		return;
	}
	if (config_may_lack(v, out, POOL_ALLOWED_DOMAIN))
		return;
	struct finding *finding;
	if (discovers_partners(v) && kept_provider(v)) {
		finding = finding_add(out, STATE_WARNING, "%s is not an allowed domain, discovered only", domain);
		finding->because = "EnablePartnerDiscovery is True: discovered domains are rate-limited, and Microsoft's procedure lists this one";
	} else {
		finding = finding_add(out, STATE_CRITICAL, "%s is not an allowed domain (%zu %s)", domain, section->count,
				      plural(section->count, "is", "are"));
		finding->because = "the Edge sends nothing to a domain that is not allowed";
	}
	finding->cause = CAUSE_DOMAIN_NOT_ALLOWED;
	finding->remedy = "on the pool, add it to the allowed domains";
	finding->fix = config_fix(out, "New-CsAllowedDomain -Identity {}", domain, NULL);
}

void rule_config_blocked(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_BLOCKED_DOMAIN);
	const char *domain = v->plan->domain;

	if (!section)
		return;
	bool blocked = config_domain(section, domain);
	if (!blocked && config_may_lack(v, out, POOL_BLOCKED_DOMAIN))
		return;
	if (!blocked) {
		finding_add(out, STATE_OK, "%s is not blocked", domain);
		return;
	}
	struct finding *finding = finding_add(out, STATE_CRITICAL, "%s is a blocked domain", domain);
	finding->cause = CAUSE_DOMAIN_BLOCKED;
	finding->remedy = "on the pool, take it off the blocked domains";
	finding->fix = config_fix(out, "Remove-CsBlockedDomain -Identity {}", domain, NULL);
}

/* In order: there may be as many providers as domains. */
struct proxies {
	struct text_list hosting, public;
};

static struct proxies proxies_of(const struct view *v, struct findings *out)
{
	return (struct proxies){ .hosting = config_names(&config_pool(v)->sections[POOL_HOSTING_PROVIDER], name_of_proxy, out),
				 .public = config_names(&config_pool(v)->sections[POOL_PUBLIC_PROVIDER], name_of_proxy, out) };
}

static bool has_proxy(const struct pool_object *domain)
{
	return domain->proxy_fqdn && domain->proxy_fqdn[0];
}

static const char *domain_name(const struct pool_object *domain)
{
	return config_name(domain->domain ? domain->domain : domain->identity);
}

/* "hosting" or "public"; NULL: its proxy is that of no provider. */
static const char *kind_of_clash(const struct pool_object *domain, const struct proxies *proxies)
{
	if (!has_proxy(domain))
		return NULL;
	return config_is_among(&proxies->hosting, domain->proxy_fqdn) ? "hosting" : config_is_among(&proxies->public, domain->proxy_fqdn) ? "public" : NULL;
}

static struct finding *add_domain_proxy(enum state state, const struct pool_object *domain, const char *sentence, struct findings *out)
{
	struct finding *finding = finding_add(out, state, "%s", sentence);

	finding->cause = state == STATE_UNKNOWN ? CAUSE_NOT_SEEN : CAUSE_DOMAIN_PROXY;
	finding->remedy = "on the pool, take the proxy off the allowed domain";
	finding->fix = config_fix(out, "Set-CsAllowedDomain -Identity {} -ProxyFqdn $null", domain_name(domain), NULL);
	return finding;
}

/* Any allowed domain keeps the Edge down, not the push domain alone. How many do. */
static size_t judge_clashes(const struct pool_section *allowed, const struct proxies *proxies, struct findings *out)
{
	enum { SHOWN = 16 };
	size_t clashes = 0, said = 0;

	for (size_t i = 0; i < allowed->count; i++)
		clashes += kind_of_clash(&allowed->objects[i], proxies) != NULL;
	for (size_t i = 0; i < allowed->count && said < clashes && said < SHOWN; i++) {
		const struct pool_object *domain = &allowed->objects[i];
		const char *kind = kind_of_clash(domain, proxies);
		if (!kind)
			continue;
		const char *sentence = said || clashes == 1 ?
			findings_text(out, "allowed domain %s has the proxy of a %s provider", domain_name(domain), kind) :
			findings_text(out, "%zu allowed domains have the proxy of a %s provider: %s is one", clashes, kind, domain_name(domain));
		add_domain_proxy(STATE_CRITICAL, domain, sentence, out)->because =
			"from Lync Server 2013 CU3 on the Access Edge does not start then: event 14517";
		said++;
	}
	return clashes;
}

/* Without the list of hosting providers any proxy may belong to one. */
static void judge_unread_providers(const struct view *v, const struct pool_section *allowed, struct findings *out)
{
	const struct pool_object *first = NULL;
	size_t proxied = 0;

	for (size_t i = 0; i < allowed->count; i++)
		if (has_proxy(&allowed->objects[i]) && !proxied++)
			first = &allowed->objects[i];
	if (!first && !config_may_lack(v, out, POOL_ALLOWED_DOMAIN))
		finding_add(out, STATE_OK, "no allowed domain has a proxy of its own");
	if (!first)
		return;
	struct finding *finding = add_domain_proxy(STATE_UNKNOWN, first,
		findings_text(out, "allowed domain %s has the proxy %s: of a hosting provider?", domain_name(first), first->proxy_fqdn), out);
	finding->because = findings_text(out, "%zu allowed domain%s a proxy, and not all hosting providers were read; with the proxy of one the "
					 "Access Edge does not start", proxied, plural(proxied, " has", "s have"));
	finding->remedy = "see that Get-CsHostingProvider can be read";
	finding->fix = NULL;
}

void rule_config_domain_proxy(const struct view *v, struct findings *out)
{
	const struct pool_section *allowed = &config_pool(v)->sections[POOL_ALLOWED_DOMAIN];

	if (allowed->how != POOL_READ)
		return; /* domain.allowed has said so */
	if (config_pool(v)->sections[POOL_HOSTING_PROVIDER].how != POOL_READ) {
		judge_unread_providers(v, allowed, out);
		return;
	}
	const struct proxies proxies = proxies_of(v, out);
	size_t clashes = judge_clashes(allowed, &proxies, out);
	const struct pool_object *push = config_domain(allowed, v->plan->domain);
	if (!clashes && !pool_section_is_whole(&config_pool(v)->sections[POOL_HOSTING_PROVIDER]))
		judge_unread_providers(v, allowed, out);
	else if (push && has_proxy(push) && !kind_of_clash(push, &proxies))
		add_domain_proxy(STATE_WARNING, push, findings_text(out, "allowed domain %s has a proxy of its own: %s", v->plan->domain,
								    push->proxy_fqdn), out)->because =
			"Microsoft's procedure leaves it empty: the hosting provider is the way";
	else if (!clashes && !config_may_lack(v, out, POOL_ALLOWED_DOMAIN))
		finding_add(out, STATE_OK, "no allowed domain has the proxy of a hosting provider");
}

/* ---- the access edge ---- */

void rule_config_federated_users(const struct view *v, struct findings *out)
{
	const struct pool_section *section = config_section(v, out, POOL_ACCESS_EDGE);

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

static void judge_routing(const struct pool_object *edge, bool hybrid, struct findings *out)
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
	finding->because = "hosting and public providers do not work with default routing";
	bool discovery = hybrid || edge->enable_partner_discovery == KNOWN_YES;
	const char *back = route ? config_fix(out, "Set-CsAccessEdgeConfiguration -UseDefaultRouting -DefaultRouteFqdn {}", route, NULL) : NULL;
	finding->remedy = findings_text(out, "it changes all federation, so by hand, on the pool: %s; then see whether the hosting and public providers are still there, or create "
					     "them again; the way back: %s",
					discovery ? "Set-CsAccessEdgeConfiguration -UseDnsSrvRouting -EnablePartnerDiscovery $True" :
						    "Set-CsAccessEdgeConfiguration -UseDnsSrvRouting -EnablePartnerDiscovery $False",
					back ? back : "the same cmdlet with -UseDefaultRouting and the present -DefaultRouteFqdn");
}

void rule_config_routing(const struct view *v, struct findings *out)
{
	const struct pool_section *section;

	if (v->plan->settings.edge == EDGE_OCS2007R2)
		return; /* the setting is the Lync Edge's: partner.route asks the old one */
	section = config_section(v, out, POOL_ACCESS_EDGE);
	if (section && section->count == 0)
		config_untold(out, POOL_ACCESS_EDGE, "Global", "RoutingMethod");
	const struct pool_object *provider = kept_provider(v);
	for (size_t i = 0; section && i < section->count; i++)
		judge_routing(&section->objects[i], provider && provider->shared_address_space == KNOWN_YES, out);
}

/* Microsoft's article is about Lync Server 2013; its pages print True of a healthy Edge, too. */
void rule_config_replicator(const struct view *v, struct findings *out)
{
	const struct pool_section *section = &config_pool(v)->sections[POOL_ACCESS_EDGE];
	const struct server server = server_of(config_pool(v), v->plan);

	for (size_t i = 0; section->how == POOL_READ && i < section->count; i++) {
		if (section->objects[i].enable_user_replicator == KNOWN_NO)
			finding_add(out, STATE_OK, "the Edge asks no domain controller for users");
		if (section->objects[i].enable_user_replicator != KNOWN_YES)
			continue;
		bool fault = server.kind == SERVER_2013;
		struct finding *finding = finding_add(out, fault ? STATE_WARNING : STATE_OK, "EnableUserReplicator is True: %s",
						      fault ? "at its next start the Edge may hang" : "known to stop an Edge of Lync Server 2013");
		finding->note = !fault;
		finding->cause = CAUSE_USER_REPLICATOR;
		finding->because = "an Edge has no domain controller to ask: events 30006 (LS User Replicator) and 32136 (LS User Services)";
		finding->remedy = "on the pool, switch it off, before the Edge is started again";
		finding->fix = "Set-CsAccessEdgeConfiguration -EnableUserReplicator $False";
	}
}
