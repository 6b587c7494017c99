// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_direct - both ways to the partner side by side, its certificate, and what a trace comes to
 */
#include "scene.h"

#include "judge/rules/rule_direct.h"
#include "judge/rules/rule_trace.h"

/* ---- both ways: how the one through the Edge ended, how far the one from here came ---- */

enum { SHOWN = -1, BAD_NAME = -2, BAD_CERT = -3, UNPROVED = -4 };

static const struct way_case {
	const char *name;
	int status; /* of the answer; 0: nothing came within the time */
	const char *diag;
	int here; /* SHOWN, BAD_NAME, BAD_CERT, UNPROVED: a certificate; else the fault's kind */
	enum phase phase;
	struct expected want; /* state OK: a note */
} ways[] = {
	{ "both", 200, NULL, SHOWN, PHASE_TLS, { STATE_OK, 0, "direct.way", NULL, PARTNER, NULL } },
	{ "no way out for us", 200, NULL, FAULT_TIMEOUT, PHASE_CONNECT,
	  { STATE_OK, 0, "direct.way", NULL, PARTNER "|(timeout)", NULL } },
	{ "no way out", 200, NULL, FAULT_UNREACHABLE, PHASE_CONNECT, { STATE_OK, 0, "direct.way", NULL, "(unreachable)", NULL } },
	{ "no name for it", 200, NULL, FAULT_DNS, PHASE_DNS, { STATE_OK, 0, "direct.way", NULL, "(dns)", NULL } },
	{ "refused, and through the Edge not", 200, NULL, FAULT_REFUSED, PHASE_CONNECT,
	  { STATE_OK, 0, "direct.way", NULL, PARTNER, NULL } },
	{ "no TLS, and through the Edge it is", 200, NULL, FAULT_RESET, PHASE_TLS, { STATE_OK, 0, "direct.way", NULL, "(reset)", NULL } },
	{ "a bad certificate, and the Edge takes it", 200, NULL, BAD_CERT, PHASE_TLS,
	  { STATE_OK, 0, "direct.way", NULL, NULL, NULL } },

	{ "the Edge's way out", 504, NULL, SHOWN, PHASE_TLS,
	  { STATE_WARNING, 2, "direct.way", "edge-outbound", PARTNER, "Test-NetConnection " PARTNER } },
	{ "nothing came back at all", 0, NULL, SHOWN, PHASE_TLS, { STATE_WARNING, 2, "direct.way", "edge-outbound", NULL, NULL } },
	{ "no next hop for now", 504, "1007;reason=\"Temporarily cannot route\"", SHOWN, PHASE_TLS,
	  { STATE_WARNING, 2, "direct.way", "edge-outbound", NULL, NULL } },
	{ "refused by both", 504, NULL, FAULT_REFUSED, PHASE_CONNECT,
	  { STATE_WARNING, 2, "direct.way", "partner-or-network", PARTNER, NULL } },
	{ "no TLS for both", 504, NULL, FAULT_CLOSED, PHASE_TLS,
	  { STATE_WARNING, 2, "direct.way", "partner-or-network", "(closed)", NULL } },
	{ "seen by neither", 504, NULL, FAULT_TIMEOUT, PHASE_CONNECT,
	  { STATE_OK, 0, "direct.way", NULL, PARTNER "|(timeout)", NULL } },
	{ "the Edge's roots", 504, "1010;reason=\"Certificate trust with another server could not be established\"", SHOWN, PHASE_TLS,
	  { STATE_WARNING, 2, "direct.way", "edge-roots", PARTNER, "DigiCert Global Root G2" } },
	{ "bad for both", 504, "1010;reason=\"Certificate trust with another server could not be established\"", BAD_NAME, PHASE_TLS,
	  { STATE_WARNING, 2, "direct.way", "partner-certificate", NULL, NULL } },
	{ "bad here, and the answer gives no details", 504, NULL, BAD_CERT, PHASE_TLS,
	  { STATE_WARNING, 2, "direct.way", "partner-certificate", PARTNER, NULL } },
	{ "a certificate without an error, and without proof", 504, NULL, UNPROVED, PHASE_TLS,
	  { STATE_WARNING, 2, "direct.way", "partner-certificate", PARTNER, NULL } },
	{ "bad here, and it was the partner that ended it", 504, "1047;reason=\"Failed to complete TLS negotiation with a federated peer server\"",
	  BAD_CERT, PHASE_TLS, { STATE_OK, 0, "direct.way", NULL, NULL, NULL } },
	{ "bad here, and not tried there", 504, "1008;reason=\"x\"", BAD_CERT, PHASE_TLS,
	  { STATE_OK, 0, "direct.way", NULL, NULL, NULL } },
	{ "refused here, and not tried there", 504, "1009;reason=\"x\"", FAULT_REFUSED, PHASE_CONNECT,
	  { STATE_OK, 0, "direct.way", NULL, PARTNER, NULL } },
	{ "refused here, and the Edge got to TLS", 504, "1047;reason=\"Failed to complete TLS negotiation with a federated peer server\"",
	  FAULT_REFUSED, PHASE_CONNECT, { STATE_OK, 0, "direct.way", NULL, PARTNER, NULL } },
	{ "refused here, and the Edge got its certificate", 504,
	  "1010;reason=\"Certificate trust with another server could not be established\"", FAULT_REFUSED, PHASE_CONNECT,
	  { STATE_OK, 0, "direct.way", NULL, NULL, NULL } },
	{ "no TLS here, and the Edge got its certificate", 504,
	  "1010;reason=\"Certificate trust with another server could not be established\"", FAULT_RESET, PHASE_TLS,
	  { STATE_OK, 0, "direct.way", NULL, "(reset)", NULL } },
	{ "no TLS for both, as it says", 504, "1047;reason=\"Failed to complete TLS negotiation with a federated peer server\"", FAULT_RESET,
	  PHASE_TLS, { STATE_WARNING, 2, "direct.way", "partner-or-network", "(reset)", NULL } },
	{ "no TLS here, and not tried there", 504, "1005;reason=\"x\"", FAULT_RESET, PHASE_TLS,
	  { STATE_OK, 0, "direct.way", NULL, "(reset)", NULL } },
	{ "not seen here, and not tried there", 504, "1008;reason=\"x\"", FAULT_DNS, PHASE_DNS,
	  { STATE_OK, 0, "direct.way", NULL, PARTNER "|(dns)", NULL } },
	{ "not seen here, and the Edge got to TLS", 504, "1047;reason=\"Failed to complete TLS negotiation with a federated peer server\"",
	  FAULT_TIMEOUT, PHASE_CONNECT, { STATE_OK, 0, "direct.way", NULL, PARTNER "|(timeout)", NULL } },
	{ "the Edge's certificate", 504, "1047;reason=\"Failed to complete TLS negotiation with a federated peer server\"", SHOWN,
	  PHASE_TLS,
	  { STATE_WARNING, 2, "direct.way", "edge-certificate", PARTNER, "AccessEdgeExternal" } },
	{ "it was not tried: domain", 504, "1009;reason=\"x\"", SHOWN, PHASE_TLS,
	  { STATE_OK, 0, "direct.way", NULL, NULL, NULL } },
	{ "it was not tried: DNS", 504, "1008;reason=\"x\"", SHOWN, PHASE_TLS, { STATE_OK, 0, "direct.way", NULL, NULL, NULL } },
	{ "it ended behind the partner", 480, NULL, SHOWN, PHASE_TLS, { STATE_OK, 0, "direct.way", NULL, PARTNER, NULL } },
	{ "403 from beyond the Edge", 403, NULL, SHOWN, PHASE_TLS, { STATE_OK, 0, "direct.way", NULL, PARTNER, NULL } },
	{ "a loop somewhere", 482, NULL, SHOWN, PHASE_TLS, { STATE_OK, 0, "direct.way", NULL, PARTNER, NULL } },
	{ "404 from beyond the Edge", 404, NULL, SHOWN, PHASE_TLS, { STATE_OK, 0, "direct.way", NULL, PARTNER, NULL } },
	{ "it ended before", 401, NULL, SHOWN, PHASE_TLS, { STATE_OK, 0, "direct.way", NULL, PARTNER, NULL } },
};

