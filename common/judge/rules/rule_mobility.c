// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_mobility - would a mobile client find its way to the mobility service? (--mobility)
 */
#include "judge/rules/rule_mobility.h"

#include "base/plural.h"
#include "judge/rules/rule_cert.h"
#include "model/server.h"

/* The state of -t decides on time-outs; a fault of our own host is UNKNOWN, because the server did not cause it. */
static enum state state_of(const struct view *v, const struct fault *f)
{
	if (f->kind == FAULT_TIMEOUT)
		return v->plan->timeout_state;
	return f->kind == FAULT_CANCELLED || fault_is_ours(f->kind) ? STATE_UNKNOWN : STATE_CRITICAL;
}

/* DNS answered that the name, or an address of it, does not exist; any other fault leaves that open. */
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
	finding->because = f->kind ? findings_text(out, "%s: %s", place->url, f->text) : findings_text(out, "the request was for %s", place->url);
	return finding;
}

/* How many places were asked before the first of the inside: those of the outside. */
static size_t outside_count(const struct mobility *m)
{
	size_t count = 0;

	while (count < m->count && !span_starts_nocase(span_of(m->places[count].host), SPAN("lyncdiscoverinternal.")))
		count++;
	return count;
}

static bool is_root_outside(const struct mobility *m)
{
	for (size_t i = 0; m->root && i < outside_count(m); i++)
		if (strcmp(m->places[i].url, m->root) == 0)
			return true;
	return false;
}

/* Only the internal name gave a root: the external one's result is judged, unless this host's DNS lacks that name, as internal DNS often does. */
static struct finding *inside_only(const struct view *v, const struct mobility *m, struct findings *out)
{
	struct mobility outside = *m;
	struct finding *finding;

	outside.count = outside_count(m);
	const struct mobility_place *place = telling(&outside);
	if (place && !is_nowhere(&place->fault))
		return no_root(v, &outside, out);
	finding = finding_add(out, STATE_UNKNOWN, "autodiscover of %s: only the internal %s answers", m->domain, m->root);
	finding->because = findings_text(out, "lyncdiscover.%s is no name here; a root found by lyncdiscoverinternal is no proof for phones outside",
					 m->domain);
	finding->remedy = "give a DNS server that knows the outside: --dns-server; or ask from a host outside";
	return finding;
}

void rule_mobility_autodiscover(const struct view *v, struct findings *out)
{
	const struct mobility *m = config_pool(v)->mobility;

	if (!m)
		return;
	if (is_root_outside(m)) {
		finding_add(out, STATE_OK, "autodiscover of %s: %s", m->domain, m->root);
		return;
	}
	struct finding *finding = m->root ? inside_only(v, m, out) : no_root(v, m, out);
	finding->cause = CAUSE_AUTODISCOVER;
	if (!finding->remedy)
		finding->remedy = findings_text(out, "publish lyncdiscover.%s, and lyncdiscoverinternal.%s inside, as names of the web services: DNS, "
						     "reverse proxy and certificate", m->domain, m->domain);
}

/* NULL: it was not asked. */
static const struct mobility_place *service_at(const struct mobility *m, int index)
{
	return m && index >= 0 && (size_t)index < m->count ? &m->places[index] : NULL;
}

static bool is_there(const struct mobility_place *place)
{
	return place && (place->status == 200 || place->status == 401);
}

static void judge_service(const struct view *v, const struct mobility_place *place, const char *what, struct findings *out)
{
	struct finding *finding;

	if (is_there(place)) {
		finding_add(out, STATE_OK, "%s answers %d at %s", what, place->status, place->host);
		return;
	}
	if (place->status)
		finding = finding_add(out, STATE_CRITICAL, "%s answers %d at %s", what, place->status, place->host);
	else
		finding = finding_add(out, state_of(v, &place->fault), "%s does not answer at %s", what, place->host);
	finding->cause = CAUSE_SERVICE;
	finding->because = place->fault.kind ? findings_text(out, "%s: %s", place->url, place->fault.text) :
						    findings_text(out, "the request was for %s", place->url);
	finding->remedy = "on the pool, look at the web services in IIS; look at the rules of the reverse proxy";
}

enum { NOT_FOUND = 404 };

/* One of the two may be no part of this server: which it is was neither given nor read. */
static void say_version_unknown(const struct mobility_place *place, const char *what, const char *who, struct findings *out)
{
	struct finding *finding = finding_add(out, STATE_UNKNOWN, "%s is not at %s, and the server's version is not known", what, place->host);

	finding->cause = CAUSE_NOT_SEEN;
	finding->because = findings_text(out, "%s answers %d; %s", place->url, place->status, who);
	finding->remedy = "say which server it is: --server";
}

