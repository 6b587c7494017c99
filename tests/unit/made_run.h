// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * made_run - facts, plan and findings of a run, made by hand
 *
 * One Edge that answers 504 with ms-diagnostics 1047: what the writers of the result show most of. For unit tests only.
 */
#ifndef TESTS_MADE_RUN_H
#define TESTS_MADE_RUN_H

#include "report/report.h"
#include "made_findings.h"

struct made_run {
	struct plan_host hosts[2];
	struct plan plan;
	struct param params[4];
	struct diag diag;
	struct sample sample;
	struct cert certs[2];
	struct target targets[2];
	struct sample trace[3];
	struct target direct;
	struct srv srvs[2];
	struct srv_target srv_targets[3];
	struct address addresses[2];
	struct facts facts;
	struct findings findings;
	struct verdict verdict;
	struct report report;
};

static bool made_time(const struct view *v, struct measured *m)
{
	m->value = (double)target_took_us(v->target) / 1e6;
	m->min = 0;
	m->warning = &v->plan->warning;
	m->critical = &v->plan->critical;
	return true;
}

static const struct metric made_metrics[] = { { "time", "s", METRIC_HIGHEST, made_time, "the whole exchange" }, { 0 } };
static const struct plugin made_plugin = { .service = "PUSH TEST", .metrics = made_metrics };

static inline void made_cert(struct cert *c, const char *name)
{
	static const char *names[] = { "accessproxy.contoso.com" };

	*c = (struct cert){
		.subject = name, .common_name = "accessproxy.contoso.com", .issuer = "CN=Contoso CA", .serial = "0A0B",
		.sha256 = "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF", .not_before = 1700000000,
		.not_after = 1800000000, .dns_names = { names, 1 }, .key_type = "RSA", .key_bits = 2048,
		.signature = "sha256WithRSAEncryption", .eku = CERT_EKU_PRESENT | CERT_EKU_SERVER,
	};
}

static inline void made_target(struct made_run *m, struct target *t)
{
	target_init(t, 1024 * 1024);
	t->host = "accessproxy.contoso.com";
	t->port = 5061;
	t->address = "192.0.2.5";
	t->own_end = "192.0.2.7:49152";
	t->method = "OPTIONS";
	t->uri = "sip:Options_User@push.lync.com";
	t->from = "sip:monitor@contoso.com";
	t->phase_us[PHASE_DNS] = 1900;
	t->phase_us[PHASE_CONNECT] = 1200;
	t->phase_us[PHASE_TLS] = 6300;
	t->phase_us[PHASE_SIP] = 212400;
	t->tls.peer_spoke = t->tls.handshake_done = t->tls.certificate_asked = t->tls.certificate_given = true;
	t->tls.version = "TLSv1.2";
	t->tls.cipher = "ECDHE-RSA-AES256-GCM-SHA384";
	t->tls.wanted_name = "accessproxy.contoso.com";
	t->tls.name_matches = t->tls.verified = true;
	t->tls.chain = (struct chain){ m->certs, 2 };
	t->samples = &m->sample;
	t->sample_count = 1;
}

/* For ever in *m: nothing in it moves. */
static inline void made_run(struct made_run *m)
{
	*m = (struct made_run){ .hosts = { { "accessproxy.contoso.com", 5061, TARGET_EDGE } } };
	m->plan.hosts = (struct hosts){ m->hosts, 1 };
	m->plan.domain = "push.lync.com";
	m->plan.min_ok = 1;
	m->params[0] = (struct param){ "reason", "Failed to complete TLS negotiation with a federated peer server" };
	m->params[1] = (struct param){ "WinsockFailureCode", "10054(WSAECONNRESET)" };
	m->params[2] = (struct param){ "source", "accessproxy.contoso.com" };
	m->diag = (struct diag){ DIAG_INTERNAL, 1047, m->params[0].value, m->params[2].value, m->params, 3 };
	m->sample = (struct sample){ .sent_us = 9500, .took_us = 212400, .call_id = "0123456789abcdef",
		.answer = { 504, "Server time-out", "RTC/5.0", "", "", "", "", "", "", "", "", "", -1, &m->diag, 1 } };
	made_cert(&m->certs[0], "CN=accessproxy.contoso.com");
	made_cert(&m->certs[1], "CN=Contoso CA");
	facts_init(&m->facts);
	made_target(m, &m->targets[0]);
	m->facts.targets = m->targets;
	m->facts.target_count = 1;
	findings_init(&m->findings);
	verdict_init(&m->verdict);
}

