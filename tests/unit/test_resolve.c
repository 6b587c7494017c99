// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_resolve - names to addresses, against a name server of our own on loopback
 */
#include "net/resolve.h"

#include "name_server.h"
#include "said.h"

/* ---- the zone ---- */

static const struct record zone[] = {
	{ "both.test", TYPE_A, NOERROR, 0, { "192.0.2.1", "192.0.2.2", "192.0.2.3" } },
	{ "both.test", TYPE_AAAA, NOERROR, 0, { "2001:db8::1" } },
	{ "four.test", TYPE_A, NOERROR, 0, { "192.0.2.4" } },
	{ "four.test", TYPE_AAAA, NOERROR, 0, { 0 } },
	{ "six.test", TYPE_A, NOERROR, 0, { 0 } },
	{ "six.test", TYPE_AAAA, NOERROR, 0, { "2001:db8::6" } },
	{ "mute6.test", TYPE_A, NOERROR, 0, { "192.0.2.5" } },
	{ "mute6.test", TYPE_AAAA, SILENT, 0, { 0 } },
	{ "late6.test", TYPE_A, NOERROR, 0, { "192.0.2.6" } },
	{ "late6.test", TYPE_AAAA, NOERROR, 25, { "2001:db8::7" } },
	{ "later6.test", TYPE_A, NOERROR, 120, { "192.0.2.7" } },
	{ "later6.test", TYPE_AAAA, NOERROR, 200, { "2001:db8::8" } },
	{ "late4.test", TYPE_A, NOERROR, 200, { "192.0.2.8" } },
	{ "late4.test", TYPE_AAAA, NOERROR, 0, { 0 } },
	{ "toolate6.test", TYPE_A, NOERROR, 0, { "192.0.2.9" } },
	{ "toolate6.test", TYPE_AAAA, NOERROR, 200, { "2001:db8::9" } },
	{ "empty.test", TYPE_A, NOERROR, 0, { 0 } },
	{ "empty.test", TYPE_AAAA, NOERROR, 0, { 0 } },
	{ "broken.test", TYPE_A, SERVFAIL, 0, { 0 } },
	{ "broken.test", TYPE_AAAA, SERVFAIL, 0, { 0 } },
	{ "refused.test", TYPE_A, REFUSED, 0, { 0 } },
	{ "refused.test", TYPE_AAAA, REFUSED, 0, { 0 } },
	{ "mute.test", TYPE_A, SILENT, 0, { 0 } },
	{ "mute.test", TYPE_AAAA, SILENT, 0, { 0 } },
	{ "halfmute.test", TYPE_A, SILENT, 0, { 0 } },
	{ "halfmute.test", TYPE_AAAA, NOERROR, 0, { 0 } },
	{ "alias.test", TYPE_A, NOERROR, 0, { "=four.test", "192.0.2.4" } },
	{ "alias.test", TYPE_AAAA, NOERROR, 0, { "=four.test" } },
	{ "alias6.test", TYPE_A, NOERROR, 0, { "=six.test" } },
	{ "alias6.test", TYPE_AAAA, NOERROR, 0, { "=six.test", "2001:db8::6" } },
};

/* ---- the cases ---- */

struct expected {
	const char *name;
	int family;
	bool whole;
	const char *addresses; /* "=" and what an alias stands for, addresses in order, each followed by a blank; NULL: a fault */
	int code;
	const char *says;
	int64_t took_ms;
};

