// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * openssl_table - the numbers of OpenSSL that stand in facts
 */
#include "judge/tables/openssl_table.h"

#include <stddef.h>

#define MONITOR EXPLANATION_HOST
#define EDGE "our Edge"
#define CA "the administrators of the CA"

#define SAY(sentence, cause, because, remedy, whose, source) \
	{ STATE_CRITICAL, PLACE_SERVER, sentence, cause, because, remedy, whose, source, true }

/* ---- why a certificate does not verify ---- */

#define LEAF(sentence, cause, because, remedy) SAY(sentence, cause, because, remedy, EDGE, "RFC 5280 6")
#define ABOVE(sentence, cause, because, remedy) SAY(sentence, cause, because, remedy, CA, "RFC 5280 6")

/* A new certificate for the server does not help where its CA's is at fault. */
#define NEW_LEAF "have a new certificate issued for {queried}"
#define NEW_CA "have the certificate of {ca} renewed, and install the new one on {queried}; a new one for {queried} alone does not help"

#define ISSUER_BECAUSE "it is not among the roots that this host trusts, and {queried} sends {sent}"
#define ISSUER_REMEDY "give the root of the organisation's CA: --ca-cert; if it was given, have the server send its intermediates"
#define NO_ISSUER(number, name) \
	{ number, name, \
	  SAY("not trusted: {issuer}, which issued {queried}'s certificate", CAUSE_CERT_ISSUER_UNKNOWN, ISSUER_BECAUSE, \
	      ISSUER_REMEDY, MONITOR, "RFC 5280 6"), \
	  SAY("not trusted: {issuer}, above {queried}'s certificate", CAUSE_CERT_ISSUER_UNKNOWN, ISSUER_BECAUSE, \
	      ISSUER_REMEDY, MONITOR, "RFC 5280 6") }

#define WEAK_BECAUSE "the security level of this host's OpenSSL refuses it; old internal CAs still sign with SHA-1 or use short keys"
#define WEAK(number, name, what) \
	{ number, name, \
	  LEAF("{queried}'s certificate is too weak: " what, CAUSE_CERT_WEAK, WEAK_BECAUSE, \
	       "have a new certificate issued with SHA-256 and RSA 2048; until then --security-level=0"), \
	  ABOVE("the certificate of {ca} is too weak: " what, CAUSE_CERT_WEAK, WEAK_BECAUSE, \
		NEW_CA "; until then --security-level=0") }

#define WRONG_NAME(number, name) \
	{ number, name, \
	  LEAF("{queried} presents the certificate of {shown}", CAUSE_CERT_NAME, \
	       "the certificate does not carry the name that was asked for: {wanted}", \
	       "have one issued for {wanted}, or give {option} the name in the certificate; --verify-name={name} only hides it here: Front Ends make the same check"), \
	  { 0 } }

#define UNFIT(number, name) \
	{ number, name, \
	  LEAF("{queried}'s certificate is unfit: {unfit}", CAUSE_CERT_KIND, "it was not made for a TLS server", \
	       NEW_LEAF ", with serverAuth and digitalSignature (the template \"Web Server\")"), \
	  ABOVE("the certificate of {ca} is unfit: {unfit}", CAUSE_CERT_KIND, \
		"it stands above {queried}'s certificate, and was not made to issue certificates of servers", NEW_CA) }

#define BAD_SIGNATURE(number, name) \
	{ number, name, \
	  LEAF("the signature under {queried}'s certificate is wrong", CAUSE_CERT_SIGNATURE, \
	       "it was not made with the key of {issuer} that this host has: two CAs of one name, or a forged certificate", \
	       "compare the certificate of {issuer} on {queried} with the one here (--ca-cert)"), \
	  ABOVE("the signature under the certificate of {ca} is wrong", CAUSE_CERT_SIGNATURE, \
		"it was not made with the key of {issuer} that this host has: two CAs of one name, or a forged certificate", \
		"compare the certificate of {issuer} on {queried} with the one here (--ca-cert)") }

#define CANNOT_READ(number, name, what) \
	{ number, name, \
	  LEAF(what " {queried}'s certificate cannot be read", CAUSE_CERT_INVALID, \
	       "it is malformed, or of a kind that this host's OpenSSL does not know", NEW_LEAF), \
	  ABOVE(what " the certificate of {ca} cannot be read", CAUSE_CERT_INVALID, \
		"it is malformed, or of a kind that this host's OpenSSL does not know", NEW_CA) }

