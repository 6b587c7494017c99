// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * filter_table - the filters of system calls as tables in C, for the machine that this runs on
 *
 * Writes common/app/filter.c's table to standard output: each filter as libseccomp exports it, and where in it our own process id stands,
 * found by exporting it for several of them. Exit code 1: libseccomp does not take all rules, or does not put them together alike.
 */
#include <err.h>
#include <errno.h>
#include <linux/filter.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "app/filter_rules.h"

struct program {
	struct sock_filter at[BPF_MAXINSNS];
	size_t count;
};

/* As a binary tree where this libseccomp can (2.5): the kernel looks at fewer instructions in each call. */
static void export_program(bool name_services, pid_t own, struct program *to)
{
	struct filter_missing missing;
	scmp_filter_ctx rules = filter_rules_new(name_services, own, &missing);
	int fd = memfd_create("filter", MFD_CLOEXEC), error;

	if (!rules || fd < 0)
		err(1, "no memory for the filter");
	if (missing.count || missing.foreign != 0)
		errx(1, "libseccomp refuses call %d: %s", missing.count ? missing.calls[0] : -1, strerror(missing.count ? -missing.error : -missing.foreign));
	(void)seccomp_attr_set(rules, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if ((error = seccomp_export_bpf(rules, fd)) != 0)
		errx(1, "libseccomp exports no filter: %s", strerror(-error));
	ssize_t size = pread(fd, to->at, sizeof to->at, 0);
	if (size <= 0 || (size_t)size == sizeof to->at || (size_t)size % sizeof *to->at)
		errx(1, "a filter of %zd bytes", size);
	to->count = (size_t)size / sizeof *to->at;
	seccomp_release(rules);
	close(fd);
}

/* Instruction by instruction alike, but for the process id? */
static bool is_own(const struct program *one, pid_t own, const struct program *other, pid_t other_own, size_t i)
{
	const struct sock_filter *a = &one->at[i], *b = &other->at[i];

	if (one->count != other->count || a->code != b->code || a->jt != b->jt || a->jf != b->jf)
		errx(1, "libseccomp puts filters of two processes together in different ways");
	if (a->k == b->k)
		return false;
	if (a->k != (unsigned)own || b->k != (unsigned)other_own)
		errx(1, "a number that is no process id differs by process");
	return true;
}

static size_t write_filter(const char *name, bool name_services, struct program programs[3])
{
	static const pid_t own[] = { 0x2a5a5a5, 77, 0x3ffffff };
	size_t count = 0;

	for (size_t i = 0; i < 3; i++)
		export_program(name_services, own[i], &programs[i]);
	printf("static const struct sock_filter filter_%s[] = {\n", name);
	for (size_t i = 0; i < programs[0].count; i++) {
		const struct sock_filter *s = &programs[0].at[i];
		printf("\t{ 0x%02x, %u, %u, 0x%x },\n", s->code, s->jt, s->jf, s->k);
	}
	printf("};\nstatic const unsigned short filter_%s_own[] = {", name);
	for (size_t i = 0; i < programs[0].count; i++) {
		bool differs = is_own(&programs[0], own[0], &programs[1], own[1], i);
		if (differs != is_own(&programs[0], own[0], &programs[2], own[2], i))
			errx(1, "a process id that is one by chance");
		if (differs)
			printf("%s%zu", count++ ? ", " : " ", i);
	}
	printf(" };\n");
	return count;
}

int main(void)
{
	static struct program programs[3];

	printf("/* Made by contrib/filter/filter_table.c. */\n");
	if (!write_filter("usual", false, programs) || !write_filter("names", true, programs))
		errx(1, "no process id in the filter");
	printf("static const struct filter_table {\n\tconst struct sock_filter *program;\n\tsize_t count;\n\tconst unsigned short *own;\n\tsize_t own_count;\n"
	       "} filter_tables[2] = { /* by name_services */\n");
	for (int i = 0; i < 2; i++)
		printf("\t{ filter_%s, sizeof filter_%s / sizeof(struct sock_filter), filter_%s_own, sizeof filter_%s_own / sizeof(unsigned short) },\n",
		       i ? "names" : "usual", i ? "names" : "usual", i ? "names" : "usual", i ? "names" : "usual");
	printf("};\n");
	if (fflush(stdout) != 0 || ferror(stdout))
		err(1, "standard output");
	return 0;
}
