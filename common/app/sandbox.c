// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sandbox - give up what the rest of a run does not need, before anybody from outside is listened to
 */
#include "app/sandbox.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "app/filter.h"
#include "app/landlock.h"
#include "base/buf.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

void sandbox_hide(void)
{
	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0 });
}

/* ---- who needs more ---- */

static bool uses_kerberos(const struct plan *plan)
{
	return plan->settings.auth == AUTH_NEGOTIATE;
}

/* Else ports come out of DNS or out of an answer. */
static bool knows_ports(const struct plan *plan)
{
	return !plan_looks_outside(plan) && !plan->settings.mobility && !plan->settings.external_web.name;
}

static bool is_address(const char *name)
{
	unsigned char bytes[16];

	return inet_pton(strchr(name, ':') ? AF_INET6 : AF_INET, name, bytes) == 1;
}

/* Settings name domains, whose records are looked up. */
static bool looks_up_names(const struct plan *plan)
{
	bool names = plan->subject == SUBJECT_SETTINGS || plan->sip.own_domains.count || plan_looks_outside(plan);

	if (plan->address)
		return names || !is_address(plan->address);
	for (size_t i = 0; i < plan->hosts.count && !names; i++)
		names = !is_address(plan->hosts.at[i].name);
	return names;
}

/* ---- files ---- */

/* The usual target of links in a directory of roots; its files are public. */
static const char *const public_roots[] = { "/usr/share/ca-certificates/", "/usr/local/share/ca-certificates/", NULL };

/* c-ares' */
static const char *const name_files[] = {
	"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/svc.conf", "/etc/netsvc.conf",
};

/*
 * The tickets are in memory by now. The realm's servers are looked up as the system does, by whatever name service that is set to.
 */
static const char *const kerberos_files[] = {
	"/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/etc/ld.so.cache", /* parts of libraries, loaded late */
	"/etc/krb5.conf", "/etc/krb5.conf.d", "/etc/gss", "/var/lib/sss/pubconf", "/var/lib/krb5/user", "/var/kerberos/krb5/user",
	"/etc/gai.conf", "/etc/services", "/etc/protocols", "/etc/passwd",
};

/* Hold paths, several with colons between them, or one behind a word and a colon. */
static const char *const kerberos_variables[] = { "KRB5_CONFIG", "KRB5_CLIENT_KTNAME" };

static void allow_variable(struct landlock *l, const char *name)
{
	const char *value = getenv(name);
	struct span rest = value ? span_of(value) : (struct span){ 0 };
	char path[4096];

	while (rest.at) {
		struct span part = span_split(rest, ':', &rest);

		if (part.len && span_copy(path, sizeof path, part))
			landlock_may_read(l, path);
	}
}

static void allow_kerberos(struct landlock *l, const struct plan *plan)
{
	for (size_t i = 0; i < COUNT(kerberos_files); i++)
		landlock_may_read(l, kerberos_files[i]);
	for (size_t i = 0; i < COUNT(kerberos_variables); i++)
		allow_variable(l, kerberos_variables[i]);
	if (plan->settings.keytab)
		landlock_may_read(l, plan->settings.keytab);
}

static void allow_files(struct landlock *l, const struct plan *plan, const struct text_list *directories)
{
	landlock_may_read(l, "/dev/urandom"); /* where getrandom(2) is refused, and for c-ares */
	if (plan->subject == SUBJECT_SETTINGS)
		landlock_may_read(l, "/etc/localtime"); /* libcurl's */
	if (looks_up_names(plan)) {
		for (size_t i = 0; i < COUNT(name_files); i++)
			landlock_may_read(l, name_files[i]);
		allow_variable(l, "HOSTALIASES");
	}
	for (size_t i = 0; i < directories->count; i++)
		landlock_may_follow(l, directories->at[i], public_roots);
	for (size_t i = 0; directories->count && public_roots[i]; i++)
		landlock_may_read(l, public_roots[i]);
	if (uses_kerberos(plan))
		allow_kerberos(l, plan);
}

/* ---- ports ---- */

enum { PORT_DNS = 53, PORT_KERBEROS = 88, PORT_HTTPS = 443 };

static void allow_ports(struct landlock *l, const struct plan *plan)
{
	landlock_may_connect(l, plan->dns_server.port ? plan->dns_server.port : PORT_DNS);
	for (size_t i = 0; i < plan->hosts.count; i++)
		landlock_may_connect(l, plan->hosts.at[i].port);
	if (plan->settings.http_proxy.name)
		landlock_may_connect(l, plan->settings.http_proxy.port);
	if (uses_kerberos(plan)) {
		landlock_may_connect(l, PORT_KERBEROS);
		landlock_may_connect(l, PORT_HTTPS); /* [MS-KKDCP] */
	}
}

/* ---- privileges ---- */

/* Of this thread; `kept` stays where it was there. Reading what others may not: root's CAs and tickets may stand anywhere. */
enum { KEEP_NONE = 0, KEEP_READING = 1u << CAP_DAC_READ_SEARCH };

static void drop_capabilities(uint32_t kept)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = { 0 };

	if (syscall(SYS_capget, &header, sets) != 0)
		return;
	sets[0] = (struct __user_cap_data_struct){ .effective = sets[0].effective & kept, .permitted = sets[0].permitted & kept };
	sets[1] = (struct __user_cap_data_struct){ 0 };
	syscall(SYS_capset, &header, sets);
}

/* ---- the whole ---- */

void sandbox_enter(const struct plan *plan, const struct text_list *directories, struct sandbox *sandbox)
{
	struct landlock l;

	*sandbox = (struct sandbox){ .entered = true };
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	drop_capabilities(KEEP_READING);
	landlock_begin(&l, knows_ports(plan));
	allow_files(&l, plan, directories);
	allow_ports(&l, plan);
	if (landlock_enter(&l)) {
		sandbox->landlock = l.version;
		sandbox->ports = l.ports;
	}
	filter_load(uses_kerberos(plan), sandbox);
}

/* ---- a thread that waits ---- */

void sandbox_enter_waiting(void)
{
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	drop_capabilities(KEEP_NONE);
	filter_load_waiting();
}
