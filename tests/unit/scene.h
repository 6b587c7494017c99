// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * scene - facts of a run, made by hand, for the tests of rules
 *
 * A healthy run against one Edge until a case changes it. ms-diagnostics are given as they stand on the wire.
 */
#ifndef TESTS_SCENE_H
#define TESTS_SCENE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "codec/ms_diag.h"
#include "judge/judge.h"
#include "wording.h"

#define EDGE "accessproxy.contoso.com"
#define PARTNER "sipfed.online.lync.com"
#define COUNT(list) (sizeof(list) / sizeof *(list))

enum { SCENE_NOW = 1800000000, SCENE_DAY = 86400, SCENE_SAMPLES = 8, SCENE_DIAGS = 4 };

struct scene {
	struct plan plan;
	struct facts facts;
	struct target targets[3];
	struct sample samples[SCENE_SAMPLES];
	struct diag diags[SCENE_DIAGS];
	struct cert peer[3], own[3];
	struct expect expect;
	const char *ignored[2];
	struct view view;
	struct verdict verdict;
};

static inline struct cert scene_cert(const char *name, const char *issuer)
{
	static const char *dns[1];

	dns[0] = EDGE;
	return (struct cert){
		.subject = name, .common_name = name + 3, .issuer = issuer, .serial = "01", .sha256 = "",
		.not_before = SCENE_NOW - 165 * (int64_t)SCENE_DAY, .not_after = SCENE_NOW + 200 * (int64_t)SCENE_DAY + 3600,
		.dns_names = { strcmp(name + 3, EDGE) == 0 ? dns : NULL, strcmp(name + 3, EDGE) == 0 },
		.key_type = "RSA", .key_bits = 2048, .signature = "sha256WithRSAEncryption",
	};
}

static inline void scene_target(struct scene *s, struct target *t, const char *host)
{
	target_init(t, 1024 * 1024);
	t->host = host;
	t->port = 5061;
	t->address = "192.0.2.10";
	t->method = "OPTIONS";
	t->uri = "sip:Options_User@push.lync.com";
	t->from = "sip:monitor@contoso.com";
	for (int phase = PHASE_DNS; phase < PHASE_SIP; phase++)
		t->phase_us[phase] = 2000;
	t->phase_us[PHASE_SIP] = 204000;
	t->tls.peer_spoke = t->tls.handshake_done = t->tls.certificate_asked = t->tls.certificate_given = true;
	t->tls.version = "TLSv1.2";
	t->tls.wanted_name = host;
	t->tls.name_matches = t->tls.verified = true;
	t->tls.chain = (struct chain){ s->peer, 2 };
}

/* For ever in *s: nothing in it moves. */
static inline void scene_init(struct scene *s)
{
	*s = (struct scene){ 0 };
	facts_init(&s->facts);
	verdict_init(&s->verdict);
	s->plan.domain = "push.lync.com";
	s->plan.sip.from = "sip:monitor@contoso.com";
	s->plan.min_ok = 1;
	s->plan.timeout_us = 30 * 1000000LL;
	s->plan.timeout_state = STATE_CRITICAL;
	s->plan.life_warning = (struct life_limit){ 30, 33 };
	s->plan.life_critical = (struct life_limit){ 7, 10 };
	s->plan.tls_min = TLS_1_2;
	s->plan.security_level = -1;
	s->plan.sip.max_forwards = 70;
	s->plan.sip.loss_warning = s->plan.sip.loss_critical = -1;
	s->peer[0] = scene_cert("CN=" EDGE, "CN=Contoso CA,DC=contoso,DC=com");
	s->peer[1] = scene_cert("CN=Contoso CA,DC=contoso,DC=com", "CN=Contoso Root");
	s->peer[1].common_name = "Contoso CA";
	s->own[0] = scene_cert("CN=probe.contoso.com", "CN=Contoso CA,DC=contoso,DC=com");
	s->facts.taken_at = SCENE_NOW;
	s->facts.identity = (struct identity){ .given = true, .chain = { s->own, 1 }, .chain_complete = true, .of_our_roots = true };
	s->facts.targets = s->targets;
	s->facts.target_count = 1;
	for (size_t i = 0; i < COUNT(s->targets); i++)
		scene_target(s, &s->targets[i], EDGE);
	for (size_t i = 0; i < SCENE_SAMPLES; i++)
		sample_init(&s->samples[i]);
	s->view = (struct view){ .plan = &s->plan, .facts = &s->facts, .verdict = &s->verdict, .target = &s->targets[0] };
}