static void judge_mcx(const struct view *v, const struct mobility_place *place, struct findings *out)
{
	const struct server server = server_of(config_pool(v), v->plan);

	if (!place || server_has_mcx(&server) == KNOWN_NO)
		return;
	if (server_has_mcx(&server) == KNOWN_NOT && place->status == NOT_FOUND)
		say_version_unknown(place, "the mobility service (Mcx)", "Skype for Business Server 2019 and later have no Mcx", out);
	else
		judge_service(v, place, "the mobility service (Mcx)", out);
}

/* UCWA came with the February 2013 update of Lync Server 2013. Of a server of unknown version one of the two is enough. */
static void judge_ucwa(const struct view *v, const struct mobility_place *place, const struct mobility_place *mcx, struct findings *out)
{
	const struct server server = server_of(config_pool(v), v->plan);

	if (!place || server_has_ucwa(&server) == KNOWN_NO)
		return;
	if (server_has_ucwa(&server) == KNOWN_NOT && !is_there(place) && is_there(mcx))
		finding_add(out, STATE_OK, "UCWA is not at %s: not judged, for Lync Server 2010 has none; --server says which it is", place->host)->note =
			true;
	else
		judge_service(v, place, "the mobility service (UCWA)", out);
}

void rule_mobility_mcx(const struct view *v, struct findings *out)
{
	const struct mobility *m = config_pool(v)->mobility;

	judge_mcx(v, m ? service_at(m, m->mcx) : NULL, out);
}

void rule_mobility_ucwa(const struct view *v, struct findings *out)
{
	const struct mobility *m = config_pool(v)->mobility;

	if (m)
		judge_ucwa(v, service_at(m, m->ucwa), service_at(m, m->mcx), out);
}

/* ---- the external web services, by their own name ---- */

static const struct mobility_place *asked(const struct mobility_place *place)
{
	return place->url[0] ? place : NULL;
}

/* No connection came about. The DNS inside may not know the name, and that is not the pool's fault. */
static void say_not_reached(const struct view *v, const struct external_web *web, struct findings *out)
{
	const struct fault *f = &web->root.fault;
	struct finding *finding = finding_add(out, f->kind == FAULT_DNS ? STATE_UNKNOWN : state_of(v, f), "the external web services %s were not reached",
					      web->host);

	finding->cause = f->kind == FAULT_DNS ? CAUSE_NOT_SEEN : CAUSE_SERVICE;
	finding->because = findings_text(out, "%s: %s", web->root.url, f->text);
	finding->remedy = f->kind == FAULT_DNS ? "phones ask that name from inside, too; give a DNS server that knows it: --dns-server" :
						 "look at the reverse proxy, and the firewall in front of it";
}

/* Of any pool: with several, autodiscover names that of the user's. */
static bool is_external_name(const struct view *v, const char *name)
{
	const struct pool_section *services = &config_pool(v)->sections[POOL_SERVICE];

	for (size_t i = 0; services->how == POOL_READ && i < services->count; i++)
		if (config_same_name(pool_detail(&services->objects[i])->external_fqdn, name))
			return true;
	return config_same_name(v->plan->settings.external_web.name, name);
}

static void compare_advertised(const struct view *v, const struct external_web *web, const char *from, const char *advertised, struct findings *out)
{
	if (!advertised || !advertised[0])
		return;
	if (is_external_name(v, advertised)) {
		finding_add(out, STATE_OK, "autodiscover of %s leads to the external web services %s", from, advertised);
		return;
	}
	struct finding *finding = finding_add(out, STATE_WARNING, "autodiscover of %.32s leads to %.40s, not %.32s", from, advertised, web->host);
	finding->cause = CAUSE_EXTERNAL_WEB;
	finding->because = "phones ask the external web services, from inside too; their name is another";
	finding->remedy = "on the pool, see ExternalFqdn of Get-CsService -WebServer; see what the reverse proxy sends to which port (443 to 4443)";
}

/* Did autodiscover lead there, with the same failure? Then mobility.mcx or mobility.ucwa reports it. */
static bool is_reported(const struct mobility_place *external, const struct mobility_place *advertised)
{
	return external && advertised && !is_there(external) && config_same_name(external->host, advertised->host) &&
	       external->status == advertised->status;
}

