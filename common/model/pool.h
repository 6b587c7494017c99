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
	X(EDGE_SETTING, "MSFT_SIPFederationExternalEdgeSetting", "MSFT_SIPFederationExternalEdgeSetting")     \
	X(PATCH_VERSION, "Get-CsServerPatchVersion", "ServerPatchVersion")                                    \
	X(SERVICE, "Get-CsService", "DisplayUserServer")                                                      \
	X(SITE, "Get-CsSite", "Site+")                                                                        \
	X(COMPUTER, "Get-CsComputer", "Machine")                                                              \
	X(WINDOWS_SERVICE, "Get-CsWindowsService", "NTService")                                               \
	X(PUBLIC_PROVIDER, "Get-CsPublicProvider", "PublicProvider")                                          \
	X(EXTERNAL_ACCESS, "Get-CsExternalAccessPolicy", "ExternalAccessPolicy")                              \
	X(SIP_DOMAIN, "Get-CsSipDomain", "SipDomain")                                                         \
	X(CERTIFICATE, "Get-CsCertificate", "CertificateReference")

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

/* Its objects describe the computer that the cmdlet runs on, whatever store of settings it reads. */
bool pool_section_is_of_computer(enum pool_section_id);

enum pool_how {
	POOL_NOT_ASKED, /* not asked: this kind of server, or half, was not given */
	POOL_READ,	/* read; an empty list is an answer too */
	POOL_MISSING,	/* the export does not hold it */
	POOL_CUT,	/* the export was written with too small a -Depth: names without members */
	POOL_REFUSED,	/* the cmdlet ran and failed, or the role may not run it: fault says why */
	POOL_NO_SUCH,	/* the server does not know the cmdlet */
	POOL_UNSEEN,	/* to be asked; at the end: it could not be, and its target's stopped, or the pool's fault, says why */
	POOL_BAD,	/* a value of it has a NUL in it: fault says which; no object is kept */
	POOL_ASKS,	/* the cmdlet asked a question, which no check can answer: fault has its words */
};

/*
 * Members that objects of few sections have. They are not in pool_object, because there may be 50,000 domains, and each would need
 * the memory. Texts: NULL, the object lacks the member; "" for the server's null.
 */
struct pool_detail {
	/* site; service */
	const char *site;	      /* service: "Site:Redmond" */
	const char *site_type;	      /* "CentralSite" */
	const char *federation_route; /* "EdgeServer:accessproxy.contoso.com" */
	const char *external_sip_port; /* service of an Edge: "5061" where federation is on */
	const char *external_fqdn;	/* web server: outside, behind the reverse proxy */
	const char *external_https_port; /* and the port that is published there */
	/* computer: its pool; Windows service: "RTCSRV", "Running" */
	const char *pool;
	const char *name, *status;
	/* replication: seconds since 1970; 0: not known */
	int64_t reported_at, updated_at;
	bool zone_untold; /* those times may be local ones of the server */
	/* mobility service: seconds; 0: not known */
	int64_t session_s, short_session_s;
	const char *exposed_url; /* "External" */
	enum known federation_access; /* external access policy */
	/* certificate of the computer that it was asked on: "AccessEdgeExternal"; seconds since 1970, 0: not known; its DNS names */
	const char *use, *subject;
	int64_t not_before, not_after;
	struct text_list alternative_names;
};

/* One object of any section; each rule knows which members its section has. */
struct pool_object {
	const char *identity; /* "Global", "Site:Redmond", "LyncOnline" */
	/* hosting provider */
	const char *proxy_fqdn; /* allowed domain too */
	const char *verification_level; /* name, or the number as it came */
	enum known enabled;	/* IM filter too */
	enum known is_local;
	enum known shared_address_space; /* hybrid: the row is also the tenant's */
	/* allowed and blocked domain; federation partner */
	const char *domain;
	const char *edge_proxy_address;
	/* access edge */
	enum known allow_federated_users;
	const char *routing_method;
	const char *default_route_fqdn;
	enum known enable_partner_discovery;
	enum known enable_user_replicator;
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
	const char *product_version; /* "5.0.8308.0"; "" of a replica that never reported */
	/* service, component: "7", "6.0.9319.281" */
	const char *version;
	const char *pool_fqdn;
	/* OCS 2007 R2 Edge */
	enum known enable_federation;
	const char *default_route;
	struct pool_detail *detail; /* NULL: the object had none of its members */
};

