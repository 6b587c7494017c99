// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_wsman_msg - WS-Management answers
 */
#include "codec/wsman_msg.h"
#include "fuzz.h"

FUZZ(bytes)
{
	struct arena arena = ARENA(FUZZ_MEMORY_MAX);
	struct buf streams = BUF(WSMAN_STREAM_MAX);
	struct wsman_answer answer;
	struct fault f;

	if (wsman_answer_decode(bytes, &arena, &streams, &answer, &f)) {
		fuzz_look(buf_span(&streams));
		fuzz_look_text(answer.relates_to);
		fuzz_look_text(answer.fault_text);
		fuzz_reached(answer.is_fault ? answer.fault_code > 0 : streams.len > 8);
	}
	buf_free(&streams);
	arena_free(&arena);
}
