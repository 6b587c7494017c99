// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * openssl_table - the numbers of OpenSSL that stand in facts
 */
#include "judge/tables/openssl_table.h"

#include <stddef.h>

#define MONITOR "the monitoring host"
#define EDGE "our Edge"

#define ROW(number, name, source, sentence, cause, because, remedy, whose) \
	{ number, name, { STATE_CRITICAL, PLACE_SERVER, sentence, cause, because, remedy, whose, source, true } }
#define VERIFY(number, name, ...) ROW(number, "X509_V_ERR_" name, "RFC 5280 6", __VA_ARGS__)
#define REASON(number, name, ...) ROW(number, "SSL_R_" name, "RFC 5246, RFC 8446", __VA_ARGS__)

/* The same trouble found at different places of a chain. */
#define UNKNOWN_ISSUER(number, name) \
	VERIFY(number, name, "we do not trust the issuer of {asked}'s certificate: {issuer}", CAUSE_CERT_ISSUER_UNKNOWN, \
	       "the issuer is not among the roots that we trust, or the server does not send the certificate between", \
	       "give the root of the organisation's CA: --ca-cert; if it was given, have the server send its intermediates", \
	       MONITOR)
#define TOO_WEAK(number, name, what) \
	VERIFY(number, name, "{asked}'s certificate is too weak for us: " what, CAUSE_CERT_WEAK, \
	       "our OpenSSL's security level refuses it; old internal CAs still sign with SHA-1 or use short keys", \
	       "have a new certificate issued with SHA-256 and RSA 2048; until then --security-level=0", EDGE)
#define WRONG_NAME(number, name) \
	VERIFY(number, name, "{asked} presents the certificate of {shown}", CAUSE_CERT_NAME, \
	       "the certificate does not carry the name that was asked for: {wanted}", \
	       "give {option} the name in the certificate, or --verify-name={name}; or have one issued for {wanted}", EDGE)
#define WRONG_KIND(number, name, what) \
	VERIFY(number, name, "{asked}'s certificate is unfit: " what, CAUSE_CERT_KIND, \
	       "it, or one of its issuers, was not made for what it is used for", "have a new certificate issued", EDGE)

