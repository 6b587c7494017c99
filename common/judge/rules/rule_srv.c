// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_srv - the SRV records by which federation partners find each other, as DNS gives them here
 */
#include "judge/rules/rule_srv.h"

#include "base/plural.h"
#include "judge/message_format.h"
#include "judge/rules/config.h"
#include "judge/rules/rule_direct.h"
#include "judge/speaker.h"

/* ---- when a row of the table is meant ---- */

struct ctx {
	const struct view *view;
	const struct srv *srv;
	const struct srv_target *target; /* the one that an Access Edge takes; NULL: there is none */
};

static bool is_missing(const struct fault *f)
{
	return f->kind == FAULT_DNS && (f->code == DNS_NO_SUCH_NAME || f->code == DNS_NO_ADDRESS);
}

static bool record_missing(const struct ctx *l)
{
	return is_missing(&l->srv->fault);
}

static bool record_unseen(const struct ctx *l)
{
	return l->srv->fault.kind != FAULT_NONE;
}

static bool not_offered(const struct ctx *l)
{
	return l->target && !*l->target->host.name;
}

static bool same(const char *a, const char *b)
{
	return span_equal_nocase(span_of(a), span_of(b));
}

/* As it is for everybody. */
static bool is_push_service(const struct ctx *l)
{
	return l->target && same(l->srv->domain, speaker_push_domain) && same(l->target->host.name, speaker_push_partner);
}

/* A pool's provider shares its address space with a tenant. */
static bool is_hybrid(const struct view *v)
{
	const struct pool_section *providers = &config_pool(v)->sections[POOL_HOSTING_PROVIDER];

	for (size_t i = 0; providers->how == POOL_READ && i < providers->count; i++)
		if (providers->objects[i].shared_address_space == KNOWN_YES && config_same_name(providers->objects[i].proxy_fqdn, speaker_push_partner))
			return true;
	return false;
}

/* As it is where all users of a hybrid site are online. */
static bool is_online(const struct ctx *l)
{
	return l->target && same(l->target->host.name, speaker_push_partner) && is_hybrid(l->view);
}

/* "sip.contoso.com" is in "contoso.com", "sip.emea.contoso.com" is not. */
static bool is_outside(const struct ctx *l)
{
	struct span parent;

	if (!l->target || is_push_service(l) || is_online(l))
		return false;
	span_split(span_of(l->target->host.name), '.', &parent);
	return !span_equal_nocase(parent, span_of(l->srv->domain));
}

static bool is_alias(const struct ctx *l)
{
	return l->target && *l->target->host.alias_of;
}

static bool address_missing(const struct ctx *l)
{
	return l->target && is_missing(&l->target->host.fault);
}

static bool address_unseen(const struct ctx *l)
{
	return l->target && l->target->host.fault.kind != FAULT_NONE && !is_missing(&l->target->host.fault);
}

static bool other_port(const struct ctx *l)
{
	return l->target && l->target->host.port != FEDERATION_PORT;
}

static bool has_others(const struct ctx *l)
{
	return l->srv->target_count > 1;
}

static bool is_address_asked(const struct ctx *l)
{
	const struct facts *facts = l->view->facts;

	for (size_t i = 0; l->target && i < l->target->host.addresses.count; i++)
		for (size_t t = 0; t < facts->target_count; t++)
			if (span_equal(span_of(l->target->host.addresses.at[i].text), span_of(facts->targets[t].address)))
				return true;
	return false;
}

/* ---- the table ---- */

enum {
	ROW_NOTE = -1, /* a note, whatever else is known */
	ROW_NONE = -2, /* nothing to be said */
};

#define SAID(sentence, cause, because, remedy) { STATE_OK, PLACE_UNTOLD, sentence, cause, because, remedy, NULL, NULL, true }

