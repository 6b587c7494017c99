// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_reply - the answer to a request of the server
 */
#include "codec/sip_reply.h"

#include <stdio.h>

static void repeat(const struct sip_header *header, const char *name, const char *behind, struct buf *to)
{
	buf_printf(to, "%s: ", name);
	buf_add(to, header->value);
	buf_printf(to, "%s\r\n", behind);
}

bool sip_reply_encode(const struct sip_msg *request, const char *tag, struct buf *to)
{
	const struct sip_header *from = sip_msg_header(request, SIP_FROM, 0), *addressed = sip_msg_header(request, SIP_TO, 0);
	const struct sip_header *call_id = sip_msg_header(request, SIP_CALL_ID, 0), *cseq = sip_msg_header(request, SIP_CSEQ, 0);
	const struct sip_header *via = sip_msg_header(request, SIP_VIA, 0);
	bool options = span_equal(request->method, SPAN("OPTIONS"));
	char behind[64] = "";
	struct span known;

	if (request->is_response || span_equal(request->method, SPAN("ACK")) || !via || !from || !addressed || !call_id || !cseq)
		return false;
	buf_text(to, options ? "SIP/2.0 200 OK\r\n" : "SIP/2.0 405 Method Not Allowed\r\n");
	for (size_t i = 0; (via = sip_msg_header(request, SIP_VIA, i)); i++)
		repeat(via, "Via", "", to);
	repeat(from, "From", "", to);
	if (!sip_msg_param(addressed->value, "tag", &known))
		snprintf(behind, sizeof behind, ";tag=%s", tag);
	repeat(addressed, "To", behind, to);
	repeat(call_id, "Call-ID", "", to);
	repeat(cseq, "CSeq", "", to);
	buf_printf(to, "Allow: OPTIONS\r\n%sContent-Length: 0\r\n\r\n", options ? "Accept: application/sdp\r\n" : "");
	return !to->failed;
}
