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

bool pool_section_is_whole(const struct pool_section *section)
{
	return section->how == POOL_READ && section->fault.kind == FAULT_NONE;
}

void pool_section_spoil(struct pool_section *section, enum pool_how how, const struct fault *f)
{
	if (section->how == POOL_BAD)
		return;
	section->fault = *f;
	if (section->how != POOL_READ)
		section->how = how;
}

const struct pool_detail *pool_detail(const struct pool_object *object)
{
	static const struct pool_detail nothing;

	return object->detail ? object->detail : &nothing;
}

bool pool_section_is_of_computer(enum pool_section_id id)
{
	return id == POOL_PATCH_VERSION || id == POOL_WINDOWS_SERVICE || id == POOL_CERTIFICATE;
}

bool external_web_names(const struct cert *leaf, const char *host)
{
	struct span name = span_of(host), parent;

	span_split(name, '.', &parent);
	for (size_t i = 0; i < leaf->dns_names.count; i++) {
		struct span has = span_of(leaf->dns_names.at[i]);
		if (span_equal_nocase(has, name) || (span_starts(has, SPAN("*.")) && parent.len && span_equal_nocase(span_skip(has, 2), parent)))
			return true;
	}
	return false;
}

/* ---- what is asked ---- */

/* -H or -u, without the host that --edge-host adds */
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
	if (id == POOL_HOSTING_PROVIDER || id == POOL_ALLOWED_DOMAIN || id == POOL_SITE || id == POOL_PUBLIC_PROVIDER)
		return !ocs;
	/* In a session a load balancer chooses the Front End, so the computer of these sections would be any of them. */
	return !pool_section_is_of_computer(id) || !pool_is_live(plan);
}

void pool_init(struct pool *pool, const struct plan *plan)
{
	*pool = (struct pool){ .version = "", .exported_at = -1, .exported_last = -1 };
	for (int i = 0; i < POOL_SECTION_COUNT; i++) {
		enum pool_section_id id = (enum pool_section_id)i;
		bool queried = pool_section_is_edge(id) ? edge_is_asked(plan) : pool_is_asked(plan);

		pool->sections[i].how = !is_wanted(id, plan) ? POOL_NOT_ASKED
					: queried		     ? POOL_UNSEEN
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
	whole->warnings = part->warnings;
	whole->unclosed = part->unclosed;
	whole->exported_at = part->exported_at;
	whole->exported_last = part->exported_last;
	whole->exported_unread = part->exported_unread;
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

void pool_settle_halves(struct pool *pool, const struct plan *plan)
{
	if (plan->settings.edge != EDGE_OCS2007R2)
		return;
	half_settle(pool, true);
	half_settle(pool, false);
	/* An export also holds sections that this kind of Edge does not use. */
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (!is_wanted((enum pool_section_id)id, plan))
			pool->sections[id] = (struct pool_section){ .how = POOL_NOT_ASKED };
}

static bool is_there(const struct pool_section *section)
{
	return section->how != POOL_MISSING && section->how != POOL_NOT_ASKED;
}

void pool_settle_store(struct pool *pool)
{
	const struct pool_store *last = pool->store_count ? &pool->stores[pool->store_count - 1] : NULL;

	for (int id = 0; last && id < POOL_SECTION_COUNT; id++)
		if (is_there(&last->sections[id]) && is_there(&pool->sections[id]))
			return;
	for (int id = 0; last && id < POOL_SECTION_COUNT; id++)
		if (is_there(&last->sections[id]))
			pool->sections[id] = last->sections[id];
	pool->store_count = pool->stores_left_out = 0;
}

void pool_forget(struct pool *pool)
{
	pool->store_count = pool->stores_left_out = 0;
	pool->exported_at = pool->exported_last = -1;
	pool->exported_unread = NULL;
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (pool->sections[id].how != POOL_NOT_ASKED)
			pool->sections[id] = (struct pool_section){ .how = POOL_UNSEEN };
}
