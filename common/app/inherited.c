// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/inherited.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The lowest descriptor from `from` on that the word names behind a prefix; UINT_MAX: none. */
static unsigned next_behind(const char *word, const char *prefix, unsigned from)
{
	unsigned next = UINT_MAX;

	while ((word = strstr(word, prefix))) {
		word += strlen(prefix);
		unsigned long fd = strtoul(word, NULL, 10);

		if (fd >= from && fd < next)
			next = (unsigned)fd;
	}
	return next;
}

static unsigned next_named(char *const argv[], unsigned from)
{
	static const char *const prefixes[] = { "/dev/fd/", "/proc/self/fd/" };
	unsigned next = UINT_MAX;

	for (; *argv; argv++)
		for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
			unsigned fd = next_behind(*argv, prefixes[i], from);

			next = fd < next ? fd : next;
		}
	return next;
}

/* close_range(2) by its number: musl has no function for it. */
void inherited_close(char *const argv[])
{
	unsigned from = STDERR_FILENO + 1, named;

	do {
		named = next_named(argv, from);
		if (named > from)
			syscall(SYS_close_range, from, named == UINT_MAX ? UINT_MAX : named - 1, 0);
		from = named + 1;
	} while (named != UINT_MAX);
}
