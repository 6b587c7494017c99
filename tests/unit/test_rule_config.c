// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_config - every rule about settings: each state, its words, the line that mends it; and that nothing breaks out of one
 */
#include "settings.h"

#include <regex.h>

#include "judge/rules/config.h"
#include "judge/rules/rule_config.h"
#include "judge/rules/rule_partner.h"
#include "judge/rules/rule_scope.h"

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
	s->plan.settings.require_apple = true;
}
static void apple_off_not_required(struct settings *s)
{
	apple_off(s);
	s->plan.settings.require_microsoft = true;
}
static void site_off_asked(struct settings *s)
{
	site_off(s);
	s->plan.settings.site = "redmond";
}
static void site_off_other_asked(struct settings *s)
{
	site_off(s);
	s->plan.settings.site = "Vienna";
}
static void site_on_global_off(struct settings *s)
{
	another(s, POOL_PUSH)->identity = "Site:Redmond";
	both_off(s);
	s->plan.settings.site = "Redmond";
}
static void other_site_alone(struct settings *s)
{
	object(s, POOL_PUSH)->identity = "Site:Redmond";
	s->plan.settings.site = "Vienna";
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
	s->plan.settings.site = "Vienna"; /* a service's own is judged whatever the site */
}
static void mcx_none(struct settings *s) { s->pool.sections[POOL_MCX].count = 0; }
static void mcx_not_asked(struct settings *s) { unread(s, POOL_MCX, POOL_NOT_ASKED, NULL); }

