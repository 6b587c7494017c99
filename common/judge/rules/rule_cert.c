// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_cert - the server's certificate
 */
#include "judge/rules/rule_cert.h"

#include <arpa/inet.h>

#include "judge/message_format.h"
#include "judge/route.h"
#include "judge/rules/cert_life.h"
#include "judge/rules/cert_name.h"
#include "judge/tables/openssl_table.h"

/* X509_V_ERR_* */
enum {
	VERIFY_NOTHING = 1,
	VERIFY_NO_ISSUER = 2,
	VERIFY_UNKNOWN_SIGNATURE = 4,
	VERIFY_UNKNOWN_KEY = 6,
	VERIFY_NOT_YET = 9,
	VERIFY_EXPIRED = 10,
	VERIFY_BAD_FIRST_DAY = 13,
	VERIFY_BAD_LAST_DAY = 14,
	VERIFY_SELF_SIGNED_IN_CHAIN = 19,
	VERIFY_NO_LOCAL_ISSUER = 20,
	VERIFY_NO_LEAF_SIGNATURE = 21,
	VERIFY_PURPOSE = 26,
	VERIFY_UNTRUSTED = 27,
	VERIFY_REJECTED = 28,
	VERIFY_NO_CERTSIGN = 32,
	VERIFY_NON_CA = 37,
	VERIFY_NO_SIGNATURE = 39,
	VERIFY_NO_PROXY = 40,
	VERIFY_UNREADABLE = 41,
	VERIFY_RESOURCES = 46,
	VERIFY_NAME = 62,
	VERIFY_ADDRESS = 64,
	VERIFY_PROXY_NAME = 72,
	VERIFY_NO_CA = 79,
};

/* ---- what a certificate means, by what the server is asked for ---- */

#define RENEW_LYNC "renew and assign it: Request-CsCertificate, Set-CsCertificate"

static const struct {
	enum state unverified;	/* a certificate that does not verify: where it hides all the rest, nothing is known */
	enum state life;	/* the most that its dates count as */
	int hop;
	const char *option;	/* names the server */
	const char *renew;	/* how the server gets a new certificate */
} kinds[] = {
	[TARGET_EDGE] = { STATE_CRITICAL, STATE_CRITICAL, 1, "-H", RENEW_LYNC },
	[TARGET_PARTNER] = { STATE_WARNING, STATE_WARNING, 0, "-H", RENEW_LYNC },
	[TARGET_SETTINGS] = { STATE_UNKNOWN, STATE_CRITICAL, 1, "-H", RENEW_LYNC },
	[TARGET_EXPORT] = { STATE_UNKNOWN, STATE_CRITICAL, 1, "--url", "renew it" },
	[TARGET_OCS_EDGE] = { STATE_UNKNOWN, STATE_CRITICAL, 1, "--edge-host", "renew it" },
	[TARGET_WEB] = { STATE_CRITICAL, STATE_CRITICAL, 1, "-H", RENEW_LYNC },
	[TARGET_EXTERNAL] = { STATE_CRITICAL, STATE_CRITICAL, 0, "--external", "renew it and assign it as AccessEdgeExternal: Request-CsCertificate, Set-CsCertificate" },
};

#define PARTNER_MENDS "ask the partner to mend it"

