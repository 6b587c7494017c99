// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * json - JSON documents, from text to a tree and back
 */
#include "codec/json.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <jansson.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdlib.h>

/* ---- memory: jansson's values take many times the bytes of the document ---- */

struct block {
	struct block *next, **from;
	max_align_t bytes[];
};

/* jansson takes its memory from functions without a context, so what a thread has in use has to stand here. */
static _Thread_local struct {
	struct block *blocks;
	size_t used;
	jmp_buf *give_up; /* NULL: jansson copes by itself with having got none */
} memory;

/*
 * A ceiling is not kept here, only counted: jansson is fed in small pieces, and fed no more once it has too much. It reads past its
 * buffer, or ends the program, when it gets no memory in the midst of a string: so it does not come back from here then.
 */
static void *take(size_t size)
{
	struct block *block = size <= SIZE_MAX - sizeof *block ? malloc(sizeof *block + size) : NULL;

	if (!block && memory.give_up)
		longjmp(*memory.give_up, 1);
	if (!block)
		return NULL;
	*block = (struct block){ .next = memory.blocks, .from = &memory.blocks };
	if (block->next)
		block->next->from = &block->next;
	memory.blocks = block;
	memory.used += malloc_usable_size(block);
	return block->bytes;
}

static void give_back(void *at)
{
	if (!at)
		return;
	struct block *block = (struct block *)((char *)at - offsetof(struct block, bytes));
	memory.used -= malloc_usable_size(block);
	*block->from = block->next;
	if (block->next)
		block->next->from = block->from;
	free(block);
}

static void give_back_all(void)
{
	for (struct block *next; memory.blocks; memory.blocks = next) {
		next = memory.blocks->next;
		free(memory.blocks);
	}
	memory.used = 0;
}

static void memory_begin(void)
{
	json_set_alloc_funcs(take, give_back);
}

/* ---- bytes for jansson, which takes UTF-8 only ---- */

enum encoding { NOT_KNOWN, UTF_8, UTF_16_LITTLE, UTF_16_BIG };

enum {
	PART_OF_CHARACTER = 3,
	UTF16_MAX = SOURCE_PIECE + PART_OF_CHARACTER,
	UTF8_MAX = UTF16_MAX / 2 * 3, /* the most that so much UTF-16 becomes */
};

struct feeding {
	struct source *from;
	struct fault *fault; /* why feeding ended early, if it did */
	size_t max;	     /* bytes that jansson may have in use */
	struct effort *effort; /* NULL: none is counted */
	enum encoding encoding;
	struct span left;  /* of the piece at hand */
	struct buf utf16;  /* what is left of earlier pieces: half a character at most, and the piece at hand */
	struct buf utf8;   /* the piece at hand, converted */
	size_t converted;  /* bytes of UTF-16 before `utf16` */
};

/* By the byte order mark, which is no part of the text. */
static struct span mark_take(struct feeding *feed, struct span piece)
{
	static const struct {
		struct span mark;
		enum encoding encoding;
	} marks[] = {
		{ { "\xff\xfe", 2 }, UTF_16_LITTLE },
		{ { "\xfe\xff", 2 }, UTF_16_BIG },
		{ { "\xef\xbb\xbf", 3 }, UTF_8 },
	};

	feed->encoding = UTF_8;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (span_starts(piece, marks[i].mark)) {
			feed->encoding = marks[i].encoding;
			feed->converted = marks[i].mark.len;
			return span_skip(piece, marks[i].mark.len);
		}
	return piece;
}

/* The end of a piece may part a character in two. */
static bool convert_utf16(struct feeding *feed, struct span piece)
{
	size_t whole = 0;

	feed->utf8.len = 0;
	bool all = buf_add(&feed->utf16, piece) &&
		   utf8_from_utf16(buf_span(&feed->utf16), feed->encoding == UTF_16_BIG, &feed->utf8, &whole);
	if (feed->utf16.failed || feed->utf8.failed)
		return fault(feed->fault, FAULT_MEMORY, 0, "no memory to read the JSON");
	if (!all && (piece.len == 0 || feed->utf16.len - whole > PART_OF_CHARACTER))
		return fault(feed->fault, FAULT_PROTOCOL, 0, "broken or cut off UTF-16 at byte %zu", feed->converted + whole);
	feed->converted += whole;
	buf_drop(&feed->utf16, whole);
	feed->left = buf_span(&feed->utf8);
	return true;
}

/* The next bytes into feed->left, which stays empty at the end. */
static bool refill(struct feeding *feed)
{
	struct span piece;

	do {
		if (!feed->from->next(feed->from, &piece, feed->fault))
			return false;
		bool end = piece.len == 0;
		if (feed->encoding == NOT_KNOWN)
			piece = mark_take(feed, piece);
		feed->left = piece;
		if (feed->encoding != UTF_8 && !convert_utf16(feed, piece))
			return false;
		if (end)
			return true;
	} while (feed->left.len == 0);
	return true;
}

static size_t feed_more(void *to, size_t room, void *user)
{
	struct feeding *feed = user;

	if (feed->effort && !effort_spend(feed->effort, room)) {
		effort_fault(feed->effort, feed->fault);
		return (size_t)-1;
	}
	if (memory.used > feed->max) {
		fault(feed->fault, FAULT_LIMIT, 0, "the JSON needs more than %zu MiB", feed->max >> 20);
		return (size_t)-1;
	}
	if (feed->left.len == 0 && !refill(feed))
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

/* NULL: for want of memory, if *out_of_memory; else as the error says. */
static json_t *load(struct feeding *feed, bool *out_of_memory, json_error_t *error)
{
	jmp_buf here;

	*out_of_memory = setjmp(here) != 0;
	if (*out_of_memory) {
		memory.give_up = NULL;
		give_back_all();
		return NULL;
	}
	memory.give_up = &here;
	json_t *value = json_load_callback(feed_more, feed, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, error);
	memory.give_up = NULL;
	return value;
}

static json_t *parse(struct source *document, const struct arena *arena, struct fault *f)
{
	struct fault broken = { 0 };
	struct feeding feed = { .from = document, .fault = &broken, .max = arena->ceiling, .effort = arena->effort,
				.utf16 = BUF(UTF16_MAX), .utf8 = BUF(UTF8_MAX) };
	json_error_t error;
	bool out_of_memory;

	memory_begin();
	json_t *value = load(&feed, &out_of_memory, &error);
	if (out_of_memory)
		fault(f, FAULT_MEMORY, 0, "no memory to read the JSON");
	else if (broken.kind != FAULT_NONE)
		*f = broken;
	else if (!value)
		fault(f, FAULT_PROTOCOL, 0, "%s: %s at line %d, column %d", words_of(&error), error.text, error.line, error.column);
	buf_free(&feed.utf16);
	buf_free(&feed.utf8);
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
	memory_begin();
	json_t *value = build(node);
	bool encoded = value && json_dump_callback(value, put, to, JSON_INDENT(1) | JSON_ENCODE_ANY | JSON_REAL_PRECISION(12)) == 0;

	json_decref(value);
	return encoded && buf_text(to, "\n");
}
