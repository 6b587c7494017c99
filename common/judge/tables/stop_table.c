// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * stop_table - why the way to a server ended early, as sentences
 */
#include "judge/tables/stop_table.h"

#include <sys/socket.h>

#include "judge/tables/alert_table.h"
#include "judge/tables/openssl_table.h"

#define ROUTE_RFC "RFC 9293, RFC 8446"
#define TRUST_REMEDY \
	"make our certificate's name a trusted application pool: New-CsTrustedApplicationPool with -RequiresReplication $false, " \
	"then Enable-CsTopology"

/* A version was refused that we had offered, whatever the options are. */
enum { ALERT_FALLBACK = 86 };

/* Who does not know a name closes at once. */
enum { CLOSED_LATE_US = 2000 * 1000 };

static bool any(const struct view *v)
{
	(void)v;
	return true;
}

static bool only_ipv4(const struct view *v)
{
	return v->plan->family == AF_INET;
}

static bool only_ipv6(const struct view *v)
{
	return v->plan->family == AF_INET6;
}

static bool peer_silent(const struct view *v)
{
	return !v->target->tls.peer_spoke;
}

/* Under TLS 1.3 the demand comes long before ours is due. */
static bool none_given(const struct view *v)
{
	return alert_when(&v->target->tls) == ALERT_NOT_GIVEN && !v->facts->identity.given;
}

static bool given_before_end(const struct view *v)
{
	return !v->target->tls.handshake_done && v->target->tls.certificate_given;
}

static bool given_and_done(const struct view *v)
{
	return v->target->tls.handshake_done && v->target->tls.certificate_given;
}

static bool given_and_late(const struct view *v)
{
	return given_and_done(v) && v->target->phase_us[PHASE_SIP] >= CLOSED_LATE_US;
}

static bool done(const struct view *v)
{
	return v->target->tls.handshake_done;
}

static bool provisional(const struct view *v)
{
	return v->target->sample_count > 0 && v->target->samples[0].provisional > 0;
}

/* Every sample was sent and given up, before the time-out was reached. */
static bool waited(const struct view *v)
{
	const struct target *t = v->target;

	for (size_t i = 0; i < t->sample_count; i++)
		if (t->samples[i].sent_us < 0 || t->samples[i].sent_us + v->plan->sip.wait_us >= v->plan->timeout_us)
			return false;
	return v->plan->sip.wait_us > 0 && t->sample_count > 0;
}

static bool waited_in_work(const struct view *v)
{
	return waited(v) && provisional(v);
}

struct stop_row {
	enum phase phase;
	enum fault_kind kind;
	int64_t code; /* 0: any */
	bool (*when)(const struct view *);
	struct advice advice;
};

#define ROW(phase, kind, code, when, state, sentence, cause, because, remedy) \
	{ PHASE_##phase, FAULT_##kind, code, when, \
	  { state, PLACE_SERVER, sentence, cause, because, remedy, NULL, ROUTE_RFC, true } }
#define CRITICAL(phase, kind, when, ...) ROW(phase, kind, 0, when, STATE_CRITICAL, __VA_ARGS__)
/* Told apart by nothing: the peer ends the connection politely or not, during TLS or at the first read after it. */
#define BROKEN(phase, when, ...) CRITICAL(phase, CLOSED, when, __VA_ARGS__), CRITICAL(phase, RESET, when, __VA_ARGS__)
#define BROKEN_LATE(when, ...) BROKEN(TLS, when, __VA_ARGS__), BROKEN(SIP, when, __VA_ARGS__)
#define DNS(code, ...) ROW(DNS, DNS, code, any, STATE_CRITICAL, __VA_ARGS__)

