// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sandbox - give up what the rest of a run does not need, before anybody from outside is listened to
 *
 * A list of what is refused, not of what is allowed: the latter would have to know every call that any later libc makes.
 */
#include "front/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
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

#include "front/landlock.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define REFUSED SCMP_ACT_ERRNO(EPERM)

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
	return !plan->sip.direct && !plan->settings.mobility;
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
		struct span part = span_cut(rest, ':', &rest);

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

/* Those of root, but for reading what others may not: his roots and his tickets may stand anywhere. */
static void drop_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = { 0 };

	if (syscall(SYS_capget, &header, sets) != 0)
		return;
	sets[0] = (struct __user_cap_data_struct){
		.effective = sets[0].effective & (1u << CAP_DAC_READ_SEARCH),
		.permitted = sets[0].permitted & (1u << CAP_DAC_READ_SEARCH),
	};
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

/* Read-only remains. openat2(2) hides its flags from a filter: as if this kernel had none, which every caller expects. */
static void refuse_writing(scmp_filter_ctx filter)
{
	static const uint64_t flags[] = { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC };

	for (size_t i = 0; i < COUNT(flags); i++) {
		seccomp_rule_add(filter, REFUSED, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, flags[i], flags[i]));
		seccomp_rule_add(filter, REFUSED, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, flags[i], flags[i]));
	}
	seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(openat2), 0);
}

/* Of other types there may be other protocols: raw ones, SCTP. Types have flags above. */
static void refuse_other_transports(scmp_filter_ctx filter, uint64_t family)
{
	enum { TYPE = 0xf };
	static const uint64_t types[] = { SOCK_RAW, SOCK_RDM, SOCK_SEQPACKET, SOCK_DCCP };

	for (size_t i = 0; i < COUNT(types); i++)
		seccomp_rule_add(filter, REFUSED, SCMP_SYS(socket), 2, SCMP_A0(SCMP_CMP_EQ, family, 0),
				 SCMP_A1(SCMP_CMP_MASKED_EQ, TYPE, types[i]));
	for (uint64_t protocol = IPPROTO_IP + 1; protocol < IPPROTO_UDP; protocol++)
		if (protocol != IPPROTO_TCP)
			seccomp_rule_add(filter, REFUSED, SCMP_SYS(socket), 2, SCMP_A0(SCMP_CMP_EQ, family, 0),
					 SCMP_A2(SCMP_CMP_EQ, protocol, 0));
}

/*
 * All families but IPv4 and IPv6; for name services also local sockets and those that tell of our own network. Over IP only TCP
 * and UDP, and TCP only by connect(2): other ways to a port are none that Landlock looks at.
 */
static void refuse_sockets(scmp_filter_ctx filter, bool name_services)
{
	uint64_t first = name_services ? AF_UNIX : AF_INET, last = name_services ? AF_NETLINK : AF_INET6;

	seccomp_rule_add(filter, REFUSED, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_LT, first, 0));
	seccomp_rule_add(filter, REFUSED, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_GT, last, 0));
	for (uint64_t family = AF_INET + 1; family < last; family++)
		if (family != AF_INET6)
			seccomp_rule_add(filter, REFUSED, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, family, 0));
	seccomp_rule_add(filter, REFUSED, SCMP_SYS(socket), 1, SCMP_A2(SCMP_CMP_GT, IPPROTO_UDP, 0));
	refuse_other_transports(filter, AF_INET);
	refuse_other_transports(filter, AF_INET6);
	seccomp_rule_add(filter, REFUSED, SCMP_SYS(sendto), 1, SCMP_A3(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, MSG_FASTOPEN));
	seccomp_rule_add(filter, REFUSED, SCMP_SYS(sendmsg), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, MSG_FASTOPEN));
	seccomp_rule_add(filter, REFUSED, SCMP_SYS(sendmmsg), 1, SCMP_A3(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, MSG_FASTOPEN));
}

/* clone3(2) hides its flags, too: threads are then begun by clone(2). */
static void refuse_namespaces(scmp_filter_ctx filter)
{
#ifdef __s390__
	enum { FLAGS = 1 };
#else
	enum { FLAGS = 0 };
#endif
	seccomp_rule_add(filter, REFUSED, SCMP_SYS(clone), 1, SCMP_CMP(FLAGS, SCMP_CMP_MASKED_EQ, CLONE_NEWUSER, CLONE_NEWUSER));
	seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

/* Signals to others, also those that a descriptor sends to its owner; others' limits; typing on the terminal of whoever called us. */
static void refuse_reaching_out(scmp_filter_ctx filter)
{
	static const uint64_t owning[] = { F_SETOWN, F_SETOWN_EX };
	static const uint64_t orders[] = { TIOCSTI, 0x541c /* TIOCLINUX */, FIOSETOWN, SIOCSPGRP };
	uint64_t own = (uint64_t)getpid();

	seccomp_rule_add(filter, REFUSED, SCMP_SYS(kill), 1, SCMP_A0(SCMP_CMP_NE, own, 0));
	seccomp_rule_add(filter, REFUSED, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_NE, own, 0));
	seccomp_rule_add(filter, REFUSED, SCMP_SYS(prlimit64), 1, SCMP_A0(SCMP_CMP_NE, 0, 0));
	for (size_t i = 0; i < COUNT(owning); i++)
		seccomp_rule_add(filter, REFUSED, SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, owning[i]));
	for (size_t i = 0; i < COUNT(orders); i++)
		seccomp_rule_add(filter, REFUSED, SCMP_SYS(ioctl), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, orders[i]));
}

/* A rule that this libseccomp or this machine does not know is left out. */
static bool filter_calls(const struct plan *plan)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	if (!filter)
		return false;
	seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, REFUSED);
	for (size_t i = 0; i < COUNT(refused_calls); i++)
		seccomp_rule_add(filter, REFUSED, refused_calls[i], 0);
	refuse_writing(filter);
	refuse_sockets(filter, uses_kerberos(plan));
	refuse_namespaces(filter);
	refuse_reaching_out(filter);
	bool loaded = seccomp_load(filter) == 0;
	seccomp_release(filter);
	return loaded;
}

/* ---- the whole ---- */

void sandbox_enter(const struct plan *plan, const struct text_list *directories, struct sandbox *sandbox)
{
	struct landlock l;

	*sandbox = (struct sandbox){ .entered = true };
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	drop_capabilities();
	landlock_begin(&l, knows_ports(plan));
	allow_files(&l, plan, directories);
	allow_ports(&l, plan);
	if (landlock_enter(&l)) {
		sandbox->landlock = l.version;
		sandbox->ports = l.ports;
	}
	sandbox->calls = filter_calls(plan);
}
