// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_msg - SIP messages on a stream, from bytes to spans
 *
 * Every call starts at the first byte again. So that a head that comes byte by byte stays cheap, an incomplete one is only
 * searched for its end, and its headers are read once it is whole; what cannot be SIP at all is seen in the start line.
 */
#include "codec/sip_msg.h"

static const struct {
	enum sip_header_id id;
	const char *name, *compact;
} names[] = {
	{ SIP_VIA, "Via", "v" },
	{ SIP_FROM, "From", "f" },
	{ SIP_TO, "To", "t" },
	{ SIP_CALL_ID, "Call-ID", "i" },
	{ SIP_CSEQ, "CSeq", NULL },
	{ SIP_CONTACT, "Contact", "m" },
	{ SIP_CONTENT_LENGTH, "Content-Length", "l" },
	{ SIP_CONTENT_TYPE, "Content-Type", "c" },
	{ SIP_SERVER, "Server", NULL },
	{ SIP_WARNING, "Warning", NULL },
	{ SIP_REASON, "Reason", NULL },
	{ SIP_RETRY_AFTER, "Retry-After", NULL },
	{ SIP_ALLOW, "Allow", NULL },
	{ SIP_WWW_AUTHENTICATE, "WWW-Authenticate", NULL },
	{ SIP_PROXY_AUTHENTICATE, "Proxy-Authenticate", NULL },
	{ SIP_MS_DIAGNOSTICS, "ms-diagnostics", NULL },
	{ SIP_MS_CLIENT_DIAGNOSTICS, "ms-client-diagnostics", NULL },
	{ SIP_MS_DIAGNOSTICS_PUBLIC, "ms-diagnostics-public", NULL },
	{ SIP_ROUTE, "Route", NULL },
	{ SIP_MAX_FORWARDS, "Max-Forwards", NULL },
};

/* Letters, digits and what else RFC 3261 25.1 lets a token hold. */
static bool is_token_byte(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c && strchr("-.!%*_+`'~", c));
}

bool sip_msg_is_token(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_token_byte(text.at[i]))
			return false;
	return text.len > 0;
}

/* ---- the start line ---- */

#define VERSION SPAN("SIP/2.0")

/* What a start line breaks, as far as `bytes`, its beginning, can tell; NULL: nothing so far. */
static const char *start_breaks(struct span bytes)
{
	size_t token = 0;

	while (token < bytes.len && is_token_byte(bytes.at[token]))
		token++;
	if (token == bytes.len || (token > 0 && bytes.at[token] == ' '))
		return NULL;
	if (span_starts_nocase(bytes, SPAN("HTTP/")))
		return "this is HTTP, not SIP";
	if (span_starts_nocase(bytes, SPAN("SIP/"))) {
		size_t seen = bytes.len < VERSION.len ? bytes.len : VERSION.len;
		if (span_equal_nocase((struct span){ bytes.at, seen }, (struct span){ VERSION.at, seen }))
			return NULL;
		return "the version is not SIP/2.0 (RFC 3261 7.1)";
	}
	return "this is no SIP: no method and no SIP/2.0 at the start (RFC 3261 7)";
}

static const char *read_status_line(struct span line, struct sip_msg *msg)
{
	uint64_t status;
	struct span rest;
	struct span version = span_cut(line, ' ', &rest);
	struct span code = span_cut(rest, ' ', &msg->reason);

	if (!span_equal_nocase(version, VERSION))
		return "the version is not SIP/2.0 (RFC 3261 7.1)";
	if (code.len != 3 || !span_number(code, 699, &status) || status < 100)
		return "the status is not a number from 100 to 699 (RFC 3261 7.2)";
	msg->is_response = true;
	msg->status = (int)status;
	return NULL;
}

static const char *read_request_line(struct span line, struct sip_msg *msg)
{
	struct span rest, version;

	msg->is_response = false;
	msg->method = span_cut(line, ' ', &rest);
	msg->uri = span_cut(rest, ' ', &version);
	if (msg->uri.len == 0 || !span_equal_nocase(version, VERSION))
		return "the request line is not METHOD URI SIP/2.0 (RFC 3261 7.1)";
	return NULL;
}

static const char *read_start(struct span line, struct sip_msg *msg)
{
	bool is_response = span_starts_nocase(line, SPAN("SIP/"));

	return is_response ? read_status_line(line, msg) : read_request_line(line, msg);
}

