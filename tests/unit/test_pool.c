// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_pool - the sections that a plan asks for, the servers to ask, and what turns out later
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/pool.h"

/* One letter per section, in their order: . not asked, u to be asked, ? in an export perhaps, r read */
static const char *letters(const struct pool *pool)
{
	static const char marks[] = { [POOL_NOT_ASKED] = '.', [POOL_READ] = 'r', [POOL_MISSING] = '?', [POOL_CUT] = 'c',
				      [POOL_REFUSED] = 'x', [POOL_NO_SUCH] = 'n', [POOL_UNSEEN] = 'u', [POOL_BAD] = 'b' };
	static char text[POOL_SECTION_COUNT + 1];

	for (int i = 0; i < POOL_SECTION_COUNT; i++)
		text[i] = marks[pool->sections[i].how];
	return text;
}

static struct plan_host hosts[] = { { "a", 443, TARGET_SETTINGS }, { "b", 5986, TARGET_OCS_EDGE } };
static const char *files[] = { "f" };

#define H1 .hosts = { hosts, 1 }
#define H2 .hosts = { hosts, 2 }
#define F .settings.files = { files, 1 }
#define U .settings.url = { "https://a/", { "a", 443 }, "/" }
#define OCS .settings.edge = EDGE_OCS2007R2
#define EDGE_HOST .settings.edge_host = { "b", 5986 }

/*	provider, allowed, blocked, edge, push, mcx, filter, mobility, replica, partner, setting, patch, service, site, computer, Windows service, public, external, SIP domain */
static const struct {
	const char *what;
	struct plan plan;
	const char *letters;
} plans[] = {
	{ "a live pool", { H1, .settings.server = SERVER_NOT_TOLD }, "uuuuuuuuu...uuu.uuu." },
	{ "a live 2013", { H1, .settings.server = SERVER_2013 }, "uuuuuuuuu...uuu.uuu." },
	{ "a live 2019", { H1, .settings.server = SERVER_2019 }, "uuuuuuuuu...uuu.uuu." },
	{ "an export of SE", { F, .settings.server = SERVER_SE }, "?????????..?????????" },
	{ "an export", { F, .settings.server = SERVER_NOT_TOLD }, "?????????..?????????" },
	{ "an export over HTTPS", { U, H1, .settings.server = SERVER_NOT_TOLD }, "uuuuuuuuu..uuuuuuuuu" },
	{ "an export of both over HTTPS", { U, H1, OCS }, "..uuuuuuuuuuu.uu.uuu" },
	{ "pool and old Edge, both live", { H2, OCS, EDGE_HOST }, "..uuuuuuuuu.u.u..uu." },
	{ "the pool of an old Edge, which is not given", { H1, OCS }, "..uuuuuuu...u.u..uu." },
	{ "the old Edge alone", { H1, OCS, EDGE_HOST }, ".........uu........." },
	{ "both in exports", { F, OCS }, "..???????????.??.???" },
	{ "the pool in an export, the old Edge live", { F, H1, OCS, EDGE_HOST }, "..???????uu??.??.???" },
	{ "the pool live, the old Edge in an export", { F, H1, OCS }, "..uuuuuuu??.u.u..uu." },
};

static void what_is_asked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
		struct pool pool;
		pool_init(&pool, &plans[i].plan);
		if (strcmp(letters(&pool), plans[i].letters) != 0)
			fail_msg("%s: %s", plans[i].what, letters(&pool));
		assert_string_equal(pool.version, "");
		assert_int_equal(pool.exported_at, -1);
	}
}

