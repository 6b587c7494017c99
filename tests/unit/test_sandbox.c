// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_sandbox - what can no longer be done, and what still can
 *
 * Each case is a process of its own that enters the sandbox and then tries. As root, the test runs each case as an ordinary user too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/filter.h"
#include "app/sandbox.h"
#include "base/build.h"
#include "report/tls_details.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static char dir[] = "/tmp/test_sandbox.XXXXXX";
static int listener, listening_port, other, other_port;
static int queue, semaphores; /* which others may have made: to use them takes no call that makes one */

/* ---- a small world ---- */

static void write_file(const char *name)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
}

/* What an attempt that was not refused may have done to it. */
static void restore_world(void)
{
	static const char *const made[] = { "mine", "link", "directory", "new" };

	for (size_t i = 0; i < COUNT(made); i++)
		(void)remove(made[i]);
	write_file("own");
}

/* ---- what is tried: errno, or 0 when it worked ---- */

static int error_of(long result)
{
	return result < 0 ? errno : 0;
}

static int can_read(const char *path)
{
	return error_of(open(path, O_RDONLY));
}

static int execute(void)
{
	return error_of(execl("/bin/true", "true", (char *)NULL));
}

static int execute_at(void)
{
	return error_of(syscall(SYS_execveat, AT_FDCWD, "/bin/true", NULL, NULL, 0));
}

static int write_new(void) { return error_of(open("new", O_WRONLY | O_CREAT, 0600)); }
static int write_old(void) { return error_of(open("own", O_WRONLY)); }
static int read_write(void) { return error_of(open("own", O_RDWR)); }
static int truncate_on_open(void) { return error_of(open("own", O_RDONLY | O_TRUNC)); }
static int write_open_2(void)
{
	uint64_t how[3] = { O_WRONLY };

	return error_of(syscall(SYS_openat2, AT_FDCWD, "own", how, sizeof how));
}
static int cut(void) { return error_of(truncate("own", 0)); }
static int move(void) { return error_of(rename("own", "mine")); }
static int take_away(void) { return error_of(unlink("own")); }
static int make_directory(void) { return error_of(mkdir("directory", 0700)); }
static int make_link(void) { return error_of(symlink("own", "link")); }
static int change_mode(void) { return error_of(chmod("own", 0666)); }
static int change_mode_of_open(void) { return error_of(fchmod(STDIN_FILENO, 0666)); }
static int trace(void) { return error_of(ptrace(PTRACE_TRACEME, 0, NULL, NULL)); }
static int kill_parent(void) { return error_of(kill(getppid(), 0)); }
static int kill_self(void) { return error_of(kill(getpid(), 0)); }
static int raise_own(void) { return error_of(raise(SIGCHLD)); }
static int other_user(void) { return error_of(setresuid(1, 1, 1)); }
static int own_namespace(void) { return error_of(unshare(0x10000000 /* CLONE_NEWUSER */)); }

/* A child that came of it must not go on with the test. */
static int began(long child)
{
	if (child == 0)
		_exit(0);
	return error_of(child);
}

static int clone_namespace(void) { return began(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL)); }
static int clone_namespace_3(void)
{
	struct clone_args how = { .flags = CLONE_NEWUSER, .exit_signal = SIGCHLD };

	return began(syscall(SYS_clone3, &how, sizeof how));
}

static int limit_parent(void) { return error_of(prlimit(getppid(), RLIMIT_CPU, NULL, &(struct rlimit){ 0 })); }
static int limit_self(void) { return error_of(setrlimit(RLIMIT_CORE, &(struct rlimit){ 0 })); }
static int slow_parent(void) { return error_of(setpriority(PRIO_PROCESS, (id_t)getppid(), getpriority(PRIO_PROCESS, (id_t)getppid()))); }
static int signal_by_owner(void) { return error_of(fcntl(socket(AF_INET, SOCK_STREAM, 0), F_SETOWN, getppid())); }
static int signal_by_owner_ex(void)
{
	struct f_owner_ex owner = { F_OWNER_PID, getppid() };

	return error_of(fcntl(socket(AF_INET, SOCK_STREAM, 0), F_SETOWN_EX, &owner));
}
static int signal_by_ioctl(void)
{
	pid_t owner = getppid();

	return error_of(ioctl(socket(AF_INET, SOCK_STREAM, 0), FIOSETOWN, &owner));
}

