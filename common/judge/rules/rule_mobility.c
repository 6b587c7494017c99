// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_mobility - would a mobile client find its way to the mobility service? (--mobility)
 */
#include "judge/rules/rule_mobility.h"

#include "judge/rules/rule_cert.h"

/* What the operator's word on time-outs and what our own host did are not the server's fault. */
static enum state state_of(const struct view *v, const struct fault *f)
{
	if (f->kind == FAULT_TIMEOUT)
		return v->plan->timeout_state;
	return f->kind == FAULT_CANCELLED || fault_is_ours(f->kind) ? STATE_UNKNOWN : STATE_CRITICAL;
}

/* DNS has told that there is no such name, or no address of it; otherwise it has told nothing. */
static bool is_nowhere(const struct fault *f)
{
	return f->kind == FAULT_DNS && (f->code == DNS_NO_SUCH_NAME || f->code == DNS_NO_ADDRESS);
}

static bool is_no_root(const struct fault *f)
{
	return f->kind == FAULT_PROTOCOL || f->kind == FAULT_LIMIT;
}

/* How much a place says of why there is no root: our own trouble most, for it may hide a root, then an answer, then a server that was
 * there; a name without address least, and what DNS could not say may hide anything. */
static int weight(const struct mobility_place *place)
{
	if (fault_is_ours(place->fault.kind))
		return 4;
	if (place->status >= 200 && place->status < 400 && place->fault.kind == FAULT_NONE)
		return 1; /* where it led to says more */
	if (place->status || is_no_root(&place->fault))
		return 3;
	if (place->fault.kind == FAULT_DNS)
		return !is_nowhere(&place->fault);
	return 2;
}

/* NULL: none was asked. */
static const struct mobility_place *telling(const struct mobility *m)
{
	const struct mobility_place *best = NULL;

	for (size_t i = 0; i < m->count; i++)
		if (!best || weight(&m->places[i]) > weight(best))
			best = &m->places[i];
	return best;
}

/* There was no answer. What was not seen is not missing. */
static struct finding *no_answer(const struct view *v, const struct mobility *m, const struct fault *f, struct findings *out)
{
	struct finding *finding;

	if (is_nowhere(f))
		return finding_add(out, STATE_CRITICAL, "there is no autodiscover for %s", m->domain);
	if (f->kind == FAULT_VERIFY) {
		finding = finding_add(out, STATE_CRITICAL, "autodiscover of %s shows a certificate that does not verify", m->domain);
		finding->remedy = "see what is said of that certificate; if it is of the organisation's CA, give its root: --ca-cert";
		return finding;
	}
	finding = finding_add(out, f->kind == FAULT_DNS ? STATE_UNKNOWN : state_of(v, f), "autodiscover of %s was not reached", m->domain);
	if (f->kind == FAULT_DNS)
		finding->remedy = "check the resolver that this host asks, or name another: --dns-server";
	return finding;
}

static struct finding *bad_link(const struct mobility *m, struct findings *out)
{
	struct finding *finding = finding_add(out, STATE_UNKNOWN, "autodiscover of %s gives a link with a NUL in it", m->domain);

	finding->remedy = "on the web server that gave this answer, correct the link";
	return finding;
}

static struct finding *no_root(const struct view *v, const struct mobility *m, struct findings *out)
{
	const struct mobility_place *place = telling(m);
	struct finding *finding;

	if (!place)
		return finding_add(out, STATE_UNKNOWN, "autodiscover of %s was not looked for: no time was left", m->domain);
	const struct fault *f = &place->fault;
	if (f->kind == FAULT_NONE)
		finding = finding_add(out, STATE_CRITICAL, "autodiscover of %s answers %d", m->domain, place->status);
	else if (f->kind == FAULT_PROTOCOL && f->code == PROTOCOL_NUL)
		finding = bad_link(m, out);
	else if (is_no_root(f))
		finding = finding_add(out, STATE_CRITICAL, "autodiscover of %s gives no root", m->domain);
	else
		finding = no_answer(v, m, f, out);
	finding->because = f->kind ? findings_text(out, "%s: %s", place->url, f->text) : place->url;
	return finding;
}

void rule_mobility_autodiscover(const struct view *v, struct findings *out)
{
	const struct mobility *m = config_pool(v)->mobility;

	if (!m)
		return;
	if (m->root) {
		finding_add(out, STATE_OK, "autodiscover of %s: %s", m->domain, m->root);
		return;
	}
	struct finding *finding = no_root(v, m, out);
	finding->cause = CAUSE_AUTODISCOVER;
	if (!finding->remedy)
		finding->remedy = findings_text(out, "publish lyncdiscover.%s, and lyncdiscoverinternal.%s inside, as names of the web services: DNS, "
						     "reverse proxy and certificate", m->domain, m->domain);
}

static void judge_service(const struct view *v, int index, const char *what, struct findings *out)
{
	const struct mobility *m = config_pool(v)->mobility;
	struct finding *finding;

	if (!m || index < 0 || (size_t)index >= m->count)
		return;
	const struct mobility_place *place = &m->places[index];
	if (place->status == 200 || place->status == 401) {
		finding_add(out, STATE_OK, "%s answers %d at %s", what, place->status, place->host);
		return;
	}
	if (place->status)
		finding = finding_add(out, STATE_CRITICAL, "%s answers %d at %s", what, place->status, place->host);
	else
		finding = finding_add(out, state_of(v, &place->fault), "%s does not answer at %s", what, place->host);
	finding->cause = CAUSE_SERVICE;
	finding->because = place->fault.kind ? findings_text(out, "%s: %s", place->url, place->fault.text) : place->url;
	finding->remedy = "on the pool, look at the web services in IIS; look at the rules of the reverse proxy";
}

void rule_mobility_mcx(const struct view *v, struct findings *out)
{
	const struct mobility *m = config_pool(v)->mobility;

	if (m && pool_has_mcx(config_pool(v), v->plan))
		judge_service(v, m->mcx, "the mobility service (Mcx)", out);
}

void rule_mobility_ucwa(const struct view *v, struct findings *out)
{
	const struct mobility *m = config_pool(v)->mobility;

	if (m)
		judge_service(v, m->ucwa, "the mobility service (UCWA)", out);
}

static bool was_judged(const struct mobility *m, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (m->places[i].tls.chain.count && strcmp(m->places[i].host, m->places[index].host) == 0)
			return true;
	return false;
}

void rule_mobility_certs(const struct view *v, struct findings *out)
{
	const struct mobility *m = config_pool(v)->mobility;

	for (size_t i = 0; m && i < m->count; i++) {
		const struct mobility_place *place = &m->places[i];
		const struct cert_peer peer = { TARGET_WEB, place->host, &place->tls, &place->fault };
		bool seen = place->tls.chain.count || place->tls.handshake_done;

		if (!seen || place->fault.kind == FAULT_MEMORY || was_judged(m, i))
			continue; /* what is seen without memory says nothing of a certificate */
		rule_cert_peer_verify(v, &peer, out);
		rule_cert_peer_expiry(v, &peer, out);
	}
}
