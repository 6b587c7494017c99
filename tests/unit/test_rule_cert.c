// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_cert - the server's certificate, and ours
 */
#include "scene.h"

#include "judge/rule_cert.h"

static const struct rule rules[] = { RULES_CERT, RULES_OWN, { 0 } };

/* ---- does it verify ---- */

static void not_valid_yet(struct scene *s) { s->peer[0].not_before = SCENE_NOW + 5 * SCENE_DAY; }
static void expired(struct scene *s) { s->peer[0].not_after = SCENE_NOW - 30 * SCENE_DAY - 5; }
static void ca_expired(struct scene *s) { s->peer[1].not_after = SCENE_NOW - 40 * (int64_t)SCENE_DAY; }
static void ca_not_valid_yet(struct scene *s) { s->peer[1].not_before = SCENE_NOW + 40 * (int64_t)SCENE_DAY; }
static void early_as_ours(struct scene *s) { s->own[0].not_before = s->peer[0].not_before = SCENE_NOW + 5 * SCENE_DAY; }
static void over_as_ours(struct scene *s) { s->own[0].not_after = s->peer[0].not_after = SCENE_NOW - 30 * SCENE_DAY - 5; }
static void sha1(struct scene *s) { s->peer[0].signature = "sha1WithRSAEncryption"; }
static void as_it_is(struct scene *s) { (void)s; }

static void other_name(struct scene *s)
{
	static const char *names[] = { "sip.fabrikam.com", "fabrikam.com", "x.fabrikam.com" };

	s->peer[0].dns_names = (struct text_list){ names, 3 };
	s->targets[0].tls.name_matches = false;
}

static void name_at_address(struct scene *s)
{
	other_name(s);
	s->plan.address = "192.0.2.10";
}

static void only_cn(struct scene *s)
{
	s->peer[0].dns_names.count = 0;
	s->peer[0].common_name = "web.contoso.com";
	s->targets[0].tls.name_matches = false;
}

static void wanted_name(struct scene *s)
{
	s->plan.verify_name = s->targets[0].tls.wanted_name = "*.fabrikam.com";
	s->targets[0].tls.name_matches = false;
}

