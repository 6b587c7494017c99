// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * pool - the settings of a pool, and of an OCS 2007 R2 Edge, as they were read
 */
#include "model/pool.h"

const char *pool_section_source(enum pool_section_id id)
{
	static const char *const sources[] = {
#define X(id, cmdlet, type) cmdlet,
		POOL_SECTIONS(X)
#undef X
	};

	return sources[id];
}

static bool is_edge_section(enum pool_section_id id)
{
	return id == POOL_PARTNER || id == POOL_EDGE_SETTING;
}

/* An OCS 2007 R2 Edge has partners of its own where a later one takes the pool's providers and domains. */
static bool is_asked(const struct plan *plan, enum pool_section_id id)
{
	bool pool_given = plan->files.count || plan->url || !plan->edge_is_ocs || plan->hosts.count > (plan->edge_host.name != NULL);

	if (is_edge_section(id))
		return plan->edge_is_ocs && (plan->edge_host.name || plan->files.count || plan->url);
	if (id == POOL_MCX && plan->server >= SERVER_2019)
		return false;
	if (plan->edge_is_ocs && (id == POOL_HOSTING_PROVIDER || id == POOL_ALLOWED_DOMAIN))
		return false;
	return pool_given;
}

void pool_init(struct pool *pool, const struct plan *plan)
{
	enum pool_how to_be_asked = plan->files.count || plan->url ? POOL_MISSING : POOL_UNSEEN;

	*pool = (struct pool){ .version = "", .exported_at = -1 };
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		pool->sections[id].how = is_asked(plan, (enum pool_section_id)id) ? to_be_asked : POOL_NOT_ASKED;
}
