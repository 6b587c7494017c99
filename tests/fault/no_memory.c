// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * no_memory - preloaded: the n-th allocation of a program fails
 *
 * NO_MEMORY_AT=N: the N-th, of the program or any library of it. NO_MEMORY_PLACES=FILE: none fails; the number of every allocation
 * that comes from a call stack not seen before is written there at the end, one a line, and on the last line how many there were in
 * all. NO_MEMORY_OURS: only the program's own frames count in a call stack, so that what a library allocates for one call is one place.
 * With AddressSanitizer below, its allocator is the one that is asked.
 */
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* AddressSanitizer's, where it is; else libc's */
[[gnu::weak]] void *__interceptor_malloc(size_t);
[[gnu::weak]] void *__interceptor_calloc(size_t, size_t);
[[gnu::weak]] void *__interceptor_realloc(void *, size_t);
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

enum { DEPTH = 64, SEEN_MAX = 1 << 16 };

static atomic_long counted;
static long fails_at; /* 0: none */
static const char *places_path;
static uintptr_t from, to = UINTPTR_MAX; /* the frames that count */
static atomic_bool begun;
static _Thread_local bool looking; /* the look itself may allocate */

/* ---- call stacks ---- */

static _Atomic uint64_t seen[SEEN_MAX]; /* hashes, open addressing; 0: free */
static long places[SEEN_MAX / 2];
static atomic_size_t place_count;

static uint64_t stack_hash(void)
{
	void *at[DEPTH];
	uint64_t hash = 14695981039346656037u;

	for (int i = 0, depth = backtrace(at, DEPTH); i < depth; i++)
		if ((uintptr_t)at[i] >= from && (uintptr_t)at[i] < to)
			hash = (hash ^ (uintptr_t)at[i]) * 1099511628211u;
	return hash ? hash : 1;
}

static bool is_new(uint64_t hash)
{
	for (size_t i = hash % SEEN_MAX;; i = (i + 1) % SEEN_MAX) {
		uint64_t free = 0;

		if (atomic_compare_exchange_strong(&seen[i], &free, hash))
			return true;
		if (free == hash)
			return false;
	}
}

static void look(long number)
{
	looking = true;
	if (is_new(stack_hash())) {
		size_t place = atomic_fetch_add(&place_count, 1);

		if (place < sizeof places / sizeof *places)
			places[place] = number;
	}
	looking = false;
}

/* ---- beginning and end ---- */

/* The program is the first of the loaded objects. */
static int program_is(struct dl_phdr_info *info, size_t, void *)
{
	for (int i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_LOAD && (info->dlpi_phdr[i].p_flags & PF_X)) {
			from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
			to = from + info->dlpi_phdr[i].p_memsz;
		}
	return 1;
}

[[gnu::constructor]] static void begin(void)
{
	const char *at = getenv("NO_MEMORY_AT");
	void *one;

	(void)backtrace(&one, 1); /* loads what it needs */
	fails_at = at ? strtol(at, NULL, 10) : 0;
	places_path = getenv("NO_MEMORY_PLACES");
	if (getenv("NO_MEMORY_OURS"))
		(void)dl_iterate_phdr(program_is, NULL);
	begun = true;
}

[[gnu::destructor]] static void end(void)
{
	int fd;

	begun = false;
	if (!places_path || (fd = open(places_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) < 0)
		return;
	for (size_t i = 0; i < place_count && i < sizeof places / sizeof *places; i++)
		dprintf(fd, "%ld\n", places[i]);
	dprintf(fd, "%ld\n", atomic_load(&counted));
	close(fd);
}

/* The plugins end without exit handlers. */
void _exit(int code)
{
	end();
	for (;;)
		syscall(SYS_exit_group, code);
}

static bool fails(void)
{
	if (!begun || looking)
		return false;
	long number = atomic_fetch_add(&counted, 1) + 1;
	if (places_path)
		look(number);
	if (number != fails_at)
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	if (fails())
		return NULL;
	return __interceptor_malloc ? __interceptor_malloc(size) : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	if (fails())
		return NULL;
	return __interceptor_calloc ? __interceptor_calloc(count, size) : __libc_calloc(count, size);
}

void *realloc(void *at, size_t size)
{
	if (fails())
		return NULL;
	return __interceptor_realloc ? __interceptor_realloc(at, size) : __libc_realloc(at, size);
}