/* Of the rows with `last` the first that is meant ends the looking: what follows asks for what that one misses. */
static const struct srv_row {
	bool (*when)(const struct ctx *);
	bool last;
	int push, own; /* state: of the federated domain's record, of ours */
	struct advice advice;
	const char *own_remedy; /* NULL: the same */
} rows[] = {
	{ record_missing, true, STATE_WARNING, STATE_WARNING,
	  SAID("{domain} has no SRV record for federation", CAUSE_SRV_MISSING,
	       "by {name} Edges find a partner that is not configured, and check who calls; the name server that was asked here may lack it "
	       "where others have it", "ask the resolver of the Edge (--dns-server); without a record, configure the "
	       "partner: New-CsHostingProvider with ProxyFqdn"),
	  "first ask a public resolver (--dns-server), for an internal view of DNS may lack it; where it is missing too, publish {name} SRV "
	  "0 0 5061 and the name of the Edge's external side" },
	{ record_unseen, true, STATE_UNKNOWN, STATE_UNKNOWN,
	  SAID("could not look up the SRV record of {domain}", CAUSE_DNS_FAILED, "{fault}",
	       "check the name server that was asked, or name another with --dns-server"), NULL },
	{ not_offered, true, STATE_WARNING, STATE_WARNING,
	  SAID("{domain} offers no federation: its SRV record names no server", CAUSE_SRV_NOT_OFFERED,
	       "a record with a lone dot says that the service is not there (RFC 2782)", "ask the partner; or configure its access edge: "
	       "New-CsHostingProvider with ProxyFqdn"), "have {name} name the Edge's external side" },
	{ is_push_service, false, ROW_NOTE, ROW_NONE,
	  SAID("{domain} leads to {target}, outside the domain: an Edge takes that of an allowed domain only", CAUSE_NONE, NULL, NULL), NULL },
	{ is_online, false, ROW_NONE, ROW_NOTE,
	  SAID("the SRV record of {domain} leads to {target}: right once all users are online", CAUSE_SRV_OUTSIDE,
	       "a provider of the pool shares its address space with a tenant: this is a hybrid site", NULL), NULL },
	{ is_outside, false, STATE_WARNING, STATE_WARNING,
	  SAID("the SRV record of {domain} leads out of the domain, to {target}", CAUSE_SRV_OUTSIDE,
	       "for a domain that is not configured an Edge takes a host in the very domain only (ms-diagnostics 1009)",
	       "New-CsAllowedDomain {domain} without ProxyFqdn, and New-CsHostingProvider with ProxyFqdn {target}"),
	  "have it name a host in {domain}, as the certificate of the Edge's external side does: partners who find us by DNS refuse any "
	  "other; leave it where {domain} is meant to be served there" },
	{ is_alias, false, STATE_WARNING, STATE_WARNING,
	  SAID("{target}, SRV target of {domain}, is an alias of {alias}", CAUSE_SRV_ALIAS,
	       "RFC 2782 allows no alias there, and not every server follows one", "ask the partner to name a host that has an address"),
	  "give {target} an address record of its own, or name another host" },
	{ address_missing, false, STATE_WARNING, STATE_WARNING,
	  SAID("{target}, SRV target of {domain}, has no address", CAUSE_SRV_NO_ADDRESS,
	       "the record is there, and leads nowhere", "ask the resolver of the Edge (--dns-server); then the partner"),
	  "give {target} an address record where partners ask" },
	{ address_unseen, false, STATE_UNKNOWN, STATE_UNKNOWN,
	  SAID("could not look up the address of {target}", CAUSE_DNS_FAILED, "{fault}",
	       "check the name server that was asked, or name another with --dns-server"), NULL },
	{ other_port, false, STATE_WARNING, STATE_WARNING,
	  SAID("the SRV record of {domain} names port {port}, not 5061", CAUSE_SRV_PORT,
	       "federation runs over 5061 nearly everywhere, and firewalls let nothing else out",
	       "let the Edge out to {target}:{port}"), "have it name port 5061, where the Edge's external side listens" },
	{ has_others, false, ROW_NOTE, STATE_WARNING,
	  SAID("an Access Edge uses only one of {count} SRV targets of {domain}: {target}", CAUSE_SRV_SECOND,
	       "it takes the lowest priority, among these the highest weight, and leaves the others alone, also when that one fails",
	       NULL), "for two Edges give one name two addresses, in one record" },
	{ is_address_asked, false, ROW_NONE, ROW_NOTE,
	  SAID("{target} has the very address that was asked: this is DNS as it is inside, partners see another", CAUSE_NONE, NULL, NULL),
	  NULL },
};

/* ---- asking it ---- */

