// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * settings_stop_table - why the settings of a server could not be read, as sentences
 */
#include "judge/tables/settings_stop_table.h"

#include "judge/tables/stop_row.h"
#include "judge/tables/stop_table.h"

#define WSMAN_QUOTA INT64_C(2150859173)

#define LATE "try again; if it stays so, see that a firewall lets TCP to this port pass; or give more time than -t {limit}: -t {try}"

/* A check that goes on knocking with a wrong password locks the account: nothing else is proposed in the same breath. */
#define PAUSE "pause this check first, for each try can lock the account; then look at {login} (--login, --password-file)"

static bool by_certificate(const struct view *v)
{
	return v->plan->settings.auth == AUTH_CERTIFICATE;
}

static bool by_ticket(const struct view *v)
{
	return v->plan->settings.auth == AUTH_NEGOTIATE;
}

static bool without_login(const struct view *v)
{
	return v->plan->settings.auth == AUTH_NONE && v->plan->settings.url.text;
}

static bool by_basic(const struct view *v)
{
	return v->plan->settings.auth == AUTH_BASIC;
}

/* After a TLS handshake no firewall can be the cause. */
static bool tls_was_good(const struct view *v)
{
	return v->target->phase_us[PHASE_TLS] >= 0;
}

static bool at_usual_path(const struct view *v)
{
	return v->target->kind == TARGET_SETTINGS && v->target->port == 443 && !v->plan->settings.http_proxy.name && v->plan->settings.path &&
	       span_equal_nocase(span_of(v->plan->settings.path), SPAN("/OcsPowershell"));
}

static bool by_proxy(const struct view *v)
{
	return v->plan->settings.http_proxy.name;
}

static bool by_url(const struct view *v)
{
	return v->plan->settings.url.text;
}

static bool is_edge(const struct view *v)
{
	return v->target->kind == TARGET_OCS_EDGE;
}

static bool is_one_of_two(const struct view *v)
{
	return v->plan->hosts.count > 1;
}

