// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * filter_rules - which system calls are refused
 *
 * A list of what is refused, not of what is allowed: the latter would have to know every call that any later libc makes.
 */
#include "app/filter_rules.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Newer than the headers here may be; such calls have the same distance to each other on every machine. */
enum {
	CALL_FCHMODAT2 = SYS_openat2 + 15,
	CALL_SETXATTRAT = SYS_openat2 + 26,
	CALL_REMOVEXATTRAT = SYS_openat2 + 29,
	CALL_FILE_SETATTR = SYS_openat2 + 32,
};

static const int refused_calls[] = {
	/* programs, and other processes */
	SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
	SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_getfd), SCMP_SYS(pidfd_send_signal), SCMP_SYS(kcmp), SCMP_SYS(tkill),
	SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo), SCMP_SYS(setpriority), SCMP_SYS(ioprio_set),
	SCMP_SYS(sched_setaffinity), SCMP_SYS(sched_setattr), SCMP_SYS(sched_setparam), SCMP_SYS(sched_setscheduler),
	/* memory, queues and semaphores shared with them: what is there is used by its number, which can be guessed */
	SCMP_SYS(shmget), SCMP_SYS(shmat), SCMP_SYS(shmctl), SCMP_SYS(msgget), SCMP_SYS(msgsnd), SCMP_SYS(msgrcv), SCMP_SYS(msgctl),
	SCMP_SYS(semget), SCMP_SYS(semop), SCMP_SYS(semtimedop), SCMP_SYS(semctl), SCMP_SYS(mq_open), SCMP_SYS(mq_unlink),
	/* changing files; opening them to write is refused below */
	SCMP_SYS(creat), SCMP_SYS(truncate), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(link),
	SCMP_SYS(linkat), SCMP_SYS(symlink), SCMP_SYS(symlinkat), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(mkdir),
	SCMP_SYS(mkdirat), SCMP_SYS(rmdir), SCMP_SYS(mknod), SCMP_SYS(mknodat), SCMP_SYS(chmod), SCMP_SYS(fchmod),
	SCMP_SYS(fchmodat), SCMP_SYS(chown), SCMP_SYS(lchown), SCMP_SYS(fchown), SCMP_SYS(fchownat), SCMP_SYS(setxattr),
	SCMP_SYS(lsetxattr), SCMP_SYS(fsetxattr), SCMP_SYS(removexattr), SCMP_SYS(lremovexattr), SCMP_SYS(fremovexattr),
	SCMP_SYS(utime), SCMP_SYS(utimes), SCMP_SYS(futimesat), SCMP_SYS(utimensat), SCMP_SYS(open_by_handle_at),
	CALL_FCHMODAT2, CALL_SETXATTRAT, CALL_REMOVEXATTRAT, CALL_FILE_SETATTR,
	/* being asked instead of asking */
	SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4),
	/* what needs no privilege and yet reaches past this filter, or far into the kernel */
	SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd),
	SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register), SCMP_SYS(add_key), SCMP_SYS(request_key),
	SCMP_SYS(keyctl),
};

/* A filter being made. */
struct filter {
	scmp_filter_ctx rules;
	struct filter_missing *missing;
	pid_t own;
};

/* A call is refused where all conditions hold. */
struct refusal {
	int call;
	int answer; /* errno; 0: EPERM */
	unsigned count;
	struct scmp_arg_cmp when[2];
};

/* A number below 0 is libseccomp's own, for a call that this architecture does not have, or has behind another one. */
static void refuse(struct filter *f, const struct refusal *r)
{
	uint32_t action = SCMP_ACT_ERRNO((uint32_t)(r->answer ? r->answer : EPERM));
	int result = seccomp_rule_add_array(f->rules, action, r->call, r->count, r->when);
	bool noted = false;

	if (result == 0 || r->call < 0)
		return;
	struct filter_missing *missing = f->missing;
	missing->error = result;
	for (size_t i = 0; i < missing->count; i++)
		noted |= missing->calls[i] == r->call;
	if (!noted && missing->count < COUNT(missing->calls))
		missing->calls[missing->count++] = r->call;
}

#undef prlimit64 /* in musl a macro of another name, and SCMP_SYS() wants this one */
#define REFUSE(f, name, ...) refuse(f, &(struct refusal){ SCMP_SYS(name), 0, __VA_ARGS__ })
#define AS_UNKNOWN(f, name) refuse(f, &(struct refusal){ .call = SCMP_SYS(name), .answer = ENOSYS })

/* Read-only remains. openat2(2) hides its flags from a filter: as if this kernel had none, which every caller expects. */
static void refuse_writing(struct filter *f)
{
	static const uint64_t flags[] = { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC };

	for (size_t i = 0; i < COUNT(flags); i++) {
		REFUSE(f, open, 1, { SCMP_A1(SCMP_CMP_MASKED_EQ, flags[i], flags[i]) });
		REFUSE(f, openat, 1, { SCMP_A2(SCMP_CMP_MASKED_EQ, flags[i], flags[i]) });
	}
	AS_UNKNOWN(f, openat2);
}

enum { SOCKET_TYPE = 0xf }; /* there are flags above it */

