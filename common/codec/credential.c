// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * credential - header lines that are shown nowhere and kept nowhere
 */
#include "codec/credential.h"

static bool folds(struct span line)
{
	return line.len > 0 && (line.at[0] == ' ' || line.at[0] == '\t');
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The next word of a name, letters only; empty at its end. */
static struct span next_word(struct span *name)
{
	size_t len = 0;

	while (name->len && !is_letter(name->at[0]))
		*name = span_skip(*name, 1);
	while (len < name->len && is_letter(name->at[len]))
		len++;
	struct span word = { name->at, len };
	*name = span_skip(*name, len);
	return word;
}

static bool contains_nocase(struct span text, struct span part)
{
	for (; text.len >= part.len; text = span_skip(text, 1))
		if (span_starts_nocase(text, part))
			return true;
	return false;
}

static bool is_secret_word(struct span word)
{
	static const struct span parts[] = {
		SPAN("authoriz"), SPAN("cookie"), SPAN("token"), SPAN("secret"), SPAN("pass"), SPAN("credential"), SPAN("sessionid"),
	};
	static const struct span ends[] = { SPAN("key"), SPAN("auth"), SPAN("pwd"), SPAN("jwt") };
	static const struct span whole[] = { SPAN("authentication"), SPAN("pw"), SPAN("pin"), SPAN("otp"), SPAN("sid") };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (contains_nocase(word, parts[i]))
			return true;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (span_ends_nocase(word, ends[i]))
			return true;
	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
		if (span_equal_nocase(word, whole[i]))
			return true;
	return false;
}

bool credential_is_name(struct span name)
{
	struct span before = { 0 };

	for (struct span word; (word = next_word(&name)).len; before = word) {
		bool is_session_id = span_equal_nocase(before, SPAN("session")) && span_equal_nocase(word, SPAN("id"));
		if (is_secret_word(word) || is_session_id)
			return true;
	}
	return false;
}

bool credential_is(struct span line)
{
	struct span value, name = span_split(line, ':', &value);

	return value.at && !folds(line) && credential_is_name(span_trim(name));
}

/* The next line with its end. */
static struct span take_line(struct span *text)
{
	const char *end = memchr(text->at, '\n', text->len);
	struct span line = { text->at, end ? (size_t)(end + 1 - text->at) : text->len };

	*text = (struct span){ text->at + line.len, text->len - line.len };
	return line;
}

void credential_mask(struct span text, struct buf *to)
{
	bool masked = false;

	while (text.len > 0) {
		struct span rest, line = take_line(&text);

		masked = credential_is(line) || (masked && folds(line));
		if (!masked) {
			buf_add(to, line);
		} else if (!folds(line)) {
			buf_add(to, span_split(line, ':', &rest));
			buf_text(to, ": (not shown)");
			buf_text(to, line.at[line.len - 1] == '\n' ? "\r\n" : "");
		}
	}
}
