// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_config - every rule about settings: each state, its words, the line that mends it; and that nothing breaks out of one
 */
#include "settings.h"

#include <regex.h>

#include "judge/config.h"
#include "judge/rule_config.h"
#include "judge/rule_partner.h"
#include "judge/rule_scope.h"

static const struct rule rules[] = { RULES_CONFIG, RULES_SCOPE, RULES_PARTNER, RULES_SCOPE_LESSER, { 0 } };

/* ---- what is changed ---- */

typedef void change(struct settings *);

static void nothing(struct settings *s) { (void)s; }

static void no_provider(struct settings *s) { s->pool.sections[POOL_HOSTING_PROVIDER].count = 0; }
static void another_proxy(struct settings *s) { object(s, POOL_HOSTING_PROVIDER)->proxy_fqdn = "sipfed.online.lync.com.evil.example"; }
static void no_proxy(struct settings *s) { object(s, POOL_HOSTING_PROVIDER)->proxy_fqdn = NULL; }
static void proxy_in_capitals(struct settings *s) { object(s, POOL_HOSTING_PROVIDER)->proxy_fqdn = "SIPFED.Online.Lync.Com."; }
static void provider_twice(struct settings *s)
{
	struct pool_object *o = another(s, POOL_HOSTING_PROVIDER);

	o->identity = "SkypeforBusinessOnline";
	o->enabled = KNOWN_NO;
}
/* The one that stays is right, the one that is to go is wrong in every way. */
static void first_of_two_off(struct settings *s)
{
	provider_twice(s);
	s->pool.sections[POOL_HOSTING_PROVIDER].objects[1].enabled = KNOWN_YES;
	object(s, POOL_HOSTING_PROVIDER)->enabled = KNOWN_NO;
	object(s, POOL_HOSTING_PROVIDER)->verification_level = "AlwaysVerifiable";
	object(s, POOL_HOSTING_PROVIDER)->is_local = KNOWN_YES;
}
static void two_off(struct settings *s)
{
	provider_twice(s);
	object(s, POOL_HOSTING_PROVIDER)->enabled = KNOWN_NO;
}
static void provider_off(struct settings *s) { object(s, POOL_HOSTING_PROVIDER)->enabled = KNOWN_NO; }
static void provider_untold(struct settings *s) { object(s, POOL_HOSTING_PROVIDER)->enabled = KNOWN_NOT; }
static void provider_unnamed(struct settings *s)
{
	object(s, POOL_HOSTING_PROVIDER)->enabled = KNOWN_NO;
	object(s, POOL_HOSTING_PROVIDER)->identity = NULL;
}
static void level_other(struct settings *s) { object(s, POOL_HOSTING_PROVIDER)->verification_level = "AlwaysVerifiable"; }
static void level_2(struct settings *s) { object(s, POOL_HOSTING_PROVIDER)->verification_level = "2"; }
static void level_1(struct settings *s) { object(s, POOL_HOSTING_PROVIDER)->verification_level = "1"; }
static void level_untold(struct settings *s) { object(s, POOL_HOSTING_PROVIDER)->verification_level = NULL; }
static void local(struct settings *s) { object(s, POOL_HOSTING_PROVIDER)->is_local = KNOWN_YES; }
static void local_untold(struct settings *s) { object(s, POOL_HOSTING_PROVIDER)->is_local = KNOWN_NOT; }

static void domains_none(struct settings *s) { s->pool.sections[POOL_ALLOWED_DOMAIN].count = 0; }
static void domain_other(struct settings *s)
{
	object(s, POOL_ALLOWED_DOMAIN)->identity = object(s, POOL_ALLOWED_DOMAIN)->domain = "lync.com";
}
static void domain_by_identity(struct settings *s)
{
	object(s, POOL_ALLOWED_DOMAIN)->identity = "PUSH.lync.com.";
	object(s, POOL_ALLOWED_DOMAIN)->domain = NULL;
}
static void domain_blocked(struct settings *s) { object(s, POOL_BLOCKED_DOMAIN)->domain = "Push.Lync.Com"; }
static void blocked_none(struct settings *s) { s->pool.sections[POOL_BLOCKED_DOMAIN].count = 0; }
static void domain_proxy(struct settings *s) { object(s, POOL_ALLOWED_DOMAIN)->proxy_fqdn = "SIPFED.online.lync.com"; }
static void domain_own_proxy(struct settings *s) { object(s, POOL_ALLOWED_DOMAIN)->proxy_fqdn = "sip.example.net"; }
static void domain_own_proxy_alone(struct settings *s)
{
	domain_own_proxy(s);
	unread(s, POOL_HOSTING_PROVIDER, POOL_NO_SUCH, NULL);
}
static void domain_proxy_empty(struct settings *s) { object(s, POOL_ALLOWED_DOMAIN)->proxy_fqdn = ""; }

