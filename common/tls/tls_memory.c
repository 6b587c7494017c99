// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * tls_memory - was OpenSSL refused memory?
 *
 * OpenSSL reports a failed allocation like any other failure: a bad certificate, a broken message, a server with other demands.
 * So this file watches its allocations: a failure after a failed allocation is a fault of this host, not of the peer.
 */
#include "tls/openssl.h"

#include <stdatomic.h>
#include <stdlib.h>

/* OpenSSL passes no pointer of ours to these functions. */
static atomic_bool refused;

static void *take(size_t size, [[maybe_unused]] const char *file, [[maybe_unused]] int line)
{
	void *at = size ? malloc(size) : NULL;

	if (size && !at)
		refused = true;
	return at;
}

static void give_back(void *at, [[maybe_unused]] const char *file, [[maybe_unused]] int line)
{
	free(at);
}

static void *change(void *at, size_t size, const char *file, int line)
{
	if (!at || !size) {
		free(at);
		return take(size, file, line);
	}
	void *moved = realloc(at, size);
	if (!moved)
		refused = true;
	return moved;
}

void tls_memory_watch(void)
{
	(void)CRYPTO_set_mem_functions(take, change, give_back); /* too late for a program that has used OpenSSL before */
}

bool tls_memory_was_refused(void)
{
	return refused;
}
