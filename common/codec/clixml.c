// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * clixml - PowerShell's serialized objects, from XML to a tree
 *
 * A stack of open elements: each knows what it is and which node it works for. An object is given its RefId when it closes, so
 * that no reference can make a circle.
 */
#include "codec/clixml.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "codec/xml.h"

#include <stdlib.h>

enum { STACK_MAX = XML_DEPTH_MAX + 1 /* the list of all objects is the lowest */, TEXT_MAX = 4 * 1024 * 1024, REFS_MAX = TREE_NODES_MAX,
       TYPE_MAX = 1024 };

enum element {
	ELEMENT_ROOT,	   /* Objs */
	ELEMENT_OBJECT,	   /* Obj */
	ELEMENT_MEMBERS,   /* Props, MS */
	ELEMENT_ITEMS,	   /* LST, QUE, STK, IE */
	ELEMENT_DICTIONARY,/* DCT */
	ELEMENT_ENTRY,	   /* En */
	ELEMENT_TYPES,	   /* TN */
	ELEMENT_TYPE,	   /* T */
	ELEMENT_TYPE_REF,  /* TNRef */
	ELEMENT_TO_STRING, /* ToString */
	ELEMENT_REF,	   /* Ref */
	ELEMENT_NIL,	   /* Nil */
	ELEMENT_VALUE,	   /* S, B, I32, ... and what we do not know */
};

static const struct {
	const char *name;
	enum element element;
} elements[] = {
	{ CLIXML_ROOT, ELEMENT_ROOT },	{ "Obj", ELEMENT_OBJECT },	{ "Props", ELEMENT_MEMBERS },
	{ "MS", ELEMENT_MEMBERS },	{ "LST", ELEMENT_ITEMS },	{ "QUE", ELEMENT_ITEMS },
	{ "STK", ELEMENT_ITEMS },	{ "IE", ELEMENT_ITEMS },	{ "DCT", ELEMENT_DICTIONARY },
	{ "En", ELEMENT_ENTRY },	{ "TN", ELEMENT_TYPES },	{ "T", ELEMENT_TYPE },
	{ "TNRef", ELEMENT_TYPE_REF },	{ "ToString", ELEMENT_TO_STRING }, { "Ref", ELEMENT_REF },
	{ "Nil", ELEMENT_NIL },
};

struct open_element {
	enum element element;
	struct tree *node; /* what its children belong to, or the value it is */
	size_t ref;	   /* Obj, TN: its RefId; NO_REF */
	size_t cost_before; /* of all that was read */
};

enum { NO_REF = REFS_MAX };

struct ref {
	const void *value; /* NULL: none */
	size_t cost;
	bool has_nul; /* of a type */
};

struct refs {
	struct ref *at;
	size_t size;
};

struct ctx {
	const struct tree_wish *wish;
	struct arena *arena; /* of the wish */
	struct fault *fault;
	struct tree *objects;
	struct open_element stack[STACK_MAX];
	size_t depth, nodes;
	size_t cost; /* what it is to go through all that was read: nodes, each as often as it is referred to, and long texts */
	size_t repeated; /* how much of that is of references */
	struct refs objects_by_ref, types_by_ref;
	struct tree_names names;
	struct tree loose; /* stands for a value that joins no tree */
	struct buf text;
};

static enum element element_of(struct span name)
{
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
		if (span_equal(name, span_of(elements[i].name)))
			return elements[i].element;
	return ELEMENT_VALUE;
}

static bool no_memory(struct ctx *r)
{
	return fault(r->fault, FAULT_MEMORY, 0, "out of memory while reading CLIXML");
}

static bool no_room(struct ctx *r)
{
	if (arena_is_late(r->arena, r->fault))
		return false;
	if (r->arena->out_of_memory)
		return no_memory(r);
	return fault(r->fault, FAULT_LIMIT, 0, "the CLIXML needs more than %zu MiB", r->arena->ceiling >> 20);
}

/* ---- references ---- */

