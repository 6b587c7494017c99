// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_template - a captured request, from a log or trace to values
 *
 * The lines of the capture are searched for requests, then the chosen one is read: its headers by a table, and its body.
 */
#include "codec/sip_template.h"

#include <stdarg.h>
#include <stdio.h>

#include "codec/capture_body.h"
#include "codec/capture_text.h"
#include "codec/sip_allow.h"
#include "codec/sip_msg.h"
#include "codec/sip_search.h"
#include "codec/sip_uri.h"

struct ctx {
	const struct sip_template_params *params;
	struct capture_text capture;
	struct arena *arena;
	struct fault *fault;
	struct sip_start start;
	struct sip_template made;
	const char *length_at; /* where the Content-Length stands; NULL: there is none */
	uint64_t length;
	size_t head_len;
	struct buf route;  /* all of them */
	struct span body;  /* all that may be body */
	bool body_is_last; /* it is what a log's record ends with: "Message-Body:" */
};

/* ---- faults ---- */

[[gnu::format(printf, 3, 4)]] static bool bad(const struct ctx *r, const char *at, const char *format, ...)
{
	char why[FAULT_TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(why, sizeof why, format, args);
	va_end(args);
	return fault(r->fault, FAULT_FILE, 0, "line %zu: %s", capture_text_line(&r->capture, at), why);
}

/* The request could be read, and must not be sent. */
static bool not_sent(const struct ctx *r, const char *why)
{
	return fault(r->fault, FAULT_USAGE, 0, "line %zu holds %s", capture_text_line(&r->capture, r->start.method.at), why);
}

/* How much of a word a sentence quotes. */
static int shown(struct span word)
{
	size_t len = span_graphic(word, "");

	return len < 80 ? (int)len : 80;
}

/* ---- which request? ---- */

/* The method and Request-URI that would be sent: the operator's go before the captured ones. */
static struct sip_allow_request request_of(const struct sip_template_params *params, const struct sip_start *start)
{
	return (struct sip_allow_request){
		.method = params->method ? span_of(params->method) : start->method,
		.uri = params->uri ? span_of(params->uri) : start->uri,
		.push_uri = params->uri ? NULL : params->push_uri,
	};
}

static bool is_push(const struct sip_template_params *params, const struct sip_start *start)
{
	struct sip_allow_request request = request_of(params, start);
	struct sip_uri captured, push;
	struct fault ignored;

	return !sip_uri_read(start->uri, &captured) && !sip_uri_read(span_of(params->push_uri), &push) &&
	       sip_uri_same_address(&captured, &push) && sip_allow(&request, &ignored);
}

static bool choose(struct ctx *r)
{
	struct span text = r->capture.text, rest = text;
	struct sip_start start;
	struct fault why;
	bool found = false;

	while (sip_search_next(&rest, &start)) {
		bool push = is_push(r->params, &start);
		if (r->made.requests++ == 0 || (push && !found))
			r->start = start;
		found = found || push;
	}
	if (r->made.requests == 0)
		return fault(r->fault, FAULT_FILE, 0, "no request in it: no line of it is METHOD sip:... SIP/2.0");
	if (r->made.requests == 1 || found)
		return true;
	fault(&why, FAULT_USAGE, 0, "%.*s %.*s, the first of %zu requests, none of which is an " SIP_ALLOW_METHODS " to %.100s: leave "
	      "one in the file, or name its address with --uri", shown(r->start.method), r->start.method.at, shown(r->start.uri),
	      r->start.uri.at, r->made.requests, r->params->push_uri);
	return not_sent(r, why.text);
}

/* May the chosen one be sent, as far as is known of it? Its Route is known once the headers are read. */
static bool check_allowed(const struct ctx *r)
{
	struct sip_allow_request request = request_of(r->params, &r->start);
	struct fault why;

	request.route = r->made.route;
	return sip_allow(&request, &why) || not_sent(r, why.text);
}

/* ---- headers ---- */

/* The value as one line in the arena; NULL: it has control characters, or no memory (arena.failed). */
static const char *one_line(struct ctx *r, struct span value)
{
	char *line = arena_alloc(r->arena, value.len + 1);

	if (!line)
		return NULL;
	sip_msg_unfold(value, line);
	for (const char *c = line; *c; c++)
		if (((unsigned char)*c < ' ' && *c != '\t') || *c == 0x7f) {
			bad(r, value.at, "a control character in a header");
			return NULL;
		}
	return line;
}

static bool take_once(struct ctx *r, struct span value, const char **to)
{
	if (*to)
		return bad(r, value.at, "the same header stands here for the second time");
	*to = one_line(r, value);
	return *to;
}

/* Checks a URI of the capture; the fault then names its line. */
static bool check_uri(struct ctx *r, const char *at, const char *uri)
{
	struct fault f;

	return sip_request_check_uri(uri, &f) || bad(r, at, "%s", f.text);
}

/* "Name" <URI>;tag=..., or URI;tag=... */
static bool take_address(struct ctx *r, struct span value, const char **to)
{
	struct span rest;

	if (!take_once(r, value, to))
		return false;
	const char *bracket = strrchr(*to, '<');
	struct span uri = bracket ? span_split(span_of(bracket + 1), '>', &rest) : span_split(span_of(*to), ';', &rest);
	if (bracket && !rest.at)
		return bad(r, value.at, "an address whose angle bracket nothing closes");
	*to = arena_text(r->arena, span_trim(uri));
	return check_uri(r, value.at, *to);
}

static bool take_from(struct ctx *r, struct span value)
{
	return take_address(r, value, &r->made.from);
}

static bool take_to(struct ctx *r, struct span value)
{
	return take_address(r, value, &r->made.to);
}

static bool take_route(struct ctx *r, struct span value)
{
	const char *line = one_line(r, value);

	return line && buf_printf(&r->route, "%s%s", r->route.len ? ", " : "", line);
}

static bool take_user_agent(struct ctx *r, struct span value)
{
	return take_once(r, value, &r->made.user_agent);
}

static bool take_content_type(struct ctx *r, struct span value)
{
	return take_once(r, value, &r->made.content_type);
}

static bool take_length(struct ctx *r, struct span value)
{
	if (r->length_at)
		return bad(r, value.at, "the same header stands here for the second time");
	if (!span_number(span_trim(value), SIP_TEMPLATE_BODY_MAX, &r->length))
		return bad(r, value.at, "the Content-Length is not a number up to %d", SIP_TEMPLATE_BODY_MAX);
	r->length_at = value.at;
	return true;
}

/* A line that begins with a blank goes on with the header before it (RFC 3261 7.3.1). */
static bool is_fold(struct span line)
{
	return line.len > 0 && (line.at[0] == ' ' || line.at[0] == '\t');
}

/* Headers that are not kept as they are. */
static const struct {
	const char *name, *compact;
	bool (*take)(struct ctx *, struct span value); /* NULL: left out */
} ours[] = {
	{ "From", "f", take_from },
	{ "To", "t", take_to },
	{ "Route", NULL, take_route },
	{ "User-Agent", NULL, take_user_agent },
	{ "Content-Type", "c", take_content_type },
	{ "Content-Length", "l", take_length },
	{ "Via", "v", NULL },
	{ "Call-ID", "i", NULL },
	{ "CSeq", NULL, NULL },
	{ "Contact", "m", NULL },
	{ "Max-Forwards", NULL, NULL },
	{ "Record-Route", NULL, NULL },
	{ "Authorization", NULL, NULL },
	{ "Proxy-Authorization", NULL, NULL },
	{ "Authentication-Info", NULL, NULL },
	{ "Proxy-Authentication-Info", NULL, NULL },
};

static bool keep(struct ctx *r, struct span name, struct span value)
{
	struct texts *headers = &r->made.headers;
	const char *line = one_line(r, value);

	if (!line)
		return false;
	if (!headers->at && !(headers->at = arena_list(r->arena, SIP_TEMPLATE_HEADERS_MAX, sizeof *headers->at)))
		return false;
	if (headers->count == SIP_TEMPLATE_HEADERS_MAX)
		return bad(r, name.at, "more than %d headers", SIP_TEMPLATE_HEADERS_MAX);
	headers->at[headers->count++] = arena_printf(r->arena, "%.*s: %s", (int)name.len, name.at, line);
	return true;
}

static bool take_header(struct ctx *r, struct span header)
{
	struct span value, name = span_trim(span_split(header, ':', &value));

	r->head_len += header.len;
	if (r->head_len > SIP_TEMPLATE_HEAD_MAX)
		return bad(r, header.at, "the headers before and in this line are over %d bytes", SIP_TEMPLATE_HEAD_MAX);
	if (is_fold(header))
		return bad(r, header.at, "a header begins with a blank: if all lines do, take them back to the margin");
	if (!value.at || !sip_msg_is_token(name))
		return bad(r, header.at, "no header: \"Name: value\" was expected, and an empty line before the body");
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (span_equal_nocase(name, span_of(ours[i].name)) ||
		    (ours[i].compact && span_equal_nocase(name, span_of(ours[i].compact))))
			return !ours[i].take || ours[i].take(r, value);
	return keep(r, name, value);
}

/* Cuts the next header with its folds off *record. */
static struct span header_cut(struct span *record)
{
	struct span header = sip_search_line_cut(record);
	bool blank = span_trim(header).len == 0;

	while (!blank && is_fold(*record)) {
		struct span fold = sip_search_line_cut(record);
		header.len = (size_t)(fold.at + fold.len - header.at);
	}
	return header;
}

/* What belongs to the request behind its first line: up to XML markup, or to the end of a log's record. */
static struct span record_of(struct span behind)
{
	struct span rest, record = span_split(behind, CAPTURE_TEXT_MARKUP, &rest);
	size_t end = span_find(record, SPAN("\n$$end_record"));

	return end < record.len ? (struct span){ record.at, end + 1 } : record;
}

/* Reads the headers and leaves in r->body what stands behind them. */
static bool read_head(struct ctx *r)
{
	static const char label[] = "Message-Body:";
	struct span record = record_of(r->start.behind);
	size_t count = 0;

	while (record.len > 0) {
		struct span before = record, header = header_cut(&record);
		r->body_is_last = span_starts_nocase(header, span_of(label));
		if (r->body_is_last)
			record = span_skip(before, sizeof label - 1);
		if (r->body_is_last || span_trim(header).len == 0)
			break;
		if (!take_header(r, header))
			return false;
		count++;
	}
	if (r->route.len)
		r->made.route = arena_text(r->arena, buf_span(&r->route));
	if (r->body_is_last && record.len > 0 && record.at[0] == ' ')
		record = span_skip(record, 1);
	r->body = record;
	return count > 0 || bad(r, r->start.method.at, "no header follows this first line of a request");
}

/* ---- the body ---- */

static bool read_counted_body(struct ctx *r)
{
	if (r->length == 0 || capture_body_find(r->body, r->length, r->start.crlf, r->arena, &r->made.body))
		return true;
	return bad(r, r->length_at, "the Content-Length is %llu, but no body of that length stands behind the headers (%zu bytes are "
		   "there): is it cut off, or left out of the log?", (unsigned long long)r->length, span_trim(r->body).len);
}

/* Without a Content-Length the body lasts to the end; the line end before a log's end mark is the log's. */
static bool read_uncounted_body(struct ctx *r)
{
	struct span body = r->body;

	if (span_trim(body).len == 0 || (r->body_is_last && span_equal(span_trim(body), SPAN("-"))))
		return true;
	if (sip_search_holds_message(body))
		return bad(r, r->start.method.at, "this request has no Content-Length, and other messages follow: leave it alone in the file");
	if (r->body_is_last && body.at[body.len - 1] == '\n')
		body.len--;
	if (r->body_is_last && body.len > 0 && body.at[body.len - 1] == '\r')
		body.len--;
	if (body.len > SIP_TEMPLATE_BODY_MAX)
		return bad(r, body.at, "the body has %zu bytes, the limit is %d", body.len, SIP_TEMPLATE_BODY_MAX);
	r->made.body = (struct span){ arena_text(r->arena, body), body.len };
	return r->made.body.at;
}

/* ---- the request ---- */

static bool read_request(struct ctx *r)
{
	struct span before = { r->capture.text.at, (size_t)(r->start.method.at - r->capture.text.at) };

	/* Wireshark's details of a packet are lines for people, not the bytes that were sent. */
	if (span_ends_nocase(span_trim(before), SPAN("Request-Line:")))
		return bad(r, r->start.method.at, "these are Wireshark's details: choose Follow, TCP Stream, and save that as text");
	r->made.line = capture_text_line(&r->capture, r->start.method.at);
	r->made.method = r->params->method ? r->params->method : arena_text(r->arena, r->start.method);
	r->made.uri = r->params->uri ? r->params->uri : arena_text(r->arena, r->start.uri);
	return check_allowed(r) && check_uri(r, r->start.uri.at, r->made.uri) && read_head(r) && check_allowed(r) &&
	       (r->length_at ? read_counted_body(r) : read_uncounted_body(r));
}

bool sip_template_read(const struct sip_template_params *params, struct arena *arena, struct sip_template *to, struct fault *f)
{
	struct ctx r = { .params = params, .arena = arena, .fault = f, .route = BUF((size_t)2 * SIP_TEMPLATE_HEAD_MAX) };
	bool read = capture_text_open(params->file, &r.capture, f) && choose(&r) && read_request(&r);

	if (arena->failed || r.route.failed) /* whatever came of it then */
		read = fault(f, FAULT_MEMORY, 0, "out of memory while reading the captured request");
	if (read)
		*to = r.made;
	capture_text_close(&r.capture);
	buf_free(&r.route);
	return read;
}

void sip_template_fill(const struct sip_template *t, struct sip_request *request)
{
	request->method = t->method;
	request->uri = t->uri;
	request->to = t->to;
	if (t->from)
		request->from = t->from;
	if (t->route)
		request->route = t->route;
	request->user_agent = t->user_agent;
	request->content_type = t->content_type;
	request->headers = t->headers;
	request->body = t->body;
	request->captured = true;
}
