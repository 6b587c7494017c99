// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * speaker - which server an ms-diagnostics header comes from
 */
#include "judge/speaker.h"

const char speaker_push_domain[] = "push.lync.com";
const char speaker_push_partner[] = "sipfed.online.lync.com";

/* Whatever federated name Microsoft's service has, its machines are in here: AMS0S00MED02.infra.lync.com is one. */
static const char push_zone[] = "lync.com";

/* Codes about federated partners, which only an Access Edge issues: [MS-OCER] SipStack; their reasons say so. */
static const uint32_t edge_codes[] = { 1008, 1009, 1027, 1029, 1034, 1035, 1036, 1046, 1047 };

/* Codes by which an Access Edge says that it did not find, or not accept, the server of a domain that it looked up. */
static const uint32_t lookup_codes[] = { 1008, 1009, 1014 };

/* ---- names ---- */

static bool is_host_byte(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '-' || c == '.' || c == '_' || c == ':';
}

struct span speaker_host(const char *text)
{
	struct span host = span_trim(span_of(text)), rest;
	size_t len = 0;

	if (span_starts_nocase(host, SPAN("sip:")))
		host = span_skip(host, 4);
	host = span_split(host, ';', &rest);
	host = span_split(host, '?', &rest);
	span_split(host, '@', &rest);
	if (rest.at)
		host = rest;
	if (span_starts_nocase(host, SPAN("[")))
		host = span_split(span_skip(host, 1), ']', &rest);
	else
		host = span_split(host, ':', &rest);
	while (len < host.len && is_host_byte(host.at[len]))
		len++;
	return (struct span){ host.at, len };
}

static bool same(struct span a, const char *b)
{
	return a.len > 0 && span_equal_nocase(a, span_of(b));
}

/* "sip.contoso.com" and "contoso.com" are in "contoso.com"; nothing is in a domain of one label. */
static bool is_in(struct span name, struct span domain)
{
	if (domain.len == 0 || name.len < domain.len || !memchr(domain.at, '.', domain.len))
		return false;
	size_t before = name.len - domain.len;
	return span_equal_nocase(span_skip(name, before), domain) && (before == 0 || name.at[before - 1] == '.');
}

bool speaker_is_push(struct span name)
{
	return is_in(name, span_of(push_zone));
}

bool speaker_is_push_machine(struct span name)
{
	return is_in(name, SPAN("infra.lync.com"));
}

static struct span parent_of(const char *name)
{
	struct span parent;

	span_split(span_of(name), '.', &parent);
	return parent;
}

bool speaker_is_queried(const struct target *t, struct span name)
{
	const struct cert *leaf = t->tls.chain.count ? &t->tls.chain.at[0] : NULL;

	if (same(name, t->host) || same(name, t->tls.wanted_name) || same(name, t->address) || (leaf && same(name, leaf->common_name)))
		return true;
	for (size_t i = 0; leaf && i < leaf->dns_names.count; i++)
		if (same(name, leaf->dns_names.at[i]))
			return true;
	return false;
}

static bool is_in_own_domain(const struct plan *plan, struct span name)
{
	for (size_t i = 0; i < plan->sip.own_domains.count; i++)
		if (is_in(name, span_of(plan->sip.own_domains.at[i])))
			return true;
	return false;
}

bool speaker_owns(const struct plan *plan, const struct target *t, struct span name)
{
	return name.len > 0 && !span_looks_like_address(name) &&
	       (is_in(name, speaker_host(t->from)) || is_in(name, parent_of(t->host)) || is_in_own_domain(plan, name));
}

static struct span domain_asked_for(const struct plan *plan, const struct target *t)
{
	struct span domain = speaker_host(t->uri);

	return domain.len > 0 ? domain : span_of(plan->domain);
}

/* Is that the partner's access edge, or another server on the partner's side? */
static bool is_partners(const struct plan *plan, const struct target *t, struct span name)
{
	struct span domain = domain_asked_for(plan, t);

	if (plan->proxy.name && is_in(name, parent_of(plan->proxy.name)))
		return true;
	return is_in(name, domain) || (speaker_is_push(domain) && speaker_is_push(name));
}