/* Newer than the headers may be; their numbers follow each other on every machine. */
static int change_mode_2(void) { return error_of(syscall(SYS_openat2 + 15, AT_FDCWD, "own", 0666, 0)); }
static int set_attribute(void) { return error_of(syscall(SYS_openat2 + 26, AT_FDCWD, "own", 0, "user.x", NULL, (size_t)0)); }
static int share_memory(void) { return error_of(shmget(IPC_PRIVATE, 1, 0600)); }
static int share_queue(void) { return error_of(msgget(IPC_PRIVATE, 0600)); }
static int share_semaphore(void) { return error_of(semget(IPC_PRIVATE, 1, 0600)); }
static int use_queue(void) { return error_of(msgsnd(queue, &(struct { long type; char text[1]; }){ 1, "x" }, 1, IPC_NOWAIT)); }
static int hear_queue(void) { return error_of(msgrcv(queue, &(struct { long type; char text[1]; }){ 0 }, 1, 0, IPC_NOWAIT | MSG_NOERROR)); }
static int use_semaphores(void) { return error_of(semop(semaphores, &(struct sembuf){ .sem_op = 1 }, 1)); }
static int share_posix_queue(void) { return error_of(mq_open("/test_sandbox", O_RDONLY | O_CREAT, 0600, NULL)); }

#ifdef __x86_64__
/* A kernel without 32-bit calls answers one with SIGSEGV: the child ends as if it had been refused. */
static void no_such_gate(int signal)
{
	(void)signal;
	_exit(0);
}
#endif

/* Calls by other gates than the usual one; a kernel without such a gate counts as a refusal. */
static int getpid_of_32_bits(void)
{
	long result = -ENOSYS;
#ifdef __x86_64__
	signal(SIGSEGV, no_such_gate);
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(20 /* getpid */) : "memory");
#endif
	return result == -ENOSYS ? EPERM : result < 0 ? (int)-result : 0;
}
static int getpid_of_x32(void)
{
	int result = error_of(syscall(0x40000000 + SYS_getpid));

	return result == ENOSYS ? EPERM : result;
}

static int type_on_terminal(void) { return error_of(ioctl(STDIN_FILENO, TIOCSTI, "x")); }
static int keyring(void) { return error_of(syscall(SYS_keyctl, 0 /* KEYCTL_GET_KEYRING_ID */, -2, 1)); }
static int ring(void) { return error_of(syscall(SYS_io_uring_setup, 1, NULL)); }
static int pair_of_datagrams(void) { return error_of(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, (int[2]){ 0 })); }
static int pair_of_streams(void) { return error_of(socketpair(AF_UNIX, SOCK_STREAM, 0, (int[2]){ 0 })); }
static int clone_process(void) { return began(syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL)); }
static int fork_process(void) { return began(fork()); }
static int set_flags(void) { return error_of(ioctl(STDIN_FILENO, FS_IOC_SETFLAGS, &(int){ 0 })); }
static int set_flags_extended(void) { return error_of(ioctl(STDIN_FILENO, FS_IOC_FSSETXATTR, &(struct fsxattr){ 0 })); }
static int socket_local(void) { return error_of(socket(AF_UNIX, SOCK_STREAM, 0)); }
static int socket_netlink(void) { return error_of(socket(AF_NETLINK, SOCK_RAW, 0)); }
static int socket_packet(void) { return error_of(socket(AF_PACKET, SOCK_RAW, 0)); }
static int socket_raw(void) { return error_of(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)); }
static int socket_ping(void) { return error_of(socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP)); }
static int socket_of_packets(void) { return error_of(socket(AF_INET, SOCK_SEQPACKET, 0)); }
static int socket_of_packets_six(void) { return error_of(socket(AF_INET6, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)); }
static int socket_tcp(void) { return error_of(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, IPPROTO_TCP)); }
static int socket_udp(void) { return error_of(socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP)); }
static int socket_four(void) { return error_of(socket(AF_INET, SOCK_STREAM, 0)); }
static int socket_six(void) { return error_of(socket(AF_INET6, SOCK_DGRAM, 0)); }
static int serve(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return bind(fd, (struct sockaddr *)&any, sizeof any) != 0 ? -1 : error_of(listen(fd, 1));
}

static int connect_to(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)port) };

	return error_of(connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&to, sizeof to));
}