/* Remedies where the usual one does not help: the first row that fits. */
static const struct {
	enum target_kind kind;
	enum cause cause; /* CAUSE_NONE: any */
	const char *remedy;
} remedies[] = {
	{ TARGET_PARTNER, CAUSE_CERT_ISSUER_UNKNOWN,
	  "bring the public roots of this host up to date (ca-certificates), or give the partner's CA with --ca-cert; then see that the "
	  "Edge has it: public roots change (GTE CyberTrust to Baltimore CyberTrust in 2013, that to DigiCert Global Root G2 in "
	  "2022-25)" },
	{ TARGET_PARTNER, CAUSE_CERT_NOT_YET_VALID, "check this host's clock; if it is right, " PARTNER_MENDS },
	{ TARGET_PARTNER, CAUSE_CERT_ISSUER_NOT_YET_VALID, "check this host's clock; if it is right, " PARTNER_MENDS },
	{ TARGET_PARTNER, CAUSE_CERT_WEAK, PARTNER_MENDS "; until then --security-level=0 goes on past it" },
	{ TARGET_PARTNER, CAUSE_NONE, PARTNER_MENDS },
	{ TARGET_EXTERNAL, CAUSE_CERT_ISSUER_UNKNOWN,
	  "partners trust public CAs: have one issue it; on the Edge, install its chain. Where this host's roots are old: ca-certificates" },
	{ TARGET_EXTERNAL, CAUSE_CERT_NAME, "have one issued with this name too, or name another server in DNS (_sipfederationtls._tcp)" },
	/* No option names the servers that autodiscover leads to. */
	{ TARGET_WEB, CAUSE_CERT_NAME, "have one issued with this name too, or publish the name on a server that has it" },
};

static const char *remedy_at(enum target_kind kind, enum cause cause, const char *usual)
{
	for (size_t i = 0; usual && i < sizeof remedies / sizeof *remedies; i++)
		if (remedies[i].kind == kind && (!remedies[i].cause || remedies[i].cause == cause))
			return remedies[i].remedy;
	return usual;
}

static struct cert_peer peer_of(const struct target *t)
{
	return (struct cert_peer){ t->kind, t->host, &t->tls, &t->stopped.fault };
}

/* ---- which certificate an error is about ---- */

/* An error as it is put in words. */
struct trouble {
	const struct cert_peer *peer;
	const struct verify_error *error;
	const struct advice *advice; /* NULL: no row is about it */
	const struct cert *whose;    /* NULL: no fact shows it */
	bool above;		     /* of a CA above the peer's own certificate */
};

static const struct cert *leaf_of(const struct cert_peer *p)
{
	return p->tls->chain.count ? &p->tls->chain.at[0] : NULL;
}

/* By its fingerprint: two certificates of one name are not the same. Facts of an older program have the subject alone. */
static const struct cert *cert_of(const struct tls *tls, const struct verify_error *e)
{
	const struct chain *chain = &tls->chain;

	for (size_t i = 0; i < chain->count; i++)
		if (*e->sha256 ? strcmp(e->sha256, chain->at[i].sha256) == 0 : *e->subject && strcmp(e->subject, chain->at[i].subject) == 0)
			return &chain->at[i];
	return e->depth == 0 && chain->count ? &chain->at[0] : NULL;
}

/* The certificate of that name which the peer sent in vain; NULL: there is none. */
static const struct cert *sent_namesake(const struct tls *tls, const char *issuer)
{
	for (size_t i = 0; i < tls->unused.count; i++)
		if (strcmp(tls->unused.at[i].subject, issuer) == 0)
			return &tls->unused.at[i];
	return NULL;
}

/* The lowest certificate above it with name constraints; NULL: none is known. */
static const struct cert *limiter_of(const struct chain *chain, const struct cert *whose)
{
	size_t i = 0;

	while (i < chain->count && &chain->at[i] != whose)
		i++;
	for (i++; i < chain->count; i++)
		if (chain->at[i].limits_names)
			return &chain->at[i];
	return NULL;
}

static bool is_about_dates(int code)
{
	return code == VERIFY_NOT_YET || code == VERIFY_EXPIRED;
}

static bool is_about_issuer(int code)
{
	return code == VERIFY_NO_ISSUER || code == VERIFY_SELF_SIGNED_IN_CHAIN || code == VERIFY_NO_LOCAL_ISSUER ||
	       code == VERIFY_NO_LEAF_SIGNATURE || code == VERIFY_UNTRUSTED;
}

/* ---- what OpenSSL's code alone does not say ---- */

#define ADVICE(sentence, cause, because, remedy, source) \
	{ STATE_CRITICAL, PLACE_SERVER, sentence, cause, because, remedy, NULL, source, true }

