// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_pool_steps - sessions that read settings side by side keep out of each other's way; what fails on our side is the run's
 *
 * A pool and an OCS 2007 R2 Edge without a network: what would talk to them is this test's, and waits for the other in each order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>
#include <semaphore.h>
#include <time.h>

#include "model/pool.h"
#include "remote/http.h"
#include "remote/psrp_talk.h"
#include "net/resolve.h"
#include "probe/prepared.h"
#include "probe/run.h"
#include "probe/steps.h"
#include "remote/ticket.h"
#include "remote/wsman.h"

/* ---- servers that only pretend ---- */

struct http {
	bool edge;
};

static struct http servers[] = { { false }, { true } };

static bool edge_first;
static sem_t first_has_read;
static bool edge_fails;

/* The second waits here until the first has read all. */
static void take_turn(bool edge)
{
	struct timespec soon;

	clock_gettime(CLOCK_REALTIME, &soon);
	soon.tv_sec += 10;
	if (edge != edge_first)
		(void)sem_timedwait(&first_has_read, &soon);
}

static void end_turn(bool edge)
{
	if (edge == edge_first)
		sem_post(&first_has_read);
}

void resolve_hosts(const struct resolve_params *params, struct host *hosts, size_t count, struct arena *arena)
{
	(void)params, (void)hosts, (void)count, (void)arena;
}

bool ticket_fetch(const char *host, struct deadline deadline, struct fault *f)
{
	(void)host, (void)deadline, (void)f;
	return true;
}

void ticket_to_memory(void) {}

bool ticket_use_ntlm(const char *login, struct span password)
{
	(void)login, (void)password;
	return false;
}

bool ticket_use_keytab(const char *path)
{
	(void)path;
	return false;
}

struct http *http_new(const struct http_server *server, const struct plan *plan, struct tls_setup *tls, struct arena *arena, struct fault *f)
{
	(void)plan, (void)tls, (void)arena, (void)f;
	take_turn(server->port == 5986);
	return &servers[server->port == 5986];
}

bool http_ask(struct http *http, const struct http_request *request, struct http_answer *answer, struct fault *f)
{
	(void)http, (void)request, (void)answer;
	return fault(f, FAULT_CLOSED, 0, "nothing is asked for in this test");
}

void http_facts(struct http *http, struct http_cost *cost, struct tls *facts)
{
	(void)http;
	*cost = (struct http_cost){ .address = "" };
	*facts = (struct tls){ .version = "", .cipher = "", .wanted_name = "" };
}

void http_free(struct http *http)
{
	end_turn(http->edge);
}

bool psrp_talk_open(struct psrp_talk *talk, struct fault *f)
{
	(void)f;
	talk->pool->version = "6.3.9600";
	return true;
}

static struct pool_object from_pool[] = { { .identity = "of the pool" } }, from_edge[] = { { .identity = "of the Edge" } };

/* A pool that speaks of everything, also of what is the Edge's. */
bool psrp_talk_read(struct psrp_talk *talk, struct fault *f)
{
	(void)f;
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		talk->pool->sections[id] = (struct pool_section){ .how = POOL_READ, .objects = from_pool, .count = 1 };
	return true;
}

void psrp_talk_close(struct psrp_talk *talk, struct deadline deadline)
{
	(void)talk, (void)deadline;
}

bool wsman_instances(struct wsman *w, struct tree *list, struct fault *f)
{
	struct tree *item = tree_add(w->arena, list, TREE_OBJECT);

	if (item)
		tree_put_text(w->arena, item, "Identity", from_edge[0].identity);
	return item && (!edge_fails || fault(f, FAULT_TIMEOUT, 0, "the Edge does not answer"));
}

/* ---- a run ---- */

static const struct run_step once[] = { { PHASE_READ, step_exports }, { 0 } };
static const struct session_step each[] = { { PHASE_READ, step_settings }, { 0 } };
static const struct steps steps = { .once = once, .each = each, .join = step_settings_join };

static struct plan_host hosts[] = { { "pool.example", 443, TARGET_SETTINGS }, { "edge.example", 5986, TARGET_OCS_EDGE } };

struct world {
	struct plan plan;
	struct prepared prepared;
	struct job job;
	struct facts facts;
};

