// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * tls_details - TLS and certificates as they were seen, and what confined us meanwhile, for -vv
 */
#include "report/tls_details.h"

#include "base/calendar.h"
#include "base/plural.h"

enum { NAMES_SHOWN = 50, NAME_SHOWN = 253 /* characters: a host name has no more */ };

static void details_alerts(struct lines *l, const struct tls *t)
{
	if (t->alert_received >= 0)
		lines_add(l, "  alert       ", "%d received", t->alert_received);
	if (t->alert_sent >= 0)
		lines_add(l, "  alert       ", "%d sent", t->alert_sent);
}

/* The peer's demand for our certificate, and our answer. */
static void details_demand(struct lines *l, const struct tls *t)
{
	static const char *const known[] = { "", ", our issuer is not among them", ", our issuer is among them" };
	const char *given = t->certificate_given ? "given" : "not given";

	if (!t->certificate_asked)
		lines_add(l, "  ours        ", "the peer asked for no certificate");
	else if (t->ca_names == 0)
		lines_add(l, "  ours        ", "%s; asked for without naming a CA", given);
	else
		lines_add(l, "  ours        ", "%s; asked for from %zu %s%s", given, t->ca_names, plural(t->ca_names, "CA", "CAs"),
			  known[t->issuer_in_ca_names]);
}

void tls_details_tls(struct lines *l, const struct tls *t)
{
	if (!t->peer_spoke)
		return;
	lines_add(l, "tls     ", "%s %s%s", *t->version ? t->version : "no version agreed", t->cipher,
		  t->handshake_done ? "" : ", not finished");
	if (*t->wanted_name && t->chain.count)
		lines_add(l, "  name        ", "%s: %s", t->wanted_name, t->name_matches ? "matches" : "does not match");
	if (t->handshake_done || t->certificate_asked)
		details_demand(l, t);
	details_alerts(l, t);
	for (size_t i = 0; i < t->error_count; i++)
		lines_add(l, "  verify      ", "error %d at depth %d: %s (%s)", t->errors[i].code, t->errors[i].depth,
			  t->errors[i].text, t->errors[i].subject);
}

static void details_names(struct lines *l, const struct cert *c)
{
	size_t all = c->dns_names.count + c->sip_names.count, shown = all < NAMES_SHOWN ? all : NAMES_SHOWN;
	struct buf names = BUF((size_t)NAMES_SHOWN * (NAME_SHOWN + 8));

	for (size_t i = 0; i < shown; i++) {
		bool dns = i < c->dns_names.count;
		const char *name = dns ? c->dns_names.at[i] : c->sip_names.at[i - c->dns_names.count];
		buf_printf(&names, "%s%s%.*s", names.len ? " " : "", dns ? "" : "sip:", NAME_SHOWN, name);
	}
	if (names.len && shown < all)
		lines_add(l, "  names       ", "%s and %zu more", names.at, all - shown);
	else if (names.len)
		lines_add(l, "  names       ", "%s", names.at);
	buf_free(&names);
}

static const char *usage_text(unsigned eku)
{
	if (!(eku & CERT_EKU_PRESENT))
		return "any (no extended key usage)";
	if (eku & CERT_EKU_ANY)
		return "any";
	if (eku & CERT_EKU_SERVER)
		return eku & CERT_EKU_CLIENT ? "server and client" : "server only";
	return eku & CERT_EKU_CLIENT ? "client only" : "neither server nor client";
}

void tls_details_leaf(struct lines *l, const struct cert *c)
{
	char from[CALENDAR_TEXT_MAX], until[CALENDAR_TEXT_MAX];

	calendar_text(c->not_before, CALENDAR_MINUTE, from);
	calendar_text(c->not_after, CALENDAR_MINUTE, until);
	lines_add(l, "  subject     ", "%s", c->subject);
	lines_add(l, "  issuer      ", "%s%s", c->issuer, c->self_signed ? " (itself)" : "");
	details_names(l, c);
	lines_add(l, "  valid       ", "%s to %s UTC", from, until);
	lines_add(l, "  sha256      ", "%s", c->sha256);
}

static void details_cert(struct lines *l, const struct cert *c)
{
	tls_details_leaf(l, c);
	lines_add(l, "  key         ", "%s %d, signed with %s", c->key_type, c->key_bits, c->signature);
	lines_add(l, "  usage       ", "%s%s", c->is_ca ? "CA; " : "", usage_text(c->eku));
	lines_add(l, "  serial      ", "%s", c->serial);
}

void tls_details_chain(struct lines *l, const char *whose, const struct chain *chain)
{
	for (size_t i = 0; i < chain->count; i++) {
		lines_add(l, "", "%s, %zu of %zu", whose, i + 1, chain->count);
		details_cert(l, &chain->at[i]);
	}
}

void tls_details_sandbox(struct lines *l, const struct sandbox *s)
{
	const char *missing = s->filter.text, *but = !*missing ? "" : s->calls ? ", but for " : ": ";
	const char *calls = s->calls ? "system calls filtered" : "system calls not filtered";

	if (!s->entered)
		return;
	if (!s->landlock)
		lines_add(l, "sandbox  ", "%s%s%s; files not ruled: this kernel has no Landlock", calls, but, missing);
	else
		lines_add(l, "sandbox  ", "%s%s%s; files%s ruled (Landlock %d)", calls, but, missing, s->ports ? " and TCP ports" : "", s->landlock);
}