static const struct advice no_proof =
	ADVICE("{queried} presents no certificate that proves its name", CAUSE_CERT_INVALID,
	       "the handshake used an anonymous cipher suite or a resumed session: any host in between can do that",
	       "on {queried}, turn anonymous cipher suites off; look for a device between that ends TLS", "RFC 5246 7.4.2");
static const struct advice other_key =
	ADVICE("{queried}'s {issuer} has another key than our root of that name", CAUSE_CERT_ISSUER_UNKNOWN,
	       "the CA was renewed with a new key and the old root is given here, or there are two CAs of one name",
	       "give the new root of {issuer}: --ca-cert; compare its fingerprint with the CA's first", "RFC 5280 6");
static const struct advice other_sent =
	ADVICE("the {issuer} that {queried} sends did not issue its certificate", CAUSE_CERT_ISSUER_UNKNOWN,
	       "it has the name of the issuer and another key: a predecessor or a successor",
	       "on {queried}, install the certificate of the {issuer} that did issue it, in place of the one that is sent", "RFC 5280 6");

static const struct advice name_wildcard =
	ADVICE("{queried}'s certificate is of {shown}: SIP accepts no wildcard", CAUSE_CERT_NAME,
	       "for SIP a name is compared whole (RFC 5922 7.2)",
	       "have one issued with {wanted} among its names: Request-CsCertificate writes all names of an Edge into it", "RFC 5922 7.2");
static const struct advice name_final_dot =
	ADVICE("{queried}'s certificate has its name with a final dot, which does not count", CAUSE_CERT_NAME,
	       "name constraints of the CAs above do not cover a name that ends in a dot, so it does not count as {wanted}",
	       "have one issued for {wanted}, without a dot at the end", "RFC 5280 4.2.1.10");
static const struct advice name_uri_limited =
	ADVICE("{queried}'s SIP URI does not count below {limiter}, which limits names", CAUSE_CERT_NAME,
	       "name constraints on DNS names do not bind a SIP URI, so below such a CA only DNS names count",
	       "have one issued with {wanted} as a DNS name (subjectAltName)", "RFC 5280 4.2.1.10");
static const struct advice name_address =
	ADVICE("{queried}'s certificate is of {shown}, not of {wanted}", CAUSE_CERT_NAME,
	       "an address counts as an iPAddress entry of subjectAltName alone, never as a name",
	       "give {option} a name of the certificate and -I the address, or --verify-name={name}", "RFC 5280 4.2.1.6");

/* "*.contoso.com" for sip.contoso.com */
static bool is_wildcard_of(const char *name, const char *wanted)
{
	const char *rest = strchr(wanted, '.');

	return name[0] == '*' && name[1] == '.' && rest && span_equal_nocase(span_of(name + 1), span_of(rest));
}

static const char *wildcard_in(const struct cert *c, const char *wanted)
{
	for (size_t i = 0; i < c->dns_names.count; i++)
		if (is_wildcard_of(c->dns_names.at[i], wanted))
			return c->dns_names.at[i];
	return c->dns_names.count == 0 && is_wildcard_of(c->common_name, wanted) ? c->common_name : NULL;
}

static bool is_dotted(const char *name, const char *wanted)
{
	struct span text = span_of(name);

	return text.len > 1 && text.at[text.len - 1] == '.' && span_equal_nocase((struct span){ text.at, text.len - 1 }, span_of(wanted));
}

static bool holds_dotted(const struct cert *c, const char *wanted)
{
	for (size_t i = 0; i < c->dns_names.count; i++)
		if (is_dotted(c->dns_names.at[i], wanted))
			return true;
	return is_dotted(c->common_name, wanted);
}

static bool holds_uri(const struct cert *c, const char *wanted)
{
	for (size_t i = 0; i < c->sip_names.count; i++) {
		const char *name = c->sip_names.at[i];
		if (span_equal_nocase((struct span){ name, strcspn(name, ":;?") }, span_of(wanted)))
			return true;
	}
	return false;
}

