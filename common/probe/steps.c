// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * steps - the steps that lead to a server: its addresses, TCP, TLS
 */
#include "probe/steps.h"

#include <errno.h>

#include "base/errno_text.h"
#include "net/resolve.h"
#include "net/tcp.h"
#include "probe/session.h"

/* ---- once ---- */

/* Half of the time that is left: the other half is for the peer. */
static struct deadline dns_share(struct deadline d)
{
	return deadline_sooner(d, deadline_left_us(d) / 2);
}

/* Puts those that this host has no network for first, in their order. */
static void look_at_networks(struct addresses *a)
{
	size_t passed = 0;

	for (size_t i = 0; i < a->count && a->count > 1; i++) {
		struct address one = a->at[i];

		one.no_network = !tcp_has_network(&one);
		if (one.no_network) {
			memmove(&a->at[passed + 1], &a->at[passed], (i - passed) * sizeof one);
			a->at[passed++] = one;
		}
	}
}

bool step_resolve(struct run *r)
{
	const struct plan *plan = r->job->plan;
	struct facts *facts = r->facts;
	struct resolve_params params = {
		.family = plan->family,
		.server = plan->dns_server,
		.whole = plan->all_addresses,
		.deadline = dns_share(r->job->deadline),
	};
	struct host instead = { .name = plan->address ? plan->address : plan->settings.http_proxy.name };

	if (!instead.name) {
		resolve_hosts(&params, facts->hosts, facts->host_count, &facts->arena);
		for (size_t i = 0; i < facts->host_count; i++)
			look_at_networks(&facts->hosts[i].addresses);
		return true;
	}
	resolve_hosts(&params, &instead, 1, &facts->arena);
	for (size_t i = 0; i < facts->host_count; i++) {
		facts->hosts[i].addresses = instead.addresses;
		facts->hosts[i].fault = instead.fault;
		facts->hosts[i].dns_us = instead.dns_us;
	}
	return true;
}

/* ---- for every endpoint ---- */

bool step_connect(struct session *s)
{
	const struct tcp_params params = {
		.candidates = s->candidates,
		.port = s->target->port,
		.bind = s->run->job->plan->bind,
		.deadline = s->deadline,
	};

	if (!tcp_open(&params, s->target, &s->tcp, &s->fault))
		return false;
	return tcp_own_end(&s->tcp, &s->own_end) ||
	       fault(&s->fault, FAULT_SYSTEM, errno, "the system does not give the local address of the connection: %s", errno_text(errno));
}

/* An address must not be sent as a server name (RFC 6066 3). */
static bool is_numeric(const struct session *s)
{
	return s->candidates.count && strcmp(s->candidates.at[0].text, s->host->name) == 0;
}

bool step_handshake(struct session *s)
{
	const struct plan *plan = s->run->job->plan;
	const struct tls_params params = {
		.name = plan->verify_name && !s->direct ? plan->verify_name : s->host->name,
		.server_name = is_numeric(s) ? NULL : s->host->name,
		.give_identity = !plan->sip.no_client_cert && !s->direct,
		.public_roots = s->direct,
		.deadline = s->deadline,
	};

	if (tls_open(s->run->job->prepared->tls, &params, &s->tcp, &s->tls, &s->target->tls, &s->target->arena, &s->fault))
		return true;
	if (s->fault.kind == FAULT_TIMEOUT)
		fault(&s->fault, FAULT_TIMEOUT, 0, "the TLS handshake did not end within %.1f s",
		      (double)(clock_us() - s->phase_began_us) / 1e6);
	return false;
}
