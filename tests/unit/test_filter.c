// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_filter - the filter made when the program was built, beside the one that libseccomp makes now
 *
 * Both are run as the kernel runs them, for every system call with every argument that a rule looks at, and for their neighbours.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "app/filter.h"
#include "app/filter_rules.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

struct program {
	struct sock_filter at[BPF_MAXINSNS];
	size_t count;
};

/* ---- the kernel's part: what of BPF filters of system calls may have. Source: Linux, kernel/seccomp.c, seccomp_check_filter() ---- */

static bool jumps(uint16_t code, uint32_t a, uint32_t k)
{
	switch (BPF_OP(code)) {
	case BPF_JEQ: return a == k;
	case BPF_JGT: return a > k;
	case BPF_JGE: return a >= k;
	case BPF_JSET: return a & k;
	}
	fail_msg("jump %#x", code);
	return false;
}

static uint32_t run(const struct program *p, const struct seccomp_data *data)
{
	uint32_t a = 0;

	for (size_t i = 0; i < p->count; i++) {
		const struct sock_filter *s = &p->at[i];
		switch (s->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			assert_true(s->k % 4 == 0 && s->k + 4 <= sizeof *data);
			memcpy(&a, (const char *)data + s->k, sizeof a);
			break;
		case BPF_ALU | BPF_AND | BPF_K: a &= s->k; break;
		case BPF_RET | BPF_K: return s->k;
		case BPF_JMP | BPF_JA: i += s->k; break;
		default:
			if (BPF_CLASS(s->code) != BPF_JMP || BPF_SRC(s->code) != BPF_K)
				fail_msg("instruction %#x", s->code);
			i += jumps(s->code, a, s->k) ? s->jt : s->jf;
		}
	}
	fail_msg("no end");
	return 0;
}

/* ---- both ---- */

static void from_library(bool name_services, pid_t own, struct program *to)
{
	struct filter_missing missing;
	void *rules = filter_rules_new(name_services, own, &missing);
	int fd = memfd_create("filter", MFD_CLOEXEC);

	assert_non_null(rules);
	assert_int_equal(missing.count, 0);
	assert_int_equal(missing.foreign, 0);
	assert_int_equal(seccomp_export_bpf(rules, fd), 0);
	ssize_t size = pread(fd, to->at, sizeof to->at, 0);
	assert_true(size > 0 && (size_t)size < sizeof to->at);
	to->count = (size_t)size / sizeof *to->at;
	seccomp_release(rules);
	close(fd);
}

struct both {
	struct program made, library;
	uint32_t arch;
	size_t compared, refused, wrong;
};

static void compare(struct both *b, struct seccomp_data data)
{
	data.arch = b->arch;
	uint32_t made = run(&b->made, &data), wanted = run(&b->library, &data);

	b->compared++;
	b->refused += wanted != SECCOMP_RET_ALLOW;
	if (made == wanted)
		return;
	if (b->wrong++ < 20)
		fprintf(stderr, "# call %d (%llx, %llx, %llx, %llx) of %#x: %#x, libseccomp says %#x\n", data.nr, data.args[0], data.args[1],
			data.args[2], data.args[3], data.arch, made, wanted);
}

/* Numbers that rules look at, and what stands beside them. */
static size_t values(pid_t own, uint64_t *to, size_t room)
{
	const uint64_t known[] = {
		(uint64_t)own, O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_RDONLY | O_CLOEXEC, O_WRONLY | O_CREAT | O_TRUNC, O_PATH, MSG_FASTOPEN, MSG_NOSIGNAL,
		CLONE_NEWUSER, CLONE_THREAD, CLONE_THREAD | CLONE_NEWUSER, F_SETOWN, F_SETOWN_EX, F_SETFD, TIOCSTI, 0x541c, FIOSETOWN, SIOCSPGRP,
		FIONREAD, FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR, AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, SOCK_STREAM | SOCK_NONBLOCK,
		SOCK_SEQPACKET | SOCK_CLOEXEC, IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP, 262, UINT32_MAX, INT32_MAX, UINT64_MAX,
	};
	size_t count = 0;

	for (uint64_t i = 0; i < 18; i++)
		to[count++] = i;
	for (size_t i = 0; i < COUNT(known); i++)
		for (int beside = -1; beside <= 1; beside++) {
			to[count++] = known[i] + (uint64_t)beside;
			to[count++] = known[i] + (uint64_t)beside + (UINT64_C(1) << 32); /* in the half that 32 bits do not show */
		}
	assert_true(count <= room);
	return count;
}

