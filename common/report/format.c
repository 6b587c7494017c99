// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * format - the formats that a result can be written in, a row each
 */
#include "report/format.h"

#include "report/json_out.h"
#include "report/openmetrics.h"

static void refuse_as_text(const struct plugin *plugin, const struct plan *, const char *why, const struct text_reader *reader,
			   struct buf *to)
{
	text_refuse(plugin, why, reader, to);
}

static void write_json(const struct report *report, const struct text_reader *, struct buf *to)
{
	to->failed |= !json_out_write(report, to);
}

static void refuse_as_json(const struct plugin *plugin, const struct plan *, const char *why, const struct text_reader *,
			   struct buf *to)
{
	to->failed |= !json_out_refuse(plugin, why, to);
}

static void write_openmetrics(const struct report *report, const struct text_reader *, struct buf *to)
{
	to->failed |= !openmetrics_write(report, to);
}

static void refuse_as_openmetrics(const struct plugin *plugin, const struct plan *plan, const char *why, const struct text_reader *,
				  struct buf *to)
{
	to->failed |= !openmetrics_refuse(plugin, plan, why, to);
}

static const struct format formats[OUTPUT_COUNT] = {
	[OUTPUT_TEXT] = { TEXT_OUTPUT_MAX, text_write, refuse_as_text },
	[OUTPUT_JSON] = { JSON_OUT_MEMORY_MAX, write_json, refuse_as_json },
	[OUTPUT_OPENMETRICS] = { OPENMETRICS_MAX, write_openmetrics, refuse_as_openmetrics },
};

const struct format *format_of(enum output_format which)
{
	return &formats[which];
}