/* They count from 0, so one beyond what was read is a lie that would only cost memory. */
static bool ref_set(struct ctx *r, struct refs *refs, size_t ref, struct ref to)
{
	if (ref > r->nodes)
		return true;
	if (ref >= refs->size) {
		size_t size = ref * 2 + 64;
		struct ref *at = reallocarray(refs->at, size, sizeof *at);
		if (!at)
			return no_memory(r);
		memset(at + refs->size, 0, (size - refs->size) * sizeof *at);
		refs->at = at;
		refs->size = size;
	}
	refs->at[ref] = to;
	return true;
}

/*
 * The reader of the tree goes through it once more. That is limited by what was read itself, or a small document would be as much
 * work as its square.
 */
static struct ref ref_follow(struct ctx *r, const struct refs *refs, size_t ref)
{
	struct ref to = ref < refs->size ? refs->at[ref] : (struct ref){ 0 };

	r->cost += to.cost;
	r->repeated += to.cost;
	return to;
}

static size_t ref_of(const struct xml_attribute *attributes, size_t count)
{
	uint64_t ref;

	return span_number(xml_attribute(attributes, count, "RefId"), NO_REF - 1, &ref) ? (size_t)ref : NO_REF;
}

/* ---- texts: _xHHHH_ is a UTF-16 unit ---- */

static bool escape_at(struct span text, uint32_t *unit)
{
	if (text.len < 7 || text.at[0] != '_' || text.at[1] != 'x' || text.at[6] != '_')
		return false;
	*unit = 0;
	for (int i = 2; i < 6; i++) {
		int digit = span_hex_digit(text.at[i]);
		if (digit < 0)
			return false;
		*unit = *unit << 4 | (uint32_t)digit;
	}
	return true;
}

/* Decodes in place: an escape is never shorter than what it stands for. */
static struct span unescape(struct span text)
{
	char *out = (char *)text.at;
	size_t to = 0;

	for (size_t from = 0; from < text.len;) {
		struct span rest = { text.at + from, text.len - from };
		uint32_t unit, low;
		char utf8[4];
		if (!escape_at(rest, &unit)) {
			out[to++] = text.at[from++];
			continue;
		}
		from += 7;
		rest = (struct span){ text.at + from, text.len - from };
		if (unit >= 0xd800 && unit < 0xdc00 && escape_at(rest, &low) && low >= 0xdc00 && low < 0xe000) {
			unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
			from += 7;
		} else if (unit >= 0xd800 && unit < 0xe000) {
			unit = 0xfffd;
		}
		size_t len = utf8_encode(unit, utf8);
		memcpy(out + to, utf8, len);
		to += len;
	}
	return (struct span){ text.at, to };
}

static void text_charge(struct ctx *r, size_t bytes)
{
	enum { BYTES_LIKE_A_NODE = 64 };

	r->cost += bytes / BYTES_LIKE_A_NODE;
}

/* The text that was read becomes the node's. */
static void text_take(struct ctx *r, struct tree *node)
{
	text_charge(r, r->text.len);
	node->text = "";
	if (r->text.len)
		tree_set_text(r->arena, node, unescape(buf_span(&r->text)));
	r->text.len = 0;
}

/* ---- elements ---- */

static struct open_element *top(struct ctx *r)
{
	return &r->stack[r->depth - 1];
}

/* Members of a list (Count, Capacity) are of no use and would pass for items. */
static bool takes_children(const struct open_element *parent)
{
	switch (parent->element) {
	case ELEMENT_ROOT:
	case ELEMENT_ITEMS:
	case ELEMENT_ENTRY:
		return true;
	case ELEMENT_MEMBERS:
		return parent->node->kind == TREE_OBJECT;
	default:
		return false;
	}
}

/*
 * Does a value that nothing can refer to join no tree? Because its parent takes no children, or because it is a member of a list's
 * object that is not wanted.
 */