void rule_mobility_external(const struct view *v, struct findings *out)
{
	const struct mobility *m = config_pool(v)->mobility;
	const struct external_web *web = config_pool(v)->external;

	if (!web) {
		if (m && config_pool(v)->sections[POOL_SERVICE].how == POOL_READ)
			finding_add(out, STATE_OK, "Get-CsService does not name the external web services: give --external-web")->note = true;
		return;
	}
	if (!web->root.status) {
		say_not_reached(v, web, out);
		return;
	}
	if (!is_reported(asked(&web->mcx), m ? service_at(m, m->mcx) : NULL))
		judge_mcx(v, asked(&web->mcx), out);
	if (!is_reported(asked(&web->ucwa), m ? service_at(m, m->ucwa) : NULL))
		judge_ucwa(v, asked(&web->ucwa), asked(&web->mcx), out);
	compare_advertised(v, web, web->host, web->user_host, out);
	const struct mobility_place *service = m ? service_at(m, m->ucwa >= 0 ? m->ucwa : m->mcx) : NULL;
	if (service && is_root_outside(m))
		compare_advertised(v, web, m->domain, service->host, out);
}

/* The result of autodiscover over HTTP; NULL: not asked. */
static const struct mobility_place *plain_at(const struct external_web *web, const char *name)
{
	for (size_t i = 0; i < web->plain_count; i++)
		if (span_equal_nocase(span_of(web->plain[i].host), span_of(name)))
			return &web->plain[i];
	return NULL;
}

void rule_mobility_names(const struct view *v, struct findings *out)
{
	enum { SHOWN = 16 };
	const struct external_web *web = config_pool(v)->external;
	size_t missing = 0, named = 0;

	if (!web || !web->root.tls.chain.count)
		return;
	const struct pool_section *domains = config_section(v, out, POOL_SIP_DOMAIN);
	for (size_t i = 0; domains && i < domains->count; i++) {
		const char *name = findings_text(out, "lyncdiscover.%s", config_name(domains->objects[i].identity));
		if (external_web_names(web->root.tls.chain.at, name)) {
			named++;
			continue;
		}
		if (missing++ >= SHOWN)
			continue;
		const struct mobility_place *plain = plain_at(web, name);
		bool over_http = plain && plain->status;
		struct finding *finding = finding_add(out, over_http ? STATE_OK : STATE_WARNING, "the certificate of %.24s does not name %.40s", web->host,
						      name);
		finding->note = over_http;
		finding->cause = CAUSE_EXTERNAL_NAME;
		finding->because = over_http ? "autodiscover is published over HTTP, port 80: supported, and not recommended" :
					       "a phone that looks for autodiscover over HTTPS refuses it, and over HTTP there is none";
		finding->remedy = "on the reverse proxy, renew the certificate with that name; or publish autodiscover over HTTP: port 80 to 8080";
	}
	if (named && !missing)
		finding_add(out, STATE_OK, "the certificate of %s names autodiscover of %zu SIP %s", web->host, named, plural(named, "domain", "domains"));
}

static bool was_judged(const struct mobility *m, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (m->places[i].tls.chain.count && strcmp(m->places[i].host, m->places[index].host) == 0)
			return true;
	return false;
}

/* The certificate of the server whose settings are read: cert.expiry speaks of it. */
static bool is_of_target(const struct view *v, const struct mobility_place *place)
{
	for (size_t i = 0; place->tls.chain.count && i < v->facts->target_count; i++) {
		const struct target *t = &v->facts->targets[i];
		if (strcmp(t->host, place->host) == 0 && t->tls.verified && place->tls.verified && t->tls.chain.count &&
		    strcmp(t->tls.chain.at[0].sha256, place->tls.chain.at[0].sha256) == 0)
			return true;
	}
	return false;
}

static void judge_cert(const struct view *v, const struct mobility_place *place, struct findings *out)
{
	const struct cert_peer peer = { TARGET_WEB, place->host, &place->tls, &place->fault };
	bool seen = place->tls.chain.count || place->tls.handshake_done;

	if (!seen || place->fault.kind == FAULT_MEMORY)
		return; /* what is seen without memory says nothing of a certificate */
	rule_cert_peer_verify(v, &peer, out);
	rule_cert_peer_expiry(v, &peer, out);
}

void rule_mobility_certs(const struct view *v, struct findings *out)
{
	const struct mobility *m = config_pool(v)->mobility;
	const struct external_web *web = config_pool(v)->external;
	bool judged = false;

	for (size_t i = 0; m && i < m->count; i++) {
		judged |= web && m->places[i].tls.chain.count && strcmp(m->places[i].host, web->host) == 0;
		if (!was_judged(m, i) && !is_of_target(v, &m->places[i]))
			judge_cert(v, &m->places[i], out);
	}
	if (web && !judged && !is_of_target(v, &web->root))
		judge_cert(v, &web->root, out);
}
