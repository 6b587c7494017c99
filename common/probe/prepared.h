// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * prepared - what prepare() made, as the steps see it
 *
 * Only probe/ includes this: to all others it is one opaque value.
 */
#ifndef PROBE_PREPARED_H
#define PROBE_PREPARED_H

#include "model/step.h"
#include "net/own_address.h"
#include "probe/material.h"
#include "tls/tls.h"

struct prepared {
	const struct plan *plan;
	struct facts *facts;
	struct material material;	    /* without key, its password and certificate, once all steps of prepare were done */
	struct tls_setup *tls;		    /* NULL: nothing is connected to */
	struct text_list root_directories;
	struct own_addresses own_addresses; /* with --mobility or --external-web */
	bool ntlm_in_negotiate;		    /* GSSAPI can send the login by NTLM inside of Negotiate */
};

#endif
