// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_hosts_file - many names out of one file
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/hosts_file.h"
#include "net/resolve.h"

static char path[] = "/tmp/test_hosts_file.XXXXXX";

static const char text[] = "# edge.example\n"
			   "192.0.2.1 edge.example alias.example\n"
			   "\t 2001:db8::1\tEdge.Example   # not.example\r\n"
			   "192.0.2.2 edge.example\n"
			   "192.0.2.3\n"
			   "broken four.example\n"
			   "192.0.2.4.5 four.example\n"
			   "192.0.2.4 x.example y.example four.example # 192.0.2.9 four.example\n"
			   "2001:DB8:0::6 six.example\n"
			   "\n"
			   "192.0.2.7 last.example"; /* and no line end */

static const struct expected {
	const char *name;
	int family;
	const char *addresses; /* with a blank behind each */
} cases[] = {
	{ "edge.example", AF_UNSPEC, "2001:db8::1 192.0.2.1 192.0.2.2 " },
	{ "EDGE.example", AF_INET, "192.0.2.1 192.0.2.2 " },
	{ "edge.example", AF_INET6, "2001:db8::1 " },
	{ "alias.example", AF_UNSPEC, "192.0.2.1 " },
	{ "not.example", AF_UNSPEC, "" },
	{ "four.example", AF_UNSPEC, "192.0.2.4 " },
	{ "four.example", AF_INET6, "" },
	{ "six.example", AF_UNSPEC, "2001:db8::6 " },
	{ "last.example", AF_UNSPEC, "192.0.2.7 " },
	{ "192.0.2.3", AF_UNSPEC, "" },
	{ "dge.example", AF_UNSPEC, "" },
	{ "edge.example.com", AF_UNSPEC, "" },
};
#define CASES (sizeof cases / sizeof *cases)

static void check(const struct host *h, const struct expected *e)
{
	char seen[2000] = "";

	for (size_t i = 0; i < h->addresses.count; i++)
		snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%s ", h->addresses.at[i].text);
	if (strcmp(seen, e->addresses) != 0)
		fail_msg("%s: %s, not %s", e->name, seen, e->addresses);
	for (size_t i = 0; i < h->addresses.count; i++)
		assert_int_equal(h->addresses.at[i].family, strchr(h->addresses.at[i].text, ':') ? AF_INET6 : AF_INET);
}

static void test_alone([[maybe_unused]] void **state)
{
	for (size_t i = 0; i < CASES; i++) {
		struct arena arena = ARENA(1 << 20);
		struct host host = { .name = cases[i].name }, *hosts[] = { &host };

		hosts_file_find(path, cases[i].family, hosts, 1, &arena);
		check(&host, &cases[i]);
		arena_free(&arena);
	}
}

/* Some of them twice, as hosts with two ports are. */
static void test_together([[maybe_unused]] void **state)
{
	struct arena arena = ARENA(1 << 20);
	struct host all[2 * CASES], *hosts[2 * CASES];

	for (size_t i = 0; i < 2 * CASES; i++) {
		all[i] = (struct host){ .name = cases[i % CASES].name };
		hosts[i] = &all[i];
	}
	hosts_file_find(path, AF_UNSPEC, hosts, 2 * CASES, &arena);
	for (size_t i = 0; i < 2 * CASES; i++)
		if (cases[i % CASES].family == AF_UNSPEC)
			check(&all[i], &cases[i % CASES]);
	arena_free(&arena);
}

static void test_many_addresses([[maybe_unused]] void **state)
{
	struct arena arena = ARENA(1 << 20);
	struct host host = { .name = "many.example" }, *hosts[] = { &host };
	char many[] = "/tmp/test_hosts_file.XXXXXX";
	FILE *file = fdopen(mkstemp(many), "w");

	assert_non_null(file);
	for (int i = 0; i < 20; i++)
		fprintf(file, "192.0.2.%d many.example\n", i + 1);
	for (int i = 0; i < 20; i++)
		fprintf(file, "2001:db8::%d many.example\n", i + 1);
	fclose(file);
	hosts_file_find(many, AF_UNSPEC, hosts, 1, &arena);
	unlink(many);
	assert_int_equal(host.addresses.count, RESOLVE_ADDRESSES_MAX);
	assert_string_equal(host.addresses.at[0].text, "2001:db8::1");
	assert_string_equal(host.addresses.at[1].text, "192.0.2.1");
	assert_string_equal(host.addresses.at[RESOLVE_ADDRESSES_MAX - 1].text, "192.0.2.20");
	arena_free(&arena);
}

static void test_nothing([[maybe_unused]] void **state)
{
	struct arena arena = ARENA(1 << 20), small = ARENA(16);
	struct host host = { .name = "edge.example" }, *hosts[] = { &host };

	hosts_file_find("/nonexistent", AF_UNSPEC, hosts, 1, &arena);
	assert_int_equal(host.addresses.count, 0);
	hosts_file_find(path, AF_UNSPEC, hosts, 1, &small);
	assert_int_equal(host.addresses.count, 0);
	assert_true(small.failed);
	arena_free(&arena);
	arena_free(&small);
}

static int make_file([[maybe_unused]] void **state)
{
	int fd = mkstemp(path);
	bool written = fd >= 0 && write(fd, text, sizeof text - 1) == sizeof text - 1;

	return close(fd) || !written;
}

static int remove_file([[maybe_unused]] void **state)
{
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alone),
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_many_addresses),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests_name("hosts_file", tests, make_file, remove_file);
}
