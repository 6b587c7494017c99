// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_route - the way to the server asked: DNS, TCP, TLS
 */
#include "judge/rules/rule_route.h"

#include <inttypes.h>
#include <sys/socket.h>

#include "judge/message_format.h"
#include "judge/tables/alert_table.h"
#include "judge/tables/stop_table.h"

static bool stopped_in(const struct target *t, enum phase phase)
{
	return t->stopped.fault.kind != FAULT_NONE && t->stopped.phase == phase;
}

/* "edge.contoso.com:5061 (192.0.2.1)" */
static const char *place_text(const struct target *t, struct findings *f)
{
	bool numeric = span_equal(span_of(t->host), span_of(t->address));

	if (numeric || !t->address[0])
		return findings_text(f, "%s:%u", t->host, t->port);
	return findings_text(f, "%s:%u (%s)", t->host, t->port, t->address);
}

/* "reached: dns 2 ms, connect 1 ms" */
static const char *reached_text(const struct target *t, struct findings *f)
{
	const char *text = "";

	for (int phase = PHASE_DNS; phase < (int)t->stopped.phase; phase++)
		if (t->phase_us[phase] >= 0)
			text = findings_text(f, "%s%s %s %s", text, *text ? "," : "reached:", phase_name((enum phase)phase),
					     phrase_seconds(f, t->phase_us[phase]));
	return *text ? text : "nothing was reached before";
}

static const char *after_text(const struct view *v, struct findings *f)
{
	int64_t us = v->target->phase_us[v->target->stopped.phase];

	return phrase_seconds(f, us > 0 ? us : v->plan->timeout_us);
}

/* What is known of the CA list that the server sent. */
static const char *issuer_text(const struct tls *tls)
{
	switch (tls->issuer_in_ca_names) {
	case KNOWN_YES:
		return "; our certificate's issuer is in the list of CAs that it asked for";
	case KNOWN_NO:
		return "; our certificate's issuer is not in the list of CAs that it asked for";
	case KNOWN_NOT:
		break;
	}
	return "";
}

/* " (TLS alert 48)" */
static const char *tail_text(const struct fault *fault, struct findings *f)
{
	if (fault->kind != FAULT_ALERT)
		return "";
	return findings_text(f, " (TLS alert %" PRId64 ")", fault->code);
}

/* ---- ways out that the options leave open ---- */

static const char *resolver_text(const struct plan *plan, struct findings *f)
{
	return plan->dns_server.name ? findings_text(f, "name server %s", plan->dns_server.name) : "the resolver that this host asks";
}

static const char *another_text(const struct plan *plan)
{
	return plan->dns_server.name ? "leave out --dns-server, which looks into no /etc/hosts" :
				       "name another resolver, e.g. the Edge's: --dns-server";
}

/* The options that allow one family only: of --bind's address, that is its own. */
static const char *only_text(const struct plan *plan)
{
	if (plan->bind)
		return plan->family == AF_INET ? "--bind (and -4)" : "--bind (and -6)";
	return plan->family == AF_INET ? "-4" : "-6";
}

/* What SIP's words of TLS leave out or get wrong where a web server is asked for settings. */
static const struct {
	enum cause cause;
	bool given_too; /* said also where a certificate was given */
	const char *because, *remedy;
} settings_words[] = {
	{ CAUSE_IDENTITY_MISSING, false, "it lets nobody in without a certificate", "give this host's certificate: -J, -K" },
	{ CAUSE_IDENTITY_NOT_IN_TOPOLOGY, true, "the certificate is good, and gives no access there",
	  "on the server, look at who may come with which certificate" },
};

static struct advice advice_for_settings(const struct view *v, const struct advice *usual)
{
	struct advice a = *usual;

	for (size_t i = 0; i < sizeof settings_words / sizeof *settings_words; i++)
		if (settings_words[i].cause == a.cause && (settings_words[i].given_too || !v->facts->identity.given)) {
			a.because = settings_words[i].because;
			a.remedy = settings_words[i].remedy;
		}
	/* Nothing of the settings was seen behind it: what is CRITICAL elsewhere is not known here. */
	if (a.state == STATE_CRITICAL)
		a.state = STATE_UNKNOWN;
	return a;
}

struct finding *rule_route_stop(const struct view *v, struct findings *f)
{
	const struct target *t = v->target;
	const struct advice *usual = stop_table_find(v);
	const struct advice a = target_reads_settings(t->kind) ? advice_for_settings(v, usual) : *usual;
	enum state state = a.state == ADVICE_TIMEOUT ? v->plan->timeout_state : (enum state)a.state;
	const struct word words[] = {
		{ "asked", t->host },
		{ "at", place_text(t, f) },
		{ "after", after_text(v, f) },
		{ "wait", phrase_seconds(f, v->plan->sip.wait_us) },
		{ "reached", reached_text(t, f) },
		{ "text", t->stopped.fault.text },
		{ "kind", fault_word(t->stopped.fault.kind) },
		{ "resolver", resolver_text(v->plan, f) },
		{ "another", another_text(v->plan) },
		{ "by_address", v->plan->hosts.count > 1 ? "" : "; or connect by address: -I" },
		{ "given", v->plan->address ? "-I" : "-H" },
		{ "only", only_text(v->plan) },
		{ "older", v->plan->tls_min > TLS_1_0 ? "; try --tls-min=1.0" : "" },
		{ NULL, NULL },
	};
	struct finding *finding = phrase_add(f, state, &a, words, tail_text(&t->stopped.fault, f));

	finding->hop = (int)v->route->broke;
	return finding;
}

void rule_route_dns(const struct view *v, struct findings *f)
{
	if (stopped_in(v->target, PHASE_DNS))
		rule_route_stop(v, f);
}

