// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fact_table - the fields of facts, as rows
 *
 * Code that walks all facts (recording, replay) walks this one table. A row has the field's offset, its name in recordings, and the
 * values that it may have, so that replay refuses a forged recording. tests/unit/test_fact_table.c proves that every field of
 * facts has a row: a new field needs a row here, or a place in that test's list of fields that are no facts.
 */
#ifndef MODEL_FACT_TABLE_H
#define MODEL_FACT_TABLE_H

#include "model/facts.h"

enum field_type {
	FIELD_TEXT,   /* const char *, any bytes but NUL; never NULL */
	FIELD_TEXT_OR_NULL,
	FIELD_CHARS,  /* char[size], a text in place */
	FIELD_BOOL,
	FIELD_NUMBER, /* an integer or enum of `size` bytes, low to high */
	FIELD_STRUCT, /* `of`, in place */
	FIELD_ARRAY,  /* `of`, in place, `limit` of them; with a count only so many */
	FIELD_LIST,   /* pointer to `of` items and their count, at most `limit` */
	FIELD_TEXTS,  /* struct text_list */
	FIELD_WIRE,   /* struct wire: its events */
	FIELD_POINTER,/* pointer to one `of`, or NULL */
};

struct field {
	const char *name; /* NULL ends the table */
	const char *in;	  /* the struct that it is a field of: "tls"; all rows of a table name the same */
	enum field_type type;
	size_t offset, size; /* of the field; of ARRAY, LIST, POINTER: size of an item */
	int64_t low, high;   /* NUMBER */
	size_t count_offset; /* LIST, ARRAY: of its size_t; NO_COUNT: always `limit` */
	size_t limit;
	const struct field *of;
	bool (*absent)(const void *holder); /* BOOL: its value in a recording that lacks it, from the rows before it; NULL: as initialised */
};

enum { FIELD_NO_COUNT = -1 };

extern const struct field fact_table[]; /* of struct facts */
extern const struct field fact_object_table[]; /* of struct pool_object */
extern const struct field fact_target_table[]; /* of struct target, which has an arena of its own */

/* Number fields, whatever their width. */
int64_t field_number(const struct field *, const void *holder);
/* False: out of the row's range; nothing is written. */
[[nodiscard]] bool field_set_number(const struct field *, void *holder, int64_t value);

#endif
