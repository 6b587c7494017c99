// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_run_parallel - which targets come of which hosts, and that they run side by side, each with its own facts
 *
 * The steps are the test's own: no network.
 */
#include "probe/run_parallel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "still_clock.h"

/* ---- steps of our own ---- */

enum { STEP_US = 20 }; /* what a step takes of the clock that all of them share */

static atomic_int running, max_running, closed, interruptible, untimely;
static int meeting; /* so many must run at a time before one of them goes on */

static void close_counted(void *self)
{
	(void)self;
	atomic_fetch_add(&closed, 1);
}

static const struct stream_ops counted = { .close = close_counted };

/* Straight to the partner there is less time. */
static bool step_open(struct session *s)
{
	int64_t left_us = s->deadline.at_us - clock_us();

	if (left_us < (s->direct ? 4000000 : 9000000) || left_us > (s->direct ? RUN_PARALLEL_DIRECT_US : 10000000))
		atomic_fetch_add(&untimely, 1);
	s->tcp = (struct stream){ &counted, NULL };
	s->target->address = arena_printf(&s->target->arena, "%s", s->candidates.at[0].text);
	return true;
}

static void note_mask(void)
{
	sigset_t mask;

	pthread_sigmask(SIG_SETMASK, NULL, &mask);
	if (!sigismember(&mask, SIGTERM))
		atomic_fetch_add(&interruptible, 1);
}

/* The bound is for a test that fails: all that are awaited never come. */
static void meet(void)
{
	for (int ms = 0; ms < 10000 && atomic_load(&max_running) < meeting; ms++)
		usleep(1000);
}

/* Some time, and some memory: what an endpoint mostly takes. The host's name says how it ends. */
static bool step_wait(struct session *s)
{
	int now = atomic_fetch_add(&running, 1) + 1, max = atomic_load(&max_running);

	while (now > max && !atomic_compare_exchange_weak(&max_running, &max, now))
		;
	if (gettid() != getpid())
		note_mask();
	meet();
	still_pass(STEP_US);
	s->target->from = arena_printf(&s->target->arena, "%s/%zu", s->host->name, s->candidates.count);
	atomic_fetch_sub(&running, 1);
	return !strstr(s->host->name, "bad") || fault(&s->fault, FAULT_REFUSED, 111, "%s refused", s->host->name);
}

/* What is found out late belongs to the phase before, whose time stays as it was. */
static bool step_last(struct session *s)
{
	if (!strstr(s->host->name, "late"))
		return true;
	s->phase = PHASE_TLS;
	return fault(&s->fault, FAULT_ALERT, 48, "unknown ca");
}

static const struct session_step each[] = {
	{ PHASE_CONNECT, step_open }, { PHASE_TLS, step_wait }, { PHASE_SIP, step_last }, { 0, NULL }
};
static const struct steps steps = { .each = each };

/* ---- worlds ---- */

struct world {
	struct plan plan;
	struct job job;
	struct facts facts;
	struct run run;
	struct host hosts[300];
};

static struct address two[] = { { .text = "192.0.2.1", .family = 2 }, { .text = "192.0.2.2", .family = 2 } };
static struct address mixed[] = { { "2001:db8::1", 10, true }, { "192.0.2.1", 2, false }, { "192.0.2.2", 2, false } };
static struct address six[] = { { "2001:db8::1", 10, true }, { "2001:db8::2", 10, true } };
static struct address many[11];
static struct address one[] = { { .text = "192.0.2.3", .family = 2 } };

static void host_make(struct host *h, const char *name)
{
	*h = (struct host){ .name = name, .port = 5061, .alias_of = "", .dns_us = 1000 };
	if (strstr(name, "unknown"))
		fault(&h->fault, FAULT_DNS, DNS_NO_SUCH_NAME, "%s has no address", name);
	else if (strstr(name, "two"))
		h->addresses = (struct addresses){ two, 2 };
	else if (strstr(name, "mixed"))
		h->addresses = (struct addresses){ mixed, 3 };
	else if (strstr(name, "six"))
		h->addresses = (struct addresses){ six, 2 };
	else if (strstr(name, "many")) {
		for (size_t i = 0; i < 11; i++)
			many[i] = one[0];
		h->addresses = (struct addresses){ many, 11 };
	}
	else
		h->addresses = (struct addresses){ one, 1 };
}

