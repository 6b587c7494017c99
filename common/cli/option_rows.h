// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_rows - the rows that several plugins have in their option tables
 *
 * Every default of the shared options stands here. A plugin's table is OPTION_COMMON, what it alone has, OPTION_GENERAL, { 0 }.
 */
#ifndef CLI_OPTION_ROWS_H
#define CLI_OPTION_ROWS_H

#include <sys/socket.h>

#include "base/version.h"
#include "cli/options.h"

#define OPTION_SECOND_US UINT64_C(1000000)
#define OPTION_HOUR_US (3600 * OPTION_SECOND_US)

/* port, timeout: defaults, as texts; what: that the ranges of -w and -c are about, in seconds */
#define OPTION_COMMON(port_default, timeout_default, what)                                                             \
	OPT_GROUP("Server"),                                                                                           \
	OPT('H', "hostname", "NAME[:PORT]", OPT_HOSTS, hosts, NULL,                                                    \
	    "server to ask; its name is what SNI, verification, From and the sentence use; repeatable"),               \
	OPT('I', "IP-address", "ADDR", OPT_ADDRESS, address, NULL,                                                     \
	    "connect there instead of resolving the host; with one -H only"),                                          \
	OPT('p', "port", "PORT", OPT_PORT, port, port_default, "port for every host that names none"),                 \
	OPT_LIMITED('4', NULL, NULL, OPT_SET, family, AF_INET, 0, NULL, "IPv4 only"),                                  \
	OPT_LIMITED('6', NULL, NULL, OPT_SET, family, AF_INET6, 0, NULL, "IPv6 only"),                                 \
	OPT(0, "bind", "ADDR", OPT_ADDRESS, bind, NULL, "local address to connect from"),                              \
	OPT(0, "dns-server", "ADDR[:PORT]", OPT_ADDRESS_PORT, dns_server, NULL,                                        \
	    "ask this resolver, e.g. the one the Edge uses, and neither /etc/hosts nor search domains"),               \
	OPT_GROUP("Limits"),                                                                                           \
	OPT_TIME('t', "timeout", "SECONDS[:STATE]", OPT_TIMEOUT, timeout_us, timeout_state, OPTION_SECOND_US / 10,     \
		 OPTION_HOUR_US, timeout_default,                                                                      \
		 "for the whole check; STATE (ok, warning, critical, unknown) is the result when it is reached"),      \
	OPT('w', "warning", "RANGE", OPT_RANGE, warning, NULL, "WARNING when " what " is outside (seconds)"),         \
	OPT('c', "critical", "RANGE", OPT_RANGE, critical, NULL, "CRITICAL when " what " is outside (seconds)"),      \
	OPT_PAIR('C', "certificate", "LIFE[,LIFE]", OPT_LIFE, life_warning, life_critical, "30/33%,7/10%",             \
		 "life that certificates must have left, warning[,critical]: days, N% of the lifetime, or both as "    \
		 "DAYS/N%, whichever is sooner"),                                                                      \
	OPT_GROUP("TLS"),                                                                                              \
	OPT('J', "client-cert", "FILE", OPT_FILE, client_cert, NULL,                                                   \
	    "our certificate: PEM, which may hold the key too, DER or PKCS#12"),                                       \
	OPT('K', "private-key", "FILE", OPT_FILE, private_key, NULL, "its key, when in a file of its own"),            \
	OPT(0, "key-password-file", "FILE", OPT_FILE, key_password_file, NULL, "password of the key: one line"),       \
	OPT(0, "ca-cert", "FILE|DIR", OPT_FILE, ca_cert, NULL,                                                         \
	    "trusted roots instead of the system's: PEM, DER or PKCS#7; a directory with or without hash links"),      \
	OPT(0, "crl", "FILE|DIR", OPT_FILE, crl, NULL,                                                                 \
	    "revocation lists (PEM or DER) by which servers' certificates are judged; none is fetched: without it, and "  \
	    "without --ocsp, revocation is not looked at"),                                                                 \
	OPT(0, "ocsp", NULL, OPT_FLAG, ocsp, NULL,                                                                     \
	    "judge the OCSP answer that a server staples to its certificate; no responder is asked"),                       \
	OPT(0, "verify-name", "NAME", OPT_CERT_NAME, verify_name, NULL,                                                \
	    "name that the peer's certificate must carry instead of the host's"),                                      \
	OPT('k', "insecure", NULL, OPT_FLAG, insecure, NULL,                                                           \
	    "go on past a bad certificate, which is then reported as WARNING"),                                        \
	OPT_LIMITED(0, "tls-min", "1.0|1.1|1.2|1.3", OPT_CHOICE, tls_min, TLS_1_0, 0, "1.2",                           \
		    "lowest TLS version accepted; 1.0 and 1.1 also allow servers without secure renegotiation"),          \
	OPT(0, "security-level", "0|1|2|3|4|5", OPT_CHOICE, security_level, NULL,                                      \
	    "OpenSSL's security level: 0 for SHA-1 chains of old internal CAs; without it OpenSSL's own, or 0 with "   \
	    "--tls-min below 1.2")

