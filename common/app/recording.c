// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * recording - the file of --record: opened before a run, filled after it
 */
#include "app/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/output.h"
#include "base/errno_text.h"
#include "base/file.h"
#include "codec/record.h"

enum { LINKS_MAX = 40, HEAD_SIZE = 64 }; /* as many links as the kernel follows; of a file, enough to know a recording by */

static bool system_fault(const struct recording *r, int error, struct fault *f)
{
	struct fault missing = { 0 };

	if (error != ENOENT && error != ENOTDIR)
		return fault(f, FAULT_FILE, error, "%s: %.200s cannot be written: %s", r->option, r->path, errno_text(error));
	file_fault(r->path, error, &missing);
	return fault(f, FAULT_FILE, error, "%s: %s", r->option, missing.text);
}

/* ---- the directory ---- */

/* A walk along the path: the directory reached so far, and the rest of the path. */
struct walk {
	const struct recording *to;
	const char *path; /* of a file, which need not be there */
	int dir;
	char rest[PATH_MAX];
	int links; /* followed so far */
};

/* The next name of the rest, in *name; false: it is the last one, and may be empty. */
static bool next_name(struct walk *w, char name[PATH_MAX])
{
	struct span after, rest = span_of(w->rest);

	while (rest.len && rest.at[0] == '/')
		rest = span_skip(rest, 1);
	span_copy(name, PATH_MAX, span_split(rest, '/', &after));
	memmove(w->rest, after.at ? after.at : "", after.len + 1);
	return after.at;
}

/* Root may change every link anyway. */
static bool is_trusted(uid_t user)
{
	return user == 0 || user == geteuid();
}

static bool others_can_change(const struct stat *link, const struct stat *directory)
{
	bool is_shared = directory->st_mode & (S_IWGRP | S_IWOTH) && !(directory->st_mode & S_ISVTX);

	return is_shared || !is_trusted(link->st_uid) || !is_trusted(directory->st_uid);
}

/* Goes on where the link leads, which `fd` is. */
static bool follow(struct walk *w, int fd, const struct stat *link, const char *name, struct fault *f)
{
	char target[PATH_MAX];
	struct stat directory;
	size_t rest = strlen(w->rest);

	if (fstat(w->dir, &directory) != 0)
		return system_fault(w->to, errno, f);
	if (others_can_change(link, &directory))
		return fault(f, FAULT_USAGE, 0, "%s: %.200s: others can change the link %.80s on the way: name its target",
			     w->to->option, w->to->path, name);
	ssize_t len = readlinkat(fd, "", target, sizeof target);
	if (len < 0)
		return system_fault(w->to, errno, f);
	if ((size_t)len + 1 + rest >= sizeof w->rest || w->links++ == LINKS_MAX)
		return system_fault(w->to, ELOOP, f);
	memmove(w->rest + len + 1, w->rest, rest + 1);
	memcpy(w->rest, target, (size_t)len);
	w->rest[len] = '/';
	if (target[0] != '/')
		return true;
	close(w->dir);
	w->dir = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return w->dir >= 0 || system_fault(w->to, errno, f);
}

