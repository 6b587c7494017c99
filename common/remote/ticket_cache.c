// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ticket_cache - the user's tickets, or a keytab's, in memory
 *
 * The one home of libkrb5: GSSAPI has no words for caches.
 */
#include "remote/ticket.h"

#include <krb5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IN_MEMORY "MEMORY:check_push"

static bool copy(krb5_context k, krb5_ccache from)
{
	krb5_principal whose = NULL;
	krb5_ccache to = NULL;

	bool copied = krb5_cc_get_principal(k, from, &whose) == 0 && krb5_cc_resolve(k, IN_MEMORY, &to) == 0 &&
		      krb5_cc_initialize(k, to, whose) == 0 && krb5_cc_copy_creds(k, from, to) == 0;
	krb5_free_principal(k, whose);
	if (to)
		krb5_cc_close(k, to); /* it stays, under its name */
	return copied;
}

/* From which GSSAPI fetches a first ticket when there is no cache. */
static bool has_client_keytab(krb5_context k)
{
	krb5_keytab keytab;

	if (krb5_kt_client_default(k, &keytab) != 0)
		return false;
	bool filled = krb5_kt_have_content(k, keytab) == 0;
	krb5_kt_close(k, keytab);
	return filled;
}

void ticket_to_memory(void)
{
	krb5_context k;
	krb5_ccache from;

	if (krb5_init_context(&k) != 0)
		return;
	if (krb5_cc_default(k, &from) == 0) {
		if (strcmp(krb5_cc_get_type(k, from), "MEMORY") != 0 && (copy(k, from) || has_client_keytab(k)))
			setenv("KRB5CCNAME", IN_MEMORY, 1);
		krb5_cc_close(k, from);
	}
	krb5_free_context(k);
}

bool ticket_use_keytab(const char *path)
{
	char name[4096];

	return snprintf(name, sizeof name, "FILE:%s", path) < (int)sizeof name && setenv("KRB5_CLIENT_KTNAME", name, 1) == 0 &&
	       setenv("KRB5CCNAME", IN_MEMORY, 1) == 0;
}
