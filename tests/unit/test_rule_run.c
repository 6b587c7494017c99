// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_run - what failed on our side as a whole, apart from our certificate
 */
#include "scene.h"

#include "judge/rules/rule_identity.h"
#include "judge/rules/rule_files.h"
#include "judge/rules/rule_run.h"

static const struct rule rules[] = { RULES_RUN, RULES_OWN, RULES_FILES, { 0 } };

static struct open_file files[] = { { "private-key", "/etc/icinga2/push.key", FILE_READ_BY_ALL, 0644, "root" } };

static const struct {
	const char *name;
	enum fault_kind kind;
	const char *ca_cert; /* --ca-cert */
	const char *cause, *remedy;
	long code;
} cases[] = {
	{ "no system roots", FAULT_FILE, NULL, "roots-unusable", "ca-certificates", 0 },
	{ "--ca-cert cannot be read", FAULT_FILE, "/etc/ssl/none.pem", "roots-unusable", "--ca-cert", 0 },
	{ "--ca-cert is no certificate", FAULT_IDENTITY, "/etc/ssl/none.pem", "roots-unusable", "--ca-cert", 0 },
	{ "OpenSSL refuses the settings", FAULT_TLS, NULL, "own-host", "--tls-min", 0 },
	{ "no TLS version left to offer", FAULT_TLS, NULL, "tls-policy", "MinProtocol", TLS_NO_VERSION },
	{ "a password that NTLM cannot send", FAULT_AUTH, NULL, "login-unsendable", "--keytab", 0 },
	{ "no memory", FAULT_MEMORY, NULL, "own-host", "memory", 0 },
	{ "a system call", FAULT_SYSTEM, NULL, "own-host", NULL, 0 },
	{ "stopped from outside", FAULT_CANCELLED, NULL, "cancelled", NULL, 0 },
};

/* One finding, UNKNOWN, whose remedy is none about our certificate; nothing that is WARNING stands before it. */
static void run_faults(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct expected e = { STATE_UNKNOWN, 0, "run.setup", cases[i].cause, "it cannot be done", cases[i].remedy };
		struct scene s;

		scene_init(&s);
		s.facts.target_count = 0; /* no packet left */
		s.facts.open_files = files;
		s.facts.open_file_count = COUNT(files);
		s.facts.identity.chain_complete = false;
		s.plan.client_cert = "/etc/icinga2/push.pem";
		s.plan.ca_cert = cases[i].ca_cert;
		fault(&s.facts.run_fault, cases[i].kind, cases[i].code, "it cannot be done");
		scene_judge(&s, rules);
		scene_check(cases[i].name, scene_headline(&s), &e);
		assert_null(strstr(scene_first(&s)->remedy ? scene_first(&s)->remedy : "", "-J"));
		assert_int_equal(scene_state(&s), STATE_UNKNOWN);
		scene_free(&s);
	}
}

static void no_fault(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_ask(&s, rules, "run.setup");
	assert_null(scene_any(&s));
	fault(&s.facts.identity.fault, FAULT_IDENTITY, 0, "wrong password"); /* is own.usable's */
	scene_ask(&s, rules, "run.setup");
	assert_null(scene_any(&s));
	scene_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(run_faults),
		cmocka_unit_test(no_fault),
		cmocka_unit_test(wording_all),
	};

	return cmocka_run_group_tests_name("rule_run", tests, NULL, NULL);
}
