// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_inherited - which descriptors of the caller stay open
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/inherited.h"

enum { LAST = 70, STAYS_MAX = 3 };

static const struct row {
	const char *argv[4];
	int stay[STAYS_MAX]; /* 0 ends them */
} rows[] = {
	{ { "check", NULL }, { 0 } },
	{ { "check", "-F", "/dev/fd/7", NULL }, { 7 } },
	{ { "check", "--file=/proc/self/fd/63", "--extra-opts=a@/dev/fd/3", NULL }, { 3, 63 } },
	{ { "check", "/dev/fd/4:/dev/fd/5", "/proc/self/fd/64", NULL }, { 4, 5, 64 } },
	{ { "check", "/dev/fd/1", "/dev/fd/", NULL }, { 0 } },
	{ { "check", "/dev/fd/99999999999999999999", "/dev/fd/-1", NULL }, { 0 } },
};

static bool stays(const struct row *row, int fd)
{
	bool found = fd <= STDERR_FILENO;

	for (size_t i = 0; i < STAYS_MAX; i++)
		found |= row->stay[i] == fd;
	return found;
}

/* In the child: the number of descriptors that are not as the row wants them. */
static int misfits(const struct row *row)
{
	int wrong = 0;

	for (int fd = STDERR_FILENO + 1; fd <= LAST; fd++)
		if (dup2(STDIN_FILENO, fd) < 0)
			return LAST;
	inherited_close((char *const *)(uintptr_t)row->argv);
	for (int fd = 0; fd <= LAST; fd++)
		wrong += (fcntl(fd, F_GETFD) >= 0) != stays(row, fd);
	return wrong;
}

static void test_rows(void **state)
{
	int status;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		fflush(NULL);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0)
			_exit(misfits(&rows[i]));
		assert_int_equal(waitpid(child, &status, 0), child);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			fail_msg("row %zu: %d descriptors are not as wanted", i, WEXITSTATUS(status));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