static bool enter(struct walk *w, const char *name, struct fault *f)
{
	struct stat st;
	bool good = false;
	int fd = openat(w->dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return system_fault(w->to, errno, f);
	if (fstat(fd, &st) != 0)
		system_fault(w->to, errno, f);
	else if (S_ISLNK(st.st_mode))
		good = follow(w, fd, &st, name, f);
	else if (!S_ISDIR(st.st_mode))
		system_fault(w->to, ENOTDIR, f);
	else {
		close(w->dir);
		w->dir = fd;
		return true;
	}
	close(fd);
	return good;
}

/* The directory of the path is open in w->dir afterwards, so that what was looked at is what is used; the caller closes it. */
static bool find_directory(struct walk *w, char name[PATH_MAX], struct fault *f)
{
	if (!span_copy(w->rest, sizeof w->rest, span_of(w->path)))
		return system_fault(w->to, ENAMETOOLONG, f);
	w->dir = open(w->path[0] == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (w->dir < 0)
		return system_fault(w->to, errno, f);
	while (next_name(w, name))
		if (!enter(w, name, f))
			return false;
	return *name || system_fault(w->to, EISDIR, f);
}

/* ---- the file ---- */

/* Why an existing file must not be replaced, and the way out; NULL: it may be. */
static const char *hindrance(const struct stat *st)
{
	if (S_ISLNK(st->st_mode))
		return "is a symbolic link: name the file itself";
	if (S_ISDIR(st->st_mode))
		return "is a directory: name a file in it";
	if (!S_ISREG(st->st_mode))
		return "is a pipe, a socket or a device: name a file";
	if (st->st_uid != geteuid())
		return "belongs to another user and is left alone: name a new file";
	if (st->st_nlink != 1)
		return "has hard links and is left alone: name a new file";
	return NULL;
}

static bool may_replace(const struct recording *r, const struct stat *st, struct fault *f)
{
	const char *why = hindrance(st);

	return !why || fault(f, FAULT_USAGE, 0, "%s: %.200s %s", r->option, r->path, why);
}

static bool holds_recording(struct recording *r, struct fault *f)
{
	char head[HEAD_SIZE];
	ssize_t len = pread(r->fd, head, sizeof head, 0);

	if (len < 0)
		return system_fault(r, errno, f);
	r->older = len > 0;
	return !r->older || record_begins((struct span){ head, (size_t)len }) ||
	       fault(f, FAULT_USAGE, 0, "%s: %.200s is not a recording and is left alone: name a new file", r->option, r->path);
}

/* A device or a pipe is not even opened: that alone may set something off. */
static bool open_existing(const struct walk *w, const char *name, struct recording *r, struct fault *f)
{
	struct stat st;

	r->fd = openat(w->dir, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (r->fd < 0 || fstat(r->fd, &st) != 0)
		return system_fault(r, errno, f);
	return may_replace(r, &st, f) && holds_recording(r, f);
}

static bool open_in(const struct walk *w, const char *name, struct recording *r, struct fault *f)
{
	struct stat st;

	if (fstatat(w->dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return may_replace(r, &st, f) && open_existing(w, name, r, f);
	if (errno != ENOENT)
		return system_fault(r, errno, f);
	r->fd = openat(w->dir, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return r->fd >= 0 || system_fault(r, errno, f);
}

/* ---- the whole ---- */

bool recording_open(const char *path, struct recording *r, struct fault *f)
{
	struct walk w = { .to = r, .path = path, .dir = -1 };
	char name[PATH_MAX];

	*r = (struct recording){ .option = "--record", .path = path, .fd = -1 };
	bool good = find_directory(&w, name, f) && open_in(&w, name, r, f);
	if (w.dir >= 0)
		close(w.dir);
	if (!good)
		recording_close(r);
	return good;
}

/* ---- a slot of a directory ---- */

struct slot {
	char name[24];
	bool there;
	struct stat st;
};

/* The one to be taken first: empty, then not there yet, then the oldest. */
static int slot_compare(const void *a, const void *b)
{
	const struct slot *x = a, *y = b;
	int ranks[] = { x->there ? x->st.st_size > 0 ? 2 : 0 : 1, y->there ? y->st.st_size > 0 ? 2 : 0 : 1 };

	if (ranks[0] != ranks[1] || ranks[0] < 2)
		return ranks[0] != ranks[1] ? ranks[0] - ranks[1] : strcmp(x->name, y->name);
	if (x->st.st_mtim.tv_sec != y->st.st_mtim.tv_sec)
		return x->st.st_mtim.tv_sec < y->st.st_mtim.tv_sec ? -1 : 1;
	if (x->st.st_mtim.tv_nsec != y->st.st_mtim.tv_nsec)
		return x->st.st_mtim.tv_nsec < y->st.st_mtim.tv_nsec ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* Between the look at it and the lock another run may have filled it. */
static bool is_as_seen(const struct slot *slot, const struct recording *r)
{
	struct stat now;

	return fstat(r->fd, &now) == 0 && now.st_nlink == 1 && now.st_size == (slot->there ? slot->st.st_size : 0) &&
	       (!slot->there || (now.st_ino == slot->st.st_ino && now.st_mtim.tv_sec == slot->st.st_mtim.tv_sec &&
				 now.st_mtim.tv_nsec == slot->st.st_mtim.tv_nsec));
}

/* True: one is open and locked, or *busy: all that could be used are in use. */
static bool take_slot(const struct walk *w, struct slot slots[static RECORDING_SLOTS], struct recording *r, bool *busy, struct fault *f)
{
	for (size_t i = 0; i < RECORDING_SLOTS; i++) {
		if (!open_in(w, slots[i].name, r, f)) {
			recording_close(r);
			if (f->kind == FAULT_FILE)
				return false; /* the directory cannot be written to, or the disk not be read */
			continue;
		}
		if (flock(r->fd, LOCK_EX | LOCK_NB) == 0 && is_as_seen(&slots[i], r)) {
			*f = (struct fault){ 0 };
			return true;
		}
		*busy = true;
		recording_close(r);
	}
	return *busy || fault(f, FAULT_USAGE, 0, "%s: none of the files problem-00.json to problem-%02d.json in %.200s can be used: %s",
			      r->option, RECORDING_SLOTS - 1, r->path, "they have to be ours, of one name, and empty or recordings");
}

bool recording_open_slot(const char *directory, struct recording *r, struct fault *f)
{
	struct slot slots[RECORDING_SLOTS];
	struct walk w = { .to = r, .dir = -1 };
	char path[PATH_MAX], name[PATH_MAX];
	bool busy = false;

	*r = (struct recording){ .option = "--record-on-problem", .path = directory, .fd = -1 };
	if (snprintf(path, sizeof path, "%s/slot", directory) >= (int)sizeof path)
		return system_fault(r, ENAMETOOLONG, f);
	w.path = path;
	bool good = find_directory(&w, name, f);
	for (int i = 0; good && i < RECORDING_SLOTS; i++) {
		snprintf(slots[i].name, sizeof slots[i].name, "problem-%02d.json", i);
		slots[i].there = fstatat(w.dir, slots[i].name, &slots[i].st, AT_SYMLINK_NOFOLLOW) == 0;
	}
	if (good) {
		qsort(slots, RECORDING_SLOTS, sizeof *slots, slot_compare);
		good = take_slot(&w, slots, r, &busy, f);
	}
	if (w.dir >= 0)
		close(w.dir);
	return good;
}

/* ---- writing ---- */

/* A full disk must not cost an older recording. A file system that cannot promise room is written to without. */
static bool make_room(int fd, size_t size)
{
	struct stat before;

	if (fstat(fd, &before) != 0)
		return false;
	if (fallocate(fd, 0, 0, (off_t)size) == 0 || errno == EOPNOTSUPP || errno == ENOSYS)
		return true;
	int error = errno;
	(void)!ftruncate(fd, before.st_size);
	errno = error;
	return false;
}

bool recording_keep(const struct recording *r, struct span text, struct fault *f)
{
	if (make_room(r->fd, text.len) && output_write(r->fd, text) && ftruncate(r->fd, (off_t)text.len) == 0)
		return true;
	return fault(f, FAULT_FILE, errno, "%s: %.200s could not be written: %s", r->option, r->path, errno_text(errno));
}

void recording_close(struct recording *r)
{
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
}
