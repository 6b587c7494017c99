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
#include "judge/rules/rule_srv.h"
#include "judge/rules/rule_topology.h"

static const struct rule rules[] = { RULES_CONFIG, RULES_TOPOLOGY, RULES_SCOPE, RULES_PARTNER, RULE_SRV_OWN, RULES_SCOPE_LESSER, RULES_TOPOLOGY_LESSER, RULES_CONFIG_LESSER, { 0 } };

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
/* A hybrid row is kept, disabled or not; where both are, neither is removed. */
static void provider_twice_hybrid(struct settings *s)
{
	provider_twice(s);
	s->pool.sections[POOL_HOSTING_PROVIDER].objects[1].shared_address_space = KNOWN_YES;
}
static void provider_twice_hybrid_both(struct settings *s)
{
	provider_twice_hybrid(s);
	object(s, POOL_HOSTING_PROVIDER)->shared_address_space = KNOWN_YES;
}
static void identity_taken(struct settings *s)
{
	another_proxy(s);
	another(s, POOL_HOSTING_PROVIDER)->identity = "skypeonline";
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
static void level_unverifiable(struct settings *s) { object(s, POOL_HOSTING_PROVIDER)->verification_level = "AlwaysUnverifiable"; }
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
static struct pool_object *another_domain(struct settings *s, const char *name, const char *proxy)
{
	struct pool_object *o = another(s, POOL_ALLOWED_DOMAIN);

	o->identity = o->domain = name;
	o->proxy_fqdn = proxy;
	return o;
}
static void domain_proxy_of_other(struct settings *s) { another_domain(s, "fabrikam.com", "sipfed.ONLINE.lync.com."); }
static void domain_proxy_of_two(struct settings *s)
{
	domain_proxy_of_other(s);
	another_domain(s, "litware.com", "sipfed.online.lync.com");
}
/* Microsoft's own row beside the one for push. */
static void domain_proxy_of_voice_mail(struct settings *s)
{
	another(s, POOL_HOSTING_PROVIDER)->proxy_fqdn = "exap.um.outlook.com";
	another_domain(s, "fabrikam.com", "exap.um.outlook.com");
}
static void domain_partner(struct settings *s) { another_domain(s, "fabrikam.com", "access.fabrikam.com"); }
static void domain_partner_alone(struct settings *s)
{
	domain_partner(s);
	unread(s, POOL_HOSTING_PROVIDER, POOL_NO_SUCH, NULL);
}
static void domain_proxies_unread(struct settings *s) { unread(s, POOL_HOSTING_PROVIDER, POOL_NO_SUCH, NULL); }
static void domain_proxy_and_not_allowed(struct settings *s)
{
	domain_other(s);
	domain_proxy_of_other(s);
}
static void domain_discovered(struct settings *s)
{
	domain_other(s);
	object(s, POOL_ACCESS_EDGE)->enable_partner_discovery = KNOWN_YES;
}
static void domain_discovered_without_provider(struct settings *s)
{
	domain_discovered(s);
	another_proxy(s);
}
static void spoilt(struct settings *s, enum pool_section_id id)
{
	fault(&s->pool.sections[id].fault, FAULT_REMOTE, 0, "Cannot open database.");
}
static void spoilt_provider(struct settings *s) { spoilt(s, POOL_HOSTING_PROVIDER); }
static void spoilt_allowed(struct settings *s) { spoilt(s, POOL_ALLOWED_DOMAIN); }
static void spoilt_not_allowed(struct settings *s) { spoilt_allowed(s); object(s, POOL_ALLOWED_DOMAIN)->domain = "other.example"; }
static void spoilt_blocked(struct settings *s) { spoilt(s, POOL_BLOCKED_DOMAIN); }
static void spoilt_and_blocked(struct settings *s) { spoilt_blocked(s); object(s, POOL_BLOCKED_DOMAIN)->domain = "push.lync.com"; }
static void spoilt_push(struct settings *s) { spoilt(s, POOL_PUSH); }
static void spoilt_mcx(struct settings *s) { spoilt(s, POOL_MCX); }
static void mcx_asks(struct settings *s) { unread(s, POOL_MCX, POOL_ASKS, "Read all?"); }
static void knows_none(struct settings *s)
{
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (!pool_section_is_edge((enum pool_section_id)id) && s->pool.sections[id].how != POOL_NOT_ASKED)
			unread(s, (enum pool_section_id)id, POOL_NO_SUCH, NULL);
}
static void domain_own_proxy_spoilt(struct settings *s) { domain_own_proxy(s); spoilt_provider(s); }
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
static struct settings *of(struct settings *s, enum server_kind kind)
{
	s->plan.settings.server = kind;
	return s;
}
static void apple_off_2010(struct settings *s) { apple_off(of(s, SERVER_2010)); }
static void apple_off_2013(struct settings *s) { apple_off(of(s, SERVER_2013)); }
static void apple_off_2015(struct settings *s) { apple_off(of(s, SERVER_2015)); }
static void apple_off_2015_by_replica(struct settings *s)
{
	apple_off(s);
	object(s, POOL_REPLICATION)->product_version = "6.0.9319.281";
}
static void apple_off_2015_required(struct settings *s) { apple_off_required(of(s, SERVER_2015)); }
static void microsoft_off_2015(struct settings *s) { object(of(s, SERVER_2015), POOL_PUSH)->microsoft = KNOWN_NO; }
static void both_off_2015(struct settings *s) { both_off(of(s, SERVER_2015)); }
static void both_off_2019(struct settings *s) { both_off(of(s, SERVER_2019)); }
static void both_off_se(struct settings *s) { both_off(of(s, SERVER_SE)); }
static void apple_untold_2015(struct settings *s) { object(of(s, SERVER_2015), POOL_PUSH)->apple = KNOWN_NOT; }
static void both_off_2019_required(struct settings *s)
{
	both_off_2019(s);
	s->plan.settings.require_microsoft = true;
}
static void both_off_somewhere(struct settings *s)
{
	another(s, POOL_PUSH)->identity = "Site:Redmond";
	both_off(s);
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
static void site_without_any(struct settings *s) { unread(s, POOL_SITE, POOL_NO_SUCH, NULL); s->plan.settings.site = "Vienna"; }
static void site_elsewhere(struct settings *s)
{
	another(s, POOL_MOBILITY)->identity = "site:VIENNA";
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

static void mcx_unknown_2019(struct settings *s)
{
	mcx_unknown(s);
	s->plan.settings.server = SERVER_2019;
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
static void filter_unheard(struct settings *s)
{
	prefixes(s, "https:");
	object(s, POOL_IM_FILTER)->action = "True";
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
	struct pool_object *o = another(s, POOL_MOBILITY);

	o->identity = "Tag:Sales";
	o->enable_mobility = KNOWN_NO;
}
static void mobility_of_site_off(struct settings *s)
{
	struct pool_object *o = another(s, POOL_MOBILITY);

	o->identity = "Site:Redmond";
	o->enable_mobility = KNOWN_NO;
}
static void mobility_of_site_asked(struct settings *s)
{
	mobility_of_site_off(s);
	s->plan.settings.site = "Redmond";
}
static void mobility_of_other_site_asked(struct settings *s)
{
	mobility_of_site_off(s);
	s->plan.settings.site = "Vienna";
}
static void mobility_of_site_on(struct settings *s)
{
	mobility_off(s);
	another(s, POOL_MOBILITY)->identity = "Site:Redmond";
	s->pool.sections[POOL_MOBILITY].objects[1].enable_mobility = KNOWN_YES;
	s->plan.settings.site = "Redmond";
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
/* topology */
static void route_none(struct settings *s) { detail(s, POOL_SITE)->federation_route = ""; }
static void route_none_and_two_edges(struct settings *s)
{
	route_none(s);
	another(s, POOL_SERVICE)->identity = "EdgeServer:edge2.contoso.com";
}
static void route_none_spoilt(struct settings *s) { route_none(s); spoilt(s, POOL_SITE); }
static void route_untold(struct settings *s) { detail(s, POOL_SITE)->federation_route = NULL; }
static void route_through_director(struct settings *s) { detail(s, POOL_SITE)->federation_route = "Registrar:director.contoso.com"; }
static void sites_none(struct settings *s) { s->pool.sections[POOL_SITE].count = 0; }
static void sites_refused(struct settings *s) { unread(s, POOL_SITE, POOL_NO_SUCH, NULL); }
static void branch_without_route(struct settings *s)
{
	struct pool_object *o = another(s, POOL_SITE);

	o->identity = "Site:Branch";
	o->detail->site_type = "RemoteSite";
	o->detail->federation_route = "";
}
static struct pool_object *another_site(struct settings *s, const char *name, const char *route)
{
	struct pool_object *o = another(s, POOL_SITE);

	o->identity = name;
	o->detail->federation_route = route;
	return o;
}
static void pool_is_in(struct settings *s, const char *site)
{
	struct pool_object *o = another(s, POOL_SERVICE);

	o->identity = "WebServer:pool.contoso.com";
	o->pool_fqdn = "POOL.contoso.com";
	o->detail->site = site;
	o->detail->external_sip_port = NULL;
}
static void route_of_own_none(struct settings *s)
{
	another_site(s, "Site:Paris", "");
	pool_is_in(s, "Site:Paris");
}
static void users_in(struct settings *s, const char *site)
{
	struct pool_object *o = another(s, POOL_SERVICE);

	o->identity = "UserServer:fe.contoso.com";
	o->pool_fqdn = "fe.contoso.com";
	o->detail->site = site;
}
static void route_of_users_none(struct settings *s)
{
	another_site(s, "Site:Paris", "");
	users_in(s, "Site:Paris");
}
static void route_of_users_in_two(struct settings *s)
{
	route_of_users_none(s);
	users_in(s, "Site:HQ");
}
static void route_of_other_none(struct settings *s)
{
	another_site(s, "Site:Paris", "");
	pool_is_in(s, "Site:HQ");
}
static void route_of_asked_none(struct settings *s)
{
	route_of_other_none(s);
	s->plan.settings.site = "Paris";
}
static void route_of_strange_name(struct settings *s)
{
	route_none(s);
	object(s, POOL_SITE)->identity = "Site:$(x)";
}
/* The replica holds a copy of the first object of each section. */
static void store_same(struct settings *s)
{
	s->stores[0].name = "edge01.contoso.com";
	for (int id = 0; id < POOL_SECTION_COUNT; id++) {
		s->stored[id] = s->objects[id][0];
		s->stores[0].sections[id] = (struct pool_section){ .how = POOL_READ, .objects = &s->stored[id], .count = 1 };
	}
	s->pool.stores = s->stores;
	s->pool.store_count = 1;
}
static void store_lacks_provider(struct settings *s)
{
	store_same(s);
	s->stores[0].sections[POOL_HOSTING_PROVIDER].count = 0;
}
static void store_blocks_more(struct settings *s)
{
	store_same(s);
	s->stored[POOL_BLOCKED_DOMAIN].identity = "push.lync.com";
	s->pool.sections[POOL_BLOCKED_DOMAIN].count = 0;
}
static void store_federation_off(struct settings *s)
{
	store_same(s);
	s->stored[POOL_ACCESS_EDGE].allow_federated_users = KNOWN_NO;
}
static void store_local(struct settings *s)
{
	store_same(s);
	s->stored[POOL_HOSTING_PROVIDER].is_local = KNOWN_YES;
}
static void store_tells_less(struct settings *s)
{
	store_same(s);
	s->stored[POOL_HOSTING_PROVIDER].is_local = s->stored[POOL_ACCESS_EDGE].enable_user_replicator = KNOWN_NOT;
}
static void store_lacks_public(struct settings *s)
{
	store_same(s);
	s->stores[0].sections[POOL_PUBLIC_PROVIDER].count = 0;
}
static void store_of_the_second(struct settings *s)
{
	store_same(s);
	s->stores[1] = s->stores[0];
	s->stores[1].name = "edge02.contoso.com";
	s->stores[1].sections[POOL_ALLOWED_DOMAIN].count = 0;
	s->pool.store_count = 2;
}
static void store_unread(struct settings *s)
{
	store_same(s);
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		s->stores[0].sections[id].how = POOL_MISSING;
}
static void stores_too_many(struct settings *s) { s->pool.stores_left_out = 3; }
static void route_other_edge(struct settings *s) { s->plan.settings.route_edge = "edge2.contoso.com"; }
static void route_of_computer(struct settings *s)
{
	s->plan.settings.route_edge = "EDGE01.contoso.com";
	object(s, POOL_COMPUTER)->identity = "edge01.contoso.com";
}
static void route_director_other(struct settings *s)
{
	route_other_edge(s);
	detail(s, POOL_SITE)->federation_route = "Registrar:director.contoso.com";
}
static void exposed_internal(struct settings *s) { detail(s, POOL_MCX)->exposed_url = "Internal"; }
static void exposed_number(struct settings *s) { detail(s, POOL_MCX)->exposed_url = "0"; }
static void srv_fault(struct settings *s, enum dns_code code, const char *dns_server)
{
	s->srvs[0].target_count = 0;
	s->plan.dns_server.name = dns_server;
	fault(&s->srvs[0].fault, FAULT_DNS, code, "x");
}
static void srv_missing(struct settings *s) { srv_fault(s, DNS_NO_SUCH_NAME, "192.0.2.53"); }
static void srv_missing_inside(struct settings *s) { srv_fault(s, DNS_NO_ADDRESS, NULL); }
static void srv_silent(struct settings *s) { srv_fault(s, DNS_NO_ANSWER, NULL); }
static void srv_missing_everywhere(struct settings *s)
{
	srv_missing(s);
	s->srvs[1] = s->srvs[0];
	s->facts.srv_count = 2;
}
static void srv_online(struct settings *s) { s->srv_target.host.name = "sipfed.online.lync.com"; }
static void srv_online_hybrid(struct settings *s)
{
	srv_online(s);
	object(s, POOL_HOSTING_PROVIDER)->shared_address_space = KNOWN_YES;
}
static void srv_other_port(struct settings *s) { s->srv_target.host.port = 443; }
static void srv_not_asked(struct settings *s) { s->facts.srv_count = 0; }
static void sip_domains_refused(struct settings *s) { unread(s, POOL_SIP_DOMAIN, POOL_REFUSED, "x"); }
static void edge_port_none(struct settings *s) { detail(s, POOL_SERVICE)->external_sip_port = ""; }
static void edge_port_other(struct settings *s) { detail(s, POOL_SERVICE)->external_sip_port = "5063"; }
static void edge_port_untold(struct settings *s) { detail(s, POOL_SERVICE)->external_sip_port = NULL; }
static struct pool_object *another_edge(struct settings *s, const char *port)
{
	struct pool_object *o = another(s, POOL_SERVICE);

	o->identity = "EdgeServer:edge2.contoso.com";
	o->pool_fqdn = "edge2.contoso.com";
	o->detail->external_sip_port = port;
	return o;
}
static void edges_two(struct settings *s) { another_edge(s, "5061"); }
static void edges_two_one_on(struct settings *s) { another_edge(s, ""); }
static void edge_other_on(struct settings *s)
{
	edge_port_none(s);
	another_edge(s, "5061");
}
static void edges_two_routes(struct settings *s)
{
	another_site(s, "Site:Paris", "EdgeServer:edge2.contoso.com");
	another_edge(s, "5061");
}
static void services_refused(struct settings *s) { unread(s, POOL_SERVICE, POOL_REFUSED, "x"); }
static void edges_none(struct settings *s) { object(s, POOL_SERVICE)->identity = "WebServer:pool.contoso.com"; }
static void windows(struct settings *s, const char *name, const char *status)
{
	s->pool.sections[POOL_WINDOWS_SERVICE] = (struct pool_section){ .how = POOL_READ, .objects = s->objects[POOL_WINDOWS_SERVICE], .count = 1 };
	*detail(s, POOL_WINDOWS_SERVICE) = (struct pool_detail){ .name = name, .status = status };
}
static void certificate(struct settings *s, const char *use, int days)
{
	s->pool.sections[POOL_CERTIFICATE] = (struct pool_section){ .how = POOL_READ, .objects = s->objects[POOL_CERTIFICATE], .count = 1 };
	*detail(s, POOL_CERTIFICATE) = (struct pool_detail){ .use = use, .not_before = SCENE_NOW - 200 * (int64_t)SCENE_DAY,
							      .not_after = SCENE_NOW + days * (int64_t)SCENE_DAY + 60 };
}
static void certificate_good(struct settings *s) { certificate(s, "AccessEdgeExternal", 200); }
static void certificate_ends(struct settings *s) { certificate(s, "accessedgeexternal", 3); }
static void certificate_over(struct settings *s) { certificate(s, "Internal", -3); }
static void certificate_undated(struct settings *s) { certificate(s, "Internal", 3); detail(s, POOL_CERTIFICATE)->not_after = 0; }
static void certificate_other(struct settings *s) { certificate(s, "Default", 3); }
static void certificate_nameless(struct settings *s)
{
	static const char *names[] = { "access.contoso.com" };

	certificate_good(s);
	detail(s, POOL_CERTIFICATE)->alternative_names = (struct text_list){ names, 1 };
}
static void service_runs(struct settings *s) { windows(s, "RTCSrv", "Running"); }
static void service_stopped(struct settings *s) { windows(s, "RTCSRV", "Stopped"); }
static void service_starts(struct settings *s) { windows(s, "RTCSRV", "StartPending"); }
static void service_replica(struct settings *s) { windows(s, "REPLICA", "Stopped"); }
static void service_number(struct settings *s) { windows(s, "RTCSRV", "1"); }
static void service_other(struct settings *s) { windows(s, "RTCXMPPTGW", "Stopped"); }
static void replicator_on(struct settings *s) { object(s, POOL_ACCESS_EDGE)->enable_user_replicator = KNOWN_YES; }
static void replicator_on_2013(struct settings *s) { replicator_on(s); s->plan.settings.server = SERVER_2013; }
static void replicator_on_2015(struct settings *s) { replicator_on(s); s->plan.settings.server = SERVER_2015; }
static void replicator_untold(struct settings *s) { object(s, POOL_ACCESS_EDGE)->enable_user_replicator = KNOWN_NOT; }
static void reported(struct settings *s, int64_t minutes_ago) { detail(s, POOL_REPLICATION)->reported_at = SCENE_NOW - minutes_ago * 60; }
static void replica_under_way(struct settings *s) { replica_behind(s); reported(s, 59); }
static void replica_in_future(struct settings *s) { replica_behind(s); reported(s, -300); }
static void replica_long_behind(struct settings *s) { replica_behind(s); reported(s, 180); }
static void replica_local_time(struct settings *s) { replica_long_behind(s); detail(s, POOL_REPLICATION)->zone_untold = true; }
static void replica_quiet(struct settings *s) { reported(s, 60000); detail(s, POOL_REPLICATION)->updated_at = SCENE_NOW - 60001 * 60; }
static void replica_of_before(struct settings *s) { reported(s, 60000); detail(s, POOL_REPLICATION)->updated_at = SCENE_NOW - 50000 * 60; }
static void replica_when_exported(struct settings *s) { replica_behind(s); reported(s, 600); s->pool.exported_at = SCENE_NOW - 580 * 60; }
static void replica_of_other(struct settings *s) { object(s, POOL_REPLICATION)->replica_fqdn = "fe01.contoso.com"; }
static void replica_of_other_alone(struct settings *s) { replica_of_other(s); unread(s, POOL_COMPUTER, POOL_NO_SUCH, NULL); }
static void session_hours(struct settings *s) { detail(s, POOL_MCX)->session_s = 7200; detail(s, POOL_MCX)->short_session_s = 3600; }
static void session_hours_2019(struct settings *s) { session_hours(s); s->plan.settings.server = SERVER_2019; }
static void session_untold(struct settings *s) { object(s, POOL_MCX)->detail = NULL; }
static void session_swapped(struct settings *s) { detail(s, POOL_MCX)->session_s = 3600; detail(s, POOL_MCX)->short_session_s = 3600; }
static void public_same_proxy(struct settings *s) { object(s, POOL_PUBLIC_PROVIDER)->proxy_fqdn = "SIPFED.online.lync.com"; }
static void public_same_name(struct settings *s) { object(s, POOL_PUBLIC_PROVIDER)->identity = "lynconline"; }
static void public_unread(struct settings *s) { unread(s, POOL_PUBLIC_PROVIDER, POOL_NO_SUCH, NULL); }
static void hybrid(struct settings *s) { object(s, POOL_HOSTING_PROVIDER)->shared_address_space = KNOWN_YES; }
static void hybrid_default_route(struct settings *s) { hybrid(s); default_route(s); }
static void domain_proxy_of_public(struct settings *s) { another_domain(s, "fabrikam.com", "federation.messenger.msn.com"); }
static void external_denied(struct settings *s) { detail(s, POOL_EXTERNAL_ACCESS)->federation_access = KNOWN_NO; }
static void external_denied_to_some(struct settings *s)
{
	external_denied(s);
	object(s, POOL_EXTERNAL_ACCESS)->identity = "Tag:Guests";
}
static void mobility_of_others_alone(struct settings *s)
{
	object(s, POOL_MOBILITY)->identity = "Tag:Guests";
	object(s, POOL_MOBILITY)->enable_mobility = KNOWN_NO;
}
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
	CASE("provider.one", edge_without_a_word, STATE_UNKNOWN, "not-seen", "export", "OCS 2007 R2|--edge=ocs2007r2"),
	CASE("provider.one", provider_cut, STATE_UNKNOWN, "not-seen", "1 of ", "-Depth|.\\Export-PushConfig.ps1 C:\\push-config.xml"),
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
	CASE("provider.one", provider_twice_hybrid, STATE_WARNING, "provider-twice", "2|sipfed.online.lync.com", "SkypeforBusinessOnline and LyncOnline"),
	CASE("provider.one", provider_twice_hybrid_both, STATE_WARNING, "provider-twice", "2|sipfed.online.lync.com", "hybrid"),
	CASE("provider.one", identity_taken, STATE_CRITICAL, "provider-missing", "sipfed.online.lync.com", NULL),
	OK("provider.verification", nothing, "VerificationLevel|UseSourceVerification"),
	CASE("provider.verification", level_2, STATE_OK, "provider-verification", "LyncOnline|VerificationLevel|2", "number|incoming"),
	CASE("provider.verification", level_1, STATE_OK, "provider-verification", "VerificationLevel|1", "number|incoming"),
	CASE("provider.verification", level_other, STATE_OK, "provider-verification", "LyncOnline|VerificationLevel|AlwaysVerifiable",
	     "default|incoming"),
	CASE("provider.verification", level_unverifiable, STATE_OK, "provider-verification", "VerificationLevel|AlwaysUnverifiable",
	     "UseSourceVerification|incoming"),
	OK("provider.verification", level_untold, "VerificationLevel|LyncOnline"),
	OK("provider.local", nothing, NULL),
	CASE("provider.local", local_untold, STATE_UNKNOWN, "not-seen", "Get-CsHostingProvider|IsLocal|LyncOnline", NULL),
	CASE("provider.local", local, STATE_WARNING, "provider-local", "LyncOnline|IsLocal", NULL),

	OK("domain.allowed", nothing, "push.lync.com"),
	OK("domain.allowed", domain_by_identity, "push.lync.com"),
	CASE("domain.allowed", domains_none, STATE_CRITICAL, "domain-not-allowed", "push.lync.com|0", NULL),
	CASE("domain.allowed", domain_other, STATE_CRITICAL, "domain-not-allowed", "push.lync.com|1", NULL),
	CASE("domain.allowed", domain_discovered, STATE_WARNING, "domain-not-allowed", "push.lync.com", "EnablePartnerDiscovery|rate-limited"),
	CASE("domain.allowed", domain_discovered_without_provider, STATE_CRITICAL, "domain-not-allowed", "push.lync.com|1", NULL),
	CASE("domain.allowed", allowed_refused, STATE_UNKNOWN, "not-seen", "Get-CsAllowedDomain", "Cannot open database.|CsViewOnlyAdministrator"),
	CASE("domain.allowed", allowed_failed_then, STATE_UNKNOWN, "not-seen", "Get-CsAllowedDomain", "The term is not recognized."),
	OK("domain.blocked", nothing, "push.lync.com"),
	OK("domain.blocked", blocked_none, "push.lync.com"),
	CASE("domain.blocked", domain_blocked, STATE_CRITICAL, "domain-blocked", "push.lync.com", NULL),
	CASE("domain.blocked", blocked_unknown, STATE_UNKNOWN, "not-seen", "Get-CsBlockedDomain", "CsViewOnlyAdministrator"),
	OK("domain.proxy", nothing, NULL),
	OK("domain.proxy", domain_proxy_empty, NULL),
	CASE("domain.proxy", domain_proxy, STATE_CRITICAL, "domain-proxy", "push.lync.com", "14517"),
	CASE("domain.proxy", domain_own_proxy, STATE_WARNING, "domain-proxy", "push.lync.com|sip.example.net", NULL),
	CASE("domain.proxy", domain_own_proxy_alone, STATE_UNKNOWN, "not-seen", "push.lync.com|sip.example.net", NULL),
	OK("domain.proxy", domain_other, NULL),
	CASE("domain.proxy", domain_proxy_of_other, STATE_CRITICAL, "domain-proxy", "fabrikam.com", "14517"),
	CASE("domain.proxy", domain_proxy_of_two, STATE_CRITICAL, "domain-proxy", "2|fabrikam.com", "14517"),
	CASE("domain.proxy", domain_proxy_of_voice_mail, STATE_CRITICAL, "domain-proxy", "fabrikam.com", "14517"),
	CASE("domain.proxy", domain_proxy_and_not_allowed, STATE_CRITICAL, "domain-proxy", "fabrikam.com", "14517"),
	OK("domain.proxy", domain_partner, NULL),
	OK("domain.proxy", domain_proxies_unread, NULL),
	CASE("domain.proxy", domain_partner_alone, STATE_UNKNOWN, "not-seen", "fabrikam.com|access.fabrikam.com", "1"),

	/* an error beside what was read: what is there counts, what is not there may be */
	CASE("provider.one", spoilt_provider, STATE_UNKNOWN, "not-seen", "Get-CsHostingProvider", "Cannot open database."),
	CASE("domain.allowed", spoilt_not_allowed, STATE_UNKNOWN, "not-seen", "Get-CsAllowedDomain", "Cannot open database."),
	CASE("domain.blocked", spoilt_blocked, STATE_UNKNOWN, "not-seen", "Get-CsBlockedDomain", "Cannot open database."),
	CASE("domain.blocked", spoilt_and_blocked, STATE_CRITICAL, "domain-blocked", "push.lync.com", NULL),
	CASE("domain.proxy", domain_own_proxy_spoilt, STATE_UNKNOWN, "not-seen", "push.lync.com|sip.example.net", NULL),
	CASE("push.services", spoilt_push, STATE_UNKNOWN, "not-seen", "Get-CsPushNotificationConfiguration", "Cannot open database."),
	CASE("push.uri", spoilt_mcx, STATE_UNKNOWN, "not-seen", "Get-CsMcxConfiguration", "Cannot open database."),
	CASE("push.uri", mcx_asks, STATE_UNKNOWN, "not-seen", "Get-CsMcxConfiguration", "Read all?"),
	CASE("provider.one", knows_none, STATE_UNKNOWN, "not-seen", "of 15", "--path|/OcsPowershell"),

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
	CASE("push.services", both_off, STATE_CRITICAL, "push-off", "no push service|Global", "--server|2015"),
	CASE("push.services", both_off_somewhere, STATE_WARNING, "push-off", "Global|elsewhere", NULL),
	CASE("push.services", apple_off_2010, STATE_WARNING, "push-off", "Apple|Global", NULL),
	CASE("push.services", apple_off_2013, STATE_WARNING, "push-off", "Apple|Global", NULL),
	OK("push.services", apple_off_2015, "Microsoft|Global"),
	OK("push.services", apple_off_2015_by_replica, "Microsoft|Global"),
	OK("push.services", apple_untold_2015, "Microsoft|Global"),
	CASE("push.services", apple_off_2015_required, STATE_CRITICAL, "push-off", "Apple|Global|--require", NULL),
	CASE("push.services", microsoft_off_2015, STATE_WARNING, "push-off", "Microsoft|Global", NULL),
	CASE("push.services", both_off_2015, STATE_CRITICAL, "push-off", "no push service|Global", NULL),
	OK("push.services", both_off_2019, "Apple|off|Global|2019"),
	OK("push.services", both_off_se, "Apple|off|Global|Subscription"),
	CASE("push.services", both_off_2019_required, STATE_CRITICAL, "push-off", "no push service|Global", NULL),
	CASE("push.services", apple_untold, STATE_UNKNOWN, "not-seen", "EnableApplePushNotificationService|Global", NULL),
	CASE("push.services", push_none, STATE_UNKNOWN, "not-seen", "Global", NULL),
	CASE("push.services", site_off, STATE_WARNING, "push-off", "Microsoft|Site:Redmond", NULL),
	CASE("push.services", apple_off_required, STATE_CRITICAL, "push-off", "Apple|Global", NULL),
	OK("push.services", apple_off_not_required, "Microsoft|Global"),
	CASE("push.services", site_off_asked, STATE_CRITICAL, "push-off", "Microsoft|Site:Redmond|--site", NULL),
	CASE("push.services", site_off_other_asked, STATE_UNKNOWN, "not-seen", "--site=Vienna|Redmond", "Site:Vienna"),
	CASE("push.services", site_without_any, STATE_UNKNOWN, "not-seen", "--site=Vienna|Global", NULL),
	OK("push.services", site_elsewhere, "Global"),
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
	CASE("push.uri", mcx_unknown, STATE_UNKNOWN, "not-seen", "Get-CsMcxConfiguration", "RBAC"),
	CASE("push.uri", mcx_missing, STATE_UNKNOWN, "not-seen", "Get-CsMcxConfiguration", "Export-PushConfig.ps1"),
	CASE("push.uri", mcx_unknown_2013, STATE_UNKNOWN, "not-seen", "Get-CsMcxConfiguration", "CsViewOnlyAdministrator"),
	CASE("push.uri", mcx_unknown_2019, STATE_UNKNOWN, "not-seen", "Get-CsMcxConfiguration", "CsViewOnlyAdministrator"),
	OK("push.uri", mcx_not_asked, "Get-CsMcxConfiguration"),

	OK("im.filter", nothing, NULL),
	OK("im.filter", filter_www, NULL),
	OK("im.filter", filter_allows, NULL),
	OK("im.filter", filter_off, NULL),
	OK("im.filter", filter_zero, "Action 0"),
	CASE("im.filter", filter_unheard, STATE_UNKNOWN, "not-seen", "Global|Action True", "Get-CsImFilterConfiguration"),
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
	OK("mobility.policy", mobility_of_others, "Global"),
	CASE("mobility.policy", mobility_of_site_off, STATE_WARNING, "mobility-off", "Site:Redmond", NULL),
	CASE("mobility.policy", mobility_of_site_asked, STATE_WARNING, "mobility-off", "Site:Redmond", NULL),
	OK("mobility.policy", mobility_of_other_site_asked, "Global"),
	OK("mobility.policy", mobility_of_site_on, "Site:Redmond"),
	OK("mobility.policy", mobility_untold, "EnableMobility|Global"),
	OK("edge.replica", replica_untold, "UpToDate|accessproxy.contoso.com"),
	OK("im.filter", filter_action_untold, "Action|Global"),
	OK("im.filter", filter_untold, "Enabled|Global"),
	OK("edge.replica", nothing, "1"),
	CASE("edge.replica", replica_behind, STATE_WARNING, "replica-behind", "accessproxy.contoso.com", "4443"),
	CASE("edge.replica", replica_refused, STATE_OK, "not-seen", "Get-CsManagementStoreReplicationStatus", NULL),
	OK("edge.replica", replica_under_way, "accessproxy.contoso.com|59"),
	OK("edge.replica", replica_in_future, "accessproxy.contoso.com|0"),
	CASE("edge.replica", replica_long_behind, STATE_WARNING, "replica-behind", "accessproxy.contoso.com", "3 hours"),
	OK("edge.replica", replica_local_time, "accessproxy.contoso.com"),
	OK("edge.replica", replica_quiet, "1"),
	CASE("edge.replica", replica_of_before, STATE_WARNING, "replica-behind", "accessproxy.contoso.com", "6 days"),
	OK("edge.replica", replica_when_exported, "accessproxy.contoso.com|20"),
	CASE("edge.replica", replica_of_other, STATE_UNKNOWN, "replica-missing", "accessproxy.contoso.com", "Enable-CsTopology"),
	CASE("edge.replica", replica_of_other_alone, STATE_OK, "not-seen", "Get-CsComputer", NULL),

	OK("site.route", nothing, "HQ|accessproxy.contoso.com"),
	CASE("site.route", route_none, STATE_CRITICAL, "route-missing", NULL, "Topology Builder"),
	CASE("site.route", route_none_and_two_edges, STATE_CRITICAL, "route-missing", NULL, NULL),
	CASE("site.route", route_of_strange_name, STATE_CRITICAL, "route-missing", NULL, NULL),
	CASE("site.route", route_none_spoilt, STATE_UNKNOWN, "not-seen", "Get-CsSite", NULL),
	OK("site.route", route_untold, "FederationRoute|Site:HQ"),
	OK("site.route", route_through_director, "HQ|Registrar:director.contoso.com"),
	OK("site.route", sites_none, "Get-CsSite"),
	CASE("site.route", sites_refused, STATE_OK, "not-seen", "Get-CsSite", "CsViewOnlyAdministrator"),
	OK("site.route", branch_without_route, "HQ|accessproxy.contoso.com"),
	CASE("site.route", route_of_own_none, STATE_WARNING, "route-missing", "Paris", NULL),
	CASE("site.route", route_of_users_none, STATE_WARNING, "route-missing", "Paris", NULL),
	OK("site.route", route_of_users_in_two, "HQ|accessproxy.contoso.com"),
	OK("site.route", route_of_other_none, "HQ|accessproxy.contoso.com"),
	CASE("site.route", route_of_asked_none, STATE_WARNING, "route-missing", "Paris", NULL),
	SILENT("edge.store", nothing),
	OK("edge.store", store_same, "edge01.contoso.com"),
	CASE("edge.store", store_lacks_provider, STATE_WARNING, "store-differs", "LyncOnline|Get-CsHostingProvider|edge01.contoso.com", "4443"),
	CASE("edge.store", store_blocks_more, STATE_WARNING, "store-differs", "push.lync.com|Get-CsBlockedDomain", NULL),
	CASE("edge.store", store_federation_off, STATE_WARNING, "store-differs", "AllowFederatedUsers|Global|edge01.contoso.com", NULL),
	CASE("edge.store", store_local, STATE_WARNING, "store-differs", "IsLocal|LyncOnline|edge01.contoso.com", NULL),
	OK("edge.store", store_tells_less, "edge01.contoso.com"),
	CASE("edge.store", store_lacks_public, STATE_WARNING, "store-differs", "Messenger|Get-CsPublicProvider|edge01.contoso.com", NULL),
	CASE("edge.store", store_of_the_second, STATE_WARNING, "store-differs", "push.lync.com|Get-CsAllowedDomain|edge02.contoso.com", NULL),
	OK("edge.store", store_unread, NULL),
	OK("edge.store", stores_too_many, "3|16"),
	CASE("site.route", route_other_edge, STATE_OK, "route-edge", "accessproxy.contoso.com|edge2.contoso.com", NULL),
	OK("site.route", route_of_computer, "accessproxy.contoso.com"),
	CASE("site.route", route_director_other, STATE_OK, "route-edge", "director.contoso.com|edge2.contoso.com", NULL),
	OK("mobility.exposed", nothing, "Global"),
	CASE("mobility.exposed", exposed_internal, STATE_WARNING, "exposed-internal", "Global", "External"),
	OK("mobility.exposed", exposed_number, "ExposedWebURL|Global"),
	OK("dns.own", nothing, "1"),
	CASE("dns.own", srv_missing, STATE_WARNING, "srv-missing", "contoso.com", "_sipfederationtls._tcp.contoso.com"),
	CASE("dns.own", srv_missing_inside, STATE_OK, "srv-missing", "contoso.com", "--dns-server"),
	CASE("dns.own", srv_missing_everywhere, STATE_CRITICAL, "srv-missing", "2", NULL),
	CASE("dns.own", srv_silent, STATE_UNKNOWN, "dns-failed", "contoso.com", NULL),
	CASE("dns.own", srv_online, STATE_WARNING, "srv-outside", "contoso.com|sipfed.online.lync.com", NULL),
	CASE("dns.own", srv_online_hybrid, STATE_OK, "srv-outside", "contoso.com|sipfed.online.lync.com", NULL),
	CASE("dns.own", srv_other_port, STATE_WARNING, "srv-port", "contoso.com|443|5061", NULL),
	OK("dns.own", srv_not_asked, "1"),
	CASE("dns.own", sip_domains_refused, STATE_OK, "not-seen", "Get-CsSipDomain", NULL),
	SILENT("edge.service", nothing),
	OK("edge.service", service_runs, "RTCSRV"),
	CASE("edge.service", service_stopped, STATE_CRITICAL, "service-stopped", "RTCSRV|Stopped", "Access Edge"),
	CASE("edge.service", service_starts, STATE_WARNING, "service-stopped", "RTCSRV|StartPending", NULL),
	CASE("edge.service", service_replica, STATE_WARNING, "service-stopped", "REPLICA|Stopped", NULL),
	OK("edge.service", service_number, "Status|RTCSRV"),
	SILENT("edge.service", service_other),
	SILENT("edge.certificate", nothing),
	OK("edge.certificate", certificate_good, "AccessEdgeExternal|200 days"),
	CASE("edge.certificate", certificate_ends, STATE_CRITICAL, "cert-expiring", "3 days", "Set-CsCertificate"),
	CASE("edge.certificate", certificate_over, STATE_CRITICAL, "cert-expired", "Internal", "as Internal"),
	CASE("edge.certificate", certificate_nameless, STATE_WARNING, "cert-name", "sip.contoso.com", "Set-CsCertificate"),
	OK("edge.certificate", certificate_undated, "NotAfter|Internal"),
	SILENT("edge.certificate", certificate_other),
	OK("edge.port", nothing, "accessproxy.contoso.com|5061"),
	OK("edge.port", edges_two_one_on, "accessproxy.contoso.com|5061"),
	CASE("edge.port", edge_port_none, STATE_WARNING, "edge-port", "accessproxy.contoso.com", "5061"),
	CASE("edge.port", edge_port_other, STATE_WARNING, "edge-port", "accessproxy.contoso.com|5063|5061", NULL),
	OK("edge.port", edge_port_untold, "AccessEdgeExternalSipPort|accessproxy.contoso.com"),
	CASE("edge.port", edges_two, STATE_WARNING, "edge-port", "2|accessproxy.contoso.com", NULL),
	CASE("edge.port", edge_other_on, STATE_WARNING, "edge-port", "accessproxy.contoso.com", NULL),
	CASE("edge.port", edges_two_routes, STATE_WARNING, "edge-port", "2", NULL),
	OK("edge.port", edges_none, "Get-CsService"),
	OK("edge.port", sites_refused, "accessproxy.contoso.com|5061"),
	CASE("edge.port", services_refused, STATE_OK, "not-seen", "Get-CsService", NULL),
	SILENT("edge.replicator", replicator_untold),
	OK("edge.replicator", nothing, NULL),
	CASE("edge.replicator", replicator_on, STATE_OK, "user-replicator", "EnableUserReplicator", "30006|32136"),
	CASE("edge.replicator", replicator_on_2015, STATE_OK, "user-replicator", "EnableUserReplicator", NULL),
	CASE("edge.replicator", replicator_on_2013, STATE_WARNING, "user-replicator", "EnableUserReplicator", "30006|32136"),
	OK("provider.shared", nothing, NULL),
	CASE("provider.shared", public_same_proxy, STATE_OK, "provider-shared", "Messenger|proxy", NULL),
	CASE("provider.shared", public_same_name, STATE_OK, "provider-shared", "lynconline|name", NULL),
	CASE("provider.shared", public_unread, STATE_OK, "not-seen", "Get-CsPublicProvider", NULL),
	CASE("provider.shared", hybrid, STATE_OK, NULL, "LyncOnline|hybrid", NULL),
	CASE("edge.routing", hybrid_default_route, STATE_CRITICAL, "default-route", "clearing.example.net", NULL),
	CASE("domain.proxy", domain_proxy_of_public, STATE_CRITICAL, "domain-proxy", "fabrikam.com|public", "14517"),
	OK("policy.external", nothing, "Global"),
	CASE("policy.external", external_denied, STATE_OK, "federation-denied", "Global", NULL),
	CASE("policy.external", external_denied_to_some, STATE_OK, "federation-denied", "Tag:Guests", NULL),
	CASE("mobility.policy", mobility_of_others_alone, STATE_OK, "mobility-off", "Tag:Guests", NULL),
	SILENT("push.session", session_untold),
	OK("push.session", nothing, "Global|72.0"),
	CASE("push.session", session_hours, STATE_OK, "session-short", "Global|2.0", "SessionExpirationInterval"),
	SILENT("push.session", session_hours_2019),
	CASE("push.session", session_swapped, STATE_OK, "session-short", "Global|3600", NULL),

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

/* A site without settings of its own is one thing, a name that no section knows another. */
static void a_site_without_scope(void **state)
{
	static const struct {
		const char *rule, *site;
		enum state state;
		bool note;
		const char *values;
	} sites[] = {
		{ "push.services", "Vienna", STATE_UNKNOWN, false, "--site=Vienna|Redmond" },
		{ "push.uri", "Vienna", STATE_UNKNOWN, false, "--site=Vienna|Redmond" },
		{ "push.services", "Redmond", STATE_OK, false, "Site:Redmond" },
		{ "push.uri", "Redmond", STATE_OK, true, "Get-CsMcxConfiguration|Site:Redmond|Global" },
		{ "push.uri", NULL, STATE_OK, false, "Global" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(sites); i++) {
		struct settings s;
		settings_init(&s);
		another(&s, POOL_PUSH)->identity = "Site:Redmond";
		s.plan.settings.site = sites[i].site;
		scene_ask(&s, rules, sites[i].rule);
		const struct finding *last = scene_last(&s);
		if (last->state != sites[i].state || last->note != sites[i].note || !scene_says(last->sentence, sites[i].values))
			fail_msg("%zu: %s", i, last->sentence);
		if (last->note)
			wording_check(sites[i].site, last);
		settings_free(&s);
	}
}

/* Everything off or wrong at once, under each server: what counts is the server's need. The letters are those of settings_letters(). */
static void every_version(void **state)
{
	static const struct {
		const char *name;
		enum server_kind kind;
		enum edge_kind edge;
		const char *letters;
	} versions[] = {
		{ "2010", SERVER_2010, EDGE_LYNC, "ocooocococ--wwc---wownonw-on" },
		{ "2013", SERVER_2013, EDGE_LYNC, "ocooocococ--wwc---wownonw-ow" },
		{ "2015", SERVER_2015, EDGE_LYNC, "ocooocococ--woc---wownonw-on" },
		{ "2019", SERVER_2019, EDGE_LYNC, "ocooocococ--wnc---wown--w-on" },
		{ "SE", SERVER_SE, EDGE_LYNC, "ocooocococ--wnc---wown--w-on" },
		{ "OCS 2007 R2", SERVER_2013, EDGE_OCS2007R2, "n---nc-c-n--wwcooowownonw--w" },
	};
	static change *const changes[] = { provider_off, domain_blocked, federation_off, apple_off, uri_other, route_none, edge_port_none, replica_behind,
					   session_hours, replicator_on, mobility_off, external_denied, srv_missing };

	bool failed = false;

	(void)state;
	for (size_t i = 0; i < COUNT(versions); i++) {
		struct settings s;
		char letters[COUNT(rules)] = "";
		settings_init(&s);
		s.plan.settings.server = versions[i].kind;
		s.plan.settings.edge = versions[i].edge;
		for (size_t c = 0; c < COUNT(changes); c++)
			changes[c](&s);
		if (versions[i].edge == EDGE_OCS2007R2)
			for (int id = 0; id < POOL_SECTION_COUNT; id++)
				if (id == POOL_HOSTING_PROVIDER || id == POOL_ALLOWED_DOMAIN || id == POOL_SITE || id == POOL_PUBLIC_PROVIDER)
					unread(&s, (enum pool_section_id)id, POOL_NOT_ASKED, NULL); /* as pool_init() has it */
		settings_letters(&s, rules, letters);
		if (strcmp(letters, versions[i].letters) != 0)
			print_error("%s: %s\n", versions[i].name, letters), failed = true;
		settings_free(&s);
	}
	assert_false(failed);
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
	static const enum pool_how hows[] = { POOL_MISSING, POOL_CUT, POOL_REFUSED, POOL_NO_SUCH, POOL_UNSEEN, POOL_BAD, POOL_ASKS };

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

/* Replicas that are up to date are no comfort where the Edge's is missing. */
static void replica_missing_alone(void **state)
{
	struct settings s;

	(void)state;
	settings_init(&s);
	replica_of_other(&s);
	scene_ask(&s, rules, "edge.replica");
	assert_int_equal(scene_total(&s), 1);
	assert_int_equal(scene_any(&s)->state, STATE_UNKNOWN);
	settings_free(&s);
}

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
		{ " sip.contoso.com\t", "Set-X 'sip.contoso.com'" },
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
	static const char grammar[] = "^(New|Set|Remove|Invoke|Start)-Cs[A-Za-z]+( -[A-Za-z]+( ('([-A-Za-z0-9 .:_@/+(),]|'')*'|[A-Za-z0-9]+|"
				      "\\$True|\\$False|\\$null|@\\{remove='http:','https:'\\}))?)*$";
	static change *const changes[] = { provider_off, mobility_of_site_off, domain_proxy_of_two, local, provider_twice, domain_proxy, apple_off, site_off, uri_other,
					   filter_http, replica_behind, route_none, edge_port_none, service_stopped, session_hours, replicator_on_2013 };
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
			if (f->fix_is_record)
				continue; /* of names that DNS knows */
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
		cmocka_unit_test(every_rule), cmocka_unit_test(every_version), cmocka_unit_test(a_site_without_scope), cmocka_unit_test(rows_are_right), cmocka_unit_test(healthy_is_ok),
		cmocka_unit_test(nothing_seen_is_not_ok), cmocka_unit_test(replica_missing_alone), cmocka_unit_test(quoting), cmocka_unit_test(whatever_a_server_calls_its_things), cmocka_unit_test(wording_all),
	};

	return cmocka_run_group_tests_name("rule_config", tests, NULL, NULL);
}
