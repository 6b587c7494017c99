// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_cert - the server's certificate, and ours
 */
#include "judge/rules/rule_cert.h"

#include "judge/message_format.h"
#include "judge/route.h"
#include "judge/tables/openssl_table.h"

enum { DAY = 24 * 60 * 60 };

static const char ca_remedy[] = "have the CA's certificate renewed, and the new one sent by the server with its own";
static const char early_remedy[] = "check this host's clock; else wait, or have one issued";
enum { VERIFY_NOTHING = 1, VERIFY_NOT_YET = 9, VERIFY_EXPIRED = 10, VERIFY_NAME = 62 }; /* X509_V_ERR_* */

bool rule_cert_is_judged(const struct chain *chain, size_t index)
{
	return index == 0 || !chain->at[index].self_signed;
}

/* "CN=Contoso CA,DC=contoso,DC=com": Contoso CA; without a CN all of it. */
static const char *common_name(const char *name, struct findings *f)
{
	struct span rest = span_of(name), part;

	while (rest.len > 0) {
		part = span_trim(span_cut(rest, ',', &rest));
		if (span_starts_nocase(part, SPAN("CN=")))
			return findings_text(f, "%.*s", (int)part.len - 3, part.at + 3);
	}
	return name;
}

/* Its first DNS name, else its CN; NULL: it has neither. */
static const char *first_name(const struct cert *c)
{
	if (!c || (c->dns_names.count == 0 && !c->common_name[0]))
		return NULL;
	return c->dns_names.count ? c->dns_names.at[0] : c->common_name;
}

/* What a certificate is called in a sentence. */
static const char *shown_name(const struct cert *c, struct findings *f)
{
	const char *first = first_name(c);

	if (!first)
		return c ? c->subject : "somebody else";
	return c->dns_names.count > 1 ? findings_text(f, "%s and %zu more", first, c->dns_names.count - 1) : first;
}

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

/* ---- does it verify ---- */

static const struct cert *cert_of(const struct tls *tls, const struct verify_error *e)
{
	for (size_t i = 0; i < tls->chain.count; i++)
		if (e->subject && span_equal(span_of(e->subject), span_of(tls->chain.at[i].subject)))
			return &tls->chain.at[i];
	return e->depth == 0 && tls->chain.count ? &tls->chain.at[0] : NULL;
}

/* How long ago it expired, or how long until it is valid. */
static int64_t time_off(const struct cert *c, int64_t now)
{
	return c->not_before > now ? c->not_before - now : now - c->not_after;
}

static enum state at_most(const struct plan *plan, enum state state)
{
	return plan->insecure ? STATE_WARNING : state;
}

/* At the end of what -k lets pass. */
static const char *tail_of(const struct plan *plan)
{
	return plan->insecure ? " (-k)" : "";
}

static bool is_about_dates(int code)
{
	return code == VERIFY_NOT_YET || code == VERIFY_EXPIRED;
}

/* With --verify-name another name than the host's own is wanted, and the sentence must have that too. */
static const char wrong_name[] = "{asked}'s certificate is of {shown}, not of {wanted}";
static const char wrong_name_remedy[] = "give --verify-name={name}, or leave it out where {option} has the name of the certificate; or "
					"have one issued for {wanted}";

/* --verify-name is for all servers that are asked, and a pool and its Edge are of different names. */
static const char wrong_of_two[] = "give {option} the name in the certificate; or have one issued for {wanted}";

static bool wants_its_own(const struct cert_peer *p)
{
	return span_equal_nocase(span_of(p->tls->wanted_name), span_of(p->host));
}

/* What holds for every finding about a certificate that does not verify, once its cause is known. */
static void finish(const struct view *v, const struct cert_peer *p, struct finding *finding)
{
	finding->hop = kinds[p->kind].hop;
	finding->remedy = remedy_at(p->kind, finding->cause, finding->remedy);
	/* A request that went through shows that the Edge took the partner's certificate. */
	finding->note = p->kind == TARGET_PARTNER && route_went_through(v->verdict);
}

