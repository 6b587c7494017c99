// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * material - the files that the operator named, opened before any socket is
 *
 * Reads bytes and knows nothing of what is in them, but for the password's one line. Every memory it fills is overwritten
 * before it is freed. Only prepare.c calls it.
 */
#ifndef PROBE_MATERIAL_H
#define PROBE_MATERIAL_H

#include "base/fault.h"
#include "base/file.h"
#include "model/facts.h"
#include "model/plan.h"
#include "tls/tls.h"

enum {
	MATERIAL_FILE_MAX = 1024 * 1024,	      /* a certificate, a key */
	MATERIAL_PASSWORD_MAX = 1024,
	MATERIAL_ROOTS_MAX = 16 * 1024 * 1024,  /* --ca-cert, all files together */
	MATERIAL_BODY_MAX = 64 * 1024,	      /* --body-file */
	MATERIAL_TEMPLATE_MAX = 1024 * 1024,    /* --request-template */
	MATERIAL_KEYTAB_MAX = 1024 * 1024,
	MATERIAL_EXPORT_MAX = 64 * 1024 * 1024, /* each -F */
};

/* An export of settings: opened here, read by a step in the sandbox, because it may be a stranger's, large, or a pipe that is slow. */
struct export_file {
	const char *path; /* as sentences name it */
	int fd;
	int64_t modified_at; /* seconds since 1970; -1: it has no such time */
};

struct material {
	struct tls_files tls;
	struct blob login_password;   /* --password-file, without the line end */
	struct blob body;	      /* --body-file */
	struct blob request_template; /* --request-template: a step in the sandbox decodes it */
	struct export_file *exports;  /* -F, in the order given */
	size_t export_count;
};

/*
 * Reads every file that the plan names; exports are opened only, and a keytab is tried. Texts of the plan must outlive the material.
 * False: nothing is kept, and FAULT_FILE (or FAULT_MEMORY) says in one sentence which option's file cannot be used and why, as base/file.h does.
 */
[[nodiscard]] bool material_read(const struct plan *, struct material *, struct fault *);

/*
 * Notes those files that others on this host can change, and those with a key or a password that everybody can read: facts->open_files.
 * With --strict-files they are refused instead, and so are those in a directory where others can replace them: false, and FAULT_FILE says
 * which, and what to do.
 */
[[nodiscard]] bool material_check(const struct plan *, struct facts *, struct fault *);

/* Overwrites and frees what makes up the identity: key, its password, certificate. The names of the files stay. */
void material_wipe_identity(struct material *);

/* Overwrites, closes and frees all of it; good for a material that was never filled too. */
void material_wipe(struct material *);

#endif
