// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_srv - SRV records and their targets' addresses, against a name server of our own on loopback
 */
#include "net/srv.h"

#include "name_server.h"

#define NAME(domain) "_sipfederationtls._tcp." domain

/* ---- the zone ---- */

static const struct record zone[] = {
	{ NAME("one.test"), TYPE_SRV, NOERROR, 0, { "0 0 5061 sip.one.test" } },
	{ "sip.one.test", TYPE_A, NOERROR, 0, { "192.0.2.1" } },
	{ "sip.one.test", TYPE_AAAA, NOERROR, 0, { "2001:db8::1" } },
	{ NAME("many.test"), TYPE_SRV, NOERROR, 0,
	  { "10 90 5061 d.many.test", "0 5 5061 c.many.test", "0 7 443 b.many.test", "0 5 5061 a.many.test" } },
	{ "a.many.test", TYPE_A, NOERROR, 0, { "192.0.2.10" } },
	{ "b.many.test", TYPE_A, NOERROR, 0, { "=a.many.test", "192.0.2.10" } },
	{ "c.many.test", TYPE_A, NOERROR, 0, { 0 } },
	{ NAME("ends.test"), TYPE_SRV, NOERROR, 0, { "65535 65535 65535 sip.one.test", "0 0 0 sip.one.test" } },
	{ NAME("alias.test"), TYPE_SRV, NOERROR, 0, { "=" NAME("one.test"), "0 0 5061 sip.one.test" } },
	{ NAME("refusing.test"), TYPE_SRV, NOERROR, 0, { "0 0 0 ." } },
	{ NAME("number.test"), TYPE_SRV, NOERROR, 0, { "0 0 5061 192.0.2.9" } },
	{ NAME("nul.test"), TYPE_SRV, NOERROR, 0, { "0 0 5061 sip.one.test~evil" } },
	{ NAME("empty.test"), TYPE_SRV, NOERROR, 0, { 0 } },
	{ NAME("other.test"), TYPE_A, NOERROR, 0, { "192.0.2.3" } },
	{ NAME("broken.test"), TYPE_SRV, SERVFAIL, 0, { 0 } },
	{ NAME("refused.test"), TYPE_SRV, REFUSED, 0, { 0 } },
	{ NAME("mute.test"), TYPE_SRV, SILENT, 0, { 0 } },
	{ NAME("halfmute.test"), TYPE_SRV, NOERROR, 0, { "0 0 5061 mute.halfmute.test" } },
	{ "mute.halfmute.test", TYPE_A, SILENT, 0, { 0 } },
	{ "mute.halfmute.test", TYPE_AAAA, SILENT, 0, { 0 } },
};

/* ---- the cases ---- */

struct expected {
	const char *domain;
	const char *targets; /* "priority weight name:port[=alias][ address]...;" each; NULL: a fault */
	int code;	     /* of the fault, enum dns_code */
	const char *says;
	int64_t took_ms;
};

static const struct expected cases[] = {
	{ "one.test", "0 0 sip.one.test:5061 2001:db8::1 192.0.2.1;", 0, "", 0 },
	{ "ONE.test", "0 0 sip.one.test:5061 2001:db8::1 192.0.2.1;", 0, "", 0 },
	{ "many.test",
	  "0 7 b.many.test:443=a.many.test 192.0.2.10;0 5 a.many.test:5061 192.0.2.10;0 5 c.many.test:5061!2;10 90 d.many.test:5061!1;",
	  0, "", 0 },
	{ "ends.test", "0 0 sip.one.test:0 2001:db8::1 192.0.2.1;65535 65535 sip.one.test:65535 2001:db8::1 192.0.2.1;", 0, "", 0 },
	{ "alias.test", "0 0 sip.one.test:5061 2001:db8::1 192.0.2.1;", 0, "", 0 },
	{ "refusing.test", "0 0 :0;", 0, "", 0 },
	{ "number.test", "0 0 192.0.2.9:5061 192.0.2.9;", 0, "", 0 },
	{ "nowhere.test", NULL, DNS_NO_SUCH_NAME,
	  NAME("nowhere.test") " has no SRV record: name server 127.0.0.1 says there is no such name (NXDOMAIN)", 0 },
	{ "empty.test", NULL, DNS_NO_ADDRESS, NAME("empty.test") " has no SRV record: name server 127.0.0.1 knows the name", 0 },
	{ "other.test", NULL, DNS_NO_ADDRESS, NAME("other.test") " has no SRV record: ", 0 },
	{ "broken.test", NULL, DNS_SERVER_FAILED, "failed (SERVFAIL or REFUSED)", 0 },
	{ "refused.test", NULL, DNS_SERVER_FAILED, NAME("refused.test") " cannot be looked up: ", 0 },
	{ "mute.test", NULL, DNS_NO_ANSWER, NAME("mute.test") " cannot be looked up: name server 127.0.0.1 did not answer within 0.5 s",
	  500 },
	{ "halfmute.test", "0 0 mute.halfmute.test:5061!4;", 0, "", 1000 },
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

static struct resolve_params params_of(const struct name_server *s, int64_t time_us)
{
	return (struct resolve_params){
		.family = AF_UNSPEC,
		.server = { "127.0.0.1", s->port },
		.deadline = { .at_us = clock_us() + time_us, .cancel_fd = -1 },
	};
}

static void write_target(const struct srv_target *t, char *to, size_t size)
{
	int at = snprintf(to, size, "%u %u %s:%u", t->priority, t->weight, t->host.name, t->host.port);

	if (*t->host.alias_of)
		at += snprintf(to + at, size - (size_t)at, "=%s", t->host.alias_of);
	if (t->host.fault.kind != FAULT_NONE)
		at += snprintf(to + at, size - (size_t)at, "!%lld", (long long)t->host.fault.code);
	for (size_t i = 0; i < t->host.addresses.count; i++)
		at += snprintf(to + at, size - (size_t)at, " %s", t->host.addresses.at[i].text);
	snprintf(to + at, size - (size_t)at, ";");
}

static void check(const struct srv *srv, const struct expected *e)
{
	char seen[1024] = "";

	for (size_t i = 0; i < srv->target_count; i++)
		write_target(&srv->targets[i], seen + strlen(seen), sizeof seen - strlen(seen));
	assert_string_equal(seen, e->targets ? e->targets : "");
	if (srv->fault.kind != (e->targets ? FAULT_NONE : FAULT_DNS) || srv->fault.code != e->code || !strstr(srv->fault.text, e->says))
		fail_msg("%s: %s %ld: %s", e->domain, fault_word(srv->fault.kind), srv->fault.code, srv->fault.text);
	assert_true(span_ends_nocase(span_of(srv->name), span_of(e->domain)));
	assert_in_range(srv->dns_us, 0, 500000); /* the half of the time that records have */
}

static void test_each_alone(void **state)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = ARENA(1 << 20);
		struct srv srv = { .domain = cases[i].domain };
		struct resolve_params params = params_of(*state, 1000000);
		int64_t began = clock_us(), took;

		srv_look_up(&params, &srv, 1, &arena);
		took = clock_us() - began;
		check(&srv, &cases[i]);
		if (took != cases[i].took_ms * 1000)
			fail_msg("%s took %lld us", cases[i].domain, (long long)took);
		arena_free(&arena);
	}
}

