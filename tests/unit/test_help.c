// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_help - usage and help as the guidelines want them, from the shared option rows; and the caret
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cli/help.h"
#include "cli/option_rows.h"
#include "said.h"

static const struct option table[] = {
	OPTION_COMMON("5061", "30:critical", "the mean round trip"),
	OPTION_SIP("sip:Options_User@{domain}"),
	OPTION_PUSH,
	OPTION_GENERAL,
	{ 0 }
};

static const char *const examples[] = { "ten samples", "-n 10", NULL };

static const struct help help = {
	"check_push_notification", "Does a push request come back answered, and how fast? This sentence is so long that it needs "
				   "more than one line of eighty columns.", table, examples,
};

static size_t longest_line(const char *text)
{
	size_t longest = 0;

	while (*text) {
		size_t len = strcspn(text, "\n");
		longest = len > longest ? len : longest;
		text += len + (text[len] == '\n');
	}
	return longest;
}

static size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

static void test_usage(void **state)
{
	struct buf b = BUF(10000);

	(void)state;
	assert_true(help_usage(&help, &b));
	assert_true(strncmp(b.at, "Usage: check_push_notification -H NAME[:PORT] [-I ADDR] [-p PORT] [-4] ", 70) == 0);
	assert_true(longest_line(b.at) <= 79);
	assert_true(count_lines(b.at) <= 22);
	assert_non_null(strstr(said(&b), "[--ca-cert=FILE|DIR]"));
	assert_non_null(strstr(said(&b), "[--list-rules]"));
	buf_free(&b);
}

static void test_help(void **state)
{
	struct buf b = BUF(100000);

	(void)state;
	assert_true(help_write(&help, &b));
	assert_true(strncmp(b.at, "check_push_notification " VERSION "\n\nDoes a push request come back", 50) == 0);
	assert_true(longest_line(b.at) <= 79);
	assert_non_null(strstr(said(&b), "\nTLS\n"));
	assert_non_null(strstr(said(&b), "\nExamples\n  ten samples:\n    check_push_notification -n 10\n"));
	assert_non_null(strstr(said(&b), REPORT_TO));
	assert_non_null(strstr(said(&b), "\n  -H, --hostname=NAME[:PORT]\n        server to ask;"));
	assert_non_null(strstr(said(&b), "\n  -4\n        IPv4 only\n"));
	assert_non_null(strstr(said(&b), "\n      --extra-opts[=[SECTION][@FILE]]\n"));
	assert_non_null(strstr(said(&b), "(default sip:Options_User@DOMAIN)"));
	assert_null(strchr(said(&b), '\t'));
	assert_null(strstr(said(&b), " \n"));
	buf_free(&b);
}

/* Help, without its line breaks. */
static const char *unwrapped(const struct buf *b, char to[20000])
{
	size_t len = 0;

	assert_true(b->len < 20000);
	for (const char *c = said(b); *c; c++)
		if (*c != '\n' && !(*c == ' ' && len && to[len - 1] == ' '))
			to[len++] = *c;
		else if (*c == '\n' && len && to[len - 1] != ' ')
			to[len++] = ' ';
	to[len] = '\0';
	return to;
}

/* The help shows the name, text and default of each row of the table that the parser reads. */
static void test_every_row(void **state)
{
	struct buf b = BUF(100000);
	char text[20000], want[300];

	(void)state;
	help_write(&help, &b);
	unwrapped(&b, text);
	for (const struct option *row = table; row->help; row++) {
		if (row->name)
			snprintf(want, sizeof want, "--%s", row->name);
		else
			snprintf(want, sizeof want, row->letter ? "-%c " : "%c", row->letter ? row->letter : row->help[0]);
		if (!strstr(text, want) || !strstr(text, row->help))
			fail_msg("%s is missing", want);
		if (row->fallback && !strchr(row->fallback, '{')) {
			snprintf(want, sizeof want, "%s (default %s)", row->help, row->fallback);
			if (!strstr(text, want))
				fail_msg("\"%s\" is missing", want);
		}
	}
	buf_free(&b);
}

static void test_no_room(void **state)
{
	struct buf b = BUF(1000);

	(void)state;
	assert_false(help_write(&help, &b));
	buf_free(&b);
}

static void test_version(void **state)
{
	struct buf b = BUF(100);

	(void)state;
	assert_true(help_version(&help, &b));
	assert_string_equal(said(&b), "check_push_notification " VERSION "\n");
	buf_free(&b);
}

static void test_caret(void **state)
{
	static const struct {
		const char *argv[4];
		struct options o; /* at, column, end, separate */
		const char *want;
	} cases[] = {
		{ { "x", "--port=70000" }, { .at = 1, .column = 7 }, "  --port=70000\n         ^\n" },
		{ { "x", "-p", "70000" }, { .at = 2, .separate = true }, "  -p 70000\n     ^\n" },
		{ { "x", "-v", "-H", "a b" }, { .at = 3, .column = 1, .separate = true }, "  -H a b\n      ^\n" },
		{ { "x", "--frob" }, { .at = 1, .column = 2, .end = 6 }, "  --frob\n    ^\n" },
		{ { "x", "-p" }, { .at = 1, .column = 2 }, "  -p\n    ^\n" },
		{ { "x", "-H", "" }, { .at = 2, .separate = true }, "  -H \n     ^\n" },
		{ { "x", "\033[2J\nOK", "a\033b" }, { .at = 2, .column = 1, .separate = true }, "  ?[2J OK a?b\n           ^\n" },
		{ { "x", "0123456789012345678901234567890123456789!" }, { .at = 1, .column = 40 },
		  "  0123456789012345678901234567890123456789!\n                                          ^\n" },
		{ { "x", "cut0123456789012345678901234567890123456789!123456789012345678901234567890cut" }, { .at = 1, .column = 43 },
		  "  0123456789012345678901234567890123456789!12345678901234567890123456789\n"
		  "                                          ^\n" },
		{ { "x", "st\xc3\xb6\xc3\xb6pid" }, { .at = 1, .column = 6 }, "  st??pid\n      ^\n" },
		/* what may be a secret: a value behind a name, the argument before */
		{ { "x", "--frob=secret" }, { .at = 1, .column = 2, .end = 6 }, "  --frob\n    ^\n" },
		{ { "x", "-vWsecret" }, { .at = 1, .column = 2, .end = 3 }, "  -vW\n    ^\n" },
		{ { "x", "-l", "secret", "--frob" }, { .at = 3, .column = 2, .end = 6 }, "  --frob\n    ^\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf b = BUF(1000);
		assert_true(help_caret((char *const *)cases[i].argv, &cases[i].o, &b));
		if (strcmp(said(&b), cases[i].want) != 0)
			fail_msg("case %zu:\n%snot\n%s", i, b.at, cases[i].want);
		buf_free(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usage),   cmocka_unit_test(test_help),	cmocka_unit_test(test_every_row),
		cmocka_unit_test(test_no_room), cmocka_unit_test(test_version), cmocka_unit_test(test_caret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
