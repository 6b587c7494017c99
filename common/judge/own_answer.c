// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * own_answer - did the server asked answer for the domain itself?
 */
#include "judge/own_answer.h"

#include "judge/answer.h"

/* Beginnings of the Server headers of Microsoft's servers and services. */
static const char *const products[] = { "RTC", "McxService", "Microsoft", "Lync", "Skype", "UCCAPI", "UCWA", "Mediation" };

static bool same(const char *a, const char *b)
{
	return *a && span_equal(span_of(a), span_of(b));
}

static bool is_of_microsoft(const char *server)
{
	for (size_t i = 0; i < sizeof products / sizeof *products; i++)
		if (span_starts_nocase(span_of(server), span_of(products[i])))
			return true;
	return false;
}

static bool may_be_in_doubt(const struct view *v)
{
	const struct answer *a = v->answer;
	bool proves = a && (a->status < 300 || a->status == 405 || a->status == 501 || a->status == 603);

	return proves && !v->diag && !answer_expected(v->plan, a);
}

/* The answer at Max-Forwards 0; NULL: no final answer. */
static const struct answer *nearest_of(const struct target *t)
{
	const struct sample *s = answer_came(&t->nearest) || t->trace_count == 0 ? &t->nearest : &t->trace[0];

	return answer_came(s) ? &s->answer : NULL;
}

enum own_answer own_answer_find(const struct view *v)
{
	const struct answer *a = v->answer;

	if (!v->target || !may_be_in_doubt(v))
		return OWN_ANSWER_NOT;
	const struct answer *nearest = nearest_of(v->target);
	const struct tls *tls = &v->target->tls;
	if (nearest && nearest->status == 483)
		return OWN_ANSWER_NOT;
	if (nearest && same(nearest->contact, a->contact))
		return OWN_ANSWER_CONTACT;
	if (nearest && same(nearest->server, a->server) && !span_starts_nocase(span_of(a->server), SPAN("RTC/")))
		return OWN_ANSWER_SERVER;
	if (v->facts->identity.given && tls->handshake_done && !tls->certificate_asked)
		return OWN_ANSWER_CERTIFICATE;
	/* Another Server at Max-Forwards 0: the answer came from further on, and a partner may use what it likes. */
	return !nearest && *a->server && !is_of_microsoft(a->server) ? OWN_ANSWER_PRODUCT : OWN_ANSWER_NOT;
}