static bool is_address(const char *name)
{
	unsigned char address[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, name, address) == 1 || inet_pton(AF_INET6, name, address) == 1;
}

/* NULL: it is simply another name. */
static const struct advice *name_advice(const struct cert_peer *p)
{
	const struct cert *leaf = leaf_of(p);
	const char *wanted = p->tls->wanted_name;

	if (!leaf || !*wanted)
		return NULL;
	if (is_address(wanted))
		return &name_address;
	if (holds_dotted(leaf, wanted))
		return &name_final_dot;
	if (holds_uri(leaf, wanted) && limiter_of(&p->tls->chain, leaf))
		return &name_uri_limited;
	return wildcard_in(leaf, wanted) ? &name_wildcard : NULL;
}

/*
 * The row of an error about the issuer of `last`; sets the certificate at fault, or the advice. OpenSSL reports an unreadable issuer as a
 * missing one.
 */
static const struct openssl_row *issuer_row(struct trouble *t, const struct cert *last)
{
	const struct cert *sent = last ? sent_namesake(t->peer->tls, last->issuer) : NULL;
	bool unknown_key = sent && strcmp(sent->key_type, "unknown") == 0;

	t->whose = last;
	t->above = last && last != leaf_of(t->peer);
	if (last && last->unreadable)
		return openssl_table_verify(VERIFY_UNREADABLE);
	if (last && strcmp(last->signature, "undefined") == 0)
		return openssl_table_verify(VERIFY_UNKNOWN_SIGNATURE);
	if (unknown_key || (sent && sent->unreadable)) {
		t->whose = sent;
		t->above = true;
		return openssl_table_verify(unknown_key ? VERIFY_UNKNOWN_KEY : VERIFY_UNREADABLE);
	}
	if (sent)
		t->advice = &other_sent;
	else if (t->error->namesake)
		t->advice = &other_key;
	return openssl_table_verify(t->error->code);
}

/* The texts for an error of verification, and the certificate at fault. */
static struct trouble trouble_of(const struct cert_peer *p, const struct verify_error *e)
{
	const struct tls *tls = p->tls;
	struct trouble t = { .peer = p, .error = e, .whose = cert_of(tls, e), .above = e->depth > 0 };
	const struct openssl_row *row = openssl_table_verify(e->code);

	if (e->code == VERIFY_NOTHING && !*e->sha256) {
		t.advice = &no_proof;
		return t;
	}
	if (e->code == VERIFY_NAME || e->code == VERIFY_ADDRESS)
		t.advice = name_advice(p);
	if (is_about_issuer(e->code))
		row = issuer_row(&t, t.whose ? t.whose : tls->chain.count ? &tls->chain.at[tls->chain.count - 1] : NULL);
	if (!t.advice && row)
		t.advice = t.above && row->above.sentence ? &row->above : &row->advice;
	return t;
}

static const char *unfit_text(const struct trouble *t)
{
	const struct cert *c = t->whose;

	if (!c)
		return "it was made for another use";
	if (t->error->code == VERIFY_NO_SIGNATURE)
		return "its key usage lacks digitalSignature";
	if ((t->above || t->error->code != VERIFY_PURPOSE) && c->key_usage_present && !c->may_issue)
		return "its key usage lacks keyCertSign";
	if ((t->above || t->error->code != VERIFY_PURPOSE) && !c->is_ca)
		return "it is not marked as a CA";
	if ((c->eku & CERT_EKU_PRESENT) && !(c->eku & CERT_EKU_SERVER))
		return "it lacks the extended key usage serverAuth";
	if (!t->above && c->key_usage_present && !c->may_serve)
		return "its key usage allows no TLS server";
	return "it was made for another use";
}

/*
 * Whose fault is an issuer that is not trusted? Where our own certificate is of one of the roots, these are the organisation's, and the
 * server has another; else the roots may be the wrong ones, which says nothing of the server.
 */
