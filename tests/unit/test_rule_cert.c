// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_cert - the server's certificate, and ours
 */
#include "scene.h"

#include "judge/rules/rule_cert.h"
#include "judge/rules/rule_identity.h"

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

#define CA "CN=Contoso CA,DC=contoso,DC=com"

static void no_server_usage(struct scene *s) { s->peer[0].key_usage_present = true; s->peer[0].eku = CERT_EKU_PRESENT | CERT_EKU_SERVER; }
static void ca_for_clients(struct scene *s) { s->peer[1].is_ca = true; s->peer[1].eku = CERT_EKU_PRESENT | CERT_EKU_CLIENT; }
static void ca_may_not_issue(struct scene *s) { s->peer[1].key_usage_present = true; }
static void ca_sha1(struct scene *s) { s->peer[1].signature = "sha1WithRSAEncryption"; }
static void ca_unnamed(struct scene *s) { s->peer[1].subject = s->peer[1].common_name = ""; s->peer[1].sha256 = "0123456789abcdef0123456789abcdef"; }
static void for_clients(struct scene *s) { s->peer[0].eku = CERT_EKU_PRESENT | CERT_EKU_CLIENT; }
static void unreadable(struct scene *s) { s->peer[0].unreadable = true; }
static void limited(struct scene *s) { s->peer[1].limits_names = true; }
static void expired_now(struct scene *s) { s->peer[0].not_after = SCENE_NOW - 60; }
static void valid_soon(struct scene *s) { s->peer[0].not_before = SCENE_NOW + 60; }

static void ca_of_organisation(struct scene *s)
{
	static const char *names[] = { "ca.contoso.com" };

	s->peer[1].subject = "O=Contoso\\, Ltd,C=DE";
	s->peer[1].common_name = "";
	s->peer[1].dns_names = (struct text_list){ names, 1 };
}

static void send_along(struct scene *s, const char *subject, bool bad)
{
	s->peer[2] = scene_cert(subject, "CN=Contoso Root");
	s->peer[2].unreadable = bad;
	s->targets[0].tls.unused = (struct chain){ &s->peer[2], 1 };
}

static void stray_sent(struct scene *s) { send_along(s, "CN=Stray CA", false); }
static void namesake_sent(struct scene *s) { s->targets[0].tls.chain.count = 1; send_along(s, CA, false); }
static void unreadable_sent(struct scene *s) { s->targets[0].tls.chain.count = 1; send_along(s, CA, true); }

static void hold_names(struct scene *s, const char **dns, const char **sip)
{
	s->peer[0].dns_names = (struct text_list){ dns, dns != NULL };
	s->peer[0].sip_names = (struct text_list){ sip, sip != NULL };
	s->targets[0].tls.name_matches = false;
}

static void wildcard(struct scene *s) { static const char *name[] = { "*.contoso.com" }; hold_names(s, name, NULL); }
static void final_dot(struct scene *s) { static const char *name[] = { EDGE "." }; hold_names(s, name, NULL); }
static void uri_limited(struct scene *s) { static const char *name[] = { EDGE ";transport=tls" }; limited(s); hold_names(s, NULL, name); }
static void other_uri(struct scene *s) { static const char *name[] = { "a.b.example" }; hold_names(s, NULL, name); }
static void by_address(struct scene *s) { s->targets[0].tls.wanted_name = "192.0.2.7"; s->targets[0].tls.name_matches = false; }