/* The first row that fits is taken. */
static const struct stop_row rows[] = {
	DNS(DNS_NO_SUCH_NAME, "the name {asked} does not exist in DNS", CAUSE_DNS_NO_SUCH_NAME,
	    "{resolver} says that there is no such name", "check the name after -H; {another}{by_address}"),
	ROW(DNS, DNS, DNS_NO_ADDRESS, only_ipv4, STATE_CRITICAL, "the name {asked} has no IPv4 address in DNS", CAUSE_DNS_NO_ADDRESS,
	    "the name is there, without an A record", "leave out {only}, or add the record"),
	ROW(DNS, DNS, DNS_NO_ADDRESS, only_ipv6, STATE_CRITICAL, "the name {asked} has no IPv6 address in DNS", CAUSE_DNS_NO_ADDRESS,
	    "the name is there, without an AAAA record", "leave out {only}, or add the record"),
	DNS(DNS_NO_ADDRESS, "the name {asked} has no address in DNS", CAUSE_DNS_NO_ADDRESS,
	    "the name is there, without an address", "check its A and AAAA records"),
	DNS(DNS_SERVER_FAILED, "DNS failed for {asked}", CAUSE_DNS_SERVER_FAILED, "{text}",
	    "check {resolver}, or {another}"),
	DNS(DNS_NO_ANSWER, "no DNS server answered for {asked}", CAUSE_DNS_NO_ANSWER, "{text}",
	    "check {resolver} (port 53, UDP and TCP), or {another}"),
	ROW(DNS, TIMEOUT, 0, any, ADVICE_TIMEOUT, "no DNS answer for {asked} within {after}", CAUSE_DNS_NO_ANSWER,
	    "{resolver} is silent", "check it (port 53, UDP and TCP), or {another}"),

	CRITICAL(CONNECT, REFUSED, any, "{at} refused the connection", CAUSE_TCP_REFUSED,
		 "nothing listens there, or a firewall rejects: most often the Access Edge service is stopped",
		 "on {asked}: Get-CsWindowsService, Start-CsWindowsService RTCSRV; check {given} and -p"),
	CRITICAL(CONNECT, UNREACHABLE, any, "there is no network route to {at}", CAUSE_TCP_UNREACHABLE, "{text}",
		 "check addresses and routes between this host and {asked}"),
	ROW(CONNECT, TIMEOUT, 0, any, ADVICE_TIMEOUT, "no answer from {at} within {after}", CAUSE_TCP_TIMEOUT,
	    "packets are dropped: a firewall between, or the host is down; {reached}",
	    "allow TCP from this host to {at}; see that it is up; check {given} and -p"),
	BROKEN(CONNECT, any, "{at} reset the connection", CAUSE_TCP_RESET,
	       "it, or something between, ended the connection before a word was said",
	       "look for a firewall or load balancer between this host and {asked}"),

	BROKEN(TLS, peer_silent, "{asked} closed the connection before TLS began", CAUSE_UNDETERMINED,
	       "it never looked at a certificate: a load balancer without a live server behind it, a service that is just "
	       "starting, a firewall that ends what it does not like, or a server that dislikes all that our TLS offers",
	       "check the load balancer's health monitors, and the Access Edge service and its Schannel events on each server "
	       "behind it; a TLS connection from another host tells more{older}"),
	BROKEN_LATE(provisional, "{asked} closed the connection while it worked on our request", CAUSE_UNDETERMINED,
		    "it had taken the request (a provisional answer came): it was restarted, or gave up",
		    "on {asked}, look for a restart of the service at this time"),
	BROKEN_LATE(none_given, "{asked} demands a client certificate and we gave none", CAUSE_IDENTITY_MISSING,
		    "it asked for one, and closed the connection when none came",
		    "give this host a certificate of the internal CA (-J, -K), or judge up to this demand only: "
		    "--no-client-cert"),
	BROKEN_LATE(given_before_end, "{asked} broke off TLS once it had our certificate", CAUSE_IDENTITY_REFUSED,
		    "most often it does not trust the CA that issued our certificate",
		    "put our root CA into the computer's trusted roots on {asked}; look for Schannel events there at this time"),
	BROKEN(SIP, given_and_late, "{asked} closed {after} after our request, without an answer", CAUSE_UNDETERMINED,
	       "not for our certificate's name, on which servers close at once: something between that ends idle connections "
	       "while the answer takes long, or a restart",
	       "look for idle time-outs between this host and {asked}, and for a restart there at this time"),
	BROKEN_LATE(given_and_done, "{asked} closed after TLS: our certificate is probably not in its topology",
		    CAUSE_IDENTITY_NOT_IN_TOPOLOGY,
		    "TLS was done and our request sent; it closed without a SIP answer, as servers do to a name they do not know",
		    TRUST_REMEDY),
	BROKEN_LATE(done, "{asked} closed the connection without answering our request", CAUSE_UNDETERMINED,
		    "TLS was done, and no certificate of ours was asked for: perhaps not the internal side of an Edge",
		    "check name and port (-H, -p): the internal side demands a client certificate"),
	BROKEN(TLS, any, "TLS with {asked} broke off in the middle", CAUSE_UNDETERMINED,
	       "the connection ended in the midst of the handshake, before a certificate of ours was sent: {asked} did it, or "
	       "something between",
	       "on {asked}, look for Schannel events at this time: none points at a device between{older}"),
	ROW(TLS, TIMEOUT, 0, peer_silent, ADVICE_TIMEOUT, "{asked} took the connection but no TLS answer came within {after}",
	    CAUSE_TLS_SILENT, "the port is open and nobody speaks TLS behind it: a service that hangs; {reached}",
	    "on {asked}, check the Access Edge service: Get-CsWindowsService"),
	ROW(TLS, TIMEOUT, 0, any, ADVICE_TIMEOUT, "TLS with {asked} was not done within {after}", CAUSE_UNDETERMINED,
	    "it began TLS and fell silent: it has much to do, waits for the revocation lists of our CA, or something between "
	    "loses the larger packets; {reached}",
	    "on {asked}, check load, and whether it can reach those lists; ping -M do -s 1472 {asked} shows lost large packets"),
	CRITICAL(TLS, PROTOCOL, any, "{asked} does not speak TLS on this port", CAUSE_TLS_NOT_TLS, "{text}",
		 "check name and port: -H, -p"),

	CRITICAL(SIP, TIMEOUT, waited_in_work, "{asked} works on our request, no final answer within {wait} (--wait)", CAUSE_UNDETERMINED,
		 "a provisional answer came; a server behind is silent or slow; {reached}",
		 "on the Edge, read the SIPStack log of this request; a longer --wait may bring its own verdict"),
	CRITICAL(SIP, TIMEOUT, waited, "no SIP answer from {asked} within {wait} (--wait), though TLS stands", CAUSE_UNDETERMINED,
		 "our request was taken; it, or a server behind it, is silent; {reached}",
		 "on the Edge, read the SIPStack log of this request; a longer --wait may bring its own verdict"),
	ROW(SIP, TIMEOUT, 0, provisional, ADVICE_TIMEOUT, "{asked} works on our request, no final answer within {after}",
	    CAUSE_UNDETERMINED, "a provisional answer came; a server behind is silent or slow; {reached}",
	    "on the Edge, read the SIPStack log of this request; a longer -t may bring its own verdict"),
	ROW(SIP, TIMEOUT, 0, any, ADVICE_TIMEOUT, "no SIP answer from {asked} within {after}, though TLS stands", CAUSE_UNDETERMINED,
	    "our request was taken; it, or a server behind it, is silent; {reached}",
	    "on the Edge, read the SIPStack log of this request; a longer -t may bring its own verdict"),
	CRITICAL(SIP, PROTOCOL, any, "{asked} answers, but not in SIP", CAUSE_TLS_NOT_SIP, "{text}", "check name and port: -H, -p"),
	CRITICAL(SIP, LIMIT, any, "{asked} sends more than a SIP answer may hold", CAUSE_UNDETERMINED, "{text}",
		 "look at what it sends with -vvv"),
};

