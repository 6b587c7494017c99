// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_push - the push round trip: answers, loss, time
 */
#include "judge/rules/rule_push.h"

#include "judge/answer.h"
#include "judge/message_format.h"
#include "judge/rules/rule_sip.h"
#include "judge/speaker.h"

static bool is_options(const struct target *t)
{
	return span_equal(span_of(t->method), SPAN("OPTIONS"));
}

struct push_trip rule_push_trip(const struct target *t)
{
	struct push_trip trip = { 0 };
	int64_t sum = 0;

	for (size_t i = 0; i < t->sample_count; i++) {
		const struct sample *s = &t->samples[i];

		trip.sent += s->sent_us >= 0;
		if (!answer_came(s))
			continue;
		if (trip.answered == 0 || s->took_us < trip.least_us)
			trip.least_us = s->took_us;
		if (s->took_us > trip.most_us)
			trip.most_us = s->took_us;
		sum += s->took_us;
		trip.answered++;
	}
	if (trip.answered > 0)
		trip.mean_us = sum / (int64_t)trip.answered;
	if (trip.sent > 0)
		trip.loss_percent = 100.0 * (double)(trip.sent - trip.answered) / (double)trip.sent;
	return trip;
}

static void add_answered(const struct view *v, struct findings *f)
{
	struct push_trip trip = rule_push_trip(v->target);
	enum state state = answer_state(v->plan, v->target, v->answer);
	const struct answer *a = v->answer;
	const struct route *route = v->route;

	if (v->target->sample_count == 1) {
		rule_sip_answered(v, f);
		return;
	}
	if (a->status >= 300) /* the sentence does not name the server that answered: it may be the Edge alone */
		finding_add(f, state, "%s answered %zu of %zu requests, as expected (%d), mean %s", route->queried, trip.answered,
			    trip.sent, a->status, message_format_seconds(f, trip.mean_us));
	else if (state != STATE_OK)
		finding_add(f, state, "%s answered %zu of %zu requests (%d), which --expect takes for %s", route->domain,
			    trip.answered, trip.sent, a->status, state_name(state));
	else
		finding_add(f, state, "%s answered %zu of %zu requests via %s, mean %s", route->domain, trip.answered, trip.sent,
			    route->queried, message_format_seconds(f, trip.mean_us));
}

/* A 403 without a reason: a filter on the route, which looks at requests with text, may have refused. */
static void suspect_filter(const struct view *v, struct finding *finding, struct findings *f)
{
	if (v->answer->status != 403 || answer_names_hop(v->plan, v->target, v->answer) || is_options(v->target))
		return;
	finding->because = findings_text(f, "%s; the IM URL filter is one possible cause: Get-CsImFilterConfiguration",
					 finding->because ? finding->because : "the service refused");
}

/* The limits of a success: no telephone rang. */
static void say_limits(const struct view *v, struct findings *f)
{
	if (!is_options(v->target))
		return;
	finding_note_standing(finding_add(f, STATE_OK, "OPTIONS proves route, trust and that the service answers; not that a device "
						       "rings, nor that the IM URL filter lets pushes pass"));
}

/*
 * Sources: Microsoft's lifecycle pages (2015 and 2019 ended on 2025-10-14; Skype for Business Online on 2021-07-31), Apple's notice on the
 * binary provider protocol (2021-03-31), Microsoft's on MPNS (2018).
 */
void rule_push_worth(const struct view *v, struct findings *f)
{
	if (!span_equal_nocase(span_of(v->plan->domain), span_of(speaker_push_domain)))
		return;
	struct finding *finding = finding_add(f, STATE_OK, "no supported client is publicly known to use this push any more");

	finding->because = "a good result proves the federation route, which any partner takes as well (-d); check_push(7)";
	finding_note_standing(finding);
}

