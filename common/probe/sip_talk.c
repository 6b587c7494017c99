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

enum { LAST_WORDS_US = 1000000 }; /* how long a peer that takes no more bytes may still say why */

struct talk {
	const struct sip_talk_wish *wish;
	struct stream *stream;
	struct target *target;
	struct fault *fault;
	struct sample *samples;
	struct sip_request_ids *ids; /* of every sample */
	int64_t began_us;
	size_t sent; /* samples that were sent, and those that could not be */
	struct fault write_fault;
	struct buf in;
	struct sip_msg *msg; /* the one being taken */
};

static int64_t now_us(const struct talk *t)
{
	return clock_us() - t->wish->zero_us;
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

/* The operator's own header may hold a credential; nobody needs it to see what was said. */
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

/* False only for what is no business of the peer: what it did to our bytes is kept until its own words were read. */
static bool write_out(struct talk *t, struct span bytes)
{
	struct fault *f = &t->write_fault;

	keep_sent(t, bytes);
	if (stream_write(t->stream, bytes, t->wish->deadline, f))
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
	struct sip_request request = *t->wish->request;
	struct buf out = BUF(SIP_REQUEST_MAX);
	bool ok = ids_make(sample, &t->ids[sample], t->fault);

	request.ids = t->ids[sample];
	if (ok && !sip_request_encode(&request, &out))
		ok = out.starved ? fault(t->fault, FAULT_MEMORY, 0, "no memory for the request") :
		     out.failed ? fault(t->fault, FAULT_LIMIT, 0, "the request is larger than %d bytes", SIP_REQUEST_MAX) :
				  fault(t->fault, FAULT_USAGE, 0, "the request holds a control character");
	if (ok) {
		t->samples[sample].sent_us = now_us(t);
		ok = write_out(t, buf_span(&out));
	}
	buf_free(&out);
	return ok;
}

static int64_t due_us(const struct talk *t)
{
	return t->began_us + (int64_t)t->sent * t->wish->interval_us;
}

static bool may_send(const struct talk *t)
{
	return t->sent < t->wish->count && t->write_fault.kind == FAULT_NONE;
}

static bool send_what_is_due(struct talk *t)
{
	while (may_send(t) && clock_us() >= due_us(t) && !deadline_passed(t->wish->deadline))
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
	if (answered(s) || s->sent_us < 0 || t->wish->wait_us == 0)
		return INT64_MAX;
	return s->sent_us + t->wish->wait_us;
}

static bool is_open(const struct talk *t, const struct sample *s)
{
	return s->sent_us >= 0 && !answered(s) && lost_us(t, s) > now_us(t);
}

static bool take_provisional(struct talk *t, struct sample *s)
{
	if (++s->provisional <= SIP_TALK_PROVISIONAL_MAX)
		return true;
	return fault(t->fault, FAULT_LIMIT, 0, "more than %d provisional answers (1xx) to one request", SIP_TALK_PROVISIONAL_MAX);
}

static bool take_stranger(struct talk *t)
{
	if (++t->target->strangers <= SIP_TALK_STRANGERS_MAX)
		return true;
	return fault(t->fault, FAULT_LIMIT, 0, "more than %d messages that are no answer to us", SIP_TALK_STRANGERS_MAX);
}

static bool take_final(struct talk *t, struct sample *s)
{
	struct answer answer = { 0 };

	if (answered(s))
		return take_stranger(t);
	if (!is_open(t, s)) /* too late: it stays lost */
		return true;
	s->took_us = now_us(t) - s->sent_us;
	if (!ms_diag_answer(t->msg, &t->target->arena, &answer))
		return t->target->arena.starved ? fault(t->fault, FAULT_MEMORY, 0, "no memory for the answers") :
						  fault(t->fault, FAULT_LIMIT, 0, "the answers are larger than we keep");
	s->answer = answer;
	return true;
}

static bool take_message(struct talk *t)
{
	struct sip_match match = { .method = span_of(t->wish->request->method) };

	for (size_t i = 0; i < t->sent; i++) {
		const struct sip_request_ids *ids = &t->ids[i];

		match.branch = span_of(ids->branch);
		match.call_id = span_of(ids->call_id);
		match.from_tag = span_of(ids->from_tag);
		match.cseq = ids->cseq;
		if (!sip_msg_answers(t->msg, &match))
			continue;
		if (t->msg->status < 200)
			return take_provisional(t, &t->samples[i]);
		return take_final(t, &t->samples[i]);
	}
	return take_stranger(t);
}

static void note_received(struct talk *t, size_t len)
{
	wire_add(&t->target->wire, &t->target->arena, WIRE_RECEIVED, now_us(t), (struct span){ t->in.at, len });
}

static bool take_each(struct talk *t)
{
	for (;;) {
		struct decode d = sip_msg_decode(buf_span(&t->in), t->msg);

		if (d.end == DECODE_MORE)
			return true;
		if (d.end == DECODE_BAD)
			return fault(t->fault, FAULT_PROTOCOL, 0, "what came back is no SIP: %s", d.rule);
		note_received(t, d.used);
		if (!take_message(t))
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
	struct deadline d = t->wish->deadline;

	if (t->write_fault.kind != FAULT_NONE)
		d = deadline_sooner(d, LAST_WORDS_US);
	if (may_send(t) && due_us(t) < d.at_us)
		d.at_us = due_us(t);
	for (size_t i = 0; i < t->sent; i++) {
		const struct sample *s = &t->samples[i];

		if (is_open(t, s) && lost_us(t, s) != INT64_MAX && lost_us(t, s) + t->wish->zero_us < d.at_us)
			d.at_us = lost_us(t, s) + t->wish->zero_us;
	}
	return d;
}

static bool is_over(const struct talk *t)
{
	if (deadline_passed(t->wish->deadline))
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
	size_t count = t->wish->count;

	t->samples = t->wish->samples ? t->wish->samples : arena_list(&target->arena, count, sizeof *t->samples);
	t->ids = arena_list(&target->arena, count, sizeof *t->ids);
	if (!t->samples || !t->ids)
		return fault(t->fault, FAULT_MEMORY, 0, "no memory for %zu samples", count);
	for (size_t i = 0; i < count; i++)
		sample_init(&t->samples[i]);
	if (!t->wish->samples) {
		target->samples = t->samples;
		target->sample_count = count;
	}
	return true;
}

bool sip_talk(struct stream *stream, const struct sip_talk_wish *wish, struct target *target, struct fault *f)
{
	struct talk t = { .wish = wish, .stream = stream, .target = target, .fault = f, .in = BUF(SIP_TALK_IN_MAX) };

	if (wish->in)
		t.in = *wish->in;
	t.began_us = clock_us();
	bool ok = samples_make(&t) && converse(&t);
	if (wish->in) {
		*wish->in = t.in;
		return ok;
	}
	if (!ok && t.in.len)
		note_received(&t, t.in.len); /* what was left unread, or made no message */
	buf_free(&t.in);
	return ok;
}
