// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wsman - one WS-Management conversation
 */
#include "probe/wsman.h"

#include "codec/wmi_msg.h"

#include <sys/random.h>

static const char soap_type[] = "application/soap+xml;charset=UTF-8";

struct wsman_head wsman_head_next(const struct wsman *w, struct deadline deadline)
{
	int64_t left_s = deadline_left_us(deadline) / 1000000 - 1;
	unsigned char random[16] = { 0 };

	/* unique is all that a message id must be: should the kernel have no randomness, the count of requests is */
	if (getrandom(random, sizeof random, GRND_NONBLOCK) != (ssize_t)sizeof random)
		memcpy(random, &w->requests, sizeof w->requests);
	return (struct wsman_head){
		.url = w->url,
		.resource = w->resource,
		.shell_id = w->shell_id,
		.message = guid_of(random),
		.timeout_s = (unsigned)(left_s < 1 ? 1 : left_s < WSMAN_ASK_AGAIN_S ? left_s : WSMAN_ASK_AGAIN_S),
	};
}

/* ---- HTTP answers that are not the service's ---- */

static bool refused(const struct wsman *w, const struct http_answer *answer, struct fault *f)
{
	return fault(f, FAULT_AUTH, 401, "%s refused the credentials (401); it offers %s", w->host,
		     answer->schemes[0] ? answer->schemes : "no scheme");
}

/* Redirects are told and not followed: to the same server they would be a loop, to another the login must not go. */
static bool not_the_service(const struct wsman *w, const struct http_answer *answer, struct fault *f)
{
	if (answer->status == 401)
		return refused(w, answer, f);
	if (answer->status >= 300 && answer->status < 400)
		return fault(f, FAULT_HTTP, answer->status, "%s redirects to %.200s", w->host,
			     answer->location[0] ? answer->location : "nowhere");
	return fault(f, FAULT_HTTP, answer->status, "%s answered HTTP %d (%.60s) at %s", w->host, answer->status,
		     answer->content_type[0] ? answer->content_type : "no type", w->path);
}

static bool is_soap(const struct http_answer *answer)
{
	return (answer->status == 200 || answer->status == 500) &&
	       span_starts_nocase(span_of(answer->content_type), SPAN("application/soap+xml"));
}

static bool service_fault(const struct wsman *w, const struct wsman_answer *answer, struct fault *f)
{
	return fault(f, FAULT_REMOTE, (long)answer->fault_code, "%s reports fault %u: %.250s", w->host, answer->fault_code,
		     answer->fault_text);
}

/* The id that we gave is part of what we sent: an answer to another request is none to this one. */
static bool relates(struct span envelope, const char *relates_to)
{
	struct span id = span_of(relates_to);

	if (id.len < GUID_TEXT_MAX - 1)
		return id.len == 0; /* some servers leave it out of faults */
	id = (struct span){ id.at + id.len - (GUID_TEXT_MAX - 1), GUID_TEXT_MAX - 1 };
	for (size_t i = 0; i + id.len <= envelope.len; i++)
		if (span_equal_nocase((struct span){ envelope.at + i, id.len }, id))
			return true;
	return false;
}

/* One request and its answer; with a list, the WMI instances in it too. Faults are still answers. */
static bool exchange(struct wsman *w, struct span envelope, struct deadline deadline, struct buf *streams, struct tree *list,
		     struct wsman_answer *answer, struct fault *f)
{
	struct http_answer http;

	w->requests++;
	if (!http_ask(w->http, w->path, soap_type, envelope, deadline, &http, f))
		return false;
	w->bytes += http.body.len;
	struct span body = buf_span(&http.body);
	bool read = is_soap(&http) ? wsman_answer_decode(body, w->arena, streams, answer, f) &&
					     (!list || wmi_items_decode(body, w->arena, list, f))
				   : not_the_service(w, &http, f);
	buf_free(&http.body);
	if (read && !relates(envelope, answer->relates_to))
		return fault(f, FAULT_PROTOCOL, 0, "%s answered another request than ours", w->host);
	return read;
}

bool wsman_ask(struct wsman *w, struct span envelope, struct deadline deadline, struct buf *streams,
	       struct wsman_answer *answer, struct fault *f)
{
	return exchange(w, envelope, deadline, streams, NULL, answer, f) &&
	       (!answer->is_fault || answer->fault_code == WSMAN_FAULT_TIMED_OUT || service_fault(w, answer, f));
}

/* ---- WMI ---- */

bool wsman_instances(struct wsman *w, struct deadline deadline, struct tree *list, struct fault *f)
{
	struct buf envelope = BUF(WSMAN_REQUEST_MAX);
	struct wsman_answer answer = { .context = "" };
	struct buf none = BUF(0);
	bool read = false;

	do {
		struct wsman_head head = wsman_head_next(w, deadline);
		envelope.len = 0;
		bool put = answer.context[0] ? wsman_pull(&head, answer.context, &envelope)
					     : wsman_enumerate(&head, &envelope);
		if (!put) {
			read = fault(f, FAULT_MEMORY, 0, "out of memory while asking %s", w->host);
			break;
		}
		read = exchange(w, buf_span(&envelope), deadline, &none, list, &answer, f) &&
		       (!answer.is_fault || service_fault(w, &answer, f));
	} while (read && !answer.end_of_sequence && answer.context[0]);
	buf_free(&envelope);
	return read;
}