/* The plugins that send a SIP request; uri: default of -u */
#define OPTION_SIP(uri_default)                                                                                        \
	OPT_GROUP("SIP request"),                                                                                      \
	OPT('d', "domain", "DOMAIN", OPT_NAME, domain, "push.lync.com", "federated domain the request is for"),        \
	OPT('P', "proxy", "FQDN[:PORT]", OPT_NAME_PORT, proxy, NULL,                                                   \
	    "partner's access edge: adds a Route there, with ms-edge-route; without it the Edge routes as it would "   \
	    "for real traffic"),                                                                                       \
	OPT(0, "via-front-end", NULL, OPT_FLAG, sip.via_front_end, NULL,                                               \
	    "--hostname is a Front End or Director with the Edge behind it: an own name in source= is one hop more"),  \
	OPT('u', "uri", "URI", OPT_URI, sip.uri, uri_default, "Request-URI"),                                              \
	OPT('f', "from", "URI", OPT_URI, sip.from, NULL,                                                                   \
	    "From; must be in one of the organisation's SIP domains; without it guessed: sip:monitor@ and the host "   \
	    "(or --verify-name) without its first label"),                                                             \
	OPT(0, "user-agent", "TEXT", OPT_PRODUCT, sip.user_agent, "check_push/" VERSION, "User-Agent"),                       \
	OPT_LIMITED(0, "max-forwards", "N", OPT_NUMBER, sip.max_forwards, 0, 255, "70", "Max-Forwards"),                   \
	OPT(0, "no-extra-request", NULL, OPT_FLAG, sip.no_extra_request, NULL,                                             \
	    "send no OPTIONS with Max-Forwards 0 behind a 2xx, 405, 501 or 603: it shows whether the server asked answered itself"), \
	OPT_GROUP("Verdict"),                                                                                          \
	OPT('e', "expect", "CODES[:STATE]", OPT_EXPECTS, sip.expect, NULL,                                                 \
	    "what SIP answers count as, e.g. 404,480-489 (ok) or 503:warning; the last that fits; repeatable"),       \
	OPT(0, "strict", NULL, OPT_FLAG, sip.strict, NULL, "only 2xx is OK, all else CRITICAL, as the cmdlet judges"),     \
	OPT(0, "first-address", NULL, OPT_FLAG, first_address, NULL,                                                   \
	    "of each name use the first address that answers; without it each of the first 8 is a target"),            \
	OPT(0, "all-addresses", NULL, OPT_FLAG, all_addresses, NULL,                                                   \
	    "wait for the IPv4 and the IPv6 addresses of each name, however late they come"),                          \
	OPT_LIMITED(0, "min-ok", "N", OPT_NUMBER, min_ok, 1, 10000, NULL,                                              \
		    "targets that must be neither CRITICAL nor UNKNOWN: fewer is CRITICAL, not all is WARNING; without it " \
		    "one of several hosts must be so, at each of its addresses"),                                      \
	OPT(0, "no-client-cert", NULL, OPT_FLAG, sip.no_client_cert, NULL,                                                 \
	    "we hold no identity: judge up to the Edge's demand for one, which then is OK")

