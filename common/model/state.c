// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * state - the four states of a monitoring plugin
 */
#include "model/state.h"

#include "base/span.h"

static const char *const names[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };
static const int badness[] = { [STATE_OK] = 0, [STATE_UNKNOWN] = 1, [STATE_WARNING] = 2, [STATE_CRITICAL] = 3 };

enum state state_worse(enum state a, enum state b)
{
	return badness[a] >= badness[b] ? a : b;
}

const char *state_name(enum state state)
{
	return names[state];
}

bool state_named(const char *name, enum state *state)
{
	for (int i = STATE_OK; i <= STATE_UNKNOWN; i++)
		if (span_equal_nocase(span_of(name), span_of(names[i]))) {
			*state = (enum state)i;
			return true;
		}
	return false;
}