static void mcx_unknown(struct settings *s) { unread(s, POOL_MCX, POOL_NO_SUCH, NULL); }
static void mcx_unknown_2013(struct settings *s)
{
	mcx_unknown(s);
	s->plan.settings.server = SERVER_2013;
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
static void filter_zero(struct settings *s)
{
	prefixes(s, "https:");
	object(s, POOL_IM_FILTER)->action = "0";
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

static void ocs(struct settings *s) { s->plan.settings.edge = EDGE_OCS2007R2; }
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
static void allowed_bad(struct settings *s) { unread(s, POOL_ALLOWED_DOMAIN, POOL_BAD, "Domain: \"x?\" has a NUL in it"); }
static void allowed_bad_in_export(struct settings *s)
{
	exported(s);
	allowed_bad(s);
}
static void filter_bad(struct settings *s) { unread(s, POOL_IM_FILTER, POOL_BAD, "x"); }
static void mobility_bad(struct settings *s) { unread(s, POOL_MOBILITY, POOL_BAD, "x"); }
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

/*
 * Of the rule's findings the first that is not OK, or the first, with the values in its sentence and in its advice. Each case is
 * named after what it changes.
 */
static const struct rule_case {
	const char *rule;
	change *change;
	const char *name;
	struct expected expected; /* rule NULL: it says nothing */
} cases[] = {
#define CASE(rule, change, state, cause, values, advice) { rule, change, #change, { state, 0, rule, cause, values, advice } }
#define OK(rule, change, values) CASE(rule, change, STATE_OK, NULL, values, NULL)
#define SILENT(rule, change) { rule, change, #change, { STATE_OK, 0, NULL, NULL, NULL, NULL } }
	OK("provider.one", nothing, "LyncOnline|sipfed.online.lync.com"),
	OK("provider.one", proxy_in_capitals, "LyncOnline"),
	CASE("provider.one", no_provider, STATE_CRITICAL, "provider-missing", "sipfed.online.lync.com", NULL),
	CASE("provider.one", another_proxy, STATE_CRITICAL, "provider-missing", "sipfed.online.lync.com", NULL),
	CASE("provider.one", no_proxy, STATE_CRITICAL, "provider-missing", NULL, NULL),
	CASE("provider.one", provider_twice, STATE_WARNING, "provider-twice", "2|sipfed.online.lync.com", "LyncOnline|SkypeforBusinessOnline"),
	CASE("provider.one", provider_missing, STATE_UNKNOWN, "not-seen", "Get-CsHostingProvider", "Export-PushConfig.ps1"),
	CASE("provider.one", edge_without_a_word, STATE_UNKNOWN, "not-seen", "Get-CsHostingProvider", "OCS 2007 R2|--edge=ocs2007r2"),
	CASE("provider.one", provider_cut, STATE_UNKNOWN, "not-seen", "Get-CsHostingProvider", "-Depth 4"),
	OK("provider.one", without_pool, "Get-CsHostingProvider"),
	OK("provider.enabled", nothing, "LyncOnline"),
	CASE("provider.enabled", provider_off, STATE_CRITICAL, "provider-disabled", "LyncOnline", NULL),
	CASE("provider.enabled", provider_unnamed, STATE_CRITICAL, "provider-disabled", "(unnamed)", NULL),
	CASE("provider.enabled", provider_untold, STATE_UNKNOWN, "not-seen", "Get-CsHostingProvider|Enabled|LyncOnline", NULL),
	OK("provider.enabled", provider_twice, "LyncOnline"),
	OK("provider.enabled", first_of_two_off, "SkypeforBusinessOnline"),
	CASE("provider.enabled", two_off, STATE_CRITICAL, "provider-disabled", "LyncOnline", NULL),
	CASE("provider.one", first_of_two_off, STATE_WARNING, "provider-twice", "2|sipfed.online.lync.com", "SkypeforBusinessOnline|LyncOnline"),
	CASE("provider.one", two_off, STATE_WARNING, "provider-twice", "2|sipfed.online.lync.com", NULL),
	OK("provider.verification", first_of_two_off, "SkypeforBusinessOnline|VerificationLevel|UseSourceVerification"),
	OK("provider.local", first_of_two_off, "SkypeforBusinessOnline"),
	SILENT("provider.enabled", no_provider),
	SILENT("provider.enabled", provider_missing),
	OK("provider.verification", nothing, "VerificationLevel|UseSourceVerification"),
	OK("provider.verification", level_2, "VerificationLevel|2|UseSourceVerification"),
	CASE("provider.verification", level_other, STATE_WARNING, "provider-verification", "LyncOnline|VerificationLevel|AlwaysVerifiable", NULL),
	CASE("provider.verification", level_1, STATE_WARNING, "provider-verification", "VerificationLevel|1", NULL),
	CASE("provider.verification", level_untold, STATE_UNKNOWN, "not-seen", "VerificationLevel|LyncOnline", NULL),
	OK("provider.local", nothing, NULL),
	CASE("provider.local", local_untold, STATE_UNKNOWN, "not-seen", "Get-CsHostingProvider|IsLocal|LyncOnline", NULL),
	CASE("provider.local", local, STATE_WARNING, "provider-local", "LyncOnline|IsLocal", NULL),

	OK("domain.allowed", nothing, "push.lync.com"),
	OK("domain.allowed", domain_by_identity, "push.lync.com"),
	CASE("domain.allowed", domains_none, STATE_CRITICAL, "domain-not-allowed", "push.lync.com|0", NULL),
	CASE("domain.allowed", domain_other, STATE_CRITICAL, "domain-not-allowed", "push.lync.com|1", NULL),
	CASE("domain.allowed", allowed_refused, STATE_UNKNOWN, "not-seen", "Get-CsAllowedDomain", "Cannot open database.|CsViewOnlyAdministrator"),
	CASE("domain.allowed", allowed_failed_then, STATE_UNKNOWN, "not-seen", "Get-CsAllowedDomain", "The term is not recognized."),
	OK("domain.blocked", nothing, "push.lync.com"),
	OK("domain.blocked", blocked_none, "push.lync.com"),
	CASE("domain.blocked", domain_blocked, STATE_CRITICAL, "domain-blocked", "push.lync.com", NULL),
	CASE("domain.blocked", blocked_unknown, STATE_UNKNOWN, "not-seen", "Get-CsBlockedDomain", "CsViewOnlyAdministrator"),
	OK("domain.proxy", nothing, "push.lync.com"),
	OK("domain.proxy", domain_proxy_empty, NULL),
	CASE("domain.proxy", domain_proxy, STATE_CRITICAL, "domain-proxy", "push.lync.com", "14517"),
	CASE("domain.proxy", domain_own_proxy, STATE_WARNING, "domain-proxy", "push.lync.com|sip.example.net", NULL),
	CASE("domain.proxy", domain_own_proxy_alone, STATE_UNKNOWN, "not-seen", "push.lync.com|sip.example.net", NULL),
	SILENT("domain.proxy", domain_other),

	OK("edge.federation", nothing, NULL),
	CASE("edge.federation", federation_off, STATE_CRITICAL, "federation-off", "AllowFederatedUsers|False", NULL),
	CASE("edge.federation", federation_untold, STATE_UNKNOWN, "not-seen", "Get-CsAccessEdgeConfiguration|AllowFederatedUsers|Global", NULL),
	CASE("edge.federation", edge_none, STATE_UNKNOWN, "not-seen", "AllowFederatedUsers|Global", NULL),
	CASE("edge.federation", edge_unseen, STATE_UNKNOWN, "not-seen", "Get-CsAccessEdgeConfiguration", NULL),
	OK("edge.routing", nothing, NULL),
	OK("edge.routing", routing_number, NULL),
	CASE("edge.routing", default_route, STATE_CRITICAL, "default-route", "clearing.example.net", NULL),
	CASE("edge.routing", routing_word, STATE_CRITICAL, "default-route", "UseDefaultRouting", NULL),
	CASE("edge.routing", routing_number_alone, STATE_UNKNOWN, "not-seen", "RoutingMethod|Global", NULL),
	CASE("edge.routing", routing_untold, STATE_UNKNOWN, "not-seen", "RoutingMethod|Global", NULL),
	CASE("edge.routing", edge_none, STATE_UNKNOWN, "not-seen", "RoutingMethod|Global", NULL),
	SILENT("edge.routing", ocs),

	OK("push.services", nothing, "Apple|Global"),
	CASE("push.services", apple_off, STATE_WARNING, "push-off", "Apple|Global", "--require"),
	CASE("push.services", both_off, STATE_CRITICAL, "push-off", "Apple|Global", NULL),
	CASE("push.services", apple_untold, STATE_UNKNOWN, "not-seen", "EnableApplePushNotificationService|Global", NULL),
	CASE("push.services", push_none, STATE_UNKNOWN, "not-seen", "Global", NULL),
	CASE("push.services", site_off, STATE_WARNING, "push-off", "Microsoft|Site:Redmond", NULL),
	CASE("push.services", apple_off_required, STATE_CRITICAL, "push-off", "Apple|Global", NULL),
	OK("push.services", apple_off_not_required, "Microsoft|Global"),
	CASE("push.services", site_off_asked, STATE_CRITICAL, "push-off", "Microsoft|Site:Redmond", NULL),
	OK("push.services", site_off_other_asked, "Global"),
	OK("push.services", site_on_global_off, "Site:Redmond"),
	CASE("push.services", other_site_alone, STATE_UNKNOWN, "not-seen", "Global", NULL),
	CASE("push.services", push_refused_with_code, STATE_UNKNOWN, "not-seen", "Get-CsPushNotificationConfiguration|5", "Access is denied."),
	OK("push.uri", nothing, "Global|sip:push@push.lync.com"),
	OK("push.uri", uri_capitals, "SIP:Push@push.lync.com"),
	CASE("push.uri", uri_other, STATE_CRITICAL, "push-uri", "Global|sip:push@push.example.net", "sip:push@push.lync.com"),
	CASE("push.uri", uri_empty, STATE_CRITICAL, "push-uri", NULL, NULL),
	CASE("push.uri", uri_service, STATE_CRITICAL, "push-uri", "Service:WebServer:pool.contoso.com|sip:x@y", NULL),
	CASE("push.uri", uri_untold, STATE_UNKNOWN, "not-seen", "PushNotificationProxyUri|Global", NULL),
	CASE("push.uri", mcx_none, STATE_UNKNOWN, "not-seen", "PushNotificationProxyUri|Global", NULL),
	CASE("push.uri", mcx_unknown, STATE_UNKNOWN, "not-seen", "Get-CsMcxConfiguration", "RBAC|--server=2019"),
	CASE("push.uri", mcx_missing, STATE_UNKNOWN, "not-seen", "Get-CsMcxConfiguration", "Export-PushConfig.ps1|--server=2019"),
	CASE("push.uri", mcx_unknown_2013, STATE_UNKNOWN, "not-seen", "Get-CsMcxConfiguration", "CsViewOnlyAdministrator"),
	OK("push.uri", mcx_not_asked, "Get-CsMcxConfiguration"),

	OK("im.filter", nothing, NULL),
	OK("im.filter", filter_www, NULL),
	OK("im.filter", filter_allows, NULL),
	OK("im.filter", filter_off, NULL),
	OK("im.filter", filter_zero, "Action 0"),
	CASE("im.filter", filter_number, STATE_UNKNOWN, "not-seen", "Global|Action 1", "-EnumsAsStrings"),
	CASE("im.filter", filter_http, STATE_WARNING, "im-filter", "Global|HTTP:", NULL),
	CASE("im.filter", filter_missing, STATE_OK, "not-seen", "Get-CsImFilterConfiguration", NULL),
	/* a value with a NUL, of a lesser section too */
	CASE("domain.allowed", allowed_bad, STATE_UNKNOWN, "not-seen", "Get-CsAllowedDomain|NUL", "Domain"),
	CASE("domain.allowed", allowed_bad_in_export, STATE_UNKNOWN, "not-seen", "Get-CsAllowedDomain|NUL", "export"),
	SILENT("domain.proxy", allowed_bad),
	CASE("im.filter", filter_bad, STATE_UNKNOWN, "not-seen", "Get-CsImFilterConfiguration|NUL", NULL),
	CASE("mobility.policy", mobility_bad, STATE_UNKNOWN, "not-seen", "Get-CsMobilityPolicy|NUL", NULL),
	OK("mobility.policy", nothing, "Global"),
	CASE("mobility.policy", mobility_off, STATE_WARNING, "mobility-off", "Global", NULL),
	SILENT("mobility.policy", mobility_of_others),
	OK("mobility.policy", mobility_untold, "EnableMobility|Global"),
	OK("edge.replica", replica_untold, "UpToDate|accessproxy.contoso.com"),
	OK("im.filter", filter_action_untold, "Action|Global"),
	OK("im.filter", filter_untold, "Enabled|Global"),
	OK("edge.replica", nothing, "1"),
	CASE("edge.replica", replica_behind, STATE_WARNING, "replica-behind", "accessproxy.contoso.com", "4443"),
	CASE("edge.replica", replica_refused, STATE_OK, "not-seen", "Get-CsManagementStoreReplicationStatus", NULL),

	SILENT("partner.direct", nothing),
	SILENT("partner.federation", nothing),
	SILENT("partner.route", nothing),
	OK("partner.direct", ocs, "push.lync.com|OCS 2007 R2|sipfed.online.lync.com"),
	CASE("partner.direct", partner_none, STATE_CRITICAL, "partner-missing", "push.lync.com|OCS 2007 R2", "push.lync.com|sipfed.online.lync.com"),
	CASE("partner.direct", partner_other, STATE_CRITICAL, "partner-missing", "push.lync.com|sip.example.net", NULL),
	CASE("partner.direct", partner_without, STATE_CRITICAL, "partner-missing", "push.lync.com|OCS 2007 R2", NULL),
	CASE("partner.direct", partner_refused, STATE_UNKNOWN, "not-seen", "MSFT_SIPFederationPartnerTable", "Access is denied.|--edge-host"),
	CASE("partner.direct", partner_missing_there, STATE_UNKNOWN, "not-seen", "MSFT_SIPFederationPartnerTable", "winrm enumerate wmi/root/cimv2/"),
	OK("partner.federation", ocs, "OCS 2007 R2"),
	CASE("partner.federation", partner_federation_off, STATE_CRITICAL, "federation-off", "OCS 2007 R2", NULL),
	CASE("partner.federation", partner_federation_untold, STATE_UNKNOWN, "not-seen", "EnableFederation", NULL),
	CASE("partner.federation", partner_setting_none, STATE_UNKNOWN, "not-seen", "EnableFederation", NULL),
	OK("partner.route", ocs, "OCS 2007 R2"),
	CASE("partner.route", partner_route, STATE_WARNING, "default-route", "OCS 2007 R2|clearing.example.net", NULL),
};

/* ---- the machinery ---- */

static void check_case(const struct rule_case *c, const struct finding *f)
{
	if (!f != !c->expected.rule)
		fail_msg("%s, %s: %s", c->rule, c->name, f ? f->sentence : "nothing");
	else if (f)
		settings_check(c->name, f, &c->expected);
}

static void every_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct settings s;
		settings_init(&s);
		cases[i].change(&s);
		scene_ask(&s, rules, cases[i].rule);
		check_case(&cases[i], settings_worst(&s));
		s.facts.pool = &s.pool;
		settings_free(&s);
	}
}