/* The plugins that send it as a push request, several times if wanted */
#define OPTION_PUSH                                                                                                    \
	OPT_GROUP("Push request"),                                                                                     \
	OPT('m', "method", "METHOD", OPT_METHOD, sip.method, "OPTIONS", "SIP method: OPTIONS, MESSAGE or SERVICE"),         \
	OPT(0, "body-file", "FILE", OPT_FILE, sip.body_file, NULL, "body of the request; with --content-type"),            \
	OPT(0, "content-type", "TYPE", OPT_MEDIA_TYPE, sip.content_type, NULL, "type of the body"),                              \
	OPT(0, "header", "'NAME: VALUE'", OPT_HEADERS, sip.headers, NULL,                                              \
	    "further header; repeatable; the value of a credential (Cookie, X-Api-Key, ...) is neither shown nor recorded"), \
	OPT(0, "request-template", "FILE", OPT_FILE, sip.request_template, NULL,                                           \
	    "a captured OPTIONS, MESSAGE or SERVICE; a MESSAGE or SERVICE goes to push@DOMAIN only, or to what --uri names; Via, "  \
	    "tags, Call-ID, CSeq and Content-Length are made anew"),                                                   \
	OPT_GROUP("Samples"),                                                                                          \
	OPT_LIMITED('n', "count", "N", OPT_NUMBER, sip.count, 1, 1000, "1", "samples, on one connection"),                 \
	OPT_LIMITED('i', "interval", "SECONDS", OPT_SECONDS, sip.interval_us, OPTION_SECOND_US / 100, OPTION_HOUR_US, "1", \
		    "between samples, sent on schedule whatever is still open"),                                       \
	OPT_LIMITED(0, "wait", "SECONDS", OPT_SECONDS, sip.wait_us, OPTION_SECOND_US / 100, OPTION_HOUR_US, NULL,          \
		    "after which a sample counts as lost; without it 2, and for a single sample the time-out"),        \
	OPT_PAIR(0, "loss", "PERCENT[,PERCENT]", OPT_PERCENTS, sip.loss_warning, sip.loss_critical, NULL,                      \
		 "samples without an answer, warning[,critical], at or above; without it any is WARNING, all lost "    \
		 "CRITICAL")

/* The plugin that reads a pool's settings */
#define OPTION_POOL                                                                                                    \
	OPT_GROUP("Where the settings come from"),                                                                     \
	OPT('F', "file", "FILE", OPT_FILES, settings.files, NULL,                                                               \
	    "an export instead of a live pool: CLIXML, JSON or winrm's XML, or gzip of one; - is standard input; repeatable"),         \
	OPT('u', "url", "URL", OPT_URL, settings.url, NULL, "an export fetched over HTTPS"),                                    \
	OPT('l', "login", "USER", OPT_LOGIN, settings.login, NULL, "DOMAIN\\USER or USER@DOMAIN"),                              \
	OPT(0, "password-file", "FILE", OPT_FILE, settings.password_file, NULL, "its password: one line"),                      \
	OPT(0, "keytab", "FILE", OPT_FILE, settings.keytab, NULL,                                                               \
	    "Kerberos without kinit: its first principal, the ticket in memory; without it the environment's tickets"), \
	OPT_LIMITED('a', "auth", "ntlm|negotiate|basic|certificate", OPT_CHOICE, settings.auth, AUTH_NTLM, 0, NULL,             \
		    "how to log in; without it ntlm with --login (inside Negotiate where only that is offered), else negotiate"),                                    \
	OPT('x', "http-proxy", "URL", OPT_HTTP_PROXY, settings.http_proxy, NULL,                                                \
	    "http://HOST:PORT; without it none, whatever the environment says"),                                       \
	OPT(0, "path", "PATH", OPT_PATH, settings.path, "/OcsPowershell", "of the pool's PowerShell"),                          \
	OPT(0, "configuration", "NAME", OPT_TEXT, settings.configuration, "Microsoft.PowerShell", "session configuration there"), \
	OPT_LIMITED(0, "server", "2010|2013|2015|2019|se", OPT_CHOICE, settings.server, SERVER_2010, 0, NULL,                   \
		    "which server it is, and so what is wanted; without it as the settings tell (ProductVersion)"),                              \
	OPT_LIMITED(0, "edge", "lync|ocs2007r2", OPT_CHOICE, settings.edge, EDGE_LYNC, 0, "lync",                               \
		    "ocs2007r2: an OCS 2007 R2 Edge stands beside the pool, with settings of its own"),                \
	OPT(0, "edge-host", "HOST[:PORT]", OPT_NAME_PORT, settings.edge_host, NULL,                                             \
	    "that Edge: its WMI settings are read over WS-Management, port 5986 unless named; without --edge=ocs2007r2 the Edge that the "  \
	    "federation route should name, of which nothing is asked"),                                                \
	OPT_GROUP("What they must be"),                                                                                \
	OPT('d', "domain", "DOMAIN", OPT_NAME, domain, "push.lync.com", "domain of the push service"),                 \
	OPT('P', "proxy", "FQDN", OPT_NAME, proxy.name, "sipfed.online.lync.com", "its access edge"),                  \
	OPT(0, "push-uri", "URI", OPT_URI, settings.push_uri, "sip:push@push.lync.com", "where the mobility service sends pushes"), \
	OPT_PAIR(0, "require", "SERVICE[,SERVICE]", OPT_SERVICES, settings.require_apple, settings.require_microsoft, NULL,              \
		 "apple, microsoft: push services that must be on in every scope; without it those that the server's " \
		 "version needs are wanted (2015: microsoft; 2019, se: none), and one that is off somewhere is WARNING"), \
	OPT(0, "site", "NAME", OPT_TEXT, settings.site, NULL, "judge the scopes that apply to this site only; a name that no scope has is UNKNOWN"),                 \
	OPT_PAIR(0, "max-age", "HOURS[,HOURS]", OPT_HOURS, settings.max_age_warning_h, settings.max_age_critical_h, "26,74",             \
		 "age of an export, warning[,critical]; the time written inside it wins over the file's"),             \
	OPT_PAIR(0, "mobility", "DOMAIN", OPT_MOBILITY, settings.mobility, settings.mobility_domain, NULL,                               \
		 "also look for autodiscover and the mobility service of DOMAIN, as a phone does; without it the "     \
		 "pool's own"),                                                                                        \
	OPT(0, "external-web", "HOST[:PORT]", OPT_NAME_PORT, settings.external_web, NULL,                              \
	    "also ask the external web services there, as the reverse proxy publishes them, port 443 unless named; with --mobility " \
	    "without it those of Get-CsService"),                                                                      \
	OPT(0, "remedy", NULL, OPT_FLAG, settings.remedy, NULL,                                                                 \
	    "print, after the result, the PowerShell that would mend every finding; it is never run")

