// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * run_parallel - many endpoints side by side
 */
#include "probe/run_parallel.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

enum {
	TARGET_CEILING = 4 * 1024 * 1024,
	STACK_SIZE = 256 * 1024, /* a handshake and an answer touch a quarter of it */
	HEAPS_MAX = 2,		 /* malloc's: one for each thread would cost more than the endpoint itself */
};

struct fan {
	struct session *sessions;
	size_t count;
	atomic_size_t next; /* the first session that no thread has taken yet */
};

/* ---- targets ---- */

static bool was_found(const struct host *h)
{
	return h->fault.kind == FAULT_NONE;
}

static size_t without_network(const struct addresses *a)
{
	size_t count = 0;

	while (count < a->count && a->at[count].no_network)
		count++;
	return count;
}

static size_t targets_of(const struct host *h, const struct plan *plan)
{
	size_t usable = h->addresses.count - without_network(&h->addresses);

	if (!plan_asks_each_address(plan) || !was_found(h) || usable == 0)
		return 1;
	return usable < PLAN_ADDRESSES_MAX ? usable : PLAN_ADDRESSES_MAX;
}

/* The first target also tries the addresses that this host has no network for: they fail at once, and are seen once. */
static struct addresses candidates_of(const struct host *h, size_t index)
{
	size_t skipped = without_network(&h->addresses), first = index ? skipped + index : 0;

	if (skipped == h->addresses.count)
		return h->addresses;
	return (struct addresses){ &h->addresses.at[first], skipped + index + 1 - first };
}

static void target_make(struct session *s, const struct plan *plan, size_t index)
{
	const struct host *h = s->host;
	struct target *t = s->target;

	target_init(t, TARGET_CEILING);
	t->kind = h->kind;
	t->host = h->name;
	t->port = h->port;
	t->phase_us[PHASE_DNS] = h->dns_us;
	t->wire.on = plan->verbose >= 2 || plan->record || plan->record_on_problem;
	if (!was_found(h)) {
		t->stopped = (struct stopped){ PHASE_DNS, h->fault };
		return;
	}
	s->candidates = h->addresses;
	if (plan_asks_each_address(plan) && !s->direct) {
		s->candidates = candidates_of(h, index);
		t->address = s->candidates.at[s->candidates.count - 1].text;
	}
}

static struct session session_make(const struct run *run, const struct host *h)
{
	return (struct session){ .run = run, .host = h, .deadline = run->job->deadline };
}

static bool direct_make(const struct run *run, struct session *s)
{
	struct facts *facts = run->facts;

	facts->direct = arena_list(&facts->arena, 1, sizeof *facts->direct);
	if (!facts->direct)
		return false;
	*s = session_make(run, &run->partner);
	s->direct = true;
	s->deadline = deadline_sooner(s->deadline, RUN_PARALLEL_DIRECT_US);
	s->target = &facts->direct[facts->direct_count++];
	target_make(s, run->job->plan, 0);
	return true;
}

static bool externals_make(const struct run *run, struct session *s)
{
	struct facts *facts = run->facts;

	facts->externals = arena_list(&facts->arena, run->external_count, sizeof *facts->externals);
	for (size_t i = 0; facts->externals && i < run->external_count; i++, s++) {
		*s = session_make(run, &run->externals[i]);
		s->direct = true;
		s->deadline = deadline_sooner(s->deadline, RUN_PARALLEL_DIRECT_US);
		s->target = &facts->externals[facts->external_count++];
		target_make(s, run->job->plan, 0);
	}
	return facts->externals;
}

static bool sessions_make(const struct run *run, struct fan *fan)
{
	struct facts *facts = run->facts;
	const struct plan *plan = run->job->plan;
	struct session *s;

	for (size_t i = 0; i < facts->host_count; i++)
		fan->count += targets_of(&facts->hosts[i], plan);
	size_t targets = fan->count;
	fan->count += (run->partner.name != NULL) + run->external_count;
	fan->sessions = s = calloc(fan->count ? fan->count : 1, sizeof *s);
	facts->targets = arena_list(&facts->arena, targets, sizeof *facts->targets);
	if (!s || !facts->targets)
		return false;
	for (size_t i = 0; i < facts->host_count; i++)
		for (size_t index = 0; index < targets_of(&facts->hosts[i], plan); index++, s++) {
			*s = session_make(run, &facts->hosts[i]);
			s->target = &facts->targets[facts->target_count++];
			target_make(s, plan, index);
		}
	if (run->external_count && !externals_make(run, s))
		return false;
	return !run->partner.name || direct_make(run, s + run->external_count);
}

/* ---- threads ---- */

static void *work(void *arg)
{
	struct fan *fan = arg;

	for (;;) {
		size_t mine = atomic_fetch_add(&fan->next, 1);

		if (mine >= fan->count)
			return NULL;
		if (fan->sessions[mine].target->stopped.fault.kind == FAULT_NONE)
			session_run(&fan->sessions[mine]);
	}
}

/* Signals stay with the caller's thread. A thread that cannot be created is not a fault: the others take its work. */
static size_t threads_begin(struct fan *fan, pthread_t *threads, size_t wanted)
{
	pthread_attr_t attr;
	sigset_t all, before;
	size_t begun = 0;

	if (pthread_attr_init(&attr) != 0)
		return 0;
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (begun < wanted && pthread_create(&threads[begun], &attr, work, fan) == 0)
		begun++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	return begun;
}

static void work_side_by_side(struct fan *fan)
{
	pthread_t threads[RUN_PARALLEL_THREADS_MAX];
	size_t wanted = fan->count < RUN_PARALLEL_THREADS_MAX ? fan->count : RUN_PARALLEL_THREADS_MAX;
	size_t begun = 0;

	if (wanted > 1) { /* this thread is one of them */
#ifdef M_ARENA_MAX /* glibc's; musl has one heap */
		mallopt(M_ARENA_MAX, HEAPS_MAX);
#endif
		begun = threads_begin(fan, threads, wanted - 1);
	}
	work(fan);
	while (begun)
		pthread_join(threads[--begun], NULL);
}

bool run_parallel(const struct run *run)
{
	struct fan fan = { 0 };
	bool ok = sessions_make(run, &fan);

	if (ok)
		work_side_by_side(&fan);
	if (ok && run->job->steps->join)
		run->job->steps->join(run, fan.sessions, fan.count);
	free(fan.sessions);
	return ok;
}