/* What no row is about, and the dates of an issuer that the server did not send. */
static void judge_root(const struct view *v, const struct cert_peer *p, const struct verify_error *e, struct findings *f)
{
	enum state state = at_most(v->plan, kinds[p->kind].unverified);
	const char *tail = tail_of(v->plan);
	struct finding *finding;

	if (is_about_dates(e->code))
		finding = finding_add(f, state, "the root above %s's certificate %s%s", p->host,
				      e->code == VERIFY_EXPIRED ? "has expired" : "is not valid yet", tail);
	else
		finding = finding_add(f, state, "%s's certificate does not verify: %s%s", p->host, e->text, tail);
	finding->cause = CAUSE_CERT_INVALID;
	if (e->depth > 0)
		finding->because = "it is about an issuer that the server did not send: one of the roots that we trust";
	if (e->code == VERIFY_NOT_YET) {
		finding->cause = CAUSE_CERT_ISSUER_NOT_YET_VALID;
		finding->remedy = "check this host's clock: roots are made for decades; else look at the file of --ca-cert";
	} else if (e->code == VERIFY_EXPIRED) {
		finding->cause = CAUSE_CERT_ISSUER_EXPIRED;
		finding->remedy = "give the root that took its place (--ca-cert), or bring this host's roots up to date "
				  "(ca-certificates); where it is still in use, check this host's clock";
	}
	finish(v, p, finding);
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

/* What else is to be said of a name that another was expected for. */
static void judge_name(const struct view *v, const struct cert_peer *p, const struct word words[], struct finding *finding,
		       struct findings *f)
{
	if (!wants_its_own(p)) {
		finding->sentence = findings_text(f, "%s%s", phrase(f, wrong_name, words), tail_of(v->plan));
		finding->remedy = phrase(f, wrong_name_remedy, words);
	}
	if (v->plan->settings.edge_host.name && v->plan->hosts.count > 1)
		finding->remedy = phrase(f, wrong_of_two, words);
	if (v->plan->address)
		finding->remedy = findings_text(f, "see that -I is the address of %s; %s", p->host, finding->remedy);
}

static void judge_error(const struct view *v, const struct cert_peer *p, const struct verify_error *e, struct findings *f)
{
	const struct tls *tls = p->tls;
	const struct openssl_row *row = openssl_table_verify(e->code);
	const struct cert *c = cert_of(tls, e), *last = tls->chain.count ? &tls->chain.at[tls->chain.count - 1] : NULL;
	const struct cert *leaf = tls->chain.count ? &tls->chain.at[0] : NULL;
	const char *first = first_name(leaf);
	struct finding *finding;

	if (!row || (e->depth > 0 && !c && is_about_dates(e->code))) {
		judge_root(v, p, e, f);
		return;
	}
	const struct word words[] = {
		{ "asked", p->host },
		{ "holder", e->depth == 0 || !c ? p->host : shown_name(c, f) },
		{ "issuer", last ? common_name(last->issuer, f) : "unknown" },
		{ "shown", shown_name(leaf, f) },
		{ "name", first ? first : "NAME" },
		{ "wanted", tls->wanted_name },
		{ "option", kinds[p->kind].option },
		{ "renew", kinds[p->kind].renew },
		{ "since", c ? phrase_days(f, time_off(c, v->facts->taken_at)) : "some time" },
		{ "signature", c ? c->signature : "its signature" },
		{ NULL, NULL },
	};
	finding = phrase_add(f, at_most(v->plan, kinds[p->kind].unverified), &row->advice, words, tail_of(v->plan));
	if (e->code == VERIFY_NAME)
		judge_name(v, p, words, finding, f);
	if (e->depth > 0 && is_about_dates(e->code))
		finding->cause = e->code == VERIFY_EXPIRED ? CAUSE_CERT_ISSUER_EXPIRED : CAUSE_CERT_ISSUER_NOT_YET_VALID;
	if (e->depth > 0 && e->code == VERIFY_EXPIRED)
		finding->remedy = ca_remedy;
	if (so_is_ours(v, e->code))
		finding->because = findings_text(f, "%s; %s", finding->because, e->code == VERIFY_EXPIRED ?
				"ours has expired too, or this host's clock is fast" : "ours is not valid yet either");
	if (tls->chain.count == 1 && finding->cause == CAUSE_CERT_ISSUER_UNKNOWN)
		finding->because = findings_text(f, "%s; it sent no certificate but its own", finding->because);
	finish(v, p, finding);
}

static bool has_error(const struct tls *tls, int code)
{
	for (size_t i = 0; i < tls->error_count; i++)
		if (tls->errors[i].code == code)
			return true;
	return false;
}

void rule_cert_peer_verify(const struct view *v, const struct cert_peer *p, struct findings *f)
{
	const struct tls *tls = p->tls;
	bool got_past_tls = tls->handshake_done || p->fault->kind == FAULT_NONE;
	struct verify_error only = { .code = (int)p->fault->code, .text = p->fault->text, .subject = "" };

	for (size_t i = 0; i < tls->error_count; i++)
		judge_error(v, p, &tls->errors[i], f);
	if (tls->error_count == 0 && p->fault->kind == FAULT_VERIFY)
		judge_error(v, p, &only, f);
	else if (tls->chain.count > 0 && !tls->name_matches && !has_error(tls, VERIFY_NAME))
		judge_error(v, p, &(struct verify_error){ .code = VERIFY_NAME, .text = "", .subject = "" }, f);
	else if (tls->error_count == 0 && !tls->verified && got_past_tls)
		judge_error(v, p, &(struct verify_error){ .code = VERIFY_NOTHING, .text = "", .subject = "" }, f);
}

void rule_cert_verify(const struct view *v, struct findings *f)
{
	const struct cert_peer peer = peer_of(v->target);

	rule_cert_peer_verify(v, &peer, f);
}

/* ---- life ---- */

/* Seconds of life below which the limit alerts; negative: never. */
static double limit_of(const struct life_limit *limit, const struct cert *c)
{
	double days = limit->days * DAY, percent = limit->percent / 100 * (double)(c->not_after - c->not_before);

	if (limit->days < 0)
		return limit->percent < 0 ? -1 : percent;
	return limit->percent < 0 || days < percent ? days : percent;
}

/* What is wrong with a certificate's dates. */
struct dates {
	enum cause expiring, expired, not_yet;
};

/* Whose certificate is judged, and how hard. */
struct owner {
	const char *whose;    /* "certificate of edge.contoso.com" */
	struct dates dates;
	int hop;
	enum target_kind kind; /* of the server that it belongs to */
	bool leaf;	      /* said even when all is well */
	enum state expired;   /* what an expired one counts as, or one that is not yet valid */
	enum state most;      /* the most that a short life counts as */
	const char *remedy;
	const char *early; /* the remedy for one that is not yet valid */
};

static const struct owner server = { .dates = { CAUSE_CERT_EXPIRING, CAUSE_CERT_EXPIRED, CAUSE_CERT_NOT_YET_VALID }, .leaf = true,
				     .early = early_remedy };
static const struct owner issuer = { .dates = { CAUSE_CERT_ISSUER_EXPIRING, CAUSE_CERT_ISSUER_EXPIRED, CAUSE_CERT_ISSUER_NOT_YET_VALID },
				     .remedy = ca_remedy, .early = early_remedy };
static const struct owner ours = { .dates = { CAUSE_IDENTITY_EXPIRING, CAUSE_IDENTITY_EXPIRED, CAUSE_IDENTITY_NOT_YET_VALID },
				   .expired = STATE_UNKNOWN, .most = STATE_WARNING, .remedy = "renew our certificate (-J)",
				   .early = "check this host's clock; else wait, or have one issued that is valid (-J)" };

static enum state life_state(const struct plan *plan, const struct cert *c, int64_t left, enum state most)
{
	if ((double)left < limit_of(&plan->life_critical, c))
		return most;
	return (double)left < limit_of(&plan->life_warning, c) ? STATE_WARNING : STATE_OK;
}

/* The limit that is told is the one that was passed: of ours, which is WARNING at most, it may be the critical one alone. */
static void judge_left(const struct plan *plan, const struct cert *c, const struct owner *o, int64_t left, struct findings *f)
{
	enum state state = life_state(plan, c, left, o->most);
	bool by_warning = state == STATE_WARNING && (double)left < limit_of(&plan->life_warning, c);
	const struct life_limit *limit = by_warning ? &plan->life_warning : &plan->life_critical;
	const char *days = phrase_days(f, left);
	struct finding *finding;

	if (state != STATE_OK) {
		finding = finding_add(f, state, "%s: %s left, %s below %.4g days", o->whose, days,
				      state == STATE_CRITICAL ? "critical" : "warning", limit_of(limit, c) / DAY);
		finding->cause = o->dates.expiring;
		finding->remedy = remedy_at(o->kind, finding->cause, o->remedy);
	} else if (o->leaf) {
		finding = finding_add(f, state, "%s: %s left", o->whose, days);
	} else {
		return;
	}
	finding->hop = o->hop;
}

static void judge_life(const struct view *v, const struct cert *c, const struct owner *o, struct findings *f)
{
	int64_t left = c->not_after - v->facts->taken_at, until = c->not_before - v->facts->taken_at;
	struct finding *finding;

	if (left >= 0 && until <= 0) {
		judge_left(v->plan, c, o, left, f);
		return;
	}
	if (left < 0)
		finding = finding_add(f, o->expired, "%s expired %s ago", o->whose, phrase_days(f, -left));
	else
		finding = finding_add(f, o->expired, "%s is not valid yet, but in %s", o->whose, phrase_days(f, until));
	finding->cause = left < 0 ? o->dates.expired : o->dates.not_yet;
	finding->remedy = remedy_at(o->kind, finding->cause, left < 0 ? o->remedy : o->early);
	finding->hop = o->hop;
}

/* Already told by cert.verify, with the same dates. */
static bool told(const struct tls *tls, const struct cert *c)
{
	for (size_t i = 0; i < tls->error_count; i++)
		if (is_about_dates(tls->errors[i].code) && cert_of(tls, &tls->errors[i]) == c)
			return true;
	return false;
}

void rule_cert_peer_expiry(const struct view *v, const struct cert_peer *p, struct findings *f)
{
	const struct chain *chain = &p->tls->chain;

	for (size_t i = 0; i < chain->count; i++) {
		const struct cert *c = &chain->at[i];
		struct owner owner = i == 0 ? server : issuer;

		if (!rule_cert_is_judged(chain, i) || told(p->tls, c))
			continue;
		if (i == 0)
			owner.remedy = findings_text(f, "on the server, %s", kinds[p->kind].renew);
		owner.whose = i == 0 ? findings_text(f, "certificate of %s", p->host) :
				       findings_text(f, "CA certificate %s", shown_name(c, f));
		owner.kind = p->kind;
		owner.hop = kinds[p->kind].hop;
		owner.most = kinds[p->kind].life;
		owner.expired = at_most(v->plan, kinds[p->kind].life);
		judge_life(v, c, &owner, f);
	}
}

void rule_cert_expiry(const struct view *v, struct findings *f)
{
	const struct cert_peer peer = peer_of(v->target);

	rule_cert_peer_expiry(v, &peer, f);
}

/* ---- purpose ---- */

static bool is_for_clients(const struct cert *c)
{
	return !(c->eku & CERT_EKU_PRESENT) || (c->eku & (CERT_EKU_CLIENT | CERT_EKU_ANY));
}

void rule_cert_usage(const struct view *v, struct findings *f)
{
	const struct chain *chain = &v->target->tls.chain;

	if (chain->count == 0 || is_for_clients(&chain->at[0]))
		return;
	finding_add(f, STATE_OK, "certificate of %s is for servers only (no clientAuth), as is normal on an internal side",
		    v->target->host)->note = true;
}

/* ---- our own ---- */

void rule_cert_own(const struct view *v, struct findings *f)
{
	const struct fault *fault = &v->facts->identity.fault;
	struct finding *finding;

	if (fault->kind == FAULT_NONE)
		return;
	finding = finding_add(f, STATE_UNKNOWN, "%s", fault->text);
	finding->cause = CAUSE_IDENTITY_UNUSABLE;
	finding->remedy = "check -J, -K and --key-password-file, and that the user who runs this check may read them";
}

/* What else is to be said of it: nothing while it cannot be used, or a WARNING would hide that nothing was seen. */
static const struct chain *usable_chain(const struct facts *facts)
{
	static const struct chain none;

	return facts_run_failed(facts) ? &none : &facts->identity.chain;
}

void rule_cert_own_expiry(const struct view *v, struct findings *f)
{
	const struct chain *chain = usable_chain(v->facts);

	for (size_t i = 0; i < chain->count; i++) {
		struct owner owner = ours;

		owner.leaf = i == 0;
		owner.whose = i == 0 ? "our certificate" : findings_text(f, "our CA certificate %s", shown_name(&chain->at[i], f));
		if (rule_cert_is_judged(chain, i))
			judge_life(v, &chain->at[i], &owner, f);
	}
}

void rule_cert_own_usage(const struct view *v, struct findings *f)
{
	const struct chain *chain = usable_chain(v->facts);
	struct finding *finding;

	if (chain->count == 0)
		return;
	if (!is_for_clients(&chain->at[0])) {
		finding = finding_add(f, STATE_WARNING, "our certificate is not made for clients: clientAuth is missing");
		finding->because = "servers may refuse it; public CAs leave clientAuth out of new certificates from 2026 on";
	} else if (chain->at[0].key_usage_present && !chain->at[0].may_sign) {
		finding = finding_add(f, STATE_WARNING, "our certificate may not sign: digitalSignature is missing");
		finding->because = "servers may refuse it: a client proves with a signature that the key is its own";
	} else {
		return;
	}
	finding->cause = CAUSE_IDENTITY_KIND;
	finding->remedy = "have a certificate issued by the internal CA with serverAuth, clientAuth and digitalSignature";
}

/* A server that answered has found the way up to a root by itself. */
static bool taken_somewhere(const struct verdict *v)
{
	for (size_t i = 0; i < v->target_count; i++)
		if (v->targets[i].answer)
			return true;
	return false;
}

void rule_cert_own_chain(const struct view *v, struct findings *f)
{
	const struct chain *chain = usable_chain(v->facts);
	struct finding *finding;

	if (chain->count == 0 || v->facts->identity.chain_complete)
		return;
	finding = finding_add(f, STATE_WARNING, "our certificate comes without its issuer: %s",
			      common_name(chain->at[chain->count - 1].issuer, f));
	finding->note = taken_somewhere(v->verdict);
	finding->cause = CAUSE_IDENTITY_CHAIN;
	finding->because = "a server that does not know this issuer cannot follow our certificate up to a root";
	finding->remedy = "put the certificates of its issuers behind ours in the file of -J";
}

void rule_cert_own_issuer(const struct view *v, struct findings *f)
{
	const struct tls *tls = &v->target->tls;

	if (tls->issuer_in_ca_names == KNOWN_NOT)
		return;
	finding_add(f, STATE_OK, "%s asked for certificates of %zu CA%s, the issuer of ours %s", v->target->host, tls->ca_names,
		    tls->ca_names == 1 ? "" : "s", tls->issuer_in_ca_names == KNOWN_YES ? "among them" : "not among them")->note =
		true;
}
