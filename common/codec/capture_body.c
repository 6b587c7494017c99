// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * capture_body - where a captured request's body ends, in text that may have lost its carriage returns
 */
#include "codec/capture_body.h"

/* Is this byte a line end that lost its CR? */
static bool lost_cr(struct span text, size_t i)
{
	return text.at[i] == '\n' && (i == 0 || text.at[i - 1] != '\r');
}

/*
 * Does the text begin with a body of just `length` bytes, when each lost CR is put back (or not), with nothing but blanks
 * behind it (or at least the end of a line)? Then *taken is how many bytes of the text make it.
 */
static bool fits(struct span text, uint64_t length, bool put_back, bool alone, size_t *taken)
{
	uint64_t made = 0;
	size_t i = 0;

	for (; i < text.len && made < length; i++)
		made += put_back && lost_cr(text, i) ? 2 : 1;
	if (made != length)
		return false;
	*taken = i;
	struct span rest = span_skip(text, i);
	if (alone)
		return span_trim(rest).len == 0;
	return i == text.len || text.at[i] == '\r' || text.at[i] == '\n' || text.at[i - 1] == '\n';
}

static bool copy(struct span text, bool put_back, struct arena *arena, struct span *body)
{
	char *to = arena_alloc(arena, 2 * text.len);
	size_t len = 0;

	if (!to)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (put_back && lost_cr(text, i))
			to[len++] = '\r';
		to[len++] = text.at[i];
	}
	*body = (struct span){ to, len };
	return true;
}

/* A head without CRs says that the body has lost them too, unless it had none, which its length shows. */
bool capture_body_find(struct span text, uint64_t length, bool crlf, struct arena *arena, struct span *body)
{
	static const struct {
		bool put_back, alone;
	} readings[] = { { true, true }, { false, true }, { true, false }, { false, false } };
	size_t taken;

	for (size_t i = 0; i < sizeof readings / sizeof *readings; i++)
		if (!(readings[i].put_back && crlf) && fits(text, length, readings[i].put_back, readings[i].alone, &taken))
			return copy((struct span){ text.at, taken }, readings[i].put_back, arena, body);
	return false;
}
