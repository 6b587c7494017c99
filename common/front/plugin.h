// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * plugin - what a plugin is, and the conductor that runs it
 *
 * A plugin is tables and a name. The conductor takes it once through the one-way picture: options, plan, steps, facts,
 * rules, findings, report; it writes the one result with one write(2) and gives the exit code.
 */
#ifndef FRONT_PLUGIN_H
#define FRONT_PLUGIN_H

#include "model/job.h"
#include "model/rule.h"

struct option; /* front/options.h */

struct plugin {
	const char *name;	      /* the program: "check_push_federation" */
	const char *service;	      /* how its first line begins: "PUSH FEDERATION" */
	const char *purpose;	      /* one sentence for --help: the question it answers */
	const char *peers;	      /* what several targets are called: "Edges" */
	const struct option *options;
	job_runner *run;	      /* probe's, which only plugins/ may name */
	const struct steps *steps;
	const struct rule *rules;
	const struct metric *metrics; /* one is labelled "time": the whole exchange */
};

/* The whole program. Returns the exit code: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, also for usage, -h and -V. */
int plugin_main(const struct plugin *, int argc, char **argv);

#endif
