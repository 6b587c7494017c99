// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_compose - the request that a plan asks for
 *
 * From the options, a captured request, and what our certificate and connection are. What the operator gave beside a captured request
 * goes before what was captured.
 */
#ifndef CODEC_SIP_COMPOSE_H
#define CODEC_SIP_COMPOSE_H

#include "codec/sip_request.h"
#include "codec/sip_template.h"
#include "model/facts.h"
#include "model/plan.h"

struct sip_compose {
	const struct plan *plan;
	const struct sip_template *captured; /* method NULL: none */
	const struct identity *identity;
	struct span body;	 /* --body-file */
	const char *host;	 /* as it was asked for */
	const char *local_host;	 /* our end of the connection, numeric */
	uint16_t local_port;
};

/* Texts are borrowed from what was handed in, or live in the arena. */
struct sip_request sip_compose(const struct sip_compose *, struct arena *);

#endif
