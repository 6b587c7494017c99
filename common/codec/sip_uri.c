// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_uri - the parts of a SIP URI
 */
#include "codec/sip_uri.h"

/* ---- the parts ---- */

static bool is_host(struct span host)
{
	for (size_t i = 0; i < host.len; i++) {
		char c = host.at[i];
		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c && strchr("-._", c))))
			return false;
	}
	return host.len > 0;
}

static bool is_bracketed(struct span host)
{
	for (size_t i = 1; i + 1 < host.len; i++)
		if (!host.at[i] || !strchr("0123456789abcdefABCDEF:.", host.at[i]))
			return false;
	return host.len > 2 && host.at[0] == '[' && host.at[host.len - 1] == ']';
}

/* HOST, HOST:PORT, [ADDRESS], [ADDRESS]:PORT */
static bool read_hostport(struct span text, struct span *host)
{
	struct span port;
	uint64_t number;
	const char *bracket = text.len ? memchr(text.at, ']', text.len) : NULL;
	size_t bracketed = bracket ? (size_t)(bracket - text.at) + 1 : 0;
	struct span name = span_cut(span_skip(text, bracketed), ':', &port);

	if (port.at && (!span_number(port, 65535, &number) || number == 0))
		return false;
	*host = bracket ? (struct span){ text.at, bracketed } : name;
	return bracket ? name.len == 0 && is_bracketed(*host) : is_host(*host);
}

const char *sip_uri_read(struct span text, struct sip_uri *uri)
{
	struct span behind;

	*uri = (struct sip_uri){ 0 };
	if (!span_starts_nocase(text, SPAN("sip:")))
		return "it does not begin with sip:, as sip:push@push.lync.com does";
	if (span_graphic(text, "<>\"\\^`{}|") < text.len)
		return "a byte of it must be written as %HH (RFC 3261 25.1)";
	text = span_skip(text, 4);
	struct span user = span_cut(text, '@', &behind);
	if (behind.at && user.len == 0)
		return "nothing stands before the @";
	if (behind.at)
		uri->user = user;
	if (!read_hostport(span_cut(behind.at ? behind : text, ';', &uri->parameters), &uri->host))
		return "it has no host, or no host:port, as sip:push@push.lync.com:5061 has";
	/* A server that looks for the last @ would find another host; headers ("?Subject=x") stand in links only (RFC 3261 19.1.1). */
	if (span_graphic(uri->parameters, "@?") < uri->parameters.len)
		return "an @ or ? behind its host must be written as %HH";
	return NULL;
}

/* ---- comparing ---- */

/* Cuts the next byte off, decoded if it is an escape; an incomplete escape stands for itself. */
static char byte_cut(struct span *text)
{
	int high = text->len > 2 && text->at[0] == '%' ? span_hex_digit(text->at[1]) : -1;
	int low = high < 0 ? -1 : span_hex_digit(text->at[2]);
	char byte = low < 0 ? text->at[0] : (char)(high * 16 + low);

	*text = span_skip(*text, low < 0 ? 1 : 3);
	return byte;
}

static bool same_decoded(struct span a, struct span b)
{
	while (a.len > 0 && b.len > 0) {
		char from_a = byte_cut(&a), from_b = byte_cut(&b);
		if (!span_equal_nocase((struct span){ &from_a, 1 }, (struct span){ &from_b, 1 }))
			return false;
	}
	return a.len == b.len;
}

bool sip_uri_same_address(const struct sip_uri *a, const struct sip_uri *b)
{
	return same_decoded(a->user, b->user) && span_equal_nocase(a->host, b->host);
}

bool sip_uri_has_parameter(const struct sip_uri *uri, const char *name)
{
	for (struct span rest = uri->parameters; rest.at;) {
		struct span value, parameter = span_cut(rest, ';', &rest);
		if (same_decoded(span_cut(parameter, '=', &value), span_of(name)))
			return true;
	}
	return false;
}
