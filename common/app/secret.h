// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * secret - the files that the operator named, read before any socket is opened
 *
 * Reads bytes and knows nothing of what is in them, but for the password's one line. Every memory it fills is overwritten
 * before it is freed.
 */
#ifndef APP_SECRET_H
#define APP_SECRET_H

#include "base/fault.h"
#include "model/facts.h"
#include "model/material.h"
#include "model/plan.h"

enum {
	SECRET_FILE_MAX = 1024 * 1024,	      /* a certificate, a key */
	SECRET_PASSWORD_MAX = 1024,
	SECRET_ROOTS_MAX = 16 * 1024 * 1024,  /* --ca-cert, all files together */
	SECRET_BODY_MAX = 64 * 1024,	      /* --body-file */
	SECRET_TEMPLATE_MAX = 1024 * 1024,    /* --request-template */
	SECRET_KEYTAB_MAX = 1024 * 1024,
};

/*
 * Reads every file that the plan names; exports, which may be large or pipes, are opened only, and a keytab is tried. Texts of the plan must outlive the material. False: nothing is kept, and FAULT_FILE
 * (or FAULT_MEMORY) says in one sentence which option's file cannot be used and why, as base/file.h does.
 */
[[nodiscard]] bool secret_read(const struct plan *, struct material *, struct fault *);

/*
 * Notes those files with a key or a password that everybody on this host can read: facts->open_files. With --strict-files they
 * are refused instead: false, and FAULT_FILE says which, and what to do.
 */
[[nodiscard]] bool secret_check(const struct plan *, struct facts *, struct fault *);

/* Overwrites and frees what makes up the identity: key, its password, certificate. The names of the files stay. */
void secret_wipe_identity(struct material *);

/* Overwrites, closes and frees all of it; good for a material that was never filled too. */
void secret_wipe(struct material *);

#endif
