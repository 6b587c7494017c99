// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_files - who else on this host can read our secrets, or change what the check rests on
 */
#include "scene.h"

#include "judge/rules/rule_files.h"

static const struct rule rules[] = { RULES_FILES, { 0 } };

static struct open_file files[] = {
	{ "private-key", "/etc/icinga2/push.key", FILE_READ_BY_ALL, 0644, "root" },
	{ "key-password-file", "/etc/icinga2/push.pass", FILE_READ_BY_ALL, 0604, "root" },
	{ "ca-cert", "/etc/icinga2/roots.pem", FILE_WRITTEN_BY_ALL, 0666, "root" },
	{ "extra-opts", "/etc/check_push/check_push.ini", FILE_OF_STRANGER, 0640, "bob" },
};

static void none_open(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_judge(&s, rules);
	assert_null(scene_any(&s));
	scene_free(&s);
}

static void each_is_told(void **state)
{
	struct expected key = { STATE_WARNING, 0, "own.files", "file-open-to-all", "--private-key|/etc/icinga2/push.key", "0644|/etc/icinga2/push.key" };
	struct expected roots = { STATE_WARNING, 0, "own.files", "file-changeable", "--ca-cert|/etc/icinga2/roots.pem", "0666" };
	struct expected ini = { STATE_WARNING, 0, "own.files", "file-changeable", "--extra-opts|check_push.ini|bob", "chown root" };
	struct expected password = { STATE_WARNING, 0, "own.files", "file-open-to-all", "--key-password-file|/etc/icinga2/push.pass", "0604" };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.facts.open_files = files;
	s.facts.open_file_count = COUNT(files);
	scene_judge(&s, rules);
	scene_check("key", scene_any(&s), &key);
	scene_check("password", scene_nth(&s, 1), &password);
	scene_check("roots", scene_nth(&s, 2), &roots);
	scene_check("ini file", scene_nth(&s, 3), &ini);
	assert_null(scene_nth(&s, 4));
	assert_int_equal(scene_state(&s), STATE_WARNING);
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
	scene_judge(&s, rules);
	assert_null(scene_first(&s));
	assert_int_equal(scene_state(&s), STATE_OK);
	scene_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_open),
		cmocka_unit_test(each_is_told),
		cmocka_unit_test(unusable_identity),
		cmocka_unit_test(wording_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
