// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_sip_template - captured requests
 */
#include "codec/sip_template.h"
#include "codec/sip_uri.h"
#include "fuzz.h"

FUZZ(bytes)
{
	struct arena arena = ARENA(FUZZ_MEMORY_MAX);
	struct sip_template t = { 0 };
	struct sip_request request = { .from = "sip:a@b", .local_host = "127.0.0.1", .max_forwards = 70 };
	struct buf out = BUF(SIP_REQUEST_MAX);
	struct sip_template_params params = { .file = bytes, .push_uri = "sip:push@push.lync.com" };
	struct sip_uri target, push;
	struct fault f;

	if (sip_template_read(&params, &arena, &t, &f)) {
		fuzz_must(!sip_uri_read(span_of(t.uri), &target) && !sip_uri_read(span_of(params.push_uri), &push));
		fuzz_must(span_equal(span_of(t.method), SPAN("OPTIONS")) || sip_uri_same_address(&target, &push));
		sip_template_fill(&t, &request);
		request.headers = t.headers;
		fuzz_must(sip_request_encode(&request, &out)); /* what was captured can be sent */
		fuzz_reached(t.headers.count > 0 || t.body.len > 0);
	}
	buf_free(&out);
	arena_free(&arena);
}