static const struct case_verify {
	const char *name;
	void (*change)(struct scene *);
	int code, depth;
	const char *subject;
	struct expected expected;
} verify_cases[] = {
	{ "expired", expired, 10, 0, "CN=" EDGE,
	  { STATE_CRITICAL, 1, "cert.verify", "cert-expired", EDGE "|30 days", "Request-CsCertificate" } },
	{ "its CA expired", ca_expired, 10, 1, "CN=Contoso CA,DC=contoso,DC=com",
	  { STATE_CRITICAL, 1, "cert.verify", "cert-issuer-expired", "Contoso CA|40 days", NULL } },
	{ "its CA is not yet valid", ca_not_valid_yet, 9, 1, "CN=Contoso CA,DC=contoso,DC=com",
	  { STATE_CRITICAL, 1, "cert.verify", "cert-issuer-not-yet-valid", "Contoso CA|40 days", NULL } },
	{ "a root of ours expired", as_it_is, 10, 2, "",
	  { STATE_CRITICAL, 1, "cert.verify", "cert-issuer-expired", EDGE, "--ca-cert" } },
	{ "a root of ours is not yet valid", as_it_is, 9, 2, "CN=Contoso Root",
	  { STATE_CRITICAL, 1, "cert.verify", "cert-issuer-not-yet-valid", "Contoso Root", NULL } },
	{ "a root of ours is no CA", as_it_is, 94, 2, "", { STATE_CRITICAL, 1, "cert.verify", "cert-invalid", "a text", NULL } },
	{ "not yet valid", not_valid_yet, 9, 0, "CN=" EDGE,
	  { STATE_CRITICAL, 1, "cert.verify", "cert-not-yet-valid", EDGE "|5 days", NULL } },
	{ "not yet valid, and so is ours", early_as_ours, 9, 0, "CN=" EDGE,
	  { STATE_CRITICAL, 1, "cert.verify", "cert-not-yet-valid", "5 days", NULL } },
	{ "expired, and so is ours", over_as_ours, 10, 0, "CN=" EDGE,
	  { STATE_CRITICAL, 1, "cert.verify", "cert-expired", "30 days", NULL } },
	{ "unknown issuer", as_it_is, 20, 1, "CN=Contoso CA,DC=contoso,DC=com",
	  { STATE_CRITICAL, 1, "cert.verify", "cert-issuer-unknown", EDGE "|Contoso Root", "--ca-cert" } },
	{ "its root is a stranger", as_it_is, 19, 1, "", { STATE_CRITICAL, 1, "cert.verify", "cert-issuer-unknown", NULL, "--ca-cert" } },
	{ "no issuer for the leaf", as_it_is, 21, 0, "", { STATE_CRITICAL, 1, "cert.verify", "cert-issuer-unknown", NULL, NULL } },
	{ "a wrong signature", as_it_is, 7, 0, "CN=" EDGE, { STATE_CRITICAL, 1, "cert.verify", "cert-signature", EDGE, NULL } },
	{ "self-signed", as_it_is, 18, 0, "CN=" EDGE,
	  { STATE_CRITICAL, 1, "cert.verify", "cert-self-signed", EDGE, "--ca-cert" } },
	{ "another name", other_name, 62, 0, "CN=" EDGE,
	  { STATE_CRITICAL, 1, "cert.verify", "cert-name", EDGE "|sip.fabrikam.com|2", EDGE "|-H|--verify-name=sip.fabrikam.com " } },
	{ "another name than --verify-name", wanted_name, 62, 0, "CN=" EDGE,
	  { STATE_CRITICAL, 1, "cert.verify", "cert-name", EDGE "|*.fabrikam.com", "--verify-name=" EDGE "|*.fabrikam.com" } },
	{ "another name, at -I", name_at_address, 62, 0, "CN=" EDGE,
	  { STATE_CRITICAL, 1, "cert.verify", "cert-name", EDGE "|sip.fabrikam.com", "-I|" EDGE } },
	{ "a name in CN only", only_cn, 62, 0, "CN=" EDGE,
	  { STATE_CRITICAL, 1, "cert.verify", "cert-name", EDGE "|web.contoso.com", "--verify-name=web.contoso.com " } },
	{ "signed with SHA-1", sha1, 68, 0, "CN=" EDGE,
	  { STATE_CRITICAL, 1, "cert.verify", "cert-weak", "sha1WithRSAEncryption", "--security-level=0" } },
	{ "a short key", as_it_is, 66, 0, "", { STATE_CRITICAL, 1, "cert.verify", "cert-weak", NULL, "--security-level=0" } },
	{ "a key too large to check", as_it_is, 50, 0, "", { STATE_CRITICAL, 1, "cert.verify", "cert-too-large", EDGE, EDGE } },
	{ "a CA with such a key", ca_sha1, 50, 1, CA, { STATE_CRITICAL, 1, "cert.verify", "cert-too-large", "Contoso CA", "P-384" } },
	{ "a chain of too many", as_it_is, 22, 0, "", { STATE_CRITICAL, 1, "cert.verify", "cert-too-large", EDGE, "-vv" } },
	{ "revoked", as_it_is, 23, 0, "", { STATE_CRITICAL, 1, "cert.verify", "cert-revoked", NULL, NULL } },
	{ "for clients only", for_clients, 26, 0, "", { STATE_CRITICAL, 1, "cert.verify", "cert-kind", "serverAuth", NULL } },
	{ "its key usage", no_server_usage, 26, 0, "", { STATE_CRITICAL, 1, "cert.verify", "cert-kind", EDGE "|key usage", NULL } },
	{ "a CA for clients only", ca_for_clients, 26, 1, CA, { STATE_CRITICAL, 1, "cert.verify", "cert-kind", "Contoso CA|serverAuth", NULL } },
	{ "a CA that is none", as_it_is, 79, 1, CA, { STATE_CRITICAL, 1, "cert.verify", "cert-kind", "Contoso CA", NULL } },
	{ "a CA that may not issue", ca_may_not_issue, 79, 1, CA, { STATE_CRITICAL, 1, "cert.verify", "cert-kind", "Contoso CA|keyCertSign", NULL } },
	{ "a CA signed with SHA-1", ca_sha1, 68, 1, CA, { STATE_CRITICAL, 1, "cert.verify", "cert-weak", "Contoso CA|sha1WithRSA", "Contoso CA" } },
	{ "a CA without a name", ca_unnamed, 67, 1, "", { STATE_CRITICAL, 1, "cert.verify", "cert-weak", "0123456789abcdef", NULL } },
	{ "a CA with O and a DNS name", ca_of_organisation, 68, 1, "O=Contoso\\, Ltd,C=DE",
	  { STATE_CRITICAL, 1, "cert.verify", "cert-weak", "Contoso, Ltd", NULL } },
	{ "the issuer of the CA is missing, a stray was sent", stray_sent, 20, 1, CA,
	  { STATE_CRITICAL, 1, "cert.verify", "cert-issuer-unknown", EDGE "|Contoso Root", "--ca-cert" } },
	{ "an issuer of the same name was sent", namesake_sent, 20, 0, "CN=" EDGE,
	  { STATE_CRITICAL, 1, "cert.verify", "cert-issuer-unknown", EDGE "|Contoso CA", "Contoso CA" } },
	{ "the issuer that was sent cannot be read", unreadable_sent, 20, 0, "CN=" EDGE,
	  { STATE_CRITICAL, 1, "cert.verify", "cert-invalid", "Contoso CA", NULL } },
	{ "it cannot be read", unreadable, 20, 0, "CN=" EDGE, { STATE_CRITICAL, 1, "cert.verify", "cert-invalid", EDGE, NULL } },
	{ "names excluded", limited, 48, 0, "CN=" EDGE, { STATE_CRITICAL, 1, "cert.verify", "cert-kind", EDGE "|Contoso CA", "Contoso CA" } },
	{ "a wildcard", wildcard, 62, 0, "CN=" EDGE, { STATE_CRITICAL, 1, "cert.verify", "cert-name", EDGE "|*.contoso.com", "5922" } },
	{ "a name with a final dot", final_dot, 62, 0, "CN=" EDGE, { STATE_CRITICAL, 1, "cert.verify", "cert-name", EDGE, EDGE } },
	{ "a SIP URI below constraints", uri_limited, 62, 0, "CN=" EDGE,
	  { STATE_CRITICAL, 1, "cert.verify", "cert-name", EDGE "|Contoso CA", "DNS name" } },
	{ "a SIP URI of another", other_uri, 62, 0, "CN=" EDGE,
	  { STATE_CRITICAL, 1, "cert.verify", "cert-name", EDGE "|a.b.example", "--verify-name=a.b.example " } },
	{ "an address", by_address, 62, 0, "CN=" EDGE, { STATE_CRITICAL, 1, "cert.verify", "cert-name", "192.0.2.7", "iPAddress" } },
	{ "expired just now", expired_now, 10, 0, "CN=" EDGE, { STATE_CRITICAL, 1, "cert.verify", "cert-expired", EDGE "|today", NULL } },
	{ "valid soon", valid_soon, 9, 0, "CN=" EDGE, { STATE_CRITICAL, 1, "cert.verify", "cert-not-yet-valid", EDGE "|today", NULL } },
	{ "an error without a row", as_it_is, 94, 0, "", { STATE_CRITICAL, 1, "cert.verify", "cert-invalid", "a text", NULL } },
};

