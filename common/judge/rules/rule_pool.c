// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_pool - could the settings be read, how old are they, and what do they come to?
 */
#include "judge/rules/rule_pool.h"

#include <inttypes.h>

#include "base/plural.h"
#include "judge/message_format.h"
#include "judge/rules/rule_cert.h"
#include "judge/rules/rule_route.h"
#include "judge/rules/rule_sip.h"
#include "judge/tables/stop_table.h"
#include "model/server.h"

enum { HOUR = 3600, AHEAD_MAX_S = 300 };

/* ---- what stopped us ---- */

#define WSMAN_QUOTA INT64_C(2150859173)

struct stop_row {
	enum fault_kind kind;
	enum cause cause;
	int64_t code; /* 0: any */
	const char *because, *remedy;
	const char *sentence; /* {queried} is the host; NULL: the fault's own words */
};

#define SAYS(kind, code, cause, because, remedy, sentence) { FAULT_##kind, cause, code, because, remedy, sentence }
#define ROW(kind, code, cause, because, remedy) SAYS(kind, code, cause, because, remedy, NULL)

#define LATE "try again; if it stays so, raise -t, and see that a firewall lets TCP to this port pass"

/* A check that goes on knocking with a wrong password locks the account: nothing else is proposed in the same breath. */
#define PAUSE "pause this check first, for each try can lock the account; then look at the account, --login and --password-file"

/* The first row that fits is taken. A server tells more than is kept when it is another one, or when it is large. */
static const struct stop_row rows[] = {
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
	  "the password is wrong, the account is locked, NTLM is restricted there, or the server requires Extended Protection",
	  PAUSE),
	ROW(AUTH, AUTH_NOT_OFFERED, CAUSE_LOGIN_REFUSED, "NTLM is not offered, so the password was not looked at",
	  "give --keytab for Kerberos, or say --auth basic where Basic is offered"),
	ROW(TLS, TLS_NOT_SPOKEN, CAUSE_TLS_NOT_TLS, NULL, "check its name and port: HTTPS is expected there"),
	ROW(AUTH, 0, CAUSE_NO_TICKET, "there is no Kerberos ticket to give",
	  "run kinit as the user who runs this check, or give --keytab; NTLM and Basic take --login"),
	ROW(HTTP, 403, CAUSE_HTTP_FORBIDDEN, "the web server forbids it to this address, or wants a client certificate",
	  "on the server, look at the permissions of the web site; give -J if it wants a certificate"),
	ROW(HTTP, 404, CAUSE_HTTP_NO_PATH, "there is nothing at this path", "check -H and --path: usual is /OcsPowershell on port 443, the one path where RBAC roles hold"),
	ROW(HTTP, 503, CAUSE_HTTP_STOPPED, "the application behind the path does not run", "on the pool, start its application pool in IIS"),
	ROW(HTTP, 0, CAUSE_HTTP, "it is the web server that answers, not the service behind it", "check -H, -p and --path"),
	ROW(REMOTE, REMOTE_ACCESS_DENIED, CAUSE_ACCESS_DENIED, "the login may not open a session there",
	  "give it an RBAC role, such as CsViewOnlyAdministrator"),
	SAYS(REMOTE, WSMAN_QUOTA, CAUSE_QUOTA, "the login has as many sessions open as it may",
	  "they end by themselves within a minute, if they are ours; on the server, winrm enumerate shell shows whose they are",
	  "{queried} lets this login open no more shells (fault 2150859173)"),
	ROW(REMOTE, REMOTE_QUOTA, CAUSE_QUOTA, "the login, or the service, has as many sessions open as it may",
	  "they end by themselves within a minute, if they are ours; on the server, winrm enumerate shell shows whose they are"),
	ROW(REMOTE, REMOTE_UNREACHABLE, CAUSE_NO_CONFIGURATION, "there is no such session configuration: the resource URI is made of its name",
	  "check --configuration and --path"),
	ROW(REMOTE, REMOTE_NO_SHELL, CAUSE_SERVICE_FAULT, "the session ended while it was opened",
	  "on the pool, look at the event log of WinRM and of IIS at this time"),
	ROW(REMOTE, REMOTE_SCHEMA, CAUSE_SERVICE_FAULT, "the service takes no request of this form: it may not be that of Windows",
	  "check -H, -p and --path; judge an export of its settings, with --file"),
	ROW(REMOTE, REMOTE_NO_ACTION, CAUSE_SERVICE_FAULT, "the service has no remote shells: it is a WS-Management of another kind",
	  "check -H, -p and --path"),
	ROW(REMOTE, 0, CAUSE_SERVICE_FAULT, NULL, "on the pool, look at the event log of WinRM and of IIS at this time"),
	ROW(PROTOCOL, 0, CAUSE_PROTOCOL, "what answers there is not the service that was expected", "check -H, -p and --path"),
	ROW(LIMIT, 0, CAUSE_LIMIT, NULL, "check -H, -p and --path; if it is the pool, judge an export of its settings, with --file"),
	ROW(MEMORY, 0, CAUSE_MEMORY, NULL, NULL),
	ROW(SYSTEM, 0, CAUSE_SYSTEM, NULL, NULL),
	ROW(USAGE, 0, CAUSE_USAGE, NULL, NULL),
	ROW(FILE, 0, CAUSE_FILE, NULL, NULL),
	ROW(IDENTITY, 0, CAUSE_IDENTITY, NULL, NULL),
};

