// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_talk - requests out, answers in, on one connection
 */
#include "probe/sip_talk.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/errno_text.h"
#include "codec/credential.h"
#include "codec/ms_diag.h"
#include "codec/sip_reply.h"

enum {
	LAST_WORDS_US = 1000000, /* how long a peer that takes no more bytes may still say why */
	START_LINE_MAX = 200,	 /* bytes of a start line that are kept */
};

struct talk {
	const struct sip_talk_params *params;
	struct stream *stream;
	struct target *target;
	struct fault *fault;
	struct sample *samples;
	struct sip_request_ids *ids; /* of every sample */
	int64_t began_us;
	size_t sent; /* samples that were sent, and those that could not be */
	struct fault write_fault;
	size_t idle; /* answers that changed nothing any more */
	struct buf in;
	struct sip_msg *msg; /* the one being taken */
};

static int64_t now_us(const struct talk *t)
{
	return clock_us() - t->params->zero_us;
}

/* ---- out ---- */

static bool ids_make(size_t sample, struct sip_request_ids *ids, struct fault *f)
{
	unsigned char random[SIP_REQUEST_RANDOM];

	if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
		return fault(f, FAULT_SYSTEM, errno, "no random bytes for the request's Call-ID: %s", errno_text(errno));
	sip_request_ids_make(random, (uint32_t)sample + 1, ids);
	return true;
}

/* Leaves out the operator's own headers: they may hold a credential, and a log of the exchange is clear without them. */
static void keep_sent(const struct talk *t, struct span bytes)
{
	struct target *target = t->target;
	struct buf kept = BUF(WIRE_CEILING);

	if (!target->wire.on)
		return;
	credential_mask(bytes, &kept);
	wire_add(&target->wire, &target->arena, WIRE_SENT, now_us(t), buf_span(&kept));
	buf_free(&kept);
}

/* False only for faults of this host: a fault that the peer caused is kept until its last bytes were read. */
static bool write_out(struct talk *t, struct span bytes)
{
	struct fault *f = &t->write_fault;

	keep_sent(t, bytes);
	if (stream_write(t->stream, bytes, t->params->deadline, f))
		return true;
	switch (f->kind) {
	case FAULT_RESET:
	case FAULT_CLOSED:
	case FAULT_ALERT:
	case FAULT_TLS:
	case FAULT_SYSTEM:
	case FAULT_TIMEOUT:
		return true;
	default:
		*t->fault = *f;
		return false;
	}
}

static bool send_one(struct talk *t, size_t sample)
{
	struct sip_request request = *t->params->request;
	struct buf out = BUF(SIP_REQUEST_MAX);
	bool ok = ids_make(sample, &t->ids[sample], t->fault);

	request.ids = t->ids[sample];
	if (ok && !sip_request_encode(&request, &out))
		ok = out.out_of_memory ? fault(t->fault, FAULT_MEMORY, 0, "no memory for the request") :
		     out.failed ? fault(t->fault, FAULT_USAGE, 0, "the request is larger than %d bytes", SIP_REQUEST_MAX) :
				  fault(t->fault, FAULT_USAGE, 0, "the request holds a control character");
	if (ok) {
		t->samples[sample].sent_us = now_us(t);
		t->samples[sample].call_id = arena_text(&t->target->arena, span_of(request.ids.call_id));
		ok = write_out(t, buf_span(&out));
	}
	buf_free(&out);
	return ok;
}

static int64_t due_us(const struct talk *t)
{
	return t->began_us + (int64_t)t->sent * t->params->interval_us;
}

static bool may_send(const struct talk *t)
{
	return t->sent < t->params->count && t->write_fault.kind == FAULT_NONE;
}

static bool send_what_is_due(struct talk *t)
{
	while (may_send(t) && clock_us() >= due_us(t) && !deadline_passed(t->params->deadline))
		if (!send_one(t, t->sent++))
			return false;
	return true;
}

/* ---- in ---- */

static bool answered(const struct sample *s)
{
	return s->answer.status != 0;
}

/* When a sample is lost; INT64_MAX: it is answered, was never sent, or has until the deadline. In time of the facts. */
static int64_t lost_us(const struct talk *t, const struct sample *s)
{
	if (answered(s) || s->sent_us < 0 || t->params->wait_us == 0)
		return INT64_MAX;
	return s->sent_us + t->params->wait_us;
}

static bool is_open(const struct talk *t, const struct sample *s)
{
	return s->sent_us >= 0 && !answered(s) && lost_us(t, s) > now_us(t);
}

static bool take_provisional(struct talk *t, struct sample *s)
{
	if (++s->provisional <= SIP_TALK_PROVISIONAL_MAX)
		return true;
	return fault(t->fault, FAULT_LIMIT, LIMIT_FLOOD, "more than %d provisional answers (1xx) to one request", SIP_TALK_PROVISIONAL_MAX);
}

