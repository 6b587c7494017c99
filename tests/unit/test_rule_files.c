// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_files - who else on this host can read our secrets
 */
#include "scene.h"

#include "judge/rule_files.h"

static const struct rule rules[] = { RULES_FILES, { 0 } };

static struct open_file files[] = {
	{ "private-key", "/etc/icinga2/push.key", 0644 },
	{ "key-password-file", "/etc/icinga2/push.pass", 0604 },
};

static void none_open(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	judge(rules, &s.plan, &s.facts, &s.findings);
	assert_null(s.findings.first);
	scene_free(&s);
}

static void each_is_told(void **state)
{
	struct expected key = { STATE_WARNING, "everybody can read the file of --private-key: /etc/icinga2/push.key", 0,
				"file-open-to-all", "mode is 0644|chmod o-rwx /etc/icinga2/push.key" };
	struct expected password = { STATE_WARNING, "everybody can read the file of --key-password-file: /etc/icinga2/push.pass", 0,
				     "file-open-to-all", "mode is 0604" };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.facts.open_files = files;
	s.facts.open_file_count = COUNT(files);
	judge(rules, &s.plan, &s.facts, &s.findings);
	scene_check("key", s.findings.first, &key);
	scene_check("password", s.findings.first->next, &password);
	assert_null(s.findings.first->next->next);
	assert_int_equal(findings_state(&s.findings), STATE_WARNING);
	scene_free(&s);
}

/* Nothing was seen: that is UNKNOWN, and no WARNING may stand before it. */
static void unusable_identity(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	s.facts.open_files = files;
	s.facts.open_file_count = 1;
	fault(&s.facts.identity.fault, FAULT_IDENTITY, 0, "no private key in it");
	judge(rules, &s.plan, &s.facts, &s.findings);
	assert_null(scene_first(&s));
	assert_int_equal(findings_state(&s.findings), STATE_OK);
	scene_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_open),
		cmocka_unit_test(each_is_told),
		cmocka_unit_test(unusable_identity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
