// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_check - options that cannot go together, and what follows from those that do
 */
#include "cli/option_check.h"

#include <sys/socket.h>

#include "base/plural.h"
#include "cli/host_text.h"
#include "cli/option_settings.h"
#include "codec/sip_allow.h"

enum { WAIT_SAMPLES_US = 2000000 };

static int family_of(const char *address)
{
	return address ? host_text_family(span_of(address)) : AF_UNSPEC;
}

static bool families_meet(int a, int b)
{
	return a == AF_UNSPEC || b == AF_UNSPEC || a == b;
}

/* ---- the hosts to ask ---- */

static bool check_hosts(const struct plan *p, struct fault *f)
{
	if (p->subject == SUBJECT_SETTINGS)
		return option_settings_check(p, f);
	return p->hosts.count > 0 || fault(f, FAULT_USAGE, 0, "--hostname is missing: name the server to ask, e.g. -H edge.example.com");
}

/* The option that named a host. */
static const char *host_option(const struct plan_host *host)
{
	return host->kind == TARGET_OCS_EDGE ? "--edge-host" : host->kind == TARGET_EXPORT ? "--url" : "--hostname";
}

static bool check_address(const struct plan *p, struct fault *f)
{
	return !p->address || p->hosts.count == 1 ||
	       fault(f, FAULT_USAGE, 0, "--IP-address: %s is the address of one host, but %zu were given%s", p->address,
		     p->hosts.count, p->settings.edge_host.name ? ", that of --edge-host too" : " with -H");
}

static bool check_verify_name(const struct plan *p, struct fault *f)
{
	for (size_t i = 0; i < p->hosts.count && !p->verify_name; i++)
		if (family_of(p->hosts.at[i].name))
			return fault(f, FAULT_USAGE, 0,
				     "%s: %s is an address: add its name with --verify-name, or -H NAME -I %s",
				     host_option(&p->hosts.at[i]), p->hosts.at[i].name, p->hosts.at[i].name);
	return true;
}

static bool check_twice(const struct plan *p, struct fault *f)
{
	for (size_t i = 1; i < p->hosts.count; i++)
		for (size_t j = 0; j < i; j++)
			if (p->hosts.at[i].port == p->hosts.at[j].port &&
			    span_equal_nocase(span_of(p->hosts.at[i].name), span_of(p->hosts.at[j].name)))
				return fault(f, FAULT_USAGE, 0, "%s: %s, port %u, was given twice", host_option(&p->hosts.at[i]), p->hosts.at[i].name,
					     (unsigned)p->hosts.at[i].port);
	return true;
}

static bool check_families(const struct plan *p, struct fault *f)
{
	int bind = family_of(p->bind), connect = family_of(p->address);

	if (!families_meet(p->family, connect))
		return fault(f, FAULT_USAGE, 0, "--IP-address: %s is not of the family that -%c allows", p->address,
			     p->family == AF_INET ? '4' : '6');
	if (!families_meet(p->family, bind))
		return fault(f, FAULT_USAGE, 0, "--bind: %s is not of the family that -%c allows", p->bind,
			     p->family == AF_INET ? '4' : '6');
	if (!families_meet(connect, bind))
		return fault(f, FAULT_USAGE, 0, "--bind: from %s there is no way to %s: one is IPv4, the other IPv6", p->bind, p->address);
	for (size_t i = 0; i < p->hosts.count && !p->address; i++) {
		int host = family_of(p->hosts.at[i].name);
		if (!families_meet(p->family, host) || !families_meet(bind, host))
			return fault(f, FAULT_USAGE, 0, "%s: %s is not of the family that %s allows", host_option(&p->hosts.at[i]), p->hosts.at[i].name,
				     families_meet(p->family, host) ? "--bind" : p->family == AF_INET ? "-4" : "-6");
	}
	return true;
}

/* A number has to stay below, or above, both limits; it has to reach the limit of the warning first. */
static bool check_limits(const struct plan *p, struct fault *f)
{
	const struct range *w = &p->warning, *c = &p->critical;
	bool upper = range_is_upper_limit(w) && range_is_upper_limit(c);
	bool lower = w->set && c->set && !w->inside && !c->inside && w->end_open && c->end_open && !w->start_open && !c->start_open;

	if (upper && w->end > c->end)
		return fault(f, FAULT_USAGE, 0, "--warning: %g would warn after it is critical at %g: the lower limit is the warning's", w->end, c->end);
	return !lower || w->start >= c->start ||
	       fault(f, FAULT_USAGE, 0, "--warning: %g: would warn after it is critical at %g: the higher limit is the warning's", w->start,
		     c->start);
}

