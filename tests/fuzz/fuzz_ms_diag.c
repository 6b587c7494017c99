// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_ms_diag - the facts of an answer, ms-diagnostics above all
 */
#include "codec/ms_diag.h"
#include "fuzz.h"

static bool look(const struct answer *a)
{
	for (size_t i = 0; i < a->diag_count; i++) {
		fuzz_look_text(a->diags[i].reason);
		fuzz_look_text(a->diags[i].source);
		fuzz_must(a->diags[i].param_count <= MS_DIAG_PARAMS_MAX);
	}
	fuzz_must(a->diag_count <= MS_DIAG_HEADERS_MAX);
	return a->diag_count > 1 && a->diags[0].param_count > 1;
}

FUZZ(bytes)
{
	static struct sip_msg m;
	struct arena arena = ARENA(FUZZ_MEMORY_MAX);
	struct answer answer = { 0 };

	if (sip_msg_decode(bytes, &m).end == DECODE_DONE && m.is_response && ms_diag_answer(&m, &arena, &answer))
		fuzz_reached(look(&answer));
	arena_free(&arena);
}
