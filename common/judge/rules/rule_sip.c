// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_sip - what came back over the route: the answer, its diagnostics, its time
 */
#include "judge/rules/rule_sip.h"

#include <stdio.h>

#include "judge/answer.h"
#include "judge/message_format.h"
#include "judge/own_answer.h"
#include "judge/rules/rule_route.h"
#include "judge/tables/winsock_table.h"

enum { QUOTE_LEAST = 20 };

/* ---- reading ---- */

static bool is_recalled(const struct answer_meaning *r)
{
	return r->row && !r->row->advice.sourced;
}

/* Does the row, recalled or not, say the same as the wire? */
static bool is_worded(const struct answer_meaning *r)
{
	return r->row && diag_table_worded(r->row, r->diag);
}

/* ---- sentence, cause, remedy ---- */

/* " (504, ms-diagnostics 1047)" */
static const char *tail_of(const struct answer_meaning *r, struct findings *f)
{
	const char *retry = r->answer->retry_after_s < 0 ? "" :
							   findings_text(f, ", retry after %lld s",
									 (long long)r->answer->retry_after_s);

	if (!r->diag)
		return findings_text(f, " (%d%s)", r->answer->status, retry);
	return findings_text(f, " (%d, ms-diagnostics %u%s)", r->answer->status, r->diag->code, retry);
}

/* The number of Windows that the header gives; *name: its parameter. NULL: none that is known. */
static const struct winsock_row *number_of(const struct answer_meaning *r)
{
	static const char *const names[] = { "WinsockFailureCode", "winsock-code", "HRESULT" };

	for (size_t i = 0; r->diag && i < sizeof names / sizeof *names; i++) {
		const char *value = diag_param(r->diag, names[i]);
		const struct winsock_row *row = value ? winsock_table_read(value) : NULL;

		if (row)
			return row;
	}
	return NULL;
}

/* The status explains, unless the code may and says what happened. */
static const struct advice *explaining(const struct answer_meaning *r, const struct route *route)
{
	const struct winsock_row *number = number_of(r);
	const struct advice *sharper = NULL;

	if (r->speaker == SPEAKER_PARTNER && r->diag)
		sharper = diag_table_partner(r->diag->code, route->names_us);
	else if (r->sure && r->row->advice.cause == CAUSE_NEXT_HOP_CERTIFICATE && number)
		sharper = diag_table_trust(number->cause);
	if (sharper)
		return sharper;
	return r->sure && r->row->advice.place != PLACE_UNTOLD ? &r->row->advice : &r->sip->advice;
}

/* lead "reason" (504, ms-diagnostics 1999): the reason cut to what a line has room for */
static const char *quote_text(const char *lead, const char *reason, const char *tail, struct findings *f)
{
	size_t taken = strlen(lead) + strlen(" \"...\"") + strlen(tail);
	size_t room = taken + QUOTE_LEAST < FINDING_SENTENCE_MAX ? FINDING_SENTENCE_MAX - taken : QUOTE_LEAST;
	bool whole = strlen(reason) <= room;

	return findings_text(f, "%s \"%.*s%s\"%s", lead, (int)room, reason, whole ? "" : "...", tail);
}

/* The verb for a server without an explanation of its own: "refused our request" is for refusals only. */
static const char *deed_text(const char *server, const struct answer_meaning *r, const struct route *route, struct findings *f)
{
	bool is_itself = span_equal_nocase(span_of(server), span_of(route->domain));

	if (sip_table_refuses(r->answer->status))
		return findings_text(f, "%s refused our request%s%s", server, is_itself ? "" : " to ", is_itself ? "" : route->domain);
	if (r->answer->status >= 500)
		return findings_text(f, "%s failed%s%s", server, is_itself ? "" : " for ", is_itself ? "" : route->domain);
	return findings_text(f, "%s answered %d%s%s", server, r->answer->status, is_itself ? "" : " for ", is_itself ? "" : route->domain);
}

/* A recalled row explains nothing: what the server reports is shown as that. */
static const char *reported_text(const struct answer_meaning *r, const struct route *route, const char *tail, struct findings *f)
{
	if (!r->diag->reason[0])
		return findings_text(f, "%s: reported as code %u%s", route->server, r->diag->code, tail);
	return quote_text(findings_text(f, "%s: reported as", route->server), r->diag->reason, tail, f);
}