static void federation_off(struct settings *s) { object(s, POOL_ACCESS_EDGE)->allow_federated_users = KNOWN_NO; }
static void federation_untold(struct settings *s) { object(s, POOL_ACCESS_EDGE)->allow_federated_users = KNOWN_NOT; }
static void edge_none(struct settings *s) { s->pool.sections[POOL_ACCESS_EDGE].count = 0; }
static void default_route(struct settings *s)
{
	object(s, POOL_ACCESS_EDGE)->routing_method = "UseDefaultRouting";
	object(s, POOL_ACCESS_EDGE)->default_route_fqdn = "clearing.example.net";
}
static void routing_word(struct settings *s) { object(s, POOL_ACCESS_EDGE)->routing_method = "UseDefaultRouting"; }
static void routing_number(struct settings *s) { object(s, POOL_ACCESS_EDGE)->routing_method = "1"; }
static void routing_number_alone(struct settings *s)
{
	object(s, POOL_ACCESS_EDGE)->routing_method = "0";
	object(s, POOL_ACCESS_EDGE)->enable_partner_discovery = KNOWN_NOT;
}
static void routing_untold(struct settings *s)
{
	object(s, POOL_ACCESS_EDGE)->routing_method = NULL;
	object(s, POOL_ACCESS_EDGE)->enable_partner_discovery = KNOWN_NOT;
}

static void apple_off(struct settings *s) { object(s, POOL_PUSH)->apple = KNOWN_NO; }
static void both_off(struct settings *s) { object(s, POOL_PUSH)->apple = object(s, POOL_PUSH)->microsoft = KNOWN_NO; }
static void apple_untold(struct settings *s) { object(s, POOL_PUSH)->apple = KNOWN_NOT; }
static void push_none(struct settings *s) { s->pool.sections[POOL_PUSH].count = 0; }
static void site_off(struct settings *s)
{
	struct pool_object *o = another(s, POOL_PUSH);

	o->identity = "Site:Redmond";
	o->microsoft = KNOWN_NO;
}
static void apple_off_required(struct settings *s)
{
	apple_off(s);
	s->plan.require_apple = true;
}
static void apple_off_not_required(struct settings *s)
{
	apple_off(s);
	s->plan.require_microsoft = true;
}
static void site_off_asked(struct settings *s)
{
	site_off(s);
	s->plan.site = "redmond";
}
static void site_off_other_asked(struct settings *s)
{
	site_off(s);
	s->plan.site = "Vienna";
}
static void site_on_global_off(struct settings *s)
{
	another(s, POOL_PUSH)->identity = "Site:Redmond";
	both_off(s);
	s->plan.site = "Redmond";
}
static void other_site_alone(struct settings *s)
{
	object(s, POOL_PUSH)->identity = "Site:Redmond";
	s->plan.site = "Vienna";
}

static void uri_other(struct settings *s) { object(s, POOL_MCX)->push_proxy_uri = "sip:push@push.example.net"; }
static void uri_empty(struct settings *s) { object(s, POOL_MCX)->push_proxy_uri = ""; }
static void uri_untold(struct settings *s) { object(s, POOL_MCX)->push_proxy_uri = NULL; }
static void uri_capitals(struct settings *s) { object(s, POOL_MCX)->push_proxy_uri = "SIP:Push@push.lync.com"; }
static void uri_service(struct settings *s)
{
	struct pool_object *o = another(s, POOL_MCX);

	o->identity = "Service:WebServer:pool.contoso.com";
	o->push_proxy_uri = "sip:x@y";
	s->plan.site = "Vienna"; /* a service's own is judged whatever the site */
}
static void mcx_none(struct settings *s) { s->pool.sections[POOL_MCX].count = 0; }
static void mcx_not_asked(struct settings *s) { unread(s, POOL_MCX, POOL_NOT_ASKED, NULL); }

static void mcx_unknown(struct settings *s) { unread(s, POOL_MCX, POOL_NO_SUCH, NULL); }
static void mcx_unknown_2013(struct settings *s)
{
	mcx_unknown(s);
	s->plan.server = SERVER_2013;
}

static void prefixes(struct settings *s, const char *prefix)
{
	static const char *list[2];

	list[0] = "callto:";
	list[1] = prefix;
	object(s, POOL_IM_FILTER)->prefixes = (struct text_list){ list, 2 };
}
static void filter_http(struct settings *s) { prefixes(s, "HTTP:"); }
static void filter_www(struct settings *s) { prefixes(s, "www."); }
static void filter_allows(struct settings *s)
{
	prefixes(s, "https:");
	object(s, POOL_IM_FILTER)->action = "Allow";
}
static void filter_off(struct settings *s)
{
	prefixes(s, "https:");
	object(s, POOL_IM_FILTER)->enabled = KNOWN_NO;
}
static void filter_number(struct settings *s)
{
	prefixes(s, "https:");
	object(s, POOL_IM_FILTER)->action = "1";
}
static void mobility_off(struct settings *s) { object(s, POOL_MOBILITY)->enable_mobility = KNOWN_NO; }
static void mobility_untold(struct settings *s) { object(s, POOL_MOBILITY)->enable_mobility = KNOWN_NOT; }
static void replica_untold(struct settings *s) { object(s, POOL_REPLICATION)->up_to_date = KNOWN_NOT; }
static void filter_untold(struct settings *s)
{
	prefixes(s, "https:");
	object(s, POOL_IM_FILTER)->enabled = KNOWN_NOT;
}
static void filter_action_untold(struct settings *s)
{
	prefixes(s, "https:");
	object(s, POOL_IM_FILTER)->action = NULL;
}
static void mobility_of_others(struct settings *s)
{
	mobility_off(s);
	object(s, POOL_MOBILITY)->identity = "Tag:Sales";
}
static void replica_behind(struct settings *s) { object(s, POOL_REPLICATION)->up_to_date = KNOWN_NO; }