void rule_push_capture(const struct view *v, struct findings *out)
{
	const struct capture *capture = &v->facts->capture;
	struct finding *finding;

	if (capture->fault.kind == FAULT_USAGE) { /* without the file's name: there is room for what is in it */
		finding = finding_add(out, STATE_UNKNOWN, "the capture's %s", capture->fault.text);
		finding->cause = CAUSE_CAPTURE_REFUSED;
		finding->because = findings_text(out, "%s is sent again at every check: so it may be an OPTIONS, or a MESSAGE or SERVICE to the "
						 "push URI alone", v->plan->sip.request_template);
		finding->remedy = "keep the push request alone in the file; where another address is meant, name it with --uri, or its domain "
				  "with --domain";
	} else if (capture->fault.kind != FAULT_NONE) {
		finding = finding_add(out, STATE_UNKNOWN, "%s: %s", v->plan->sip.request_template, capture->fault.text);
		finding->cause = CAUSE_CAPTURE_UNREADABLE;
		finding->remedy = "look at that line of the file; the manual shows how a capture is made";
	} else if (capture->line) {
		finding = finding_add(out, STATE_OK, "sent again: the request at line %zu of the capture, of %zu in it", capture->line,
				      capture->requests);
		finding->note = true;
	}
}

void rule_push_answer(const struct view *v, struct findings *f)
{
	if (rule_sip_unanswered(v, f) || rule_sip_own_answer(v, f))
		return;
	if (v->answer->status >= 300 && answer_state(v->plan, v->target, v->answer) != STATE_OK) {
		suspect_filter(v, rule_sip_refused(v, f), f);
		return;
	}
	add_answered(v, f);
	if (v->answer->status < 300)
		say_limits(v, f);
}

/* ---- loss ---- */

static enum state loss_state(const struct plan *plan, double loss)
{
	if (plan->sip.loss_critical >= 0 && loss >= plan->sip.loss_critical)
		return STATE_CRITICAL;
	if (plan->sip.loss_warning >= 0)
		return loss >= plan->sip.loss_warning ? STATE_WARNING : STATE_OK;
	return loss > 0 && plan->sip.loss_critical < 0 ? STATE_WARNING : STATE_OK;
}

/* The connection ended before all samples were sent. */
static void judge_end(const struct view *v, const struct push_trip *trip, struct findings *f)
{
	const struct fault *fault = &v->target->stopped.fault;
	struct finding *finding;

	if (fault->kind == FAULT_NONE || fault->kind == FAULT_TIMEOUT)
		return;
	if (fault->kind == FAULT_CANCELLED) {
		finding_add(f, STATE_UNKNOWN, "stopped from outside after %zu of %zu answers", trip->answered,
			    v->target->sample_count);
		return;
	}
	finding = finding_add(f, STATE_WARNING, "the connection to %s ended after %zu of %zu answers", v->target->host,
			      trip->answered, v->target->sample_count);
	finding->hop = 1;
	finding->cause = CAUSE_CONNECTION_LOST;
	finding->because = findings_text(f, "%s, %s after the first request", fault->text,
					 message_format_seconds(f, v->target->phase_us[PHASE_SIP]));
	finding->remedy = "look for a restart of the service, or a device on the way that cuts connections, e.g. idle ones: a shorter -i "
			  "shows that";
}

/* Without any answer push.answer has said it. */
void rule_push_loss(const struct view *v, struct findings *f)
{
	struct push_trip trip = rule_push_trip(v->target);
	enum state state = loss_state(v->plan, trip.loss_percent);
	struct finding *finding;

	if (trip.answered == 0)
		return;
	judge_end(v, &trip, f);
	if (state == STATE_OK)
		return;
	finding = finding_add(f, state, "%s left %zu of %zu requests via %s without an answer (%.3g %%)", v->route->domain,
			      trip.sent - trip.answered, trip.sent, v->route->queried, trip.loss_percent);
	finding->hop = 2;
	finding->cause = CAUSE_LOSS;
	finding->because = "the route is open, and some requests or answers got lost or were too late on it";
	finding->remedy = "compare rtmax with --wait; look at the load of the servers on the way";
}

void rule_push_time(const struct view *v, struct findings *f)
{
	struct push_trip trip = rule_push_trip(v->target);

	if (trip.answered == 0)
		return;
	struct finding *finding = rule_sip_limits(v, trip.mean_us, findings_text(f, "the mean round trip to %s was", v->route->domain), f);
	if (finding)
		finding->hop = 2;
}
