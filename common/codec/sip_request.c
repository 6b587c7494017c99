// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_request - SIP requests, from values to bytes
 *
 * Whatever the texts hold, no line of the request can end but where we end it: they are looked at before a byte is written.
 */
#include "codec/sip_request.h"

#include "codec/sip_allow.h"
#include "codec/sip_msg.h"
#include "codec/sip_uri.h"

/* ---- texts that can stand in a header ---- */

static bool is_control(char c)
{
	return ((unsigned char)c < ' ' && c != '\t') || c == 0x7f;
}

/* How many bytes of the text come before its end or its first control character. */
static size_t clean_length(const char *text)
{
	size_t len = 0;

	while (text[len] && !is_control(text[len]))
		len++;
	return len;
}

static bool is_one_line(const char *text)
{
	return !text || text[clean_length(text)] == '\0';
}

static bool is_clean(const struct sip_request *r)
{
	const char *const texts[] = {
		r->method,	 r->uri,	  r->to,	    r->from,	      r->local_host,	  r->contact_host,
		r->proxy.name,	 r->route,	  r->user_agent,    r->content_type,  r->ids.branch,	  r->ids.call_id,
		r->ids.from_tag, r->ids.epid,
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!is_one_line(texts[i]))
			return false;
	for (size_t i = 0; i < r->headers.count; i++)
		if (!is_one_line(r->headers.at[i]))
			return false;
	return true;
}

/* ---- the request ---- */

/* IPv6 addresses stand in brackets (RFC 3261 25.1). */
static bool add_host(struct buf *to, const char *host)
{
	return buf_printf(to, strchr(host, ':') ? "[%s]" : "%s", host);
}

static void add_route(const struct sip_request *r, struct buf *to)
{
	if (r->route) {
		buf_printf(to, "Route: %s\r\n", r->route);
		return;
	}
	if (!r->proxy.name)
		return;
	buf_text(to, "Route: <sip:");
	add_host(to, r->proxy.name);
	if (r->proxy.port)
		buf_printf(to, ":%u", (unsigned)r->proxy.port);
	buf_text(to, ";transport=tls;lr>;ms-edge-route\r\n");
}

/* From and To name a user: a port, and parameters of transport, have no place in them (RFC 3261 19.1.1, table 1). */
static void add_address(const char *text, struct buf *to)
{
	static const char *const of_ways[] = { "transport", "maddr", "ttl", "lr", "method" };
	struct sip_uri uri;

	if (sip_uri_read(span_of(text), &uri)) {
		buf_text(to, text);
		return;
	}
	buf_text(to, "sip:");
	buf_add(to, uri.user);
	buf_text(to, uri.user.at ? "@" : "");
	buf_add(to, uri.host);
	for (struct span rest = uri.parameters; rest.at;) {
		struct span value, parameter = span_split(rest, ';', &rest), name = span_split(parameter, '=', &value);
		bool of_way = false;

		for (size_t i = 0; i < sizeof of_ways / sizeof *of_ways; i++)
			of_way |= span_equal_nocase(name, span_of(of_ways[i]));
		if (of_way)
			continue;
		buf_text(to, ";");
		buf_add(to, parameter);
	}
}

static void add_contact(const struct sip_request *r, struct buf *to)
{
	if (strcmp(r->method, "MESSAGE") == 0) /* RFC 3428 4 */
		return;
	buf_text(to, "Contact: <sip:");
	add_host(to, r->contact_host ? r->contact_host : r->local_host);
	if (!r->contact_host)
		buf_printf(to, ":%u", (unsigned)r->local_port);
	buf_text(to, ";transport=tls>\r\n");
}

/* An OPTIONS has an Accept (RFC 3261 11.1): the default one, unless the operator or a capture gives the headers. */
static bool wants_accept(const struct sip_request *r)
{
	struct span value;

	for (size_t i = 0; i < r->headers.count; i++)
		if (span_equal_nocase(span_trim(span_split(span_of(r->headers.at[i]), ':', &value)), SPAN("Accept")))
			return false;
	return !r->captured && strcmp(r->method, "OPTIONS") == 0;
}

bool sip_request_encode(const struct sip_request *r, struct buf *to)
{
	if (!is_clean(r) || !sip_allow_method(span_of(r->method)))
		return false;
	buf_printf(to, "%s %s SIP/2.0\r\n", r->method, r->uri);
	buf_text(to, "Via: SIP/2.0/TLS ");
	add_host(to, r->local_host);
	buf_printf(to, ":%u;branch=%s\r\nMax-Forwards: %u\r\n", (unsigned)r->local_port, r->ids.branch, r->max_forwards);
	add_route(r, to);
	buf_text(to, "From: <");
	add_address(r->from, to);
	buf_printf(to, ">;tag=%s;epid=%s\r\nTo: <", r->ids.from_tag, r->ids.epid);
	add_address(r->to ? r->to : r->uri, to);
	buf_text(to, ">\r\n");
	buf_printf(to, "Call-ID: %s\r\nCSeq: %u %s\r\n", r->ids.call_id, (unsigned)r->ids.cseq, r->method);
	add_contact(r, to);
	if (r->user_agent)
		buf_printf(to, "User-Agent: %s\r\n", r->user_agent);
	if (wants_accept(r))
		buf_text(to, "Accept: application/sdp\r\n");
	for (size_t i = 0; i < r->headers.count; i++)
		buf_printf(to, "%s\r\n", r->headers.at[i]);
	if (r->content_type)
		buf_printf(to, "Content-Type: %s\r\n", r->content_type);
	buf_printf(to, "Content-Length: %zu\r\n\r\n", r->body.len);
	buf_add(to, r->body);
	return !to->failed;
}

