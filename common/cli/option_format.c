// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_format - the format in which an error is written, wherever it was asked for
 */
#include "cli/option_format.h"

#include "cli/option_name.h"
#include "cli/option_value.h"

void option_format_note(struct options *o, struct span name, const char *value)
{
	const struct option *second, *row = name.len ? option_name_row(o->table, name, &second) : NULL;
	struct plan plan = { .output_format = OUTPUT_TEXT };
	struct option_value v = { row, value, &plan, &o->arena, o->rules };
	struct fault ignored = { 0 };

	if (row && !second && row->type == OPT_CHOICE && row->offset == offsetof(struct plan, output_format) && value &&
	    option_value_read(&v, &ignored))
		o->format = plan.output_format;
}

void option_format_of_words(struct options *o, int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		struct span value, name = span_of(argv[i]);

		if (!span_starts(name, SPAN("--")))
			continue;
		name = span_split(span_skip(name, 2), '=', &value);
		option_format_note(o, name, value.at ? value.at : i + 1 < argc ? argv[i + 1] : NULL);
	}
}