static const struct openssl_row verify_rows[] = {
	VERIFY(1, "UNSPECIFIED", "{asked} presents no certificate that proves its name", CAUSE_CERT_INVALID,
	       "the handshake used an anonymous cipher suite or a resumed session: any host in between can do that",
	       "on {asked}, turn anonymous cipher suites off; look for a device between that ends TLS", EDGE),
	UNKNOWN_ISSUER(2, "UNABLE_TO_GET_ISSUER_CERT"),
	VERIFY(7, "CERT_SIGNATURE_FAILURE", "the signature under {asked}'s certificate is wrong", CAUSE_CERT_SIGNATURE,
	       "it is not its issuer's: two CAs of one name, or a forged certificate",
	       "compare the issuer's certificate there with ours (--ca-cert)", EDGE),
	VERIFY(9, "CERT_NOT_YET_VALID", "the certificate of {holder} is not valid yet, but in {since}", CAUSE_CERT_NOT_YET_VALID,
	       "it was issued for later, or this host's clock is slow", "check this host's clock; else wait, or have one issued",
	       EDGE),
	VERIFY(10, "CERT_HAS_EXPIRED", "the certificate of {holder} expired {since} ago", CAUSE_CERT_EXPIRED,
	       "nobody renewed it in time", "on {asked}, {renew}", EDGE),
	WRONG_NAME(62, "HOSTNAME_MISMATCH"),
	WRONG_NAME(64, "IP_ADDRESS_MISMATCH"),
	VERIFY(18, "DEPTH_ZERO_SELF_SIGNED_CERT", "{asked} presents a self-signed certificate, which we do not trust",
	       CAUSE_CERT_SELF_SIGNED, "no CA vouches for it",
	       "have one issued by the organisation's CA, or trust this very one: --ca-cert", EDGE),
	UNKNOWN_ISSUER(19, "SELF_SIGNED_CERT_IN_CHAIN"),
	UNKNOWN_ISSUER(20, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
	UNKNOWN_ISSUER(21, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
	UNKNOWN_ISSUER(27, "CERT_UNTRUSTED"),
	VERIFY(22, "CERT_CHAIN_TOO_LONG", "the chain of {asked}'s certificate is too long", CAUSE_CERT_KIND,
	       "more issuers stand above it than is allowed", "look at the chain with -vv", EDGE),
	VERIFY(23, "CERT_REVOKED", "{asked}'s certificate was revoked", CAUSE_CERT_REVOKED,
	       "its CA has withdrawn it", "have a new certificate issued", EDGE),
	WRONG_KIND(24, "NO_ISSUER_PUBLIC_KEY", "its issuer has no usable key"),
	WRONG_KIND(25, "PATH_LENGTH_EXCEEDED", "its issuer may not stand there"),
	WRONG_KIND(26, "INVALID_PURPOSE", "no serverAuth"),
	WRONG_KIND(28, "CERT_REJECTED", "it is marked as rejected"),
	WRONG_KIND(32, "KEYUSAGE_NO_CERTSIGN", "its issuer may not sign"),
	WRONG_KIND(34, "UNHANDLED_CRITICAL_EXTENSION", "a critical part is not understood"),
	WRONG_KIND(39, "KEYUSAGE_NO_DIGITAL_SIGNATURE", "it may not sign"),
	WRONG_KIND(47, "PERMITTED_VIOLATION", "its name is not permitted to its issuer"),
	WRONG_KIND(48, "EXCLUDED_VIOLATION", "its name is excluded for its issuer"),
	WRONG_KIND(79, "INVALID_CA", "its issuer is no CA"),
	TOO_WEAK(66, "EE_KEY_TOO_SMALL", "a short key"),
	TOO_WEAK(67, "CA_KEY_TOO_SMALL", "an issuer's short key"),
	TOO_WEAK(68, "CA_MD_TOO_WEAK", "{signature}"),
	TOO_WEAK(76, "UNSUPPORTED_SIGNATURE_ALGORITHM", "{signature}"),
};

/* One server in two guises: it refuses with alert 70, or its ServerHello is refused by us. */
#define TOO_OLD(number, name) \
	REASON(number, name, "{asked} speaks only TLS versions that we do not offer", CAUSE_TLS_VERSION, \
	       "an Edge on Windows Server 2008 or 2008 R2 speaks only TLS 1.0 unless newer ones were turned on", \
	       "give --tls-min=1.0, or turn on TLS 1.2 on {asked}", EDGE)
#define NO_CIPHER(number, name) \
	REASON(number, name, "{asked} found no TLS settings in common with us", CAUSE_TLS_PARAMETERS, \
	       "neither side offers a cipher, group or signature that the other takes", \
	       "give --tls-min=1.0 --security-level=0 for an old server; else allow today's ciphers on it", EDGE)
#define WEAK_PEER(number, name, what) \
	REASON(number, name, "{asked} uses " what " too weak for our OpenSSL", CAUSE_TLS_WEAK, \
	       "our OpenSSL's security level refuses it", \
	       "give --security-level=0, or have stronger keys and signatures set up on {asked}", EDGE)
/* What is no TLS from its first byte is FAULT_PROTOCOL. */
#define NOT_TLS(number, name) \
	REASON(number, name, "{asked} began TLS, then sent what is none", CAUSE_TLS_BROKEN, \
	       "something between changes what is sent, or the server fails", \
	       "look for a firewall or load balancer that reads TLS between this host and {asked}", EDGE)

static const struct openssl_row reason_rows[] = {
	NO_CIPHER(101, "NO_SUITABLE_KEY_SHARE"),
	WEAK_PEER(102, "BAD_DH_VALUE", "a Diffie-Hellman value"),
	NO_CIPHER(118, "NO_SUITABLE_SIGNATURE_ALGORITHM"),
	REASON(152, "EXCESSIVE_MESSAGE_SIZE", "{asked} sends more than a TLS handshake may hold", CAUSE_TLS_EXCESS,
	       "most often a certificate with very many names, or a very long chain; OpenSSL takes 100 KB",
	       "have {asked} send its certificate and the issuing CAs' alone", EDGE),
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
	REASON(281, "DECRYPTION_FAILED_OR_BAD_RECORD_MAC", "what {asked} sends arrives damaged", CAUSE_TLS_BROKEN,
	       "what arrived here was not what left there: something between changes what is sent",
	       "look for a firewall or load balancer that reads TLS between this host and {asked}", MONITOR),
	REASON(338, "UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "{asked} knows no secure renegotiation, which we insist on",
	       CAUSE_TLS_RENEGOTIATION, "an old Windows without the update of RFC 5746",
	       "give --tls-min=1.1 or 1.0, which allow it; or update {asked}", EDGE),
	REASON(339, "NO_RENEGOTIATION", "{asked} starts a second TLS handshake (renegotiation), which is refused", CAUSE_TLS_RENEGOTIATION,
	       "a second handshake can show another certificate; some web servers request a client certificate that late",
	       "have {asked} request certificates in the first handshake (Windows: netsh http, clientcertnegotiation=enable), or none",
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
