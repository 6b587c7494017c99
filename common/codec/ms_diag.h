// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ms_diag - ms-diagnostics headers, from bytes to facts
 *
 * Takes what servers really send: parameters in any order, blanks around '=', quoted and unquoted values, capitals.
 * Source: [MS-OCER] 2.2; Microsoft UCMA "Diagnostics and error reporting".
 */
#ifndef CODEC_MS_DIAG_H
#define CODEC_MS_DIAG_H

#include "base/arena.h"
#include "codec/sip_msg.h"
#include "model/facts.h"

enum { MS_DIAG_PARAMS_MAX = 32, MS_DIAG_HEADERS_MAX = 8 };

/* One header's value. False: no number at its start, or no memory; *diag is untouched. Parameters over the limit are left out. */
[[nodiscard]] bool ms_diag_decode(enum diag_header, struct span value, struct arena *, struct diag *);

/* The facts of a whole response: status, headers, every ms-diagnostics that can be read. False: no memory. */
[[nodiscard]] bool ms_diag_answer(const struct sip_msg *, struct arena *, struct answer *);

#endif