/* NULL: the sentence of the advice is right. */
static const char *sentence_of(const struct answer_meaning *r, const struct advice *a, const struct route *route, struct findings *f)
{
	const char *tail = tail_of(r, f);

	if (is_recalled(r))
		return reported_text(r, route, tail, f);
	if (answer_is_of_push(r->answer))
		return findings_text(f, "%s%s", deed_text(route->domain, r, route, f), tail);
	if (r->speaker == SPEAKER_PARTNER) {
		if (a != &r->sip->advice)
			return NULL;
		return findings_text(f, "%s%s", deed_text(route->server, r, route, f), tail);
	}
	if (r->sure && (a->place == PLACE_BEYOND || a->place == PLACE_ANSWERED))
		return findings_text(f, "%s%s", deed_text(a->place == PLACE_BEYOND ? route->partner : route->next, r, route, f), tail);
	/* The wire has words where the tables have none. */
	bool vague = r->row && r->row->last == r->row->code && r->row->advice.place == PLACE_UNTOLD;
	if (r->diag && r->diag->reason[0] && !(r->sure && r->row->advice.sentence) && !vague)
		return quote_text(findings_text(f, "%s says", route->server), r->diag->reason, tail, f);
	return NULL;
}

/* The answer is from behind us: what its status means there. */
static void read_beyond(const struct answer_meaning *r, const struct word words[], struct finding *finding, struct findings *f)
{
	finding->cause = r->beyond ? r->beyond->cause : r->sip->advice.cause;
	finding->remedy = message_format(f, r->beyond ? r->beyond->remedy : r->sip->advice.remedy, words);
	if (r->beyond)
		finding->because = message_format(f, r->beyond->because, words);
}

/* The meaning of a recalled row. It gives the cause if the words on the wire say the same. */
static void add_recalled(const struct answer_meaning *r, const struct word words[], struct finding *finding, struct findings *f)
{
	const struct advice *a = &r->row->advice;

	finding->cause = is_worded(r) && a->place != PLACE_BEYOND ? a->cause : CAUSE_UNDETERMINED;
	finding->because = findings_text(f, "no public document explains code %u; most often: %s", r->diag->code,
					 message_format(f, a->because, words));
	finding->remedy = message_format(f, a->remedy, words);
}

/* Beyond what the tables say: who failed, what is not known of it, how long to wait. */
static void add_seen(const struct answer_meaning *r, const struct route *route, struct finding *finding, struct findings *f)
{
	long long patience = (long long)r->answer->retry_after_s;

	if (answer_failed_itself(r))
		finding->because = findings_text(f, "%s says so of itself: it is overloaded or being serviced, or a service on it does not run", route->server);
	if (explaining(r, route) == &r->sip->advice && r->diag && (!r->row || r->row->last != r->row->code) && finding->because)
		finding->because = findings_text(f, "no public document speaks of code %u; %s", r->diag->code, finding->because);
	if (patience > 0 && finding->remedy)
		finding->remedy = findings_text(f, "wait %lld s, as the server asks (Retry-After); then %s", patience, finding->remedy);
}

static struct finding *add_refusal(const struct view *v, const struct answer_meaning *r, struct findings *f)
{
	struct message_format_words words = message_format_route(v->route);
	const struct advice *a = explaining(r, v->route);
	const struct winsock_row *number = number_of(r);
	struct advice shown = *a;

	if (!shown.sentence)
		shown.sentence = r->sip->advice.sentence;
	struct finding *finding =
		message_format_add(f, answer_state(v->plan, v->target, r->answer), &shown, words.list, tail_of(r, f));
	const char *sentence = sentence_of(r, a, v->route, f);
	if (sentence)
		finding->sentence = sentence;
	if (r->from_beyond && (r->speaker != SPEAKER_PARTNER || a == &r->sip->advice))
		read_beyond(r, words.list, finding, f);
	if (r->speaker == SPEAKER_PARTNER && a == &r->sip->advice && r->diag && r->diag->reason[0])
		finding->because = findings_text(f, "%s says \"%s\"; %s", v->route->server, r->diag->reason, finding->because);
	if (is_recalled(r) && r->speaker != SPEAKER_PARTNER)
		add_recalled(r, words.list, finding, f);
	add_seen(r, v->route, finding, f);
	if (number && number->cause && r->sure && r->row->advice.place == PLACE_NEXT)
		finding->cause = number->cause;
	if (number && finding->because)
		finding->because = findings_text(f, "%s; %s: %s", finding->because, number->name, number->meaning);
	return finding;
}

