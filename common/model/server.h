// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * server - which server is it? One value for all rules: --server, or what the settings say of the product's version
 *
 * Windows' own version says nothing of it. Source: Microsoft's pages of Get-CsServerPatchVersion, Get-CsManagementStoreReplicationStatus
 * and Get-CsService; the products' version lists: 4.0.7577 is Lync Server 2010, 5.0.8308 2013, 6.0.9319 Skype for Business Server 2015,
 * 7.0.2046 2019, and with a last part from 800 on the Subscription Edition.
 */
#ifndef MODEL_SERVER_H
#define MODEL_SERVER_H

#include "model/pool.h"

struct server {
	enum server_kind kind; /* SERVER_NOT_TOLD: nothing said it */
	const char *source;    /* "--server", or a cmdlet; NULL: not known */
	const char *version;   /* as the source gave it; NULL with --server */
};

/*
 * --server; else the highest of Get-CsServerPatchVersion, which speaks of one computer; else the ProductVersion of the pool's own replica,
 * or the lowest of all; else the lowest Version of Get-CsService. Of several servers the oldest has the most needs.
 */
struct server server_of(const struct pool *, const struct plan *);

/* "Skype for Business Server 2015"; of SERVER_NOT_TOLD "a server of unknown version". */
const char *server_name(enum server_kind);

/* The mobility service (Mcx): up to Skype for Business Server 2015. */
enum known server_has_mcx(const struct server *);

/* UCWA: from Lync Server 2013 (February 2013 update) on. */
enum known server_has_ucwa(const struct server *);

#endif
