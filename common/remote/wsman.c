// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wsman - one WS-Management conversation
 */
#include "remote/wsman.h"

#include "codec/wmi_msg.h"
#include "remote/http_redirect.h"

#include <poll.h>
#include <sys/random.h>

enum { AGAIN_US = 100000 }; /* the least from a request that brings nothing to the next one */

static const char soap_type[] = "application/soap+xml;charset=UTF-8";

/* Should the kernel have no randomness yet, the clock is unique enough: nothing secret hangs on an id. */
struct guid wsman_guid_new(void)
{
	unsigned char random[16] = { 0 };
	int64_t now = clock_us();

	if (getrandom(random, sizeof random, GRND_NONBLOCK) != (ssize_t)sizeof random)
		memcpy(random, &now, sizeof now);
	return guid_of(random);
}

struct wsman_head wsman_head_next(const struct wsman *w)
{
	int64_t left_s = deadline_left_us(w->deadline) / 1000000 - 1;

	return (struct wsman_head){
		.url = w->url,
		.resource = w->resource,
		.shell_id = w->shell_id,
		.message = wsman_guid_new(),
		.timeout_s = (unsigned)(left_s < 1 ? 1 : left_s < WSMAN_ASK_AGAIN_S ? left_s : WSMAN_ASK_AGAIN_S),
	};
}

/* ---- HTTP answers that are not the service's ---- */

static bool refused(const struct wsman *w, const struct http_answer *answer, struct fault *f)
{
	const char *schemes = answer->schemes[0] ? answer->schemes : "no scheme";

	if (!answer->scheme_offered)
		return fault(f, FAULT_AUTH, AUTH_NOT_OFFERED, "%s does not take this kind of login (401); it offers %s", w->host, schemes);
	return fault(f, FAULT_AUTH, 401, "%s refused the credentials (401); it offers %s", w->host, schemes);
}

/* A redirect that is still here leads to another server, where the login must not go, or in a circle. */
static bool not_the_service(const struct wsman *w, const struct http_answer *answer, struct fault *f)
{
	if (answer->status == 401)
		return refused(w, answer, f);
	if (answer->status >= 300 && answer->status < 400)
		return fault(f, FAULT_HTTP, answer->status, "%s redirects %s%.200s", w->host, http_redirect_words(answer),
			     answer->location[0] ? answer->location : "nowhere");
	if (answer->body.len == 0 && (answer->status == 200 || answer->status == 400 || answer->status == 500))
		return fault(f, FAULT_HTTP, HTTP_NO_BODY, "%.200s answered HTTP %d without a body", w->url, answer->status);
	return fault(f, FAULT_HTTP, answer->status, "%.200s answered HTTP %d (%.60s)", w->url, answer->status,
		     answer->content_type[0] ? answer->content_type : "no type");
}

static bool is_soap(const struct http_answer *answer)
{
	return (answer->status == 200 || (answer->status >= 400 && answer->status != 401)) && answer->body.len > 0 &&
	       span_starts_nocase(span_of(answer->content_type), SPAN("application/soap+xml"));
}

static bool service_fault(const struct wsman *w, const struct wsman_answer *answer, struct fault *f)
{
	const char *text = answer->fault_text, *colon = text[0] ? ": " : "";
	int64_t code = wsman_fault_code(answer);

	if (answer->fault_code)
		return fault(f, FAULT_REMOTE, code, "%s reports fault %u%s%.250s", w->host, answer->fault_code, colon, text);
	if (answer->subcode[0])
		return fault(f, FAULT_REMOTE, code, "%s reports the fault %.60s%s%.250s", w->host, answer->subcode, colon, text);
	return fault(f, FAULT_REMOTE, code, "%s reports a fault%s%.250s", w->host, text[0] ? colon : " and does not say which", text);
}

/* The id that we gave is part of what we sent: an answer to another request is none to this one. */
static bool relates(struct span envelope, const char *relates_to)
{
	struct span id = span_of(relates_to);

	if (id.len < GUID_TEXT_MAX - 1)
		return id.len == 0; /* some servers leave it out of faults */
	id = span_skip(id, id.len - (GUID_TEXT_MAX - 1));
	for (size_t i = 0; i + id.len <= envelope.len; i++)
		if (span_equal_nocase((struct span){ envelope.at + i, id.len }, id))
			return true;
	return false;
}

