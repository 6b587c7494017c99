// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * json - JSON documents, from text to a tree
 */
#include "codec/json.h"

#include "codec/json_value.h"
#include "codec/source_utf8.h"

/* ---- from jansson's values to a tree ---- */

struct converting {
	const struct tree_wish *wish;
	struct arena *arena; /* of the wish */
	struct fault *fault;
	struct tree_names names;
	size_t nodes;
};

static bool no_room(struct converting *c)
{
	if (arena_is_late(c->arena, c->fault))
		return false;
	if (c->arena->out_of_memory)
		return fault(c->fault, FAULT_MEMORY, 0, "no memory to read the JSON");
	return fault(c->fault, FAULT_LIMIT, 0, "the JSON needs more than %zu MiB", c->arena->ceiling >> 20);
}

static bool count_node(struct converting *c)
{
	return ++c->nodes <= TREE_NODES_MAX || fault(c->fault, FAULT_LIMIT, 0, "the JSON holds more than %d values", TREE_NODES_MAX);
}

static bool convert(struct converting *, json_t *, struct tree *parent, const char *name, int depth);

/* An item that was converted is freed at once: a list of ten thousand stands in memory once, not twice. */
static bool convert_items(struct converting *c, json_t *list, struct tree *node, int depth)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!convert(c, json_array_get(list, i), node, "", depth) || json_array_set_new(list, i, json_null()) != 0)
			return false;
	return true;
}

/* Of a list's object those that are wanted. */
static bool convert_members(struct converting *c, json_t *object, struct tree *node, bool of_list, int depth)
{
	bool all = !of_list || !c->wish->wants;

	for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at))
		if ((all || tree_wants(c->wish, &c->names, span_of(json_object_iter_key(at)))) &&
		    !convert(c, json_object_iter_value(at), node, json_object_iter_key(at), depth))
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

static const char *literal_of(struct converting *c, const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_INTEGER: return arena_printf(c->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	case JSON_REAL: return arena_printf(c->arena, "%.17g", json_real_value(value));
	case JSON_TRUE: return "true";
	case JSON_FALSE: return "false";
	default: return "";
	}
}

static bool convert(struct converting *c, json_t *value, struct tree *parent, const char *name, int depth)
{
	if (depth > TREE_DEPTH_MAX)
		return fault(c->fault, FAULT_PROTOCOL, 0, "JSON nested deeper than %d", TREE_DEPTH_MAX);
	if (!count_node(c))
		return false;
	struct tree *node = tree_add(c->arena, parent, kind_of(value));
	if (!node)
		return no_room(c);
	if (name[0])
		node->name = tree_name(&c->names, c->arena, span_of(name));
	switch (node->kind) {
	case TREE_LIST: return convert_items(c, value, node, depth + 1);
	case TREE_OBJECT: return convert_members(c, value, node, parent->kind == TREE_LIST, depth + 1);
	case TREE_TEXT:
		tree_set_text(c->arena, node, (struct span){ json_string_value(value), json_string_length(value) });
		return true;
	case TREE_LITERAL: node->text = literal_of(c, value); return true;
	case TREE_NIL: break;
	}
	return true;
}

/* ---- the outermost lists and objects, which may be long ---- */

struct reading {
	struct converting to;
	struct json_text text;
};

static bool read_value(struct reading *, struct tree *parent, const char *name, int depth);

static struct tree *node_open(struct converting *c, struct tree *parent, enum tree_kind kind, const char *name)
{
	if (!count_node(c))
		return NULL;
	struct tree *node = tree_add(c->arena, parent, kind);
	if (!node)
		no_room(c);
	else if (name[0])
		node->name = name;
	return node;
}

static bool read_list(struct reading *r, struct tree *list, int depth)
{
	json_text_take(&r->text);
	if (json_text_next(&r->text) == ']') {
		json_text_take(&r->text);
		return true;
	}
	for (;;) {
		if (!read_value(r, list, "", depth))
			return false;
		int next = json_text_next(&r->text);
		if (next != ',' && next != ']')
			return json_text_bad(&r->text, "',' or ']' expected");
		json_text_take(&r->text);
		if (next == ']')
			return true;
	}
}

