// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_psrp_msg - fragments of PowerShell remoting
 */
#include "codec/psrp_msg.h"
#include "fuzz.h"

FUZZ(bytes)
{
	struct psrp_reader reader = { 0 };
	struct psrp_message whole = { 0 };
	struct fault f;

	while (bytes.len && psrp_reader_next(&reader, &bytes, &whole, &f)) {
		fuzz_look(whole.clixml);
		fuzz_reached(whole.type == PSRP_PIPELINE_OUTPUT && whole.clixml.len > 4);
	}
	psrp_reader_free(&reader);
}