static void ocs(struct settings *s) { s->plan.edge = EDGE_OCS2007R2; }
static void partner_none(struct settings *s)
{
	ocs(s);
	s->pool.sections[POOL_PARTNER].count = 0;
}
static void partner_other(struct settings *s)
{
	ocs(s);
	object(s, POOL_PARTNER)->edge_proxy_address = "sip.example.net";
}
static void partner_without(struct settings *s)
{
	ocs(s);
	object(s, POOL_PARTNER)->edge_proxy_address = NULL;
}
static void partner_federation_off(struct settings *s)
{
	ocs(s);
	object(s, POOL_EDGE_SETTING)->enable_federation = KNOWN_NO;
}
static void partner_federation_untold(struct settings *s)
{
	ocs(s);
	object(s, POOL_EDGE_SETTING)->enable_federation = KNOWN_NOT;
}
static void partner_setting_none(struct settings *s)
{
	ocs(s);
	s->pool.sections[POOL_EDGE_SETTING].count = 0;
}
static void partner_route(struct settings *s)
{
	ocs(s);
	object(s, POOL_EDGE_SETTING)->default_route = "clearing.example.net";
}
static void partner_refused(struct settings *s)
{
	ocs(s);
	unread(s, POOL_PARTNER, POOL_REFUSED, "Access is denied.");
}

static void partner_missing_there(struct settings *s)
{
	ocs(s);
	unread(s, POOL_PARTNER, POOL_MISSING, NULL);
}

static void exported(struct settings *s) { s->plan.hosts.count = 0; }
static void allowed_failed_then(struct settings *s)
{
	exported(s);
	unread(s, POOL_ALLOWED_DOMAIN, POOL_REFUSED, "The term is not recognized.");
}
static void edge_without_a_word(struct settings *s)
{
	exported(s);
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (!pool_section_is_edge((enum pool_section_id)id))
			unread(s, (enum pool_section_id)id, POOL_MISSING, NULL);
}
static void mcx_missing(struct settings *s)
{
	exported(s);
	unread(s, POOL_MCX, POOL_MISSING, NULL);
}

static void provider_missing(struct settings *s) { unread(s, POOL_HOSTING_PROVIDER, POOL_MISSING, NULL); }
static void provider_cut(struct settings *s) { unread(s, POOL_HOSTING_PROVIDER, POOL_CUT, NULL); }
static void allowed_refused(struct settings *s) { unread(s, POOL_ALLOWED_DOMAIN, POOL_REFUSED, "Cannot open database."); }
static void blocked_unknown(struct settings *s) { unread(s, POOL_BLOCKED_DOMAIN, POOL_NO_SUCH, "x"); }
static void edge_unseen(struct settings *s) { unread(s, POOL_ACCESS_EDGE, POOL_UNSEEN, NULL); }
static void push_refused_with_code(struct settings *s)
{
	unread(s, POOL_PUSH, POOL_REFUSED, NULL);
	fault(&s->pool.sections[POOL_PUSH].fault, FAULT_REMOTE, 5, "Access is denied.");
}
static void filter_missing(struct settings *s) { unread(s, POOL_IM_FILTER, POOL_MISSING, NULL); }
static void replica_refused(struct settings *s) { unread(s, POOL_REPLICATION, POOL_REFUSED, "x"); }
static void without_pool(struct settings *s) { s->facts.pool = NULL; }

/* ---- what is said ---- */

