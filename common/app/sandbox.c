// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sandbox - give up what the rest of a run does not need, before anybody from outside is listened to
 *
 * A list of what is refused, not of what is allowed: the latter would have to know every call that any later libc makes.
 */
#include "app/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "app/landlock.h"
#include "base/buf.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

void sandbox_hide(void)
{
	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0 });
}

/* ---- who needs more ---- */

static bool uses_kerberos(const struct plan *plan)
{
	return plan->settings.auth == AUTH_NEGOTIATE;
}

/* Else ports come out of DNS or out of an answer. */
static bool knows_ports(const struct plan *plan)
{
	return !plan_looks_outside(plan) && !plan->settings.mobility && !plan->settings.external_web.name;
}

/* ---- files ---- */

/* Where links in a directory of roots usually lead; everybody may read what is there. */
static const char *const public_roots[] = { "/usr/share/ca-certificates/", "/usr/local/share/ca-certificates/", NULL };

static const char *const always_read[] = {
	"/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/etc/ld.so.cache", /* parts of libraries, loaded late */
	"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/svc.conf", "/etc/netsvc.conf", /* c-ares */
	"/etc/localtime",
	"/dev/urandom", /* where getrandom(2) is refused, and for c-ares */
};

/*
 * The tickets are in memory by now. The realm's servers are looked up as the system does, by whatever name service that is set to.
 */
static const char *const kerberos_files[] = {
	"/etc/krb5.conf", "/etc/krb5.conf.d", "/etc/gss", "/var/lib/sss/pubconf", "/var/lib/krb5/user", "/var/kerberos/krb5/user",
	"/etc/gai.conf", "/etc/services", "/etc/protocols", "/etc/passwd",
};

/* Hold paths, several with colons between them, or one behind a word and a colon. */
static const char *const kerberos_variables[] = { "KRB5_CONFIG", "KRB5_CLIENT_KTNAME" };

static void allow_variable(struct landlock *l, const char *name)
{
	const char *value = getenv(name);
	struct span rest = value ? span_of(value) : (struct span){ 0 };
	char path[4096];

	while (rest.at) {
		struct span part = span_split(rest, ':', &rest);

		if (part.len && span_copy(path, sizeof path, part))
			landlock_may_read(l, path);
	}
}

static void allow_kerberos(struct landlock *l, const struct plan *plan)
{
	for (size_t i = 0; i < COUNT(kerberos_files); i++)
		landlock_may_read(l, kerberos_files[i]);
	for (size_t i = 0; i < COUNT(kerberos_variables); i++)
		allow_variable(l, kerberos_variables[i]);
	if (plan->settings.keytab)
		landlock_may_read(l, plan->settings.keytab);
}

static void allow_files(struct landlock *l, const struct plan *plan, const struct text_list *directories)
{
	for (size_t i = 0; i < COUNT(always_read); i++)
		landlock_may_read(l, always_read[i]);
	allow_variable(l, "HOSTALIASES");
	for (size_t i = 0; i < directories->count; i++)
		landlock_may_follow(l, directories->at[i], public_roots);
	for (size_t i = 0; directories->count && public_roots[i]; i++)
		landlock_may_read(l, public_roots[i]);
	if (uses_kerberos(plan))
		allow_kerberos(l, plan);
}

/* ---- ports ---- */

enum { PORT_DNS = 53, PORT_KERBEROS = 88, PORT_HTTPS = 443 };

static void allow_ports(struct landlock *l, const struct plan *plan)
{
	landlock_may_connect(l, plan->dns_server.port ? plan->dns_server.port : PORT_DNS);
	for (size_t i = 0; i < plan->hosts.count; i++)
		landlock_may_connect(l, plan->hosts.at[i].port);
	if (plan->settings.http_proxy.name)
		landlock_may_connect(l, plan->settings.http_proxy.port);
	if (uses_kerberos(plan)) {
		landlock_may_connect(l, PORT_KERBEROS);
		landlock_may_connect(l, PORT_HTTPS); /* [MS-KKDCP] */
	}
}

/* ---- privileges ---- */

/* Of this thread; `kept` stays where it was there. Reading what others may not: root's CAs and tickets may stand anywhere. */
enum { KEEP_NONE = 0, KEEP_READING = 1u << CAP_DAC_READ_SEARCH };

static void drop_capabilities(uint32_t kept)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = { 0 };

	if (syscall(SYS_capget, &header, sets) != 0)
		return;
	sets[0] = (struct __user_cap_data_struct){ .effective = sets[0].effective & kept, .permitted = sets[0].permitted & kept };
	sets[1] = (struct __user_cap_data_struct){ 0 };
	syscall(SYS_capset, &header, sets);
}

/* ---- system calls ---- */

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