/* Of other types there may be other protocols: raw ones, SCTP. */
static void refuse_other_transports(struct filter *f, uint64_t family)
{
	static const uint64_t types[] = { SOCK_RAW, SOCK_RDM, SOCK_SEQPACKET, SOCK_DCCP };

	for (size_t i = 0; i < COUNT(types); i++)
		REFUSE(f, socket, 2, { SCMP_A0(SCMP_CMP_EQ, family, 0), SCMP_A1(SCMP_CMP_MASKED_EQ, SOCKET_TYPE, types[i]) });
	for (uint64_t protocol = IPPROTO_IP + 1; protocol < IPPROTO_UDP; protocol++)
		if (protocol != IPPROTO_TCP)
			REFUSE(f, socket, 2, { SCMP_A0(SCMP_CMP_EQ, family, 0), SCMP_A2(SCMP_CMP_EQ, protocol, 0) });
}

/*
 * All families but IPv4 and IPv6; for name services also local sockets and those that tell of our own network. Over IP only TCP
 * and UDP, and TCP only by connect(2): other ways to a port are none that Landlock looks at. A pair of local datagram sockets could send
 * to every local socket that has a path.
 */
static void refuse_sockets(struct filter *f, bool name_services)
{
	uint64_t first = name_services ? AF_UNIX : AF_INET, last = name_services ? AF_NETLINK : AF_INET6;

	REFUSE(f, socket, 1, { SCMP_A0(SCMP_CMP_LT, first, 0) });
	REFUSE(f, socket, 1, { SCMP_A0(SCMP_CMP_GT, last, 0) });
	for (uint64_t family = AF_INET + 1; family < last; family++)
		if (family != AF_INET6)
			REFUSE(f, socket, 1, { SCMP_A0(SCMP_CMP_EQ, family, 0) });
	REFUSE(f, socketpair, 1, { SCMP_A1(SCMP_CMP_MASKED_EQ, SOCKET_TYPE, SOCK_DGRAM) });
	REFUSE(f, socket, 1, { SCMP_A2(SCMP_CMP_GT, IPPROTO_UDP, 0) });
	refuse_other_transports(f, AF_INET);
	refuse_other_transports(f, AF_INET6);
	REFUSE(f, sendto, 1, { SCMP_A3(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, MSG_FASTOPEN) });
	REFUSE(f, sendmsg, 1, { SCMP_A2(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, MSG_FASTOPEN) });
	REFUSE(f, sendmmsg, 1, { SCMP_A3(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, MSG_FASTOPEN) });
}

/*
 * Threads only; Kerberos' name services may want a helper process, but none in namespaces of its own. clone3(2) hides its flags, too:
 * threads are then begun by clone(2).
 */
static void refuse_processes(struct filter *f, bool name_services)
{
#ifdef __s390__
	enum { FLAGS = 1 };
#else
	enum { FLAGS = 0 };
#endif
	REFUSE(f, clone, 1, { SCMP_CMP(FLAGS, SCMP_CMP_MASKED_EQ, CLONE_NEWUSER, CLONE_NEWUSER) });
	if (!name_services) {
		REFUSE(f, clone, 1, { SCMP_CMP(FLAGS, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0) });
		refuse(f, &(struct refusal){ .call = SCMP_SYS(fork) });
		refuse(f, &(struct refusal){ .call = SCMP_SYS(vfork) });
	}
	AS_UNKNOWN(f, clone3);
}

/*
 * Signals to other processes, also those that a descriptor sends to its owner; limits of other processes; typing on the caller's
 * terminal; flags of files, such as "immutable", which a descriptor that only reads can set.
 */
static void refuse_reaching_out(struct filter *f)
{
	static const uint64_t owning[] = { F_SETOWN, F_SETOWN_EX };
	static const uint64_t orders[] = { TIOCSTI, 0x541c /* TIOCLINUX */, FIOSETOWN, SIOCSPGRP, FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR };
	uint64_t own = (uint64_t)f->own;

	REFUSE(f, kill, 1, { SCMP_A0(SCMP_CMP_NE, own, 0) });
	REFUSE(f, tgkill, 1, { SCMP_A0(SCMP_CMP_NE, own, 0) });
	REFUSE(f, prlimit64, 1, { SCMP_A0(SCMP_CMP_NE, 0, 0) });
	for (size_t i = 0; i < COUNT(owning); i++)
		REFUSE(f, fcntl, 1, { SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, owning[i]) });
	for (size_t i = 0; i < COUNT(orders); i++)
		REFUSE(f, ioctl, 1, { SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, orders[i]) });
}

/* ---- the whole ---- */

void *filter_rules_new(bool name_services, pid_t own, struct filter_missing *missing)
{
	struct filter f = { .rules = seccomp_init(SCMP_ACT_ALLOW), .missing = missing, .own = own };

	*missing = (struct filter_missing){ 0 };
	if (!f.rules)
		return NULL;
	seccomp_attr_set(f.rules, SCMP_FLTATR_API_SYSRAWRC, 1); /* the kernel's own error; where it is not known, another one */
	missing->foreign = seccomp_attr_set(f.rules, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(EPERM));
	for (size_t i = 0; i < COUNT(refused_calls); i++)
		refuse(&f, &(struct refusal){ .call = refused_calls[i] });
	refuse_writing(&f);
	refuse_sockets(&f, name_services);
	refuse_processes(&f, name_services);
	refuse_reaching_out(&f);
	return f.rules;
}