static void say_unknown(const struct view *v, struct findings *f)
{
	(void)v;
	finding_add(f, STATE_UNKNOWN, "no answer");
}

static const struct rule rules[] = { RULES_DIRECT, RULES_TRACE, { 0 } };
static const struct rule unknown_then[] = { { .id = "unknown", .ask = say_unknown, .scope = RULE_PER_TARGET }, RULES_DIRECT, { 0 } };

static void direct_make(struct scene *s, struct target *d, struct cert *leaf, const struct way_case *c)
{
	target_init(d, 1 << 16);
	d->kind = TARGET_PARTNER;
	d->host = PARTNER;
	d->port = 5061;
	*leaf = scene_cert("CN=" PARTNER, "CN=Public CA");
	if (c->here < 0) {
		d->tls.chain = (struct chain){ leaf, 1 };
		d->tls.wanted_name = PARTNER;
		d->tls.peer_spoke = d->tls.certificate_asked = true;
		d->tls.name_matches = c->here != BAD_NAME;
		d->tls.verified = c->here == SHOWN;
		d->tls.error_count = c->here == BAD_CERT;
		d->tls.errors[0] = (struct verify_error){ 20, 0, "unable to get local issuer certificate", "CN=" PARTNER, "", false };
		fault(&d->stopped.fault, FAULT_ALERT, 40, "handshake failure");
	} else {
		fault(&d->stopped.fault, (enum fault_kind)c->here, 0, "x");
	}
	d->stopped.phase = c->phase;
	s->facts.direct = d;
	s->facts.direct_count = 1;
}

