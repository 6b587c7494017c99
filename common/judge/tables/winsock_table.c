// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * winsock_table - numbers of Windows that servers put into ms-diagnostics
 */
#include "judge/tables/winsock_table.h"

#include <stdbool.h>
#include <stddef.h>

static const struct winsock_row rows[] = {
	{ 10048, "WSAEADDRINUSE", "no local port was free", CAUSE_NONE },
	{ 10049, "WSAEADDRNOTAVAIL", "the address is not one that can be connected to or from", CAUSE_NONE },
	{ 10050, "WSAENETDOWN", "its own network is down", CAUSE_NONE },
	{ 10051, "WSAENETUNREACH", "there is no network route to the peer", CAUSE_NONE },
	{ 10052, "WSAENETRESET", "the connection broke while in use", CAUSE_NONE },
	{ 10053, "WSAECONNABORTED", "its own side gave the connection up", CAUSE_NONE },
	{ 10054, "WSAECONNRESET", "the peer reset the connection", CAUSE_NONE },
	{ 10055, "WSAENOBUFS", "it has no buffers left", CAUSE_NONE },
	{ 10060, "WSAETIMEDOUT", "the peer did not answer: most often a firewall drops the packets", CAUSE_NONE },
	{ 10061, "WSAECONNREFUSED", "the peer refused the connection: nothing listens on that port", CAUSE_NONE },
	{ 10064, "WSAEHOSTDOWN", "the peer's host is down", CAUSE_NONE },
	{ 10065, "WSAEHOSTUNREACH", "there is no route to the peer's host", CAUSE_NONE },
	{ 11001, "WSAHOST_NOT_FOUND", "the peer's name does not exist in DNS", CAUSE_NONE },
	{ 11002, "WSATRY_AGAIN", "no DNS server answered for the peer's name", CAUSE_NONE },
	{ 11003, "WSANO_RECOVERY", "DNS failed for the peer's name", CAUSE_NONE },
	{ 11004, "WSANO_DATA", "the peer's name has no address", CAUSE_NONE },
	{ 0x80090302, "SEC_E_UNSUPPORTED_FUNCTION", "the two sides have no TLS version or function in common",
	  CAUSE_NEXT_HOP_TLS_VERSION },
	{ 0x80090308, "SEC_E_INVALID_TOKEN", "the peer sent something that is no TLS", CAUSE_NONE },
	{ 0x80090322, "SEC_E_WRONG_PRINCIPAL", "the peer's certificate does not carry the expected name", CAUSE_NEXT_HOP_CERT_NAME },
	{ 0x80090325, "SEC_E_UNTRUSTED_ROOT", "the peer's certificate comes from a root that is not trusted",
	  CAUSE_NEXT_HOP_CERT_ISSUER },
	{ 0x80090326, "SEC_E_ILLEGAL_MESSAGE", "the peer sent something unexpected: most often a TLS alert", CAUSE_NONE },
	{ 0x80090327, "SEC_E_CERT_UNKNOWN", "the peer's certificate could not be used", CAUSE_NONE },
	{ 0x80090328, "SEC_E_CERT_EXPIRED", "the peer's certificate has expired", CAUSE_NEXT_HOP_CERT_EXPIRED },
	{ 0x80090331, "SEC_E_ALGORITHM_MISMATCH", "the two sides have no cipher in common", CAUSE_NEXT_HOP_TLS_VERSION },
	{ 0x80090349, "SEC_E_CERT_WRONG_USAGE", "the peer's certificate is not for this purpose", CAUSE_NONE },
	{ 0x80092010, "CRYPT_E_REVOKED", "the peer's certificate was revoked", CAUSE_NEXT_HOP_CERT_REVOKED },
	{ 0x80092012, "CRYPT_E_NO_REVOCATION_CHECK", "revocation could not be checked", CAUSE_NEXT_HOP_CERT_REVOCATION },
	{ 0x80092013, "CRYPT_E_REVOCATION_OFFLINE", "the CA's revocation server could not be reached",
	  CAUSE_NEXT_HOP_CERT_REVOCATION },
	{ 0x800B0101, "CERT_E_EXPIRED", "a certificate in the peer's chain has expired, or is not yet valid",
	  CAUSE_NEXT_HOP_CERT_EXPIRED },
	{ 0x800B0106, "CERT_E_PURPOSE", "a certificate in the peer's chain is not for this purpose", CAUSE_NONE },
	{ 0x800B0109, "CERT_E_UNTRUSTEDROOT", "the peer's certificate comes from a root that is not trusted",
	  CAUSE_NEXT_HOP_CERT_ISSUER },
	{ 0x800B010A, "CERT_E_CHAINING", "the peer's chain could not be built up to a root", CAUSE_NEXT_HOP_CERT_ISSUER },
	{ 0x800B010C, "CERT_E_REVOKED", "the peer's certificate was revoked", CAUSE_NEXT_HOP_CERT_REVOKED },
	{ 0x800B010E, "CERT_E_REVOCATION_FAILURE", "revocation could not be checked", CAUSE_NEXT_HOP_CERT_REVOCATION },
	{ 0x800B010F, "CERT_E_CN_NO_MATCH", "the peer's certificate does not carry the expected name", CAUSE_NEXT_HOP_CERT_NAME },
	{ 0x800B0110, "CERT_E_WRONG_USAGE", "the peer's certificate is not for this use", CAUSE_NONE },
	{ 0x800B0112, "CERT_E_UNTRUSTEDCA", "a CA in the peer's chain is not trusted", CAUSE_NEXT_HOP_CERT_ISSUER },
	{ 0xC3E8302D, "SIPPROXY_E_WORKER_PROCESS_SLOW_INITIALIZING", "a worker process of the server did not start in time", CAUSE_NONE },
	{ 0xC3E93C2F, "SIPPROXY_E_UNKNOWN_USER_OR_EPID", "the user or endpoint is not known there", CAUSE_NONE },
	{ 0xC3E93C5E, "SIPPROXY_E_ROUTING", "the Route headers do not fit, or came over a connection that is not trusted", CAUSE_NONE },
	{ 0xC3E93D67, "SIPPROXY_E_EPROUTING_MSG_CERT_MISMATCH", "the peer's certificate does not carry the domain's access edge",
	  CAUSE_NONE },
	{ 0xC3E93D6F, "SIPPROXY_E_EPROUTING_MSG_ALLOWED_DOMAIN_NO_SRV_MATCH", "the host in the domain's SRV record lies outside the domain",
	  CAUSE_NONE },
};

