// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_rule_external - what is said of the Edge's external side, as this host sees it
 */
#include "scene.h"

#include "judge/rules/rule_external.h"

#define OUTER "sip.contoso.com"
#define ACCESS "access.contoso.com"

static const struct rule rules[] = { RULES_EXTERNAL, { 0 } };

/* ---- the external side of a case: two ports of one name ---- */

struct outside {
	struct scene s;
	struct target at[2];
	struct cert leaf;
	struct srv srv;
	struct srv_target record;
};

static void outside_make(struct outside *o)
{
	static const char *names[] = { OUTER, ACCESS };
	static const char *domains[] = { "contoso.com" };

	*o = (struct outside){ 0 };
	scene_init(&o->s);
	o->leaf = scene_cert("CN=" OUTER, "CN=Public CA");
	o->leaf.dns_names = (struct text_list){ names, 2 };
	o->leaf.sha256 = "aa";
	o->leaf.eku = CERT_EKU_PRESENT | CERT_EKU_SERVER | CERT_EKU_CLIENT;
	for (size_t i = 0; i < 2; i++) {
		scene_target(&o->s, &o->at[i], OUTER);
		o->at[i].kind = TARGET_EXTERNAL;
		o->at[i].port = i ? 443 : 5061;
		o->at[i].tls.chain = (struct chain){ &o->leaf, 1 };
	}
	o->record = (struct srv_target){ .host = { .name = OUTER, .port = 5061 } };
	o->srv = (struct srv){ .name = "_sipfederationtls._tcp.contoso.com", .domain = "contoso.com", .targets = &o->record, .target_count = 1 };
	o->s.facts.srvs = &o->srv;
	o->s.facts.srv_count = 1;
	o->s.facts.externals = o->at;
	o->s.facts.external_count = 2;
	o->s.plan.sip.external = true;
	o->s.plan.sip.own_domains = (struct texts){ domains, 1 };
}

static void unseen(struct target *t, enum fault_kind kind, int64_t code)
{
	t->tls.chain.count = 0;
	t->stopped.phase = kind == FAULT_DNS ? PHASE_DNS : PHASE_CONNECT;
	fault(&t->stopped.fault, kind, code, "the fault's text");
}

/* ---- cases ---- */

static void healthy(struct outside *o)
{
	(void)o;
}

static void expiring(struct outside *o)
{
	o->leaf.not_after = SCENE_NOW + 3 * (int64_t)SCENE_DAY + 3600;
}

static void wrong_name(struct outside *o)
{
	for (size_t i = 0; i < 2; i++) {
		o->at[i].tls.name_matches = o->at[i].tls.verified = false;
		o->at[i].tls.errors[0] = (struct verify_error){ .code = 62, .text = "hostname mismatch", .subject = "", .sha256 = "" };
		o->at[i].tls.error_count = 1;
		o->at[i].tls.wanted_name = "other.contoso.com";
	}
	o->s.facts.external_count = 1;
}

static void internal_issuer(struct outside *o)
{
	o->leaf.issuer = o->s.own[0].issuer;
}

static void without_sip_name(struct outside *o)
{
	static const char *names[] = { ACCESS };

	o->leaf.dns_names = (struct text_list){ names, 1 };
}

static void server_only(struct outside *o)
{
	o->leaf.eku = CERT_EKU_PRESENT | CERT_EKU_SERVER;
}

static void refused(struct outside *o)
{
	unseen(&o->at[0], FAULT_REFUSED, 111);
	unseen(&o->at[1], FAULT_REFUSED, 111);
}

static void no_name(struct outside *o)
{
	unseen(&o->at[0], FAULT_DNS, DNS_NO_SUCH_NAME);
	unseen(&o->at[1], FAULT_DNS, DNS_NO_SUCH_NAME);
}

static void only_443_refused(struct outside *o)
{
	unseen(&o->at[1], FAULT_REFUSED, 111);
}

static void host_refused(struct outside *o)
{
	refused(o);
	o->s.plan.sip.external_host = OUTER;
}

static void other_name_refused(struct outside *o)
{
	refused(o);
	o->record.host.name = ACCESS;
}

static void more_than_are_asked(struct outside *o)
{
	o->s.facts.externals_left_out = 7;
}

static const struct row {
	const char *name;
	void (*make)(struct outside *);
	size_t notes; /* beside it */
	struct expected want; /* the first that is not OK; rule NULL: there is none */
} rows[] = {
	{ "healthy outside", healthy, 1, { 0 } },
	{ "ends in three days", expiring, 1, { STATE_CRITICAL, 0, "external.expiry", "cert-expiring", OUTER "|3 days", "AccessEdgeExternal" } },
	{ "of another name", wrong_name, 1, { STATE_CRITICAL, 0, "external.cert", "cert-name", OUTER, NULL } },
	{ "of the internal CA", internal_issuer, 1, { STATE_CRITICAL, 0, "external.issuer", "cert-issuer-unknown", OUTER, "AccessEdgeExternal" } },
	{ "without sip.DOMAIN", without_sip_name, 0, { STATE_WARNING, 0, "external.names", "cert-name", OUTER "|sip.contoso.com", "subjectAltName" } },
	{ "for servers only", server_only, 2, { 0 } },
	{ "no way out", refused, 1, { STATE_UNKNOWN, 0, "external.reach", "external-unseen", OUTER "|5061", "the fault's text" } },
	{ "not in this DNS", no_name, 1, { STATE_UNKNOWN, 0, "external.reach", "external-unseen", OUTER "|5061", "--dns-server|--external=HOST" } },
	{ "port 443 is not there", only_443_refused, 2, { 0 } },
	{ "no way to the host that was named", host_refused, 1,
	  { STATE_UNKNOWN, 0, "external.reach", "external-unseen", OUTER "|5061", NULL } },
	{ "more names than are asked", more_than_are_asked, 2, { 0 } },
	{ "a name beside the record's", other_name_refused, 2, { 0 } },
};

static void cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *row = &rows[i];
		const struct finding *bad = NULL;
		struct outside o;
		size_t notes = 0;

		outside_make(&o);
		row->make(&o);
		scene_judge(&o.s, rules);
		for (const struct finding *f = o.s.verdict.findings.first; f; f = f->next) {
			notes += f->note;
			if (!bad && !f->note && f->state != STATE_OK)
				bad = f;
			char name[80];
			snprintf(name, sizeof name, "%s, note %zu", row->name, notes);
			if (f->note)
				wording_check(name, f);
		}
		if (notes != row->notes || (bad != NULL) != (row->want.rule != NULL))
			fail_msg("%s: %zu notes, %s", row->name, notes, bad ? bad->sentence : "nothing bad");
		if (bad)
			scene_check(row->name, bad, &row->want);
		o.s.facts.external_count = 0;
		arena_free(&o.at[0].arena);
		arena_free(&o.at[1].arena);
		o.s.facts.srv_count = 0;
		scene_free(&o.s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(cases), cmocka_unit_test(wording_all) };

	return cmocka_run_group_tests_name("rule_external", tests, NULL, NULL);
}
