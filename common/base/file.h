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

/* A file that was read. */
struct blob {
	const char *path; /* as the operator named it; NULL: not given */
	struct buf bytes;
};

/*
 * Reads the file into *to, which gets `ceiling` as its own. The memory is safe for secrets: buf_wipe() leaves nothing behind.
 * False: nothing is in *to, and one sentence that begins with the path: it is missing, empty, no regular file, larger than
 * the ceiling, or who may not read it: the effective user, the owner, the mode, and the directory that denies if one does.
 */
[[nodiscard]] bool file_read(const char *path, size_t ceiling, struct buf *to, struct fault *);

/* The bytes of a text file without the byte order mark of UTF-8, if it begins with one. */
struct span file_text(struct span bytes);

/* Why a file cannot be read as text, and the way out: "is UTF-16: ...", "is packed with gzip: ..."; NULL: it may be text. */
const char *file_no_text(struct span bytes);

/* What other accounts of this host may do with a file or a directory of files; symbolic links are followed. */
enum file_risk {
	FILE_READ_BY_ALL,    /* its mode lets every account read it, and no directory of its path keeps others out */
	FILE_WRITTEN_BY_ALL, /* the same for writing */
	FILE_OF_STRANGER,    /* its owner is neither root nor the effective user; an owner without a number in this namespace does not count */
	FILE_REPLACEABLE,    /* in a directory of its path others may put another file in its place */
};
enum { FILE_OWNER_SIZE = 40 };
struct file_exposure {
	unsigned mode;		     /* permissions: of the file, with FILE_REPLACEABLE of the directory */
	char owner[FILE_OWNER_SIZE]; /* name of the owner, or his number; of the same */
	const char *place;	     /* with FILE_REPLACEABLE: the directory; in memory that lasts until the next call */
};

/* Does the file have this risk? Fills *found if so. False for a missing file as well. Not for two threads at once. */
bool file_exposed(const char *path, enum file_risk, struct file_exposure *found);

/* Opens a readable regular file of at most `ceiling` bytes, to be read later. False: as file_read(), but an empty file is accepted. */
struct file_opened {
	int fd; /* the caller's to close; reading it never waits */
	size_t size;
	int64_t modified_at; /* seconds since 1970 */
};
[[nodiscard]] bool file_open(const char *path, size_t ceiling, struct file_opened *, struct fault *);

/* The same sentence for a path that an open(2) of any kind refused with this errno. Returns false. */
bool file_fault(const char *path, int error, struct fault *);

/* Is this the name of a hash link, as OpenSSL looks for certificates and lists in a directory (X509_LOOKUP_hash_dir(3)): "9d66eef0.0"? */
bool file_is_hash_link(const char *name);

#endif