/* May the federated domain's record have to do with how a request ended? *most: what may then be said of it. */
static bool explains(const struct view *v, const struct findings *f, enum state *max)
{
	bool any = false;

	*max = STATE_UNKNOWN;
	for (size_t i = 0; i < v->verdict->target_count; i++) {
		if (!rule_direct_ended(v->plan, &v->facts->targets[i], &v->verdict->targets[i]))
			continue;
		any = true;
		*max = state_worse(*max, rule_direct_state(f, (int)i));
	}
	return any;
}

/* Our own records, taken together. */
struct own_records {
	size_t count, missing;
	bool counts; /* that one is missing: the name server has the view of partners */
};

static bool is_own(const struct view *v, const struct srv *srv)
{
	const struct texts *own = &v->plan->sip.own_domains;

	if (v->plan->subject == SUBJECT_SETTINGS)
		return true;
	for (size_t i = 0; i < own->count; i++)
		if (same(own->at[i], srv->domain))
			return true;
	return false;
}

static struct own_records own_records_of(const struct view *v)
{
	struct own_records own = { .counts = v->plan->dns_server.name != NULL };

	for (size_t i = 0; i < v->facts->srv_count; i++)
		if (is_own(v, &v->facts->srvs[i])) {
			own.count++;
			own.missing += is_missing(&v->facts->srvs[i].fault);
		}
	return own;
}

/* One domain without a record may have no partners; if all our domains lack it, no partner finds our Edge. */
static int missing_state(const struct own_records *own)
{
	if (!own->counts)
		return ROW_NOTE;
	return own->count > 1 && own->missing == own->count ? STATE_CRITICAL : STATE_WARNING;
}

/* A name in which nothing can end the line that it stands in. */
static bool is_plain(const char *name)
{
	for (const char *c = name; *c; c++)
		if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || strchr("-._", *c)))
			return false;
	return true;
}

/* What to publish: by custom the Edge's external side is "sip" in each SIP domain. NULL: it is not for a record to mend. */
static const char *zone_line(const struct ctx *l, const struct srv_row *row, struct findings *f)
{
	const char *host = findings_text(f, "sip.%s", l->srv->domain);

	if (l->target && row->when == other_port && !is_outside(l))
		host = l->target->host.name;
	else if (row->when != record_missing && row->when != not_offered)
		return NULL;
	if (!is_plain(l->srv->name) || !is_plain(host))
		return NULL;
	return findings_text(f, "%s. 3600 IN SRV 0 0 %d %s.", l->srv->name, FEDERATION_PORT, host);
}

static void say(const struct ctx *l, const struct srv_row *row, const struct own_records *own, struct findings *f)
{
	const struct host *host = l->target ? &l->target->host : NULL;
	const struct word words[] = {
		{ "domain", l->srv->domain },
		{ "name", l->srv->name },
		{ "target", host ? host->name : "" },
		{ "alias", host ? host->alias_of : "" },
		{ "port", findings_text(f, "%u", host ? host->port : 0u) },
		{ "count", findings_text(f, "%zu", l->srv->target_count) },
		{ "fault", host ? host->fault.text : l->srv->fault.text },
		{ NULL, NULL },
	};
	int state = !own ? row->push : row->when == record_missing ? missing_state(own) : row->own;
	enum state max = STATE_WARNING;
	struct advice a = row->advice;

	if (own && row->own_remedy)
		a.remedy = row->own_remedy;
	bool note = state == ROW_NOTE || (!own && !explains(l->view, f, &max)) ||
		    (state == STATE_UNKNOWN && !own && !l->view->plan->sip.own_domains.count);
	struct finding *finding = message_format_add(f, note ? STATE_OK : state == STATE_WARNING ? max : (enum state)state, &a, words, "");
	finding->note = note;
	finding->standing = note && !own && !explains(l->view, f, &max); /* it may explain a fault, and there is none */
	if (own) {
		finding->fix = zone_line(l, row, f);
		finding->fix_is_record = finding->fix != NULL;
	}
}

/* own NULL: it is the federated domain's record. Was anything found fault with? */
static bool ask_rows(const struct view *v, const struct srv *srv, const struct own_records *own, struct findings *f)
{
	struct ctx l = { .view = v, .srv = srv };
	bool any = false;

	l.target = srv->target_count ? &srv->targets[0] : NULL;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!rows[i].when(&l))
			continue;
		if ((own ? rows[i].own : rows[i].push) != ROW_NONE) {
			any = true;
			say(&l, &rows[i], own, f);
		}
		if (rows[i].last)
			break;
	}
	return any;
}

