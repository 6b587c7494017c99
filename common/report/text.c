// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * text - the result as a monitoring system reads it, and below it as a person does
 */
#include "report/text.h"

#include <math.h>

#include "report/off_route.h"
#include "report/remedy.h"
#include "report/verbose.h"

enum { CODES_MAX = 40 }; /* "504, ms-diagnostics 1047)" */

static struct clean_style style_of(const struct text_reader *reader)
{
	return (struct clean_style){ .utf8 = reader->utf8, .terminal = reader->terminal };
}

/* ---- a sentence that fits ---- */

/* The longest word of clean text, except options, which must be typed unchanged. */
static struct span longest_word(struct span text)
{
	struct span longest = { text.at, 0 };

	for (size_t at = 0; at < text.len;) {
		size_t end = at;
		while (end < text.len && text.at[end] != ' ')
			end++;
		struct span word = { text.at + at, end - at };
		if (word.len > longest.len && !span_starts(word, SPAN("--")))
			longest = word;
		at = end + 1;
	}
	return longest;
}

/* Puts "..." in the place of what stands between the first `head` and the last `tail` characters of a word. */
static void shorten_word(struct buf *text, struct span word, size_t head, size_t tail)
{
	size_t columns = clean_columns(word);
	size_t from = clean_prefix(word, head), to = clean_prefix(word, columns - tail);
	size_t at = (size_t)(word.at - text->at) + from, cut = to - from - 3;

	memcpy(text->at + at, "...", 3);
	memmove(text->at + at + 3, text->at + at + 3 + cut, text->len - at - 3 - cut + 1);
	text->len -= cut;
}

/* " (504, ms-diagnostics 1047)": what stands last, in brackets, and is short. */
static struct span codes_of(struct span text)
{
	size_t at = text.len;

	while (at > 0 && text.at[at - 1] != '(')
		at--;
	bool ends = at > 1 && text.at[at - 2] == ' ' && text.at[text.len - 1] == ')' && text.len - at < CODES_MAX;
	return ends ? (struct span){ text.at + at - 2, text.len - at + 2 } : (struct span){ text.at + text.len, 0 };
}

/* The end goes, but for codes that stand there. */
static void cut_end(struct buf *text, size_t columns)
{
	char codes[CODES_MAX + 3];
	struct span kept = codes_of(buf_span(text));

	if (kept.len + 3 >= columns)
		kept.len = 0;
	span_copy(codes, sizeof codes, kept);
	text->len = clean_prefix((struct span){ text->at, text->len - kept.len }, columns - 3 - clean_columns(kept));
	buf_printf(text, "...%s", codes);
}

/* Of a word that was shortened before, its dots go with what is cut: some of them would stand beside the new ones. */
static void leave_dots(struct span word, size_t *head, size_t *tail)
{
	const char *dots = memmem(word.at, word.len, "...", 3);

	if (!dots)
		return;
	size_t front = clean_columns((struct span){ word.at, (size_t)(dots - word.at) });
	size_t back = clean_columns(word) - front - 3;
	*head = *head < front ? *head : front;
	*tail = *tail < back ? *tail : back;
}

/* Shortens the word by what is too much, to no less than the heads and tails given: as long as there is room, all of it stays. */
static void shorten_by(struct buf *text, struct span word, size_t too_much, size_t head, size_t tail)
{
	size_t whole = clean_columns(word), least = head + 3 + tail;
	size_t kept = too_much < whole - least ? whole - too_much : least;

	head += (kept - least) * head / (head + tail);
	tail = kept - 3 - head;
	leave_dots(word, &head, &tail);
	shorten_word(text, word, head, tail);
}

/* Clean text made at most so long: names and paths in it lose their middle first, the longest most, then its end goes. */
static void fit(struct buf *text, size_t columns)
{
	static const struct {
		size_t head, tail;
	} sizes[] = { { 12, 16 }, { 8, 12 }, { 4, 10 } };

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (size_t now; (now = clean_columns(buf_span(text))) > columns;) {
			struct span word = longest_word(buf_span(text));
			if (clean_columns(word) <= sizes[i].head + 3 + sizes[i].tail)
				break;
			shorten_by(text, word, now - columns, sizes[i].head, sizes[i].tail);
		}
	if (clean_columns(buf_span(text)) > columns && columns > 3)
		cut_end(text, columns);
}

/* ---- first line ---- */

/* False: the sentence had to be shortened. */
static bool add_headline(const struct report *r, struct clean_style style, struct buf *to)
{
	struct buf sentence = BUF(LINES_TEXT_MAX);
	size_t start = to->len, whole;

	buf_printf(to, "%s %s - ", r->plugin->service, state_name(r->verdict->state));
	if (!clean_add(to, span_of(r->verdict->lead), style) || !clean_add(&sentence, span_of(r->verdict->sentence), style)) {
		buf_free(&sentence);
		to->failed = true;
		return true;
	}
	size_t taken = clean_columns((struct span){ to->at + start, to->len - start }) + strlen(r->verdict->tail);
	whole = sentence.len;
	fit(&sentence, FINDING_LINE_MAX > taken ? FINDING_LINE_MAX - taken : 0);
	bool shortened = sentence.len < whole;
	buf_add(to, buf_span(&sentence));
	buf_text(to, r->verdict->tail);
	buf_free(&sentence);
	return !shortened;
}

