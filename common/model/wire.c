// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wire - who said what and when, bounded
 */
#include "model/wire.h"

void wire_add(struct wire *w, struct arena *arena, enum wire_way way, int64_t at_us, struct span bytes)
{
	if (!w->on || bytes.len == 0)
		return;
	struct wire_event *event = bytes.len <= WIRE_CEILING - w->kept ? arena_alloc(arena, sizeof *event) : NULL;
	if (!event) {
		w->dropped += bytes.len;
		return;
	}
	event->way = way;
	event->at_us = at_us;
	event->bytes.at = arena_bytes(arena, bytes);
	event->bytes.len = arena->failed ? 0 : bytes.len;
	*(w->last ? &w->last->next : &w->first) = event;
	w->last = event;
	w->kept += bytes.len;
}