static const struct case_verify {
	const char *name;
	void (*change)(struct scene *);
	int code, depth;
	const char *subject;
	struct expected expected;
} verify_cases[] = {
	{ "expired", expired, 10, 0, "CN=" EDGE,
	  { STATE_CRITICAL, "the certificate of " EDGE " expired 30 days ago", 1, "cert-expired", "Request-CsCertificate" } },
	{ "its CA expired", ca_expired, 10, 1, "CN=Contoso CA,DC=contoso,DC=com",
	  { STATE_CRITICAL, "the certificate of Contoso CA expired 40 days ago", 1, "cert-issuer-expired", "CA" } },
	{ "its CA is not yet valid", ca_not_valid_yet, 9, 1, "CN=Contoso CA,DC=contoso,DC=com",
	  { STATE_CRITICAL, "the certificate of Contoso CA is not valid yet, but in 40 days", 1, "cert-issuer-not-yet-valid", "check this host's clock" } },
	{ "a root of ours expired", as_it_is, 10, 2, "",
	  { STATE_CRITICAL, "the root above " EDGE "'s certificate has expired", 1, "cert-issuer-expired", "roots that we trust|--ca-cert|clock" } },
	{ "a root of ours is not yet valid", as_it_is, 9, 2, "CN=Contoso Root",
	  { STATE_CRITICAL, "the root above " EDGE "'s certificate is not valid yet", 1, "cert-issuer-not-yet-valid", "check this host's clock" } },
	{ "a root of ours is no CA", as_it_is, 94, 2, "", { STATE_CRITICAL, "does not verify: a text", 1, "cert-invalid", "roots that we trust" } },
	{ "not yet valid", not_valid_yet, 9, 0, "CN=" EDGE,
	  { STATE_CRITICAL, "the certificate of " EDGE " is not valid yet, but in 5 days", 1, "cert-not-yet-valid", "clock" } },
	{ "not yet valid, and so is ours", early_as_ours, 9, 0, "CN=" EDGE,
	  { STATE_CRITICAL, "is not valid yet, but in 5 days", 1, "cert-not-yet-valid", "ours is not valid yet either|clock" } },
	{ "expired, and so is ours", over_as_ours, 10, 0, "CN=" EDGE,
	  { STATE_CRITICAL, "expired 30 days ago", 1, "cert-expired", "ours has expired too|clock is fast" } },
	{ "unknown issuer", as_it_is, 20, 1, "CN=Contoso CA,DC=contoso,DC=com",
	  { STATE_CRITICAL, "we do not trust the issuer of " EDGE "'s certificate: Contoso Root", 1, "cert-issuer-unknown", "--ca-cert" } },
	{ "its root is a stranger", as_it_is, 19, 1, "", { STATE_CRITICAL, "we do not trust the issuer", 1, "cert-issuer-unknown", "--ca-cert" } },
	{ "no issuer for the leaf", as_it_is, 21, 0, "", { STATE_CRITICAL, "we do not trust the issuer", 1, "cert-issuer-unknown", NULL } },
	{ "self-signed", as_it_is, 18, 0, "CN=" EDGE,
	  { STATE_CRITICAL, EDGE " presents a self-signed certificate", 1, "cert-self-signed", "--ca-cert" } },
	{ "another name", other_name, 62, 0, "CN=" EDGE,
	  { STATE_CRITICAL, EDGE " presents the certificate of sip.fabrikam.com and 2 more", 1, "cert-name", EDGE "|give -H|--verify-name=sip.fabrikam.com;" } },
	{ "another name than --verify-name", wanted_name, 62, 0, "CN=" EDGE,
	  { STATE_CRITICAL, EDGE "'s certificate is of " EDGE ", not of *.fabrikam.com", 1, "cert-name",
	    "give --verify-name=" EDGE ", or leave it out|issued for *.fabrikam.com" } },
	{ "another name, at -I", name_at_address, 62, 0, "CN=" EDGE,
	  { STATE_CRITICAL, EDGE " presents the certificate of sip.fabrikam.com", 1, "cert-name", "see that -I is the address of " EDGE } },
	{ "a name in CN only", only_cn, 62, 0, "CN=" EDGE,
	  { STATE_CRITICAL, EDGE " presents the certificate of web.contoso.com", 1, "cert-name", "--verify-name=web.contoso.com;" } },
	{ "signed with SHA-1", sha1, 68, 0, "CN=" EDGE,
	  { STATE_CRITICAL, "too weak for us: sha1WithRSAEncryption", 1, "cert-weak", "--security-level=0" } },
	{ "a short key", as_it_is, 66, 0, "", { STATE_CRITICAL, "too weak for us: a short key", 1, "cert-weak", "--security-level=0" } },
	{ "revoked", as_it_is, 23, 0, "", { STATE_CRITICAL, "revoked", 1, "cert-revoked", NULL } },
	{ "for clients only", as_it_is, 26, 0, "", { STATE_CRITICAL, "no serverAuth", 1, "cert-kind", NULL } },
	{ "an error without a row", as_it_is, 94, 0, "", { STATE_CRITICAL, "does not verify: a text", 1, "cert-invalid", NULL } },
};

static void add_error(struct scene *s, int code, int depth, const char *subject)
{
	struct tls *tls = &s->targets[0].tls;

	tls->errors[tls->error_count++] = (struct verify_error){ code, depth, "a text", subject };
}

