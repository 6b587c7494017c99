// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * json_value - one JSON value after another out of a document, each read by jansson
 *
 * A value of jansson's takes many times the bytes of its text, so a long list is never one: its items are, one at a time. What stands
 * between them, the caller reads byte by byte. jansson itself is given no byte beyond the value, for it would not give it back.
 * Included by json alone: it shows jansson's types.
 * Source: RFC 8259.
 */
#ifndef CODEC_JSON_VALUE_H
#define CODEC_JSON_VALUE_H

#include "base/effort.h"
#include "codec/json_memory.h"
#include "codec/source.h"

struct json_text {
	struct source *from;   /* of UTF-8 */
	size_t max;	       /* bytes that jansson may have in use */
	struct effort *effort; /* NULL: none is counted */
	struct fault *fault;   /* why it ended early, if it did */
	struct span left;      /* of the piece at hand */
	int line, column;      /* of the last byte that was taken; 1 and 0 at the start */
	bool begun;	       /* one that is no blank was taken */
	bool gone;	       /* there was no memory, and every value of this thread was given back: none may be touched */
};

enum { JSON_TEXT_END = -1, JSON_TEXT_FAILED = -2 };

/* The next byte that is no blank, which is not taken; JSON_TEXT_END; JSON_TEXT_FAILED with the fault set. */
int json_text_next(struct json_text *);

/* Takes the byte that json_text_next() gave. */
void json_text_take(struct json_text *);

/* FAULT_PROTOCOL: `wrong`, at the next byte. False. */
bool json_text_bad(struct json_text *, const char *wrong);

/*
 * The value that begins at the byte that json_text_next() gave; the caller releases it. NULL: FAULT_PROTOCOL, FAULT_LIMIT, FAULT_MEMORY (then
 * `gone` is set), or as the source says.
 */
json_t *json_text_value(struct json_text *);

#endif
