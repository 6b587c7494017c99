// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * parse_options - a command line to a plan at once, without a sandbox between. For unit tests and fuzzing only
 */
#ifndef TESTS_PARSE_OPTIONS_H
#define TESTS_PARSE_OPTIONS_H

#include "cli/options.h"

static inline enum options_result parse_options(struct options *o, int argc, char **argv)
{
	enum options_result result = options_split(o, argc, argv);

	if (result == OPTIONS_RUN)
		result = options_open(o);
	return result == OPTIONS_RUN ? options_plan(o) : result;
}

#endif
