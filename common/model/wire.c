// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wire - who said what and when, bounded
 */
#include "model/wire.h"

const char *wire_discard_text(enum wire_discard discard)
{
	static const char *const texts[WIRE_DISCARD_COUNT] = {
		[WIRE_TAKEN] = "",
		[WIRE_REQUEST] = "a request of its own",
		[WIRE_CALL_ID] = "another Call-ID",
		[WIRE_TAG] = "another From tag",
		[WIRE_CSEQ] = "another CSeq",
		[WIRE_BRANCH] = "another branch",
		[WIRE_VIAS] = "not one Via alone",
		[WIRE_LATE] = "too late",
		[WIRE_AGAIN] = "a repetition",
	};

	return texts[discard];
}

struct wire_event *wire_add(struct wire *w, struct arena *arena, enum wire_way way, int64_t at_us, struct span bytes)
{
	if (!w->on || bytes.len == 0)
		return NULL;
	struct wire_event *event = bytes.len <= WIRE_CEILING - w->kept ? arena_alloc(arena, sizeof *event) : NULL;
	if (!event) {
		w->dropped += bytes.len;
		return NULL;
	}
	event->way = way;
	event->at_us = at_us;
	event->bytes.at = arena_bytes(arena, bytes);
	event->bytes.len = arena->failed ? 0 : bytes.len;
	*(w->last ? &w->last->next : &w->first) = event;
	w->last = event;
	w->kept += bytes.len;
	return event;
}