/* For every phase and kind without a row. */
static const struct advice cancelled = { STATE_UNKNOWN, PLACE_UNTOLD, "stopped from outside before {asked} was judged",
					 CAUSE_NONE, "this program was asked to end; {reached}", NULL, NULL, NULL, true };
static const struct advice ours = { STATE_UNKNOWN, PLACE_UNTOLD, "this host could not ask {asked}: {text}", CAUSE_OWN_HOST, NULL,
				    NULL, NULL, NULL, true };
static const struct advice general = { STATE_CRITICAL, PLACE_SERVER, "{asked} could not be asked: {kind}", CAUSE_UNDETERMINED,
				       "{text}", NULL, NULL, NULL, true };
static const struct advice general_timeout = { ADVICE_TIMEOUT, PLACE_UNTOLD, "the time-out was reached before {asked} was asked",
					       CAUSE_UNDETERMINED, "{text}", NULL, NULL, NULL, true };
static const struct advice general_tls = { STATE_CRITICAL, PLACE_SERVER, "TLS with {asked} failed on our side",
					   CAUSE_UNDETERMINED, "{text}", "look at -vv, and at what this host's OpenSSL is set to", NULL,
					   NULL, true };
static const struct advice general_alert = { STATE_CRITICAL, PLACE_SERVER, "{asked} broke off TLS", CAUSE_TLS_REFUSED, "{text}",
					     "on {asked}, look for Schannel events at this time", NULL, NULL, true };