#define CONSTRAINED(number, name) \
	{ number, name, \
	  LEAF("{limiter} may not certify the names in {queried}'s certificate", CAUSE_CERT_KIND, \
	       "the name constraints in the certificate of {limiter} do not allow them", \
	       "have the certificate of {queried} issued by a CA that may certify these names"), \
	  ABOVE("{limiter} may not certify the names in the certificate of {ca}", CAUSE_CERT_KIND, \
		"the name constraints in the certificate of {limiter} do not allow them", NEW_CA) }

#define CONSTRAINTS_UNCLEAR(number, name) \
	{ number, name, \
	  LEAF("the name constraints above {queried}'s certificate cannot be applied to it", CAUSE_CERT_KIND, \
	       "{limiter} limits names in a way, or {queried}'s certificate holds names of a kind, that OpenSSL does not know", \
	       "have the certificate of {queried} issued by a CA without such name constraints"), \
	  ABOVE("the name constraints above {ca} cannot be applied to its certificate", CAUSE_CERT_KIND, \
		"{limiter} limits names in a way, or the certificate of {ca} holds names of a kind, that OpenSSL does not know", \
		NEW_CA) }

#define PROXY(number, name) \
	{ number, name, \
	  LEAF("{queried} presents a proxy certificate (RFC 3820)", CAUSE_CERT_KIND, \
	       "another certificate stands in the place of its issuing CA; servers do not use such certificates", NEW_LEAF), \
	  ABOVE("the certificate of {ca} is a proxy certificate (RFC 3820)", CAUSE_CERT_KIND, \
		"another certificate stands in the place of its issuing CA; CAs do not use such certificates", NEW_CA) }

#define TOO_LARGE_BECAUSE \
	"RSA keys of more than 8,192 bits, and curves other than P-256, P-384 and P-521, cost this host more than the check is worth"

#define REVOKED_BECAUSE "its issuer has withdrawn it"