/* Connecting by sending. */
static int connect_fast(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)other_port) };

	return error_of(sendto(socket(AF_INET, SOCK_STREAM, 0), "x", 1, MSG_FASTOPEN, (struct sockaddr *)&to, sizeof to));
}

static int connect_fast_message(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)other_port) };
	struct msghdr message = { .msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &(struct iovec){ "x", 1 }, .msg_iovlen = 1 };

	return error_of(sendmsg(socket(AF_INET, SOCK_STREAM, 0), &message, MSG_FASTOPEN));
}

static int connect_multipath(void)
{
	return error_of(socket(AF_INET, SOCK_STREAM, 262 /* IPPROTO_MPTCP */));
}

static int connect_planned(void) { return connect_to(listening_port); }
static int connect_other(void) { return connect_to(other_port); }
static int read_other(void) { return can_read("own"); }
static int read_shadow(void) { return can_read("/etc/passwd"); }
static int read_resolver(void) { return access("/etc/resolv.conf", F_OK) == 0 || errno != ENOENT ? can_read("/etc/resolv.conf") : 0; }
static int read_time_zone(void) { return can_read("/usr/share/zoneinfo"); }
static int read_library(void) { return can_read("/usr/lib"); }
static int read_root(void) { return can_read("roots/0a1b2c3d.0"); }
static int read_linked_root(void) { return can_read("roots/4d5e6f70.0"); }
static int read_neighbour(void) { return can_read("elsewhere/other"); }
static int list_roots(void) { return error_of(open("roots", O_RDONLY | O_DIRECTORY)); }
static int write_to_open(void) { return error_of(write(STDOUT_FILENO, "", 0)); }
static int random_bytes(void)
{
	char byte;

	return error_of(getrandom(&byte, 1, 0));
}

static void *nothing(void *arg) { return arg; }

static int thread(void)
{
	pthread_t t;
	int error = pthread_create(&t, NULL, nothing, NULL);

	return error ? error : pthread_join(t, NULL);
}

static void *in_thread(void *result)
{
	*(int *)result = write_new();
	return NULL;
}

static int write_in_thread(void)
{
	pthread_t t;
	int result = 0, error = pthread_create(&t, NULL, in_thread, &result);

	if (!error)
		error = pthread_join(t, NULL);
	return error ? error : result;
}

/* ---- what must come of it ---- */

enum profile { USUAL, KERBEROS, ANY_PORT, ADDRESS, SETTINGS };

