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

enum { METHOD_LEN_MAX = 64 }; /* bytes; the longest registered method has 9, that of RFC 4475 3.1.1.2 has 42 */

/*
 * How other services greet: SMTP, FTP and NNTP with a number, IMAP with "*", POP3 with "+" or "-", LDAP with the byte of "0".
 * RFC 3261 lets a method begin so, and no method does.
 */
static bool is_greeting_byte(char c)
{
	return (c >= '0' && c <= '9') || c == '*' || c == '+' || c == '-';
}

/* A word without a colon is no URI. Behind a method and such a word only the version may follow. */
static bool is_sentence(struct span behind_method)
{
	struct span rest, word = span_split(behind_method, ' ', &rest);

	if (!rest.at || word.len == 0 || memchr(word.at, ':', word.len))
		return false;
	size_t seen = rest.len < VERSION.len ? rest.len : VERSION.len;
	return !span_equal_nocase((struct span){ rest.at, seen }, (struct span){ VERSION.at, seen });
}

/* The rule that a start line breaks in `bytes`, its beginning; NULL: none so far. */
static const char *start_breaks(struct span bytes)
{
	size_t token = 0;

	while (token < bytes.len && is_token_byte(bytes.at[token]))
		token++;
	bool may_be_method = token <= METHOD_LEN_MAX && (bytes.len == 0 || !is_greeting_byte(*bytes.at));
	if (may_be_method && token == bytes.len)
		return NULL;
	if (may_be_method && token > 0 && bytes.at[token] == ' ' && !is_sentence(span_skip(bytes, token + 1)))
		return NULL;
	if (span_starts_nocase(bytes, SPAN("HTTP/")))
		return "this is HTTP";
	if (span_starts_nocase(bytes, SPAN("SIP/"))) {
		size_t seen = bytes.len < VERSION.len ? bytes.len : VERSION.len;
		if (span_equal_nocase((struct span){ bytes.at, seen }, (struct span){ VERSION.at, seen }))
			return NULL;
		return "the version is not SIP/2.0 (RFC 3261 7.1)";
	}
	return "no method and no SIP/2.0 at the start (RFC 3261 7)";
}

static const char *read_status_line(struct span line, struct sip_msg *msg)
{
	uint64_t status;
	struct span rest;
	struct span version = span_split(line, ' ', &rest);
	struct span code = span_split(rest, ' ', &msg->reason);

	if (!span_equal_nocase(version, VERSION))
		return "the version is not SIP/2.0 (RFC 3261 7.1)";
	if (code.len != 3 || !span_number(code, 699, &status) || status < 100)
		return "the status is not 100 to 699 (RFC 3261 7.2)";
	msg->is_response = true;
	msg->status = (int)status;
	return NULL;
}

static const char *read_request_line(struct span line, struct sip_msg *msg)
{
	struct span rest, version;

	msg->is_response = false;
	msg->method = span_split(line, ' ', &rest);
	msg->uri = span_split(rest, ' ', &version);
	if (msg->uri.len == 0 || !span_equal_nocase(version, VERSION))
		return "the request line is not METHOD URI SIP/2.0 (RFC 3261 7.1)";
	return NULL;
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
	struct span name = span_split(line, ':', &value);

	if (!value.at)
		return "a header without a colon (RFC 3261 7.3)";
	while (name.len > 0 && is_fold(name.at[name.len - 1]))
		name.len--;
	if (!sip_msg_is_token(name))
		return "a header's name is not a token (RFC 3261 7.3)";
	*header = (struct sip_header){ header_id(name), name, span_trim(value) };
	return NULL;
}

/* DONE: all of them were read. */
static struct decode read_headers(struct span head, struct sip_msg *msg)
{
	size_t size = head.len;

	msg->header_count = 0;
	while (head.len > 2) { /* what is left then is the empty line */
		if (msg->header_count == SIP_MSG_HEADERS_MAX)
			return decode_bad_as(DECODE_OVERSIZED, "it has more than 512 headers");
		const char *broken = read_header(header_cut(&head), &msg->headers[msg->header_count]);
		if (broken)
			return decode_bad(broken);
		msg->header_count++;
	}
	return decode_done(size);
}

static bool is_digits(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
	return text.len > 0;
}

/* DONE: `used` is the length of the body. */
static struct decode read_content_length(const struct sip_msg *msg)
{
	const struct sip_header *header = sip_msg_header(msg, SIP_CONTENT_LENGTH, 0);
	uint64_t length, again;