/* What is the same whichever server it is, and must come before what the others say of its kind. */
static const struct stop_row special_rows[] = {
	ROW(DNS, DNS_NO_SERVER, CAUSE_DNS_NO_SERVER, "/etc/resolv.conf names none, and none answers on this host itself",
	  "name one in /etc/resolv.conf, or with --dns-server"),
	ROW(TIMEOUT, TIMEOUT_TLS, CAUSE_TLS_SILENT, "TLS was not answered", "check that this is an HTTPS port, and that the server is not hung"),
	ROW(TIMEOUT, TIMEOUT_CMDLET, CAUSE_TIMEOUT, "the cmdlet may wait for a database or a domain controller",
	  "on the pool, run it by hand; if it takes as long there, mend that, or raise -t"),
	ROW(RESET, BROKE_MIDWAY, CAUSE_TCP_RESET, "the server had answered before: it was stopped, or something in between gave the connection up",
	  "on the server, look at the event log at this time; then for a firewall or load balancer between this host and the server"),
	ROW(CLOSED, BROKE_MIDWAY, CAUSE_TCP_CLOSED, "the server had answered before: it was stopped, or something in between gave the connection up",
	  "on the server, look at the event log at this time; then for a firewall or load balancer between this host and the server"),
	ROW(HTTP, HTTP_NO_BODY, CAUSE_HTTP, "the service behind the web server said nothing, or there is none at this path",
	  "check -H, -p and --path; on the server, look at the event log at this time"),
	ROW(REMOTE, REMOTE_SESSION_ENDED, CAUSE_NOT_SEEN, "the process behind the session ended, or the server dropped the session",
	  "on the pool, run that cmdlet by hand, and look at the event log of WinRM and of IIS at this time"),
};

/* Through a proxy it is the proxy that is connected to, and it answers for the way behind it; -I is not taken then. */
static const struct stop_row proxy_rows[] = {
	ROW(DNS, 0, CAUSE_DNS, NULL, "check the name in --http-proxy, and the resolver that this host asks"),
	ROW(REFUSED, 0, CAUSE_TCP_REFUSED, "nothing listens there: the proxy is stopped, or it is another port", "check --http-proxy, and the proxy"),
	ROW(UNREACHABLE, 0, CAUSE_TCP_UNREACHABLE, NULL,
	    "check --http-proxy and the way to it; look at the proxy's log: whom it lets through, where to, and whether it can connect there"),
	ROW(TIMEOUT, TIMEOUT_PROXY, CAUSE_TIMEOUT, NULL,
	    "check --http-proxy and the way to it; look at the proxy's log: whether it waits for the server itself"),
};

/* With --url it is a web server that is asked, for an export. */
static const struct stop_row url_rows[] = {
	ROW(REFUSED, 0, CAUSE_TCP_REFUSED, "nothing listens there: the web server is stopped, or it is another port", "check --url, and the web server"),
	ROW(TIMEOUT, 0, CAUSE_TIMEOUT, NULL, LATE),
	ROW(AUTH, 401, CAUSE_LOGIN_REFUSED, "the export is not for everybody, or the login is not right",
	  PAUSE),
	ROW(HTTP, 403, CAUSE_HTTP_FORBIDDEN, NULL, "check --url, and on the web server who may read the export"),
	ROW(HTTP, 404, CAUSE_HTTP_NO_PATH, "there is nothing at this path", "check --url"),
	ROW(HTTP, 0, CAUSE_HTTP, NULL,
	  "check --url, which must name the export itself: no redirect to another server is followed; look at the web server's log"),
	ROW(PROTOCOL, 0, CAUSE_EXPORT_UNREADABLE, NULL, "check --url; write the export again with Export-PushConfig.ps1"),
	ROW(FILE, 0, CAUSE_EXPORT_UNREADABLE, NULL, "check --url; write the export again with Export-PushConfig.ps1"),
	ROW(LIMIT, 0, CAUSE_LIMIT, NULL, "copy the export to this host, and read it with --file"),
};

