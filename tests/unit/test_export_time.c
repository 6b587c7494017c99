// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_export_time - times of ISO 8601 and of Windows PowerShell, and what is none
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/export_time.h"

static void times(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds; /* -1: it is none */
	} texts[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "2026-11-23T16:38:09.1234567+01:00", 1795448289 },
		{ "2026-11-23T15:38:09Z", 1795448289 },
		{ "2026-11-23T15:38:09", 1795448289 },
		{ "2026-11-23T10:08:09-05:30", 1795448289 },
		{ " 2026-11-23T15:38:09.Z ", 1795448289 },
		{ "2024-02-29T00:00:00Z", 1709164800 },
		{ "2000-03-01T00:00:00Z", 951868800 },
		{ "/Date(1795448289000)/", 1795448289 },
		{ "/Date(0)/", 0 },
		{ "", -1 }, { "now", -1 }, { "2026-11-23", -1 }, { "2026-11-23 15:38:09", -1 }, { "2026-13-23T15:38:09Z", -1 },
		{ "2026-11-23T25:38:09Z", -1 }, { "2026-11-23T15:38:09+25:00", -1 }, { "2026-11-23T15:38:09Zx", -1 },
		{ "1969-12-31T23:59:59Z", -1 }, { "/Date(x)/", -1 }, { "/Date(1", -1 }, { "/Date(-1)/", -1 },
		{ "/Date(99999999999999999999)/", -1 }, { "2026-11-23T15:38:09+1:00", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		int64_t seconds = -1;
		bool is = export_time_read(texts[i].text, &seconds);
		if (is != (texts[i].seconds >= 0) || seconds != texts[i].seconds)
			fail_msg("%s: %lld", texts[i].text, (long long)seconds);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(times) };

	return cmocka_run_group_tests_name("export_time", tests, NULL, NULL);
}