static bool plain(const char *label)
{
	return strspn(label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:-") == strlen(label);
}

/* A label is ours or a host name: anything else in it is left out, because every consumer quotes in its own way. */
static void add_label(const char *label, struct buf *to)
{
	if (plain(label)) {
		buf_text(to, label);
		return;
	}
	buf_text(to, "'");
	for (; *label; label++)
		if (*label >= ' ' && *label < 0x7f && !strchr("'=|<&", *label))
			buf_add(to, (struct span){ label, 1 });
	buf_text(to, "'");
}

static void add_value(double value, const char *unit, struct buf *to)
{
	char text[REPORT_NUMBER_MAX];

	if (report_number_text(value, strcmp(unit, "s") == 0 ? 6 : 2, text))
		buf_text(to, text);
}

/* label=value[unit];warning;critical;min;max, without semicolons that nothing follows */
static void add_number(const struct number *n, struct buf *to)
{
	const double limits[] = { n->warning, n->critical, n->min, n->max };

	add_label(n->label, to);
	buf_text(to, "=");
	add_value(n->value, n->unit, to);
	buf_text(to, n->unit);
	size_t keep = to->len;
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		buf_text(to, ";");
		add_value(limits[i], n->unit, to);
		if (isfinite(limits[i]))
			keep = to->len;
	}
	if (to->failed)
		return;
	to->len = keep;
	to->at[keep] = '\0';
}

/* As many numbers as a packet of NRPE has room for; the ones for all targets come first. */
static void add_perfdata(const struct report *r, size_t room, struct buf *to)
{
	struct buf one = BUF(TEXT_LINE_MAX);
	const char *before = " | ";

	for (size_t i = 0; i < r->verdict->number_count; i++) {
		add_number(&r->verdict->numbers[i], &one);
		if (one.failed || strlen(before) + one.len > room)
			break;
		room -= strlen(before) + one.len;
		buf_text(to, before);
		buf_add(to, buf_span(&one));
		buf_free(&one);
		before = " ";
	}
	buf_free(&one);
}

/* False: the sentence had to be shortened. */
static bool add_first_line(const struct report *r, struct clean_style style, struct buf *to)
{
	size_t start = to->len;
	bool whole = add_headline(r, style, to);
	size_t used = to->len - start + 1;

	add_perfdata(r, used < TEXT_LINE_MAX ? TEXT_LINE_MAX - used : 0, to);
	buf_text(to, "\n");
	return whole;
}

/* ---- the whole ---- */

/* Results of an option of their own are shown without -v as well. */
static void add_asked(const struct report *r, struct lines *lines)
{
	const struct facts *facts = r->facts;

	for (size_t i = 0; i < facts->target_count; i++) {
		if (facts->target_count > 1 && facts->targets[i].trace_count)
			lines_add(lines, "", "%s:%u", facts->targets[i].host, facts->targets[i].port);
		off_route_trace(lines, r, i);
	}
	off_route_direct(lines, r);
	off_route_dns(lines, r);
	off_route_changes(lines, r);
}

void text_write(const struct report *r, const struct text_reader *reader, struct buf *to)
{
	struct buf body = BUF(TEXT_BODY_MAX);
	struct lines lines = { .to = &body, .style = style_of(reader), .colour = reader->colour, .columns = reader->columns };
	bool whole = add_first_line(r, style_of(reader), to);

	if (r->plan->verbose > 0)
		verbose_write(r, whole, &lines);
	else
		add_asked(r, &lines);
	if (r->plan->settings.remedy)
		remedy_write(r, &body);
	buf_add(to, buf_span(&body));
	if (body.failed)
		buf_text(to, "\n(cut here: there is more than one result may hold)\n");
	buf_free(&body);
}

void text_refuse(const struct plugin *plugin, const char *why, const struct text_reader *reader, struct buf *to)
{
	struct buf sentence = BUF(LINES_TEXT_MAX);
	size_t start = to->len, most = reader->widest > FINDING_LINE_MAX ? reader->widest : FINDING_LINE_MAX;

	buf_printf(to, "%s %s - ", plugin->service, state_name(STATE_UNKNOWN));
	size_t taken = to->len - start;
	to->failed |= !clean_add(&sentence, span_of(why), style_of(reader));
	fit(&sentence, most - taken);
	buf_add(to, buf_span(&sentence));
	buf_text(to, "\n");
	buf_free(&sentence);
}
