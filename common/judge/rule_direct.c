// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_direct - the partner's access edge as it is seen from here, beside the route through the Edge
 */
#include "judge/rule_direct.h"

#include "judge/diag_table.h"
#include "judge/judge.h"
#include "judge/phrase.h"
#include "judge/rule_cert.h"
#include "judge/rule_sip.h"

/* ---- what is known of both ways ---- */

/* From here. Once it has shown a certificate, what it does without ours is no failure. */
enum here { HERE_TLS, HERE_BAD_CERT, HERE_NO_TLS, HERE_REFUSED, HERE_UNSEEN };

static enum here here_of(const struct target *d)
{
	if (d->tls.chain.count > 0)
		return d->tls.error_count || !d->tls.name_matches ? HERE_BAD_CERT : HERE_TLS;
	if (d->stopped.phase == PHASE_TLS)
		return HERE_NO_TLS;
	return d->stopped.fault.kind == FAULT_REFUSED ? HERE_REFUSED : HERE_UNSEEN;
}

bool rule_direct_ended(const struct view *v)
{
	const struct answer *a = route_answer(v->target);
	struct route route;

	route_of(v, &route);
	if (route.broke == 0 || (a && rule_sip_state(v, a) == STATE_OK))
		return false;
	/* Somebody refused, and does not say who it is. */
	if (a && !route_tells(a) && a->status < 500 && a->status != 408)
		return false;
	return span_equal_nocase(span_of(route.hops[route.broke - 1].to), span_of(route.partner));
}

enum state rule_direct_state(const struct findings *f, int target)
{
	return judge_target(f, target) == STATE_UNKNOWN ? STATE_UNKNOWN : STATE_WARNING;
}

/* The ms-diagnostics code of the Edge's answer; 0: none. */
static uint32_t code_of(const struct target *t)
{
	const struct answer *a = route_answer(t);
	const struct diag *d = a ? diag_table_telling(a) : NULL;

	return d ? d->code : 0;
}

/* ---- the table ---- */

#define OUTBOUND_REMEDY \
	"on the Edge: Test-NetConnection {next} -Port 5061, Resolve-DnsName {next}; then the firewall and route of its external side"
#define NOTE(text) { STATE_OK, PLACE_NEXT, text, CAUSE_NONE, NULL, NULL, NULL, NULL, true }
#define GOT_FURTHER(text) NOTE(text "; {edge} got to TLS with it")
#define NOT_TRIED(text) NOTE(text "; {edge} has not tried it")

/* How far the Edge came with the partner, as the code of its answer has it. */
enum there { THERE_ANY, THERE_NOT_TRIED, THERE_NO_TLS, THERE_BAD_CERT };

static const struct {
	uint32_t code;
	enum there there;
} codes[] = {
	{ 1005, THERE_NOT_TRIED }, { 1008, THERE_NOT_TRIED }, { 1009, THERE_NOT_TRIED },
	{ 1014, THERE_NOT_TRIED }, { 1010, THERE_BAD_CERT },  { 1047, THERE_NO_TLS },
};

static enum there there_of(uint32_t code)
{
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (codes[i].code == code)
			return codes[i].there;
	return THERE_ANY;
}

