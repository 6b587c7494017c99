// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * http_memory - libcurl's memory
 */
#include "remote/http_memory.h"

#include <curl/curl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_bool refused;

static void *noted(void *at)
{
	if (!at)
		refused = true;
	return at;
}

static void *take(size_t size)
{
	return noted(malloc(size));
}

static void *take_zeroed(size_t count, size_t size)
{
	return noted(calloc(count, size));
}

static char *copy(const char *text)
{
	return noted(strdup(text));
}

static void wiping_free(void *at)
{
	if (at)
		explicit_bzero(at, malloc_usable_size(at));
	free(at);
}

static void *wiping_realloc(void *old, size_t size)
{
	size_t had = old ? malloc_usable_size(old) : 0;
	void *at = take(size);

	if (at && old) {
		memcpy(at, old, had < size ? had : size);
		wiping_free(old);
	}
	return at;
}

bool http_memory_begin(void)
{
	return curl_global_init_mem(CURL_GLOBAL_DEFAULT, take, wiping_free, wiping_realloc, copy, take_zeroed) == CURLE_OK;
}

bool http_memory_was_refused(void)
{
	return refused;
}