/* An old server that lacks all that OpenSSL still has; the options that help were given. */
static const struct advice no_way = { STATE_CRITICAL, PLACE_SERVER, "{asked} takes none of the ciphers that OpenSSL still has",
				      CAUSE_TLS_TOO_OLD,
				      "as an Edge on Windows Server 2003: it takes RC4 and 3DES only, and cannot be reached with "
				      "today's OpenSSL",
				      "move the Edge to a newer Windows", "our Edge", NULL, true };
static const struct advice version_forbidden = { STATE_CRITICAL, PLACE_SERVER,
						 "{asked} speaks only TLS versions that we do not offer", CAUSE_TLS_VERSION,
						 "--tls-min allows 1.0: this host's OpenSSL configuration (MinProtocol) may forbid "
						 "it, or a --security-level above 0",
						 "check openssl.cnf on this host; leave out --security-level", NULL, NULL, true };

static const struct advice version_asked = { STATE_CRITICAL, PLACE_SERVER,
					     "{asked} does not speak TLS 1.3, which --tls-min=1.3 wants", CAUSE_TLS_VERSION,
					     "Windows knows TLS 1.3 from Windows Server 2022 on",
					     "leave out --tls-min; where TLS 1.3 is a must, move {asked} to such a Windows", NULL, NULL,
					     true };

/* --tls-min=1.0 is no advice for those who gave it, nor for those who asked for more than the usual. */
static const struct advice *beyond_options(const struct plan *plan, const struct advice *a)
{
	if (a->cause == CAUSE_TLS_VERSION && plan->tls_min == TLS_1_3)
		return &version_asked;
	if (plan->tls_min > TLS_1_0)
		return a;
	if (a->cause == CAUSE_TLS_VERSION)
		return &version_forbidden;
	return a->cause == CAUSE_TLS_PARAMETERS && plan->security_level <= 0 ? &no_way : a;
}

static const struct advice *refused(const struct view *v)
{
	const struct fault *f = &v->target->stopped.fault;
	const struct alert_row *alert;
	const struct openssl_row *reason;

	if (f->kind == FAULT_ALERT) {
		alert = alert_table_find((int)f->code, alert_when(&v->target->tls));
		if (!alert)
			return &general_alert;
		return alert->number == ALERT_FALLBACK ? &alert->received : beyond_options(v->plan, &alert->received);
	}
	reason = openssl_table_reason(f->code);
	return reason ? beyond_options(v->plan, &reason->advice) : &general_tls;
}

const struct advice *stop_table_find(const struct view *v)
{
	const struct stopped *s = &v->target->stopped;
	enum fault_kind kind = s->fault.kind;

	if (kind == FAULT_ALERT || kind == FAULT_TLS)
		return refused(v);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].phase == s->phase && rows[i].kind == kind && (!rows[i].code || rows[i].code == s->fault.code) &&
		    rows[i].when(v))
			return &rows[i].advice;
	if (kind == FAULT_CANCELLED)
		return &cancelled;
	if (kind == FAULT_TIMEOUT)
		return &general_timeout;
	return fault_is_ours(kind) ? &ours : &general;
}
