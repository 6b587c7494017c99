// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_file - names of hash links; what is read of files stands in test_material
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"

static const struct {
	const char *name;
	bool link;
} rows[] = {
	{ "9d66eef0.0", true },	 { "9d66eef0.12", true }, { "9d66eef0.", false },   { "9d66eef0", false },   { "9D66EEF0.0", false },
	{ "9d66eef.0", false },	 { "9d66eef00.0", false }, { "9d66eef0.0x", false }, { "9d66eefg.0", false }, { "9d66eef0.pem", false },
	{ "9d66eef0.r0", false }, { "", false },
};

static void hash_links(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (file_is_hash_link(rows[i].name) != rows[i].link)
			fail_msg("%s", rows[i].name);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(hash_links) };

	return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
