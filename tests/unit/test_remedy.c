// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_remedy - findings to one script, each line once, and nothing from outside that ends a comment
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "report/remedy.h"
#include "made_run.h"
#include "said.h"

static const char head[] = "\n# PowerShell, for the management shell on a server of the pool. Read it before you run it.\n";

static struct finding *add(struct made_run *m, enum state state, const char *sentence, const char *fix)
{
	m->findings.rule = "a.rule";
	struct finding *f = made_finding(m, NO_TARGET, state, sentence);

	f->fix = fix;
	return f;
}

#define AFTER "# Then wait some minutes for replication, and test: Test-CsMcxPushNotification -AccessEdgeFqdn with the Edge's name\n"

/* The script for the findings of *m, which is freed, without its first lines. */
static void check(struct made_run *m, const char *expected)
{
	struct buf out = BUF(65536);

	const struct report *report = made_report(m, &made_plugin);
	remedy_write(report, &out);
	assert_false(out.failed);
	assert_memory_equal(out.at, head, sizeof head - 1);
	assert_string_equal(said(&out) + sizeof head - 1, expected);
	buf_free(&out);
	made_free(m);
}

static void nothing_to_mend(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	add(&m, STATE_OK, "all is well", "Remove-Everything");
	add(&m, STATE_WARNING, "a note", "Remove-Everything")->note = true;
	add(&m, STATE_CRITICAL, "ignored", "Remove-Everything")->ignored = true;
	add(&m, STATE_UNKNOWN, "nothing can be done", NULL);
	check(&m, "# nothing to mend\n");
}

static void each_line_once(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	add(&m, STATE_CRITICAL, "it is off", "Set-CsA -Enabled $True");
	add(&m, STATE_WARNING, "another", "Set-CsB -Identity 'x'");
	add(&m, STATE_CRITICAL, "it is off there too", "Set-CsA -Enabled $True");
	check(&m, "# CRITICAL a.rule: it is off\n# CRITICAL a.rule: it is off there too\nSet-CsA -Enabled $True\n"
		  "# WARNING a.rule: another\nSet-CsB -Identity 'x'\n" AFTER);
}

static void what_no_line_can_mend(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	add(&m, STATE_CRITICAL, "no partner", NULL)->remedy = "on the Edge, add it";
	check(&m, "# CRITICAL a.rule: no partner\n#   by hand: on the Edge, add it\n" AFTER);
}

/* Whatever a server calls its things: one comment stays one line of ASCII, and perfdata or markup cannot begin in it. */
static void comments_cannot_end(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	add(&m, STATE_CRITICAL, "off in x\nRemove-CsUser *\r\n# \xe2\x80\xa8 \xc2\x85 \xe2\x80\x99 <b> | a=1 & \x1b[2J", "Set-CsA");
	check(&m, "# CRITICAL a.rule: off in x Remove-CsUser * # ? ? ? (b) / a=1 + ?[2J\nSet-CsA\n" AFTER);
}

/* Unwrapped: a line in two would be two commands. */
static void lines_are_whole(void **state)
{
	struct made_run m;
	char fix[400] = "Set-CsA -Identity '", expected[600];
	size_t len = strlen(fix);

	(void)state;
	made_run(&m);
	for (; len < 300; len++)
		fix[len] = len % 7 ? 'x' : ' ';
	fix[len] = '\'';
	add(&m, STATE_CRITICAL, "off", fix);
	snprintf(expected, sizeof expected, "# CRITICAL a.rule: off\n%s\n" AFTER, fix);
	check(&m, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_to_mend),
		cmocka_unit_test(each_line_once),
		cmocka_unit_test(what_no_line_can_mend),
		cmocka_unit_test(comments_cannot_end),
		cmocka_unit_test(lines_are_whole),
	};

	return cmocka_run_group_tests_name("remedy", tests, NULL, NULL);
}
