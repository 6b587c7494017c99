// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * recording - the file of --record: opened before a run, filled after it
 */
#include "app/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/output.h"
#include "base/errno_text.h"
#include "base/file.h"
#include "codec/record.h"

enum { LINKS_MAX = 40, HEAD_SIZE = 64 }; /* as many links as the kernel follows; of a file, enough to know a recording by */

static bool system_fault(const char *path, int error, struct fault *f)
{
	struct fault missing = { 0 };

	if (error != ENOENT && error != ENOTDIR)
		return fault(f, FAULT_FILE, error, "--record: %.200s cannot be written: %s", path, errno_text(error));
	file_fault(path, error, &missing);
	return fault(f, FAULT_FILE, error, "--record: %s", missing.text);
}

/* ---- the directory ---- */

/* On the way to the file: the directory so far, and what of the path is still to be walked. */
struct walk {
	const char *path;
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
	span_copy(name, PATH_MAX, span_cut(rest, '/', &after));
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
		return system_fault(w->path, errno, f);
	if (others_can_change(link, &directory))
		return fault(f, FAULT_USAGE, 0, "--record: %.200s leads through the link %.80s, which another user can change: name the "
			     "directory behind it", w->path, name);
	ssize_t len = readlinkat(fd, "", target, sizeof target);
	if (len < 0)
		return system_fault(w->path, errno, f);
	if ((size_t)len + 1 + rest >= sizeof w->rest || w->links++ == LINKS_MAX)
		return system_fault(w->path, ELOOP, f);
	memmove(w->rest + len + 1, w->rest, rest + 1);
	memcpy(w->rest, target, (size_t)len);
	w->rest[len] = '/';
	if (target[0] != '/')
		return true;
	close(w->dir);
	w->dir = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return w->dir >= 0 || system_fault(w->path, errno, f);
}

static bool enter(struct walk *w, const char *name, struct fault *f)
{
	struct stat st;
	bool good = false;
	int fd = openat(w->dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return system_fault(w->path, errno, f);
	if (fstat(fd, &st) != 0)
		system_fault(w->path, errno, f);
	else if (S_ISLNK(st.st_mode))
		good = follow(w, fd, &st, name, f);
	else if (!S_ISDIR(st.st_mode))
		system_fault(w->path, ENOTDIR, f);
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
		return system_fault(w->path, ENAMETOOLONG, f);
	w->dir = open(w->path[0] == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (w->dir < 0)
		return system_fault(w->path, errno, f);
	while (next_name(w, name))
		if (!enter(w, name, f))
			return false;
	return *name || system_fault(w->path, EISDIR, f);
}

/* ---- the file ---- */

/* What hinders a file that is there from being replaced, and the way out; NULL: nothing. */
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
		return "has more than one name (hard links) and is left alone: name a new file";
	return NULL;
}

static bool may_replace(const char *path, const struct stat *st, struct fault *f)
{
	const char *why = hindrance(st);

	return !why || fault(f, FAULT_USAGE, 0, "--record: %.200s %s", path, why);
}

static bool holds_recording(struct recording *r, struct fault *f)
{
	char head[HEAD_SIZE];
	ssize_t len = pread(r->fd, head, sizeof head, 0);

	if (len < 0)
		return system_fault(r->path, errno, f);
	r->older = len > 0;
	return !r->older || record_begins((struct span){ head, (size_t)len }) ||
	       fault(f, FAULT_USAGE, 0, "--record: %.200s is not a recording and is left alone: name a new file", r->path);
}

/* A device or a pipe is not even opened: that alone may set something off. */
static bool open_existing(const struct walk *w, const char *name, struct recording *r, struct fault *f)
{
	struct stat st;

	r->fd = openat(w->dir, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (r->fd < 0 || fstat(r->fd, &st) != 0)
		return system_fault(r->path, errno, f);
	return may_replace(r->path, &st, f) && holds_recording(r, f);
}

static bool open_in(const struct walk *w, const char *name, struct recording *r, struct fault *f)
{
	struct stat st;

	if (fstatat(w->dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return may_replace(r->path, &st, f) && open_existing(w, name, r, f);
	if (errno != ENOENT)
		return system_fault(r->path, errno, f);
	r->fd = openat(w->dir, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return r->fd >= 0 || system_fault(r->path, errno, f);
}

/* ---- the whole ---- */

bool recording_open(const char *path, struct recording *r, struct fault *f)
{
	struct walk w = { .path = path, .dir = -1 };
	char name[PATH_MAX];

	*r = (struct recording){ .path = path, .fd = -1 };
	bool good = find_directory(&w, name, f) && open_in(&w, name, r, f);
	if (w.dir >= 0)
		close(w.dir);
	if (!good)
		recording_close(r);
	return good;
}

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
	return fault(f, FAULT_FILE, errno, "--record: %.200s could not be written: %s", r->path, errno_text(errno));
}

void recording_close(struct recording *r)
{
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
}
