// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_own_address - which addresses lead to this host itself
 */
#include <setjmp.h>
#include <stdarg.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <string.h>

#include "net/own_address.h"

enum { OWN = 2 };
static const char *const own_texts[OWN] = { "::ffff:198.51.100.7", "2001:db8::7" };

static const struct {
	const char *text;
	bool own;
} cases[] = {
	{ "198.51.100.7", true },
	{ "::ffff:198.51.100.7", true },
	{ "2001:db8::7", true },
	{ "2001:DB8:0:0::7", true },
	{ "127.0.0.1", true },
	{ "127.255.255.254", true },
	{ "0.0.0.0", true },
	{ "0.1.2.3", true },
	{ "169.254.169.254", true },
	{ "::ffff:169.254.0.1", true },
	{ "::1", true },
	{ "::", true },
	{ "fe80::1", true },
	{ "198.51.100.8", false },
	{ "2001:db8::8", false },
	{ "128.0.0.1", false },
	{ "169.253.0.1", false },
	{ "::7", false },
	{ "fec0::1", false },
	{ "localhost", false },
	{ "198.51.100.7.", false },
	{ "", false },
};

static void each_address(void **state)
{
	struct in6_addr list[OWN];
	const struct own_addresses own = { list, OWN };
	bool wrong = false;

	(void)state;
	for (size_t i = 0; i < OWN; i++)
		assert_int_equal(inet_pton(AF_INET6, own_texts[i], &list[i]), 1);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (own_address(&own, cases[i].text) != cases[i].own) {
			print_error("%s: %s\n", cases[i].text, cases[i].own ? "it is this host's" : "it is not this host's");
			wrong = true;
		}
	assert_false(wrong);
}

static void the_first_of_a_list(void **state)
{
	struct in6_addr list[1] = { IN6ADDR_ANY_INIT };
	struct address at[] = { { .text = "192.0.2.1" }, { .text = "2001:db8::7" }, { .text = "::1" } };
	const struct own_addresses none = { 0 }, own = { list, 1 };

	(void)state;
	assert_int_equal(inet_pton(AF_INET6, "2001:db8::7", &list[0]), 1);
	assert_string_equal(own_address_of(&own, &(struct addresses){ at, 3 }), "2001:db8::7");
	assert_string_equal(own_address_of(&none, &(struct addresses){ at, 3 }), "::1");
	assert_null(own_address_of(&none, &(struct addresses){ at, 2 }));
	assert_null(own_address_of(&own, &(struct addresses){ 0 }));
}

/* 127.0.0.1 is on each host whose loopback interface is up. */
static void the_addresses_of_this_host(void **state)
{
	struct arena arena = { .ceiling = 65536 };
	struct own_addresses own;
	bool four = false;

	(void)state;
	own_addresses_read(&own, &arena);
	if (own.count == 0)
		skip(); /* this host gives no list */
	for (size_t i = 0; i < own.count; i++) {
		uint32_t address;
		memcpy(&address, &own.at[i].s6_addr[sizeof own.at[i] - sizeof address], sizeof address);
		four |= IN6_IS_ADDR_V4MAPPED(&own.at[i]) && address == htonl(INADDR_LOOPBACK);
	}
	assert_true(four);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_address),
		cmocka_unit_test(the_first_of_a_list),
		cmocka_unit_test(the_addresses_of_this_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
