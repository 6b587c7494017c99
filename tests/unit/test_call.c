// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_call - who has to act, and who is hurt
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_run.h"
#include "model/pool.h"

static struct finding *found(struct made_run *m, enum state state, enum cause cause, int hop, int status)
{
	struct finding *f = made_finding(m, 0, state, "it is so");

	f->cause = cause;
	f->hop = hop;
	f->status = status;
	return f;
}

/* The answer comes without ms-diagnostics. */
static void answer(struct made_run *m, int status)
{
	m->sample.answer.status = status;
	m->sample.answer.diag_count = 0;
}

static void stopped(struct made_run *m, enum phase phase, enum fault_kind kind)
{
	m->targets[0].sample_count = 0;
	m->targets[0].stopped.phase = phase;
	m->targets[0].stopped.fault.kind = kind;
	m->targets[0].tls.peer_spoke = phase > PHASE_CONNECT;
}

static void fine(struct made_run *m) { answer(m, 200), found(m, STATE_OK, CAUSE_NONE, 0, 200); }
static void expiring(struct made_run *m) { answer(m, 200), found(m, STATE_WARNING, CAUSE_CERT_EXPIRING, 1, 0); }
static void edge_504(struct made_run *m) { found(m, STATE_CRITICAL, CAUSE_NEXT_HOP_TLS, 2, 504); }
static void no_srv(struct made_run *m) { found(m, STATE_CRITICAL, CAUSE_EDGE_DNS_SRV, 2, 504); }
static void other_domain(struct made_run *m) { m->plan.domain = "fabrikam.com", no_srv(m); }
static void refused(struct made_run *m) { stopped(m, PHASE_CONNECT, FAULT_REFUSED), found(m, STATE_CRITICAL, CAUSE_TCP_REFUSED, 1, 0); }
static void expired(struct made_run *m) { stopped(m, PHASE_TLS, FAULT_VERIFY), found(m, STATE_CRITICAL, CAUSE_CERT_EXPIRED, 1, 0); }
static void own_expired(struct made_run *m) { stopped(m, PHASE_TLS, FAULT_ALERT), found(m, STATE_UNKNOWN, CAUSE_IDENTITY_EXPIRED, 1, 0); }
static void silent(struct made_run *m) { stopped(m, PHASE_SIP, FAULT_TIMEOUT), found(m, STATE_CRITICAL, CAUSE_UNDETERMINED, 2, 0); }
static void lost(struct made_run *m) { answer(m, 200), found(m, STATE_CRITICAL, CAUSE_LOSS, 2, 0); }

static void patience(struct made_run *m)
{
	answer(m, 503);
	m->sample.answer.retry_after_s = 120;
	found(m, STATE_CRITICAL, CAUSE_UNDETERMINED, 2, 503);
}

/* The push service's own front end answers. */
static void microsoft(struct made_run *m)
{
	m->sample.answer.status = 503;
	m->diag = (struct diag){ DIAG_INTERNAL, 1, "Service Unavailable", "BLU2A16FES08.infra.lync.com", m->params, 0 };
	found(m, STATE_CRITICAL, CAUSE_UNDETERMINED, 3, 503);
}

static void partner_480(struct made_run *m)
{
	m->plan.domain = "fabrikam.com";
	m->targets[0].uri = "sip:Options_User@fabrikam.com";
	m->sample.answer.status = 480;
	m->diag = (struct diag){ DIAG_INTERNAL, 0, "", "sip.fabrikam.com", m->params, 0 };
	found(m, STATE_WARNING, CAUSE_SERVICE_REFUSED, 3, 480);
}

static void own_form(struct made_run *m) { found(m, STATE_CRITICAL, CAUSE_ROUTE_HEADER, 1, 504); }
static void itself(struct made_run *m) { answer(m, 200), found(m, STATE_WARNING, CAUSE_ANSWERED_ITSELF, 1, 0); }
static void at_host(struct made_run *m)
{
	stopped(m, PHASE_CONNECT, FAULT_REFUSED);
	found(m, STATE_CRITICAL, CAUSE_TCP_REFUSED, 1, 0)->actor = ACTOR_HOST;
}
static void inward(struct made_run *m)
{
	answer(m, 200);
	made_finding(m, NO_TARGET, STATE_CRITICAL, "no record")->cause = CAUSE_SRV_MISSING;
}

static void one_of_two(struct made_run *m)
{
	made_target(m, &m->targets[1]);
	m->targets[1].address = "192.0.2.6";
	m->facts.target_count = 2;
	refused(m);
	made_finding(m, 1, STATE_OK, "fine");
}

static void own_files(struct made_run *m)
{
	answer(m, 200);
	made_finding(m, NO_TARGET, STATE_WARNING, "a key is open to all")->cause = CAUSE_FILE_OPEN_TO_ALL;
}