static const struct attempt {
	const char *name;
	int (*attempt)(void);
	int want; /* errno */
	enum { ALWAYS, BY_LANDLOCK, BY_PORTS } who; /* what the kernel must have for it */
	bool alone; /* others than the sandbox may refuse it too */
} attempts[] = {
	{ "execve", execute, EPERM, ALWAYS, false },
	{ "execveat", execute_at, EPERM, ALWAYS, false },
	{ "a new file", write_new, EPERM, ALWAYS, false },
	{ "an old file", write_old, EPERM, ALWAYS, false },
	{ "reading and writing", read_write, EPERM, ALWAYS, false },
	{ "emptying while opening", truncate_on_open, EPERM, ALWAYS, false },
	{ "openat2", write_open_2, ENOSYS, ALWAYS, false },
	{ "truncate", cut, EPERM, ALWAYS, false },
	{ "rename", move, EPERM, ALWAYS, false },
	{ "unlink", take_away, EPERM, ALWAYS, false },
	{ "mkdir", make_directory, EPERM, ALWAYS, false },
	{ "symlink", make_link, EPERM, ALWAYS, false },
	{ "chmod", change_mode, EPERM, ALWAYS, false },
	{ "fchmod", change_mode_of_open, EPERM, ALWAYS, false },
	{ "ptrace", trace, EPERM, ALWAYS, false },
	{ "a signal to another", kill_parent, EPERM, ALWAYS, false },
	{ "a user namespace", own_namespace, EPERM, ALWAYS, true },
	{ "a user namespace by clone", clone_namespace, EPERM, ALWAYS, true },
	{ "a user namespace by clone3", clone_namespace_3, ENOSYS, ALWAYS, true },
	{ "a limit of another's", limit_parent, EPERM, ALWAYS, true },
	{ "another's priority", slow_parent, EPERM, ALWAYS, true },
	{ "a signal to a socket's owner", signal_by_owner, EPERM, ALWAYS, false },
	{ "the same, newer", signal_by_owner_ex, EPERM, ALWAYS, false },
	{ "the same, older", signal_by_ioctl, EPERM, ALWAYS, false },
	{ "fchmodat2", change_mode_2, EPERM, ALWAYS, true },
	{ "setxattrat", set_attribute, EPERM, ALWAYS, true },
	{ "shared memory", share_memory, EPERM, ALWAYS, true },
	{ "a message queue", share_queue, EPERM, ALWAYS, true },
	{ "semaphores", share_semaphore, EPERM, ALWAYS, true },
	{ "a message to another's queue", use_queue, EPERM, ALWAYS, true },
	{ "a message from another's queue", hear_queue, EPERM, ALWAYS, true },
	{ "another's semaphores", use_semaphores, EPERM, ALWAYS, true },
	{ "a message queue with a name", share_posix_queue, EPERM, ALWAYS, true },
	{ "a call of 32 bits", getpid_of_32_bits, EPERM, ALWAYS, true },
	{ "a call of x32", getpid_of_x32, EPERM, ALWAYS, true },
	{ "connecting by sending", connect_fast, EPERM, ALWAYS, true },
	{ "connecting by sending a message", connect_fast_message, EPERM, ALWAYS, true },
	{ "connecting by several paths", connect_multipath, EPERM, ALWAYS, true },
	{ "typing on the terminal", type_on_terminal, EPERM, ALWAYS, true },
	{ "io_uring", ring, EPERM, ALWAYS, true },
	{ "keyrings", keyring, EPERM, ALWAYS, true },
	{ "another user", other_user, EPERM, ALWAYS, true },
	{ "a packet socket", socket_packet, EPERM, ALWAYS, true },
	{ "a raw socket", socket_raw, EPERM, ALWAYS, true },
	{ "a socket of ICMP without privilege", socket_ping, EPERM, ALWAYS, true },
	{ "a socket of whatever makes packets, as SCTP", socket_of_packets, EPERM, ALWAYS, true },
	{ "the same over IPv6", socket_of_packets_six, EPERM, ALWAYS, true },
	{ "flags of a file", set_flags, EPERM, ALWAYS, true },
	{ "flags of a file, extended", set_flags_extended, EPERM, ALWAYS, true },
	{ "a pair of local datagram sockets", pair_of_datagrams, EPERM, ALWAYS, false },
	{ "listening", serve, EPERM, ALWAYS, false },
	{ "writing in a thread", write_in_thread, EPERM, ALWAYS, false },
	{ "a file of no option", read_other, EACCES, BY_LANDLOCK, false },
	{ "the time zone", read_time_zone, EACCES, BY_LANDLOCK, false },
	{ "the neighbour of a root", read_neighbour, EACCES, BY_LANDLOCK, false },
	{ "a port of no option", connect_other, EACCES, BY_PORTS, false },

	{ "a signal to itself", kill_self, 0, ALWAYS, false },
	{ "a limit of its own", limit_self, 0, ALWAYS, false },
	{ "raise", raise_own, 0, ALWAYS, false },
	{ "IPv4", socket_four, 0, ALWAYS, false },
	{ "IPv6", socket_six, 0, ALWAYS, false },
	{ "TCP by name", socket_tcp, 0, ALWAYS, false },
	{ "UDP by name", socket_udp, 0, ALWAYS, false },
	{ "the planned port", connect_planned, 0, ALWAYS, false },
	{ "resolv.conf", read_resolver, 0, ALWAYS, false },
	{ "the directory of roots", list_roots, 0, ALWAYS, false },
	{ "a root", read_root, 0, ALWAYS, false },
	{ "a root behind a link", read_linked_root, 0, ALWAYS, false },
	{ "an open file", write_to_open, 0, ALWAYS, false },
	{ "random bytes", random_bytes, 0, ALWAYS, false },
	{ "a thread", thread, 0, ALWAYS, false },
	{ "a pair of local streams", pair_of_streams, 0, ALWAYS, false },
};

