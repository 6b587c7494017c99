// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * span - borrowed bytes
 *
 * Knows no memory, no locale and no meaning of the bytes.
 */
#include "base/span.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool span_equal(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool span_equal_nocase(struct span a, struct span b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.at[i]) != lower(b.at[i]))
			return false;
	return true;
}

bool span_starts_nocase(struct span text, struct span start)
{
	return text.len >= start.len && span_equal_nocase((struct span){ text.at, start.len }, start);
}

bool span_ends_nocase(struct span text, struct span end)
{
	return text.len >= end.len &&
	       span_equal_nocase((struct span){ text.at + (text.len - end.len), end.len }, end);
}

bool span_starts(struct span text, struct span start)
{
	return text.len >= start.len && span_equal((struct span){ text.at, start.len }, start);
}

size_t span_find(struct span text, struct span word)
{
	const char *found = text.len ? memmem(text.at, text.len, word.at, word.len) : NULL;

	return found ? (size_t)(found - text.at) : text.len;
}

size_t span_find_nocase(struct span text, struct span word)
{
	for (size_t at = 0; at + word.len <= text.len; at++)
		if (span_starts_nocase(span_skip(text, at), word))
			return at;
	return text.len;
}

size_t span_graphic(struct span text, const char *but)
{
	size_t count = 0;

	while (count < text.len && text.at[count] > ' ' && text.at[count] <= '~' && !strchr(but, text.at[count]))
		count++;
	return count;
}

struct span span_trim(struct span text)
{
	while (text.len > 0 && span_is_blank(text.at[0])) {
		text.at++;
		text.len--;
	}
	while (text.len > 0 && span_is_blank(text.at[text.len - 1]))
		text.len--;
	return text;
}

struct span span_split(struct span text, char byte, struct span *rest)
{
	const char *found = text.len ? memchr(text.at, byte, text.len) : NULL;

	if (!found) {
		*rest = (struct span){ 0 };
		return text;
	}
	size_t before = (size_t)(found - text.at);
	*rest = (struct span){ found + 1, text.len - before - 1 };
	return (struct span){ text.at, before };
}

int span_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool span_number(struct span text, uint64_t limit, uint64_t *value)
{
	uint64_t sum = 0;

	if (text.len == 0)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		uint64_t digit = (uint64_t)(text.at[i] - '0');
		if (digit > limit || sum > (limit - digit) / 10)
			return false;
		sum = sum * 10 + digit;
	}
	*value = sum;
	return true;
}

bool span_copy(char *to, size_t size, struct span text)
{
	size_t fits = text.len < size ? text.len : size - 1;

	if (fits)
		memcpy(to, text.at, fits);
	to[fits] = '\0';
	return fits == text.len;
}

bool span_looks_like_address(struct span host)
{
	bool numeric = host.len > 0;

	for (size_t i = 0; i < host.len; i++) {
		if (host.at[i] == ':')
			return true;
		numeric = numeric && (host.at[i] == '.' || (host.at[i] >= '0' && host.at[i] <= '9'));
	}
	return numeric;
}
