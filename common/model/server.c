// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * server - which server is it?
 */
#include "model/server.h"

enum { FIRST_SE_BUILD = 800 };

/* The numbers of "7.0.2046.820"; missing ones are 0. False: any other text. */
static bool numbers_of(const char *text, uint64_t numbers[4])
{
	struct span rest = span_trim(span_of(text ? text : ""));

	for (size_t i = 0; i < 4; i++) {
		struct span next, number = span_split(rest, '.', &next);
		numbers[i] = 0;
		if (!rest.at)
			continue;
		if (!span_number(number, UINT32_MAX, &numbers[i]))
			return false;
		rest = next;
	}
	return !rest.at;
}

static enum server_kind kind_of_product(const char *version)
{
	static const enum server_kind kinds[] = { [4] = SERVER_2010, [5] = SERVER_2013, [6] = SERVER_2015, [7] = SERVER_2019 };
	uint64_t numbers[4];

	if (!numbers_of(version, numbers) || numbers[0] < 4 || numbers[0] > 7)
		return SERVER_NOT_TOLD;
	return numbers[0] == 7 && numbers[3] >= FIRST_SE_BUILD ? SERVER_SE : kinds[numbers[0]];
}

/* The number that Get-CsService prints counts otherwise: below 7 is Lync, 7 is 2015. */
static enum server_kind kind_of_service(const char *version)
{
	static const enum server_kind kinds[] = { [5] = SERVER_2010, [6] = SERVER_2013, [7] = SERVER_2015, [8] = SERVER_2019 };
	uint64_t number;

	if (!version || !span_number(span_trim(span_of(version)), 8, &number) || number < 5)
		return SERVER_NOT_TOLD;
	return kinds[number];
}

static bool same_host(const char *name, const struct plan *plan)
{
	return name && plan->hosts.count && span_equal_nocase(span_of(name), span_of(plan->hosts.at[0].name));
}

struct source {
	enum pool_section_id section;
	enum server_kind (*kind)(const char *);
	bool highest;
};

static struct server server_in(const struct pool *pool, const struct plan *plan, const struct source *source)
{
	const struct pool_section *section = &pool->sections[source->section];
	struct server found = { .kind = SERVER_NOT_TOLD };

	for (size_t i = 0; section->how == POOL_READ && i < section->count; i++) {
		const struct pool_object *object = &section->objects[i];
		const char *version = object->product_version ? object->product_version : object->version;
		enum server_kind kind = source->kind(version);
		bool own = same_host(object->replica_fqdn ? object->replica_fqdn : object->pool_fqdn, plan);

		if (kind == SERVER_NOT_TOLD)
			continue;
		if (own || !found.source || (source->highest ? kind > found.kind : kind < found.kind))
			found = (struct server){ kind, pool_section_source(source->section), version };
		if (own)
			break;
	}
	return found;
}

struct server server_of(const struct pool *pool, const struct plan *plan)
{
	static const struct source sources[] = {
		{ POOL_PATCH_VERSION, kind_of_product, true },
		{ POOL_REPLICATION, kind_of_product, false },
		{ POOL_SERVICE, kind_of_service, false },
	};
	struct server found = { .kind = plan->settings.server, .source = "--server" };

	if (found.kind != SERVER_NOT_TOLD)
		return found;
	found.source = NULL;
	for (size_t i = 0; i < sizeof sources / sizeof *sources && !found.source; i++)
		found = server_in(pool, plan, &sources[i]);
	return found;
}

const char *server_name(enum server_kind kind)
{
	switch (kind) {
	case SERVER_2010:
		return "Lync Server 2010";
	case SERVER_2013:
		return "Lync Server 2013";
	case SERVER_2015:
		return "Skype for Business Server 2015";
	case SERVER_2019:
		return "Skype for Business Server 2019";
	case SERVER_SE:
		return "Skype for Business Server Subscription Edition";
	case SERVER_NOT_TOLD:
		break;
	}
	return "a server of unknown version";
}

enum known server_has_mcx(const struct server *server)
{
	if (server->kind == SERVER_NOT_TOLD)
		return KNOWN_NOT;
	return server->kind <= SERVER_2015 ? KNOWN_YES : KNOWN_NO;
}

enum known server_has_ucwa(const struct server *server)
{
	if (server->kind == SERVER_NOT_TOLD)
		return KNOWN_NOT;
	return server->kind >= SERVER_2013 ? KNOWN_YES : KNOWN_NO;
}