/* -P put a Route into our request; an OCS 2007 R2 Edge takes none from us and answers a bare 504. */
static void add_route_header(const struct view *v, const struct answer_meaning *r, struct finding *finding, struct findings *f)
{
	bool newer = span_starts_nocase(span_of(r->answer->server), SPAN("RTC/")) && !answer_is_of_ocs2007r2(r->answer);

	if (!v->plan->proxy.name || r->answer->status != 504 || r->diag || newer)
		return;
	if (!answer_is_of_ocs2007r2(r->answer)) {
		finding->because = findings_text(f, "%s; an OCS 2007 R2 Edge would answer so because of -P", finding->because);
		finding->remedy = findings_text(f, "leave out -P once; %s", finding->remedy);
		return;
	}
	finding->sentence = findings_text(f, "%s refuses our Route header: leave out -P (504)", v->target->host);
	finding->cause = CAUSE_ROUTE_HEADER;
	finding->because = findings_text(f, "its Server header (%s) is that of OCS 2007 R2, whose Edge refuses a Route from "
					 "servers that it does not take for its next hop", r->answer->server);
	finding->remedy = "leave out -P: the Edge then finds the partner by DNS or its own configuration";
}

static void blame_guess(const struct view *v, const struct answer_meaning *r, struct finding *finding, struct findings *f)
{
	struct span domain;

	span_split(span_of(v->target->from), '@', &domain);
	finding->sentence = findings_text(f, "From domain %s was guessed, give -f%s", domain.at ? domain.at : "",
					  tail_of(r, f));
	finding->cause = CAUSE_FROM_GUESSED;
	finding->because = findings_text(f, "no -f was given, so %s was used: refusals of this kind may be about that alone",
					 v->target->from);
	finding->remedy = "give -f with an address in one of the organisation's SIP domains (Get-CsSipDomain)";
}

static bool judged_by_tables(const struct plan *plan, const struct answer *a)
{
	return !answer_expected(plan, a) && !plan->sip.strict;
}

/* Request-URI and From may be given beside a captured request; Route and User-Agent are its own. */
static void add_capture(const struct view *v, struct finding *finding, struct findings *f)
{
	static const enum cause causes[] = { CAUSE_ROUTE_HEADER, CAUSE_USER_AGENT };

	for (size_t i = 0; i < sizeof causes / sizeof *causes && v->plan->sip.request_template; i++)
		if (finding->cause == causes[i])
			finding->remedy = findings_text(f, "%s; Route and User-Agent are those of the captured request: change them "
							   "there (--request-template)", finding->remedy);
}

struct finding *rule_sip_refused(const struct view *v, struct findings *f)
{
	const struct answer *a = v->answer;
	struct answer_meaning r = answer_read(v->plan, v->target, a);
	struct finding *finding = add_refusal(v, &r, f);

	finding->hop = (int)v->route->broke;
	finding->status = a->status;
	add_route_header(v, &r, finding, f);
	if (judged_by_tables(v->plan, a) && answer_refuses_guess(v->plan, a))
		blame_guess(v, &r, finding, f);
	add_capture(v, finding, f);
	if (a->status == 483 && v->plan->sip.max_forwards < ANSWER_HOPS_USUAL) {
		finding->sentence = findings_text(f, "%s: --max-forwards=%ju", finding->sentence, (uintmax_t)v->plan->sip.max_forwards);
		finding->because = "that is few: the request may simply have more hops to go";
		finding->actor = ACTOR_HOST;
		finding->remedy = "leave out --max-forwards, or raise it: 70 is usual (RFC 3261 20.22)";
	}
	return finding;
}

/* ---- rules ---- */

void rule_sip_answered(const struct view *v, struct findings *f)
{
	const char *time = message_format_seconds(f, target_took_us(v->target));
	const struct answer *a = v->answer;
	const struct route *route = v->route;
	enum state state = answer_state(v->plan, v->target, a);

	if (a->status < 300 && state != STATE_OK)
		finding_add(f, state, "%s answered %d via %s, which --expect takes for %s", route->domain, a->status, route->queried,
			    state_name(state));
	else if (answer_was_wanted(v->plan, a))
		finding_add(f, state, "%s answered 483 in %s, as --max-forwards=0 asks it to", route->queried, time);
	else if (a->status >= 300)
		finding_add(f, state, "%s answered %d, as expected, in %s", route->queried, a->status, time);
	else if (span_equal_nocase(span_of(route->domain), span_of(route->queried)))
		finding_add(f, state, "%s answered %d in %s", route->domain, a->status, time);
	else
		finding_add(f, state, "%s answered %d via %s in %s", route->domain, a->status, route->queried, time);
}

