// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * autodiscover - the document that leads mobile clients to their web services
 *
 * In JSON as Lync Server 2013 writes it ("Root": {"Links": [...]}) or as UCWA does ("_links"), or in XML.
 * Source: [MS-OCDISCWS]; Microsoft's page on testing a reverse proxy for mobility; UCWA's reference of its root resource.
 */
#ifndef CODEC_AUTODISCOVER_H
#define CODEC_AUTODISCOVER_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/span.h"

struct autodiscover {
	const char *user;     /* URL at which a client logs in; NULL: no such link */
	const char *redirect; /* another root: a hybrid deployment; NULL: none */
};

/*
 * False with FAULT_PROTOCOL or FAULT_LIMIT: the body is not an autodiscover root; a root needs at least one of the two links.
 * FAULT_PROTOCOL with the code PROTOCOL_NUL: the name or the address of a link contains a NUL.
 */
[[nodiscard]] bool autodiscover_decode(struct span body, struct arena *, struct autodiscover *, struct fault *);

#endif