/* The name of a member, kept with the tree; NULL: there is none, or it was there. */
static const char *read_key(struct reading *r, json_t *seen)
{
	struct json_text *t = &r->text;

	if (json_text_next(t) != '"') {
		json_text_bad(t, "string or '}' expected");
		return NULL;
	}
	json_t *key = json_text_value(t);
	if (!key)
		return NULL;
	const char *text = json_string_value(key), *name = NULL;
	if (strlen(text) != json_string_length(key))
		fault(t->fault, FAULT_PROTOCOL, 0, "not JSON: NUL byte in object key not supported at line %d, column %d", t->line, t->column);
	else if (json_object_get(seen, text))
		fault(t->fault, FAULT_PROTOCOL, 0, "bad JSON: duplicate object key near '\"%.60s\"' at line %d, column %d", text, t->line, t->column);
	else if (json_object_set_new(seen, text, json_null()) != 0)
		fault(t->fault, FAULT_MEMORY, 0, "no memory to read the JSON");
	else
		name = tree_name(&r->to.names, r->to.arena, span_of(text));
	json_decref(key);
	return name;
}

static bool read_members(struct reading *r, struct tree *object, json_t *seen, int depth)
{
	for (;;) {
		const char *name = read_key(r, seen);
		if (!name)
			return false;
		if (json_text_next(&r->text) != ':')
			return json_text_bad(&r->text, "':' expected");
		json_text_take(&r->text);
		if (!read_value(r, object, name, depth))
			return false;
		int next = json_text_next(&r->text);
		if (next != ',' && next != '}')
			return json_text_bad(&r->text, "',' or '}' expected");
		json_text_take(&r->text);
		if (next == '}')
			return true;
	}
}

static bool read_object(struct reading *r, struct tree *object, int depth)
{
	json_text_take(&r->text);
	if (json_text_next(&r->text) == '}') {
		json_text_take(&r->text);
		return true;
	}
	json_t *seen = json_memory_object();
	bool read = seen ? read_members(r, object, seen, depth) : fault(r->text.fault, FAULT_MEMORY, 0, "no memory to read the JSON");
	if (!r->text.gone)
		json_decref(seen);
	return read;
}

/*
 * Apart is read what may hold a long list: the document, what its members are, and lists in either. Windows PowerShell 5.1 writes such a
 * member as {"value": [...], "Count": n}. All else, and each item, is read at once.
 */
static bool is_read_apart(int first, const struct tree *parent, int depth)
{
	enum { LISTS_DEPTH = 3, OBJECTS_DEPTH = 2 };

	return (first == '[' && depth < LISTS_DEPTH) ||
	       (first == '{' && (depth == 0 || (depth < OBJECTS_DEPTH && parent->kind == TREE_OBJECT)));
}

static bool read_value(struct reading *r, struct tree *parent, const char *name, int depth)
{
	int first = json_text_next(&r->text);

	if (is_read_apart(first, parent, depth)) {
		struct tree *node = node_open(&r->to, parent, first == '[' ? TREE_LIST : TREE_OBJECT, name);
		return node && (first == '[' ? read_list(r, node, depth + 1) : read_object(r, node, depth + 1));
	}
	json_t *value = first == JSON_TEXT_END ? NULL : json_text_value(&r->text);
	if (!value)
		return first == JSON_TEXT_END && json_text_bad(&r->text, "unexpected token");
	bool read = convert(&r->to, value, parent, name, depth);
	json_decref(value);
	return read;
}

bool json_read(struct source *document, const struct tree_wish *wish, struct tree **root, struct fault *f)
{
	struct arena *arena = wish->arena;
	struct source_utf8 utf8 = source_utf8(document);
	struct fault broken = { 0 };
	struct reading r = { .to = { .wish = wish, .arena = arena, .fault = &broken },
			     .text = { .from = &utf8.source, .max = arena->ceiling, .effort = arena->effort, .fault = &broken, .line = 1 } };
	struct tree *list = tree_add(arena, NULL, TREE_LIST);

	if (!list)
		no_room(&r.to);
	bool read = list && read_value(&r, list, "", 0);
	if (read && json_text_next(&r.text) != JSON_TEXT_END)
		read = json_text_bad(&r.text, "end of file expected");
	if (read && arena->failed)
		read = no_room(&r.to);
	source_utf8_free(&utf8);
	if (read)
		*root = list->first;
	else
		*f = broken;
	return read;
}

bool json_decode(struct span document, struct arena *arena, struct tree **root, struct fault *f)
{
	struct source_memory source = source_memory(document);

	return json_read(&source.source, &(struct tree_wish){ arena, NULL }, root, f);
}
