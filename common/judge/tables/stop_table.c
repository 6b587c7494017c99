// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * stop_table - why the way to a server ended early, as sentences
 */
#include "judge/tables/stop_table.h"

#include <errno.h>
#include <sys/socket.h>

#include "judge/tables/alert_table.h"
#include "judge/tables/openssl_table.h"
#include "judge/tables/stop_row.h"

#define ROUTE_RFC "RFC 9293, RFC 8446"
#define TRUST_REMEDY EXPLANATION_TRUST "; on the Edge, events 14492, 14493 and 14495 (LS Protocol Stack) show its list of known servers"

/* A version was refused that we had offered, whatever the options are. */
enum { ALERT_FALLBACK = 86 };

/* A server that does not know the name closes at once. */
enum { CLOSED_LATE_US = 2000 * 1000 };

static bool only_ipv4(const struct view *v)
{
	return v->plan->family == AF_INET;
}

static bool only_ipv6(const struct view *v)
{
	return v->plan->family == AF_INET6;
}

static bool over_ipv6(const struct view *v)
{
	return strchr(v->target->address, ':');
}

static bool peer_silent(const struct view *v)
{
	return !v->target->tls.peer_spoke;
}

static enum alert_when when_of(const struct view *v)
{
	return alert_when(&v->target->tls, v->facts->identity.given);
}

/* Under TLS 1.3 the demand comes long before our certificate is due. */
static bool none_given(const struct view *v)
{
	return when_of(v) == ALERT_NOT_GIVEN;
}

/* The handshake was done, so our certificate was due. */
static bool unused(const struct view *v)
{
	return when_of(v) == ALERT_UNUSED && v->target->tls.handshake_done;
}

static bool unlisted(const struct view *v)
{
	return when_of(v) == ALERT_UNLISTED;
}

static bool given_before_end(const struct view *v)
{
	return !v->target->tls.handshake_done && v->target->tls.certificate_given;
}

static bool given_and_done(const struct view *v)
{
	return v->target->tls.handshake_done && v->target->tls.certificate_given;
}