static void world_make(struct world *w)
{
	*w = (struct world){ .plan = { .subject = SUBJECT_SETTINGS, .hosts = { hosts, 2 }, .settings = {
		.edge = EDGE_OCS2007R2, .edge_host = { "edge.example", 5986 }, .path = "/", .configuration = "x" } } };
	w->prepared = (struct prepared){ .plan = &w->plan, .facts = &w->facts };
	w->job = (struct job){ .steps = &steps, .plan = &w->plan, .prepared = &w->prepared, .began_us = clock_us(),
			       .deadline = { .at_us = clock_us() + 20000000, .cancel_fd = -1 } };
	facts_init(&w->facts);
	sem_init(&first_has_read, 0, 0);
}

static void expect_sections(const struct pool *pool, bool edge, enum pool_how how, const char *identity)
{
	for (int id = 0; id < POOL_SECTION_COUNT; id++) {
		const struct pool_section *section = &pool->sections[id];
		if (pool_section_is_edge((enum pool_section_id)id) != edge)
			continue;
		if (section->how != how)
			fail_msg("%s is %d", pool_section_source((enum pool_section_id)id), section->how);
		if (how == POOL_READ && (section->count != 1 || strcmp(section->objects[0].identity, identity) != 0))
			fail_msg("%s has %zu objects, the first %s", pool_section_source((enum pool_section_id)id), section->count,
				 section->count ? section->objects[0].identity : "none");
	}
}

/* In whatever order servers answer, each sets its own sections and no others. */
static void parts_stay_apart(void **state)
{
	static struct world w;

	(void)state;
	for (int order = 0; order < 4; order++) {
		edge_first = order & 1;
		edge_fails = order & 2;
		world_make(&w);
		run_steps(&w.job, &w.facts);
		assert_int_equal(w.facts.target_count, 2);
		assert_int_equal(w.facts.run_fault.kind, FAULT_NONE);
		assert_int_equal(w.facts.targets[0].stopped.fault.kind, FAULT_NONE);
		assert_int_equal(w.facts.targets[1].stopped.fault.kind, edge_fails ? FAULT_TIMEOUT : FAULT_NONE);
		assert_string_equal(w.facts.pool->version, "6.3.9600");
		expect_sections(w.facts.pool, false, POOL_READ, "of the pool");
		expect_sections(w.facts.pool, true, edge_fails ? POOL_UNSEEN : POOL_READ, "of the Edge");
		assert_int_equal(w.facts.took_us, 0); /* is the conductor's, once */
		facts_free(&w.facts);
		sem_destroy(&first_has_read);
	}
}

/* ---- our own side ---- */

static void no_memory_for_the_keytab(void **state)
{
	static struct world w;

	(void)state;
	world_make(&w);
	w.plan.settings.auth = AUTH_NEGOTIATE;
	w.plan.settings.keytab = "/etc/krb5.keytab";
	assert_false(step_login(&w.prepared));
	run_steps(&w.job, &w.facts);
	assert_int_equal(w.facts.run_fault.kind, FAULT_MEMORY);
	assert_int_equal(w.facts.identity.fault.kind, FAULT_NONE);
	assert_int_equal(w.facts.target_count, 0);
	facts_free(&w.facts);
}

/* SIGTERM while an export is read says nothing of the export. */
static void asked_to_stop_while_reading(void **state)
{
	static struct world w;
	struct export_file file = { "export.json", -1, -1 };
	static const char *files[] = { "export.json" };
	int ends[2];

	(void)state;
	world_make(&w);
	assert_int_equal(pipe(ends), 0);
	file.fd = ends[0];
	w.plan = (struct plan){ .settings.files = { files, 1 }, .settings.path = "/" };
	w.prepared.material.exports = &file;
	w.prepared.material.export_count = 1;
	w.job.deadline.cancel_fd = eventfd(1, EFD_CLOEXEC);
	run_steps(&w.job, &w.facts);
	assert_int_equal(w.facts.run_fault.kind, FAULT_CANCELLED);
	assert_non_null(strstr(w.facts.run_fault.text, "export.json"));
	assert_int_equal(w.facts.pool->fault.kind, FAULT_NONE);
	assert_int_equal(w.facts.pool->sections[POOL_PUSH].how, POOL_UNSEEN);
	close(w.job.deadline.cancel_fd);
	close(ends[0]);
	close(ends[1]);
	facts_free(&w.facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_stay_apart),
		cmocka_unit_test(no_memory_for_the_keytab),
		cmocka_unit_test(asked_to_stop_while_reading),
	};

	return cmocka_run_group_tests_name("pool_steps", tests, NULL, NULL);
}