/* ---- headers ---- */

static enum sip_header_id header_id(struct span name)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (span_equal_nocase(name, span_of(names[i].name)) ||
		    (names[i].compact && span_equal_nocase(name, span_of(names[i].compact))))
			return names[i].id;
	return SIP_OTHER;
}

/* A line that begins with one of these goes on with the header before it (RFC 3261 7.3.1). */
static bool is_fold(char c)
{
	return c == ' ' || c == '\t';
}

/* Cuts the next header with all its folds, without its line end, off *head, in which every line ends in CRLF. */
static struct span header_cut(struct span *head)
{
	size_t end = 0;
	struct span line = *head;

	do
		end = (size_t)((const char *)memchr(head->at + end, '\n', head->len - end) - head->at) + 1;
	while (end < head->len && is_fold(head->at[end]));
	line.len = end - 2;
	*head = span_skip(*head, end);
	return line;
}

static const char *read_header(struct span line, struct sip_header *header)
{
	struct span value;
	struct span name = span_cut(line, ':', &value);

	if (!value.at)
		return "a header has no colon (RFC 3261 7.3)";
	while (name.len > 0 && is_fold(name.at[name.len - 1]))
		name.len--;
	if (!sip_msg_is_token(name))
		return "the name of a header is no token (RFC 3261 7.3)";
	*header = (struct sip_header){ header_id(name), name, span_trim(value) };
	return NULL;
}

static const char *read_headers(struct span head, struct sip_msg *msg)
{
	while (head.len > 2) { /* what is left then is the empty line */
		if (msg->header_count == SIP_MSG_HEADERS_MAX)
			return "more than 512 headers";
		const char *broken = read_header(header_cut(&head), &msg->headers[msg->header_count]);
		if (broken)
			return broken;
		msg->header_count++;
	}
	return NULL;
}

static const char *read_content_length(const struct sip_msg *msg, uint64_t *length)
{
	const struct sip_header *header = sip_msg_header(msg, SIP_CONTENT_LENGTH, 0);
	uint64_t again;

	if (!header)
		return "there is no Content-Length (RFC 3261 18.3)";
	if (!span_number(header->value, SIP_MSG_BODY_MAX, length))
		return "the Content-Length is not a number from 0 to 262144 (RFC 3261 20.14)";
	for (size_t i = 1; (header = sip_msg_header(msg, SIP_CONTENT_LENGTH, i)); i++)
		if (!span_number(header->value, SIP_MSG_BODY_MAX, &again) || again != *length)
			return "there are two different Content-Lengths (RFC 3261 20.14)";
	return NULL;
}

/* ---- the message ---- */

/* DONE: `used` bytes, the last of them the end of the empty line. */
static struct decode find_head(struct span bytes)
{
	size_t line = 0;
	const char *found;

	while (line < bytes.len && (found = memchr(bytes.at + line, '\n', bytes.len - line))) {
		size_t end = (size_t)(found - bytes.at);
		if (end == line || bytes.at[end - 1] != '\r')
			return decode_bad("a line ends in LF alone (RFC 3261 7)");
		if (end - line == 1)
			return decode_done(end + 1);
		line = end + 1;
	}
	return decode_more();
}

static const char *read_head(struct span head, struct sip_msg *msg)
{
	struct span headers;
	struct span start = span_cut(head, '\n', &headers);
	const char *broken;

	if (memchr(head.at, '\0', head.len))
		return "there is a NUL in the head (RFC 3261 25.1)";
	start.len--; /* its CR */
	if ((broken = read_start(start, msg)))
		return broken;
	msg->header_count = 0;
	return read_headers(headers, msg);
}

static size_t leading_line_ends(struct span bytes)
{
	size_t count = 0;

	while (count < bytes.len && (bytes.at[count] == '\r' || bytes.at[count] == '\n'))
		count++;
	return count;
}

struct decode sip_msg_decode(struct span bytes, struct sip_msg *msg)
{
	struct span window = { bytes.at, bytes.len < SIP_MSG_HEAD_MAX ? bytes.len : SIP_MSG_HEAD_MAX };
	size_t skipped = leading_line_ends(window);
	struct span from_start = span_skip(window, skipped);
	const char *broken = start_breaks(from_start);
	uint64_t length;