static void world_make(struct world *w, const char *const *names, size_t count)
{
	*w = (struct world){ .job = { .steps = &steps, .plan = &w->plan, .deadline = { .at_us = clock_us() + 10000000, .cancel_fd = -1 } } };
	facts_init(&w->facts);
	w->run = (struct run){ .job = &w->job, .facts = &w->facts };
	w->facts.hosts = w->hosts;
	w->facts.host_count = count;
	for (size_t i = 0; i < count; i++)
		host_make(&w->hosts[i], names[i]);
	atomic_store(&closed, 0);
	atomic_store(&max_running, 0);
	atomic_store(&untimely, 0);
}

/* What the steps saw is judged here: cmocka's assertions belong to the thread that runs the test. */
static void world_run(struct world *w)
{
	assert_true(run_parallel(&w->run));
	assert_int_equal(atomic_load(&untimely), 0);
}

/* ---- cases: the targets in order, each "host address from phase fault" ---- */

struct expected {
	const char *names[4];
	const char *targets;
	int closed;
	bool first_address;
	const char *partner; /* NULL: not asked; its target comes last, behind a ">" */
};

static const struct expected cases[] = {
	{ { "one" }, "one 192.0.2.3 one/1 - none\n", 1, true, NULL },
	{ { "two" }, "two 192.0.2.1 two/2 - none\n", 1, true, NULL },
	{ { "two" }, "two 192.0.2.1 two/1 - none\ntwo 192.0.2.2 two/1 - none\n", 2, false, NULL },
	{ { "two", "one" }, "two 192.0.2.1 two/1 - none\ntwo 192.0.2.2 two/1 - none\none 192.0.2.3 one/1 - none\n", 3, false, NULL },
	{ { "unknown", "one" }, "unknown   dns dns\none 192.0.2.3 one/1 - none\n", 1, true, NULL },
	{ { "unknown" }, "unknown   dns dns\n", 0, false, NULL },
	{ { "one", "bad", "bad-two" },
	  "one 192.0.2.3 one/1 - none\nbad 192.0.2.3 bad/1 tls refused\nbad-two 192.0.2.1 bad-two/2 tls refused\n", 3, true, NULL },
	{ { "late" }, "late 192.0.2.3 late/1 tls alert\n", 1, true, NULL },
	{ { "one" }, "one 192.0.2.3 one/1 - none\n>two 192.0.2.1 two/2 - none\n", 2, true, "two" },
	{ { "two" }, "two 192.0.2.1 two/1 - none\ntwo 192.0.2.2 two/1 - none\n>two 192.0.2.1 two/2 - none\n", 3, false, "two" },
	{ { "unknown" }, "unknown   dns dns\n>late 192.0.2.3 late/1 - none\n", 1, true, "late" },
	{ { "bad" }, "bad 192.0.2.3 bad/1 tls refused\n>bad 192.0.2.3 bad/1 tls refused\n", 2, true, "bad" },
	{ { "one" }, "one 192.0.2.3 one/1 - none\n>unknown   dns dns\n", 1, true, "unknown" },
	/* what this host has no network for is tried with the first of the others */
	{ { "mixed" }, "mixed 2001:db8::1 mixed/2 - none\nmixed 192.0.2.2 mixed/1 - none\n", 2, false, NULL },
	{ { "mixed" }, "mixed 2001:db8::1 mixed/3 - none\n", 1, true, NULL },
	{ { "six" }, "six 2001:db8::1 six/2 - none\n", 1, false, NULL },
#define MANY "many 192.0.2.3 many/1 - none\n"
	{ { "many" }, MANY MANY MANY MANY MANY MANY MANY MANY, 8, false, NULL },
};

static void show(char *seen, size_t size, const char *before, const struct target *t)
{
	bool ok = t->stopped.fault.kind == FAULT_NONE;

	snprintf(seen + strlen(seen), size - strlen(seen), "%s%s %s %s %s %s\n", before, t->host, t->address, t->from,
		 ok ? "-" : phase_name(t->stopped.phase), fault_word(t->stopped.fault.kind));
}

