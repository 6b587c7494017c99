// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * answer - what is known of a SIP answer: its status, its ms-diagnostics, what the tables say of both
 */
#include "judge/answer.h"

#include "judge/speaker.h"

/* Codes that say no more than: this From may not. */
static const uint32_t from_codes[] = { 1001, 1002, 1012, 1017 };

static bool came_from_beyond(const struct plan *plan, const struct answer_meaning *r)
{
	if (r->speaker == SPEAKER_PARTNER)
		return true;
	/* Behind a Front End the next hop is our own Edge. */
	bool edge_is_next = plan->sip.via_front_end && r->speaker == SPEAKER_QUERIED;
	return r->sure && (r->row->advice.place == PLACE_BEYOND || (r->row->advice.place == PLACE_ANSWERED && !edge_is_next));
}

struct answer_meaning answer_read(const struct plan *plan, const struct target *t, const struct answer *a)
{
	struct answer_meaning r = { .answer = a, .diag = diag_table_telling(a), .sip = sip_table_find(a->status) };

	r.speaker = speaker_of(plan, t, a, r.diag);
	if (r.diag)
		r.row = diag_table_find(r.diag->code);
	r.sure = r.row && r.row->advice.sourced && r.speaker != SPEAKER_PARTNER;
	r.from_beyond = came_from_beyond(plan, &r);
	if (r.from_beyond)
		r.beyond = sip_table_beyond(a->status);
	return r;
}

bool answer_names_hop(const struct plan *plan, const struct target *t, const struct answer *a)
{
	struct answer_meaning r = answer_read(plan, t, a);

	return r.speaker == SPEAKER_PARTNER || (r.sure && r.row->advice.place != PLACE_UNTOLD);
}

bool answer_is_of_ocs2007r2(const struct answer *a)
{
	return span_starts_nocase(span_of(a->server), SPAN("RTC/3."));
}

bool answer_is_of_push(const struct answer *a)
{
	struct span server = span_of(a->server);

	return span_starts_nocase(server, SPAN("RTCC/")) && memmem(server.at, server.len, "PNCH", 4);
}

bool answer_failed_itself(const struct answer_meaning *r)
{
	bool itself = !r->row || (r->row->advice.sourced && r->row->advice.place == PLACE_UNTOLD);

	return r->diag && *r->diag->source && itself && r->speaker != SPEAKER_PARTNER && (r->answer->status == 500 || r->answer->status == 503);
}

const struct expect *answer_expected(const struct plan *plan, const struct answer *a)
{
	for (size_t i = plan->sip.expect.count; i-- > 0;)
		if (a->status >= plan->sip.expect.at[i].first && a->status <= plan->sip.expect.at[i].last)
			return &plan->sip.expect.at[i];
	return NULL;
}

bool answer_was_wanted(const struct plan *plan, const struct answer *a)
{
	return a->status == 483 && plan->sip.max_forwards == 0 && !plan->sip.strict && a->diag_count == 0 && !answer_expected(plan, a);
}

bool answer_refuses_guess(const struct plan *plan, const struct answer *a)
{
	if (plan->sip.from || plan->sip.request_template)
		return false;
	if (a->status == 403 || a->status == 404)
		return true;
	for (size_t i = 0; i < sizeof from_codes / sizeof *from_codes; i++)
		for (size_t d = 0; d < a->diag_count; d++)
			if (a->diags[d].code == from_codes[i])
				return true;
	return false;
}

enum state answer_state(const struct plan *plan, const struct target *t, const struct answer *a)
{
	const struct expect *e = answer_expected(plan, a);
	struct answer_meaning r = answer_read(plan, t, a);

	if (e)
		return e->state;
	if (a->status < 300)
		return STATE_OK;
	if (plan->sip.strict)
		return STATE_CRITICAL;
	if (answer_was_wanted(plan, a))
		return STATE_OK;
	if (answer_refuses_guess(plan, a))
		return STATE_UNKNOWN;
	if (r.sure && r.row->advice.state != ADVICE_BY_STATUS)
		return (enum state)r.row->advice.state;
	if (r.beyond && r.beyond->state != ADVICE_BY_STATUS)
		return (enum state)r.beyond->state;
	return (enum state)r.sip->advice.state;
}

bool answer_came(const struct sample *s)
{
	return s->answer.status >= 200 && s->took_us >= 0;
}

/* Does `s` tell more than the best so far? */
static bool tells_more(const struct plan *plan, const struct target *t, const struct sample *s, const struct sample *best)
{
	enum state state = answer_state(plan, t, &s->answer), known = answer_state(plan, t, &best->answer);

	if (state == STATE_OK && known == STATE_OK)
		return s->answer.status >= 300 && best->answer.status < 300;
	if (state == known)
		return answer_names_hop(plan, t, &s->answer) && !answer_names_hop(plan, t, &best->answer);
	return state_worse(known, state) == state;
}

const struct sample *answer_telling(const struct plan *plan, const struct target *t)
{
	const struct sample *best = NULL;

	for (size_t i = 0; i < t->sample_count; i++)
		if (answer_came(&t->samples[i]) && (!best || tells_more(plan, t, &t->samples[i], best)))
			best = &t->samples[i];
	return best;
}
