// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * winsock_table - numbers of Windows that servers put into ms-diagnostics
 */
#include "judge/winsock_table.h"

#include <stddef.h>

static const struct winsock_row rows[] = {
	{ 10048, "WSAEADDRINUSE", "no local port was free", NULL },
	{ 10049, "WSAEADDRNOTAVAIL", "the address is not one that can be connected to or from", NULL },
	{ 10050, "WSAENETDOWN", "its own network is down", NULL },
	{ 10051, "WSAENETUNREACH", "there is no network route to the peer", NULL },
	{ 10052, "WSAENETRESET", "the connection broke while in use", NULL },
	{ 10053, "WSAECONNABORTED", "its own side gave the connection up", NULL },
	{ 10054, "WSAECONNRESET", "the peer reset the connection", NULL },
	{ 10055, "WSAENOBUFS", "it has no buffers left", NULL },
	{ 10060, "WSAETIMEDOUT", "the peer did not answer: most often a firewall drops the packets", NULL },
	{ 10061, "WSAECONNREFUSED", "the peer refused the connection: nothing listens on that port", NULL },
	{ 10064, "WSAEHOSTDOWN", "the peer's host is down", NULL },
	{ 10065, "WSAEHOSTUNREACH", "there is no route to the peer's host", NULL },
	{ 11001, "WSAHOST_NOT_FOUND", "the peer's name does not exist in DNS", NULL },
	{ 11002, "WSATRY_AGAIN", "no DNS server answered for the peer's name", NULL },
	{ 11003, "WSANO_RECOVERY", "DNS failed for the peer's name", NULL },
	{ 11004, "WSANO_DATA", "the peer's name has no address", NULL },
	{ 0x80090302, "SEC_E_UNSUPPORTED_FUNCTION", "the two sides have no TLS version or function in common",
	  "next-hop-tls-version" },
	{ 0x80090322, "SEC_E_WRONG_PRINCIPAL", "the peer's certificate does not carry the expected name", "next-hop-cert-name" },
	{ 0x80090325, "SEC_E_UNTRUSTED_ROOT", "the peer's certificate comes from a root that is not trusted",
	  "next-hop-cert-issuer" },
	{ 0x80090326, "SEC_E_ILLEGAL_MESSAGE", "the peer sent something unexpected: most often a TLS alert", NULL },
	{ 0x80090327, "SEC_E_CERT_UNKNOWN", "the peer's certificate could not be used", NULL },
	{ 0x80090328, "SEC_E_CERT_EXPIRED", "the peer's certificate has expired", "next-hop-cert-expired" },
	{ 0x80090331, "SEC_E_ALGORITHM_MISMATCH", "the two sides have no cipher in common", "next-hop-tls-version" },
	{ 0x80090349, "SEC_E_CERT_WRONG_USAGE", "the peer's certificate is not for this purpose", NULL },
	{ 0x80092010, "CRYPT_E_REVOKED", "the peer's certificate was revoked", "next-hop-cert-revoked" },
	{ 0x80092012, "CRYPT_E_NO_REVOCATION_CHECK", "revocation could not be checked", "next-hop-cert-revocation" },
	{ 0x80092013, "CRYPT_E_REVOCATION_OFFLINE", "the CA's revocation server could not be reached",
	  "next-hop-cert-revocation" },
	{ 0x800B0101, "CERT_E_EXPIRED", "a certificate in the peer's chain has expired, or is not yet valid",
	  "next-hop-cert-expired" },
	{ 0x800B0109, "CERT_E_UNTRUSTEDROOT", "the peer's certificate comes from a root that is not trusted",
	  "next-hop-cert-issuer" },
	{ 0x800B010A, "CERT_E_CHAINING", "the peer's chain could not be built up to a root", "next-hop-cert-issuer" },
	{ 0x800B010F, "CERT_E_CN_NO_MATCH", "the peer's certificate does not carry the expected name", "next-hop-cert-name" },
};

const struct winsock_row *winsock_table_find(uint32_t number)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].number == number)
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
	uint32_t base = text[0] == '0' && (text[1] | 32) == 'x' ? 16 : 10;
	uint64_t number = 0;

	for (const char *at = text + (base == 16 ? 2 : 0); (uint32_t)digit_of(*at) < base; at++) {
		number = number * base + (uint32_t)digit_of(*at);
		if (number > UINT32_MAX)
			return NULL;
	}
	return winsock_table_find((uint32_t)number);
}
