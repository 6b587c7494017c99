// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * arena - memory that is freed once
 *
 * For values that live and die together: the facts of a run, a decoded tree. Memory is zeroed and aligned for any type.
 * An arena has a ceiling, so that no peer can make us grow without end; one that is decoded into has a limit of time, too. Not for
 * secrets, and not shared by threads.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/effort.h"
#include "base/span.h"

struct arena {
	struct arena_block *newest;
	size_t used;	/* bytes handed out */
	size_t ceiling; /* most bytes handed out */
	bool failed;	/* an allocation was refused: the ceiling, or no memory */
	bool out_of_memory;	/* it was no memory */
	struct effort *effort;	/* each allocation is a step of it; once it is over, all are refused. NULL: none is counted */
};

#define ARENA(max) ((struct arena){ .ceiling = (max) })

/* Why an allocation was refused, if it was for the time: the fault is set. False: for another reason, or none was. */
bool arena_is_late(const struct arena *, struct fault *);

/* NULL when the ceiling, memory or the time does not allow it; then `failed` is set and stays. */
[[nodiscard]] void *arena_alloc(struct arena *, size_t size);

/* A list of `count` zeroed items; NULL as arena_alloc, also when the product overflows. */
[[nodiscard]] void *arena_list(struct arena *, size_t count, size_t item_size);

/*
 * A copy with a NUL at its end. Never NULL: without memory it is the empty text "" and `failed` is set, so that facts may
 * be filled without a look at each text. A NUL inside would end the copy before its time: it becomes U+FFFD, so that the copy equals
 * no shorter text.
 */
const char *arena_text(struct arena *, struct span);

/* The same with every byte as it is, for bytes that keep their length. */
const char *arena_bytes(struct arena *, struct span);

[[gnu::format(printf, 2, 3)]] const char *arena_printf(struct arena *, const char *format, ...);

void arena_free(struct arena *);

#endif
