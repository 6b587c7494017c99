// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * json_memory - jansson's memory: counted, and freed at once if an allocation fails
 */
#include "codec/json_memory.h"

#include <malloc.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct block {
	struct block *next, **from;
	max_align_t bytes[];
};

/* jansson takes its memory from functions without a context, so what a thread has in use has to stand here. */
static _Thread_local struct {
	struct block *blocks;
	size_t used;
	jmp_buf *give_up; /* NULL: jansson copes by itself with having got none */
} memory;

/*
 * A ceiling is not kept here, only counted: jansson is fed in small pieces, and fed no more once it has too much. It reads past its
 * buffer, or ends the program, when it gets no memory in the midst of a string: so it does not come back from here then.
 */
static void *take(size_t size)
{
	struct block *block = size <= SIZE_MAX - sizeof *block ? malloc(sizeof *block + size) : NULL;

	if (!block && memory.give_up)
		longjmp(*memory.give_up, 1);
	if (!block)
		return NULL;
	*block = (struct block){ .next = memory.blocks, .from = &memory.blocks };
	if (block->next)
		block->next->from = &block->next;
	memory.blocks = block;
	memory.used += malloc_usable_size(block);
	return block->bytes;
}

static void give_back(void *at)
{
	if (!at)
		return;
	struct block *block = (struct block *)((char *)at - offsetof(struct block, bytes));
	memory.used -= malloc_usable_size(block);
	*block->from = block->next;
	if (block->next)
		block->next->from = block->from;
	free(block);
}

size_t json_memory_used(void)
{
	return memory.used;
}

json_t *json_memory_object(void)
{
	json_set_alloc_funcs(take, give_back);
	return json_object();
}

json_t *json_memory_load(json_memory_loader *load, void *user, json_error_t *error, bool *out_of_memory)
{
	jmp_buf here;

	json_set_alloc_funcs(take, give_back);
	*out_of_memory = setjmp(here) != 0;
	if (*out_of_memory) {
		memory.give_up = NULL;
		for (struct block *next; memory.blocks; memory.blocks = next) {
			next = memory.blocks->next;
			free(memory.blocks);
		}
		memory.used = 0;
		return NULL;
	}
	memory.give_up = &here;
	json_t *value = load(user, error);
	memory.give_up = NULL;
	return value;
}
