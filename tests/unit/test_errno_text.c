// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_errno_text - every error number has words
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/errno_text.h"

static void test_known(void **state)
{
	(void)state;
	assert_string_equal(errno_text(ECONNREFUSED), "Connection refused");
	assert_string_not_equal(errno_text(ENOENT), errno_text(EACCES));
}

static void test_unknown(void **state)
{
	static const int numbers[] = { -1, 0, 4096, INT_MAX, INT_MIN };

	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		assert_non_null(errno_text(numbers[i]));
		assert_true(strlen(errno_text(numbers[i])) > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_known), cmocka_unit_test(test_unknown) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