#define SAYS(when, kind, code, cause, because, remedy, sentence)                                                                          \
	{ PHASE_COUNT, FAULT_##kind, code, when,                                                                                            \
	  { FAULT_##kind == FAULT_TIMEOUT ? ADVICE_TIMEOUT : STATE_UNKNOWN, PLACE_SERVER, sentence, cause, because, remedy, NULL, NULL, true } }
#define WHEN(when, kind, code, cause, because, remedy) SAYS(when, kind, code, cause, because, remedy, "{text}")
#define ROW(kind, code, cause, because, remedy) WHEN(NULL, kind, code, cause, because, remedy)

/* The first row that fits is taken. */
static const struct stop_row rows[] = {
	/* The same whichever server it is. */
	ROW(DNS, DNS_NO_SERVER, CAUSE_DNS_NO_SERVER, "/etc/resolv.conf names none, and none answers on this host itself",
	    "name one in /etc/resolv.conf, or with --dns-server"),
	ROW(TIMEOUT, TIMEOUT_TLS, CAUSE_TLS_SILENT, "TLS was not answered", "check that this is an HTTPS port, and that the server is not hung"),
	ROW(TIMEOUT, TIMEOUT_CMDLET, CAUSE_TIMEOUT, "the cmdlet may wait for a database or a domain controller",
	    "on the pool, run {cmdlet} by hand; if it takes as long there, mend that, or give more time than -t {limit}, such as -t {try}"),
	ROW(RESET, BROKE_MIDWAY, CAUSE_TCP_RESET, "the server had answered before: it was stopped, or something in between gave the connection up",
	    "on the server, look at the event log at this time; then for a firewall or load balancer between this host and the server"),
	ROW(CLOSED, BROKE_MIDWAY, CAUSE_TCP_CLOSED, "the server had answered before: it was stopped, or something in between gave the connection up",
	    "on the server, look at the event log at this time; then for a firewall or load balancer between this host and the server"),
	ROW(HTTP, HTTP_NO_BODY, CAUSE_HTTP, "the service behind the web server said nothing, or there is none at this path",
	    "check -H, -p and --path; on the server, look at the event log at this time"),
	ROW(REMOTE, REMOTE_SESSION_ENDED, CAUSE_NOT_SEEN, "the process behind the session ended, or the server dropped the session",
	    "on the pool, run that cmdlet by hand, and look at the event log of WinRM and of IIS at this time"),

	/* A login by certificate has no password that could be wrong. {ours} is the certificate. */
	SAYS(by_certificate, AUTH, 401, CAUSE_CERTIFICATE_NOT_MAPPED,
	    "TLS took it, but it opens no account: certificates are no login there, or it is mapped to no account, or to one whose password "
	    "has changed since",
	    "on the server, map it to an account: for WinRM in WSMan:\\localhost\\ClientCertificate, by the user principal name in it, with "
	    "Service\\Auth\\Certificate on; for IIS in its client certificate mapping",
	    "{queried} refused the certificate {ours} (401)"),

	/* Nor has a Kerberos ticket or a request without a login; and a password that is sent as it is has nothing to do with NTLM. */
	WHEN(by_ticket, AUTH, AUTH_NOT_OFFERED, CAUSE_LOGIN_REFUSED,
	    "Negotiate is not offered, so our Kerberos ticket was not looked at",
	    "on the server, switch Windows Authentication on; or log in by a scheme that it offers: --login, and --auth"),
	WHEN(by_ticket, AUTH, 401, CAUSE_LOGIN_REFUSED,
	    "it did not take our Kerberos ticket: the user may not log in there, clocks differ, or its HTTP/ name belongs to another account",
	    "see that it offers Negotiate; compare the clocks; on a Windows host: setspn -Q HTTP/ with its name behind; NTLM takes --login"),

	WHEN(without_login, AUTH, 401, CAUSE_LOGIN_REFUSED, "the export is not for everybody",
	    "give --login and --password-file, or -a negotiate for a Kerberos ticket"),

	WHEN(by_basic, AUTH, AUTH_NOT_OFFERED, CAUSE_LOGIN_REFUSED,
	    "Basic is not offered, so the password was not looked at",
	    "leave out -a basic, or try another --auth, or --keytab; or on the server, switch Basic on"),
	WHEN(by_basic, AUTH, 401, CAUSE_LOGIN_REFUSED,
	    "the password of {login} is wrong, or the account is locked or may not log in there",
	    PAUSE),

	/* Through a proxy it is the proxy that is connected to, and it answers for the way behind it; -I is not taken then. */
	WHEN(by_proxy, DNS, 0, CAUSE_DNS, NULL, "check the name in --http-proxy, and the resolver that this host asks"),
	WHEN(by_proxy, REFUSED, 0, CAUSE_TCP_REFUSED, "nothing listens there: the proxy is stopped, or it is another port", "check --http-proxy, and the proxy"),
	WHEN(by_proxy, UNREACHABLE, 0, CAUSE_TCP_UNREACHABLE, NULL,
	    "check --http-proxy and the way to it; see in the proxy's log which clients it lets through, to which hosts, and whether it can connect there"),
	WHEN(by_proxy, TIMEOUT, TIMEOUT_PROXY, CAUSE_TIMEOUT, NULL,
	    "check --http-proxy and the way to it; look at the proxy's log: whether it waits for the server itself"),

	WHEN(tls_was_good, TIMEOUT, 0, CAUSE_TIMEOUT,
	     "connection and TLS were good, and the server is slow: the first session after a while loads a module there, which takes tens of seconds",
	     "try again; if it stays so, give more time than -t {limit}, such as -t {try}"),

	/* With --url it is a web server that is asked, for an export. */
	WHEN(by_url, REFUSED, 0, CAUSE_TCP_REFUSED, "nothing listens there: the web server is stopped, or it is another port", "check --url, and the web server"),
	WHEN(by_url, TIMEOUT, 0, CAUSE_TIMEOUT, NULL, LATE),
	WHEN(by_url, AUTH, 401, CAUSE_LOGIN_REFUSED, "the export is not for everybody, or the login is not right",
	    PAUSE),
	WHEN(by_url, HTTP, 403, CAUSE_HTTP_FORBIDDEN, NULL, "check --url, and on the web server who may read the export"),
	WHEN(by_url, HTTP, 404, CAUSE_HTTP_NO_PATH, "there is nothing at this path", "check --url"),
	WHEN(by_url, HTTP, 0, CAUSE_HTTP, NULL,
	    "check --url, which must name the export itself: no redirect to another server is followed; look at the web server's log"),
	WHEN(by_url, PROTOCOL, 0, CAUSE_EXPORT_UNREADABLE, NULL, "check --url; " SETTINGS_STOP_TABLE_WRITE_REMEDY),
	WHEN(by_url, FILE, 0, CAUSE_EXPORT_UNREADABLE, NULL, "check --url; " SETTINGS_STOP_TABLE_WRITE_REMEDY),
	WHEN(by_url, LIMIT, 0, CAUSE_LIMIT, NULL, "copy the export to this host, and read it with --file"),

	/* An OCS 2007 R2 Edge has WinRM, without IIS and roles; what it says of a class stands in the class's section. */
	WHEN(is_edge, REFUSED, 0, CAUSE_TCP_REFUSED, "nothing listens there: WinRM has no HTTPS listener, or it is another port",
	    "on the Edge, see winrm enumerate winrm/config/listener; check --edge-host and its port"),
	WHEN(is_edge, TIMEOUT, 0, CAUSE_TIMEOUT, NULL, LATE),
	WHEN(is_edge, HTTP, 0, CAUSE_HTTP, "what answers there is a web server, not the WS-Management of an Edge", "check --edge-host and its port, and WinRM there"),
	WHEN(is_edge, PROTOCOL, 0, CAUSE_PROTOCOL, "what answers there is not the WS-Management of an Edge", "check --edge-host and its port, and WinRM there"),
	WHEN(is_edge, LIMIT, 0, CAUSE_LIMIT, NULL, "check --edge-host; if it is the Edge, judge an export of its settings, with --file"),

	/* -I is taken with one server only. */
	WHEN(is_one_of_two, DNS, 0, CAUSE_DNS, NULL, "check the name, and the resolver that this host asks"),

	/* A PowerShell of a pool. A server sends more than is kept when it is another one, or when it is large. */
	ROW(DNS, 0, CAUSE_DNS, NULL, "check the name, and the resolver that this host asks; or connect by address: -I"),
	ROW(REFUSED, 0, CAUSE_TCP_REFUSED, "nothing listens there: IIS is stopped, or it is another port", "on the server, check IIS; check its name and port"),
	ROW(UNREACHABLE, 0, CAUSE_TCP_UNREACHABLE, NULL, "check addresses and routes between this host and the server"),
	ROW(FORBIDDEN, 0, CAUSE_CONNECT_FORBIDDEN, "SELinux, systemd or a firewall on this host forbids it", STOP_TABLE_FORBIDDEN_REMEDY),
	ROW(TIMEOUT, 0, CAUSE_TIMEOUT, "the first session after a while loads a module on the server, which takes tens of seconds",
	    LATE),
	ROW(CANCELLED, 0, CAUSE_CANCELLED, "this program was asked to end", NULL),
	ROW(RESET, 0, CAUSE_TCP_RESET, NULL, "look for a firewall or load balancer between this host and the server"),
	ROW(CLOSED, 0, CAUSE_TCP_CLOSED, NULL, "look for a firewall or load balancer between this host and the server"),
	ROW(AUTH, 401, CAUSE_LOGIN_REFUSED,
	    "the password of {login} is wrong, the account is locked, NTLM is restricted there, or the server requires Extended Protection",
	    PAUSE),
	ROW(AUTH, AUTH_NOT_OFFERED, CAUSE_LOGIN_REFUSED, "NTLM is not offered, so the password was not looked at",
	    "give --keytab for Kerberos, or say --auth basic where Basic is offered"),
	ROW(TLS, TLS_NOT_SPOKEN, CAUSE_TLS_NOT_TLS, NULL, "check its name and port: HTTPS is expected there"),
	ROW(AUTH, 0, CAUSE_NO_TICKET, "there is no Kerberos ticket to give",
	    "run kinit as the user who runs this check, or give --keytab; NTLM and Basic take --login"),
	ROW(HTTP, 403, CAUSE_HTTP_FORBIDDEN, "the web server forbids it to this address, or wants a client certificate",
	    "on the server, look at the permissions of the web site; give -J if it wants a certificate"),
	WHEN(at_usual_path, HTTP, 404, CAUSE_HTTP_NO_PATH, "the path is the usual one: this is no server of the pool, or its IIS lacks it",
	     "check -H, which should name the pool or a Front End; there, see in IIS that OcsPowershell is among the sites' applications"),
	ROW(HTTP, 404, CAUSE_HTTP_NO_PATH, "there is nothing at this path", "check -H and --path: usual is /OcsPowershell on port 443, the one path where RBAC roles hold"),
	ROW(HTTP, 503, CAUSE_HTTP_STOPPED, "the application behind the path does not run", "on the pool, start its application pool in IIS"),
	ROW(HTTP, 0, CAUSE_HTTP, "it is the web server that answers, not the service behind it", "check -H, -p and --path"),
	ROW(REMOTE, REMOTE_ACCESS_DENIED, CAUSE_ACCESS_DENIED, "the login may not open a session there",
	    "give it an RBAC role, such as CsViewOnlyAdministrator"),
	SAYS(NULL, REMOTE, WSMAN_QUOTA, CAUSE_QUOTA, "the login has as many sessions open as it may",
	    "on the server, winrm enumerate shell shows whose they are: those of this check end by themselves within a minute",
	    "{queried} lets this login open no more shells (fault 2150859173)"),
	ROW(REMOTE, REMOTE_QUOTA, CAUSE_QUOTA, "the login, or the service, has as many sessions open as it may",
	    "on the server, winrm enumerate shell shows whose they are: those of this check end by themselves within a minute"),
	ROW(REMOTE, REMOTE_UNREACHABLE, CAUSE_NO_CONFIGURATION, "there is no such session configuration: the resource URI is made of its name",
	    "check --configuration and --path"),
	ROW(REMOTE, REMOTE_NO_SHELL, CAUSE_SERVICE_FAULT, "the session ended while it was opened",
	    "on the pool, look at the event log of WinRM and of IIS at this time"),
	ROW(REMOTE, REMOTE_SCHEMA, CAUSE_SERVICE_FAULT, "the service takes no request of this form: it may not be that of Windows",
	    "check -H, -p and --path; judge an export of its settings, with --file"),
	ROW(REMOTE, REMOTE_NO_ACTION, CAUSE_SERVICE_FAULT, "the service has no remote shells: it is a WS-Management of another kind",
	    "check -H, -p and --path"),
	ROW(REMOTE, REMOTE_TIMED_OUT, CAUSE_SERVICE_FAULT, "the service ended a request that took longer than it allows",
	    "try again; on the pool, run the cmdlet by hand, and look at the event log of WinRM at this time"),
	ROW(REMOTE, 0, CAUSE_SERVICE_FAULT, NULL, "on the pool, look at the event log of WinRM and of IIS at this time"),
	ROW(PROTOCOL, 0, CAUSE_PROTOCOL, "what answers there is not the service that was expected", "check -H, -p and --path"),
	ROW(LIMIT, 0, CAUSE_LIMIT, NULL, "check -H, -p and --path; if it is the pool, judge an export of its settings, with --file"),
	ROW(MEMORY, 0, CAUSE_MEMORY, NULL, NULL),
	ROW(SYSTEM, 0, CAUSE_SYSTEM, NULL, NULL),
	ROW(USAGE, 0, CAUSE_USAGE, NULL, NULL),
	ROW(FILE, 0, CAUSE_FILE, NULL, NULL),
	ROW(IDENTITY, 0, CAUSE_IDENTITY, NULL, NULL),
};

const struct advice *settings_stop_table_find(const struct view *v)
{
	return stop_row_find(rows, sizeof rows / sizeof *rows, v);
}

const struct advice *settings_stop_table_fault(uint32_t number)
{
	int64_t meaning = facts_remote_meaning(number);

	for (const struct stop_row *row = rows; row < rows + sizeof rows / sizeof *rows; row++)
		if (row->kind == FAULT_REMOTE && !row->when && meaning != number && (row->code == number || row->code == meaning) &&
		    number > INT32_MAX)
			return &row->advice;
	return NULL;
}