void rule_route_connect(const struct view *v, struct findings *f)
{
	if (!stopped_in(v->target, PHASE_CONNECT))
		return;
	struct finding *finding = rule_route_stop(v, f);
	size_t others = v->target->passed_over_count;
	if (others > 0 && finding->because)
		finding->because = findings_text(f, "%s; %zu other address%s failed before", finding->because, others,
						 others == 1 ? "" : "es");
}

bool rule_route_ended(const struct view *v)
{
	const struct target *t = v->target;
	enum fault_kind kind = t->stopped.fault.kind;

	return stopped_in(t, PHASE_SIP) && !v->answer &&
	       (kind == FAULT_ALERT || kind == FAULT_CLOSED || kind == FAULT_RESET);
}

/* Expired, or not yet valid, when the facts were taken: then no server can be blamed for refusing it. */
static void blame_dates(const struct view *v, struct finding *finding, struct findings *f)
{
	const struct chain *own = &v->facts->identity.chain;
	int64_t now = v->facts->taken_at;

	if (own->count == 0 || (own->at[0].not_after >= now && own->at[0].not_before <= now))
		return;
	finding->state = STATE_UNKNOWN;
	finding->because = "whatever else may be wrong with it: no server takes a certificate outside its dates";
	if (own->at[0].not_after < now) {
		finding->sentence = findings_text(f, "our certificate expired %s ago, and %s does not take it",
						  phrase_days(f, now - own->at[0].not_after), v->target->host);
		finding->cause = CAUSE_IDENTITY_EXPIRED;
		finding->remedy = "renew our certificate (-J)";
	} else {
		finding->sentence = findings_text(f, "our certificate is not valid for %s yet, and %s does not take it",
						  phrase_days(f, own->at[0].not_before - now), v->target->host);
		finding->cause = CAUSE_IDENTITY_NOT_YET_VALID;
		finding->remedy = "check this host's clock; else wait, or have one issued that is valid (-J)";
	}
}

static bool has_subject(const struct chain *chain, const char *subject)
{
	for (size_t i = 0; i < chain->count; i++)
		if (span_equal(span_of(chain->at[i].subject), span_of(subject)))
			return true;
	return false;
}

/* It does not know our CA, which issued its own certificate too: we should have sent that CA's. */
static void blame_chain(const struct view *v, struct finding *finding)
{
	const struct chain *own = &v->facts->identity.chain;

	if (v->facts->identity.chain_complete || own->count == 0 ||
	    finding->cause != CAUSE_IDENTITY_ISSUER_UNKNOWN ||
	    !has_subject(&v->target->tls.chain, own->at[own->count - 1].issuer))
		return;
	finding->cause = CAUSE_IDENTITY_CHAIN;
	finding->because = "our certificate comes without its issuer: a server that does not have that cannot follow ours up to a root";
	finding->remedy = "put the certificates of its issuers behind ours in the file of -J";
}

/* Up to the demand for a certificate, which is what a server for servers makes. */
static void judge_demand(const struct view *v, struct findings *f)
{
	struct finding *finding;

	if (v->target->tls.certificate_asked) {
		finding_add(f, STATE_OK, "%s demands a client certificate, as it should; not judged further", v->target->host);
	} else if (v->target->tls.handshake_done) {
		finding = finding_add(f, STATE_WARNING, "%s did not ask for a client certificate", v->target->host);
		finding->hop = 1;
		finding->cause = CAUSE_IDENTITY_NOT_ASKED;
		finding->because = "the internal side of an Edge asks every server for one";
		finding->remedy = "check name and port (-H, -p): is it the Edge's internal side?";
	} else {
		rule_route_stop(v, f);
	}
}

void rule_route_tls(const struct view *v, struct findings *f)
{
	const struct target *t = v->target;
	bool ended = stopped_in(t, PHASE_TLS) || rule_route_ended(v);

	/* What is wrong with the peer's certificate, and what comes before TLS, others say. */
	if (t->stopped.fault.kind == FAULT_VERIFY || (stopped_in(t, t->stopped.phase) && t->stopped.phase < PHASE_TLS))
		return;
	if (v->plan->sip.no_client_cert) {
		judge_demand(v, f);
		return;
	}
	if (!ended)
		return;
	struct finding *finding = rule_route_stop(v, f);
	if (!t->tls.certificate_given)
		return;
	if (finding->because)
		finding->because = findings_text(f, "%s%s", finding->because, issuer_text(&t->tls));
	blame_chain(v, finding);
	blame_dates(v, finding, f);
}

static const char *fault_phrase(const struct fault *fault)
{
	switch (fault->kind) {
	case FAULT_REFUSED:
		return "refused the connection";
	case FAULT_UNREACHABLE:
		return "cannot be reached";
	case FAULT_RESET:
	case FAULT_CLOSED:
		return "closed the connection";
	default:
		return "does not answer";
	}
}

void rule_route_address(const struct view *v, struct findings *f)
{
	const struct target *t = v->target;

	if (stopped_in(t, PHASE_CONNECT))
		return;
	for (size_t i = 0; i < t->passed_over_count; i++) {
		const struct passed_over *p = &t->passed_over[i];
		struct finding *finding = finding_add(f, p->own_network ? STATE_OK : STATE_WARNING, "%s of %s %s; %s was used",
						      p->address.text, t->host, fault_phrase(&p->fault), t->address);

		finding->note = p->own_network;
		finding->hop = 1;
		finding->cause = p->own_network ? CAUSE_NONE : CAUSE_ADDRESS_DEAD;
		finding->because = p->own_network ? "this host has no network of that kind: it says nothing of the server" :
						    "DNS names an address that does not work: a server is down, or the record is old";
		finding->remedy = p->own_network ? NULL : "bring the server at that address back, or take the address out of DNS";
	}
}
