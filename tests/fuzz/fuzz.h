// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz - what the fuzz targets share
 *
 * A target decodes the bytes it is given and says with fuzz_reached() when it got as far as its decoder can. With
 * FUZZ_PLANT that is where a byte too much is written: a target that never gets there is seen, because it finds nothing.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

#define FUZZ(bytes) \
	static void fuzz(struct span bytes); \
	int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len) \
	{ \
		fuzz((struct span){ (const char *)at, len }); \
		return 0; \
	} \
	static void fuzz(struct span bytes)

enum { FUZZ_MEMORY_MAX = 64 * 1024 * 1024 };

/* Looks at every byte, so that one that is not there is noticed. */
static inline void fuzz_look(struct span s)
{
	volatile char seen = 0;

	for (size_t i = 0; i < s.len; i++)
		seen = (char)(seen ^ s.at[i]);
}

static inline void fuzz_look_text(const char *text)
{
	if (text)
		fuzz_look(span_of(text));
}

static inline void fuzz_reached(bool whole)
{
#ifdef FUZZ_PLANT
	volatile char *planted = malloc(8);

	planted[whole ? 8 : 0] = 1;
	free((void *)planted);
#else
	(void)whole;
#endif
}

/* What must hold whatever came. */
static inline void fuzz_must(bool holds)
{
	if (!holds)
		abort();
}

#endif