/* Every plugin, last */
#define OPTION_GENERAL                                                                                                 \
	OPT_GROUP("General"),                                                                                          \
	OPT(0, "ignore", "RULE[,RULE]", OPT_RULES, ignore, NULL,                                                       \
	    "leave findings of these rules out of the state; they are still shown; repeatable"),                       \
	OPT_OURS(0, "list-rules", NULL, OPT_LIST_RULES, "every rule of this plugin: id, severity, what it checks"),    \
	OPT_OURS(0, "explain", "TEXT", OPT_EXPLAIN,                                                                    \
		 "what is known of an ms-diagnostics code or whole header, a SIP status, a Winsock code, \"alert 48\", " \
		 "\"event 14517\", or of a text that holds them; - or nothing behind it: standard input"),              \
	OPT(0, "strict-files", NULL, OPT_FLAG, strict_files, NULL,                                                     \
	    "refuse files of keys, passwords, roots and options that others on this host can read, change or replace, " \
	    "instead of a warning"),                                                                                    \
	OPT(0, "no-sandbox", NULL, OPT_FLAG, no_sandbox, NULL,                                                         \
	    "keep all rights, and core dumps: for debugging"),                                                         \
	OPT(0, "record", "FILE", OPT_FILE, record, NULL,                                                               \
	    "keep everything that was seen in this file, to be judged and shown again by --replay; one that is there " \
	    "must be empty or an earlier recording"),                                                                  \
	OPT(0, "record-on-problem", "DIR", OPT_FILE, record_on_problem, NULL,                                          \
	    "a run that is not OK leaves its recording in this directory: in problem-00.json to problem-19.json, the oldest first"), \
	OPT(0, "replay", "FILE", OPT_REPLAY, replay, NULL,                                                             \
	    "judge a recording, with its own options and those given here; nothing is sent"),                          \
	OPT(0, "since", "FILE", OPT_SINCE, since, NULL,                                                                \
	    "with --replay: say what changed since this older recording"),                                             \
	OPT_OURS(0, "extra-opts", "[SECTION][@FILE]", OPT_EXTRA_OPTS,                                                  \
		 "take options from an ini file first: the section with the plugin's name unless given, "              \
		 "/etc/check_push/check_push.ini or the first of the usual files unless given; repeatable"),           \
	OPT('v', "verbose", NULL, OPT_COUNT, verbose, NULL,                                                            \
	    "the route, causes and remedies; -vv phases, TLS, certificates; -vvv every message"),                      \
	OPT_LIMITED(0, "output-format", "text|json|openmetrics", OPT_CHOICE, output_format, OUTPUT_TEXT, 0, "text",    \
		    "the same result for people, as one JSON object, or for a collector of metrics; same exit code"),  \
	OPT_OURS('V', "version", NULL, OPT_VERSION, "print the version"),                                              \
	OPT_OURS('h', "help", NULL, OPT_HELP, "print this help")

#endif
