// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * pool - the settings of a pool, and of an OCS 2007 R2 Edge, as they were read
 *
 * A section is what one cmdlet (or WMI class) gives: read, refused, unknown there, or missing in the export. Its objects keep
 * only the members that a rule looks at; a member that the object lacked is NULL, KNOWN_NOT.
 * Source: Microsoft's pages of the cmdlets named below; for the WMI classes the OCS 2007 R2 reference.
 */
#ifndef MODEL_POOL_H
#define MODEL_POOL_H

#include "model/facts.h"
#include "model/plan.h"

/*	section		  cmdlet or class				  stands in the type's name */
#define POOL_SECTIONS(X)                                                                                      \
	X(HOSTING_PROVIDER, "Get-CsHostingProvider", "HostingProvider")                                       \
	X(ALLOWED_DOMAIN, "Get-CsAllowedDomain", "AllowedDomain")                                             \
	X(BLOCKED_DOMAIN, "Get-CsBlockedDomain", "BlockedDomain")                                             \
	X(ACCESS_EDGE, "Get-CsAccessEdgeConfiguration", "AccessEdgeSettings")                                 \
	X(PUSH, "Get-CsPushNotificationConfiguration", "PushNotificationConfiguration")                       \
	X(MCX, "Get-CsMcxConfiguration", "McxConfiguration")                                                  \
	X(IM_FILTER, "Get-CsImFilterConfiguration", "ImFilterConfiguration")                                  \
	X(MOBILITY, "Get-CsMobilityPolicy", "MobilityPolicy")                                                 \
	X(REPLICATION, "Get-CsManagementStoreReplicationStatus", "ReplicaState")                              \
	X(PARTNER, "MSFT_SIPFederationPartnerTable", "MSFT_SIPFederationPartnerTable")                        \
	X(EDGE_SETTING, "MSFT_SIPFederationExternalEdgeSetting", "MSFT_SIPFederationExternalEdgeSetting")

enum pool_section_id {
#define X(id, cmdlet, type) POOL_##id,
	POOL_SECTIONS(X)
#undef X
	POOL_SECTION_COUNT
};

/* The cmdlet or class that gives a section. */
const char *pool_section_source(enum pool_section_id);

/* It is a WMI class of an OCS 2007 R2 Edge, not a cmdlet of a pool. */
bool pool_section_is_edge(enum pool_section_id);

enum pool_how {
	POOL_NOT_ASKED, /* nobody asked for it: this kind of server, or half, was not given */
	POOL_READ,	/* read; an empty list is an answer too */
	POOL_MISSING,	/* the export does not hold it */
	POOL_CUT,	/* the export was written with too small a -Depth: names without members */
	POOL_REFUSED,	/* the cmdlet ran and failed, or the role may not run it: fault says why */
	POOL_NO_SUCH,	/* the server does not know the cmdlet */
	POOL_UNSEEN,	/* to be asked; at the end: it could not be, and its target's stopped, or the pool's fault, says why */
	POOL_BAD,	/* a value of it has a NUL in it: fault says which; no object is kept */
};

/* One object of any section; each rule knows which members its section has. */
struct pool_object {
	const char *identity; /* "Global", "Site:Redmond", "LyncOnline" */
	/* hosting provider */
	const char *proxy_fqdn; /* allowed domain too */
	const char *verification_level; /* name, or the number as it came */
	enum known enabled;	/* IM filter too */
	enum known is_local;
	/* allowed and blocked domain; federation partner */
	const char *domain;
	const char *edge_proxy_address;
	/* access edge */
	enum known allow_federated_users;
	const char *routing_method;
	const char *default_route_fqdn;
	enum known enable_partner_discovery;
	/* push notification */
	enum known apple, microsoft;
	/* mobility service */
	const char *push_proxy_uri;
	/* IM filter */
	const char *action;
	struct text_list prefixes;
	/* mobility policy */
	enum known enable_mobility;
	/* replication */
	const char *replica_fqdn;
	enum known up_to_date;
	/* OCS 2007 R2 Edge */
	enum known enable_federation;
	const char *default_route;
};

struct pool_section {
	enum pool_how how;
	struct fault fault;
	struct pool_object *objects;
	size_t count;
};

/* What a mobile client would find (--mobility). One web server, as it was asked. */
struct mobility_place {
	const char *url;
	const char *host; /* of the URL */
	int status;	  /* HTTP; 0: no answer came */
	struct fault fault; /* why none, or why the answer is no use */
	struct tls tls;	  /* its certificate */
};

enum { MOBILITY_PLACES_MAX = 18 }; /* four names, each with three redirects, and two services */

struct mobility {
	const char *domain;
	struct mobility_place *places; /* in the order in which they were asked */
	size_t count;
	const char *root;	       /* URL that gave the root; NULL: none did */
	int mcx, ucwa;		       /* their place among them; -1: not asked */
};

struct pool {
	struct pool_section sections[POOL_SECTION_COUNT];
	const char *version; /* of the server's Windows, "6.3.9600", told by the session; "" */
	int64_t exported_at; /* seconds since 1970: the age of an export; -1: live */
	struct fault fault;  /* why an export that was handed in could not be read: the run ended then. What is no fault of the export: run_fault */
	struct mobility *mobility; /* NULL: not asked */
};

/*
 * What the plan has us ask: every section POOL_UNSEEN where a server is asked, POOL_MISSING where files are read, or
 * POOL_NOT_ASKED: the mobility service on 2019 and later, which have none; the half of an OCS 2007 R2 deployment that was not
 * given; of the pool beside such an Edge, what the Edge decides.
 */
void pool_init(struct pool *, const struct plan *);

/* Is a pool asked itself: -H, not an export, nor the old Edge alone? */
bool pool_is_live(const struct plan *);

/*
 * Sessions run side by side, and each writes its own part of the settings: TARGET_SETTINGS the pool's sections, TARGET_OCS_EDGE the
 * Edge's, TARGET_EXPORT all, because an export may hold both. *part becomes what *whole is before any session, without the sections
 * of others.
 */
void pool_part_begin(struct pool *part, const struct pool *whole, enum target_kind);

/* Puts a part into *whole, once every session has ended. What a server said of the sections of others stays out. */
void pool_part_join(struct pool *whole, const struct pool *part, enum target_kind);

/* An export came from a web server: what is not found in it is missing there. */
void pool_fetched(struct pool *);

/*
 * Once every export was read: the half of an OCS 2007 R2 deployment of which they hold nothing at all was not given,
 * and what they hold that such an Edge does not go by is not judged.
 */
void pool_settle_halves(struct pool *, const struct plan *);

/*
 * Has the server a mobility service (Mcx)? Skype for Business Server 2019 and later have none: the plan says that it is one, or else
 * the session told Windows Server 2019 or later (from 10.0.17763 on); on earlier ones it may be either.
 */
bool pool_has_mcx(const struct pool *, const struct plan *);

/* Once the session told the version of Windows: the mobility service is not asked for where there is none. */
void pool_settle_server(struct pool *, const struct plan *);

/* An export could not be read (pool->fault): nothing of the others is judged either. */
void pool_forget(struct pool *);

#endif
