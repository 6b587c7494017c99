// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * run - the runner: a plugin's steps, from what was prepared to facts
 */
#include "probe/run.h"

#include "probe/run_parallel.h"
#include "probe/session.h"

static bool hosts_make(const struct plan *plan, struct facts *facts)
{
	facts->hosts = arena_list(&facts->arena, plan->hosts.count, sizeof *facts->hosts);
	if (!facts->hosts)
		return false;
	for (; facts->host_count < plan->hosts.count; facts->host_count++) {
		const struct plan_host *wanted = &plan->hosts.at[facts->host_count];

		facts->hosts[facts->host_count] = (struct host){ .name = wanted->name, .port = wanted->port, .kind = wanted->kind, .alias_of = "", .dns_us = -1 };
	}
	return true;
}

void run_steps(const struct job *job, struct facts *facts)
{
	struct run r = { .job = job, .facts = facts };
	bool ok = hosts_make(job->plan, facts) && !facts_run_failed(facts);

	for (const struct run_step *row = job->steps->once; ok && row->step; row++)
		ok = row->step(&r);
	bool out_of_memory = ok ? job->steps->each && !run_parallel(&r) : facts->arena.failed;
	for (const struct run_step *row = job->steps->after; ok && !out_of_memory && row && row->step; row++)
		out_of_memory = !row->step(&r) && facts->arena.failed;
	if (out_of_memory && !facts_run_failed(facts))
		fault(&facts->run_fault, FAULT_MEMORY, 0, "no memory for the run");
}
