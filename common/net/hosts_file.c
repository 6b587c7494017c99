// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * hosts_file - addresses of many names out of the hosts file, which is read once
 */
#include "net/hosts_file.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "net/resolve.h"

static int by_name(const void *a, const void *b)
{
	const struct host *const *one = a, *const *other = b;

	return strcasecmp((*one)->name, (*other)->name);
}

static size_t first_of(struct host *const *hosts, size_t count, const char *name)
{
	size_t low = 0;

	while (low < count) {
		size_t middle = low + (count - low) / 2;
		if (strcasecmp(hosts[middle]->name, name) < 0)
			low = middle + 1;
		else
			count = middle;
	}
	return low;
}

static bool add(struct host *h, const struct address *a, struct arena *arena)
{
	struct addresses *to = &h->addresses;

	if (!to->at)
		to->at = arena_list(arena, RESOLVE_ADDRESSES_MAX, sizeof *to->at);
	if (!to->at)
		return false;
	if (to->count < RESOLVE_ADDRESSES_MAX)
		to->at[to->count++] = *a;
	return true;
}

static void take_line(char *line, int family, struct host **hosts, size_t count, struct arena *arena)
{
	static const char blanks[] = " \t\r\n\v\f";
	unsigned char bytes[16];
	struct address a = { 0 };
	char *rest = NULL;

	line[strcspn(line, "#")] = '\0';
	const char *text = strtok_r(line, blanks, &rest);
	if (!text)
		return;
	a.family = strchr(text, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(a.family, text, bytes) != 1 || (family != AF_UNSPEC && family != a.family) ||
	    !inet_ntop(a.family, bytes, a.text, sizeof a.text))
		return;
	for (const char *name; (name = strtok_r(NULL, blanks, &rest));)
		for (size_t i = first_of(hosts, count, name); i < count && strcasecmp(hosts[i]->name, name) == 0; i++)
			if (!add(hosts[i], &a, arena))
				return;
}

/* IPv6 first, then in turns as long as there are both (RFC 8305 4); each family in the file's order. */
static void put_in_turns(struct addresses *a)
{
	struct address was[RESOLVE_ADDRESSES_MAX];
	size_t six = 0, four = 0;

	memcpy(was, a->at, a->count * sizeof *was);
	for (size_t i = 0; i < a->count;) {
		while (six < a->count && was[six].family != AF_INET6)
			six++;
		while (four < a->count && was[four].family != AF_INET)
			four++;
		if (six < a->count)
			a->at[i++] = was[six++];
		if (four < a->count)
			a->at[i++] = was[four++];
	}
}

void hosts_file_find(const char *path, int family, struct host **hosts, size_t count, struct arena *arena)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;

	qsort(hosts, count, sizeof(struct host *), by_name);
	while (file && getline(&line, &room, file) >= 0)
		take_line(line, family, hosts, count, arena);
	free(line);
	if (file)
		fclose(file);
	for (size_t i = 0; i < count; i++)
		if (hosts[i]->addresses.count > 1)
			put_in_turns(&hosts[i]->addresses);
}
