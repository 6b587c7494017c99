// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wire_log - what was said on the wire, message by message
 *
 * A stream has no messages: received bytes are collected until they make one, as the probe did.
 */
#include "report/wire_log.h"

#include <stdio.h>

#include "codec/credential.h"
#include "codec/sip_msg.h"

enum { PRINTED_MAX = 1000, PRINTED_WIDEST = 4 * PRINTED_MAX };

struct dialogue {
	struct lines *lines;
	bool whole;
	int64_t before_us; /* the message before; -1: none */
};

/* The next line of the text, without its end. */
static struct span next_line(struct span *text)
{
	struct span rest, line = span_split(*text, '\n', &rest);

	*text = rest;
	return line.len && line.at[line.len - 1] == '\r' ? (struct span){ line.at, line.len - 1 } : line;
}

static struct span piece_of(struct span text)
{
	return (struct span){ text.at, text.len < PRINTED_MAX ? text.len : PRINTED_MAX };
}

/* Printable ASCII as it is, all else as \xNN. */
static void add_printable(struct buf *to, struct span bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		if (bytes.at[i] >= ' ' && bytes.at[i] < 0x7f)
			buf_add(to, (struct span){ bytes.at + i, 1 });
		else if (bytes.at[i] == '\t')
			buf_add(to, SPAN(" "));
		else
			buf_printf(to, "\\x%02X", (unsigned char)bytes.at[i]);
}

static void add_line(struct dialogue *d, struct span line)
{
	struct lines deep = *d->lines;

	deep.hang = 4;
	do {
		struct buf text = BUF(PRINTED_WIDEST);
		struct span piece = piece_of(line);
		add_printable(&text, piece);
		lines_add(&deep, "      ", "%s", text.at ? text.at : "");
		buf_free(&text);
		line = (struct span){ line.at + piece.len, line.len - piece.len };
	} while (line.len > 0);
}

/* All lines; a credential, with the lines that fold on from it, is masked. */
static void add_bytes(struct dialogue *d, struct span bytes)
{
	bool masked = false;

	while (bytes.len > 0) {
		struct span line = next_line(&bytes), value;
		bool folded = line.len > 0 && (line.at[0] == ' ' || line.at[0] == '\t');
		masked = credential_is(line) || (masked && folded);
		if (!masked)
			add_line(d, line);
		else if (!folded)
			lines_add(d->lines, "      ", "%.*s: (not shown)", (int)span_split(line, ':', &value).len, line.at);
	}
}

/* Line ends before a message are keep-alives. */
static struct span skip_line_ends(struct span bytes)
{
	while (bytes.len > 0 && (bytes.at[0] == '\r' || bytes.at[0] == '\n'))
		bytes = (struct span){ bytes.at + 1, bytes.len - 1 };
	return bytes;
}

/* "   9.1 ms  us -> peer  OPTIONS sip:push@push.lync.com SIP/2.0", and how long after the one before. */
static void add_message(struct dialogue *d, const struct wire_event *event, struct span bytes, const char *what)
{
	struct span rest = skip_line_ends(bytes), first = next_line(&rest);
	struct buf line = BUF(PRINTED_WIDEST);
	char lead[48], later[48] = "";

	if (first.len == 0)
		return;
	if (d->before_us >= 0)
		snprintf(later, sizeof later, " (+%.1f ms)", (double)(event->at_us - d->before_us) / 1e3);
	snprintf(lead, sizeof lead, "%9.1f ms  %s  ", (double)event->at_us / 1e3,
		 event->way == WIRE_SENT ? "us -> peer" : "peer -> us");
	d->before_us = event->at_us;
	add_printable(&line, piece_of(first));
	lines_add(d->lines, lead, "%s%s%s", what, line.at ? line.at : "", later);
	buf_free(&line);
	if (d->whole)
		add_bytes(d, rest);
}

/* Takes every whole message off the front of what was received. */
static void take_messages(struct dialogue *d, const struct wire_event *event, struct buf *received)
{
	char discarded[64];

	while (received->len > 0) {
		struct sip_msg msg;
		struct decode decoded = sip_msg_decode(buf_span(received), &msg);
		if (decoded.end == DECODE_MORE)
			return;
		bool bad = decoded.end == DECODE_BAD;
		size_t used = bad ? received->len : decoded.used;
		const char *what = bad && decoded.fault == DECODE_FOREIGN ? "(not SIP) " : bad ? "(malformed) " : "";
		if (event->discard)
			snprintf(discarded, sizeof discarded, "(discarded: %s) ", wire_discard_text(event->discard));
		add_message(d, event, (struct span){ received->at, used }, event->discard ? discarded : what);
		buf_drop(received, used);
	}
}

void wire_log_write(struct lines *l, const struct wire *wire, bool whole)
{
	struct dialogue d = { l, whole, -1 };
	struct buf received = BUF(WIRE_CEILING);
	const struct wire_event *last = NULL;

	for (const struct wire_event *event = wire->first; event; event = event->next) {
		if (event->way == WIRE_SENT) {
			add_message(&d, event, event->bytes, "");
			continue;
		}
		buf_add(&received, event->bytes);
		take_messages(&d, event, &received);
		last = event;
	}
	if (received.len > 0)
		add_message(&d, last, buf_span(&received), "(a part) ");
	if (wire->dropped)
		lines_add(l, "           ", "%zu bytes more were not kept", wire->dropped);
	buf_free(&received);
}