/* A filter being made, and the calls that it does not refuse as it should. */
struct filter {
	scmp_filter_ctx rules;
	int missing[COUNT(refused_calls) + 24]; /* those of the functions below are fewer */
	size_t missing_count;
	int error; /* why the last of them is missing, negative errno; 0: none is */
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
	f->error = result;
	for (size_t i = 0; i < f->missing_count; i++)
		noted |= f->missing[i] == r->call;
	if (!noted && f->missing_count < COUNT(f->missing))
		f->missing[f->missing_count++] = r->call;
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
 * Signals to others, also those that a descriptor sends to its owner; others' limits; typing on the terminal of whoever called us; flags
 * of files, such as "immutable", which a descriptor that only reads can set.
 */
static void refuse_reaching_out(struct filter *f)
{
	static const uint64_t owning[] = { F_SETOWN, F_SETOWN_EX };
	static const uint64_t orders[] = { TIOCSTI, 0x541c /* TIOCLINUX */, FIOSETOWN, SIOCSPGRP, FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR };
	uint64_t own = (uint64_t)getpid();

	REFUSE(f, kill, 1, { SCMP_A0(SCMP_CMP_NE, own, 0) });
	REFUSE(f, tgkill, 1, { SCMP_A0(SCMP_CMP_NE, own, 0) });
	REFUSE(f, prlimit64, 1, { SCMP_A0(SCMP_CMP_NE, 0, 0) });
	for (size_t i = 0; i < COUNT(owning); i++)
		REFUSE(f, fcntl, 1, { SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, owning[i]) });
	for (size_t i = 0; i < COUNT(orders); i++)
		REFUSE(f, ioctl, 1, { SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, orders[i]) });
}

/* ---- the filter as a whole ---- */

static bool add_name(struct buf *names, int call)
{
	const char *separator = names->len ? ", " : "";
	char *name = seccomp_syscall_resolve_num_arch(seccomp_arch_native(), call);
	bool added = name ? buf_printf(names, "%s%s", separator, name) : buf_printf(names, "%scall %d", separator, call);

	free(name);
	return added;
}

/* "ptrace, kcmp and 12 more: Cannot allocate memory" */
static void name_missing(const struct filter *f, struct fault *why)
{
	enum { NAMES_MAX = 200 }; /* bytes, then the rest is counted */
	struct buf names = BUF(FAULT_TEXT_MAX);
	char rest[32] = "";
	size_t named = 0;

	while (named < f->missing_count && names.len < NAMES_MAX && add_name(&names, f->missing[named]))
		named++;
	if (named < f->missing_count)
		snprintf(rest, sizeof rest, " and %zu more", f->missing_count - named);
	fault(why, FAULT_SYSTEM, -f->error, "%s%s: %s", named ? names.at : "some calls", rest, strerror(-f->error));
	buf_free(&names);
}

static void filter_calls(const struct plan *plan, struct sandbox *sandbox)
{
	struct filter f = { .rules = seccomp_init(SCMP_ACT_ALLOW) };

	if (!f.rules) {
		fault(&sandbox->filter, FAULT_SYSTEM, ENOMEM, "no memory for the filter");
		return;
	}
	seccomp_attr_set(f.rules, SCMP_FLTATR_API_SYSRAWRC, 1); /* the kernel's own error; where it is not known, another one */
	int foreign = seccomp_attr_set(f.rules, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(EPERM));
	for (size_t i = 0; i < COUNT(refused_calls); i++)
		refuse(&f, &(struct refusal){ .call = refused_calls[i] });
	refuse_writing(&f);
	refuse_sockets(&f, uses_kerberos(plan));
	refuse_processes(&f, uses_kerberos(plan));
	refuse_reaching_out(&f);
	int loaded = seccomp_load(f.rules);
	sandbox->calls = loaded == 0;
	if (loaded != 0)
		fault(&sandbox->filter, FAULT_SYSTEM, -loaded, "the kernel refuses the filter: %s", strerror(-loaded));
	else if (f.missing_count)
		name_missing(&f, &sandbox->filter);
	else if (foreign != 0)
		fault(&sandbox->filter, FAULT_SYSTEM, -foreign, "calls of other architectures: %s", strerror(-foreign));
	seccomp_release(f.rules);
}

/* ---- the whole ---- */

void sandbox_enter(const struct plan *plan, const struct text_list *directories, struct sandbox *sandbox)
{
	struct landlock l;

	*sandbox = (struct sandbox){ .entered = true };
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	drop_capabilities(KEEP_READING);
	landlock_begin(&l, knows_ports(plan));
	allow_files(&l, plan, directories);
	allow_ports(&l, plan);
	if (landlock_enter(&l)) {
		sandbox->landlock = l.version;
		sandbox->ports = l.ports;
	}
	filter_calls(plan, sandbox);
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
void sandbox_enter_waiting(void)
{
	enum {
		CALLS = COUNT(waiting_calls),
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
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	drop_capabilities(KEEP_NONE);
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &(struct sock_fprog){ SIZE, program });
}
