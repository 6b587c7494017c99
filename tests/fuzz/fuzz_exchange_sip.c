// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_exchange_sip - a whole exchange: the bytes of a peer after TLS, to the result of check_push_federation
 *
 * The first byte says how they come: bit 0 one by one, bit 1 then the end, bit 2 then a reset, bit 3 with -vvv; else silence.
 */
int check_push_main(int argc, char **argv);
#define main check_push_main
#include "../../plugins/check_push_federation.c" /* NOLINT(bugprone-suspicious-include): its tables are its own */
#undef main

#include "fuzz_world.h"
#include "memory.h"

enum { ONE_BY_ONE = 1, ENDS = 2, RESETS = 4, TALKATIVE = 8 };

static struct span peer_bytes; /* what it has not said yet */
static char peer_how;
static struct memory peer_memory;

/* All at once when it is waited for, then nothing more: a second passes. */
static bool peer_speaks(struct memory *m, void *of)
{
	(void)of;
	if (!peer_bytes.at) {
		world_now.tv_sec++;
		return false;
	}
	fuzz_must(buf_add(&m->in, peer_bytes));
	peer_bytes = (struct span){ 0 };
	m->closed = peer_how & ENDS;
	if (peer_how & RESETS)
		fault(&m->reset, FAULT_RESET, 104, "the peer reset the connection");
	return true;
}

bool tcp_open(const struct tcp_params *params, struct target *t, struct stream *s, struct fault *f)
{
	(void)params, (void)f;
	t->address = "192.0.2.5";
	peer_memory = MEMORY(FUZZ_MEMORY_MAX);
	*s = memory_stream(&peer_memory);
	return true;
}

bool tcp_has_network(const struct address *address)
{
	return address->family == 2;
}

bool tcp_own_end(const struct stream *s, struct tcp_end *end)
{
	(void)s;
	*end = (struct tcp_end){ .address = { .text = "192.0.2.1", .family = 2 }, .port = 40000 };
	return true;
}

bool tls_open(struct tls_setup *setup, const struct tls_params *params, struct stream *lower, struct stream *upper, struct tls *facts,
	      struct arena *a, struct fault *f)
{
	(void)setup, (void)lower, (void)a, (void)f;
	*facts = (struct tls){ .peer_spoke = true, .handshake_done = true, .version = "TLSv1.3", .cipher = "TLS_AES_256_GCM_SHA384",
			       .alert_sent = -1, .alert_received = -1, .certificate_asked = true, .certificate_given = true,
			       .name_matches = true, .verified = true, .wanted_name = params->name };
	peer_memory.peer = peer_speaks;
	peer_memory.chunk = peer_how & ONE_BY_ONE ? 1 : 0;
	*upper = memory_stream(&peer_memory);
	return true;
}

void tls_facts_after(struct stream *upper, struct tls *facts, int64_t *ticket_us)
{
	(void)upper, (void)facts, (void)ticket_us;
}

FUZZ(bytes)
{
	const char *words[] = { "x", "-H", "accessproxy.contoso.com", "-I", "192.0.2.5", "-J", WORLD_FILE, "-t", "5", NULL, NULL };

	if (!bytes.len)
		return;
	peer_how = bytes.at[0];
	peer_bytes = span_skip(bytes, 1);
	if (peer_how & TALKATIVE)
		words[9] = "-vvv";
	enum state state = world_run(&check_push_federation, words);
	fuzz_must(!peer_memory.open);
	memory_free(&peer_memory);
	fuzz_reached(state == STATE_OK);
}
