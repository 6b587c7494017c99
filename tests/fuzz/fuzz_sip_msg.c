// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_sip_msg - SIP messages on a stream
 */
#include "codec/sip_msg.h"
#include "fuzz.h"

static void look(const struct sip_msg *m)
{
	static char line[SIP_MSG_HEAD_MAX + 1];
	struct span name, value;

	for (size_t i = 0; i < m->header_count; i++) {
		struct span rest = m->headers[i].value;

		fuzz_must(sip_msg_is_token(m->headers[i].name));
		fuzz_must(sip_msg_unfold(rest, line) <= rest.len);
		while (sip_msg_param_next(&rest, &name, &value)) {
			fuzz_look(name);
			fuzz_look(value);
		}
	}
	fuzz_look(m->body);
	fuzz_must(!m->is_response || (m->status >= 100 && m->status <= 699));
}

FUZZ(bytes)
{
	static struct sip_msg m;

	for (struct decode d; (d = sip_msg_decode(bytes, &m)).end == DECODE_DONE; bytes = span_skip(bytes, d.used)) {
		fuzz_must(d.used > 0 && d.used <= bytes.len);
		look(&m);
		fuzz_reached(m.is_response && m.header_count > 3 && m.body.len > 4);
	}
}