bool rule_sip_unanswered(const struct view *v, struct findings *f)
{
	const struct target *t = v->target;
	bool stopped = t->stopped.fault.kind != FAULT_NONE;

	if (v->plan->sip.no_client_cert || (stopped && t->stopped.phase < PHASE_SIP))
		return true;
	if (v->answer)
		return false;
	if (stopped && !rule_route_ended(v))
		rule_route_stop(v, f);
	else if (!stopped)
		finding_add(f, STATE_UNKNOWN, "it is not known whether %s answered", t->host);
	return true;
}

/* The evidence against the server asked: for the first line, and in full. */
static const struct {
	const char *brief, *because;
} own_evidence[] = {
	[OWN_ANSWER_CONTACT] = { "same Contact at Max-Forwards 0",
				 "an OPTIONS with Max-Forwards 0, which it may not pass on, brought the same Contact" },
	[OWN_ANSWER_SERVER] = { "same Server at Max-Forwards 0",
				"an OPTIONS with Max-Forwards 0, which it may not pass on, brought the same Server header" },
	[OWN_ANSWER_CERTIFICATE] = { "it asked for no certificate",
				     "it asked for no client certificate, as an Edge's internal side does" },
	[OWN_ANSWER_PRODUCT] = { "its Server header is not Microsoft's",
				 "no Lync, Skype for Business or Microsoft service writes such a Server header" },
};

bool rule_sip_own_answer(const struct view *v, struct findings *f)
{
	enum own_answer evidence = own_answer_find(v);
	const struct answer *a = v->answer;

	if (evidence == OWN_ANSWER_NOT || v->route->count < 2)
		return false;
	struct finding *finding = finding_add(f, state_worse(STATE_WARNING, answer_state(v->plan, v->target, a)), "%s may have answered %d itself: %s",
					      v->target->host, a->status, own_evidence[evidence].brief);
	finding->hop = 1;
	finding->cause = CAUSE_ANSWERED_ITSELF;
	finding->because = findings_text(f, "%s%s%s; then nothing is known of the route behind it", own_evidence[evidence].because,
					 *a->server ? "; Server: " : "", a->server);
	finding->remedy = findings_text(f, "check that -H and -p name the Edge's internal side; where this server's own answer is enough, say "
					   "so: --expect=%d", a->status);
	return true;
}

void rule_sip_answer(const struct view *v, struct findings *f)
{
	if (rule_sip_unanswered(v, f) || rule_sip_own_answer(v, f))
		return;
	bool expected = answer_state(v->plan, v->target, v->answer) == STATE_OK &&
			(answer_expected(v->plan, v->answer) || answer_was_wanted(v->plan, v->answer));
	if (v->answer->status < 300 || expected)
		rule_sip_answered(v, f);
	else
		rule_sip_refused(v, f);
}

static const char *header_name(enum diag_header header)
{
	static const char *const names[] = { "ms-diagnostics", "ms-client-diagnostics", "ms-diagnostics-public" };

	return names[header];
}

static void note(struct findings *f, const char *name, const char *value)
{
	if (value[0])
		finding_add(f, STATE_OK, "%s: %s", name, value)->note = true;
}

static void note_diag(struct findings *f, const struct diag *d)
{
	const char *text = findings_text(f, "%u", d->code);

	for (size_t i = 0; i < d->param_count; i++)
		text = findings_text(f, "%s; %s=\"%s\"", text, d->params[i].name, d->params[i].value);
	note(f, header_name(d->header), text);
}

/* "NTLM, Kerberos of fe01.contoso.com, realm \"SIP Communications Service\"" */
static const char *challenge_text(const struct answer *a, struct findings *f)
{
	return !*a->schemes ? "" : findings_text(f, "%s%s%s%s%s%s", a->schemes, *a->challenger ? " of " : "", a->challenger,
						 *a->realm ? ", realm \"" : "", a->realm, *a->realm ? "\"" : "");
}