/* What a profile changes. */
static const struct exception {
	enum profile profile;
	const char *name;
	int (*attempt)(void);
	int want;
	bool landlock;
} exceptions[] = {
	{ USUAL, "a local socket", socket_local, EPERM, false },
	{ USUAL, "a netlink socket", socket_netlink, EPERM, false },
	{ USUAL, "a process", clone_process, EPERM, false },
	{ USUAL, "a process by fork", fork_process, EPERM, false },
	{ USUAL, "the users", read_shadow, EACCES, true },
	{ USUAL, "libraries", read_library, EACCES, true },
	{ ADDRESS, "resolv.conf", read_resolver, EACCES, true },
	{ ADDRESS, "libraries", read_library, EACCES, true },
	{ ADDRESS, "the planned port", connect_planned, 0, false },
	{ ADDRESS, "a root", read_root, 0, false },
	{ SETTINGS, "resolv.conf", read_resolver, 0, false },
	{ SETTINGS, "libraries", read_library, EACCES, true },
	{ KERBEROS, "libraries", read_library, 0, false },
	{ KERBEROS, "a local socket", socket_local, 0, false },
	{ KERBEROS, "a netlink socket", socket_netlink, 0, false },
	{ KERBEROS, "a process", clone_process, 0, false },
	{ KERBEROS, "a pair of local datagram sockets", pair_of_datagrams, EPERM, false },
	{ KERBEROS, "the users", read_shadow, 0, false },
	{ KERBEROS, "execve", execute, EPERM, false },
	{ KERBEROS, "a new file", write_new, EPERM, false },
	{ KERBEROS, "a packet socket", socket_packet, EPERM, false },
	{ KERBEROS, "a client keytab", read_neighbour, 0, false },
	{ KERBEROS, "a file of no option", read_other, EACCES, true },
	{ ANY_PORT, "a port of no option", connect_other, 0, false },
	{ ANY_PORT, "execve", execute, EPERM, false },
};

/* ---- a process for each ---- */

static struct sandbox enter(enum profile profile)
{
	static const char *roots[] = { "roots" };
	static struct plan_host host = { .name = "edge.example" };
	struct plan plan = { .hosts = { &host, 1 }, .settings.auth = profile == KERBEROS ? AUTH_NEGOTIATE : AUTH_NTLM, .sip.direct = profile == ANY_PORT };
	struct sandbox sandbox = { 0 };

	host.port = (uint16_t)listening_port;
	host.name = profile == ADDRESS || profile == SETTINGS ? "192.0.2.1" : "edge.example";
	if (profile == KERBEROS || profile == SETTINGS)
		plan.subject = SUBJECT_SETTINGS;
	sandbox_enter(&plan, &(struct text_list){ roots, 1 }, &sandbox);
	return sandbox;
}

enum { UNPRIVILEGED = 65534, CHILD_MISFIT = 2, CHILD_OFF = 3 };

/* In the child: exit code 0 when it was as wanted. */
static void try_it(enum profile profile, const struct attempt *a, uid_t uid)
{
	if (uid && setresuid(uid, uid, uid) != 0)
		_exit(CHILD_OFF);
	struct sandbox s = enter(profile);

	if (!s.entered || !s.calls || s.filter.kind != FAULT_NONE)
		_exit(CHILD_OFF);
	if ((a->who == BY_LANDLOCK && !s.landlock) || (a->who == BY_PORTS && !s.ports))
		_exit(0);
	int got = a->attempt();
	if (got != a->want)
		fprintf(stderr, "# %s as %u: %s, wanted %s\n", a->name, uid, got ? strerrorname_np(got) : "it works",
			a->want ? strerrorname_np(a->want) : "it to work");
	_exit(got == a->want ? 0 : CHILD_MISFIT);
}

static bool tried(enum profile profile, const struct attempt *a, uid_t uid)
{
	int status;

	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0)
		try_it(profile, a, uid);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void as_each_user(enum profile profile, const struct attempt *a)
{
	if (!tried(profile, a, 0) || (geteuid() == 0 && !tried(profile, a, UNPRIVILEGED)))
		fail_msg("%s", a->name);
}

static void test_attempts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(attempts); i++)
		as_each_user(USUAL, &attempts[i]);
}

/* Outside of the sandbox no call fails with the errno of its row, so the sandbox is what refuses it. */
static void test_without(void **state)
{
	int status;

	(void)state;
	for (size_t i = 0; i < COUNT(attempts); i++) {
		if (!attempts[i].want || attempts[i].alone)
			continue;
		fflush(NULL);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0)
			_exit(attempts[i].attempt() == attempts[i].want ? CHILD_MISFIT : 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			fail_msg("%s is refused without a sandbox", attempts[i].name);
		restore_world();
	}
}