/* Of the rule's findings the first that is not OK, or the first; "" as sentence: it says nothing. */
static const struct rule_case {
	const char *rule;
	change *change;
	enum state state;
	const char *words, *cause, *fix, *advice;
} cases[] = {
#define OK(rule, change, words) { rule, change, STATE_OK, words, NULL, NULL, NULL }
#define SILENT(rule, change) { rule, change, STATE_OK, "", NULL, NULL, NULL }
	OK("provider.one", nothing, "hosting provider LyncOnline has the proxy sipfed.online.lync.com"),
	OK("provider.one", proxy_in_capitals, "LyncOnline"),
	{ "provider.one", no_provider, STATE_CRITICAL, "no hosting provider has the proxy sipfed.online.lync.com", "provider-missing",
	  "New-CsHostingProvider -Identity 'LyncOnline' -Enabled $True -ProxyFqdn 'sipfed.online.lync.com' -VerificationLevel "
	  "UseSourceVerification", "no way out|on the pool" },
	{ "provider.one", another_proxy, STATE_CRITICAL, "no hosting provider has the proxy sipfed.online.lync.com", "provider-missing",
	  "New-CsHostingProvider -Identity 'LyncOnline' -Enabled $True -ProxyFqdn 'sipfed.online.lync.com' -VerificationLevel "
	  "UseSourceVerification", NULL },
	{ "provider.one", no_proxy, STATE_CRITICAL, "no hosting provider", "provider-missing",
	  "New-CsHostingProvider -Identity 'LyncOnline' -Enabled $True -ProxyFqdn 'sipfed.online.lync.com' -VerificationLevel "
	  "UseSourceVerification", NULL },
	{ "provider.one", provider_twice, STATE_WARNING, "2 hosting providers have the proxy sipfed.online.lync.com: one is allowed",
	  "provider-twice", "Remove-CsHostingProvider -Identity 'SkypeforBusinessOnline'", "LyncOnline and SkypeforBusinessOnline" },
	{ "provider.one", provider_missing, STATE_UNKNOWN, "the export holds nothing of Get-CsHostingProvider", "not-seen", NULL,
	  "Export-PushConfig.ps1" },
	{ "provider.one", edge_without_a_word, STATE_UNKNOWN, "the export holds nothing of Get-CsHostingProvider", "not-seen", NULL,
	  "settings of an OCS 2007 R2 Edge|--edge=ocs2007r2" },
	{ "provider.one", provider_cut, STATE_UNKNOWN, "the export holds only names of what Get-CsHostingProvider gave", "not-seen", NULL,
	  "too small a -Depth|-Depth 4" },
	OK("provider.one", without_pool, "Get-CsHostingProvider: not asked"),
	OK("provider.enabled", nothing, "hosting provider LyncOnline is enabled"),
	{ "provider.enabled", provider_off, STATE_CRITICAL, "hosting provider LyncOnline is disabled", "provider-disabled",
	  "Set-CsHostingProvider -Identity 'LyncOnline' -Enabled $True", "a stranger" },
	{ "provider.enabled", provider_unnamed, STATE_CRITICAL, "hosting provider (unnamed) is disabled", "provider-disabled", NULL, NULL },
	{ "provider.enabled", provider_untold, STATE_UNKNOWN, "Get-CsHostingProvider does not tell Enabled of LyncOnline", "not-seen", NULL,
	  NULL },
	OK("provider.enabled", provider_twice, "hosting provider LyncOnline is enabled"),
	OK("provider.enabled", first_of_two_off, "hosting provider SkypeforBusinessOnline is enabled"),
	{ "provider.enabled", two_off, STATE_CRITICAL, "LyncOnline is disabled", "provider-disabled",
	  "Set-CsHostingProvider -Identity 'LyncOnline' -Enabled $True", NULL },
	{ "provider.one", first_of_two_off, STATE_WARNING, "2 hosting providers have the proxy sipfed.online.lync.com: one is allowed",
	  "provider-twice", "Remove-CsHostingProvider -Identity 'LyncOnline'", "SkypeforBusinessOnline and LyncOnline" },
	{ "provider.one", two_off, STATE_WARNING, "2 hosting providers have the proxy sipfed.online.lync.com: one is allowed",
	  "provider-twice", "Remove-CsHostingProvider -Identity 'SkypeforBusinessOnline'", NULL },
	OK("provider.verification", first_of_two_off, "SkypeforBusinessOnline: VerificationLevel UseSourceVerification"),
	OK("provider.local", first_of_two_off, "hosting provider SkypeforBusinessOnline is outside the topology"),
	SILENT("provider.enabled", no_provider),
	SILENT("provider.enabled", provider_missing),
	OK("provider.verification", nothing, "VerificationLevel UseSourceVerification"),
	OK("provider.verification", level_2, "VerificationLevel 2, taken for UseSourceVerification"),
	{ "provider.verification", level_other, STATE_WARNING, "hosting provider LyncOnline has VerificationLevel AlwaysVerifiable",
	  "provider-verification", "Set-CsHostingProvider -Identity 'LyncOnline' -VerificationLevel UseSourceVerification", NULL },
	{ "provider.verification", level_1, STATE_WARNING, "has VerificationLevel 1", "provider-verification",
	  "Set-CsHostingProvider -Identity 'LyncOnline' -VerificationLevel UseSourceVerification", NULL },
	{ "provider.verification", level_untold, STATE_UNKNOWN, "does not tell VerificationLevel of LyncOnline", "not-seen", NULL, NULL },
	OK("provider.local", nothing, "is outside the topology"),
	{ "provider.local", local_untold, STATE_UNKNOWN, "Get-CsHostingProvider does not tell IsLocal of LyncOnline", "not-seen", NULL, NULL },
	{ "provider.local", local, STATE_WARNING, "hosting provider LyncOnline is marked IsLocal", "provider-local",
	  "Set-CsHostingProvider -Identity 'LyncOnline' -IsLocal $False", NULL },

	OK("domain.allowed", nothing, "push.lync.com is an allowed domain"),
	OK("domain.allowed", domain_by_identity, "push.lync.com is an allowed domain"),
	{ "domain.allowed", domains_none, STATE_CRITICAL, "push.lync.com is not an allowed domain (0 are)", "domain-not-allowed",
	  "New-CsAllowedDomain -Identity 'push.lync.com'", NULL },
	{ "domain.allowed", domain_other, STATE_CRITICAL, "push.lync.com is not an allowed domain (1 are)", "domain-not-allowed",
	  "New-CsAllowedDomain -Identity 'push.lync.com'", NULL },
	{ "domain.allowed", allowed_refused, STATE_UNKNOWN, "Get-CsAllowedDomain failed", "not-seen", NULL,
	  "Cannot open database.|mend what it says; where that is a matter of rights|CsViewOnlyAdministrator" },
	{ "domain.allowed", allowed_failed_then, STATE_UNKNOWN, "Get-CsAllowedDomain failed", "not-seen", NULL,
	  "not recognized.|where the export is written" },
	OK("domain.blocked", nothing, "push.lync.com is not blocked"),
	OK("domain.blocked", blocked_none, "push.lync.com is not blocked"),
	{ "domain.blocked", domain_blocked, STATE_CRITICAL, "push.lync.com is a blocked domain", "domain-blocked",
	  "Remove-CsBlockedDomain -Identity 'push.lync.com'", NULL },
	{ "domain.blocked", blocked_unknown, STATE_UNKNOWN, "Get-CsBlockedDomain is not known there, or not to this role", "not-seen", NULL,
	  "CsViewOnlyAdministrator" },
	OK("domain.proxy", nothing, "allowed domain push.lync.com has no proxy of its own"),
	OK("domain.proxy", domain_proxy_empty, "has no proxy of its own"),
	{ "domain.proxy", domain_proxy, STATE_CRITICAL, "allowed domain push.lync.com has the proxy of a hosting provider", "domain-proxy",
	  "Set-CsAllowedDomain -Identity 'push.lync.com' -ProxyFqdn $null", "event 14517" },
	{ "domain.proxy", domain_own_proxy, STATE_WARNING, "allowed domain push.lync.com has a proxy of its own: sip.example.net",
	  "domain-proxy", "Set-CsAllowedDomain -Identity 'push.lync.com' -ProxyFqdn $null", NULL },
	{ "domain.proxy", domain_own_proxy_alone, STATE_UNKNOWN, "allowed domain push.lync.com has the proxy sip.example.net: of a hosting provider?",
	  "not-seen", "Set-CsAllowedDomain -Identity 'push.lync.com' -ProxyFqdn $null", "were not read" },
	SILENT("domain.proxy", domain_other),

	OK("edge.federation", nothing, "federated users are allowed"),
	{ "edge.federation", federation_off, STATE_CRITICAL, "federated users are not allowed: AllowFederatedUsers is False", "federation-off",
	  "Set-CsAccessEdgeConfiguration -AllowFederatedUsers $True", NULL },
	{ "edge.federation", federation_untold, STATE_UNKNOWN, "Get-CsAccessEdgeConfiguration does not tell AllowFederatedUsers of Global",
	  "not-seen", NULL, NULL },
	{ "edge.federation", edge_none, STATE_UNKNOWN, "does not tell AllowFederatedUsers of Global", "not-seen", NULL, NULL },
	{ "edge.federation", edge_unseen, STATE_UNKNOWN, "Get-CsAccessEdgeConfiguration could not be read", "not-seen", NULL, NULL },
	OK("edge.routing", nothing, "the Edge routes by DNS SRV records"),
	OK("edge.routing", routing_number, "the Edge routes by DNS SRV records"),
	{ "edge.routing", default_route, STATE_CRITICAL, "the Edge routes by the default route clearing.example.net, not by DNS SRV records",
	  "default-route", "Set-CsAccessEdgeConfiguration -UseDnsSrvRouting", NULL },
	{ "edge.routing", routing_word, STATE_CRITICAL, "the Edge routes by UseDefaultRouting, not by DNS SRV records", "default-route",
	  "Set-CsAccessEdgeConfiguration -UseDnsSrvRouting", NULL },
	{ "edge.routing", routing_number_alone, STATE_UNKNOWN, "does not tell RoutingMethod of Global", "not-seen", NULL, NULL },
	{ "edge.routing", routing_untold, STATE_UNKNOWN, "does not tell RoutingMethod of Global", "not-seen", NULL, NULL },
	{ "edge.routing", edge_none, STATE_UNKNOWN, "does not tell RoutingMethod of Global", "not-seen", NULL, NULL },
	SILENT("edge.routing", ocs),

	OK("push.services", nothing, "Apple push is on in Global"),
	{ "push.services", apple_off, STATE_WARNING, "Apple push is off in Global", "push-off",
	  "Set-CsPushNotificationConfiguration -Identity 'Global' -EnableApplePushNotificationService $True", "--require" },
	{ "push.services", both_off, STATE_CRITICAL, "Apple push is off in Global", "push-off",
	  "Set-CsPushNotificationConfiguration -Identity 'Global' -EnableApplePushNotificationService $True", NULL },
	{ "push.services", apple_untold, STATE_UNKNOWN, "does not tell EnableApplePushNotificationService of Global", "not-seen", NULL, NULL },
	{ "push.services", push_none, STATE_UNKNOWN, "does not tell the services of Global", "not-seen", NULL, NULL },
	{ "push.services", site_off, STATE_WARNING, "Microsoft push is off in Site:Redmond", "push-off",
	  "Set-CsPushNotificationConfiguration -Identity 'Site:Redmond' -EnableMicrosoftPushNotificationService $True", NULL },
	{ "push.services", apple_off_required, STATE_CRITICAL, "Apple push is off in Global", "push-off",
	  "Set-CsPushNotificationConfiguration -Identity 'Global' -EnableApplePushNotificationService $True", NULL },
	OK("push.services", apple_off_not_required, "Microsoft push is on in Global"),
	{ "push.services", site_off_asked, STATE_CRITICAL, "Microsoft push is off in Site:Redmond", "push-off",
	  "Set-CsPushNotificationConfiguration -Identity 'Site:Redmond' -EnableMicrosoftPushNotificationService $True", NULL },
	OK("push.services", site_off_other_asked, "push is on in Global"),
	OK("push.services", site_on_global_off, "push is on in Site:Redmond"),
	{ "push.services", other_site_alone, STATE_UNKNOWN, "does not tell the services of Global", "not-seen", NULL, NULL },
	{ "push.services", push_refused_with_code, STATE_UNKNOWN, "Get-CsPushNotificationConfiguration failed (fault 5)", "not-seen", NULL,
	  "Access is denied." },
	OK("push.uri", nothing, "the mobility service of Global sends pushes to sip:push@push.lync.com"),
	OK("push.uri", uri_capitals, "sends pushes to SIP:Push@push.lync.com"),
	{ "push.uri", uri_other, STATE_CRITICAL, "the mobility service of Global sends pushes to sip:push@push.example.net", "push-uri",
	  "Set-CsMcxConfiguration -Identity 'Global' -PushNotificationProxyUri 'sip:push@push.lync.com'",
	  "the push service is at sip:push@push.lync.com" },
	{ "push.uri", uri_empty, STATE_CRITICAL, "sends pushes to nobody: its URI is empty", "push-uri",
	  "Set-CsMcxConfiguration -Identity 'Global' -PushNotificationProxyUri 'sip:push@push.lync.com'", NULL },
	{ "push.uri", uri_service, STATE_CRITICAL, "the mobility service of Service:WebServer:pool.contoso.com sends pushes to sip:x@y", "push-uri",
	  "Set-CsMcxConfiguration -Identity 'Service:WebServer:pool.contoso.com' -PushNotificationProxyUri 'sip:push@push.lync.com'", NULL },
	{ "push.uri", uri_untold, STATE_UNKNOWN, "does not tell PushNotificationProxyUri of Global", "not-seen", NULL, NULL },
	{ "push.uri", mcx_none, STATE_UNKNOWN, "does not tell PushNotificationProxyUri of Global", "not-seen", NULL, NULL },
	{ "push.uri", mcx_unknown, STATE_UNKNOWN, "Get-CsMcxConfiguration is not known there, or not to this role", "not-seen", NULL,
	  "RBAC role|--server=2019" },
	{ "push.uri", mcx_missing, STATE_UNKNOWN, "the export holds nothing of Get-CsMcxConfiguration", "not-seen", NULL,
	  "Export-PushConfig.ps1|--server=2019" },
	{ "push.uri", mcx_unknown_2013, STATE_UNKNOWN, "Get-CsMcxConfiguration is not known there", "not-seen", NULL,
	  "CsViewOnlyAdministrator" },
	OK("push.uri", mcx_not_asked, "Get-CsMcxConfiguration: not asked"),

	OK("im.filter", nothing, "blocks no web addresses"),
	OK("im.filter", filter_www, "blocks no web addresses"),
	OK("im.filter", filter_allows, "blocks no web addresses"),
	OK("im.filter", filter_off, "blocks no web addresses"),
	OK("im.filter", filter_number, "Action 1 is a number, which tells nothing"),
	{ "im.filter", filter_http, STATE_WARNING, "the IM URL filter of Global blocks HTTP:, which pushes hold", "im-filter",
	  "Set-CsImFilterConfiguration -Identity 'Global' -Prefixes @{remove='http:','https:'}", "request was rejected" },
	OK("im.filter", filter_missing, "the export holds nothing of Get-CsImFilterConfiguration"),
	OK("mobility.policy", nothing, "the Global mobility policy allows mobility"),
	{ "mobility.policy", mobility_off, STATE_WARNING, "the Global mobility policy forbids mobility", "mobility-off",
	  "Set-CsMobilityPolicy -Identity Global -EnableMobility $True", NULL },
	SILENT("mobility.policy", mobility_of_others),
	OK("mobility.policy", mobility_untold, "EnableMobility of Global: not told"),
	OK("edge.replica", replica_untold, "UpToDate of accessproxy.contoso.com: not told"),
	OK("im.filter", filter_action_untold, "Action of the IM URL filter of Global: not told"),
	OK("im.filter", filter_untold, "Enabled of the IM URL filter of Global: not told"),
	OK("edge.replica", nothing, "1 replica of the settings: up to date"),
	{ "edge.replica", replica_behind, STATE_WARNING, "settings changed, not yet in force on accessproxy.contoso.com", "replica-behind",
	  "Invoke-CsManagementStoreReplication -ReplicaFqdn 'accessproxy.contoso.com'", "4443" },
	OK("edge.replica", replica_refused, "Get-CsManagementStoreReplicationStatus failed"),

	SILENT("partner.direct", nothing),
	SILENT("partner.federation", nothing),
	SILENT("partner.route", nothing),
	OK("partner.direct", ocs, "push.lync.com is a partner of the OCS 2007 R2 Edge behind sipfed.online.lync.com"),
	{ "partner.direct", partner_none, STATE_CRITICAL, "push.lync.com is no partner of the OCS 2007 R2 Edge", "partner-missing", NULL,
	  "add push.lync.com with the access edge sipfed.online.lync.com" },
	{ "partner.direct", partner_other, STATE_CRITICAL, "push.lync.com is a partner behind sip.example.net", "partner-missing", NULL, NULL },
	{ "partner.direct", partner_without, STATE_CRITICAL, "push.lync.com is allowed on the OCS 2007 R2 Edge, without an access edge",
	  "partner-missing", NULL, NULL },
	{ "partner.direct", partner_refused, STATE_UNKNOWN, "MSFT_SIPFederationPartnerTable failed", "not-seen", NULL,
	  "Access is denied.|--edge-host" },
	{ "partner.direct", partner_missing_there, STATE_UNKNOWN, "the export holds nothing of MSFT_SIPFederationPartnerTable", "not-seen",
	  NULL, "the class was not asked|winrm enumerate wmi/root/cimv2/" },
	OK("partner.federation", ocs, "federation is enabled on the OCS 2007 R2 Edge"),
	{ "partner.federation", partner_federation_off, STATE_CRITICAL, "federation is disabled on the OCS 2007 R2 Edge", "federation-off",
	  NULL, "on the Edge" },
	{ "partner.federation", partner_federation_untold, STATE_UNKNOWN, "does not tell EnableFederation", "not-seen", NULL, NULL },
	{ "partner.federation", partner_setting_none, STATE_UNKNOWN, "does not tell EnableFederation", "not-seen", NULL, NULL },
	OK("partner.route", ocs, "the OCS 2007 R2 Edge has no default route"),
	{ "partner.route", partner_route, STATE_WARNING, "the OCS 2007 R2 Edge has the default route clearing.example.net", "default-route",
	  NULL, NULL },
};

