// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * unconfined - preloaded where valgrind counts: the thread that waits is not confined
 *
 * Its filter leaves a few calls, and valgrind makes calls of its own in each thread of what it runs. The filter of the run leaves those.
 */
#include <dlfcn.h>
#include <stdarg.h>
#include <sys/prctl.h>
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