static void verify(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(verify_cases); i++) {
		const struct case_verify *c = &verify_cases[i];
		struct scene s;

		scene_init(&s);
		c->change(&s);
		add_error(&s, c->code, c->depth, c->subject);
		rule_cert_verify(&s.view, &s.findings);
		scene_check(c->name, scene_first(&s), &c->expected);
		findings_free(&s.findings);
		s.plan.insecure = true;
		rule_cert_verify(&s.view, &s.findings);
		const struct finding *told = scene_first(&s);
		if (!told || told->state != STATE_WARNING || scene_count(&s) != 1 || !strstr(told->sentence, "(-k)"))
			fail_msg("%s with -k: %s", c->name, told ? told->sentence : "nothing");
		scene_free(&s);
	}
}

/* How the server was named, and who renews its certificate: a web server and an OCS 2007 R2 Edge know no cmdlet of Lync's. */
static void other_servers(void **state)
{
	static const struct {
		const char *url, *edge;
		size_t hosts;
		const char *names, *renews;
	} cases[] = {
		{ NULL, NULL, 1, "give -H the|--verify-name=sip.fabrikam.com;", "Request-CsCertificate" },
		{ "https://" EDGE "/x", NULL, 1, "give --url the|--verify-name=sip.fabrikam.com;", "renew it" },
		{ NULL, EDGE, 1, "give --edge-host the|--verify-name=", "renew it" },
		{ NULL, EDGE, 2, "give --edge-host the name in the certificate; or", "renew it" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;
		scene_init(&s);
		other_name(&s);
		expired(&s);
		s.plan.url.text = cases[i].url;
		s.plan.edge_host = (struct host_port){ cases[i].edge, s.targets[0].port };
		s.plan.hosts.count = cases[i].hosts;
		rule_cert_expiry(&s.view, &s.findings);
		const char *renewed = scene_first(&s)->remedy;
		add_error(&s, 62, 0, "CN=" EDGE);
		add_error(&s, 10, 0, "CN=" EDGE);
		rule_cert_verify(&s.view, &s.findings);
		const struct finding *name = scene_first(&s)->next, *dates = name->next;
		if (!scene_says(name->remedy, cases[i].names) || !scene_says(dates->remedy, cases[i].renews) ||
		    !scene_says(renewed, cases[i].renews))
			fail_msg("%zu: %s, %s, %s", i, name->remedy, dates->remedy, renewed);
		scene_free(&s);
	}
}

/* Each error has its say, and what one rule told no other repeats. */
static void several_errors(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	expired(&s);
	other_name(&s);
	add_error(&s, 10, 0, "CN=" EDGE);
	add_error(&s, 62, 0, "CN=" EDGE);
	judge(rules, &s.plan, &s.facts, &s.findings);
	const struct finding *f = s.findings.first;
	assert_string_equal(cause_key(f->cause), "cert-expired");
	assert_string_equal(cause_key(f->next->cause), "cert-name");
	for (f = f->next->next; f; f = f->next)
		assert_int_equal(f->state, STATE_OK);
	scene_free(&s);
}

static void name_without_an_error(void **state)
{
	struct expected e = { STATE_CRITICAL, EDGE " presents the certificate of sip.fabrikam.com and 2 more", 1, "cert-name", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	other_name(&s);
	rule_cert_verify(&s.view, &s.findings);
	scene_check("name", scene_first(&s), &e);
	scene_free(&s);
}

/* The likely reason that a trusted root did not help. */
static void chain_of_one(void **state)
{
	struct expected e = { STATE_CRITICAL, "we do not trust the issuer|Contoso CA", 1, "cert-issuer-unknown", "it sent no certificate but its own" };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.targets[0].tls.chain.count = 1;
	add_error(&s, 20, 0, "CN=" EDGE);
	rule_cert_verify(&s.view, &s.findings);
	scene_check("chain of one", scene_first(&s), &e);
	scene_free(&s);
}

/* Facts of an older program may hold the fault alone. */
static void fault_without_errors(void **state)
{
	struct expected e = { STATE_CRITICAL, "we do not trust the issuer of " EDGE "'s certificate: unknown", 1, "cert-issuer-unknown", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_stop(&s, PHASE_TLS, FAULT_VERIFY, 20, "a text");
	s.targets[0].tls.chain.count = 0;
	rule_cert_verify(&s.view, &s.findings);
	scene_check("fault", scene_first(&s), &e);
	scene_free(&s);
}

/* ---- life ---- */

static const struct case_life {
	const char *name;
	double left, whole; /* days of the leaf */
	struct life_limit warning, critical;
	struct expected expected; /* of cert.expiry */
	enum state own;		  /* of own.expiry, for the same dates */
} life_cases[] = {
	{ "good", 200.5, 365, { 30, 33 }, { 7, 10 }, { STATE_OK, "certificate of " EDGE ": 200 days left", 1, NULL, NULL }, STATE_OK },
	{ "below 30 days", 29.9, 365, { 30, 33 }, { 7, 10 },
	  { STATE_WARNING, "certificate of " EDGE ": 29 days left, warning below 30 days", 1, "cert-expiring", "Set-CsCertificate" }, STATE_WARNING },
	{ "not below 30 days", 30.1, 365, { 30, 33 }, { 7, 10 }, { STATE_OK, "30 days left", 1, NULL, NULL }, STATE_OK },
	{ "below 7 days", 6, 365, { 30, 33 }, { 7, 10 }, { STATE_CRITICAL, "6 days left, critical below 7 days", 1, "cert-expiring", NULL }, STATE_WARNING },
	{ "short-lived: 33 % comes first", 29, 90, { 30, 33 }, { 7, 10 }, { STATE_WARNING, "29 days left, warning below 29.7 days", 1, "cert-expiring", NULL }, STATE_WARNING },
	{ "a week of life", 3, 7, { 30, 33 }, { 7, 10 }, { STATE_OK, "3 days left", 1, NULL, NULL }, STATE_OK },
	{ "a week of life, 10 %", 0.5, 7, { 30, 33 }, { 7, 10 }, { STATE_CRITICAL, "12 hours left, critical below 0.7 days", 1, "cert-expiring", NULL }, STATE_WARNING },
	{ "days only", 50, 90, { 60, -1 }, { 7, -1 }, { STATE_WARNING, "below 60 days", 1, "cert-expiring", NULL }, STATE_WARNING },
	{ "percent only", 40, 100, { -1, 50 }, { -1, 10 }, { STATE_WARNING, "below 50 days", 1, "cert-expiring", NULL }, STATE_WARNING },
	{ "no limits", 1, 365, { -1, -1 }, { -1, -1 }, { STATE_OK, "24 hours left", 1, NULL, NULL }, STATE_OK },
	{ "expired", -3, 365, { 30, 33 }, { 7, 10 }, { STATE_CRITICAL, "certificate of " EDGE " expired 3 days ago", 1, "cert-expired", NULL }, STATE_UNKNOWN },
	{ "not yet valid", 400, 365, { 30, 33 }, { 7, 10 }, { STATE_CRITICAL, "certificate of " EDGE " is not valid yet, but in 35 days", 1, "cert-not-yet-valid", "check this host's clock" }, STATE_UNKNOWN },
};

static void set_life(struct cert *c, double left, double whole)
{
	c->not_after = SCENE_NOW + (int64_t)(left * SCENE_DAY);
	c->not_before = c->not_after - (int64_t)(whole * SCENE_DAY);
}

static void life(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(life_cases); i++) {
		const struct case_life *c = &life_cases[i];
		struct scene s;

		scene_init(&s);
		set_life(&s.peer[0], c->left, c->whole);
		set_life(&s.own[0], c->left, c->whole);
		s.plan.life_warning = c->warning;
		s.plan.life_critical = c->critical;
		rule_cert_expiry(&s.view, &s.findings);
		scene_check(c->name, scene_first(&s), &c->expected);
		findings_free(&s.findings);
		rule_cert_own_expiry(&s.view, &s.findings);
		const struct finding *own = s.findings.first;
		if (scene_count(&s) != 1 || own->state != c->own || !strstr(own->sentence, "our certificate") || own->hop != 0 ||
		    (c->expected.cause && (strncmp(cause_key(own->cause), "identity-", 9) != 0 || strcmp(cause_key(own->cause) + 9, c->expected.cause + 5) != 0)))
			fail_msg("%s, ours: %s %s", c->name, state_name(s.findings.first->state), s.findings.first->sentence);
		if (own->cause && !strstr(own->remedy, strcmp(cause_key(own->cause), "identity-not-yet-valid") == 0 ? "check this host's clock" : "renew"))
			fail_msg("%s, ours: %s", c->name, own->remedy);
		scene_free(&s);
	}
}

/* The limit that is told is the one that was passed, where the critical one, which is WARNING of ours, comes first. */
static void own_limit(void **state)
{
	struct expected e = { STATE_WARNING, "our certificate: 40 days left, warning below 50 days", 0, "identity-expiring", "renew our certificate (-J)" };
	struct scene s;

	(void)state;
	scene_init(&s);
	set_life(&s.own[0], 40, 100);
	s.plan.life_warning = (struct life_limit){ 5, -1 };
	s.plan.life_critical = (struct life_limit){ -1, 50 };
	rule_cert_own_expiry(&s.view, &s.findings);
	scene_check("ours", scene_first(&s), &e);
	scene_free(&s);
}

static void chain_life(void **state)
{
	struct expected e = { STATE_CRITICAL, "CA certificate Contoso CA: 5 days left, critical below 7 days", 1, "cert-issuer-expiring", "CA" };
	struct scene s;

	(void)state;
	scene_init(&s);
	set_life(&s.peer[1], 5, 3650);
	rule_cert_expiry(&s.view, &s.findings);
	assert_int_equal(scene_count(&s), 2); /* the leaf is well and said so */
	scene_check("CA", s.findings.last, &e);
	findings_free(&s.findings);
	s.peer[1].self_signed = true; /* a root: shown, not judged */
	rule_cert_expiry(&s.view, &s.findings);
	assert_int_equal(scene_count(&s), 1);
	findings_free(&s.findings);
	s.peer[0].self_signed = true; /* a leaf without a CA is */
	set_life(&s.peer[0], 5, 3650);
	rule_cert_expiry(&s.view, &s.findings);
	assert_int_equal(s.findings.first->state, STATE_CRITICAL);
	findings_free(&s.findings);
	set_life(&s.peer[0], -5, 3650); /* an expired one with -k */
	s.plan.insecure = true;
	rule_cert_expiry(&s.view, &s.findings);
	assert_int_equal(s.findings.first->state, STATE_WARNING);
	scene_free(&s);
}

/* ---- purpose, completeness ---- */

static const struct case_usage {
	const char *name;
	const char *words; /* of the finding about ours; NULL: none */
	unsigned eku;
	bool key_usage, may_sign;
	bool note; /* about the peer's */
} usage_cases[] = {
	{ "no extended key usage", NULL, 0, false, false, false },
	{ "both", NULL, CERT_EKU_PRESENT | CERT_EKU_SERVER | CERT_EKU_CLIENT, true, true, false },
	{ "any", NULL, CERT_EKU_PRESENT | CERT_EKU_ANY, false, false, false },
	{ "Web Server template", "clientAuth is missing", CERT_EKU_PRESENT | CERT_EKU_SERVER, true, true, true },
	{ "may not sign", "digitalSignature is missing", CERT_EKU_PRESENT | CERT_EKU_CLIENT, true, false, false },
};

static void usage(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(usage_cases); i++) {
		const struct case_usage *c = &usage_cases[i];
		const struct expected e = { STATE_WARNING, c->words, 0, "identity-kind", "clientAuth" };
		struct scene s;

		scene_init(&s);
		s.own[0].eku = s.peer[0].eku = c->eku;
		s.own[0].key_usage_present = c->key_usage;
		s.own[0].may_sign = c->may_sign;
		rule_cert_own_usage(&s.view, &s.findings);
		if (c->words)
			scene_check(c->name, scene_first(&s), &e);
		else if (s.findings.first)
			fail_msg("%s: %s", c->name, s.findings.first->sentence);
		findings_free(&s.findings);
		rule_cert_usage(&s.view, &s.findings);
		if (!s.findings.first != !c->note || (c->note && (!s.findings.first->note || s.findings.first->state != STATE_OK)))
			fail_msg("%s, the peer's", c->name);
		scene_free(&s);
	}
}

static void own_chain(void **state)
{
	struct expected e = { STATE_WARNING, "our certificate comes without its issuer: Contoso CA", 0, "identity-chain", "-J" };
	struct scene s;

	(void)state;
	scene_init(&s);
	rule_cert_own_chain(&s.view, &s.findings);
	assert_null(s.findings.first);
	s.facts.identity.chain_complete = false;
	rule_cert_own_chain(&s.view, &s.findings);
	scene_check("incomplete", scene_first(&s), &e);
	findings_free(&s.findings);
	scene_answer(&s, 504, NULL, NULL); /* a server took it all the same */
	rule_cert_own_chain(&s.view, &s.findings);
	assert_true(s.findings.first->note);
	scene_free(&s);
}

static void own_unusable(void **state)
{
	static const char path[] = "/etc/icinga2/probe.pem";
	struct expected shorter = { STATE_UNKNOWN, "wrong password for /etc/icinga2/probe.key", 0, "identity-unusable", "--key-password-file" };
	struct scene s;

	(void)state;
	scene_init(&s);
	rule_cert_own(&s.view, &s.findings);
	assert_null(s.findings.first);
	s.facts.target_count = 0; /* no packet left */
	s.plan.client_cert = path;
	fault(&s.facts.identity.fault, FAULT_IDENTITY, 0, "wrong password for /etc/icinga2/probe.key");
	judge(rules, &s.plan, &s.facts, &s.findings);
	scene_check("password", scene_first(&s), &shorter);
	findings_free(&s.findings);
	s.facts.identity.chain_complete = false; /* a WARNING, which would hide it */
	judge(rules, &s.plan, &s.facts, &s.findings);
	scene_check("and incomplete", findings_headline(&s.findings), &shorter);
	scene_free(&s);
}

static void own_issuer(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	rule_cert_own_issuer(&s.view, &s.findings);
	assert_null(s.findings.first);
	s.targets[0].tls.issuer_in_ca_names = KNOWN_NO;
	s.targets[0].tls.ca_names = 12;
	rule_cert_own_issuer(&s.view, &s.findings);
	assert_true(s.findings.last && s.findings.last->note);
	assert_string_equal(s.findings.last->sentence, EDGE " asked for certificates of 12 CAs, the issuer of ours not among them");
	scene_free(&s);
}

static void nobody_has_a_certificate(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	s.facts.identity.chain.count = 0;
	s.targets[0].tls.chain.count = 0;
	judge(rules, &s.plan, &s.facts, &s.findings);
	assert_null(s.findings.first);
	scene_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verify),     cmocka_unit_test(other_servers), cmocka_unit_test(several_errors), cmocka_unit_test(name_without_an_error),
		cmocka_unit_test(chain_of_one), cmocka_unit_test(fault_without_errors), cmocka_unit_test(life), cmocka_unit_test(own_limit), cmocka_unit_test(chain_life),
		cmocka_unit_test(usage),      cmocka_unit_test(own_chain),	cmocka_unit_test(own_unusable),
		cmocka_unit_test(own_issuer), cmocka_unit_test(nobody_has_a_certificate),
	};

	return cmocka_run_group_tests_name("rule_cert", tests, NULL, NULL);
}