static const char *start_line(const struct talk *t, struct span bytes)
{
	struct span line = sip_msg_start(bytes);

	line.len = line.len < START_LINE_MAX ? line.len : START_LINE_MAX;
	return arena_text(&t->target->arena, line);
}

/* An answer to a sample that has one (RFC 3261 16.7: a fork, or a copy), or that was given up and stays lost. */
static bool take_idle(struct talk *t)
{
	if (++t->idle <= SIP_TALK_IDLE_MAX)
		return true;
	return fault(t->fault, FAULT_LIMIT, LIMIT_FLOOD, "more than %d answers to requests that were over", SIP_TALK_IDLE_MAX);
}

static bool take_unmatched(struct talk *t, size_t len, enum wire_discard why)
{
	struct target *target = t->target;

	if (t->params->samples) /* in an extra request, a late copy of the real request's answer is not unmatched */
		return take_idle(t);
	if (target->unmatched == 0) {
		target->unmatched_start = start_line(t, (struct span){ t->in.at, len });
		target->unmatched_why = why;
	}
	if (++target->unmatched <= SIP_TALK_UNMATCHED_MAX)
		return true;
	return fault(t->fault, FAULT_LIMIT, LIMIT_FLOOD, "more than %d messages that are no answer to us", SIP_TALK_UNMATCHED_MAX);
}

static bool take_final(struct talk *t, struct sample *s, enum wire_discard *discard)
{
	struct answer answer = { 0 };

	if (!is_open(t, s)) {
		*discard = answered(s) ? WIRE_AGAIN : WIRE_LATE;
		return take_idle(t);
	}
	s->took_us = now_us(t) - s->sent_us;
	if (!ms_diag_answer(t->msg, &t->target->arena, &answer))
		return t->target->arena.out_of_memory ? fault(t->fault, FAULT_MEMORY, 0, "no memory for the answers") :
						  fault(t->fault, FAULT_LIMIT, 0, "the answers are larger than we keep");
	s->answer = answer;
	return true;
}

/* As many as are read of the kind: a peer that floods is cut off. Answers to what it asks do no harm, and it may wait for one. */
static bool answer_request(struct talk *t)
{
	struct buf out = BUF(SIP_REQUEST_MAX);
	bool ok = true;

	if (sip_reply_encode(t->msg, t->ids[0].from_tag, &out))
		ok = write_out(t, buf_span(&out));
	buf_free(&out);
	return ok;
}

/* Decodes the first `len` bytes. *discard: why the message answers none of our requests. */
static bool take_message(struct talk *t, size_t len, enum wire_discard *discard)
{
	struct sip_match match = { .method = span_of(t->params->request->method) };
	enum wire_discard closest = WIRE_REQUEST;

	for (size_t i = 0; i < t->sent; i++) {
		const struct sip_request_ids *ids = &t->ids[i];

		match.branch = span_of(ids->branch);
		match.call_id = span_of(ids->call_id);
		match.from_tag = span_of(ids->from_tag);
		match.cseq = ids->cseq;
		enum wire_discard differs = sip_msg_differs(t->msg, &match);
		closest = differs > closest ? differs : closest;
		if (differs != WIRE_TAKEN)
			continue;
		*discard = WIRE_TAKEN;
		return t->msg->status < 200 ? take_provisional(t, &t->samples[i]) : take_final(t, &t->samples[i], discard);
	}
	*discard = closest;
	return take_unmatched(t, len, closest) && (t->msg->is_response || answer_request(t));
}

static struct wire_event *note_received(struct talk *t, size_t len)
{
	return wire_add(&t->target->wire, &t->target->arena, WIRE_RECEIVED, now_us(t), (struct span){ t->in.at, len });
}

static bool refuse(struct talk *t, const struct decode *d)
{
	switch (d->fault) {
	case DECODE_FOREIGN:
		return fault(t->fault, FAULT_PROTOCOL, 0, "the answer is not SIP: %s", d->rule);
	case DECODE_OVERSIZED:
		return fault(t->fault, FAULT_LIMIT, 0, "the answer is larger than a check reads: %s", d->rule);
	case DECODE_MALFORMED:
		break;
	}
	return fault(t->fault, FAULT_PROTOCOL, PROTOCOL_MALFORMED, "%s", d->rule);
}

static bool take_each(struct talk *t)
{
	for (;;) {
		struct decode d = sip_msg_decode(buf_span(&t->in), t->msg);
		enum wire_discard discard = WIRE_TAKEN;

		if (d.end == DECODE_MORE)
			return true;
		if (d.end == DECODE_BAD)
			return refuse(t, &d);
		struct wire_event *event = note_received(t, d.used);
		bool ok = take_message(t, d.used, &discard);
		if (event)
			event->discard = discard;
		if (!ok)
			return false;
		buf_drop(&t->in, d.used);
	}
}