static bool roots_are_doubtful(const struct view *v, const struct trouble *t)
{
	const struct identity *own = &v->facts->identity;

	return t->peer->kind == TARGET_EDGE && t->advice && t->advice->cause == CAUSE_CERT_ISSUER_UNKNOWN && !(own->given && own->of_our_roots);
}

/* The names that the external side of an Edge has by convention, under an issuer that is no CA of a domain ("DC="). */
static bool looks_external(const struct view *v, const struct cert_peer *p)
{
	static const char *const names[] = { "sip.", "sipexternal.", "access.", "webcon." };
	const struct chain *chain = &p->tls->chain;
	const struct identity *own = &v->facts->identity;

	if (p->kind != TARGET_EDGE || chain->count == 0 || strstr(chain->at[0].issuer, "DC="))
		return false;
	if (own->chain.count && strcmp(own->chain.at[0].issuer, chain->at[0].issuer) == 0)
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (span_starts_nocase(span_of(p->host), span_of(names[i])))
			return true;
	return false;
}

/* ---- the finding ---- */

static enum state at_most(const struct plan *plan, enum state state)
{
	return plan->insecure ? STATE_WARNING : state;
}

/* At the end of what -k lets pass. */
static const char *tail_of(const struct plan *plan)
{
	return plan->insecure ? " (-k)" : "";
}

/* With --verify-name another name than the host's own is wanted, and the sentence must have that too. */
static const char wrong_name[] = "{queried}'s certificate is of {shown}, not of {wanted}";
static const char wrong_name_remedy[] = "have one issued for {wanted}; or leave --verify-name out where {option} has the name of the certificate; "
					"--verify-name={name} only hides it here: Front Ends make the same check";

/* --verify-name is for all servers that are asked, and a pool and its Edge are of different names. */
static const char wrong_of_two[] = "have one issued for {wanted}, or give {option} the name in the certificate";

/* One of the roots that this host trusts: the server cannot mend it. */
static const char root_because[] = "it is one of the roots that this host trusts";
static const char root_expired[] = "give the root that took its place (--ca-cert), or bring this host's roots up to date "
				   "(ca-certificates); where it is still in use, check this host's clock";
static const char root_early[] = "check this host's clock: roots are made for decades; else look at the file of --ca-cert";

static void say_root(const struct trouble *t, struct finding *finding)
{
	if (!t->above || !is_about_dates(t->error->code) || (t->whose && !t->whose->self_signed))
		return;
	finding->because = root_because;
	finding->remedy = t->error->code == VERIFY_EXPIRED ? root_expired : root_early;
}

/* Both by one clock, which may be wrong. */
static bool so_is_ours(const struct view *v, int code)
{
	const struct chain *own = &v->facts->identity.chain;

	if (own->count == 0)
		return false;
	return code == VERIFY_EXPIRED ? own->at[0].not_after < v->facts->taken_at :
					code == VERIFY_NOT_YET && own->at[0].not_before > v->facts->taken_at;
}

/* Adds to a finding about a wrong name. */
static void say_name(const struct view *v, const struct trouble *t, const struct word words[], struct finding *finding, struct findings *f)
{
	const struct cert_peer *p = t->peer;

	if (t->advice == &openssl_table_verify(VERIFY_NAME)->advice) {
		if (!span_equal_nocase(span_of(p->tls->wanted_name), span_of(p->host))) {
			finding->sentence = findings_text(f, "%s%s", message_format(f, wrong_name, words), tail_of(v->plan));
			finding->remedy = message_format(f, wrong_name_remedy, words);
		}
		if (v->plan->settings.edge_host.name && v->plan->hosts.count > 1)
			finding->remedy = message_format(f, wrong_of_two, words);
	}
	if (v->plan->address)
		finding->remedy = findings_text(f, "see that -I is the address of %s; %s", p->host, finding->remedy);
}