/* ---- the machinery ---- */

static const struct finding *telling(const struct findings *all)
{
	for (const struct finding *f = all->first; f; f = f->next)
		if (f->state != STATE_OK)
			return f;
	return all->first;
}

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void ask(struct settings *s, const char *id)
{
	const struct rule *rule = rules;

	while (rule->id && strcmp(rule->id, id) != 0)
		rule++;
	if (!rule->id)
		fail_msg("there is no rule %s", id);
	assert_int_equal(rule->scope, RULE_ONCE);
	rule->ask(&s->view, &s->findings);
}

static void check_case(const struct rule_case *c, const struct findings *all)
{
	const struct finding *f = telling(all);
	char advice[2000];

	if (!c->words[0] || !f) {
		if (c->words[0] || f)
			fail_msg("%s: %s, wanted: %s", c->rule, f ? f->sentence : "nothing", c->words);
		return;
	}
	snprintf(advice, sizeof advice, "%s %s", f->because ? f->because : "", f->remedy ? f->remedy : "");
	if (f->state != c->state || !scene_says(f->sentence, c->words) || (c->state != STATE_OK && !same(cause_key(f->cause), c->cause)) ||
	    !same(f->fix, c->fix) || (c->advice && !scene_says(advice, c->advice)))
		fail_msg("%s: %s \"%s\" %s\n%s\n%s", c->rule, state_name(f->state), f->sentence, cause_key(f->cause) ? cause_key(f->cause) : "", advice,
			 f->fix ? f->fix : "");
	if (strlen(f->sentence) > SETTINGS_SENTENCE_MAX)
		fail_msg("%zu characters: %s", strlen(f->sentence), f->sentence);
}

