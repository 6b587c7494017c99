// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * tree - what CLIXML, JSON and WMI items have in common
 */
#include "codec/tree.h"

static size_t hash_of(struct span name)
{
	uint32_t hash = 2166136261; /* FNV-1a */

	for (size_t i = 0; i < name.len; i++)
		hash = (hash ^ (unsigned char)name.at[i]) * 16777619;
	return hash;
}

/*
 * Where the name is, or an empty slot for it; NULL: neither. The looks are limited: names that a peer has chosen to share a hash are
 * copied.
 */
static const char **slot_of(struct tree_names *names, struct span name)
{
	enum { SLOTS = sizeof names->at / sizeof *names->at, LOOKS = 8 };

	if (name.len > TREE_NAME_KEPT_MAX)
		return NULL;
	size_t first = hash_of(name);
	for (size_t i = 0; i < LOOKS; i++) {
		const char **slot = &names->at[(first + i) % SLOTS];
		if (!*slot || span_equal(span_of(*slot), name))
			return slot;
	}
	return NULL;
}

const char *tree_name(struct tree_names *names, struct arena *arena, struct span name)
{
	const char **slot = slot_of(names, name);

	if (slot && *slot)
		return *slot;
	const char *copy = arena_text(arena, name);
	if (slot && names->count < TREE_NAMES_MAX) {
		*slot = copy;
		names->count++;
	}
	return copy;
}

bool tree_wants(const struct tree_wish *wish, struct tree_names *names, struct span name)
{
	enum { UNKNOWN, NO, YES };
	const char **slot = wish->wants ? slot_of(names, name) : NULL;

	if (!slot)
		return !wish->wants || wish->wants(name);
	unsigned char *wanted = &names->wanted[slot - names->at];
	if (!*slot && names->count < TREE_NAMES_MAX)
		(void)tree_name(names, wish->arena, name);
	if (!*slot)
		return wish->wants(name); /* no more are kept */
	if (*wanted == UNKNOWN)
		*wanted = wish->wants(name) ? YES : NO;
	return *wanted == YES;
}

struct tree *tree_add(struct arena *arena, struct tree *parent, enum tree_kind kind)
{
	struct tree *child = arena_alloc(arena, sizeof *child);

	if (!child)
		return NULL;
	*child = (struct tree){ .kind = kind, .name = "", .type = "", .text = "" };
	if (parent) {
		*(parent->last ? &parent->last->next : &parent->first) = child;
		parent->last = child;
	}
	return child;
}

struct tree *tree_put(struct arena *arena, struct tree *object, const char *name, enum tree_kind kind)
{
	struct tree *member = object ? tree_add(arena, object, kind) : NULL;

	if (member)
		member->name = arena_text(arena, span_of(name));
	return member;
}

void tree_put_text(struct arena *arena, struct tree *object, const char *name, const char *text)
{
	struct tree *member = tree_put(arena, object, name, text ? TREE_TEXT : TREE_NIL);

	if (member && text)
		member->text = arena_text(arena, span_of(text));
}

void tree_put_number(struct arena *arena, struct tree *object, const char *name, int64_t number)
{
	struct tree *member = tree_put(arena, object, name, TREE_LITERAL);

	if (member)
		member->text = arena_printf(arena, "%lld", (long long)number);
}

void tree_put_bool(struct arena *arena, struct tree *object, const char *name, bool value)
{
	struct tree *member = tree_put(arena, object, name, TREE_LITERAL);

	if (member)
		member->text = value ? "true" : "false";
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* pool_facts compares every member with every known name: most names differ in the first letter, where this loop ends. */
static bool is_named(const struct tree *member, const char *name)
{
	const char *own = member->name;

	while (*own && lower(*own) == lower(*name))
		own++, name++;
	return !*own && !*name;
}

const struct tree *tree_member(const struct tree *object, const char *name)
{
	if (!object || object->kind != TREE_OBJECT)
		return NULL;
	for (const struct tree *member = object->first; member; member = member->next)
		if (is_named(member, name))
			return member;
	return NULL;
}

/* PowerShell 5.1 writes an enum fetched from a remote session as {"value": 2, "Value": "Name"}: the spelling decides. */
static const struct tree *own_value(const struct tree *object)
{
	for (const struct tree *member = object->first; member; member = member->next)
		if (strcmp(member->name, "Value") == 0)
			return member;
	return tree_member(object, "value");
}

/* The node that holds the text of a value; NULL: nil or none. */
static const struct tree *holder_of(const struct tree *value)
{
	while (value && value->kind == TREE_OBJECT && !value->text[0])
		value = own_value(value);
	return !value || value->kind == TREE_NIL || value->kind == TREE_LIST ? NULL : value;
}

const char *tree_text(const struct tree *value)
{
	const struct tree *holder = holder_of(value);

	return holder && !holder->has_nul ? holder->text : NULL;
}

bool tree_has_nul(const struct tree *value)
{
	const struct tree *holder = holder_of(value);

	return holder && holder->has_nul;
}

const char *tree_words(const struct tree *value)
{
	const struct tree *holder = holder_of(value);

	return holder ? holder->text : NULL;
}

void tree_set_text(struct arena *arena, struct tree *node, struct span text)
{
	node->text = arena_text(arena, text);
	node->has_nul |= text.len && memchr(text.at, '\0', text.len);
}