/* Never NULL: for an object without detail, one without values. */
const struct pool_detail *pool_detail(const struct pool_object *);

/*
 * POOL_READ with a fault: the objects were read, and an error came as well (an error record, an item that cannot be read, a missing
 * end). The objects count; an object that is not among them may exist all the same.
 */
struct pool_section {
	enum pool_how how;
	struct fault fault;
	struct pool_object *objects;
	size_t count;
	size_t room; /* of `objects`, while they are added */
};

/* The section was read without a fault: an object that it lacks does not exist. */
bool pool_section_is_whole(const struct pool_section *);

/* Something went wrong with a section; how says what where it was not read. */
void pool_section_spoil(struct pool_section *, enum pool_how how, const struct fault *);

/* The services as a mobile client finds them (--mobility). One web server, as it was asked. */
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

enum { EXTERNAL_WEB_PLAIN_MAX = 8 };

/* The external web services, asked by their own name: what the reverse proxy publishes. A place with the url "" was not asked. */
struct external_web {
	const char *host;
	uint16_t port;
	struct mobility_place root, mcx, ucwa;
	const char *user_host; /* that the root leads users to; "": it gave none */
	struct mobility_place *plain; /* autodiscover over HTTP, of the SIP domains that the certificate does not name */
	size_t plain_count;	      /* EXTERNAL_WEB_PLAIN_MAX at most, in the order of the domains */
};

/* Does a name in a certificate stand for the host? A star stands for one label, the first. */
bool external_web_names(const struct cert *leaf, const char *host);

/* The settings in an Edge's own replica: an export made with -LocalStore. */
struct pool_store {
	const char *name; /* of the computer; "": not known */
	struct pool_section sections[POOL_SECTION_COUNT];
};

enum { POOL_WARNINGS_MAX = 20, POOL_STORES_MAX = 16 /* an Edge pool has at most 12 servers */ };

struct pool {
	struct pool_section sections[POOL_SECTION_COUNT];
	const char *version; /* of the server's Windows, "6.3.9600", as the session reports it; "" */
	struct text_list warnings; /* what the cmdlets warned of; no more than POOL_WARNINGS_MAX */
	struct fault unclosed; /* why the remote session could not be deleted: it stays until its server drops it */
	int64_t exported_at; /* seconds since 1970: the age of an export, of several the oldest; -1: live */
	int64_t exported_last; /* of several the newest; -1: live */
	const char *exported_unread; /* the time that an export bears, where it cannot be read: exported_at is then its file's; NULL: none */
	struct fault fault;  /* why an export could not be read, which ends the run; a fault of this host is in facts.run_fault */
	struct mobility *mobility; /* NULL: not asked */
	struct pool_store *stores; /* beside the settings of the pool: those of the Edges, one for each */
	size_t store_count;	   /* 0: no such export was given, or nothing else */
	size_t stores_left_out;	   /* beyond POOL_STORES_MAX */
	struct external_web *external; /* NULL: not asked, or their name is not known */
};

/*
 * Sets every section by the plan: POOL_UNSEEN where a server is asked, POOL_MISSING where files are read, or
 * POOL_NOT_ASKED: the half of an OCS 2007 R2 deployment that was not given; of the pool beside such an Edge, what the Edge decides; of a
 * live pool what an export may hold besides.
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

/* Adds a part to *whole, once every session has ended. Sections that belong to other servers stay out. */
void pool_part_join(struct pool *whole, const struct pool *part, enum target_kind);

/* An export came from a web server: what is not found in it is missing there. */
void pool_fetched(struct pool *);

/*
 * Once every export was read: the half of an OCS 2007 R2 deployment of which they hold nothing at all was not given,
 * and what they hold that such an Edge does not go by is not judged.
 */
void pool_settle_halves(struct pool *, const struct plan *);

/* The same: where replicas' are the only exports, the last stands for the pool's settings. */
void pool_settle_store(struct pool *);

/* An export could not be read (pool->fault): nothing of the others is judged either. */
void pool_forget(struct pool *);

#endif
