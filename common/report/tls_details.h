// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * details - TLS and certificates as they were seen, and what confined us meanwhile, for -vv
 */
#ifndef REPORT_TLS_DETAILS_H
#define REPORT_TLS_DETAILS_H

#include "model/facts.h"
#include "report/lines.h"

void details_tls(struct lines *, const struct tls *);

/* `whose`: "peer's certificate", "our certificate" */
void details_chain(struct lines *, const char *whose, const struct chain *);

/* What of the sandbox this kernel could give, and what is missing of it. */
void details_sandbox(struct lines *, const struct sandbox *);

#endif
