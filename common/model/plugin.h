// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * plugin - what a plugin is: tables and a name
 */
#ifndef MODEL_PLUGIN_H
#define MODEL_PLUGIN_H

#include "model/plan.h"
#include "model/rule.h"
#include "model/step.h"

struct option; /* cli/options.h */

struct plugin {
	const char *name;	      /* the program: "check_push_federation" */
	const char *service;	      /* how its first line begins: "PUSH FEDERATION" */
	const char *purpose;	      /* one sentence for --help: the question it answers */
	enum plan_subject subject;
	const struct option *options;
	const struct steps *steps;
	const struct rule *rules;
	const char *const *examples;  /* for --help, cli/help.h */
	const struct metric *metrics; /* one is labelled "time": the whole exchange */
};

#endif
