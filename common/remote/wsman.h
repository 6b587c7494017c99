// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wsman - one WS-Management conversation
 *
 * Sends envelopes and reads answers over one http connection; knows which HTTP answers are the service's and which are the web
 * server's in front of it. What the streams carry is for psrp_talk.
 * Source: DSP0226; [MS-WSMV] 3.1.4.
 */
#ifndef REMOTE_WSMAN_H
#define REMOTE_WSMAN_H

#include "codec/tree.h"
#include "codec/wsman_msg.h"
#include "remote/http.h"

enum { WSMAN_ASK_AGAIN_S = 20, WSMAN_REQUEST_MAX = 256 * 1024 };

struct wsman {
	struct http_asker asker;
	const char *host, *path;
	const char *url;      /* what a:To says */
	const char *resource; /* resource URI */
	const char *shell_id; /* as the server named it; NULL: none */
	struct deadline deadline; /* of each request */
	int64_t grace_us;     /* of each request, as in struct http_request */
	bool sent;	      /* something of the last request left us */
	struct buf streams;   /* bytes of the answers' streams, appended; the reader removes them */
	struct tree *items;   /* LIST that gets the answers' WMI instances; NULL: none are looked for */
	struct arena *arena;
};

struct guid wsman_guid_new(void);

/* The head of the next envelope: a new message id, and an OperationTimeout that ends before the deadline. */
struct wsman_head wsman_head_next(const struct wsman *);

/*
 * Sends an envelope and reads the answer. True: an answer came, which may be a fault that is to be asked again
 * (REMOTE_TIMED_OUT). False: FAULT_AUTH (401 or AUTH_NOT_OFFERED: says which schemes are offered), FAULT_HTTP (the web server's own
 * answer, a redirect to elsewhere among them, or HTTP_NO_BODY), FAULT_REMOTE (the service's fault, whatever the status), or as http_ask() and
 * wsman_answer_decode() say.
 */
[[nodiscard]] bool wsman_ask(struct wsman *, struct span envelope, struct wsman_answer *, struct fault *);

/*
 * After an answer that brought nothing, before the same is asked again. It is the server that waits until there is something; one
 * that does not is not asked as fast as it answers. began_us: clock_us() when it was asked. Ends early at the deadline, and when we
 * are asked to stop.
 */
void wsman_pause(const struct wsman *, int64_t began_us);

/*
 * All instances of a WMI class (w->resource), appended to the LIST: Enumerate, then Pull until the end of the sequence. False: as
 * wsman_ask() and wmi_items_decode(); FAULT_PROTOCOL too when an answer has neither the end nor a context to go on with.
 */
[[nodiscard]] bool wsman_instances(struct wsman *, struct tree *list, struct fault *);

#endif