static const struct expected cases[] = {
	{ "both.test", AF_UNSPEC, false, "2001:db8::1 192.0.2.1 192.0.2.2 192.0.2.3 ", 0, "", 0 },
	{ "both.test", AF_INET, false, "192.0.2.1 192.0.2.2 192.0.2.3 ", 0, "", 0 },
	{ "both.test", AF_INET6, false, "2001:db8::1 ", 0, "", 0 },
	{ "BOTH.Test", AF_INET6, false, "2001:db8::1 ", 0, "", 0 },
	{ "four.test", AF_UNSPEC, false, "192.0.2.4 ", 0, "", 0 },
	{ "six.test", AF_UNSPEC, false, "2001:db8::6 ", 0, "", 0 },
	{ "mute6.test", AF_UNSPEC, false, "192.0.2.5 ", 0, "", 50 },
	{ "late6.test", AF_UNSPEC, false, "2001:db8::7 192.0.2.6 ", 0, "", 25 },
	{ "later6.test", AF_UNSPEC, false, "2001:db8::8 192.0.2.7 ", 0, "", 200 },
	{ "late4.test", AF_UNSPEC, false, "192.0.2.8 ", 0, "", 200 },
	{ "toolate6.test", AF_UNSPEC, false, "192.0.2.9 ", 0, "", 50 },
	{ "toolate6.test", AF_UNSPEC, true, "2001:db8::9 192.0.2.9 ", 0, "", 200 },
	{ "alias.test", AF_UNSPEC, false, "=four.test 192.0.2.4 ", 0, "", 0 },
	{ "alias6.test", AF_UNSPEC, false, "=six.test 2001:db8::6 ", 0, "", 0 },
	{ "192.0.2.77", AF_UNSPEC, false, "192.0.2.77 ", 0, "", 0 },
	{ "2001:db8::77", AF_UNSPEC, false, "2001:db8::77 ", 0, "", 0 },
	{ "nowhere.test", AF_UNSPEC, false, NULL, DNS_NO_SUCH_NAME,
	  "nowhere.test has no address: name server 127.0.0.1 says there is no such name (NXDOMAIN)", 0 },
	{ "empty.test", AF_UNSPEC, false, NULL, DNS_NO_ADDRESS, "empty.test has no address: ", 0 },
	{ "four.test", AF_INET6, false, NULL, DNS_NO_ADDRESS, "four.test has no IPv6 address: ", 0 },
	{ "six.test", AF_INET, false, NULL, DNS_NO_ADDRESS, "six.test has no IPv4 address: ", 0 },
	{ "broken.test", AF_UNSPEC, false, NULL, DNS_SERVER_FAILED,
	  "broken.test cannot be looked up: name server 127.0.0.1 failed (SERVFAIL or REFUSED)", 0 },
	{ "refused.test", AF_UNSPEC, false, NULL, DNS_SERVER_FAILED, "refused.test cannot be looked up: ", 0 },
	{ "mute.test", AF_UNSPEC, false, NULL, DNS_NO_ANSWER,
	  "mute.test cannot be looked up: name server 127.0.0.1 did not answer within 1.0 s", 1000 },
	{ "halfmute.test", AF_UNSPEC, false, NULL, DNS_NO_ANSWER, "did not answer within 1.0 s", 1000 },
};

/* ---- the loop ---- */

static int start(void **state)
{
	static struct name_server s = { .zone = zone, .records = sizeof zone / sizeof *zone };

	*state = &s;
	return name_server_start(&s);
}

static int stop(void **state)
{
	name_server_stop(*state);
	return 0;
}

static struct resolve_params params_of(const struct name_server *s, const struct expected *e, int64_t time_us)
{
	return (struct resolve_params){
		.family = e->family,
		.server = { "127.0.0.1", s->port },
		.whole = e->whole,
		.deadline = { .at_us = clock_us() + time_us, .cancel_fd = -1 },
	};
}

static void check(const struct host *h, const struct expected *e, int64_t took_us)
{
	char seen[512] = "";

	if (*h->alias_of)
		snprintf(seen, sizeof seen, "=%s ", h->alias_of);
	for (size_t i = 0; i < h->addresses.count; i++)
		snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%s ", h->addresses.at[i].text);
	assert_string_equal(seen, e->addresses ? e->addresses : "");
	if (h->fault.kind != (e->addresses ? FAULT_NONE : FAULT_DNS) || h->fault.code != e->code)
		fail_msg("%s: %s %ld: %s", e->name, fault_word(h->fault.kind), h->fault.code, h->fault.text);
	if (!strstr(h->fault.text, e->says))
		fail_msg("'%s' does not say '%s'", h->fault.text, e->says);
	if (took_us != e->took_ms * 1000)
		fail_msg("%s took %lld us, not %lld ms", e->name, (long long)took_us, (long long)e->took_ms);
}

static void test_each_alone(void **state)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct expected *e = &cases[i];
		struct arena arena = ARENA(1 << 20);
		struct host host = { .name = e->name };
		struct resolve_params params = params_of(*state, e, 1000000);
		int64_t began = clock_us();

		resolve_hosts(&params, &host, 1, &arena);
		check(&host, e, clock_us() - began);
		arena_free(&arena);
	}
}