	if (!header)
		return decode_bad("no Content-Length (RFC 3261 18.3)");
	if (!is_digits(header->value))
		return decode_bad("Content-Length is not a number (RFC 3261 20.14)");
	if (!span_number(header->value, SIP_MSG_BODY_MAX, &length))
		return decode_bad_as(DECODE_OVERSIZED, "its body is over 262144 bytes");
	for (size_t i = 1; (header = sip_msg_header(msg, SIP_CONTENT_LENGTH, i)); i++)
		if (!span_number(header->value, SIP_MSG_BODY_MAX, &again) || again != length)
			return decode_bad("two different Content-Lengths (RFC 3261 20.14)");
	return decode_done((size_t)length);
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

/* A whole first line that SIP has: DONE, with its line end; MORE: it is not whole. */
static struct decode read_first_line(struct span bytes, struct sip_msg *msg)
{
	struct span behind, line = span_split(bytes, '\n', &behind);

	if (!behind.at)
		return decode_more();
	size_t used = line.len + 1;
	if (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	const char *broken = span_starts_nocase(line, SPAN("SIP/")) ? read_status_line(line, msg) : read_request_line(line, msg);
	if (!broken)
		return decode_done(used);
	bool is_sip = span_starts_nocase(line, VERSION) || span_ends_nocase(span_trim(line), VERSION);
	return decode_bad_as(is_sip ? DECODE_MALFORMED : DECODE_FOREIGN, broken);
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

	if (broken)
		return decode_bad_as(DECODE_FOREIGN, broken);
	struct decode first = read_first_line(from_start, msg);
	if (first.end == DECODE_BAD)
		return first;
	struct decode head = find_head(from_start);
	if (head.end == DECODE_MORE && bytes.len > SIP_MSG_HEAD_MAX) {
		bool is_sip = first.end == DECODE_DONE || span_starts_nocase(from_start, VERSION);
		return decode_bad_as(is_sip ? DECODE_OVERSIZED : DECODE_FOREIGN, "start line and headers are over 65536 bytes");
	}
	if (head.end != DECODE_DONE)
		return head;
	if (memchr(from_start.at, '\0', head.used))
		return decode_bad("a NUL in the head (RFC 3261 25.1)");
	struct decode headers = read_headers((struct span){ from_start.at + first.used, head.used - first.used }, msg);
	struct decode body = headers.end == DECODE_DONE ? read_content_length(msg) : headers;
	if (body.end != DECODE_DONE)
		return body;
	struct span behind = span_skip(bytes, skipped + head.used);
	if (behind.len < body.used)
		return decode_more();
	msg->body = (struct span){ behind.at, body.used };
	return decode_done(skipped + head.used + body.used);
}

enum sip_beginning sip_msg_beginning(struct span bytes)
{
	struct span rest, start = span_skip(bytes, leading_line_ends(bytes));
	struct span sip = SPAN("SIP/");
	size_t seen = start.len < sip.len ? start.len : sip.len;

	if (start.len == 0)
		return SIP_BEGINS_NOTHING;
	if (span_equal_nocase((struct span){ start.at, seen }, (struct span){ sip.at, seen }))
		return SIP_BEGINS_ANSWER;
	(void)span_split(start, ' ', &rest);
	return rest.at && memchr(rest.at, ':', rest.len) ? SIP_BEGINS_REQUEST : SIP_BEGINS_NOTHING;
}

struct span sip_msg_start(struct span bytes)
{
	struct span behind, line = span_split(span_skip(bytes, leading_line_ends(bytes)), '\n', &behind);

	return line.len && line.at[line.len - 1] == '\r' ? (struct span){ line.at, line.len - 1 } : line;
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
		struct span line = span_trim(span_split(value, '\n', &value));
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

/* The index of the closing quote, or of the last byte if there is none. */
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
	*name = span_trim(span_split((struct span){ rest->at, end }, '=', value));
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

enum wire_discard sip_msg_differs(const struct sip_msg *msg, const struct sip_match *match)
{
	struct span via = only_value(msg, SIP_VIA);

	if (!msg->is_response)
		return WIRE_REQUEST;
	if (!span_equal(only_value(msg, SIP_CALL_ID), match->call_id))
		return WIRE_CALL_ID;
	if (!param_is(only_value(msg, SIP_FROM), "tag", match->from_tag))
		return WIRE_TAG;
	if (!is_cseq(only_value(msg, SIP_CSEQ), match->cseq, match->method))
		return WIRE_CSEQ;
	if (!via.len || find_outside(via, ',', false) != via.len)
		return WIRE_VIAS;
	return param_is(via, "branch", match->branch) ? WIRE_TAKEN : WIRE_BRANCH;
}