/* The first row that fits is taken. */
static const struct way_row {
	bool ended;	/* at the partner */
	enum here here;
	enum there there;
	struct advice advice; /* STATE_OK: a note */
} ways[] = {
	{ true, HERE_TLS, THERE_NOT_TRIED, NOT_TRIED("{next} answers TLS from here") },
	{ true, HERE_TLS, THERE_BAD_CERT,
	  { STATE_WARNING, PLACE_NEXT, "{next}'s certificate verifies here, and not on {edge}", CAUSE_EDGE_ROOTS,
	    "the Edge lacks its root or issuer, or wants another name in it than {next}",
	    "on the Edge, bring the public roots up to date: they change (GTE CyberTrust to Baltimore CyberTrust in 2013, that to "
	    "DigiCert Global Root G2 in 2022-25)", NULL, NULL, true } },
	{ true, HERE_TLS, THERE_NO_TLS,
	  { STATE_WARNING, PLACE_NEXT, "{next} goes on with TLS from here, and broke it off with {edge}", CAUSE_EDGE_CERTIFICATE,
	    "to us, who show no certificate, it shows its own: most often it refuses the one of the Edge's external side",
	    "on the Edge, check name, dates and chain of that: Get-CsCertificate -Type AccessEdgeExternal", NULL, NULL, true } },
	{ true, HERE_TLS, THERE_ANY,
	  { STATE_WARNING, PLACE_NEXT, "{next} answers TLS from here; nothing came back through {edge}", CAUSE_EDGE_OUTBOUND,
	    "the partner is there: what is left is the Edge's way out (firewall, route, its DNS), TLS between the two, or that "
	    "{domain} is not allowed on it", OUTBOUND_REMEDY, NULL, NULL, true } },
	{ true, HERE_BAD_CERT, THERE_NOT_TRIED, NOT_TRIED("{next} answers TLS from here, with a certificate that does not verify") },
	{ true, HERE_BAD_CERT, THERE_NO_TLS,
	  NOTE("{next} answers TLS from here, with a certificate that does not verify; {edge} does not complain of it") },
	{ true, HERE_BAD_CERT, THERE_BAD_CERT,
	  { STATE_WARNING, PLACE_NEXT, "{next}'s certificate does not verify here either", CAUSE_PARTNER_CERTIFICATE,
	    "an Edge that meets the same certificate ends TLS with the partner",
	    "compare what direct.cert says of it with the Edge's SIPStack log; then ask the partner", NULL, NULL, true } },
	{ true, HERE_BAD_CERT, THERE_ANY,
	  { STATE_WARNING, PLACE_NEXT, "{next}'s certificate does not verify here", CAUSE_PARTNER_CERTIFICATE,
	    "an Edge that meets the same certificate ends TLS with the partner",
	    "compare what direct.cert says of it with the Edge's SIPStack log; then ask the partner", NULL, NULL, true } },
	{ true, HERE_NO_TLS, THERE_NOT_TRIED, NOT_TRIED("{next} takes connections from here, but no TLS ({kind})") },
	{ true, HERE_NO_TLS, THERE_BAD_CERT, GOT_FURTHER("{next} takes connections from here, but no TLS ({kind})") },
	{ true, HERE_NO_TLS, THERE_ANY,
	  { STATE_WARNING, PLACE_NEXT, "{next} takes connections from here as well, but no TLS ({kind})", CAUSE_PARTNER_OR_NETWORK,
	    "it fails for both of us: the partner, or something between that cuts TLS off",
	    "ask the partner; look for a firewall that inspects TLS", NULL, NULL, true } },
	{ true, HERE_REFUSED, THERE_NOT_TRIED, NOT_TRIED("{next} refuses connections from here") },
	{ true, HERE_REFUSED, THERE_NO_TLS, GOT_FURTHER("{next} refuses connections from here") },
	{ true, HERE_REFUSED, THERE_BAD_CERT, GOT_FURTHER("{next} refuses connections from here") },
	{ true, HERE_REFUSED, THERE_ANY,
	  { STATE_WARNING, PLACE_NEXT, "{next} refuses connections from here as well", CAUSE_PARTNER_OR_NETWORK,
	    "it fails for both of us: the partner is down, or a firewall refuses in its name", "ask the partner", NULL, NULL, true } },
	{ true, HERE_UNSEEN, THERE_NOT_TRIED, NOT_TRIED("could not see {next} from here ({kind})") },
	{ true, HERE_UNSEEN, THERE_NO_TLS, GOT_FURTHER("could not see {next} from here ({kind})") },
	{ true, HERE_UNSEEN, THERE_BAD_CERT, GOT_FURTHER("could not see {next} from here ({kind})") },
	{ true, HERE_UNSEEN, THERE_ANY, NOTE("could not see {next} from here either ({kind}): it, the network, or we may not go out") },
	{ false, HERE_TLS, THERE_ANY, NOTE("{next} answers TLS from here") },
	{ false, HERE_BAD_CERT, THERE_ANY, NOTE("{next} answers TLS from here, with a certificate that does not verify") },
	{ false, HERE_NO_TLS, THERE_ANY, NOTE("{next} takes connections from here, but no TLS ({kind})") },
	{ false, HERE_REFUSED, THERE_ANY, NOTE("{next} refuses connections from here") },
	{ false, HERE_UNSEEN, THERE_ANY, NOTE("could not see {next} from here ({kind}); left out of the state") },
};

