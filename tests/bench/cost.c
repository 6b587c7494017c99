// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cost - run a command COUNT times, silent, and write a line for each: wall us, CPU us, peak KiB, exit code
 *
 * A small program of its own, because what a process counts as its peak includes what its parent was before exec.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static long us(struct timeval t)
{
	return t.tv_sec * 1000000 + t.tv_usec;
}

static pid_t begun(char **command)
{
	pid_t pid = fork();

	if (pid == 0) {
		int fd = open("/dev/null", O_RDWR);

		dup2(fd, STDIN_FILENO);
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		execvp(*command, command);
		_exit(127);
	}
	if (pid < 0)
		err(1, "%s", *command);
	return pid;
}

int main(int argc, char **argv)
{
	if (argc < 3)
		errx(1, "usage: cost COUNT COMMAND...");
	for (long left = strtol(argv[1], NULL, 10); left > 0; left--) {
		struct rusage used;
		int status;
		long start = now_us();

		if (wait4(begun(argv + 2), &status, 0, &used) < 0)
			err(1, "wait4");
		printf("%ld %ld %ld %d\n", now_us() - start, us(used.ru_utime) + us(used.ru_stime), used.ru_maxrss,
		       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	}
	return 0;
}
