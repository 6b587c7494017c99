// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_session - how much of the time behind the handshake was still TLS
 */
#include "probe/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct {
	const char *name;
	int64_t handshake_us, ticket_us, answer_us, moved_us;
} cases[] = {
	{ "no ticket", 1000, -1, 5000, 0 },
	{ "before the answer", 1000, 21000, 61000, 20000 },
	{ "and no answer", 1000, 21000, -1, 20000 },
	{ "in the handshake", 1000, 900, 61000, 0 },
	{ "with the answer, after 2 s", 1000, 2001000, 2001050, 0 },
	{ "behind the answer", 1000, 9000, 5000, 0 },
	{ "after 2 s, and the answer later", 1000, 2001000, 3001000, SESSION_TICKET_MAX_US },
	{ "after 2 s, and no answer", 1000, 2001000, -1, SESSION_TICKET_MAX_US },
};

static void tickets(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t moved_us = session_ticket_us(cases[i].handshake_us, cases[i].ticket_us, cases[i].answer_us);

		if (moved_us != cases[i].moved_us)
			fail_msg("%s: %lld us", cases[i].name, (long long)moved_us);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(tickets) };

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