/* Its 20 KiB on the stack would be touched whole (-fstack-clash-protection), by every endpoint's thread. */
static bool take_messages(struct talk *t)
{
	t->msg = malloc(sizeof *t->msg);
	bool ok = t->msg ? take_each(t) : fault(t->fault, FAULT_MEMORY, 0, "no memory for the answers");
	free(t->msg);
	return ok;
}

/* ---- both ---- */

static struct deadline until(const struct talk *t)
{
	struct deadline d = t->params->deadline;

	if (t->write_fault.kind != FAULT_NONE)
		d = deadline_sooner(d, LAST_WORDS_US);
	if (may_send(t) && due_us(t) < d.at_us)
		d.at_us = due_us(t);
	for (size_t i = 0; i < t->sent; i++) {
		const struct sample *s = &t->samples[i];

		if (is_open(t, s) && lost_us(t, s) != INT64_MAX && lost_us(t, s) + t->params->zero_us < d.at_us)
			d.at_us = lost_us(t, s) + t->params->zero_us;
	}
	return d;
}

static bool is_over(const struct talk *t)
{
	if (deadline_passed(t->params->deadline))
		return true;
	if (may_send(t))
		return false;
	for (size_t i = 0; i < t->sent; i++)
		if (is_open(t, &t->samples[i]))
			return false;
	return true;
}

static bool listen_a_while(struct talk *t)
{
	if (stream_read(t->stream, &t->in, until(t), t->fault))
		return take_messages(t);
	if (t->fault->kind != FAULT_TIMEOUT)
		return false;
	if (t->write_fault.kind != FAULT_NONE) { /* no last words came */
		*t->fault = t->write_fault;
		return false;
	}
	return true;
}

static bool any_answered(const struct talk *t)
{
	for (size_t i = 0; i < t->sent; i++)
		if (answered(&t->samples[i]))
			return true;
	return false;
}

static bool converse(struct talk *t)
{
	while (!is_over(t))
		if (!send_what_is_due(t) || !listen_a_while(t))
			return false;
	if (!any_answered(t))
		return fault(t->fault, FAULT_TIMEOUT, 0, "no SIP answer within %.1f s", (double)(clock_us() - t->began_us) / 1e6);
	*t->fault = (struct fault){ 0 }; /* waits that ended on schedule left their mark */
	return true;
}

static bool samples_make(struct talk *t)
{
	struct target *target = t->target;
	size_t count = t->params->count;

	t->samples = t->params->samples ? t->params->samples : arena_list(&target->arena, count, sizeof *t->samples);
	t->ids = arena_list(&target->arena, count, sizeof *t->ids);
	if (!t->samples || !t->ids)
		return fault(t->fault, FAULT_MEMORY, 0, "no memory for %zu samples", count);
	for (size_t i = 0; i < count; i++)
		sample_init(&t->samples[i]);
	if (!t->params->samples) {
		target->samples = t->samples;
		target->sample_count = count;
	}
	return true;
}

/* Judges an incomplete message at the end: the beginning of an answer, of a request of the peer, which counts as one, or of no SIP. */
static void note_rest(struct talk *t)
{
	struct span bytes = buf_span(&t->in);
	struct target *target = t->target;

	if (t->fault->kind == FAULT_PROTOCOL || t->fault->kind == FAULT_LIMIT || sip_msg_start(bytes).len == 0)
		return;
	switch (sip_msg_beginning(bytes)) {
	case SIP_BEGINS_ANSWER:
		target->cut_off = bytes.len;
		target->cut_off_start = start_line(t, bytes);
		break;
	case SIP_BEGINS_REQUEST:
		(void)take_unmatched(t, bytes.len, WIRE_REQUEST);
		break;
	case SIP_BEGINS_NOTHING:
		if (t->fault->kind == FAULT_TIMEOUT || t->fault->kind == FAULT_CLOSED || t->fault->kind == FAULT_RESET)
			(void)fault(t->fault, FAULT_PROTOCOL, 0, "the answer is not SIP: %zu bytes that begin no message", bytes.len);
		break;
	}
}

bool sip_talk(struct stream *stream, const struct sip_talk_params *params, struct target *target, struct fault *f)
{
	struct talk t = { .params = params, .stream = stream, .target = target, .fault = f, .in = BUF(SIP_TALK_IN_MAX) };

	if (params->in)
		t.in = *params->in;
	t.began_us = clock_us();
	bool ok = samples_make(&t) && converse(&t);
	if (!ok && !params->samples && t.in.len)
		note_rest(&t);
	if (params->in) {
		*params->in = t.in;
		return ok;
	}
	if (!ok && t.in.len)
		note_received(&t, t.in.len); /* what was left unread, or made no message */
	buf_free(&t.in);
	return ok;
}
