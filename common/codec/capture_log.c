// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * capture_log - a captured request without what a log or a tool put around its lines
 */
#include "codec/capture_log.h"

#include "codec/sip_msg.h"

struct undoing {
	struct capture_log *to;
	uint32_t line;	    /* of the file */
	bool in_message;    /* behind the first line of a request */
	bool at_first;	    /* the next line is the first behind it */
	bool bar, dots;	    /* of this message */
	struct span indent; /* of its lines; empty: none */
	bool changed;
};

static void add_line(struct undoing *u, struct span line, bool ends)
{
	buf_add(&u->to->text, line);
	if (ends)
		buf_text(&u->to->text, "\n");
	buf_add(&u->to->lines, (struct span){ (const char *)&u->line, sizeof u->line });
}

/* Markup ends the record of a message (capture_text.h): what a log writes after it does not belong to the body. */
static const struct span markup = { "", 1 };

static void end_message(struct undoing *u)
{
	u->in_message = false;
	add_line(u, markup, true);
}

static struct span blanks_of(struct span line)
{
	size_t len = 0;

	while (len < line.len && (line.at[len] == ' ' || line.at[len] == '\t'))
		len++;
	return (struct span){ line.at, len };
}

static bool is_header(struct span line)
{
	struct span value, name = span_trim(span_split(line, ':', &value));

	return value.at && sip_msg_is_token(name);
}

/* Cuts the last word off *text. */
static struct span last_word(struct span *text)
{
	struct span all = span_trim(*text);
	size_t at = all.len;

	while (at > 0 && all.at[at - 1] != ' ' && all.at[at - 1] != '\t')
		at--;
	*text = (struct span){ all.at, at };
	return span_skip(all, at);
}

/* "LABEL: METHOD URI SIP/2.0", with a bar before the method or a dot behind the version. True: *line is without both. */
static bool begin_message(struct undoing *u, struct span *line)
{
	struct span before = *line, version = last_word(&before), uri = last_word(&before), method = last_word(&before), colon;
	bool dots = span_equal(version, SPAN("SIP/2.0.")), bar = span_starts(method, SPAN("|"));

	span_split(uri, ':', &colon);
	if (!(dots || span_equal(version, SPAN("SIP/2.0"))) || !colon.at || !sip_msg_is_token(span_skip(method, bar)))
		return false;
	u->in_message = u->at_first = true;
	u->bar = bar;
	u->dots = dots;
	u->indent = (struct span){ 0 };
	u->changed |= bar || dots;
	if (bar)
		*line = span_skip(*line, (size_t)(method.at + 1 - line->at));
	if (dots)
		line->len = (size_t)(version.at + version.len - 1 - line->at);
	return true;
}

/* A line of the message as it was sent; one that belongs to it no more ends it. */
static struct span undo_line(struct undoing *u, struct span line)
{
	struct span bare = span_trim(line);

	if (u->at_first) {
		struct span blanks = blanks_of(line);
		u->at_first = false;
		if (blanks.len && is_header(span_skip(line, blanks.len)))
			u->indent = blanks;
		u->changed |= u->indent.len > 0;
	}
	if (u->bar && span_equal(bare, SPAN("|"))) {
		u->in_message = false;
		return markup;
	}
	if (u->indent.len && span_starts(line, u->indent))
		line = span_skip(line, u->indent.len);
	else if (u->indent.len && bare.len)
		end_message(u);
	if (u->dots && bare.len && bare.at[bare.len - 1] == '.')
		line.len = (size_t)(bare.at + bare.len - 1 - line.at);
	else if (u->dots && u->in_message)
		end_message(u);
	return line;
}

static void undo(struct undoing *u, struct span line, bool ends)
{
	if (!begin_message(u, &line) && u->in_message)
		line = undo_line(u, line);
	add_line(u, line, ends);
}

bool capture_log_undo(struct span text, struct capture_log *to)
{
	static const struct span lf = SPAN("#012"), cr = SPAN("#015");
	bool escaped = span_find(text, SPAN("SIP/2.0#015#012")) < text.len;
	struct undoing u = { .to = to, .changed = escaped };

	while (text.len) {
		struct span rest, line = span_split(text, '\n', &rest);

		u.line++;
		while (escaped && span_find(line, lf) < line.len) {
			struct span part = { line.at, span_find(line, lf) };
			line = span_skip(line, part.len + lf.len);
			part.len -= span_ends_nocase(part, cr) ? cr.len : 0;
			undo(&u, part, true);
		}
		undo(&u, line, rest.at);
		if (escaped && u.in_message)
			end_message(&u);
		text = rest;
	}
	bool made = !to->text.failed && !to->lines.failed;
	if (!u.changed || !made) {
		buf_free(&to->text);
		buf_free(&to->lines);
	}
	return made;
}