static void test_targets(void **state)
{
	static struct world w;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct expected *e = &cases[i];
		char seen[512] = "";
		size_t count = 0;

		while (count < 4 && e->names[count])
			count++;
		world_make(&w, e->names, count);
		w.plan.first_address = e->first_address;
		if (e->partner)
			host_make(&w.run.partner, e->partner);
		world_run(&w);
		for (size_t t = 0; t < w.facts.target_count; t++)
			show(seen, sizeof seen, "", &w.facts.targets[t]);
		for (size_t t = 0; t < w.facts.direct_count; t++)
			show(seen, sizeof seen, ">", &w.facts.direct[t]);
		assert_string_equal(seen, e->targets);
		assert_int_equal(atomic_load(&closed), e->closed);
		facts_free(&w.facts);
	}
}

static void test_times(void **state)
{
	static struct world w;
	static const char *const names[] = { "one", "unknown", "bad", "late" };

	(void)state;
	world_make(&w, names, 4);
	world_run(&w);
	for (size_t t = 0; t < w.facts.target_count; t++) {
		const int64_t *us = w.facts.targets[t].phase_us;
		bool found = t != 1, last = t == 0;

		assert_int_equal(us[PHASE_IDENTITY], -1);
		assert_int_equal(us[PHASE_DNS], 1000);
		assert_int_equal(us[PHASE_CONNECT] >= 0, found);
		assert_int_equal(us[PHASE_TLS] >= STEP_US, found);
		assert_int_equal(us[PHASE_SIP] >= 0, last);
	}
	facts_free(&w.facts);
}

/* 300 endpoints: as many as the ceiling allows run at a time, and never one more. */
static void test_side_by_side(void **state)
{
	static struct world w;
	static const char *names[300];

	(void)state;
	for (size_t i = 0; i < 300; i++)
		names[i] = i % 3 ? "one" : "bad";
	world_make(&w, names, 300);
	meeting = RUN_PARALLEL_THREADS_MAX;
	world_run(&w);
	meeting = 0;
	assert_int_equal(w.facts.target_count, 300);
	assert_int_equal(atomic_load(&max_running), RUN_PARALLEL_THREADS_MAX);
	assert_int_equal(atomic_load(&closed), 300);
	for (size_t i = 0; i < 300; i++)
		assert_int_equal(w.facts.targets[i].stopped.fault.kind, i % 3 ? FAULT_NONE : FAULT_REFUSED);
	facts_free(&w.facts);
}

/* ---- what sessions kept to themselves ---- */

static char joined[200];

static void join(const struct run *run, const struct session *sessions, size_t count)
{
	for (size_t i = 0; i < count; i++)
		snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%s ", sessions[i].direct ? ">" : "", sessions[i].target->host);
	snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%d %zu", atomic_load(&running), run->facts->target_count);
}

/* All at once, in order, when the last of them has ended. */
static void test_join(void **state)
{
	static const struct steps joining = { .each = each, .join = join };
	static const char *const names[] = { "one", "unknown", "bad", "late" };
	static struct world w;

	(void)state;
	world_make(&w, names, 4);
	host_make(&w.run.partner, "two");
	w.job.steps = &joining;
	joined[0] = '\0';
	world_run(&w);
	assert_string_equal(joined, "one unknown bad late >two 0 4");
	facts_free(&w.facts);
}

/* The conductor's signal handlers are for its own thread: workers leave them alone, and its mask is as before. */
static void test_signals(void **state)
{
	static struct world w;
	static const char *const names[] = { "one", "two", "one", "two" };
	sigset_t before, after;

	(void)state;
	pthread_sigmask(SIG_SETMASK, NULL, &before);
	world_make(&w, names, 4);
	world_run(&w);
	assert_int_equal(atomic_load(&interruptible), 0);
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	for (int signal = 1; signal < 32; signal++)
		assert_int_equal(sigismember(&before, signal), sigismember(&after, signal));
	facts_free(&w.facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_side_by_side),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_signals),
	};

	return cmocka_run_group_tests_name("fan", tests, NULL, NULL);
}
