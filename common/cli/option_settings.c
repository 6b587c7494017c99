// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_settings - where settings come from: options that cannot go together, and what follows from those that do
 */
#include "cli/option_settings.h"

#include "cli/host_text.h"

enum { EDGE_PORT = 5986, HTTPS_PORT = 443 };

static void add_host(struct plan *p, struct arena *arena, const struct host_port *host, enum target_kind kind)
{
	struct plan_host *at = arena_list(arena, p->hosts.count + 1, sizeof *at);

	if (!at)
		return; /* options.c looks at arena.failed */
	if (p->hosts.count)
		memcpy(at, p->hosts.at, p->hosts.count * sizeof *at);
	at[p->hosts.count] = (struct plan_host){ host->name, host->port, kind };
	p->hosts = (struct hosts){ at, p->hosts.count + 1 };
}

void option_settings_complete(struct plan *p, struct arena *arena)
{
	for (size_t i = 0; i < p->hosts.count; i++)
		p->hosts.at[i].kind = TARGET_SETTINGS;
	if (p->settings.edge_host.name && p->settings.edge != EDGE_OCS2007R2) { /* a later one has no settings of its own to be asked for */
		p->settings.route_edge = p->settings.edge_host.name;
		p->settings.edge_host = (struct host_port){ .name = NULL };
	}
	if (p->settings.edge_host.name && !p->settings.edge_host.port)
		p->settings.edge_host.port = EDGE_PORT;
	if (p->settings.external_web.name && !p->settings.external_web.port)
		p->settings.external_web.port = HTTPS_PORT;
	if (p->settings.auth == AUTH_NONE && p->settings.login)
		p->settings.auth = AUTH_NTLM;
	else if (p->settings.auth == AUTH_NONE && p->hosts.count + (p->settings.edge_host.name != NULL) > 0)
		p->settings.auth = AUTH_NEGOTIATE;
	if (p->settings.url.text)
		add_host(p, arena, &p->settings.url.host, TARGET_EXPORT);
	if (p->settings.edge_host.name)
		add_host(p, arena, &p->settings.edge_host, TARGET_OCS_EDGE);
}

/* ---- where from ---- */

static size_t pools(const struct plan *p)
{
	return p->hosts.count - (p->settings.url.text != NULL) - (p->settings.edge_host.name != NULL);
}

static bool check_sources(const struct plan *p, struct fault *f)
{
	if (pools(p) > 1)
		return fault(f, FAULT_USAGE, 0, "--hostname: %zu pools were given; one is asked at a time", pools(p));
	if (p->settings.url.text && (pools(p) || p->settings.files.count || p->settings.edge_host.name))
		return fault(f, FAULT_USAGE, 0, "--url: an export over HTTPS is the only source: leave out --hostname, --file and --edge-host");
	if (pools(p) && p->settings.files.count && p->settings.edge != EDGE_OCS2007R2)
		return fault(f, FAULT_USAGE, 0, "--file: settings come from an export or from the live pool, not from both: leave out --hostname");
	if (pools(p) && p->settings.files.count && p->settings.edge_host.name)
		return fault(f, FAULT_USAGE, 0, "--file: pool and Edge are both asked live: leave it out, or --edge-host");
	return p->hosts.count || p->settings.files.count ||
	       fault(f, FAULT_USAGE, 0,
		     "--hostname is missing: name the pool, e.g. -H pool.example.com, or an export with --file or --url");
}

static bool check_files(const struct plan *p, struct fault *f)
{
	size_t inputs = 0;

	for (size_t i = 0; i < p->settings.files.count; i++)
		inputs += strcmp(p->settings.files.at[i], "-") == 0;
	return inputs < 2 || fault(f, FAULT_USAGE, 0, "--file: standard input can be read once, but was given %zu times", inputs);
}

/* ---- who asks ---- */

static bool check_login(const struct plan *p, struct fault *f)
{
	bool takes_login = p->settings.auth == AUTH_NTLM || p->settings.auth == AUTH_BASIC;

	if (p->settings.login && !takes_login)
		return fault(f, FAULT_USAGE, 0, "--login: %s is not used by --auth=%s: leave one of them out", p->settings.login,
			     p->settings.auth == AUTH_CERTIFICATE ? "certificate" : "negotiate");
	if (p->settings.login && !p->settings.password_file)
		return fault(f, FAULT_USAGE, 0, "--login: %s needs its password: give --password-file", p->settings.login);
	if (p->settings.password_file && !p->settings.login)
		return fault(f, FAULT_USAGE, 0, "--password-file is of no use without the name of a user: give --login");
	return !takes_login || p->settings.login ||
	       fault(f, FAULT_USAGE, 0, "--auth=%s needs --login and --password-file", p->settings.auth == AUTH_BASIC ? "basic" : "ntlm");
}

static bool check_auth(const struct plan *p, struct fault *f)
{
	if (p->settings.keytab && p->settings.auth != AUTH_NEGOTIATE)
		return fault(f, FAULT_USAGE, 0, "--keytab is for Kerberos: give --auth=negotiate and no --login");
	return p->settings.auth != AUTH_CERTIFICATE || p->client_cert ||
	       fault(f, FAULT_USAGE, 0, "--auth=certificate needs a certificate: give --client-cert");
}

static bool check_way(const struct plan *p, struct fault *f)
{
	return !p->settings.http_proxy.name || !p->address ||
	       fault(f, FAULT_USAGE, 0, "--IP-address: %s is not connected to through --http-proxy, which looks names up itself", p->address);
}

static bool check_mobility(const struct plan *p, struct fault *f)
{
	return !p->settings.mobility || p->settings.mobility_domain || (pools(p) && !host_text_family(span_of(p->hosts.at[0].name))) ||
	       fault(f, FAULT_USAGE, 0, "--mobility needs a domain where no pool is named, e.g. --mobility=example.com");
}

bool option_settings_check(const struct plan *p, struct fault *f)
{
	static bool (*const checks[])(const struct plan *, struct fault *) = {
		check_sources, check_files, check_login, check_auth, check_way, check_mobility,
	};

	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
		if (!checks[i](p, f))
			return false;
	return true;
}