static const char *ca_text(const struct trouble *t, struct findings *f)
{
	if (t->whose)
		return cert_name_ca(t->whose, f);
	if (*t->error->subject)
		return cert_name_issuer(t->error->subject, f);
	return findings_text(f, "a root above %s", t->peer->host);
}

/* The same words for two depths, or for two servers below one CA, are one finding. */
static bool is_repeated(const struct findings *f, const char *sentence)
{
	for (const struct finding *before = f->first; before; before = before->next)
		if (before->rule == f->rule && before->target == f->target && strcmp(before->sentence, sentence) == 0)
			return true;
	return false;
}

/* NULL: it has been said. */
static struct finding *add_trouble(const struct view *v, const struct trouble *t, struct findings *f)
{
	const struct cert_peer *p = t->peer;
	const struct cert *c = t->whose, *leaf = leaf_of(p), *limiter = limiter_of(&p->tls->chain, c ? c : leaf);
	const char *first = leaf ? cert_name_first(leaf, f) : NULL, *wildcard = leaf ? wildcard_in(leaf, p->tls->wanted_name) : NULL;
	const struct word words[] = {
		{ "queried", p->host },
		{ "ca", ca_text(t, f) },
		{ "issuer", c ? cert_name_issuer(c->issuer, f) : "an unknown CA" },
		{ "limiter", limiter ? cert_name_ca(limiter, f) : "a CA above it" },
		{ "shown", wildcard ? wildcard : leaf ? cert_name_server(leaf, f) : "another host" },
		{ "name", first ? first : "NAME" },
		{ "wanted", p->tls->wanted_name },
		{ "option", kinds[p->kind].option },
		{ "renew", kinds[p->kind].renew },
		{ "since", c ? cert_life_ago(c, v->facts->taken_at, f) : "some time ago" },
		{ "until", c ? cert_life_until(c, v->facts->taken_at, f) : "later" },
		{ "signature", c ? c->signature : "an old algorithm" },
		{ "key", c ? findings_text(f, "%s %d", c->key_type, c->key_bits) : "short" },
		{ "unfit", unfit_text(t) },
		{ "sent", p->tls->chain.count + p->tls->unused.count > 1 ? "no certificate that leads to one of them" :
									   "no certificate but its own" },
		{ NULL, NULL },
	};
	const struct advice other = { .sentence = findings_text(f, "{queried}'s certificate does not verify: %s", t->error->text),
				      .cause = CAUSE_CERT_INVALID };
	const struct advice *a = t->advice ? t->advice : &other;

	bool doubtful = roots_are_doubtful(v, t);
	const char *tail = findings_text(f, "%s%s", doubtful ? " (--ca-cert)" : "", tail_of(v->plan));
	enum state state = at_most(v->plan, doubtful ? STATE_UNKNOWN : kinds[p->kind].unverified);

	if (is_repeated(f, findings_text(f, "%s%s", message_format(f, a->sentence, words), tail)))
		return NULL;
	struct finding *finding = message_format_add(f, state, a, words, tail);
	say_root(t, finding);
	if (finding->cause == CAUSE_CERT_ISSUER_UNKNOWN && looks_external(v, p))
		finding->remedy = findings_text(f, "this looks like the Edge's external side: use the internal FQDN (-H); else %s", finding->remedy);
	if (finding->cause == CAUSE_CERT_NAME)
		say_name(v, t, words, finding, f);
	return finding;
}

static bool is_of_proxy(int code)
{
	return code == VERIFY_NON_CA || code == VERIFY_NO_PROXY || code == VERIFY_PROXY_NAME;
}

/* Does the one error say what the other says of the same fault? */
static bool covers(const struct verify_error *one, const struct verify_error *other)
{
	bool unfit = other->code == VERIFY_PURPOSE || other->code == VERIFY_NO_CERTSIGN || other->code == VERIFY_NO_SIGNATURE;

	if (is_of_proxy(one->code)) /* what stands in the place of its issuing CA is no CA */
		return unfit || is_of_proxy(other->code);
	if (one->code == VERIFY_RESOURCES) /* what one CA does not hold, no root above it does */
		return other->code == VERIFY_RESOURCES;
	return unfit && one->depth == other->depth && (one->code == VERIFY_NO_CA || one->code == VERIFY_REJECTED);
}

