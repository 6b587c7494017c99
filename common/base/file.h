// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * file - reading the files that the operator names
 *
 * Regular files only, whole, up to a ceiling; never waits (a FIFO is refused, not opened for reading). Follows symbolic
 * links: certificates are kept behind them.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/fault.h"

/*
 * Reads the file into *to, which gets `ceiling` as its own. The memory is safe for secrets: buf_wipe() leaves nothing behind.
 * False: nothing is in *to, and one sentence that begins with the path: it is missing, empty, no regular file, larger than
 * the ceiling, or who may not read it: the effective user, the owner, the mode, and the directory that denies if one does.
 */
[[nodiscard]] bool file_read(const char *path, size_t ceiling, struct buf *to, struct fault *);

/*
 * Can everybody on this host read it? Its mode says so, and no directory on the way keeps others out. *mode: its permissions.
 * False, too, for what is not there.
 */
bool file_open_to_all(const char *path, unsigned *mode);

/* A regular file that may be read, of at most `ceiling` bytes, for somebody who reads it later. False: as file_read(), but for empty. */
struct file_opened {
	int fd; /* the caller's to close; reading it never waits */
	size_t size;
	int64_t modified_at; /* seconds since 1970 */
};
[[nodiscard]] bool file_open(const char *path, size_t ceiling, struct file_opened *, struct fault *);

/* The same sentence for a path that an open(2) of any kind refused with this errno. Returns false. */
bool file_fault(const char *path, int error, struct fault *);

#endif
