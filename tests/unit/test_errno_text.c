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

/* The same for a connection of ours and for one of libcurl's. */
static void test_faults(void **state)
{
	static const struct {
		int error;
		enum fault_kind kind;
		bool shortage;
	} rows[] = {
		{ ECONNREFUSED, FAULT_REFUSED, false },
		{ ETIMEDOUT, FAULT_TIMEOUT, false },
		{ ECONNRESET, FAULT_RESET, false },
		{ EPIPE, FAULT_RESET, false },
		{ ENETUNREACH, FAULT_UNREACHABLE, false },
		{ EHOSTUNREACH, FAULT_UNREACHABLE, false },
		{ EACCES, FAULT_FORBIDDEN, false },
		{ EPERM, FAULT_FORBIDDEN, false },
		{ EAFNOSUPPORT, FAULT_FORBIDDEN, false },
		{ ENOMEM, FAULT_SYSTEM, true },
		{ ENOBUFS, FAULT_SYSTEM, true },
		{ EMFILE, FAULT_SYSTEM, true },
		{ ENFILE, FAULT_SYSTEM, true },
		{ EBADF, FAULT_SYSTEM, false },
		{ 0, FAULT_SYSTEM, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (errno_fault(rows[i].error) != rows[i].kind || errno_is_shortage(rows[i].error) != rows[i].shortage)
			fail_msg("%s: %s", errno_text(rows[i].error), fault_word(errno_fault(rows[i].error)));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_known), cmocka_unit_test(test_unknown), cmocka_unit_test(test_faults) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
