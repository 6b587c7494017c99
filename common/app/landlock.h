// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * landlock - only these files, only these ports
 *
 * Linux' Landlock by its system calls, so that a build needs no new headers: what this kernel knows is asked of it. Nothing can
 * be written, made, removed or executed; read and connected to only what was allowed.
 * Source: Linux, Documentation/userspace-api/landlock.rst.
 */
#ifndef APP_LANDLOCK_H
#define APP_LANDLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct landlock {
	int version; /* of the kernel's rules, 1 and up; 0: it has none, and all below does nothing */
	bool ports;  /* connections are ruled too: from version 4 on, if that was wanted */
	int rules;   /* descriptor; -1: none */
};

void landlock_begin(struct landlock *, bool ports);

/* A file, or all below a directory; what is not there is passed over. */
void landlock_may_read(struct landlock *, const char *path);
/*
 * A directory, and what the links in it lead to. `known`, NULL behind the last, are directories ("/usr/share/") that may be read
 * anyway: links that name one are passed over.
 */
void landlock_may_follow(struct landlock *, const char *directory, const char *const *known);
void landlock_may_connect(struct landlock *, uint16_t port);

/* In force for this thread and those it begins, for good. False: it is not, version is 0 now. */
bool landlock_enter(struct landlock *);

#endif