/* An OCS 2007 R2 Edge has WinRM, without IIS and roles; what it says of a class stands in the class's section. */
static const struct stop_row edge_rows[] = {
	ROW(REFUSED, 0, CAUSE_TCP_REFUSED, "nothing listens there: WinRM has no HTTPS listener, or it is another port",
	  "on the Edge, see winrm enumerate winrm/config/listener; check --edge-host and its port"),
	ROW(TIMEOUT, 0, CAUSE_TIMEOUT, NULL, LATE),
	ROW(HTTP, 0, CAUSE_HTTP, "what answers there is a web server, not the WS-Management of an Edge", "check --edge-host and its port, and WinRM there"),
	ROW(PROTOCOL, 0, CAUSE_PROTOCOL, "what answers there is not the WS-Management of an Edge", "check --edge-host and its port, and WinRM there"),
	ROW(LIMIT, 0, CAUSE_LIMIT, NULL, "check --edge-host; if it is the Edge, judge an export of its settings, with --file"),
};

/* -I is taken with one server only. */
static const struct stop_row two_rows[] = {
	ROW(DNS, 0, CAUSE_DNS, NULL, "check the name, and the resolver that this host asks"),
};

/* A login by certificate has no password that could be wrong. {ours} is the certificate. */
static const struct stop_row certificate_rows[] = { SAYS(AUTH, 401, CAUSE_CERTIFICATE_NOT_MAPPED,
	"TLS took it, but it opens no account: certificates are no login there, or it is mapped to no account, or to one whose password "
	"has changed since",
	"on the server, map it to an account: for WinRM in WSMan:\\localhost\\ClientCertificate, by the user principal name in it, with "
	"Service\\Auth\\Certificate on; for IIS in its client certificate mapping",
	"{queried} refused {ours} (401)") };

/* Nor has a Kerberos ticket, or somebody who gave no name; and of a password sent as it is neither NTLM nor TLS is the judge. */
static const struct stop_row ticket_rows[] = { ROW(AUTH, AUTH_NOT_OFFERED, CAUSE_LOGIN_REFUSED,
	"Negotiate is not offered, so our Kerberos ticket was not looked at",
	"on the server, switch Windows Authentication on; or log in by a scheme that it offers: --login, and --auth"),
	ROW(AUTH, 401, CAUSE_LOGIN_REFUSED,
	"it did not take our Kerberos ticket: the user may not log in there, clocks differ, or its HTTP/ name belongs to another account",
	"see that it offers Negotiate; compare the clocks; on a Windows host: setspn -Q HTTP/ with its name behind; NTLM takes --login") };
static const struct stop_row nobody_rows[] = { ROW(AUTH, 401, CAUSE_LOGIN_REFUSED, "the export is not for everybody",
	"give --login and --password-file, or -a negotiate for a Kerberos ticket") };
static const struct stop_row basic_rows[] = { ROW(AUTH, AUTH_NOT_OFFERED, CAUSE_LOGIN_REFUSED,
	"Basic is not offered, so the password was not looked at",
	"leave out -a basic, or try another --auth, or --keytab; or on the server, switch Basic on"),
	ROW(AUTH, 401, CAUSE_LOGIN_REFUSED,
	"the password is wrong, or the account is locked or may not log in there",
	PAUSE) };

static const struct stop_row *row_among(const struct stop_row *row, size_t count, const struct fault *f)
{
	for (; count > 0; row++, count--)
		if (row->kind == f->kind && (!row->code || row->code == f->code || (f->kind == FAULT_REMOTE && row->code == facts_remote_meaning(f->code))))
			return row;
	return NULL;
}

static bool by_certificate(const struct view *v)
{
	return v->plan->settings.auth == AUTH_CERTIFICATE;
}

static bool by_ticket(const struct view *v)
{
	return v->plan->settings.auth == AUTH_NEGOTIATE;
}

static bool by_nobody(const struct view *v)
{
	return v->plan->settings.auth == AUTH_NONE && v->plan->settings.url.text;
}

