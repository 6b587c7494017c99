// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_sip - what came back over the route: the answer, its diagnostics, its time
 */
#include "judge/rules/rule_sip.h"

#include <stdio.h>

#include "judge/answer.h"
#include "judge/message_format.h"
#include "judge/rules/rule_route.h"
#include "judge/tables/winsock_table.h"

enum { SENTENCE_USUAL = 90, QUOTE_LEAST = 24 };

/* ---- reading ---- */

/* A row that says what happened; else the status must do. */
static bool row_tells(const struct reading *r)
{
	return r->sure && r->row->advice.sentence;
}

/* The wire has words where the tables have none. */
static bool wire_tells(const struct reading *r)
{
	bool vague = r->row && r->row->last == r->row->code && r->row->advice.place == PLACE_UNTOLD;

	return r->diag && r->diag->reason[0] && !row_tells(r) && !vague;
}

/* ---- sentence, cause, remedy ---- */

/* " (504, ms-diagnostics 1047)" */
static const char *tail_of(const struct reading *r, struct findings *f)
{
	const char *retry = r->answer->retry_after_s < 0 ? "" :
							   findings_text(f, ", retry after %lld s",
									 (long long)r->answer->retry_after_s);

	if (!r->diag)
		return findings_text(f, " (%d%s)", r->answer->status, retry);
	return findings_text(f, " (%d, ms-diagnostics %u%s)", r->answer->status, r->diag->code, retry);
}

/* "; WinsockFailureCode 10054: the peer reset the connection", and the sharper cause */
static const char *number_text(const struct reading *r, struct finding *finding, struct findings *f)
{
	static const char *const names[] = { "WinsockFailureCode", "winsock-code", "HRESULT" };

	for (size_t i = 0; r->diag && i < sizeof names / sizeof *names; i++) {
		const char *value = diag_param(r->diag, names[i]);
		const struct winsock_row *row = value ? winsock_table_read(value) : NULL;

		if (!row)
			continue;
		if (row->cause && r->sure && r->row->advice.place == PLACE_NEXT)
			finding->cause = row->cause;
		return findings_text(f, "; %s: %s", row->name, row->meaning);
	}
	return "";
}

/* Which table explains: the row, where it says what happened or is the only one with a place; else the status. */
static const struct advice *explaining(const struct reading *r)
{
	bool by_status = !r->sure || r->row->advice.place == PLACE_UNTOLD;

	return by_status ? &r->sip->advice : &r->row->advice;
}

/* edge says "reason" (504, ms-diagnostics 1999): the reason cut to what a line has room for */
static const char *quote_text(const char *server, const char *reason, const char *tail, struct findings *f)
{
	size_t taken = strlen(server) + strlen(" says \"...\"") + strlen(tail);
	size_t room = taken + QUOTE_LEAST < SENTENCE_USUAL ? SENTENCE_USUAL - taken : QUOTE_LEAST;
	bool whole = strlen(reason) <= room;

	return findings_text(f, "%s says \"%.*s%s\"%s", server, (int)room, reason, whole ? "" : "...", tail);
}

/* The peer gave no reason but a status that may have one. */
static void read_status(const struct reading *r, const struct word words[], struct finding *finding, struct findings *f)
{
	const struct sip_beyond *beyond = sip_table_beyond(r->answer->status);

	finding->cause = beyond ? beyond->cause : r->sip->advice.cause;
	finding->remedy = phrase(f, beyond ? beyond->remedy : r->sip->advice.remedy, words);
	if (beyond)
		finding->because = phrase(f, beyond->because, words);
}

static struct finding *add_refusal(const struct view *v, const struct reading *r, struct findings *f)
{
	enum state state = answer_state(v->plan, r->answer);
	struct phrase_words words = phrase_route(v->route);
	const struct advice *a = explaining(r);
	struct advice shown = *a;

	if (!shown.sentence)
		shown.sentence = r->sip->advice.sentence;
	struct finding *finding = phrase_add(f, state, &shown, words.list, tail_of(r, f));
	if (wire_tells(r))
		finding->sentence = quote_text(v->route->server, r->diag->reason, tail_of(r, f), f);
	if (r->sure && a->place == PLACE_BEYOND)
		read_status(r, words.list, finding, f);
	return finding;
}

/* What an unsure row would mean, and what the wire adds in numbers. */
static void add_details(const struct reading *r, struct finding *finding, const struct route *route, struct findings *f)
{
	struct phrase_words words = phrase_route(route);

	if (r->row && !r->sure) {
		finding->cause = CAUSE_UNDETERMINED;
		finding->because = findings_text(f, "no public document explains code %u; most often: %s", r->diag->code,
						 phrase(f, r->row->advice.because, words.list));
		finding->remedy = phrase(f, r->row->advice.remedy, words.list);
	}
	if (finding->because)
		finding->because = findings_text(f, "%s%s", finding->because, number_text(r, finding, f));
}

