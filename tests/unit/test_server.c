// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_server - the version of the server: from --server, and from every cmdlet that reports a version
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/server.h"

#define PATCH(text) { POOL_PATCH_VERSION, { .version = (text) } }
#define REPLICA(name, text) { POOL_REPLICATION, { .replica_fqdn = (name), .product_version = (text) } }
#define SERVICE(name, text) { POOL_SERVICE, { .pool_fqdn = (name), .version = (text) } }
#define NONE SERVER_NOT_TOLD

static const struct {
	const char *what;
	enum server_kind option;
	struct {
		enum pool_section_id section;
		struct pool_object object;
	} rows[3]; /* without a version of any kind: the end */
	enum server_kind kind;
	const char *source;
	enum known mcx, ucwa;
} cases[] = {
	{ "nothing", NONE, {}, NONE, NULL, KNOWN_NOT, KNOWN_NOT },
	{ "the option", SERVER_2013, { REPLICA("a", "7.0.2046.0") }, SERVER_2013, "--server", KNOWN_YES, KNOWN_YES },
	{ "2010", NONE, { REPLICA("a", "4.0.7577.710") }, SERVER_2010, "Get-CsManagementStoreReplicationStatus", KNOWN_YES, KNOWN_NO },
	{ "2013", NONE, { REPLICA("a", "5.0.8308.0") }, SERVER_2013, "Get-CsManagementStoreReplicationStatus", KNOWN_YES, KNOWN_YES },
	{ "2015", NONE, { REPLICA("a", "6.0.9319.281") }, SERVER_2015, "Get-CsManagementStoreReplicationStatus", KNOWN_YES, KNOWN_YES },
	{ "2019", NONE, { REPLICA("a", "7.0.2046.0") }, SERVER_2019, "Get-CsManagementStoreReplicationStatus", KNOWN_NO, KNOWN_YES },
	{ "2019, an update", NONE, { PATCH("7.0.2046.583") }, SERVER_2019, "Get-CsServerPatchVersion", KNOWN_NO, KNOWN_YES },
	{ "SE", NONE, { PATCH("7.0.2046.820") }, SERVER_SE, "Get-CsServerPatchVersion", KNOWN_NO, KNOWN_YES },
	{ "SE, by one component", NONE, { PATCH("7.0.2046.123"), PATCH("7.0.2046.889") }, SERVER_SE, "Get-CsServerPatchVersion", KNOWN_NO, KNOWN_YES },
	{ "an Edge that never reported", NONE, { REPLICA("edge", ""), REPLICA("fe", "6.0.9319.0") }, SERVER_2015,
	  "Get-CsManagementStoreReplicationStatus", KNOWN_YES, KNOWN_YES },
	{ "the oldest of several", NONE, { REPLICA("b", "6.0.9319.0"), REPLICA("c", "5.0.8308.0") }, SERVER_2013,
	  "Get-CsManagementStoreReplicationStatus", KNOWN_YES, KNOWN_YES },
	{ "the one that is asked", NONE, { REPLICA("b", "5.0.8308.0"), REPLICA("POOL.contoso.com", "6.0.9319.0"), REPLICA("c", "4.0.7577.0") },
	  SERVER_2015, "Get-CsManagementStoreReplicationStatus", KNOWN_YES, KNOWN_YES },
	{ "a service of Lync", NONE, { SERVICE("p", "6") }, SERVER_2013, "Get-CsService", KNOWN_YES, KNOWN_YES },
	{ "a service of 2015", NONE, { SERVICE("p", "7") }, SERVER_2015, "Get-CsService", KNOWN_YES, KNOWN_YES },
	{ "a service of 2019", NONE, { SERVICE("p", "8") }, SERVER_2019, "Get-CsService", KNOWN_NO, KNOWN_YES },
	{ "a replica before a service", NONE, { SERVICE("p", "8"), REPLICA("a", "6.0.9319.0") }, SERVER_2015,
	  "Get-CsManagementStoreReplicationStatus", KNOWN_YES, KNOWN_YES },
	{ "an older product", NONE, { REPLICA("a", "3.5.6907.0") }, NONE, NULL, KNOWN_NOT, KNOWN_NOT },
	{ "a newer one", NONE, { REPLICA("a", "8.0.1.0"), SERVICE("p", "9") }, NONE, NULL, KNOWN_NOT, KNOWN_NOT },
	{ "no version", NONE, { REPLICA("a", "six"), SERVICE("p", "7.0") }, NONE, NULL, KNOWN_NOT, KNOWN_NOT },
	{ "too many numbers", NONE, { REPLICA("a", "6.0.9319.0.1") }, NONE, NULL, KNOWN_NOT, KNOWN_NOT },
};

static void every_source(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct plan_host host = { "pool.contoso.com", 443, TARGET_SETTINGS };
		struct plan plan = { .hosts = { &host, 1 }, .settings.server = cases[i].option };
		struct pool_object objects[POOL_SECTION_COUNT][3] = { 0 };
		struct pool pool = { .version = "10.0.20348" }; /* Windows' own says nothing */

		for (size_t row = 0; row < 3; row++) {
			struct pool_section *section = &pool.sections[cases[i].rows[row].section];
			const struct pool_object *o = &cases[i].rows[row].object;
			if (!o->version && !o->product_version)
				break;
			section->how = POOL_READ;
			section->objects = objects[cases[i].rows[row].section];
			section->objects[section->count++] = *o;
		}
		struct server server = server_of(&pool, &plan);
		if (server.kind != cases[i].kind || !server.source != !cases[i].source || (server.source && strcmp(server.source, cases[i].source) != 0))
			fail_msg("%s: %d of %s", cases[i].what, (int)server.kind, server.source ? server.source : "nothing");
		if (server_has_mcx(&server) != cases[i].mcx || server_has_ucwa(&server) != cases[i].ucwa)
			fail_msg("%s: services", cases[i].what);
	}
}

static void every_kind_has_a_name(void **state)
{
	(void)state;
	for (int kind = SERVER_NOT_TOLD; kind <= SERVER_SE; kind++)
		assert_true(server_name((enum server_kind)kind)[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_source), cmocka_unit_test(every_kind_has_a_name) };

	return cmocka_run_group_tests_name("server", tests, NULL, NULL);
}