static void compare_call(struct both *b, int call, const uint64_t *value, size_t count)
{
	compare(b, (struct seccomp_data){ .nr = call });
	for (size_t argument = 0; argument < 4; argument++)
		for (size_t i = 0; i < count; i++) {
			struct seccomp_data data = { .nr = call };
			data.args[argument] = value[i];
			compare(b, data);
		}
}

/* The only call whose rules look at several arguments, and which no other refuses when one of them is 0. */
static void compare_sockets(struct both *b)
{
	const uint64_t flags[] = { 0, SOCK_NONBLOCK, SOCK_CLOEXEC, UINT64_C(1) << 32 };

	for (uint64_t family = 0; family < 48; family++)
		for (uint64_t type = 0; type < 16; type++)
			for (uint64_t protocol = 0; protocol < 24; protocol++)
				for (size_t i = 0; i < COUNT(flags); i++)
					compare(b, (struct seccomp_data){ .nr = SYS_socket, .args = { family, type | flags[i], protocol } });
}

static void compare_all(bool name_services)
{
	static struct both b;
	static uint64_t value[512];
	pid_t own = getpid();
	size_t count = values(own, value, COUNT(value));

	b = (struct both){ .arch = seccomp_arch_native() };
	b.made.count = filter_made(name_services, own, b.made.at, COUNT(b.made.at));
	if (b.made.count == 0)
		skip(); /* built for another machine than on it */
	from_library(name_services, own, &b.library);
	for (int call = -2; call < 700; call++)
		compare_call(&b, call, value, count);
	for (int call = 0x40000000 - 2; call < 0x40000000 + 700; call++) /* x32's, on x86-64 */
		compare(&b, (struct seccomp_data){ .nr = call });
	compare_sockets(&b);
	for (uint32_t bit = 1; bit; bit <<= 1) {
		struct both other = b;
		other.arch = b.arch ^ bit;
		compare_call(&other, SYS_getpid, value, count);
		compare_call(&other, SYS_execve, value, count);
		b.compared += other.compared - b.compared;
		b.wrong += other.wrong - b.wrong;
	}
	assert_int_equal(b.wrong, 0);
	assert_true(b.compared > 100000 && b.refused > 10000 && b.refused < b.compared);
}

static void test_usual([[maybe_unused]] void **state)
{
	compare_all(false);
}

static void test_name_services([[maybe_unused]] void **state)
{
	compare_all(true);
}

/* Each process has its own number in it. */
static void test_own([[maybe_unused]] void **state)
{
	static struct both b;

	b = (struct both){ .arch = seccomp_arch_native() };
	b.made.count = filter_made(false, 4711, b.made.at, COUNT(b.made.at));
	if (b.made.count == 0)
		skip();
	for (uint64_t target = 4709; target < 4714; target++)
		assert_int_equal(run(&b.made, &(struct seccomp_data){ .nr = SYS_tgkill, .arch = b.arch, .args = { target } }),
				 target == 4711 ? SECCOMP_RET_ALLOW : (SECCOMP_RET_ERRNO | EPERM));
	assert_int_equal(filter_made(false, 4711, b.made.at, b.made.count - 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usual),
		cmocka_unit_test(test_name_services),
		cmocka_unit_test(test_own),
	};

	return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
