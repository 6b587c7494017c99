// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * landlock - only these files, only these ports
 */
#include "app/landlock.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- the kernel's face: numbers that never change, some of them newer than the headers here may be ---- */

#ifdef SYS_landlock_create_ruleset
enum { CALL_CREATE_RULESET = SYS_landlock_create_ruleset };
#else
enum { CALL_CREATE_RULESET = 444 };
#endif
enum { CALL_ADD_RULE = CALL_CREATE_RULESET + 1, CALL_RESTRICT_SELF = CALL_CREATE_RULESET + 2 };
enum { CREATE_VERSION = 1 };
enum { RULE_PATH_BENEATH = 1, RULE_NET_PORT };

enum {
	FS_READ_FILE = 1 << 2,
	FS_READ_DIR = 1 << 3,
	FS_OF_1 = (1 << 13) - 1,  /* execute, read, write, make and remove */
	FS_REFER = 1 << 13,	  /* from 2 on */
	FS_TRUNCATE = 1 << 14,	  /* from 3 on */
	FS_IOCTL_DEVICE = 1 << 15, /* from 5 on */
	NET_CONNECT = 1 << 1,	  /* from 4 on */
	SCOPE_ABSTRACT_SOCKETS = 1, /* from 6 on */
	SCOPE_SIGNALS = 2,
};

struct ruleset {
	uint64_t fs, net, scoped;
};

struct [[gnu::packed]] path_beneath {
	uint64_t allowed;
	int32_t parent;
};

struct net_port {
	uint64_t allowed, port;
};

static struct ruleset handled(int version, bool ports)
{
	struct ruleset set = { .fs = FS_OF_1 };

	if (version >= 2)
		set.fs |= FS_REFER;
	if (version >= 3)
		set.fs |= FS_TRUNCATE;
	if (version >= 5)
		set.fs |= FS_IOCTL_DEVICE;
	if (ports)
		set.net = NET_CONNECT;
	if (version >= 6)
		set.scoped = SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS;
	return set;
}

/* A kernel takes a longer struct than its own when the rest is 0. */
void landlock_begin(struct landlock *l, bool ports)
{
	long version = syscall(CALL_CREATE_RULESET, NULL, 0, CREATE_VERSION);

	*l = (struct landlock){ .version = version > 0 ? (int)version : 0, .rules = -1 };
	if (!l->version)
		return;
	l->ports = ports && l->version >= 4;
	struct ruleset set = handled(l->version, l->ports);
	l->rules = (int)syscall(CALL_CREATE_RULESET, &set, sizeof set, 0);
	if (l->rules < 0)
		l->version = 0;
}

/* ---- rules ---- */

static void allow_descriptor(struct landlock *l, int fd)
{
	struct path_beneath rule = { .allowed = FS_READ_FILE, .parent = fd };
	struct stat st;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		rule.allowed |= FS_READ_DIR;
	syscall(CALL_ADD_RULE, l->rules, RULE_PATH_BENEATH, &rule, 0);
	close(fd);
}

void landlock_may_read(struct landlock *l, const char *path)
{
	if (l->version)
		allow_descriptor(l, open(path, O_PATH | O_CLOEXEC));
}

/*
 * A readlinkat(2) costs less than a rule, and a link within the directory needs no rule of its own. Debian's directory takes 294 of these
 * calls: it has two links to each root, by hash and by name, and the second may lead out of it.
 */
static bool leads_outside(int directory, const char *name, const char *const *known)
{
	char target[4096];
	ssize_t len = readlinkat(directory, name, target, sizeof target - 1);

	if (len <= 0)
		return false;
	target[len] = '\0';
	for (; *known; known++)
		if (strncmp(target, *known, strlen(*known)) == 0)
			return false;
	return strchr(target, '/');
}

void landlock_may_follow(struct landlock *l, const char *directory, const char *const *known)
{
	DIR *dir = l->version ? opendir(directory) : NULL;
	const struct dirent *entry;

	landlock_may_read(l, directory);
	while (dir && (entry = readdir(dir)))
		if (leads_outside(dirfd(dir), entry->d_name, known))
			allow_descriptor(l, openat(dirfd(dir), entry->d_name, O_PATH | O_CLOEXEC));
	if (dir)
		closedir(dir);
}

void landlock_may_connect(struct landlock *l, uint16_t port)
{
	struct net_port rule = { .allowed = NET_CONNECT, .port = port };

	if (l->ports)
		syscall(CALL_ADD_RULE, l->rules, RULE_NET_PORT, &rule, 0);
}

bool landlock_enter(struct landlock *l)
{
	if (l->version && syscall(CALL_RESTRICT_SELF, l->rules, 0) != 0)
		l->version = 0;
	if (l->rules >= 0)
		close(l->rules);
	l->rules = -1;
	return l->version;
}
