// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_identity - our own certificate
 */
#include "judge/rules/rule_identity.h"

#include "base/plural.h"
#include "judge/rules/cert_life.h"
#include "judge/rules/cert_name.h"

static const struct cert_life ours = {
	.expiring = CAUSE_IDENTITY_EXPIRING,
	.expired = CAUSE_IDENTITY_EXPIRED,
	.not_yet = CAUSE_IDENTITY_NOT_YET_VALID,
	.over = STATE_UNKNOWN,
	.most = STATE_WARNING,
	.remedy = "renew the monitoring host's certificate (-J)",
	.early = "check this host's clock; else wait, or have one issued that is valid (-J)",
};

void rule_identity_usable(const struct view *v, struct findings *f)
{
	const struct fault *fault = &v->facts->identity.fault;
	struct finding *finding;

	if (fault->kind == FAULT_NONE)
		return;
	finding = finding_add(f, STATE_UNKNOWN, "%s", fault->text);
	finding->cause = CAUSE_IDENTITY_UNUSABLE;
	finding->remedy = "check -J, -K and --key-password-file, and that the user who runs this check may read them";
}

/* Our chain, empty if it cannot be used: a WARNING about an unusable one would hide that nothing was seen. */
static const struct chain *usable_chain(const struct facts *facts)
{
	static const struct chain none;

	return facts_run_failed(facts) ? &none : &facts->identity.chain;
}

/* A server that answered has accepted our certificate. */
static bool taken_somewhere(const struct verdict *v)
{
	for (size_t i = 0; i < v->target_count; i++)
		if (v->targets[i].answer)
			return true;
	return false;
}

/* Without its directory: a line has room for the name. */
static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

void rule_identity_expiry(const struct view *v, struct findings *f)
{
	const struct chain *chain = usable_chain(v->facts);
	enum state over = taken_somewhere(v->verdict) ? STATE_WARNING : ours.over;

	for (size_t i = 0; i < chain->count; i++) {
		struct cert_life life = ours;

		life.leaf = i == 0;
		life.remedy = i == 0 ? ours.remedy : RULE_IDENTITY_RENEW_CA;
		life.over = over;
		life.whose = i == 0 ? findings_text(f, "monitoring host's certificate (CN=%s)", chain->at[0].common_name) : findings_text(f, "the monitoring host's CA certificate %s", cert_name_ca(&chain->at[i], f));
		struct finding *finding = cert_life_counts(chain, i) ? cert_life_judge(v, &chain->at[i], &life, f) : NULL;
		if (finding && finding->state == STATE_OK && v->plan->client_cert) /* where it is not, the certificate stands below, with its file */
			finding->sentence = findings_text(f, "%s: %s", file_name(v->plan->client_cert), finding->sentence);
	}
	for (size_t i = 0; i < v->facts->identity.others.count && chain->count; i++) {
		const struct cert *c = &v->facts->identity.others.at[i];
		const char *since = c->not_after < v->facts->taken_at ? findings_text(f, ", which expired %s", cert_life_ago(c, v->facts->taken_at, f)) : "";

		finding_note_standing(finding_add(f, STATE_OK, "the file of -J has another certificate for the same key%s: it is not used", since));
	}
}

static bool is_for(const struct cert *c, unsigned purpose)
{
	return !(c->eku & CERT_EKU_PRESENT) || (c->eku & (purpose | CERT_EKU_ANY));
}

/*
 * Lync's mutual TLS wants serverAuth: the documented template is "Web Server", which has no clientAuth. Large public CAs leave that
 * out of new certificates since October 2025, and all of them from June 2026 on.
 */
void rule_identity_usage(const struct view *v, struct findings *f)
{
	const struct chain *chain = usable_chain(v->facts);
	struct finding *finding;

	if (chain->count == 0)
		return;
	if (!is_for(&chain->at[0], CERT_EKU_SERVER)) {
		finding = finding_add(f, STATE_WARNING, "the monitoring host's certificate is not made for servers: serverAuth is missing");
		finding->because = "between Lync servers each side is a server, and serverAuth is what they look for";
	} else if (chain->at[0].key_usage_present && !chain->at[0].may_sign) {
		finding = finding_add(f, STATE_WARNING, "the monitoring host's certificate may not sign: digitalSignature is missing");
		finding->because = "servers may refuse it: a client proves with a signature that the key is its own";
	} else {
		if (!is_for(&chain->at[0], CERT_EKU_CLIENT))
			finding_note_standing(finding_add(f, STATE_OK, "the monitoring host's certificate has no clientAuth: Lync servers need none, "
								       "servers on OpenSSL refuse it"));
		return;
	}
	finding->cause = CAUSE_IDENTITY_KIND;
	finding->remedy = "have a certificate issued by the internal CA from the template \"Web Server\" (serverAuth, digitalSignature)";
}

void rule_identity_chain(const struct view *v, struct findings *f)
{
	const struct chain *chain = usable_chain(v->facts);
	struct finding *finding;

	if (chain->count == 0 || v->facts->identity.chain_complete)
		return;
	finding = finding_add(f, STATE_WARNING, "the monitoring host's certificate comes without its issuer: %s",
			      cert_name_issuer(chain->at[chain->count - 1].issuer, f));
	finding->note = taken_somewhere(v->verdict);
	finding->cause = CAUSE_IDENTITY_CHAIN;
	finding->because = "a server that does not know this issuer cannot follow the monitoring host's certificate up to a root";
	finding->remedy = "put the certificates of its issuers behind ours in the file of -J";
}

/*
 * Lync's requirements for certificates want a distribution point in each of them. An Edge stands in the perimeter network, in no
 * domain: it reaches no ldap: of the internal one, while its port 80 outwards is open for CRLs.
 * Source: Microsoft, "Certificate requirements for internal servers" and "Port summary - single consolidated edge" (Lync Server 2013).
 */
void rule_identity_crl(const struct view *v, struct findings *f)
{
	const struct chain *chain = usable_chain(v->facts);
	struct finding *finding;

	if (chain->count == 0 || chain->at[0].crl == CERT_CRL_UNSEEN || chain->at[0].crl == CERT_CRL_HTTP)
		return;
	finding = finding_add(f, STATE_OK, "the monitoring host's certificate names %s",
			      chain->at[0].crl == CERT_CRL_NOWHERE ? "no CRL" : "no CRL over HTTP");
	finding->because = chain->at[0].crl == CERT_CRL_NOWHERE ? "a server that wants to know whether the certificate was revoked cannot find out" :
								  "an Edge in the perimeter network cannot reach a CRL over LDAP, nor in a file";
	finding->remedy = "add an http:// address to the CRL distribution points of the CA, then have the certificate issued anew";
	finding_note_standing(finding);
}

void rule_identity_issuer(const struct view *v, struct findings *f)
{
	const struct tls *tls = &v->target->tls;

	if (tls->issuer_in_ca_names == KNOWN_NOT)
		return;
	finding_note_standing(finding_add(f, STATE_OK, "%s asked for certificates of %zu %s, the issuer of ours %s", v->target->host,
					  tls->ca_names, plural(tls->ca_names, "CA", "CAs"),
					  tls->issuer_in_ca_names == KNOWN_YES ? "among them" : "not among them"));
}