static void test_profiles(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(exceptions); i++) {
		const struct exception *e = &exceptions[i];
		as_each_user(e->profile, &(struct attempt){ e->name, e->attempt, e->want, e->landlock ? BY_LANDLOCK : ALWAYS, false });
	}
}

/* ---- the thread that waits ---- */

static int write_elsewhere(void) { return error_of(write(STDERR_FILENO, "", 0)); }
static int write_far(void) { return error_of(writev(STDOUT_FILENO, &(struct iovec){ "x", 1 }, 1)); }
static int read_open(void) { return error_of(read(STDIN_FILENO, &(char){ 0 }, 1)); }
static int close_open(void) { return error_of(close(STDIN_FILENO)); }
static int map_memory(void) { return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0; }
static int unblock_signals(void) { return error_of(syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, NULL, NULL, (size_t)8)); }
static int wait_a_little(void) { return error_of(ppoll(&(struct pollfd){ .fd = -1 }, 1, &(struct timespec){ 0 }, NULL)); }

/* Beside attempts[], of which it may do one. */
static const struct attempt waiting_attempts[] = {
	{ "writing elsewhere", write_elsewhere, EPERM, ALWAYS, false },
	{ "writing by another call", write_far, EPERM, ALWAYS, false },
	{ "reading what is open", read_open, EPERM, ALWAYS, false },
	{ "closing", close_open, EPERM, ALWAYS, false },
	{ "memory that can be executed", map_memory, EPERM, ALWAYS, false },
	{ "taking signals", unblock_signals, EPERM, ALWAYS, false },
	{ "writing the result", write_to_open, 0, ALWAYS, false },
	{ "waiting", wait_a_little, 0, ALWAYS, false },
};

/* What has come of the one that the thread made. */
struct waiting {
	int (*attempt)(void);
	atomic_int got; /* errno, or -1 where the call before it was refused */
};
enum { NOT_TRIED = -2 };

static void *in_waiting_thread(void *arg)
{
	struct waiting *w = arg;

	sandbox_enter_waiting();
	atomic_store(&w->got, w->attempt());
	ppoll(NULL, 0, NULL, NULL); /* the process ends it, as it ends the watchdog */
	return NULL;
}

/* In the child: what the thread may is as wanted, and the others may what they could. */
static void try_waiting(const struct attempt *a)
{
	bool may = a->attempt == write_to_open || a->attempt == wait_a_little;
	struct waiting w = { .attempt = a->attempt, .got = NOT_TRIED };
	pthread_t t;
	int got;

#ifdef __x86_64__
	signal(SIGSEGV, no_such_gate);
#endif
	if (pthread_create(&t, NULL, in_waiting_thread, &w) != 0)
		_exit(CHILD_OFF);
	while ((got = atomic_load(&w.got)) == NOT_TRIED)
		sched_yield();
	if (may == (got == 0) && read_library() == 0)
		_exit(0);
	fprintf(stderr, "# %s in the thread that waits: errno %d, wanted %s\n", a->name, got, may ? "none" : "one");
	_exit(CHILD_MISFIT);
}

static bool tried_waiting(const struct attempt *a)
{
	int status;

	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0)
		try_waiting(a);
	assert_int_equal(waitpid(child, &status, 0), child);
	restore_world();
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* What the run is refused, and what it may do, is refused there. */
static void test_waiting(void **state)
{
	size_t failed = 0;

	(void)state;
	if (BUILD_SANITIZED) /* what a sanitizer calls on its own is refused, too */
		skip();
	for (size_t i = 0; i < COUNT(attempts); i++)
		failed += !tried_waiting(&attempts[i]);
	for (size_t i = 0; i < COUNT(waiting_attempts); i++)
		failed += !tried_waiting(&waiting_attempts[i]);
	assert_int_equal(failed, 0);
}

struct confined {
	char status[40]; /* path */
	atomic_bool entered;
};

static void *wait_confined(void *arg)
{
	struct confined *c = arg;

	snprintf(c->status, sizeof c->status, "/proc/self/task/%ld/status", syscall(SYS_gettid));
	sandbox_enter_waiting();
	atomic_store(&c->entered, true);
	ppoll(NULL, 0, NULL, NULL);
	return NULL;
}

