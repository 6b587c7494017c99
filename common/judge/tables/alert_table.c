// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * alert_table - what TLS alerts mean between us and an Edge
 */
#include "judge/tables/alert_table.h"

#define MONITOR EXPLANATION_HOST
#define EDGE "our Edge"
#define RFC "RFC 8446 6"

#define ALERT(number, when, name, sentence, cause, because, remedy, whose) \
	{ number, when, name, { STATE_CRITICAL, PLACE_SERVER, sentence, cause, because, remedy, whose, RFC, true } }

#define UNKNOWN(number, when, name, sentence, cause, because, remedy) \
	{ number, when, name, { STATE_UNKNOWN, PLACE_SERVER, sentence, cause, because, remedy, MONITOR, RFC, true } }

/* Our own faults: what the server is like was not seen. */
#define NONE_GIVEN(number, name) \
	UNKNOWN(number, ALERT_NOT_GIVEN, name, "{queried} demands a certificate, we gave none: --client-cert", CAUSE_IDENTITY_MISSING, \
	      "its internal side talks to trusted servers only, and knows them by their certificates", \
	      "give this host a certificate of the internal CA (-J, -K), or judge up to this demand only: --no-client-cert"), \
	UNKNOWN(number, ALERT_UNUSED, name, "{queried} does not accept our kind of key: --client-cert", CAUSE_IDENTITY_KIND, \
	      "its key or signature fits none of the algorithms that the server takes, so it was not sent", \
	      "have a certificate issued with an RSA key of 2048 bits and signed with SHA-256, and give it with -J, -K")

/* A certificate of ours is refused. Where the server's list of CAs lacks its issuer, that is our doing. */
#define REFUSED(number, name, sentence, cause, because, remedy, whose) \
	UNKNOWN(number, ALERT_UNLISTED, name, sentence, cause, because, remedy), \
	ALERT(number, ALERT_ANY, name, sentence, cause, because, remedy, whose)