/* One fault is one finding, whatever OpenSSL says of it. */
static bool is_echo(const struct tls *tls, const struct verify_error *e)
{
	for (size_t i = 0; i < tls->error_count; i++) {
		const struct verify_error *other = &tls->errors[i];

		if (other != e && covers(other, e) && (other < e || !covers(e, other)))
			return true;
	}
	return false;
}

static void judge_error(const struct view *v, const struct cert_peer *p, const struct verify_error *e, struct findings *f)
{
	const struct trouble t = trouble_of(p, e);
	struct finding *finding = add_trouble(v, &t, f);

	if (!finding)
		return;
	if (so_is_ours(v, e->code))
		finding->because = findings_text(f, "%s; %s", finding->because, e->code == VERIFY_EXPIRED ?
				"ours has expired too, or this host's clock is fast" : "ours is not valid yet either");
	finding->hop = kinds[p->kind].hop;
	finding->remedy = remedy_at(p->kind, finding->cause, finding->remedy);
	/* A request that went through shows that the Edge took the partner's certificate. */
	finding->note = p->kind == TARGET_PARTNER && route_went_through(v->verdict);
}

static bool has_error(const struct tls *tls, int code)
{
	for (size_t i = 0; i < tls->error_count; i++)
		if (tls->errors[i].code == code)
			return true;
	return false;
}

/* An error of a code that no certificate is known for. */
static struct verify_error bare_error(int code, const char *text)
{
	return (struct verify_error){ .code = code, .text = text, .subject = "", .sha256 = "" };
}

void rule_cert_peer_verify(const struct view *v, const struct cert_peer *p, struct findings *f)
{
	const struct tls *tls = p->tls;
	bool got_past_tls = tls->handshake_done || p->fault->kind == FAULT_NONE;
	const struct verify_error only = bare_error((int)p->fault->code, p->fault->text);
	const struct verify_error name = bare_error(VERIFY_NAME, ""), nothing = bare_error(VERIFY_NOTHING, "");

	for (size_t i = 0; i < tls->error_count; i++)
		if (!is_echo(tls, &tls->errors[i]))
			judge_error(v, p, &tls->errors[i], f);
	if (tls->error_count == 0 && p->fault->kind == FAULT_VERIFY)
		judge_error(v, p, &only, f);
	else if (tls->chain.count > 0 && !tls->name_matches && !has_error(tls, VERIFY_NAME))
		judge_error(v, p, &name, f);
	else if (tls->error_count == 0 && !tls->verified && got_past_tls)
		judge_error(v, p, &nothing, f);
}

void rule_cert_verify(const struct view *v, struct findings *f)
{
	const struct cert_peer peer = peer_of(v->target);

	rule_cert_peer_verify(v, &peer, f);
}

/* ---- life ---- */

static const struct cert_life server_life = {
	.expiring = CAUSE_CERT_EXPIRING,
	.expired = CAUSE_CERT_EXPIRED,
	.not_yet = CAUSE_CERT_NOT_YET_VALID,
	.leaf = true,
	.early = "check this host's clock; else wait, or have one issued",
};
static const struct cert_life issuer_life = {
	.expiring = CAUSE_CERT_ISSUER_EXPIRING,
	.expired = CAUSE_CERT_ISSUER_EXPIRED,
	.not_yet = CAUSE_CERT_ISSUER_NOT_YET_VALID,
	.remedy = "have the CA's certificate renewed, and the new one sent by the server with its own",
	.early = "check this host's clock; else wait, or have one issued",
};

