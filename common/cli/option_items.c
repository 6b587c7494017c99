// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_items - options as they were given, before their values are read
 */
#include "cli/option_items.h"

struct option_items *option_items_new(struct options *o)
{
	struct option_items *items = arena_alloc(&o->arena, sizeof *items);

	if (items)
		*items = (struct option_items){ .end = &items->first };
	return items;
}

size_t option_items_count(const struct option_items *items)
{
	size_t count = 0;

	for (const struct option_item *item = items->first; item; item = item->next)
		count++;
	return count;
}

bool option_items_refuse(struct options *o, int at, size_t column)
{
	o->at = at;
	o->column = column;
	return false;
}

bool option_items_refuse_name(struct options *o, int at, size_t column, size_t end)
{
	o->end = end;
	return option_items_refuse(o, at, column);
}

bool option_items_refuse_value(struct options *o, const struct option_item *item, size_t at)
{
	o->separate = item->at && item->column == 0;
	return option_items_refuse(o, item->at, item->column + at);
}

bool option_items_add(struct options *o, struct option_items *items, const struct option_item *item)
{
	struct option_item *copy = arena_alloc(&o->arena, sizeof *copy);

	if (!copy)
		return false;
	*copy = *item;
	*items->end = copy;
	items->end = &copy->next;
	return true;
}