static const struct advice *way_find(bool ended, enum here here, enum there there)
{
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (ways[i].ended == ended && ways[i].here == here && (ways[i].there == THERE_ANY || ways[i].there == there))
			return &ways[i].advice;
	return NULL;
}

void rule_direct_way(const struct view *v, struct findings *f)
{
	const struct target *d = v->facts->direct;
	struct route route;

	if (v->facts->direct_count == 0)
		return;
	route_of(v, &route);
	const struct advice *a = way_find(rule_direct_ended(v), here_of(d), there_of(code_of(v->target)));
	const struct word words[] = {
		{ "next", *d->host ? d->host : route.partner },
		{ "edge", route.edge },
		{ "domain", route.domain },
		{ "kind", fault_word(d->stopped.fault.kind) },
		{ NULL, NULL },
	};
	if (!a)
		return;
	bool note = a->state == STATE_OK;
	struct finding *finding = phrase_add(f, note ? STATE_OK : rule_direct_state(f, f->target), a, words, "");
	finding->note = note;
	finding->hop = finding->note ? 0 : (int)route.broke;
}

/* ---- certificates ---- */

/* Whose move it is, where the rules for the Edge's certificate name another: the cause's row, else the last. */
static const struct {
	enum cause cause;
	const char *remedy;
} remedies[] = {
	{ CAUSE_CERT_ISSUER_UNKNOWN,
	  "bring the public roots of this host up to date (ca-certificates), or give the partner's CA with --ca-cert; then see that the "
	  "Edge has it: public roots change (GTE CyberTrust to Baltimore CyberTrust in 2013, that to DigiCert Global Root G2 in "
	  "2022-25)" },
	{ CAUSE_CERT_NOT_YET_VALID, "check this host's clock; if it is right, the partner's to mend: ask for it" },
	{ CAUSE_CERT_ISSUER_NOT_YET_VALID, "check this host's clock; if it is right, the partner's to mend: ask for it" },
	{ CAUSE_CERT_WEAK, "the partner's to mend; until then --security-level=0 goes on past it" },
	{ CAUSE_NONE, "the partner's to mend: ask for it" },
};

static const char *remedy_for(enum cause cause)
{
	size_t i = 0;

	while (remedies[i].cause && remedies[i].cause != cause)
		i++;
	return remedies[i].remedy;
}

static void soften(struct finding *from)
{
	for (struct finding *finding = from; finding; finding = finding->next) {
		if (finding->state == STATE_CRITICAL)
			finding->state = STATE_WARNING;
		if (finding->remedy)
			finding->remedy = remedy_for(finding->cause);
		finding->hop = 0;
	}
}

void rule_direct_cert(const struct view *v, struct findings *f)
{
	struct view here = { .plan = v->plan, .facts = v->facts, .target = v->facts->direct };
	struct finding *last = f->last;

	if (v->facts->direct_count == 0)
		return;
	rule_cert_verify(&here, f);
	for (struct finding *finding = findings_since(f, last); finding; finding = finding->next)
		finding->note = route_went_through(v->facts);
	rule_cert_expiry(&here, f);
	soften(findings_since(f, last));
}