static void add_error(struct scene *s, int code, int depth, const char *subject)
{
	struct tls *tls = &s->targets[0].tls;

	tls->errors[tls->error_count++] = (struct verify_error){ code, depth, "a text", subject, "", false };
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
		if (c->depth < 2)
			s.targets[0].tls.errors[0].sha256 = s.peer[c->depth].sha256;
		scene_ask(&s, rules, "cert.verify");
		scene_check(c->name, scene_first(&s), &c->expected);
		s.plan.insecure = true;
		scene_ask(&s, rules, "cert.verify");
		const struct finding *finding = scene_first(&s);
		if (!finding || finding->state != STATE_WARNING || scene_count(&s) != 1 || !strstr(finding->sentence, "(-k)"))
			fail_msg("%s with -k: %s", c->name, finding ? finding->sentence : "nothing");
		scene_free(&s);
	}
}

/* How the server was named, and who renews its certificate: a web server and an OCS 2007 R2 Edge know no cmdlet of Lync's. */
static void other_servers(void **state)
{
	static const struct { /* NOLINT(clang-analyzer-optin.performance.Padding): in the order in which a row is read */
		enum target_kind kind;
		size_t hosts;
		const char *name, *options;
		bool verify_name, cmdlet; /* --verify-name, Request-CsCertificate is advised */
	} cases[] = {
		{ TARGET_SETTINGS, 1, "named by -H", "-H|sip.fabrikam.com", true, true },
		{ TARGET_EXPORT, 1, "named by --url", "--url|sip.fabrikam.com", true, false },
		{ TARGET_OCS_EDGE, 1, "named by --edge-host", "--edge-host", true, false },
		{ TARGET_OCS_EDGE, 2, "named by --edge-host, beside -H", "--edge-host", false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene s;
		scene_init(&s);
		other_name(&s);
		expired(&s);
		s.targets[0].kind = cases[i].kind;
		s.plan.settings.edge_host.name = cases[i].kind == TARGET_OCS_EDGE ? EDGE : NULL;
		s.plan.hosts.count = cases[i].hosts;
		scene_ask(&s, rules, "cert.expiry");
		wording_check(cases[i].name, scene_first(&s));
		if (scene_says(scene_first(&s)->remedy, "Request-CsCertificate") != cases[i].cmdlet)
			fail_msg("%s, expired: %s", cases[i].name, scene_first(&s)->remedy);
		add_error(&s, 62, 0, "CN=" EDGE);
		add_error(&s, 10, 0, "CN=" EDGE);
		scene_ask(&s, rules, "cert.verify");
		const struct finding *name = scene_nth(&s, 0), *dates = scene_nth(&s, 1);
		wording_check(cases[i].name, name);
		if (!scene_says(name->remedy, cases[i].options) || scene_says(name->remedy, "--verify-name=sip.fabrikam.com") != cases[i].verify_name ||
		    scene_says(dates->remedy, "Request-CsCertificate") != cases[i].cmdlet)
			fail_msg("%s: %s, %s", cases[i].name, name->remedy, dates->remedy);
		scene_free(&s);
	}
}

/* Each error gives a finding, and no two rules report the same error. */
static void several_errors(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	expired(&s);
	other_name(&s);
	add_error(&s, 10, 0, "CN=" EDGE);
	add_error(&s, 62, 0, "CN=" EDGE);
	scene_judge(&s, rules);
	const struct finding *f = scene_any(&s);
	assert_string_equal(cause_key(f->cause), "cert-expired");
	assert_string_equal(cause_key(f->next->cause), "cert-name");
	for (f = f->next->next; f; f = f->next)
		assert_int_equal(f->state, STATE_OK);
	scene_free(&s);
}

static void name_without_an_error(void **state)
{
	struct expected e = { STATE_CRITICAL, 1, "cert.verify", "cert-name", EDGE "|sip.fabrikam.com|2", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	other_name(&s);
	scene_ask(&s, rules, "cert.verify");
	scene_check("name", scene_first(&s), &e);
	scene_free(&s);
}

/* ---- without an error, and without proof ---- */

static void proved(struct scene *s) { s->targets[0].tls.verified = true; }
static void no_certificate(struct scene *s) { s->targets[0].tls.chain.count = s->targets[0].tls.name_matches = false; }
static void answered(struct scene *s) { scene_answer(s, 200, NULL, NULL); }
static void unfinished(struct scene *s) { s->targets[0].tls.handshake_done = false; }
static void before_tls(struct scene *s) { scene_stop(s, PHASE_CONNECT, FAULT_REFUSED, 111, "refused"); }
static void within_tls(struct scene *s) { scene_stop(s, PHASE_TLS, FAULT_CLOSED, 0, "closed"); }
static void behind_tls(struct scene *s) { scene_stop(s, PHASE_SIP, FAULT_CLOSED, 0, "closed"); }
static void unverified(struct scene *s) { scene_stop(s, PHASE_TLS, FAULT_VERIFY, 1, "the peer's certificate does not verify"); }

static void proof(void **state)
{
	static const struct {
		const char *name;
		void (*change)(struct scene *);
		bool bad;
	} cases[] = {
		{ "all that is wanted", proved, false },
		{ "an unverified certificate", as_it_is, true },
		{ "no certificate", no_certificate, true },
		{ "an answer", answered, true },
		{ "an unfinished handshake", unfinished, true },
		{ "TCP did not stand", before_tls, false },
		{ "TLS did not stand", within_tls, false },
		{ "TLS stood", behind_tls, true },
		{ "TLS was ended for it", unverified, true },
	};

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		struct scene s;
		const char *name = cases[i / 2].name;

		scene_init(&s);
		s.targets[0].tls.verified = false;
		cases[i / 2].change(&s);
		s.plan.insecure = i % 2;
		scene_ask(&s, rules, "cert.verify");
		if (scene_count(&s) != cases[i / 2].bad)
			fail_msg("%s: %zu findings", name, scene_count(&s));
		if (cases[i / 2].bad)
			scene_expect(name, scene_first(&s), &(struct expected){ s.plan.insecure ? STATE_WARNING : STATE_CRITICAL, 1,
					"cert.verify", "cert-invalid", EDGE, "anonymous" });
		scene_free(&s);
	}
}

/* What OpenSSL says of one fault in several ways is one finding. */
static void folded(void **state)
{
	static const struct {
		const char *name;
		struct { int code, depth; } errors[6];
	} rows[] = {
		{ "a CA that is none", { { 79, 1 }, { 26, 1 }, { 32, 1 } } },
		{ "addresses that two CAs do not hold", { { 46, 1 }, { 46, 2 } } },
		{ "one sentence for two depths", { { 51, 2 }, { 51, 3 } } },
		{ "a root marked as rejected", { { 28, 2 }, { 26, 2 } } },
		{ "a root marked as rejected, said last", { { 26, 2 }, { 28, 2 } } },
		{ "a proxy certificate", { { 40, 0 }, { 37, 1 }, { 26, 1 }, { 39, 1 }, { 72, 0 } } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct scene s;

		scene_init(&s);
		for (size_t e = 0; rows[i].errors[e].code; e++)
			add_error(&s, rows[i].errors[e].code, rows[i].errors[e].depth, rows[i].errors[e].depth == 1 ? CA : "");
		scene_ask(&s, rules, "cert.verify");
		if (scene_count(&s) != 1)
			fail_msg("%s: %zu findings", rows[i].name, scene_count(&s));
		scene_free(&s);
	}
}

/* Two certificates of one name: the error names its own by the fingerprint. */
static void by_fingerprint(void **state)
{
	struct expected e = { STATE_CRITICAL, 1, "cert.verify", "cert-issuer-expired", "Contoso CA|35 days", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.peer[1].sha256 = "aa";
	s.peer[2] = s.peer[1];
	s.peer[2].sha256 = "bb";
	s.peer[2].not_after = SCENE_NOW - 35 * (int64_t)SCENE_DAY;
	s.targets[0].tls.chain.count = 3;
	add_error(&s, 10, 2, CA);
	s.targets[0].tls.errors[0].sha256 = "bb";
	scene_ask(&s, rules, "cert.verify");
	scene_check("by its fingerprint", scene_first(&s), &e);
	scene_free(&s);
}

/* A root of the issuer's name is trusted here, with another key. */
static void other_key(void **state)
{
	struct expected e = { STATE_CRITICAL, 1, "cert.verify", "cert-issuer-unknown", EDGE "|Contoso CA", "--ca-cert" };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.targets[0].tls.chain.count = 1;
	add_error(&s, 20, 0, "CN=" EDGE);
	s.targets[0].tls.errors[0].namesake = true;
	scene_ask(&s, rules, "cert.verify");
	scene_check("another key", scene_first(&s), &e);
	scene_free(&s);
}

/* What is sent along without need is a note, however old. */
static void unused(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	send_along(&s, CA, false);
	s.peer[2].not_after = SCENE_NOW - 35 * (int64_t)SCENE_DAY;
	scene_ask(&s, rules, "cert.expiry");
	assert_int_equal(scene_state(&s), STATE_OK);
	assert_true(scene_last(&s)->note && scene_says(scene_last(&s)->sentence, "Contoso CA|35 days"));
	wording_check("sent along", scene_last(&s));
	scene_free(&s);
}

/* The likely reason that a trusted root did not help. */
static void chain_of_one(void **state)
{
	struct expected e = { STATE_CRITICAL, 1, "cert.verify", "cert-issuer-unknown", "Contoso CA", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.targets[0].tls.chain.count = 1;
	add_error(&s, 20, 0, "CN=" EDGE);
	scene_ask(&s, rules, "cert.verify");
	scene_check("chain of one", scene_first(&s), &e);
	scene_free(&s);
}

/* Facts of an older program may hold the fault alone. */
static void fault_without_errors(void **state)
{
	struct expected e = { STATE_CRITICAL, 1, "cert.verify", "cert-issuer-unknown", EDGE, NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_stop(&s, PHASE_TLS, FAULT_VERIFY, 20, "a text");
	s.targets[0].tls.chain.count = 0;
	scene_ask(&s, rules, "cert.verify");
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
	{ "good", 200.5, 365, { 30, 33 }, { 7, 10 }, { STATE_OK, 1, "cert.expiry", NULL, EDGE "|200 days", NULL }, STATE_OK },
	{ "below 30 days", 29.9, 365, { 30, 33 }, { 7, 10 },
	  { STATE_WARNING, 1, "cert.expiry", "cert-expiring", EDGE "|29 days|30 days", "Set-CsCertificate" }, STATE_WARNING },
	{ "not below 30 days", 30.1, 365, { 30, 33 }, { 7, 10 }, { STATE_OK, 1, "cert.expiry", NULL, "30 days", NULL }, STATE_OK },
	{ "below 7 days", 6, 365, { 30, 33 }, { 7, 10 }, { STATE_CRITICAL, 1, "cert.expiry", "cert-expiring", "6 days|7 days", NULL }, STATE_WARNING },
	{ "short-lived: 33 % comes first", 29, 90, { 30, 33 }, { 7, 10 }, { STATE_WARNING, 1, "cert.expiry", "cert-expiring", "29 days|29.7 days", NULL }, STATE_WARNING },
	{ "a week of life", 3, 7, { 30, 33 }, { 7, 10 }, { STATE_OK, 1, "cert.expiry", NULL, "3 days", NULL }, STATE_OK },
	{ "a week of life, 10 %", 0.5, 7, { 30, 33 }, { 7, 10 }, { STATE_CRITICAL, 1, "cert.expiry", "cert-expiring", "12 hours|0.7 days", NULL }, STATE_WARNING },
	{ "days only", 50, 90, { 60, -1 }, { 7, -1 }, { STATE_WARNING, 1, "cert.expiry", "cert-expiring", "60 days", NULL }, STATE_WARNING },
	{ "percent only", 40, 100, { -1, 50 }, { -1, 10 }, { STATE_WARNING, 1, "cert.expiry", "cert-expiring", "50 days", NULL }, STATE_WARNING },
	{ "no limits", 1, 365, { -1, -1 }, { -1, -1 }, { STATE_OK, 1, "cert.expiry", NULL, "24 hours", NULL }, STATE_OK },
	{ "expired", -3, 365, { 30, 33 }, { 7, 10 }, { STATE_CRITICAL, 1, "cert.expiry", "cert-expired", EDGE "|3 days", NULL }, STATE_UNKNOWN },
	{ "not yet valid", 400, 365, { 30, 33 }, { 7, 10 }, { STATE_CRITICAL, 1, "cert.expiry", "cert-not-yet-valid", EDGE "|35 days", NULL }, STATE_UNKNOWN },
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
		scene_ask(&s, rules, "cert.expiry");
		scene_check(c->name, scene_first(&s), &c->expected);
		scene_ask(&s, rules, "own.expiry");
		const struct finding *own = scene_any(&s);
		wording_check(c->name, own);
		if (scene_count(&s) != 1 || own->state != c->own || own->hop != 0 ||
		    (c->expected.cause && (strncmp(cause_key(own->cause), "identity-", 9) != 0 || strcmp(cause_key(own->cause) + 9, c->expected.cause + 5) != 0)))
			fail_msg("%s, ours: %s %s", c->name, state_name(scene_any(&s)->state), scene_any(&s)->sentence);

		scene_free(&s);
	}
}

/* A host may have several probes: the file shows which certificate a line is about. */
static void own_file(void **state)
{
	struct expected e = { STATE_OK, 0, "own.expiry", NULL, "edge2.pem: |CN=probe.contoso.com", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.plan.client_cert = "/etc/check_push/edge2.pem";
	scene_ask(&s, rules, "own.expiry");
	scene_check("with its file", scene_any(&s), &e);
	scene_free(&s);
}

/* The sentence names the limit that was passed. Of our own certificate the critical limit gives WARNING as well. */
static void own_limit(void **state)
{
	struct expected e = { STATE_WARNING, 0, "own.expiry", "identity-expiring", "40 days|50 days", "-J" };
	struct scene s;

	(void)state;
	scene_init(&s);
	set_life(&s.own[0], 40, 100);
	s.plan.life_warning = (struct life_limit){ 5, -1 };
	s.plan.life_critical = (struct life_limit){ -1, 50 };
	scene_ask(&s, rules, "own.expiry");
	scene_check("ours", scene_first(&s), &e);
	scene_free(&s);
}

static void chain_life(void **state)
{
	struct expected e = { STATE_CRITICAL, 1, "cert.expiry", "cert-issuer-expiring", "Contoso CA|5 days|7 days", NULL };
	struct scene s;

	(void)state;
	scene_init(&s);
	set_life(&s.peer[1], 5, 3650);
	scene_ask(&s, rules, "cert.expiry");
	assert_int_equal(scene_count(&s), 2); /* the leaf is well and said so */
	scene_check("CA", scene_last(&s), &e);
	s.peer[1].self_signed = true; /* a root: shown, not judged */
	scene_ask(&s, rules, "cert.expiry");
	assert_int_equal(scene_count(&s), 1);
	s.peer[0].self_signed = true; /* a leaf without a CA is */
	set_life(&s.peer[0], 5, 3650);
	scene_ask(&s, rules, "cert.expiry");
	assert_int_equal(scene_any(&s)->state, STATE_CRITICAL);
	set_life(&s.peer[0], -5, 3650); /* an expired one with -k */
	s.plan.insecure = true;
	scene_ask(&s, rules, "cert.expiry");
	assert_int_equal(scene_any(&s)->state, STATE_WARNING);
	scene_free(&s);
}

/* Where ours is not of the roots either, these may be the wrong ones. */
static void doubtful_roots(void **state)
{
	struct expected e = { STATE_UNKNOWN, 1, "cert.verify", "cert-issuer-unknown", EDGE "|Contoso CA|--ca-cert", "--ca-cert" };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.targets[0].tls.chain.count = 1;
	add_error(&s, 20, 0, "CN=" EDGE);
	s.facts.identity.of_our_roots = false;
	scene_ask(&s, rules, "cert.verify");
	scene_check("doubtful roots", scene_first(&s), &e);
	s.targets[0].tls.errors[0].namesake = true;
	scene_ask(&s, rules, "cert.verify");
	scene_check("an old root", scene_first(&s), &e);
	scene_free(&s);
}

/* The external side has a public certificate and a name of its own. */
static void external_side(void **state)
{
	struct expected e = { STATE_CRITICAL, 1, "cert.verify", "cert-issuer-unknown", "sip.contoso.com", "external side|internal FQDN" };
	struct scene s;

	(void)state;
	scene_init(&s);
	s.targets[0].host = "sip.contoso.com";
	s.peer[0].issuer = s.peer[1].subject = "CN=Public CA,O=Public";
	s.targets[0].tls.chain.count = 1;
	scene_ask(&s, rules, "cert.usage");
	assert_true(scene_last(&s) && scene_last(&s)->note && scene_says(scene_last(&s)->sentence, "sip.contoso.com|internal FQDN"));
	wording_check("verified, of the external side", scene_last(&s));
	add_error(&s, 20, 0, "CN=" EDGE);
	scene_ask(&s, rules, "cert.verify");
	scene_check("of the external side", scene_first(&s), &e);
	scene_free(&s);
}

/* Expired, and a server answered all the same. */
static void own_expired_and_taken(void **state)
{
	struct expected e = { STATE_WARNING, 0, "own.expiry", "identity-expired", "3 days", "-J" };
	struct scene s;

	(void)state;
	scene_init(&s);
	set_life(&s.own[0], -3, 365);
	scene_answer(&s, 200, NULL, NULL);
	scene_ask(&s, rules, "own.expiry");
	scene_check("expired, and taken all the same", scene_first(&s), &e);
	scene_free(&s);
}

/* The file still has the old certificate: the rule judges the renewed one and mentions the old one. */
static void own_renewed(void **state)
{
	struct expected e = { STATE_OK, 0, "own.expiry", NULL, "-J|3 days", NULL };
	struct cert old;
	struct scene s;

	(void)state;
	scene_init(&s);
	old = s.own[0];
	set_life(&old, -3, 365);
	s.facts.identity.others = (struct chain){ &old, 1 };
	scene_ask(&s, rules, "own.expiry");
	scene_check("the old one beside ours", scene_last(&s), &e);
	scene_free(&s);
}

/* ---- purpose, completeness ---- */

static const struct case_usage {
	const char *name;
	const char *values; /* of the finding about ours; NULL: none */
	unsigned eku;
	bool key_usage, may_sign;
	bool note; /* about the peer's */
} usage_cases[] = {
	{ "no extended key usage", NULL, 0, false, false, false },
	{ "both", NULL, CERT_EKU_PRESENT | CERT_EKU_SERVER | CERT_EKU_CLIENT, true, true, false },
	{ "any", NULL, CERT_EKU_PRESENT | CERT_EKU_ANY, false, false, false },
	{ "Web Server template", NULL, CERT_EKU_PRESENT | CERT_EKU_SERVER, true, true, true },
	{ "for clients only", "serverAuth", CERT_EKU_PRESENT | CERT_EKU_CLIENT, true, true, false },
	{ "may not sign", "digitalSignature", CERT_EKU_PRESENT | CERT_EKU_SERVER | CERT_EKU_CLIENT, true, false, false },
};

static void usage(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(usage_cases); i++) {
		const struct case_usage *c = &usage_cases[i];
		const struct expected e = { STATE_WARNING, 0, "own.usage", "identity-kind", c->values, "serverAuth" };
		struct scene s;

		scene_init(&s);
		s.own[0].eku = s.peer[0].eku = c->eku;
		s.own[0].key_usage_present = c->key_usage;
		s.own[0].may_sign = c->may_sign;
		scene_ask(&s, rules, "own.usage");
		if (c->values)
			scene_check(c->name, scene_first(&s), &e);
		else if (!scene_any(&s) != !c->note || scene_count(&s))
			fail_msg("%s: %s", c->name, scene_any(&s) ? scene_any(&s)->sentence : "no note");
		else if (c->note)
			wording_check(c->name, scene_any(&s));
		scene_ask(&s, rules, "cert.usage");
		if (!scene_any(&s) != !c->note || (c->note && (!scene_any(&s)->note || scene_any(&s)->state != STATE_OK)))
			fail_msg("%s, the peer's", c->name);
		if (c->note)
			wording_check(c->name, scene_any(&s));
		scene_free(&s);
	}
}

static void own_crl(void **state)
{
	static const struct {
		const char *name;
		enum cert_crl crl;
		const char *value; /* of the note; NULL: none */
	} rows[] = {
		{ "an old recording", CERT_CRL_UNSEEN, NULL },
		{ "over HTTP", CERT_CRL_HTTP, NULL },
		{ "no CRL", CERT_CRL_NOWHERE, "no CRL" },
		{ "over LDAP alone", CERT_CRL_ELSEWHERE, "HTTP" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct scene s;

		scene_init(&s);
		s.own[0].crl = rows[i].crl;
		scene_ask(&s, rules, "own.crl");
		if (!scene_any(&s) != !rows[i].value)
			fail_msg("%s: %s", rows[i].name, scene_any(&s) ? scene_any(&s)->sentence : "no note");
		if (rows[i].value) {
			assert_true(scene_any(&s)->note && scene_any(&s)->standing && scene_says(scene_any(&s)->sentence, rows[i].value));
			wording_check(rows[i].name, scene_any(&s));
		}
		fault(&s.facts.run_fault, FAULT_MEMORY, 0, "no memory");
		scene_ask(&s, rules, "own.crl");
		assert_null(scene_any(&s)); /* of a certificate that was not used */
		scene_free(&s);
	}
}

static void own_chain(void **state)
{
	struct expected e = { STATE_WARNING, 0, "own.chain", "identity-chain", "Contoso CA", "-J" };
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_ask(&s, rules, "own.chain");
	assert_null(scene_any(&s));
	s.facts.identity.chain_complete = false;
	scene_ask(&s, rules, "own.chain");
	scene_check("incomplete", scene_first(&s), &e);
	scene_answer(&s, 504, NULL, NULL); /* a server took it all the same */
	scene_ask(&s, rules, "own.chain");
	assert_true(scene_any(&s)->note);
	wording_check("incomplete, and taken all the same", scene_any(&s));
	scene_free(&s);
}

static void own_unusable(void **state)
{
	static const char path[] = "/etc/icinga2/probe.pem";
	struct expected shorter = { STATE_UNKNOWN, 0, "own.usable", "identity-unusable", "/etc/icinga2/probe.key", "--key-password-file" };
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_ask(&s, rules, "own.usable");
	assert_null(scene_any(&s));
	s.facts.target_count = 0; /* no packet left */
	s.plan.client_cert = path;
	fault(&s.facts.identity.fault, FAULT_IDENTITY, 0, "wrong password for /etc/icinga2/probe.key");
	scene_judge(&s, rules);
	scene_check("password", scene_first(&s), &shorter);
	s.facts.identity.chain_complete = false; /* a WARNING, which would hide it */
	scene_judge(&s, rules);
	scene_check("and incomplete", scene_headline(&s), &shorter);
	scene_free(&s);
}

static void own_issuer(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	scene_ask(&s, rules, "own.issuer");
	assert_null(scene_any(&s));
	s.targets[0].tls.issuer_in_ca_names = KNOWN_NO;
	s.targets[0].tls.ca_names = 12;
	scene_ask(&s, rules, "own.issuer");
	assert_true(scene_last(&s) && scene_last(&s)->note);
	assert_true(scene_says(scene_last(&s)->sentence, EDGE "|12"));
	wording_check("of other issuers", scene_last(&s));
	scene_free(&s);
}

static void nobody_has_a_certificate(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s);
	s.facts.identity.chain.count = 0;
	s.targets[0].tls.chain.count = 0;
	scene_judge(&s, rules);
	assert_null(scene_any(&s));
	scene_free(&s);
}

/* A certificate is valid from the first second to the last, both included (RFC 5280 4.1.2.5). */
static void the_first_and_the_last_second(void **state)
{
	static const struct {
		const char *name;
		int64_t from, until; /* seconds from now */
		const char *cause;
	} rows[] = {
		{ "its last second", -SCENE_DAY, 0, "cert-expiring" },
		{ "the second after it", -SCENE_DAY, -1, "cert-expired" },
		{ "its first second", 0, 400 * (int64_t)SCENE_DAY, NULL },
		{ "the second before it", 1, 400 * (int64_t)SCENE_DAY, "cert-not-yet-valid" },
	};
	static const struct rule rule[] = { RULE_CERT_EXPIRY, { 0 } };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct expected wanted = { rows[i].cause ? STATE_CRITICAL : STATE_OK, 1, "cert.expiry", rows[i].cause, EDGE, NULL };
		struct scene s;

		scene_init(&s);
		s.peer[0].not_before = SCENE_NOW + rows[i].from;
		s.peer[0].not_after = SCENE_NOW + rows[i].until;
		scene_judge(&s, rule);
		scene_check(rows[i].name, scene_headline(&s), &wanted);
		scene_free(&s);
	}
}

/* What revocation lists and a stapled answer leave open is a note, each by its option. */
static void revocation(void **state)
{
	static const struct rule rule[] = { RULE_CERT_REVOCATION, { 0 } };
	static const struct {
		const char *name;
		enum revocation crl, ocsp;
		const char *says; /* NULL: nothing */
	} rows[] = {
		{ "not asked", REVOCATION_NOT_ASKED, REVOCATION_NOT_ASKED, NULL },
		{ "on no list", REVOCATION_GOOD, REVOCATION_NOT_ASKED, EDGE "|--crl" },
		{ "no list", REVOCATION_UNKNOWN, REVOCATION_NOT_ASKED, EDGE "|--crl|why" },
		{ "a good answer", REVOCATION_NOT_ASKED, REVOCATION_GOOD, EDGE "|--ocsp" },
		{ "no stapled answer", REVOCATION_NOT_ASKED, REVOCATION_UNKNOWN, EDGE "|--ocsp|why" },
		{ "revoked: cert.verify says so", REVOCATION_REVOKED, REVOCATION_REVOKED, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct scene s;

		scene_init(&s);
		s.targets[0].tls.crl = rows[i].crl;
		s.targets[0].tls.ocsp = rows[i].ocsp;
		s.targets[0].tls.crl_why = s.targets[0].tls.ocsp_why = "why";
		scene_judge(&s, rule);
		const struct finding *f = scene_last(&s);
		if ((f != NULL) != (rows[i].says != NULL) || (f && (!f->note || !scene_says(f->sentence, rows[i].says))))
			fail_msg("%s: %s", rows[i].name, f ? f->sentence : "nothing");
		if (f)
			wording_check(rows[i].name, f);
		scene_free(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verify),     cmocka_unit_test(other_servers), cmocka_unit_test(several_errors), cmocka_unit_test(name_without_an_error),
		cmocka_unit_test(proof),
		cmocka_unit_test(folded), cmocka_unit_test(doubtful_roots), cmocka_unit_test(external_side), cmocka_unit_test(own_file), cmocka_unit_test(own_expired_and_taken), cmocka_unit_test(own_renewed), cmocka_unit_test(by_fingerprint), cmocka_unit_test(other_key), cmocka_unit_test(unused),
		cmocka_unit_test(chain_of_one), cmocka_unit_test(fault_without_errors), cmocka_unit_test(life), cmocka_unit_test(own_limit), cmocka_unit_test(chain_life),
		cmocka_unit_test(usage),      cmocka_unit_test(own_crl), cmocka_unit_test(own_chain),	cmocka_unit_test(own_unusable),
		cmocka_unit_test(own_issuer), cmocka_unit_test(nobody_has_a_certificate), cmocka_unit_test(the_first_and_the_last_second), cmocka_unit_test(revocation), cmocka_unit_test(wording_all),
	};

	return cmocka_run_group_tests_name("rule_cert", tests, NULL, NULL);
}