/* In the child: 0 when it is as wanted. */
static int look_at_waiting(void)
{
	static const char *const lines[] = { "\nCapPrm:\t0000000000000000\n", "\nCapEff:\t0000000000000000\n", "\nNoNewPrivs:\t1\n", "\nSeccomp:\t2\n" };
	struct confined c = { .entered = false };
	char text[4096] = "";
	pthread_t t;

	if (pthread_create(&t, NULL, wait_confined, &c) != 0)
		return CHILD_OFF;
	while (!atomic_load(&c.entered))
		sched_yield();
	int fd = open(c.status, O_RDONLY);
	if (fd < 0 || read(fd, text, sizeof text - 1) <= 0)
		return CHILD_OFF;
	for (size_t i = 0; i < COUNT(lines); i++)
		if (!strstr(text, lines[i]))
			return CHILD_MISFIT;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0 ? 0 : CHILD_MISFIT; /* of this thread */
}

static void test_waiting_without_privileges(void **state)
{
	int status;

	(void)state;
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(look_at_waiting());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* ---- kernels that lack it ---- */

/* From here on that system call answers ENOSYS, as if the kernel had none. */
static void forget_call(unsigned number)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { COUNT(program), program };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0)
		_exit(CHILD_OFF);
}

static void without(unsigned call, int (*attempt)(void), int want)
{
	int status;

	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		forget_call(call);
		struct sandbox s = enter(USUAL);
		bool as_wanted = call == 444 ? s.calls && !s.landlock && !s.ports : s.entered && (s.calls || s.filter.kind == FAULT_SYSTEM);
		_exit(as_wanted && attempt() == want ? 0 : CHILD_MISFIT);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void test_no_landlock(void **state)
{
	(void)state;
	without(444, read_other, 0);
	for (size_t i = 0; i < COUNT(attempts); i++)
		if (attempts[i].who == ALWAYS)
			without(444, attempts[i].attempt, attempts[i].want);
}

static void test_no_seccomp(void **state)
{
	(void)state;
	without(SYS_seccomp, socket_four, 0);
}

/* ---- a filter that is not whole ---- */

/* What libseccomp is to fail at, where it makes the filter (filter.h): that call, or every one, or loading. */
enum { FAIL_NONE = -1, FAIL_EVERY = -2, FAIL_LOADING = -3 };
static int failing = FAIL_NONE;

static void *real(const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);

	assert_non_null(found);
	return found;
}

int seccomp_rule_add_array(scmp_filter_ctx filter, uint32_t action, int call, unsigned count, const struct scmp_arg_cmp *args)
{
	int (*add)(scmp_filter_ctx, uint32_t, int, unsigned, const struct scmp_arg_cmp *);

	*(void **)&add = real(__func__);
	return failing == FAIL_EVERY || call == failing ? -ENOMEM : add(filter, action, call, count, args);
}

int seccomp_load(const scmp_filter_ctx filter)
{
	int (*load)(scmp_filter_ctx);

	*(void **)&load = real(__func__);
	return failing == FAIL_LOADING ? -EINVAL : load(filter);
}

static const struct broken {
	int failing, code; /* of the fault */
	const char *names; /* what it says first */
	int (*attempt)(void);
	int want;
	bool calls;	   /* there is a filter all the same */
} broken[] = {
	{ SCMP_SYS(ptrace), ENOMEM, "ptrace", trace, 0, true },
	{ SCMP_SYS(ptrace), ENOMEM, "ptrace", write_new, EPERM, true },
	{ SCMP_SYS(openat2), ENOMEM, "openat2", write_open_2, 0, true },
	{ SCMP_SYS(socket), ENOMEM, "socket", socket_local, 0, true },
	{ SYS_openat2 + 29, ENOMEM, "removexattrat|call 466", execute, EPERM, true },
	{ FAIL_EVERY, ENOMEM, "execve, execveat, ptrace, ", make_directory, 0, true },
	{ FAIL_LOADING, EINVAL, "the kernel refuses the filter", make_directory, 0, false },
};

static bool begins_as_one(const char *text, const char *words)
{
	struct span rest = span_of(words);

	while (rest.at)
		if (span_starts(span_of(text), span_split(rest, '|', &rest)))
			return true;
	return false;
}

/* What -vv says. */
static const char *report_of(const struct sandbox *s)
{
	static struct buf text = BUF(4000);
	struct lines lines = { .to = &text, .columns = 1000 };

	text.len = 0;
	tls_details_sandbox(&lines, s);
	return text.len ? text.at : "";
}

