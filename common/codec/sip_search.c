// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_search - the requests in a captured text
 */
#include "codec/sip_search.h"

#include "codec/capture_text.h"
#include "codec/sip_msg.h"

struct span sip_search_line_cut(struct span *rest)
{
	struct span line = *rest;

	line.len = 0;
	while (line.len < rest->len && line.at[line.len] != '\n' && line.at[line.len] != CAPTURE_TEXT_MARKUP)
		line.len++;
	*rest = span_skip(*rest, line.len < rest->len ? line.len + 1 : line.len);
	return line;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Cuts the last word, which blanks or the start come before, off *text. */
static struct span last_word(struct span *text)
{
	struct span trimmed = span_trim(*text), word = trimmed;

	while (trimmed.len > 0 && !is_blank(trimmed.at[trimmed.len - 1]))
		trimmed.len--;
	*text = trimmed;
	return span_skip(word, trimmed.len);
}

/* SCHEME:... (RFC 3986 3.1): a Request-URI may be of any scheme. */
static bool is_absolute_uri(struct span text)
{
	struct span behind, scheme = span_split(text, ':', &behind);

	for (size_t i = 0; i < scheme.len; i++) {
		char c = scheme.at[i];
		bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.')))
			return false;
	}
	return scheme.len > 0 && behind.len > 0;
}

/*
 * METHOD URI SIP/2.0 at the end of a line. A log may put something before it that ends in a colon; the "SIP-Start-Line:" of a
 * diagnostic record only speaks of a request.
 */
static bool is_start(struct span line, struct sip_start *start)
{
	struct span before = line;

	if (!span_equal_nocase(last_word(&before), SPAN("SIP/2.0"))) /* RFC 3261 7.1 */
		return false;
	start->uri = last_word(&before);
	start->method = last_word(&before);
	before = span_trim(before);
	if (!is_absolute_uri(start->uri) || !sip_msg_is_token(start->method))
		return false;
	return before.len == 0 || (span_ends_nocase(before, SPAN(":")) && !span_ends_nocase(before, SPAN("SIP-Start-Line:")));
}

bool sip_search_next(struct span *rest, struct sip_start *start)
{
	while (rest->len > 0) {
		struct span line = sip_search_line_cut(rest);
		if (!is_start(line, start))
			continue;
		start->behind = *rest;
		start->crlf = line.at[line.len - 1] == '\r';
		return true;
	}
	return false;
}

bool sip_search_holds_message(struct span text)
{
	struct sip_start start;

	while (text.len > 0) {
		struct span line = sip_search_line_cut(&text);
		if (is_start(line, &start) || span_starts(line, SPAN("SIP/2.0 ")))
			return true;
	}
	return false;
}