static void scene_end(struct scene *s)
{
	s->facts.direct_count = 0;
	scene_free(s);
}

static void test_ways(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++) {
		struct scene s;
		struct target d;
		struct cert leaf;

		scene_init(&s);
		direct_make(&s, &d, &leaf, &ways[i]);
		if (ways[i].status)
			scene_answer(&s, ways[i].status, ways[i].diag, NULL);
		else
			scene_stop(&s, PHASE_SIP, FAULT_TIMEOUT, 0, "no SIP answer within 24.0 s");
		scene_ask(&s, rules, "direct.way");
		scene_check(ways[i].name, scene_any(&s), &ways[i].want);
		assert_int_equal(scene_any(&s)->note, ways[i].want.state == STATE_OK);
		assert_null(scene_nth(&s, 1));
		scene_end(&s);
	}
}

/* What --expect calls OK is not to be explained. */
static void test_expected(void **state)
{
	static const struct way_case c = { .here = SHOWN, .phase = PHASE_TLS };
	struct scene s;
	struct target d;
	struct cert leaf;

	(void)state;
	scene_init(&s);
	direct_make(&s, &d, &leaf, &c);
	scene_answer(&s, 504, NULL, NULL);
	s.expect = (struct expect){ 504, 504, STATE_OK };
	s.plan.sip.expect = (struct expects){ &s.expect, 1 };
	scene_ask(&s, rules, "direct.way");
	assert_true(scene_any(&s)->note);
	scene_end(&s);
}

/* Where the verdict is UNKNOWN, what explains it does not make a WARNING of it. */
static void test_no_worse(void **state)
{
	static const struct way_case c = { .here = SHOWN, .phase = PHASE_TLS };
	struct scene s;
	struct target d;
	struct cert leaf;

	(void)state;
	scene_init(&s);
	direct_make(&s, &d, &leaf, &c);
	scene_stop(&s, PHASE_SIP, FAULT_TIMEOUT, 0, "no SIP answer within 24.0 s");
	scene_judge(&s, unknown_then);
	assert_int_equal(scene_nth(&s, 1)->state, STATE_UNKNOWN);
	assert_string_equal(cause_key(scene_nth(&s, 1)->cause), "edge-outbound");
	assert_int_equal(scene_state(&s), STATE_UNKNOWN);
	scene_end(&s);
}

/* ---- its certificate ---- */

static const struct cert_case {
	const char *name;
	int here;
	int status;
	int64_t days_left;
	size_t findings;
	struct expected want; /* of the first */
	bool note;
	int64_t days_until; /* it is valid; 0: it is */
} certs[] = {
	{ "good", SHOWN, 200, 200, 1, { STATE_OK, 0, "direct.cert", NULL, PARTNER "|200 days", NULL }, false, 0 },
	{ "unknown issuer", BAD_CERT, 504, 200, 2,
	  { STATE_WARNING, 0, "direct.cert", "cert-issuer-unknown", PARTNER, "DigiCert Global Root G2" },
	  false, 0 },
	{ "unknown issuer, and the Edge takes it", BAD_CERT, 200, 200, 2,
	  { STATE_OK, 0, "direct.cert", "cert-issuer-unknown", NULL, NULL }, true, 0 },
	{ "another name", BAD_NAME, 504, 200, 2, { STATE_WARNING, 0, "direct.cert", "cert-name", PARTNER, NULL },
	  false, 0 },
	{ "soon over", SHOWN, 504, 5, 1, { STATE_WARNING, 0, "direct.cert", "cert-expiring", PARTNER "|5 days", NULL }, false, 0 },
	{ "over", SHOWN, 504, -3, 1, { STATE_WARNING, 0, "direct.cert", "cert-expired", PARTNER "|3 days", NULL }, false, 0 },
	{ "not yet valid", SHOWN, 504, 200, 1,
	  { STATE_WARNING, 0, "direct.cert", "cert-not-yet-valid", PARTNER "|5 days", NULL },
	  false, 5 },
	{ "not seen", FAULT_TIMEOUT, 504, 0, 0, { 0 }, false, 0 },
};