/* Windows puts a Win32 error, 10054, into an HRESULT as 0x80072746. */
enum { WIN32_FACILITY = 0x8007 };

const struct winsock_row *winsock_table_find(uint32_t number)
{
	if (number >> 16 == WIN32_FACILITY)
		number &= 0xffff;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].number == number)
			return &rows[i];
	return NULL;
}

const struct winsock_row *winsock_table_named(struct span name)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (span_equal_nocase(name, span_of(rows[i].name)))
			return &rows[i];
	return NULL;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 32) >= 'a' && (c | 32) <= 'f')
		return (c | 32) - 'a' + 10;
	return 16;
}

const struct winsock_row *winsock_table_read(const char *text)
{
	bool negative = text[0] == '-'; /* HRESULTs have their high bit set: as a signed number they are below zero */
	const char *digits = text + negative;
	bool prefixed = digits[0] == '0' && (digits[1] | 32) == 'x';
	size_t hex = 0;
	uint64_t number = 0;

	while (!prefixed && digit_of(digits[hex]) < 16)
		hex++;
	/* An HRESULT is written without 0x too: eight digits, and the high bit set. The table has no decimal number of that length. */
	bool bare = hex == 8 && !negative && digit_of(digits[0]) >= 8;
	uint32_t base = prefixed || bare ? 16 : 10;
	for (const char *at = digits + (prefixed ? 2 : 0); (uint32_t)digit_of(*at) < base; at++) {
		number = number * base + (uint32_t)digit_of(*at);
		if (number > UINT32_MAX)
			return NULL;
	}
	return winsock_table_find((uint32_t)(negative ? -number : number));
}
