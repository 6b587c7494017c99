// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_domains - the step that looks up how partners would find a pool's own SIP domains
 */
#include "model/pool.h"
#include "net/srv.h"
#include "probe/session.h"
#include "probe/steps.h"

enum { SHARE = 4 };

bool step_sip_domains(struct run *r)
{
	const struct plan *plan = r->job->plan;
	struct facts *facts = r->facts;
	const struct pool_section *domains = facts->pool ? &facts->pool->sections[POOL_SIP_DOMAIN] : NULL;
	struct deadline d = r->job->deadline;

	if (!domains || domains->how != POOL_READ || !(pool_is_live(plan) || plan->dns_server.name))
		return true;
	facts->srvs = arena_list(&facts->arena, domains->count, sizeof *facts->srvs);
	if (!facts->srvs)
		return false;
	for (size_t i = 0; i < domains->count; i++)
		if (domains->objects[i].identity)
			facts->srvs[facts->srv_count++].domain = domains->objects[i].identity;
	const struct resolve_params params = { .server = plan->dns_server, .deadline = deadline_sooner(d, deadline_left_us(d) / SHARE) };
	srv_look_up_records(&params, facts->srvs, facts->srv_count, &facts->arena);
	return true;
}