static void test_certs(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(certs); i++) {
		const struct way_case way = { .here = certs[i].here, .phase = certs[i].here < 0 ? PHASE_TLS : PHASE_CONNECT };
		struct expected want = certs[i].want;
		struct scene s;
		struct target d;
		struct cert leaf;
		size_t count = 0;

		scene_init(&s);
		direct_make(&s, &d, &leaf, &way);
		leaf.not_after = SCENE_NOW + certs[i].days_left * SCENE_DAY + (certs[i].days_left < 0 ? 0 : 3600);
		if (certs[i].days_until)
			leaf.not_before = SCENE_NOW + certs[i].days_until * SCENE_DAY;
		scene_answer(&s, certs[i].status, NULL, NULL);
		scene_ask(&s, rules, "direct.cert");
		for (const struct finding *f = scene_any(&s); f; f = f->next, count++)
			assert_true(f->state != STATE_CRITICAL && f->hop == 0);
		assert_int_equal(count, certs[i].findings);
		if (scene_any(&s)) {
			if (certs[i].note)
				want.state = scene_any(&s)->state;
			scene_check(certs[i].name, scene_any(&s), &want);
			assert_int_equal(scene_any(&s)->note, certs[i].note);
		}
		scene_end(&s);
	}
}

/* ---- traces ---- */

static const struct trace_case {
	const char *name;
	int statuses[12]; /* 0: no answer; -1: the connection was closed */
	size_t count;
	const char *values; /* NULL: nothing is said */
} traces[] = {
	{ "not traced", { 0 }, 0, NULL },
	{ "to the end", { 483, 483, 200 }, 3, ": 2 |Max-Forwards 2|200" },
	{ "one on the way", { 483, 504 }, 2, ": 1 |Max-Forwards 1|504" },
	{ "at once", { 404 }, 1, ": 0 |Max-Forwards 0|404" },
	{ "one was silent", { 483, 0, 200 }, 3, ": 1 |Max-Forwards 2|200" },
	{ "lost", { 483, 483, 0, 0 }, 4, "Max-Forwards 1 |2" },
	{ "nothing", { 0, 0 }, 2, EDGE "|Max-Forwards 0" },
	{ "no end", { 483, 483, 483 }, 3, "3" },
	{ "the connection ended", { -1 }, 1, "Max-Forwards 0|closed" },
	{ "the connection ended later", { 483, -1 }, 2, "Max-Forwards 1|closed" },
};

static void test_traces(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(traces); i++) {
		const struct trace_case *c = &traces[i];
		struct sample samples[12];
		struct scene s;

		scene_init(&s);
		for (size_t n = 0; n < c->count; n++) {
			sample_init(&samples[n]);
			samples[n].answer.status = c->statuses[n] < 0 ? 0 : c->statuses[n];
			if (c->statuses[n] < 0)
				fault(&s.targets[0].trace_fault, FAULT_CLOSED, 0, "the peer closed the connection");
		}
		s.targets[0].trace = samples;
		s.targets[0].trace_count = c->count;
		scene_ask(&s, rules, "trace");
		const struct finding *f = scene_any(&s);
		if (!f != !c->values || (f && (!f->note || !scene_says(f->sentence, c->values))))
			fail_msg("%s: %s", c->name, f ? f->sentence : "nothing");
		if (f)
			wording_check(c->name, f);
		scene_free(&s);
	}
}

/* Not asked for: nothing is said. */
static void test_not_asked(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_answer(&s, 504, NULL, NULL);
	scene_judge(&s, rules);
	assert_null(scene_any(&s));
	scene_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ways),
		cmocka_unit_test(test_expected),
		cmocka_unit_test(test_no_worse),
		cmocka_unit_test(test_certs),
		cmocka_unit_test(test_traces),
		cmocka_unit_test(test_not_asked),
		cmocka_unit_test(wording_all),
	};

	return cmocka_run_group_tests_name("rule_direct", tests, NULL, NULL);
}
