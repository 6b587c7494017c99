// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * material - the bytes of the files that make up an identity and trust
 *
 * Read by app/secret before any socket is opened, parsed by probe/, wiped by app/secret as soon as they are parsed. The
 * only values in the program that hold a secret. Every file that the operator names is read there and handed on here.
 */
#ifndef MODEL_MATERIAL_H
#define MODEL_MATERIAL_H

#include "base/buf.h"

struct blob {
	const char *path; /* as the operator named it; NULL: not given */
	struct buf bytes;
};

/* An export of settings: opened by app/secret, read by a step, because it may be large, or a pipe that is slow. */
struct export_file {
	const char *path; /* as sentences name it */
	int fd;
	int64_t modified_at; /* seconds since 1970; -1: it has no such time */
};

enum { EXPORT_FILE_MAX = 64 * 1024 * 1024 }; /* bytes */

struct material {
	struct blob client_cert;
	struct blob private_key;  /* not given: the key is in client_cert */
	struct blob key_password; /* without the line end */
	struct blob login_password; /* --password-file, without the line end */
	struct export_file *exports; /* -F, in the order given */
	size_t export_count;
	struct blob body;	  /* --body-file */
	struct blob request_template; /* --request-template */
	struct blob *roots;	  /* --ca-cert: the file, or every file of a directory without hash links */
	size_t root_count;
	const char *root_dir;	  /* --ca-cert: a directory with hash links, to be looked up when needed; or NULL */
};

#endif