static void every_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct settings s;
		settings_init(&s);
		cases[i].change(&s);
		ask(&s, cases[i].rule);
		check_case(&cases[i], &s.findings);
		s.facts.pool = &s.pool;
		settings_free(&s);
	}
}

/* The name may be mistyped: what was judged in its place is told, and does not count. */
static void a_site_that_is_nowhere(void **state)
{
	static const struct {
		const char *rule, *site, *note;
	} sites[] = {
		{ "push.services", "Vienna", "Get-CsPushNotificationConfiguration has nothing of its own for Site:Vienna: Global's is judged" },
		{ "push.uri", "Vienna", "Get-CsMcxConfiguration has nothing of its own for Site:Vienna: Global's is judged" },
		{ "push.services", "Redmond", NULL },
		{ "push.uri", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(sites); i++) {
		struct settings s;
		settings_init(&s);
		another(&s, POOL_PUSH)->identity = "Site:Redmond";
		s.plan.site = sites[i].site;
		ask(&s, sites[i].rule);
		const struct finding *last = s.findings.last;
		if (last->note != (sites[i].note != NULL) || (sites[i].note && strcmp(last->sentence, sites[i].note) != 0))
			fail_msg("%zu: %s", i, last->sentence);
		settings_free(&s);
	}
}

/* Whatever a rule can say at worst stands in its row, and each can say it. */
static void rows_are_right(void **state)
{
	(void)state;
	for (const struct rule *rule = rules; rule->id; rule++) {
		enum state worst = STATE_OK;
		for (size_t i = 0; i < COUNT(cases); i++)
			if (strcmp(cases[i].rule, rule->id) == 0)
				worst = state_worse(worst, cases[i].state);
		if (worst != rule->worst)
			fail_msg("%s: %s", rule->id, state_name(worst));
		assert_true(rule->checks[0] && rule->source[0]);
	}
}

static void healthy_is_ok(void **state)
{
	struct settings s;

	(void)state;
	settings_init(&s);
	judge(rules, &s.plan, &s.facts, &s.findings);
	for (const struct finding *f = s.findings.first; f; f = f->next)
		if (f->state != STATE_OK || cause_key(f->cause) || f->fix)
			fail_msg("%s: %s", f->rule, f->sentence);
	settings_free(&s);
}

/* Without memory for the pool, and with a pool of which nothing was read: no crash, nothing OK that counts. */
static void nothing_seen_is_not_ok(void **state)
{
	static const enum pool_how hows[] = { POOL_MISSING, POOL_CUT, POOL_REFUSED, POOL_NO_SUCH, POOL_UNSEEN };

	(void)state;
	for (size_t i = 0; i < COUNT(hows); i++) {
		struct settings s;
		settings_init(&s);
		for (int id = 0; id < POOL_SECTION_COUNT; id++)
			unread(&s, (enum pool_section_id)id, hows[i], "x");
		judge(rules, &s.plan, &s.facts, &s.findings);
		assert_int_equal(findings_state(&s.findings), STATE_UNKNOWN);
		for (const struct finding *f = s.findings.first; f; f = f->next)
			if (f->state == STATE_OK && !f->note)
				fail_msg("%s: %s", f->rule, f->sentence);
		settings_free(&s);
	}
}

/* ---- nothing breaks out of a fix ---- */

static void quoting(void **state)
{
	static const struct {
		const char *value, *line;
	} values[] = {
		{ "LyncOnline", "Set-X 'LyncOnline'" },
		{ "Site:St. Mary's (1), A/B", "Set-X 'Site:St. Mary''s (1), A/B'" },
		{ "", "Set-X ''" },
		{ "''", "Set-X ''''''" },
		{ "-Force", "Set-X '-Force'" },
		{ NULL, NULL },
		{ "a\nRemove-CsUser", NULL },
		{ "a;b", NULL },
		{ "a|b", NULL },
		{ "$(x)", NULL },
		{ "`", NULL },
		{ "\"", NULL },
		{ "{}", NULL },
		{ "a\xe2\x80\x99; Remove-CsUser *", NULL }, /* a typographic quote ends a string as well */
		{ "\xc3\x91", NULL },			    /* and 0x91, 0x92 are such in a code page */
		{ "\x7f", NULL },
	};
	struct findings f;

	(void)state;
	findings_init(&f);
	for (size_t i = 0; i < COUNT(values); i++) {
		const char *line = config_fix(&f, "Set-X {}", values[i].value, NULL);
		if (!same(line, values[i].line))
			fail_msg("%s: %s", values[i].value, line ? line : "nothing");
	}
	assert_true(same(config_fix(&f, "A {} -B {} @{c='d'}", "x", "y"), "A 'x' -B 'y' @{c='d'}"));
	assert_null(config_fix(&f, "A {} {}", "x", NULL));
	assert_null(config_fix(&f, "A {} {} {}", "x", "y"));
	findings_free(&f);
}

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	return *seed ^= *seed << 17;
}