/* A row for a certain moment stands before the one for any. */
static const struct alert_row rows[] = {
	ALERT(20, ALERT_ANY, "bad_record_mac", "{queried} could not read what we sent", CAUSE_TLS_BROKEN,
	      "what arrived there was not what left here: something between changes what is sent",
	      "look for a firewall or load balancer that reads TLS between this host and {queried}", MONITOR),
	NONE_GIVEN(40, "handshake_failure"),
	UNKNOWN(40, ALERT_UNLISTED, "handshake_failure", "{queried} refused the monitor's certificate: --client-cert",
	      CAUSE_IDENTITY_REFUSED, "it asked for certificates of other CAs than the issuer of ours",
	      "give a certificate of one of the CAs that -vv counts (-J), or have our CA put among its trusted roots"),
	ALERT(40, ALERT_GIVEN, "handshake_failure", "{queried} refused the monitor's certificate", CAUSE_IDENTITY_REFUSED,
	      "most often it does not take the monitor's certificate: its issuer, its key or its purpose",
	      "on {queried}, look for Schannel events at this time; check that our CA is among its trusted roots", EDGE),
	ALERT(40, ALERT_NOT_ASKED, "handshake_failure", "{queried} found no TLS settings in common with us", CAUSE_TLS_PARAMETERS,
	      "it accepts none of the ciphers, groups or signatures that we offer; it has not asked for our certificate yet",
	      "allow today's ciphers on {queried}; --tls-min=1.0 --security-level=0 only hides it here: other servers judge by their own settings", EDGE),
	NONE_GIVEN(116, "certificate_required"),
	UNKNOWN(116, ALERT_ANY, "certificate_required", "{queried} says that it got no certificate: --client-cert", CAUSE_IDENTITY_MISSING,
	      "it demands one, and what we gave did not count as one", "check the file of -J with -vv"),
	REFUSED(42, "bad_certificate", "{queried} calls the monitor's --client-cert bad", CAUSE_IDENTITY_REFUSED,
	      "it could not verify it: a damaged or missing part of the chain, or a signature that it does not take",
	      "give the whole chain in -J: the monitor's certificate, then those of its issuers", MONITOR),
	REFUSED(43, "unsupported_certificate", "{queried} takes no --client-cert of this kind", CAUSE_IDENTITY_KIND,
	      "its purpose or its type of key: a Lync server wants serverAuth, a server on OpenSSL clientAuth",
	      "have a certificate issued from the template \"Web Server\" (serverAuth), with an RSA key of 2048 bits or more", MONITOR),
	REFUSED(44, "certificate_revoked", "{queried} calls the monitor's --client-cert revoked", CAUSE_IDENTITY_REVOKED,
	      "it, or one of its issuers, stands in the CA's list of revoked certificates",
	      "have a new certificate issued", MONITOR),
	REFUSED(45, "certificate_expired", "{queried} calls the monitor's --client-cert out of date", CAUSE_IDENTITY_EXPIRED,
	      "by its clock ours, or one of its issuers', has expired or is not yet valid",
	      "renew the monitor's certificate; if it is good, compare the clocks of both hosts", MONITOR),
	REFUSED(46, "certificate_unknown", "{queried} does not take the monitor's --client-cert", CAUSE_IDENTITY_REFUSED,
	      "it gives no reason: most often the issuer is not trusted there, or the name is not expected",
	      "on {queried}, look for Schannel events at this time; check that our CA is among its trusted roots", EDGE),
	REFUSED(48, "unknown_ca", "{queried} does not know the CA of the monitor's --client-cert", CAUSE_IDENTITY_ISSUER_UNKNOWN,
	      "the issuer of the monitor's certificate is not among its trusted roots, or an intermediate was not sent",
	      "put our root CA into the computer's trusted roots on {queried}; give intermediates in -J", EDGE),
	ALERT(49, ALERT_ANY, "access_denied", "{queried} knows the monitor's certificate but denies access", CAUSE_IDENTITY_NOT_IN_TOPOLOGY,
	      "the certificate is good, its name is not among the servers that it trusts",
	      EXPLANATION_TRUST "; events 14492, 14493 and 14495 of {queried} show its list of known servers", EDGE),
	ALERT(70, ALERT_ANY, "protocol_version", "{queried} speaks only TLS versions that we do not offer", CAUSE_TLS_VERSION,
	      "an Edge on Windows Server 2008 or 2008 R2 speaks only TLS 1.0 unless newer ones were turned on",
	      "turn on TLS 1.2 on {queried}; --tls-min=1.0 only hides it here: the online service takes TLS 1.2 alone", EDGE),
	ALERT(71, ALERT_ANY, "insufficient_security", "{queried} wants stronger TLS than we offer", CAUSE_TLS_PARAMETERS,
	      "its policy refuses the ciphers or keys that we offer",
	      "do not lower --security-level; check this host's OpenSSL configuration", MONITOR),
	ALERT(80, ALERT_ANY, "internal_error", "{queried} had a failure of its own during TLS", CAUSE_TLS_INTERNAL_ERROR,
	      "most often it cannot use its own certificate or key, or found no cipher",
	      "on {queried}, check the certificate assigned to the Edge's internal side: Get-CsCertificate -Type Internal", EDGE),
	ALERT(86, ALERT_ANY, "inappropriate_fallback", "{queried} refused to fall back to an older TLS version", CAUSE_TLS_VERSION,
	      "it speaks a newer version than the one that something on the way let through",
	      "look for a device between this host and {queried} that changes TLS; --tls-min=1.2, if it is lower now, keeps it from trying", MONITOR),
	ALERT(112, ALERT_ANY, "unrecognized_name", "{queried} knows no server of that name", CAUSE_TLS_SERVER_NAME,
	      "the name that we asked for is none of those that this server answers for",
	      "check the name after -H against Get-CsService -EdgeServer", MONITOR),
	ALERT(120, ALERT_ANY, "no_application_protocol", "{queried} expects another protocol than SIP", CAUSE_TLS_NOT_SIP,
	      "it wants to agree on an application protocol (ALPN), which no SIP server of this kind does",
	      "check name and port: -H, -p", MONITOR),
};

enum alert_when alert_when(const struct tls *tls, bool given)
{
	if (!tls->certificate_asked)
		return ALERT_NOT_ASKED;
	if (!tls->certificate_given)
		return given ? ALERT_UNUSED : ALERT_NOT_GIVEN;
	return tls->issuer_in_ca_names == KNOWN_NO ? ALERT_UNLISTED : ALERT_GIVEN;
}

static bool fits(enum alert_when row, enum alert_when when)
{
	return row == when || row == ALERT_ANY || (row == ALERT_GIVEN && when == ALERT_UNLISTED);
}

const struct alert_row *alert_table_find(int number, enum alert_when when)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].number == number && fits(rows[i].when, when))
			return &rows[i];
	return NULL;
}
