// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cause - why a finding is not OK, as one of a closed list
 */
#include "model/cause.h"

#include <stddef.h>

static const struct {
	const char *key, *meaning;
	enum actor actor;
} causes[] = {
	{ NULL, "", ACTOR_NONE },
#define X(cause, key, actor, meaning) { key, meaning, ACTOR_##actor },
	CAUSES(X)
#undef X
};

const char *actor_text(enum actor actor)
{
	static const char *const texts[] = {
#define X(actor, text) text,
		ACTORS(X)
#undef X
	};

	return texts[actor];
}

const char *cause_key(enum cause cause)
{
	return causes[cause].key;
}

const char *cause_meaning(enum cause cause)
{
	return causes[cause].meaning;
}

enum actor cause_actor(enum cause cause)
{
	return causes[cause].actor;
}