/* One request and its answer, from a server or a proxy. */
static bool send_envelope(struct wsman *w, struct span envelope, struct http_answer *answer, struct fault *f)
{
	const struct http_request request = {
		.path = w->path,
		.content_type = soap_type,
		.body = envelope,
		.max = WSMAN_ANSWER_MAX,
		.deadline = w->deadline,
		.grace_us = w->grace_us,
	};

	bool answered = w->asker.ask(w->asker.of, &request, answer, f);
	w->sent = answer->sent;
	if (!answered)
		return false;
	w->path = answer->path; /* another one after a redirect: it is not asked for again with every request */
	if (is_soap(answer))
		return true;
	not_the_service(w, answer, f);
	buf_free(&answer->body);
	return false;
}

static bool read_answer(struct wsman *w, struct span body, struct wsman_answer *answer, struct fault *f)
{
	struct source_memory again = source_memory(body);

	return wsman_answer_decode(body, w->arena, &w->streams, answer, f) &&
	       (!w->items || wmi_items_decode(&again.source, w->arena, w->items, f));
}

/* An envelope, and the one that answers it. Faults are still answers. */
static bool exchange(struct wsman *w, struct span envelope, struct wsman_answer *answer, struct fault *f)
{
	struct http_answer http;

	if (!send_envelope(w, envelope, &http, f))
		return false;
	bool read = read_answer(w, buf_span(&http.body), answer, f);
	buf_free(&http.body);
	if (read && !relates(envelope, answer->relates_to))
		return fault(f, FAULT_PROTOCOL, 0, "%s answered another request than ours", w->host);
	return read;
}

bool wsman_ask(struct wsman *w, struct span envelope, struct wsman_answer *answer, struct fault *f)
{
	return exchange(w, envelope, answer, f) &&
	       (!answer->is_fault || facts_remote_meaning(wsman_fault_code(answer)) == REMOTE_TIMED_OUT || service_fault(w, answer, f));
}

void wsman_pause(const struct wsman *w, int64_t began_us)
{
	struct pollfd cancelled = { .fd = w->deadline.cancel_fd, .events = POLLIN };

	(void)poll(&cancelled, 1, deadline_left_ms(deadline_sooner(w->deadline, began_us + AGAIN_US - clock_us())));
}

/* ---- WMI ---- */

static bool goes_on(const struct wsman_answer *answer)
{
	return !answer->end_of_sequence && answer->context[0];
}

/* Enumerate, or the Pull that follows the answer before. */
static bool more_items(struct wsman *w, struct buf *envelope, struct wsman_answer *answer, struct fault *f)
{
	struct wsman_head head = wsman_head_next(w);
	const struct tree *last = w->items->last;
	int64_t began_us = clock_us();
	bool pull = answer->context[0];

	envelope->len = 0;
	if (!(pull ? wsman_pull(&head, answer->context, envelope) : wsman_enumerate(&head, envelope)))
		return fault(f, FAULT_MEMORY, 0, "out of memory while asking %s", w->host);
	if (!exchange(w, buf_span(envelope), answer, f) || (answer->is_fault && !service_fault(w, answer, f)))
		return false;
	if (pull && goes_on(answer) && w->items->last == last)
		wsman_pause(w, began_us);
	return true;
}

bool wsman_instances(struct wsman *w, struct tree *list, struct fault *f)
{
	struct buf envelope = BUF(WSMAN_REQUEST_MAX);
	struct wsman_answer answer = { .context = "" };
	bool read;

	w->items = list;
	do
		read = more_items(w, &envelope, &answer, f);
	while (read && goes_on(&answer));
	if (read && !answer.end_of_sequence) /* none seen is not the same as none */
		read = fault(f, FAULT_PROTOCOL, 0, "%s ended a list without telling that it was all", w->host);
	w->items = NULL;
	buf_free(&envelope);
	return read;
}
