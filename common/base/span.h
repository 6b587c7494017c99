// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * span - borrowed bytes
 *
 * A span points into a buffer of its caller and never outlives it. It need not end in NUL and may hold any byte.
 * Knows no memory and no meaning of what it points at.
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/hardened.h"

struct span {
	const char *at;
	size_t len;
};

#define SPAN(literal) ((struct span){ (literal), sizeof(literal) - 1 })

static inline struct span span_of(const char *text)
{
	return (struct span){ text, text ? strlen(text) : 0 };
}

bool span_equal(struct span a, struct span b);
/* ASCII letters compare without case, all other bytes as they are (RFC 3261 7.3.1, RFC 4343). */
bool span_equal_nocase(struct span a, struct span b);
bool span_starts_nocase(struct span text, struct span start);
bool span_ends_nocase(struct span text, struct span end);

/* The text starts with these very bytes. */
bool span_starts(struct span text, struct span start);

/* The offset of the first `word`, which is not empty; text.len: it is not there. */
size_t span_find(struct span text, struct span word);
/* The same with ASCII letters in either case. */
size_t span_find_nocase(struct span text, struct span word);

/* The rest behind the first `count` bytes; count <= text.len. */
static inline struct span span_skip(struct span text, size_t count)
{
	return count ? (struct span){ text.at + count, text.len - count } : text;
}

/* A blank, tab or line end: the white space of JSON, XML and base64. */
static inline bool span_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* How many bytes at the start are printable ASCII, no blank, and none of `but`; text.len: all. */
size_t span_graphic(struct span text, const char *but);

/* Blanks (space, tab, CR, LF) off both ends. */
struct span span_trim(struct span text);

/*
 * Cuts at the first `byte`: returns what stands before it and leaves what stands after it in *rest. Without such a byte
 * all of it is returned and *rest is empty with rest->at NULL.
 */
struct span span_split(struct span text, char byte, struct span *rest);

/* The value of a hexadecimal digit in either case; -1: it is none. */
int span_hex_digit(char);

/* Decimal digits only, whole, at most `limit`; false leaves *value untouched. */
[[nodiscard]] bool span_number(struct span text, uint64_t limit, uint64_t *value);

/* Copies into size bytes with a NUL; what does not fit is cut. False when it was cut. Size is at least 1. */
bool span_copy(char *to, size_t size, struct span text);

/* Does the host look like an address: a colon in it, or nothing but digits and dots? An empty one does not. */
bool span_looks_like_address(struct span host);

#endif
