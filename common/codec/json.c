// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * json - JSON documents, from text to a tree and back
 */
#include "codec/json.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <jansson.h>

enum { UTF8_MAX = 192 * 1024 * 1024 };

struct converting {
	struct arena *arena;
	struct fault *fault;
	size_t nodes;
};

/* ---- UTF-16, as Out-File of Windows PowerShell writes it ---- */

static bool utf16_to_utf8(struct span text, bool big, struct buf *out, struct fault *f)
{
	size_t broken;

	if (utf8_from_utf16(text, big, out, &broken))
		return true;
	if (out->failed)
		return fault(f, FAULT_MEMORY, 0, "out of memory while reading JSON");
	return fault(f, FAULT_PROTOCOL, 0, "broken or cut off UTF-16 at byte %zu", broken);
}

/* ---- jansson's values to ours ---- */

static bool convert(struct converting *, const json_t *, struct tree *parent, const char *name, int depth);

static bool convert_children(struct converting *c, const json_t *value, struct tree *node, int depth)
{
	if (json_is_array(value)) {
		for (size_t i = 0; i < json_array_size(value); i++)
			if (!convert(c, json_array_get(value, i), node, "", depth))
				return false;
		return true;
	}
	json_t *object = (json_t *)value; /* iterating takes no const, and changes nothing */
	for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at))
		if (!convert(c, json_object_iter_value(at), node, json_object_iter_key(at), depth))
			return false;
	return true;
}

static enum tree_kind kind_of(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT: return TREE_OBJECT;
	case JSON_ARRAY: return TREE_LIST;
	case JSON_NULL: return TREE_NIL;
	case JSON_STRING: return TREE_TEXT;
	default: return TREE_LITERAL;
	}
}

static const char *text_of(struct converting *c, const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_STRING:
		return arena_text(c->arena, (struct span){ json_string_value(value), json_string_length(value) });
	case JSON_INTEGER: return arena_printf(c->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	case JSON_REAL: return arena_printf(c->arena, "%.17g", json_real_value(value));
	case JSON_TRUE: return "true";
	case JSON_FALSE: return "false";
	default: return "";
	}
}

static bool convert(struct converting *c, const json_t *value, struct tree *parent, const char *name, int depth)
{
	if (depth > TREE_DEPTH_MAX)
		return fault(c->fault, FAULT_PROTOCOL, 0, "JSON nested deeper than %d", TREE_DEPTH_MAX);
	if (++c->nodes > TREE_NODES_MAX)
		return fault(c->fault, FAULT_LIMIT, 0, "the JSON holds more than %d values", TREE_NODES_MAX);
	struct tree *node = tree_add(c->arena, parent, kind_of(value));
	if (!node)
		return fault(c->fault, FAULT_MEMORY, 0, "the JSON needs more than %zu MiB", c->arena->ceiling >> 20);
	if (name[0])
		node->name = arena_text(c->arena, span_of(name));
	node->text = text_of(c, value);
	return (node->kind != TREE_LIST && node->kind != TREE_OBJECT) || convert_children(c, value, node, depth + 1);
}

static json_t *parse(struct span text, struct fault *f)
{
	json_error_t error;
	json_t *value = json_loadb(text.at ? text.at : "", text.len,
				   JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);

	if (!value)
		fault(f, FAULT_PROTOCOL, 0, "not JSON: %s at line %d, column %d", error.text, error.line, error.column);
	return value;
}

static json_t *parse_any(struct span document, struct fault *f)
{
	bool little = document.len >= 2 && memcmp(document.at, "\xff\xfe", 2) == 0;
	bool big = document.len >= 2 && memcmp(document.at, "\xfe\xff", 2) == 0;
	struct buf utf8 = BUF(UTF8_MAX);
	json_t *value = NULL;

	if (span_starts_nocase(document, SPAN("\xef\xbb\xbf")))
		return parse((struct span){ document.at + 3, document.len - 3 }, f);
	if (!little && !big)
		return parse(document, f);
	if (utf16_to_utf8((struct span){ document.at + 2, document.len - 2 }, big, &utf8, f))
		value = parse(buf_span(&utf8), f);
	buf_free(&utf8);
	return value;
}

bool json_decode(struct span document, struct arena *arena, struct tree **root, struct fault *f)
{
	struct converting c = { .arena = arena, .fault = f };
	struct tree *list = tree_add(arena, NULL, TREE_LIST);
	json_t *value = list ? parse_any(document, f) : NULL;

	if (!list)
		return fault(f, FAULT_MEMORY, 0, "out of memory while reading JSON");
	bool read = value && convert(&c, value, list, "", 0);
	json_decref(value);
	if (read && arena->failed)
		read = fault(f, FAULT_MEMORY, 0, "the JSON needs more than %zu MiB", arena->ceiling >> 20);
	if (read)
		*root = list->first;
	return read;
}

/* ---- our values to jansson's ---- */

static json_t *build(const struct tree *);

/* Takes the value; false: no memory, or a text that is no UTF-8. */
static bool attach(json_t *to, const char *name, json_t *value)
{
	return value && (json_is_array(to) ? json_array_append_new(to, value) : json_object_set_new(to, name, value)) == 0;
}

static json_t *build_children(const struct tree *node)
{
	json_t *value = node->kind == TREE_LIST ? json_array() : json_object();

	for (const struct tree *child = node->first; value && child; child = child->next)
		if (!attach(value, child->name, build(child))) {
			json_decref(value);
			return NULL;
		}
	return value;
}

static json_t *build(const struct tree *node)
{
	switch (node->kind) {
	case TREE_NIL:
		return json_null();
	case TREE_TEXT:
		return json_string(node->text);
	case TREE_LITERAL:
		return json_loads(node->text, JSON_DECODE_ANY, NULL);
	case TREE_LIST:
	case TREE_OBJECT:
		return build_children(node);
	}
	return NULL;
}

static int put(const char *text, size_t len, void *buf)
{
	return buf_add(buf, (struct span){ text, len }) ? 0 : -1;
}

bool json_encode(const struct tree *node, struct buf *to)
{
	json_t *value = build(node);
	bool encoded = value && json_dump_callback(value, put, to, JSON_INDENT(1) | JSON_ENCODE_ANY | JSON_REAL_PRECISION(12)) == 0;

	json_decref(value);
	return encoded && buf_text(to, "\n");
}