/* ---- what must be new ---- */

static const unsigned char *hex(const unsigned char *from, size_t count, char *to)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < count; i++) {
		*to++ = digits[from[i] >> 4];
		*to++ = digits[from[i] & 15];
	}
	*to = '\0';
	return from + count;
}

void sip_request_ids_make(const unsigned char random[SIP_REQUEST_RANDOM], uint32_t cseq, struct sip_request_ids *ids)
{
	static const char cookie[] = "z9hG4bK"; /* RFC 3261 8.1.1.7 */

	memcpy(ids->branch, cookie, sizeof cookie);
	random = hex(random, 12, ids->branch + sizeof cookie - 1);
	random = hex(random, 16, ids->call_id);
	random = hex(random, 7, ids->from_tag);
	hex(random, 5, ids->epid);
	ids->cseq = cseq;
}

/* ---- what the operator may bring ---- */

/* How much of a text a sentence about it shows. */
static int shown(const char *text)
{
	size_t len = clean_length(text);

	return len < 100 ? (int)len : 100;
}

static bool refuse(struct fault *f, const char *text, const char *why)
{
	return fault(f, FAULT_USAGE, 0, "\"%.*s\" %s", shown(text), text, why);
}

bool sip_request_check_length(const char *text, struct fault *f)
{
	size_t len = strlen(text);

	return len <= SIP_REQUEST_TEXT_MAX || fault(f, FAULT_USAGE, -1, "the value has %zu bytes: at most %d fit a request", len, SIP_REQUEST_TEXT_MAX);
}

bool sip_request_check_method(const char *method, struct fault *f)
{
	if (!sip_request_check_length(method, f))
		return false;
	if (!sip_msg_is_token(span_of(method)))
		return refuse(f, method, "is not a SIP method: give one word, such as OPTIONS, MESSAGE or SERVICE");
	return true;
}

bool sip_request_check_uri(const char *uri, struct fault *f)
{
	struct sip_uri parts;

	if (!sip_request_check_length(uri, f))
		return false;
	const char *why = sip_uri_read(span_of(uri), &parts);
	return !why || fault(f, FAULT_USAGE, (int64_t)parts.wrong, "\"%.*s\" is not a SIP URI: %s", shown(uri), uri, why);
}

/* product *( LWS product / comment ), RFC 3261 20.41, 25.1. Returns the byte that breaks it; text.len: none does. */
static size_t product_flaw(struct span text)
{
	size_t depth = 0, opened = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (depth && c == '\\' && i + 1 < text.len)
			i++;
		else if (c == '(')
			opened = depth++ ? opened : i;
		else if (c == ')' && depth)
			depth--;
		else if (!depth && c != ' ' && c != '\t' && c != '/' && !sip_msg_is_token((struct span){ text.at + i, 1 }))
			return i;
	}
	return depth ? opened : text.len;
}

bool sip_request_check_product(const char *product, struct fault *f)
{
	struct span text = span_of(product);
	size_t flaw = product_flaw(text);

	if (!sip_request_check_length(product, f))
		return false;
	return flaw == text.len || fault(f, FAULT_USAGE, (int64_t)flaw,
					 "\"%.*s\" is not a User-Agent: give words such as name/1.0, and comments in closed parentheses (RFC 3261 20.41)",
					 shown(product), product);
}

/* Headers that the encoder writes itself, and the option to use instead. */
static const struct {
	const char *name, *compact, *instead;
} reserved[] = {
	{ "Via", "v", "it is made anew for every request" },
	{ "Max-Forwards", NULL, "use --max-forwards" },
	{ "Route", NULL, "use --proxy" },
	{ "From", "f", "use --from" },
	{ "To", "t", "use --uri" },
	{ "Call-ID", "i", "it is made anew for every request" },
	{ "CSeq", NULL, "it is made anew for every request" },
	{ "Contact", "m", "it is made from the connection" },
	{ "User-Agent", NULL, "use --user-agent" },
	{ "Content-Type", "c", "use --content-type" },
	{ "Content-Length", "l", "it is counted" },
};

static bool is_named(struct span name, const char *other)
{
	return other && span_equal_nocase(name, span_of(other));
}

/* The name alone is shown: the value may be a credential, also where the colon is missing. */
bool sip_request_check_header(const char *header, struct fault *f)
{
	struct span value, text = span_of(header);
	struct span name = span_trim(span_split(text, ':', &value));
	int named = (int)span_graphic(text, "\"(),/:;<=>?@[\\]{}");

	if (!sip_request_check_length(header, f))
		return false;
	if (!is_one_line(header))
		return fault(f, FAULT_USAGE, 0, "\"%.*s\" goes on with a line break or another control character: give each header by itself",
			     named < 100 ? named : 100, header);
	if (!value.at || !sip_msg_is_token(name))
		return fault(f, FAULT_USAGE, 0, "\"%.*s\" is not a header such as \"Subject: test\"", named < 100 ? named : 100, header);
	for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
		if (is_named(name, reserved[i].name) || is_named(name, reserved[i].compact))
			return fault(f, FAULT_USAGE, 0, "the header %s cannot be given: %s", reserved[i].name, reserved[i].instead);
	return true;
}
