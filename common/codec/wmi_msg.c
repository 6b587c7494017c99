// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wmi_msg - instances of WMI classes, from XML to a tree
 */
#include "codec/wmi_msg.h"

#include "base/buf.h"
#include "codec/xml.h"

enum { TEXT_MAX = 64 * 1024 };

struct ctx {
	struct arena *arena;
	struct fault *fault;
	struct tree *list;
	struct tree *item;     /* the instance that is open */
	struct tree *property; /* its property that is open */
	int inside;	       /* elements open within the instance */
	bool in_list;	       /* a list is open: what opens next in it is an instance */
	size_t count;
	struct tree_names names;
	struct buf text;
};

static bool is_instance(struct xml_name name)
{
	struct span class = name.space;

	if (!span_starts_nocase(class, SPAN(WMI_RESOURCE)))
		return false;
	return span_equal_nocase(span_skip(class, sizeof WMI_RESOURCE - 1), name.local);
}

static bool no_memory(struct ctx *r)
{
	return fault(r->fault, FAULT_MEMORY, 0, "out of memory while reading WMI instances");
}

static bool no_room(struct ctx *r)
{
	if (arena_is_late(r->arena, r->fault))
		return false;
	return r->arena->out_of_memory ? no_memory(r) :
	       fault(r->fault, FAULT_LIMIT, 0, "the WMI instances need more than %zu MiB", r->arena->ceiling >> 20);
}

static struct tree *node_add(struct ctx *r, struct tree *parent, enum tree_kind kind)
{
	struct tree *node = r->count++ < TREE_NODES_MAX ? tree_add(r->arena, parent, kind) : NULL;

	if (!node)
		no_room(r);
	return node;
}

static bool on_open(void *self, struct xml_name name, const struct xml_attribute *attributes, size_t count)
{
	struct ctx *r = self;

	if (!r->item) {
		bool found = r->in_list || is_instance(name);
		r->in_list |= span_equal(name.local, SPAN("Items")) || span_equal(name.local, SPAN(WMI_RESULTS));
		if (!found)
			return true;
		if (!(r->item = node_add(r, r->list, TREE_OBJECT)))
			return false;
		r->item->type = tree_name(&r->names, r->arena, name.local);
	} else if (r->inside == 1) {
		bool nil = span_equal_nocase(xml_attribute(attributes, count, "nil"), SPAN("true"));
		if (!(r->property = node_add(r, r->item, nil ? TREE_NIL : TREE_TEXT)))
			return false;
		r->property->name = tree_name(&r->names, r->arena, name.local);
		r->text.len = 0;
	}
	r->inside++;
	return true;
}

static bool on_text(void *self, struct span text)
{
	struct ctx *r = self;

	return !r->property || buf_add(&r->text, text) || (r->text.out_of_memory ? no_memory(r) :
		fault(r->fault, FAULT_LIMIT, 0, "a WMI property is longer than %d KiB", TEXT_MAX >> 10));
}

static bool on_close(void *self, [[maybe_unused]] struct xml_name name)
{
	struct ctx *r = self;

	if (!r->item) {
		r->in_list = false;
		return true;
	}
	r->inside--;
	if (r->inside == 1 && r->property) {
		tree_set_text(r->arena, r->property, buf_span(&r->text));
		r->property = NULL;
	}
	if (r->inside == 0)
		r->item = NULL;
	return true;
}

bool wmi_items_decode(struct source *document, struct arena *arena, struct tree *list, struct fault *f)
{
	static const struct xml_events events = { on_open, on_text, on_close };
	struct ctx r = { .arena = arena, .fault = f, .list = list, .text = BUF(TEXT_MAX) };

	bool read = xml_read(document, &events, &r, f);
	if (read && arena->failed)
		read = no_room(&r);
	buf_free(&r.text);
	return read;
}
