// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * file - reading the files that the operator names
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINKS_MAX = 8, NAME_SIZE = FILE_OWNER_SIZE };

/* ---- the sentence ---- */

static const char *user_name(uid_t uid, char to[NAME_SIZE])
{
	const struct passwd *user = getpwuid(uid);

	if (user)
		snprintf(to, NAME_SIZE, "%.32s", user->pw_name);
	else
		snprintf(to, NAME_SIZE, "%lu", (unsigned long)uid);
	return to;
}

static const char *group_name(gid_t gid, char to[NAME_SIZE])
{
	const struct group *group = getgrgid(gid);

	if (group)
		snprintf(to, NAME_SIZE, "%.32s", group->gr_name);
	else
		snprintf(to, NAME_SIZE, "%lu", (unsigned long)gid);
	return to;
}

/* "PATH: user nagios may not VERB WHAT (root:ssl-cert, 0640)" */
static bool denied(const char *path, const char *verb, const char *what, struct fault *f)
{
	char user[NAME_SIZE], owner[NAME_SIZE], group[NAME_SIZE];
	struct stat st;

	user_name(geteuid(), user);
	if (stat(what, &st) != 0)
		return fault(f, FAULT_FILE, EACCES, "%.150s: user %s may not %s %.100s", path, user, verb, what);
	return fault(f, FAULT_FILE, EACCES, "%.150s: user %s may not %s %.100s (%s:%s, %04o)", path, user, verb,
		     strcmp(path, what) == 0 ? "it" : what, user_name(st.st_uid, owner), group_name(st.st_gid, group),
		     (unsigned)(st.st_mode & 07777));
}

/* Calls `look` with every directory above the last part of the path, from the top; stops where it returns true. */
static bool each_directory(const char *path, bool (*look)(const char *directory), char found[PATH_MAX])
{
	size_t len = strlen(path);

	if (len >= PATH_MAX)
		return false;
	span_copy(found, PATH_MAX, SPAN("."));
	if (path[0] != '/' && look(found))
		return true;
	for (size_t i = 0; i < len; i++) {
		if (path[i] != '/' || i + 1 == len)
			continue;
		memcpy(found, path, i ? i : 1);
		found[i ? i : 1] = '\0';
		if (look(found))
			return true;
	}
	return false;
}

static bool is_closed(const char *directory)
{
	return faccessat(AT_FDCWD, directory, X_OK, AT_EACCESS) != 0 && errno == EACCES;
}

static bool is_missing(const char *directory)
{
	struct stat st;

	return stat(directory, &st) != 0 && errno == ENOENT;
}

static bool is_no_directory(const char *directory)
{
	struct stat st;

	return stat(directory, &st) == 0 && !S_ISDIR(st.st_mode);
}

/* Where the symbolic link `path` leads; false when it is none. In and out may be the same. */
static bool follow(const char *path, char to[PATH_MAX])
{
	char target[PATH_MAX], whole[2 * PATH_MAX];
	ssize_t len = readlink(path, target, sizeof target - 1);
	const char *slash = strrchr(path, '/');

	if (len <= 0)
		return false;
	target[len] = '\0';
	if (target[0] == '/' || !slash)
		snprintf(whole, sizeof whole, "%s", target);
	else
		snprintf(whole, sizeof whole, "%.*s%s", (int)(slash + 1 - path), path, target);
	return span_copy(to, PATH_MAX, span_of(whole));
}

/* The first directory on the way, also behind symbolic links, that `look` is true for. */
static bool on_the_way(const char *path, bool (*look)(const char *directory), char found[PATH_MAX])
{
	char here[PATH_MAX];

	if (!span_copy(here, sizeof here, span_of(path)))
		return false;
	for (int i = 0; i < LINKS_MAX; i++) {
		if (each_directory(here, look, found))
			return true;
		if (!follow(here, here))
			return false;
	}
	return false;
}

static bool keeps_others_out(const char *directory)
{
	struct stat st;

	return stat(directory, &st) != 0 || !(st.st_mode & S_IXOTH);
}

/* In a user namespace, and in a container, files of the host's other users seem to belong to 65534. */
static bool is_strangers(const struct stat *st)
{
	enum { NO_NUMBER = 65534 };

	return st->st_uid != 0 && st->st_uid != geteuid() && st->st_uid != NO_NUMBER;
}

/* With the sticky bit, everybody may add names, and only an owner change one. */
static bool others_may_replace(const char *directory)
{
	struct stat st;

	return stat(directory, &st) == 0 && (is_strangers(&st) || ((st.st_mode & S_IWOTH) && !(st.st_mode & S_ISVTX)));
}

bool file_exposed(const char *path, enum file_risk risk, struct file_exposure *found)
{
	static char place[PATH_MAX];
	struct stat st;

	if (stat(path, &st) != 0)
		return false;
	bool exposed = risk == FILE_OF_STRANGER	  ? is_strangers(&st)
		       : risk == FILE_REPLACEABLE ? on_the_way(path, others_may_replace, place) && stat(place, &st) == 0
						  : (st.st_mode & (risk == FILE_READ_BY_ALL ? S_IROTH : S_IWOTH)) &&
							    !on_the_way(path, keeps_others_out, place);
	*found = (struct file_exposure){ .mode = st.st_mode & 07777, .place = place };
	if (exposed) /* only then: looking for a name can connect to a name service */
		user_name(st.st_uid, found->owner);
	return exposed;
}