static bool by_basic(const struct view *v)
{
	return v->plan->settings.auth == AUTH_BASIC;
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

static bool is_any(const struct view *v)
{
	(void)v;
	return true;
}

#define TABLE(when, rows) { when, rows, sizeof(rows) / sizeof *(rows) }

/* The first table that fits and has a row is taken. */
static const struct {
	bool (*when)(const struct view *);
	const struct stop_row *rows;
	size_t count;
} tables[] = {
	TABLE(is_any, special_rows), TABLE(by_certificate, certificate_rows), TABLE(by_ticket, ticket_rows), TABLE(by_nobody, nobody_rows), TABLE(by_basic, basic_rows),
	TABLE(by_proxy, proxy_rows), TABLE(by_url, url_rows), TABLE(is_edge, edge_rows), TABLE(is_one_of_two, two_rows), TABLE(is_any, rows),
};

static const struct stop_row *row_of(const struct view *v, const struct fault *f)
{
	const struct stop_row *row = NULL;

	for (size_t i = 0; !row && i < sizeof tables / sizeof *tables; i++)
		if (tables[i].when(v))
			row = row_among(tables[i].rows, tables[i].count, f);
	return row;
}

static const char *sentence_of(const struct stop_row *row, const struct view *v, struct findings *out)
{
	if (!row || !row->sentence)
		return v->target->stopped.fault.text;
	const struct chain *own = &v->facts->identity.chain;
	const char *ours = own->count ? findings_text(out, "the monitoring host's certificate %.60s", own->at[0].subject) : "the monitoring host's certificate";
	return message_format(out, row->sentence, (const struct word[]){ { "queried", v->target->host }, { "ours", ours }, { NULL, NULL } });
}

void rule_pool_reach(const struct view *v, struct findings *out)
{
	const struct fault *f = &v->target->stopped.fault;
	const struct stop_row *row = row_of(v, f);

	if (f->kind == FAULT_NONE || f->kind == FAULT_VERIFY)
		return; /* cert.verify says more of it */
	if (!row && (f->kind == FAULT_ALERT || f->kind == FAULT_TLS)) {
		rule_route_stop(v, out);
		return;
	}
	enum state state = f->kind == FAULT_TIMEOUT ? v->plan->timeout_state : STATE_UNKNOWN;
	struct finding *finding = finding_add(out, state, "%s", sentence_of(row, v, out));
	finding->hop = 1;
	finding->cause = row ? row->cause : CAUSE_UNDETERMINED;
	finding->because = row ? row->because : NULL;
	finding->remedy = row ? row->remedy : NULL;
}

void rule_pool_export(const struct view *v, struct findings *out)
{
	const struct fault *f = &config_pool(v)->fault;

	if (f->kind == FAULT_NONE)
		return;
	struct finding *finding = finding_add(out, f->kind == FAULT_TIMEOUT ? v->plan->timeout_state : STATE_UNKNOWN, "%s", f->text);
	finding->cause = CAUSE_EXPORT_UNREADABLE;
	finding->remedy = "write it again with Export-PushConfig.ps1";
}

/* ---- age and time ---- */

double rule_pool_age_s(const struct view *v)
{
	int64_t at = config_pool(v)->exported_at;

	return at < 0 ? -1 : (double)(at < v->facts->taken_at ? v->facts->taken_at - at : 0);
}

/* A limit that is not set is negative. */
static bool is_older(double age_s, double limit_h)
{
	return limit_h >= 0 && age_s > limit_h * HOUR;
}

/* Beyond two days nobody counts in hours. */
static const char *age_text(double age_s, struct findings *f)
{
	bool days = age_s >= 48 * HOUR;

	return findings_text(f, "%.1f %s", days ? age_s / (24 * HOUR) : age_s / HOUR, days ? "days" : "hours");
}

/* How old it is can then not be known: it would seem new for years. */
static void doubt_time(const struct view *v, struct findings *out)
{
	const struct pool *pool = config_pool(v);
	int64_t ahead_s = pool->exported_last - v->facts->taken_at;
	const char *ahead_text = ahead_s < HOUR ? findings_text(out, "%" PRId64 " minutes", ahead_s / 60) : message_format_days(out, ahead_s);
	struct finding *finding = NULL;

	if (pool->exported_unread) {
		finding = finding_add(out, STATE_WARNING, "the export's time cannot be read: \"%.40s\"", pool->exported_unread);
		finding->because = "it is neither ISO 8601 nor what PowerShell writes, so the time of the file was taken";
		finding->remedy = "write it again with Export-PushConfig.ps1";
	} else if (ahead_s > AHEAD_MAX_S) {
		finding = finding_add(out, STATE_WARNING, "the export is dated %s in the future", ahead_text);
		finding->because = "the clock of the server that wrote it is fast, or this host's is slow: how old it is cannot be known";
		finding->remedy = "compare the clocks, and write it again";
	}
	if (finding)
		finding->cause = CAUSE_EXPORT_TIME;
}

void rule_pool_age(const struct view *v, struct findings *out)
{
	double age_s = rule_pool_age_s(v), critical_h = v->plan->settings.max_age_critical_h;
	enum state state = is_older(age_s, critical_h)			? STATE_CRITICAL
			   : is_older(age_s, v->plan->settings.max_age_warning_h) ? STATE_WARNING
									 : STATE_OK;

	if (age_s < 0)
		return;
	doubt_time(v, out);
	if (state == STATE_OK) {
		finding_add(out, STATE_OK, "the export is %s old", age_text(age_s, out));
		return;
	}
	struct finding *finding = finding_add(out, state, "the export is %s old, %s above %g hours", age_text(age_s, out),
					      state == STATE_CRITICAL ? "critical" : "warning",
					      state == STATE_CRITICAL ? critical_h : v->plan->settings.max_age_warning_h);
	finding->cause = CAUSE_EXPORT_OLD;
	finding->remedy = "on the server that writes it, look at the scheduled task";
}

/* The slowest server's; from files the whole run's. */
static int64_t took_us(const struct facts *facts)
{
	int64_t max = facts->target_count ? 0 : facts->took_us;

	for (size_t i = 0; i < facts->target_count; i++)
		if (target_took_us(&facts->targets[i]) > max)
			max = target_took_us(&facts->targets[i]);
	return max;
}

void rule_pool_time(const struct view *v, struct findings *out)
{
	rule_sip_limits(v, took_us(v->facts), "reading the settings took", out);
}

/* ---- what is told ---- */

void rule_pool_clients(const struct view *v, struct findings *out)
{
	static const char *const clients[] = {
		"Apple push: Lync 2010 Mobile on iPhone and iPad needs it, Lync 2013 Mobile there does not",
		"Microsoft push: Lync 2010 and 2013 Mobile on Windows Phone need it",
		"no push: clients on Android and Nokia run in the background instead",
	};

	(void)v;
	for (size_t i = 0; i < sizeof clients / sizeof *clients; i++)
		finding_note_standing(finding_add(out, STATE_OK, "%s", clients[i]));
}

/* Which server the rules about versions took it for. */
void rule_pool_server(const struct view *v, struct findings *out)
{
	const struct server server = server_of(config_pool(v), v->plan);
	struct finding *finding;

	if (!server.source)
		finding = finding_add(out, STATE_OK, "the server's version is not known; --server names it");
	else if (!server.version)
		finding = finding_add(out, STATE_OK, "the server is taken for %s: %s", server_name(server.kind), server.source);
	else
		finding = finding_add(out, STATE_OK, "%s: version %s of %s", server_name(server.kind), server.version, server.source);
	finding->note = true;
}

/* ---- all together ---- */

/* Whose settings: the first host's, else the first file's. */
static const char *whose(const struct view *v)
{
	if (v->facts->target_count)
		return v->facts->targets[0].host;
	const char *file = v->plan->settings.files.count ? v->plan->settings.files.at[0] : "the export", *slash = strrchr(file, '/');
	return slash && slash[1] ? slash + 1 : file;
}

/* With an OCS 2007 R2 Edge: the half that nobody gave; else NULL. */
static const char *half_not_asked(const struct view *v)
{
	size_t queried[2] = { 0, 0 };

	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (config_pool(v)->sections[id].how != POOL_NOT_ASKED)
			queried[pool_section_is_edge((enum pool_section_id)id)]++;
	if (v->plan->settings.edge != EDGE_OCS2007R2)
		return NULL;
	return !queried[0] ? "the pool" : !queried[1] ? "the Edge" : NULL;
}

void rule_pool_summary(const struct view *v, struct findings *out)
{
	const struct verdict *verdict = v->verdict;
	const char *half = half_not_asked(v);
	struct finding *finding;

	if (verdict->rules_ok == 0 || verdict->rules_failed || verdict->rules_unknown)
		return;
	if (half)
		finding = finding_add(out, STATE_OK, "all %zu check%s passed on %s; %s was not asked", verdict->rules_ok,
				      plural(verdict->rules_ok, "", "s"), whose(v), half);
	else
		finding = finding_add(out, STATE_OK, "all %zu check%s passed on %s", verdict->rules_ok, plural(verdict->rules_ok, "", "s"),
				      whose(v));
	finding->summary = true;
}
