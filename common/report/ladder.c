// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ladder - the route as a picture in text
 */
#include "report/ladder.h"

#include <stdarg.h>
#include <stdio.h>

enum { ROW_MAX = 2 * ROUTE_NAME_MAX + 128, ROW_INDENT = 3 };

/* ---- the text of a hop ---- */

/* ", " between parts. */
[[gnu::format(printf, 2, 3)]] static void part(struct buf *to, const char *format, ...)
{
	va_list args;
	char text[ROW_MAX];

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	buf_printf(to, "%s%s", to->len ? ", " : "", text);
}

/* An Edge's internal side asks every server for a certificate; web servers need not. */
static const char *demand_words(const struct target *t)
{
	if (t->tls.certificate_given)
		return ", mutual";
	return t->kind == TARGET_EDGE && t->tls.handshake_done && !t->tls.certificate_asked ? ", asked for no certificate" : "";
}

/* The result of a phase, in brackets: " (10.0.0.5)", " (TLSv1.2, mutual)" */
static void phase_detail(const struct target *t, enum phase phase, char text[ROW_MAX])
{
	text[0] = '\0';
	if (phase == PHASE_CONNECT && *t->address)
		snprintf(text, ROW_MAX, " (%s)", t->address);
	if (phase == PHASE_TLS && *t->tls.version)
		snprintf(text, ROW_MAX, " (%s%s)", t->tls.version, demand_words(t));
}

/* The fault that stopped a phase, in the few words that a hop has room for. */
static const char *stop_words(const struct fault *f)
{
	switch (f->kind) {
	case FAULT_TIMEOUT:
		return "no answer in time";
	case FAULT_CANCELLED:
		return "the check was stopped";
	case FAULT_VERIFY:
		return "certificate not accepted";
	case FAULT_ALERT:
		return "refused with a TLS alert";
	case FAULT_TLS:
		return "TLS failed on this side";
	case FAULT_PROTOCOL:
		return "not the expected protocol";
	case FAULT_LIMIT:
		return "more than a check reads";
	case FAULT_CLOSED:
		return "closed by the other side";
	case FAULT_AUTH:
		return "login refused";
	case FAULT_HTTP:
		return "HTTP error";
	case FAULT_REMOTE:
		return "error of the service";
	default:
		return fault_word(f->kind);
	}
}

/* "connect 1 ms (10.0.0.5)", "connect failed after 1 ms (10.0.0.5): refused" */
void ladder_phase(const struct target *t, enum phase phase, struct buf *to)
{
	bool stopped = t->stopped.fault.kind != FAULT_NONE && t->stopped.phase == phase;
	char took[REPORT_NUMBER_MAX], detail[ROW_MAX];

	if (t->phase_us[phase] < 0 && !stopped)
		return;
	report_duration_text(t->phase_us[phase] < 0 ? 0 : t->phase_us[phase], took);
	phase_detail(t, phase, detail);
	if (!stopped)
		part(to, "%s %s%s", phase_name(phase), took, detail);
	else if (t->stopped.fault.kind == FAULT_DNS)
		part(to, "dns failed after %s", took);
	else
		part(to, "%s failed after %s%s: %s", phase_name(phase), took, detail, stop_words(&t->stopped.fault));
}

/* "504 Server time-out after 212 ms": the answer that the verdict rests on, or that none came. */
static void add_answer(const struct target *t, const struct target_verdict *judged, struct buf *to)
{
	char took[REPORT_NUMBER_MAX];

	if (!judged->sample) {
		ladder_phase(t, PHASE_SIP, to);
		return;
	}
	/* of one request the time that perfdata has: what TLS still took behind the request is not the answer's */
	bool one = t->sample_count == 1 && t->phase_us[PHASE_SIP] >= 0;
	report_duration_text(one ? t->phase_us[PHASE_SIP] : judged->sample->took_us, took);
	part(to, "%d %s%safter %s", judged->answer->status, judged->answer->reason, *judged->answer->reason ? " " : "", took);
}

/* ---- hops ---- */

/* The faults at a hop that the request passed. */
static const char *passed_words(const struct verdict *v, size_t target, size_t hop)
{
	for (const struct finding *f = v->findings.first; f; f = f->next)
		if (f->target == (int)target && f->hop == (int)hop && !f->note && f->state != STATE_OK)
			return f->cause == CAUSE_LOSS ? ", some requests got lost behind it" : f->cause == CAUSE_SLOW ? ", too slow behind it" : ", see below";
	return "";
}

/* The answer stands at the hop where the route ended, else at the last one. */
static void describe_hop(const struct report *r, size_t target, size_t hop, struct buf *to)
{
	const struct target *t = &r->facts->targets[target];
	const struct target_verdict *judged = verdict_target(r->verdict, target);
	const struct route *route = &judged->route;

	if (hop == 1)
		for (enum phase phase = PHASE_DNS; phase < PHASE_COUNT; phase++)
			if (phase != PHASE_SIP)
				ladder_phase(t, phase, to);
	if (hop == (route->ended ? route->ended : route->count))
		add_answer(t, judged, to);
	if (to->len == 0)
		part(to, "%s%s", route->hops[hop - 1].reached ? "reached" : "not judged", passed_words(r->verdict, target, hop));
}

void ladder_route(struct lines *l, const struct report *r, size_t target)
{
	const struct target *t = &r->facts->targets[target];
	const struct target_verdict *judged = verdict_target(r->verdict, target);

	for (size_t i = 0; i < judged->route.count; i++) {
		const struct hop *hop = &judged->route.hops[i];
		struct buf right = BUF(LINES_TEXT_MAX);
		char left[ROW_MAX], port[8] = "";
		if (i == 0)
			snprintf(port, sizeof port, ":%u", t->port);
		snprintf(left, sizeof left, "%zu  %s -> %s%s", i + 1, hop->from, hop->to, port);
		describe_hop(r, target, i + 1, &right);
		lines_row(l, &(struct lines_row){ hop->judged, hop->state, left, right.at ? right.at : "", ROW_INDENT });
		buf_free(&right);
	}
}

/* ---- time axis ---- */

enum { BAR_LEFT = 18 }; /* "connect   212 ms  " */

static void add_bar(struct lines *l, size_t from, size_t to)
{
	for (size_t column = 0; column < from; column++)
		buf_text(l->to, " ");
	for (size_t column = from; column < to; column++)
		buf_text(l->to, l->style.utf8 ? "\u2588" : "#");
	buf_text(l->to, "\n");
}

void ladder_phases(struct lines *l, const struct target *t)
{
	int64_t whole = target_took_us(t), at = 0;
	size_t columns = l->columns - BAR_LEFT;

	for (enum phase phase = PHASE_IDENTITY; phase < PHASE_COUNT; phase++) {
		int64_t us = t->phase_us[phase];
		char took[REPORT_NUMBER_MAX];
		if (us < 0 || whole <= 0)
			continue;
		size_t from = (size_t)((double)columns * (double)at / (double)whole);
		size_t to = (size_t)((double)columns * (double)(at + us) / (double)whole);
		report_duration_text(us, took);
		buf_printf(l->to, "%-8s%8s  ", phase_name(phase), took);
		add_bar(l, from < columns ? from : columns - 1, to > from ? to : from + 1);
		at += us;
	}
}
