// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_route - the way to the server asked: DNS, TCP, TLS
 */
#include "judge/rules/rule_route.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/socket.h>

#include "base/plural.h"
#include "judge/message_format.h"
#include "judge/rules/cert_life.h"
#include "judge/rules/cert_name.h"
#include "judge/rules/rule_identity.h"
#include "judge/tables/alert_table.h"
#include "judge/tables/stop_table.h"

enum { START_MAX = 24 }; /* bytes of a start line that a sentence shows */

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

static const char *after_text(const struct view *v, struct findings *f)
{
	int64_t us = v->target->phase_us[v->target->stopped.phase];

	return message_format_seconds(f, us > 0 ? us : v->plan->timeout_us);
}

/* A sentence about the CA list that the server sent. A good list is worth one only where trust is in question. */
static const char *issuer_text(const struct tls *tls, enum cause cause)
{
	bool trust = cause == CAUSE_IDENTITY_REFUSED || cause == CAUSE_IDENTITY_ISSUER_UNKNOWN || cause == CAUSE_IDENTITY_NOT_IN_TOPOLOGY;

	switch (tls->issuer_in_ca_names) {
	case KNOWN_YES:
		return trust ? "; the issuer of the monitor's certificate is in the list of CAs that it asked for" : "";
	case KNOWN_NO:
		return "; the issuer of the monitor's certificate is not in the list of CAs that it asked for";
	case KNOWN_NOT:
		break;
	}
	return "";
}