static void halves_settle(void **state)
{
	static const struct {
		struct plan plan;
		enum pool_section_id read;
		const char *letters;
	} cases[] = {
		{ { F, OCS }, POOL_PARTNER, ".........r?........." },
		{ { F, OCS }, POOL_MCX, "..???r???..??.??.???" },
		{ { F, OCS }, POOL_HOSTING_PROVIDER, "..???????..??.??.???" }, /* an old Edge knows none */
		{ { F, OCS, .settings.server = SERVER_2019 }, POOL_MCX, "..???r???..??.??.???" },
		{ { F, .settings.server = SERVER_NOT_TOLD }, POOL_MCX, "?????r???..?????????" },
		{ { F, H1, OCS, EDGE_HOST }, POOL_MCX, "..???r???uu??.??.???" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pool pool;
		pool_init(&pool, &cases[i].plan);
		pool.sections[cases[i].read].how = POOL_READ;
		pool_settle_halves(&pool, &cases[i].plan);
		if (strcmp(letters(&pool), cases[i].letters) != 0)
			fail_msg("%zu: %s", i, letters(&pool));
	}
}

/* ---- parts: as letters, before and after ---- */

static void set_letters(struct pool *pool, const char *text)
{
	static const char marks[] = { [POOL_NOT_ASKED] = '.', [POOL_READ] = 'r', [POOL_MISSING] = '?', [POOL_CUT] = 'c',
				      [POOL_REFUSED] = 'x', [POOL_NO_SUCH] = 'n', [POOL_UNSEEN] = 'u' };

	for (int i = 0; i < POOL_SECTION_COUNT; i++)
		pool->sections[i].how = (enum pool_how)((const char *)memchr(marks, text[i], sizeof marks) - marks);
}

static void parts_are_joined(void **state)
{
	static const struct {
		enum target_kind which;
		const char *whole, *part; /* what there is, and what a session has of it */
		const char *seen, *joined; /* what the session has in the end, and what there is then */
		const char *version;
		int64_t exported_at;
	} cases[] = {
		{ TARGET_SETTINGS, "..uuuuuuuuu.........", "..uuuuuuu...........", "..rrxnrrr...........", "..rrxnrrruu.........", "6.3.9600", 7 },
		{ TARGET_OCS_EDGE, "..uuuuuuuuu.........", ".........uu.........", ".........rx.........", "..uuuuuuurx.........", "", 1 },
		{ TARGET_EXPORT, "..uuuuuuuuu.........", "..uuuuuuuuu.........", "..rr?????r?.........", "..rr?????r?.........", "6.3.9600", 7 },
		/* what a server says of sections that are another's */
		{ TARGET_SETTINGS, "..uuuuuuurr.........", "..uuuuuuu...........", "..uuuuuuurx.........", "..uuuuuuurr.........", "6.3.9600", 7 },
		{ TARGET_OCS_EDGE, "..rr???r?uu.........", ".........uu.........", "rr.xxxxxxru.........", "..rr???r?ru.........", "", 1 },
	};
	static struct pool_object objects[] = { { .identity = "whole" }, { .identity = "part" } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pool whole = { .version = "", .exported_at = 1 }, part;

		set_letters(&whole, cases[i].whole);
		for (int id = 0; id < POOL_SECTION_COUNT; id++)
			whole.sections[id].objects = &objects[0];
		pool_part_begin(&part, &whole, cases[i].which);
		assert_string_equal(letters(&part), cases[i].part);
		set_letters(&part, cases[i].seen);
		part.version = "6.3.9600";
		part.exported_at = 7;
		for (int id = 0; id < POOL_SECTION_COUNT; id++)
			part.sections[id].objects = &objects[1];
		pool_part_join(&whole, &part, cases[i].which);
		assert_string_equal(letters(&whole), cases[i].joined);
		assert_string_equal(whole.version, cases[i].version);
		assert_int_equal(whole.exported_at, cases[i].exported_at);
		for (int id = 0; id < POOL_SECTION_COUNT; id++) {
			bool own = cases[i].which == TARGET_EXPORT ||
				   pool_section_is_edge((enum pool_section_id)id) == (cases[i].which == TARGET_OCS_EDGE);
			assert_ptr_equal(whole.sections[id].objects, &objects[own]);
		}
	}
}

static void what_did_not_come_is_missing(void **state)
{
	struct plan plan = { U, H1, .settings.server = SERVER_2019 };
	struct pool pool;

	(void)state;
	pool_init(&pool, &plan);
	pool_fetched(&pool);
	assert_string_equal(letters(&pool), "?????????..?????????");
}

static void nothing_is_kept_of_a_bad_export(void **state)
{
	struct plan plan = { F, .settings.server = SERVER_2019 };
	struct pool_object object = { .identity = "x" };
	struct pool pool;

	(void)state;
	pool_init(&pool, &plan);
	pool.sections[POOL_PUSH] = (struct pool_section){ .how = POOL_READ, .objects = &object, .count = 1 };
	pool.exported_at = 1;
	pool_forget(&pool);
	assert_int_equal(pool.exported_at, -1);
	assert_string_equal(letters(&pool), "uuuuuuuuu..uuuuuuuuu");
	assert_int_equal(pool.sections[POOL_PUSH].count, 0);
}

static void sections_have_sources(void **state)
{
	(void)state;
	assert_string_equal(pool_section_source(POOL_HOSTING_PROVIDER), "Get-CsHostingProvider");
	assert_string_equal(pool_section_source(POOL_EDGE_SETTING), "MSFT_SIPFederationExternalEdgeSetting");
	for (int i = 0; i < POOL_SECTION_COUNT; i++)
		assert_int_equal(pool_section_is_edge((enum pool_section_id)i),
				 strncmp(pool_section_source((enum pool_section_id)i), "MSFT_", 5) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_asked),	    cmocka_unit_test(halves_settle),cmocka_unit_test(what_did_not_come_is_missing),
		cmocka_unit_test(nothing_is_kept_of_a_bad_export), cmocka_unit_test(parts_are_joined),
		cmocka_unit_test(sections_have_sources),
	};

	return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
