// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_external - the Edge's external side, as a federation partner sees it
 */
#include "judge/rules/rule_external.h"

#include "judge/rules/rule_cert.h"

static struct cert_peer peer_of(const struct target *t)
{
	return (struct cert_peer){ TARGET_EXTERNAL, t->host, &t->tls, &t->stopped.fault };
}

static const struct cert *leaf_of(const struct target *t)
{
	return t->tls.chain.count ? &t->tls.chain.at[0] : NULL;
}

static bool holds(const struct cert *c, const char *name)
{
	for (size_t i = 0; i < c->dns_names.count; i++)
		if (span_equal_nocase(span_of(c->dns_names.at[i]), span_of(name)))
			return true;
	return c->dns_names.count == 0 && span_equal_nocase(span_of(c->common_name), span_of(name));
}

/* One certificate behind several names and ports is judged once. */
static bool was_judged(const struct view *v)
{
	const struct cert *leaf = leaf_of(v->target);

	for (const struct target *t = v->facts->externals; t < v->target; t++) {
		const struct cert *before = leaf_of(t);
		if (leaf && before && strcmp(leaf->sha256, before->sha256) == 0 && t->tls.name_matches && v->target->tls.name_matches)
			return true;
	}
	return false;
}

/* ---- can it be seen ---- */

/* A record of DNS that is not there, as opposed to a name server that does not answer. */
static bool is_missing(const struct fault *f)
{
	return f->kind == FAULT_DNS && (f->code == DNS_NO_SUCH_NAME || f->code == DNS_NO_ADDRESS);
}

/* Which names and ports a site has is its own choice, but one: that where partners connect to. */
static bool is_optional(const struct view *v)
{
	const struct target *t = v->target;
	const struct plan_sip *sip = &v->plan->sip;
	bool any = false;

	for (size_t d = 0; !sip->external_host && d < sip->own_domains.count; d++) {
		const struct srv *srv = facts_srv(v->facts, sip->own_domains.at[d]);
		for (size_t i = 0; srv && i < srv->target_count; i++) {
			any = true;
			if (srv->targets[i].host.port == t->port && span_equal_nocase(span_of(srv->targets[i].host.name), span_of(t->host)))
				return false;
		}
	}
	return any || t->port != FEDERATION_PORT;
}

void rule_external_reach(const struct view *v, struct findings *f)
{
	const struct target *t = v->target;
	const struct fault *why = &t->stopped.fault;

	if (t == v->facts->externals && v->facts->externals_left_out)
		finding_add(f, STATE_OK, "%zu more names and ports of the external side were not looked at: the limit is %d", v->facts->externals_left_out,
			    FACTS_EXTERNALS_MAX)->note = true;
	if (leaf_of(t))
		return;
	if (is_optional(v)) {
		finding_add(f, STATE_OK, "%s:%u shows no certificate to this host (%s)", t->host, t->port, fault_word(why->kind))->note = true;
		return;
	}
	struct finding *finding = finding_add(f, STATE_UNKNOWN, "could not see the Edge's external side %s:%u from here (%s)", t->host, t->port,
					      fault_word(why->kind));
	finding->cause = CAUSE_EXTERNAL_UNSEEN;
	finding->because = findings_text(f, "%s", why->text);
	finding->remedy = is_missing(why) ? "ask a resolver that has the public view of DNS (--dns-server), or name the server: --external=HOST" :
					    "let this host out to it over TCP, or have check_push_config judge an export made on the Edge: Get-CsCertificate";
}

/* ---- its certificate ---- */

void rule_external_cert(const struct view *v, struct findings *f)
{
	const struct cert_peer peer = peer_of(v->target);

	if (leaf_of(v->target) && !was_judged(v))
		rule_cert_peer_verify(v, &peer, f);
}

void rule_external_expiry(const struct view *v, struct findings *f)
{
	const struct cert_peer peer = peer_of(v->target);

	if (leaf_of(v->target) && !was_judged(v))
		rule_cert_peer_expiry(v, &peer, f);
}

/* This host trusts the internal CA as well, because of --ca-cert; partners do not. */
void rule_external_issuer(const struct view *v, struct findings *f)
{
	const struct cert *leaf = leaf_of(v->target);
	const struct identity *own = &v->facts->identity;

	if (!leaf || was_judged(v) || own->chain.count == 0 || strcmp(own->chain.at[0].issuer, leaf->issuer) != 0)
		return;
	struct finding *finding = finding_add(f, STATE_CRITICAL, "the external certificate of %s is of the internal CA", v->target->host);
	finding->cause = CAUSE_CERT_ISSUER_UNKNOWN;
	finding->because = findings_text(f, "%s issued that of this host too: federation partners do not trust it", leaf->issuer);
	finding->remedy = "have a public CA issue it, and assign it as AccessEdgeExternal: Request-CsCertificate, Set-CsCertificate";
}

void rule_external_names(const struct view *v, struct findings *f)
{
	const struct cert *leaf = leaf_of(v->target);
	const struct texts *domains = &v->plan->sip.own_domains;

	for (size_t d = 0; leaf && d < domains->count && !was_judged(v); d++) {
		const char *wanted = findings_text(f, "sip.%s", domains->at[d]);

		if (holds(leaf, wanted)) {
			finding_note_standing(finding_add(f, STATE_OK, "the external certificate of %s has %s", v->target->host, wanted));
			continue;
		}
		struct finding *finding = finding_add(f, STATE_WARNING, "the external certificate of %s lacks %s", v->target->host, wanted);
		finding->cause = CAUSE_CERT_NAME;
		finding->because = "Microsoft wants sip.DOMAIN of each SIP domain in it, and partners and phones may compare with that name";
		finding->remedy = findings_text(f, "have one issued with %s as a DNS name (subjectAltName): Request-CsCertificate -Type "
						   "AccessEdgeExternal", wanted);
	}
}

/* Large public CAs leave clientAuth out of new certificates. No partner is known to insist on it. */
void rule_external_usage(const struct view *v, struct findings *f)
{
	const struct cert *leaf = leaf_of(v->target);

	if (!leaf || was_judged(v) || !(leaf->eku & CERT_EKU_PRESENT) || (leaf->eku & (CERT_EKU_CLIENT | CERT_EKU_ANY)))
		return;
	finding_note_standing(finding_add(f, STATE_OK, "the external certificate of %s is for servers only (no clientAuth), as public CAs issue "
						       "them now", v->target->host));
}
