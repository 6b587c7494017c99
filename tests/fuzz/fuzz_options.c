// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_options - values of options: every line is an argument
 */
#include "cli/option_rows.h"
#include "parse_options.h"
#include "fuzz.h"

static const struct option table[] = {
	OPTION_COMMON("5061", "30:critical", "the whole exchange"),
	OPTION_SIP("sip:Options_User@{domain}"),
	OPTION_PUSH,
	OPTION_GENERAL,
	{ 0 }
};
static const struct rule rules[] = { { .id = "sip.answer" }, { .id = "cert.expiry" }, { 0 } };

enum { ARGUMENTS_MAX = 64 };

FUZZ(bytes)
{
	struct options o = { .plugin = "check_push_federation", .table = table, .rules = rules };
	char *copy = strndup(bytes.len ? bytes.at : "", bytes.len), *rest = copy, *argv[ARGUMENTS_MAX + 2] = { "x" };
	int argc = 1;

	while (rest && argc <= ARGUMENTS_MAX)
		argv[argc++] = strsep(&rest, "\n");
	fuzz_must(copy);
	bool opens = strstr(copy, "extra") || strstr(copy, "replay"); /* files are fuzz_ini's and fuzz_record's */
	if (!opens && parse_options(&o, argc, argv) == OPTIONS_RUN)
		fuzz_reached(o.plan.hosts.count > 1);
	else if (!opens && o.fault.kind != FAULT_NONE)
		fuzz_must(o.fault.text[0] && o.at < argc && (!o.at || (o.column <= strlen(argv[o.at]) && o.end <= strlen(argv[o.at]))) &&
			  (!o.end || o.column <= o.end) && (!o.separate || o.at > 1));
	if (!opens)
		options_free(&o);
	free(copy);
}