/* Under TLS 1.3 the handshake is done before the server has looked at our certificate: trust and topology refuse alike. */
static bool given_under_13(const struct view *v)
{
	return given_and_done(v) && strcmp(v->target->tls.version, "TLSv1.3") == 0;
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

static bool cut_off(const struct view *v)
{
	return v->target->cut_off > 0;
}

static bool unmatched(const struct view *v)
{
	return v->target->unmatched > 0;
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

#define ROW(phase, kind, code, when, state, /* sentence, cause, because, remedy */...) \
	{ PHASE_##phase, FAULT_##kind, code, when, { state, PLACE_SERVER, __VA_ARGS__, NULL, ROUTE_RFC, true } }
#define CRITICAL(phase, kind, when, ...) ROW(phase, kind, 0, when, STATE_CRITICAL, __VA_ARGS__)
/* A clean close and a reset are indistinguishable here, during TLS or at the first read after it. */
#define BROKEN(phase, when, ...) CRITICAL(phase, CLOSED, when, __VA_ARGS__), CRITICAL(phase, RESET, when, __VA_ARGS__)
#define BROKEN_LATE(when, ...) BROKEN(TLS, when, __VA_ARGS__), BROKEN(SIP, when, __VA_ARGS__)
/* A server that speaks SIP to us has accepted our certificate and is not silent, so a later fault says less about the cause. */
#define SPOKEN(when, ...) \
	BROKEN(SIP, when, __VA_ARGS__), CRITICAL(SIP, ALERT, when, __VA_ARGS__), ROW(SIP, TIMEOUT, 0, when, ADVICE_TIMEOUT, __VA_ARGS__)
#define UNKNOWN(phase, when, ...) \
	ROW(phase, CLOSED, 0, when, STATE_UNKNOWN, __VA_ARGS__), ROW(phase, RESET, 0, when, STATE_UNKNOWN, __VA_ARGS__)
#define UNKNOWN_LATE(when, ...) UNKNOWN(TLS, when, __VA_ARGS__), UNKNOWN(SIP, when, __VA_ARGS__)
#define DNS(code, ...) ROW(DNS, DNS, code, NULL, STATE_CRITICAL, __VA_ARGS__)

#define UNMATCHED \
	"{queried} sent {messages}, but no answer to our request ({unmatched})", CAUSE_ANSWER_UNMATCHED, \
	"it speaks SIP with us, so it has accepted the monitor's certificate; the first message is not our answer: {differs} (RFC 3261 8.1.3.3)", \
	"look at what it sends with -vvv; on {queried}, read the SIPStack log of our request"

/* The first row that fits is taken. */
static const struct stop_row rows[] = {
	DNS(DNS_NO_SUCH_NAME, "the name {queried} does not exist in DNS", CAUSE_DNS_NO_SUCH_NAME,
	    "{resolver} says that there is no such name", "check the name after -H; {another}{by_address}"),
	ROW(DNS, DNS, DNS_NO_ADDRESS, only_ipv4, STATE_CRITICAL, "the name {queried} has no IPv4 address in DNS", CAUSE_DNS_NO_ADDRESS,
	    "the name is there, without an A record", "leave out {only}, or add the record"),
	ROW(DNS, DNS, DNS_NO_ADDRESS, only_ipv6, STATE_CRITICAL, "the name {queried} has no IPv6 address in DNS", CAUSE_DNS_NO_ADDRESS,
	    "the name is there, without an AAAA record", "leave out {only}, or add the record"),
	DNS(DNS_NO_ADDRESS, "the name {queried} has no address in DNS", CAUSE_DNS_NO_ADDRESS,
	    "the name is there, without an address", "check its A and AAAA records"),
	DNS(DNS_SERVER_FAILED, "DNS failed for {queried}", CAUSE_DNS_SERVER_FAILED, "{text}",
	    "check {resolver}, or {another}"),
	DNS(DNS_NO_ANSWER, "no DNS server answered for {queried}", CAUSE_DNS_NO_ANSWER, "{text}",
	    "check {resolver} (port 53, UDP and TCP), or {another}"),
	ROW(DNS, DNS, DNS_NO_SERVER, NULL, STATE_UNKNOWN, "this host has no name server to ask for {queried}", CAUSE_DNS_NO_SERVER,
	    "/etc/resolv.conf names none, and none answers on this host itself", "name one in /etc/resolv.conf, or {another}{by_address}"),
	ROW(DNS, FORBIDDEN, 0, NULL, STATE_UNKNOWN, "this host may not ask DNS for {queried}", CAUSE_CONNECT_FORBIDDEN,
	    "SELinux, systemd or a firewall here forbids it ({text})", STOP_TABLE_FORBIDDEN_REMEDY),
	ROW(DNS, TIMEOUT, 0, NULL, ADVICE_TIMEOUT, "no DNS answer for {queried} within {after}", CAUSE_DNS_NO_ANSWER,
	    "{resolver} is silent", "check it (port 53, UDP and TCP), or {another}"),

	CRITICAL(CONNECT, REFUSED, NULL, "{at} refused the connection", CAUSE_TCP_REFUSED,
		 "nothing listens there, or a firewall rejects: most often the Access Edge service is stopped",
		 "on {queried}: Get-CsWindowsService, Start-CsWindowsService RTCSRV; check {given} and -p"),
	ROW(CONNECT, FORBIDDEN, EACCES, over_ipv6, STATE_UNKNOWN, "this host may not connect to {at}", CAUSE_CONNECT_FORBIDDEN,
	    "SELinux, systemd or a firewall here or on the way forbids it ({text})", STOP_TABLE_FORBIDDEN_REMEDY),
	ROW(CONNECT, FORBIDDEN, 0, NULL, STATE_UNKNOWN, "this host may not connect to {at}", CAUSE_CONNECT_FORBIDDEN,
	    "SELinux, systemd or a firewall here forbids it ({text})", STOP_TABLE_FORBIDDEN_REMEDY),
	CRITICAL(CONNECT, UNREACHABLE, NULL, "there is no network route to {at}", CAUSE_TCP_UNREACHABLE, "{text}",
		 "check addresses and routes between this host and {queried}"),
	ROW(CONNECT, TIMEOUT, 0, NULL, ADVICE_TIMEOUT, "no answer from {at} within {after}", CAUSE_TCP_TIMEOUT,
	    "packets are dropped: a firewall between, or the host is down",
	    "allow TCP from this host to {at}; see that it is up; check {given} and -p"),
	BROKEN(CONNECT, NULL, "{at} reset the connection", CAUSE_TCP_RESET,
	       "it, or something between, ended the connection before a word was said",
	       "look for a firewall or load balancer between this host and {queried}"),

	SPOKEN(cut_off, "{queried}: its answer was cut off after {bytes} bytes: {cut_off}", CAUSE_ANSWER_CUT_OFF,
	       "an answer began and its end never came: less was sent than its Content-Length says, or the server, or a device between, "
	       "broke it off",
	       "look at what came with -vvv; on {queried}, look for errors of the service at this time"),
	SPOKEN(unmatched, UNMATCHED),
	ROW(SIP, LIMIT, LIMIT_FLOOD, unmatched, STATE_CRITICAL, UNMATCHED),

	BROKEN(TLS, peer_silent, "{queried} closed the connection before TLS began", CAUSE_UNDETERMINED,
	       "it never looked at a certificate: a load balancer without a live server behind it, a service that is just "
	       "starting, a firewall that ends what it does not like, or a server that dislikes all that our TLS offers",
	       "check the load balancer's health monitors, and the Access Edge service and its Schannel events on each server "
	       "behind it; compare with a TLS connection from another host{older}"),
	BROKEN_LATE(provisional, "{queried} closed the connection while it worked on our request", CAUSE_UNDETERMINED,
		    "it had taken the request (a provisional answer came): it was restarted, or gave up",
		    "on {queried}, look for a restart of the service at this time"),
	UNKNOWN_LATE(none_given, "{queried} demands a certificate, we gave none: --client-cert", CAUSE_IDENTITY_MISSING,
		     "it asked for one, and closed the connection when none came",
		     "give this host a certificate of the internal CA (-J, -K), or judge up to this demand only: "
		     "--no-client-cert"),
	UNKNOWN_LATE(unused, "{queried} does not accept our kind of key: --client-cert", CAUSE_IDENTITY_KIND,
		     "its key or signature fits none of the algorithms that the server takes, so it was not sent",
		     "have a certificate issued with an RSA key of 2048 bits and signed with SHA-256, and give it with -J, -K"),
	BROKEN(SIP, given_and_late, "{queried} closed {after} after our request, without an answer", CAUSE_UNDETERMINED,
	       "a server that does not know the name in the monitor's certificate closes at once, so that is not it: something between ends idle "
	       "connections while the answer takes long, or the server was restarted",
	       "look for idle time-outs between this host and {queried}, and for a restart there at this time"),
	UNKNOWN_LATE(unlisted, "{queried} closed: it wants a certificate of another CA: --client-cert", CAUSE_IDENTITY_ISSUER_UNKNOWN,
		     "it had the monitor's certificate and closed without a word",
		     "give a certificate of one of the CAs that it asks for (-J), or have our CA put among its trusted roots"),
	BROKEN_LATE(given_before_end, "{queried} broke off TLS once it had the monitor's certificate", CAUSE_IDENTITY_REFUSED,
		    "most often it does not trust the CA that issued the monitor's certificate",
		    "put our root CA into the computer's trusted roots on {queried}; look for Schannel events there at this time"),
	BROKEN_LATE(given_under_13, "{queried} closed after TLS: not in its topology, or our CA not trusted", CAUSE_IDENTITY_NOT_IN_TOPOLOGY,
		    "under TLS 1.3 two refusals look the same: most likely the name in the monitor's certificate is not in its topology; less "
		    "likely it does not trust the CA that issued the certificate",
		    "tell them apart on {queried} first: a Schannel event 36888 or 36877 at this time is trust, so put the root of that CA into "
		    "the computer's trusted roots (36877 is logged with EventLogging 3 only); without one it is topology, and then " TRUST_REMEDY),
	BROKEN_LATE(given_and_done, "{queried} closed after TLS: the monitor is probably not in its topology",
		    CAUSE_IDENTITY_NOT_IN_TOPOLOGY,
		    "TLS was done and our request sent; it closed without a SIP answer, as servers do to a name they do not know; "
		    "events 14492, 14493 and 14495 of the Edge list the servers that it knows",
		    TRUST_REMEDY),
	BROKEN_LATE(done, "{queried} closed the connection without answering our request", CAUSE_UNDETERMINED,
		    "TLS was done, and no certificate of ours was asked for: perhaps not the internal side of an Edge",
		    "check name and port (-H, -p): the internal side demands a client certificate"),
	BROKEN(TLS, NULL, "TLS with {queried} broke off in the middle", CAUSE_UNDETERMINED,
	       "the connection ended in the midst of the handshake, before a certificate of ours was sent: {queried} did it, or "
	       "something between",
	       "on {queried}, look for Schannel events at this time: none points at a device between{older}"),
	ROW(TLS, TIMEOUT, 0, peer_silent, ADVICE_TIMEOUT, "{queried} took the connection but no TLS answer came within {after}",
	    CAUSE_TLS_SILENT, "the port is open, but the service behind it does not speak TLS: it hangs",
	    "on {queried}, check the Access Edge service: Get-CsWindowsService"),
	ROW(TLS, TIMEOUT, 0, NULL, ADVICE_TIMEOUT, "TLS with {queried} was not done within {after}", CAUSE_UNDETERMINED,
	    "it began TLS and fell silent: it has much to do, waits for the revocation lists of our CA, or something between "
	    "loses the larger packets",
	    "on {queried}, check load, and whether it can reach those lists; ping -M do -s 1472 {queried} shows lost large packets"),
	CRITICAL(TLS, PROTOCOL, NULL, "{queried} does not speak TLS on this port", CAUSE_TLS_NOT_TLS, "{text}",
		 "check name and port: -H, -p"),

	CRITICAL(SIP, TIMEOUT, waited_in_work, "{queried} works on our request, no final answer within {wait} (--wait)", CAUSE_UNDETERMINED,
		 "a provisional answer came; a server behind is silent or slow",
		 "on the Edge, read the SIPStack log of this request; an Edge that waits for a dead next hop answers after some 21 s: --wait=35 and -t 40 bring its own verdict"),
	CRITICAL(SIP, TIMEOUT, waited, "no SIP answer from {queried} within {wait} (--wait), though TLS stands", CAUSE_UNDETERMINED,
		 "our request was taken; it, or a server behind it, is silent",
		 "on the Edge, read the SIPStack log of this request; an Edge that waits for a dead next hop answers after some 21 s: --wait=35 and -t 40 bring its own verdict"),
	ROW(SIP, TIMEOUT, 0, provisional, ADVICE_TIMEOUT, "{queried} works on our request, no final answer within {after}",
	    CAUSE_UNDETERMINED, "a provisional answer came; a server behind is silent or slow",
	    "on the Edge, read the SIPStack log of this request; an Edge that waits for a dead next hop answers after some 21 s: -t 35 brings its own verdict"),
	ROW(SIP, TIMEOUT, 0, NULL, ADVICE_TIMEOUT, "no SIP answer from {queried} within {after}, though TLS stands", CAUSE_UNDETERMINED,
	    "our request was taken; it, or a server behind it, is silent",
	    "on the Edge, read the SIPStack log of this request; an Edge that waits for a dead next hop answers after some 21 s: -t 35 brings its own verdict"),
	ROW(SIP, PROTOCOL, PROTOCOL_MALFORMED, NULL, STATE_CRITICAL, "{queried} sends a malformed SIP answer: {rule}", CAUSE_ANSWER_MALFORMED,
	    "{text}", "it is the server's to mend, or that of a device that changes SIP on the way to it; look at what it sends with -vvv"),
	CRITICAL(SIP, PROTOCOL, NULL, "{queried} answers, but not in SIP", CAUSE_TLS_NOT_SIP, "{text}", "check name and port: -H, -p"),
	ROW(SIP, LIMIT, LIMIT_FLOOD, NULL, STATE_CRITICAL, "{queried} sends messages without end", CAUSE_UNDETERMINED, "{text}",
	    "look at what it sends with -vvv"),
	ROW(SIP, LIMIT, 0, NULL, STATE_UNKNOWN, "{queried} sends a larger answer than this check reads", CAUSE_LIMIT,
	    "{text}; that is a limit of this program, and not of SIP", "look at what it sends with -vvv"),
};

/* For every phase and kind without a row. */
static const struct advice cancelled = { STATE_UNKNOWN, PLACE_UNTOLD, "stopped from outside before {queried} was judged",
					 CAUSE_NONE, "this program was asked to end", NULL, NULL, NULL, true };
static const struct advice ours = { STATE_UNKNOWN, PLACE_UNTOLD, "this host could not ask {queried}: {text}", CAUSE_OWN_HOST, NULL,
				    NULL, NULL, NULL, true };
static const struct advice general = { STATE_CRITICAL, PLACE_SERVER, "{queried} could not be asked: {kind}", CAUSE_UNDETERMINED,
				       "{text}", NULL, NULL, NULL, true };
static const struct advice general_timeout = { ADVICE_TIMEOUT, PLACE_UNTOLD, "the time-out was reached before {queried} was asked",
					       CAUSE_UNDETERMINED, "{text}", NULL, NULL, NULL, true };
static const struct advice general_tls = { STATE_CRITICAL, PLACE_SERVER, "TLS with {queried} failed on our side",
					   CAUSE_UNDETERMINED, "{text}", "look at -vv, and at what this host's OpenSSL is set to", NULL,
					   NULL, true };
static const struct advice general_alert = { STATE_CRITICAL, PLACE_SERVER, "{queried} broke off TLS", CAUSE_TLS_REFUSED, "{text}",
					     "on {queried}, look for Schannel events at this time", NULL, NULL, true };

/* An old server that lacks all that OpenSSL still has; the options that help were given. */
static const struct advice no_way = { STATE_CRITICAL, PLACE_SERVER, "{queried} accepts none of the ciphers that OpenSSL still has",
				      CAUSE_TLS_TOO_OLD,
				      "as an Edge on Windows Server 2003: it takes RC4 and 3DES only, and cannot be reached with "
				      "today's OpenSSL",
				      "move the Edge to a newer Windows", "our Edge", NULL, true };
/* OpenSSL signs the handshake of TLS 1.0 and 1.1 with MD5 and SHA-1, which it does at level 0 only: SSL_CTX_set_security_level(3). */
static const struct advice level_forbids = { STATE_CRITICAL, PLACE_SERVER, "{queried} speaks only TLS versions that we do not offer",
					     CAUSE_TLS_VERSION, "--tls-min allows TLS 1.0, and --security-level above 0 forbids it again",
					     "leave out --security-level", NULL, NULL, true };
static const struct advice version_too_old = { STATE_CRITICAL, PLACE_SERVER, "{queried} speaks only TLS versions that we do not offer",
					       CAUSE_TLS_VERSION, "all of them from TLS 1.0 on were offered: it has SSL 3.0 at most, which OpenSSL no longer has",
					       "turn on TLS 1.2 on {queried}", "our Edge", NULL, true };
static const struct advice version_asked = { STATE_CRITICAL, PLACE_SERVER,
					     "{queried} does not speak TLS 1.3, which --tls-min=1.3 wants", CAUSE_TLS_VERSION,
					     "Windows knows TLS 1.3 from Windows Server 2022 on",
					     "leave out --tls-min; where TLS 1.3 is a must, move {queried} to such a Windows", NULL, NULL,
					     true };

/* This host's openssl.cnf or crypto policy may forbid the version that the server accepts. */
static const struct advice policy_forbids = { STATE_UNKNOWN, PLACE_UNTOLD,
					      "{queried} accepts no TLS that this host allows: {allowed}", CAUSE_TLS_POLICY,
					      "openssl.cnf (MinProtocol, MaxProtocol; OPENSSL_CONF) or the system's crypto policy says so, not "
					      "an option of ours",
					      "allow more there, or in an openssl.cnf of the check's own; else have {queried} speak what is "
					      "allowed", NULL, NULL, true };

/* --tls-min=1.0 is not a remedy if it was given, or if a higher version than the default was. */
static const struct advice *beyond_options(const struct view *v, const struct advice *a)
{
	const struct plan *plan = v->plan;

	if (a->cause == CAUSE_TLS_VERSION && v->facts->tls_denied)
		return &policy_forbids;
	if (a->cause == CAUSE_TLS_VERSION && plan->tls_min == TLS_1_3)
		return &version_asked;
	if (plan->tls_min > TLS_1_0)
		return a;
	if (a->cause == CAUSE_TLS_VERSION)
		return plan->security_level > 0 ? &level_forbids : &version_too_old;
	return a->cause == CAUSE_TLS_PARAMETERS && plan->security_level <= 0 ? &no_way : a;
}

static const struct advice *refused(const struct view *v)
{
	const struct fault *f = &v->target->stopped.fault;
	const struct alert_row *alert;
	const struct openssl_row *reason;

	if (f->kind == FAULT_ALERT) {
		alert = alert_table_find((int)f->code, when_of(v));
		if (!alert)
			return &general_alert;
		return alert->number == ALERT_FALLBACK ? &alert->received : beyond_options(v, &alert->received);
	}
	reason = openssl_table_reason(f->code);
	return reason ? beyond_options(v, &reason->advice) : &general_tls;
}

const struct advice *stop_table_find(const struct view *v)
{
	const struct advice *row = stop_row_find(rows, sizeof rows / sizeof *rows, v);
	enum fault_kind kind = v->target->stopped.fault.kind;

	if (row)
		return row;
	if (kind == FAULT_ALERT || kind == FAULT_TLS)
		return refused(v);
	if (kind == FAULT_CANCELLED)
		return &cancelled;
	if (kind == FAULT_TIMEOUT)
		return &general_timeout;
	return fault_is_ours(kind) ? &ours : &general;
}
