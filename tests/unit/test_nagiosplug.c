// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_nagiosplug - ranges and ini sections as libnagiosplug reads them, and its die() that must not end the program
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/nagiosplug.h"

/* ---- ranges ---- */

static const struct {
	const char *text;
	struct range range;
} ranges[] = {
	{ "10", { .set = true, .start = 0, .end = 10 } },
	{ "0", { .set = true, .start = 0, .end = 0 } },
	{ "0.25", { .set = true, .start = 0, .end = 0.25 } },
	{ ".5", { .set = true, .start = 0, .end = 0.5 } },
	{ "10:", { .set = true, .start = 10, .end_open = true } },
	{ "~:10", { .set = true, .start_open = true, .end = 10 } },
	{ "~:", { .set = true, .start_open = true, .end_open = true } },
	{ "10:20", { .set = true, .start = 10, .end = 20 } },
	{ "10:10", { .set = true, .start = 10, .end = 10 } },
	{ "-5:-.5", { .set = true, .start = -5, .end = -0.5 } },
	{ "@10:20", { .set = true, .inside = true, .start = 10, .end = 20 } },
	{ "@~:1.5", { .set = true, .inside = true, .start_open = true, .end = 1.5 } },
	{ "@7", { .set = true, .inside = true, .start = 0, .end = 7 } },
	{ "999999999999999999:", { .set = true, .start = 999999999999999999.0, .end_open = true } },
};

static void test_ranges(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		const struct range *want = &ranges[i].range;
		struct range got = { 0 };
		struct fault f = { 0 };

		if (!nagiosplug_range(ranges[i].text, &got, &f))
			fail_msg("%s: %s", ranges[i].text, f.text);
		if (!got.set || got.inside != want->inside || got.start_open != want->start_open || got.end_open != want->end_open)
			fail_msg("%s: another kind of range", ranges[i].text);
		if ((!got.start_open && got.start != want->start) || (!got.end_open && got.end != want->end))
			fail_msg("%s: read as %g to %g", ranges[i].text, got.start, got.end);
	}
}

static const struct {
	const char *text;
	long column; /* of the byte that is wrong */
} no_ranges[] = {
	{ "foo", 0 },	 { "1:2:3", 3 },   { "20:10", 3 },   { "@20:10", 4 },	  { "nan", 0 },	  { "inf", 0 },
	{ "0x10", 1 },	 { "5 ", 1 },	   { " 5", 0 },	     { "5\n", 1 },	  { "@", 1 },	  { "~", 1 },
	{ ":", 0 },	 { ":10", 0 },	   { "@:10", 1 },    { "1e3", 1 },	  { "+5", 0 },	  { "5.", 0 },
	{ "1.2.3", 3 },	 { "1,5", 1 },	   { "10:foo", 3 },  { "10:20x", 5 },	  { "-", 0 },	  { "-5", 0 },
	{ "--5", 0 },	 { "10:~", 3 },	   { "@@1", 1 },     { "~10", 1 },	  { "~:-", 2 },	  { "", 0 },
	{ "1234567890123456789", 0 }, { "1:1234567890123456789", 2 },
};

static void test_no_ranges(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof no_ranges / sizeof *no_ranges; i++) {
		struct range got = { .end = 77 };
		struct fault f = { 0 };

		if (nagiosplug_range(no_ranges[i].text, &got, &f))
			fail_msg("\"%s\" was taken for a range", no_ranges[i].text);
		if (f.kind != FAULT_USAGE || f.code != no_ranges[i].column)
			fail_msg("\"%s\": column %" PRId64 ", not %ld (%s)", no_ranges[i].text, f.code, no_ranges[i].column, f.text);
		assert_true(strncmp(f.text, no_ranges[i].text, strlen(no_ranges[i].text)) == 0);
		assert_true(got.end == 77);
	}
}

/* ---- ini files ---- */

static char path[] = "/tmp/test_nagiosplug.XXXXXX";