/* " (TLS alert 48)"; behind SIP it says less than that. */
static const char *tail_text(const struct target *t, struct findings *f)
{
	const struct fault *fault = &t->stopped.fault;

	if (fault->kind != FAULT_ALERT || target_spoke_sip(t))
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

/* "TLS 1.3 only", "TLS 1.0, 1.1": what we offer. */
static const char *allowed_text(const struct view *v, struct findings *f)
{
	const char *text = "";
	int count = 0;

	for (int n = (int)v->plan->tls_min - TLS_1_0; n <= TLS_1_3 - TLS_1_0; n++)
		if (!(v->facts->tls_denied & 1 << n))
			text = findings_text(f, "%s1.%d", count++ ? findings_text(f, "%s, ", text) : "TLS ", n);
	return count == 1 ? findings_text(f, "%s only", text) : text;
}

static const char *older_text(const struct view *v, struct findings *f)
{
	if (v->facts->tls_denied)
		return findings_text(f, "; this host's OpenSSL policy lets us offer %s: allow more in openssl.cnf", allowed_text(v, f));
	return v->plan->tls_min > TLS_1_0 ? "; try --tls-min=1.0" : "";
}

/* Texts for a web server with settings, where those about SIP over TLS are incomplete or wrong. */
static const struct {
	enum cause cause;
	bool given_too; /* said also where a certificate was given */
	const char *because, *remedy;
} settings_words[] = {
	{ CAUSE_IDENTITY_MISSING, false, "it refuses clients without a certificate", "give this host's certificate: -J, -K" },
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

/* "NEGOTIATE", "200 OK": the start line without what all of its kind have. */
static const char *start_text(const char *start, struct findings *f)
{
	struct span rest, first = span_split(span_of(start), ' ', &rest);
	struct span text = span_starts_nocase(first, SPAN("SIP/")) && rest.len ? rest : first;

	return findings_text(f, "%.*s", (int)(text.len < START_MAX ? text.len : START_MAX), text.at ? text.at : "");
}

/* "no Content-Length (RFC 3261 18.3)": what is broken, without where that stands. */
static const char *rule_text(const char *text, struct findings *f)
{
	const char *source = strstr(text, " (RFC");

	return source ? findings_text(f, "%.*s", (int)(source - text), text) : text;
}

struct finding *rule_route_stop(const struct view *v, struct findings *f)
{
	const struct target *t = v->target;
	const struct advice *usual = stop_table_find(v);
	const struct advice a = target_reads_settings(t->kind) ? advice_for_settings(v, usual) : *usual;
	enum state state = a.state == ADVICE_TIMEOUT ? v->plan->timeout_state : (enum state)a.state;
	const struct word words[] = {
		{ "queried", t->host },
		{ "at", place_text(t, f) },
		{ "after", after_text(v, f) },
		{ "wait", message_format_seconds(f, v->plan->sip.wait_us) },
		{ "text", t->stopped.fault.text },
		{ "rule", rule_text(t->stopped.fault.text, f) },
		{ "messages", findings_text(f, "%zu %s", t->unmatched, plural(t->unmatched, "message", "messages")) },
		{ "unmatched", start_text(t->unmatched_start, f) },
		{ "differs", wire_discard_text(t->unmatched_why) },
		{ "bytes", findings_text(f, "%zu", t->cut_off) },
		{ "cut_off", start_text(t->cut_off_start, f) },
		{ "kind", fault_word(t->stopped.fault.kind) },
		{ "resolver", resolver_text(v->plan, f) },
		{ "another", another_text(v->plan) },
		{ "by_address", v->plan->hosts.count > 1 ? "" : "; or connect by address: -I" },
		{ "given", v->plan->address ? "-I" : "-H" },
		{ "only", only_text(v->plan) },
		{ "older", older_text(v, f) },
		{ "allowed", allowed_text(v, f) },
		{ NULL, NULL },
	};
	struct finding *finding = message_format_add(f, state, &a, words, tail_text(t, f));

	finding->hop = (int)v->route->broke;
	return finding;
}

void rule_route_dns(const struct view *v, struct findings *f)
{
	if (stopped_in(v->target, PHASE_DNS))
		rule_route_stop(v, f);
}

/* 127.0.0.0/8 and ::1 (RFC 1122 3.2.1.3, RFC 4291 2.5.3), which a name leads to, and not -I; where this host forbids it, that is the news. */
static bool leads_home(const struct view *v)
{
	const struct target *t = v->target;

	return !v->plan->address && t->stopped.fault.kind != FAULT_FORBIDDEN && !span_looks_like_address(span_of(t->host)) &&
	       (span_starts(span_of(t->address), SPAN("127.")) || span_equal(span_of(t->address), SPAN("::1")));
}

void rule_route_connect(const struct view *v, struct findings *f)
{
	if (!stopped_in(v->target, PHASE_CONNECT))
		return;
	struct finding *finding = rule_route_stop(v, f);
	if (leads_home(v)) {
		finding->because = findings_text(f, "%s leads to %s, which is the monitoring host itself", v->target->host, v->target->address);
		finding->actor = ACTOR_HOST;
		finding->remedy = findings_text(f, "look for %s in /etc/hosts and in DNS: it should lead to the Edge", v->target->host);
	}
	size_t others = v->target->failed_address_count;
	if (others > 0 && finding->because)
		finding->because = findings_text(f, "%s; %zu other %s failed before", finding->because, others,
						 plural(others, "address", "addresses"));
}

bool rule_route_ended(const struct view *v)
{
	const struct target *t = v->target;
	enum fault_kind kind = t->stopped.fault.kind;

	return stopped_in(t, PHASE_SIP) && !v->answer && !target_spoke_sip(t) &&
	       (kind == FAULT_ALERT || kind == FAULT_CLOSED || kind == FAULT_RESET);
}

/* The lowest certificate of our own chain that is outside its dates; NULL: all are within. */
static const struct cert *outdated(const struct chain *own, int64_t now)
{
	for (size_t i = 0; i < own->count; i++)
		if (cert_life_counts(own, i) && (own->at[i].not_after < now || own->at[i].not_before > now))
			return &own->at[i];
	return NULL;
}

/* Expired, or not yet valid, when the facts were taken: then no server can be blamed for refusing it. */
static void blame_dates(const struct view *v, struct finding *finding, struct findings *f)
{
	const struct chain *own = &v->facts->identity.chain;
	int64_t now = v->facts->taken_at;
	const struct cert *c = outdated(own, now);

	if (!c)
		return;
	const char *whose = c == own->at ? "which" : findings_text(f, "whose CA %s", cert_name_ca(c, f));
	finding->state = STATE_UNKNOWN;
	finding->because = "whatever else may be wrong with it: no server takes a certificate outside its dates";
	if (c->not_after < now) {
		finding->sentence = findings_text(f, "%s refuses --client-cert, %s expired %s", v->target->host, whose,
						  cert_life_ago(c, now, f));
		finding->cause = CAUSE_IDENTITY_EXPIRED;
		finding->remedy = c == own->at ? "renew the monitor's certificate (-J)" : RULE_IDENTITY_RENEW_CA;
	} else {
		finding->sentence = findings_text(f, "%s refuses --client-cert, %s becomes valid %s", v->target->host, whose,
						  cert_life_until(c, now, f));
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
static void blame_chain(const struct view *v, struct finding *finding, struct findings *f)
{
	const struct chain *own = &v->facts->identity.chain;

	if (v->facts->identity.chain_complete || own->count == 0 ||
	    finding->cause != CAUSE_IDENTITY_ISSUER_UNKNOWN ||
	    !has_subject(&v->target->tls.chain, own->at[own->count - 1].issuer))
		return;
	finding->state = STATE_UNKNOWN;
	finding->sentence = findings_text(f, "%s lacks our issuer's certificate: --client-cert%s", v->target->host,
					  tail_text(v->target, f));
	finding->cause = CAUSE_IDENTITY_CHAIN;
	finding->because = "the monitor's certificate comes without its issuer: a server that does not have that cannot follow ours up to a root";
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

/* The Edge's outside may be limited as its inside is. Lync Online and its successors take TLS 1.2 and newer only. */
static void note_old_version(const struct view *v, struct findings *f)
{
	const struct tls *tls = &v->target->tls;

	if (!tls->handshake_done || (strcmp(tls->version, "TLSv1") != 0 && strcmp(tls->version, "TLSv1.1") != 0))
		return;
	finding_add(f, STATE_OK, "%s speaks %s here: the online service takes TLS 1.2, so hop 2 cannot pass if its outside is limited likewise",
		    v->target->host, tls->version)->note = true;
}

void rule_route_tls(const struct view *v, struct findings *f)
{
	const struct target *t = v->target;
	bool ended = stopped_in(t, PHASE_TLS) || rule_route_ended(v);

	/* Other rules report faults of the peer's certificate, and faults before TLS. */
	if (t->stopped.fault.kind == FAULT_VERIFY || (stopped_in(t, t->stopped.phase) && t->stopped.phase < PHASE_TLS))
		return;
	if (t->kind == TARGET_EDGE)
		note_old_version(v, f);
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
		finding->because = findings_text(f, "%s%s", finding->because, issuer_text(&t->tls, finding->cause));
	blame_chain(v, finding, f);
	blame_dates(v, finding, f);
}

static const char *fault_phrase(const struct fault *fault)
{
	switch (fault->kind) {
	case FAULT_REFUSED:
		return "refused the connection";
	case FAULT_UNREACHABLE:
		return "cannot be reached";
	case FAULT_FORBIDDEN:
		return "is forbidden to this host";
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
	for (size_t i = 0; i < t->failed_address_count; i++) {
		const struct failed_address *p = &t->failed_addresses[i];
		struct finding *finding = finding_add(f, p->own_network ? STATE_OK : STATE_WARNING, "%s of %s %s; %s was used",
						      p->address.text, t->host, fault_phrase(&p->fault), t->address);

		finding->note = p->own_network;
		finding->hop = 1;
		finding->cause = p->own_network ? CAUSE_NONE : CAUSE_ADDRESS_DEAD;
		finding->because = p->own_network && p->fault.kind == FAULT_FORBIDDEN && p->fault.code != EAFNOSUPPORT ?
					   "SELinux, systemd or a firewall here forbids it: it says nothing of the server" :
				   p->own_network ? "this host has no network of that kind: it says nothing of the server" :
						    "DNS names an address that does not work: a server is down, or the record is old";
		finding->remedy = p->own_network ? NULL : "bring the server at that address back; only where it is gone for good, take the address out of DNS";
	}
}

void rule_route_addresses(const struct view *v, struct findings *f)
{
	for (size_t i = 0; plan_asks_each_address(v->plan) && i < v->facts->host_count; i++) {
		const struct host *h = &v->facts->hosts[i];
		size_t usable = 0;

		for (size_t a = 0; a < h->addresses.count; a++)
			usable += !h->addresses.at[a].no_network;
		if (usable <= PLAN_ADDRESSES_MAX)
			continue;
		struct finding *finding =
			finding_add(f, STATE_OK, "%s has %zu addresses, of which the first %d were asked", h->name, usable, PLAN_ADDRESSES_MAX);
		finding->note = true;
		finding->because = "one check asks no more addresses of one name";
		finding->remedy = "check the others by services of their own: -H with the name, -I with the address";
	}
}
