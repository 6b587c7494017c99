// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * filter - the filter of system calls, as it was made at build time or as libseccomp makes it now
 */
#include "app/filter.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "app/filter_rules.h"
#include "base/buf.h"
#include "base/errno_text.h"

/* Made by contrib/filter/filter_table.c: programs of struct sock_filter, and where in them our own process id stands. */
#if __has_include("app/filter_table.h")
#include "app/filter_table.h"
#else
static const struct filter_table {
	const struct sock_filter *program;
	size_t count;
	const unsigned short *own;
	size_t own_count;
} filter_tables[2];
#endif

/* ---- made at build time ---- */

size_t filter_made(bool name_services, pid_t own, struct sock_filter *to, size_t room)
{
	const struct filter_table *table = &filter_tables[name_services];

	if (table->count == 0 || table->count > room)
		return 0;
	memcpy(to, table->program, table->count * sizeof *to);
	for (size_t i = 0; i < table->own_count; i++)
		to[table->own[i]].k = (unsigned)own;
	return table->count;
}

static int load(struct sock_filter *program, size_t count)
{
	struct sock_fprog whole = { (unsigned short)count, program };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return errno;
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &whole) == 0)
		return 0;
	if (errno == ENOSYS && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole) == 0)
		return 0;
	return errno;
}

static void note_loaded(struct sandbox *sandbox, int error)
{
	sandbox->calls = error == 0;
	if (error != 0)
		fault(&sandbox->filter, FAULT_SYSTEM, error, "the kernel refuses the filter: %s", errno_text(error));
}

/* ---- made now ---- */

static bool add_name(struct buf *names, int call)
{
	const char *separator = names->len ? ", " : "";
	char *name = seccomp_syscall_resolve_num_arch(seccomp_arch_native(), call);
	bool added = name ? buf_printf(names, "%s%s", separator, name) : buf_printf(names, "%scall %d", separator, call);

	free(name);
	return added;
}

/* "ptrace, kcmp and 12 more: Cannot allocate memory" */
static void name_missing(const struct filter_missing *f, struct fault *why)
{
	enum { NAMES_MAX = 200 }; /* bytes, then the rest is counted */
	struct buf names = BUF(FAULT_TEXT_MAX);
	char rest[32] = "";
	size_t named = 0;

	while (named < f->count && names.len < NAMES_MAX && add_name(&names, f->calls[named]))
		named++;
	if (named < f->count)
		snprintf(rest, sizeof rest, " and %zu more", f->count - named);
	fault(why, FAULT_SYSTEM, -f->error, "%s%s: %s", named ? names.at : "some calls", rest, errno_text(-f->error));
	buf_free(&names);
}

void filter_load_by_library(bool name_services, struct sandbox *sandbox)
{
	struct filter_missing missing;
	scmp_filter_ctx rules = filter_rules_new(name_services, getpid(), &missing);

	if (!rules) {
		fault(&sandbox->filter, FAULT_SYSTEM, ENOMEM, "no memory for the filter");
		return;
	}
	note_loaded(sandbox, -seccomp_load(rules));
	if (sandbox->calls && missing.count)
		name_missing(&missing, &sandbox->filter);
	else if (sandbox->calls && missing.foreign != 0)
		fault(&sandbox->filter, FAULT_SYSTEM, -missing.foreign, "calls of other architectures: %s", errno_text(-missing.foreign));
	seccomp_release(rules);
}

/* ---- either ---- */

void filter_load(bool name_services, struct sandbox *sandbox)
{
	struct sock_filter program[BPF_MAXINSNS / 4]; /* 8 KiB; the largest one has some 400 */
	size_t count = filter_made(name_services, getpid(), program, sizeof program / sizeof *program);

	if (count)
		note_loaded(sandbox, load(program, count));
	else
		filter_load_by_library(name_services, sandbox);
}

/* ---- a thread that waits ---- */

/* Beside write(2). What libc calls as a thread ends it does without. */
static const uint32_t waiting_calls[] = {
	SYS_ppoll,
#ifdef SYS_ppoll_time64
	SYS_ppoll_time64,
#endif
	SYS_exit, SYS_exit_group,
};

/* A list of what is allowed, unlike the other one, and without libseccomp's work for it: this thread has no library that may want more. */
void filter_load_waiting(void)
{
	enum {
		CALLS = sizeof waiting_calls / sizeof *waiting_calls,
		LOW_HALF = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0, /* of an argument of 64 bits */
		REFUSE = CALLS + 6,
		ALLOW,
		SIZE,
	};
	struct sock_filter program[SIZE] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, seccomp_arch_native(), 0, REFUSE - 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		[CALLS + 3] = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 0, REFUSE - (CALLS + 4)),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args) + LOW_HALF),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, STDOUT_FILENO, ALLOW - (CALLS + 6), 0),
		[REFUSE] = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		[ALLOW] = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	for (unsigned i = 0; i < CALLS; i++)
		program[3 + i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, waiting_calls[i], (uint8_t)(ALLOW - (4 + i)), 0);
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &(struct sock_fprog){ SIZE, program });
}