/* Side by side each host's own time counts: the silent one does not make the others slow. */
static void test_all_at_once(void **state)
{
	struct arena arena = ARENA(1 << 20);
	struct host hosts[sizeof cases / sizeof *cases];
	const struct expected *used[sizeof cases / sizeof *cases];
	struct resolve_params params = params_of(*state, &(struct expected){ .family = AF_UNSPEC }, 1000000);
	size_t count = 0;
	int64_t began = clock_us();

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (cases[i].family == AF_UNSPEC && !cases[i].whole && !strstr(cases[i].name, "toolate")) {
			used[count] = &cases[i];
			hosts[count++] = (struct host){ .name = cases[i].name };
		}
	resolve_hosts(&params, hosts, count, &arena);
	assert_int_equal(clock_us() - began, 1000000);
	for (size_t i = 0; i < count; i++)
		check(&hosts[i], used[i], hosts[i].dns_us == -1 ? 0 : hosts[i].dns_us);
	arena_free(&arena);
}

/* The machine's own /etc/hosts: its first name is found without a word to any server; with a server of one's own it is not. */
static void test_hosts_file(void **state)
{
	struct name_server *s = *state;
	char line[512], address[64] = "", name[256] = "";
	FILE *file = fopen("/etc/hosts", "r");

	while (file && fgets(line, sizeof line, file) && sscanf(line, " %63[0-9.] %255s", address, name) != 2)
		;
	if (file)
		fclose(file);
	if (!*address || !*name)
		return;
	struct arena arena = ARENA(1 << 20);
	struct resolve_params params = params_of(s, &(struct expected){ .family = AF_INET }, 1000000);
	struct host with = { .name = name }, without = { .name = "hosts-file-is-not-read.test" };
	params.server.name = NULL;
	resolve_hosts(&params, &with, 1, &arena);
	assert_true(with.addresses.count >= 1);
	assert_string_equal(with.addresses.at[0].text, address);
	params.server.name = "127.0.0.1";
	resolve_hosts(&params, &without, 1, &arena);
	assert_int_equal(without.fault.code, DNS_NO_SUCH_NAME);
	arena_free(&arena);
}

/* With a server of our own no search domain is tried: a name without a dot is asked once per family. */
static void test_no_search(void **state)
{
	struct name_server *s = *state;
	struct arena arena = ARENA(1 << 20);
	struct resolve_params params = params_of(s, &(struct expected){ .family = AF_UNSPEC }, 1000000);
	struct host host = { .name = "edge" };
	size_t before = s->queried;

	assert_int_equal(setenv("LOCALDOMAIN", "test example.test", 1), 0);
	resolve_hosts(&params, &host, 1, &arena);
	assert_int_equal(unsetenv("LOCALDOMAIN"), 0);
	assert_int_equal(host.fault.code, DNS_NO_SUCH_NAME);
	assert_int_equal(s->queried - before, 2);
	arena_free(&arena);
}

static void test_nothing_listens(void **state)
{
	struct name_server absent = { .port = 0 };
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof at;
	int fd = socket(AF_INET, SOCK_DGRAM, 0); /* a port that was free a moment ago */
	struct arena arena = ARENA(1 << 20);
	struct host host = { .name = "both.test" };

	(void)state;
	assert_int_equal(bind(fd, (struct sockaddr *)&at, size), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	close(fd);
	absent.port = ntohs(at.sin_port);
	struct resolve_params params = params_of(&absent, &(struct expected){ .family = AF_UNSPEC }, 2000000);
	resolve_hosts(&params, &host, 1, &arena);
	assert_int_equal(host.fault.code, DNS_NO_ANSWER);
	assert_non_null(strstr(host.fault.text, "nothing listens at name server 127.0.0.1"));
	arena_free(&arena);
}

static void test_cancelled(void **state)
{
	struct arena arena = ARENA(1 << 20);
	struct host host = { .name = "mute.test" };
	struct resolve_params params = params_of(*state, &(struct expected){ .family = AF_UNSPEC }, 5000000);
	int64_t began = clock_us();
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	close(ends[1]);
	params.deadline.cancel_fd = ends[0];
	resolve_hosts(&params, &host, 1, &arena);
	assert_int_equal(host.fault.kind, FAULT_CANCELLED);
	assert_int_equal(clock_us(), began);
	close(ends[0]);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_alone),
		cmocka_unit_test(test_all_at_once),
		cmocka_unit_test(test_hosts_file),
		cmocka_unit_test(test_no_search),
		cmocka_unit_test(test_nothing_listens),
		cmocka_unit_test(test_cancelled),
	};

	return cmocka_run_group_tests_name("resolve", tests, start, stop);
}