/* cert.verify has said it, with the same dates. */
static bool is_said(const struct tls *tls, const struct cert *c)
{
	for (size_t i = 0; i < tls->error_count; i++) {
		int code = tls->errors[i].code;
		if ((is_about_dates(code) || code == VERIFY_BAD_FIRST_DAY || code == VERIFY_BAD_LAST_DAY) && cert_of(tls, &tls->errors[i]) == c)
			return true;
	}
	return false;
}

/* Certificates that the server sends without need prove nothing and break nothing. */
static void note_unused(const struct view *v, const struct cert_peer *p, struct findings *f)
{
	for (size_t i = 0; i < p->tls->unused.count; i++) {
		const struct cert *c = &p->tls->unused.at[i];
		const char *over = c->not_after < v->facts->taken_at ?
					   findings_text(f, " and expired %s", cert_life_ago(c, v->facts->taken_at, f)) : "";

		finding_note_standing(finding_add(f, STATE_OK, "%s also sends a certificate of %s, which is not needed%s", p->host,
						  cert_name_ca(c, f), over));
	}
}

void rule_cert_peer_expiry(const struct view *v, const struct cert_peer *p, struct findings *f)
{
	const struct chain *chain = &p->tls->chain;

	for (size_t i = 0; i < chain->count; i++) {
		const struct cert *c = &chain->at[i];
		struct cert_life life = i == 0 ? server_life : issuer_life;

		if (!cert_life_counts(chain, i) || is_said(p->tls, c))
			continue;
		if (i == 0)
			life.remedy = findings_text(f, "on the server, %s", kinds[p->kind].renew);
		life.whose = i == 0 ? findings_text(f, "certificate of %s", p->host) :
				      findings_text(f, "CA certificate %s", cert_name_ca(c, f));
		life.hop = kinds[p->kind].hop;
		life.most = kinds[p->kind].life;
		life.over = at_most(v->plan, kinds[p->kind].life);
		struct finding *finding = cert_life_judge(v, c, &life, f);
		if (finding)
			finding->remedy = remedy_at(p->kind, finding->cause, finding->remedy);
	}
	note_unused(v, p, f);
}

void rule_cert_expiry(const struct view *v, struct findings *f)
{
	const struct cert_peer peer = peer_of(v->target);

	rule_cert_peer_expiry(v, &peer, f);
}

/* ---- purpose ---- */

void rule_cert_usage(const struct view *v, struct findings *f)
{
	const struct chain *chain = &v->target->tls.chain;
	const struct cert_peer peer = peer_of(v->target);

	if (v->target->tls.verified && !v->plan->ca_cert && looks_external(v, &peer))
		finding_add(f, STATE_OK, "%s looks like the Edge's external side: use the internal FQDN", v->target->host)->note = true;

	if (chain->count == 0 || !(chain->at[0].eku & CERT_EKU_PRESENT) || (chain->at[0].eku & (CERT_EKU_CLIENT | CERT_EKU_ANY)))
		return;
	finding_note_standing(finding_add(f, STATE_OK, "certificate of %s is for servers only (no clientAuth), as is normal on an internal "
						       "side", v->target->host));
}

/* ---- revocation ---- */

static void note_revocation(const struct view *v, const char *option, enum revocation seen, const char *why, struct findings *f)
{
	const char *host = v->target->host;
	struct finding *finding;

	if (seen == REVOCATION_GOOD) {
		finding_note_standing(finding_add(f, STATE_OK, "the certificate of %s was not revoked (%s)", host, option));
	} else if (seen == REVOCATION_UNKNOWN) {
		finding = finding_add(f, STATE_OK, "unknown whether the certificate of %s was revoked (%s): %s", host, option, why);
		finding->note = true;
	}
}

void rule_cert_revocation(const struct view *v, struct findings *f)
{
	note_revocation(v, "--crl", v->target->tls.crl, v->target->tls.crl_why, f);
	note_revocation(v, "--ocsp", v->target->tls.ocsp, v->target->tls.ocsp_why, f);
}