void rule_srv_push(const struct view *v, struct findings *f)
{
	const struct srv *srv = facts_srv(v->facts, v->plan->domain);

	if (srv && v->plan->subject == SUBJECT_ROUTE)
		ask_rows(v, srv, NULL, f);
}

/* Whether a pool's domains were read, and looked up; with a note where not. */
static bool domains_were_looked_up(const struct view *v, struct findings *f)
{
	const struct pool_section *domains = config_section(v, f, POOL_SIP_DOMAIN);

	if (!domains || !domains->count)
		return false;
	if (v->facts->srv_count)
		return true;
	struct finding *finding = finding_add(f, STATE_OK, "the SRV records of %zu SIP %s were not looked up", domains->count,
					      plural(domains->count, "domain", "domains"));
	finding->note = true;
	finding->because = "an export is judged without asking anybody, unless a name server is given";
	finding->remedy = "give one that has the view of partners: --dns-server";
	return false;
}

/* One that is missing, said once for all that are. */
static void say_all_missing(const struct own_records *own, struct findings *f)
{
	struct finding *finding = finding_add(f, STATE_CRITICAL, "none of %zu SIP domains has an SRV record for federation", own->count);

	finding->summary = true;
	finding->cause = CAUSE_SRV_MISSING;
	finding->because = "by it partners and the push clearing house find the Edge";
	finding->remedy = "publish a record for each, where partners ask";
}

void rule_srv_own(const struct view *v, struct findings *f)
{
	enum { SHOWN = 16 };
	const struct own_records own = own_records_of(v);
	bool settings = v->plan->subject == SUBJECT_SETTINGS;
	size_t said = 0;

	if (settings && !domains_were_looked_up(v, f))
		return;
	if (missing_state(&own) == STATE_CRITICAL)
		say_all_missing(&own, f);
	for (size_t i = 0; i < v->facts->srv_count && said < SHOWN; i++)
		if (is_own(v, &v->facts->srvs[i]))
			said += ask_rows(v, &v->facts->srvs[i], &own, f);
	if (said == SHOWN)
		finding_add(f, STATE_OK, "of the records of %zu SIP domains, the first %d with a fault are shown", own.count, SHOWN)->note = true;
	if (settings && !said)
		finding_add(f, STATE_OK, "SRV records of %zu SIP %s: in the domain, port 5061", own.count, plural(own.count, "domain", "domains"));
}

/* ---- the Edge's view, and ours ---- */

static const struct edge_row {
	uint32_t code; /* that the Edge gave */
	bool address;  /* we have found one */
	struct advice advice;
} edge_rows[] = {
	{ 1008, false,
	  { STATE_WARNING, PLACE_NEXT, "DNS has the SRV record of {domain} from here; {edge} finds none", CAUSE_EDGE_DNS_SRV,
	    "the record is there: {edge} asks another name server, or that one does not look outside",
	    "on the Edge, have its external adapter's DNS servers answer Resolve-DnsName -Type SRV {name}, "
	    "or before Windows Server 2012 nslookup -type=srv {name}", NULL, NULL, true } },
	{ 1014, true,
	  { STATE_WARNING, PLACE_NEXT, "DNS has an address of {target} from here; {edge} finds none", CAUSE_EDGE_DNS_A,
	    "the name is there: {edge} asks another name server, or that one does not look outside",
	    "on the Edge, have its external adapter's DNS servers answer Resolve-DnsName {target}, or "
	    "before Windows Server 2012 nslookup {target}", NULL, NULL, true } },
};

void rule_srv_edge(const struct view *v, struct findings *f)
{
	const struct srv *srv = facts_srv(v->facts, v->plan->domain);

	if (!srv || !srv->target_count || !v->diag || v->route->speaker == SPEAKER_PARTNER)
		return;
	const struct host *host = &srv->targets[0].host;
	const struct word words[] = {
		{ "domain", srv->domain }, { "name", srv->name }, { "target", host->name }, { "edge", v->route->edge }, { NULL, NULL },
	};
	for (size_t i = 0; i < sizeof edge_rows / sizeof *edge_rows; i++)
		if (edge_rows[i].code == v->diag->code && (!edge_rows[i].address || host->addresses.count > 0))
			message_format_add(f, rule_direct_state(f, f->target), &edge_rows[i].advice, words, "")->hop =
				(int)v->route->broke;
}
