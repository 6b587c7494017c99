// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * session - the mutable state of a run, and of one endpoint in it
 */
#include "probe/session.h"

static bool step_run(struct session *s, const struct session_step *row)
{
	s->phase = row->phase;
	s->phase_began_us = clock_us();
	s->fault = (struct fault){ 0 };
	bool ok = row->step(s);
	if (s->phase == row->phase)
		s->target->phase_us[row->phase] = clock_us() - s->phase_began_us;
	if (!ok)
		s->target->stopped = (struct stopped){ s->phase, s->fault };
	return ok;
}

static bool is_wanted(const struct session *s, const struct session_step *row)
{
	return row->step && (!s->direct || row->phase <= PHASE_TLS);
}

void session_run(struct session *s)
{
	const struct session_step *row = s->run->job->steps->each;

	while (is_wanted(s, row) && step_run(s, row))
		row++;
	stream_close(&s->upper);
	stream_close(&s->lower);
}