/* -P put a Route into our request; an OCS 2007 R2 Edge takes none from us and answers a bare 504. */
static void add_route_header(const struct view *v, const struct reading *r, struct finding *finding, struct findings *f)
{
	bool newer = span_starts_nocase(span_of(r->answer->server), SPAN("RTC/")) && !answer_is_of_ocs2007r2(r->answer);

	if (!v->plan->proxy.name || r->answer->status != 504 || r->diag || newer)
		return;
	if (!answer_is_of_ocs2007r2(r->answer)) {
		finding->because = findings_text(f, "%s; an OCS 2007 R2 Edge would answer so because of -P", finding->because);
		finding->remedy = findings_text(f, "leave out -P once; %s", finding->remedy);
		return;
	}
	finding->sentence = findings_text(f, "%s takes no Route header from us: leave out -P (504)", v->target->host);
	finding->cause = CAUSE_ROUTE_HEADER;
	finding->because = findings_text(f, "its Server header (%s) is that of OCS 2007 R2, whose Edge refuses a Route from "
					 "servers that it does not take for its next hop", r->answer->server);
	finding->remedy = "leave out -P: the Edge then finds the partner by DNS or its own configuration";
}

static void blame_guess(const struct view *v, const struct reading *r, struct finding *finding, struct findings *f)
{
	struct span domain;

	span_cut(span_of(v->target->from), '@', &domain);
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
	struct reading r = answer_read(a);
	struct finding *finding = add_refusal(v, &r, f);

	finding->hop = (int)v->route->broke;
	add_details(&r, finding, v->route, f);
	add_route_header(v, &r, finding, f);
	if (judged_by_tables(v->plan, a) && answer_refuses_guess(v->plan, a))
		blame_guess(v, &r, finding, f);
	add_capture(v, finding, f);
	if (a->status == 483 && v->plan->sip.max_forwards < 70)
		finding->because = findings_text(f, "--max-forwards=%ju is small: %s", (uintmax_t)v->plan->sip.max_forwards,
						 "the request may simply have more hops to go");
	return finding;
}

/* ---- rules ---- */

void rule_sip_answered(const struct view *v, struct findings *f)
{
	const char *time = phrase_seconds(f, target_took_us(v->target));
	const struct answer *a = v->answer;
	const struct route *route = v->route;
	enum state state = answer_state(v->plan, a);

	if (a->status < 300 && state != STATE_OK)
		finding_add(f, state, "%s answered %d via %s, which --expect takes for %s", route->domain, a->status, route->asked,
			    state_name(state));
	else if (a->status >= 300)
		finding_add(f, state, "%s answered %d, as expected, in %s", route->asked, a->status, time);
	else if (span_equal_nocase(span_of(route->domain), span_of(route->asked)))
		finding_add(f, state, "%s answered %d in %s", route->domain, a->status, time);
	else
		finding_add(f, state, "%s answered %d via %s in %s", route->domain, a->status, route->asked, time);
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
		finding_add(f, STATE_UNKNOWN, "nothing is known of an answer from %s", t->host);
	return true;
}

void rule_sip_answer(const struct view *v, struct findings *f)
{
	if (rule_sip_unanswered(v, f))
		return;
	bool expected = answer_state(v->plan, v->answer) == STATE_OK && answer_expected(v->plan, v->answer);
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

void rule_sip_headers(const struct view *v, struct findings *f)
{
	const struct answer *a = v->answer;

	if (!a || a->status < 300)
		return;
	for (size_t i = 0; i < a->diag_count; i++)
		note_diag(f, &a->diags[i]);
	note(f, "Server", a->server);
	note(f, "Contact", a->status < 400 ? a->contact : "");
	note(f, "Warning", a->warning);
	note(f, "Reason", a->reason_header);
}

/* ---- time ---- */

/* What it takes to alert: "above 2 s", "from 1 s to 9 s" */
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
	finding = finding_add(f, critical ? STATE_CRITICAL : STATE_WARNING, "%s %s, %s %s", what, phrase_seconds(f, us),
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
	enum phase longest = longest_phase(v->target);
	struct finding *finding;

	if (!was_whole(v))
		return;
	const char *with = v->plan->sip.no_client_cert ? v->route->asked : v->route->domain;
	finding = rule_sip_limits(v, target_took_us(v->target), findings_text(f, "the exchange with %s took", with), f);
	if (!finding)
		return;
	finding->hop = hops[longest];
	finding->because = findings_text(f, "most of it: %s %s", phase_name(longest), phrase_seconds(f, v->target->phase_us[longest]));
}
