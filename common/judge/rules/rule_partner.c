// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_partner - the settings of an OCS 2007 R2 Edge of a Lync pool
 */
#include "judge/rules/rule_partner.h"

#define EDGE_TOOL "on the Edge, in Computer Management, Microsoft Office Communications Server 2007 R2, Properties"

/* Only where the operator said that there is such an Edge. */
static const struct pool_section *edge_section(const struct view *v, struct findings *out, enum pool_section_id id)
{
	return v->plan->settings.edge == EDGE_OCS2007R2 ? config_section(v, out, id) : NULL;
}

static struct finding *no_partner(const struct view *v, const struct pool_object *partner, struct findings *out)
{
	const char *domain = v->plan->domain;

	if (!partner)
		return finding_add(out, STATE_CRITICAL, "%s is not a partner of the OCS 2007 R2 Edge", domain);
	if (!partner->edge_proxy_address || !partner->edge_proxy_address[0])
		return finding_add(out, STATE_CRITICAL, "%s is allowed on the OCS 2007 R2 Edge, without an access edge", domain);
	return finding_add(out, STATE_CRITICAL, "%s is a partner behind %s on the OCS 2007 R2 Edge", domain, partner->edge_proxy_address);
}

void rule_partner_direct(const struct view *v, struct findings *out)
{
	const struct pool_section *section = edge_section(v, out, POOL_PARTNER);
	const char *proxy = v->plan->proxy.name, *domain = v->plan->domain;

	if (!section)
		return;
	const struct pool_object *partner = config_domain(section, domain);
	if (partner && config_same_name(partner->edge_proxy_address, proxy)) {
		finding_add(out, STATE_OK, "%s is a partner of the OCS 2007 R2 Edge behind %s", domain, proxy);
		return;
	}
	if (!partner && config_may_lack(v, out, POOL_PARTNER))
		return;
	struct finding *finding = no_partner(v, partner, out);
	finding->cause = CAUSE_PARTNER_MISSING;
	finding->because = findings_text(out, "this Edge knows no hosting providers: %s has to be a partner by its access edge, %s", domain,
					 proxy);
	finding->remedy = findings_text(out, EDGE_TOOL ", Allow: add %s with the access edge %s", domain, proxy);
}

void rule_partner_federation(const struct view *v, struct findings *out)
{
	const struct pool_section *section = edge_section(v, out, POOL_EDGE_SETTING);

	if (section && section->count == 0)
		config_untold(out, POOL_EDGE_SETTING, "the Edge", "EnableFederation");
	for (size_t i = 0; section && i < section->count; i++) {
		enum known enabled = section->objects[i].enable_federation;
		if (enabled == KNOWN_NOT)
			config_untold(out, POOL_EDGE_SETTING, "the Edge", "EnableFederation");
		if (enabled == KNOWN_YES)
			finding_add(out, STATE_OK, "federation is enabled on the OCS 2007 R2 Edge");
		if (enabled != KNOWN_NO)
			continue;
		struct finding *finding = finding_add(out, STATE_CRITICAL, "federation is disabled on the OCS 2007 R2 Edge");
		finding->cause = CAUSE_FEDERATION_OFF;
		finding->because = "the push service is a federated partner";
		finding->remedy = EDGE_TOOL ", Access Methods: federate with other domains";
	}
}

void rule_partner_route(const struct view *v, struct findings *out)
{
	const struct pool_section *section = edge_section(v, out, POOL_EDGE_SETTING);

	for (size_t i = 0; section && i < section->count; i++) {
		const char *route = section->objects[i].default_route;
		if (!route || !route[0]) {
			finding_add(out, STATE_OK, "the OCS 2007 R2 Edge has no default route");
			continue;
		}
		struct finding *finding = finding_add(out, STATE_WARNING, "the OCS 2007 R2 Edge has the default route %s", route);
		finding->cause = CAUSE_DEFAULT_ROUTE;
		finding->because = "all federation goes there, in place of direct partners";
		finding->remedy = EDGE_TOOL ", Access Methods: remove it, or see that it leads to the push service";
	}
}
