// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_exchange_pool - a whole exchange: the HTTP answers of a server, to the result of check_push_config
 *
 * The first byte says who is asked: p a pool, e an OCS 2007 R2 Edge, u a web server with an export, m first what a phone would
 * ask; P a pool, with -v. Then come the answers, each after a byte NUL: one that begins with three digits and a blank has that
 * status, and else 200. What else stands in a redirect is where it leads.
 */
int check_push_main(int argc, char **argv);
#define main check_push_main
#include "../../plugins/check_push_config.c" /* NOLINT(bugprone-suspicious-include): its tables are its own */
#undef main

#include "fuzz_world.h"
#include "remote/http.h"
#include "net/resolve.h"

struct http {
	const struct http_server *server;
	struct arena *arena;
};

static struct span server_bytes; /* answers that were not given yet */
static bool server_is_pool;

void resolve_hosts(const struct resolve_params *params, struct host *hosts, size_t count, struct arena *arena)
{
	static struct address address = { .text = "192.0.2.5", .family = 2 };

	(void)params, (void)arena;
	for (size_t i = 0; i < count; i++)
		hosts[i].addresses = (struct addresses){ &address, 1 };
}

struct http *http_new(const struct http_server *server, const struct plan *plan, struct tls_setup *tls, struct arena *arena,
		      struct fault *f)
{
	static struct http http;

	(void)plan, (void)tls, (void)f;
	http = (struct http){ server, arena };
	return &http;
}

bool http_ask(struct http *http, const struct http_request *request, struct http_answer *answer, struct fault *f)
{
	struct span one = span_split(server_bytes, '\0', &server_bytes);
	uint64_t status = 200;

	if (!one.at || deadline_passed(request->deadline)) {
		world_now.tv_sec += 100;
		return fault(f, FAULT_TIMEOUT, 0, "no answer came");
	}
	if (one.len >= 4 && one.at[3] == ' ' && span_number((struct span){ one.at, 3 }, 999, &status))
		one = span_skip(one, 4);
	if (one.len > request->max)
		return fault(f, FAULT_LIMIT, 0, "the answer is too long");
	const char *location = status >= 300 && status < 400 ? arena_text(http->arena, span_split(one, '\n', &(struct span){ 0 })) : "";
	*answer = (struct http_answer){ .status = (int)status, .path = request->path, .location = location, .schemes = "",
		.server = "", .content_type = server_is_pool ? "application/soap+xml;charset=UTF-8" : "text/plain",
		.last_modified = 1749990000, .body = BUF(request->max) };
	return buf_add(&answer->body, one) || fault(f, FAULT_MEMORY, 0, "no memory");
}

void http_facts(struct http *http, struct http_cost *cost, struct tls *facts)
{
	*cost = (struct http_cost){ .connect_us = 1000, .tls_us = 2000, .address = "192.0.2.5", .requests = 1, .bytes = 1 };
	*facts = (struct tls){ .peer_spoke = true, .handshake_done = !http->server->plain, .version = "TLSv1.2", .cipher = "x", .alert_sent = -1,
			       .alert_received = -1, .name_matches = true, .verified = !http->server->plain, .wanted_name = "pool.contoso.com" };
}

void http_free(struct http *http)
{
	(void)http;
}

/* The last is taken where no letter fits. */
static const struct {
	char letter;
	bool is_pool;
	const char *const words[10];
} queried[] = {
	{ 'u', false, { "x", "-I", "192.0.2.5", "-u", "https://web.contoso.com/x.json" } },
	{ 'm', false, { "x", "-I", "192.0.2.5", "-u", "https://web.contoso.com/x.json", "--mobility=contoso.com", "-v" } },
	{ 'e', true, { "x", "--edge=ocs2007r2", "--edge-host=old.contoso.com", "-J", WORLD_FILE, "-v" } },
	{ 'P', true, { "x", "-H", "pool.contoso.com", "-I", "192.0.2.5", "-vvv", "--remedy", "-J", WORLD_FILE } },
	{ 'p', true, { "x", "-H", "pool.contoso.com", "-I", "192.0.2.5", "-J", WORLD_FILE } },
};

FUZZ(bytes)
{
	size_t who = 0;

	if (!bytes.len)
		return;
	while (who + 1 < sizeof queried / sizeof *queried && queried[who].letter != bytes.at[0])
		who++;
	server_bytes = span_skip(bytes, bytes.len > 1 ? 2 : 1);
	server_is_pool = queried[who].is_pool;
	enum state state = world_run(&check_push_config, queried[who].words);
	fuzz_reached(state != STATE_UNKNOWN);
}