static void write_file(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* The arguments, joined with blanks; or the fault's text. */
static const char *read_ini(const char *section, struct arena *arena)
{
	struct texts arguments = { 0 };
	struct fault f = { 0 };
	const char *all = "";

	if (!nagiosplug_ini(path, section, arena, &arguments, &f))
		return arena_text(arena, span_of(f.text));
	for (size_t i = 0; i < arguments.count; i++)
		all = arena_printf(arena, "%s%s<%s>", all, i ? " " : "", arguments.at[i]);
	return all;
}

static const struct {
	const char *name, *text, *section, *want;
} inis[] = {
	{ "long and short names", "[a]\nhostname=edge\nH=edge2\n", "a", "<--hostname=edge> <-H=edge2>" },
	{ "no value", "[a]\ninsecure=\nk =\n", "a", "<--insecure> <-k>" },
	{ "blanks around", "[ a ]\n  port = 5061  \r\n", "a", "<--port=5061>" },
	{ "blanks and = inside the value", "[a]\nheader = Subject: a = b\n", "a", "<--header=Subject: a = b>" },
	{ "comments", "# one\n; two\n[a] # three\n# four\nport=1\n", "a", "<--port=1>" },
	{ "another section before and after", "[b]\nport=2\n[a]\nport=1\n[c]\nport=3\n", "a", "<--port=1>" },
	{ "a section whose name begins so", "[ab]\nport=2\n[a]\nport=1\n", "a", "<--port=1>" },
	{ "the section twice", "[a]\nport=1\n[b]\nport=2\n[a]\nport=3\n", "a", "<--port=1> <--port=3>" },
	{ "no line end", "[a]\nport=1", "a", "<--port=1>" },
	{ "a long value", "[a]\nfrom=sip:0123456789012345678901234567890123456789@contoso.com\n", "a",
	  "<--from=sip:0123456789012345678901234567890123456789@contoso.com>" },
};

static void test_inis(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof inis / sizeof *inis; i++) {
		struct arena arena = ARENA(100000);
		write_file(inis[i].text);
		const char *got = read_ini(inis[i].section, &arena);
		if (strcmp(got, inis[i].want) != 0)
			fail_msg("%s: %s, not %s", inis[i].name, got, inis[i].want);
		arena_free(&arena);
	}
}

/* ---- die() ---- */

void __wrap_die(int result, const char *format, ...);

/* Each in a process of its own, ended with _exit: what the library loses when it is stopped is no leak of ours. */
static void in_a_child(void (*what)(void))
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		what();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("the child ended with status %#x", (unsigned)status);
}

static void expect_words(const char *section, const char *words)
{
	struct arena arena = ARENA(100000);
	const char *got = read_ini(section, &arena);

	if (!strstr(got, words)) {
		fprintf(stderr, "# \"%s\" lacks \"%s\"\n", got, words);
		_exit(1);
	}
}

static void die_of_no_file(void)
{
	unlink(path);
	expect_words("a", "No such file");
	expect_words("a", path); /* and again: it can die more than once */
}

static void die_of_a_bad_line(void)
{
	write_file("[a]\nno option\n");
	expect_words("a", "Config file error");
	write_file("[a]\nport=1\n");
	expect_words("a", "<--port=1>");
}

static void die_of_no_section(void)
{
	write_file("[a]\nport=1\n");
	expect_words("b", "Invalid section 'b'");
}

static void test_die_comes_back(void **state)
{
	(void)state;
	in_a_child(die_of_no_file);
	in_a_child(die_of_a_bad_line);
	in_a_child(die_of_no_section);
}

/* Outside of our calls to the library die() ends the program, as it does without the wrapper. */
static void test_die_ends_the_program(void **state)
{
	char said[40] = "";
	int ends[2], status;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	fflush(stdout);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		__wrap_die(3, "out of %s\n", "luck");
	}
	close(ends[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	assert_true(read(ends[0], said, sizeof said - 1) > 0);
	assert_non_null(strstr(said, "out of luck\n"));
	close(ends[0]);
}

static int make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_no_ranges),
		cmocka_unit_test(test_inis),
		cmocka_unit_test(test_die_comes_back),
		cmocka_unit_test(test_die_ends_the_program),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
