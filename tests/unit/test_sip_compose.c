// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_sip_compose - what the options, a captured request and our certificate make of a request
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/sip_compose.h"

static struct plan_sip options(const char *method, const char *uri, const char *from)
{
	return (struct plan_sip){ .method = method, .uri = uri, .from = from, .user_agent = "check_push", .max_forwards = 70 };
}

static struct sip_request composed(const struct plan *plan, const struct sip_template *captured, const struct identity *own, struct arena *arena)
{
	return sip_compose(&(struct sip_compose){ .plan = plan, .captured = captured, .identity = own, .host = "edge.contoso.com",
						   .local_host = "192.0.2.9", .local_port = 40000 }, arena);
}

/* Without options it is OPTIONS, from the monitor of the host's domain. */
static void defaults(void **state)
{
	static const struct {
		const char *host, *verify_name, *from;
	} rows[] = {
		{ "edge.contoso.com", NULL, "sip:monitor@contoso.com" },
		{ "192.0.2.1", "edge.contoso.com", "sip:monitor@contoso.com" },
		{ "edge", NULL, "sip:monitor@edge" },
		{ "edge.", NULL, "sip:monitor@edge." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena arena = ARENA(10000);
		const struct plan plan = { .domain = "push.lync.com", .verify_name = rows[i].verify_name, .sip = options(NULL, NULL, NULL) };
		const struct sip_template none = { .method = NULL };
		const struct identity own = { .given = false };
		const struct sip_compose c = { .plan = &plan, .captured = &none, .identity = &own, .host = rows[i].host, .local_host = "192.0.2.9" };
		const struct sip_request request = sip_compose(&c, &arena);

		assert_string_equal(request.method, "OPTIONS");
		assert_string_equal(request.uri, "sip:Options_User@push.lync.com");
		assert_string_equal(request.from, rows[i].from);
		assert_null(request.contact_host);
		assert_false(request.captured);
		arena_free(&arena);
	}
}

/* The first name of our certificate that is a host's: a wildcard, an address or a person's name is none. */
static void contact(void **state)
{
	static const struct {
		const char *names[3], *common_name, *contact;
	} rows[] = {
		{ { "probe.contoso.com" }, "other", "probe.contoso.com" },
		{ { "*.contoso.com", "probe.contoso.com" }, "other", "probe.contoso.com" },
		{ { NULL }, "probe.contoso.com", "probe.contoso.com" },
		{ { "*.contoso.com" }, "A Person", NULL },
		{ { NULL }, "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena arena = ARENA(10000);
		const struct plan plan = { .domain = "push.lync.com", .sip = options(NULL, NULL, NULL) };
		const struct sip_template none = { .method = NULL };
		const char *names[3] = { rows[i].names[0], rows[i].names[1], rows[i].names[2] };
		struct cert leaf = { .common_name = rows[i].common_name, .dns_names = { .at = names } };
		const struct identity own = { .chain = { .at = &leaf, .count = 1 } };

		while (leaf.dns_names.count < 3 && names[leaf.dns_names.count])
			leaf.dns_names.count++;
		const struct sip_request request = composed(&plan, &none, &own, &arena);
		if ((request.contact_host != NULL) != (rows[i].contact != NULL) || (rows[i].contact && strcmp(request.contact_host, rows[i].contact) != 0))
			fail_msg("row %zu: %s", i, request.contact_host ? request.contact_host : "none");
		arena_free(&arena);
	}
}

/* The captured request's own, and behind it the operator's; of From the operator's. */
static void captured(void **state)
{
	static const char *const from_capture[] = { "Event: push", "Supported: x" }, *const given[] = { "X-Site: 1" };
	struct arena arena = ARENA(10000);
	const struct sip_template from_log = { .method = "SERVICE", .uri = "sip:push@push.lync.com", .to = "sip:push@push.lync.com", .from = "sip:u@contoso.com",
					       .headers = { (const char **)(uintptr_t)from_capture, 2 }, .body = SPAN("<push/>") };
	struct plan plan = { .domain = "push.lync.com", .sip = options(NULL, NULL, NULL) };
	const struct identity own = { .given = false };

	(void)state;
	plan.sip.headers = (struct texts){ (const char **)(uintptr_t)given, 1 };
	struct sip_request request = composed(&plan, &from_log, &own, &arena);
	assert_string_equal(request.method, "SERVICE");
	assert_string_equal(request.from, "sip:u@contoso.com");
	assert_int_equal(request.headers.count, 3);
	assert_string_equal(request.headers.at[0], "Event: push");
	assert_string_equal(request.headers.at[2], "X-Site: 1");
	assert_true(request.captured && span_equal(request.body, SPAN("<push/>")));
	plan.sip.from = "sip:probe@contoso.com";
	request = composed(&plan, &from_log, &own, &arena);
	assert_string_equal(request.from, "sip:probe@contoso.com");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(defaults), cmocka_unit_test(contact), cmocka_unit_test(captured) };

	return cmocka_run_group_tests_name("sip_compose", tests, NULL, NULL);
}
