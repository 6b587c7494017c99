// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * alert_table - what TLS alerts mean between us and an Edge
 */
#include "judge/tables/alert_table.h"

#define MONITOR "the monitoring host"
#define EDGE "our Edge"
#define RFC "RFC 8446 6"

#define ALERT(number, when, name, sentence, cause, because, remedy, whose) \
	{ number, when, name, { STATE_CRITICAL, PLACE_SERVER, sentence, cause, because, remedy, whose, RFC, true } }

#define NONE_GIVEN(number, name) \
	ALERT(number, ALERT_NOT_GIVEN, name, "{asked} demands a client certificate and we gave none", CAUSE_IDENTITY_MISSING, \
	      "its internal side talks to trusted servers only, and knows them by their certificates", \
	      "give this host a certificate of the internal CA (-J, -K), or judge up to this demand only: --no-client-cert", \
	      MONITOR)

/* A row for a certain moment stands before the one for any. */
static const struct alert_row rows[] = {
	ALERT(20, ALERT_ANY, "bad_record_mac", "{asked} could not read what we sent", CAUSE_TLS_BROKEN,
	      "what arrived there was not what left here: something between changes what is sent",
	      "look for a firewall or load balancer that reads TLS between this host and {asked}", MONITOR),
	NONE_GIVEN(40, "handshake_failure"),
	ALERT(40, ALERT_GIVEN, "handshake_failure", "{asked} refused TLS once it had our certificate", CAUSE_IDENTITY_REFUSED,
	      "most often it does not take our certificate: its issuer, its key or its purpose",
	      "on {asked}, look for Schannel events at this time; check that our CA is among its trusted roots", EDGE),
	ALERT(40, ALERT_NOT_ASKED, "handshake_failure", "{asked} found no TLS settings in common with us", CAUSE_TLS_PARAMETERS,
	      "it takes none of the ciphers, groups or signatures that we offer; no certificate of ours was asked for yet",
	      "give --tls-min=1.0 --security-level=0 for an old server; else allow today's ciphers on it", EDGE),
	NONE_GIVEN(116, "certificate_required"),
	ALERT(116, ALERT_ANY, "certificate_required", "{asked} says that no certificate of ours came", CAUSE_IDENTITY_MISSING,
	      "it demands one, and what we gave did not count as one", "check the file of -J with -vv", MONITOR),
	ALERT(42, ALERT_ANY, "bad_certificate", "{asked} calls our certificate bad", CAUSE_IDENTITY_REFUSED,
	      "it could not verify it: a damaged or missing part of the chain, or a signature that it does not take",
	      "give the whole chain in -J: our certificate, then those of its issuers", MONITOR),
	ALERT(43, ALERT_ANY, "unsupported_certificate", "{asked} does not take a certificate of our kind", CAUSE_IDENTITY_KIND,
	      "most often its purpose: clientAuth is missing; else its type of key",
	      "have a certificate issued with serverAuth and clientAuth and an RSA key of 2048 bits or more", MONITOR),
	ALERT(44, ALERT_ANY, "certificate_revoked", "{asked} says that our certificate was revoked", CAUSE_IDENTITY_REVOKED,
	      "it, or one of its issuers, stands in the CA's list of revoked certificates",
	      "have a new certificate issued", MONITOR),
	ALERT(45, ALERT_ANY, "certificate_expired", "{asked} says that our certificate is out of date", CAUSE_IDENTITY_EXPIRED,
	      "by its clock ours, or one of its issuers', has expired or is not yet valid",
	      "renew our certificate; if it is good, compare the clocks of both hosts", MONITOR),
	ALERT(46, ALERT_ANY, "certificate_unknown", "{asked} does not take our certificate", CAUSE_IDENTITY_REFUSED,
	      "it gives no reason: most often the issuer is not trusted there, or the name is not expected",
	      "on {asked}, look for Schannel events at this time; check that our CA is among its trusted roots", EDGE),
	ALERT(48, ALERT_ANY, "unknown_ca", "{asked} does not know the CA of our certificate", CAUSE_IDENTITY_ISSUER_UNKNOWN,
	      "our certificate's issuer is not among its trusted roots, or an intermediate was not sent",
	      "put our root CA into the computer's trusted roots on {asked}; give intermediates in -J", EDGE),
	ALERT(49, ALERT_ANY, "access_denied", "{asked} knows our certificate but denies us access", CAUSE_IDENTITY_NOT_IN_TOPOLOGY,
	      "the certificate is good, its name is not among the servers that it trusts",
	      "make our certificate's name a trusted application pool: New-CsTrustedApplicationPool, Enable-CsTopology", EDGE),
	ALERT(70, ALERT_ANY, "protocol_version", "{asked} speaks only TLS versions that we do not offer", CAUSE_TLS_VERSION,
	      "an Edge on Windows Server 2008 or 2008 R2 speaks only TLS 1.0 unless newer ones were turned on",
	      "give --tls-min=1.0, or turn on TLS 1.2 on {asked}", EDGE),
	ALERT(71, ALERT_ANY, "insufficient_security", "{asked} wants stronger TLS than we offer", CAUSE_TLS_PARAMETERS,
	      "its policy refuses the ciphers or keys that we offer",
	      "do not lower --security-level; check this host's OpenSSL configuration", MONITOR),
	ALERT(80, ALERT_ANY, "internal_error", "{asked} had a failure of its own during TLS", CAUSE_TLS_INTERNAL_ERROR,
	      "most often it cannot use its own certificate or key, or found no cipher",
	      "on {asked}, check the certificate assigned to the Edge's internal side: Get-CsCertificate -Type Internal", EDGE),
	ALERT(86, ALERT_ANY, "inappropriate_fallback", "{asked} refused to fall back to an older TLS version", CAUSE_TLS_VERSION,
	      "it speaks a newer version than the one that something on the way let through",
	      "look for a device between that meddles with TLS; raise --tls-min if it is lower", MONITOR),
	ALERT(112, ALERT_ANY, "unrecognized_name", "{asked} knows no server of that name", CAUSE_TLS_SERVER_NAME,
	      "the name that we asked for is none of those that this server answers for",
	      "check the name after -H against Get-CsService -EdgeServer", MONITOR),
	ALERT(120, ALERT_ANY, "no_application_protocol", "{asked} expects another protocol than SIP", CAUSE_TLS_NOT_SIP,
	      "it wants to agree on an application protocol (ALPN), which no SIP server of this kind does",
	      "check name and port: -H, -p", MONITOR),
};

enum alert_when alert_when(const struct tls *tls)
{
	if (!tls->certificate_asked)
		return ALERT_NOT_ASKED;
	return tls->certificate_given ? ALERT_GIVEN : ALERT_NOT_GIVEN;
}

const struct alert_row *alert_table_find(int number, enum alert_when when)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].number == number && (rows[i].when == when || rows[i].when == ALERT_ANY))
			return &rows[i];
	return NULL;
}
