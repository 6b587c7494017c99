// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * session - the mutable state of a run, and of one endpoint in it
 */
#include "probe/session.h"

static bool step_run(struct session *s, const struct session_step *row)
{
	s->phase = row->phase;
	s->phase_began_us = clock_us();
	s->phase_ended_us = 0;
	s->fault = (struct fault){ 0 };
	bool ok = row->step(s);
	if (s->phase == row->phase)
		s->target->phase_us[row->phase] = (s->phase_ended_us ? s->phase_ended_us : clock_us()) - s->phase_began_us;
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
	stream_close(&s->tls);
	stream_close(&s->tcp);
}

int64_t session_ticket_us(int64_t handshake_us, int64_t ticket_us, int64_t answer_us)
{
	if (ticket_us <= handshake_us || (answer_us >= 0 && ticket_us > answer_us - SESSION_TICKET_WITH_US))
		return 0;
	return ticket_us - handshake_us < SESSION_TICKET_MAX_US ? ticket_us - handshake_us : SESSION_TICKET_MAX_US;
}
