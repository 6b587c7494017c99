// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * explanation - what the tables of knowledge have in common: meaning, place, cause, move
 *
 * The texts are patterns: {queried}, {server}, {edge}, {next}, {nearer}, {farther}, {partner}, {domain} stand for names of the route
 * (route.h), {named} and {host} for what ms-diagnostics name; message_format.h puts them in.
 */
#ifndef JUDGE_EXPLANATION_H
#define JUDGE_EXPLANATION_H

#include "model/cause.h"
#include "model/state.h"

/* The place of the failure, seen from the server that reports it; later ones are more precise. */
enum place {
	PLACE_UNTOLD, /* it does not say: the server's next hop, or one behind it */
	PLACE_ANSWERED, /* behind its next hop, which answered */
	PLACE_BEYOND, /* behind the partner's access edge: the request got there */
	PLACE_SERVER, /* the server itself refuses */
	PLACE_NEXT,   /* between the server and its next hop */
};

enum {
	ADVICE_BY_STATUS = -1, /* the SIP status decides */
	ADVICE_TIMEOUT = -2,   /* the state of -t */
};

struct advice {
	int state;	      /* enum state, or one of the above */
	enum place place;
	const char *sentence; /* which host failed towards which; NULL: the wire's own text is the sentence */
	enum cause cause;
	const char *because;
	const char *remedy;   /* NULL: there is nothing to do */
	const char *whose;    /* who has to act; NULL: no one */
	const char *source;
	bool sourced;	      /* false: recalled, found in no public document; never stated as a fact */
};

/* advice.whose: the owner of this host has to act. */
#define EXPLANATION_HOST "the monitoring host"

/*
 * For a server that does not know the name in our certificate. The look comes before the change: a pool that is there already needs
 * replication, or trust in its CA. Source: Microsoft, "Activate a trusted application".
 */
#define EXPLANATION_TRUST \
	"look first: Get-CsTrustedApplicationPool. Where the name in the monitor's certificate is missing: " \
	"New-CsTrustedApplicationPool -Identity NAME -Registrar POOL -Site SITE -RequiresReplication $false, then Enable-CsTopology. Where it is there, look at replication: " \
	"Get-CsManagementStoreReplicationStatus"

#endif
