// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * answer - what is known of a SIP answer: its status, its ms-diagnostics, what the tables say of both
 */
#include "judge/answer.h"

/* Codes that say no more than: this From may not. */
static const uint32_t from_codes[] = { 1001, 1002, 1012, 1015, 1017 };

struct reading answer_read(const struct answer *a)
{
	struct reading r = { .answer = a, .diag = diag_table_telling(a), .sip = sip_table_find(a->status) };

	if (r.diag)
		r.row = diag_table_find(r.diag->code);
	r.sure = r.row && diag_table_sure(r.row, r.diag);
	return r;
}

bool answer_names_hop(const struct answer *a)
{
	struct reading r = answer_read(a);

	return r.sure && r.row->advice.place != PLACE_UNTOLD;
}

bool answer_is_of_ocs2007r2(const struct answer *a)
{
	return span_starts_nocase(span_of(a->server), SPAN("RTC/3."));
}

const struct expect *answer_expected(const struct plan *plan, const struct answer *a)
{
	for (size_t i = plan->sip.expect.count; i-- > 0;)
		if (a->status >= plan->sip.expect.at[i].first && a->status <= plan->sip.expect.at[i].last)
			return &plan->sip.expect.at[i];
	return NULL;
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

enum state answer_state(const struct plan *plan, const struct answer *a)
{
	const struct expect *e = answer_expected(plan, a);
	struct reading r = answer_read(a);

	if (e)
		return e->state;
	if (a->status < 300)
		return STATE_OK;
	if (plan->sip.strict)
		return STATE_CRITICAL;
	if (answer_refuses_guess(plan, a))
		return STATE_UNKNOWN;
	if (r.sure && r.row->advice.state != ADVICE_BY_STATUS)
		return (enum state)r.row->advice.state;
	return (enum state)r.sip->advice.state;
}

bool answer_came(const struct sample *s)
{
	return s->answer.status >= 200 && s->took_us >= 0;
}

/* Does `s` tell more than the best so far? */
static bool tells_more(const struct plan *plan, const struct sample *s, const struct sample *best)
{
	enum state state = answer_state(plan, &s->answer), known = answer_state(plan, &best->answer);

	if (state == STATE_OK && known == STATE_OK)
		return s->answer.status >= 300 && best->answer.status < 300;
	if (state == known)
		return answer_names_hop(&s->answer) && !answer_names_hop(&best->answer);
	return state_worse(known, state) == state;
}

const struct sample *answer_telling(const struct plan *plan, const struct target *t)
{
	const struct sample *best = NULL;

	for (size_t i = 0; i < t->sample_count; i++)
		if (answer_came(&t->samples[i]) && (!best || tells_more(plan, &t->samples[i], best)))
			best = &t->samples[i];
	return best;
}
