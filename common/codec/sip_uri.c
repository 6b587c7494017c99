// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_uri - the parts of a SIP URI
 */
#include "codec/sip_uri.h"

/* ---- the parts ---- */

/* Characters that need no escape, besides letters, digits and "-_.!~*'()". */
#define IN_USER "&=+$,;?/"
#define IN_PASSWORD "&=+$,"
#define IN_PARAMETER "[]/:&+$"

static bool is_alphanumeric(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* How many bytes at the start may stand in such a part, whole escapes included; text.len: all. */
static size_t plain_length(struct span text, const char *more)
{
	size_t len = 0;

	while (len < text.len) {
		char c = text.at[len];
		bool escape = c == '%' && text.len - len > 2 && span_hex_digit(text.at[len + 1]) >= 0 && span_hex_digit(text.at[len + 2]) >= 0;

		if (!escape && !is_alphanumeric(c) && (!c || (!strchr("-_.!~*'()", c) && !strchr(more, c))))
			break;
		len += escape ? 3 : 1;
	}
	return len;
}

/* Labels that are not empty; a last dot may stand. */
static bool is_host(struct span host)
{
	for (size_t i = 0; i < host.len; i++) {
		char c = host.at[i];
		if (c == '.' ? i == 0 || host.at[i - 1] == '.' : !is_alphanumeric(c) && c != '-' && c != '_')
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
	struct span name = span_split(span_skip(text, bracketed), ':', &port);

	if (port.at && (!span_number(port, 65535, &number) || number == 0))
		return false;
	*host = bracket ? (struct span){ text.at, bracketed } : name;
	return bracket ? name.len == 0 && is_bracketed(*host) : is_host(*host);
}

/* NAME, or NAME=VALUE. Returns the byte that is wrong; text.len: none is. */
static size_t parameter_flaw(struct span text)
{
	struct span value, name = span_split(text, '=', &value);
	size_t plain = plain_length(name, IN_PARAMETER);

	if (plain < name.len || name.len == 0)
		return plain;
	if (!value.at)
		return text.len;
	plain = plain_length(value, IN_PARAMETER);
	return plain < value.len || value.len == 0 ? name.len + 1 + plain : text.len;
}

static const char *parameters_flaw(struct span whole, struct sip_uri *uri)
{
	for (struct span rest = uri->parameters; rest.at;) {
		struct span parameter = span_split(rest, ';', &rest);
		size_t flaw = parameter_flaw(parameter);

		uri->wrong = (size_t)(parameter.at - whole.at) + flaw;
		/* A server that looks for the last @ would find another host; headers ("?Subject=x") stand in links only (RFC 3261 19.1.1). */
		if (flaw < parameter.len && (parameter.at[flaw] == '@' || parameter.at[flaw] == '?'))
			return "an @ or ? behind its host must be written as %HH";
		if (flaw < parameter.len)
			return "a byte of it must be written as %HH";
		if (parameter.len == 0 || parameter.at[parameter.len - 1] == '=')
			return "a parameter of it is empty";
	}
	return NULL;
}

static const char *user_flaw(struct span whole, struct sip_uri *uri)
{
	struct span password, name = span_split(uri->user, ':', &password);
	size_t plain = plain_length(name, IN_USER);

	uri->wrong = (size_t)(name.at - whole.at) + plain;
	if (name.len == 0)
		return "nothing stands before the @";
	if (plain == name.len && password.at) {
		plain = plain_length(password, IN_PASSWORD);
		uri->wrong = (size_t)(password.at - whole.at) + plain;
		name = password;
	}
	if (plain == name.len)
		return NULL;
	return name.at[plain] == ':' ? "a second : before the @ must be written as %3A" : "a byte of it must be written as %HH";
}

const char *sip_uri_read(struct span text, struct sip_uri *uri)
{
	struct span behind, whole = text;

	*uri = (struct sip_uri){ 0 };
	if (!span_starts_nocase(text, SPAN("sip:")))
		return "write it like sip:push@push.lync.com";
	uri->wrong = span_graphic(text, "<>\"\\^`{}|");
	if (uri->wrong < text.len)
		return "a byte of it must be written as %HH";
	text = span_skip(text, 4);
	struct span user = span_split(text, '@', &behind);
	if (behind.at)
		uri->user = user;
	const char *flaw = behind.at ? user_flaw(whole, uri) : NULL;
	if (flaw)
		return flaw;
	struct span hostport = span_split(behind.at ? behind : text, ';', &uri->parameters);
	uri->wrong = (size_t)(hostport.at - whole.at);
	if (!read_hostport(hostport, &uri->host))
		return "it has no host, or no host:port, as sip:push@push.lync.com:5061 has";
	return parameters_flaw(whole, uri);
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
		struct span value, parameter = span_split(rest, ';', &rest);
		if (same_decoded(span_split(parameter, '=', &value), span_of(name)))
			return true;
	}
	return false;
}