bool file_fault(const char *path, int error, struct fault *f)
{
	char place[PATH_MAX];

	if (error == EACCES && on_the_way(path, is_closed, place))
		return denied(path, "enter", place, f);
	if (error == EACCES)
		return denied(path, "read", path, f);
	if (error == ENOENT && on_the_way(path, is_missing, place))
		return fault(f, FAULT_FILE, error, "%.150s: there is no directory %.150s", path, place);
	if (error == ENOENT)
		return fault(f, FAULT_FILE, error, "%.250s does not exist", path);
	if (error == ENOTDIR && on_the_way(path, is_no_directory, place))
		return fault(f, FAULT_FILE, error, "%.150s: %.150s is not a directory", path, place);
	return fault(f, FAULT_FILE, error, "%.250s cannot be read: %s", path, strerror(error));
}

/* ---- reading ---- */

static bool is_file(const char *path, const struct stat *st, struct fault *f)
{
	if (S_ISREG(st->st_mode))
		return true;
	return fault(f, FAULT_FILE, 0, "%.250s is not a file but a %s", path,
		     S_ISDIR(st->st_mode)    ? "directory"
		     : S_ISFIFO(st->st_mode) ? "named pipe"
		     : S_ISSOCK(st->st_mode) ? "socket"
					     : "device");
}

static bool too_large(const char *path, size_t ceiling, struct fault *f)
{
	const size_t kib = 1024, mib = kib * kib;
	bool mega = ceiling % mib == 0;

	return fault(f, FAULT_FILE, 0, "%.250s is larger than %zu %s, the most that is read", path,
		     ceiling / (mega ? mib : kib), mega ? "MiB" : "KiB");
}

/* `size`: what the file is said to have, so that a small one takes little memory; it may have grown since. */
static bool read_all(int fd, const char *path, size_t size, struct buf *to, struct fault *f)
{
	enum { STEP = 4096 };
	ssize_t got;

	do {
		size_t want = to->len <= size ? size + 1 - to->len : STEP;
		size_t left = to->ceiling - to->len;
		char past_the_end, *room = &past_the_end;
		if (want > left)
			want = left;
		if (want && !(room = buf_room(to, want)))
			return fault(f, FAULT_MEMORY, 0, "%.250s: no memory to read it", path);
		do
			got = read(fd, room, want ? want : 1);
		while (got < 0 && errno == EINTR);
		if (got < 0)
			return file_fault(path, errno, f);
		if (got > 0 && !want)
			return too_large(path, to->ceiling, f);
		to->len += (size_t)got;
	} while (got > 0);
	to->at[to->len] = '\0';
	return to->len > 0 || fault(f, FAULT_FILE, 0, "%.250s is empty", path);
}

bool file_open(const char *path, size_t ceiling, struct file_opened *to, struct fault *f)
{
	struct stat st;
	bool good = false;

	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		file_fault(path, errno, f);
		return false;
	}
	if (fstat(fd, &st) != 0)
		file_fault(path, errno, f);
	else if (is_file(path, &st, f))
		good = (uint64_t)st.st_size <= ceiling || too_large(path, ceiling, f);
	if (good)
		*to = (struct file_opened){ fd, (size_t)st.st_size, (int64_t)st.st_mtime };
	else
		close(fd);
	return good;
}

bool file_read(const char *path, size_t ceiling, struct buf *to, struct fault *f)
{
	struct file_opened file;

	*to = BUF(ceiling);
	if (!file_open(path, ceiling, &file, f))
		return false;
	bool good = read_all(file.fd, path, file.size, to, f);
	close(file.fd);
	if (!good)
		buf_wipe(to);
	return good;
}

/* ---- texts ---- */

struct span file_text(struct span bytes)
{
	return span_starts(bytes, SPAN("\xef\xbb\xbf")) ? span_skip(bytes, 3) : bytes;
}

const char *file_no_text(struct span bytes)
{
	bool wide = bytes.len >= 4 && bytes.len % 2 == 0 && !bytes.at[0] != !bytes.at[1] && !bytes.at[0] == !bytes.at[2] && !bytes.at[1] == !bytes.at[3];

	if (span_starts(bytes, SPAN("\xff\xfe")) || span_starts(bytes, SPAN("\xfe\xff")) || wide)
		return "is UTF-16: save it as UTF-8, as iconv -f UTF-16 -t UTF-8 does";
	return span_starts(bytes, SPAN("\x1f\x8b")) ? "is packed with gzip: unpack it" : NULL;
}

bool file_is_hash_link(const char *name)
{
	size_t hash = strspn(name, "0123456789abcdef");
	const char *number = hash == 8 && name[8] == '.' ? name + 9 : "";

	return *number && !number[strspn(number, "0123456789")];
}
