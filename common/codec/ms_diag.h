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

/*
 * One header's value. False: no number at its start, or no memory (the arena's failed); *diag is untouched. Quotes, blanks
 * within them at either end, and folds are gone from the parameters; those over the limit are left out, and so is the sub-code
 * of "1047.2".
 */
[[nodiscard]] bool ms_diag_decode(enum diag_header, struct span value, struct arena *, struct diag *);

/*
 * The facts of a whole response: status, of each header the first, of Warning the first eight, who asks for a login, and every
 * ms-diagnostics that can be read, up to the limit.
 * A Retry-After that is no number is absent. False: no memory; *answer is untouched.
 */
[[nodiscard]] bool ms_diag_answer(const struct sip_msg *, struct arena *, struct answer *);

#endif
