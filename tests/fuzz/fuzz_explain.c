// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_explain - what is pasted behind --explain
 */
#include "report/explain.h"
#include "fuzz.h"

FUZZ(bytes)
{
	struct buf out = BUF(FUZZ_MEMORY_MAX);
	struct lines lines = { .to = &out, .style = { .terminal = true }, .columns = LINES_COLUMNS };
	struct fault f = { 0 };
	bool known = explain_write(bytes, &lines, &f);

	fuzz_must(known == (f.kind == FAULT_NONE));
	fuzz_must(!known || out.failed || out.len > 0);
	fuzz_reached(known && out.len > 0 && span_find(buf_span(&out), SPAN(" = ")) < out.len && span_find(buf_span(&out), SPAN("SIP status")) < out.len);
	buf_free(&out);
}