/* What was seen beside the route: the partner straight from here, a trace that lost its way, two SRV records. */
static inline void made_beside(struct made_run *m)
{
	for (size_t i = 0; i < 3; i++)
		sample_init(&m->trace[i]);
	m->trace[0].took_us = 4000;
	m->trace[0].answer = m->sample.answer;
	m->trace[0].answer.status = 483;
	m->trace[0].answer.reason = "Too Many Hops";
	m->trace[0].answer.contact = "<sip:edge>";
	m->trace[0].answer.via = "SIP/2.0/TLS 192.0.2.7:4711;received=198.51.100.2";
	m->targets[0].trace = m->trace;
	m->targets[0].trace_count = 3;
	m->targets[0].nearest = m->trace[0];
	m->targets[0].nearest.sent_us = 20000;
	m->targets[0].nearest.took_us = 3000;
	m->sample.answer.schemes = "NTLM, Kerberos";
	m->sample.answer.realm = "SIP Communications Service";
	m->sample.answer.challenger = "fe01.contoso.com";
	made_target(m, &m->direct);
	m->direct.host = "sipfed.online.lync.com";
	m->direct.sample_count = 0;
	m->direct.tls.certificate_given = m->direct.tls.handshake_done = false;
	m->direct.stopped.phase = PHASE_TLS;
	m->direct.stopped.fault.kind = FAULT_ALERT;
	m->facts.direct = &m->direct;
	m->facts.direct_count = 1;
	m->addresses[0] = (struct address){ .text = "52.112.0.1", .family = 2 };
	m->addresses[1] = (struct address){ .text = "2603:1037::b", .family = 10 };
	m->srv_targets[0] = (struct srv_target){ 0, 10, { .name = "sipfed.online.lync.com", .port = 5061, .addresses = { m->addresses, 2 },
							  .alias_of = "fed.example.net" } };
	m->srv_targets[1] = (struct srv_target){ 5, 0, { .name = "", .port = 0, .alias_of = "" } };
	m->srvs[0] = (struct srv){ .name = "_sipfederationtls._tcp.push.lync.com", .domain = "push.lync.com", .targets = m->srv_targets,
				   .target_count = 2, .dns_us = 3000 };
	m->srvs[1] = (struct srv){ .name = "_sipfederationtls._tcp.contoso.com", .domain = "contoso.com", .dns_us = 2000 };
	fault(&m->srvs[1].fault, FAULT_DNS, DNS_NO_SUCH_NAME, "%s has no SRV record", m->srvs[1].name);
	m->facts.srvs = m->srvs;
	m->facts.srv_count = 2;
}

static inline struct finding *made_finding(struct made_run *m, int target, enum state state, const char *sentence)
{
	m->findings.target = target;
	return finding_add(&m->findings, state, "%s", sentence);
}

/* What a writer is given, about this run; the plugin must outlive it. */
static inline const struct report *made_report(struct made_run *m, const struct plugin *plugin)
{
	verdict_free(&m->verdict);
	made_judge(plugin, &m->plan, &m->facts, &m->findings, &m->verdict);
	m->report = (struct report){ .plugin = plugin, .plan = &m->plan, .facts = &m->facts, .verdict = &m->verdict };
	return &m->report;
}

static inline void made_free(struct made_run *m)
{
	verdict_free(&m->verdict);
	for (size_t i = 0; i < 2; i++)
		arena_free(&m->targets[i].arena);
	arena_free(&m->direct.arena);
	arena_free(&m->facts.arena);
	findings_free(&m->findings);
}

#endif
