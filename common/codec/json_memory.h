// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * json_memory - jansson's memory: counted, and freed at once if an allocation fails
 *
 * jansson's values take many times the bytes of the document, and jansson cannot go on without memory. One document at a time for each
 * thread. Included by json alone: it shows jansson's types.
 */
#ifndef CODEC_JSON_MEMORY_H
#define CODEC_JSON_MEMORY_H

#include <jansson.h>
#include <stdbool.h>

/* Bytes that this thread's values take now. */
size_t json_memory_used(void);

/* An empty object; NULL: no memory. It is gone, as all values are, once json_memory_load() was out of memory. */
json_t *json_memory_object(void);

/* Reads one document. */
typedef json_t *json_memory_loader(void *user, json_error_t *);

/*
 * Runs the loader. NULL: the document is bad, and *error says how; or *out_of_memory, and all that this thread had in use is given
 * back. The loader must own nothing then, for it does not return.
 */
json_t *json_memory_load(json_memory_loader *, void *user, json_error_t *error, bool *out_of_memory);

#endif