static inline void scene_free(struct scene *s)
{
	verdict_free(&s->verdict);
	for (size_t i = 0; i < COUNT(s->targets); i++)
		arena_free(&s->targets[i].arena);
	s->facts.target_count = 0;
	facts_free(&s->facts);
}

/* A first header without a letter before it is ms-diagnostics; "public:" and "client:" name the other two. */
static inline void scene_diag(struct scene *s, const char *text)
{
	struct span value = span_of(text);
	enum diag_header header = span_starts_nocase(value, SPAN("public:")) ? DIAG_PUBLIC :
				  span_starts_nocase(value, SPAN("client:")) ? DIAG_CLIENT :
									       DIAG_INTERNAL;
	struct answer *a = &s->samples[0].answer;

	if (header != DIAG_INTERNAL)
		value = (struct span){ value.at + 7, value.len - 7 };
	a->diags = s->diags;
	assert_true(a->diag_count < SCENE_DIAGS);
	assert_true(ms_diag_decode(header, value, &s->facts.arena, &s->diags[a->diag_count++]));
}

/* The one request was answered; each header may be NULL. */
static inline void scene_answer(struct scene *s, int status, const char *first, const char *second)
{
	s->targets[0].samples = s->samples;
	s->targets[0].sample_count = 1;
	s->samples[0].sent_us = 6000;
	s->samples[0].took_us = 204000;
	s->samples[0].answer.status = status;
	if (first)
		scene_diag(s, first);
	if (second)
		scene_diag(s, second);
}

/* It ended in that phase: later ones did not happen. */
static inline void scene_stop(struct scene *s, enum phase phase, enum fault_kind kind, int64_t code, const char *text)
{
	struct target *t = &s->targets[0];

	t->stopped.phase = phase;
	fault(&t->stopped.fault, kind, code, "%s", text);
	for (int later = (int)phase + 1; later < PHASE_COUNT; later++)
		t->phase_us[later] = -1;
	if (phase < PHASE_TLS)
		tls_init(&t->tls, "");
	if (phase == PHASE_TLS)
		t->tls.handshake_done = false;
	if (phase == PHASE_SIP) {
		t->samples = s->samples;
		t->sample_count = 1;
		s->samples[0].sent_us = 6000;
	}
}

/* Every one of `values`, "|" between, stands in the text. */
static inline bool scene_says(const char *text, const char *values)
{
	struct span rest = span_of(values);
	char value[200];

	while (rest.len > 0) {
		span_copy(value, sizeof value, span_split(rest, '|', &rest));
		if (!text || !strstr(text, value))
			return false;
	}
	return true;
}

/* ---- what the rules said: all that tests know of how findings are kept. `s` is a struct scene or a struct settings. ---- */

/* Asks all of the rules, or one of them, anew. */
#define scene_judge(s, rules) scene_ask_those((rules), &(s)->view, &(s)->verdict)
#define scene_ask(s, rules, id) scene_ask_one((rules), (id), &(s)->view, &(s)->verdict)

/* The nth of all findings, from 0; the last; the first that is no note; the headline. NULL: there is none. */
#define scene_nth(s, n) scene_nth_of(&(s)->verdict.findings, (n))
#define scene_any(s) scene_nth((s), 0)
#define scene_last(s) scene_nth((s), scene_total(s) - 1)
#define scene_first(s) scene_first_of(&(s)->verdict.findings)
#define scene_headline(s) findings_headline(&(s)->verdict.findings)

/* How many there are, with the notes; how many are no notes; the state of all together. */
#define scene_total(s) scene_total_of(&(s)->verdict.findings)
#define scene_count(s) scene_count_of(&(s)->verdict.findings)
#define scene_state(s) findings_state(&(s)->verdict.findings)