static bool is_loose(struct ctx *r, enum tree_kind kind, struct span name)
{
	enum { MEMBERS = 1, OBJECT, LIST };

	if (kind != TREE_OBJECT && !takes_children(&r->stack[r->depth - 1]))
		return true;
	if (!r->wish->wants || kind == TREE_OBJECT || !name.len || r->depth < LIST || r->stack[r->depth - MEMBERS].element != ELEMENT_MEMBERS)
		return false;
	enum element list = r->stack[r->depth - LIST].element;
	return (list == ELEMENT_ITEMS || list == ELEMENT_ROOT) && r->stack[r->depth - OBJECT].element == ELEMENT_OBJECT && !tree_wants(r->wish, &r->names, name);
}

static struct tree *node_open(struct ctx *r, enum tree_kind kind, struct span name)
{
	enum { REPEATED_ALWAYS = TREE_NODES_MAX / 10, REPEATED_TIMES = 16 };
	struct open_element *parent = top(r);

	text_charge(r, name.len);
	r->nodes++;
	if (++r->cost > TREE_NODES_MAX || r->repeated > REPEATED_ALWAYS + REPEATED_TIMES * (r->cost - r->repeated)) {
		fault(r->fault, FAULT_LIMIT, 0, "the CLIXML holds more than %d values, with what it refers to", TREE_NODES_MAX);
		return NULL;
	}
	if (is_loose(r, kind, name)) {
		r->loose = (struct tree){ .kind = kind, .name = "", .type = "", .text = "" };
		return &r->loose;
	}
	struct tree *node = tree_add(r->arena, takes_children(parent) ? parent->node : NULL, kind);
	if (!node)
		no_room(r);
	else if (name.len)
		node->name = tree_name(&r->names, r->arena, name);
	return node;
}

/* All but its name and place. Neither may get children any more. */
static void node_share(struct tree *node, const struct tree *with)
{
	node->kind = with->kind;
	node->type = with->type;
	node->text = with->text;
	node->has_nul = with->has_nul;
	node->first = with->first;
	node->last = with->last;
}

/* The node that the element's children belong to, or NULL with the fault set. */
static struct tree *node_for(struct ctx *r, enum element element, struct span name)
{
	switch (element) {
	case ELEMENT_ROOT:
		return r->objects;
	case ELEMENT_OBJECT:
		return node_open(r, TREE_OBJECT, name);
	case ELEMENT_VALUE:
		return node_open(r, TREE_TEXT, name);
	case ELEMENT_NIL:
	case ELEMENT_REF:
		return node_open(r, TREE_NIL, name);
	case ELEMENT_ENTRY: /* Key and Value gather in a node of their own, and its value joins the dictionary when it closes */
		return tree_add(r->arena, NULL, TREE_OBJECT);
	case ELEMENT_ITEMS:
		top(r)->node->kind = TREE_LIST;
		return top(r)->node;
	case ELEMENT_MEMBERS:
	case ELEMENT_DICTIONARY:
	case ELEMENT_TYPES:
	case ELEMENT_TYPE:
	case ELEMENT_TYPE_REF:
	case ELEMENT_TO_STRING:
		return top(r)->node;
	}
	return NULL;
}

static bool on_open(void *self, struct xml_name name, const struct xml_attribute *attributes, size_t count)
{
	struct ctx *r = self;
	enum element element = element_of(name.local);
	size_t ref = ref_of(attributes, count), cost_before = r->cost;

	struct tree *node = node_for(r, element, xml_attribute(attributes, count, "N"));
	if (!node)
		return r->fault->kind ? false : no_room(r);
	struct ref type = element == ELEMENT_TYPE_REF ? ref_follow(r, &r->types_by_ref, ref) : (struct ref){ 0 };
	if (type.value) {
		node->type = type.value;
		node->has_nul |= type.has_nul;
	}
	r->text.len = 0;
	r->stack[r->depth++] = (struct open_element){ element, node, ref, cost_before };
	return true;
}

