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

bool pool_section_is_edge(enum pool_section_id id)
{
	return id == POOL_PARTNER || id == POOL_EDGE_SETTING;
}

/* ---- what kind of server ---- */

/* The third number of "10.0.17763" or "10.0.17763.1"; 0: of an older Windows, or none. */
static uint64_t windows_10_build(const char *version)
{
	struct span rest = span_of(version), build, tail;
	uint64_t number;

	if (!span_starts(rest, SPAN("10.0.")))
		return 0;
	build = span_cut(span_skip(rest, 5), '.', &tail);
	return span_number(build, UINT32_MAX, &number) ? number : 0;
}

bool pool_has_mcx(const struct pool *pool, const struct plan *plan)
{
	enum { WINDOWS_2019 = 17763 };

	if (plan->settings.server == SERVER_NOT_TOLD)
		return windows_10_build(pool->version) < WINDOWS_2019;
	return plan->settings.server < SERVER_2019;
}

/* ---- what is asked ---- */

/* -H or -u, without the host that --edge-host puts beside it */
static bool pool_is_asked(const struct plan *plan)
{
	return plan->hosts.count > (plan->settings.edge_host.name != NULL);
}

bool pool_is_live(const struct plan *plan)
{
	return !plan->settings.url.text && pool_is_asked(plan);
}

static bool edge_is_asked(const struct plan *plan)
{
	return plan->settings.edge_host.name || plan->settings.url.text;
}

/* An OCS 2007 R2 Edge has partners of its own where a later one takes the pool's providers and domains. */
static bool is_wanted(enum pool_section_id id, const struct plan *plan)
{
	bool ocs = plan->settings.edge == EDGE_OCS2007R2;

	if (pool_section_is_edge(id))
		return ocs;
	if (id == POOL_HOSTING_PROVIDER || id == POOL_ALLOWED_DOMAIN)
		return !ocs;
	return id != POOL_MCX || plan->settings.server < SERVER_2019;
}

void pool_init(struct pool *pool, const struct plan *plan)
{
	*pool = (struct pool){ .version = "", .exported_at = -1 };
	for (int i = 0; i < POOL_SECTION_COUNT; i++) {
		enum pool_section_id id = (enum pool_section_id)i;
		bool asked = pool_section_is_edge(id) ? edge_is_asked(plan) : pool_is_asked(plan);

		pool->sections[i].how = !is_wanted(id, plan) ? POOL_NOT_ASKED
					: asked		     ? POOL_UNSEEN
					: plan->settings.files.count  ? POOL_MISSING
							     : POOL_NOT_ASKED;
	}
}

/* ---- one session's part ---- */

static bool is_part_of(enum pool_section_id id, enum target_kind kind)
{
	return kind == TARGET_EXPORT || pool_section_is_edge(id) == (kind == TARGET_OCS_EDGE);
}

void pool_part_begin(struct pool *part, const struct pool *whole, enum target_kind kind)
{
	*part = *whole;
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (!is_part_of((enum pool_section_id)id, kind))
			part->sections[id] = (struct pool_section){ .how = POOL_NOT_ASKED };
}

void pool_part_join(struct pool *whole, const struct pool *part, enum target_kind kind)
{
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (is_part_of((enum pool_section_id)id, kind))
			whole->sections[id] = part->sections[id];
	if (kind == TARGET_OCS_EDGE)
		return;
	whole->version = part->version;
	whole->exported_at = part->exported_at;
}

/* ---- what turns out later ---- */

static void half_settle(struct pool *pool, bool edge)
{
	for (int id = 0; id < POOL_SECTION_COUNT; id++) {
		enum pool_how how = pool->sections[id].how;
		if (pool_section_is_edge((enum pool_section_id)id) == edge && how != POOL_MISSING && how != POOL_NOT_ASKED)
			return;
	}
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (pool_section_is_edge((enum pool_section_id)id) == edge)
			pool->sections[id].how = POOL_NOT_ASKED;
}

void pool_fetched(struct pool *pool)
{
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (pool->sections[id].how == POOL_UNSEEN)
			pool->sections[id].how = POOL_MISSING;
}

/* An export holds also what this kind of Edge does not go by. */
static void drop_unwanted(struct pool *pool, const struct plan *plan)
{
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (!is_wanted((enum pool_section_id)id, plan))
			pool->sections[id] = (struct pool_section){ .how = POOL_NOT_ASKED };
}

void pool_settle_halves(struct pool *pool, const struct plan *plan)
{
	if (plan->settings.edge != EDGE_OCS2007R2)
		return;
	half_settle(pool, true);
	half_settle(pool, false);
	drop_unwanted(pool, plan);
}

void pool_settle_server(struct pool *pool, const struct plan *plan)
{
	if (!pool_has_mcx(pool, plan) && pool->sections[POOL_MCX].how == POOL_UNSEEN)
		pool->sections[POOL_MCX].how = POOL_NOT_ASKED;
}

void pool_forget(struct pool *pool)
{
	pool->exported_at = -1;
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (pool->sections[id].how != POOL_NOT_ASKED)
			pool->sections[id] = (struct pool_section){ .how = POOL_UNSEEN };
}
