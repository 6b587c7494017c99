// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_ini - ini files of --extra-opts
 */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/ini.h"
#include "cli/nagiosplug.h"
#include "fuzz.h"

FUZZ(bytes)
{
	struct arena arena = ARENA(FUZZ_MEMORY_MAX);
	struct ini_place place;
	struct texts arguments = { 0 };
	struct fault f;
	char locator[64];
	int fd = memfd_create("ini", MFD_CLOEXEC);

	fuzz_must(fd >= 0 && write(fd, bytes.at, bytes.len) == (ssize_t)bytes.len);
	snprintf(locator, sizeof locator, "ours@/proc/self/fd/%d", fd);
	if (ini_find(locator, "check_push_federation", &arena, &place, &f) &&
	    nagiosplug_ini(place.path, place.section, &arena, &arguments, &f)) {
		for (size_t i = 0; i < arguments.count; i++)
			fuzz_look_text(arguments.at[i]);
		fuzz_reached(arguments.count > 1);
	}
	close(fd);
	arena_free(&arena);
}