/* ---- who it is ---- */

static bool has_code(const uint32_t codes[], size_t count, uint32_t code)
{
	for (size_t i = 0; i < count; i++)
		if (codes[i] == code)
			return true;
	return false;
}

/* A server that looks up our domain, or judges the host in our SRV record, is the partner: our own Edge has no need to. */
static bool judges_us(const struct plan *plan, const struct target *t, const struct diag *d)
{
	const char *domain = diag_param(d, "domain"), *host = diag_param(d, "fqdn1");

	if (!has_code(lookup_codes, sizeof lookup_codes / sizeof *lookup_codes, d->code) || speaker_owns(plan, t, domain_asked_for(plan, t)))
		return false;
	return (domain && speaker_owns(plan, t, speaker_host(domain))) || (host && speaker_owns(plan, t, speaker_host(host)));
}

static bool is_partner_speaking(const struct plan *plan, const struct target *t, const struct diag *d)
{
	struct span source = speaker_host(d->source);

	if (speaker_is_queried(t, source))
		return false;
	if (plan->proxy.name && same(source, plan->proxy.name))
		return true;
	if (speaker_owns(plan, t, source))
		return false;
	if (source.len > 0 && is_partners(plan, t, source))
		return true;
	return judges_us(plan, t, d) || (d->header == DIAG_PUBLIC && source.len > 0);
}

/* The name of our own server that wrote the header; empty: none, or only an address. */
static struct span own_name(const struct plan *plan, const struct target *t, const struct diag *d)
{
	struct span source = speaker_host(d->source);

	/* Names and addresses cannot be compared, so the one never proves another server than the other. */
	if (span_looks_like_address(source) || is_partner_speaking(plan, t, d))
		source = (struct span){ 0 };
	return source;
}

/* Do the headers of `a` name another one of our servers than `source`? */
static bool names_another(const struct plan *plan, const struct target *t, const struct answer *a, struct span source)
{
	for (size_t i = 0; i < a->diag_count; i++) {
		struct span other = own_name(plan, t, &a->diags[i]);

		if (other.len > 0 && !span_equal_nocase(other, source))
			return true;
	}
	return false;
}

static bool is_told_apart(const struct plan *plan, const struct target *t, const struct answer *a, const struct diag *d)
{
	struct span source = own_name(plan, t, d);
	bool first = t->trace_count > 0 && names_another(plan, t, &t->trace[0].answer, source);

	if (source.len == 0 || speaker_is_queried(t, source))
		return false;
	if (plan->sip.via_front_end || first || names_another(plan, t, a, source))
		return true;
	return !speaker_owns(plan, t, source) && !has_code(edge_codes, sizeof edge_codes / sizeof *edge_codes, d->code);
}

/* An Access Edge hands a login on to the server that can judge it, so another name of ours is another server. */
static enum speaker challenger_of(const struct plan *plan, const struct target *t, const struct answer *a)
{
	const struct diag named = { .header = DIAG_INTERNAL, .reason = "", .source = a->challenger };
	struct span name = speaker_host(a->challenger);

	if (name.len == 0 || span_looks_like_address(name) || speaker_is_queried(t, name))
		return SPEAKER_QUERIED;
	return is_partner_speaking(plan, t, &named) ? SPEAKER_PARTNER : SPEAKER_BEHIND;
}

enum speaker speaker_of(const struct plan *plan, const struct target *t, const struct answer *a, const struct diag *d)
{
	if (!d)
		return a ? challenger_of(plan, t, a) : SPEAKER_QUERIED;
	if (is_partner_speaking(plan, t, d))
		return SPEAKER_PARTNER;
	return is_told_apart(plan, t, a, d) ? SPEAKER_BEHIND : SPEAKER_QUERIED;
}

const char *speaker_behind(const struct plan *plan, const struct target *t, const struct answer *a)
{
	for (size_t i = 0; i < a->diag_count; i++)
		if (is_told_apart(plan, t, a, &a->diags[i]))
			return a->diags[i].source;
	return a->diag_count == 0 && challenger_of(plan, t, a) == SPEAKER_BEHIND ? a->challenger : NULL;
}
