// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_compose - the request that a plan asks for
 */
#include "codec/sip_compose.h"

#include <string.h>

static const char *from_guess(const char *name, struct arena *arena)
{
	const char *dot = strchr(name, '.');

	return arena_printf(arena, "sip:monitor@%s", dot && dot[1] ? dot + 1 : name);
}

static bool is_host_name(const char *text)
{
	return *text && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") == strlen(text);
}

/* The name in our certificate; NULL: it has none that can stand in a Contact. */
static const char *own_name(const struct identity *own)
{
	const struct cert *leaf = own->chain.at;

	if (!own->chain.count)
		return NULL;
	for (size_t i = 0; i < leaf->dns_names.count; i++)
		if (is_host_name(leaf->dns_names.at[i]))
			return leaf->dns_names.at[i];
	return is_host_name(leaf->common_name) ? leaf->common_name : NULL;
}

/* The captured request's headers, then the operator's. */
static struct texts headers_join(const struct texts *captured, const struct texts *given, struct arena *arena)
{
	size_t count = captured->count + given->count;
	struct texts both = { .at = arena_list(arena, count, sizeof *both.at) };

	if (!both.at)
		return both;
	for (size_t i = 0; i < count; i++)
		both.at[both.count++] = i < captured->count ? captured->at[i] : given->at[i - captured->count];
	return both;
}

struct sip_request sip_compose(const struct sip_compose *c, struct arena *arena)
{
	const struct plan *plan = c->plan;
	const struct plan_sip *sip = &plan->sip;
	struct sip_request request = {
		.method = sip->method ? sip->method : "OPTIONS",
		.uri = sip->uri ? sip->uri : arena_printf(arena, "sip:Options_User@%s", plan->domain),
		.from = sip->from ? sip->from : from_guess(plan->verify_name ? plan->verify_name : c->host, arena),
		.local_host = c->local_host,
		.local_port = c->local_port,
		.contact_host = own_name(c->identity),
		.proxy = plan->proxy,
		.user_agent = sip->user_agent,
		.max_forwards = (unsigned)sip->max_forwards,
		.headers = sip->headers,
		.content_type = sip->content_type,
		.body = c->body,
	};

	if (!c->captured->method)
		return request;
	sip_template_fill(c->captured, &request);
	request.headers = headers_join(&c->captured->headers, &sip->headers, arena);
	if (sip->from)
		request.from = sip->from;
	return request;
}
