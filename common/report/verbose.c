// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * verbose - what stands below the first line, for a person
 */
#include "report/verbose.h"

#include "report/cmdlet.h"
#include "report/ladder.h"
#include "report/off_route.h"
#include "report/tls_details.h"
#include "report/wire_log.h"

static void add_advice(struct lines *l, const struct finding *f)
{
	if (f->because)
		lines_add(l, "because ", "%s", f->because);
	if (f->remedy)
		lines_add(l, "remedy  ", "%s", f->remedy);
	if (f->fix)
		lines_add(l, "fix     ", "%s", f->fix);
}

/* The other findings about a target, or about none: one line each. The one that the sentence quotes has its own place. */
static void add_findings(const struct report *r, struct lines *l, int target, const struct finding *quoted)
{
	for (const struct finding *f = r->verdict->findings.first; f; f = f->next) {
		if (f->target != target || f == quoted || f->note)
			continue;
		lines_tagged(l, f->state, "%s%s", f->sentence, f->ignored ? " (ignored)" : "");
		if (f->because && f->state != STATE_OK)
			lines_add(l, "           because ", "%s", f->because);
		if (f->remedy && f->state != STATE_OK)
			lines_add(l, "           remedy  ", "%s", f->remedy);
		if (f->fix && f->state != STATE_OK)
			lines_add(l, "           fix     ", "%s", f->fix);
	}
}

/* What stopped it, in the words of the one who saw it. A time that is up has none. */
static void add_seen(struct lines *l, const struct target *t)
{
	enum fault_kind kind = t->stopped.fault.kind;

	if (kind != FAULT_NONE && kind != FAULT_TIMEOUT && kind != FAULT_CANCELLED)
		lines_add(l, "seen    ", "%s", t->stopped.fault.text);
}

static void add_notes(const struct report *r, struct lines *l, int target)
{
	for (const struct finding *f = r->verdict->findings.first; f; f = f->next)
		if (f->target == target && f->note)
			lines_add(l, "note    ", "%s", f->sentence);
}

/* What belongs to no target. */
static void add_own_details(const struct report *r, struct lines *l)
{
	const struct facts *facts = r->facts;

	if (r->plan->verbose < 2)
		return;
	for (size_t i = 0; i < facts->direct_count; i++)
		details_chain(l, "certificate of the partner", &facts->direct[i].tls.chain);
	details_chain(l, "our certificate", &facts->identity.chain);
	details_sandbox(l, &facts->sandbox);
}

static void add_details(const struct report *r, struct lines *l, const struct target *t)
{
	const struct facts *facts = r->facts;

	if (r->plan->verbose < 2)
		return;
	buf_text(l->to, "\n");
	ladder_phases(l, t);
	details_tls(l, &t->tls);
	details_chain(l, "certificate of the peer", &t->tls.chain);
	if (facts->target_count == 1)
		add_own_details(r, l);
	dialogue_write(l, &t->wire, r->plan->verbose > 2);
}

/* The cmdlets that it can be compared with send SIP: where nothing is to be sent there is no result like theirs. */
static void add_cmdlet(const struct report *r, struct lines *l, size_t target, const char *sentence)
{
	const struct target *t = &r->facts->targets[target];

	if (target_reads_settings(t->kind) || r->plan->sip.no_client_cert)
		return;
	buf_text(l->to, "\n");
	cmdlet_write(l, t, &r->verdict->targets[target], sentence);
}

/* A lone target, with what is about no target: our own files, the whole run. The first line quotes one of both. */
static void add_lone_target(const struct report *r, struct lines *l)
{
	const struct target *t = &r->facts->targets[0];

	ladder_route(l, r, 0);
	beside_direct(l, r);
	beside_trace(l, t);
	add_findings(r, l, 0, r->verdict->headline);
	add_findings(r, l, NO_TARGET, r->verdict->headline);
	add_seen(l, t);
	if (r->verdict->headline)
		add_advice(l, r->verdict->headline);
	beside_dns(l, r->facts);
	add_notes(r, l, 0);
	add_notes(r, l, NO_TARGET);
	add_details(r, l, t);
	add_cmdlet(r, l, 0, r->verdict->sentence);
}

/* One of several, under its own sentence. */
static void add_target(const struct report *r, struct lines *l, size_t index)
{
	const struct target *t = &r->facts->targets[index];
	const struct finding *worst = r->verdict->targets[index].worst;
	const char *sentence = worst ? worst->sentence : "nothing could be judged";

	lines_tagged(l, worst ? worst->state : STATE_UNKNOWN, "%s", sentence);
	ladder_route(l, r, index);
	beside_trace(l, t);
	add_findings(r, l, (int)index, worst);
	add_seen(l, t);
	if (worst)
		add_advice(l, worst);
	add_notes(r, l, (int)index);
	add_details(r, l, t);
	add_cmdlet(r, l, index, sentence);
	buf_text(l->to, "\n");
}

/* Those in trouble first; behind them what is about the run. */
static void add_targets(const struct report *r, struct lines *l)
{
	size_t count = r->facts->target_count;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < count; i++)
			if ((r->verdict->targets[i].state == STATE_OK) == (pass == 1))
				add_target(r, l, i);
	beside_direct(l, r);
	add_findings(r, l, NO_TARGET, r->verdict->headline);
	if (r->verdict->headline && r->verdict->headline->target == NO_TARGET)
		add_advice(l, r->verdict->headline);
	beside_dns(l, r->facts);
	add_notes(r, l, NO_TARGET);
	add_own_details(r, l);
}

void verbose_write(const struct report *r, struct lines *l)
{
	if (r->facts->target_count == 1)
		add_lone_target(r, l);
	else
		add_targets(r, l);
}
