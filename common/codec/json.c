// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * json - JSON documents, from text to a tree
 */
#include "codec/json.h"

#include "codec/json_memory.h"
#include "codec/source_utf8.h"

/* ---- bytes for jansson ---- */

struct feeding {
	struct source *from; /* of UTF-8 */
	struct fault *fault; /* why feeding ended early, if it did */
	size_t max;	     /* bytes that jansson may have in use */
	struct effort *effort; /* NULL: none is counted */
	struct span left;    /* of the piece at hand */
};

static size_t feed_more(void *to, size_t room, void *user)
{
	struct feeding *feed = user;

	if (feed->effort && !effort_spend(feed->effort, room)) {
		effort_fault(feed->effort, feed->fault);
		return (size_t)-1;
	}
	if (json_memory_used() > feed->max) {
		fault(feed->fault, FAULT_LIMIT, 0, "the JSON needs more than %zu MiB", feed->max >> 20);
		return (size_t)-1;
	}
	if (feed->left.len == 0 && !feed->from->next(feed->from, &feed->left, feed->fault))
		return (size_t)-1;
	size_t count = feed->left.len < room ? feed->left.len : room;
	if (count)
		memcpy(to, feed->left.at, count);
	feed->left = span_skip(feed->left, count);
	return count;
}

/* ---- jansson's values to ours ---- */

struct converting {
	struct arena *arena;
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

static bool convert(struct converting *, json_t *, struct tree *parent, const char *name, int depth);

/* An item that was converted is freed at once: a list of ten thousand stands in memory once, not twice. */
static bool convert_items(struct converting *c, json_t *list, struct tree *node, int depth)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!convert(c, json_array_get(list, i), node, "", depth) || json_array_set_new(list, i, json_null()) != 0)
			return false;
	return true;
}

static bool convert_members(struct converting *c, json_t *object, struct tree *node, int depth)
{
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
	if (++c->nodes > TREE_NODES_MAX)
		return fault(c->fault, FAULT_LIMIT, 0, "the JSON holds more than %d values", TREE_NODES_MAX);
	struct tree *node = tree_add(c->arena, parent, kind_of(value));
	if (!node)
		return no_room(c);
	if (name[0])
		node->name = tree_name(&c->names, c->arena, span_of(name));
	switch (node->kind) {
	case TREE_LIST: return convert_items(c, value, node, depth + 1);
	case TREE_OBJECT: return convert_members(c, value, node, depth + 1);
	case TREE_TEXT:
		tree_set_text(c->arena, node, (struct span){ json_string_value(value), json_string_length(value) });
		return true;
	case TREE_LITERAL: node->text = literal_of(c, value); return true;
	case TREE_NIL: break;
	}
	return true;
}

static const char *words_of(const json_error_t *error)
{
	switch ((int)json_error_code(error)) {
	case json_error_duplicate_key: return "bad JSON";
	case json_error_invalid_utf8: return "neither UTF-8 nor UTF-16, save it as one of them";
	case json_error_premature_end_of_input: return error->position > 0 ? "the JSON is cut off" : "not JSON";
	default: return "not JSON";
	}
}

static json_t *load(void *user, json_error_t *error)
{
	return json_load_callback(feed_more, user, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, error);
}

static json_t *parse(struct source *document, const struct arena *arena, struct fault *f)
{
	struct fault broken = { 0 };
	struct source_utf8 utf8 = source_utf8(document);
	struct feeding feed = { .from = &utf8.source, .fault = &broken, .max = arena->ceiling, .effort = arena->effort };
	json_error_t error;
	bool out_of_memory;

	json_t *value = json_memory_load(load, &feed, &error, &out_of_memory);
	if (out_of_memory)
		fault(f, FAULT_MEMORY, 0, "no memory to read the JSON");
	else if (broken.kind != FAULT_NONE)
		*f = broken;
	else if (!value)
		fault(f, FAULT_PROTOCOL, 0, "%s: %s at line %d, column %d", words_of(&error), error.text, error.line, error.column);
	source_utf8_free(&utf8);
	return value;
}

bool json_read(struct source *document, struct arena *arena, struct tree **root, struct fault *f)
{
	struct converting c = { .arena = arena, .fault = f };
	struct tree *list = tree_add(arena, NULL, TREE_LIST);
	json_t *value = list ? parse(document, arena, f) : NULL;

	if (!list)
		return no_room(&c);
	bool read = value && convert(&c, value, list, "", 0);
	json_decref(value);
	if (read && arena->failed)
		read = no_room(&c);
	if (read)
		*root = list->first;
	return read;
}

bool json_decode(struct span document, struct arena *arena, struct tree **root, struct fault *f)
{
	struct source_memory source = source_memory(document);

	return json_read(&source.source, arena, root, f);
}
