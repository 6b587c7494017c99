// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_survey - the servers that partners would connect to
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "probe/survey.h"
#include "said.h"

enum { MOST = 3 };

static const struct {
	const char *name;
	const char *own_domains[MOST];
	struct {
		const char *domain, *host; /* a server of its SRV record */
		uint16_t port;
	} records[MOST];
	const char *external_host;
	const char *asked;
} rows[] = {
	{ "nothing is known", { NULL }, { { 0 } }, NULL, "" },
	{ "without a record the name that clients guess", { "contoso.com" }, { { 0 } }, NULL, "sip.contoso.com:5061 sip.contoso.com:443 " },
	{ "the record's server, and the guess", { "contoso.com" }, { { "contoso.com", "access.contoso.com", 5061 } }, NULL,
	  "access.contoso.com:5061 sip.contoso.com:5061 access.contoso.com:443 sip.contoso.com:443 " },
	{ "they are the same: once, in either case", { "contoso.com" }, { { "contoso.com", "SIP.contoso.com", 5061 } }, NULL,
	  "SIP.contoso.com:5061 SIP.contoso.com:443 " },
	{ "a record at 443", { "contoso.com" }, { { "contoso.com", "sip.contoso.com", 443 } }, NULL, "sip.contoso.com:443 sip.contoso.com:5061 " },
	{ "a record that names no server", { "contoso.com" }, { { "contoso.com", "", 5061 } }, NULL, "sip.contoso.com:5061 sip.contoso.com:443 " },
	{ "two domains of one Edge", { "contoso.com", "fabrikam.com" },
	  { { "contoso.com", "access.contoso.com", 5061 }, { "fabrikam.com", "access.contoso.com", 5061 } }, NULL,
	  "access.contoso.com:5061 sip.contoso.com:5061 sip.fabrikam.com:5061 access.contoso.com:443 sip.contoso.com:443 sip.fabrikam.com:443 " },
	{ "the operator names it", { "contoso.com" }, { { "contoso.com", "access.contoso.com", 5061 } }, "edge.contoso.com",
	  "edge.contoso.com:5061 edge.contoso.com:443 " },
};

static void externals(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct srv_target targets[MOST];
		struct srv srvs[MOST];
		struct host list[FACTS_EXTERNALS_MAX];
		const char *own[MOST] = { rows[i].own_domains[0], rows[i].own_domains[1], rows[i].own_domains[2] };
		struct plan_sip sip = { .own_domains = { .at = own }, .external_host = rows[i].external_host };
		struct buf asked = BUF(1000);
		struct facts facts;
		size_t count;

		facts_init(&facts);
		facts.srvs = srvs;
		while (sip.own_domains.count < MOST && own[sip.own_domains.count])
			sip.own_domains.count++;
		for (size_t k = 0; k < MOST && rows[i].records[k].domain; k++) {
			targets[k] = (struct srv_target){ .host = { .name = rows[i].records[k].host, .port = rows[i].records[k].port } };
			srvs[facts.srv_count++] = (struct srv){ .domain = rows[i].records[k].domain, .name = "", .targets = &targets[k], .target_count = 1 };
		}
		assert_true(survey_externals(&sip, &facts, list, &count));
		for (size_t k = 0; k < count; k++)
			buf_printf(&asked, "%s:%u ", list[k].name, list[k].port);
		if (strcmp(said(&asked), rows[i].asked) != 0 || facts.externals_left_out)
			fail_msg("%s: %s", rows[i].name, said(&asked));
		buf_free(&asked);
		facts_free(&facts);
	}
}

/* However many domains there are; the others are counted. */
static void room_has_an_end(void **state)
{
	static char names[FACTS_EXTERNALS_MAX][20];
	static const char *own[FACTS_EXTERNALS_MAX];
	struct host list[FACTS_EXTERNALS_MAX];
	struct facts facts;
	size_t count;

	(void)state;
	for (size_t i = 0; i < FACTS_EXTERNALS_MAX; i++) {
		snprintf(names[i], sizeof names[i], "d%zu.com", i);
		own[i] = names[i];
	}
	facts_init(&facts);
	assert_true(survey_externals(&(struct plan_sip){ .own_domains = { own, FACTS_EXTERNALS_MAX } }, &facts, list, &count));
	assert_int_equal(count, FACTS_EXTERNALS_MAX);
	assert_int_equal(facts.externals_left_out, FACTS_EXTERNALS_MAX);
	facts_free(&facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(externals), cmocka_unit_test(room_has_an_end) };

	return cmocka_run_group_tests_name("survey", tests, NULL, NULL);
}