/* The name may be mistyped: what was judged in its place is told, and does not count. */
static void a_site_that_is_nowhere(void **state)
{
	static const struct {
		const char *rule, *site, *values; /* NULL: no note */
	} sites[] = {
		{ "push.services", "Vienna", "Get-CsPushNotificationConfiguration|Site:Vienna|Global" },
		{ "push.uri", "Vienna", "Get-CsMcxConfiguration|Site:Vienna|Global" },
		{ "push.services", "Redmond", NULL },
		{ "push.uri", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(sites); i++) {
		struct settings s;
		settings_init(&s);
		another(&s, POOL_PUSH)->identity = "Site:Redmond";
		s.plan.settings.site = sites[i].site;
		scene_ask(&s, rules, sites[i].rule);
		const struct finding *last = scene_last(&s);
		if (last->note != (sites[i].values != NULL) || (sites[i].values && !scene_says(last->sentence, sites[i].values)))
			fail_msg("%zu: %s", i, last->sentence);
		if (last->note)
			wording_check(sites[i].site, last);
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
				worst = state_worse(worst, cases[i].expected.state);
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
	scene_judge(&s, rules);
	scene_each (f, &s)
		if (f->state != STATE_OK || f->cause || f->fix)
			fail_msg("%s: %s", f->rule, f->sentence);
	settings_free(&s);
}

/* Without memory for the pool, and with a pool of which nothing was read: no crash, nothing OK that counts. */
static void nothing_seen_is_not_ok(void **state)
{
	static const enum pool_how hows[] = { POOL_MISSING, POOL_CUT, POOL_REFUSED, POOL_NO_SUCH, POOL_UNSEEN, POOL_BAD };

	(void)state;
	for (size_t i = 0; i < COUNT(hows); i++) {
		struct settings s;
		settings_init(&s);
		for (int id = 0; id < POOL_SECTION_COUNT; id++)
			unread(&s, (enum pool_section_id)id, hows[i], "x");
		scene_judge(&s, rules);
		assert_int_equal(scene_state(&s), STATE_UNKNOWN);
		scene_each (f, &s)
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
		if (!scene_same(line, values[i].line))
			fail_msg("%s: %s", values[i].value, line ? line : "nothing");
	}
	assert_true(scene_same(config_fix(&f, "A {} -B {} @{c='d'}", "x", "y"), "A 'x' -B 'y' @{c='d'}"));
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
	size_t len = (size_t)next_random(seed) % 39, i;

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
		scene_judge(&s, rules);
		scene_each (f, &s) {
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
		cmocka_unit_test(nothing_seen_is_not_ok), cmocka_unit_test(quoting), cmocka_unit_test(whatever_a_server_calls_its_things), cmocka_unit_test(wording_all),
	};

	return cmocka_run_group_tests_name("rule_config", tests, NULL, NULL);
}
