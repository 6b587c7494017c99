// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * short_io - preloaded: reads and writes move few bytes, and are interrupted
 *
 * SHORT_IO_MOST=N: bytes that one call moves at most. SHORT_IO_INTERRUPT=N: every N-th call moves none: EINTR, in turn with EAGAIN where
 * the descriptor is a socket or pipe that does not block; 0: none does.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t max = 1;
static unsigned long interrupts;
static atomic_ulong calls;

[[gnu::constructor]] static void begin(void)
{
	const char *bytes = getenv("SHORT_IO_MOST"), *often = getenv("SHORT_IO_INTERRUPT");

	max = bytes ? strtoul(bytes, NULL, 10) : 1;
	interrupts = often ? strtoul(often, NULL, 10) : 0;
}

static bool may_say_again(int fd)
{
	struct stat st;

	return (fcntl(fd, F_GETFL) & O_NONBLOCK) && fstat(fd, &st) == 0 && !S_ISREG(st.st_mode);
}

static bool is_interrupted(int fd)
{
	unsigned long number = atomic_fetch_add(&calls, 1);

	if (!interrupts || number % interrupts)
		return false;
	errno = (number / interrupts) % 2 && may_say_again(fd) ? EAGAIN : EINTR;
	return true;
}

/* A datagram is whole, or lost. */
static bool is_datagram(int fd)
{
	int type;
	socklen_t size = sizeof type;

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_DGRAM;
}

static size_t part(int fd, size_t size)
{
	return size < max || is_datagram(fd) ? size : max;
}

/* NOLINTNEXTLINE(bugprone-macro-parentheses): a name cannot stand in them */
#define NEXT(name) ((__typeof__(&name))(uintptr_t)dlsym(RTLD_NEXT, #name))

ssize_t read(int fd, void *to, size_t size)
{
	return is_interrupted(fd) ? -1 : NEXT(read)(fd, to, part(fd, size));
}

ssize_t write(int fd, const void *from, size_t size)
{
	return is_interrupted(fd) ? -1 : NEXT(write)(fd, from, part(fd, size));
}

ssize_t recv(int fd, void *to, size_t size, int flags)
{
	return is_interrupted(fd) ? -1 : NEXT(recv)(fd, to, part(fd, size), flags);
}

ssize_t send(int fd, const void *from, size_t size, int flags)
{
	return is_interrupted(fd) ? -1 : NEXT(send)(fd, from, part(fd, size), flags);
}
