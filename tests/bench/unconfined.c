// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * unconfined - preloaded where valgrind counts: the thread that waits is not confined
 *
 * Its filter leaves a few calls, and valgrind makes calls of its own in each thread of what it runs. The filter of the run leaves those, but for
 * the signal by which valgrind ends a thread that waits: it has to look by itself.
 */
#undef _FORTIFY_SOURCE /* these functions are defined here */
#include <dlfcn.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

int prctl(int option, ...)
{
	unsigned long words[4];
	va_list rest;

	va_start(rest, option);
	for (int i = 0; i < 4; i++)
		words[i] = va_arg(rest, unsigned long);
	va_end(rest);
	if (option == PR_SET_SECCOMP && gettid() != getpid())
		return 0;
	int (*real)(int, ...) = (int (*)(int, ...))dlsym(RTLD_NEXT, "prctl");
	return real(option, words[0], words[1], words[2], words[3]);
}

/* The time-out is left out: nothing that is counted takes that long. */
int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *signals)
{
	int (*real)(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *) =
		(int (*)(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *))dlsym(RTLD_NEXT, "ppoll");
	int ready;

	if (gettid() == getpid())
		return real(fds, count, timeout, signals);
	while ((ready = real(fds, count, &(struct timespec){ .tv_nsec = 10000000 }, signals)) == 0)
		;
	return ready;
}
