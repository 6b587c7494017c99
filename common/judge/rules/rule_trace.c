// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_trace - what Max-Forwards 0, 1, 2, ... showed of the way
 */
#include "judge/rules/rule_trace.h"

#include "base/plural.h"
static bool answered(const struct sample *s)
{
	return s->answer.status != 0;
}

static size_t refusals(const struct target *t)
{
	size_t count = 0;

	for (size_t i = 0; i < t->trace_count; i++)
		count += t->trace[i].answer.status == 483;
	return count;
}

/* The last number that was answered, from 1; 0: none was. */
static size_t last_answered(const struct target *t)
{
	size_t at = t->trace_count;

	while (at > 0 && !answered(&t->trace[at - 1]))
		at--;
	return at;
}

void rule_trace(const struct view *v, struct findings *f)
{
	const struct target *t = v->target;
	size_t last = last_answered(t), count = t->trace_count;
	struct finding *finding;

	if (count == 0)
		return;
	if (t->trace_fault.kind != FAULT_NONE)
		finding = finding_add(f, STATE_OK, "trace: the connection ended at Max-Forwards %zu: %s", count - 1, t->trace_fault.text);
	else if (last == 0)
		finding = finding_add(f, STATE_OK, "trace: %s did not answer Max-Forwards 0", t->host);
	else if (last < count)
		finding = finding_add(f, STATE_OK, "trace: Max-Forwards %zu was answered, %zu was not: lost behind server %zu", last - 1,
				      last, last);
	else if (t->trace[count - 1].answer.status == 483)
		finding = finding_add(f, STATE_OK, "trace: no end after %zu servers: a loop, or a very long way", count);
	else
		finding = finding_add(f, STATE_OK, "trace: %zu %s on the way, Max-Forwards %zu brought %d", refusals(t),
				      plural(refusals(t), "server", "servers"), count - 1, t->trace[count - 1].answer.status);
	finding->note = true;
}