static const struct openssl_row verify_rows[] = {
	{ 1, "X509_V_ERR_UNSPECIFIED",
	  LEAF("{queried}'s certificate could not be verified", CAUSE_CERT_INVALID, "OpenSSL gives no reason", NEW_LEAF),
	  ABOVE("the certificate of {ca} could not be verified", CAUSE_CERT_INVALID, "OpenSSL gives no reason", NEW_CA) },
	NO_ISSUER(2, "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT"),
	CANNOT_READ(4, "X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE", "the signature under"),
	CANNOT_READ(6, "X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY", "the key in"),
	BAD_SIGNATURE(7, "X509_V_ERR_CERT_SIGNATURE_FAILURE"),
	{ 9, "X509_V_ERR_CERT_NOT_YET_VALID",
	  LEAF("the certificate of {queried} becomes valid {until}", CAUSE_CERT_NOT_YET_VALID,
	       "it was issued for later, or this host's clock is slow", "check this host's clock; else wait, or have one issued"),
	  ABOVE("the certificate of {ca} becomes valid {until}", CAUSE_CERT_ISSUER_NOT_YET_VALID,
		"it was issued for later, or this host's clock is slow",
		"check this host's clock; else wait, or have {queried} send the certificate of {ca} that is valid now") },
	{ 10, "X509_V_ERR_CERT_HAS_EXPIRED",
	  LEAF("the certificate of {queried} expired {since}", CAUSE_CERT_EXPIRED, "it was not renewed in time", "on {queried}, {renew}"),
	  ABOVE("the certificate of {ca} expired {since}", CAUSE_CERT_ISSUER_EXPIRED, "it was not renewed in time, or {queried} still "
		"sends the old one", "have the CA's certificate renewed, and the new one sent by the server with its own") },
	CANNOT_READ(13, "X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD", "the first day of"),
	CANNOT_READ(14, "X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD", "the last day of"),
	{ 18, "X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT",
	  LEAF("{queried} presents a self-signed certificate, which this host does not trust", CAUSE_CERT_SELF_SIGNED, "no CA vouches for it",
	       "have one issued by the organisation's CA, or trust this very one: --ca-cert"), { 0 } },
	NO_ISSUER(19, "X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN"),
	NO_ISSUER(20, "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
	NO_ISSUER(21, "X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
	{ 22, "X509_V_ERR_CERT_CHAIN_TOO_LONG",
	  LEAF("the chain of {queried}'s certificate is too long", CAUSE_CERT_TOO_LARGE,
	       "the server sends more than ten certificates; no more are looked at",
	       "on {queried}, remove the certificates that are not needed between its own and the root; -vv lists them"), { 0 } },
	{ 23, "X509_V_ERR_CERT_REVOKED",
	  LEAF("{queried}'s certificate was revoked", CAUSE_CERT_REVOKED, REVOKED_BECAUSE, NEW_LEAF),
	  ABOVE("the certificate of {ca} was revoked", CAUSE_CERT_REVOKED, REVOKED_BECAUSE, NEW_CA) },
	CANNOT_READ(24, "X509_V_ERR_NO_ISSUER_PUBLIC_KEY", "the key in"),
	{ 25, "X509_V_ERR_PATH_LENGTH_EXCEEDED",
	  LEAF("{queried}'s certificate allows fewer certificates below it", CAUSE_CERT_KIND, "its path length is exceeded", NEW_LEAF),
	  ABOVE("the certificate of {ca} allows fewer CAs below it", CAUSE_CERT_KIND,
		"its path length (basicConstraints) is shorter than the chain down to {queried}",
		"have the certificate of {queried} issued by {ca} itself, or that of {ca} renewed with a longer path length") },
	UNFIT(26, "X509_V_ERR_INVALID_PURPOSE"),
	NO_ISSUER(27, "X509_V_ERR_CERT_UNTRUSTED"),
	{ 28, "X509_V_ERR_CERT_REJECTED",
	  SAY("this host's roots mark {queried}'s certificate as rejected", CAUSE_CERT_KIND,
	      "a root can be stored with uses for which it is not to be trusted",
	      "read the trust settings of this root on this host with openssl x509 -text", MONITOR, "RFC 5280 6"),
	  SAY("this host's roots mark {ca} as rejected", CAUSE_CERT_KIND,
	      "a root can be stored with uses for which it is not to be trusted",
	      "read the trust settings of this root on this host with openssl x509 -text", MONITOR, "RFC 5280 6") },
	UNFIT(32, "X509_V_ERR_KEYUSAGE_NO_CERTSIGN"),
	{ 34, "X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION",
	  LEAF("{queried}'s certificate has a critical extension that OpenSSL does not know", CAUSE_CERT_KIND,
	       "what is marked critical must be understood, or the certificate refused", NEW_LEAF " without it"),
	  ABOVE("the certificate of {ca} has a critical extension that OpenSSL does not know", CAUSE_CERT_KIND,
		"what is marked critical must be understood, or the certificate refused", NEW_CA) },
	PROXY(37, "X509_V_ERR_INVALID_NON_CA"),
	UNFIT(39, "X509_V_ERR_KEYUSAGE_NO_DIGITAL_SIGNATURE"),
	PROXY(40, "X509_V_ERR_PROXY_CERTIFICATES_NOT_ALLOWED"),
	CANNOT_READ(41, "X509_V_ERR_INVALID_EXTENSION", "an extension of"),
	CANNOT_READ(42, "X509_V_ERR_INVALID_POLICY_EXTENSION", "the policies of"),
	CANNOT_READ(45, "X509_V_ERR_UNSUPPORTED_EXTENSION_FEATURE", "an extension of"),
	{ 46, "X509_V_ERR_UNNESTED_RESOURCE",
	  LEAF("{queried}'s certificate claims addresses that its issuer does not hold", CAUSE_CERT_KIND,
	       "it lists Internet resources (RFC 3779), which must be among those of every CA above", NEW_LEAF),
	  ABOVE("{ca} does not hold the addresses that a certificate below it claims", CAUSE_CERT_KIND,
		"Internet resources (RFC 3779) in a certificate must be among those of every CA above",
		"have a new certificate issued for {queried}, without Internet resources") },
	CONSTRAINED(47, "X509_V_ERR_PERMITTED_VIOLATION"),
	CONSTRAINED(48, "X509_V_ERR_EXCLUDED_VIOLATION"),
	CONSTRAINTS_UNCLEAR(49, "X509_V_ERR_SUBTREE_MINMAX"),
	/* Our own limits on keys (tls_observer.c) */
	{ 50, "X509_V_ERR_APPLICATION_VERIFICATION",
	  LEAF("{queried}'s certificate has a key that is too large to check: {key}", CAUSE_CERT_TOO_LARGE, TOO_LARGE_BECAUSE, NEW_LEAF),
	  ABOVE("the certificate of {ca} has a key that is too large to check: {key}", CAUSE_CERT_TOO_LARGE, TOO_LARGE_BECAUSE,
		"have {queried} send the certificates of its own CA, with RSA 4096 or P-384 at most") },
	CONSTRAINTS_UNCLEAR(51, "X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE"),
	CONSTRAINTS_UNCLEAR(52, "X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX"),
	CONSTRAINTS_UNCLEAR(53, "X509_V_ERR_UNSUPPORTED_NAME_SYNTAX"),
	WRONG_NAME(62, "X509_V_ERR_HOSTNAME_MISMATCH"),
	WRONG_NAME(64, "X509_V_ERR_IP_ADDRESS_MISMATCH"),
	WEAK(66, "X509_V_ERR_EE_KEY_TOO_SMALL", "its key is {key}"),
	WEAK(67, "X509_V_ERR_CA_KEY_TOO_SMALL", "its key is {key}"),
	WEAK(68, "X509_V_ERR_CA_MD_TOO_WEAK", "signed with {signature}"),
	{ 70, "X509_V_ERR_STORE_LOOKUP",
	  SAY("this host could not look for the issuer of {queried}'s certificate", CAUSE_ROOTS_UNUSABLE, "reading its roots failed",
	      "check the files of --ca-cert, or of ca-certificates, on this host", MONITOR, "RFC 5280 6"),
	  SAY("this host could not look for the issuer of {ca}", CAUSE_ROOTS_UNUSABLE, "reading its roots failed",
	      "check the files of --ca-cert, or of ca-certificates, on this host", MONITOR, "RFC 5280 6") },
	WEAK(76, "X509_V_ERR_UNSUPPORTED_SIGNATURE_ALGORITHM", "signed with {signature}"),
	BAD_SIGNATURE(77, "X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH"),
	UNFIT(79, "X509_V_ERR_INVALID_CA"),
};

/* ---- why our side refused a handshake ---- */

#define REASON(number, name, sentence, cause, because, remedy, whose) \
	{ number, "SSL_R_" name, SAY(sentence, cause, because, remedy, whose, "RFC 5246, RFC 8446"), { 0 } }

/* One server in two guises: it refuses with alert 70, or its ServerHello is refused by us. */
#define TOO_OLD(number, name) \
	REASON(number, name, "{queried} speaks only TLS versions that we do not offer", CAUSE_TLS_VERSION, \
	       "an Edge on Windows Server 2008 or 2008 R2 speaks only TLS 1.0 unless newer ones were turned on", \
	       "turn on TLS 1.2 on {queried}; --tls-min=1.0 only hides it here: the online service takes TLS 1.2 alone", EDGE)
#define NO_CIPHER(number, name) \
	REASON(number, name, "{queried} found no TLS settings in common with us", CAUSE_TLS_PARAMETERS, \
	       "neither side offers a cipher, group or signature that the other takes", \
	       "allow today's ciphers on {queried}; --tls-min=1.0 --security-level=0 only hides it here: other servers judge by their own settings", EDGE)
#define WEAK_PEER(number, name, what) \
	REASON(number, name, "{queried} uses " what " too weak for our OpenSSL", CAUSE_TLS_WEAK, \
	       "our OpenSSL's security level refuses it", \
	       "give --security-level=0, or have stronger keys and signatures set up on {queried}", EDGE)
/* Bytes that are not TLS from the first one on are FAULT_PROTOCOL. */
#define NOT_TLS(number, name) \
	REASON(number, name, "{queried} began TLS, then sent other data", CAUSE_TLS_BROKEN, \
	       "something between changes what is sent, or the server fails", \
	       "look for a firewall or load balancer that reads TLS between this host and {queried}", EDGE)

static const struct openssl_row reason_rows[] = {
	NO_CIPHER(101, "NO_SUITABLE_KEY_SHARE"),
	REASON(102, "BAD_DH_VALUE", "{queried} wants a Diffie-Hellman group that is too large", CAUSE_CERT_TOO_LARGE,
	       "groups of more than 4,096 bits cost this host more than the check is worth", "turn on ECDHE on {queried}, or a smaller group", EDGE),
	NO_CIPHER(118, "NO_SUITABLE_SIGNATURE_ALGORITHM"),
	REASON(152, "EXCESSIVE_MESSAGE_SIZE", "{queried} sends more than a TLS handshake may hold", CAUSE_TLS_EXCESS,
	       "most often a certificate with very many names, or a very long chain; OpenSSL takes 100 KB",
	       "have {queried} send its certificate and the issuing CAs' alone", EDGE),
	NOT_TLS(155, "HTTPS_PROXY_REQUEST"),
	NOT_TLS(156, "HTTP_REQUEST"),
	TOO_OLD(166, "VERSION_TOO_HIGH"),
	NO_CIPHER(181, "NO_CIPHERS_AVAILABLE"),
	NO_CIPHER(191, "NO_PROTOCOLS_AVAILABLE"),
	NO_CIPHER(193, "NO_SHARED_CIPHER"),
	NOT_TLS(198, "PACKET_LENGTH_TOO_LONG"),
	NO_CIPHER(248, "UNKNOWN_CIPHER_RETURNED"),
	TOO_OLD(252, "UNKNOWN_PROTOCOL"),
	TOO_OLD(258, "UNSUPPORTED_PROTOCOL"),
	TOO_OLD(259, "UNSUPPORTED_SSL_VERSION"),
	NO_CIPHER(261, "WRONG_CIPHER_RETURNED"),
	TOO_OLD(266, "WRONG_SSL_VERSION"),
	NOT_TLS(267, "WRONG_VERSION_NUMBER"),
	NO_CIPHER(315, "UNSUPPORTED_ELLIPTIC_CURVE"),
	WEAK_PEER(333, "LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED", "a signature"),
	REASON(281, "DECRYPTION_FAILED_OR_BAD_RECORD_MAC", "what {queried} sends arrives damaged", CAUSE_TLS_BROKEN,
	       "what arrived here was not what left there: something between changes what is sent",
	       "look for a firewall or load balancer that reads TLS between this host and {queried}", MONITOR),
	REASON(338, "UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "{queried} knows no secure renegotiation, which we insist on",
	       CAUSE_TLS_RENEGOTIATION, "an old Windows without the update of RFC 5746",
	       "update {queried}; --tls-min=1.1 or 1.0 allow it, and only hide it here", EDGE),
	REASON(339, "NO_RENEGOTIATION", "{queried} starts a second TLS handshake (renegotiation), which is refused",
	       CAUSE_TLS_RENEGOTIATION,
	       "a second handshake can show another certificate; some web servers request a client certificate that late",
	       "have {queried} request certificates in the first handshake (Windows: netsh http, clientcertnegotiation=enable), or none",
	       EDGE),
	WEAK_PEER(370, "WRONG_SIGNATURE_TYPE", "a signature"),
	WEAK_PEER(394, "DH_KEY_TOO_SMALL", "a Diffie-Hellman key"),
	TOO_OLD(396, "VERSION_TOO_LOW"),
	WEAK_PEER(397, "CA_KEY_TOO_SMALL", "a CA's key"),
	WEAK_PEER(398, "CA_MD_TOO_WEAK", "a signature in its chain"),
	WEAK_PEER(399, "EE_KEY_TOO_SMALL", "a key"),
	NO_CIPHER(410, "NO_SHARED_GROUPS"),
};

static const struct openssl_row *find(const struct openssl_row *rows, size_t count, int64_t number)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].number == number)
			return &rows[i];
	return NULL;
}

const struct openssl_row *openssl_table_verify(int64_t code)
{
	return find(verify_rows, sizeof verify_rows / sizeof *verify_rows, code);
}

const struct openssl_row *openssl_table_reason(int64_t code)
{
	return find(reason_rows, sizeof reason_rows / sizeof *reason_rows, code);
}