static void enter_broken(const struct broken *b)
{
	failing = b->failing;
	struct sandbox s = { .entered = true };
	filter_load_by_library(false, &s);
	const struct fault *f = &s.filter;
	bool right = s.entered && s.calls == b->calls && f->kind == FAULT_SYSTEM && f->code == b->code && begins_as_one(f->text, b->names) &&
		     strstr(f->text, strerrordesc_np(b->code)) && strlen(f->text) < FAULT_TEXT_MAX - 1 && strstr(report_of(&s), f->text);

	if (!right)
		fprintf(stderr, "# failing %d: %s filter, %s: %s; -vv: %s\n", b->failing, s.calls ? "a" : "no", fault_word(f->kind), f->text, report_of(&s));
	int got = b->attempt();
	if (got != b->want)
		fprintf(stderr, "# failing %d: %s, wanted %s\n", b->failing, got ? strerrorname_np(got) : "it works",
			b->want ? strerrorname_np(b->want) : "it to work");
	else if (right)
		_exit(0);
	_exit(CHILD_MISFIT);
}

static void test_broken_filters(void **state)
{
	size_t failed = 0;
	int status;

	(void)state;
	for (size_t i = 0; i < COUNT(broken); i++) {
		fflush(NULL);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0)
			enter_broken(&broken[i]);
		assert_int_equal(waitpid(child, &status, 0), child);
		failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
		restore_world();
	}
	assert_int_equal(failed, 0);
}

static void test_told(void **state)
{
	struct sandbox s = { .entered = true, .calls = true, .landlock = 4, .ports = true };

	(void)state;
	assert_non_null(strstr(report_of(&s), "system calls filtered; files and TCP ports ruled (Landlock 4)"));
	s.calls = false; /* as in a recording that says no more of it */
	assert_non_null(strstr(report_of(&s), "system calls not filtered; files and"));
	s.entered = false;
	assert_string_equal(report_of(&s), "");
}

/* ---- the process is closed to other processes ---- */

static void test_hidden(void **state)
{
	struct rlimit core;
	int status;

	(void)state;
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		sandbox_hide();
		_exit(prctl(PR_GET_DUMPABLE) == 0 && getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 && core.rlim_max == 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* ---- the world, as a whole ---- */

static int listen_somewhere(int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(fd, 128), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	*port = ntohs(at.sin_port);
	return fd;
}

static int make_world(void **state)
{
	(void)state;
	umask(0);
	if (!mkdtemp(dir) || chdir(dir) != 0 || chmod(".", 0777) != 0 || mkdir("roots", 0755) != 0 || mkdir("elsewhere", 0755) != 0)
		return -1;
	write_file("own");
	write_file("roots/0a1b2c3d.0");
	write_file("elsewhere/root.pem");
	write_file("elsewhere/other");
	listener = listen_somewhere(&listening_port);
	other = listen_somewhere(&other_port);
	queue = msgget(IPC_PRIVATE, 0666);
	semaphores = semget(IPC_PRIVATE, 1, 0666);
	setenv("KRB5_CLIENT_KTNAME", "FILE:elsewhere/other", 1);
	return symlink("../elsewhere/root.pem", "roots/4d5e6f70.0");
}

static int remove_world(void **state)
{
	static const char *const files[] = { "own", "roots/0a1b2c3d.0", "roots/4d5e6f70.0", "roots", "elsewhere/root.pem",
					     "elsewhere/other", "elsewhere", "new" };

	(void)state;
	close(listener);
	close(other);
	msgctl(queue, IPC_RMID, NULL);
	semctl(semaphores, 0, IPC_RMID);
	for (size_t i = 0; i < COUNT(files); i++)
		(void)remove(files[i]);
	return chdir("/") || rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attempts),
		cmocka_unit_test(test_without),
		cmocka_unit_test(test_profiles),
		cmocka_unit_test(test_waiting),
		cmocka_unit_test(test_waiting_without_privileges),
		cmocka_unit_test(test_no_landlock),
		cmocka_unit_test(test_no_seccomp),
		cmocka_unit_test(test_broken_filters),
		cmocka_unit_test(test_told),
		cmocka_unit_test(test_hidden),
	};

	return cmocka_run_group_tests(tests, make_world, remove_world);
}