#define scene_each(f, s) for (const struct finding *f = (s)->verdict.findings.first; f; f = f->next)

static inline void scene_ask_those(const struct rule *rules, const struct view *v, struct verdict *verdict)
{
	static const struct metric metrics[] = { { 0 } };
	const struct plugin plugin = { .rules = rules, .metrics = metrics };

	verdict_free(verdict);
	judge(&plugin, v->plan, v->facts, verdict);
	assert_false(verdict->arena.out_of_memory || verdict->findings.arena.out_of_memory); /* a test reads findings that may not be there */
}

static inline void scene_ask_one(const struct rule *rules, const char *id, const struct view *v, struct verdict *verdict)
{
	while (rules->id && strcmp(rules->id, id) != 0)
		rules++;
	if (!rules->id)
		fail_msg("there is no rule %s", id);
	const struct rule one[] = { *rules, { 0 } };
	scene_ask_those(one, v, verdict);
}

static inline const struct finding *scene_nth_of(const struct findings *all, size_t n)
{
	const struct finding *f = all->first;

	while (f && n-- > 0)
		f = f->next;
	return f;
}

static inline const struct finding *scene_first_of(const struct findings *all)
{
	const struct finding *f = all->first;

	while (f && f->note)
		f = f->next;
	return f;
}

static inline size_t scene_total_of(const struct findings *all)
{
	size_t count = 0;

	for (const struct finding *f = all->first; f; f = f->next)
		count++;
	return count;
}

static inline size_t scene_count_of(const struct findings *all)
{
	size_t count = 0;

	for (const struct finding *f = all->first; f; f = f->next)
		count += !f->note;
	return count;
}

/* ---- what a finding must be ---- */

struct expected {
	enum state state;
	int hop;
	const char *rule;
	const char *cause;  /* NULL: none */
	const char *values; /* in the sentence, "|" between: numbers, names. NULL: none. Its words are in tests/wording.tsv. */
	const char *advice; /* in because and remedy together: options, cmdlets, names. NULL: whatever */
};

/* NULL is equal to NULL only. */
static inline bool scene_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The finding has the keys and the values that are expected; its words are not looked at. */
static inline void scene_expect(const char *name, const struct finding *f, const struct expected *e)
{
	char advice[4096];

	if (!f) {
		fail_msg("%s: no finding", name);
		return;
	}
	snprintf(advice, sizeof advice, "%s %s", f->because ? f->because : "", f->remedy ? f->remedy : "");
	if (f->state != e->state || f->hop != e->hop || !scene_same(f->rule, e->rule) || !scene_same(cause_key(f->cause), e->cause) ||
	    (e->values && !scene_says(f->sentence, e->values)) || (e->advice && !scene_says(advice, e->advice)))
		fail_msg("%s: %s \"%s\" hop %d rule %s cause %s: %s", name, state_name(f->state), f->sentence, f->hop,
			 f->rule ? f->rule : "none", f->cause ? cause_key(f->cause) : "none", advice);
}

/* It is as expected, at most so long, and says what tests/wording.tsv has for this case. */
static inline void scene_check_within(size_t max, const char *name, const struct finding *f, const struct expected *e)
{
	char advice[4096];

	scene_expect(name, f, e);
	snprintf(advice, sizeof advice, "%s %s", f->because ? f->because : "", f->remedy ? f->remedy : "");
	for (const char *at = advice; (at = strchr(at, '{')); at++)
		if (at == advice || at[-1] != '@') /* PowerShell's */
			fail_msg("%s: a word was not put in: %s", name, advice);
	if (strchr(f->sentence, '{'))
		fail_msg("%s: a word was not put in: %s", name, f->sentence);
	if (!f->note && strlen(f->sentence) > max)
		fail_msg("%s: %zu characters: %s", name, strlen(f->sentence), f->sentence);
	wording_check(name, f);
}

static inline void scene_check(const char *name, const struct finding *f, const struct expected *e)
{
	scene_check_within(FINDING_SENTENCE_MAX, name, f, e);
}

#endif
