// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * pairs - the objects of two sections, those of one name together
 */
#include "judge/pairs.h"

#include <stdlib.h>
#include <strings.h>

static struct span without_dot(const char *name)
{
	struct span text = span_of(name);

	if (text.len && text.at[text.len - 1] == '.')
		text.len--;
	return text;
}

int pairs_name_order(const char *a, const char *b)
{
	struct span first = without_dot(a), second = without_dot(b);
	int order = strncasecmp(first.at, second.at, first.len < second.len ? first.len : second.len);

	return order ? order : (first.len > second.len) - (first.len < second.len);
}

/* The key of an object. */
static const char *name_of(const struct pool_object *o)
{
	const struct pool_detail *d = pool_detail(o);
	const char *const names[] = { o->identity, o->domain, o->replica_fqdn, d->use, d->name, d->site, o->pool_fqdn };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i] && *names[i])
			return names[i];
	return "";
}

/* Those of one name stay in the order of their section, which is that of the addresses. */
static int entry_order(const void *a, const void *b)
{
	const struct pairs_entry *x = a, *y = b;
	int order = pairs_name_order(x->name, y->name);

	return order ? order : (x->object > y->object) - (x->object < y->object);
}

/* One entry more than objects, for the end. */
static struct pairs_entry *sorted(const struct pool_section *s, struct arena *arena)
{
	struct pairs_entry *list = arena_list(arena, s->count + 1, sizeof *list);

	for (size_t i = 0; list && i < s->count; i++)
		list[i] = (struct pairs_entry){ name_of(&s->objects[i]), &s->objects[i] };
	if (list)
		qsort(list, s->count, sizeof *list, entry_order);
	return list;
}

struct pairs pairs_of(const struct pool_section *first, const struct pool_section *second, struct arena *arena)
{
	struct pairs pairs = { sorted(first, arena), sorted(second, arena) };

	return pairs.first && pairs.second ? pairs : (struct pairs){ 0 };
}

bool pairs_next(struct pairs *p, struct pair *pair)
{
	if (!p->first || (!p->first->object && !p->second->object))
		return false;
	int order = !p->first->object ? 1 : !p->second->object ? -1 : pairs_name_order(p->first->name, p->second->name);
	*pair = (struct pair){ .name = order > 0 ? p->second->name : p->first->name };
	if (order <= 0)
		pair->first = p->first++->object;
	if (order >= 0)
		pair->second = p->second++->object;
	return true;
}