static struct pool pool;

static void settings(struct made_run *m, enum state state, enum cause cause)
{
	pool.sections[POOL_PUSH].how = POOL_READ;
	m->facts.pool = &pool;
	m->targets[0].kind = TARGET_SETTINGS;
	made_finding(m, NO_TARGET, state, "a setting")->cause = cause;
}
static void push_off(struct made_run *m) { settings(m, STATE_CRITICAL, CAUSE_PUSH_OFF); }
static void filter(struct made_run *m) { settings(m, STATE_WARNING, CAUSE_IM_FILTER); }
static void replica(struct made_run *m) { settings(m, STATE_WARNING, CAUSE_REPLICA_BEHIND); }
static void unread(struct made_run *m) { settings(m, STATE_UNKNOWN, CAUSE_NOT_SEEN); }
static void old_export(struct made_run *m) { settings(m, STATE_CRITICAL, CAUSE_EXPORT_OLD); }
static void all_unread(struct made_run *m) { unread(m), pool.sections[POOL_PUSH].how = POOL_MISSING; }
static void phones(struct made_run *m) { settings(m, STATE_CRITICAL, CAUSE_AUTODISCOVER); }
static void no_login(struct made_run *m)
{
	pool.sections[POOL_PUSH].how = POOL_UNSEEN;
	m->facts.pool = &pool;
	m->targets[0].kind = TARGET_SETTINGS;
	stopped(m, PHASE_OPEN, FAULT_AUTH);
	found(m, STATE_UNKNOWN, CAUSE_LOGIN_REFUSED, 1, 0);
}

static const struct {
	const char *name;
	void (*make)(struct made_run *);
	const char *who, *reach;
} cases[] = {
	{ "all is well", fine, "no one", "nothing fails now" },
	{ "a certificate that expires soon", expiring, "Lync administrator", "nothing fails now" },
	{ "a 504 of the Edge", edge_504, "Lync administrator", "push fails" },
	{ "no SRV record", no_srv, "DNS administrator", "push fails" },
	{ "no SRV record of a partner", other_domain, "DNS administrator", "federation with fabrikam.com fails" },
	{ "a refused connection", refused, "Lync administrator", "push not judged: the check did not get in" },
	{ "an expired certificate", expired, "Lync administrator", "push probably fails: other servers check the same certificate" },
	{ "our own that has expired", own_expired, "owner of the monitoring host", "push not judged: the check did not get in" },
	{ "silence", silent, "Lync administrator", "push probably fails" },
	{ "losses", lost, "network administrator", "some requests for push fail" },
	{ "Retry-After", patience, "no one for 120 s, then Lync administrator", "push fails" },
	{ "Microsoft's own server", microsoft, "Microsoft", "push fails" },
	{ "a partner that is not there", partner_480, "owner of the monitoring host, then partner fabrikam.com", "the route works; this request was not taken" },
	{ "a request of this check's own form", own_form, "owner of the monitoring host", "push not judged: this check's own request was not taken" },
	{ "an answer of the server asked", itself, "owner of the monitoring host", "push not judged: the request may not have got beyond the server asked" },
	{ "a remedy at this host", at_host, "owner of the monitoring host", "push not judged: the check did not get in" },
	{ "records that partners ask for", inward, "DNS administrator", "partners may not find the Edge; what goes out works" },
	{ "one of two addresses", one_of_two, "Lync administrator", "1 of 2 addresses; the others answer" },
	{ "our own files", own_files, "owner of the monitoring host", "nothing fails now" },
	{ "push is off", push_off, "Lync administrator", "pushes fail" },
	{ "a filter", filter, "Lync administrator", "some pushes may fail" },
	{ "a replica behind", replica, "Lync administrator", "nothing fails now" },
	{ "a setting that was not read", unread, "Lync administrator", "push judged in part: 0 checks passed, 1 unknown" },
	{ "no setting was read", all_unread, "Lync administrator", "push not judged: none of the settings that it needs was read" },
	{ "autodiscover", phones, "web server administrator", "phones may not sign in" },
	{ "an old export", old_export, "owner of the monitoring host", "push not judged as it is now: the export is not of today" },
	{ "no login", no_login, "owner of the monitoring host", "push not judged: the settings were not read" },
};

static void test_call(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct made_run m;

		made_run(&m);
		cases[i].make(&m);
		const struct verdict *v = made_report(&m, &made_plugin)->verdict;
		if (strcmp(v->who, cases[i].who) != 0 || strcmp(v->reach, cases[i].reach) != 0)
			fail_msg("%s: \"%s\", \"%s\"", cases[i].name, v->who, v->reach);
		made_free(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_call) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