	if (broken)
		return decode_bad(broken);
	struct decode head = find_head(from_start);
	if (head.end == DECODE_MORE && bytes.len > SIP_MSG_HEAD_MAX)
		return decode_bad("start line and headers are over 65536 bytes");
	if (head.end != DECODE_DONE)
		return head;
	if ((broken = read_head((struct span){ from_start.at, head.used }, msg)) ||
	    (broken = read_content_length(msg, &length)))
		return decode_bad(broken);
	struct span behind = span_skip(bytes, skipped + head.used);
	if (behind.len < length)
		return decode_more();
	msg->body = (struct span){ behind.at, (size_t)length };
	return decode_done(skipped + head.used + (size_t)length);
}

const struct sip_header *sip_msg_header(const struct sip_msg *msg, enum sip_header_id id, size_t index)
{
	for (size_t i = 0; i < msg->header_count; i++)
		if (msg->headers[i].id == id && index-- == 0)
			return &msg->headers[i];
	return NULL;
}

size_t sip_msg_unfold(struct span value, char *to)
{
	size_t len = 0;

	while (value.at) {
		struct span line = span_trim(span_cut(value, '\n', &value));
		if (len && line.len)
			to[len++] = ' ';
		if (line.len)
			memcpy(to + len, line.at, line.len);
		len += line.len;
	}
	to[len] = '\0';
	return len;
}

/* ---- parameters ---- */

/* The index of the closing quote, or of the last byte when nobody closes it. */
static size_t quote_end(struct span text, size_t open)
{
	size_t i = open + 1;

	while (i < text.len && text.at[i] != '"')
		i += text.at[i] == '\\' ? 2 : 1;
	return i < text.len ? i : text.len - 1;
}

/* The index of the first `byte` outside of quotes, and of <> where there are any; text.len: none. */
static size_t find_outside(struct span text, char byte, bool brackets)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == byte)
			return i;
		if (text.at[i] == '"')
			i = quote_end(text, i);
		if (text.at[i] != '<' || !brackets)
			continue;
		const char *close = memchr(text.at + i, '>', text.len - i);
		if (close)
			i = (size_t)(close - text.at);
		brackets = close;
	}
	return text.len;
}

bool sip_msg_param_next(struct span *rest, struct span *name, struct span *value)
{
	size_t start = find_outside(*rest, ';', true);

	if (start == rest->len)
		return false;
	*rest = span_skip(*rest, start + 1);
	size_t end = find_outside(*rest, ';', false);
	*name = span_trim(span_cut((struct span){ rest->at, end }, '=', value));
	*value = span_trim(*value);
	*rest = span_skip(*rest, end);
	return true;
}

bool sip_msg_param(struct span value, const char *name, struct span *param)
{
	struct span found_name, found;

	while (sip_msg_param_next(&value, &found_name, &found))
		if (span_equal_nocase(found_name, span_of(name))) {
			*param = found;
			return true;
		}
	return false;
}

/* ---- whose answer is it? ---- */

/* The value of a header that must be there once; the empty span when it is not. */
static struct span only_value(const struct sip_msg *msg, enum sip_header_id id)
{
	const struct sip_header *header = sip_msg_header(msg, id, 0);

	return header && !sip_msg_header(msg, id, 1) ? header->value : (struct span){ 0 };
}

static bool param_is(struct span value, const char *name, struct span wanted)
{
	struct span found;

	return sip_msg_param(value, name, &found) && span_equal(found, wanted);
}

static bool is_cseq(struct span value, uint32_t cseq, struct span method)
{
	size_t digits = 0;
	uint64_t number;

	while (digits < value.len && value.at[digits] >= '0' && value.at[digits] <= '9')
		digits++;
	return span_number((struct span){ value.at, digits }, UINT32_MAX, &number) && number == cseq &&
	       span_equal(span_trim(span_skip(value, digits)), method);
}

bool sip_msg_answers(const struct sip_msg *msg, const struct sip_match *match)
{
	struct span via = only_value(msg, SIP_VIA);

	return msg->is_response && find_outside(via, ',', false) == via.len && param_is(via, "branch", match->branch) &&
	       span_equal(only_value(msg, SIP_CALL_ID), match->call_id) &&
	       is_cseq(only_value(msg, SIP_CSEQ), match->cseq, match->method) &&
	       param_is(only_value(msg, SIP_FROM), "tag", match->from_tag);
}