/* Without an answer the finding about that says so. */
static void note_unmatched(const struct target *t, struct findings *f)
{
	if (t->unmatched)
		note(f, t->unmatched == 1 ? "1 message answered no request of ours" :
					    findings_text(f, "%zu messages answered no request of ours, the first", t->unmatched),
		     findings_text(f, "%s (%s)", t->unmatched_start, wire_discard_text(t->unmatched_why)));
}

void rule_sip_headers(const struct view *v, struct findings *f)
{
	const struct answer *a = v->answer;

	if (strchr(v->route->domain, '_'))
		note(f, v->route->domain, "an underscore stands in no host name (RFC 1123 2.1), and some servers refuse it");
	if (a)
		note_unmatched(v->target, f);
	if (!a || a->status < 300)
		return;
	for (size_t i = 0; i < a->diag_count; i++)
		note_diag(f, &a->diags[i]);
	note(f, "Login asked for", challenge_text(a, f));
	note(f, "Server", a->server);
	note(f, "Contact", a->status < 400 ? a->contact : "");
	note(f, "Warning", a->warning);
	note(f, "Reason", a->reason_header);
}

/* ---- time ---- */

/* The range of an alert: "above 2 s", "from 1 s to 9 s" */
static const char *range_text(const struct range *range, struct findings *f)
{
	bool to = !range->end_open, from = !range->start_open;

	if (range_is_upper_limit(range))
		return findings_text(f, "above %g s", range->end);
	if (range->inside)
		return to && from ? findings_text(f, "from %g s to %g s", range->start, range->end) :
		       to ? findings_text(f, "up to %g s", range->end) : findings_text(f, "from %g s on", range->start);
	return to ? findings_text(f, "outside %g s to %g s", range->start, range->end) :
		    findings_text(f, "below %g s", range->start);
}

struct finding *rule_sip_limits(const struct view *v, int64_t us, const char *what, struct findings *f)
{
	bool critical = range_alerts(&v->plan->critical, (double)us / 1e6);
	const struct range *range = critical ? &v->plan->critical : &v->plan->warning;
	struct finding *finding;

	if (!range_alerts(range, (double)us / 1e6))
		return NULL;
	finding = finding_add(f, critical ? STATE_CRITICAL : STATE_WARNING, "%s %s, %s %s", what, message_format_seconds(f, us),
			      critical ? "critical" : "warning", range_text(range, f));
	finding->cause = CAUSE_SLOW;
	return finding;
}

static enum phase longest_phase(const struct target *t)
{
	enum phase longest = PHASE_DNS;

	for (enum phase phase = PHASE_DNS; phase <= PHASE_SIP; phase++)
		if (t->phase_us[phase] > t->phase_us[longest])
			longest = phase;
	return longest;
}

/* It came to the end that it was to come to: an answer, or the demand for a certificate that we do not have. */
static bool was_whole(const struct view *v)
{
	const struct tls *tls = &v->target->tls;

	return v->plan->sip.no_client_cert ? tls->certificate_asked || tls->handshake_done : v->answer != NULL;
}

void rule_sip_time(const struct view *v, struct findings *f)
{
	static const int hops[] = { [PHASE_DNS] = 0, [PHASE_CONNECT] = 1, [PHASE_TLS] = 1, [PHASE_SIP] = 2 };
	const int64_t *phase_us = v->target->phase_us;
	enum phase longest = longest_phase(v->target);
	/* An answer crosses the first hop, too, as TLS did. */
	bool near = longest == PHASE_SIP && phase_us[PHASE_SIP] - phase_us[PHASE_TLS] < phase_us[PHASE_TLS];
	struct finding *finding;

	if (!was_whole(v))
		return;
	const char *with = v->plan->sip.no_client_cert ? v->route->queried : v->route->domain;
	finding = rule_sip_limits(v, target_took_us(v->target), findings_text(f, "the exchange with %s took", with), f);
	if (!finding)
		return;
	finding->hop = near ? 1 : hops[longest];
	finding->remedy = "look at the load of the servers on the way; where this is usual here, raise -w and -c";
	finding->because = findings_text(f, "most of it: %s %s%s%s", phase_name(longest), message_format_seconds(f, phase_us[longest]),
					 near ? ", and the first hop is slow by itself: tls " : "",
					 near ? message_format_seconds(f, phase_us[PHASE_TLS]) : "");
}