static bool on_text(void *self, struct span text)
{
	struct ctx *r = self;
	enum element element = top(r)->element;

	if (element != ELEMENT_VALUE && element != ELEMENT_TO_STRING && element != ELEMENT_TYPE)
		return true;
	return buf_add(&r->text, text) || (r->text.out_of_memory ? no_memory(r) :
		fault(r->fault, FAULT_LIMIT, 0, "a CLIXML text is longer than %d MiB", TEXT_MAX >> 20));
}

/* En: the value, under the key's name, becomes a member of the dictionary. */
static void entry_close(struct ctx *r, struct tree *dictionary, const struct tree *entry)
{
	const char *key = tree_text(tree_member(entry, "Key"));
	const struct tree *value = tree_member(entry, "Value");
	struct tree *member = key && value ? tree_add(r->arena, dictionary, value->kind) : NULL;

	if (!member)
		return;
	member->name = key;
	node_share(member, value);
}

/* A value inside an object without a name is the object's own (an enum's number): its text, unless ToString gave one. */
static void value_close(struct ctx *r, struct tree *value)
{
	const struct open_element *parent = r->depth ? top(r) : NULL;
	bool is_of_object = parent && parent->element == ELEMENT_OBJECT && !parent->node->text[0];

	if (value == &r->loose && !is_of_object) {
		text_charge(r, r->text.len);
		r->text.len = 0;
		return;
	}
	text_take(r, value);
	if (is_of_object) {
		parent->node->text = value->text;
		parent->node->has_nul |= value->has_nul;
	}
}

/* The first of an object's types counts. One that is longer than any class's name is looked at with each object that refers to it. */
static void type_take(struct ctx *r, struct tree *object)
{
	text_charge(r, r->text.len);
	if (object->type[0] || r->text.len > TYPE_MAX)
		return;
	struct span type = unescape(buf_span(&r->text));
	object->type = tree_name(&r->names, r->arena, type);
	object->has_nul |= type.len && memchr(type.at, '\0', type.len);
}

static bool on_close(void *self, struct xml_name name)
{
	struct ctx *r = self;
	struct open_element closed = *top(r);
	const struct tree *named;

	(void)name;
	r->depth--;
	switch (closed.element) {
	case ELEMENT_VALUE:
		value_close(r, closed.node);
		return true;
	case ELEMENT_TO_STRING:
		text_take(r, closed.node);
		return true;
	case ELEMENT_TYPE:
		type_take(r, closed.node);
		return true;
	case ELEMENT_TYPES:
		return ref_set(r, &r->types_by_ref, closed.ref,
			       (struct ref){ closed.node->type, r->cost - closed.cost_before, closed.node->has_nul });
	case ELEMENT_OBJECT:
		return ref_set(r, &r->objects_by_ref, closed.ref, (struct ref){ closed.node, r->cost - closed.cost_before, false });
	case ELEMENT_REF: /* shared at the end: content of the Ref, which should have none, would join the shared object and could contain it */
		if ((named = ref_follow(r, &r->objects_by_ref, closed.ref).value))
			node_share(closed.node, named);
		return true;
	case ELEMENT_ENTRY:
		entry_close(r, top(r)->node, closed.node);
		return true;
	default:
		return true;
	}
}

bool clixml_decode(struct source *document, const struct tree_wish *wish, struct tree **objects, struct fault *f)
{
	struct arena *arena = wish->arena;
	static const struct xml_events events = { on_open, on_text, on_close };
	struct ctx r = { .wish = wish, .arena = arena, .fault = f, .text = BUF(TEXT_MAX) };

	*f = (struct fault){ 0 };
	r.objects = tree_add(arena, NULL, TREE_LIST);
	if (!r.objects)
		return no_room(&r);
	r.stack[r.depth++] = (struct open_element){ ELEMENT_ROOT, r.objects, NO_REF, 0 };
	bool read = xml_read(document, &events, &r, f);
	if (read && arena->failed)
		read = no_room(&r);
	buf_free(&r.text);
	free(r.objects_by_ref.at);
	free(r.types_by_ref.at);
	if (read)
		*objects = r.objects;
	return read;
}