/* Half of them of what has a meaning somewhere. */
static char *random_text(uint64_t *seed, char text[40])
{
	static const char hot[] = "'\"`$();|&<>{}#\n\r\t \\/@:-*.,\xe2\x80\x98\x99\x9a\x9b\xc2\x91\x92\x85";
	size_t len = next_random(seed) % 39, i;

	for (i = 0; i < len; i++) {
		char c = (char)(next_random(seed) % 255 + 1);
		text[i] = next_random(seed) % 2 ? hot[next_random(seed) % (sizeof hot - 1)] : c;
	}
	text[i] = '\0';
	return text;
}

/* Every line is one cmdlet of ours, with parameters whose values are plain words, switches, or one quoted string. */
static void whatever_a_server_calls_its_things(void **state)
{
	static const char grammar[] = "^(New|Set|Remove|Invoke)-Cs[A-Za-z]+( -[A-Za-z]+( ('([-A-Za-z0-9 .:_@/+(),]|'')*'|[A-Za-z]+|"
				      "\\$True|\\$False|\\$null|@\\{remove='http:','https:'\\}))?)*$";
	static change *const changes[] = { provider_off, level_other, local, provider_twice, domain_proxy, apple_off, site_off, uri_other,
					   filter_http, replica_behind };
	uint64_t seed = 88172645463325252u;
	regex_t line;
	size_t fixes = 0;

	(void)state;
	assert_int_equal(regcomp(&line, grammar, REG_EXTENDED | REG_NOSUB), 0);
	for (int run = 0; run < 20000; run++) {
		struct settings s;
		char texts[POOL_SECTION_COUNT][40];
		settings_init(&s);
		changes[run % (int)COUNT(changes)](&s);
		for (int id = 0; id < POOL_SECTION_COUNT; id++) {
			struct pool_object *o = object(&s, (enum pool_section_id)id);
			o->identity = o->replica_fqdn = random_text(&seed, texts[id]);
		}
		judge(rules, &s.plan, &s.facts, &s.findings);
		for (const struct finding *f = s.findings.first; f; f = f->next) {
			fixes += f->fix != NULL;
			if (f->fix && (strchr(f->fix, '\n') || regexec(&line, f->fix, 0, NULL, 0) != 0))
				fail_msg("%s", f->fix);
		}
		settings_free(&s);
	}
	assert_true(fixes > 2000);
	regfree(&line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule), cmocka_unit_test(a_site_that_is_nowhere), cmocka_unit_test(rows_are_right), cmocka_unit_test(healthy_is_ok),
		cmocka_unit_test(nothing_seen_is_not_ok), cmocka_unit_test(quoting), cmocka_unit_test(whatever_a_server_calls_its_things),
	};

	return cmocka_run_group_tests_name("rule_config", tests, NULL, NULL);
}
