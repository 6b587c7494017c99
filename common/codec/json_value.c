// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * json_value - one JSON value after another out of a document, each read by jansson
 */
#include "codec/json_value.h"

#include <string.h>

enum { LITERAL_MAX = 1024 };
enum { FLAGS = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL };

/* ---- bytes ---- */

/* Is there one? False: the end, or a fault. */
static bool fill(struct json_text *t)
{
	return t->left.len || (t->fault->kind == FAULT_NONE && t->from->next(t->from, &t->left, t->fault) && t->left.len);
}

static void take(struct json_text *t, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		unsigned char byte = (unsigned char)t->left.at[i];
		t->line += byte == '\n';
		t->column = byte == '\n' ? 0 : t->column + (byte < 0x80 || byte >= 0xc0);
	}
	t->left = span_skip(t->left, count);
}

int json_text_next(struct json_text *t)
{
	while (fill(t)) {
		size_t blanks = 0;
		while (blanks < t->left.len && span_is_blank(t->left.at[blanks]))
			blanks++;
		if (t->effort && !effort_spend(t->effort, 1 + blanks)) {
			effort_fault(t->effort, t->fault);
			return JSON_TEXT_FAILED;
		}
		take(t, blanks);
		if (t->left.len)
			return (unsigned char)t->left.at[0];
	}
	return t->fault->kind == FAULT_NONE ? JSON_TEXT_END : JSON_TEXT_FAILED;
}

void json_text_take(struct json_text *t)
{
	t->begun = true;
	take(t, 1);
}

bool json_text_bad(struct json_text *t, const char *wrong)
{
	int next = json_text_next(t);

	if (next == JSON_TEXT_FAILED)
		return false;
	if (next == JSON_TEXT_END)
		return fault(t->fault, FAULT_PROTOCOL, 0, "%s: %s near end of file at line %d, column %d", t->begun ? "the JSON is cut off" : "not JSON",
			     wrong, t->line, t->column);
	if (next > ' ' && next < 0x7f)
		return fault(t->fault, FAULT_PROTOCOL, 0, "not JSON: %s near '%c' at line %d, column %d", wrong, next, t->line, t->column + 1);
	return fault(t->fault, FAULT_PROTOCOL, 0, "not JSON: %s near byte 0x%02x at line %d, column %d", wrong, (unsigned)next, t->line, t->column + 1);
}

/* ---- one value ---- */

struct loading {
	struct json_text *text;
	char last; /* what a value of its kind ends with */
	char literal[LITERAL_MAX];
	size_t literal_len;
};

/* Up to the next byte that the value may end with: there jansson is to have no more, in case that it does. */
static size_t feed(void *to, size_t room, void *user)
{
	const struct loading *loading = user;
	struct json_text *t = loading->text;

	if (json_memory_used() > t->max) {
		fault(t->fault, FAULT_LIMIT, 0, "the JSON needs more than %zu MiB", t->max >> 20);
		return (size_t)-1;
	}
	if (!fill(t))
		return t->fault->kind == FAULT_NONE ? 0 : (size_t)-1;
	size_t most = t->left.len < room ? t->left.len : room;
	const char *end = memchr(t->left.at, loading->last, most);
	size_t count = end ? (size_t)(end - t->left.at) + 1 : most;
	if (t->effort && !effort_spend(t->effort, count)) {
		effort_fault(t->effort, t->fault);
		return (size_t)-1;
	}
	memcpy(to, t->left.at, count);
	take(t, count);
	return count;
}

static json_t *load(void *user, json_error_t *error)
{
	struct loading *loading = user;

	if (loading->literal_len)
		return json_loadb(loading->literal, loading->literal_len, FLAGS, error);
	return json_load_callback(feed, loading, FLAGS | JSON_DISABLE_EOF_CHECK, error);
}

static bool is_of_literal(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '+' || byte == '-' || byte == '.';
}

/* A number or a word; of what is neither, its first byte, of which jansson says what is wrong. */
static bool literal_take(struct json_text *t, struct loading *loading)
{
	if (strchr(",]}", t->left.at[0]))
		return json_text_bad(t, "unexpected token");
	do {
		if (loading->literal_len == LITERAL_MAX)
			return json_text_bad(t, "number or word that is too long");
		loading->literal[loading->literal_len++] = t->left.at[0];
		take(t, 1);
	} while (is_of_literal(loading->literal[0]) && fill(t) && is_of_literal(t->left.at[0]));
	return t->fault->kind == FAULT_NONE;
}

static const char *words_of(const json_error_t *error)
{
	switch ((int)json_error_code(error)) {
	case json_error_duplicate_key: return "bad JSON";
	case json_error_invalid_utf8: return "neither UTF-8 nor UTF-16, save it as one of them";
	case json_error_premature_end_of_input: return "the JSON is cut off";
	default: return "not JSON";
	}
}

json_t *json_text_value(struct json_text *t)
{
	struct loading loading = { .text = t };
	int first = json_text_next(t), line = t->line, column = t->column;
	json_error_t error;
	bool out_of_memory;

	if (first == JSON_TEXT_FAILED)
		return NULL;
	loading.last = first == '{' ? '}' : first == '[' ? ']' : first == '"' ? '"' : '\0';
	if (!loading.last && !literal_take(t, &loading))
		return NULL;
	t->begun = true;
	json_t *value = json_memory_load(load, &loading, &error, &out_of_memory);
	t->gone |= out_of_memory;
	if (out_of_memory)
		fault(t->fault, FAULT_MEMORY, 0, "no memory to read the JSON");
	else if (!value && t->fault->kind == FAULT_NONE) /* jansson counts from the value's first byte */
		fault(t->fault, FAULT_PROTOCOL, 0, "%s: %s at line %d, column %d", words_of(&error), error.text, line + error.line - 1,
		      error.line == 1 ? column + error.column : error.column);
	return value;
}