static bool check_min_ok(const struct plan *p, struct fault *f)
{
	bool each = plan_asks_each_address(p) && !p->address;

	return each || p->min_ok <= p->hosts.count ||
	       fault(f, FAULT_USAGE, 0, "--min-ok: %llu is more than the %zu %s given with -H: lower it, or leave out --first-address and -I",
		     (unsigned long long)p->min_ok, p->hosts.count, plural(p->hosts.count, "host", "hosts"));
}

static bool check_addresses(const struct plan *p, struct fault *f)
{
	return !p->all_addresses || !p->first_address ||
	       fault(f, FAULT_USAGE, 0, "--first-address uses one address of each host, --all-addresses asks them all: leave one out");
}

/* ---- identity ---- */

static bool check_identity(const struct plan *p, struct fault *f)
{
	if (p->private_key && !p->client_cert)
		return fault(f, FAULT_USAGE, 0, "--private-key is of no use without its certificate: give --client-cert");
	if (p->key_password_file && !p->client_cert)
		return fault(f, FAULT_USAGE, 0, "--key-password-file is of no use without a key: give --client-cert");
	if (p->sip.no_client_cert && p->client_cert)
		return fault(f, FAULT_USAGE, 0, "--no-client-cert says that we hold no identity, --client-cert gives one: leave one out");
	return true;
}

/* ---- the request ---- */

/* A recording may hold a method that an earlier version sent: a replay sends nothing. */
static bool check_method(const struct plan *p, struct fault *f)
{
	return !p->sip.method || p->replay || sip_allow_method(span_of(p->sip.method)) ||
	       fault(f, FAULT_USAGE, 0, "--method: %s is not sent: use " SIP_ALLOW_METHODS ", in capital letters", p->sip.method);
}

static bool check_trace(const struct plan *p, struct fault *f)
{
	return !p->sip.trace || !p->sip.no_client_cert ||
	       fault(f, FAULT_USAGE, 0, "--trace sends requests, and with --no-client-cert none is sent: leave one out");
}

static bool check_body(const struct plan *p, struct fault *f)
{
	if (p->sip.request_template && (p->sip.body_file || p->sip.content_type))
		return fault(f, FAULT_USAGE, 0, "--request-template brings its own body: leave out --body-file and --content-type");
	if (p->sip.body_file && !p->sip.content_type)
		return fault(f, FAULT_USAGE, 0, "--body-file needs --content-type, e.g. text/plain");
	if (p->sip.content_type && !p->sip.body_file)
		return fault(f, FAULT_USAGE, 0, "--content-type: %s is the type of what? give --body-file", p->sip.content_type);
	return true;
}

static bool check_samples(const struct plan *p, struct fault *f)
{
	int64_t last_us = p->sip.count ? ((int64_t)p->sip.count - 1) * p->sip.interval_us : 0;

	return last_us < p->timeout_us ||
	       fault(f, FAULT_USAGE, 0, "--count: sample %llu is due after %g s, but --timeout ends the check after %g s",
		     (unsigned long long)p->sip.count, (double)last_us / 1e6, (double)p->timeout_us / 1e6);
}

static bool check_external(const struct plan *p, struct fault *f)
{
	return !p->sip.external || p->sip.external_host || p->sip.own_domains.count ||
	       fault(f, FAULT_USAGE, 0, "--external: name our SIP domain with --own-domain, or the server: --external=HOST");
}

static bool check_since(const struct plan *p, struct fault *f)
{
	return !p->since || p->replay ||
	       fault(f, FAULT_USAGE, 0, "--since: %.60s is compared with a recording: name that with --replay", p->since);
}

static bool (*const checks[])(const struct plan *, struct fault *) = {
	check_hosts,	check_address, check_verify_name, check_twice, check_families,
	check_min_ok,	check_addresses, check_limits,  check_identity, check_method,	   check_trace, check_since, check_external, check_body,	check_samples,
};

static void complete(struct plan *p, struct arena *arena)
{
	if (p->subject == SUBJECT_SETTINGS)
		option_settings_complete(p, arena);
	for (size_t i = 0; i < p->hosts.count; i++)
		if (!p->hosts.at[i].port)
			p->hosts.at[i].port = p->port;
	if (p->security_level < 0 && p->tls_min < TLS_1_2)
		p->security_level = 0;
	if (p->sip.count > 1 && !p->sip.wait_us)
		p->sip.wait_us = WAIT_SAMPLES_US;
}

bool option_check(struct plan *p, struct arena *arena, struct fault *f)
{
	complete(p, arena);
	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
		if (!checks[i](p, f))
			return false;
	if (p->family == AF_UNSPEC)
		p->family = family_of(p->bind); /* addresses of the other family cannot be reached from there */
	return true;
}
