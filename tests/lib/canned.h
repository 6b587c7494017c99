// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * canned - a web server that answers from a table, one row for each request
 *
 * Notes what it was asked for. Included by tests only.
 */
#ifndef TESTS_CANNED_H
#define TESTS_CANNED_H

#include "base/buf.h"
#include "remote/http.h"

#define CANNED_SOAP "application/soap+xml;charset=UTF-8"

struct canned_row {
	int status;	       /* 0: 200 */
	const char *type;      /* NULL: CANNED_SOAP */
	const char *body;      /* "{id}" is the message id of the request; NULL: empty */
	const char *location, *schemes; /* NULL: "" */
	bool not_offered;      /* with 401: our scheme is not among them */
	enum fault_kind fails; /* not FAULT_NONE: no answer comes */
	bool unsent;	       /* and nothing left us */
	const char *path;      /* after a redirect; NULL: the one that was asked */
};

struct canned {
	const struct canned_row *rows; /* the last is repeated */
	size_t count, next;
	struct buf asked; /* the last part of each request's action, "Create Receive "; empty for others */
};

/* The text behind `before`, up to `end`. */
static inline struct span canned_between(struct span text, struct span before, struct span end)
{
	size_t at = span_find(text, before);

	if (at == text.len)
		return (struct span){ "", 0 };
	text = span_skip(text, at + before.len);
	return (struct span){ text.at, span_find(text, end) };
}

static inline void canned_put_body(struct buf *to, const char *body, struct span request)
{
	struct span id = canned_between(request, SPAN("<a:MessageID>"), SPAN("<")), rest = span_of(body ? body : "");

	while (span_find(rest, SPAN("{id}")) < rest.len) {
		size_t at = span_find(rest, SPAN("{id}"));
		buf_add(to, (struct span){ rest.at, at });
		buf_add(to, id);
		rest = span_skip(rest, at + 4);
	}
	buf_add(to, rest);
}

static inline bool canned_ask(void *of, const struct http_request *request, struct http_answer *answer, struct fault *f)
{
	struct canned *c = of;
	const struct canned_row *row = &c->rows[c->next < c->count ? c->next : c->count - 1];
	struct span action = canned_between(request->body, SPAN("<a:Action s:mustUnderstand=\"true\">"), SPAN("<"));
	size_t last = action.len;

	c->next++;
	while (last > 0 && action.at[last - 1] != '/')
		last--;
	if (action.len)
		buf_printf(&c->asked, "%.*s ", (int)(action.len - last), action.at + last);
	*answer = (struct http_answer){ .sent = !row->unsent, .status = row->status ? row->status : 200,
					.path = row->path ? row->path : request->path, .content_type = row->type ? row->type : CANNED_SOAP,
					.location = row->location ? row->location : "", .schemes = row->schemes ? row->schemes : "", .server = "",
					.scheme_offered = !row->not_offered, .last_modified = -1, .body = BUF(request->max) };
	if (row->fails != FAULT_NONE)
		return fault(f, row->fails, 0, "the answer failed");
	canned_put_body(&answer->body, row->body, request->body);
	return true;
}

static inline struct http_asker canned_asker(struct canned *c)
{
	return (struct http_asker){ canned_ask, c };
}

#endif