/* The addresses of one domain's targets do not get into another's; all of it ends in time. */
static void test_all_at_once(void **state)
{
	enum { COUNT = sizeof cases / sizeof *cases };
	struct arena arena = ARENA(1 << 20);
	struct srv srvs[COUNT] = { 0 };
	struct resolve_params params = params_of(*state, 1000000);
	int64_t began = clock_us();

	for (size_t i = 0; i < COUNT; i++)
		srvs[i].domain = cases[i].domain;
	srv_look_up(&params, srvs, COUNT, &arena);
	assert_int_equal(clock_us() - began, 1000000);
	for (size_t i = 0; i < COUNT; i++)
		check(&srvs[i], &cases[i]);
	arena_free(&arena);
}

/* More domains than may be asked side by side, some of a name that cannot be asked; and a deadline that has passed. */
static void test_in_turns(void **state)
{
	enum { COUNT = 3 * SRV_IN_FLIGHT_MAX };
	static const char *const names[] = { "one.test", "nowhere.test", "a b.test", "" };
	struct arena arena = ARENA(1 << 20);
	struct srv srvs[COUNT] = { 0 };
	struct resolve_params params = params_of(*state, 1000000);

	for (size_t i = 0; i < COUNT; i++)
		srvs[i].domain = names[i % 4];
	srv_look_up_records(&params, srvs, COUNT, &arena);
	for (size_t i = 0; i < COUNT; i++) {
		assert_int_equal(srvs[i].target_count, i % 4 == 0);
		assert_int_equal(srvs[i].fault.kind, i % 4 == 0 ? FAULT_NONE : i % 4 == 1 ? FAULT_DNS : FAULT_PROTOCOL);
	}
	params.deadline.at_us = clock_us();
	struct srv late = { .domain = "one.test" };
	srv_look_up_records(&params, &late, 1, &arena);
	assert_int_equal(late.fault.code, DNS_NO_ANSWER);
	assert_int_equal(late.dns_us, -1);
	arena_free(&arena);
}

/* c-ares writes such a byte as "\\000", or takes no such answer: never a shorter name, which is another host. */
static void test_a_nul_ends_no_name(void **state)
{
	struct arena arena = ARENA(1 << 20);
	struct srv srv = { .domain = "nul.test" };
	struct resolve_params params = params_of(*state, 1000000);

	srv_look_up(&params, &srv, 1, &arena);
	for (size_t i = 0; i < srv.target_count; i++)
		if (srv.targets[i].host.addresses.count || !strstr(srv.targets[i].host.name, "evil"))
			fail_msg("%s", srv.targets[i].host.name);
	assert_true(srv.target_count || srv.fault.kind == FAULT_DNS);
	arena_free(&arena);
}

static void test_cancelled(void **state)
{
	struct arena arena = ARENA(1 << 20);
	struct srv srv = { .domain = "mute.test" };
	struct resolve_params params = params_of(*state, 5000000);
	int64_t began = clock_us();
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	close(ends[1]);
	params.deadline.cancel_fd = ends[0];
	srv_look_up(&params, &srv, 1, &arena);
	assert_int_equal(srv.fault.kind, FAULT_CANCELLED);
	assert_int_equal(clock_us(), began);
	close(ends[0]);
	arena_free(&arena);
}

static void test_no_memory(void **state)
{
	struct arena arena = ARENA(100);
	struct srv srv = { .domain = "one.test" };
	struct resolve_params params = params_of(*state, 1000000);

	srv_look_up(&params, &srv, 1, &arena);
	assert_int_equal(srv.fault.kind, FAULT_MEMORY);
	assert_int_equal(srv.target_count, 0);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_alone),
		cmocka_unit_test(test_all_at_once),
		cmocka_unit_test(test_in_turns),
		cmocka_unit_test(test_a_nul_ends_no_name),
		cmocka_unit_test(test_cancelled),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests_name("srv", tests, start, stop);
}
