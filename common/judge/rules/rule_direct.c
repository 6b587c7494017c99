// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_direct - the partner's access edge as this host sees it, without the Edge
 */
#include "judge/rules/rule_direct.h"

#include "judge/answer.h"
#include "judge/message_format.h"
#include "judge/rules/rule_cert.h"

/* ---- what is known of both ways ---- */

/* The result from this host. After the partner has shown its certificate, a refusal of a client without one is not a failure. */
enum here { HERE_TLS, HERE_BAD_CERT, HERE_NO_TLS, HERE_REFUSED, HERE_UNSEEN };

static enum here here_of(const struct target *d)
{
	if (d->tls.chain.count > 0)
		return d->tls.verified ? HERE_TLS : HERE_BAD_CERT;
	if (d->stopped.phase == PHASE_TLS)
		return HERE_NO_TLS;
	return d->stopped.fault.kind == FAULT_REFUSED ? HERE_REFUSED : HERE_UNSEEN;
}

bool rule_direct_ended(const struct plan *plan, const struct target *target, const struct target_verdict *t)
{
	const struct answer *a = t->answer;
	const struct route *route = &t->route;

	if (route->broke == 0 || (a && answer_state(plan, target, a) == STATE_OK))
		return false;
	/* A server refused, and does not say which one. */
	if (a && !answer_names_hop(plan, target, a) && a->status < 500 && a->status != 408)
		return false;
	return span_equal_nocase(span_of(route->hops[route->broke - 1].to), span_of(route->partner));
}

enum state rule_direct_state(const struct findings *f, int target)
{
	return findings_target_state(f, target) == STATE_UNKNOWN ? STATE_UNKNOWN : STATE_WARNING;
}

/* ---- the table ---- */

#define OUTBOUND_REMEDY \
	"on the Edge: Test-NetConnection {next} -Port 5061 (from Windows Server 2012 R2 on), nslookup {next}; then the firewall and route of its external side"
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

	if (v->facts->direct_count == 0)
		return;
	bool ended = rule_direct_ended(v->plan, v->target, &v->verdict->targets[f->target]);
	const struct advice *a = way_find(ended, here_of(d), there_of(v->diag && v->route->speaker != SPEAKER_PARTNER ? v->diag->code : 0));
	const struct word words[] = {
		{ "next", *d->host ? d->host : v->route->partner },
		{ "edge", v->route->edge },
		{ "domain", v->route->domain },
		{ "kind", fault_word(d->stopped.fault.kind) },
		{ NULL, NULL },
	};
	if (!a)
		return;
	bool note = a->state == STATE_OK;
	struct finding *finding = message_format_add(f, note ? STATE_OK : rule_direct_state(f, f->target), a, words, "");
	finding->note = note;
	finding->hop = finding->note ? 0 : (int)v->route->broke;
}

void rule_direct_cert(const struct view *v, struct findings *f)
{
	rule_cert_verify(v, f);
	rule_cert_expiry(v, f);
}
